// What the labeling page draws: the sample, why it was asked, the learning curve.  One page with connection.js and labeling.js.
// Samples and names are put in with textContent only, so that nothing in the data can act as markup.

const SVG = "http://www.w3.org/2000/svg";

function make(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

// ---- the sample: one function per kind -----------------------------------------------------------

const DRAW = {
  image(sample) {
    const img = make("img", undefined, sample.is_small ? "al-large al-pixels" : "al-large");
    img.src = sample.src;
    img.alt = sample.alt;
    return img;
  },
  text: (sample) => make("blockquote", sample.text),
  table(sample) {
    const table = make("table");
    for (const [name, value] of sample.rows) {
      const row = table.insertRow();
      row.append(make("th", name), make("td", value));
    }
    return table;
  },
  point: drawPoint,
};

function drawSample(box, sample, backdrop) {
  box.replaceChildren(...(sample ? [DRAW[sample.kind](sample, backdrop)] : []));
}

function drawPoint(sample, { points, names, limits }) {
  const W = 400, H = 290, left = 52, right = 12, top = 10, bottom = 46;
  const scale = ([low, high], from, to) => (v) => from + ((v - low) / (high - low || 1)) * (to - from);
  const X = scale(limits[0], left + 12, W - right - 12), Y = scale(limits[1], H - bottom - 12, top + 12);
  const svg = shape("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": sample.alt, class: "al-plane" });
  const said = (v) => String(v).replace("-", "\u2212"); // a minus is wider than a hyphen
  svg.append(shape("path", { d: `M${left},${top}V${H - bottom}H${W - right}`, class: "al-axis" }));
  for (const v of ticks(limits[0])) svg.append(shape("text", { x: X(v), y: H - bottom + 18, "text-anchor": "middle" }, said(v)));
  for (const v of ticks(limits[1])) svg.append(shape("text", { x: left - 7, y: Y(v) + 5, "text-anchor": "end" }, said(v)));
  svg.append(shape("text", { x: (left + W - right) / 2, y: H - 7, "text-anchor": "middle", class: "al-axisname" }, short(names[0])));
  const across = { "text-anchor": "middle", class: "al-axisname", transform: `translate(14 ${(top + H - bottom) / 2}) rotate(-90)` };
  svg.append(shape("text", across, short(names[1])));
  for (const [x, y] of points) svg.append(shape("circle", { cx: X(x), cy: Y(y), r: 2.5, class: "al-other" }));
  const [x, y] = sample.at;
  svg.append(shape("circle", { cx: X(x), cy: Y(y), r: 10, class: "al-ring" }), shape("circle", { cx: X(x), cy: Y(y), r: 5, class: "al-dot" }));
  return svg;
}

const short = (name) => (name.length > 36 ? name.slice(0, 35) + "…" : name);

// A few round numbers within the limits.
function ticks([low, high]) {
  const span = high - low || 1, power = 10 ** Math.floor(Math.log10(span));
  const step = [0.5, 1, 2, 5].map((f) => f * power).find((size) => span / size <= 5);
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9 * span; k++) found.push(Number((k * step).toPrecision(6)));
  return found;
}

function drawEnd(box, state) {
  box.replaceChildren();
  const reached = state.curves.filter((c) => c.points.length).map((c) => `${c.name} ${c.points.at(-1)[1].toFixed(2)}`).join(", ");
  if (reached) box.append(make("p", `Reached with as many answers (${state.metric}): ${reached}.`));
  box.append(make("p", `Your ${state.progress[0]} answers are saved. Undo still works.`));
  box.append(make("p", `To start afresh, give the session another name: label(..., name="second try").`, "al-quiet"));
}

// ---- why this sample ---------------------------------------------------------------------------

function drawWhy(box, state, showBelief) {
  const now = state.now, last = state.last;
  const card = showBelief && now ? now : last;
  box.replaceChildren();
  if (now) {
    const place = now.rank ? `No. ${now.rank} of ${now.of.toLocaleString("en")} candidates by ${now.strategy}.` : `One of ${now.of.toLocaleString("en")} candidates.`;
    box.append(make("h4", "Why this sample?"), make("p", place));
  }
  if (!showBelief && now && !last) {
    box.append(make("p", "What the model thinks stays hidden until you have answered, so that it does not lead you.", "al-quiet"));
  }
  if (!card) return;
  const head = make("h4", card === now ? "The model thinks" : `You answered: ${last.answer}. Before that, the model thought`);
  if (card !== now && last.sample) {
    const thumb = DRAW[last.sample.kind](last.sample);
    thumb.classList.replace("al-large", "al-small");
    head.prepend(thumb);
  }
  box.append(head);
  if (!card.proba.length) box.append(make("p", "Nothing that could be shown: it has learned from too few labels, or it gives no probabilities.", "al-quiet"));
  const table = make("table");
  for (const [name, p] of card.proba) {
    const row = table.insertRow();
    row.append(make("th", name));
    const bar = make("span", undefined, "al-bar");
    bar.style.width = `${100 * p}%`;
    const cell = row.insertCell();
    cell.append(bar);
    row.append(make("td", p.toFixed(2)));
  }
  box.append(table);
  if (card.score) box.append(make("p", `${card.strategy} score: ${card.score}`, "al-score"));
}

// ---- the learning curve --------------------------------------------------------------------------

function shape(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

function drawCurve(box, state) {
  const you = state.curves[0].points, all = state.curves.flatMap((c) => c.points);
  box.replaceChildren();
  if (!all.length) {
    box.append(make("p", state.metric ? "The learning curve starts with the first answers." : "With a test set, a learning curve grows here: label(..., test=(X_test, y_test)).", "al-quiet"));
    return;
  }
  const W = Math.max(260, Math.min(540, box.clientWidth || 460)); // one unit is one pixel, so that the type keeps its size
  const H = 250, left = 40, right = 132, top = 12, bottom = 44;
  const x0 = state.start; // answers asked before this person came: 0, as a rule
  const x1 = Math.max(x0 + (state.progress[1] || 0), x0 + 5, ...all.map((p) => p[0]));
  const y0 = Math.max(0, Math.floor(10 * Math.min(...all.map((p) => p[1])) - 0.5) / 10);
  const X = (n) => left + ((n - x0) / (x1 - x0)) * (W - left - right);
  const Y = (a) => H - bottom - ((a - y0) / (1 - y0)) * (H - top - bottom);
  const svg = shape("svg", { viewBox: `0 0 ${W} ${H}`, role: "img" });
  const spoken = state.curves.filter((c) => c.points.length).map((c) => `${c.name} ${c.points.at(-1)[1].toFixed(2)}`).join(", ");
  svg.setAttribute("aria-label", `Learning curve, ${state.metric} after ${you.length ? you.at(-1)[0] : 0} answers: ${spoken}`);
  const step = 1 - y0 > 0.55 ? 0.2 : 0.1;
  for (let a = 1; a >= y0 - 1e-9; a -= step) {
    svg.append(shape("line", { x1: left, x2: W - right, y1: Y(a), y2: Y(a), class: "al-grid" }));
    svg.append(shape("text", { x: left - 8, y: Y(a) + 5, "text-anchor": "end" }, a.toFixed(1)));
  }
  for (const n of new Set([x0, Math.round((x0 + x1) / 2), x1])) svg.append(shape("text", { x: X(n), y: H - bottom + 20, "text-anchor": "middle" }, n));
  svg.append(shape("text", { x: Math.max(95, (left + W - right) / 2), y: H - 4, "text-anchor": "middle" }, `answers (${state.metric} upwards)`));
  const ends = [];
  state.curves.forEach((curve, j) => {
    if (!curve.points.length) return;
    svg.append(shape("polyline", { points: curve.points.map(([n, a]) => `${X(n)},${Y(a)}`).join(" "), class: `al-line al-line${j}` }));
    if (j === 0) for (const [n, a] of curve.points) svg.append(shape("circle", { cx: X(n), cy: Y(a), r: 4, class: "al-dot" }));
    const [n, a] = curve.points.at(-1);
    ends.push({ x: X(n) + 10, y: Y(a), text: `${curve.name} ${a.toFixed(2)}`, j });
  });
  ends.sort((a, b) => a.y - b.y).forEach((end, k) => {
    end.y = Math.max(end.y, k ? ends[k - 1].y + 17 : top + 6);
  });
  for (const e of ends) svg.append(shape("text", { x: e.x, y: e.y + 5, class: `al-name al-name${e.j}` }, e.text));
  box.append(svg);
}
