// Bottles: your row, which a click or a key tastes, the row of the random taster, and the bits that are left to both.

const FRESH = { letter: "F", fill: color(2) }, SOUR = { letter: "S", fill: color(4) }, OPEN = { letter: "?", fill: "var(--al-paper)" };
const TASTERS = { you: { j: 0, dash: "none" }, random: { j: 1, dash: "6 5" } };
const DAYS = 24, STRIP = 12, FOOT = 26, TALL = 62, HAND = 104, GAINS = 122, FULL = 44; // pixels: days below the axis; above it thresholds, bottles, the hand, a gain of 1 bit
const LEAST = 6, NARROW = 600; // tastings on the axis; pixels of a small page
const KEY = ["◆ possible threshold", "F fresh, S sour", "full: tasted; pale: it follows"];

function view(page) {
  const prompt = page.box.appendChild(make("p", undefined, "al-prompt"));
  const boxes = ["al-column al-bottles", "al-column al-slim"].map((name) => page.box.appendChild(make("div", undefined, name)));
  const yours = chart(boxes[0], "you"), other = chart(boxes[0], "random");
  boxes[0].appendChild(make("div", undefined, "al-legend")).append(...KEY.map((words) => make("span", words)));
  let hand = 1; // the bottle that the keys have come to
  const you = () => page.data.rows[0];
  const point = (day) => ((hand = clamp(day, 1, you().n)), page.draw());
  const taste = (day) => page.data.over || you().tasted.includes(day) || page.post({ do: "taste", with: { day } });
  yours.svg.addEventListener("click", (event) => { // a click, not a press: a finger that scrolls tastes nothing
    const [x, y] = yours.place(event), day = Math.round(x);
    if (day < 1 || day > you().n || y < -DAYS) return;
    point(day);
    yours.handles.hand?.focus({ preventScroll: true });
    taste(day);
  });
  return () => {
    const { data } = page, row = you();
    if (prompt.textContent !== data.prompt) prompt.textContent = data.prompt;
    hand = Math.min(hand, row.n);
    drawRow(yours, row, GAINS + FULL + 18, page.values.show_gains);
    const step = (dx, dy) => point(hand + (dx || dy)), text = `day ${hand}, ${known(row, hand)}`;
    yours.handle("hand", { x: hand, y: HAND, name: "bottle to taste", text, now: hand, min: 1, max: row.n, r: 7, fill: color(0), step, done: () => taste(hand) });
    drawRow(other, data.rows[1], FOOT + TALL + 6);
    drawBits(boxes[1], data.rows, page.box.clientWidth < NARROW ? 240 : 380);
  };
}

// What is known of a bottle.
const content = ([low, high], day) => (day < low ? FRESH : day >= high ? SOUR : OPEN);

function known({ limits, tasted }, day) {
  const found = content(limits, day), taste = found === OPEN ? "not known yet" : found === FRESH ? "fresh" : "sour";
  return tasted.includes(day) ? `tasted, ${taste}` : taste;
}

// The gain of a bottle's label about the threshold, in bits.
function gainOf([low, high], day) {
  const p = clamp(day - low + 1, 0, high - low + 1) / (high - low + 1);
  return entropy([p, 1 - p]);
}

function drawRow(plot, { name, n, tasted, limits: [low, high] }, room, withGains = false) {
  const limits = [low, high], days = Array.from({ length: n }, (_, k) => k + 1);
  const left = low === high ? "all labels known" : `${high - low + 1} thresholds left`;
  const each = days.map((day) => `day ${day} ${known({ limits, tasted }, day)}`).join(", ");
  const gains = withGains ? ` Gains in bits: ${days.map((day) => gainOf(limits, day).toFixed(2)).join(", ")}.` : "";
  const about = `${name === "you" ? "Your bottles" : "The bottles of the random taster"}: ${each}; ${left}.${gains}`;
  plot.begin({ title: `${name}: ${tasted.length} tasted, ${low === high ? "all known" : `${high - low + 1} possible`}`, about, height: room + 46, x: [0.4, n + 0.6], y: [0, room], left: 10, right: 10, top: 0 });
  const per = plot.X(2) - plot.X(1), every = per < 22 ? (per < 14 ? 5 : 2) : 1;
  for (const day of days.filter((day) => (day - 1) % every === 0)) plot.words(day, 0, day, { dy: 18, anchor: "middle", fill: "var(--al-quiet)", size: 13, class: "" });
  plot.add("text", { x: plot.width / 2, y: plot.height - 6, "text-anchor": "middle", class: "al-axisname" }, "bottle opened … days ago");
  for (const day of days) drawBottle(plot, day, content(limits, day), tasted.includes(day), per);
  for (let t = 1; t <= n + 1; t++) drawThreshold(plot, t - 0.5, t >= low && t <= high, per);
  if (withGains) drawGains(plot, days.map((day) => gainOf(limits, day)), per);
}

function drawBottle(plot, day, { letter, fill }, isTasted, per) {
  const w = Math.min(36, 0.74 * per), x = plot.X(day), y = plot.Y(FOOT), neck = w / 5;
  const d = `M${x - w / 2},${y}v${-0.6 * TALL}L${x - neck},${y - 0.8 * TALL}V${y - TALL}h${2 * neck}V${y - 0.8 * TALL}L${x + w / 2},${y - 0.6 * TALL}V${y}Z`;
  plot.add("path", { d, fill, "fill-opacity": isTasted ? 1 : 0.3, stroke: "var(--al-ink)", "stroke-width": 1.3, "stroke-linejoin": "round" });
  if (w < 11) return; // no room for a letter
  const look = isTasted ? { fill: "var(--al-paper)", class: "", "font-weight": 700 } : { class: "" };
  plot.words(day, FOOT, letter, { dy: -0.26 * TALL, anchor: "middle", size: Math.min(18, Math.max(12, 0.6 * w)), ...look });
}

// A diamond where the threshold may be, a small dot where it cannot be any more.
function drawThreshold(plot, x, isPossible, per) {
  if (isPossible) plot.mark(x, STRIP, { kind: OUTLINES[2], r: Math.min(6, per / 3), style: "fill:var(--al-ink)" });
  else plot.dots([[x, STRIP]], { fill: "var(--al-quiet)", r: 1.5 });
}

function drawGains(plot, gains, per) {
  gains.forEach((gain, k) => {
    plot.bar([k + 0.75, k + 1.25], [GAINS, GAINS + FULL * gain], { fill: color(3) });
    if (per > 32) plot.words(k + 1, GAINS + FULL * gain, gain.toFixed(2), { dy: -4, anchor: "middle", size: 13 });
  });
}

function drawBits(box, rows, height) {
  const longest = Math.max(LEAST, ...rows.map(({ tasted }) => tasted.length));
  const each = rows.map(({ name, bits }) => `${name}: ${bits.map((b) => b.toFixed(2)).join(", ")}`).join("; ");
  const about = `The bits about the threshold that are left after each tasting. ${each}.`;
  const plot = chart(box, "bits").begin({ title: "bits left", about, height, x: [0, longest], y: [0, 5.3], right: 72, top: 6 });
  const every = 1 + Math.floor(longest / 8), xTicks = Array.from({ length: longest + 1 }, (_, k) => k).filter((k) => k % every === 0);
  plot.axes({ xName: "bottles tasted", yName: "bits", xTicks, yTicks: [0, 1, 2, 3, 4, 5], grid: true });
  for (const { name, bits } of rows) {
    const { j, dash } = TASTERS[name];
    plot.line(bits.map((b, k) => [k, b]), { stroke: color(j), dash, steps: true });
    bits.forEach((b, k) => plot.mark(k, b, { j, r: 5 }));
  }
  plot.names(rows.map(({ name, bits }) => ({ x: bits.length - 1, y: bits.at(-1), text: name, fill: color(TASTERS[name].j) })));
}
