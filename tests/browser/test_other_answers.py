"""Answers that take more than one press: a number is typed, stepped and slid; several classes are put in and taken out."""

import re

NUMBER = """import numpy as np
from alkit import Number, label
label(np.arange(30.0)[:, None], np.arange(30.0), answer=Number(0, 30, unit="cm"), name="lengths", question="How long?")"""
SEVERAL = """from alkit import digit_strips, label
label(digit_strips(60), name="strips")"""


class Page:
    """A widget of its own on the desk."""

    def __init__(self, notebook, lab, name):
        self.page, self.name, self.log = notebook.page, name, lab.log(notebook.page)
        notebook.run_all()
        self.root = self.page.locator(".alkit-labeling[data-connection=ready]")
        self.root.wait_for(timeout=60_000)

    def expect(self, n):
        self.root.locator(".al-progress", has_text=re.compile(rf"^\s*{n} of 20 answers")).wait_for(timeout=30_000)
        self.page.wait_for_timeout(250)  # a person needs a moment to see a sample

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def status(self, words):
        self.root.locator(".al-status", has_text=words).wait_for(timeout=10_000)

    def saved(self):
        return list(self.log.labels(self.name).values())


def test_numbers_are_typed_and_classes_toggled_undone_and_there_after_a_reload(desk, lab, artifacts):
    one = Page(desk(NUMBER, width=900), lab, "lengths")
    field = one.root.get_by_label("Your number, from 0 to 30 cm")
    one.root.locator(".al-sample").click()
    one.expect(0)
    one.press("Enter")
    one.status("Type a number first.")
    one.press("1", "2", ".", "5", "7", "Backspace", "Enter")
    one.expect(1)
    assert one.saved() == [12.5] and field.input_value() == ""
    assert re.search(r"You answered: 12\.5 cm\. Before that, the model thought", one.root.locator(".al-why").inner_text())
    one.press("ArrowUp", "ArrowUp", "ArrowDown", "3", "1")
    assert field.input_value() == "31", "a digit after an arrow begins another number"
    one.press("Enter")
    one.status("Not saved: please give a number from 0 to 30 cm; “31” is more than that.")
    assert one.saved() == [12.5] and field.input_value() == "31"
    one.press("Escape")
    assert field.input_value() == ""
    one.press("7", "Enter")
    one.expect(2)
    one.press("u")
    one.expect(1)
    assert one.saved() == [12.5]
    one.root.get_by_label("Your number by hand").focus()
    one.press("End", "Enter")
    one.expect(2)
    one.press("s", "n")  # the second is too soon: nothing is answered that was not seen
    assert one.saved() == [12.5, 30.0]
    one.page.screenshot(path=artifacts / "labeling_number.png")
    again = Page(desk(NUMBER), lab, "lengths")
    again.expect(2)
    assert again.saved() == [12.5, 30.0]
    several_are_toggled(Page(desk(SEVERAL, width=900), lab, "strips"), artifacts)
    again = Page(desk(SEVERAL), lab, "strips")
    again.expect(3)
    assert again.saved() == [[0, 3], [], [1]]


def several_are_toggled(one, artifacts):
    one.root.locator(".al-sample").click()
    one.expect(0)
    chosen = one.root.locator(".al-toggle[aria-pressed=true]")
    one.press("3", "1", "0", "1")
    assert chosen.all_inner_texts() == ["0", "3"]
    assert one.root.get_by_role("button", name="Answer: 0, 3").is_visible()
    one.page.screenshot(path=artifacts / "labeling_several.png")
    one.press("Enter")
    one.expect(1)
    assert "You answered: 0, 3. Before that, the model thought" in one.root.locator(".al-why").inner_text()
    assert chosen.count() == 0, "the next sample begins with none"
    one.press("2", "Escape", "Enter")
    one.expect(2)
    assert one.saved() == [[0, 3], []]
    one.press("u")
    one.expect(1)
    one.press("Enter")
    one.expect(2)
    one.root.get_by_role("button", name="1", exact=True).click()
    one.root.get_by_role("button", name="Answer: 1").click()
    one.expect(3)
