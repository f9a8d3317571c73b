"""The look of the course: one style, one cycle of colors and markers, no global setting changed."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import AbstractContextManager
from typing import Any

import matplotlib as mpl
import matplotlib.style
from matplotlib.figure import Figure

LONGEST = 40  # characters of a name
# Control characters, halves of surrogate pairs, and what turns the direction of the words that follow.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
MARKERS = "osD^vPX*<>"  # a marker as well as a color, for those who cannot tell the colors apart


def style() -> AbstractContextManager:
    """The look of the course, for the length of a ``with`` block; a ``$`` is a dollar, and begins no formula."""
    return matplotlib.style.context(["alkit.alkit", {"text.parse_math": False, "text.usetex": False}])


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
    with style(), warnings.catch_warnings():  # names may be in any script; pages and captions have all of them
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        warnings.filterwarnings("ignore", message="constrained_layout not applied")  # for lack of room beside long ones
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def shown(words: Any, longest: int = LONGEST) -> str:
    r"""Somebody's words as a label can take them: in one line, shortened, without control characters.

    Write them with ``parse_math=False``.

    >>> shown("two\nlines\x1b[31m, in red"), shown("a" * 100, 5)
    ('two lines�[31m, in red', 'aaaa…')
    """
    line = " ".join(_UNPRINTABLE.sub("\ufffd", " ".join(str(words)[: 4 * longest].split())).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def in_legend(words: Any) -> str:
    """As :func:`shown`, for a legend, whose words are parsed as the settings of whoever makes it say."""
    line = shown(words).replace("$", r"\$" if mpl.rcParams["text.parse_math"] else "$")
    return line if line and not line.startswith("_") else f" {line}"  # matplotlib leaves out what is empty or begins so
