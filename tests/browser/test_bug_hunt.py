"""The bug hunt in a real page: by mouse, by keys alone, revealed, on a small screen; a listing is never markup."""

import re

import pytest

from tests.browser.pages import CUT, SMALL_TARGETS, SMALL_TYPE, settle

HOSTILE = "alkit.bug_hunt('<b>bold</b>\\n<img src=x onerror=window.alkitRan=1>', {1: '<i>so</i> it is $x$'})"


@pytest.fixture
def shown(desk):
    """A function that shows a hunt."""

    def show(code="alkit.bug_hunt(key='03.5')", width=1300):
        notebook = desk(f"import alkit\nhunt = {code}\nhunt", "print('answer', hunt.answer)", width=width)
        notebook.alone()
        notebook.run_all()
        root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
        root.wait_for(timeout=60_000)
        return notebook.page, root

    return show


def line(root, number):
    return root.locator(".al-listing button").nth(number - 1)


def caption(root):
    return root.locator(".al-caption").inner_text()


def pressed(root):
    return [n for n in range(1, 16) if line(root, n).get_attribute("aria-pressed") == "true"]


def reveal(page, root):
    root.get_by_role("button", name="Reveal", exact=True).click()
    root.locator(".al-notes p").first.wait_for(timeout=5000)


def test_lines_are_clicked_and_the_score_is_shown(shown, artifacts):
    page, root = shown()
    height = root.bounding_box()["height"]
    assert root.get_by_role("button", name="Reveal", exact=True).get_attribute("aria-disabled") == "true"
    for number in (2, 4, 9, 12):
        line(root, number).click()
        assert number in pressed(root), "the page is a step behind the hand"
    line(root, 12).click()
    assert pressed(root) == [2, 4, 9] and caption(root) == "You suspect lines 2, 4, 9."
    settle(root)
    assert pressed(root) == [2, 4, 9] and root.bounding_box()["height"] == height
    assert root.locator(".al-notes p").count() == 0 and line(root, 9).locator(".al-sign").inner_text() == "? suspect"
    page.screenshot(path=artifacts / "bug_hunt.png")
    reveal(page, root)
    assert root.locator(".al-prompt").inner_text() == "3 of 8 bugs found, 5 missed, 1 wrong alarm."
    assert root.locator("li.al-was-found .al-number").all_inner_texts() == ["2", "9"]
    assert root.locator("li.al-was-innocent .al-number").all_inner_texts() == ["4"]
    assert root.locator("li.al-was-missed .al-number").all_inner_texts() == ["5", "6", "8", "12", "14"]
    assert root.locator("li.al-was-guilty .al-number").all_inner_texts() == ["10", "15"]
    assert "hashed" in root.locator("li").nth(1).inner_text() and "sum to 1" in root.locator("li").nth(3).inner_text()
    page.screenshot(path=artifacts / "bug_hunt_revealed.png")
    line(root, 14).dispatch_event("click")
    settle(root)
    assert pressed(root) == [2, 4, 9], "after the reveal nothing changes"
    root.get_by_role("button", name="Reset", exact=True).click()
    settle(root)
    assert pressed(root) == [] and root.locator(".al-notes p").count() == 0


def test_a_whole_hunt_by_keys(shown):
    page, root = shown()
    root.get_by_role("button", name="Reset", exact=True).focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.querySelector('.al-number')?.textContent"
    assert page.evaluate(focused) == "1", "one Tab reaches the listing, another leaves it"
    walk = {"ArrowDown": "2", "End": "15", "PageUp": "15", "ArrowUp": "14", "Home": "1"}
    for key, number in walk.items():
        page.keyboard.press(key)
        assert page.evaluate(focused) == number
    for key in ("ArrowDown", "Enter", "ArrowDown", "Space", "ArrowDown", "Space", "Space"):
        page.keyboard.press(key)
    assert pressed(root) == [2, 3] and page.evaluate(focused) == "4"
    assert caption(root) == "You suspect lines 2, 3."
    root.locator(".al-live", has_text=re.compile("^You suspect lines 2, 3.$")).wait_for(state="attached")  # it is read aloud
    root.get_by_role("button", name="Reveal", exact=True).focus()
    page.keyboard.press("Enter")
    root.locator(".al-prompt", has_text=re.compile("^2 of 8 bugs found")).wait_for(timeout=5000)
    assert page.evaluate("document.activeElement.textContent") == "Reveal"
    page.keyboard.press("Tab"), page.keyboard.press("Tab")
    assert page.evaluate(focused) == "4", "what is said of the lines can be walked through"


def test_on_a_small_screen_nothing_is_cut_too_small_or_jumps(shown, artifacts):
    page, root = shown(width=420)
    height = root.bounding_box()["height"]
    for number in (8, 2, 12):
        line(root, number).click()
        settle(root)
        assert root.bounding_box()["height"] == height
    reveal(page, root)
    assert line(root, 2).locator(".al-word").bounding_box()["width"] <= 1, "there is room for the sign, not for the word"
    for look in (SMALL_TYPE, CUT, SMALL_TARGETS):
        assert root.evaluate(look) == []
    page.screenshot(path=artifacts / "bug_hunt_small.png")
    output = root.locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea-output')]").first
    assert output.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_listing_is_never_markup(shown):
    page, root = shown(HOSTILE)
    line(root, 1).click()
    settle(root)
    reveal(page, root)
    assert root.locator(".al-listing :is(b, img, i, mjx-container)").count() == 0
    assert line(root, 1).locator("code").inner_text() == "<b>bold</b>"
    assert root.locator(".al-notes p").inner_text() == "<i>so</i> it is $x$"
    assert not page.evaluate("window.alkitRan")
