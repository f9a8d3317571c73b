// Gradient descent on a loss surface: the path over bands of the loss, and the loss after each step.
// The page computes every path from the points of the surface; test_descent_by_hand.py holds it against alkit.

const TALL = { surface: 430, losses: 430, small: 205 }, CELL = 2, PATH = color(4); // pixels; the small ones stand below each other
const BEYOND = 1e6, FAR = 60; // weights beyond all measure, and too far away to be drawn to

// What the models of the surfaces predict at x, and how fast that grows with both weights.
const MODELS = {
  "linear regression": { predict: (a, b, x) => a * x + b, slopes: (a, b, x) => [x, 1] },
  "one hidden unit": {
    predict: (a, b, x) => b * Math.tanh(a * x),
    slopes(a, b, x) {
      const hidden = Math.tanh(a * x);
      return [b * (1 - hidden * hidden) * x, hidden];
    },
  },
};

function view(page) {
  const columns = ["al-column al-descent", "al-column al-slim"].map((name) => page.box.appendChild(make("div", undefined, name)));
  columns[1].style.flex = "1.2 1 340px";
  return () => {
    const { values, data } = page, surface = data.surfaces[values.surface];
    const path = pathOf(surface, values.start, values.step_size, values.steps), losses = path.map((place) => lossOf(surface, ...place));
    const judged = judge(surface, values.start, values.step_size, data);
    page.said = inWords(surface, values, losses, judged);
    drawSurface(page, columns[0], surface, path);
    drawLosses(page, columns[1], surface, losses, judged[0]);
    if (surface.curvature) drawSizes(page, columns[1], surface, losses.at(-1));
  };
}

// ---- gradient descent ------------------------------------------------------------------------------

function lossOf({ name, x, y }, a, b) {
  const { predict } = MODELS[name], n = x.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += (predict(a, b, x[i]) - y[i]) ** 2;
  return total / n;
}

function gradientOf({ name, x, y }, a, b) {
  const { predict, slopes } = MODELS[name];
  let [down, across] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    const error = 2 * (predict(a, b, x[i]) - y[i]), [byA, byB] = slopes(a, b, x[i]);
    down += error * byA, across += error * byB;
  }
  return [down / x.length, across / x.length];
}

// The start and at most so many steps; fewer where they lead out of all measure.
function pathOf(surface, start, size, steps) {
  const path = [start];
  while (path.length <= steps && Math.hypot(...path.at(-1)) <= BEYOND) {
    const [a, b] = path.at(-1), [down, across] = gradientOf(surface, a, b);
    path.push([a - size * down, b - size * across]);
  }
  return path;
}

const turns = ([a, b], [c, d], [e, f]) => (c - a) * (e - c) + (d - b) * (f - d) < 0; // a step leads back

// What becomes of a path, and a few words on it.
function judge(surface, start, size, { long, most }) {
  if (Math.hypot(...gradientOf(surface, ...start)) < 1e-12) return ["stands still", "where it is: the gradient is 0 there"];
  const path = pathOf(surface, start, size, long), above = path.map((place) => lossOf(surface, ...place) - surface.least);
  if (!(above.at(-1) <= above[0])) return ["diverges", "and leaves every bound: each step leads up, not down"];
  const back = path.slice(2).map((place, k) => turns(path[k], path[k + 1], place));
  if (back.at(-1) && above.at(-1) > 1e-9 && above.at(-1) > 0.9 * above.at(-101))
    return ["oscillates", "without end, from one side of the valley to the other"];
  const near = above.findIndex((height) => height <= 0.01 * above[0]);
  const after = `99 % of the way down takes ${near < 0 ? `more than ${long}` : near} steps`;
  if (back.slice(0, 10).filter(Boolean).length > 5) return ["oscillates", `from one side of the valley to the other, and settles: ${after}`];
  return [near < 0 || near > most ? "crawls" : "converges", `to a minimum: ${after}`];
}

function written(loss) {
  if (loss < 1e4) return loss.toFixed(3);
  return Number.isFinite(loss) ? `about 10 to the ${Math.floor(Math.log10(loss))}` : "beyond all numbers";
}

function inWords({ weights, least, curvature, bowl }, { step_size: size, start }, losses, judged) {
  const where = weights.map((name, k) => `${name} ${start[k].toFixed(2)}`).join(", ");
  const change = `loss ${written(losses[0])}, after ${losses.length - 1} steps ${written(losses.at(-1))}`;
  const limit = !curvature ? "" : ` With λmax = ${curvature.toFixed(2)}${bowl ? "" : " at the minimum"} the limit 2 / λmax is ${(2 / curvature).toFixed(3)}; step × λmax is ${(size * curvature).toFixed(2)}.`;
  return `Step size ${size.toFixed(3)} from ${where}: ${change}, at best ${least.toFixed(3)}. It ${judged.join(" ")}.${limit}`.replaceAll("-", "\u2212");
}

// ---- the surface and the path ------------------------------------------------------------------------

// Limits of both axes, so that a unit is as long in both, and the square of the starts fits in.
function fitted(across, up, edge) {
  const unit = Math.min(across, up) / (2.2 * edge);
  return [across, up].map((size) => [-size / unit / 2, size / unit / 2]);
}

function drawSurface(page, box, surface, path) {
  const { data, values } = page, [left, right, top, bottom] = [52, 8, 8, 46], picture = chart(box, "surface");
  const width = picture.space, height = Math.min(TALL.surface, width), [x, y] = fitted(width - left - right, height - top - bottom, data.edge);
  const [a, b] = values.start, [c, d] = path.at(-1), named = (p, q) => `${surface.weights[0]} ${p.toFixed(2)}, ${surface.weights[1]} ${q.toFixed(2)}`;
  const about = `The loss as bands over ${surface.weights.join(" and ")}, least at ${named(...surface.minimum)}. The path starts at ${named(a, b)}; after ${path.length - 1} steps it is ${within(c, d, x, y) ? `at ${named(c, d)}` : "outside the picture"}.`;
  picture.begin({ title: "the bluer, the higher the loss; drag the start", about, height, x, y, left, right, top, bottom });
  paintBands(picture, surface, data.levels, [x, y]);
  picture.axes({ xName: surface.weights[0], yName: surface.weights[1] });
  const minima = surface.bowl ? [surface.minimum] : [surface.minimum, surface.minimum.map((weight) => -weight)];
  for (const place of minima) picture.mark(...place, { kind: "star", r: 9 });
  const far = path.findIndex(([p, q]) => !(Math.hypot(p, q) < FAR)), drawn = far < 0 ? path : path.slice(0, far).concat(far ? [along(path[far - 1], path[far])] : []);
  picture.line(drawn, { stroke: "var(--al-paper)", width: 4.5, clip: true });
  picture.line(drawn, { stroke: PATH, width: 2.5, clip: true });
  picture.dots(drawn.filter((place) => within(...place, x, y)), { fill: PATH, r: 3.2 });
  const toLeft = a > 1;
  picture.words(a, b, "start", { dx: toLeft ? -15 : 15, dy: b > 0 ? -10 : 20, anchor: toLeft ? "end" : "start", size: 15 });
  const put = (p, q) => page.set({ start: [p, q].map((weight) => Number(clamp(weight, -data.edge, data.edge).toFixed(2))) });
  picture.hold({ move: put });
  const step = (dx, dy) => put(a + dx / 20, b + (dx === dy ? 0 : dy / 20)); // page up and down, Home and End: along the first weight
  picture.handle("start", { x: a, y: b, name: "start of the descent: arrows move it", text: named(a, b), now: a, min: -data.edge, max: data.edge, r: 10, fill: PATH, step });
}

const within = (p, q, x, y) => p >= x[0] && p <= x[1] && q >= y[0] && q <= y[1];

// A point on the way to one that is too far away to be drawn.
function along([a, b], to) {
  const away = to.map((weight, k) => (Number.isFinite(weight) ? weight - [a, b][k] : 0)), length = Math.hypot(...away) || 1;
  return [a + (FAR * away[0]) / length, b + (FAR * away[1]) / length];
}

// The bands, painted once for each surface and size: the paler, the lower the loss.  Their edges are soft, one cell wide.
function paintBands(picture, surface, levels, [x, y]) {
  const columns = Math.round((picture.width - picture.left - picture.right) / CELL), rows = Math.round((picture.height - picture.top_ - picture.bottom) / CELL);
  const [r, g, b] = picture.rgb("--al-0"), place = ([low, high], k, n) => low + ((high - low) * (k + 0.5)) / n;
  let heights = null;
  const measured = () => Float64Array.from({ length: columns * rows }, (_, k) => lossOf(surface, place(x, k % columns, columns), place(y, Math.floor(k / columns), rows)) - surface.least);
  picture.region(columns, rows, (k) => {
    heights ??= measured();
    const height = heights[k], across = Math.hypot(heights[k % columns ? k - 1 : k + 1] - height, heights[k < columns ? k + columns : k - columns] - height) + 1e-9;
    let bands = 0;
    for (const level of levels) bands += clamp((height - level) / across + 0.5, 0, 1);
    return [r, g, b, (215 * bands) / levels.length];
  }, `${surface.name} ${[r, g, b]}`);
}

// ---- the losses --------------------------------------------------------------------------------------

// The logarithm of a loss, within the picture and a little above it.
const log = (loss, [low, high]) => Math.log10(clamp(Number.isNaN(loss) ? Infinity : loss, low, 1.5 * high));

function logAxes(picture, names) {
  const powers = ticks(picture.y, 6).filter(Number.isInteger);
  picture.axes({ ...names, yTicks: [] });
  for (const k of powers) picture.words(picture.x[0], k, said(Number(`1e${k}`)), { dx: -7, dy: 5, anchor: "end", fill: "var(--al-quiet)", size: 13 });
}

function drawLosses(page, box, surface, losses, verdict) {
  const { data } = page, height = surface.curvature ? TALL.small : TALL.losses, [low, high] = data.losses;
  const out = losses.findIndex((loss) => !(loss <= high)), end = losses.at(-1);
  const about = `The loss after each step, on a logarithmic axis: from ${written(losses[0])} to ${written(end)} after ${losses.length - 1} steps. The path ${verdict}.`;
  const picture = chart(box, "losses").begin({ title: `it ${verdict}`, about, height, x: [0, data.most], y: [Math.log10(low), Math.log10(high)], left: 62, top: 8 });
  logAxes(picture, { xName: "step", yName: "loss" });
  if (surface.least > low) {
    picture.line([[0, Math.log10(surface.least)], [data.most, Math.log10(surface.least)]], { stroke: "var(--al-quiet)", width: 1.5, dash: "6 5" });
    picture.words(data.most, Math.log10(surface.least), `least loss ${surface.least.toFixed(3)}`, { dy: 17, anchor: "end", fill: "var(--al-quiet)" });
  }
  const points = losses.map((loss, k) => [k, log(loss, data.losses)]);
  picture.line(points.slice(0, out < 0 ? undefined : out + 1), { stroke: PATH, clip: true });
  picture.dots(points.filter((_, k) => losses[k] <= high && losses[k] >= low), { fill: PATH, r: 3.2 });
  if (out >= 0) picture.words(data.most, Math.log10(0.3), `above ${said(high)} from step ${out} on`, { anchor: "end", fill: PATH, size: 15 }); // below the path, which has gone up
}

// The loss at the end against the step size; the limit is drawn in.
function drawSizes(page, box, surface, last) {
  const { data, values } = page, [low, high] = data.losses, [least, most, nudge] = data.sizes, limit = 2 / surface.curvature, size = values.step_size;
  const about = `The loss after ${values.steps} steps against the step size; it grows beyond 2 / λmax = ${limit.toFixed(3)}. The present step size is ${size.toFixed(3)}.`;
  const picture = chart(box, "sizes").begin({ title: "", about, height: TALL.small, x: [0, most], y: [Math.log10(low), Math.log10(high)], left: 62, top: 8 });
  picture.title.hidden = true;
  logAxes(picture, { xName: "step size: drag the point", yName: `loss after ${values.steps}` });
  const sizes = Array.from({ length: Math.round(most / nudge) }, (_, k) => nudge * (k + 1));
  picture.line(sizes.map((one) => [one, log(lossOf(surface, ...pathOf(surface, values.start, one, values.steps).at(-1)), data.losses)]), { stroke: color(0), clip: true });
  picture.line([[limit, picture.y[0]], [limit, picture.y[1]]], { width: 2, dash: "6 5" });
  picture.words(limit, picture.y[1], `2 / λmax = ${limit.toFixed(3)}`, { dx: -5, dy: 11, anchor: "end", size: 13 });
  const put = (to) => page.set({ step_size: Number(clamp(nudge * Math.round(to / nudge), least, most).toFixed(3)) });
  picture.hold({ move: put });
  const step = (dx, dy) => put(size + nudge * (dx || dy));
  picture.handle("size", { x: size, y: clamp(log(last, data.losses), ...picture.y), name: "step size", text: `${size.toFixed(3)}, loss ${written(last)}`, now: size, min: least, max: most, r: 8, fill: PATH, step });
}
