"""The frame of every explorer: some controls, one picture, one sentence.

An explorer's model is an ordinary object.  It has attributes that the controls set, ``figure()`` that draws its
state, ``describe()`` that says it in a sentence, and perhaps ``click(x, y)``.  It can be tested without a screen.
"""

from __future__ import annotations

import base64
import pathlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import anywidget
import ipywidgets
import traitlets
from matplotlib.figure import Figure

from alkit import plots


class Model(Protocol):
    """What an explorer shows.  ``click(x, y)``, in data coordinates of the first axes, is optional."""

    def figure(self) -> Figure: ...

    def describe(self) -> str: ...


class Picture(anywidget.AnyWidget):
    """An image with a description for those who cannot see it, and the place of the last click on it."""

    _esm = pathlib.Path(__file__).parent / "picture.js"
    _css = pathlib.Path(__file__).parent / "picture.css"
    png = traitlets.Bytes(b"").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    width = traitlets.Int(800).tag(sync=True)
    clickable = traitlets.Bool(False).tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)


class Explorer(ipywidgets.VBox):
    """Controls above, picture below, and a sentence that says what the picture shows.

    Parameters
    ----------
    model : see :class:`Model`
    controls : name of an attribute of the model -> the ipywidget that sets it
    """

    def __init__(self, model: Model, controls: Mapping[str, ipywidgets.Widget]):
        self.model, self.controls = model, dict(controls)
        self.picture = Picture(clickable=hasattr(model, "click"))
        self.picture.on_msg(self._clicked)
        self.caption = ipywidgets.Label().add_class("alkit-caption")
        for name, control in self.controls.items():
            control.observe(lambda change, name=name: self._set(name, change["new"]), "value")
        super().__init__(
            [ipywidgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"}), self.picture, self.caption]
        )
        self.add_class("alkit-explorer")
        self.redraw()

    def redraw(self) -> None:
        """Draw the model's present state, and let the controls show it."""
        for name, control in self.controls.items():
            if control.value != getattr(self.model, name):
                control.value = getattr(self.model, name)
        with plots.style():
            self._figure = self.model.figure()
        self.caption.value = self.picture.alt = self.model.describe()
        with self.picture.hold_sync():
            self.picture.png = plots.png(self._figure)
            self.picture.width = int(self._figure.bbox.width)

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Tell the page first, so that it can say so if the answer takes a while."""
        self.picture.busy = True
        try:
            yield
        finally:
            self.picture.busy = False

    def _set(self, name: str, value: Any) -> None:
        if value != getattr(self.model, name):
            with self._working():
                setattr(self.model, name, value)
                self.redraw()

    def _clicked(self, _: Any, place: Mapping[str, float], __: Any) -> None:
        """A click at fractions (from left, from top) of the picture, turned into the first axes' coordinates."""
        figure, axes = self._figure, self._figure.axes[0]
        pixel = place["x"] * figure.bbox.width, (1 - place["y"]) * figure.bbox.height
        if axes.bbox.contains(*pixel):
            with self._working():
                self.model.click(*axes.transData.inverted().transform(pixel))
                self.redraw()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The live widget; a picture for pages without a kernel; a sentence for nbval and for screen readers."""
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["image/png"] = base64.b64encode(self.picture.png).decode()
        bundle["text/plain"] = self.model.describe()
        return bundle


def labelled(text: str, widget: ipywidgets.Widget) -> ipywidgets.Widget:
    """Give a control its visible label, wide enough to read."""
    widget.description, widget.style.description_width = text, "initial"
    return widget
