// The comparison bench: mean curves with their bands, differences with their intervals, and the numbers as a table.
// A strategy has its color and its mark wherever it is drawn; each has its row in the table.

const DASHES = ["none", "9 4", "3 3"]; // for those whose color has been used
const looking = ([hue, kind, dash]) => ({ hue: color(hue), kind: OUTLINES[kind], dash: DASHES[dash % 3] });
const fixed = (v) => said(v.toFixed(3));
const ahead = (v) => (v.toFixed(3) < 0 ? fixed(v) : `+${Math.abs(v).toFixed(3)}`); // no −0.000
const roomFor = (rows, most) => Math.min(9 * Math.max(0, ...rows.map(({ name }) => name.length)) + 18, most); // px of the longest name

function view(page) {
  page.box.parentNode.classList.add("al-bench");
  const status = makeStatus(page.box), table = make("div", undefined, "al-table");
  return () => {
    const rows = page.data.rows.map((row) => ({ ...row, ...looking(row.look) }));
    const height = Math.max(340, 30 * rows.length + 70); // of both pictures, whatever has been measured
    page.box.parentNode.classList.toggle("al-said", page.data.said);
    drawStatus(status, page.data);
    drawCurves(page, rows.filter(({ curve }) => curve.length), height);
    drawDifferences(page, rows.slice(1), height);
    if (!table.parentNode) page.box.append(table);
    drawTable(table, page.data, rows);
  };
}

// ---- how far it is ----------------------------------------------------------------------------------

function makeStatus(box) {
  const status = box.appendChild(make("p", undefined, "al-status")), bar = make("progress");
  bar.setAttribute("aria-label", "runs made");
  status.append(bar, make("span"));
  return status;
}

function drawStatus({ firstChild: bar, lastChild: words }, { made, of, status }) {
  Object.assign(bar, { max: Math.max(of, 1), value: made });
  if (words.textContent !== status) words.textContent = status; // it is not announced: there may be four a second
}

// ---- the pictures -----------------------------------------------------------------------------------

function drawCurves(page, rows, height) {
  const { title, waiting, budget, n_seeds: n } = page.data;
  const ends = rows.map(({ name, hue, curve }) => ({ x: curve.at(-1)[0], y: curve.at(-1)[1], text: name, fill: hue }));
  const values = rows.flatMap(({ curve }) => curve.flatMap(([, mean, low = mean, high = mean]) => [low, high]));
  const sure = rows.length && rows[0].curve[0].length > 2 ? `, with pointwise 95 % intervals over ${n} seeds` : `: mean of ${n} seed${n === 1 ? "" : "s"}, too few for intervals`;
  const low = values.length ? Math.min(...values) : 0, high = values.length ? Math.max(...values) : 1, room = 0.03 * (high - low || 1);
  const about = waiting || `Mean accuracy against the answers asked${sure}. ${spoken(rows)}`;
  const right = rows.length ? Math.max(roomFor(rows, page.box.clientWidth < 600 ? 104 : 210), 60) : 14;
  const limits = { x: [0, Math.max(budget, ...ends.map(({ x }) => x))], y: [low - room, high + room] };
  const picture = chart(page.box, "curves").begin({ title, about, height, ...limits, right, basis: 560 });
  picture.axes({ xName: "answers asked of the oracle", yName: "accuracy on the test set", grid: !waiting });
  const opacity = Math.min(0.14, 0.6 / rows.length); // many bands, one upon the other, would be a dark cloud
  for (const { hue, curve } of rows) picture.band(curve.map(([x, y, from = y, to = y]) => [x, from, to]), { fill: hue, opacity });
  for (const row of rows) drawLine(picture, row.curve, row);
  picture.names(ends, 17, right - 9);
  if (waiting) inTheMiddle(picture, waiting);
}

function drawLine(picture, curve, { hue, kind, dash }) {
  const every = Math.max(1, Math.floor(curve.length / 8));
  picture.line(curve, { stroke: hue, dash });
  curve.forEach(([x, y], k) => k % every || picture.mark(x, y, { kind, r: 5, style: `fill:${hue}` }));
}

// Sentences in lines of their own, shorter on a narrow page, in type for the back row.
function inTheMiddle(picture, words) {
  const narrow = picture.width < 420, lines = words.match(narrow ? /.{1,20}( |$)/g : /[^.]+\.?/g).map((line) => line.trim());
  const [x, y] = [picture.x, picture.y].map(([a, b]) => (a + b) / 2), type = { anchor: "middle", size: narrow ? 15 : 18, fill: "var(--al-quiet)" };
  lines.forEach((line, k) => picture.words(x, y, line, { dy: 26 * (k - (lines.length - 1) / 2), ...type }));
}

const spoken = (rows) => rows.map(({ name, curve }) => `${name} from ${curve[0][1].toFixed(2)} to ${curve.at(-1)[1].toFixed(2)}`).join(", ") + ".";

function drawDifferences(page, rows, height) {
  const { waiting } = page.data, [{ name: baseline }] = page.data.rows, found = rows.filter(({ difference }) => difference.length);
  const reach = 1.1 * Math.max(0.01, ...found.flatMap(({ difference }) => difference.map(Math.abs)));
  const sure = ([, low, high]) => (low === undefined ? ", too few seeds for an interval" : `, from ${ahead(low)} to ${ahead(high)}`);
  const each = found.map(({ name, difference }) => `${name} ${ahead(difference[0])}${sure(difference)}`);
  const about = `How far each strategy is ahead of ${baseline}, with its 95 % interval: ${each.join("; ") || "nothing yet"}.`;
  const picture = chart(page.box, "differences");
  const left = roomFor(rows, page.box.clientWidth < 600 ? 0.32 * picture.space : 210);
  const limits = { x: [-reach, reach], y: [rows.length - 0.4, -0.6] };
  picture.begin({ title: `ahead of ${baseline}, paired by seed`, about, height, ...limits, left, right: 64, basis: 380 });
  picture.axes({ xName: "difference in mean accuracy", yTicks: [], xTicks: found.length ? ticks(picture.x, 4) : [0] });
  picture.line([[0, -0.6], [0, rows.length - 0.4]], { stroke: "var(--al-quiet)", width: 1.5 });
  rows.forEach((row, k) => drawDifference(picture, row, k, left));
  if (!rows.length && !waiting) inTheMiddle(picture, "No strategy is chosen.");
}

function drawDifference(picture, { name, hue, kind, difference: [mean, low, high], note }, k, left) {
  const there = mean !== undefined;
  const type = { anchor: "end", fill: note ? "var(--al-quiet)" : hue, "font-weight": 600 };
  picture.fit(picture.words(picture.x[0], k, name, { dx: -8, dy: 5, ...type }), left - 12);
  if (!there) return void (note && picture.words(0, k, note, { dx: 8, dy: 5, fill: "var(--al-quiet)", size: 13 }));
  if (low !== undefined) picture.line([[low, k], [high, k]], { stroke: hue, width: 5 });
  picture.mark(mean, k, { kind, r: 7, style: `fill:${hue}` });
  picture.words(picture.x[1], k, ahead(mean), { dx: 60, dy: 5, anchor: "end" });
}

// ---- the numbers ------------------------------------------------------------------------------------

// It scrolls within the widget where the page is narrow, by keys, too.
function drawTable(box, { columns, title }, rows) {
  const key = JSON.stringify([columns, rows.map(({ name, cells, note }) => [name, cells, note])]);
  if (box.dataset.of !== key) {
    box.dataset.of = key;
    const table = make("table"), head = table.createTHead().insertRow(), body = table.createTBody();
    head.append(...columns.map((text) => Object.assign(make("th", text), { scope: "col" })));
    for (const row of rows) body.append(tableRow(row, columns.length - 1));
    box.replaceChildren(table);
  }
  const scrolls = box.scrollWidth > box.clientWidth + 1;
  if (scrolls) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `numbers of ${title}`);
}

function tableRow({ name, hue, kind, cells, note }, width) {
  const row = make("tr"), head = row.appendChild(Object.assign(make("th"), { scope: "row" }));
  const sign = shape("svg", { viewBox: "-9 -9 18 18", width: 18, height: 18, "aria-hidden": "true" });
  sign.append(shape("path", { d: kind(6), style: `fill:${note ? "var(--al-edge)" : hue}` }));
  head.append(sign, make("span", name));
  if (note) row.append(Object.assign(make("td", note, "al-note"), { colSpan: width }));
  else row.append(...Array.from({ length: width }, (_, k) => make("td", cells.length ? cells[k] : "–")));
  return row;
}
