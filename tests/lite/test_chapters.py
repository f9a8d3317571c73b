"""Every chapter runs in a page without a server, and asks nobody for anything."""

import pytest

from tests.browser.lab import ROOT
from tests.lite.conftest import wants_all

CHAPTERS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb") if not path.name.startswith("00"))
ALWAYS = "03_the_query_loop.ipynb"  # make test looks at one; make lite-test at all


@pytest.mark.slow
@pytest.mark.parametrize("name", CHAPTERS if wants_all() else [ALWAYS])
def test_run_all(opened, name, artifacts):
    chapter = opened(name)
    assert chapter.run() == []
    chapter.page.screenshot(path=artifacts / f"lite_{name[:2]}.png")
    assert chapter.errors == [] and chapter.elsewhere == []
