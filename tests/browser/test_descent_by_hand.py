"""The descent explorer in a real page: the same paths as Python's, and a picture that follows hand and keys at once."""

import json

import numpy as np
import pytest

from alkit.widgets.explorer import HERE
from alkit.widgets.explorers.descent import DescentState
from alkit.widgets.explorers.surfaces import LINE, SURFACES

SETTLED = 500  # ms, in which the kernel has answered
ALL = """([sources, data, cases]) => {
  const found = {};
  new Function("found", sources + "; Object.assign(found, { pathOf, lossOf, judge, inWords });")(found);
  return cases.map(({ surface: k, ...values }) => {
    const surface = data.surfaces[k], path = found.pathOf(surface, values.start, values.step_size, values.steps);
    const losses = path.map((place) => found.lossOf(surface, ...place));
    return [path, losses, found.inWords(surface, values, losses, found.judge(surface, values.start, values.step_size, data))]; }); }"""


def caption(root):
    return root.locator(".al-caption").inner_text()


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("limit", [False, True])
def test_the_page_computes_every_path_as_python_does(browser, limit):
    sources = "".join((HERE / name).read_text().replace("export default", "//") for name in ("chart.js", "formulas.js"))
    sources += (HERE / "explorers" / "descent.js").read_text()
    rng, names = np.random.default_rng(0), list(SURFACES)
    places = [*rng.uniform(-3, 3, (6, 2)).round(2).tolist(), [0.0, 0.0], [0.5, 2.0]]
    sizes = (0.005, 0.1, 0.3, 0.39, 0.395, 0.4, 0.45, 0.8)
    cases = [(k, size, start, steps) for k in range(2) for size in sizes for start in places for steps in (0, 3, 40)]
    cases = [case for case in cases if case[0] == 0 or case[1] <= 0.45]  # beyond its limit the unit's path is chaotic
    state = DescentState(limit=limit)
    sent = [dict(zip(("surface", "step_size", "start", "steps"), case)) for case in cases]
    page = browser.new_page()
    answers = page.evaluate(ALL, [sources, json.loads(json.dumps(state.page())), sent])
    page.close()
    for (k, size, start, steps), (path, losses, words) in zip(cases, answers, strict=True):
        state = DescentState(names[k], size, tuple(start), steps, limit)
        np.testing.assert_allclose(path, state.path, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(losses, state.losses, rtol=1e-8, atol=1e-12)
        assert words == state.describe()


def test_the_start_is_dragged_and_the_path_follows_at_once(shown, artifacts):
    page, root = shown("descent_explorer(step_size=0.3)")
    start = root.get_by_role("slider", name="start of the descent")
    (x, y), seen = middle(start.locator("path")), []
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(1, 11):
        page.mouse.move(x + 20 * k, y + 15 * k)
        seen.append((start.get_attribute("aria-valuetext"), caption(root)))
    page.mouse.up()
    assert len({where for where, _ in seen}) == 10
    for where, words in seen:
        a, b = (float(part.split()[-1]) for part in where.split(","))
        assert words == DescentState(step_size=0.3, start=(a, b)).describe(), "the page is a step behind the hand"
    page.wait_for_timeout(SETTLED)
    assert caption(root) == seen[-1][1] and start.evaluate("e => e === document.activeElement")
    page.screenshot(path=artifacts / "descent_dragged.png")


def test_keys_numbers_and_the_player_reach_all_of_it(shown):
    page, root = shown("descent_explorer()")
    start = root.get_by_role("slider", name="start of the descent")
    start.focus()
    for key, a, b in (
        ("ArrowRight", -1.95, 2.5),
        ("ArrowDown", -1.95, 2.45),
        ("PageUp", -1.45, 2.45),
        ("Home", -3, 2.45),
        ("End", 3, 2.45),
    ):
        page.keyboard.press(key)
        assert caption(root) == DescentState(start=(a, b)).describe()
    field = root.get_by_label("step size, as a number")
    field.fill("0.395")
    field.press("Enter")
    assert caption(root) == DescentState(step_size=0.395, start=(3, 2.45)).describe() and "oscillates" in caption(root)
    root.get_by_label("step size", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert "It diverges" in caption(root) and root.get_by_text("it diverges", exact=True).is_visible()
    page.wait_for_timeout(SETTLED)
    assert root.locator(".al-problem").inner_text() == "" and "It diverges" in caption(root)
    root.get_by_role("button", name="Play steps").click()
    root.get_by_role("button", name="Pause steps").click()
    assert int(root.get_by_label("steps", exact=True).input_value()) < 10
    root.get_by_label("loss of").select_option("one hidden unit")
    assert "input weight 3.00" in caption(root)
    root.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(SETTLED)
    assert caption(root) == DescentState().describe()


def test_the_step_size_is_dragged_over_the_limit(shown, artifacts):
    page, root = shown("descent_explorer(step_size=0.3, limit=True)")
    size = root.get_by_role("slider", name="step size").last
    height = root.bounding_box()["height"]
    x, y = middle(size.locator("path"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=6)
    page.mouse.up()
    dragged = float(size.get_attribute("aria-valuenow"))
    assert dragged > 2 / LINE.largest_curvature and "It diverges" in caption(root)
    assert root.get_by_label("step size, as a number").input_value() == f"{dragged:.3f}"
    page.screenshot(path=artifacts / "descent_diverges.png")
    size.focus()
    while float(size.get_attribute("aria-valuenow")) > 2 / LINE.largest_curvature:
        page.keyboard.press("ArrowLeft")
    assert size.get_attribute("aria-valuenow") == "0.395" and "It oscillates" in caption(root)
    assert root.bounding_box()["height"] == height, "nothing jumps"


def test_without_the_limit_nothing_in_the_page_tells_it(shown):
    _, root = shown("descent_explorer(step_size=0.39)")
    assert "λ" not in root.inner_text() and root.locator(".al-chart").count() == 2
