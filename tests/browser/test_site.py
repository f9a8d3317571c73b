"""The static site: built once, served by an ordinary server, and read in a browser that reaches nothing else."""

import functools
import hashlib
import http.server
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import threading
import urllib.parse

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from alkit import catalog

ROOT = pathlib.Path(__file__).parents[2]
MISSING = "THE STATIC SITE IS NOT TESTED: its packages are missing (make site, or pip install -e '.[site]')"
NOTEBOOKS = sorted(ROOT.glob("notebooks/**/[0-9]*.ipynb"))
MATHJAX = "d4295dc33744836935c1399feece5159577b34c5c8ffb9f1c6324cd82e03a882"  # tex-svg.js of mathjax 3.2.2 on npm
LEFT = "net::ERR_ABORTED"  # the icon of a page that was left before it came; a picture that does not come is seen below
# What a page holds once it is drawn.  Pictures in closed answers are loaded, too.
HOLDS = """async () => {
  if (window.MathJax) await MathJax.startup.promise;
  return {
    broken: [...document.images].filter((image) => !image.naturalWidth).map((image) => image.src),
    nameless: [...document.images].filter((image) => !image.alt).map((image) => image.src),
    pictures: [...document.querySelectorAll('.cell_output img')].map((image) => image.alt),
    formulas: document.querySelectorAll('.math').length,
    drawn: document.querySelectorAll('.math mjx-container').length,
    wrong: [...document.querySelectorAll('mjx-container [data-mjx-error], mjx-container merror')].map((e) => e.outerHTML),
    wide: document.documentElement.scrollWidth - innerWidth,
  }; }"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the site, made as `make site` makes it; a warning is an error."""
    if importlib.util.find_spec("myst_nb") is None:
        pytest.fail(MISSING) if os.environ.get("ALKIT_REQUIRE_SITE") == "1" else pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--fail-on-warning", "--conf-dir", "docs/site", "--doctree-dir", folder / "trees"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, ".", folder / "html"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return folder / "html"


@pytest.fixture(scope="session")
def address(site):
    """Where a server of Python's own library serves it."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def reader(new_page, address):
    """A page that reaches the folder alone, and what went wrong on it."""
    page, complaints = new_page(), []

    def let(route):
        inside = route.request.url.startswith((address, "data:"))
        if not inside:
            complaints.append(f"asks for {route.request.url}")
        route.continue_() if inside else route.abort()

    page.route("**/*", let)
    page.on("requestfailed", lambda r: None if r.failure == LEFT else complaints.append(f"{r.failure} {r.url}"))
    page.on("response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.on("console", lambda m: complaints.append(f"{page.url} says {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(f"{page.url} {error}"))
    yield page, complaints
    page.close()


def text(path):
    return path.read_text(encoding="utf-8")


def test_no_link_is_broken(site):
    """Every address in every page leads to a file of the folder, and to a place in it."""
    pages = {path.relative_to(site).as_posix(): text(path) for path in site.rglob("*.html") if "_static" not in path.parts}
    places = {name: set(re.findall(r'\s(?:id|name)="([^"]+)"', page)) for name, page in pages.items()}
    broken = []
    for name, page in pages.items():
        for link in set(re.findall(r'<(?:a|link|img|script)\b[^>]*?\s(?:href|src)="([^"]*)"', page)):
            to = urllib.parse.urlsplit(urllib.parse.urljoin(name, link))
            if not to.scheme:
                path, place = urllib.parse.unquote(to.path) or name, urllib.parse.unquote(to.fragment)
                if not (site / path).is_file() or (path in places and place and place not in places[path]):
                    broken.append((name, link))
    assert not broken


def test_every_public_name_is_described(site):
    index = text(site / "docs/site/reference/index.html")
    names = [name for names in catalog.exports().values() for name in names]
    assert [name for name in names if not re.search(rf'href="[\w.]+#[\w.-]*\.{name}"', index)] == []


def test_no_page_of_the_reference_tells_an_answer(site):
    assert not any("module-alkit.exercises.chapter_" in text(path) for path in site.glob("docs/site/reference/*.html"))


def test_mathjax_is_that_of_its_makers(site):
    assert hashlib.sha256((site / "_static/tex-svg.js").read_bytes()).hexdigest() == MATHJAX


def test_every_chapter_can_be_taken_home(site):
    for path in NOTEBOOKS:
        name = path.relative_to(ROOT).as_posix()
        assert (site / "_sources" / name).read_bytes() == path.read_bytes()
        assert f'_sources/{name}"' in text(site / name.replace(".ipynb", ".html"))


def test_every_page_in_the_browser(site, address, reader):
    """No page asks for more than the folder holds; each formula is drawn, each picture is there and described."""
    page, complaints = reader
    held = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if not name.startswith("_static/"):
            page.goto(address + name)
            held[name] = page.evaluate(HOLDS)
    assert complaints == []
    for name, holds in held.items():
        assert holds["broken"] == holds["nameless"] == holds["wrong"] == [], name
        assert holds["formulas"] == holds["drawn"] and holds["wide"] <= 0, name
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        holds = held[path.relative_to(ROOT).with_suffix(".html").as_posix()]
        assert [words for words in holds["pictures"] if not words.startswith("Figure: ")] == list(sentences(notebook)), path
        assert ("$" in prose(notebook)) == (holds["formulas"] > 0), path


def sentences(notebook):
    """What stands beside the picture of each widget."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            words = output.get("data", {}).get("text/plain", "")
            if "image/png" in output.get("data", {}) and not words.startswith("<Figure"):
                yield " ".join(words.split())


def prose(notebook):
    """The text of a notebook, without code: a $ in it begins or ends a formula."""
    cells = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return re.sub(r"```.*?```|`[^`\n]*`", "", "\n".join(cells), flags=re.DOTALL)


def test_the_search_finds_entropy(address, reader):
    page, complaints = reader
    page.goto(address)
    page.keyboard.press("Control+k")
    page.keyboard.type("entropy")
    page.keyboard.press("Enter")
    found = page.locator("#search-results ul.search li a")
    found.first.wait_for()
    assert "Uncertainty and entropy" in " ".join(found.all_inner_texts())
    found.first.click()
    page.wait_for_url(lambda url: "search.html" not in url)
    assert complaints == []


def test_a_page_is_for_everyone(address, reader):
    page, _ = reader
    page.goto(f"{address}notebooks/00_start_here.html")
    page.evaluate(HOLDS)
    found = Axe().run(page).response["violations"]
    assert [v["help"] for v in found if v["impact"] in ("serious", "critical")] == []
