"""Explorers in the page: a click on the picture and a control each change the picture and its sentence."""

import pytest


def explorers(notebook):
    """All explorers of the notebook, once they have been drawn."""
    found = notebook.page.locator(".jp-OutputArea-output:has(img.alkit-picture)")
    found.first.wait_for(timeout=90_000)
    return found


def after(page, picture, act):
    """Do something, and wait until the picture and its description have changed."""
    before = picture.evaluate("img => img.alt + img.src")
    act()
    page.wait_for_function(
        "([img, before]) => img.alt + img.src !== before", arg=[picture.element_handle(), before], timeout=60_000
    )
    page.wait_for_timeout(500)
    return picture.get_attribute("alt")


@pytest.mark.parametrize(
    "path, said",
    [("01_uncertainty_and_entropy.ipynb", "Entropy of heads"), ("02_information_gain.ipynb", "sepal length")],
)
def test_a_click_on_the_picture(open_notebook, artifacts, path, said):
    notebook = open_notebook(path)
    notebook.command("notebook:run-all-cells")
    explorers(notebook)
    notebook.page.wait_for_timeout(2000)
    picture = notebook.page.locator("img.alkit-picture.alkit-clickable").nth(0)
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    place = {"x": box["width"] * 0.3, "y": box["height"] * 0.4}
    assert said in after(notebook.page, picture, lambda: picture.click(position=place))
    notebook.page.screenshot(path=artifacts / f"{path[:2]}_clicked.png")


def test_a_slider_by_keys(open_notebook, artifacts):
    notebook = open_notebook("03_the_query_loop.ipynb", width=800)
    notebook.command("notebook:run-all-cells")
    explorer = explorers(notebook).first
    picture = explorer.locator("img.alkit-picture")
    picture.scroll_into_view_if_needed()
    handle = explorer.locator(".noUi-handle").first
    handle.focus()
    said = after(notebook.page, picture, lambda: notebook.page.keyboard.press("ArrowRight"))
    assert said.startswith("Step 13 of 20, entropy: 13 answers")
    notebook.page.screenshot(path=artifacts / "03_stepped.png")


def choose(explorer, label, value):
    """Choose a value in the drop-down list with this label."""
    box = explorer.locator(".widget-dropdown", has=explorer.page.locator(".widget-label", has_text=label))
    box.locator("select").select_option(value)


def test_strategies_are_chosen_and_the_page_says_when_it_works(open_notebook, artifacts):
    notebook = open_notebook("04_query_strategies.ipynb", width=1300)
    page = notebook.page
    notebook.command("notebook:run-all-cells")
    explorer = explorers(notebook).last
    explorer.locator("img.alkit-picture").wait_for(timeout=90_000)
    page.wait_for_timeout(1000)
    explorer.scroll_into_view_if_needed()
    picture = explorer.locator("img.alkit-picture")
    said = after(page, picture, lambda: choose(explorer, "strategy", "core-set"))
    assert said.startswith("two moons, logistic regression, core-set: 8 answers")
    size = picture.bounding_box()
    said = after(page, picture, lambda: choose(explorer, "data", "digits"))
    assert said.startswith("digits, logistic regression, core-set: 8 answers")
    page.screenshot(path=artifacts / "04_digits.png")
    explorer.locator(".noUi-handle").first.focus()
    assert "after 9 of 20 rounds" in after(page, picture, lambda: page.keyboard.press("ArrowRight"))
    choose(explorer, "strategy", "expected information gain")  # a second or more: ten fits for each of ten candidates
    sign = explorer.locator(".alkit-working.alkit-busy")
    sign.wait_for(state="attached", timeout=20_000)
    page.wait_for_timeout(400)
    assert sign.evaluate("e => getComputedStyle(e).opacity") == "0.9" and sign.inner_text() == "working …"
    page.screenshot(path=artifacts / "04_working.png")
    sign.wait_for(state="detached", timeout=60_000)
    assert "expected information gain" in picture.get_attribute("alt")
    assert {k: round(v) for k, v in picture.bounding_box().items() if k in ("width", "height")} == {
        k: round(size[k]) for k in ("width", "height")
    }


def test_a_committee_is_asked_another_question_by_a_click(open_notebook, artifacts):
    notebook = open_notebook("05_query_by_committee.ipynb", width=1300)
    notebook.command("notebook:run-all-cells")
    explorer = explorers(notebook).last
    picture = explorer.locator("img.alkit-picture")
    picture.wait_for(timeout=90_000)
    notebook.page.wait_for_timeout(1000)
    picture.scroll_into_view_if_needed()
    assert "members, bagging: 3 answers" in after(notebook.page, picture, lambda: choose(explorer, "committee", "bagging"))
    box = picture.bounding_box()
    place = {"x": box["width"] * 0.2, "y": box["height"] * 0.3}
    assert "members, bagging: 4 answers" in after(notebook.page, picture, lambda: picture.click(position=place))
    notebook.page.screenshot(path=artifacts / "05_clicked.png")
