// Cases by their probability, cut by a threshold; the costs of every threshold; and the four counts, each with what it costs.
// The page has all that the models said, and counts by itself; test_costs_by_hand.py holds it against alkit.

const TALL = { cases: 240, costs: 200, table: 300, slim: 250 }, LEFT = 104; // pixels; the costs stand right below the cases
const NARROW = 600, FINE = 1000, BINS = 25, COST = "var(--al-4)";
const CELLS = ["found", "missed", "false alarms", "left alone"];

function view(page) {
  const boxes = ["al-column", "al-column al-slim"].map((name) => page.box.appendChild(make("div", undefined, name)));
  let before = { ratio: page.values.ratio, data: page.data };
  return () => {
    const { values, data } = page, last = before;
    before = { ratio: values.ratio, data };
    // The hand has moved the costs, of which the kernel does not know yet: the threshold follows, as there.
    if (last.ratio !== values.ratio && last.data === data) page.set({ threshold: byCosts(values.ratio) });
    const cut = cutAt(data, values), costs = costsOf(data, values);
    page.said = inWords(data, values, cut, costs);
    drawCases(page, boxes[0], cut);
    drawCosts(page, boxes[0], cut, costs);
    drawTable(boxes[1], values, cut, page.box.clientWidth < NARROW ? TALL.slim : TALL.table);
  };
}

// ---- what a threshold costs ----------------------------------------------------------------------------

const byCosts = (ratio) => Number((1 / (1 + ratio)).toFixed(2));
const sayingOf = ({ proba, batch }, { strategy, answers }) => proba[strategy][Math.round(answers / batch)];

// The four counts in the order of CELLS, and the cost of 100 cases.
function cutAt(data, values, threshold = values.threshold) {
  const counts = [0, 0, 0, 0], from = Math.round(threshold * FINE), saying = sayingOf(data, values);
  saying.forEach((p, k) => counts[data.positive[k] ? (p >= from ? 0 : 1) : p >= from ? 2 : 3]++);
  return { counts, cost: (100 * (values.ratio * counts[1] + counts[2])) / saying.length };
}

const costsOf = (data, values) => Array.from({ length: 101 }, (_, k) => [k / 100, cutAt(data, values, k / 100).cost]);
const lowest = (costs) => costs.reduce((best, one) => (one[1] < best[1] ? one : best));

function inWords({ strategies }, { answers, strategy, ratio, threshold }, { counts, cost }, costs) {
  const ill = counts[0] + counts[1], [at, least] = lowest(costs);
  const found = `${counts[0]} of ${ill} found, recall ${(counts[0] / ill).toFixed(2)}, ${counts[2]} false alarms`;
  const told = `Cost of 100 cases: ${cost.toFixed(1)}; the lowest here is ${least.toFixed(1)}, at ${at.toFixed(2)}.`;
  return `${answers} answers, ${strategies[strategy]}; a miss costs ${ratio}, the threshold is ${threshold.toFixed(2)}: ${found}. ${told}`;
}

// ---- pictures -----------------------------------------------------------------------------------------

const mover = (page) => (to) => page.set({ threshold: Number(clamp(to, 0, 1).toFixed(2)) });

// A row of bars for each class; what is right of the threshold is shaded: these cases are called.
function drawCases(page, box, { counts, cost }) {
  const { data, values } = page, t = values.threshold, saying = sayingOf(data, values);
  const each = CELLS.map((name, k) => `${name} ${counts[k]}`).join(", ");
  const about = `Bars count the cases of both classes by their probability. The threshold is at ${t.toFixed(2)}: ${each}.`;
  const plot = chart(box, "cases").begin({ title: `from ${t.toFixed(2)} on, a case is called`, about, height: TALL.cases, x: [-0.02, 1.02], y: [0, 2], left: LEFT, top: 4, bottom: 18 });
  plot.bar([t, 1.02], [0, 2], { fill: "var(--al-edge)", opacity: 0.35 });
  const beside = [[1, 0], [3, 2]]; // left of the threshold, and right of it
  data.names.forEach((name, row) => {
    const bars = binned(saying.filter((_, k) => data.positive[k] === 1 - row)), most = Math.max(...bars), floor = 1 - row;
    bars.forEach((n, k) => n && plot.bar([(k + 0.04) / BINS, (k + 0.96) / BINS], [floor, floor + (0.7 * n) / most], { fill: color(1 - row) }));
    plot.line([[-0.02, floor], [1.02, floor]], { stroke: "var(--al-quiet)", width: 1 });
    plot.words(-0.02, floor, name, { dx: -8, dy: -12, anchor: "end", fill: color(1 - row), size: 15, "font-weight": 600 });
    const [left, right] = beside[row].map((k) => `${CELLS[k]} ${counts[k]}`), tight = t < 0.5;
    plot.words(tight ? 1.01 : 0, floor + 1, `${left} | ${right}`, { dy: 18, anchor: tight ? "end" : "start", size: 15 });
  });
  plot.line([[t, 0], [t, 2]], { width: 3 });
  const put = mover(page);
  plot.hold({ move: put });
  plot.handle("threshold", { x: t, y: 0, name: "threshold", text: `${t.toFixed(2)}, cost ${cost.toFixed(1)}`, now: t, step: (dx, dy) => put(t + 0.01 * (dx || dy)) });
}

function binned(saying) {
  const bars = Array(BINS).fill(0);
  for (const p of saying) bars[Math.min(Math.floor((p * BINS) / FINE), BINS - 1)]++;
  return bars;
}

function drawCosts(page, box, { cost }, costs) {
  const { ratio, threshold: t } = page.values, [at, least] = lowest(costs), most = 1.1 * Math.max(...costs.map(([, c]) => c), 1);
  const about = `The cost of every threshold: ${cost.toFixed(1)} at the present one, at least ${least.toFixed(1)}, at ${at.toFixed(2)}.`;
  const plot = chart(box, "costs").begin({ about, height: TALL.costs, x: [-0.02, 1.02], y: [0, most], left: LEFT, top: 22 });
  plot.title.hidden = true;
  plot.axes({ xName: "threshold: drag the line", yName: "cost of 100", xTicks: [0, 0.25, 0.5, 0.75, 1], yTicks: ticks([0, most], 4) });
  plot.line(costs, { stroke: COST });
  plot.line([[t, 0], [t, most]], { width: 3 });
  const ruled = byCosts(ratio), edge = ruled > 0.3 ? { anchor: "middle" } : { dx: -6 };
  plot.mark(ruled, most, { j: 4, r: 7, style: "fill:var(--al-ink)" });
  plot.words(ruled, most, `the costs say ${ruled.toFixed(2)}`, { dy: -10, ...edge });
  plot.mark(t, cost, { r: 8, style: `fill:${COST}` });
  plot.hold({ move: mover(page) });
}

// The truth below each other, the decision side by side; the two that cost something are colored.
function drawTable(box, { ratio }, { counts, cost }, height) {
  const prices = [0, ratio, 1, 0], about = CELLS.map((name, k) => `${name} ${counts[k]}, cost ${prices[k] * counts[k]}`).join("; ");
  const size = { height, x: [0, 2], y: [2, 0], left: 0, right: 0, top: 4, bottom: 4 };
  const plot = chart(box, "table").begin({ title: `cost of 100 cases: ${cost.toFixed(1)}`, about: `Table of decisions: ${about}.`, ...size });
  CELLS.forEach((name, k) => {
    const x = k % 2, y = Math.floor(k / 2), middle = { anchor: "middle" };
    plot.bar([x + 0.02, x + 0.98], [y + 0.02, y + 0.98], { fill: prices[k] ? COST : "var(--al-quiet)", opacity: 0.16 });
    plot.words(x + 0.5, y + 0.42, counts[k], { ...middle, size: 30 });
    plot.words(x + 0.5, y + 0.64, name, { ...middle, size: 15 });
    plot.words(x + 0.5, y + 0.86, prices[k] ? `× ${prices[k]} = ${prices[k] * counts[k]}` : "cost 0", middle);
  });
}
