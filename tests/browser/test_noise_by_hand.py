"""The noise explorer in a real page: keys make an annotator worse, and what comes of it is what Python says."""

from alkit.widgets.explorers.noise import NoiseState
from tests.browser.pages import settle


def test_keys_and_the_switch_change_what_comes_of_it(desk):
    notebook = desk("import alkit\nwidget = alkit.noise_explorer()\nwidget")
    notebook.alone()
    notebook.run_all()
    root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
    root.wait_for(timeout=60_000)
    bar = root.get_by_role("slider", name="C is right, in percent")
    bar.focus()
    for key in ("PageUp", "PageUp", "ArrowUp"):  # up: better
        notebook.page.keyboard.press(key)
    assert bar.get_attribute("aria-valuenow") == "71"
    root.get_by_label("all but A and B make the same mistakes").check()
    settle(root)
    state = NoiseState()
    state.wrong, state.shared = [10, 15, 29, 60, 60, 60, 60], True
    assert root.locator(".al-caption").inner_text() == state.describe()
    assert "same mistakes" in root.locator("svg").first.text_content()
    assert not notebook.errors
