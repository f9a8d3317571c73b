// The board of a class: the curve of all, bold, over everybody's own, thin; and a row for each student.  Who is hovered over,
// focused or pressed is lit in both.  Names of students are put in with textContent only.

const NEAR = 16, NARROW = 400; // pixels within which a line is meant; of a small picture
const LIT = "var(--al-3)", QUIETLY = 20000; // of the student who is lit; ms of rest before the numbers are read aloud
const inkOr = (hue) => (hue == null ? "var(--al-ink)" : color(hue));
const fixed = (v, digits = 2) => (v == null ? "–" : said(v.toFixed(digits)));

function view(page) {
  page.box.classList.add("al-class");
  page.quiet = QUIETLY;
  const add = (name, to = page.box, tag = "p") => to.appendChild(make(tag, undefined, name));
  const headline = add("al-prompt"), agreement = add("al-agreement"), join = joinIn(add("al-join"));
  const boxes = ["al-column", "al-column al-slim"].map((name) => add(name, page.box, "div")), notes = () => (boxes[0].notes ??= add("al-about", boxes[0]));
  const lit = { over: null, held: null, get id() { return this.over ?? this.held; } }; // numbers of students
  const light = (id) => lit.over !== id && ((lit.over = id), page.draw());
  const hold = (id) => ((lit.held = lit.held === id ? null : id), page.draw());
  const rows = rowsIn(boxes[1], light, hold), curves = curvesIn(boxes[0], page, lit, light);
  return () => {
    const { data } = page;
    page.said = data.said; // the rest stands above
    for (const [node, words] of [[headline, data.headline], [agreement, data.agreement]]) if (node.textContent !== words) node.textContent = words;
    join(data);
    curves();
    if (notes().textContent !== data.notes) notes().textContent = data.notes;
    rows(data, lit);
  };
}

// The line that lets a student in: large while nobody is there, small for those who come late.
function joinIn(box) {
  const code = make("code"), hint = make("span");
  box.append("Students run, with the same data: ", code, hint);
  return ({ line, server, rows }) => {
    if (code.textContent !== line) code.textContent = line;
    hint.textContent = server ? " A password of the database goes into PGPASSWORD or ~/.pgpass." : "";
    box.classList.toggle("al-first", !rows.length);
  };
}

// ---- the curves ------------------------------------------------------------------------------------------

function curvesIn(box, page, lit, light) {
  const picture = chart(box, "curves");
  const near = (event) => { // the student whose line is nearest to the pointer
    const [x, y] = picture.place(event), at = [picture.X(x), picture.Y(y)];
    const away = ({ curve }) => Math.min(...curve.slice(1).map((point, k) => fromLine(at, ...[curve[k], point].map(([n, v]) => [picture.X(n), picture.Y(v)]))));
    return page.data.rows.reduce((best, row) => { const d = away(row); return d < best[1] ? [row.id, d] : best; }, [null, NEAR])[0];
  };
  picture.svg.addEventListener("pointermove", (event) => light(near(event)));
  picture.svg.addEventListener("pointerleave", () => light(null));
  return () => drawCurves(picture, page, lit.id);
}

const fromLine = ([x, y], [x0, y0], [x1, y1]) => {
  const t = clamp(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2 || 1), 0, 1);
  return Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0));
};

function drawCurves(picture, page, id) {
  const { rows, lines, people, metric, xName, working } = page.data, narrow = picture.space < NARROW, isEach = page.values.count === 0;
  const shared = lines.map((line) => ({ ...line, curve: line.curve.map(([n, v]) => [isEach ? n / people : n, v]) }));
  const all = [...shared, ...rows].flatMap(({ curve }) => curve), low = Math.max(0, Math.floor(10 * Math.min(1, ...all.map(([, v]) => v))) / 10);
  const chosen = rows.find((row) => row.id === id && row.curve.length);
  const limits = { x: [0, Math.max(4, ...all.map(([x]) => x))], y: [Math.min(low, 0.9), Math.max(1, ...all.map(([, v]) => v))] };
  const height = narrow ? 300 : clamp(26 * rows.length + 60, 360, 560), name = metric || "no test set, no curve";
  picture.begin({ about: spoken(page.data), height, ...limits, right: narrow ? 14 : 168, top: 8, basis: 440, title: working ? "The curves are being worked out …" : "" });
  picture.axes({ xName, yName: name, grid: true });
  for (const { curve } of rows) if (curve.length > 1) picture.line(curve, { stroke: "color-mix(in srgb, var(--al-quiet) 60%, transparent)", width: 1.2 });
  for (const { curve, hue, mark } of [...shared].reverse()) {
    picture.line(curve, { stroke: inkOr(hue), width: hue == null ? 4.5 : 2, dash: hue == null ? "none" : "7 4" });
    picture.mark(...curve.at(-1), { kind: OUTLINES[mark], r: hue == null ? 7 : 5, style: `fill:${inkOr(hue)}` });
  }
  if (chosen) {
    picture.line(chosen.curve, { stroke: "var(--al-paper)", width: 7 });
    picture.line(chosen.curve, { stroke: LIT, width: 3.5 });
    picture.mark(...chosen.curve.at(-1), { kind: OUTLINES[2], r: 6, style: `fill:${LIT}` });
  }
  const ends = [...shared, ...(chosen ? [{ ...chosen, fill: LIT, mark: 2 }] : [])].map(({ name: text, curve, hue, fill = inkOr(hue), mark }) => ({ x: curve.at(-1)[0], y: curve.at(-1)[1], text: `${cut(text)} ${fixed(curve.at(-1)[1])}`, fill, j: mark }));
  picture.legend(narrow ? ends : []);
  if (!narrow) picture.names(ends, 18, 159);
}

const cut = (text) => (text.length > 12 ? `${text.slice(0, 11)}…` : text);
const spoken = ({ metric, lines, rows }) =>
  lines.length ? `${metric} after so many answers: ${lines.map(({ name, curve }) => `${name} ${fixed(curve.at(-1)[1])}`).join(", ")}, and a thin line for each of ${rows.length} students; the table has their numbers.` : "No curves yet.";

// ---- a row for each student ------------------------------------------------------------------------------

const HEAD = ["student", "answers", "don't know", "seconds each", "agrees", "accuracy", "here"];
const WAYS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

function rowsIn(box, light, hold) {
  const room = box.appendChild(make("div", undefined, "al-table")), table = room.appendChild(make("table")), made = new Map();
  room.setAttribute("role", "region");
  const head = table.createTHead().insertRow(), body = table.createTBody(), nobody = make("tr"), who = (row) => row.querySelector("button");
  nobody.append(Object.assign(make("td", "The rows come with the students.", "al-note"), { colSpan: HEAD.length }));
  let reached = null; // the one row that Tab comes to; arrows go to the others
  const reach = (row) => (reached && (who(reached).tabIndex = -1), (reached = row), (who(row).tabIndex = 0));
  body.addEventListener("keydown", (event) => {
    const list = [...body.children], k = list.indexOf(event.target.closest("tr"));
    if (!(event.key in WAYS) || k < 0) return;
    event.preventDefault();
    reach(list[clamp(k + WAYS[event.key], 0, list.length - 1)]);
    who(reached).focus();
  });
  const newRow = (id) => {
    const row = make("tr"), button = make("button", undefined, "al-who");
    button.tabIndex = -1;
    row.append(Object.assign(make("th"), { scope: "row" }), ...HEAD.slice(1).map(() => make("td")));
    row.firstChild.append(button);
    button.addEventListener("click", () => hold(id));
    for (const [event, to] of [["pointerenter", id], ["focusin", id], ["pointerleave", null], ["focusout", null]]) row.addEventListener(event, () => light(to));
    button.addEventListener("focus", () => reach(row));
    return row;
  };
  return ({ rows, metric, room: name }, lit) => {
    room.setAttribute("aria-label", `students of ${name}`);
    const names = HEAD.map((words) => (words === "accuracy" && metric ? metric : words)).join("|");
    if (head.dataset.of !== names) head.replaceChildren(...(head.dataset.of = names).split("|").map((words) => Object.assign(make("th", words), { scope: "col" })));
    const most = Math.max(1, ...rows.map(({ answers }) => answers));
    const list = rows.map((row) => (made.has(row.id) || made.set(row.id, newRow(row.id)), fillRow(made.get(row.id), row, most, lit)));
    const now = list.length ? list : [nobody], focused = body.contains(document.activeElement) ? document.activeElement : null;
    if (now.length !== body.children.length || now.some((row, k) => row !== body.children[k])) body.replaceChildren(...now), focused?.focus({ preventScroll: true });
    if (list.length && !list.includes(reached)) reach(list[0]);
    room.tabIndex = list.length ? -1 : 0; // where there is no row to come to, keys scroll it all the same
  };
}

function fillRow(row, { id, name, answers, unknown, seconds, agrees, away, curve }, most, lit) {
  const [head, count, ...cells] = row.children, button = head.firstChild;
  const texts = [unknown || "–", fixed(seconds, 1), agrees == null ? "–" : `${Math.round(100 * agrees)} %`, fixed(curve.at(-1)?.[1]), away];
  if (button.textContent !== name) button.textContent = button.title = name;
  button.setAttribute("aria-pressed", String(lit.held === id));
  row.className = lit.id === id ? "al-lit" : "";
  count.className = "al-count";
  count.style.setProperty("--al-share", `${(100 * answers) / most}%`);
  [answers, ...texts].forEach((text, k) => row.children[k + 1].textContent !== String(text) && (row.children[k + 1].textContent = text));
  cells.at(-1).className = away === "now" ? "al-here" : "al-gone";
  return row;
}
