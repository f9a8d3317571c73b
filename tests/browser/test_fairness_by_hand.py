"""The fairness explorer in a real page: keys and buttons move the thresholds, and the page says what Python says."""

from tests.browser.pages import settle


def test_keys_move_a_threshold_and_the_page_says_what_python_says(desk):
    notebook = desk(
        "import alkit\nwidget = alkit.fairness_explorer()\nwidget",
        "print('|'.join([widget.state.describe(), *map(str, widget.controls[2:4])]))",
    )
    notebook.alone()
    notebook.run_all()
    root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
    root.wait_for(timeout=60_000)
    said = root.locator(".al-caption")
    handle = root.get_by_role("slider", name="threshold, black applicants, on the line")
    handle.focus()
    before = said.inner_text()
    for _ in range(3):
        notebook.page.keyboard.press("ArrowLeft")
    notebook.page.keyboard.press("PageDown")
    assert handle.get_attribute("aria-valuenow") == "0.37" and "0.37 for black applicants" in said.inner_text()
    settle(root)
    assert said.inner_text() != before
    root.get_by_role("button", name="Same approval").click()
    settle(root)
    root.get_by_label("questions balanced, in %", exact=True).focus()
    notebook.page.keyboard.press("ArrowRight")
    settle(root)
    assert "margin, 25 % balanced" in said.inner_text()
    from alkit.widgets.explorers.fairness import FairnessState, mortgages_by_race

    state = FairnessState(mortgages_by_race())
    state.second = 0.37
    state.even_approval()
    state.balance = 25
    assert said.inner_text() == state.describe()
    assert not notebook.errors
