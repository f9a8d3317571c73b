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
    page.wait_for_function("([img, before]) => img.alt + img.src !== before", arg=[picture.element_handle(), before], timeout=20_000)
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
    assert said.startswith("Step 13 of 20, entropy: 16 labels")
    notebook.page.screenshot(path=artifacts / "03_stepped.png")
