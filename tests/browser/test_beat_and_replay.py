"""Beat the machine and the replay of a session in a real page: a whole game by mouse and by keys, a label that is another one."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import CUT, SMALL_TARGETS, SMALL_TYPE, settle

GAME = """import alkit
from sklearn.naive_bayes import GaussianNB
{data}
widget = alkit.beat_the_machine(data, {budget}, estimator=GaussianNB(var_smoothing=0.1), folder="{folder}", name="<b>Ann</b> $x$")
widget"""
MOONS, DIGITS = "data = alkit.two_moons(120)", "data = alkit.digits()"
SESSION = """import alkit, tempfile
data = alkit.iris()
folder = tempfile.mkdtemp()
session = alkit.open_session(data, folder=folder, budget=None)
session.rivals.clear()
for k in range(5):
    session.answer(session.ending.truth[session.current] if k != 2 else "setosa")
    session.wait()
session.close()
widget = alkit.replay_session(data, folder=folder)
widget"""


@pytest.fixture
def shown(desk):
    """A function that shows a widget."""

    def show(code, width=1300):
        notebook = desk(code, width=width)
        notebook.alone()
        notebook.run_all()
        root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
        root.wait_for(timeout=60_000)
        return notebook, root

    return show


def caption(root, words):
    """The sentence, once it says so."""
    root.locator(".al-caption", has_text=re.compile(words)).wait_for(timeout=30_000)
    return root.locator(".al-caption").inner_text()


def free(plane):
    """Where the points without a label are, in pixels."""
    return [tuple(map(float, at)) for at in re.findall(r"M([\d.]+),([\d.]+)h0", plane.locator(".al-dots").get_attribute("d"))]


def look(notebook, root, artifacts, name):
    """For everyone: axe finds nothing, and at 420 pixels nothing is cut or too small; of the beginnings test_accessible says so."""
    for theme in ("Dark", "Light"):
        notebook.theme(theme)
        found = Axe().run(notebook.page, context=".alkit-explorer")
        assert not found.violations_count, f"{theme}: {found.generate_report()}"
        notebook.page.screenshot(path=artifacts / f"{name}_{theme.lower()}.png")
    notebook.page.set_viewport_size({"width": 420, "height": 1600})
    settle(root)
    for rule in (SMALL_TYPE, CUT, SMALL_TARGETS):
        assert root.evaluate(rule) == []
    root.screenshot(path=artifacts / f"{name}_420.png")


def test_a_game_is_played_by_mouse_and_keys_to_its_end(shown, artifacts):
    notebook, root = shown(GAME.format(data=MOONS, budget=4, folder="moons"))
    page, plane = notebook.page, root.locator(".al-beat .al-room svg")
    height = root.bounding_box()["height"]
    n, box = len(free(plane)), plane.bounding_box()
    page.mouse.click(box["x"] + free(plane)[10][0] + 3, box["y"] + free(plane)[10][1])
    said = caption(root, "Answer 1 of 4: [01]. Accuracy: you 0")
    assert len(free(plane)) == n - 1 and root.locator(".al-prompt").inner_text().startswith(
        f"The answer: {said[15]}. Which point next? 3 left."
    )
    hand = root.get_by_role("slider", name="point to ask about")
    assert hand.evaluate("e => e === document.activeElement") and re.search(
        r"point at .*, class [01]$", hand.get_attribute("aria-valuetext")
    )
    seen = set()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
        seen.add(hand.get_attribute("aria-valuetext"))
    assert len(seen) >= 4 and all(re.fullmatch(r"point at .\S+, \S+, not asked yet", words) for words in seen)
    page.keyboard.press("Enter")
    caption(root, "Answer 2 of 4")
    root.get_by_role("button", name="Undo").click()
    caption(root, "Answer 1 of 4")
    for k in (2, 3, 4):
        hand.focus()
        page.keyboard.press("ArrowUp" if k % 2 else "ArrowLeft")
        page.keyboard.press("Enter")
        caption(root, f"Answer {k} of 4|You reached")
    said = caption(root, "You reached 0.*margin 0.*above .* of the 20 and below .*You took back 1")
    assert "One game on one split" in said and "accuracy so far" in root.inner_text()
    assert root.get_by_role("rowheader").all_inner_texts() == ["<b>Ann</b> $x$"] and root.locator(".al-table b").count() == 0
    assert root.bounding_box()["height"] == height, "nothing jumped"
    root.get_by_label("show what the model says").check()
    root.get_by_label("show what margin asked").check()
    settle(root)
    assert plane.locator(".al-ring").count() == 4 and root.locator(".al-beat canvas").is_visible()
    look(notebook, root, artifacts, "beat")


def test_a_game_with_pictures_is_played_by_mouse_and_keys(shown, artifacts):
    notebook, root = shown(GAME.format(data=DIGITS, budget=5, folder="digits"))
    page, cells = notebook.page, root.locator(".al-thumbs button")
    assert cells.count() == 40 and [cells.nth(k).get_attribute("tabindex") for k in (0, 1, 39)] == ["0", "-1", "-1"]
    cells.nth(3).click()
    caption(root, "Answer 1 of 5")
    assert re.fullmatch(r"sample 4 of 40, answer \d", cells.nth(3).get_attribute("aria-label"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    here = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    said = caption(root, "Answer 2 of 5")
    number = int(re.match(r"sample (\d+) of 40, not asked yet", here)[1])
    assert f"sample {number} of 40, answer {said[15]}" == cells.nth(number - 1).get_attribute("aria-label")
    before = cells.nth(0).locator("img").get_attribute("src")
    root.get_by_role("button", name="Others").click()
    settle(root)
    assert cells.nth(0).locator("img").get_attribute("src") != before and root.locator(".al-known li").count() == 12
    notebook.page.screenshot(path=artifacts / "beat_digits.png")
    root.get_by_role("button", name="Undo").click()
    caption(root, "Answer 1 of 5")


def test_a_session_is_walked_along_and_one_label_is_another_one(shown, artifacts):
    notebook, root = shown(SESSION)
    page = notebook.page
    height = root.bounding_box()["height"]
    root.hover()
    page.wait_for_function("r => r.dataset.frames === '6'", arg=root.element_handle(), timeout=60_000)
    root.get_by_label("step", exact=True).focus()
    for step in (2, 3):
        page.keyboard.press("ArrowRight")
        assert f"Step {step} of 5: you said " in root.locator(".al-caption").inner_text(), "the page waits for no kernel"
    settle(root)
    assert "You said setosa" in root.inner_text() and root.locator(".al-replayed table").count() == 1
    root.get_by_label("what if it had been").select_option("virginica")
    said = caption(root, "With virginica instead of setosa at step 3")
    assert re.search(r"accuracy at the end is 0\.\d\d in place of 0\.\d\d", said)
    assert "with virginica at 3, at the end" in root.locator(".al-legend").last.inner_text()
    assert root.bounding_box()["height"] == height, "nothing jumped"
    page.screenshot(path=artifacts / "replay.png")
