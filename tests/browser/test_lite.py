"""The course in a page without a server: every chapter runs, and asks nobody for anything; 00 is worked through.

One file, so that one worker builds the folder once.
"""

import base64
import os
import re
import sys

import pytest

from alkit import LabelLog, datasets, margin_sampling, open_session
from alkit.labeling.replay import replay
from tests.browser.lab import ROOT
from tests.browser.lite import Chapter, served
from tools import build_lite, pyodide

SPLIT = datasets.digits().split()
Y_POOL = SPLIT[2]
CHAPTERS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb") if not path.name.startswith("00"))
ALWAYS = "01_uncertainty_and_entropy.ipynb"  # make test looks at one more; make lite-test at all
STORE = "labels/labels.sqlite"
COMPARE = """import warnings
warnings.simplefilter("error", RuntimeWarning)
import alkit
from sklearn.naive_bayes import GaussianNB
two = {"random": alkit.random_sampling, "margin": alkit.margin_sampling}
print(len(alkit.compare(two, alkit.iris(), GaussianNB(), n_seeds=3, budget=6, n_jobs=2)), "points", end="")"""
# As Chromium does with a quota of a byte, though only half a minute after it has got it.  The chapter itself can be saved, else
# JupyterLab puts a dialog before it.
FULL = """() => {
  window.put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) {
    if (String(key).startsWith("labels")) throw new DOMException("full", "QuotaExceededError");
    return window.put.call(this, value, key); }; }"""
EMPTIED = "() => { IDBObjectStore.prototype.put = window.put; }"
OWN_MODULE = """import importlib
open('mine.py', 'w').write('x = 7')
importlib.invalidate_caches()
import mine
print(mine.x, end='')"""
BOTH = """async ([paths, code]) => {
  const app = window.jupyterapp, kernels = [];
  for (const path of paths) {
    const panel = await app.commands.execute('docmanager:open', { path });
    await panel.context.ready;
    await panel.sessionContext.ready;
    kernels.push(panel.sessionContext.session.kernel);
  }
  const done = await Promise.all(kernels.map((kernel, k) => kernel.requestExecute({code: code.replace('WHO', 'chapter ' + k)}).done));
  return done.map(({content}) => content.status + (content.evalue ?? '')); }"""
ANSWERS = """from alkit import LabelLog
log = LabelLog('labels/labels.sqlite')
for k in range(12):
    log.append('WHO', k, 'answer', sample=k, label='cat')"""
EVALUATE = """async (code) => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session; let said = '';
  const asked = kernel.requestExecute({code});
  asked.onIOPub = ({header, content}) => {
    said += content.text ?? content.evalue ?? content.data?.['text/plain'] ?? ''; };
  await asked.done; return said; }"""


def log_of(chapter, folder):
    """The log as a visitor would download it."""
    (folder / "labels.sqlite").write_bytes(base64.b64decode(chapter.file(STORE)))
    return LabelLog(folder / "labels.sqlite")


@pytest.fixture(scope="module")
def lite(tmp_path_factory):
    """The address of the folder that ``make lite`` makes, with Pyodide in it."""
    try:
        pyodide.fetch()
    except OSError as error:
        print(f"\nTHE COURSE IN THE BROWSER IS NOT TESTED: {error}", file=sys.__stderr__)
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("lite")
    build_lite.build(folder, with_pyodide=True)
    with served(folder) as url:
        yield url


@pytest.fixture
def opened(browser, lite):
    """A function that opens a chapter, in a browser's profile of one's own: its storage is empty."""
    context = browser.new_context(viewport={"width": 1300, "height": 1000})
    yield lambda name: Chapter(context, lite, name)
    context.close()


class Person:
    """Somebody who always knows the digit."""

    def __init__(self, chapter, folder):
        self.chapter, self.page, self.folder = chapter, chapter.page, folder
        self.widget = self.page.locator(".alkit-labeling[data-connection=ready]").first
        self.widget.wait_for(timeout=60_000)
        self.answers = {}

    def expect(self, n):
        self.widget.locator(".al-progress", has_text=re.compile(rf"^\s*{n} of 20 answers")).wait_for(timeout=60_000)

    def sees(self):
        return replay(log_of(self.chapter, self.folder).events("digits")).current

    def answer(self, give):
        self.page.wait_for_timeout(
            400
        )  # what is pressed before anybody can have seen the sample is refused; the log is written
        row = self.sees()
        give(int(Y_POOL[row]))
        self.answers[row] = int(Y_POOL[row])
        self.expect(len(self.answers))

    def click(self, digit):
        self.widget.get_by_role("button", name=f"Answer {digit}", exact=True).click()

    def press(self, digit):
        self.page.keyboard.press(str(digit))


@pytest.mark.slow
def test_start_here_without_a_server(opened, tmp_path, artifacts):
    """Labeled by mouse and keys, loaded again, closed, gone on with, and the log taken to a desktop."""
    chapter = opened("00_start_here.ipynb")
    assert chapter.run("guess(") == []
    guess = chapter.page.locator(".alkit-explorer[data-connection=ready]").first
    guess.wait_for()
    guess.locator("input[type=range]").nth(2).fill("70")
    guess.get_by_role("button", name="Commit", exact=True).click()
    guess.get_by_role("button", name="Commit", exact=True, disabled=True).wait_for(timeout=20_000)

    assert chapter.run("oracle = label(") == []
    person = Person(chapter, tmp_path)
    person.widget.scroll_into_view_if_needed()
    for _ in range(4):
        person.answer(person.click)
    for _ in range(4):
        person.answer(person.press)
    assert "Whoever clears it clears your answers" in person.widget.inner_text()
    chapter.page.screenshot(path=artifacts / "lite_00_labeled.png")
    assert chapter.errors == [] and chapter.elsewhere == []

    # loaded again, the page shows the chapter; and it goes on where it was, though Python began anew
    chapter.page.reload()
    chapter.wait()
    assert chapter.run("oracle = label(") == []
    answers, person = person.answers, Person(chapter, tmp_path)
    person.expect(8)
    person.answers = answers
    person.answer(person.click)
    chapter.close()

    # after the tab was closed, too
    chapter = opened("00_start_here.ipynb")
    assert chapter.run() == []
    person = Person(chapter, tmp_path)
    person.expect(9)
    assert log_of(chapter, tmp_path).labels("digits") == answers
    guess = chapter.page.locator(".alkit-explorer[data-connection=ready]").first
    assert guess.locator("input[type=range]").nth(2).input_value() == "70" and "The answer is 60 %" in guess.inner_text()
    words = "from alkit import check; check('00.1', ['oracle', 'seed set', 'budget', 'test set', 'query', 'pool'])"
    assert "Right" in chapter.page.evaluate(EVALUATE, words)
    assert chapter.page.evaluate(EVALUATE, COMPARE).endswith("42 points")
    assert chapter.page.evaluate(EVALUATE, OWN_MODULE) == "7"
    assert chapter.errors == [] and chapter.elsewhere == []
    chapter.page.screenshot(path=artifacts / "lite_00_run.png")

    # the log on a desktop: the session goes on there
    log_of(chapter, tmp_path)

    def easy_first(view):
        is_easy = view.candidates == 255
        return is_easy.astype(float) if is_easy.any() else margin_sampling(view)

    session = open_session(datasets.digits(), strategy=easy_first, name="digits", folder=tmp_path, budget=20)
    assert session.labels == answers and session.n_asked == 9
    session.answer(int(Y_POOL[session.current]))
    assert session.n_asked == 10 and session.problem == ""
    session.close()


@pytest.mark.slow
def test_two_chapters_of_one_page_write_at_once(opened, tmp_path):
    chapter = opened("00_start_here.ipynb")
    paths = ["00_start_here.ipynb", "02_information_gain.ipynb"]
    assert chapter.page.evaluate(BOTH, [paths, "import alkit.labeling.store"]) == ["ok", "ok"]
    assert chapter.page.evaluate(BOTH, [paths, ANSWERS]) == ["ok", "ok"]
    chapter.page.wait_for_timeout(3000)  # each looks again, a second after its last answer
    log = log_of(chapter, tmp_path)
    assert [len(log.labels(f"chapter {k}")) for k in range(2)] == [12, 12]


@pytest.mark.slow
def test_a_full_storage_is_said_and_nothing_is_lost(opened, tmp_path, artifacts):
    chapter = opened("00_start_here.ipynb")
    assert chapter.run("oracle = label(") == []
    person = Person(chapter, tmp_path)
    person.widget.scroll_into_view_if_needed()
    person.answer(person.click)
    chapter.page.evaluate(FULL)
    chapter.page.wait_for_timeout(400)
    person.click(0)
    person.widget.get_by_text("not saved in labels/labels.sqlite: the browser refuses to keep it").wait_for(timeout=20_000)
    chapter.page.screenshot(path=artifacts / "lite_full.png")
    person.expect(1)
    assert log_of(chapter, tmp_path).labels("digits") == person.answers
    chapter.page.evaluate(EMPTIED)
    person.click(0)
    person.expect(2)
    chapter.page.wait_for_timeout(1000)
    labels = log_of(chapter, tmp_path).labels("digits")
    assert labels.items() > person.answers.items() and sorted(labels.values()) == sorted([*person.answers.values(), 0])


@pytest.mark.slow
def test_the_edition_that_takes_pyodide_from_its_makers(browser, lite):
    context = browser.new_context()
    allowed = {"access-control-allow-origin": "*"}
    name = lambda route: route.request.url.rsplit("/", 1)[-1]  # noqa: E731
    context.route(pyodide.ADDRESS + "**", lambda route: route.fulfill(path=pyodide.FOLDER / name(route), headers=allowed))
    to_makers = lambda words: words.replace("./static/pyodide/", pyodide.ADDRESS)  # noqa: E731
    context.route(f"{lite}/jupyter-lite.json*", lambda route: route.fulfill(body=to_makers(route.fetch().text())))
    chapter = Chapter(context, lite, ALWAYS)
    assert chapter.run("guess(") == [] and chapter.errors == []
    assert len(chapter.elsewhere) > 5 and all(url.startswith(pyodide.ADDRESS) for url in chapter.elsewhere)
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", CHAPTERS if os.environ.get("ALKIT_ALL_CHAPTERS") == "1" else [ALWAYS])
def test_a_chapter_without_a_server(opened, name, artifacts):
    chapter = opened(name)
    assert chapter.run() == []
    chapter.page.screenshot(path=artifacts / f"lite_{name[:2]}.png")
    if name == ALWAYS:
        coin = chapter.page.get_by_role("slider", name="probability of heads").first
        coin.focus()
        before = float(coin.get_attribute("aria-valuenow"))
        chapter.page.keyboard.press("ArrowLeft")
        assert round(before - float(coin.get_attribute("aria-valuenow")), 2) == 0.01, "JupyterLite keeps the key"
    assert chapter.errors == [] and chapter.elsewhere == []
