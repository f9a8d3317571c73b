"""The guide in a real page: keys change the answers, and the page shows what Python says, as text."""

from alkit.widgets.explorers.guide import Guide
from tests.browser.pages import settle


def test_keys_choose_and_the_page_shows_the_rules(desk):
    notebook = desk("import alkit\nwidget = alkit.strategy_guide()\nwidget")
    notebook.alone()
    notebook.run_all()
    root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
    root.wait_for(timeout=60_000)
    assert root.locator(".al-prompt").inner_text() == "Ask by margin"
    for name, keys in (("labels so far", ["n"]), ("pool", ["ArrowDown"]), ("answers", ["End"])):
        root.get_by_label(name, exact=True).focus()
        for key in keys:
            notebook.page.keyboard.press(key)
    settle(root)
    guide = Guide(labels="none", pool="near-copies", answers="at different prices")
    assert root.locator(".al-caption").inner_text() == guide.describe()
    assert root.locator(".al-prompt").inner_text() == guide.begin.does
    assert root.locator("code").inner_text() == guide.begin.code
    assert root.locator("li > p:not(.al-about)").all_inner_texts() == [rule.does for rule in guide.mind]
    shown = root.locator(".al-about").all_inner_texts()
    assert all(any(str(one) in line for line in shown) for rule in (guide.begin, *guide.mind) for one in rule.evidence)
    root.get_by_role("button", name="Reset").press("Enter")
    settle(root)
    assert root.locator(".al-prompt").inner_text() == "Ask by margin"
    assert not notebook.errors
