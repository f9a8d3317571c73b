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
    head.textContent = frame.head[0].toUpperCase() + frame.head.slice(1);
    const key = `${frame.step} ${frame.version} ${sample.clientWidth}`;
    if (drawn !== key) drawSample(sample, frame.sample, data.backdrop); // a sound that plays is not cut off
    drawn = key;
    const narrow = page.box.clientWidth < NARROW;
    drawBelief(boxes[1], frame.bars);
    const whole = data.whole.length ? data.whole : page.frames[data.steps - 1]?.points ?? []; // where the log has gaps, once it is known
    drawCurve(boxes[1], { ...data, whole }, frame, narrow ? 250 : 300);
    page.said = [frame.sentence, other?.said].filter(Boolean).join(" ");
  };
}

function drawBelief(box, bars) {
  const each = bars.map(([name, , , words]) => `${name} ${words}`).join(", ") || "nothing";
  const plot = chart(box, "belief").begin({ title: "what the model believed before that", about: `The model believed: ${each}.`, height: 5 * BAR + 8, x: [0, 1], y: [5, 0], left: 92, right: 56, top: 2, bottom: 6 });
  bars.forEach(([name, p, other, words], k) => {
    plot.bar([0, p], [k + 0.15, k + 0.85], { fill: other ? "var(--al-quiet)" : color(0) });
    plot.fit(plot.words(0, k + 0.5, name, { dx: -8, dy: 5, anchor: "end", "font-weight": other ? 400 : 700 }), 82);
    plot.words(p, k + 0.5, words, { dx: 7, dy: 5 });
  });
  if (!bars.length) plot.words(0.4, 2.5, "nothing: it had learned nothing yet", { anchor: "middle", fill: "var(--al-quiet)" });
}

function drawCurve(box, { who, whole, most, low, high, is_lower: isLower, metric, other }, { points }, height) {
  const you = { points, fill: color(0), j: 0, words: `${who}, so far` }, end = { points: whole, fill: "var(--al-quiet)", j: 0, words: `${who}, at the end` };
  const lines = [...(whole.length > 1 ? [end] : []), you, ...(other ? [{ ...other, fill: color(4), j: 2, words: `${other.name}, ${other.sign ? "so far" : "at the end"}` }] : [])].filter((line) => line.points.length);
  const ends = lines.map(({ words, points: all, fill, j }) => ({ text: `${words} ${all.at(-1)[1].toFixed(2)}`, fill, j }));
  const about = metric ? `${metric} after so many answers: ${ends.map(({ text }) => text).join(", ")}.` : "There is no test set, and so no curve.";
  const plot = chart(box, "curve").begin({ title: other?.sign || (metric ? `${metric} so far${isLower ? " (lower is better)" : ""}` : "no test set, no curve"), about, height, x: [0, Math.max(most, 1)], y: [low, high], right: 16 });
  plot.axes({ xName: "answers asked", yName: metric, grid: true });
  lines.forEach((line) => {
    plot.line(line.points, { stroke: line.fill, dash: line.j ? "7 4" : "none", width: line === end ? 1.5 : 2.5, clip: true });
    if (line !== end) line.points.filter(([, value]) => value >= low).forEach(([n, value]) => plot.mark(n, value, { kind: OUTLINES[line.j], r: 4, style: `fill:${line.fill}` }));
  });
  plot.legend(ends);
}
