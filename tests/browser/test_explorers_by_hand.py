"""Explorers moved by hand and by keys in a real page: the picture follows at once, also while the kernel is busy."""

import re

import numpy as np
import pytest

from alkit import entropy, uncertainty
from alkit.widgets.explorer import HERE
from alkit.widgets.explorers.triangle import TriangleState
from tests.browser.lab import needs_server
from tests.browser.pages import SLEEP, WAKE, settle


@pytest.fixture
def shown(desk):
    """A function that shows a widget."""

    def show(code, width=1300):
        notebook = desk(f"import alkit\nwidget = alkit.{code}\nwidget", width=width)
        notebook.alone()
        notebook.run_all()
        notebook.page.locator(".alkit-explorer[data-connection=ready]").wait_for(timeout=60_000)
        root = notebook.page.locator(".alkit-explorer")
        root.locator(".al-chart .al-axis, .al-chart .al-mark").first.wait_for(state="attached")
        return notebook, root

    return show


def caption(root):
    return root.locator(".al-caption").inner_text()


def wait_for_caption(root, words):
    root.locator(".al-caption", has_text=re.compile(words)).wait_for(timeout=30_000)


def drag(page, start, end, steps=8):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=steps)
    page.mouse.up()


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def canvas(root):
    return root.locator(".al-chart canvas").first.evaluate("c => c.toDataURL()")


def test_the_formulas_of_the_page_are_those_of_the_library(browser):
    source = (HERE / "chart.js").read_text() + (HERE / "formulas.js").read_text()
    p = np.random.default_rng(0).dirichlet(np.ones(4), 50)
    p[:5] = [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.25] * 4, [0, 0, 0, 1], [0.4, 0.4, 0.1, 0.1]]
    page = browser.new_page()
    found = page.evaluate(
        "([source, p]) => new Function(source + `; return p => p.map(q => [entropy(q), margin(q), leastConfidence(q)])`)()(p)",
        [source, p.tolist()],
    )
    shares = page.evaluate("source => new Function(source + `; return [shares([2, 1, 1]), shares([0, 0])]`)()", source)
    page.close()
    scores = [entropy(p), uncertainty.margin(p), uncertainty.least_confidence(p)]
    np.testing.assert_allclose(found, np.column_stack(scores), atol=1e-12)
    assert shares == [[0.5, 0.25, 0.25], [0.5, 0.5]]


@needs_server
def test_the_coin_follows_the_hand_keys_and_numbers_with_the_kernel_busy(shown, artifacts):
    notebook, root = shown("entropy_explorer([0.9, 0.1])")
    page, coin, title = notebook.page, root.get_by_role("slider", name="probability of heads"), root.locator("figcaption").first
    x, y = middle(coin)
    drag(page, (x, y), (x - 300, y + 40))
    p = float(coin.get_attribute("aria-valuenow"))
    assert 0.3 < p < 0.7 and f"H = {p:.2f}·" in title.inner_text()
    wait_for_caption(root, f"heads {p:.2f}")
    coin.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageUp")
    p = round(p + 0.11, 2)
    assert float(coin.get_attribute("aria-valuenow")) == p and f"H = {p:.2f}·" in title.inner_text()
    root.get_by_label("p of heads, as a number").fill("0.25")
    page.keyboard.press("Tab")
    assert title.inner_text() == "H = 0.25·2.00 (heads) + 0.75·0.42 (tails) = 0.81 bits"
    wait_for_caption(root, "heads 0.25, tails 0.75: 0.81 of at most")
    page.evaluate(SLEEP)
    root.get_by_label("p of heads", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert title.inner_text().startswith("H = 0.26·"), "the picture does not wait for the kernel"
    page.screenshot(path=artifacts / "coin_busy.png")
    page.evaluate(WAKE)
    root.get_by_role("button", name="Reset").click()
    wait_for_caption(root, "heads 0.90")
    assert title.inner_text().startswith("H = 0.90·")


def test_the_end_of_a_bar_is_dragged_and_the_others_keep_their_proportions(shown):
    notebook, root = shown("entropy_explorer([0.5, 0.3, 0.2])")
    end = root.get_by_role("slider", name="probability of A")
    x, y = middle(end)
    drag(notebook.page, (x, y), (x - 150, y))
    a = float(end.get_attribute("aria-valuetext"))
    b, c = (float(root.get_by_role("slider", name=f"probability of {name}").get_attribute("aria-valuetext")) for name in "BC")
    assert 0.1 < a < 0.4 and abs(a + b + c - 1) < 0.011 and abs(b / c - 1.5) < 0.1
    wait_for_caption(root, f"Entropy of A {a:.2f}, B {b:.2f}, C {c:.2f}")
    end_of_b = root.get_by_role("slider", name="probability of B")
    x, y = middle(end_of_b)
    drag(notebook.page, (x, y), (x + 150, y))
    assert float(end_of_b.get_attribute("aria-valuetext")) > b + 0.1 and float(end.get_attribute("aria-valuetext")) < a
    root.get_by_label("outcomes k", exact=True).fill("2")
    wait_for_caption(root, "Entropy of heads")
    assert root.get_by_role("slider", name="probability of heads").is_visible() and not end.is_visible()


def test_the_star_follows_the_hand_and_its_scores_are_the_librarys(shown, artifacts):
    notebook, root = shown("triangle_explorer()")
    star = root.get_by_role("slider", name="prediction")
    x, y = middle(star)
    drag(notebook.page, (x, y), (x + 90, y - 60))
    weights = [float(root.get_by_label(f"weight {name}, as a number").input_value()) for name in ("cat", "dog", "fox")]
    expected = TriangleState(*weights, ("cat", "dog", "fox")).describe()
    settle(root)
    assert caption(root) == expected != TriangleState(0.5, 0.3, 0.2, ("cat", "dog", "fox")).describe()
    words = root.locator(".al-room svg").last.text_content()
    assert all(text in words for text in re.findall(r"\d\.\d\d of \d\.\d\d", expected))
    star.focus()
    for key in ("Home", "ArrowRight", "ArrowUp"):
        notebook.page.keyboard.press(key)
    settle(root)
    assert caption(root).startswith("Prediction cat 0.97")
    before = canvas(root)
    root.get_by_label("color by").select_option("margin")
    assert "margin asks" in root.locator("figcaption").first.inner_text() and canvas(root) != before
    notebook.page.screenshot(path=artifacts / "triangle_margin.png")


def test_a_run_is_walked_along_without_the_kernel(shown, artifacts):
    notebook, root = shown("run_explorer(step=12)")
    page = notebook.page
    root.hover()
    page.wait_for_function("r => r.dataset.frames === '21'", arg=root.element_handle(), timeout=60_000)
    page.evaluate(SLEEP)
    root.get_by_label("round", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert caption(root).startswith("Step 13 of 20, entropy: 13 answers")
    page.keyboard.press("End")
    assert caption(root).startswith("Step 20 of 20") and "asked row" in root.locator("figcaption").first.inner_text()
    page.screenshot(path=artifacts / "run_scrubbed.png")
    page.evaluate(WAKE)


def test_a_player_plays_and_stops(shown):
    _, root = shown("run_explorer(step=18)")
    root.get_by_role("button", name="Play round").click()
    root.get_by_role("button", name="Pause round").wait_for()
    wait_for_caption(root, "Step 20 of 20")
    root.get_by_role("button", name="Play round").wait_for()
    assert root.get_by_label("round", exact=True).input_value() == "20"


def test_a_point_is_dragged_and_the_boundary_follows(shown, artifacts):
    notebook, root = shown("strategy_explorer(step=4)")
    page = notebook.page
    settle(root)
    before = canvas(root)
    mark = root.locator(".al-chart").first.locator("path.al-mark:not(.al-ring)").first
    x, y = middle(mark)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=5)
    page.mouse.move(x + 150, y + 90, steps=5)
    settle(root)
    assert canvas(root) != before, "the boundary follows while the point is held"
    held = canvas(root)
    page.mouse.up()
    settle(root)
    assert canvas(root) == held, "nothing jumps when it is put down"
    page.screenshot(path=artifacts / "point_moved.png")
    point = root.get_by_role("slider", name="sample")
    at = point.get_attribute("aria-valuetext")
    point.focus()
    page.keyboard.press("ArrowRight")
    settle(root)
    assert point.get_attribute("aria-valuetext") != at
    page.keyboard.press("PageUp")
    assert point.get_attribute("aria-valuetext").split()[1] != at.split()[1]
    root.get_by_role("button", name="Reset").click()
    settle(root)
    assert canvas(root) == before


def test_strategies_are_chosen_and_the_page_says_when_it_works(shown, artifacts):
    notebook, root = shown("strategy_explorer()")
    page = notebook.page
    root.get_by_label("strategy").select_option("core-set")
    wait_for_caption(root, "two moons, logistic regression, core-set: 8 answers")
    size = root.bounding_box()
    root.get_by_label("data").select_option("digits")
    wait_for_caption(root, "digits, logistic regression, core-set: 8 answers")
    root.get_by_label("round", exact=True).focus()
    page.keyboard.press("ArrowRight")
    wait_for_caption(root, "after 9 of 20 rounds")
    assert abs(root.bounding_box()["height"] - size["height"]) < 2, "nothing jumps"
    root.get_by_label("data").select_option("two moons")  # of two features: 17 s with digits
    wait_for_caption(root, "two moons, logistic regression, core-set: 9 answers")
    root.get_by_label("strategy").select_option("expected information gain")  # a second or more
    root.get_by_text("working …").wait_for()
    page.screenshot(path=artifacts / "strategy_working.png")
    wait_for_caption(root, "expected information gain: 9 answers")
    root.get_by_text("working …").wait_for(state="hidden", timeout=60_000)
    assert abs(root.bounding_box()["height"] - size["height"]) < 2, "nothing jumps"


def test_the_query_is_put_on_another_sample_by_hand_and_by_keys(shown, artifacts):
    notebook, root = shown("committee_explorer()")
    page, query = notebook.page, root.get_by_role("slider", name="query")
    wait_for_caption(root, "10 members, samples of the posterior: 3 answers")
    own = query.get_attribute("aria-valuetext")
    assert own.endswith("the committee's own choice")
    x, y = middle(query)
    drag(page, (x, y), (x - 120, y + 30))
    wait_for_caption(root, "4 answers")
    assert root.get_by_label("round", exact=True).input_value() == "4"
    query.focus()
    for _ in range(20):  # the kernel's answer to the first question may take the hand's new choice back
        page.keyboard.press("ArrowLeft")
        if not query.get_attribute("aria-valuetext").endswith("own choice"):
            break
        page.wait_for_timeout(200)
    assert not query.get_attribute("aria-valuetext").endswith("own choice")
    page.keyboard.press("Enter")
    wait_for_caption(root, "5 answers")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "slider", "the focus stays"
    page.screenshot(path=artifacts / "query_moved.png")


def test_a_widget_whose_kernel_was_restarted_says_so_and_is_dimmed(shown, artifacts):
    notebook, _ = shown("entropy_explorer()")
    notebook.restart()
    lost = notebook.page.locator(".alkit-explorer[data-connection=lost]")
    lost.wait_for(timeout=20_000)
    assert "Run this cell again" in lost.locator(".al-connection").inner_text()
    assert float(lost.locator(".al-panels").evaluate("e => getComputedStyle(e).opacity")) < 0.6
    notebook.page.screenshot(path=artifacts / "explorer_lost.png")
    notebook.command("notebook:run-cell")
    notebook.page.locator(".alkit-explorer[data-connection=ready]").wait_for(timeout=60_000)


def test_two_views_of_one_widget_stay_in_step(desk):
    notebook = desk("import alkit\nwidget = alkit.entropy_explorer()\nwidget", "widget")
    notebook.run_all()
    views = notebook.page.locator(".alkit-explorer[data-connection=ready]")
    views.nth(1).wait_for(timeout=60_000)
    views.nth(0).get_by_label("p of heads, as a number").fill("0.3")
    notebook.page.keyboard.press("Tab")
    wait_for_caption(views.nth(1), "heads 0.30")
    assert "H = 0.30" in views.nth(1).locator("figcaption").first.inner_text()
