// The page on which a person labels.  It draws the state that Python sends and sends back what the person does.
// One page with connection.js (is anybody there?), chart.js, sound.js, drawing.js (what is shown) and entry.js (a number to type).
//
// Nothing that is pressed is lost silently, and none of it labels a sample that the person has not seen: each answer carries
// the token of the sample on the screen, and what is pressed while an answer is on its way is refused aloud.

const SEEN = 150; // ms: nobody sees a sample and answers it in less
const READ = 600; // ms: a click so soon after the end was meant for a sample
const FLASH = 150; // ms
const NOTE = 4000; // ms for which what was refused stays to be read

// In JupyterLab's command mode none of these letters does anything: see tests/browser/test_labeling_page.py.
const ACTIONS = { u: "undo", backspace: "undo", s: "skip", n: "unknown", t: "toggle", p: "play" };
const NAMES = { undo: "undo", skip: "skip", unknown: "don't know", more: "label more", toggle: "show what the model thinks", play: "play", entry: "a number" };

const LAYOUT = `
  <p class="al-signs"><span class="al-connection"></span> <span class="al-holder"></span></p>
  <div class="al-main">
    <h3 class="al-question"></h3>
    <div class="al-sample" role="img"></div>
    <div class="al-classes" role="group" aria-label="Answers"></div>
    <div class="al-remarks" role="group" aria-label="What to say of this sample with the answer"></div>
    <div class="al-actions" role="group" aria-label="Other actions">
      <button data-do="undo"><kbd>u</kbd> Undo</button>
      <button data-do="skip"><kbd>s</kbd> Skip</button>
      <button data-do="unknown"><kbd>n</kbd> Don't know</button>
      <button data-do="more">Label more</button>
    </div>
    <p class="al-status" role="status"></p>
  </div>
  <div class="al-side">
    <div class="al-progress"><progress></progress> <span></span> <small></small></div>
    <div class="al-curve"></div>
    <label class="al-switch"><input type="checkbox"> <kbd>t</kbd> Always show what the model thinks, before I answer</label>
    <div class="al-why" role="group" aria-label="Why this sample"></div>
  </div>
  <p class="al-live" aria-live="polite"></p>`; // a constant: no data goes through innerHTML

const KEPT = "all saved answers are kept.";
const SIGNS = { connecting: "connecting", ready: "ready", busy: "busy", silent: "busy", lost: "lost" };
const SENTENCES = {
  busy: "The kernel is busy with another cell.",
  silent: `No answer from the kernel yet. If it was restarted, run this cell again: ${KEPT}`,
  lost: `The kernel was restarted. Run this cell again: ${KEPT}`,
};
const LEFT = `This session went on in another cell or window. Run this cell again to go on here: ${KEPT}`;

// Words that must be seen where the widget itself is not.
function toast(text) {
  const box = document.querySelector(".alkit-toast") ?? document.body.appendChild(make("div", undefined, "alkit-toast"));
  box.setAttribute("role", "status");
  box.textContent = text;
  clearTimeout(box.timer);
  box.timer = setTimeout(() => box.remove(), NOTE);
}

function render({ model, el }) {
  const root = make("div", undefined, "alkit-labeling");
  root.innerHTML = LAYOUT;
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.dataset.lmSuppressShortcuts = "true"; // keys typed here are not notebook commands
  el.append(root);
  const find = (selector) => root.querySelector(selector);
  const page = () => model.get("page");
  let pending = null; // {what, number}: the step that is on its way
  let remark = null; // what is said of the sample with the next answer
  let entry = null; // where an answer is put together that takes more than one press
  let shownAt = 0, visible = 0, note = "", noteTimer = null, refused = [];

  const inView = () => visible >= (page().sample ? 0.5 : 0.05); // of a sample; the end may be longer than a window
  const active = () => root.getRootNode().activeElement;

  // ---- what is said --------------------------------------------------------------------------------

  function drawSigns() {
    const now = connection.state(), status = find(".al-status");
    root.dataset.connection = now;
    root.toggleAttribute("data-pending", Boolean(pending));
    find(".al-connection").textContent = SIGNS[now];
    const kept = pending && (now === "busy" || now === "silent") ? `Your answer “${pending.what}” is kept until it is free.` : "";
    const learning = now === "lost" || page().status ? "" : page().learning; // a dead kernel learns nothing
    const text = [note, SENTENCES[now], kept, page().status, learning].filter(Boolean).join(" ");
    if (status.textContent !== text) status.textContent = text; // said once
  }

  function say(text) {
    if (text && !inView()) toast(text);
    note = text;
    clearTimeout(noteTimer);
    if (text) noteTimer = setTimeout(say, NOTE, "");
    drawSigns();
  }

  function refuse(what, why) {
    refused = note ? [...refused.slice(-7), what] : [what];
    say(`Not taken: ${refused.join(", ")}. ${why}`);
  }

  function drawKeys() {
    const on = document.hasFocus() && root.contains(active());
    root.classList.toggle("al-keys", on);
    find(".al-holder").textContent = on ? "keys on" : "keys off: click the sample to answer by keys";
  }

  // ---- what the person does --------------------------------------------------------------------------

  // Why a step cannot be taken now; "" if it can.
  function obstacle(what, byKey) {
    if (byKey && !inView()) return "The sample is off screen; scroll to it.";
    if (pending) return connection.state() === "ready" ? "The next sample was not on the screen yet." : `“${pending.what}” is still waiting.`;
    if (what === "undo") return page().can_undo ? "" : "There is nothing to undo.";
    if (what === "more") return performance.now() - shownAt < READ ? "The session has only just ended; press again." : "";
    if (page().choosing) return "The first sample is still being chosen.";
    if (!page().sample) return "All samples are answered.";
    return performance.now() - shownAt < SEEN && connection.state() !== "lost" ? "This sample had only just appeared; press again." : "";
  }

  function step(what, message, button, byKey) {
    const why = obstacle(message.do, byKey);
    if (why) return refuse(what, why);
    root.dataset.sentAt = performance.now(); // read by benchmarks/page_speed.py
    const number = connection.send({ ...message, token: page().token });
    if (!number) return refuse(what, "");
    pending = { what, number };
    flash(button);
    drawSigns();
  }

  function flash(button) {
    button.classList.add("al-pressed");
    setTimeout(() => button.classList.remove("al-pressed"), FLASH);
  }

  function answer(j, byKey) {
    step(page().classes[j][0], { do: "answer", label: j, remark }, find(".al-classes").children[j], byKey);
  }

  function give(byKey) {
    if (entry.missing && page().sample) return say(entry.missing);
    step(entry.words, { do: "answer", label: entry.value, remark }, entry.button, byKey);
  }

  function act(what, byKey) {
    if (what === "play") find(".al-sample").sound?.play();
    else if (what !== "toggle") step(NAMES[what], { do: what, ...(what === "unknown" && { remark }) }, find(`[data-do=${what}]`), byKey);
    else if (byKey && !inView()) refuse(NAMES[what], obstacle(what, byKey));
    else toggle();
  }

  function toggle() {
    model.set("show_belief", !model.get("show_belief"));
    model.save_changes();
  }

  // What one of our keys stands for: a class's number, or the name of an action.
  function meaning(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    const key = event.key.toLowerCase(), j = (page().classes ?? []).findIndex(([, k]) => k === key);
    return j >= 0 ? j : key === "p" && page().sample?.kind !== "sound" ? undefined : ACTIONS[key];
  }

  function pressed(event) {
    event.stopPropagation();
    if (page().sample && entry?.pressed(event)) return;
    const what = meaning(event);
    if (what === undefined) return scroll(event);
    event.preventDefault();
    if (event.repeat) return; // a key that is held is pressed once
    if (typeof what === "number") answer(what, true);
    else act(what, true);
  }

  // A sample longer than its room is scrolled by the arrows, whatever has the focus here; and can have it itself.
  const isLong = (box) => box.scrollHeight > box.clientHeight + 1;

  function reachable(box) {
    if (isLong(box)) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }

  function scroll(event) {
    const box = find(".al-sample"), most = 0.9 * box.clientHeight;
    const by = { ArrowDown: 40, ArrowUp: -40, PageDown: most, PageUp: -most }[event.key];
    if (!by || !isLong(box) || event.target.closest(".al-marked, input")) return;
    event.preventDefault();
    box.scrollBy(0, by);
  }

  // A key meant for the sample in sight, pressed while the notebook has the keys: a digit would turn a text into a heading.
  function astray(event) {
    const home = root.closest(".jp-Notebook"), what = inView() && page().sample ? meaning(event) ?? (entry?.wants(event) ? "entry" : undefined) : undefined;
    const toNotebook = home?.contains(event.target) && event.target.matches(".jp-mod-commandMode, .jp-mod-commandMode .jp-Cell");
    if (what === undefined || event.shiftKey || !(toNotebook || event.target === document.body)) return;
    event.preventDefault();
    event.stopPropagation();
    refuse(NAMES[what] ?? page().classes[what][0], "The keys are off: click the sample first.");
  }

  // A click left or right of the widget is meant for it.
  function beside(event) {
    const box = root.getBoundingClientRect(), home = root.closest(".jp-Notebook") ?? el;
    if (!home.contains(event.target) || event.clientY < box.top || event.clientY > box.bottom) return;
    if (!event.target.closest("a, button, input, select, textarea, label, .jp-Editor, .jp-Collapser, .alkit-labeling button")) take();
  }

  const take = () => setTimeout(() => root.focus({ preventScroll: true })); // after JupyterLab has put the focus on its cell

  // ---- what is shown -----------------------------------------------------------------------------------

  function drawAnswers(classes, asked) {
    const box = find(".al-classes"), wanted = JSON.stringify([classes, asked]);
    if (box.dataset.for === wanted) return; // kept, so that the focus stays where it is
    box.dataset.for = wanted;
    entry = ENTRIES[asked.kind] ? new ENTRIES[asked.kind](box, { ...asked, classes }, give) : null;
    root.setAttribute("aria-label", `Labeling. ${entry?.keys ?? "Number keys answer"}; u undoes, s skips, n is don't know, t shows what the model thinks, p plays a sound.`);
    if (!entry) drawButtons(box, classes);
  }

  function drawButtons(box, classes) {
    box.replaceChildren(...classes.map(([name, key, whole = name], j) => {
      const button = make("button", undefined, "al-class");
      if (key && key !== name) button.append(make("kbd", key), " ");
      button.append(make("span", name));
      if (whole.length > 20) button.title = whole;
      button.setAttribute("aria-label", `Answer ${name}`);
      button.addEventListener("click", (event) => answer(j, event.detail === 0)); // 0: by Space or Enter
      return button;
    }));
  }

  // Said with the answer, so pressing one answers nothing; pressed again, it is taken back.
  function drawRemarks(words) {
    const box = find(".al-remarks");
    if (box.children.length !== words.length) {
      box.replaceChildren(...words.map((word) => {
        const button = make("button", word);
        button.addEventListener("click", () => drawRemarks(page().remarks, (remark = remark === word ? null : word)));
        return button;
      }));
    }
    [...box.children].forEach((button, j) => button.setAttribute("aria-pressed", String(words[j] === remark)));
  }

  function draw() {
    const now = page();
    if (!now.progress) return; // not sent yet
    if (now.closed) return leave();
    const [n, budget] = now.progress, done = !now.sample, wasHeld = root.contains(active());
    if (done && !root.classList.contains("al-done")) keepRoom();
    find(".al-question").textContent = done ? "Done. Thank you." : now.question;
    find(".al-question").title = done ? "" : now.whole_question ?? "";
    root.classList.toggle("al-done", done);
    drawAnswers(now.classes, now.answer);
    const box = find(".al-sample");
    const shown = `${now.token} ${now.choosing}`;
    if (box.dataset.shown !== shown) {
      box.dataset.shown = shown;
      remark = null;
      entry?.clear();
      if (done) quiet(box);
      else drawSample(box, now.sample, model.get("backdrop"));
      if (wasHeld) box.sound?.appeared();
      box.setAttribute("role", !done && ["image", "point"].includes(now.sample.kind) ? "img" : "group"); // an image holds no words, and no buttons
      box.scrollTop = 0;
      reachable(box);
      box.setAttribute("aria-label", done ? "What came of it" : now.sample.alt || "The sample to label");
      find(".al-live").textContent = done ? `Done. ${now.ending.words.join(" ")}` : `Question ${n + 1}${budget ? " of " + budget : ""}.`;
      root.dataset.shownAt = shownAt = performance.now();
    }
    drawRemarks(done ? [] : now.remarks ?? []);
    if (done) end(box, now);
    else box.style.minHeight = "";
    if (wasHeld && !(root.contains(active()) && active().getClientRects().length)) root.focus({ preventScroll: true });
    find("[data-do=undo]").setAttribute("aria-disabled", String(!now.can_undo));
    find("progress").hidden = !budget;
    find("progress").max = budget;
    find("progress").value = n;
    find("progress").setAttribute("aria-label", "Answers given");
    find(".al-progress span").textContent = `${n}${budget ? " of " + budget : ""} answers` + (now.pace ? ` · ${now.pace}` : "") + ` · saved in ${now.saved}`;
    find(".al-progress small").textContent = now.kept;
    drawSigns();
    curve();
    believe();
  }

  // The end takes the room of sample and answers: nothing else comes to lie under the hand.
  function keepRoom() {
    const room = find(".al-classes").getBoundingClientRect().bottom - find(".al-sample").getBoundingClientRect().top;
    find(".al-sample").style.minHeight = `${room}px`;
  }

  function end(box, now) {
    drawEnd(box, now);
    find("[data-do=more]").hidden = !now.ending.n_to_label;
    const compared = now.ending.is_waiting ? "" : now.ending.compared.join(" ");
    if (compared && root.dataset.told !== compared) find(".al-live").textContent = root.dataset.told = compared;
  }

  // Another cell of this kernel has the session now, and this widget is taken away: what it leaves is one sentence.
  function leave() {
    (el.closest(".jp-OutputArea-child") ?? el.parentElement)?.append(make("p", LEFT, "alkit-left"));
  }

  function curve() {
    if (page().progress) drawCurve(find(".al-curve"), page());
  }

  // Charts have one unit a pixel, so that their type keeps its size at any width.
  function fit() {
    curve();
    reachable(find(".al-sample"));
    if (page().sample?.kind === "point") drawSample(find(".al-sample"), page().sample, model.get("backdrop"));
    find(".al-sample").sound?.draw();
  }

  function believe() {
    find(".al-side input").checked = model.get("show_belief");
    if (page().progress) drawWhy(find(".al-why"), page(), model.get("show_belief"));
  }

  // ---- the whole -------------------------------------------------------------------------------------

  const connection = connect(model, (now) => {
    const unsure = now === "lost" && pending;
    if (unsure) pending = null;
    if (unsure) say(`“${unsure.what}” was perhaps not saved.`);
    drawSigns();
  }, (number, { taken }) => {
    if (pending?.number !== number) return;
    const { what } = pending;
    pending = null;
    if (taken === false) refuse(what, "This sample had been answered in another window.");
    drawSigns();
  });

  root.addEventListener("keydown", pressed);
  root.addEventListener("click", (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action) act(action, event.detail === 0);
    if (event.detail && event.target.closest("button, label")) take(); // no stale ring, and Space does not answer again
  });
  find(".al-side input").addEventListener("change", toggle);
  root.addEventListener("pointerenter", connection.probe);
  root.addEventListener("focusin", connection.probe);
  const everywhere = [[document, "mousedown", beside], [window, "keydown", astray, true], [document, "focusin", drawKeys],
    [document, "focusout", () => setTimeout(drawKeys)], [window, "focus", drawKeys], [window, "blur", drawKeys]];
  for (const [target, ...listener] of everywhere) target.addEventListener(...listener);
  let width = 0; // drawing changes the height only
  const resized = new ResizeObserver(() => width !== (width = root.clientWidth) && fit());
  resized.observe(root);
  const sight = new IntersectionObserver((entries) => { visible = entries.at(-1).intersectionRatio; }, { threshold: [0, 0.05, 0.5] });
  sight.observe(find(".al-sample"));
  model.on("change:page", draw);
  model.on("change:show_belief", believe);
  draw();
  drawKeys();
  connection.probe();
  return () => {
    connection.close();
    quiet(find(".al-sample"));
    clearTimeout(noteTimer);
    for (const [target, ...listener] of everywhere) target.removeEventListener(...listener);
    resized.disconnect();
    sight.disconnect();
    model.off("change:page", draw);
    model.off("change:show_belief", believe);
  };
}

export default { render };
