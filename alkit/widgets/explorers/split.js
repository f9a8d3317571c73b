// The flowers of iris, cut in two by hand; the gain of every cut, once it is asked for; and the entropies of the species.
// The page has all flowers, counted, and computes each cut by itself; test_split_and_animals.py holds it against alkit.

const TALL = { flowers: 250, curve: 170, bits: 420, slim: 250 }, LEFT = 92; // pixels; the curve stands right below the flowers
const NARROW = 600, GAIN = "var(--al-4)";
const HAIR = 1e-9; // a slider's 1.3 may be 1.2999999999999998

function view(page) {
  const boxes = ["al-column", "al-column al-slim"].map((name) => page.box.appendChild(make("div", undefined, name)));
  let before = { feature: page.values.feature, data: page.data };
  return () => {
    const { values, data } = page, last = before, table = data.features[values.feature];
    before = { feature: values.feature, data };
    // The hand has chosen another feature, of which the kernel does not know yet: it is cut in the middle, as there.
    if (last.feature !== values.feature && last.data === data) page.set({ threshold: middle(table) });
    const cut = cutAt(table, values.threshold);
    page.said = inWords(table, cut);
    drawFlowers(page, boxes[0], table, cut);
    drawCurve(page, boxes[0], table, cut);
    drawBits(boxes[1], cut, page.box.clientWidth < NARROW ? TALL.slim : TALL.bits);
  };
}

// ---- what a cut is worth ------------------------------------------------------------------------------

const range = ({ values }) => [values[0], values.at(-1)];
const middle = (table) => Number((sum(range(table)) / 2).toFixed(10));
const bitsOf = (counts) => (sum(counts) ? entropy(shares(counts)) : 0);

// Flowers of each species in both parts, the entropies of the parts, their mean, and the gain, in bits.
function cutAt({ values, counts }, threshold) {
  const t = clamp(threshold, values[0], values.at(-1)), parts = [0, 1].map(() => counts[0].map(() => 0));
  counts.forEach((row, k) => row.forEach((n, j) => (parts[values[k] <= t + HAIR ? 0 : 1][j] += n)));
  const all = parts[0].map((n, j) => n + parts[1][j]), sizes = parts.map(sum), h = parts.map(bitsOf), start = bitsOf(all);
  const mean = (sizes[0] * h[0] + sizes[1] * h[1]) / sum(sizes);
  return { t, parts, sizes, h, start, mean, gain: start - mean };
}

// Thresholds in steps, and their gains.
function gains(table, step) {
  const [low, high] = range(table);
  const thresholds = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, k) => Number((low + step * k).toFixed(2)));
  return thresholds.map((t) => [t, cutAt(table, t).gain]);
}

const bits = (h) => Math.abs(h).toFixed(3); // no "-0.000"

function inWords({ name }, { t, sizes, h, start, mean, gain }) {
  const left = `${name.replace(" (cm)", "")} ≤ ${t.toFixed(2)} cm: ${sizes[0]} flowers, ${bits(h[0])} bits`;
  return `${left}; above: ${sizes[1]}, ${bits(h[1])} bits. Mean ${bits(mean)}, gain ${bits(start)} − ${bits(mean)} = ${bits(gain)} bits.`;
}

// ---- pictures -----------------------------------------------------------------------------------------

// The cut follows the hand in whole steps.
function mover(page, table) {
  const [low, high] = range(table), { step } = page.data;
  return (x) => page.set({ threshold: Number((low + step * Math.round((clamp(x, low, high) - low) / step)).toFixed(2)) });
}

const limits = (table) => range(table).map((v, k) => v + (k ? 0.12 : -0.12));

// A row of bars for each species; what is left of the cut is shaded, and the flowers on both sides of it are counted.
function drawFlowers(page, box, table, { t, parts, sizes, gain }) {
  const { species, step } = page.data, rows = species.length, x = limits(table);
  const each = species.map((name, j) => `${name} ${parts[0][j]} and ${parts[1][j]}`).join(", ");
  const about = `Bars count the flowers of each species by ${table.name}. The cut is at ${t.toFixed(2)} cm; left and right of it: ${each}.`;
  const title = `${sizes[0]} flowers left, ${sizes[1]} right`;
  const plot = chart(box, "flowers").begin({ title, about, height: TALL.flowers, x, y: [0, rows], left: LEFT, top: 4, bottom: 18 });
  plot.bar([x[0], t], [0, rows], { fill: "var(--al-edge)", opacity: 0.35 });
  species.forEach((name, j) => drawRow(plot, table, name, j, rows - 1 - j));
  plot.line([[t, 0], [t, rows]], { width: 3 });
  const beside = [{ dx: -10, anchor: "end" }, { dx: 10 }];
  parts.forEach((counts, k) => counts.forEach((n, j) => plot.words(t, rows - j, n, { ...beside[k], dy: 17, size: 15 })));
  const put = mover(page, table), text = `${t.toFixed(2)} cm, gain ${bits(gain)} bits`, [min, max] = range(table);
  plot.hold({ move: put });
  const move = (dx, dy) => put(t + step * (dx || dy));
  plot.handle("cut", { x: t, y: 0, name: `cut of the ${table.name}`, text, now: t, min, max, step: move });
}

function drawRow(plot, { values, counts }, name, j, floor) {
  const most = Math.max(...counts.flat()), half = 0.042; // of a tenth of a centimeter, with a gap
  counts.forEach((row, k) => {
    if (row[j]) plot.bar([values[k] - half, values[k] + half], [floor, floor + (0.8 * row[j]) / most], { fill: color(j) });
  });
  plot.line([[plot.x[0], floor], [plot.x[1], floor]], { stroke: "var(--al-quiet)", width: 1 });
  plot.words(plot.x[0], floor, name, { dx: -10, dy: -12, anchor: "end", fill: color(j), size: 15, "font-weight": 600 });
}

function drawCurve(page, box, table, { t, gain }) {
  const shown = page.values.show_curve;
  const hidden = "The gain of every cut is hidden: guess first where it is largest.";
  const about = shown ? `The gain of every cut; the present one has ${bits(gain)} bits.` : hidden;
  const plot = chart(box, "curve").begin({ about, height: TALL.curve, x: limits(table), y: [0, 1.05], left: LEFT, top: 8 });
  plot.title.hidden = true;
  plot.axes({ xName: plot.width < 400 ? table.name : `${table.name}: drag the line`, yName: "gain in bits", yTicks: [0, 0.5, 1] });
  plot.line([[t, 0], [t, 1.05]], { width: 3 });
  plot.hold({ move: mover(page, table) });
  const hint = shown ? [] : ["Where is the gain largest?", "Guess first."];
  hint.forEach((line, k) => plot.words(sum(plot.x) / 2, 0.5, line, { dy: 22 * k - 6, anchor: "middle" }));
  if (!shown) return;
  plot.line(gains(table, page.data.step), { stroke: GAIN, steps: true });
  plot.mark(t, gain, { r: 8, style: `fill:${GAIN}` });
}

function drawBits(box, { h, start, mean, gain }, height) {
  const rows = [["before", start, 1], ["left", h[0], 0.55], ["right", h[1], 0.55], ["mean", mean, 1], ["gain", gain, 1, GAIN]];
  const about = `Bars of the entropy of the species: ${rows.map(([name, value]) => `${name} ${bits(value)}`).join(", ")} bits.`;
  const size = { height, x: [0, 2], y: [rows.length - 0.5, -0.5], left: 62, right: 0, top: 4 };
  const plot = chart(box, "bits").begin({ title: "entropy of the species", about, ...size });
  plot.axes({ xName: "bits", xTicks: [0, 0.5, 1, 1.5], yTicks: [] });
  rows.forEach(([name, value, opacity, fill = "var(--al-quiet)"], k) => {
    plot.bar([0, Math.max(value, 0)], [k - 0.34, k + 0.34], { fill, opacity });
    plot.words(0, k, name, { dx: -9, dy: 5, anchor: "end", size: 15 });
    plot.words(value, k, bits(value), { dx: 8, dy: 6, size: 17 });
  });
}
