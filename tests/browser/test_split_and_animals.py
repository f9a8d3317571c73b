"""The split explorer and the games in a real page: by mouse, by keys alone, on a small screen."""

import json
import re

import numpy as np
import pytest

from alkit.widgets.explorer import HERE
from alkit.widgets.explorers.split import Cut
from alkit.widgets.games.bottles import BottlesState
from alkit.widgets.games.guessing import MachineAsksGame
from tests.browser.lab import needs_server
from tests.browser.pages import CUT, SLEEP, SMALL_TYPE, WAKE, settle

CURVES = """([sources, data]) => {
  const found = {}, run = new Function("found", sources + "; found.cutAt = cutAt; found.inWords = inWords; found.gains = gains;");
  run(found);
  return data.features.map(table => found.gains(table, data.step).map(([t, gain]) => {
    const cut = found.cutAt(table, t);
    return [t, gain, cut.start, ...cut.sizes, ...cut.h, found.inWords(table, cut)]; })); }"""


def caption(root):
    return root.locator(".al-caption").inner_text()


def said(feature, threshold):
    cut = Cut(feature)
    cut.threshold = threshold
    return cut.describe()


# ---- the split --------------------------------------------------------------------------------------


def test_the_page_computes_every_cut_as_python_does(browser):
    sources = "".join((HERE / name).read_text().replace("export default", "//") for name in ("chart.js", "formulas.js"))
    sources += (HERE / "explorers" / "split.js").read_text()
    page = browser.new_page()
    tables = page.evaluate(CURVES, [sources, json.loads(json.dumps(Cut().page()))])
    page.close()
    for name, rows in zip(Cut().features, tables, strict=True):
        cut = Cut(name)
        thresholds, curve = cut.curve()
        np.testing.assert_allclose([row[:2] for row in rows], np.column_stack([thresholds, curve]), atol=1e-12)
        for t, _, before, *parts, words in rows:
            cut.threshold = t
            (n_left, h_left), (n_right, h_right) = cut.parts()
            np.testing.assert_allclose([before, *parts], [cut.before, n_left, n_right, h_left, h_right], atol=1e-12)
            assert words == cut.describe()


def test_the_cut_is_dragged_and_the_numbers_follow(shown, artifacts):
    page, root = shown("split_explorer('petal length (cm)')")
    handle, plot = root.get_by_role("slider", name="cut of the petal length (cm)"), root.locator("svg").first
    box, grip = plot.bounding_box(), handle.locator("path").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    seen = []
    for left in np.linspace(x, box["x"] + 0.35 * box["width"], 12):
        page.mouse.move(left, y - 60)
        seen.append((float(handle.get_attribute("aria-valuenow")), caption(root)))
    assert seen[-1][0] < seen[0][0] and len(dict(seen)) > 8
    for threshold, words in seen:
        assert words == said("petal length (cm)", threshold), "the page is a step behind the hand"
    page.mouse.up()
    threshold = seen[-1][0]
    settle(root)
    assert caption(root) == said("petal length (cm)", threshold) and handle.evaluate("e => e === document.activeElement")
    assert root.get_by_label("threshold in cm, as a number").input_value() == f"{threshold:.2f}"
    assert float(root.get_by_label("threshold in cm", exact=True).input_value()) == pytest.approx(threshold)
    page.screenshot(path=artifacts / "split_dragged.png")


def test_keys_number_and_slider_reach_the_same(shown):
    page, root = shown("split_explorer('petal length (cm)')")
    handle = root.get_by_role("slider", name="cut of the petal length (cm)")
    handle.focus()
    for key, threshold in (("ArrowRight", 4.0), ("ArrowDown", 3.95), ("PageDown", 3.45), ("Home", 1.0), ("End", 6.9)):
        page.keyboard.press(key)
        assert caption(root) == said("petal length (cm)", threshold)
    field = root.get_by_label("threshold in cm, as a number")
    field.fill("2.45")
    field.press("Enter")
    assert caption(root) == said("petal length (cm)", 2.45) and "gain 1.585 − 0.667 = 0.918 bits" in caption(root)
    root.get_by_label("threshold in cm", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert handle.get_attribute("aria-valuenow") == "2.5"
    settle(root)
    assert caption(root) == said("petal length (cm)", 2.5)


@needs_server
def test_another_feature_is_cut_in_its_middle_at_once_and_a_hand_on_it_is_followed(shown):
    page, root = shown("split_explorer('petal length (cm)')")
    page.evaluate(SLEEP)
    root.get_by_label("feature").select_option("petal width (cm)")
    assert caption(root) == said("petal width (cm)", 1.3)
    handle = root.get_by_role("slider", name="cut of the petal width (cm)")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    assert caption(root) == said("petal width (cm)", 1.25), "the kernel sleeps, the page does not"
    page.evaluate(WAKE)
    settle(root)
    assert caption(root) == said("petal width (cm)", 1.25) and root.locator(".al-problem").inner_text() == ""
    field = root.get_by_label("threshold in cm, as a number")
    assert (field.get_attribute("max"), field.input_value()) == ("2.5", "1.25")


def test_the_curve_is_shown_once_it_is_asked_for(shown, artifacts):
    page, root = shown("split_explorer()")
    height = root.bounding_box()["height"]
    curve = root.locator(".al-chart").nth(1)
    assert curve.get_by_text("Guess first.").is_visible()
    lines = curve.locator(".al-line").count()
    root.get_by_label("show the gain curve").check()
    assert curve.locator(".al-line").count() == lines + 1 and curve.get_by_text("Guess first.").count() == 0
    assert root.bounding_box()["height"] == height
    page.screenshot(path=artifacts / "split_curve.png")


# ---- the animals ------------------------------------------------------------------------------------


def tab_to(page, name):
    """Press Tab until the element with this name has the focus."""
    for _ in range(12):
        focused = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent")
        if focused == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by Tab")


def has_focus(page):
    return page.evaluate("document.activeElement.textContent")


def test_a_whole_game_by_keys(shown, artifacts):
    page, root = shown("twenty_questions(random_state=0)")
    root.get_by_role("button", name="You ask").focus()
    height = root.bounding_box()["height"]
    guess = root.get_by_role("button", name="Guess")
    assert guess.get_attribute("aria-disabled") == "true" and "Guess when one animal is left" in guess.get_attribute("title")
    tab_to(page, "question")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Ask")
    for n in range(1, 17):
        page.keyboard.press("Enter")
        root.locator(".al-answers li").nth(n - 1).wait_for(timeout=5000)
        settle(root)
        assert has_focus(page) == "Ask" and root.bounding_box()["height"] == height
        if root.get_by_text("1 of 32 animals is possible").count():
            break
    assert root.locator(".al-answers li").first.inner_text().startswith("Is it a bird?")
    assert root.locator(".al-animals li:not(.al-out)").count() == 1 and root.locator(".al-animals s").count() == 31
    page.screenshot(path=artifacts / "animals_found.png")
    tab_to(page, "Guess")
    page.keyboard.press("Space")
    root.locator(".al-prompt", has_text=re.compile("^Right, it is the ")).wait_for(timeout=5000)
    assert has_focus(page) == "Guess" and guess.get_attribute("aria-disabled") == "true"
    assert "The game is over" in guess.evaluate("e => getComputedStyle(e, '::after').content"), "the reason can be read"
    page.screenshot(path=artifacts / "animals_guessed.png")
    tab_to(page, "New game")
    page.keyboard.press("Enter")
    root.get_by_text("32 of 32 animals are possible").wait_for(timeout=5000)
    assert has_focus(page) == "New game"


def test_the_machine_asks_and_is_answered_by_keys(shown, artifacts):
    page, root = shown("twenty_questions()")
    root.get_by_role("button", name="The machine asks").focus()
    page.keyboard.press("Enter")
    root.get_by_role("button", name="Yes").wait_for(timeout=5000)
    assert has_focus(page) == "The machine asks"
    assert root.get_by_role("button", name="The machine asks").get_attribute("aria-pressed") == "true"
    game, prompt = MachineAsksGame(), root.locator(".al-prompt")
    for yes in (False, True, True, True, True, True):
        assert prompt.inner_text() == game.prompt
        tab_to(page, "Yes") if yes else tab_to(page, "No")
        page.keyboard.press("Enter")
        game.answer(yes)
        page.locator(".al-prompt", has_text=game.prompt).wait_for(timeout=5000)
        assert has_focus(page) == ("Yes" if yes else "No")
        if yes is False:
            root.get_by_role("button", name="You ask").focus()
        if game.verdict is not None:
            break
    assert game.verdict is True and caption(root).startswith(f"{game.prompt} Each answer was a label from you")
    aloud = re.compile(f"^{re.escape(caption(root))}$")
    root.locator(".al-live", has_text=aloud).wait_for(state="attached")  # what is shown is read aloud
    page.screenshot(path=artifacts / "animals_answered.png")


def test_a_double_click_asks_one_question(shown):
    _, root = shown("twenty_questions(random_state=0)")
    root.get_by_role("button", name="Ask", exact=True).dblclick()
    settle(root)
    assert root.locator(".al-answers li").count() == 1


# ---- the bottles --------------------------------------------------------------------------------------


def click_bottle(page, root, day, n=7, lift=60):
    """Click on a bottle of your row, ``lift`` pixels above the axis."""
    box = root.locator(".al-bottles svg").first.bounding_box()
    across = 10 + (day - 0.4) / (n + 0.2) * (box["width"] - 20)
    page.mouse.click(box["x"] + across, box["y"] + box["height"] - 46 - lift)
    settle(root)


def test_bottles_are_tasted_by_mouse_and_by_keys_beside_the_random_taster(shown, artifacts):
    page, root = shown("bottles(random_state=1)")
    game, prompt, height = BottlesState(random_state=1), root.locator(".al-prompt"), root.bounding_box()["height"]
    titles = root.locator(".al-bottles figcaption")
    click_bottle(page, root, 4)
    click_bottle(page, root, 4)
    game.taste(4)
    assert prompt.inner_text() == game.prompt and caption(root) == game.describe()
    assert titles.all_inner_texts() == ["you: 1 tasted, 4 possible", "random: 1 tasted, 6 possible"]
    hand = root.get_by_role("slider", name="bottle to taste")
    assert hand.evaluate("e => e === document.activeElement") and hand.get_attribute("aria-valuetext") == "day 4, tasted, sour"
    click_bottle(page, root, 2, lift=-40)
    assert caption(root) == game.describe(), "a click on the name of the axis tastes nothing"
    hand.focus()
    for key in ("Home", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    game.taste(2)
    settle(root)
    assert caption(root) == game.describe() and hand.get_attribute("aria-valuetext") == "day 2, tasted, fresh"
    root.get_by_label("show the gains in bits").check()
    gains = ", ".join(f"{game.you.gain(day):.2f}" for day in range(1, 8))
    yours = root.locator(".al-bottles svg").first
    assert f"Gains in bits: {gains}." in yours.get_attribute("aria-label")
    assert "day 1 fresh, day 2 tasted, fresh, day 3 not known yet, day 4 tasted, sour" in yours.get_attribute("aria-label")
    page.screenshot(path=artifacts / "bottles.png")
    click_bottle(page, root, 3)
    game.taste(3)
    assert prompt.inner_text() == game.prompt and game.prompt.startswith("Well tasted") and caption(root) == game.describe()
    page.screenshot(path=artifacts / "bottles_known.png")
    root.get_by_role("button", name="New game").click()
    root.get_by_role("button", name="31").click()
    settle(root)
    assert prompt.inner_text().startswith("31 bottles") and root.bounding_box()["height"] == height


# ---- a small screen ---------------------------------------------------------------------------------


def use(page, root, code):
    if "split" in code:
        root.get_by_label("show the gain curve").click()
        root.get_by_role("slider", name="cut of the petal length (cm)").focus()
        page.keyboard.press("PageDown")
    elif "bottles" in code:
        hand = root.get_by_role("slider", name="bottle to taste")
        hand.focus()
        for key in ("Enter", "ArrowRight") * 2:
            page.keyboard.press(key)
    else:
        root.get_by_role("button", name="No" if "True" in code else "Ask", exact=True).click()
    settle(root)


@pytest.mark.parametrize(
    "code", ["split_explorer('petal length (cm)')", "twenty_questions(random_state=0)", "twenty_questions(True)", "bottles()"]
)
def test_on_a_small_screen_nothing_is_cut_too_small_or_jumps(shown, code):
    page, root = shown(code, width=420)
    height = root.bounding_box()["height"]
    for _ in range(4):
        use(page, root, code)
        assert root.bounding_box()["height"] == height
    assert root.evaluate(SMALL_TYPE) == []
    assert root.evaluate(CUT) == []
    output = root.locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea-output')]").first
    assert output.evaluate("e => e.scrollWidth <= e.clientWidth")
