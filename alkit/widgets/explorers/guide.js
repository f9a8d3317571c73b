// What to begin with, large, and what else to mind, each with what was measured.  All of it is text from Python.

const TALL = "17em"; // of most situations, so that what is below seldom moves

function view(page) {
  const box = page.box.appendChild(make("div"));
  box.style.cssText = `flex: 1 1 100%; min-width: 0; min-height: ${TALL}`;
  return () => {
    const { rules, last } = page.data, key = JSON.stringify(rules);
    if (box.dataset.key === key) return; // nothing is read aloud anew
    box.dataset.key = key;
    const [first, ...others] = rules, list = make("ul");
    list.style.cssText = "margin: 10px 0; padding: 0 0 0 1.2em";
    list.append(...others.map((rule) => told(make("li"), rule)));
    const head = make("p", first.does, "al-prompt"), begin = told(make("div"), { ...first, does: "" });
    head.style.color = "var(--al-0)";
    box.replaceChildren(head, make("code", first.code), begin, list, make("p", last, "al-about"));
  };
}

function told(node, { does, evidence }) {
  if (does) node.append(make("p", does));
  node.append(...evidence.map((words) => make("p", words, "al-about")));
  node.style.margin = "0 0 8px";
  return node;
}
