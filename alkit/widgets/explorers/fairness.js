// Two rows of people by what the model says of them, a threshold in each row to be dragged; beside them what comes of it.
// The page has the counts, and works out every threshold by itself; tests/browser/test_fairness_by_hand.py holds it against alkit.

const TALL = { people: 330, measures: 330 }, CUTS = 100, WIDE = 4; // pixels; hundredths, and how many of them make a bar
const HELD = ["first", "second"]; // the thresholds by their names in the state

function view(page) {
  const boxes = ["al-column", "al-column al-slim"].map((name) => page.box.appendChild(make("div", undefined, name)));
  return () => {
    const { data, values } = page, found = HELD.map((name, g) => measuresOf(data, g, values[name]));
    page.said = inWords(data, values, found);
    drawPeople(page, boxes[0], found);
    drawMeasures(boxes[1], data, found);
  };
}

// ---- what a threshold does -----------------------------------------------------------------------------

const percent = (share) => Math.floor(100 * share + 0.5);

// The share approved, that of the good ones approved, and the share decided as it was recorded.
function measuresOf({ counts }, g, threshold) {
  const [bad, good] = counts[g], cut = Math.round(threshold * CUTS), passed = [bad, good].map((list) => sum(list.slice(cut)));
  const n = sum(bad) + sum(good);
  return [(passed[0] + passed[1]) / n, passed[1] / sum(good), (sum(bad.slice(0, cut)) + passed[1]) / n];
}

function inWords({ names, measures, asked, share, answers, strategies }, { strategy, balance, first, second }, found) {
  const told = measures.map((name, k) => `${name} ${percent(found[0][k])} and ${percent(found[1][k])} %`).join("; ");
  const who = `${answers} answers, ${strategies[strategy]}, ${balance} % balanced: ${asked[1]} % of the questions are about ${names[1]}, ${share[1]} % of all.`;
  return `${who} Thresholds ${first.toFixed(2)} for ${names[0]} and ${second.toFixed(2)} for ${names[1]}: ${told}.`;
}

// ---- pictures ------------------------------------------------------------------------------------------

function barred(list) {
  const bars = Array(CUTS / WIDE).fill(0);
  list.forEach((n, k) => (bars[Math.min(Math.floor(k / WIDE), bars.length - 1)] += n));
  return bars;
}

function drawPeople(page, box, found) {
  const { data, values } = page, { names, good, colors } = data;
  const each = names.map((name, g) => `${name}: from ${values[HELD[g]].toFixed(2)} on, ${percent(found[g][0])} % approved`).join("; ");
  const about = `People of both groups by the probability of ${good}. ${each}.`;
  const plot = chart(box, "people").begin({ title: `up: ${good}, down: not, each to its own scale; right of the line: approved`, about, height: TALL.people, x: [-0.02, 1.02], y: [0, 2], left: 16 });
  plot.axes({ xName: `probability of ${good}: drag the lines`, xTicks: [0, 0.25, 0.5, 0.75, 1], yTicks: [] });
  const put = (g, to) => page.set({ [HELD[g]]: Number(clamp(to, 0, 1).toFixed(2)) });
  names.forEach((name, g) => {
    const middle = 1.5 - g, t = values[HELD[g]], fill = color(colors[g]);
    [1, 0].forEach((label) => {
      const bars = barred(data.counts[g][label]), most = Math.max(...bars, 1), up = label ? 0.36 : -0.36;
      bars.forEach((n, k) => n && plot.bar([(k + 0.05) * WIDE / CUTS, (k + 0.95) * WIDE / CUTS], [middle, middle + up * n / most], { fill: label ? fill : "var(--al-quiet)" }));
    });
    plot.line([[-0.02, middle], [1.02, middle]], { stroke: "var(--al-quiet)", width: 1 });
    plot.line([[t, middle - 0.46], [t, middle + 0.46]], { width: 3 });
    plot.words(0, middle + 0.3, name, { fill, size: 15, "font-weight": 600 });
    plot.handle(HELD[g], { x: t, y: middle, name: `threshold, ${name}, on the line`, text: `${t.toFixed(2)}, ${percent(found[g][0])} % approved`, now: t, step: (dx, dy) => put(g, t + 0.01 * (dx || dy)) });
  });
  plot.hold({
    start: (x, y) => { plot.held = y > 1 ? 0 : 1; plot.grab.handle = HELD[plot.held]; }, // kept from draw to draw
    move: (x) => put(plot.held, x),
  });
}

function drawMeasures(box, { names, measures, asked, colors }, found) {
  const rows = [...measures.map((name, k) => [name, percent(found[0][k]), percent(found[1][k])]), ["share of the questions", ...asked]];
  const about = `In percent, ${names.join(" and ")}: ${rows.map(([name, a, b]) => `${name} ${a} and ${b}`).join("; ")}.`;
  const plot = chart(box, "measures").begin({ title: "what comes of it", about, height: TALL.measures, x: [0, 118], y: [rows.length, 0], left: 2, right: 2, top: 2, bottom: 6 });
  rows.forEach(([name, ...shares], row) => {
    plot.words(0, row + 0.28, name, { size: 15 });
    shares.forEach((share, g) => {
      const top = row + 0.36 + 0.27 * g, fill = color(colors[g]);
      plot.bar([0, share], [top, top + 0.24], { fill });
      plot.words(share, top + 0.12, `${share} %`, { dx: 5, dy: 5, fill, "font-weight": 600 });
    });
  });
}
