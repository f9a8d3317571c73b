"""The labeling page never lies and never strays: the sign of the connection, who holds the keys, what is pressed too soon."""

import re

import nbformat
import pytest

from alkit import digits, open_session
from alkit.labeling.replay import replay
from alkit.widgets.words import KEYS
from tests.browser.lab import needs_server

OURS = "usntp"
LETTERS = OURS + KEYS.strip("0123456789")
KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
NOTEBOOK = "window.jupyterapp.shell.currentWidget.content"
SOON = 300  # ms
# Milliseconds from doing something to what the page then says.
UNTIL = """([act, wanted]) => new Promise((resolve, reject) => {
  const root = document.querySelector('.alkit-labeling'), start = performance.now();
  const look = () => root.dataset.connection === wanted && resolve(performance.now() - start);
  new MutationObserver(look).observe(root, {attributes: true});
  setTimeout(() => reject(new Error(`still ${root.dataset.connection}`)), 8000);
  (0, eval)(act); look(); })"""


class Oracle:
    """A cell that labels digits, between two texts."""

    def __init__(self, notebook, lab, name):
        self.notebook, self.page, self.name = notebook, notebook.page, name
        self.log = lab.log(self.page)
        self.root = self.page.locator(".alkit-labeling")

    def run(self):
        self.select(1)
        self.notebook.command("notebook:run-cell")
        self.root.wait_for(timeout=60_000)
        self.expect("ready")
        self.page.wait_for_timeout(300)

    def select(self, cell):
        """Command mode, on this cell."""
        self.page.evaluate(f"{NOTEBOOK}.activeCellIndex = {cell}; {NOTEBOOK}.mode = 'command'; {NOTEBOOK}.activate()")

    def expect(self, connection):
        self.page.locator(f".alkit-labeling[data-connection={connection}]").wait_for(timeout=30_000)

    def expect_answers(self, n):
        self.root.locator(".al-progress", has_text=re.compile(rf"^\s*{n} answers")).wait_for(timeout=30_000)

    def expect_settled(self):
        """The kernel has said that it took the answer; the page may show it before that."""
        self.page.locator(".alkit-labeling:not([data-pending])").wait_for(timeout=30_000)

    def sign(self):
        return self.root.locator(".al-signs").inner_text()

    def status(self):
        return self.root.locator(".al-status").inner_text()

    def click(self, digit):
        self.root.get_by_role("button", name=f"Answer {digit}", exact=True).click()

    def look(self):
        """A person needs a moment to see a sample."""
        self.page.wait_for_timeout(200)

    def labels(self):
        return [step.body["label"] for step in replay(self.log.events(self.name)).steps]

    def cells(self):
        return self.page.evaluate(f"{NOTEBOOK}.model.sharedModel.cells.map(c => [c.id, c.cell_type, c.getSource()])")

    def until(self, connection, act):
        return self.page.evaluate(UNTIL, [act, connection])

    def execute(self, code):
        """As another cell, or another window, would; returns at once."""
        self.page.evaluate(f"code => void {KERNEL}.requestExecute({{code}})", code)


def twice(keys):
    return "".join(key + key for key in keys)


def cells(name, *more):
    texts = [nbformat.v4.new_markdown_cell("## Before"), nbformat.v4.new_markdown_cell("## After" + "\n\nmore words" * 80)]
    return [texts[0], f"from alkit import digits, label\nlabel(digits(), budget=None, name={name!r})", *more, texts[1]]


@pytest.fixture
def oracle(desk, lab, request):
    """A session of its own; ``oracle(more cells)`` shows it."""
    name, opened = re.sub(r"\W", "_", request.node.name), []

    def open_(*more, subshells=True, height=1100):
        opened.append(desk(*cells(name, *more), height=height))
        if not subshells:  # as with a kernel, or a JupyterLab, that has none
            opened[0].page.evaluate(f"{KERNEL}.commsOverSubshells = 'disabled'")
        one = Oracle(opened[0], lab, name)
        one.run()
        return one

    yield open_
    for notebook in opened[:1]:
        notebook.page.evaluate(f"{KERNEL}.commsOverSubshells = 'per-comm-target'")
        assert not notebook.errors


def test_a_restarted_kernel_is_said_at_once_and_running_the_cell_again_mends_it(oracle, artifacts):
    one = oracle()
    one.click(3)
    one.expect_answers(1)
    one.expect_settled()
    assert one.until("lost", f"{KERNEL}.restart()") < SOON
    assert one.status() == "The kernel was restarted. Run this cell again: all saved answers are kept."
    one.page.keyboard.press("5")
    one.click(4)
    assert one.status().startswith("Not taken: 5, 4. The kernel was restarted.")
    one.page.screenshot(path=artifacts / "labeling_lost.png")
    one.page.wait_for_timeout(1000)
    one.notebook.ready()
    one.run()
    one.expect_answers(1)
    one.look()
    one.click(7)
    one.expect_answers(2)
    assert one.labels() == [3, 7]


@needs_server
def test_a_kernel_that_died_is_noticed(oracle):
    one = oracle()
    before = one.page.evaluate(f"{KERNEL}.id")
    one.execute("import os; os._exit(1)")
    one.page.wait_for_timeout(200)
    one.page.evaluate("[...document.querySelectorAll('.al-class')][3].click()")  # JupyterLab's own dialog may lie above it
    one.expect("lost")
    assert "Run this cell again: all saved answers are kept." in one.status()
    assert one.page.evaluate(f"{KERNEL}.id") == before and one.labels() == []


@needs_server
def test_a_busy_kernel_is_said_at_once_and_what_is_clicked_counts_once(oracle, artifacts):
    one = oracle(subshells=False)
    one.click(3)
    one.expect_answers(1)
    one.look()
    one.execute("import time; time.sleep(3)")
    one.page.wait_for_timeout(100)
    click = "[...document.querySelectorAll('.al-class')][5].click()"
    assert one.until("busy", click) < SOON + 30  # the page waits 300 ms for an answer; the rest is the timer's
    assert one.status() == "The kernel is busy with another cell. Your answer “5” is kept until it is free."
    one.click(6)
    one.page.keyboard.press("7")
    assert one.status().startswith("Not taken: 6, 7. “5” is still waiting.")
    one.page.screenshot(path=artifacts / "labeling_busy.png")
    one.expect("ready")
    one.expect_answers(2)
    one.page.wait_for_timeout(500)
    assert one.labels() == [3, 5]


@needs_server
def test_where_messages_have_a_thread_of_their_own_another_cell_holds_nobody_up(oracle):
    one = oracle("import time; time.sleep(4)")
    one.execute("import time; time.sleep(4)")
    one.page.wait_for_timeout(100)
    one.click(3)
    one.expect_answers(1)
    assert one.sign().startswith("ready") and one.labels() == [3]


def test_no_key_labels_a_sample_that_is_off_screen(oracle, artifacts):
    one = oracle(height=800)
    one.click(3)
    one.expect_answers(1)
    one.look()
    one.page.mouse.move(700, 500)
    one.page.mouse.wheel(0, 2000)
    one.page.wait_for_timeout(500)
    for key in "5usn":
        one.page.keyboard.press(key)
    toast = one.page.locator(".alkit-toast")
    assert toast.inner_text() == "Not taken: 5, undo, skip, don't know. The sample is off screen; scroll to it."
    one.page.screenshot(path=artifacts / "labeling_off_screen.png")
    one.page.wait_for_timeout(500)
    assert one.labels() == [3]
    one.page.mouse.wheel(0, -2000)
    one.page.wait_for_timeout(500)
    one.page.keyboard.press("5")
    one.expect_answers(2)
    assert one.labels() == [3, 5]


def test_none_of_our_letters_is_one_of_jupyterlabs(oracle):
    one = oracle()
    bound = one.page.evaluate("window.jupyterapp.commands.keyBindings.map(b => [b.keys[0], b.selector])")
    of_notebook = {key.lower() for key, selector in bound if not re.search("DirListing|ImageViewer|Console", selector)}
    assert {"d", "a", "b", "x", "0"} <= of_notebook  # the list is the right one
    assert not of_notebook & set(LETTERS)


def test_stray_keys_change_no_cell(oracle):
    one = oracle()
    before = one.cells()
    for cell in (0, 1, 2):  # a text, our own cell, a text
        one.select(cell)
        assert "keys off" in one.sign()
        for key in twice(OURS + KEYS):
            one.page.keyboard.press(key)
        assert one.cells() == before
    assert "Not taken" in one.status() and "The keys are off: click the sample first." in one.status()
    one.page.mouse.move(700, 500)
    one.page.mouse.wheel(0, 5000)  # out of sight, the digits are the notebook's again; the letters do nothing there
    one.page.wait_for_timeout(500)
    one.select(2)
    for key in twice(LETTERS):
        one.page.keyboard.press(key)
    assert one.cells() == before and one.labels() == []
    assert one.page.locator(".jp-Dialog").count() == 0


def test_a_click_in_the_margin_and_one_on_a_button_give_the_keys(oracle):
    one = oracle()
    box = one.root.bounding_box()
    for x in (box["x"] + box["width"] + 6, box["x"] - 30):
        one.select(2)
        assert "keys off" in one.sign()
        one.page.mouse.click(x, box["y"] + 200)
        one.page.wait_for_timeout(200)
        assert "keys on" in one.sign()
    one.page.keyboard.press("3")
    one.expect_answers(1)
    one.select(2)
    one.look()
    one.click(4)
    one.expect_answers(2)
    assert "keys on" in one.sign()
    one.look()
    one.page.keyboard.press("Space")  # not the button's answer again
    one.page.wait_for_timeout(300)
    assert one.labels() == [3, 4]


def test_keys_in_quick_succession_are_kept_or_refused_aloud(oracle):
    one = oracle()
    one.root.locator(".al-sample").click()
    one.page.wait_for_timeout(200)
    said = "window.said = []; new MutationObserver(() => said.push(document.querySelector('.al-status').textContent))"
    one.page.evaluate(f"{said}.observe(document.querySelector('.al-status'), {{childList: true}})")
    for digit in "1234567":
        one.page.keyboard.press(digit)
        one.page.wait_for_timeout(60)
    one.page.wait_for_timeout(500)
    kept, texts = one.labels(), one.page.evaluate("said")
    refused = next(re.findall(r"\d", text.split(".")[0]) for text in reversed(texts) if text)
    assert sorted([*map(str, kept), *refused]) == list("1234567")
    assert kept[0] == 1 and len(refused) > 0


def test_a_double_click_labels_one_sample_only(oracle):
    one = oracle()
    button = one.root.get_by_role("button", name="Answer 3", exact=True)
    button.evaluate("b => { b.click(); b.click(); b.click(); }")
    one.page.wait_for_timeout(1000)
    assert one.labels() == [3]


def test_the_pressed_keys_button_flashes(oracle):
    one = oracle()
    one.root.locator(".al-sample").click()
    one.look()
    color = "getComputedStyle(document.querySelectorAll('.al-class')[3]).backgroundColor"
    plain = one.page.evaluate(color)
    one.page.keyboard.press("3")
    assert one.page.evaluate(color) != plain
    one.page.wait_for_timeout(300)
    assert one.page.evaluate(color) == plain
    one.expect_answers(1)
    one.look()
    one.page.emulate_media(reduced_motion="reduce")
    one.page.keyboard.press("3")
    assert one.page.evaluate(color) == plain
    one.expect_answers(2)


@needs_server
def test_two_tabs_of_one_notebook_stay_in_step(oracle, new_page, lab):
    one = oracle()
    one.notebook.save()
    page = new_page()
    try:
        page.goto(f"{lab.url}/lab/tree/desk.ipynb?reset&token=t")
        second = page.locator(".alkit-labeling")
        second.wait_for(timeout=60_000)
        one.click(3)
        second.locator(".al-progress", has_text=re.compile(r"^\s*1 answers")).wait_for(timeout=10_000)
        page.wait_for_timeout(200)
        second.get_by_role("button", name="Answer 4", exact=True).click()
        one.expect_answers(2)
        assert one.labels() == [3, 4] and one.sign().startswith("ready")
    finally:
        page.close()


def test_run_again_in_a_second_tab_the_first_says_so(oracle, artifacts):
    one = oracle()
    one.click(3)
    one.expect_answers(1)
    one.execute(f'w = label(digits(), budget=None, name="{one.name}")')
    left = one.page.locator(".alkit-left")
    left.wait_for(timeout=30_000)
    assert left.inner_text().startswith("This session went on in another cell or window.")
    one.page.screenshot(path=artifacts / "labeling_left.png")
    one.run()
    one.expect_answers(1)
    assert one.page.locator(".alkit-left").count() == 0


@needs_server
def test_what_another_kernel_has_answered_is_shown_to_whoever_comes_back(oracle, lab):
    one = oracle()
    other = open_session(digits(), budget=None, name=one.name, folder=lab.root / "labels")
    other.answer(5)
    one.page.mouse.move(1, 1)  # who comes back was away
    one.root.hover()
    one.expect_answers(1)
    assert one.status() == "This session went on in another window; this is where it stands now."
    one.look()
    one.click(6)
    one.expect_answers(2)
    other.close()
    assert one.labels() == [5, 6]


def test_buttons_fit_their_words(oracle, artifacts):
    one = oracle(
        "names = ['other', 'a rather long name of a class', 'Donaudampfschifffahrtsgesellschaft' * 3, 'many words ' * 30]\n"
        "label(['some text', 'another'], classes=names, name='words')"
    )
    one.select(2)
    one.notebook.command("notebook:run-cell")
    words = one.page.locator(".alkit-labeling").nth(1)
    words.wait_for(timeout=30_000)
    one.notebook.command("application:toggle-left-area")  # at 420 px nobody has it open
    for width in (1400, 420):
        one.page.set_viewport_size({"width": width, "height": 1000})
        one.page.wait_for_timeout(500)
        words.screenshot(path=artifacts / f"labeling_words_{width}.png")
        for button in words.locator(".al-class").all():
            height, width_of_text, width, room = button.evaluate(
                "b => [b.offsetHeight, b.scrollWidth, b.offsetWidth, b.parentNode.clientWidth]"
            )
            assert height < 75 and width_of_text <= width <= room
    assert words.get_by_text("other", exact=True).evaluate("s => s.offsetHeight < 30")
    assert words.locator(".al-class", has_text="many words").get_attribute("title").strip() == ("many words " * 30).strip()


def test_a_remark_goes_with_the_answer_and_with_that_one_only(desk, lab):
    notebook = desk(
        "from alkit import HumanFeedback, digits, label\nlabel(digits(), strategy=HumanFeedback(), budget=None, name='remarks')"
    )
    oracle = Oracle(notebook, lab, "remarks")
    notebook.page.evaluate(f"{NOTEBOOK}.activeCellIndex = 0")
    notebook.command("notebook:run-cell")
    oracle.expect("ready")
    easy, broken = (oracle.root.get_by_role("button", name=name, exact=True) for name in ("too easy", "broken"))
    easy.click()
    broken.press("Enter")  # the last word counts
    assert (easy.get_attribute("aria-pressed"), broken.get_attribute("aria-pressed")) == ("false", "true")
    oracle.look()
    oracle.click(3)
    oracle.expect_answers(1)
    assert broken.get_attribute("aria-pressed") == "false"
    easy.click()
    easy.click()  # taken back
    oracle.look()
    oracle.click(5)
    oracle.expect_answers(2)
    steps = replay(oracle.log.events("remarks")).steps
    assert [(s.body["label"], s.body["remark"]) for s in steps] == [(3, "broken"), (5, None)]
