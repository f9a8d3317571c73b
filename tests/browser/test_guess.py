"""Guesses in a real page: each kind by mouse, by touch and by keys alone, locked, kept over a restart, revealed, on a phone."""

import re
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe

from alkit.exercises.beliefs import Choose, spread
from alkit.widgets.explorer import HERE
from tests.browser.pages import CUT, SMALL_TARGETS, SMALL_TYPE, settle

QUESTION = r"How $will$ it go, \(now\), <b>really</b>?"
KINDS = {
    "choose": "options=['10 %', '30 %', '60 %', '<b>all</b> $of$ them']",
    "estimate": "between=(0, 450), unit='pictures'",
    "draw": "curve=dict(x=(0, 10), y=(0, 1), x_name='answers asked', y_name='accuracy')",
}
TRUTHS = {"choose": "'60 %'", "estimate": "262", "draw": "[0.5 + n / 20 for n in range(11)]"}
SPREAD = """([sources, cases]) => { const found = {};
  new Function("found", sources + "; found.spread = spread;")(found);
  return cases.map(([belief, option, to]) => found.spread(belief, option, to)); }"""


def cells(key, kind):
    """The guess, the cell that reveals it, and what it was worth."""
    ask = f"import alkit\nwidget = alkit.guess('{key}', {QUESTION!r}, {KINDS[kind]})\nwidget"
    return ask, f"alkit.reveal('{key}', {TRUTHS[kind]})", "alkit.your_bits('99')"


class Page:
    """One guess in a notebook, whose three cells begin at ``first``."""

    def __init__(self, notebook, lab, key, first=0):
        self.notebook, self.page, self.first = notebook, notebook.page, first
        self.is_kept = lambda: lab.holds(self.page, f"labels/guesses/{key}.json")
        self.root = self.page.locator(".jp-Cell").nth(first).locator(".alkit-explorer[data-connection=ready]")
        self.ask()

    def run(self, cell):
        self.page.evaluate("n => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = n; }", self.first + cell)
        self.notebook.command("notebook:run-cell")
        self.output(cell).wait_for(timeout=60_000)

    def output(self, cell):
        return self.page.locator(".jp-Cell").nth(self.first + cell).locator(".jp-OutputArea-output").first

    def ask(self):
        self.run(0)
        self.root.wait_for(timeout=60_000)

    def reveal(self):
        self.run(1)
        settle(self.root)
        return self.output(1).inner_text()

    def press(self, name):
        self.root.get_by_role("button", name=name, exact=True).click()
        settle(self.root)

    def commit_by_keys(self):
        self.root.get_by_role("button", name="Commit", exact=True).focus()
        self.page.keyboard.press("Enter")
        settle(self.root)

    def shares(self):
        return [int(text.removesuffix(" %")) for text in self.root.locator(".al-share").all_inner_texts()]

    def slider(self, name):
        return self.root.get_by_role("slider", name=name)

    def now(self, name):
        return float(self.slider(name).get_attribute("aria-valuenow"))

    def drag(self, start, *ways):
        self.page.mouse.move(*start)
        self.page.mouse.down()
        for way in ways:
            self.page.mouse.move(*way, steps=6)
        self.page.mouse.up()
        settle(self.root)

    def middle(self, locator):
        box = locator.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def caption(self):
        return self.root.locator(".al-caption").inner_text()


@pytest.fixture
def asked(desk, lab):
    """A function that asks for guesses of these kinds, each under a key of its own."""

    def ask(*kinds, **size):
        keys = [f"99.{uuid.uuid4().hex[:8]}" for _ in kinds]
        notebook = desk(*(cell for key, kind in zip(keys, kinds) for cell in cells(key, kind)), **size)
        notebook.alone()
        pages = [Page(notebook, lab, key, 3 * n) for n, key in enumerate(keys)]
        return pages if len(kinds) > 1 else pages[0]

    return ask


def is_locked(page):
    button = page.root.get_by_role("button", name="Commit", exact=True)
    return button.get_attribute("aria-disabled") == "true" and page.is_kept()


def test_the_page_spreads_a_belief_as_python_does(browser):
    sources = "".join(
        (HERE / name).read_text().replace("export default", "//") for name in ("chart.js", "formulas.js", "guess.js")
    )
    cases, belief = [], Choose(tuple("abcdefg")).start()
    for n in range(400):
        option, to = 5 * n % 7, (37 * n * n) % 113 - 5
        cases.append([belief, option, to])
        belief = spread(belief, option, to)
    page = browser.new_page()
    assert page.evaluate(SPREAD, [sources, cases]) == [spread(*case) for case in cases]
    page.close()


# ---- choose ------------------------------------------------------------------------------------------


def test_choose_by_mouse_and_to_and_fro_changes_nothing(asked, artifacts):
    page = asked("choose")
    assert page.shares() == [25, 25, 25, 25] and page.root.locator("b").count() == 0, "an option is no markup"
    box = page.slider("60 %").bounding_box()

    def at(share):
        return box["x"] + 8 + share * (box["width"] - 16), box["y"] + box["height"] / 2

    page.drag(at(0.25), at(0.7))
    first, _, third, _ = page.shares()
    assert 60 < third < 80 and sum(page.shares()) == 100
    page.drag(at(third / 100), at(0.97), at(third / 100))
    assert abs(page.shares()[2] - third) <= 2 and abs(page.shares()[0] - first) <= 1
    belief = page.shares()
    page.press("Commit")
    assert is_locked(page) and page.slider("60 %").is_disabled()
    assert page.caption().startswith(f"You gave {belief[0]} % to “10 %”")
    page.page.screenshot(path=artifacts / "guess_choose.png")


def choose_by_keys(page):
    page.slider("30 %").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.page.keyboard.press(key)
    assert page.shares() == [24, 28, 24, 24] and page.slider("30 %").evaluate("e => e === document.activeElement")
    page.page.keyboard.press("End")
    assert page.shares() == [1, 97, 1, 1]
    page.commit_by_keys()


def test_choose_by_keys_alone_and_locked(asked):
    page = asked("choose")
    choose_by_keys(page)
    commit = page.root.get_by_role("button", name="Commit", exact=True)
    assert is_locked(page) and commit.evaluate("e => e === document.activeElement")


# ---- estimate ----------------------------------------------------------------------------------------

ENDS = ("lower end of your 90 % range", "your best guess", "upper end of your 90 % range")


def test_estimate_by_mouse(asked, artifacts):
    page = asked("estimate")
    assert [page.now(name) for name in ENDS] == [22, 225, 428]
    best = page.middle(page.slider(ENDS[1]))
    page.drag(best, (best[0] + 150, best[1]))
    to = page.now(ENDS[1])
    assert 260 < to < 320
    low = page.middle(page.slider(ENDS[0]))
    page.drag(low, (low[0] + 2000, low[1] + 30))
    assert page.now(ENDS[0]) == to, "an end stops at the best guess"
    page.press("Commit")
    assert is_locked(page) and page.root.get_by_role("slider").count() == 0
    assert "holds it" in page.reveal() or "misses it" in page.output(1).inner_text()
    assert page.root.locator("svg").get_by_text("the answer: 262").is_visible()
    page.page.screenshot(path=artifacts / "guess_estimate.png")


def estimate_by_keys(page):
    for name, keys in ((ENDS[1], ["PageUp", "ArrowRight"]), (ENDS[0], ["PageUp"] * 3), (ENDS[2], ["ArrowDown", "PageDown"])):
        page.slider(name).focus()
        for key in keys:
            page.page.keyboard.press(key)
    assert [page.now(name) for name in ENDS] == [52, 236, 417]
    page.commit_by_keys()


def test_estimate_by_keys_alone(asked):
    page = asked("estimate")
    estimate_by_keys(page)
    assert is_locked(page)


# ---- draw --------------------------------------------------------------------------------------------

PEN = "your curve, accuracy"


def heights(page):
    about = page.root.locator(".al-room svg").get_attribute("aria-label")
    return [float(v) for v in re.findall(r"([\d.]+) at \d+", about.split("What happened")[0])]


def plot_at(page, x, y):
    """The pixel of a place: the limits as in guess.js."""
    box = page.root.locator(".al-room").bounding_box()
    across, up = box["width"] - 60 - 22, box["height"] - 12 - 46
    return box["x"] + 60 + across * x / 10, box["y"] + 12 + up * (1 - y)


def test_draw_by_mouse_and_what_lies_between_is_filled(asked, artifacts):
    page = asked("draw")
    commit = page.root.get_by_role("button", name="Commit", exact=True)
    assert commit.get_attribute("aria-disabled") == "true" and commit.get_attribute("title") == "Nothing is drawn yet."
    page.page.mouse.move(*plot_at(page, 0, 0.2))
    page.page.mouse.down()
    page.page.mouse.move(*plot_at(page, 10, 0.7))  # in one stroke, faster than the page can see
    page.page.mouse.up()
    settle(page.root)
    assert heights(page) == pytest.approx([0.2 + 0.05 * k for k in range(11)], abs=0.021)
    page.press("Commit")
    drawn = heights(page)
    assert is_locked(page)
    page.drag(plot_at(page, 5, 0.5), plot_at(page, 9, 0.1))
    assert heights(page) == drawn, "it is locked"
    assert "On average your curve is" in page.reveal()
    assert page.root.locator(".al-room svg").get_by_text("what happened").is_visible()
    assert page.page.locator(".jp-Cell").nth(1).locator("img").get_attribute("alt").startswith("The answer is a curve")
    page.page.screenshot(path=artifacts / "guess_draw.png")


def draw_by_keys(page):
    page.slider(PEN).focus()
    for key in ("ArrowUp", "ArrowRight", "PageUp", "End", "PageDown", "ArrowDown", "ArrowLeft", "Home", "ArrowLeft"):
        page.page.keyboard.press(key)
    assert heights(page) == pytest.approx([0.51, 0.6, *[0.5] * 8, 0.39])
    assert page.slider(PEN).get_attribute("aria-valuetext") == "0.51 at 0 answers asked"
    settle(page.root)
    page.commit_by_keys()


def test_draw_by_keys_alone(asked):
    page = asked("draw")
    draw_by_keys(page)
    assert is_locked(page)


def test_draw_by_touch_and_the_page_does_not_scroll_away(asked):
    page = asked("draw")
    touch = page.page.context.new_cdp_session(page.page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.root.scroll_into_view_if_needed()

    def finger(kind, *at):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": at[0], "y": at[1]}] if at else []})

    finger("touchStart", *plot_at(page, 0, 0.9))
    for k in range(1, 11):
        finger("touchMove", *plot_at(page, k, 0.9 - 0.08 * k))
    finger("touchEnd")
    settle(page.root)
    assert heights(page) == pytest.approx([0.9 - 0.08 * k for k in range(11)], abs=0.03)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": False})


# ---- kept over a restart, one for all, and revealed -----------------------------------------------------


def choice_is_kept(page, artifacts):
    assert page.shares() == [1, 97, 1, 1] and page.slider("30 %").is_disabled()
    assert "the answer" not in page.root.inner_text().lower()
    assert "You gave it 1 %: a surprise of 6.64 bits. A uniform guesser has 2.00." in page.reveal()
    assert page.root.locator(".al-true").inner_text().split() == ["60", "%", "1", "%", "✓", "the", "answer"]
    assert "6.64 bits" in page.caption()
    page.page.screenshot(path=artifacts / "guess_choose_revealed.png")
    page.run(2)
    assert QUESTION in page.output(2).inner_text()
    assert page.page.locator("mjx-container").count() == 0
    page.press("Guess again")
    assert not page.slider("30 %").is_disabled() and page.root.locator(".al-true").count() == 0
    page.press("Commit")
    assert "does not count" in page.caption()


def estimate_is_kept(page, _):
    assert page.caption() == "You said 236 pictures, and with 90 % from 52 to 417."
    assert page.root.get_by_role("slider").count() == 0
    assert "Your best guess was 26 off; your 90 % range, 52 to 417, holds it." in page.reveal()


def curve_is_kept(page, _):
    assert heights(page) == pytest.approx([0.51, 0.6, *[0.5] * 8, 0.39]) and page.root.get_by_role("slider").count() == 0
    assert "farthest at 10: 0.61 too low" in page.reveal()


def test_each_kind_is_kept_over_a_restart_and_revealed(asked, artifacts):
    pages = asked("choose", "estimate", "draw")
    for by_keys, page in zip((choose_by_keys, estimate_by_keys, draw_by_keys), pages):
        by_keys(page)
    pages[0].notebook.restart()
    for is_kept, page in zip((choice_is_kept, estimate_is_kept, curve_is_kept), pages):
        page.ask()
        is_kept(page, artifacts)


# ---- without a guess, on a phone, for everyone -------------------------------------------------------


def test_without_a_guess_all_runs_and_the_answer_is_told_kindly(asked):
    page = asked("choose")
    assert "There was no guess to compare it with: next time, guess first." in page.reveal()
    assert not page.is_kept() and "the answer" not in page.root.inner_text().lower()


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_phone_and_for_axe(asked, artifacts, kind):
    page = asked(kind, width=420)
    for state in ("open", "revealed"):
        for theme in ("Light", "Dark"):
            page.notebook.theme(theme)
            found = Axe().run(page.page, context=".alkit-explorer, .jp-CodeCell:last-child .jp-OutputArea")
            assert not found.violations_count, f"{kind} {state} {theme}: {found.generate_report()}"
        for script in (SMALL_TYPE, CUT, SMALL_TARGETS):
            assert page.root.evaluate(script) == [], (kind, state)
        height = page.root.bounding_box()["height"]
        page.page.screenshot(path=artifacts / f"guess_{kind}_{state}_phone.png", full_page=True)
        if state == "open":
            page.root.get_by_role("slider").first.focus()
            page.page.keyboard.press("ArrowUp")
            settle(page.root)
            assert page.root.bounding_box()["height"] == height, "nothing jumps"
            page.commit_by_keys()
            page.reveal()
            page.run(2)
