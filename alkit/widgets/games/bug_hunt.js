// A listing, a button for each line: a click suspects it, another acquits it.  Once all is revealed, each line says what it was.

const TASK = "Which lines are to blame? Click each that you suspect.";

function view(page) {
  const prompt = page.box.appendChild(make("p", undefined, "al-prompt")), list = page.box.appendChild(make("ol", undefined, "al-listing"));
  list.setAttribute("role", "list"); // Safari forgets it where there are no numbers
  list.setAttribute("aria-label", "the listing: arrow keys choose a line, Enter suspects it");
  let rows = [], here = 1; // the line that Tab reaches
  list.addEventListener("keydown", (event) => {
    const to = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 1, End: rows.length }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(clamp(to, 1, rows.length));
    rows[here - 1].button.focus();
  });
  const go = (line) => {
    here = line;
    rows.forEach(({ button }, k) => (button.tabIndex = k + 1 === here ? 0 : -1));
  };
  const toggle = (line) => {
    go(line);
    if (page.data.revealed) return;
    const { suspects } = page.values, kept = suspects.filter((one) => one !== line);
    page.set({ suspects: kept.length < suspects.length ? kept : [...suspects, line].sort((a, b) => a - b) });
  };
  return () => {
    const { data, values } = page;
    if (rows.length !== data.lines.length) {
      rows = data.lines.map((text, k) => codeLine(list, text, k + 1, toggle));
      go(1);
    }
    const words = data.revealed ? data.score : TASK;
    if (prompt.textContent !== words) prompt.textContent = words;
    rows.forEach((row, k) => showLine(row, String(k + 1), values.suspects.includes(k + 1), data));
    page.said = data.revealed ? undefined : suspected(values.suspects); // before the kernel has heard of it
  };
}

// As in bug_hunt.py.
function suspected(lines) {
  return lines.length ? `You suspect line${lines.length > 1 ? "s" : ""} ${lines.join(", ")}.` : "No line is suspected yet.";
}

function codeLine(list, text, line, toggle) {
  const item = list.appendChild(make("li")), button = item.appendChild(make("button"));
  const sign = make("span", "", "al-sign"), notes = item.appendChild(make("div", undefined, "al-notes"));
  const code = make("code", text.trimStart());
  code.style.paddingLeft = `${text.length - text.trimStart().length}ch`; // what is broken on a small screen keeps its indent
  button.append(make("span", line, "al-number"), code, sign);
  button.type = "button";
  button.addEventListener("click", () => toggle(line));
  return { item, button, sign, notes };
}

function showLine({ item, button, sign, notes }, line, isSuspect, { revealed, verdicts, signs, notes: all }) {
  const words = revealed ? signs[line] ?? "" : isSuspect ? "? suspect" : "", said = all[line] ?? [];
  button.setAttribute("aria-pressed", String(isSuspect));
  button.setAttribute("aria-disabled", String(revealed));
  item.className = verdicts[line] ? `al-was-${verdicts[line]}` : "";
  const [symbol, ...rest] = words.split(" ");
  if (sign.textContent !== words) sign.replaceChildren(symbol, make("span", rest.length ? ` ${rest.join(" ")}` : "", "al-word"));
  if (notes.textContent !== said.join("")) notes.replaceChildren(...said.map((sentence) => make("p", sentence)));
}
