// Beat the machine: points or pictures to be picked by mouse and keys, everybody's curve so far, and the board of the class.

const NEAR = 18, NARROW = 600; // pixels within which a point is meant; of a small page
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const inkOr = (hue) => (hue == null ? "var(--al-ink)" : color(hue));

function view(page) {
  const prompt = page.box.appendChild(make("p", undefined, "al-prompt"));
  const boxes = ["al-column al-beat", "al-column al-slim"].map((name) => page.box.appendChild(make("div", undefined, name)));
  const hand = { row: null, asking: null }; // what the keys have come to, and what has been asked and is not yet answered
  const picks = page.data.points ? planeOf(page, boxes[0], hand) : galleryOf(page, boxes[0], hand);
  const board = boardIn(page.box);
  const ask = (row) => {
    if (page.data.over || hand.asking != null || row == null || page.data.picks.includes(row)) return;
    hand.asking = row;
    page.post({ do: "pick", with: { row } });
    page.draw();
  };
  const begin = () => page.post({ do: "begin", with: {}, quiet: true }); // the machines play while somebody is here
  for (const event of ["pointerenter", "focusin"]) page.box.addEventListener(event, begin, { once: true });
  let of = "";
  return () => {
    const { data } = page, now = JSON.stringify([data.picks, data.points?.[0], data.thumbs?.[0]?.row]);
    if (now !== of) (of = now), (hand.asking = null); // the answer has come, or another split
    if (prompt.textContent !== data.prompt) prompt.textContent = data.prompt;
    picks(ask);
    drawCurves(boxes[1], data, page.box.clientWidth < NARROW ? 260 : 360);
    board(data.board);
  };
}

// ---- points in their plane -----------------------------------------------------------------------------

function planeOf(page, box, hand) {
  const plane = chart(box, "plane");
  let asked = () => {};
  const free = () => { const known = new Set(page.data.labels.map(([row]) => row)); return page.data.points.map((_, row) => row).filter((row) => !known.has(row)); };
  const at = (row) => [plane.X(page.data.points[row][0]), plane.Y(page.data.points[row][1])];
  const nearest = (rows, [x, y]) => rows.reduce((best, row) => { const away = Math.hypot(at(row)[0] - x, at(row)[1] - y); return away < best[1] ? [row, away] : best; }, [null, Infinity]);
  const under = (event) => { const [x, y] = plane.place(event), [row, away] = nearest(free(), [plane.X(x), plane.Y(y)]); return away <= NEAR ? row : null; };
  const go = (row) => row != null && row !== hand.row && ((hand.row = row), page.draw());
  plane.svg.addEventListener("pointermove", (event) => page.data.over || go(under(event)));
  plane.svg.addEventListener("click", (event) => { // a click, not a press: a finger that scrolls picks nothing
    const row = under(event);
    if (row == null || page.data.over) return;
    go(row);
    plane.handles.hand?.focus({ preventScroll: true });
    asked(row);
  });
  const step = (dx, dy) => { // to the nearest point that lies that way
    const [x, y] = at(hand.row), [ux, uy] = [Math.sign(dx), -Math.sign(dy)];
    const along = (row) => (at(row)[0] - x) * ux + (at(row)[1] - y) * uy, off = (row) => Math.abs((at(row)[0] - x) * uy) + Math.abs((at(row)[1] - y) * ux);
    const ahead = free().filter((row) => along(row) > 1), straight = ahead.filter((row) => off(row) <= along(row));
    go(nearest(straight.length ? straight : ahead, [x, y])[0]);
  };
  return (ask) => {
    asked = ask;
    const { data } = page, known = new Map(data.labels), [x, y] = data.limits, rows = free();
    const about = `${data.points.length} points in the plane of ${data.axes.join(" and ")}, ${known.size} of them with a label.`;
    plane.begin({ title: "", about, height: 430, aspect: 1, x, y, left: 58, basis: 460 });
    plane.legend(data.names.map((text, j) => ({ text, j })));
    if (data.regions) drawRegions(plane, data);
    plane.axes({ xName: data.axes[0], yName: data.axes[1] });
    plane.dots(rows.map((row) => data.points[row]), { fill: "var(--al-ink)", opacity: 0.45, r: 3.6 });
    for (const [row, j] of known) plane.mark(...data.points[row], { j, r: 6.5 });
    data.margin.forEach((row) => plane.mark(...data.points[row], { kind: "ring", r: 11, style: `stroke:${color(0)}` }));
    data.picks.forEach((row, k) => plane.words(...data.points[row], k + 1, { dx: 8, dy: -6, size: 13 }));
    if (hand.asking != null) plane.words(...data.points[hand.asking], "?", { dx: 9, dy: -6, size: 17 });
    if (!(hand.row in data.points)) hand.row = nearest(rows, [plane.X((x[0] + x[1]) / 2), plane.Y((y[0] + y[1]) / 2)])[0];
    if (data.over || hand.row == null) return plane.keep();
    const [px, py] = data.points[hand.row], what = known.has(hand.row) ? `class ${data.names[known.get(hand.row)]}` : "not asked yet";
    const text = `point at ${said(px.toFixed(2))}, ${said(py.toFixed(2))}, ${what}`;
    const node = plane.handle("hand", { x: px, y: py, r: 0, name: "point to ask about: arrows go to another, Enter asks", text, now: hand.row, max: data.points.length - 1, step, done: () => ask(hand.row) });
    node.classList.add("al-ring-hand");
  };
}

function drawRegions(plane, { regions, grid }) {
  const bytes = Uint8Array.from(atob(regions), (c) => c.charCodeAt(0)), colors = Array.from({ length: 10 }, (_, j) => plane.rgb(`--al-${j}`));
  plane.region(grid, grid, (k) => [...colors[bytes[k] % 10], 56], `${regions} ${colors[0]}`);
}

// ---- pictures in a gallery -----------------------------------------------------------------------------

function galleryOf(page, box, hand) {
  const grid = box.appendChild(make("div", undefined, "al-thumbs")), title = box.appendChild(make("p", "", "al-title")), known = box.appendChild(make("ul", undefined, "al-known"));
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", "samples to choose from: arrows go to another, Enter asks");
  let asked = () => {}, of = "";
  grid.addEventListener("keydown", (event) => {
    const way = WAYS[event.key], cells = [...grid.children], here = document.activeElement, k = cells.indexOf(here);
    if (!way || k < 0) return;
    event.preventDefault();
    const across = cells.filter((cell) => cell.offsetTop === cells[0].offsetTop).length;
    focusOn(cells, clamp(k + way[0] + across * way[1], 0, cells.length - 1));
  });
  const focusOn = (cells, k) => cells.forEach((cell, j) => ((cell.tabIndex = j === k ? 0 : -1), j === k && cell.focus({ preventScroll: true })));
  return (ask) => {
    asked = ask;
    const { data } = page, now = JSON.stringify(data.thumbs.map(({ row }) => row));
    if (now !== of) {
      of = now;
      const held = grid.contains(document.activeElement);
      grid.replaceChildren(...data.thumbs.map((thumb, k) => thumbOf(thumb, k, () => asked(thumb.row))));
      if (held) focusOn([...grid.children], 0);
    }
    data.thumbs.forEach(({ row, label }, k) => showThumb(grid.children[k], { k, label, n: data.thumbs.length, names: data.names, asking: hand.asking === row, over: data.over }));
    const words = `labeled so far: ${data.known.length}, ${data.n_seed} of them from the start`;
    if (title.textContent === words && known.dataset.of === of) return;
    title.textContent = words;
    known.dataset.of = of;
    known.setAttribute("aria-label", words);
    known.replaceChildren(...data.known.map(({ stamp, label }) => knownOf(stamp, data.names[label])));
  };
}

function thumbOf({ stamp }, k, ask) {
  const cell = make("button");
  cell.tabIndex = k ? -1 : 0;
  cell.append(stampOf(stamp), make("b"));
  cell.addEventListener("click", () => {
    [...cell.parentNode.children].forEach((other) => (other.tabIndex = other === cell ? 0 : -1));
    ask();
  });
  return cell;
}

function showThumb(cell, { k, label, n, names, asking, over }) {
  const isKnown = label != null, what = isKnown ? names[label] : asking ? "?" : "";
  cell.classList.toggle("al-taken", isKnown);
  cell.setAttribute("aria-disabled", String(isKnown || over));
  const content = cell.querySelector("img") ? "" : `: ${cell.firstChild.textContent}`;
  cell.setAttribute("aria-label", `sample ${k + 1} of ${n}, ${isKnown ? `answer ${names[label]}` : "not asked yet"}${content}`);
  cell.lastChild.textContent = what;
  cell.lastChild.style.background = isKnown ? color(label) : "";
}

function stampOf({ src, text }) {
  if (!src) return make("span", text);
  return Object.assign(make("img"), { src, alt: "" });
}

function knownOf(stamp, name) {
  const item = make("li");
  item.append(stampOf(stamp), make("span", name));
  return item;
}

// ---- the curves and the board ----------------------------------------------------------------------------

function drawCurves(box, { curves: lines, budget, sign, n_random: nRandom, names: { length } }, height) {
  const each = lines.map(({ name, y }) => `${name} ${y.at(-1).toFixed(2)}`).join(", "), narrow = box.clientWidth < 340, isBinary = length === 2;
  const low = clamp(Math.floor(10 * lines[0].y[0] - 2.5) / 10, 0, 0.5); // the same all through a game
  const plot = chart(box, "curves").begin({ title: sign || "accuracy so far", about: `Accuracy after so many answers: ${each}.`, height, x: [0, budget], y: [low, 1], right: narrow ? 14 : 116, basis: 380, top: 8 });
  const every = Math.ceil(budget / 8), xTicks = Array.from({ length: budget + 1 }, (_, k) => k).filter((k) => k % every === 0);
  plot.axes({ xName: "answers asked", yName: "accuracy", xTicks, grid: true });
  for (const { band, hue } of lines) if (band.length > 1) plot.band(band.map(([least, most], k) => [k, Math.max(least, low), most]), { fill: inkOr(hue), opacity: 0.15 });
  const ends = lines.map(({ name, hue, mark, y }) => ({ x: y.length - 1, y: y.at(-1), text: `${name} ${y.at(-1).toFixed(2)}`, fill: inkOr(hue), j: mark }));
  [...lines].reverse().forEach(({ hue, mark, y }, k) => {
    plot.line(y.map((v, n) => [n, v]), { stroke: inkOr(hue), width: hue == null ? 3.5 : 2, dash: ["none", "7 4", "2 4", "10 3 2 3"][lines.length - 1 - k], clip: true });
    plot.mark(y.length - 1, y.at(-1), { kind: OUTLINES[mark], r: 5, style: `fill:${inkOr(hue)}` });
  });
  plot.legend(narrow ? ends : []);
  if (!narrow) plot.names(ends);
  box.note ??= box.appendChild(make("p", "", "al-about"));
  box.note.textContent = `random: mean of ${nRandom} runs; its band goes from the lowest to the highest.${isBinary ? " Of two classes, margin and entropy ask the same." : ""}`;
}

const HEAD = ["player", "games", "ahead of random", "margin, same splits", "taken back"];
const signed = (value) => (value == null ? "–" : said(`${value < 0 ? "" : "+"}${value.toFixed(3)}`));

function boardIn(box) {
  box.appendChild(make("p", "The board: accuracy at the end of a game, mean over all games played to the end.", "al-about"));
  const room = box.appendChild(make("div", undefined, "al-table")), table = room.appendChild(make("table"));
  room.tabIndex = 0; // it scrolls, by keys, too
  room.setAttribute("role", "group");
  room.setAttribute("aria-label", "board");
  table.createTHead().insertRow().append(...HEAD.map((words) => Object.assign(make("th", words), { scope: "col" })));
  const body = table.createTBody();
  let of = "";
  return (lines) => {
    if (of === (of = JSON.stringify(lines))) return;
    const nobody = make("tr");
    nobody.append(Object.assign(make("td", "Nobody has played to the end yet.", "al-note"), { colSpan: HEAD.length }));
    body.replaceChildren(...(lines.length ? [] : [nobody]), ...lines.map(({ name, games, ahead, margin, undone, mine }) => {
      const row = make("tr", undefined, mine ? "al-mine" : "");
      row.append(Object.assign(make("th", name), { scope: "row" }), ...[games, signed(ahead), signed(margin), undone].map((words) => make("td", String(words))));
      return row;
    }));
  };
}
