// Two outcomes: a coin on the curve of H(p).  More: a bar for each probability, and their terms one upon the other.

function view(page) {
  return () => {
    const { outcomes } = page.values;
    only(page.box, ...(outcomes === 2 ? ["coin"] : ["shares", "terms"]));
    if (outcomes === 2) drawCoin(page);
    else drawShares(page, page.data.names.slice(0, outcomes)), drawTerms(page, page.data.names.slice(0, outcomes));
  };
}

const CURVE = Array.from({ length: 201 }, (_, k) => [k / 200, entropy([k / 200, 1 - k / 200])]);

// H = 0.90·0.15 (heads) + 0.10·3.32 (tails) = 0.47 bits
function written(p, names) {
  const terms = p.map((q, j) => `${q.toFixed(2)}·${q > 0 ? Math.abs(Math.log2(q)).toFixed(2) : "0"} (${names[j]})`);
  return `H = ${terms.join(" + ")} = ${entropy(p).toFixed(2)} bits`;
}

function drawCoin(page) {
  const { p } = page.values, h = entropy([p, 1 - p]);
  const about = `The entropy of a coin against its probability of heads: an arch from 0 at p = 0 over 1 bit at p = 0.5 to 0 at p = 1. The coin is at p = ${p.toFixed(2)}, ${h.toFixed(2)} bits.`;
  const coin = chart(page.box, "coin").begin({ title: written([p, 1 - p], ["heads", "tails"]), about, height: 340, y: [0, 1.12], basis: 700, left: 56 });
  coin.axes({ xName: "probability of heads, p", yName: "entropy in bits", yTicks: [0, 0.2, 0.4, 0.6, 0.8, 1] });
  coin.line([[0, 1], [1, 1]], { stroke: "var(--al-quiet)", width: 1.5, dash: "6 5" });
  coin.words(0, 1, "most: log₂ 2 = 1 bit", { dx: 6, dy: -6, fill: "var(--al-quiet)" });
  coin.line(CURVE, { stroke: color(0) });
  coin.line([[p, 0], [p, h]], { stroke: color(3), width: 1.5 });
  const right = p < 0.5;
  coin.words(p, h, `H = ${h.toFixed(2)}`, { dx: right ? 18 : -18, dy: 26 - 30 * (1 - h), anchor: right ? "start" : "end", fill: color(3), size: 20, "font-weight": 600 });
  const put = (x) => page.set({ p: Number(clamp(x, 0, 1).toFixed(2)) });
  coin.hold({ move: put });
  coin.handle("coin", { x: p, y: h, name: "probability of heads", text: `${p.toFixed(2)}, ${h.toFixed(2)} bits`, now: p, r: 10, fill: color(3), step: (dx, dy) => put(p + (dx || dy) / 100) });
}

function drawShares(page, names) {
  const p = shares(names.map((name) => page.values[name]));
  const about = `A bar for the probability of each outcome: ${names.map((name, j) => `${name} ${p[j].toFixed(2)}`).join(", ")}.`;
  const rows = chart(page.box, "shares").begin({ title: written(p, names), about, height: 340, x: [0, 1.12], y: [names.length - 0.4, -0.6], left: 30, basis: 460 });
  rows.axes({ xName: "probability: drag the end of a bar", xTicks: [0, 0.2, 0.4, 0.6, 0.8, 1], yTicks: [] });
  rows.keep(...names);
  names.forEach((name, j) => {
    rows.bar([0, p[j]], [j - 0.36, j + 0.36], { fill: color(j) });
    rows.words(0, j, name, { dx: -9, dy: 5, anchor: "end" });
    rows.words(p[j], j, p[j].toFixed(2), { dx: 15, dy: 5, size: 16 });
    const put = (x) => page.set(moved(names, p, j, x));
    rows.handle(name, { x: p[j], y: j, name: `probability of ${name}`, text: p[j].toFixed(2), now: p[j], r: 7, fill: color(j), step: (dx, dy) => put(p[j] + (dx || dy) / 100) });
  });
  rows.hold({
    start: (_, y) => { rows.held = clamp(Math.round(y), 0, names.length - 1); rows.grab.handle = names[rows.held]; }, // kept from draw to draw
    move: (x) => page.set(moved(names, shares(names.map((name) => page.values[name])), rows.held, x)),
  });
}

// The probabilities after one of them was moved: the others keep their proportions.
function moved(names, p, j, x) {
  const to = clamp(Math.round(100 * x) / 100, 0, 1), rest = 1 - p[j];
  return Object.fromEntries(names.map((name, k) => [name, k === j ? to : Number(((1 - to) * (rest > 1e-9 ? p[k] / rest : 1 / (names.length - 1))).toFixed(4))]));
}

function drawTerms(page, names) {
  const p = shares(names.map((name) => page.values[name])), most = Math.log2(names.length), h = entropy(p);
  const about = `The terms of the entropy, one upon the other: ${h.toFixed(2)} of at most ${most.toFixed(2)} bits.`;
  const stack = chart(page.box, "terms").begin({ title: "", about, height: 340, x: [-0.5, 1], y: [0, 1.15 * most], basis: 300 });
  stack.axes({ yName: "entropy in bits", xTicks: [] });
  let bottom = 0;
  names.forEach((name, j) => {
    const t = term(p[j]);
    stack.bar([-0.4, 0.4], [bottom, bottom + t], { fill: color(j), stroke: "var(--al-paper)" });
    if (t > 0.07 * most) stack.words(0, bottom + t / 2, `${name}  ${t.toFixed(2)}`, { dy: 5, anchor: "middle", fill: "var(--al-paper)", class: "", "font-weight": 600 });
    bottom += t;
  });
  stack.line([[-0.45, most], [0.45, most]]);
  stack.words(-0.4, most, `most: log₂ ${names.length} = ${most.toFixed(2)}`, { dy: -7 });
  stack.words(0.46, clamp(h, 0.05 * most, 0.94 * most), `H = ${h.toFixed(2)}`, { dy: 6, size: 20, "font-weight": 600 });
}
