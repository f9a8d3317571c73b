"""Every widget, light and dark, for everyone: axe-core finds nothing, and on a phone nothing is cut or too small."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.lab import Notebook, write_notebook
from tests.browser.pages import CUT, SMALL_TARGETS, SMALL_TYPE, settle
from tools.gallery import WIDGETS

CARDS = "from alkit import check_value\nfor answer in (..., 0.5, 1.0):\n    check_value(answer, 1.0, 'a fair coin')"
ROOTS = ".alkit-explorer, .alkit-labeling"
OURS = f"{ROOTS}, .jp-CodeCell:last-child .jp-OutputArea"


@pytest.fixture(scope="module")
def everything(new_page, lab):
    """All widgets in one notebook."""
    codes = [f"import alkit\n{code}" for code in WIDGETS.values()]
    notebook = Notebook(new_page(), lab.url, write_notebook(lab, "gallery", *codes, CARDS))
    notebook.alone()
    notebook.run_all()
    notebook.page.wait_for_function(
        "n => document.querySelectorAll('[data-connection=ready]').length === n", arg=len(WIDGETS), timeout=120_000
    )
    yield notebook
    notebook.page.close()
    lab.shut_down_kernels(but="desk.ipynb")


@pytest.fixture
def gallery(everything):
    """A function that shows them at this width."""

    def show(width=1400):
        everything.page.set_viewport_size({"width": width, "height": 1000})
        for root in everything.page.locator(ROOTS).all():
            settle(root)
        return everything

    return show


def test_axe_finds_nothing_in_any_widget_light_or_dark(gallery):
    notebook = gallery()
    for theme in ("Dark", "Light"):
        notebook.theme(theme)
        found = Axe().run(notebook.page, context=OURS)
        assert not found.violations_count, f"{theme}: {found.generate_report()}"
        assert len(found.response["passes"]) > 15, "it has looked"


def test_on_a_phone_nothing_is_cut_too_small_or_too_near(gallery):
    roots = gallery(width=420).page.locator(ROOTS).all()
    assert len(roots) == len(WIDGETS)
    for name, root in zip(WIDGETS, roots):
        assert root.evaluate(SMALL_TYPE) == [], name
        assert root.evaluate(CUT) == [], name
        assert root.evaluate(SMALL_TARGETS) == [], name
