// A guess: beliefs in options, a number with its range, or a curve; moved by hand or by keys until it is committed.

const YOURS = color(0), TRUTH = color(4);

function view(page) {
  const question = page.box.appendChild(make("p", undefined, "al-question"));
  page.box.after(page.box.parentNode.querySelector(".al-controls")); // one commits below what one has guessed
  const drawKind = { choose: choices, estimate: ranges, draw: curves }[page.data.kind](page);
  return () => {
    const { data } = page;
    if (question.textContent !== data.question) question.textContent = data.question;
    const words = drawKind(page.values.belief, data);
    page.box.querySelector(".al-hint").style.visibility = data.locked ? "hidden" : "";
    page.said = data.locked ? data.said : `Not committed yet: ${words}. ${data.note}`.trim();
  };
}

const hint = (page, words) => page.box.appendChild(make("p", words, "al-hint"));
const digits = (step) => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
const whole = (v) => Number(v.toPrecision(12)); // 0.30000000000000004 is 0.3
const number = (v) => said(Number.isInteger(v) ? v : Number(v.toPrecision(4)));

// ---- choose --------------------------------------------------------------------------------------------

const LEAST = 1; // per cent that an option keeps; these three are as in alkit/exercises/beliefs.py

// A belief after one option was moved: the others keep their proportions, and all sum to 100.
function spread(belief, option, to) {
  const k = belief.length, put = clamp(to, LEAST, 100 - LEAST * (k - 1));
  const weights = belief.filter((_, j) => j !== option).map((p) => p - LEAST);
  const moved = apportion(100 - put - LEAST * (k - 1), weights).map((share) => LEAST + share);
  moved.splice(option, 0, put);
  return moved;
}

function apportion(total, weights) {
  const w = sum(weights) ? weights : weights.map(() => 1), all = sum(w);
  const shares = w.map((one) => Math.floor((total * one) / all));
  const order = [...w.keys()].sort((a, b) => ((total * w[b]) % all) - ((total * w[a]) % all));
  for (const j of order.slice(0, total - sum(shares))) shares[j] += 1;
  return shares;
}

// A slider for each option.  While one is moved, the others give way from where they stood before: to and fro changes nothing.
function choices(page) {
  const list = page.box.appendChild(make("div", undefined, "al-beliefs"));
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "your belief in each option");
  hint(page, "Move one, and the others give way: together they are 100 %.");
  let last = {};
  const move = (option, to) => {
    const now = page.values.belief, goesOn = last.option === option && String(last.belief) === String(now);
    const base = goesOn ? last.base : now;
    last = { option, base, belief: spread(base, option, to) };
    page.set({ belief: last.belief });
  };
  const rows = page.data.options.map((text, j) => {
    const row = list.appendChild(make("div", undefined, "al-belief")), label = make("label", text);
    const range = Object.assign(make("input"), { type: "range", min: 0, max: 100, step: 1 });
    range.id = label.htmlFor = `al-${Math.random().toString(36).slice(2)}`;
    range.addEventListener("input", () => (move(j, Number(range.value)), (range.value = page.values.belief[j])));
    row.append(label, range, make("span", "", "al-share"), make("span", "", "al-answer"));
    return { row, range };
  });
  return (belief, { options, locked, truth }) => {
    rows.forEach(({ row, range }, j) => {
      range.value = belief[j];
      range.disabled = locked;
      range.setAttribute("aria-valuetext", `${belief[j]} %`);
      row.querySelector(".al-share").textContent = `${belief[j]} %`;
      row.querySelector(".al-answer").textContent = truth === j ? "✓ the answer" : "";
      row.classList.toggle("al-true", truth === j);
    });
    return options.map((text, j) => `${belief[j]} % for “${text}”`).join(", ");
  };
}

// ---- estimate ------------------------------------------------------------------------------------------

const ENDS = ["lower end of your 90 % range", "your best guess", "upper end of your 90 % range"], HEIGHTS = [0.42, 0.74, 0.42];

function ranges(page) {
  hint(page, "Drag the three marks, or use the arrow keys: your best guess, and a range that you are 90 % sure of.");
  return (belief, data) => {
    const { low, high, step, unit, locked, truth } = data, [from, best, to] = belief;
    const words = `${number(best)}, with 90 % from ${number(from)} to ${number(to)}`, reach = truth == null ? [] : [truth];
    const about = `A line from ${low} to ${high}. ${locked ? "Your guess" : "Your guess so far"}: ${words}.${truth == null ? "" : ` The answer: ${number(truth)}.`}`;
    const x = [Math.min(low, ...reach), Math.max(high, ...reach)];
    const plot = chart(page.box, "line").begin({ about, height: 190, x, y: [0, 1], left: 30, right: 30, top: 6, basis: 700 });
    plot.title.hidden = true;
    plot.axes({ xName: unit, yTicks: [] });
    plot.bar([from, to], [0.33, 0.51], { fill: YOURS, opacity: 0.3 });
    plot.line([[best, 0], [best, HEIGHTS[1]]], { stroke: YOURS });
    plot.words(from, HEIGHTS[0], number(from), { dx: -14, dy: 5, anchor: "end" });
    plot.words(to, HEIGHTS[2], number(to), { dx: 14, dy: 5 });
    plot.words(best, HEIGHTS[1], number(best), { dy: -15, anchor: "middle", size: 18, "font-weight": 600 });
    if (truth != null) drawTruth(plot, truth, best);
    holdRange(page, plot, belief, data);
    return words;
  };
}

function drawTruth(plot, truth, best) {
  const right = truth > best || (truth === best && truth < sum(plot.x) / 2); // away from the guess
  const outside = plot.X(truth) > plot.width - 130 || plot.X(truth) < 130; // no room there: to the inside
  const toRight = outside ? plot.X(truth) < plot.width / 2 : right;
  plot.line([[truth, 0], [truth, 1]], { stroke: TRUTH, dash: "7 4" });
  plot.words(truth, 0.06, `the answer: ${number(truth)}`, { dx: toRight ? 8 : -8, anchor: toRight ? "start" : "end", fill: TRUTH, "font-weight": 600 });
}

function holdRange(page, plot, belief, { low, high, step, locked }) {
  if (locked) return plot.keep();
  const put = (k, value) => {
    const to = whole(clamp(low + step * Math.round((value - low) / step), low, high)), next = [...page.values.belief];
    next[k] = to;
    if (k === 1) next[0] = Math.min(next[0], to), next[2] = Math.max(next[2], to);
    else next[k] = k ? Math.max(to, next[1]) : Math.min(to, next[1]); // an end stops at the best guess, which takes both along
    page.set({ belief: next });
  };
  ENDS.forEach((name, k) => {
    const text = `${number(belief[k])}`, kind = k === 1 ? "circle" : "square", by = (dx, dy) => put(k, page.values.belief[k] + (dx || dy) * step);
    plot.handle(`end${k}`, { x: belief[k], y: HEIGHTS[k], name, text, now: belief[k], min: low, max: high, fill: YOURS, kind, step: by });
  });
  const far = (k, x, y) => Math.hypot(plot.X(page.values.belief[k]) - plot.X(x), plot.Y(HEIGHTS[k]) - plot.Y(y));
  plot.hold({
    start: (x, y) => {
      plot.held = [1, x < belief[1] ? 0 : 2, x < belief[1] ? 2 : 0].reduce((near, k) => (far(k, x, y) < far(near, x, y) ? k : near));
      plot.grab.handle = `end${plot.held}`; // kept by the plot: this function runs again at each change
    },
    move: (x) => put(plot.held, x),
  });
}

// ---- draw ----------------------------------------------------------------------------------------------

function curves(page) {
  hint(page, "Draw with the mouse or a finger. Keys: left and right choose a place, up and down its height.");
  let pen = 0;
  return (belief, data) => {
    const { x, low, high, x_name, y_name, locked, truth } = data, isNarrow = page.box.clientWidth < 600;
    const listed = (heights) => heights.map((v, k) => `${number(v)} at ${number(x[k])}`).join(", ");
    const about = `A curve, ${y_name} against ${x_name}. Your guess: ${listed(belief)}.${truth ? ` What happened: ${listed(truth)}.` : ""}`;
    const y = [Math.min(low, ...(truth ?? [])), Math.max(high, ...(truth ?? []))];
    const plot = chart(page.box, "curve").begin({ about, height: 360, aspect: 0.9, x: [x[0], x.at(-1)], y, left: 60, right: truth && !isNarrow ? 140 : 22, basis: 700 });
    plot.title.hidden = true;
    plot.axes({ xName: x_name, yName: y_name, grid: true });
    plot.legend(truth && isNarrow ? [{ text: "your guess", j: 0 }, { text: "what happened", j: 1, fill: TRUTH }] : []);
    drawLine(plot, x, belief, { stroke: YOURS, dash: "8 4" }, 0);
    if (truth) drawLine(plot, x, truth, { stroke: TRUTH }, 1);
    if (truth && !isNarrow) plot.names([{ x: x.at(-1), y: belief.at(-1), text: "your guess", fill: YOURS }, { x: x.at(-1), y: truth.at(-1), text: "what happened", fill: TRUTH }]);
    pen = holdPen(page, plot, data, pen, (at) => (pen = at));
    return `${number(belief[pen])} at ${number(x[pen])}, and ${number(belief.at(-1))} at the end`;
  };
}

function drawLine(plot, x, heights, look, j) {
  plot.line(x.map((place, k) => [place, heights[k]]), look);
  x.forEach((place, k) => plot.mark(place, heights[k], { j, r: 4.5, style: `fill:${look.stroke}` }));
}

// The pen stands on a place; a hand takes it anywhere, and what lies between two places that it touched is a straight line.
function holdPen(page, plot, { x, low, high, step, locked, x_name, y_name }, pen, takePen) {
  plot.svg.style.touchAction = locked ? "" : "none"; // a finger draws upward, too
  if (locked) return plot.keep(), pen;
  const put = (k, value, from = k) => {
    const next = [...page.values.belief], to = whole(clamp(low + step * Math.round((value - low) / step), low, high));
    const [a, b] = [Math.min(from, k), Math.max(from, k)], begin = next[from];
    for (let i = a; i <= b; i++) next[i] = from === k ? to : i === from ? begin : whole(Number((begin + ((to - begin) * (i - from)) / (k - from)).toFixed(digits(step))));
    takePen(k);
    page.set({ belief: next });
  };
  const by = (dx, dy) => {
    if (Math.abs(dx) === Infinity) takePen(dx < 0 ? 0 : x.length - 1), page.draw();
    else if (dy) put(pen, page.values.belief[pen] + dy * step);
    else takePen(clamp(pen + dx, 0, x.length - 1)), page.draw();
  };
  const belief = page.values.belief, text = `${number(belief[pen])} at ${number(x[pen])} ${x_name}`;
  plot.handle("pen", { x: x[pen], y: belief[pen], name: `your curve, ${y_name || "height"}`, text, now: belief[pen], min: low, max: high, r: 10, fill: YOURS, step: by });
  const nearest = (at) => x.reduce((near, place, k) => (Math.abs(place - at) < Math.abs(x[near] - at) ? k : near), 0);
  plot.hold({
    handle: "pen",
    start: () => void (plot.touched = null), // kept by the plot: this function runs again at each change
    move: (at, height) => {
      const k = nearest(at);
      put(k, height, plot.touched ?? k);
      plot.touched = k;
    },
  });
  return pen;
}
