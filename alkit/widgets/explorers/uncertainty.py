"""Two explorers of uncertainty: the entropy of a few outcomes, and three scores on all predictions over three classes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from alkit import information, plots
from alkit.scores import uncertainty
from alkit.widgets.base import ExplorerWidget, dropdown, labeled
from alkit.widgets.explorers.triangle import COLORS, HALO, MOST, SCORES, draw_pool, draw_triangle, from_triangle, to_triangle

OUTCOMES = "ABCDEF"


# ---- entropy of k outcomes ------------------------------------------------------------------------


@dataclass
class EntropyState:
    """A coin that falls on heads with probability ``p``, or the first ``outcomes`` of six weights; and the entropy."""

    outcomes: int = 2
    p: float = 0.5
    A: float = 0.25
    B: float = 0.25
    C: float = 0.25
    D: float = 0.25
    E: float = 0.25
    F: float = 0.25

    @property
    def names(self) -> Sequence[str]:
        return ("heads", "tails") if self.outcomes == 2 else OUTCOMES[: self.outcomes]

    @property
    def proba(self) -> np.ndarray:
        if self.outcomes == 2:
            return np.array([self.p, 1 - self.p])
        return _shares([getattr(self, name) for name in self.names])

    def click(self, x: float, y: float) -> None:
        """A click on the coin's curve chooses the coin; bars have no place to click."""
        if self.outcomes == 2:
            self.p = round(min(max(float(x), 0.0), 1.0), 2)

    def describe(self) -> str:
        each = ", ".join(f"{name} {p:.2f}" for name, p in zip(self.names, self.proba))
        most = np.log2(self.outcomes)
        return f"Entropy of {each}: {information.entropy(self.proba):.2f} of at most log2 {self.outcomes} = {most:.2f} bits"

    def figure(self) -> Figure:
        if self.outcomes == 2:
            ax: Any = _draw_coin(self.p, plots.new_axes((9, 4.6)))
        else:
            left, ax = plots.new_axes((9, 4.6), ncols=2, width_ratios=[3, 2])
            plots.probabilities(self.proba, self.names, left, color=[f"C{j}" for j in range(self.outcomes)])
            _draw_stack(self.proba, self.names, ax)
        _write_sum(ax.figure, self.proba, self.names)
        return ax.figure


def entropy_explorer(p: ArrayLike = (0.9, 0.1)) -> ExplorerWidget:
    """Sliders for the probabilities of two to six outcomes; the entropy, its terms and its maximum, log2 k.

    Two outcomes are a coin, a point on the curve of H(p).  More are bars, of weights divided by their sum.

    Parameters
    ----------
    p : array of shape (n_outcomes,), 2 to 6 probabilities to begin with; rounded to 0.01

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If ``p`` does not hold two to six probabilities that sum to 1.

    Examples
    --------
    >>> print(entropy_explorer([0.5, 0.25, 0.25]).state.describe())
    Entropy of A 0.50, B 0.25, C 0.25: 1.50 of at most log2 3 = 1.58 bits
    """
    p = _checked(p, 2, len(OUTCOMES))
    start = {"p": float(p[0])} if len(p) == 2 else dict(zip(OUTCOMES, p.tolist()))
    state = EntropyState(len(p), **start)
    controls = {"outcomes": labeled("outcomes k", ipywidgets.IntSlider(len(p), min=2, max=len(OUTCOMES)))}
    controls["p"] = _slider("p of heads", state.p)
    controls |= {name: _slider(f"weight {name}", getattr(state, name)) for name in OUTCOMES}
    return EntropyWidget(state, controls)


class EntropyWidget(ExplorerWidget):
    """Shows the coin's slider for two outcomes and one slider per outcome for more."""

    def redraw(self) -> None:
        super().redraw()
        coin = self.state.outcomes == 2
        shown = {"outcomes", *(["p"] if coin else self.state.names)}
        for name, control in self.controls.items():
            control.layout.display = "" if name in shown else "none"
        self.picture.clickable = coin


def _draw_coin(p: float, ax: Axes) -> Axes:
    """The entropy of a coin against its probability of heads, with one coin on it."""
    x, h = np.linspace(0, 1, 201), float(information.entropy([p, 1 - p]))
    ax.plot(x, information.entropy(np.column_stack([x, 1 - x])), color="C0")
    ax.axhline(1, color="0.6", linewidth=1.5, linestyle="--")
    ax.text(0.0, 1.02, "most: log₂ 2 = 1 bit", color="0.35", va="bottom")
    ax.vlines(p, 0, h, color="C4", linewidth=1.5)
    ax.plot(p, h, "o", color="C4", markersize=14, clip_on=False, zorder=3)
    right = p < 0.5
    ax.annotate(f"H = {h:.2f}", (p, h), xytext=(16 if right else -16, 8 - 42 * h), textcoords="offset points", color="C4",
                ha="left" if right else "right", fontsize=18, path_effects=[HALO])  # fmt: skip
    ax.set(xlabel="probability of heads, p", ylabel="entropy in bits", xlim=(0, 1), ylim=(0, 1.12))
    return ax


def _draw_stack(proba: np.ndarray, names: Sequence[str], ax: Axes) -> None:
    """Each outcome's term of the entropy, one upon the other, below the line of the maximum."""
    most, bottom = np.log2(len(proba)), 0.0
    for j, p in enumerate(proba):
        term = -p * np.log2(p) if p > 0 else 0.0
        ax.bar(0, term, bottom=bottom, width=0.8, color=f"C{j}", edgecolor="white")
        if term > 0.07 * most:
            ax.text(0, bottom + term / 2, f"{names[j]}  {term:.2f}", ha="center", va="center", path_effects=[HALO])
        bottom += term
    ax.hlines(most, -0.45, 0.45, color="black", linewidth=2.5)
    ax.text(-0.4, 1.02 * most, f"most: log₂ {len(proba)} = {most:.2f}", va="bottom")
    ax.text(0.48, min(max(bottom, 0.05 * most), 0.94 * most), f"H = {bottom:.2f}", va="center", fontsize=18)
    ax.set(xlim=(-0.5, 1.1), ylim=(0, 1.15 * most), xticks=[], ylabel="entropy in bits")


def _write_sum(figure: Figure, proba: np.ndarray, names: Sequence[str]) -> None:
    lines = textwrap.wrap("H = " + uncertainty.explain_entropy(proba.tolist(), names), 76, break_long_words=False)
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=14)


# ---- three scores on the triangle --------------------------------------------------------------------


@dataclass
class TriangleState:
    """One prediction over three classes, seen by three scores; ``measure`` says which one colors the triangle.

    The prediction is three weights divided by their sum.  No slider moves another: the page answers a slider moved
    from here with the nearest value on its scale, and with linked sliders that answer would move the others in turn.
    """

    first: float
    second: float
    third: float
    classes: tuple[str, ...]
    measure: str = "entropy"

    @property
    def p(self) -> np.ndarray:
        return _shares([self.first, self.second, self.third])

    @property
    def scores(self) -> dict[str, float]:
        return {name: float(score([self.p])[0]) for name, score in SCORES.items()}

    def click(self, x: float, y: float) -> None:
        """The prediction at a place of the triangle; a place outside counts as the edge near it."""
        self.first, self.second, self.third = from_triangle(x, y).round(2).tolist()

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
    first, second, third = _checked(p, 3, 3).tolist()
    state = TriangleState(first, second, third, tuple(str(name) for name in classes))
    controls = {"measure": dropdown("color by", SCORES)}
    for attribute, name in zip(("first", "second", "third"), state.classes):
        controls[attribute] = _slider(f"weight {plots.shown(name, 20)}", getattr(state, attribute))
    return ExplorerWidget(state, controls)


def _slider(text: str, value: float) -> ipywidgets.Widget:
    slider = ipywidgets.FloatSlider(value, min=0, max=1, step=0.01, layout={"width": "280px"})
    return labeled(text, slider)


def _shares(weights: Sequence[float]) -> np.ndarray:
    """Weights divided by their sum; all alike where every weight is 0."""
    total = sum(weights)
    return np.asarray(weights) / total if total else np.full(len(weights), 1 / len(weights))


def _checked(p: ArrayLike, least: int, most: int) -> np.ndarray:
    """Probabilities, to the hundredth as on the sliders."""
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or not least <= p.size <= most:
        raise ValueError(f"p must hold {least} to {most} probabilities, got an array of shape {p.shape}")
    information.entropy(p)  # says what is wrong where they are no probabilities
    return p.round(2)
