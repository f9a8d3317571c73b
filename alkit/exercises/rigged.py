"""A report in which every number is true, and hardly a sentence: the reader of chapter 13 is its reviewer.

The numbers are chosen from the results of a comparison as somebody would choose them who wants one strategy to win.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from alkit import plots
from alkit.experiment.evaluation import area_under_curve, curves, mean_interval

N_BOOT = 2000
Curves = dict[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class RiggedReport:
    """A report: what it says, and what it shows.

    Attributes
    ----------
    sentences : numbered from 1, as :data:`alkit.exercises.chapter_13.SINS` has them
    lucky : the split of figure 1
    three : the splits of figure 2
    at : answers after which the report tests
    p : what it says of that
    figure : both figures
    """

    sentences: tuple[str, ...]
    lucky: int
    three: tuple[int, ...]
    at: int
    p: float
    figure: Figure

    def __str__(self) -> str:
        return "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(self.sentences, start=1))


def rigged_report(results: pd.DataFrame, name: str = "margin", target: float = 0.85) -> RiggedReport:
    """A report on one strategy against random, in its favor.

    Parameters
    ----------
    results : frame of :func:`alkit.experiment.comparison.compare`, one data set, one answer a round; random is among them
    name : of the strategy that is to win
    target : an accuracy

    Returns
    -------
    RiggedReport
    """
    found = curves(results)
    area = area_under_curve(results).pivot(index="seed", columns="strategy", values="area")
    lead = (area[name] - area["random"]).sort_values()
    lucky, three = int(lead.index[-1]), tuple(sorted(int(k) for k in lead.index[-3:]))
    at, p = _best_moment(found, name)
    first = f"We compared {len(found)} ways to choose on {results['dataset'].iloc[0]}: on the same {len(lead)} splits"
    sentences = (
        f"{first}, with the same seed sets.",
        f"Figure 1 shows a typical split, number {lucky}: {name} is ahead of random by {lead.iloc[-1]:.2f} on the way.",
        "All accuracies are measured on test rows that were in no pool.",
        _saved(found, name, target),
        f"Figure 2 shows the mean of three splits, with 95 % bootstrap bands: {_in_three(found, name, three)}.",
        _agree(found, name, at),
        f"The lead is no luck: after {at} answers, p = {p:.3f}.",
        "Random picking, the opponent to beat, is in both figures.",
    )
    return RiggedReport(sentences, lucky, three, at, p, _figures(found, name, lucky, three))


def _saved(found: Curves, name: str, target: float) -> str:
    """The quickest run of one beside the slowest of the other."""
    quick, slow = (_first(found[each][1], target) for each in (name, "random"))
    own = f"{name} needs {np.nanmin(quick):g} answers (split {np.nanargmin(quick)})"
    return f"For an accuracy of {target}, {own}, random {np.nanmax(slow):g} (split {np.nanargmax(slow)})."


def _in_three(found: Curves, name: str, three: tuple[int, ...]) -> str:
    ahead = (found[name][1] - found["random"][1])[list(three), 1:].mean(axis=0)
    return f"{name} is ahead at {(ahead > 0).sum()} of {len(ahead)} points"


def _agree(found: Curves, name: str, at: int) -> str:
    """All that is not random, as if it were so many witnesses."""
    *some, last = [name, *(other for other in found if other not in ("random", name))]
    ahead = float((found[name][1] - found["random"][1]).mean(axis=0)[at])
    return f"{', '.join(some).capitalize()} and {last} agree: each leads random by {ahead:.3f} after {at} answers."


def _best_moment(found: Curves, name: str) -> tuple[int, float]:
    """The number of answers at which the strategy is ahead with the smallest p, and that p."""
    tested = mean_interval(found[name][1] - found["random"][1])
    p = np.where(np.asarray(tested.mean) > 0, tested.p, 1.0)
    p[0] = 1.0  # nothing has been asked yet
    at = int(np.argmin(p))
    return int(found[name][0][at]), float(p[at])


def _first(values: np.ndarray, target: float) -> np.ndarray:
    """Answers until each curve is at the target for the first time; NaN where it never is, and the report is silent on it."""
    there = values >= target
    return np.where(there.any(axis=1), there.argmax(axis=1), np.nan)


def percentile_band(values: np.ndarray, random_state: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The middle 95 % of the means of rows drawn with replacement: a band that promises too much where rows are few.

    Parameters
    ----------
    values : array of shape (n_seeds, n_points)

    Returns
    -------
    low, high : arrays of shape (n_points,)
    """
    rng = np.random.default_rng(random_state)
    means = values[rng.integers(len(values), size=(N_BOOT, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975], axis=0)
    return low, high


def _figures(found: Curves, name: str, lucky: int, three: tuple[int, ...]) -> Figure:
    left, right = plots.new_axes((13, 4.6), ncols=2)
    table = _banded(found, name, three)
    for ax in (left, right):  # the same heights, and before the names are put at the ends of the lines
        ax.set_ylim(table["low"].min() - 0.02, table["high"].max() + 0.02)
    plots.learning_curve({each: (found[each][0], found[each][1][lucky]) for each in ("random", name)}, left)
    left.set_title(f"Figure 1: split {lucky}")
    plots.mean_curves(table, right)
    right.set(title="Figure 2: mean of three splits", ylabel="")
    return left.figure


def _banded(found: Curves, name: str, three: tuple[int, ...]) -> pd.DataFrame:
    """Mean curves as :func:`alkit.plots.mean_curves` takes them, with the report's own bands."""
    parts = []
    for each in ("random", name):
        n_asked, values = found[each]
        low, high = percentile_band(values[list(three)])
        mean = values[list(three)].mean(axis=0)
        parts.append(pd.DataFrame({"strategy": each, "n_asked": n_asked, "mean": mean, "low": low, "high": high}))
    return pd.concat(parts, ignore_index=True)
