"""Samples as points, pictures and bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike

from alkit.plots.style import MARKERS, in_legend, new_axes, shown


def probabilities(proba: ArrayLike, classes: Sequence, ax: Axes | None = None, color: str | Sequence[str] = "C0") -> Axes:
    """Class probabilities of one sample as horizontal bars, each with its number.

    Parameters
    ----------
    proba : array of shape (n_classes,)
    classes : names, one per class
    ax : Axes, optional
    color : of all bars, or one per bar

    Returns
    -------
    Axes
    """
    ax = new_axes((6, 0.5 * len(classes) + 1)) if ax is None else ax
    places = range(len(classes))
    ax.barh(places, proba, color=color)
    for place, p in zip(places, np.asarray(proba).tolist()):
        ax.text(p + 0.01, place, f"{p:.2f}", va="center")
    ax.set_yticks(places, [shown(c) for c in classes], parse_math=False)
    ax.set(xlim=(0, 1.12), xlabel="probability")
    ax.invert_yaxis()
    return ax


def images(rows: ArrayLike, shape: tuple[int, int], titles: Sequence[str] | None = None, axes: Any = None) -> Any:
    """Samples as pictures side by side, dark ink on white.

    Parameters
    ----------
    rows : array of shape (n_samples, height * width)
    shape : (height, width)
    titles : n_samples strings, optional
    axes : array of n_samples Axes, optional

    Returns
    -------
    array of Axes
    """
    rows = np.asarray(rows)
    axes = new_axes((1.6 * len(rows), 2.1), ncols=len(rows), squeeze=False)[0] if axes is None else axes
    for j, (ax, row) in enumerate(zip(axes, rows)):
        ax.imshow(row.reshape(shape), cmap="gray_r", interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        lines = [] if titles is None else str(titles[j]).splitlines()[:3]
        ax.set_title("\n".join(map(shown, lines)), parse_math=False)
        ax.spines[:].set_visible(True)
    return axes


def scatter(
    X: ArrayLike,
    y: ArrayLike,
    ax: Axes | None = None,
    *,
    labeled: ArrayLike = (),
    asked: ArrayLike = (),
    unlabeled: Any = "0.8",
) -> Axes:
    """Points in the plane: the unlabeled gray, the labeled in their class's color and marker, the asked ringed.

    Parameters
    ----------
    X : array of shape (n_samples, 2)
    y : array of shape (n_samples,); only the labels of ``labeled`` are used
    ax : Axes, optional
    labeled, asked : row numbers
    unlabeled : color of the points without a label, or one color per point

    Returns
    -------
    Axes
    """
    ax = new_axes((6, 5)) if ax is None else ax
    X, y, labeled, asked = np.asarray(X), np.asarray(y), np.asarray(labeled, dtype=int), np.asarray(asked, dtype=int)
    ax.scatter(X[:, 0], X[:, 1], s=22, color=unlabeled, linewidth=0)
    for j, label in enumerate(np.unique(y)):
        rows = labeled[y[labeled] == label]
        ax.scatter(
            X[rows, 0], X[rows, 1], s=80, color=f"C{j}", marker=MARKERS[j % 10], edgecolor="white", label=in_legend(label)
        )
    if asked.size:
        ax.scatter(X[asked, 0], X[asked, 1], s=320, facecolor="none", edgecolor="black", linewidth=2.5)
    return ax


def decision_regions(
    predict: Callable[[np.ndarray], ArrayLike], X: ArrayLike, classes: ArrayLike, ax: Axes | None = None
) -> Axes:
    """What a classifier says everywhere in the plane: pale regions in the colors of :func:`scatter`.

    Parameters
    ----------
    predict : function of points, shape (n, 2), that returns labels, shape (n,)
    X : array of shape (n_samples, 2), to be framed
    classes : sorted labels; their places give the colors
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes((6, 5)) if ax is None else ax
    x, y = framed(X)
    across, up = np.meshgrid(np.linspace(*x, 120), np.linspace(*y, 100))
    labels = np.asarray(predict(np.column_stack([across.ravel(), up.ravel()])))
    places = np.searchsorted(np.asarray(classes), labels).reshape(across.shape)
    ax.imshow(pale(places, 0.25), extent=(*x, *y), origin="lower", aspect="auto", interpolation="nearest", zorder=0)
    ax.set(xlim=x, ylim=y)
    return ax


def pale(places: ArrayLike, strength: float) -> np.ndarray:
    """The colors C0, C1 ... of some places, mixed with white, shape (..., 3)."""
    places = np.asarray(places)
    colors = np.array([to_rgb(f"C{j}") for j in range(places.max() + 1)])
    return 1 - strength * (1 - colors[places])


def framed(X: ArrayLike, margin: float = 0.08) -> tuple[tuple[float, float], tuple[float, float]]:
    """Limits of both axes with some room around the points."""
    low, high = np.min(X, axis=0), np.max(X, axis=0)
    room = margin * (high - low) + 1e-9
    (left, bottom), (right, top) = (low - room).tolist(), (high + room).tolist()
    return (left, right), (bottom, top)
