"""The triangle of all predictions over three classes: its geometry, and the picture of what each score would ask."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike

from alkit import plots
from alkit.scores import uncertainty

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(3) / 2]])  # of the triangle; a prediction is a mean of them
HALO = withStroke(linewidth=3, foreground="white")  # keeps type readable on any color
SCORES = {"least confidence": uncertainty.least_confidence, "margin": uncertainty.margin, "entropy": uncertainty.entropy}
MOST = {"least confidence": 2 / 3, "margin": 1.0, "entropy": np.log2(3)}
COLORS = {"least confidence": "C1", "margin": "C4", "entropy": "C2"}
POOL = np.array(  # predictions that wait for a label: each score would ask about another of the first three
    [[0.17, 0.43, 0.40], [0.48, 0.48, 0.04], [0.28, 0.28, 0.44], [0.75, 0.20, 0.05], [0.10, 0.85, 0.05], [0.30, 0.08, 0.62],
     [0.62, 0.03, 0.35], [0.10, 0.20, 0.70], [0.05, 0.03, 0.92]]
)  # fmt: skip
LABEL_AT = {
    "least confidence": (16, 0, "left", "center"),
    "margin": (0, -16, "center", "top"),
    "entropy": (0, 13, "center", "bottom"),
}


def to_triangle(p: ArrayLike) -> np.ndarray:
    """Place of predictions: corners weighted by probability.  Shape (..., 3) in, (..., 2) out.

    >>> to_triangle([0.5, 0.5, 0]).tolist()
    [0.5, 0.0]
    """
    return np.asarray(p, dtype=float) @ CORNERS


def from_triangle(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """The prediction at a place; outside the triangle, negative parts count as 0.  Shape (..., 3).

    >>> from_triangle(0.5, 0.0).tolist()
    [0.5, 0.5, 0.0]
    """
    x, third = np.asarray(x, dtype=float), np.asarray(y, dtype=float) / CORNERS[2, 1]
    second = x - third / 2
    p = np.stack([1 - second - third, second, third], axis=-1).clip(0)
    return p / p.sum(axis=-1, keepdims=True)


def draw_triangle(measure: str, ax: Axes | None = None, classes: Sequence[str] = ("cat", "dog", "fox")) -> Axes:
    """The triangle of all predictions over three classes; the darker, the sooner ``measure`` asks.

    Parameters
    ----------
    measure : "least confidence", "margin" or "entropy"
    ax : Axes, optional
    classes : three names

    Returns
    -------
    Axes
    """
    if measure not in SCORES:
        raise ValueError(f"measure must be one of {', '.join(SCORES)}, got {measure!r}")
    ax = plots.new_axes((6, 5)) if ax is None else ax
    x, y, shares = _shares(measure)
    edge = ax.add_patch(Polygon(CORNERS, fill=False, edgecolor="0.3", linewidth=1.5))
    colors = ax.imshow(shares, extent=(x[0], x[-1], y[0], y[-1]), origin="lower", cmap="Blues", vmin=0, vmax=1.15)
    lines = ax.contour(x, y, shares, levels=np.arange(0.3, 1, 0.1), colors="white", linewidths=1.2)
    for artist in (colors, lines):
        artist.set_clip_path(edge)
    for (x, y), name, below in zip(CORNERS, classes, (0.07, 0.07, -0.07)):
        ax.text(x, y - below, plots.shown(name, 20), ha="center", va="center", fontsize=16, parse_math=False)
    ax.set(xlim=(-0.07, 1.07), ylim=(-0.12, 0.98), title=f"dark: {measure} asks soon")
    ax.axis("off")
    return ax


def draw_pool(ax: Axes) -> None:
    """The waiting predictions, and a ring round the one that each score would ask about first."""
    ax.plot(*to_triangle(POOL).T, "o", color="black", markersize=6, markeredgecolor="white")
    for (name, score), color in zip(SCORES.items(), COLORS.values()):
        x, y = to_triangle(POOL[np.argmax(score(POOL))])
        ax.plot(x, y, "o", markersize=17, markerfacecolor="none", markeredgecolor=color, markeredgewidth=3.5)
        dx, dy, ha, va = LABEL_AT[name]
        ax.annotate(
            name.replace(" ", "\n") + " asks",
            (x, y),
            xytext=(dx, dy),
            textcoords="offset points",
            ha=ha,
            va=va,
            path_effects=[HALO],
        )


@cache
def _shares(measure: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Score over the triangle's grid as a share of its maximum, the same for every redraw."""
    x, y = np.linspace(0, 1, 301), np.linspace(0, CORNERS[2, 1], 261)
    p = from_triangle(*np.meshgrid(x, y)).reshape(-1, 3)
    return x, y, SCORES[measure](p).reshape(len(y), len(x)) / MOST[measure]
