"""How a sample is shown: as data, never as markup, so that a sample holding ``<script>`` shows as text.

Each function returns a small dictionary that the page turns into an image, a text or a table.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

LONGEST_TEXT = 5000  # characters; a page is no place for a book


def image(pixels: ArrayLike, alt: str = "") -> dict[str, Any]:
    """A grey image, dark ink on white; the page enlarges it without blurring.

    Parameters
    ----------
    pixels : array of shape (height, width), 0 for paper; scaled so that the largest value is black
    alt : description for those who cannot see it

    Examples
    --------
    >>> image([[0, 16], [8, 0]])["kind"]
    'image'
    """
    from PIL import Image

    pixels = np.asarray(pixels, dtype=float)
    ink = 255 * (1 - pixels / max(pixels.max(), 1e-12))
    buffer = io.BytesIO()
    Image.fromarray(ink.clip(0, 255).astype(np.uint8)).save(buffer, "PNG")
    source = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    return {"kind": "image", "src": source, "alt": alt or f"an image of {pixels.shape[0]} by {pixels.shape[1]} pixels"}


def text(sample: Any) -> dict[str, Any]:
    """Plain text, line breaks kept.

    >>> text("<b>")
    {'kind': 'text', 'text': '<b>'}
    """
    words = str(sample)
    return {"kind": "text", "text": words if len(words) <= LONGEST_TEXT else words[:LONGEST_TEXT] + " …"}


def table(values: Sequence, names: Sequence[str]) -> dict[str, Any]:
    """Named values, one a line.

    >>> table([5.1, "red"], ["length", "color"])["rows"]
    [['length', '5.1'], ['color', 'red']]
    """
    rows = [[str(name), f"{v:.4g}" if isinstance(v, (float, np.floating)) else str(v)] for name, v in zip(names, values)]
    return {"kind": "table", "rows": rows}


def guess(sample: Any, names: Sequence[str] | None = None, image_shape: tuple[int, int] | None = None) -> dict[str, Any]:
    """The way to show one sample that fits what it is."""
    if hasattr(sample, "toarray"):  # a sparse row
        sample = sample.toarray().ravel()
    if isinstance(sample, str):
        return text(sample)
    if hasattr(sample, "items"):  # a row of a data frame, or a dictionary
        return table(*zip(*((v, k) for k, v in sample.items())))
    values = np.asarray(sample)
    if image_shape is not None:
        return image(values.reshape(image_shape))
    if values.ndim == 2 and values.dtype.kind in "fiub":
        return image(values)
    if values.ndim == 1:
        return table(values.tolist(), names or [f"feature {j}" for j in range(len(values))])
    return text(sample)


def shower(names: Sequence[str] | None = None, image_shape: tuple[int, int] | None = None) -> Callable[[Any], dict[str, Any]]:
    """:func:`guess` with what is known about the data set."""
    return lambda sample: guess(sample, names, image_shape)
