"""What the results of :func:`alkit.experiment.comparison.compare` say, with how sure one may be of it.

Pure functions of the tidy frame.  Strategies are compared seed by seed, because their runs share splits and seed sets; the
seed, not the single prediction, is what is drawn at random, so intervals and tests are over seeds.  What an interval is, and
how many seeds it needs, stands in :mod:`alkit.experiment.intervals`; beside it ``pairs``, ``saved`` and ``ranks``, whose
functions are given on from here.

Source: J. Demšar, Statistical Comparisons of Classifiers over Multiple Data Sets, 2006.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.integrate import trapezoid

from alkit.experiment.intervals import MIN_SEEDS, MIN_SEEDS_MEDIAN, holm, mean_interval, median_interval, too_few
from alkit.experiment.pairs import identical, pairs_of, twin_of, whole
from alkit.experiment.ranks import Ranks, against, ranked
from alkit.experiment.saved import labels_saved, labels_to_reach
from alkit.experiment.storage import RUN

__all__ = [
    "MIN_SEEDS",
    "MIN_SEEDS_MEDIAN",
    "Ranks",
    "against_control",
    "area_table",
    "area_under_curve",
    "curves",
    "holm",
    "identical",
    "labels_saved",
    "labels_to_reach",
    "mean_curve",
    "mean_interval",
    "median_interval",
    "paired_difference",
    "ranks",
    "too_few",
    "win_tie_loss",
]


def curves(results: pd.DataFrame) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """The learning curves of one data set, in the form that :func:`alkit.plots.learning_curve` takes.

    Parameters
    ----------
    results : frame of :func:`alkit.experiment.comparison.compare`

    Returns
    -------
    strategy -> (answers asked, shape (n_points,); values of the metric, shape (n_seeds, n_points))

    Raises
    ------
    ValueError
        If there are several data sets, or curves of different lengths.
    """
    results = whole(results)
    if results["dataset"].nunique() > 1:
        raise ValueError(
            f"one data set at a time, got {sorted(results['dataset'].unique())}; select with results[results.dataset == ...]"
        )
    found = {}
    for name, rows in results.groupby("strategy", sort=False):
        table = rows.pivot(index="seed", columns="n_asked", values="metric")
        if table.isna().any(axis=None):
            raise ValueError(
                f"the runs of {name} asked for different numbers of answers; compare those of one budget and batch size"
            )
        found[name] = table.columns.to_numpy(), table.to_numpy()
    return found


def mean_curve(results: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Mean learning curve of each strategy on one data set, with Student's interval at each point.

    The band is *pointwise*: at each number of answers it holds the true mean as often as ``level`` says, but the whole curve
    runs inside it less often.

    Parameters
    ----------
    results : see :func:`curves`
    level : of the interval at each point

    Returns
    -------
    frame with the columns strategy, n_asked, mean, low, high
        With fewer than :data:`MIN_SEEDS` seeds, ``low`` and ``high`` are NaN.
    """
    parts = []
    for name, (n_asked, values) in curves(results).items():
        mean, low, high, _ = mean_interval(values, level)
        parts.append(pd.DataFrame({"strategy": name, "n_asked": n_asked, "mean": mean, "low": low, "high": high}))
    return pd.concat(parts, ignore_index=True)


def area_under_curve(results: pd.DataFrame) -> pd.DataFrame:
    """Area under each learning curve, by the trapezoid rule, divided by its range of answers: a mean of the metric.

    Parameters
    ----------
    results : frame of :func:`alkit.experiment.comparison.compare`, any number of data sets

    Returns
    -------
    frame with the columns dataset, strategy, seed, area; failed runs are left out

    Examples
    --------
    >>> curve = {"n_asked": [0, 2, 3], "metric": [0.5, 0.7, 0.9]}
    >>> frame = pd.DataFrame({"dataset": "d", "strategy": "s", "seed": 0, **curve, "error": ""})
    >>> area_under_curve(frame)["area"].round(4).tolist()   # (2 * 0.6 + 1 * 0.8) / 3
    [0.6667]
    """
    rows = []
    for run, curve in whole(results).groupby(RUN, sort=False):
        n, values = curve["n_asked"].to_numpy(), curve["metric"].to_numpy()
        rows.append((*run, trapezoid(values, n) / (n[-1] - n[0]) if len(n) > 1 else values[0]))
    return pd.DataFrame(rows, columns=[*RUN, "area"])


def area_table(results: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Mean area under the curve of each strategy on each data set, with Student's interval.

    Returns
    -------
    frame with the columns dataset, strategy, n_seeds, area, low, high
        With fewer than :data:`MIN_SEEDS` seeds, ``low`` and ``high`` are NaN.
    """
    groups = area_under_curve(results).groupby(["dataset", "strategy"], sort=False)["area"]
    rows = [(*names, len(areas), *mean_interval(areas.to_numpy(), level)[:3]) for names, areas in groups]
    return pd.DataFrame(rows, columns=["dataset", "strategy", "n_seeds", "area", "low", "high"])


def paired_difference(results: pd.DataFrame, baseline: str = "random", level: float = 0.95) -> pd.DataFrame:
    """How much more area each strategy has than the baseline, seed by seed.

    Interval and p are of one procedure, Student's for paired runs: the interval excludes 0 exactly where p < 1 - ``level``.

    Parameters
    ----------
    results : frame of :func:`alkit.experiment.comparison.compare`
    baseline : name of a strategy
    level : of the interval of each difference by itself

    Returns
    -------
    frame with the columns dataset, strategy, n_seeds, difference, low, high, p, p_holm, note
        ``p_holm`` is adjusted for all tests in the table; identical strategies are one test.  With fewer than
        :data:`MIN_SEEDS` seeds, the interval and both p are NaN.  ``note`` says so, and names what is identical.

    Raises
    ------
    ValueError
        If the baseline is missing, or shares no seed with a strategy.
    """
    same_as = identical(results).set_index(["dataset", "strategy"])["same_as"].to_dict()
    rows = []
    for dataset, strategy, pairs in pairs_of(area_under_curve(results), "area", baseline):
        twin = twin_of(same_as, dataset, strategy, baseline)
        note = "; ".join(filter(None, [twin and f"identical to {twin}", too_few(len(pairs))]))
        estimate = mean_interval(pairs["own"] - pairs["baseline"], level)
        rows.append((dataset, strategy, len(pairs), *estimate, twin, note))
    columns = ["dataset", "strategy", "n_seeds", "difference", "low", "high", "p", "twin", "note"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(7, "p_holm", holm(table["p"].where(table["twin"] == "")))
    for row in table[table["twin"] != ""].itertuples():  # what is said of one of them is said of the other
        of = table[(table["dataset"] == row.dataset) & (table["strategy"] == row.twin)]
        table.loc[row.Index, "p_holm"] = of["p_holm"].iloc[0] if len(of) else row.p
    return table.drop(columns="twin")


def win_tie_loss(results: pd.DataFrame, baseline: str = "random", alpha: float = 0.05) -> pd.DataFrame:
    """On how many data sets each strategy is better than the baseline, worse, or not to be told apart (Holm's p >= alpha).

    Returns
    -------
    frame with the columns strategy, win, tie, loss
        Where there are too few seeds for a test, nothing is told apart.
    """
    table = paired_difference(results, baseline)
    sign = np.sign(table["difference"]).where(table["p_holm"] < alpha, 0)
    counts = {
        name: [(part == value).sum() for value in (1, 0, -1)] for name, part in sign.groupby(table["strategy"], sort=False)
    }
    return pd.DataFrame([(name, *row) for name, row in counts.items()], columns=["strategy", "win", "tie", "loss"])


def ranks(results: pd.DataFrame, alpha: float = 0.05) -> Ranks:
    """Rank the strategies on each data set by mean area, and average: Friedman's test after Iman and Davenport, with Nemenyi's
    critical difference.

    ``CD = q_alpha sqrt(k (k + 1) / 6 N)`` for k strategies on N data sets; q is the studentized range over sqrt 2.
    Rank 1 is best; equal areas share a rank, and strategies that are identical on all data sets count once.  Two strategies
    are tested by Wilcoxon's signed ranks over the data sets.

    Raises
    ------
    ValueError
        If there are fewer than two data sets or strategies, or a strategy is missing on a data set.

    References
    ----------
    J. Demšar, Statistical Comparisons of Classifiers over Multiple Data Sets, 2006.
    """
    table = area_under_curve(results).pivot_table(index="dataset", columns="strategy", values="area", sort=False)
    everywhere = identical(results).groupby(["strategy", "same_as"], sort=False).size().eq(len(table))
    return ranked(table, dict(everywhere[everywhere].index), alpha)


def against_control(results: pd.DataFrame, control: str = "random") -> pd.DataFrame:
    """Is any strategy ranked better or worse than one named beforehand?  Fewer questions than all pairs, so a stronger test.

    ``z = (difference of mean ranks) / sqrt(k (k + 1) / 6 N)``, its two-sided p, and Holm's for all that are compared with it.

    Parameters
    ----------
    results : frame of :func:`alkit.experiment.comparison.compare`, several data sets
    control : name of a strategy

    Returns
    -------
    frame with the columns strategy, mean_rank, ahead, p, p_holm
        ``ahead`` is by how many ranks, on average, it is better than the control.

    Raises
    ------
    ValueError
        As for :func:`ranks`, or if there is no such strategy.

    References
    ----------
    J. Demšar, Statistical Comparisons of Classifiers over Multiple Data Sets, 2006, section 3.2.2.
    """
    return against(ranks(results), control)
