"""The entropy of a few outcomes, moved by hand: a coin on the curve of H(p), or bars for up to six outcomes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from numpy.typing import ArrayLike

from alkit import information, plots
from alkit.scores import uncertainty
from alkit.widgets.controls import Control, Slider
from alkit.widgets.explorer import ExplorerWidget, with_view

OUTCOMES = "ABCDEF"
HALO = withStroke(linewidth=3, foreground="white")  # keeps type readable on any color


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
        return shares([getattr(self, name) for name in self.names])

    def page(self) -> dict[str, Any]:
        return {"names": list(OUTCOMES)}

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
    p = checked(p, 2, len(OUTCOMES))
    start = {"p": float(p[0])} if len(p) == 2 else dict(zip(OUTCOMES, p.tolist()))
    return EntropyWidget(EntropyState(len(p), **start), _controls, "Entropy explorer")


class EntropyWidget(ExplorerWidget):
    """The explorer of :func:`entropy_explorer`."""

    _esm = with_view(__file__)


def _controls(state: EntropyState) -> dict[str, Control]:
    """The coin's slider for two outcomes, and one slider per outcome for more."""
    coin = state.outcomes == 2
    controls: dict[str, Control] = {"outcomes": Slider("outcomes k", 2, len(OUTCOMES))}
    controls["p"] = Slider("p of heads", 0, 1, 0.01, hidden=not coin)
    for name in OUTCOMES:
        controls[name] = Slider(f"weight {name}", 0, 1, 0.01, hidden=coin or name not in state.names)
    return controls


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


def shares(weights: Sequence[float]) -> np.ndarray:
    """Weights divided by their sum; all alike where every weight is 0."""
    total = sum(weights)
    return np.asarray(weights) / total if total else np.full(len(weights), 1 / len(weights))


def checked(p: ArrayLike, least: int, most: int) -> np.ndarray:
    """Probabilities, to the hundredth as on the sliders."""
    p = np.asarray(p, dtype=float)
    if p.ndim != 1 or not least <= p.size <= most:
        raise ValueError(f"p must hold {least} to {most} probabilities, got an array of shape {p.shape}")
    information.entropy(p)  # says what is wrong where they are no probabilities
    return p.round(2)
