"""What the browser tests look at in every widget, and when a page is at rest."""

SMALL_TYPE = """root => [...root.querySelectorAll('*')]
  .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => [e.textContent, parseFloat(getComputedStyle(e).fontSize)]).filter(([, size]) => size < 12)"""
CUT = """root => { const edge = root.getBoundingClientRect().right + 0.5;
  return [...root.querySelectorAll('*')].filter(e => e.checkVisibility() && !e.closest('.al-live, .al-table')
    && e.getBoundingClientRect().right > edge).map(e => e.outerHTML.slice(0, 120)); }"""
SMALL_TARGETS = """root => [...root.querySelectorAll('button, select, input:not([type=checkbox]), label:has(input), [role=slider]')]
  .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([what, box]) => [what, box.width, box.height])"""
# Nothing is on its way to the kernel or back, and what came is drawn.
AT_REST = """async root => {
  const until = performance.now() + 30000;
  for (let still = 0; still < 3; still = root.dataset.waiting > 0 ? 0 : still + 1) {
    if (performance.now() > until) throw new Error("the kernel does not answer");
    await new Promise(requestAnimationFrame);
  } }"""

# The kernel is busy until it is woken.
SLEEP = """async () => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  kernel.requestExecute({code: "import time; time.sleep(60)"});
  while (kernel.status !== "busy") await new Promise(requestAnimationFrame); }"""
WAKE = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.interrupt()"


def settle(root) -> None:
    """Wait until the kernel has heard all that an explorer's page has told it, and its answers are drawn."""
    root.evaluate(AT_REST)
