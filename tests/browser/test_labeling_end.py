"""The end of a session in the page: what was answered otherwise, random picking beside it, the focus, and what comes next."""

import re

import pytest

from alkit import datasets
from alkit.labeling.replay import replay

_, _, Y_POOL, _ = datasets.digits().split()
N = 6
ACTIVE = "() => [document.activeElement.className, !!document.activeElement.closest('.alkit-labeling')]"
COMPARED = "() => { const c = document.querySelector('.al-compared'); return c.children.length === 4 && !c.textContent.includes('…'); }"
TOLD = "() => document.querySelector('.al-live').textContent.startsWith('You reached accuracy 0.')"


INSIDE = """r => { const { left, right } = r.getBoundingClientRect();
  return [...r.querySelectorAll('.al-end *, .al-curve text')].map(e => e.getBoundingClientRect())
    .every(b => b.left >= left && b.right <= right); }"""


class Ending:
    """Somebody who labels to the end, with some wrong answers."""

    def __init__(self, notebook, lab, name):
        self.page, self.name, self.log = notebook.page, name, lab.log(notebook.page)
        notebook.run_all()
        self.root = self.page.locator(".alkit-labeling")
        self.expect(0)
        self.page.wait_for_timeout(500)

    def expect(self, n, of=N):
        self.root.locator(".al-progress", has_text=re.compile(rf"^\s*{n} of {of} answers")).wait_for(timeout=60_000)

    def truth(self):
        return int(Y_POOL[replay(self.log.events(self.name)).current])

    def button(self, digit):
        return self.root.get_by_role("button", name=f"Answer {digit}", exact=True)

    def look(self):
        self.page.wait_for_timeout(200)  # a person needs a moment to see a sample

    def answer(self, n_before, how, is_wrong=False):
        self.look()
        how((self.truth() + is_wrong) % 10)
        self.expect(n_before + 1)

    def height(self):
        return self.root.evaluate("r => r.getBoundingClientRect().height")

    def said(self):
        return self.root.locator(".al-live").inner_text()


@pytest.fixture
def ending(desk, lab, request):
    name, opened = re.sub(r"\W", "_", request.node.name), []

    def open_(**size):
        opened.append(desk(f"from alkit import digits, label\nlabel(digits(), budget={N}, name={name!r})", **size))
        return Ending(opened[0], lab, name)

    yield open_
    assert not opened[0].errors


def by_enter(one):
    """Answer as somebody does who has no mouse: Tab to a button, and Enter."""

    def answer(digit):
        one.button(digit).focus()
        one.page.keyboard.press("Enter")

    return answer


def test_the_end_teaches_and_holds_the_focus(ending, artifacts):
    one = ending()
    for k in range(N):
        one.answer(k, by_enter(one), is_wrong=k in (1, 3))
    one.root.get_by_text("Done. Thank you.").wait_for()
    height = one.height()
    stamps = one.root.locator(".al-mistakes li")
    assert [re.sub(r"\d", "#", text) for text in stamps.all_inner_texts()] == ["you said #\nit is #"] * 2
    assert all(said != truth for said, truth in (re.findall(r"\d", text) for text in stamps.all_inner_texts()))
    assert stamps.locator("img").evaluate_all("images => images.every(i => i.naturalWidth === 8 && i.offsetWidth >= 48)")
    assert one.page.evaluate(ACTIVE)[1]  # the button that had the focus is gone, and the focus is not
    assert one.said().startswith("Done. You gave 6 answers. 2 of your 6 labels")
    one.page.wait_for_function(COMPARED, timeout=90_000)
    assert one.height() == height  # the result came into room that was kept for it
    one.page.wait_for_function(TOLD, timeout=90_000)  # once nothing more is to come
    assert one.page.evaluate(ACTIVE)[1] and one.height() == height
    assert one.root.evaluate(INSIDE)
    one.root.screenshot(path=artifacts / "labeling_end.png")
    one.page.keyboard.press("u")
    one.expect(N - 1)
    assert one.root.locator(".al-end").count() == 0 and one.button(3).is_visible()
    one.answer(N - 1, by_enter(one))
    one.page.wait_for_timeout(700)
    one.root.get_by_role("button", name="Label more").focus()
    one.page.keyboard.press("Enter")
    one.expect(N, of=N + 10)
    assert one.page.evaluate(ACTIVE)[1]
    one.look()
    one.page.keyboard.press(str(one.truth()))
    one.expect(N + 1, of=N + 10)


def test_a_second_click_after_the_last_answer_does_nothing(ending):
    one = ending()
    for k in range(N - 1):
        one.answer(k, lambda digit: one.button(digit).click())
    one.look()
    box = one.root.get_by_role("button", name="Don't know").bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    one.page.mouse.click(*at)
    one.expect(N)
    for _ in range(3):
        one.page.mouse.click(*at)
        one.page.wait_for_timeout(50)
    one.page.wait_for_timeout(500)
    one.expect(N)
    assert "keys on" in one.root.locator(".al-signs").inner_text()


def test_the_end_fits_a_narrow_window_in_the_dark(ending, artifacts):
    one = ending(height=1300)
    for k in range(N):
        one.answer(k, lambda digit: one.button(digit).click(), is_wrong=True)
    one.page.evaluate("window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    one.page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    one.page.set_viewport_size({"width": 420, "height": 1300})
    one.page.wait_for_function(COMPARED, timeout=90_000)
    one.page.wait_for_timeout(500)
    one.root.screenshot(path=artifacts / "labeling_end_dark_420.png")
    assert one.root.evaluate(INSIDE)
    assert one.root.evaluate(
        "r => [...r.querySelectorAll('.al-end *')].every(e => parseFloat(getComputedStyle(e).fontSize) >= 12)"
    )


APART = """svg => { const boxes = [...svg.querySelectorAll('.al-name')].map(t => t.getBoundingClientRect()).sort((a, b) => a.top - b.top);
  return boxes.length === 3 && boxes.every((b, k) => !k || b.top >= boxes[k - 1].bottom - 4); }"""


def test_the_curve_says_what_its_axes_are_and_its_names_do_not_collide(ending):
    one = ending()
    curve = one.root.locator(".al-curve svg[role=group]")
    one.page.wait_for_function("() => document.querySelectorAll('.al-curve .al-name').length === 3", timeout=30_000)
    assert curve.locator(".al-axisname").all_text_contents() == ["answers asked", "accuracy"]
    assert curve.get_attribute("aria-label").startswith("Learning curve, accuracy after 0 answers asked: you 0.")
    assert curve.evaluate(APART)  # all begin with the same value
    kept, height = curve.element_handle(), one.height()
    one.answer(0, lambda digit: one.page.evaluate(f"[...document.querySelectorAll('.al-class')][{digit}].click()"))
    one.page.wait_for_timeout(500)
    assert kept.evaluate("svg => svg.isConnected") and curve.evaluate(APART)
    assert abs(one.height() - height) < 60  # it grows by the words on the last answer, not by the curve
