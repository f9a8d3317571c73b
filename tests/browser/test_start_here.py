"""A person works through notebook 00: mouse, keys, undo, a reloaded page, a restarted kernel."""

import re
import shutil

import pytest

from alkit import LabelLog, datasets
from alkit.labeling.replay import replay

_, _, Y_POOL, _ = datasets.digits().split()


class Person:
    """Somebody who always knows the digit."""

    def __init__(self, notebook, lab):
        self.notebook, self.page, self.lab = notebook, notebook.page, lab
        self.answers = {}

    @property
    def widget(self):
        return self.page.locator(".alkit-labeling").first

    @property
    def log(self):
        return LabelLog(self.lab.root / "labels" / "labels.sqlite")

    def sees(self):
        """The row on the screen, as the log says it."""
        return replay(self.log.events("digits")).current

    def expect(self, n):
        self.widget.locator(".al-progress", has_text=re.compile(rf"^\s*{n} of 20 answers")).wait_for(timeout=60_000)

    def answer(self, give):
        row = self.sees()
        truth = int(Y_POOL[row])
        self.page.wait_for_timeout(160)  # what is pressed before anybody can have seen the sample is refused
        give(truth)
        self.answers[row] = truth
        self.expect(len(self.answers))

    def click(self, digit):
        self.widget.get_by_role("button", name=f"Answer {digit}", exact=True).click()

    def press(self, digit):
        self.page.keyboard.press(str(digit))


@pytest.fixture
def person(open_notebook, lab):
    shutil.rmtree(lab.root / "labels", ignore_errors=True)
    notebook = open_notebook("00_start_here.ipynb")
    notebook.run_until("label(")  # what comes after it takes half a minute
    someone = Person(notebook, lab)
    someone.widget.wait_for(timeout=60_000)
    someone.expect(0)
    return someone


def test_label_undo_reload_restart_resume(person, artifacts):
    page, notebook = person.page, person.notebook
    cells = page.evaluate("window.jupyterapp.shell.currentWidget.content.widgets.length")
    for _ in range(10):
        person.answer(person.click)
    for _ in range(10):
        person.answer(person.press)
    page.get_by_text("Done. Thank you.").wait_for(timeout=10_000)
    page.keyboard.press("u")
    person.expect(19)
    person.answers.popitem()
    assert person.log.labels("digits") == person.answers
    # the keys went to the widget, not to the notebook, where b and x add and cut cells
    for key in "bxbx":
        page.keyboard.press(key)
    assert page.evaluate("window.jupyterapp.shell.currentWidget.content.widgets.length") == cells
    person.widget.scroll_into_view_if_needed()
    page.screenshot(path=artifacts / "00_labeled.png")
    row = person.sees()

    notebook.save()
    notebook.reload()
    person.widget.wait_for(timeout=60_000)
    person.expect(19)
    assert person.sees() == row

    notebook.restart()
    notebook.run_until("oracle.labels")
    person.widget.wait_for(timeout=60_000)
    person.expect(19)
    assert person.sees() == row
    person.answer(person.click)
    assert person.log.labels("digits") == person.answers
    page.get_by_text("You gave 19 labels, 0 of them differ from the truth").wait_for(timeout=60_000)
    page.screenshot(path=artifacts / "00_resumed.png")
