"""The look of the course: one style, one cycle of colors and markers, no global setting changed."""

from __future__ import annotations

import io
from contextlib import AbstractContextManager
from typing import Any

import matplotlib.style
from matplotlib.figure import Figure

MARKERS = "osD^vPX*<>"  # a marker as well as a color, for those who cannot tell the colors apart


def style() -> AbstractContextManager:
    """The look of the course, for the length of a ``with`` block."""
    return matplotlib.style.context("alkit.alkit")


def new_axes(figsize: tuple[float, float] = (8, 4.5), **subplots: Any) -> Any:
    """Axes of a new figure in the look of the course; the figure is ``ax.figure``, and pyplot does not know it.

    Parameters
    ----------
    figsize : width and height in inches
    **subplots : passed to ``Figure.subplots``

    Returns
    -------
    Axes, or an array of them
    """
    with style():
        return Figure(figsize=figsize).subplots(**subplots)


def png(figure: Figure, dpi: int = 100) -> bytes:
    """The figure as the bytes of a PNG file, the same bytes every time."""
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()
