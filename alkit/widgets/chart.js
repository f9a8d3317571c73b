// One way to draw in the page: axes, lines, bands, bars, marks and words in SVG, regions on a canvas under it, and handles that
// a hand or a key moves.  One unit is one pixel, so type keeps its size at any width; colors come from the style sheet, so that
// the theme is followed.  Names are put in with textContent only: nothing in the data can act as markup.

const SVG = "http://www.w3.org/2000/svg";

function make(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

function shape(tag, attributes = {}, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

const color = (j) => `var(--al-${j % 10})`; // of class j, as in the course's figures
const said = (v) => String(v).replace("-", "\u2212"); // a minus is wider than a hyphen
const clamp = (v, low, high) => Math.min(Math.max(v, low), high);

// A few round numbers within the limits.
function ticks([low, high], most = 6) {
  const span = high - low || 1, power = 10 ** Math.floor(Math.log10(span / most));
  const step = [1, 2, 5, 10].map((f) => f * power).find((size) => span / size <= most);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * span; k++) found.push(Number((k * step).toPrecision(6)));
  return found;
}

// The outlines of marks of radius r round (0, 0), a different one for each class, for those who cannot tell the colors apart.
const OUTLINES = [
  (r) => `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`,
  (r) => polygon(4, 1.2 * r, 45),
  (r) => polygon(4, 1.3 * r, 0),
  (r) => polygon(3, 1.35 * r, 0),
  (r) => polygon(3, 1.35 * r, 180),
  (r) => cross(1.2 * r, 0),
  (r) => cross(1.2 * r, 45),
  (r) => STAR(1.5 * r),
  (r) => polygon(3, 1.35 * r, 270),
  (r) => polygon(3, 1.35 * r, 90),
];
const STAR = (r) => "M" + Array.from({ length: 10 }, (_, k) => around(k % 2 ? 0.45 * r : r, 36 * k)).join("L") + "Z";
const polygon = (n, r, turn) => "M" + Array.from({ length: n }, (_, k) => around(r, turn + (360 / n) * k)).join("L") + "Z";
const cross = (r, turn) => // twelve corners, two at the end of each arm
  "M" + [0, 90, 180, 270].flatMap((arm) => [[r, -22], [r, 22], [0.53 * r, 45]].map(([far, off]) => around(far, turn + arm + off))).join("L") + "Z";
const around = (r, degrees) => {
  const a = (degrees * Math.PI) / 180;
  return `${(r * Math.sin(a)).toFixed(2)},${(-r * Math.cos(a)).toFixed(2)}`;
};

// The chart of a name in a box: made at the first call, drawn afresh at each `begin`; its handles stay, and with them the focus.
function chart(box, name) {
  box.charts ??= {};
  return (box.charts[name] ??= new Chart(box));
}

// Those of these names are seen, the others are not.
function only(box, ...names) {
  for (const [name, { frame }] of Object.entries(box.charts ?? {})) frame.hidden = !names.includes(name);
}

class Chart {
  constructor(box) {
    this.frame = box.appendChild(make("figure", undefined, "al-chart"));
    this.title = this.frame.appendChild(make("figcaption"));
    this.key = this.frame.appendChild(make("div", undefined, "al-legend"));
    this.room = this.frame.appendChild(make("div", undefined, "al-room"));
    this.canvas = this.room.appendChild(make("canvas"));
    this.canvas.setAttribute("aria-hidden", "true");
    this.svg = this.room.appendChild(shape("svg", { role: "group" }));
    this.drawn = this.svg.appendChild(shape("g", { "aria-hidden": "true" }));
    this.top = this.svg.appendChild(shape("g"));
    this.handles = {};
    this.svg.addEventListener("pointerdown", (event) => this.pressed(event));
  }

  // x, y: the limits of the data; about: what the picture shows, for those who do not see it; basis: its share of the row in px;
  // aspect: of the height to the width, at most, where the height is too large for a narrow page.
  begin({ title = "", about = title, height: tall = 300, aspect = Infinity, x = [0, 1], y = [0, 1], left = 52, right = 14, top = 12, bottom = 46, basis = 380 }) {
    this.frame.style.flexBasis = `${basis}px`;
    this.frame.hidden = false;
    this.title.textContent = title;
    const width = this.space;
    const height = Math.min(tall, aspect * width);
    Object.assign(this, { width, height, left, right, top_: top, bottom, x, y });
    this.X = (v) => left + ((v - x[0]) / (x[1] - x[0] || 1)) * (width - left - right);
    this.Y = (v) => height - bottom - ((v - y[0]) / (y[1] - y[0] || 1)) * (height - top - bottom);
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("aria-label", about);
    this.room.style.height = `${height}px`;
    this.drawn.replaceChildren();
    this.canvas.hidden = true;
    this.grab = null;
    return this;
  }

  // The pixels across; none are known in a page that is hidden, nor while the theme is changed.
  get space() {
    return this.room.clientWidth || this.width || 400;
  }

  // The place of a pointer in the data's units.
  place(event) {
    const box = this.room.getBoundingClientRect(), { x, y, left, right, top_, bottom, width, height } = this;
    const across = (((event.clientX - box.left) / box.width) * width - left) / (width - left - right);
    const up = (height - bottom - ((event.clientY - box.top) / box.height) * height) / (height - top_ - bottom);
    return [x[0] + across * (x[1] - x[0]), y[0] + up * (y[1] - y[0])];
  }

  add(tag, attributes, text) {
    return this.drawn.appendChild(shape(tag, attributes, text));
  }

  axes({ xName = "", yName = "", xTicks = ticks(this.x), yTicks = ticks(this.y), grid = false }) {
    const { left, right, top_: top, bottom, width, height } = this;
    for (const v of grid ? yTicks : []) this.add("path", { d: `M${left},${this.Y(v)}H${width - right}`, class: "al-grid" });
    this.add("path", { d: `M${left},${top}V${height - bottom}H${width - right}`, class: "al-axis" });
    for (const v of xTicks) this.add("text", { x: this.X(v), y: height - bottom + 18, "text-anchor": "middle" }, said(v));
    for (const v of yTicks) this.add("text", { x: left - 7, y: this.Y(v) + 5, "text-anchor": "end" }, said(v));
    this.add("text", { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle", class: "al-axisname" }, xName);
    const turned = `translate(15 ${(top + height - bottom) / 2}) rotate(-90)`;
    this.add("text", { "text-anchor": "middle", class: "al-axisname", transform: turned }, yName);
  }

  // Through points [[x, y], ...]; steps: it stays level until the next point; clip: nothing is drawn outside the axes.
  line(points, { stroke = "var(--al-ink)", width = 2.5, dash = "none", steps = false, clip = false } = {}) {
    const at = points.map(([x, y]) => [this.X(x).toFixed(1), this.Y(y).toFixed(1)]);
    const d = at.map(([x, y], k) => (k ? (steps ? `H${x}V${y}` : `L${x},${y}`) : `M${x},${y}`)).join("");
    this.add("path", { d, class: "al-line", stroke, "stroke-width": width, "stroke-dasharray": dash, ...(clip && { "clip-path": this.inside() }) });
  }

  // What hides all that is outside the axes.
  inside() {
    const { left, right, top_: top, bottom, width, height } = this, clip = this.add("clipPath", { id: `al-${Math.random().toString(36).slice(2)}` });
    clip.append(shape("rect", { x: left, y: top, width: width - left - right, height: height - top - bottom }));
    return `url(#${clip.id})`;
  }

  // Between low and high, [[x, low, high], ...].
  band(points, { fill = "var(--al-ink)", opacity = 0.18 } = {}) {
    const there = points.map(([x, , high]) => `${this.X(x)},${this.Y(high)}`), back = points.map(([x, low]) => `${this.X(x)},${this.Y(low)}`);
    this.add("polygon", { points: [...there, ...back.reverse()].join(" "), fill, opacity });
  }

  // A rectangle between two corners in the data's units.
  bar([x0, x1], [y0, y1], { fill = "var(--al-0)", ...more } = {}) {
    const [l, r] = [this.X(x0), this.X(x1)].sort((a, b) => a - b), [t, b] = [this.Y(y0), this.Y(y1)].sort((a, b) => a - b);
    this.add("rect", { x: l, y: t, width: r - l, height: b - t, fill, ...more });
  }

  // Many small round points, as one element.
  dots(points, { fill = "var(--al-ink)", opacity = 1, r = 3 } = {}) {
    const d = points.map(([x, y]) => `M${this.X(x).toFixed(1)},${this.Y(y).toFixed(1)}h0`).join("");
    this.add("path", { d, class: "al-dots", stroke: fill, opacity, "stroke-width": 2 * r });
  }

  // A mark of class j, or "ring" or "star".
  mark(x, y, { j = 0, kind = OUTLINES[j % OUTLINES.length], r = 6, ...look } = {}) {
    const outline = kind === "ring" ? OUTLINES[0] : kind === "star" ? STAR : kind;
    const fill = kind === "ring" ? "none" : kind === "star" ? "var(--al-ink)" : color(j);
    return this.add("path", { d: outline(r), transform: `translate(${this.X(x).toFixed(1)} ${this.Y(y).toFixed(1)})`, fill, class: `al-mark ${kind === "ring" ? "al-ring" : ""}`, ...look });
  }

  // Words beside a place; dx, dy in pixels; "al-halo" keeps them readable on lines and regions.
  words(x, y, text, { dx = 0, dy = 0, anchor = "start", fill = "var(--al-ink)", size = 14, ...more } = {}) {
    return this.add("text", { x: this.X(x) + dx, y: this.Y(y) + dy, "text-anchor": anchor, style: `fill:${fill};font-size:${size}px`, class: "al-halo", ...more }, text);
  }

  // Names of lines beside their ends, [{x, y, text, fill}], kept apart where the lines end together, within the plot's height.
  names(ends, gap = 17, room = Infinity) {
    const places = ends.map((end) => ({ ...end, at: this.Y(end.y) })).sort((a, b) => a.at - b.at);
    places.forEach((end, k) => (end.at = Math.max(end.at, k ? places[k - 1].at + gap : this.top_ + 6)));
    places.reduceRight((below, end) => (end.at = Math.min(end.at, below - gap)), this.height - this.bottom - 12 + gap); // above the axis
    for (const { x, at, text, fill } of places) this.fit(this.add("text", { x: this.X(x) + 9, y: at + 5, style: `fill:${fill}`, class: "al-name al-halo" }, text), room);
  }

  // Words cut to a width.  They have none while the page is hidden or the theme is changed: then it is guessed.
  fit(node, room) {
    const wide = () => (node.getComputedTextLength() || 8.5 * node.textContent.length) > room;
    for (let text = node.textContent; text && wide(); ) node.textContent = (text = text.slice(0, -1)) + "…";
  }

  // What the marks stand for, [{text, j}], or the lines, [{text, fill}], above the plot.
  legend(entries) {
    if (this.key.dataset.of === JSON.stringify(entries)) return;
    this.key.dataset.of = JSON.stringify(entries);
    this.key.replaceChildren(...entries.map(({ text, j = 0, fill = color(j) }) => {
      const entry = make("span"), sign = shape("svg", { viewBox: "-9 -9 18 18", width: 18, height: 18, "aria-hidden": "true" });
      sign.append(shape("path", { d: OUTLINES[j % OUTLINES.length](6), style: `fill:${fill}` }));
      entry.append(sign, text);
      return entry;
    }));
  }

  // A canvas under the plot: `paint(k)` gives [r, g, b, a] of cell k, rows from the bottom, as numpy has them.  It is painted
  // again only if the key, which says what it shows, or its size has changed.
  region(columns, rows, paint, key) {
    this.canvas.hidden = false;
    if (this.painted === (this.painted = `${key} ${this.width} ${this.height} ${window.devicePixelRatio}`)) return;
    const small = Object.assign(document.createElement("canvas"), { width: columns, height: rows }), image = new ImageData(columns, rows);
    for (let k = 0; k < columns * rows; k++) image.data.set(paint(k), 4 * ((rows - 1 - Math.floor(k / columns)) * columns + (k % columns)));
    small.getContext("2d").putImageData(image, 0, 0);
    const { canvas, left, right, top_: top, bottom, width, height } = this, sharp = window.devicePixelRatio || 1;
    const size = [width - left - right, height - top - bottom];
    Object.assign(canvas, { width: size[0] * sharp, height: size[1] * sharp });
    Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${size[0]}px`, height: `${size[1]}px` });
    canvas.getContext("2d").drawImage(small, 0, 0, canvas.width, canvas.height);
  }

  // The [r, g, b] of a color of the style sheet, however it is written, for `region`.
  rgb(name) {
    const one = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    one.fillStyle = getComputedStyle(this.frame).getPropertyValue(name).trim();
    one.fillRect(0, 0, 1, 1);
    return [...one.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }

  // What a hand on the plot does: start(x, y) says false where there is nothing to hold; move(x, y); done().
  hold(grab) {
    this.grab = grab;
    this.svg.classList.add("al-holdable");
  }

  pressed(event) {
    if (!this.grab || event.button || this.grab.start?.(...this.place(event)) === false) return;
    event.preventDefault();
    const move = (next) => this.grab?.move(...this.place(next));
    const done = () => {
      this.svg.removeEventListener("pointermove", move);
      this.svg.classList.remove("al-held");
      this.grab?.done?.();
    };
    this.svg.setPointerCapture(event.pointerId);
    this.svg.classList.add("al-held");
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("lostpointercapture", done, { once: true });
    (this.handles[this.grab.handle] ?? Object.values(this.handles)[0])?.focus({ preventScroll: true });
    move(event);
  }

  // A place that keys move, too: a slider for assistive technology.  step(dx, dy) gets the arrows pressed, ten for a page.
  handle(id, { x, y, name, text, now, min = 0, max = 1, r = 9, step, done, fill = "var(--al-ink)", kind = "circle" }) {
    const node = (this.handles[id] ??= this.newHandle());
    node.setAttribute("transform", `translate(${this.X(x).toFixed(1)} ${this.Y(y).toFixed(1)})`);
    node.lastChild.setAttribute("d", (kind === "star" ? STAR : kind === "square" ? OUTLINES[1] : OUTLINES[0])(r));
    node.lastChild.setAttribute("fill", fill);
    const aria = { label: name, valuetext: text, valuenow: now, valuemin: min, valuemax: max };
    for (const [key, value] of Object.entries(aria)) node.setAttribute(`aria-${key}`, value);
    Object.assign(node, { step, done });
    return node;
  }

  newHandle() {
    const node = this.top.appendChild(shape("g", { role: "slider", tabindex: 0, class: "al-handle" }));
    node.append(shape("circle", { r: 16, class: "al-reach" }), shape("path", { class: "al-mark" }));
    node.addEventListener("keydown", (event) => {
      const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], PageUp: [10, 10], PageDown: [-10, -10], Home: [-Infinity, -Infinity], End: [Infinity, Infinity] }[event.key];
      if (way) event.preventDefault(), node.step?.(...way);
      else if (event.key === "Enter") event.preventDefault(), node.done?.();
    });
    return node;
  }

  // Handles that are no longer wanted.
  keep(...ids) {
    for (const id of Object.keys(this.handles)) if (!ids.includes(id)) this.handles[id].remove(), delete this.handles[id];
  }
}
