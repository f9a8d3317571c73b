"""Which strategy ranks where over several data sets, and which of the ranks can be told apart.

J. Demšar, Statistical Comparisons of Classifiers over Multiple Data Sets, 2006: ranks within each data set, Friedman's test in
the form of Iman and Davenport, Nemenyi's critical difference for all pairs, and tests against a control, which are stronger
where one strategy, random say, is what the others have to beat.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import factorial

from alkit.experiment.intervals import holm


class Ranks(NamedTuple):
    """Mean rank of each strategy, best first; those closer than the critical difference cannot be told apart.

    Attributes
    ----------
    mean_rank : Series, strategy -> mean rank; of strategies that are identical, the first stands for all
    critical_difference : Nemenyi's, for any two of them
    p : of the test that all are alike
    n_datasets : int
    control_difference : Bonferroni and Dunn's, for differences to one strategy named beforehand
    identical : a strategy that was left out -> the one that stands for it
    """

    mean_rank: pd.Series
    critical_difference: float
    p: float
    n_datasets: int
    control_difference: float = np.nan
    identical: dict[str, str] = {}  # noqa: RUF012  # a tuple's default; nobody writes into it


def ranked(areas: pd.DataFrame, identical: dict[str, str], alpha: float = 0.05) -> Ranks:
    """Ranks of a table of mean areas, shape (n_datasets, n_strategies); see :func:`alkit.experiment.evaluation.ranks`.

    Raises
    ------
    ValueError
        If there are fewer than two data sets or strategies, or a strategy is missing on a data set.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [0.9, 0.8, 0.9], "b": [0.8, 0.7, 0.7], "c": [0.7, 0.6, 0.8]})
    >>> ranked(table, {}).mean_rank.round(2).to_dict()
    {'a': 1.0, 'b': 2.33, 'c': 2.67}
    """
    table = areas.drop(columns=list(identical))
    n, k = table.shape
    if n < 2 or k < 2 or table.isna().any(axis=None):
        alike = f" (identical ones count once: {identical})" if identical else ""
        raise ValueError(
            f"ranks need at least two data sets and two strategies, each on all data sets; got {n} and {k}{alike}, or gaps"
        )
    each = table.round(12).rank(axis=1, ascending=False)  # what differs by a rounding only is a tie
    p = iman_davenport(each.to_numpy())[1] if k > 2 else _two(table)
    error = standard_error(n, k)
    nemenyi = stats.studentized_range.ppf(1 - alpha, k, np.inf) / np.sqrt(2) * error
    dunn = stats.norm.isf(alpha / (2 * (k - 1))) * error
    return Ranks(each.mean().sort_values(kind="stable"), float(nemenyi), float(p), n, float(dunn), identical)


def against(found: Ranks, control: str) -> pd.DataFrame:
    """Each strategy against one, by ranks; see :func:`alkit.experiment.evaluation.against_control`."""
    mean = found.mean_rank
    control = found.identical.get(control, control)
    if control not in mean.index:
        raise ValueError(f"there is no strategy {control!r}; there are {list(mean.index)}")
    ahead = mean[control] - mean.drop(control)
    p = 2 * stats.norm.sf(ahead.abs() / standard_error(found.n_datasets, len(mean)))
    columns = {"mean_rank": mean.drop(control), "ahead": ahead, "p": p, "p_holm": holm(p)}
    return pd.DataFrame(columns).rename_axis("strategy").reset_index()


def iman_davenport(each: np.ndarray) -> tuple[float, float]:
    """Friedman's test in the form of Iman and Davenport: F, and p.

    ``F = (N - 1) X / (N (k - 1) - X)`` with Friedman's ``X``, corrected for ties, has k - 1 and (k - 1)(N - 1) degrees of
    freedom: it is the analysis of variance of the ranks.  Where all data sets agree, F is infinite; p is then the chance that
    they would by luck, ``1 / k! ** (N - 1)``, and is never less than that.

    Parameters
    ----------
    each : array of shape (n_datasets, n_strategies), ranks in each row

    Returns
    -------
    F, p : float
        0 and 1 where all ranks are alike.

    References
    ----------
    R. L. Iman and J. M. Davenport, Approximations of the Critical Region of the Friedman Statistic, 1980.

    Examples
    --------
    >>> print(*(f"{value:.3f}" for value in iman_davenport(np.array([[1, 2, 3], [1, 3, 2], [1, 2, 3], [2, 1, 3]]))))
    3.857 0.084
    """
    n, k = each.shape
    between = n * ((each.mean(axis=0) - (k + 1) / 2) ** 2).sum()  # of the strategies; none lies between the data sets
    within = ((each - (k + 1) / 2) ** 2).sum() - between
    if np.isclose(between, 0):
        return 0.0, 1.0
    least = float(factorial(k)) ** (1 - n)
    if np.isclose(within, 0):
        return np.inf, least
    f = (n - 1) * between / within
    return float(f), max(float(stats.f.sf(f, k - 1, (k - 1) * (n - 1))), least)


def standard_error(n: int, k: int) -> float:
    """Of the difference of two mean ranks of k strategies on n data sets, if all are alike."""
    return float(np.sqrt(k * (k + 1) / (6 * n)))


def _two(table: pd.DataFrame) -> float:
    """Two strategies: Wilcoxon's signed-rank test over the data sets."""
    difference = (table.iloc[:, 0] - table.iloc[:, 1]).round(12)
    return float(stats.wilcoxon(difference).pvalue) if difference.any() else 1.0
