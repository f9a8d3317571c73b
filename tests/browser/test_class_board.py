"""The board of a class in a real page: it follows while students answer, and shows one of them by mouse and by keys."""

import re

from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import CUT, SMALL_TARGETS, SMALL_TYPE, settle

CLASS = """import alkit, tempfile
from sklearn.naive_bayes import GaussianNB
data, folder = alkit.iris(), tempfile.mkdtemp()
widget = alkit.class_board(data, folder=folder, overlap=2, estimator=GaussianNB())
widget"""
JOIN = """
students = [alkit.join_session(data, by=by, folder=folder, estimator=GaussianNB()) for by in ("Ada", "Ben", "<b>Cleo, $x$")]
for k, student in enumerate(students):
    student.rivals.clear()
    for _ in range(3 + k):
        student.answer(student.ending.truth[student.current])"""
MORE = "for student in students[:1] * 4:\n    student.answer(student.ending.truth[student.current])"
RUN = """async (code) => (await window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
  .requestExecute({code, stop_on_error: false}).done).content.status"""


def names(root):
    return [button.inner_text() for button in root.locator(".al-who").all()]


def lit(root):
    return root.locator(".al-lit .al-who").all_inner_texts()


def test_a_class_is_followed_and_a_student_is_lit_by_mouse_and_keys(desk, artifacts):
    notebook = desk(CLASS, width=1300)
    notebook.alone()
    notebook.run_all()
    page, root = notebook.page, notebook.page.locator(".alkit-explorer[data-connection=ready]")
    root.wait_for(timeout=60_000)
    assert (
        "Nobody has joined yet." in root.inner_text()
        and "join(data, by='your name', name='iris'" in root.locator(".al-first code").inner_text()
    )
    assert page.evaluate(RUN, JOIN) == "ok"
    root.locator(".al-prompt", has_text="12 answers of 3 students").wait_for(timeout=60_000)  # nobody has touched it
    assert names(root) == ["<b>Cleo, $x$", "Ben", "Ada"] and root.locator(".al-table b").count() == 0
    root.locator(".al-caption", has_text=re.compile("Accuracy now: class .*never wrong .*random .*alone")).wait_for(
        timeout=60_000
    )

    root.locator(".al-who").nth(1).hover()
    assert lit(root) == ["Ben"] and "Ben 0" in root.locator(".al-chart").inner_text()
    page.mouse.move(1, 1)
    assert lit(root) == []
    root.locator(".al-who").nth(0).focus()
    for key, who in (("ArrowDown", "Ben"), ("End", "Ada"), ("ArrowDown", "Ada"), ("Home", "<b>Cleo, $x$")):
        page.keyboard.press(key)
        assert lit(root) == [who] and page.evaluate("document.activeElement.textContent") == who
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert root.locator("[aria-pressed=true].al-who").all_inner_texts() == ["Ada"]
    assert page.evaluate(RUN, MORE) == "ok"
    root.locator(".al-prompt", has_text="16 answers").wait_for(timeout=60_000)
    assert names(root)[0] == "Ada" and page.evaluate("document.activeElement.textContent") == "Ada", "focus goes with the row"
    page.mouse.click(5, 5)
    assert lit(root) == ["Ada"], "who was pressed stays lit"
    root.get_by_role("button", name="answers in all").click()
    settle(root)
    assert "answers in all" in root.locator(".al-chart .al-axisname").first.text_content()
    for theme in ("Dark", "Light"):
        notebook.theme(theme)
        found = Axe().run(page, context=".alkit-explorer")
        assert not found.violations_count, f"{theme}: {found.generate_report()}"
        page.screenshot(path=artifacts / f"class_board_{theme.lower()}.png")
    page.set_viewport_size({"width": 420, "height": 1600})
    settle(root)
    for rule in (SMALL_TYPE, CUT, SMALL_TARGETS):
        assert root.evaluate(rule) == []
    root.screenshot(path=artifacts / "class_board_420.png")
    assert notebook.errors == []
