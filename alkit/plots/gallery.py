"""A gallery: many small pictures in rows, those that matter framed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from alkit.plots.style import new_axes, shown


def gallery(
    rows: Mapping[str, ArrayLike], shape: tuple[int, int], framed: Mapping[str, ArrayLike] | None = None, ax: Axes | None = None
) -> Axes:
    """Rows of small pictures, dark ink on white, each row with its name; some of them framed.

    Parameters
    ----------
    rows : name -> array of shape (n_pictures, height * width)
    shape : (height, width)
    framed : name -> boolean array of shape (n_pictures,), which pictures of the row get a frame; by default none
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no picture at all, or a row has another number of frames than of pictures.

    Examples
    --------
    >>> ax = gallery({"noise": np.eye(4)}, (2, 2), {"noise": [True, False, False, True]})
    >>> len(ax.patches), [label.get_text() for label in ax.get_yticklabels()]
    (2, ['noise'])
    """
    pictures = {name: np.asarray(row, dtype=float).reshape(-1, *shape) for name, row in rows.items()}
    wide, (high, broad) = max(map(len, pictures.values()), default=0), shape
    if not wide:
        raise ValueError("a gallery needs at least one picture, got none")
    gap, pitch = max(1, high // 8), high + 2 * max(1, high // 8)
    paper = np.zeros((len(rows) * pitch, wide * (broad + gap)))  # all in one image: many small ones draw slowly
    ax = new_axes((min(13, 2 + 0.8 * wide), 0.7 + 0.42 * len(rows))) if ax is None else ax
    for place, (name, row) in enumerate(pictures.items()):
        for k, (picture, is_framed) in enumerate(zip(row, _marks(name, len(row), framed or {}))):
            top, left = place * pitch, k * (broad + gap)
            paper[top : top + high, left : left + broad] = picture
            if is_framed:
                corner = left - 0.5 - gap / 2, top - 0.5 - gap  # a pixel's middle is a whole number
                frame = Rectangle(corner, broad + gap, pitch, facecolor="none", edgecolor="C1", linewidth=3, clip_on=False)
                ax.add_patch(frame)
    ax.imshow(paper, cmap="gray_r", vmin=0, vmax=paper.max() or 1, interpolation="nearest")
    ax.set_xticks([])
    ax.set_yticks(np.arange(len(rows)) * pitch + high / 2, [shown(name) for name in rows], parse_math=False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return ax


def _marks(name: str, n: int, framed: Mapping[str, ArrayLike]) -> np.ndarray:
    marks = np.asarray(framed[name], dtype=bool) if name in framed else np.zeros(n, dtype=bool)
    if marks.shape != (n,):
        raise ValueError(f"framed must say of each of the {n} pictures of {name!r} whether, got shape {marks.shape}")
    return marks
