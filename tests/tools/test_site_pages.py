"""What stands on top of each chapter's page; the whole site is tested in tests/browser/test_site.py."""

import posixpath
import sys
from types import SimpleNamespace

import pytest

from tests.browser.lab import ROOT


@pytest.fixture
def pages(monkeypatch):
    pytest.importorskip("sphinx", reason="Sphinx is not installed: make site installs it")
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "site"))
    monkeypatch.delitem(sys.modules, "pages", raising=False)
    import pages

    yield pages
    sys.modules.pop("pages")


def links(pages, docname, browser_edition):
    """The words and the address of each link in the note on top of a page."""
    from docutils import nodes, utils

    page = utils.new_document(docname)
    page += nodes.section("", nodes.title(text="A title"))
    builder = SimpleNamespace(get_target_uri=lambda name: f"{name}.html", get_relative_uri=lambda _, to: f"{to}.html")
    config = SimpleNamespace(root_doc="README", browser_edition=browser_edition)
    pages.say_what_this_is(SimpleNamespace(env=SimpleNamespace(docname=docname), builder=builder, config=config), page)
    return {link.astext(): link["refuri"] for link in page.findall(nodes.reference)}


@pytest.mark.parametrize("name", ["00_start_here", "solutions/00_start_here_solutions"])
def test_a_chapter_links_to_its_twin_in_the_browser(pages, name):
    to = links(pages, f"notebooks/{name}", "lite")["try it in this browser"]
    path, _, query = to.partition("?")
    assert posixpath.normpath(posixpath.join(posixpath.dirname(f"notebooks/{name}"), path)) == "lite/lab/index.html"
    assert query == f"path={name}.ipynb" and (ROOT / "notebooks" / f"{name}.ipynb").exists()


def test_without_the_twin_nothing_links_to_it(pages):
    assert list(links(pages, "notebooks/00_start_here", "")) == ["Take this notebook home", "begin with all of them"]
