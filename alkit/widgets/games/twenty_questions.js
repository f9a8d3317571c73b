// Twenty questions: what is said, the animals that are still possible, the bits that are left, and the answers so far.

const LOOKS = { you: { j: 0, dash: "none", outline: OUTLINES[0] }, machine: { j: 4, dash: "6 5", outline: OUTLINES[1] } };
const LEAST = 6, NARROW = 600; // questions on the axis; pixels of a small page

function view(page) {
  const prompt = page.box.appendChild(make("p", undefined, "al-prompt"));
  const boxes = ["al-column", "al-column al-slim"].map((name) => page.box.appendChild(make("div", undefined, name)));
  const animals = animalGrid(boxes[0]), asked = answers(boxes[0]);
  return () => {
    const { data } = page;
    if (prompt.textContent !== data.prompt) prompt.textContent = data.prompt;
    animals(data);
    asked(data);
    drawBits(boxes[1], data.lines, page.box.clientWidth < NARROW ? 240 : 330);
  };
}

// A cell for each animal; what is no longer possible is struck through.
function animalGrid(box) {
  const title = box.appendChild(make("p", undefined, "al-title")), grid = box.appendChild(make("ul", undefined, "al-animals"));
  grid.setAttribute("role", "list"); // Safari forgets it where there are no bullets
  return ({ animals, fits }) => {
    const n = sum(fits.map(Number)), words = `${n} of ${fits.length} animals ${n === 1 ? "is" : "are"} possible`;
    title.textContent = words;
    grid.setAttribute("aria-label", words);
    if (grid.childElementCount !== animals.length) grid.replaceChildren(...animals.map(() => make("li")));
    animals.forEach((name, j) => {
      const cell = grid.children[j], tag = fits[j] ? "SPAN" : "S";
      if (cell.firstChild?.tagName === tag && cell.textContent === name) return;
      cell.replaceChildren(make(tag, name));
      cell.classList.toggle("al-out", !fits[j]);
    });
  };
}

// The questions that have been answered, the newest in sight.
function answers(box) {
  const title = box.appendChild(make("p", "answers so far", "al-title")), list = box.appendChild(make("ol", undefined, "al-answers"));
  title.id = `al-${Math.random().toString(36).slice(2)}`;
  list.setAttribute("aria-labelledby", title.id);
  list.tabIndex = 0; // it scrolls, by keys, too
  return ({ asked }) => {
    if (list.textContent === asked.join("")) return;
    list.replaceChildren(...asked.map((line) => make("li", line)));
    list.scrollTop = list.scrollHeight;
  };
}

function drawBits(box, lines, height) {
  const longest = Math.max(LEAST, ...lines.map(({ bits }) => bits.length - 1));
  const each = lines.map(({ name, bits }) => `${name}: ${bits.map((b) => b.toFixed(2)).join(", ")}`).join("; ");
  const about = `The bits that are left after each question. ${each}.`;
  const plot = chart(box, "bits").begin({ title: "bits left", about, height, x: [0, longest], y: [0, 5.3], right: 78, top: 6 });
  const every = 1 + Math.floor(longest / 8), xTicks = Array.from({ length: longest + 1 }, (_, k) => k).filter((k) => k % every === 0);
  plot.axes({ xName: "questions asked", yName: "bits", xTicks, yTicks: [0, 1, 2, 3, 4, 5], grid: true });
  for (const { name, bits } of lines) {
    const { j, dash, outline } = LOOKS[name];
    plot.line(bits.map((b, k) => [k, b]), { stroke: color(j), dash, steps: true });
    bits.forEach((b, k) => plot.mark(k, b, { kind: outline, r: 5, style: `fill:${color(j)}` }));
  }
  const end = Math.max(...lines.map(({ bits }) => bits.length - 1));
  plot.names(lines.map(({ name, bits }) => ({ x: end, y: bits.at(-1), text: name, fill: color(LOOKS[name].j) })));
}
