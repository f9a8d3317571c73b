// What the labeling page draws: the sample, why it was asked, the learning curve, the end.
// One page with connection.js, chart.js, sound.js and labeling.js.  Samples and names are put in with textContent only (`make`), so that
// nothing in the data can act as markup.

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
    for (const [name, value, place] of sample.rows) {
      const row = table.insertRow(), head = make("th", name);
      head.scope = "row";
      row.append(head, make("td", value));
      if (place) row.insertCell().append(strip(place));
    }
    if (!sample.rows.some(([, , place]) => place?.box)) return table;
    const box = make("div");
    box.append(table, make("p", "▮ this one · box: the middle half of the pool · bar: how many are the same", "al-quiet al-strip-key"));
    return box;
  },
  pair({ first, second }) {
    const box = make("div", undefined, "al-pair");
    for (const [name, sample] of [["first", first], ["second", second]]) {
      const half = make("figure");
      half.append(DRAW[sample.kind](sample), make("figcaption", name));
      box.append(half);
    }
    return box;
  },
  sound: playButton,
};

// Where a value lies in the pool: a mark on a box from quartile to quartile, or for words how many have the same.
function strip({ at, box, share, words }) {
  const line = make("span", undefined, "al-strip"), part = (name, from, to) => {
    const piece = line.appendChild(make("span", undefined, name));
    piece.style.left = `${100 * from}%`;
    if (to !== undefined) piece.style.width = `${100 * (to - from)}%`;
  };
  line.setAttribute("role", "img");
  line.setAttribute("aria-label", line.title = words);
  if (!box) part("al-share", 0, share);
  else [part("al-half", box[0], box[2]), part("al-median", box[1]), part("al-at", at)];
  return line;
}

function drawSample(box, sample, backdrop) {
  quiet(box);
  box.replaceChildren();
  if (sample?.kind === "point") drawPoint(box, sample, backdrop);
  else if (sample?.kind === "sound") drawSound(box, sample);
  else if (sample) box.append(DRAW[sample.kind](sample));
}

// A point among the others.
function drawPoint(box, sample, { points, names: [across, upwards], limits: [x, y] }) {
  const plane = new Chart(box);
  plane.begin({ about: sample.alt, height: 290, x: wider(x), y: wider(y), left: 58 });
  plane.axes({ xName: short(across), yName: short(upwards) });
  plane.dots(points, { fill: "var(--al-quiet)", opacity: 0.35, r: 2.5 });
  plane.mark(...sample.at, { kind: "ring", r: 10 });
  plane.mark(...sample.at, { r: 5 });
}

const wider = ([low, high]) => [low - 0.04 * (high - low), high + 0.04 * (high - low)]; // no point lies on an axis

const short = (name) => (name.length > 36 ? name.slice(0, 35) + "…" : name);

// A sample in the size of a stamp.
function small(sample) {
  const stamp = DRAW[sample.kind](sample);
  stamp.classList.replace("al-large", "al-small");
  return stamp;
}

// ---- the end -------------------------------------------------------------------------------------

// Made once; what random picking came to is put in when it is known, into room that is kept for it.
function drawEnd(box, state) {
  const { ending } = state, key = JSON.stringify([ending.words, ending.mistakes, ending.is_compared]);
  if (box.end?.key !== key || !box.contains(box.end.node)) {
    box.end = { key, node: make("div", undefined, "al-end") };
    box.end.node.append(...whatWasAnswered(ending), ...whatWasSaved(ending), ...whatNow(state));
    box.replaceChildren(box.end.node);
  }
  const compared = box.end.node.querySelector(".al-compared"), said = JSON.stringify(ending.compared);
  if (!compared || compared.dataset.said === said) return;
  compared.dataset.said = said;
  compared.replaceChildren(...ending.compared.map((sentence) => make("p", sentence)));
}

function whatWasAnswered({ words, mistakes, n_more }) {
  const parts = words.map((sentence) => make("p", sentence));
  if (!mistakes.length) return parts;
  const list = make("ul", undefined, "al-mistakes");
  for (const { sample, said, truth } of mistakes) {
    const item = make("li");
    item.append(small(sample), make("span", said), make("span", truth));
    list.append(item);
  }
  if (n_more) list.append(make("li", `and ${n_more} more`));
  return [...parts, list, make("p", "Look again: some are hard to tell, and what the data say may be wrong, too.", "al-quiet")];
}

const whatWasSaved = ({ is_compared }) => (is_compared ? [make("h4", "Beside random picking"), make("div", undefined, "al-compared")] : []);

function whatNow({ ending, saved }) {
  const again = `Your answers are saved in ${saved}. Undo still works. `;
  const more = ending.n_to_label ? `Label more adds ${ending.n_to_label} answers; to keep that, write budget=${ending.budget} into the cell. ` : "";
  return [make("p", `${again}${more}To begin afresh, give the session another name: label(…, name="second try").`, "al-quiet al-now")];
}

// ---- why this sample -------------------------------------------------------------------------------

const DID = { answer: (what) => `You answered: ${what}.`, unknown: () => "You said that you don't know.", skip: () => "You skipped it." };

function drawWhy(whole, state, showBelief) {
  const now = state.now, last = state.last;
  const card = showBelief && now ? now : last;
  const box = (whole.belief ??= whole.appendChild(make("div")));
  drawExplained((whole.explained ??= whole.appendChild(make("div"))), card);
  box.replaceChildren();
  if (now) {
    const place = now.rank ? `No. ${now.rank} of ${now.of.toLocaleString("en")} candidates by ${now.strategy}.` : `One of ${now.of.toLocaleString("en")} candidates.`;
    box.append(make("h4", "Why this sample?"), make("p", place));
  }
  if (!showBelief && now && !last) {
    box.append(make("p", "What the model thinks stays hidden until you have answered, so that it does not lead you.", "al-quiet"));
  }
  if (!card) return;
  const head = make("h4", card === now ? "The model thinks" : `${DID[last.kind]?.(last.answer) ?? ""} Before that, the model thought`);
  if (card !== now && last.sample) head.prepend(small(last.sample));
  box.append(head);
  if (card.number) box.append(predicted(card.number));
  else if (!card.proba.length) box.append(make("p", "Nothing that could be shown: it has learned from too few labels, or it gives no probabilities.", "al-quiet"));
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

// A number that the model predicted, and the answer, as marks on the range.
function predicted({ words, at, yours }) {
  const line = make("p"), range = strip({ at, box: [0, 0, 0], words: `${words}, a mark on the range` });
  range.classList.add("al-predicted");
  if (yours != null) range.appendChild(make("span", undefined, "al-yours")).style.left = `${100 * yours}%`;
  line.append(make("strong", words), " ", range);
  if (yours != null) line.append(make("span", "▮ the model · ◆ you", "al-quiet al-strip-key"));
  return line;
}

// What in the sample weighed most for the model: it stays as it is while nothing new is to be said, and a text where it was scrolled to.
function drawExplained(box, card) {
  const { explained, predicted } = card ?? {}, key = JSON.stringify([explained, predicted]);
  if (box.key === key) return;
  box.key = key;
  box.replaceChildren();
  if (!explained?.weights.length) return;
  box.append(make("h4", `What weighed most, for “${predicted}” or against it`));
  if (explained.marked) box.append(markedText(explained.marked));
  const table = box.appendChild(make("table", undefined, "al-weights")), most = Math.max(...explained.weights.map(([, w]) => Math.abs(w)));
  for (const [words, weight] of explained.weights) {
    const row = table.insertRow(), bar = make("span", undefined, weight < 0 ? "al-bar al-against" : "al-bar"), head = make("th", words);
    head.scope = "row";
    bar.style.width = `${(100 * Math.abs(weight)) / most}%`;
    row.append(head);
    row.insertCell().append(bar);
    row.append(make("td", `${weight < 0 ? "−" : "+"}${Math.abs(weight).toPrecision(2)}`));
  }
}

function markedText(pieces) {
  const text = make("blockquote", undefined, "al-marked");
  for (const [piece, weight] of pieces) {
    text.append(weight ? make("mark", piece, weight < 0 ? "al-against" : undefined) : piece);
  }
  text.tabIndex = 0; // a long one is scrolled by keys
  text.setAttribute("role", "region");
  text.setAttribute("aria-label", "The last sample; the words that weighed most are marked");
  return text;
}

// ---- the learning curve --------------------------------------------------------------------------

const LINES = [
  { stroke: "var(--al-0)", width: 2.5 },
  { stroke: "var(--al-2)", width: 2.5, dash: "8 4" },
  { stroke: "var(--al-1)", width: 2.5, dash: "2 4" },
]; // you, who is never wrong, random

const NO_CURVE = "With a test set, a learning curve grows here: label(..., test=(X_test, y_test)).";

function drawCurve(box, state) {
  const curves = state.curves.map((curve, j) => ({ ...curve, j })).filter(({ points }) => points.length);
  const isNarrow = box.clientWidth < 400, spoken = curves.map(named).join(isNarrow ? " · " : ", ");
  const none = state.metric ? "The learning curve starts with the first answers." : NO_CURVE;
  box.note ??= box.appendChild(make("p", "", "al-quiet"));
  box.note.textContent = !curves.length ? none : isNarrow ? spoken : ""; // then there is no room for numbers beside the lines
  box.classList.toggle("al-flat", !state.metric);
  only(box, curves.length ? "curve" : "");
  if (curves.length) drawLines(chart(box, "curve"), curves, state, isNarrow ? ({ name }) => name : named, spoken);
}

const named = ({ name, points }) => `${name} ${inShort(points.at(-1)?.[1] ?? 0)}`;
const inShort = (value) => (Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(Math.abs(value) < 100 ? 1 : 0));

function drawLines(plot, curves, { curves: wanted, start, progress: [, budget], metric, lower_is_better: isLower }, words, spoken) {
  const all = curves.flatMap(({ points }) => points), end = Math.max(...all.map(([n]) => n)), values = all.map(([, value]) => value);
  const x = [start, Math.max(start + budget, start + 5, end)]; // start: answers asked before this person came; 0, as a rule
  const below = Math.floor(10 * Math.min(...values) - 0.5) / 10, y = isLower ? [0, 1.1 * Math.max(...values) || 1] : [Math.min(...values) < 0 ? below : clamp(below, 0, 0.9), Math.max(1, ...values)];
  const right = 18 + 8.6 * Math.max(...wanted.map((curve) => words(curve).length)); // room for all names, also of those to come
  const yName = short(metric), title = isLower ? "lower is better" : "";
  plot.begin({ title, about: `Learning curve, ${metric}${isLower ? " (lower is better)" : ""} after ${end} answers asked: ${spoken}`, height: 250, x, y, right });
  plot.axes({ xName: "answers asked", yName, grid: true });
  for (const { points, j } of [...curves].reverse()) plot.line(points, LINES[j]);
  for (const [n, value] of curves[0].j ? [] : curves[0].points) plot.mark(n, value, { r: 4 });
  plot.names(curves.map((curve) => ({ x: end, y: curve.points.at(-1)[1], text: words(curve), fill: LINES[curve.j].stroke })));
}
