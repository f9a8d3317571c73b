"""Texts and rows of tables on the labeling page: read by scrolling, explained after the answer, for everyone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import CUT, SMALL_TARGETS, SMALL_TYPE

LONG = """
from alkit import label
X = [f"{'many plain words ' * 300}<b>{word}</b>\\n{k}" for k, word in enumerate(["lovely", "awful"] * 20)]
label(X, ["good", "bad"] * 20, budget=None, name="long")
"""
REVIEWS = "from alkit import food_reviews, label\nlabel(food_reviews(), budget=None, name='reviews')"
LOANS = "from alkit import bank_loans, label\nlabel(bank_loans(), budget=None, name='loans')"
TOP = "box => box.scrollTop"


class Labeling:
    """The page of one labeling cell."""

    def __init__(self, notebook):
        self.notebook, self.page = notebook, notebook.page
        notebook.run_all()
        self.root = self.page.locator(".alkit-labeling[data-connection=ready]")
        self.root.wait_for(timeout=60_000)
        self.sample, self.explained = self.root.locator(".al-sample"), self.root.locator(".al-why")
        self.n = 0

    def press(self, key):
        self.page.wait_for_timeout(250)  # a person needs a moment to see a sample
        self.root.press(key)
        self.n += 1
        self.root.locator(".al-progress", has_text=re.compile(rf"^\s*{self.n} answers")).wait_for(timeout=30_000)

    def look(self, name, artifacts):
        for theme in ("Dark", "Light"):
            self.notebook.theme(theme)
            found = Axe().run(self.page, context=".alkit-labeling")
            assert not found.violations_count, f"{theme}: {found.generate_report()}"
            self.root.screenshot(path=artifacts / f"{name}_{theme.lower()}.png")
        self.notebook.alone()
        self.page.set_viewport_size({"width": 420, "height": 1600})
        self.page.wait_for_timeout(300)
        for looked_for in (SMALL_TYPE, CUT, SMALL_TARGETS):
            assert self.root.evaluate(looked_for) == []
        self.root.screenshot(path=artifacts / f"{name}_narrow.png")
        assert not self.notebook.errors


@pytest.fixture
def labeling(desk):
    return lambda cell: Labeling(desk(cell))


def test_a_long_text_is_scrolled_by_keys_and_its_words_are_marked_after_the_answer(labeling):
    one = labeling(LONG)
    one.root.focus()
    assert one.sample.get_attribute("role") == "group" and one.sample.get_attribute("tabindex") == "0"
    assert one.sample.evaluate(TOP) == 0 and one.explained.locator("mark").count() == 0
    one.root.press("PageDown")
    one.root.press("ArrowDown")
    assert one.sample.evaluate(TOP) > 300
    one.press("1")
    assert one.sample.evaluate(TOP) == 0, "the next text begins at its beginning"
    marked = one.explained.locator(".al-marked")
    marked.wait_for()
    assert {"lovely", "awful"} & set(marked.locator("mark").all_inner_texts())
    assert "<b>" in marked.inner_text() and not one.root.locator(":is(.al-sample, .al-why) b").count()
    marked.focus()
    one.page.keyboard.press("End")  # the browser's own scrolling
    one.page.wait_for_function("() => document.querySelector('.al-marked').scrollTop > 300")
    one.press("2")
    assert not one.notebook.errors


def test_reviews_are_read_and_explained_by_everyone(labeling, artifacts):
    one = labeling(REVIEWS)
    for key in "1212":
        one.press(key)
    one.explained.locator(".al-marked mark").first.wait_for()
    heads = one.explained.locator(".al-weights th").all_inner_texts()
    marks = {word.lower() for word in one.explained.locator("mark").all_inner_texts()}
    assert 2 <= len(heads) <= 8 and marks <= {" ".join(re.findall(r"\w+", head)) for head in heads}
    one.look("reviews", artifacts)


def test_a_row_says_where_its_values_lie_and_what_weighed(labeling, artifacts):
    one = labeling(LOANS)
    names = one.sample.locator("th").all_inner_texts()
    assert names[:3] == ["Seniority", "Home", "Time"]
    places = [strip.get_attribute("aria-label") for strip in one.sample.locator(".al-strip").all()]
    assert len(places) == 13 and all(re.search(r"than \d+ %|(the same|missing) in .* %", words) for words in places)
    one.press("1")
    assert one.sample.locator("th").all_inner_texts() == names, "the order stays"
    weights = one.explained.locator(".al-weights td:last-child").all_inner_texts()
    assert 2 <= len(weights) <= 8 and all(re.fullmatch(r"[+−][\d.e-]+", words) for words in weights)
    one.look("loans", artifacts)
