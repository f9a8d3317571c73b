"""The frame of explorers, with the smallest state there is."""

import base64

import pytest

from alkit import plots
from alkit.widgets.base import ExplorerWidget, dropdown


class Dot:
    """A point on a line; it cannot be at 13."""

    x = 1

    def figure(self):
        if self.x == 13:
            raise ValueError("there is no $13 place, and none for $14")
        ax = plots.new_axes((4, 3))
        ax.plot(self.x, 0, "o")
        ax.set(xlim=(0, 20), ylim=(-1, 1))
        return ax.figure

    def describe(self):
        return f"a dot at {self.x}"

    def click(self, x, y):
        self.x = round(x) if y < 0.5 else 1 / 0


def click(explorer, x, y):
    """A click at a place in data coordinates, as the page reports it."""
    across, up = explorer._figure.axes[0].transData.transform((x, y)) / explorer._figure.bbox.size
    explorer._clicked(None, {"x": across, "y": 1 - up}, None)


@pytest.fixture
def explorer():
    return ExplorerWidget(Dot(), {"x": dropdown("place", range(20))})


def test_a_control_moves_the_state_and_the_picture(explorer):
    before = explorer.picture.png
    explorer.controls["x"].value = 5
    assert explorer.state.x == 5 and explorer.caption.value == explorer.picture.alt == "a dot at 5"
    assert explorer.picture.png != before and explorer.picture.clickable


def test_what_fails_stands_in_place_of_the_picture_and_the_widget_lives_on(explorer):
    explorer.controls["x"].value = 13
    assert explorer.caption.value == "This does not work: there is no $13 place, and none for $14"
    assert isinstance(explorer.error, ValueError) and explorer.picture.png.startswith(b"\x89PNG")
    written = explorer._figure.axes[0].texts[0]
    assert written.get_text() == explorer.caption.value and not written.get_parse_math()
    explorer.controls["x"].value = 5
    assert explorer.caption.value == "a dot at 5" and explorer.error is None


def test_a_failing_click_and_a_failing_sentence_are_said(explorer):
    click(explorer, 10, 0.9)
    assert explorer.caption.value == "This does not work: ZeroDivisionError: division by zero"
    explorer.redraw()
    assert explorer.caption.value == "a dot at 1"
    click(explorer, 10, 0)
    assert explorer.controls["x"].value == explorer.state.x == 10
    explorer.state.describe = lambda: {}["nothing"]
    explorer.redraw()
    assert explorer.caption.value == "This does not work: KeyError: 'nothing'"


def test_an_interrupt_is_no_failure(explorer):
    def interrupted():
        raise KeyboardInterrupt

    explorer.state.figure = interrupted
    with pytest.raises(KeyboardInterrupt):
        explorer.controls["x"].value = 2
    assert not explorer.picture.busy


def test_a_page_without_a_kernel_shows_the_picture_and_the_sentence(explorer):
    explorer.controls["x"].value = 7
    bundle, _ = explorer._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG") and bundle["text/plain"] == "a dot at 7"
    assert "application/vnd.jupyter.widget-view+json" in bundle
