"""The triangle of all predictions over three classes, in which three scores are compared by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from numpy.typing import ArrayLike

from alkit import plots
from alkit.scores import uncertainty
from alkit.widgets.controls import Choice, Control, Slider
from alkit.widgets.explorer import ExplorerWidget, with_view
from alkit.widgets.explorers.entropy import HALO, checked, shares

WEIGHTS = ("first", "second", "third")
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(3) / 2]])  # of the triangle; a prediction is a mean of them
SCORES = {"least confidence": uncertainty.least_confidence, "margin": uncertainty.margin, "entropy": uncertainty.entropy}
MOST = {"least confidence": 2 / 3, "margin": 1.0, "entropy": np.log2(3)}
COLORS = {name: f"C{look.color}" for name, look in zip(SCORES, plots.looks(SCORES))}
POOL = np.array(  # predictions that wait for a label: each score would ask about another of the first three
    [[0.17, 0.43, 0.40], [0.48, 0.48, 0.04], [0.28, 0.28, 0.44], [0.75, 0.20, 0.05], [0.10, 0.85, 0.05], [0.30, 0.08, 0.62],
     [0.62, 0.03, 0.35], [0.10, 0.20, 0.70], [0.05, 0.03, 0.92]]
)  # fmt: skip
LABEL_AT = {
    "least confidence": (16, 0, "left", "center"),
    "margin": (0, -16, "center", "top"),
    "entropy": (0, 13, "center", "bottom"),
}


@dataclass
class TriangleState:
    """One prediction over three classes, seen by three scores; ``measure`` says which one colors the triangle.

    The prediction is three weights divided by their sum.
    """

    first: float
    second: float
    third: float
    classes: tuple[str, ...]
    measure: str = "entropy"

    @property
    def p(self) -> np.ndarray:
        return shares([self.first, self.second, self.third])

    @property
    def scores(self) -> dict[str, float]:
        return {name: float(score([self.p])[0]) for name, score in SCORES.items()}

    def page(self) -> dict[str, Any]:
        return {
            "classes": [plots.shown(name, 20) for name in self.classes],
            "pool": POOL.tolist(),
            "scores": list(SCORES),
            "most": list(MOST.values()),
            "asked": [int(np.argmax(score(POOL))) for score in SCORES.values()],
        }

    def describe(self) -> str:
        each = ", ".join(f"{plots.shown(name)} {p:.2f}" for name, p in zip(self.classes, self.p))
        scores = ", ".join(f"{name} {score:.2f} of {MOST[name]:.2f}" for name, score in self.scores.items())
        return f"Prediction {each}: {scores} bits"

    def figure(self) -> Figure:
        left, right = plots.new_axes((9.4, 4.8), ncols=2, width_ratios=[7, 4])
        draw_triangle(self.measure, left, classes=self.classes)
        draw_pool(left)
        left.plot(*to_triangle(self.p), "*", color="black", markeredgecolor="white", markersize=24, markeredgewidth=1.5)
        self._draw_scores(right)
        return left.figure

    def _draw_scores(self, ax: Axes) -> None:
        """Three probabilities and three scores as bars, each score as a share of the most it can be."""
        places, shares = [0, 1, 2, 4, 5, 6], [*self.p, *(s / MOST[name] for name, s in self.scores.items())]
        ax.barh(places, shares, color=["0.6"] * 3 + list(COLORS.values()))
        texts = [f"{p:.2f}" for p in self.p] + [f"{s:.2f} of {MOST[name]:.2f}" for name, s in self.scores.items()]
        for place, share, text in zip(places, shares, texts):
            ax.text(share + 0.02, place, text, va="center")
        ax.set_yticks(places, [*(plots.shown(name, 20) for name in self.classes), *SCORES], parse_math=False)
        ax.set(xlim=(0, 1.6), xticks=[], ylim=(6.6, -0.6))
        ax.set_title("★ this prediction")
        ax.spines["bottom"].set_visible(False)


def triangle_explorer(p: ArrayLike = (0.5, 0.3, 0.2), classes: Sequence[str] = ("cat", "dog", "fox")) -> ExplorerWidget:
    """All predictions over three classes as a triangle; click a place, or move the sliders, to see its three scores.

    Nine predictions wait in the triangle; a ring shows which of them each score would ask about first.

    Parameters
    ----------
    p : array of shape (3,), the prediction to begin with; rounded to 0.01
    classes : three names

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If ``p`` does not hold three probabilities that sum to 1, or ``classes`` three names.

    Examples
    --------
    >>> print(triangle_explorer([0.5, 0.5, 0]).state.describe().split(": ")[1])
    least confidence 0.50 of 0.67, margin 1.00 of 1.00, entropy 1.00 of 1.58 bits
    """
    if len(classes) != 3:
        raise ValueError(f"classes must be three names, got {classes!r}")
    first, second, third = checked(p, 3, 3).tolist()
    state = TriangleState(first, second, third, tuple(str(name) for name in classes))
    return TriangleWidget(state, _controls, "Triangle of predictions")


class TriangleWidget(ExplorerWidget):
    """The explorer of :func:`triangle_explorer`."""

    _esm = with_view(__file__)


def _controls(state: TriangleState) -> dict[str, Control]:
    controls: dict[str, Control] = {"measure": Choice("color by", tuple(SCORES))}
    for attribute, name in zip(WEIGHTS, state.classes):
        controls[attribute] = Slider(f"weight {plots.shown(name, 20)}", 0, 1, 0.01)
    return controls


# ---- its geometry, and the picture on paper -------------------------------------------------------


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
    x, y, shares = _on_grid(measure)
    edge = ax.add_patch(Polygon(CORNERS, fill=False, edgecolor="0.3", linewidth=1.5))
    colors = ax.imshow(shares, extent=(x[0], x[-1], y[0], y[-1]), origin="lower", cmap="Blues", vmin=0, vmax=1.15)
    lines = ax.contour(x, y, shares, levels=np.arange(0.3, 1, 0.1), colors="white", linewidths=1.2)
    for artist in (colors, lines):
        artist.set_clip_path(edge)
    for (x, y), name, below in zip(CORNERS, classes, (0.07, 0.07, -0.07)):
        ax.text(x, y - below, plots.shown(name, 20), ha="center", va="center", fontsize=16, parse_math=False)
    ax.set(xlim=(-0.07, 1.07), ylim=(-0.12, 0.98), title=f"the bluer, the sooner {measure} asks")
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
def _on_grid(measure: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Score over the triangle's grid as a share of its maximum, the same for every redraw."""
    x, y = np.linspace(0, 1, 301), np.linspace(0, CORNERS[2, 1], 261)
    p = from_triangle(*np.meshgrid(x, y)).reshape(-1, 3)
    return x, y, SCORES[measure](p).reshape(len(y), len(x)) / MOST[measure]
