"""The noise explorer in a real page: keys and the hand move the bars, and what comes of it is what Python says."""

from alkit.widgets.explorers.noise import NoiseState
from tests.browser.pages import settle


def test_keys_the_hand_and_the_switch_change_what_comes_of_it(desk):
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
    best, mouse = root.get_by_role("slider", name="A is right, in percent"), notebook.page.mouse
    box = best.locator(".al-mark").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x, y + 60, steps=4)  # pixels down
    mouse.up()
    now = int(best.get_attribute("aria-valuenow"))
    assert 55 < now < 70
    root.get_by_label("all but A and B make the same mistakes").check()
    settle(root)
    state = NoiseState()
    state.wrong, state.shared = [100 - now, 15, 29, 60, 60, 60, 60], True
    assert root.locator(".al-caption").inner_text() == state.describe()
    assert "same mistakes" in root.locator("svg").first.text_content()
    assert not notebook.errors
