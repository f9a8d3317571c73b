// The controls of an explorer: a native element for each, so that names, keys and focus are the browser's own.
// Each kind makes {node, show(value)}; `change(value)` is called by the hand only.

const control = {
  list(spec, change) {
    const select = make("select");
    select.append(...spec.options.map((text, j) => Object.assign(new Option(text, j), { disabled: spec.impossible?.includes(j) ?? false })));
    select.addEventListener("change", () => change(Number(select.value)));
    return { node: named(spec, select), show: (value) => { select.value = value; select.title = spec.whole[value] ?? ""; } };
  },

  // A slider, a field for the number, and a player where the spec has one.
  slider(spec, change) {
    const { min, max, step } = spec, digits = String(step).split(".")[1]?.length ?? 0;
    const range = Object.assign(make("input"), { type: "range", min, max, step });
    const field = Object.assign(make("input"), { type: "number", min, max, step });
    field.setAttribute("aria-label", `${spec.text}, as a number`);
    range.addEventListener("input", () => change(Number(range.value)));
    let typing = false; // what is half typed is left alone
    field.addEventListener("input", () => (typing = true));
    field.addEventListener("blur", () => (typing = false));
    field.addEventListener("change", () => ((typing = false), change(clamp(Number(field.value) || 0, min, max))));
    const show = (value) => {
      range.value = value;
      range.setAttribute("aria-valuetext", value.toFixed(digits));
      if (!typing) field.value = value.toFixed(digits);
    };
    const node = named(spec, range);
    node.append(field);
    if (spec.play) node.prepend(player(range, spec, change));
    return { node, show };
  },

  switch(spec, change) {
    const box = Object.assign(make("input"), { type: "checkbox" });
    box.addEventListener("change", () => change(box.checked));
    const node = make("label", undefined, "al-control");
    node.append(box, spec.text);
    return { node, show: (value) => { box.checked = value; } };
  },

  // Some of many, in the order of choosing.  What cannot be chosen stays within reach of the keys, and says why.
  many(spec, change) {
    const node = make("fieldset", undefined, "al-control al-many"), grid = make("div");
    const boxes = spec.options.map(() => Object.assign(make("input"), { type: "checkbox" }));
    const fixed = (j) => !!spec.impossible[j] && !chosen.includes(j);
    let chosen = [];
    grid.append(...boxes.map((box, j) => {
      const label = make("label");
      label.title = box.title = spec.impossible[j] ?? spec.whole[j] ?? "";
      box.addEventListener("click", (event) => fixed(j) && event.preventDefault());
      label.append(box, spec.options[j]);
      return label;
    }));
    node.append(make("legend", spec.text), grid);
    node.addEventListener("change", () => {
      const kept = chosen.filter((j) => boxes[j].checked);
      change([...kept, ...boxes.keys()].filter((j, k, all) => boxes[j].checked && all.indexOf(j) === k));
    });
    const show = (value) => {
      chosen = value;
      boxes.forEach((box, j) => {
        box.checked = value.includes(j);
        box.setAttribute("aria-disabled", String(fixed(j)));
        box.parentNode.classList.toggle("al-unfit", !!spec.impossible[j]);
      });
    };
    return { node, show };
  },

  // One of a few, side by side.
  either(spec, change) {
    const node = make("div", undefined, "al-control al-either");
    node.setAttribute("role", "group");
    node.setAttribute("aria-label", spec.text);
    const buttons = spec.options.map((text, j) => {
      const button = make("button", text);
      button.addEventListener("click", () => change(j));
      return button;
    });
    node.append(...buttons);
    return { node, show: (value) => buttons.forEach((button, j) => button.setAttribute("aria-pressed", String(j === value))) };
  },

  // What the view itself lets the hand move.
  held: () => ({ node: make("span"), show() {} }),

  button(spec, change) {
    const node = make("button", spec.text);
    const twice = (event) => event.detail > 1 && node.classList.contains("al-main-button"); // the second half of a double click
    node.addEventListener("click", (event) => node.getAttribute("aria-disabled") === "true" || twice(event) || change());
    const show = (_, { off, why, main }) => {
      node.className = `al-control ${main ? "al-main-button" : ""}`;
      node.setAttribute("aria-disabled", String(!!off)); // not `disabled`: it keeps the focus, and its reason can be read
      node.title = why ?? "";
    };
    return { node, show };
  },
};

function named(spec, element) {
  const node = make("div", undefined, "al-control"), label = make("label", spec.text);
  element.id = label.htmlFor = `al-${Math.random().toString(36).slice(2)}`;
  node.append(label, element);
  return node;
}

// Steps the slider on until its end; pressed again, it stops.
function player(range, spec, change) {
  const button = make("button", "▶", "al-play");
  let timer = null;
  const stop = () => {
    timer = clearInterval(timer);
    button.textContent = "▶";
    button.setAttribute("aria-label", `Play ${spec.text}`);
  };
  const next = () => {
    if (!button.isConnected || Number(range.value) >= spec.max) return stop();
    change(Number(range.value) + spec.step);
    if (Number(range.value) >= spec.max) stop();
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(range.value) >= spec.max) change(spec.min);
    timer = setInterval(next, spec.play);
    button.textContent = "❚❚";
    button.setAttribute("aria-label", `Pause ${spec.text}`);
  });
  stop();
  return button;
}

// The controls of these specs in a box.  An element is made anew only where its spec has changed, and the focus is kept.
function drawControls(box, specs, values, change) {
  box.made ??= {};
  const wanted = specs.map((spec) => {
    const known = box.made[spec.name], key = JSON.stringify(spec.kind === "button" ? spec.text : spec); // a button stays itself
    if (known?.key === key) return known;
    const focused = known?.node.contains(document.activeElement);
    const made = { ...control[spec.kind](spec, (value) => change(spec.name, value)), key, focused };
    made.node.dataset.name = spec.name;
    made.node.hidden = !!spec.hidden;
    for (const input of made.node.querySelectorAll("input, select")) input.disabled ||= !!spec.off;
    return (box.made[spec.name] = made);
  });
  const nodes = wanted.map(({ node }) => node);
  for (const child of [...box.children]) if (!nodes.includes(child)) child.remove();
  nodes.forEach((node, k) => node === box.children[k] || box.insertBefore(node, box.children[k] ?? null)); // moved, it would lose the focus
  wanted.forEach((one, k) => one.show(values[specs[k].name], specs[k]));
  for (const one of wanted.filter(({ focused }) => focused)) {
    (one.node.matches("button") ? one.node : one.node.querySelector("input, select, button")).focus({ preventScroll: true });
    one.focused = false;
  }
}
