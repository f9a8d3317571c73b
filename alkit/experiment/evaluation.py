"""What the results of :func:`alkit.experiment.comparison.compare` say, with how sure one may be of it.

Pure functions of the tidy frame.  Strategies are compared seed by seed, because their runs share splits and seed sets; the
seed, not the single prediction, is what is drawn at random, so intervals are bootstrapped over seeds.

Sources: B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993; J. Demšar, Statistical Comparisons of
Classifiers over Multiple Data Sets, 2006.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats
from scipy.integrate import trapezoid

from alkit.experiment.storage import RUN

N_BOOT = 2000


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
    results = _whole(results)
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


def mean_curve(results: pd.DataFrame, level: float = 0.95, random_state: int = 0) -> pd.DataFrame:
    """Mean learning curve of each strategy on one data set, with a bootstrap band: whole curves are drawn again, by seed.

    Parameters
    ----------
    results : see :func:`curves`
    level : of the band at each point
    random_state : int

    Returns
    -------
    frame with the columns strategy, n_asked, mean, low, high
    """
    parts = []
    for name, (n_asked, values) in curves(results).items():
        mean, low, high = bootstrap_mean(values, level, random_state)
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
    for run, curve in _whole(results).groupby(RUN, sort=False):
        n, values = curve["n_asked"].to_numpy(), curve["metric"].to_numpy()
        rows.append((*run, trapezoid(values, n) / (n[-1] - n[0]) if len(n) > 1 else values[0]))
    return pd.DataFrame(rows, columns=[*RUN, "area"])


def area_table(results: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Mean area under the curve of each strategy on each data set, with a bootstrap interval.

    Returns
    -------
    frame with the columns dataset, strategy, n_seeds, area, low, high
    """
    groups = area_under_curve(results).groupby(["dataset", "strategy"], sort=False)["area"]
    rows = [(*names, len(areas), *bootstrap_mean(areas.to_numpy(), level)) for names, areas in groups]
    return pd.DataFrame(rows, columns=["dataset", "strategy", "n_seeds", "area", "low", "high"])


def paired_difference(results: pd.DataFrame, baseline: str = "random", level: float = 0.95) -> pd.DataFrame:
    """How much more area each strategy has than the baseline, seed by seed.

    Parameters
    ----------
    results : frame of :func:`alkit.experiment.comparison.compare`
    baseline : name of a strategy
    level : of the bootstrap interval

    Returns
    -------
    frame with the columns dataset, strategy, n_seeds, difference, low, high, p
        ``p`` is that of the two-sided Wilcoxon signed-rank test; 1 where all differences are 0.

    Raises
    ------
    ValueError
        If the baseline is missing, or shares no seed with a strategy.
    """
    rows = []
    for dataset, strategy, pairs in _pairs(area_under_curve(results), "area", baseline):
        difference = (pairs["own"] - pairs["baseline"]).to_numpy()
        p = stats.wilcoxon(difference).pvalue if difference.any() else 1.0
        rows.append((dataset, strategy, len(difference), *bootstrap_mean(difference, level), p))
    return pd.DataFrame(rows, columns=["dataset", "strategy", "n_seeds", "difference", "low", "high", "p"])


def labels_to_reach(results: pd.DataFrame, target: float) -> pd.DataFrame:
    """Answers asked until each run first reaches a target, a value of the metric; NaN if it never does.

    Returns
    -------
    frame with the columns dataset, strategy, seed, n_asked
    """
    rows = []
    for run, curve in _whole(results).groupby(RUN, sort=False):
        there = curve.loc[curve["metric"] >= target, "n_asked"]
        rows.append((*run, float(there.iloc[0]) if len(there) else np.nan))
    return pd.DataFrame(rows, columns=[*RUN, "n_asked"])


def labels_saved(results: pd.DataFrame, target: float, baseline: str = "random", level: float = 0.95) -> pd.DataFrame:
    """How many answers fewer than the baseline a strategy needed to reach the same target, seed by seed.

    Only seeds in which both reach it can be subtracted; ``n_reached`` says how many these are.  Where the others are many,
    the median says little, and ``own_only`` and ``baseline_only`` say more.

    Returns
    -------
    frame with the columns dataset, strategy, n_seeds, n_reached, own_only, baseline_only, median_saved, low, high
        The interval is that of the median, by bootstrap; NaN where no seed reached the target in both.
    """
    rows = []
    for dataset, strategy, pairs in _pairs(labels_to_reach(results, target), "n_asked", baseline):
        reached = pairs.notna()
        saved = (pairs["baseline"] - pairs["own"]).dropna().to_numpy()
        counts = (reached["own"] & ~reached["baseline"]).sum(), (reached["baseline"] & ~reached["own"]).sum()
        middle = bootstrap_mean(saved, level, statistic=np.median) if len(saved) else (np.nan,) * 3
        rows.append((dataset, strategy, len(pairs), len(saved), *counts, *middle))
    columns = ["dataset", "strategy", "n_seeds", "n_reached", "own_only", "baseline_only", "median_saved", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def win_tie_loss(results: pd.DataFrame, baseline: str = "random", alpha: float = 0.05) -> pd.DataFrame:
    """On how many data sets each strategy is better than the baseline, worse, or not to be told apart (p >= alpha).

    Returns
    -------
    frame with the columns strategy, win, tie, loss
    """
    table = paired_difference(results, baseline)
    sign = np.sign(table["difference"]).where(table["p"] < alpha, 0)
    counts = {
        name: [(part == value).sum() for value in (1, 0, -1)] for name, part in sign.groupby(table["strategy"], sort=False)
    }
    return pd.DataFrame([(name, *row) for name, row in counts.items()], columns=["strategy", "win", "tie", "loss"])


class Ranks(NamedTuple):
    """Mean rank of each strategy, best first; those closer than the critical difference cannot be told apart."""

    mean_rank: pd.Series
    critical_difference: float
    p: float
    n_datasets: int


def ranks(results: pd.DataFrame, alpha: float = 0.05) -> Ranks:
    """Rank the strategies on each data set by mean area, and average: Friedman's test with Nemenyi's critical difference.

    ``CD = q_alpha sqrt(k (k + 1) / 6 N)`` for k strategies on N data sets; q is the studentized range over sqrt 2.
    Rank 1 is best; equal areas share a rank.

    Raises
    ------
    ValueError
        If there are fewer than two data sets or strategies, or a strategy is missing on a data set.

    References
    ----------
    J. Demšar, Statistical Comparisons of Classifiers over Multiple Data Sets, 2006.
    """
    table = area_under_curve(results).pivot_table(index="dataset", columns="strategy", values="area", sort=False)
    n, k = table.shape
    if n < 2 or k < 2 or table.isna().any(axis=None):
        raise ValueError(
            f"ranks need at least two data sets and two strategies, each on all data sets; got {n} and {k}, or gaps"
        )
    mean_rank = table.rank(axis=1, ascending=False).mean().sort_values()
    q = stats.studentized_range.ppf(1 - alpha, k, np.inf) / np.sqrt(2)
    test = stats.friedmanchisquare if k > 2 else stats.wilcoxon
    p = test(*table.to_numpy().T).pvalue if (table.nunique(axis=1) > 1).any() else 1.0  # not defined where all are alike
    return Ranks(mean_rank, float(q * np.sqrt(k * (k + 1) / (6 * n))), float(p), n)


def bootstrap_mean(
    values: ArrayLike, level: float = 0.95, random_state: int = 0, statistic: Callable[..., Any] = np.mean
) -> tuple[Any, Any, Any]:
    """Mean over the first axis with a percentile interval from 2,000 samples drawn with replacement.

    Parameters
    ----------
    values : array of shape (n_seeds, ...)
    level : in (0, 1)
    random_state : int
    statistic : function of (values, axis), by default the mean

    Returns
    -------
    mean, low, high : each of shape (...)

    Raises
    ------
    ValueError
        If ``level`` is not in (0, 1).
    """
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level!r}")
    values = np.asarray(values, dtype=float)
    rows = np.random.default_rng(random_state).integers(len(values), size=(len(values), N_BOOT))
    low, high = np.quantile(statistic(values[rows], axis=0), [(1 - level) / 2, (1 + level) / 2], axis=0)
    return statistic(values, axis=0), low, high


def _whole(results: pd.DataFrame) -> pd.DataFrame:
    """The runs that did not fail, each in the order of asking."""
    whole = results[results["error"] == ""]
    if not len(whole):
        raise ValueError("there is no finished run in these results")
    order = {name: j for j, name in enumerate(dict.fromkeys(whole["strategy"]))}
    return whole.sort_values(
        ["dataset", "strategy", "seed", "n_asked"], key=lambda c: c.map(order) if c.name == "strategy" else c
    )


def _pairs(table: pd.DataFrame, column: str, baseline: str) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """For each data set and other strategy: its values and the baseline's at the same seeds, shape (n_seeds, 2)."""
    for dataset, part in table.groupby("dataset", sort=False):
        by_seed = part.pivot(index="seed", columns="strategy", values=column)
        seeds = part.groupby("strategy", sort=False)["seed"].agg(set)
        if baseline not in seeds:
            raise ValueError(f"there is no strategy {baseline!r} on {dataset}; there are {list(seeds.index)}")
        for strategy in seeds.index.drop(baseline):
            common = sorted(seeds[strategy] & seeds[baseline])
            if not common:
                raise ValueError(f"{strategy} and {baseline} share no seed on {dataset}, so they cannot be paired")
            yield dataset, strategy, by_seed.loc[common, [strategy, baseline]].set_axis(["own", "baseline"], axis=1)
