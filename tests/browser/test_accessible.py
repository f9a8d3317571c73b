"""Every widget, light and dark, for everyone: axe-core finds nothing, and on a phone nothing is cut or too small."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import CUT, SMALL_TARGETS, SMALL_TYPE
from tools.gallery import WIDGETS

CARDS = "from alkit import check_value\nfor answer in (..., 0.5, 1.0):\n    check_value(answer, 1.0, 'a fair coin')"
OURS = ".alkit-explorer, .alkit-labeling, .jp-CodeCell:last-child .jp-OutputArea"


@pytest.fixture
def gallery(open_notebook, lab):
    codes = [f"import alkit\n{code}" for code in WIDGETS.values()]
    notebook = open_notebook(write_notebook(lab, "gallery", *codes, CARDS))
    notebook.alone()
    notebook.run_all()
    page = notebook.page
    page.wait_for_function(
        "n => document.querySelectorAll('[data-connection=ready]').length === n", arg=len(WIDGETS), timeout=120_000
    )
    page.wait_for_timeout(1500)
    return notebook


def test_axe_finds_nothing_in_any_widget_light_or_dark(gallery):
    for theme in ("Light", "Dark"):
        gallery.theme(theme)
        found = Axe().run(gallery.page, context=OURS)
        assert not found.violations_count, f"{theme}: {found.generate_report()}"
        assert len(found.response["passes"]) > 15, "it has looked"


def test_on_a_phone_nothing_is_cut_too_small_or_too_near(gallery):
    gallery.page.set_viewport_size({"width": 420, "height": 1000})
    gallery.page.wait_for_timeout(1500)
    roots = gallery.page.locator(".alkit-explorer, .alkit-labeling").all()
    assert len(roots) == len(WIDGETS)
    for name, root in zip(WIDGETS, roots):
        assert root.evaluate(SMALL_TYPE) == [], name
        assert root.evaluate(CUT) == [], name
        assert root.evaluate(SMALL_TARGETS) == [], name
