// What each strategy asks in a round: a row of pictures for each, near-copies framed, and the learning curves below.

function view(page) {
  const gallery = page.box.appendChild(make("div", undefined, "al-gallery")), about = page.box.appendChild(make("p", undefined, "al-about"));
  let drawn = "";
  return () => {
    const frame = page.frames[page.values.step];
    if (!frame || frame.problem) return; // the pictures stay until the next ones have come
    const key = `${page.data.key} ${frame.step} ${frame.version}`;
    if (drawn !== key) gallery.replaceChildren(...frame.rows.map(rowOf)); // pictures that have not changed do not flicker
    drawn = key;
    about.textContent = `${page.data.about} Framed samples with the same letter are near-copies of each other.`;
    drawCurves(page, frame.rows.filter(({ y }) => y?.length));
    page.said = frame.sentence;
  };
}

function rowOf({ name, hue, pictures = [], said = "", problem }) {
  const row = make("div"), head = row.appendChild(make("strong", name));
  head.style.color = color(hue);
  const list = row.appendChild(make("ul"));
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", name);
  list.append(...pictures.map(pictureOf));
  row.append(make("p", problem ?? said));
  return row;
}

function pictureOf({ src, label, mark, alt }) {
  const item = make("li", undefined, mark ? "al-copy" : ""), picture = item.appendChild(make("img"));
  Object.assign(picture, { src, alt });
  item.append(make("span", label));
  if (mark) item.append(make("b", mark));
  item.lastChild.ariaHidden = item.children[1].ariaHidden = "true"; // the picture's own name says both
  return item;
}

function drawCurves(page, rows) {
  const about = `Accuracy after so many answers: ${rows.map(({ name, y }) => `${name} ${y.at(-1).toFixed(2)}`).join(", ")}.`;
  const curves = chart(page.box, "curves"), narrow = curves.space < 480;
  const lines = curves.begin({ title: "accuracy so far", about, height: 230, x: [0, page.data.most], y: [0, 1], right: narrow ? 14 : 240, basis: 700, top: 8 });
  lines.axes({ xName: "answers asked", yName: "accuracy", yTicks: [0, 0.2, 0.4, 0.6, 0.8, 1], grid: true });
  const ends = rows.map(({ name, hue, x, y }) => ({ x: x.at(-1), y: y.at(-1), text: `${name} ${y.at(-1).toFixed(2)}`, fill: color(hue) }));
  rows.forEach(({ x, y, hue }, k) => {
    lines.line(x.map((n, i) => [n, y[i]]), { stroke: color(hue) });
    lines.mark(x.at(-1), y.at(-1), { j: k, r: 5, style: `fill:${color(hue)}` });
  });
  lines.legend(narrow ? ends.map((end, j) => ({ ...end, j })) : []);
  if (!narrow) lines.names(ends);
}
