"""Whatever samples, classes, features, strategies and errors are called: in a real page they are text, and nothing else happens.

The strings are those of tests/widgets/test_hostile_names.py, but what they would run sets ``window.alkitRan``.
"""

import re
import subprocess
import sys

import pytest

from alkit.modalities import Text
from alkit.plots import shown
from alkit.widgets.labeling import LONGEST_NAME, short
from tests.browser.lab import ROOT, needs_server
from tests.widgets.test_hostile_names import HOSTILE

pytestmark = needs_server  # what is tested here imports these tests

NAMES = [name.replace("alert(1)", "window.alkitRan=1") for name in HOSTILE]
CLASSES = [name for name in NAMES if not name.endswith("\0")]  # NumPy would drop it, so alkit refuses such a class
THIRDS = [[NAMES[(j + k) % len(NAMES)] for k in range(3)] for j in range(0, len(NAMES), 3)]
HALF = NAMES[::2]  # each takes a click; the others are seen in tables
BEGIN = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import numpy as np
import ipywidgets
from IPython.display import HTML, display
from sklearn.naive_bayes import GaussianNB
from alkit import Dataset, comparison_bench, label, random_sampling, strategy_explorer
from tests.browser.test_hostile_strings import CLASSES, HALF, NAMES, THIRDS
from tests.widgets.test_hostile_names import X
y = np.repeat([0, 1], 20)
display(HTML("<div class='control'><script>window.alkitControl = 1</script></div>"))  # a page that would run what it is given
"""
DATA = """
neighbors = dict(zip(NAMES, NAMES[1:] + NAMES[:1]))
fit = {name: name if name in CLASSES else CLASSES[0] for name in NAMES}
classes = {name: np.array([fit[name], fit[name] + " 2"], dtype=object) for name in NAMES}
data = {name: Dataset(name, X, classes[name][y], feature_names=(name, other)) for name, other in neighbors.items()}
"""
EXPLORER = f"""{DATA}
explorer = strategy_explorer(dict.fromkeys(NAMES, random_sampling), {{n: GaussianNB() for n in NAMES}}, data, step=1)
display(explorer)
"""
FAILING = f"""{DATA}
def failing(words):
    def strategy(view):
        raise RuntimeError(words)
    return strategy
explorer = strategy_explorer({{name: failing(name) for name in NAMES}}, {{NAMES[0]: GaussianNB()}}, data, step=1)
display(explorer)
"""
BENCH = f"""{DATA}
from alkit import plots
from alkit.widgets.bench import Bench
Bench.figure = lambda self: plots.new_axes().figure  # the table is looked at; to draw so many curves takes half a minute
strategies = dict.fromkeys(NAMES, random_sampling)
display(comparison_bench(strategies, {{NAMES[0]: GaussianNB()}}, data, run=True, n_seeds=2, budget=10, batch_size=10))
"""
TEXTS = """
display(label(HALF, classes=CLASSES, strategy=random_sampling, budget=None, question=NAMES[24], by=NAMES[25], name="<h1>$x$"))
"""
ROWS = """
rows = [dict(zip(NAMES, NAMES[j:] + NAMES[:j])) for j in range(4)]
display(label(rows, classes=CLASSES[:5], budget=None, question=NAMES[0], by=NAMES[3], name="rows"))
"""
EXPORTED = """
for j, (a, b, c) in enumerate(THIRDS):
    classes = np.array([fit[a], b + " 2"], dtype=object)
    data = Dataset(b, X, classes[y], feature_names=(c, a))
    explorer = strategy_explorer({a: random_sampling}, {b: GaussianNB()}, {c: data}, step=1)
    failed = strategy_explorer({a: failing("".join(sorted((a, b, c), key=len)))}, {b: GaussianNB()}, {c: data}, step=1)
    display(explorer, failed, label([a, b, c], classes=["a", "b"], question=b, by=c, name=f"exported {j}"))
    display({"text/plain": explorer.sentence + failed.sentence}, raw=True)
"""
KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
# What is in the widgets, or anywhere in the outputs of an exported notebook, that text alone does not bring about.
LOOK = """(selector) => {
  const said = (nodes) => [...new Set(nodes)].filter((e) => !e.closest('.control')).map((e) => e.outerHTML.slice(0, 300));
  const widgets = [...document.querySelectorAll(selector)];
  const within = (query) => said(widgets.flatMap((w) => [...w.querySelectorAll(query)]));
  const inside = [...widgets.flatMap((w) => [w, w.closest('.jp-OutputArea-output') ?? w, ...w.querySelectorAll('.al-control')])];
  return {
    ran: window.alkitRan ?? null,
    attacks: said([...document.querySelectorAll('img[src=x], [onerror], [onmouseover], a[href^="javascript:"], a[href="http://b"]')]),
    elements: within('script, h1, b, strong, iframe, .jp-OutputArea-output td h1'),
    comments: widgets.filter((w) => document.createTreeWalker(w, NodeFilter.SHOW_COMMENT).nextNode()).length,
    formulas: within('mjx-container, .MathJax, .MathJax_Preview, .katex, math'),
    wide: said(inside.filter((e) => e.scrollWidth > e.clientWidth + 1
      || e.getBoundingClientRect().right > e.parentElement.getBoundingClientRect().right + 1)),
  }; }"""
NOTHING = {"ran": None, "attacks": [], "elements": [], "comments": 0, "formulas": [], "wide": []}
WIDGETS = ".alkit-labeling, .alkit-explorer"


FORMULA = "ipywidgets.Label('$x$')"  # a page that makes formulas where it is let


class Opened:
    """A notebook of hostile strings in JupyterLab, all cells run; and what its page complained of."""

    def __init__(self, notebook):
        self.notebook, self.page, self.errors = notebook, notebook.page, notebook.errors
        self.page.evaluate("delete window.alkitControl")
        self.page.on("console", self.hear)
        self.notebook.run_all()
        self.page.locator(".widget-label mjx-container").first.wait_for(timeout=60_000)
        assert self.page.evaluate("window.alkitControl") == 1

    def hear(self, said):
        if said.type == "error":
            self.errors.append(said.text)

    def check(self, selector=WIDGETS):
        assert self.page.locator(selector).count() and self.page.evaluate(LOOK, selector) == NOTHING

    def check_at_last(self, widths=(1400, 1000)):
        """After the time that typesetting and a late script would take, in a wide window and a narrow one."""
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 1600})
            self.page.wait_for_timeout(1000)
            self.check()
        assert not self.errors

    def execute(self, code):
        """As another cell would."""
        self.page.evaluate(f"async code => {{ await {KERNEL}.requestExecute({{code}}).done; }}", code)

    def select(self, label, index):
        self.page.locator(".alkit-explorer").get_by_label(label).select_option(index=index)

    def wait_for_caption(self, words, where=".al-caption"):
        """Until the sentence below the picture begins with these words."""
        wait = "([where, words]) => document.querySelector(where).textContent.startsWith(words)"
        self.page.wait_for_function(wait, arg=[where, words], timeout=30_000)


@pytest.fixture
def opened(desk):
    """``opened(cells)`` shows and runs these."""
    ones = []

    def open_(*cells):
        ones.append(Opened(desk(BEGIN, *cells, FORMULA, height=1600)))
        return ones[0]

    yield open_
    for one in ones:
        one.page.remove_listener("console", one.hear)


def test_any_text_is_labeled_with_classes_of_any_name(opened, record_property):
    one = opened(TEXTS)
    root, seen = one.page.locator(".alkit-labeling"), []
    root.locator(".al-class").first.wait_for(timeout=30_000)
    names = root.locator(".al-class span").evaluate_all("spans => spans.map(s => s.textContent)")
    assert sorted(names) == sorted(short(c, LONGEST_NAME) for c in CLASSES)
    assert root.locator(".al-question").inner_text() == NAMES[24]
    root.locator("input").check()  # what the model thinks is named, too
    for j in range(len(HALF)):
        root.locator(".al-progress", has_text=re.compile(rf"^\s*{j} answers")).wait_for(timeout=30_000)
        text, n_elements = root.locator("blockquote").evaluate("q => [q.textContent, q.childElementCount]")
        assert n_elements == 0
        seen.append(text)
        one.check()
        one.page.wait_for_timeout(170)  # a person needs a moment to see a sample
        root.locator(".al-class").nth(j % len(CLASSES)).click()
    root.get_by_text("Done. Thank you.").wait_for(timeout=30_000)
    assert sorted(seen) == sorted(Text().live(name)["text"] for name in HALF)
    one.check_at_last()
    record_property("strings shown", len(seen) + len(names))


def test_rows_with_features_and_values_of_any_name(opened, record_property):
    one = opened(ROWS)
    root = one.page.locator(".alkit-labeling")
    root.locator(".al-sample table").wait_for(timeout=30_000)
    columns = [
        root.locator(f".al-sample {cell}").evaluate_all("cells => cells.map(c => c.textContent)") for cell in ("th", "td")
    ]
    for column in columns:  # which row comes first is the strategy's to say
        assert sorted(words[:50] for words in column) == sorted(Text().live(name)["text"][:50] for name in NAMES)
    one.page.wait_for_timeout(200)
    root.locator(".al-class").first.click()
    root.locator(".al-progress", has_text=re.compile(r"^\s*1 answers")).wait_for(timeout=30_000)
    one.check_at_last()
    record_property("strings shown", len(columns[0]) + len(columns[1]))


def test_strategy_explorer_with_names_of_any_kind(opened, record_property):
    one = opened(EXPLORER)
    one.page.locator(".al-axis").first.wait_for(state="attached", timeout=60_000)
    for label in ("data", "model", "strategy"):
        options = (
            one.page.locator(".alkit-explorer")
            .get_by_label(label)
            .locator("option")
            .evaluate_all("all => all.map(o => o.textContent)")
        )
        assert options[: len(NAMES)] == [shown(name) for name in NAMES]
    for data, model, strategy in THIRDS:
        for label, name in (("data", data), ("model", model), ("strategy", strategy)):
            one.select(label, NAMES.index(name))
        one.wait_for_caption(shown(f"{shown(data)}, {shown(model)}, {shown(strategy)}: 1 answers", 5000))
        one.check()
    one.check_at_last()
    record_property("strings shown", 4 * len(NAMES))


def test_errors_of_any_text_in_the_strategy_explorer(opened, record_property):
    one = opened(FAILING)
    one.page.locator(".al-problem", has_text="This does not work").wait_for(timeout=60_000)
    for j in [*range(1, len(NAMES)), 0]:
        one.select("strategy", j)
        one.wait_for_caption(shown(f"This does not work: RuntimeError: {NAMES[j]}", 600), ".al-problem")
        one.check()
    one.check_at_last()
    record_property("strings shown", len(NAMES))


def test_the_bench_has_any_strategy_in_its_table(opened, record_property):
    one = opened(BENCH)
    one.page.locator(".al-table table").wait_for(timeout=60_000)
    cells = one.page.locator(".al-table tbody th").evaluate_all("all => all.map(c => c.textContent)")
    assert sorted(cells) == sorted([*map(shown, NAMES), "random"])
    assert one.page.locator(".al-table tbody td *, .al-table tbody th span *").count() == 0
    labels = one.page.locator(".al-many label").evaluate_all("all => all.map(c => c.textContent)")
    assert labels[: len(NAMES)] == [shown(name) for name in NAMES]
    one.check_at_last([1400])  # in a narrow window the table scrolls within the bench
    record_property("strings shown", len(NAMES))


def test_an_exported_notebook_is_a_page_of_pictures(opened, new_page, lab, record_property):
    one = opened(FAILING, EXPORTED)
    one.check_at_last()
    one.notebook.save()
    path = lab.root / "desk.ipynb"
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    page = new_page()
    try:
        page.set_viewport_size({"width": 1400, "height": 1600})
        page.route(re.compile("^https?:"), lambda route: route.abort())
        page.goto(path.with_suffix(".html").as_uri())
        page.wait_for_timeout(1000)
        assert page.evaluate("window.alkitControl") == 1
        assert page.evaluate(LOOK, ".jp-OutputArea-output") | {"wide": []} == NOTHING
        pictures = page.locator(".jp-OutputArea-output img").evaluate_all(
            "all => all.map(i => [i.src.slice(0, 14), i.naturalWidth])"
        )
        assert len(pictures) == 1 + 3 * len(THIRDS)
        assert all(source == "data:image/png" and width > 400 for source, width in pictures)
        texts = page.locator(".jp-OutputArea-output pre").all_text_contents()
        texts = [text for text in texts if text != "Label(value='$x$')"]  # the formula that a page would make
        assert [ascii(text)[:300] for text in texts if "This does not work: " not in text] == []
        assert len(texts) == len(THIRDS)
    finally:
        page.close()
    record_property("strings shown", len(NAMES))
