"""The frame of every explorer: some controls, one picture, one sentence.

Behind an explorer stands its *state*, an ordinary object.  It has attributes that the controls set, ``figure()`` that draws it,
``describe()`` that says it in a sentence, and perhaps ``click(x, y)``.  It can be tested without a screen.
"""

from __future__ import annotations

import html
import pathlib
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import anywidget
import ipywidgets
import traitlets
from matplotlib.figure import Figure

from alkit import plots
from alkit.widgets.static import with_picture

LONGEST = 5000  # characters of a sentence


class State(Protocol):
    """What an explorer shows.  ``click(x, y)``, in data coordinates of the first axes, is optional."""

    def figure(self) -> Figure: ...

    def describe(self) -> str: ...


class PictureWidget(anywidget.AnyWidget):
    """An image with a description for those who cannot see it, and the place of the last click on it."""

    _esm = pathlib.Path(__file__).parent / "picture.js"
    _css = pathlib.Path(__file__).parent / "picture.css"
    png = traitlets.Bytes(b"").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    width = traitlets.Int(800).tag(sync=True)
    clickable = traitlets.Bool(False).tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)


class SentenceWidget(anywidget.AnyWidget):
    """Words as they are.  A Label of ipywidgets would make a formula of what stands between two dollars."""

    _esm = """
    function render({ model, el }) {
      const draw = () => (el.textContent = model.get("value"));
      model.on("change:value", draw);
      draw();
    }
    export default { render };
    """
    value = traitlets.Unicode("").tag(sync=True)


class ExplorerWidget(ipywidgets.VBox):
    """Controls above, picture below, and a sentence that says what the picture shows.

    What fails in the state, in a student's own strategy say, is shown in place of the picture, and the widget lives on.

    Parameters
    ----------
    state : see :class:`State`
    controls : name of an attribute of the state -> the ipywidget that sets it

    Attributes
    ----------
    error : what failed when the picture was drawn, to be raised for its traceback; None where nothing did
    """

    def __init__(self, state: State, controls: Mapping[str, ipywidgets.Widget]):
        self.state: Any = state
        self.controls = dict(controls)
        self.error: Exception | None = None
        self.picture = PictureWidget(clickable=hasattr(state, "click"))
        self.picture.on_msg(self._clicked)
        self.caption = SentenceWidget().add_class("alkit-caption")
        for name in self.controls:
            self._listen(name)
        super().__init__(
            [ipywidgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"}), self.picture, self.caption]
        )
        self.add_class("alkit-explorer")
        self.redraw()

    def redraw(self) -> None:
        """Draw the present state, and let the controls show it."""
        for name, control in self.controls.items():
            if control.value != getattr(self.state, name):
                control.value = getattr(self.state, name)
        with self._failing_visibly():
            with plots.style():
                figure = self.state.figure()
            self._show(figure, self.state.describe())
            self.error = None

    def _show(self, figure: Figure, sentence: str) -> None:
        png = plots.png(figure)
        self._figure = figure
        self.caption.value = self.picture.alt = plots.shown(sentence, LONGEST)
        with self.picture.hold_sync():
            self.picture.png = png
            self.picture.width = int(figure.bbox.width)

    @contextmanager
    def _failing_visibly(self) -> Iterator[None]:
        """Whatever fails is shown as a sentence in place of the picture."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  # it may be a student's own strategy, model or data
            self.error = error
            kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
            sentence = plots.shown(f"This does not work: {kind}{error}", 600)
            self._show(_written(sentence), sentence)

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Tell the page first, so that it can say so if the answer takes a while."""
        self.picture.busy = True
        try:
            yield
        finally:
            self.picture.busy = False

    def _listen(self, name: str) -> None:
        self.controls[name].observe(lambda change: self._set(name, change["new"]), "value")

    def _set(self, name: str, value: Any) -> None:
        if value != getattr(self.state, name):
            self._act(lambda: setattr(self.state, name, value))

    def _clicked(self, _: Any, place: Mapping[str, float], __: Any) -> None:
        """A click at fractions (from left, from top) of the picture, turned into the first axes' coordinates."""
        figure, axes = self._figure, self._figure.axes[0]
        pixel = place["x"] * figure.bbox.width, (1 - place["y"]) * figure.bbox.height
        if self.error is None and axes.bbox.contains(*pixel):
            self._act(lambda: self.state.click(*axes.transData.inverted().transform(pixel)))

    def _act(self, change: Callable[[], Any]) -> None:
        """Change the state, and draw it."""
        with self._working(), self._failing_visibly():
            change()
            self.redraw()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget; a picture for pages without a kernel; a sentence for nbval and for screen readers."""
        return with_picture(super()._repr_mimebundle_(**kwargs), self.picture.png, self.caption.value)


def labeled(text: str, widget: ipywidgets.Widget) -> ipywidgets.Widget:
    """Give a control its visible label, wide enough to read.  The page makes formulas of labels, but not across elements."""
    if set(text) & set("$\\"):
        widget.description_allow_html = True
        text = re.sub(r"[$\\]", r"<span>\g<0></span>", html.escape(text))
    widget.description, widget.style.description_width = text, "initial"
    return widget


def dropdown(text: str, options: Iterable[Any]) -> ipywidgets.Dropdown:
    """A list to choose from, as wide as its longest option; where the chosen name is shortened, the tooltip has the whole."""
    control = ipywidgets.Dropdown(options=named(options), layout={"width": "max-content"})

    def whole(_: Any = None) -> None:
        said = plots.shown(control.value, LONGEST)
        control.tooltip = None if said == plots.shown(control.value) else said

    control.observe(whole, "value")
    whole()
    return labeled(text, control)


def named(options: Iterable[Any]) -> list[tuple[str, Any]]:
    """(what a list shows, option) for each option."""
    return [(plots.shown(option), option) for option in options]


def _written(sentence: str) -> Figure:
    ax = plots.new_axes((12, 5))
    with plots.style():
        where = {"ha": "center", "va": "center", "transform": ax.transAxes}
        ax.text(0.5, 0.5, textwrap.fill(sentence, 60), parse_math=False, **where).set_in_layout(False)
    ax.set_axis_off()
    return ax.figure
