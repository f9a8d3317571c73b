// A session of one's own, step by step: the sample, what was said, what the model believed, and the curve, beside another one.

const NARROW = 600; // pixels of a small page
const BAR = 34; // pixels of height for each class

function view(page) {
  const boxes = ["al-column al-slim al-replay", "al-column"].map((name) => page.box.appendChild(make("div", undefined, name)));
  const head = boxes[0].appendChild(make("p", "", "al-title")), sample = boxes[0].appendChild(make("div", undefined, "al-replayed"));
  let drawn = "";
  return () => {
    const frame = page.frames[page.values.step], { data } = page, { other } = data;
    if (!frame || frame.problem) return; // the picture stays until the next one has come
    head.textContent = frame.head;
    const key = `${frame.step} ${frame.version} ${sample.clientWidth}`;
    if (drawn !== key) drawSample(sample, frame.sample, data.backdrop); // a sound that plays is not cut off
    drawn = key;
    const narrow = page.box.clientWidth < NARROW;
    drawBelief(boxes[1], frame.bars);
    drawCurve(boxes[1], data, frame, narrow ? 250 : 300);
    page.said = [frame.sentence, other?.said].filter(Boolean).join(" ");
  };
}

function drawBelief(box, bars) {
  const each = bars.map(([name, p]) => `${name} ${p.toFixed(2)}`).join(", ") || "nothing";
  const plot = chart(box, "belief").begin({ title: "what the model believed before that", about: `The model believed: ${each}.`, height: 5 * BAR + 8, x: [0, 1], y: [5, 0], left: 92, right: 56, top: 2, bottom: 6 });
  bars.forEach(([name, p, other], k) => {
    plot.bar([0, p], [k + 0.15, k + 0.85], { fill: other ? "var(--al-quiet)" : color(0) });
    plot.fit(plot.words(0, k + 0.5, name, { dx: -8, dy: 5, anchor: "end", "font-weight": other ? 400 : 700 }), 82);
    plot.words(p, k + 0.5, p.toFixed(2), { dx: 7, dy: 5 });
  });
  if (!bars.length) plot.words(0.4, 2.5, "nothing: it had learned nothing yet", { anchor: "middle", fill: "var(--al-quiet)" });
}

function drawCurve(box, { whole, most, low, metric, other }, { points }, height) {
  const lines = [{ name: "you", points, fill: color(0), j: 0 }, ...(other ? [{ ...other, fill: color(4), j: 2 }] : [])].filter((line) => line.points.length);
  const ends = lines.map(({ name, points: all, fill, j }) => ({ x: all.at(-1)[0], y: all.at(-1)[1], text: `${name} ${all.at(-1)[1].toFixed(2)}`, fill, j }));
  const about = metric ? `${metric} after so many answers: ${ends.map(({ text }) => text).join(", ")}.` : "There is no test set, and so no curve.";
  const plot = chart(box, "curve").begin({ title: other?.sign || (metric ? `${metric} so far` : "no test set, no curve"), about, height, x: [0, Math.max(most, 1)], y: [low, 1], right: 16 });
  plot.axes({ xName: "answers asked", yName: metric, grid: true });
  if (whole.length > 1) plot.line(whole, { stroke: "var(--al-edge)", width: 2 });
  lines.forEach(({ points: all, fill, j }) => {
    plot.line(all, { stroke: fill, dash: j ? "7 4" : "none" });
    all.forEach(([n, value]) => plot.mark(n, value, { kind: OUTLINES[j], r: 4, style: `fill:${fill}` }));
  });
  plot.legend(ends);
}
