"""Fixtures of the browser tests."""

import os

import pytest

from tests.browser.lab import IN_PAGE, ROOT, Notebook, chromium, find_browser, jupyterlab, write_notebook
from tests.browser.lite import lab_in_page

MISSING = "no Chromium or Chrome found: install it (Debian: apt-get install chromium; elsewhere: Chrome from its maker)"


@pytest.fixture(scope="session")
def browser():
    path = find_browser()
    if path is None:
        pytest.fail(MISSING) if os.environ.get("ALKIT_REQUIRE_BROWSER") == "1" else pytest.skip(MISSING)
    with chromium(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def artifacts():
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab on its server; or, with ALKIT_IN_PAGE=1, the one that has no server, for what is done on the desk."""
    start = lab_in_page if IN_PAGE else jupyterlab
    with start(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="session")
def new_page(browser):
    """A function that makes a page; pages with the same options share a cache, so that JupyterLab comes from the network once."""
    profiles = {}

    def new(**options):
        key = tuple(sorted(options.items()))
        if key not in profiles:
            profiles[key] = browser.new_context(**options)
        return profiles[key].new_page()

    return new


@pytest.fixture
def open_notebook(new_page, lab):
    """A function that opens a notebook, by its path, in a page of its own; its kernel ends with the test."""
    pages = []

    def open_(path, width=1400, height=1100, **options):
        pages.append(new_page(**options))
        pages[-1].set_viewport_size({"width": width, "height": height})
        return Notebook(pages[-1], lab.url, path)

    yield open_
    for page in pages:
        page.close()
    lab.shut_down_kernels(but="desk.ipynb")


@pytest.fixture(scope="session")
def desks(lab):
    """The one open notebook of the tests, and how many tests had failed when it was opened."""
    open_now = []
    yield open_now
    for notebook, _ in open_now:
        notebook.page.close()
    lab.shut_down_kernels()


@pytest.fixture
def desk(new_page, desks, lab, request):
    """A function that shows these cells in a notebook that stays open, with its kernel: seconds less for each test.

    Names, widgets, size and theme begin anew; what was imported and what lies on the disk does not. After a test that failed,
    page and kernel are new, too.
    """

    def show(*cells, **size):
        n_failed = request.session.testsfailed
        if desks and desks[0][1] != n_failed:
            desks.pop()[0].page.close()
            lab.shut_down_kernels()
        if not desks:
            desks.append((Notebook(new_page(), lab.url, write_notebook(lab, "desk", "")), n_failed))
        desks[0][0].show(*cells, **size)
        return desks[0][0]

    return show


@pytest.fixture
def shown(desk):
    """A function that shows an explorer of alkit on the desk, with nothing beside it: the page, and the explorer in it."""

    def show(code, width=1300):
        notebook = desk(f"import alkit\nwidget = alkit.{code}\nwidget", width=width)
        notebook.alone()
        notebook.run_all()
        root = notebook.page.locator(".alkit-explorer[data-connection=ready]")
        root.wait_for(timeout=60_000)
        return notebook.page, root

    return show
