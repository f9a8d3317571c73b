"""The split explorer: cut the iris flowers in two by one measurement, and read what the cut tells about the species.

This is the gain from a *feature*, the question a decision tree asks of flowers whose species are all known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from alkit import datasets, information, plots
from alkit.widgets.controls import Choice, Control, Slider, Switch
from alkit.widgets.explorer import ExplorerWidget, with_view

STEP = 0.05  # cm, of the threshold


class Cut:
    """One feature, one threshold, and the entropies of the species in both parts.

    Parameters
    ----------
    feature : name of a feature of iris

    Raises
    ------
    ValueError
        If iris has no such feature.

    Examples
    --------
    >>> cut = Cut("petal length (cm)")
    >>> cut.threshold = 2.45
    >>> print(f"{cut.gain:.3f} bits; parts {cut.parts()}")
    0.918 bits; parts [(50, 0.0), (100, 1.0)]
    """

    def __init__(self, feature: str = "sepal width (cm)"):
        self.data = datasets.iris()
        self.features, self.species = self.data.feature_names or (), np.unique(self.data.y)
        self.show_curve = False
        self.feature = feature

    @property
    def feature(self) -> str:
        """The measurement that is cut; setting it puts the threshold in the middle of its range."""
        return self._feature

    @feature.setter
    def feature(self, name: str) -> None:
        if name not in self.features:
            raise ValueError(f"feature must be one of {', '.join(self.features)}; got {name!r}")
        self._feature = name
        self.values = self.data.X[:, self.features.index(name)]
        self.low, self.high = float(self.values.min()), float(self.values.max())
        self.threshold = (self.low + self.high) / 2

    @property
    def threshold(self) -> float:
        """In cm; kept within the range of the feature."""
        return self._threshold

    @threshold.setter
    def threshold(self, value: float) -> None:
        self._threshold = min(max(float(value), self.low), self.high)

    @property
    def left(self) -> np.ndarray:
        """Which flowers are at most the threshold, shape (n_flowers,)."""
        return self.values <= self.threshold + 1e-9  # a slider's 1.3 may be 1.2999999999999998

    @cached_property
    def before(self) -> float:
        """Entropy of the species before the cut, in bits."""
        return _entropy(self.data.y)

    @property
    def gain(self) -> float:
        """Entropy before minus the weighted mean of the entropies after, in bits."""
        return information.information_gain(self.data.y, self.left)

    def parts(self) -> list[tuple[int, float]]:
        """(number of flowers, entropy in bits) of the left part and of the right."""
        return [(int(part.sum()), _entropy(self.data.y[part])) for part in (self.left, ~self.left)]

    def curve(self) -> tuple[np.ndarray, np.ndarray]:
        """Thresholds in cm and their gains in bits, both of shape (n_thresholds,)."""
        thresholds = np.arange(self.low, self.high + STEP / 2, STEP).round(2)
        return thresholds, np.array([information.information_gain(self.data.y, self.values <= t) for t in thresholds])

    def page(self) -> dict[str, Any]:
        """All flowers, counted, from which the page computes every cut by itself."""
        return {
            "feature": self.features.index(self.feature),
            "step": STEP,
            "species": self.species.tolist(),
            "features": [self._table(name) for name in self.features],
        }

    def _table(self, feature: str) -> dict[str, Any]:
        """Each value of a feature, and how many flowers of each species have it."""
        column = self.data.X[:, self.features.index(feature)]
        values = np.unique(column)
        counts = (column[:, None, None] == values[:, None]) & (self.data.y[:, None, None] == self.species)
        return {"name": feature, "values": values.tolist(), "counts": counts.sum(axis=0).tolist()}

    def describe(self) -> str:
        """The cut in numbers."""
        (n_left, h_left), (n_right, h_right) = self.parts()
        return (
            f"{self.feature.removesuffix(' (cm)')} ≤ {self.threshold:.2f} cm: {n_left} flowers, {h_left:.3f} bits; "
            f"above: {n_right}, {h_right:.3f} bits. Mean {self.before - self.gain:.3f}, "
            f"gain {self.before:.3f} − {self.before - self.gain:.3f} = {self.gain:.3f} bits."
        )

    def figure(self) -> Figure:
        """The flowers and the cut; below them the gain curve, if wanted; beside them the entropies."""
        with plots.style():
            figure = Figure(figsize=(10.5, 5.6))
            axes = figure.subplot_mosaic(
                [["flowers", "bits"], ["curve", "bits"]], width_ratios=[1.8, 1], height_ratios=[1.7, 1]
            )
            _draw_flowers(axes["flowers"], self)
            _draw_curve(axes["curve"], self)
            _draw_bits(axes["bits"], self)
        return figure


def split_explorer(feature: str = "sepal length (cm)") -> ExplorerWidget:
    """Choose a feature of iris, drag the cut, and watch the entropies and the gain.

    Parameters
    ----------
    feature : name of a feature of iris, to begin with

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If iris has no such feature.
    """
    return CutWidget(Cut(feature), _controls, "Split explorer")


class CutWidget(ExplorerWidget):
    """The explorer of :func:`split_explorer`."""

    _esm = with_view(__file__)


@dataclass(frozen=True)
class _Threshold(Slider):
    """The cut's slider.  What was meant for another feature is moved into the range of this one by the state, not refused."""

    def from_page(self, value: Any) -> float:
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            raise ValueError(f"{self.text} must be a number, got {value!r}")
        return round(float(value), 10)


def _controls(cut: Cut) -> dict[str, Control]:
    return {
        "feature": Choice("feature", cut.features),
        "threshold": _Threshold("threshold in cm", cut.low, cut.high, STEP),
        "show_curve": Switch("show the gain curve"),
    }


# ---- pictures -----------------------------------------------------------------------------------


def _entropy(labels: ArrayLike) -> float:
    """Entropy of the labels' frequencies; of no labels at all, 0."""
    counts = np.unique(labels, return_counts=True)[1]
    return float(information.entropy(counts / counts.sum())) if counts.size else 0.0


def _draw_flowers(ax: Axes, cut: Cut) -> None:
    """A row of bars for each species, a bar for each tenth of a centimeter; what is left of the cut is shaded."""
    species, y = cut.species, cut.data.y
    counts = [np.unique(cut.values[y == name], return_counts=True) for name in species]
    highest = max(n.max() for _, n in counts)
    for row, (values, n) in enumerate(counts):
        ax.bar(values, 0.88 * n / highest, width=0.085, bottom=len(species) - 1 - row, color=f"C{row}")
        ax.axhline(len(species) - 1 - row, color="0.7", linewidth=1)
    ax.axvspan(cut.low - 1, cut.threshold, color="0.93", zorder=0, linewidth=0)
    ax.axvline(cut.threshold, color="black", linewidth=3)
    ax.set(xlim=(cut.low - 0.12, cut.high + 0.12), ylim=(0, len(species)), xticks=[])
    ax.set_yticks(np.arange(len(species))[::-1] + 0.4, species, fontsize=15)
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    for row, label in enumerate(ax.get_yticklabels()):
        label.set(color=f"C{row}", fontweight="bold")
    ax.set_title(f"flowers left of the cut: {cut.left.sum()}, right of it: {(~cut.left).sum()}")


def _draw_curve(ax: Axes, cut: Cut) -> None:
    ax.set(xlim=(cut.low - 0.12, cut.high + 0.12), ylim=(0, 1.05), xlabel=cut.feature, ylabel="gain")
    ax.axvline(cut.threshold, color="black", linewidth=3)
    if cut.show_curve:
        ax.plot(*cut.curve(), color="C4", drawstyle="steps-post")
        ax.plot(cut.threshold, cut.gain, "o", color="C4", markersize=12, markeredgecolor="white", clip_on=False)
    else:
        hint = {"facecolor": "white", "linewidth": 0}
        ax.text(
            0.5, 0.5, "Where is the gain largest? Guess first.", transform=ax.transAxes, ha="center", va="center", bbox=hint
        )


def _draw_bits(ax: Axes, cut: Cut) -> None:
    (_, h_left), (_, h_right) = cut.parts()
    bars = {
        "before": (cut.before, "0.45"),
        "left": (h_left, "0.75"),
        "right": (h_right, "0.75"),
        "mean": (cut.before - cut.gain, "0.45"),
        "gain": (cut.gain, "C4"),
    }
    for place, (height, color) in enumerate(bars.values()):
        ax.barh(place, height, color=color, height=0.7)
        ax.text(height + 0.04, place, f"{height:.3f}", va="center", fontsize=16)
    ax.set(xlim=(0, 2.1), ylim=(len(bars) - 0.5, -0.5), xticks=[0, 1], xlabel="bits", title="entropy of the species")
    ax.set_yticks(range(len(bars)), bars, fontsize=15)
    ax.tick_params(axis="y", length=0)
