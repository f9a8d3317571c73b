"""What stands in for a widget where there is no kernel: a picture that is described and says that it is static."""

import base64
import html.parser
import io

import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from PIL import Image

from alkit import plots
from alkit.widgets.static import QUIET, STATIC, marked, with_picture
from tests.browser.lab import ROOT
from tools.execute_notebooks import execute


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


@pytest.fixture
def picture():
    ax = plots.new_axes((6, 2))
    ax.plot([1, 2, 1])
    return plots.png(ax.figure)


def test_the_mark_is_below_the_picture_and_covers_nothing(picture):
    before, after = pixels(picture), pixels(marked(picture))
    height, width, _ = before.shape
    assert after.shape[1] == width and height + 24 <= after.shape[0] <= height + 30
    assert (after[:height] == before).all()
    strip = after[height:]
    rows, columns = np.nonzero((strip != strip[0, 0]).any(axis=2))
    assert {rows.min(), rows.max()} <= set(range(3, len(strip) - 3)) and {columns.min(), columns.max()} <= set(
        range(6, width - 6)
    )
    assert np.ptp(columns) > 5 * len(STATIC), "type that can be read"
    ink = np.array([int(QUIET[k : k + 2], 16) for k in (1, 3, 5)])
    assert (strip[rows, columns].min(axis=0) == ink).all() and (strip[0, 0] == 255).all()


def test_the_mark_is_the_same_bytes_every_time(picture):
    assert marked(picture) == marked(picture)
    figure = plots.new_axes((5, 2)).figure
    assert with_picture(None, figure, "so") == with_picture(None, figure, "so")


def test_the_picture_is_described_and_what_the_widget_brought_is_kept(picture):
    data, metadata = with_picture(({"a/b": 1}, {"a/b": {"c": 2}}), picture, "three of five", "a curve")
    assert data["a/b"] == 1 and data["text/plain"] == "three of five"
    assert metadata == {"a/b": {"c": 2}, "image/png": {"alt": f"a curve ({STATIC})"}}
    assert base64.b64decode(data["image/png"]) == marked(picture)
    assert with_picture({"a/b": 1}, None, "nothing to see") == ({"a/b": 1, "text/plain": "nothing to see"}, {})


# ---- a page ------------------------------------------------------------------------------------------


class Images(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append(dict(attributes))


CELL = """
import matplotlib.pyplot as plt
from alkit.widgets.explorers.entropy import entropy_explorer
_ = plt.plot([1, 2]), entropy_explorer([0.9, 0.1])
"""


@pytest.mark.slow
def test_an_exported_page_has_described_pictures_that_say_they_are_static(tmp_path, monkeypatch):
    path = tmp_path / "page.ipynb"
    cells = [nbformat.v4.new_code_cell(text) for text in (CELL, "entropy_explorer([0.9, 0.1])")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    execute(path)
    monkeypatch.setenv("JUPYTER_PATH", str(ROOT / "tools" / "jupyter"))
    page, _ = HTMLExporter(template_name="alkit").from_filename(str(path))
    figure, widget = Images(page).found
    assert figure["alt"].startswith("No description"), "a figure of a chapter is as nbconvert leaves it"
    sentence = nbformat.read(path, as_version=4).cells[1].outputs[0].data["text/plain"]
    assert widget["alt"] == f"Entropy explorer: {sentence} ({STATIC})"
    png = base64.b64decode(widget["src"].removeprefix("data:image/png;base64,"))
    blank = Image.new("RGB", (pixels(png).shape[1], 400), "white")
    buffer = io.BytesIO()
    blank.save(buffer, "png")
    assert (pixels(png)[-25:] == pixels(marked(buffer.getvalue()))[-25:]).all()
