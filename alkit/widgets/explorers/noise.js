// A bar for each annotator, how often they are right, to be dragged; the ring is what Dawid–Skene believes.  Beside them what the
// best alone, the majority and Dawid–Skene make of the answers.  Bars follow the hand at once, what is computed comes from Python.

const RIVAL = { "best alone": "var(--al-quiet)", majority: color(1), "Dawid–Skene": color(0) };
const ROOM = 112; // pixels for the names of the three

function view(page) {
  return () => {
    drawPeople(page);
    drawRivals(page);
  };
}

const percent = (w) => `${100 - w} % right`;

function drawPeople(page) {
  const { people, wrong, shared } = page.values, { believed, first, most } = page.data;
  const names = page.data.names.slice(0, people), shares = shared && people > first + 1;
  const each = names.map((name, j) => `${name} ${percent(wrong[j])}, believed to be right in ${(believed[j] ?? 0).toFixed(2)}`).join("; ");
  const plot = chart(page.box, "people").begin({ title: "how often each is right: drag the bars", about: `A bar for each annotator. ${each}.`, height: 320, x: [-0.5, people - 0.5], y: [0, 1.2], basis: 460 });
  plot.axes({ yName: "share right", xTicks: [], yTicks: [0, 0.2, 0.4, 0.6, 0.8, 1] });
  plot.keep(...names);
  const put = (j, w) => page.set({ wrong: wrong.map((old, k) => (k === j ? clamp(Math.round(w), 0, most) : old)) });
  names.forEach((name, j) => {
    const right = 1 - wrong[j] / 100, fill = shares && j >= first ? color(3) : "var(--al-quiet)";
    plot.bar([j - 0.35, j + 0.35], [0, right], { fill, opacity: 0.55 });
    plot.words(j, 0, name, { dy: 20, anchor: "middle", size: 16, "font-weight": 600 });
    if (believed[j] !== undefined) plot.mark(j, believed[j], { kind: "ring", r: 11, style: `stroke:${color(0)};stroke-width:3.5` });
    plot.handle(name, { x: j, y: right, name: `${name} is right, in percent`, text: percent(wrong[j]), now: 100 - wrong[j], min: 100 - most, max: 100, r: 6, fill, step: (dx, dy) => put(j, wrong[j] - (dx || dy)) });
  });
  if (shares) plot.words((first + people - 1) / 2, 0.04, "same mistakes", { anchor: "middle", size: 15, "font-weight": 600 });
  plot.words(people - 0.5, 1.13, "ring: what Dawid–Skene believes", { dy: 5, anchor: "end", fill: color(0) });
  plot.hold({
    start: (x) => { plot.held = clamp(Math.round(x), 0, people - 1); plot.grab.handle = names[plot.held]; }, // kept from draw to draw
    move: (_, y) => put(plot.held, 100 * (1 - y)),
  });
}

function drawRivals(page) {
  const { rivals } = page.data, entries = Object.entries(rivals);
  const about = `The share of right labels: ${entries.map(([name, share]) => `${name} ${share.toFixed(2)}`).join(", ")}.`;
  const plot = chart(page.box, "rivals").begin({ title: "the labels that come of it", about, height: 320, y: [2.6, -0.6], left: ROOM, basis: 380 });
  plot.axes({ xName: "share of right labels", xTicks: [0, 0.2, 0.4, 0.6, 0.8, 1], yTicks: [] });
  entries.forEach(([name, share], row) => {
    plot.bar([0, share], [row - 0.34, row + 0.34], { fill: RIVAL[name] });
    plot.words(0, row, name, { dx: -8, dy: 5, anchor: "end", size: 15 });
    plot.words(share, row, share.toFixed(2), { dx: -10, dy: 8, anchor: "end", size: 24, fill: "var(--al-paper)", class: "", "font-weight": 700 });
  });
}
