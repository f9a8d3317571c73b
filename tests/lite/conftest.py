"""Fixtures of the tests of the course in the browser."""

import os
import warnings

import pytest

from tests.browser.conftest import artifacts, browser  # noqa: F401
from tests.lite.site import Chapter, served
from tools import pyodide


@pytest.fixture(scope="session")
def lite(tmp_path_factory):
    """The address of the folder that ``make lite`` makes, with Pyodide in it."""
    pytest.importorskip("jupyterlite_core")
    from tools.build_lite import build

    try:
        pyodide.fetch()
    except OSError as error:
        warnings.warn(f"THE COURSE IN THE BROWSER IS NOT TESTED: {error}", stacklevel=1)
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("lite")
    build(folder, with_pyodide=True)
    with served(folder) as url:
        yield url


@pytest.fixture
def visitor(browser):  # noqa: F811
    """A browser's profile of one's own: its storage is empty."""
    context = browser.new_context(viewport={"width": 1300, "height": 1000})
    yield context
    context.close()


@pytest.fixture
def opened(visitor, lite):
    """A function that opens a chapter."""
    return lambda name: Chapter(visitor, lite, name)


def wants_all():
    return os.environ.get("ALKIT_ALL_CHAPTERS") == "1"
