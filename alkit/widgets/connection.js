// Whether somebody in the kernel listens.  It knows nothing of labels; one page with explorer.js, or with labeling.js.
//
//   connecting   nothing has been answered yet
//   ready        nothing is without an answer for long
//   busy         a message has had no answer for 300 ms: it is kept, and its turn comes
//   silent       the same after 5 s: perhaps it never comes
//   lost         the kernel was restarted, or it is another one, which does not know this widget

const SOON = 300, LONG = 5000, OFTEN = 1000, GRACE = 200; // ms

// `changed(state)` is called when the state changes, `answered(number, message)` for each answer to a message of this page.
// Python's None comes as null, and as undefined where Python itself is in the page: "== null" asks for both.
// Python answers each message {id, ...} with {heard: id, ...} after it has done what was asked.
function connect(model, changed, answered) {
  const me = Math.random().toString(36).slice(2); // a second window hears the answers to the first, too
  let state = "connecting", sent = 0, heard = 0, timers = [], probed = -OFTEN, later = 0;

  function become(next) {
    if (next === state) return;
    state = next;
    changed(state);
  }

  function stop() {
    timers.forEach(clearTimeout);
    timers = [];
  }

  function start() {
    if (!timers.length) timers = [setTimeout(become, SOON, "busy"), setTimeout(become, LONG, "silent")];
  }

  function lose() {
    stop();
    heard = sent; // nothing more is expected
    become("lost");
  }

  // The number of the message, by which its answer is known; 0 if there is nobody to send it to.
  function send(message) {
    const number = ++sent;
    // The kernel has dealt with the message, and no answer follows: it does not know this widget.
    const status = ({ content }) => content.execution_state === "idle" && setTimeout(() => number > heard && lose(), GRACE);
    try {
      model.send({ ...message, id: `${me}:${number}` }, { iopub: { status } });
    } catch {
      lose();
      return 0;
    }
    start();
    return number;
  }

  function receive({ heard: id, ...message }) {
    if (!id) return;
    const [who, number] = id.split(":");
    if (who === me) {
      heard = Math.max(heard, Number(number));
      answered(Number(number), message);
    }
    stop();
    become("ready");
    if (heard < sent) start();
  }

  // Ask whether somebody is there, unless that is known.  No clock asks: an idle kernel must be able to count as idle.
  function probe() {
    if (heard < sent || later) return;
    const wait = probed + OFTEN - performance.now(); // not at once again, but not never
    later = wait > 0 ? setTimeout(() => (later = 0, probe()), wait) : 0;
    if (later) return;
    probed = performance.now();
    send({ do: "ping" });
  }

  const live = () => setTimeout(send, 0, { do: "ping" }); // a restart says so before its old channels are closed
  const seen = () => document.visibilityState === "visible" && probe();
  model.on("msg:custom", receive);
  model.on("comm_live_update", live);
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("focus", probe);

  function close() {
    stop();
    clearTimeout(later);
    model.off("msg:custom", receive);
    model.off("comm_live_update", live);
    document.removeEventListener("visibilitychange", seen);
    window.removeEventListener("focus", probe);
  }

  return { send, probe, close, state: () => state };
}
