"""The batch explorer in a real page: rounds walked along without the kernel, near-copies framed, other batches by hand."""

import re

import pytest

from tests.browser.pages import SLEEP, WAKE

SMALL = "batch_explorer(strategies=['random', 'BALD (committee)'], n_rounds=4)"


@pytest.fixture
def explorer(shown):
    page, root = shown(SMALL)
    root.locator(".al-gallery img").nth(19).wait_for(timeout=120_000)
    return page, root


def caption(root):
    return root.locator(".al-caption").inner_text()


def wait_for_caption(root, words):
    root.locator(".al-caption", has_text=re.compile(words)).wait_for(timeout=60_000)


def pictures(root, name):
    return root.get_by_role("group", name=name, exact=True).get_by_role("img")


def test_rounds_are_walked_along_by_keys_with_the_kernel_busy(explorer, artifacts):
    page, root = explorer
    root.hover()
    page.wait_for_function("r => r.dataset.frames === '5'", arg=root.element_handle(), timeout=120_000)
    page.evaluate(SLEEP)
    root.get_by_label("round", exact=True).focus()
    seen = []
    for step in (2, 3, 4):
        page.keyboard.press("ArrowRight")
        assert caption(root).startswith(f"Round {step} of 4, batches of 10"), "the page waits for no kernel"
        seen.append([picture.get_attribute("src") for picture in pictures(root, "BALD (committee)").all()])
    assert len({tuple(sources) for sources in seen}) == 3 and all(len(sources) == 10 for sources in seen)
    page.keyboard.press("Home")
    assert caption(root).startswith("The seed set: ") and pictures(root, "random").count() == 10
    page.screenshot(path=artifacts / "batch_seed.png")
    page.evaluate(WAKE)


def test_near_copies_are_framed_and_named(explorer, artifacts):
    page, root = explorer
    row = root.get_by_role("group", name="BALD (committee)", exact=True)
    letters, said = row.locator("li.al-copy b").all_inner_texts(), row.locator("p").inner_text()
    repeated = int(re.search(r"(\d+) repeated", said).group(1))
    assert repeated > 0 and len(letters) - len(set(letters)) == repeated
    for item in row.locator("li").all():
        name, mark = item.get_by_role("img").get_attribute("alt"), item.locator("b").all_inner_texts()
        assert name == item.locator("span").inner_text() + (f", near-copy {mark[0]}" if mark else "")
        assert item.locator("img").evaluate("e => getComputedStyle(e).imageRendering") == "pixelated"
    page.screenshot(path=artifacts / "batch_copies.png")


def test_another_batch_size_is_chosen_and_the_player_plays(explorer):
    _, root = explorer
    root.get_by_label("batch size").select_option("5")
    wait_for_caption(root, "Round 1 of 4, batches of 5;")
    assert pictures(root, "random").count() == 5
    root.get_by_role("button", name="Play round").click()
    wait_for_caption(root, "Round 4 of 4, batches of 5;")
    root.get_by_role("button", name="Reset").click()
    wait_for_caption(root, "Round 1 of 4, batches of 10;")
    assert pictures(root, "random").count() == 10 and root.locator(".al-problem").inner_text() == ""
