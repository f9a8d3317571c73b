// All predictions over three classes as a triangle: dark where a score asks soon, a star to be moved, and its three scores.

const HEIGHT = Math.sqrt(3) / 2, GRID = [150, 130];
const SCORE = { "least confidence": leastConfidence, margin, entropy }, HUES = [3, 0, 2]; // colors of the strategies with these scores (alkit/plots/looks.py)
const place = ([, b, c]) => [b + c / 2, HEIGHT * c];

// The prediction at a place; outside the triangle, negative parts count as 0.
function prediction(x, y) {
  const c = y / HEIGHT, b = x - c / 2;
  return shares([1 - b - c, b, c].map((p) => Math.max(p, 0)));
}

function view(page) {
  return () => {
    const p = shares(["first", "second", "third"].map((name) => page.values[name]));
    drawTriangle(page, p);
    drawScores(page, p);
  };
}

function drawTriangle(page, p) {
  const { classes, scores, most, pool, asked } = page.data, name = scores[page.values.measure], about = spoken(page, p);
  const plane = chart(page.box, "triangle").begin({ title: `the bluer, the sooner ${name} asks`, about, height: 400, aspect: 0.88, x: [-0.13, 1.13], y: [-0.1, 0.98], left: 0, right: 0, top: 0, bottom: 0, basis: 460 });
  const [r, g, b] = plane.rgb("--al-0"), [left, right, top] = [[0, 0], [1, 0], [0.5, HEIGHT]];
  plane.region(...GRID, (k) => {
    const [x, y] = [-0.13 + (1.26 * ((k % GRID[0]) + 0.5)) / GRID[0], -0.1 + (1.08 * (Math.floor(k / GRID[0]) + 0.5)) / GRID[1]];
    const c = y / HEIGHT, second = x - c / 2;
    if (Math.min(c, second, 1 - c - second) < -0.012) return [0, 0, 0, 0];
    const share = SCORE[name](prediction(x, y)) / most[page.values.measure];
    return [r, g, b, 235 * share ** 1.6 + 8];
  }, `${name} ${r} ${g} ${b}`);
  const edge = [left, right, top, left];
  plane.line(edge, { stroke: "var(--al-paper)", width: 9 }); // covers the region's rough edge
  plane.line(edge, { stroke: "var(--al-ink)", width: 1.5 });
  [left, right, top].forEach(([x, y], j) => plane.words(x, y, classes[j], { dy: y ? -9 : 24, anchor: "middle", size: 16 }));
  for (const q of pool) plane.mark(...place(q), { r: 4, style: "fill:var(--al-ink)" });
  asked.forEach((row, k) => {
    const [x, y] = place(pool[row]), first = k === 0; // to its right, at the edge of a narrow page; the others below and above
    plane.mark(x, y, { kind: "ring", r: 10, style: `stroke:${color(HUES[k])};stroke-width:3.5` });
    const wanted = plane.X(x) + (first ? 14 : 0), words = `${scores[k]} asks`;
    const dx = Math.min(wanted, plane.width - (first ? 8 * words.length : 0)) - plane.X(x);
    plane.words(x, y, words, { dx, dy: first ? (dx < 14 ? 28 : 5) : k === 1 ? 32 : -16, anchor: first ? "start" : "middle" });
  });
  const put = (q) => page.set(Object.fromEntries(["first", "second", "third"].map((which, j) => [which, Number(q[j].toFixed(2))])));
  const [x, y] = place(p);
  plane.hold({ move: (...at) => put(prediction(...at)) });
  const text = classes.map((c, j) => `${c} ${p[j].toFixed(2)}`).join(", ");
  plane.handle("star", { x, y, kind: "star", r: 14, name: "prediction: arrows move it", text, now: p[0].toFixed(2), step: (dx, dy) => put(stepped(x, y, dx, dy)) });
}

// To the corners with Home and End, which give infinity.
const stepped = (x, y, dx, dy) => prediction(clamp(x + dx / 50, 0, 1), clamp(y + dy / 50, 0, HEIGHT));

function spoken(page, p) {
  const { classes, scores, most } = page.data;
  const values = scores.map((name, k) => `${name} ${SCORE[name](p).toFixed(2)} of ${most[k].toFixed(2)}`).join(", ");
  return `A triangle of all predictions with the corners ${classes.join(", ")}; certain ones lie in the corners. The star is at ${p.map((q) => q.toFixed(2)).join(", ")}: ${values}.`;
}

function drawScores(page, p) {
  const { classes, scores, most } = page.data;
  const bars = chart(page.box, "scores").begin({ title: "★ this prediction", about: "The prediction and its scores as bars.", height: 400, y: [6.7, -0.7], left: 122, right: 100, top: 4, bottom: 4, basis: 360 });
  const row = (at, name, share, text, fill) => {
    bars.bar([0, share], [at - 0.4, at + 0.4], { fill });
    bars.words(0, at, name, { dx: -8, dy: 5, anchor: "end" });
    bars.words(share, at, text, { dx: 7, dy: 5, size: 15 });
  };
  classes.forEach((name, j) => row(j, name, p[j], p[j].toFixed(2), "var(--al-quiet)"));
  scores.forEach((name, k) => row(k + 4, name, SCORE[name](p) / most[k], `${SCORE[name](p).toFixed(2)} of ${most[k].toFixed(2)}`, color(HUES[k])));
}
