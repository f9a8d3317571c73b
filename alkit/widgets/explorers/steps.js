// Walk along a run: the samples in their plane, what the model says there, and the curves so far.  A frame holds all of one step.

const MOST_NUMBERS = 40, NEAR = 16; // more numbers would hide the picture; pixels within which a point is meant

function view(page) {
  const hand = { row: null, place: null, key: null }; // the point that is held or chosen, and where it is
  return () => {
    const frame = page.frames[page.values.step];
    if (!frame || frame.problem) return; // the picture stays until the next one has come
    if (hand.key !== page.data.key) Object.assign(hand, { row: null, place: null, key: page.data.key });
    drawPlane(page, frame, hand);
    drawCurves(page, frame);
    page.said = frame.sentence;
  };
}

function drawPlane(page, frame, hand) {
  const { data } = page, [x, y] = data.limits, at = (row) => (row === hand.row && hand.place) || data.points[row];
  const labeled = new Set(frame.rounds.flat());
  const about = `${data.points.length} samples in the plane of ${data.axes.join(" and ")}, ${labeled.size} of them labeled: ${frame.title}.`;
  const plane = chart(page.box, "plane").begin({ title: frame.title, about, height: 400, aspect: 1, x, y, left: 58, basis: 460 });
  plane.legend(data.names.map((text, j) => ({ text, j })));
  if (data.grid) drawRegion(plane, data, frame);
  plane.axes({ xName: data.axes[0], yName: data.axes[1] });
  for (const line of frame.lines ?? []) plane.line(line, { width: 1, stroke: "var(--al-ink)" });
  drawUnlabeled(plane, data, frame, at, labeled);
  for (const row of labeled) plane.mark(...at(row), { j: data.y[row], r: 6.5 });
  drawAsked(plane, frame, at);
  if (data.gesture === "ask") holdQuery(page, plane, frame, at, labeled, hand);
  else if (data.gesture === "move") holdPoints(page, plane, at, hand);
}

function drawRegion(plane, { grid, key, heat }, { bytes, step, version }) {
  const colors = Array.from({ length: 10 }, (_, j) => plane.rgb(`--al-${j}`)), ink = plane.rgb("--al-ink");
  const paint = heat ? (k) => [...ink, 0.6 * bytes[k]] : (k) => [...colors[bytes[k] % 10], 56];
  plane.region(grid, grid, paint, `${key} ${step} ${version} ${ink} ${colors[0]}`);
}

// The darker, the sooner it would be asked; without a plane to color, each has the color of the model's answer.
function drawUnlabeled(plane, data, { bytes, scores, said }, at, labeled) {
  const groups = new Map();
  data.points.forEach((_, row) => {
    if (labeled.has(row)) return;
    const look = `${said ? said[row] : ""} ${scores ? Math.round(scores[row] / 32) : 3}`;
    groups.set(look, [...(groups.get(look) ?? []), row]);
  });
  for (const [look, rows] of groups) {
    const [j, shade] = look.split(" ");
    plane.dots(rows.map(at), { fill: j ? color(Number(j)) : "var(--al-ink)", opacity: j ? 0.55 : 0.16 + 0.1 * shade, r: j ? 3 : 3.5 });
  }
}

function drawAsked(plane, { rounds, next }, at) {
  const asked = next ?? (rounds.length > 1 ? rounds.at(-1) : []);
  for (const row of asked) plane.mark(...at(row), { kind: "ring", r: 12 });
  const first = rounds.flat().length <= MOST_NUMBERS ? 1 : rounds.length - 1;
  rounds.slice(1).forEach((rows, k) => k + 1 >= first && rows.forEach((row) => plane.words(...at(row), k + 1, { dx: 9, dy: -6, size: 12 })));
}

// The nearest of some rows to a place, as it looks in the picture, and how many pixels away it is.
function nearest(plane, at, rows, x, y) {
  const away = (row) => Math.hypot(plane.X(at(row)[0]) - plane.X(x), plane.Y(at(row)[1]) - plane.Y(y));
  const row = rows.reduce((best, one) => (away(one) < away(best) ? one : best), rows[0]);
  return [row, row === undefined ? Infinity : away(row)];
}

// ---- a point is moved, and the boundary and the scores follow ------------------------------------------------

function holdPoints(page, plane, at, hand) {
  const { data } = page, rows = data.points.map((_, row) => row), [x, y] = data.limits, step = page.values.step;
  const tell = (what) => page.post({ do: what, with: { row: hand.row, x: hand.place[0], y: hand.place[1] }, newest: true, quiet: what === "move" });
  const move = (to, what) => {
    hand.place = [clamp(to[0], ...x), clamp(to[1], ...y)];
    tell(what);
    page.draw();
  };
  plane.hold({
    handle: "point",
    start: (...place) => {
      const [row, away] = nearest(plane, at, rows, ...place);
      if (away > NEAR) return false;
      Object.assign(hand, { row, place: null, moved: false });
      page.draw();
    },
    move: (...place) => {
      if (!hand.moved && nearest(plane, at, [hand.row], ...place)[1] < 4) return; // a click chooses, it does not move
      hand.moved = true;
      move(place, "move");
    },
    done: () => hand.moved && tell("drop"),
  });
  const row = (hand.row ??= page.frames[step].rounds.at(-1)[0] ?? 0), [px, py] = at(row);
  const stepped = (dx, dy) => {
    if (Math.abs(dx) > 1) Object.assign(hand, { row: clamp(row + Math.sign(dx), 0, rows.length - 1), place: null }), page.draw();
    else move([px + (dx * (x[1] - x[0])) / 50, py + (dy * (y[1] - y[0])) / 50], "drop");
  };
  const text = `sample ${row} at ${px.toFixed(2)}, ${py.toFixed(2)}`;
  const node = plane.handle("point", { x: px, y: py, r: 0, name: "sample: arrows move it, page up and down choose another", text, now: row, max: rows.length - 1, step: stepped });
  node.classList.add("al-faint");
}

// ---- the query is put on another point -----------------------------------------------------------------

function holdQuery(page, plane, frame, at, labeled, hand) {
  const rows = page.data.points.map((_, row) => row).filter((row) => !labeled.has(row)), row = hand.row ?? frame.next?.[0];
  if (row === undefined || !rows.length) return plane.keep();
  const choose = (one) => {
    hand.row = one;
    page.draw();
  };
  const ask = () => {
    const one = hand.row ?? row;
    hand.row = null;
    page.post({ do: "ask", with: { row: one, step: page.values.step } });
  };
  plane.hold({ handle: "query", move: (x, y) => choose(nearest(plane, at, rows, x, y)[0]), done: ask });
  const beyond = (dx, dy) => {
    const [x, y] = [plane.X(at(row)[0]), plane.Y(at(row)[1])], [ux, uy] = [Math.sign(dx), -Math.sign(dy)];
    const ahead = rows.filter((one) => (plane.X(at(one)[0]) - x) * ux + (plane.Y(at(one)[1]) - y) * uy > 1);
    if (ahead.length) choose(nearest(plane, at, ahead, ...at(row))[0]);
  };
  const text = `sample ${row}${row === frame.next?.[0] ? ", the committee's own choice" : ""}`;
  plane.handle("query", { x: at(row)[0], y: at(row)[1], r: 5, name: "query: arrows put it on another sample, Enter asks", text, now: row, max: page.data.points.length - 1, step: beyond, done: ask });
}

// ---- the curves ----------------------------------------------------------------------------------------

function drawCurves(page, frame) {
  const { curve } = page.data, drawn = frame.curves.filter(({ y }) => y.length);
  const most = curve.most ?? 1.15 * Math.max(0.05, ...frame.curves.flatMap(({ y }) => y));
  const about = `${curve.yName} after so many answers: ${drawn.map(({ name, y }) => `${name} ${y.at(-1).toFixed(2)}`).join(", ")}.`;
  const curves = chart(page.box, "curves"), narrow = curves.space < 380;
  const lines = curves.begin({ title: frame.beside, about, height: 400, aspect: 1, x: [0, curve.xMax], y: [0, most], right: narrow ? 14 : 130, basis: 400 });
  lines.axes({ xName: "answers asked", yName: curve.yName, grid: true });
  const looks = drawn.map(({ hue }, k) => ({ stroke: color(hue), dash: k < drawn.length - 1 ? "3 5" : "none" })); // the last was chosen
  drawn.forEach(({ x, y }, k) => {
    lines.line(x.map((n, i) => [n, y[i]]), looks[k]);
    lines.mark(x.at(-1), y.at(-1), { r: 5, style: `fill:${looks[k].stroke}` });
  });
  const ends = drawn.map(({ name, x, y }, k) => ({ x: x.at(-1), y: y.at(-1), text: `${name} ${y.at(-1).toFixed(2)}`.trim(), fill: looks[k].stroke }));
  lines.legend(narrow ? ends : []); // where there is no room beside the lines
  if (!narrow) lines.names(ends);
}
