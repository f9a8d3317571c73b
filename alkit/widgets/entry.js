// Answers that take more than one press: a number is typed, stepped by the arrow keys or slid, classes are put in and taken out; and
// then it is answered.
// One page with labeling.js, which gives the box and takes the answer.

const TYPED = /^[0-9.,-]$/;

class NumberEntry {
  // box: where it stands; answer: low, high, step, unit; give(byKey): answers with what is in it.
  constructor(box, { low, high, step, unit }, give) {
    Object.assign(this, { low, high, step, give, fresh: true });
    const range = `from ${said(low)} to ${said(high)}${unit && ` ${unit}`}`;
    this.keys = `Type a number ${range} and press Enter; arrow keys step, Escape clears`;
    this.field = input("text", `Your number, ${range}`);
    this.field.inputMode = "decimal";
    this.slider = Object.assign(input("range", `Your number by hand, ${range}`), { min: low, max: high, step: "any" });
    this.button = make("button", undefined, "al-class al-give");
    this.button.append(make("kbd", "Enter"), " ", make("span", "Answer"));
    const line = make("div", undefined, "al-line-of-number"), ends = make("div", undefined, "al-ends");
    line.append(this.field, ...(unit ? [make("span", unit)] : []), this.button);
    ends.append(make("span", said(low)), make("span", said(high)));
    box.replaceChildren(line, this.slider, ends);
    this.field.addEventListener("input", () => this.put(this.field.value));
    this.slider.addEventListener("input", () => this.put(this.near(Number(this.slider.value)), true));
    this.button.addEventListener("click", (event) => this.give(event.detail === 0));
    this.clear();
  }

  get value() {
    return this.field.value.trim();
  }

  get words() {
    return this.value;
  }

  // Why there is nothing to answer yet; "" if there is.
  get missing() {
    return this.value ? "" : "Type a number first.";
  }

  clear() {
    this.put("");
  }

  // fresh: the next digit begins another number.
  put(value, fresh = false) {
    const text = String(value), number = Number(text);
    if (this.field.value !== text) this.field.value = text;
    this.slider.value = text && Number.isFinite(number) ? number : (this.low + this.high) / 2;
    this.slider.classList.toggle("al-unset", !text);
    this.slider.setAttribute("aria-valuetext", text || "none yet");
    this.fresh = fresh;
  }

  // The nearest multiple of the step, within the range.
  near(number) {
    return Number(clamp(Math.round(number / this.step) * this.step, this.low, this.high).toPrecision(10));
  }

  by(steps) {
    const now = Number(this.value), from = this.value && Number.isFinite(now) ? now + steps * this.step : (this.low + this.high) / 2;
    this.put(this.value ? Number(clamp(from, this.low, this.high).toPrecision(10)) : this.near(from), true);
    this.field.select();
  }

  // Whether a key pressed elsewhere was meant for it.
  wants(event) {
    return TYPED.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
  }

  // Whether a key was for it, or is left to the element that has the focus.
  pressed(event) {
    const { key, target } = event, inField = target === this.field;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (this.wants(event)) return inField || this.done(event, this.put((this.fresh ? "" : this.field.value) + key));
    if (key === "Backspace") return inField || this.done(event, this.put(this.fresh ? "" : this.field.value.slice(0, -1)));
    if (key === "Escape") return this.done(event, this.clear());
    if (key === "Enter") return !target.closest("button, [type=checkbox]") && this.done(event, event.repeat || this.give(true));
    const steps = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[key];
    if (!steps || target.closest(".al-sample, .al-marked, [type=checkbox]")) return false;
    return (inField && /Left|Right/.test(key)) || this.done(event, this.by(steps));
  }

  done(event) {
    event.preventDefault();
    return true;
  }
}

function input(type, name) {
  const field = Object.assign(make("input"), { type, autocomplete: "off" });
  field.setAttribute("aria-label", name);
  return field;
}

// Several classes: each key or click puts one in or takes it out, and Enter answers with those that are in.
class SeveralEntry {
  constructor(box, { classes }, give) {
    Object.assign(this, { classes, give, chosen: new Set() });
    this.keys = "Number keys choose and give up classes, Enter answers with those that are chosen, Escape clears";
    this.toggles = classes.map(([name, key, whole = name], j) => {
      const toggle = make("button", undefined, "al-class al-toggle");
      if (key && key !== name) toggle.append(make("kbd", key), " ");
      toggle.append(make("span", name));
      if (whole.length > 20) toggle.title = whole;
      toggle.addEventListener("click", () => this.turn(j));
      return toggle;
    });
    this.button = make("button", undefined, "al-class al-give");
    this.button.append(make("kbd", "Enter"), " ", make("span"));
    this.button.addEventListener("click", (event) => this.give(event.detail === 0));
    box.replaceChildren(...this.toggles, this.button);
    this.clear();
  }

  get value() {
    return [...this.chosen].sort((a, b) => a - b);
  }

  get words() {
    return this.value.map((j) => this.classes[j][0]).join(", ") || "none";
  }

  get missing() {
    return "";
  }

  clear() {
    this.chosen.clear();
    this.draw();
  }

  turn(j) {
    if (!this.chosen.delete(j)) this.chosen.add(j);
    this.draw();
  }

  draw() {
    this.toggles.forEach((toggle, j) => toggle.setAttribute("aria-pressed", String(this.chosen.has(j))));
    this.button.lastChild.textContent = `Answer: ${this.words}`;
  }

  wants() {
    return false; // the keys of classes are known to the page
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const key = event.key.toLowerCase(), j = this.classes.findIndex(([, k]) => k === key);
    const act = j >= 0 ? () => this.turn(j) : { escape: () => this.clear(), enter: () => this.give(true) }[key];
    if (!act || (key === "enter" && event.target.closest("button, [type=checkbox]"))) return false;
    event.preventDefault();
    if (!event.repeat) act();
    return true;
  }
}

const ENTRIES = { number: NumberEntry, several: SeveralEntry };
