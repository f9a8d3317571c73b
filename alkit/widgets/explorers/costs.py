"""Two kinds of mistakes that cost different amounts: where the threshold should be, and what more labels bring."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sklearn.base import ClassifierMixin

from alkit import catalog, datasets, plots
from alkit.datasets import Dataset
from alkit.experiment.recorded import RecordedRun
from alkit.splits import stratified_split
from alkit.strategies.uncertainty import margin_sampling, random_sampling
from alkit.widgets.controls import Choice, Slider
from alkit.widgets.explorer import ExplorerWidget, with_view

STRATEGIES = {"margin": margin_sampling, "random": random_sampling}
MOST_ANSWERS, BATCH = 60, 5
MOST_RATIO = 50
MOST_CASES = 400  # in the test set: more would fill the page with numbers
FINE = 1000  # probabilities are kept in thousandths, so that the page and Python count the same


class CostState:
    """A run of the loop on each strategy, what its models say of the test set, and the costs of their mistakes.

    Parameters
    ----------
    data : Dataset with two classes
    estimator : scikit-learn classifier with ``predict_proba``
    random_state : of the split and the runs

    Attributes
    ----------
    ratio : what a miss costs, in false alarms; setting it moves the threshold to where these costs say
    threshold : of the probability from which on a case is called, in hundredths
    answers : asked so far
    strategy : that asked

    Examples
    --------
    >>> state = CostState(datasets.small.breast_cancer())
    >>> state.ratio = 4
    >>> state.threshold
    0.2
    """

    def __init__(self, data: Dataset, estimator: ClassifierMixin | None = None, random_state: int = 0):
        names, counts = np.unique(data.y, return_counts=True)
        if len(names) != 2:
            raise ValueError(f"cost_explorer needs two classes, but {data.name!r} has {len(names)}: {names[:5].tolist()}")
        self.positive, self.negative = names[counts.argmin()], names[1 - counts.argmin()]
        self.split = stratified_split(data, random_state, min(0.25, MOST_CASES / len(data.y)))
        self.estimator = catalog.models()["logistic regression"]() if estimator is None else estimator
        self.random_state, self.answers, self.strategy = random_state, MOST_ANSWERS, "margin"
        self.ratio = 9

    @property
    def ratio(self) -> int:
        """What a miss costs, in false alarms."""
        return self._ratio

    @ratio.setter
    def ratio(self, value: float) -> None:
        self._ratio = int(value)
        self.threshold = by_costs(self._ratio)

    @cached_property
    def is_positive(self) -> np.ndarray:
        """Which test cases are of the rarer class, shape (n_test,)."""
        return self.split.y_test == self.positive

    @cached_property
    def proba(self) -> dict[str, np.ndarray]:
        """Strategy -> probability of the rarer class in thousandths, shape (n_rounds + 1, n_test)."""
        return {name: self._said(strategy) for name, strategy in STRATEGIES.items()}

    def _said(self, strategy: Any) -> np.ndarray:
        run = RecordedRun(self.split, self.estimator, strategy, batch_size=BATCH, random_state=self.random_state)
        models = [run.model(step) for step in range(MOST_ANSWERS // BATCH + 1)]
        column = np.flatnonzero(models[0].classes_ == self.positive)[0]
        said = np.stack([model.predict_proba(self.split.X_test)[:, column] for model in models])
        return np.round(said * FINE).astype(int)

    @property
    def now(self) -> np.ndarray:
        """What the present model says of each test case, in thousandths."""
        return self.proba[self.strategy][round(self.answers / BATCH)]

    def counts(self, threshold: float) -> dict[str, int]:
        """The four cells of the confusion table."""
        called, ill = self.now >= round(threshold * FINE), self.is_positive
        cells = {"found": called & ill, "missed": ~called & ill, "false alarms": called & ~ill, "left alone": ~called & ~ill}
        return {name: int(cell.sum()) for name, cell in cells.items()}

    def cost(self, threshold: float) -> float:
        """Of 100 cases, in false alarms."""
        counts = self.counts(threshold)
        return 100 * (self.ratio * counts["missed"] + counts["false alarms"]) / len(self.is_positive)

    def curve(self) -> tuple[np.ndarray, np.ndarray]:
        """All thresholds and their costs, both of shape (101,)."""
        thresholds = np.arange(101) / 100
        return thresholds, np.array([self.cost(t) for t in thresholds])

    def page(self) -> dict[str, Any]:
        """All that the models said, from which the page computes every threshold by itself."""
        return {
            "ratio": self.ratio,
            "names": [plots.shown(name, 20) for name in (self.positive, self.negative)],
            "positive": self.is_positive.astype(int).tolist(),
            "batch": BATCH,
            "strategies": list(STRATEGIES),
            "proba": [self.proba[name].tolist() for name in STRATEGIES],
        }

    def describe(self) -> str:
        """The threshold in numbers."""
        counts, (thresholds, costs) = self.counts(self.threshold), self.curve()
        ill, best = int(self.is_positive.sum()), int(costs.argmin())
        return (
            f"{self.answers} answers, {self.strategy}; a miss costs {self.ratio}, the threshold is {self.threshold:.2f}: "
            f"{counts['found']} of {ill} found, recall {counts['found'] / ill:.2f}, {counts['false alarms']} false alarms. "
            f"Cost of 100 cases: {self.cost(self.threshold):.1f}; the lowest here is {costs[best]:.1f}, "
            f"at {thresholds[best]:.2f}."
        )

    def figure(self) -> Figure:
        """The cases and the threshold; below them the costs of all thresholds; beside them the four counts."""
        with plots.style():
            figure = Figure(figsize=(10.5, 5.6))
            axes = figure.subplot_mosaic(
                [["cases", "table"], ["costs", "table"]], width_ratios=[1.7, 1], height_ratios=[1.3, 1]
            )
            _draw_cases(axes["cases"], self)
            _draw_costs(axes["costs"], self)
            _draw_table(axes["table"], self)
        return figure


def by_costs(ratio: float) -> float:
    """The threshold that follows from the costs, 1 / (1 + ratio), in hundredths.

    >>> by_costs(1), by_costs(9), by_costs(50)
    (0.5, 0.1, 0.02)
    """
    return round(1 / (1 + ratio), 2)


def cost_explorer(data: Dataset | None = None, estimator: ClassifierMixin | None = None, **chosen: Any) -> ExplorerWidget:
    """The cost slider: say what a miss costs, and watch the threshold, the mistakes and the recall.

    The rarer of the two classes is the one to be found.  The threshold can also be dragged.

    Parameters
    ----------
    data : Dataset with two classes; by default breast cancer
    estimator : scikit-learn classifier with ``predict_proba``; by default logistic regression on scaled features
    **chosen : ratio, threshold, answers or strategy to begin with

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If the data do not have two classes, or there is no such control or value.
    """
    state = CostState(datasets.small.breast_cancer() if data is None else data, estimator)
    offered = _controls(state)
    if unknown := chosen.keys() - offered.keys():
        raise ValueError(f"there is no control {sorted(unknown)}, only {sorted(offered)}")
    for name in sorted(chosen):  # the ratio before the threshold
        control, value = offered[name], chosen[name]
        setattr(state, name, control.from_page(list(STRATEGIES).index(value) if name == "strategy" else value))
    return CostWidget(state, _controls, "Cost slider")


class CostWidget(ExplorerWidget):
    """The explorer of :func:`cost_explorer`."""

    _esm = with_view(__file__)


def _controls(state: CostState) -> dict[str, Slider | Choice]:
    return {
        "ratio": Slider("a miss costs so many false alarms", 1, MOST_RATIO),
        "threshold": Slider("threshold", 0, 1, 0.01),
        "answers": Slider("answers", 0, MOST_ANSWERS, BATCH),
        "strategy": Choice("asked by", tuple(STRATEGIES), "either"),
    }


# ---- pictures -----------------------------------------------------------------------------------


def _draw_cases(ax: Axes, state: CostState) -> None:
    """A row of bars for each class, by probability; what is right of the threshold is called."""
    edges, groups = np.linspace(0, FINE, 26), (state.is_positive, ~state.is_positive)
    heights = [np.histogram(state.now[group], edges)[0] for group in groups]
    counts = state.counts(state.threshold)
    beside = [("missed", "found"), ("left alone", "false alarms")]
    for row, name in enumerate((state.positive, state.negative)):
        floor = 1 - row
        ax.bar(edges[:-1] / FINE + 0.02, 0.75 * heights[row] / heights[row].max(), 0.036, bottom=floor, color=f"C{1 - row}")
        ax.axhline(floor, color="0.7", linewidth=1)
        ax.text(-0.03, floor + 0.3, plots.shown(name, 14), ha="right", color=f"C{1 - row}", fontweight="bold")
        left, right = beside[row]
        is_tight = state.threshold < 0.5
        words = f"{left} {counts[left]} | {right} {counts[right]}"
        ax.text(1 if is_tight else 0, floor + 0.83, words, ha="right" if is_tight else "left", fontsize=13)
    ax.axvspan(state.threshold, 1.02, color="0.93", zorder=0, linewidth=0)
    ax.axvline(state.threshold, color="black", linewidth=3)
    ax.set(xlim=(-0.02, 1.02), ylim=(0, 2), xticks=[], yticks=[])
    ax.spines["left"].set_visible(False)
    ax.set_title(f"from {state.threshold:.2f} on, a case is called")


def _draw_costs(ax: Axes, state: CostState) -> None:
    thresholds, costs = state.curve()
    ax.plot(thresholds, costs, color="C4")
    ax.axvline(state.threshold, color="black", linewidth=3)
    ax.plot(state.threshold, state.cost(state.threshold), "o", color="C4", markersize=12, markeredgecolor="white")
    ax.plot(by_costs(state.ratio), 1.08 * costs.max(), "v", color="black", markersize=9, clip_on=False)
    ax.annotate(f"the costs say {by_costs(state.ratio):.2f}", (by_costs(state.ratio), 1.08 * costs.max()), xytext=(10, -5),
                textcoords="offset points", fontsize=13)  # fmt: skip
    ax.set(xlim=(-0.02, 1.02), ylim=(0, 1.2 * costs.max() + 1), xlabel="threshold of the probability", ylabel="cost of 100")


def _draw_table(ax: Axes, state: CostState) -> None:
    """Two rows of two cells: the truth below each other, the decision side by side."""
    prices = {"missed": state.ratio, "false alarms": 1}
    for place, (name, count) in enumerate(state.counts(state.threshold).items()):
        x, y = place % 2, place // 2
        ax.add_patch(Rectangle((x + 0.03, y + 0.03), 0.94, 0.94, color="C4" if name in prices else "0.6", alpha=0.2))
        ax.text(x + 0.5, y + 0.36, str(count), ha="center", fontsize=26)
        ax.text(x + 0.5, y + 0.58, name, ha="center", fontsize=13)
        paid = f"× {prices[name]} = {prices[name] * count}" if name in prices else "cost 0"
        ax.text(x + 0.5, y + 0.78, paid, ha="center", fontsize=13)
    ax.set(xlim=(0, 2), ylim=(2, 0), xticks=[], yticks=[], title=f"cost of 100: {state.cost(state.threshold):.1f}")
    for spine in ax.spines.values():
        spine.set_visible(False)
