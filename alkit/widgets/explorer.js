// The frame of every explorer: controls above, pictures, a sentence; and what goes between it and the kernel.
// One page with connection.js, chart.js, controls.js and a view: view(page) returns a function that draws the present state.
//
// The hand is followed at once: the page has its own copy of the values and draws from it.  What it tells the kernel goes one
// message at a time, and of the values that change meanwhile only the newest are sent, so that nothing queues.

const WORKING = 100, QUIET = 700, REST = 400; // ms until it is said that work goes on; of rest before a change is read aloud, and before frames are fetched

const FRAME = `
  <p class="al-signs"><span class="al-connection"></span></p>
  <div class="al-controls"></div>
  <div class="al-panels"><p class="al-working" role="status"></p></div>
  <p class="al-caption"></p>
  <p class="al-problem" role="alert"></p>
  <p class="al-live" aria-live="polite"></p>`; // a constant: no data goes through innerHTML

const SIGN_WORDS = {
  connecting: "connecting",
  ready: "ready",
  busy: "The kernel is busy; your change is kept.",
  silent: "No answer from the kernel yet. If it was restarted, run this cell again.",
  lost: "The kernel was restarted: this picture no longer answers. Run this cell again.",
};

function explore({ model, el }) {
  const root = make("div", undefined, "alkit-explorer");
  root.innerHTML = FRAME;
  root.setAttribute("role", "group");
  root.dataset.lmSuppressShortcuts = "true"; // keys typed here are not notebook commands
  el.append(root);
  const find = (selector) => root.querySelector(selector);
  const values = { ...model.get("values") }, moved = new Set(), queue = [];
  let awake = false, begun = false, underWay = null, timers = {}, frames = { at: {} }, versions = 0;

  // ---- to the kernel and back --------------------------------------------------------------------

  function post(message) {
    const last = queue.at(-1);
    if (last && last.do === message.do && message.do === "set") Object.assign(last.values, message.values);
    else if (last && last.do === message.do && message.newest) Object.assign(last, message);
    else queue.push(message);
    next();
    root.dataset.waiting = queue.length + !!underWay; // read by the tests
  }

  function next() {
    if (underWay || !queue.length) return;
    const { quiet, newest, ...message } = queue.shift(), number = connection.send(message);
    if (!number) return void (queue.length = 0);
    underWay = { number, message };
    if (!quiet) timers.working ??= setTimeout(working, WORKING, "working …");
  }

  function working(words = "") {
    timers.working = clearTimeout(timers.working);
    if (find(".al-working").textContent !== words) find(".al-working").textContent = words;
  }

  function answered(number, reply) {
    if (underWay?.number !== number) return;
    for (const name of Object.keys(underWay.message.values ?? {})) moved.delete(name);
    for (const { values: later } of queue) for (const name of Object.keys(later ?? {})) moved.add(name);
    underWay = null;
    if (!queue.some(({ quiet }) => !quiet)) working();
    adopt();
    next();
    root.dataset.waiting = queue.length + !!underWay;
  }

  // What the kernel has, but for what the hand has moved since.
  function adopt() {
    for (const [name, value] of Object.entries(model.get("values"))) if (!moved.has(name)) values[name] = value;
    draw();
  }

  // Frames of a run, a step each: the present one, and once somebody is here, all others while there is nothing else to say.
  function received({ frames: list, key }, buffers) {
    if (!list || key !== model.get("data").key) return;
    list.forEach((frame, k) => {
      const bytes = buffers[k] && new Uint8Array(buffers[k].buffer ?? buffers[k], buffers[k].byteOffset ?? 0, buffers[k].byteLength);
      page.frames[frame.step] = { ...frame, bytes, version: ++versions };
    });
    draw();
  }

  function more() {
    const { key, steps = 0 } = model.get("data"), here = values.step;
    const missing = Array.from({ length: steps }, (_, step) => step).filter((step) => !page.frames[step] && (awake || step === here));
    if (!missing.length || queue.length || underWay || connection.state() === "lost") return;
    missing.sort((a, b) => Math.abs(a - here - 0.1) - Math.abs(b - here - 0.1));
    clearTimeout(timers.more);
    if (missing[0] !== here && performance.now() - (root.dataset.handAt ?? 0) < REST) return void (timers.more = setTimeout(more, REST));
    post({ do: "more", key, steps: missing.slice(0, 8), quiet: missing[0] !== here });
  }

  function wake() {
    connection.probe();
    awake = true;
    more();
  }

  const page = {
    box: find(".al-panels"),
    values,
    get data() {
      return model.get("data");
    },
    get frames() {
      const { key } = model.get("data");
      if (frames.key !== key) frames = { key, at: {} };
      return frames.at;
    },
    // The hand has moved something.
    set(changed) {
      root.dataset.handAt = performance.now(); // read by benchmarks/page_speed.py
      Object.assign(values, changed);
      for (const name of Object.keys(changed)) moved.add(name);
      post({ do: "set", values: changed });
      draw();
    },
    post,
    draw,
  };

  // ---- what is shown -------------------------------------------------------------------------------

  function changed(name, value) {
    if (value === undefined) post({ do: "press", what: name });
    else page.set({ [name]: value });
  }

  function draw() {
    drawControls(find(".al-controls"), model.get("controls"), values, changed);
    const problem = model.get("problem");
    if (find(".al-problem").textContent !== problem) find(".al-problem").textContent = problem;
    root.classList.toggle("al-failed", !!problem);
    root.setAttribute("aria-label", model.get("title"));
    if (!problem) drawPanels();
    say(problem ? "" : page.said ?? model.get("sentence"));
    root.dataset.drawnAt = performance.now();
    root.dataset.frames = Object.keys(page.frames).length;
    more();
  }

  function drawPanels() {
    page.said = undefined;
    try {
      drawView();
    } catch (error) {
      find(".al-problem").textContent = `This picture could not be drawn: ${error.message}`;
      console.error(error);
    }
  }

  function say(sentence) {
    if (find(".al-caption").textContent === sentence) return;
    find(".al-caption").textContent = sentence;
    if (!begun) return void (begun = true); // what is there from the start is read like the rest of the page
    clearTimeout(timers.said);
    timers.said = setTimeout(() => (find(".al-live").textContent = sentence), page.quiet ?? QUIET);
  }

  function sign(state) {
    if (state === "lost") underWay = null, root.dataset.waiting = queue.length = 0, working();
    root.dataset.connection = state;
    find(".al-connection").textContent = SIGN_WORDS[state];
  }

  model.on("msg:custom", received); // before the connection hears of it: what came is there when the next is asked for
  const connection = connect(model, sign, answered);
  const drawView = view(page);
  const redrawn = ["values", "data", "controls", "sentence", "problem"].map((name) => [`change:${name}`, name === "values" ? adopt : draw]);
  for (const [event, act] of redrawn) model.on(event, act);
  root.addEventListener("keydown", own);
  for (const event of ["pointerenter", "focusin"]) root.addEventListener(event, wake);
  let width = 0; // drawing changes the height only
  const resized = new ResizeObserver(() => width !== (width = page.box.clientWidth) && draw()), themed = new MutationObserver(draw);
  resized.observe(page.box);
  themed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  sign(connection.state());
  draw();
  connection.probe();
  return () => {
    connection.close();
    Object.values(timers).forEach(clearTimeout);
    resized.disconnect();
    themed.disconnect();
    for (const [event, act] of redrawn) model.off(event, act);
    model.off("msg:custom", received);
  };
}

// Arrows and letters typed into a control belong to it: JupyterLab would move to another cell, or insert one.
const own = (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "Escape" && !(event.key === "Enter" && event.shiftKey))
    event.stopPropagation();
};

export default { render: explore };
