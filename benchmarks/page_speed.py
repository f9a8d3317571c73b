"""Milliseconds from a hand to what it sees, measured inside the page: a real JupyterLab in a real Chromium.

An explorer's page notes when a hand moved something (``handAt``) and when it had drawn (``drawnAt``); the picture is counted
as seen at the second animation frame after it was drawn.
"""

from __future__ import annotations

import pathlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tests.browser.lab import Notebook, chromium, find_browser, jupyterlab, write_notebook
from tests.labeling import postgres

LABELING = "from alkit import digits, label\nlabel(digits(), budget=None)"
WITH_NETWORK = """from alkit import digits, label
from sklearn.neural_network import MLPClassifier
label(digits(), estimator=MLPClassifier((256, 256), max_iter=300), budget=None)"""
SAMPLES = {  # some 5,000 of each kind, with the default model of the kind
    "7,188 pictures": "data = repeated(digits(), 4)",
    "5,000 reviews": "data = food_reviews()",
    "10,000 rows of a table": "data = card_defaults()",
    "5,000 points": "data = two_moons(5000)",
    "5,000 sounds": "data = spoken_vowels(50, 10)",
    "5,000 pairs of pictures": "data = in_pairs(digits(), 5000)",
}
OF_KIND = "from alkit import *\n{data}\nlabel(data, classes={classes}, budget=None, name='speed', folder='speed'{store})"
CLICK = """async ([root, digit]) => {
  const before = root.dataset.shownAt;
  root.querySelectorAll('button.al-class')[digit].click();
  for (let i = 0; i < 5000 && root.dataset.shownAt === before; i++) await new Promise(r => setTimeout(r, 1));
  return root.dataset.shownAt - root.dataset.sentAt; }"""
# Move the control of a name to a value, as a hand does, and wait until the picture that follows has been painted.
MOVE = """async ([root, name, value]) => {
  const box = root.querySelector(`[data-name=${name}]`), input = box.querySelector('input[type=range], select');
  const painted = () => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
  const seen = () => [...root.querySelectorAll('.al-room svg')].map(svg => svg.innerHTML).join('');
  const before = seen(), start = performance.now();
  input.value = value;
  input.dispatchEvent(new Event(input.matches('select') ? 'change' : 'input', { bubbles: true }));
  for (let i = 0; i < 10000 && seen() === before; i++) await new Promise(r => setTimeout(r, 1));
  await painted();
  return performance.now() - start; }"""

# Put the hand on the next point, press Enter, and wait until the answer to it has been painted.
PICK = """async ([root, way]) => {
  const hand = root.querySelector('.al-ring-hand'), caption = root.querySelector('.al-caption');
  const press = (key) => hand.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  press(way);
  const before = caption.textContent, start = performance.now();
  press('Enter');
  for (let i = 0; i < 10000 && caption.textContent === before; i++) await new Promise(r => setTimeout(r, 1));
  await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
  return performance.now() - start; }"""


class Hand(NamedTuple):
    """What a hand moves: a control of a widget, to and fro between values."""

    widget: str
    control: str
    values: list[Any]
    frames: int = 0  # to be there before it begins


HANDS = {
    "coin, p moved": Hand("entropy_explorer([0.9, 0.1])", "p", [k / 100 for k in range(10, 90, 2)]),
    "triangle, a weight moved": Hand("triangle_explorer()", "first", [k / 100 for k in range(10, 90, 2)]),
    "split, the cut moved": Hand("split_explorer()", "threshold", [5 + k / 20 for k in range(40)]),
    "descent, the step size moved": Hand("descent_explorer(limit=True)", "step_size", [k / 100 for k in range(2, 62, 2)]),
    "run, a step on": Hand("run_explorer()", "step", [k % 21 for k in range(1, 41)], frames=21),
    "strategy, a step on": Hand("strategy_explorer()", "step", [k % 21 for k in range(9, 49)], frames=21),
    "committee, other members": Hand("committee_explorer()", "members", [k % 5 for k in range(4, 24)]),
}


@contextmanager
def opened(code: str) -> Iterator[Notebook]:
    """A notebook of one cell that has been run."""
    path = find_browser()
    assert path is not None
    with tempfile.TemporaryDirectory() as folder, jupyterlab(pathlib.Path(folder)) as lab, chromium(path) as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        notebook = Notebook(page, lab.url, write_notebook(lab, "speed", code))
        notebook.run_all()
        yield notebook


def click_to_next_sample(n_clicks: int = 30, code: str = LABELING) -> list[float]:
    """One number per click; none where there is no browser."""
    if find_browser() is None:
        return []
    with opened(code) as notebook:
        widget = notebook.page.locator(".alkit-labeling")
        widget.locator("button.al-class").first.wait_for(timeout=300_000)
        notebook.page.wait_for_timeout(3000)  # the comparison curves are drawn at the start
        root, n_classes = widget.element_handle(), widget.locator("button.al-class").count()
        times = []
        for k in range(n_clicks):
            times.append(notebook.page.evaluate(CLICK, [root, k % n_classes]))
            notebook.page.wait_for_timeout(150)  # a person needs a moment to look
        return times


def clicks_of_each_kind() -> dict[str, list[float]]:
    """Milliseconds from a click to the next sample, for each kind of sample, and on PostgreSQL where it is installed."""
    pairs = "['first', 'second']"
    codes = {
        kind: OF_KIND.format(data=data, classes=pairs if "in_pairs" in data else None, store="")
        for kind, data in SAMPLES.items()
    }
    times = {kind: click_to_next_sample(code=code) for kind, code in codes.items()}
    if postgres.programs() is not None:
        with postgres.server() as url:
            code = OF_KIND.format(data=SAMPLES["7,188 pictures"], classes=None, store=f", store={url!r}")
            times["7,188 pictures, answers kept by PostgreSQL"] = click_to_next_sample(
                code=code.replace(", folder='speed'", "")
            )
    return times


def hand_to_picture(hand: Hand) -> list[float]:
    """One number per movement; none where there is no browser."""
    if find_browser() is None:
        return []
    with opened(f"import alkit\nalkit.{hand.widget}") as notebook:
        root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
        root.wait_for(timeout=60_000)
        root.hover()
        if hand.frames:
            wait = f"r => Number(r.dataset.frames) === {hand.frames}"
            notebook.page.wait_for_function(wait, arg=root.element_handle(), timeout=120_000)
        notebook.page.wait_for_timeout(500)
        times = []
        for value in hand.values:
            handle = notebook.page.locator(".alkit-explorer").element_handle()
            times.append(notebook.page.evaluate(MOVE, [handle, hand.control, value]))
            notebook.page.wait_for_timeout(30)
        return times


def pick_to_picture(n_picks: int = 30) -> list[float]:
    """One number per pick in the game against the machine; none where there is no browser."""
    if find_browser() is None:
        return []
    with opened(f"import alkit\nalkit.beat_the_machine(budget={n_picks + 1}, name='speed', folder='speed')") as notebook:
        root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
        root.wait_for(timeout=60_000)
        root.hover()
        notebook.page.wait_for_timeout(3000)  # the machines have begun
        times = []
        for k in range(n_picks):
            way = ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown")[k % 4]
            times.append(notebook.page.evaluate(PICK, [root.element_handle(), way]))
            notebook.page.wait_for_timeout(300)  # a person looks
        return times
