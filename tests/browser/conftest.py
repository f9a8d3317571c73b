"""Fixtures of the browser tests."""

import os

import pytest

from tests.browser.lab import ROOT, Notebook, chromium, find_browser, jupyterlab

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
    with jupyterlab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="session")
def profiles(browser):
    """Browser profiles by their options: pages of one share the cache, so that JupyterLab comes from the network once."""
    return {}


@pytest.fixture
def open_notebook(browser, profiles, lab):
    """A function that opens a notebook, by its path, in a page of its own; its kernel ends with the test."""
    pages = []

    def open_(path, width=1400, height=1100, **options):
        key = tuple(sorted(options.items()))
        if key not in profiles:
            profiles[key] = browser.new_context(**options)
        pages.append(profiles[key].new_page())
        pages[-1].set_viewport_size({"width": width, "height": height})
        return Notebook(pages[-1], lab.url, path)

    yield open_
    for page in pages:
        page.close()
    lab.shut_down_kernels()
