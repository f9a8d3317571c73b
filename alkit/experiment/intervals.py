"""How sure one may be of a number measured with a few seeds: intervals, the p that belongs to them, and what many tests cost.

A mean comes with Student's interval and the p of the t test: two readings of one procedure, so that an interval of 95 %
excludes 0 exactly where p < 0.05.  Student's, not a bootstrap, because there are few seeds: for the mean of normal draws it
holds the truth 95 times in 100 whatever their number, a percentile bootstrap 83 times with five seeds and 90 with ten.  A
median comes with the interval of the sign test, which asks nothing of the distribution, and lets values be known in part only.

Sources: Student, The Probable Error of a Mean, 1908; S. Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979;
B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, on what it needs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

MIN_SEEDS = 5  # for the interval of a mean: with fewer, nobody can see whether the seeds are anything like normal draws
MIN_SEEDS_MEDIAN = 6  # at 95 %: five draws lie all on one side of the median in 2 of 32 cases, which is too often


class Estimate(NamedTuple):
    """A mean over seeds, the ends of its interval, and p of the test that the true mean is 0; NaN where seeds are too few."""

    mean: Any
    low: Any
    high: Any
    p: Any


def mean_interval(values: ArrayLike, level: float = 0.95) -> Estimate:
    """Mean over the first axis, Student's interval, and p of the two-sided t test against 0.

    ``mean +- t sd / sqrt(n)`` with n - 1 degrees of freedom.  For differences of paired runs this is the paired t test, and
    for a curve the interval is pointwise: right at each point, not for the whole curve at once.

    Parameters
    ----------
    values : array of shape (n_seeds, ...)
    level : in (0, 1)

    Returns
    -------
    Estimate
        Each of shape (...).  With fewer than :data:`MIN_SEEDS` seeds, ``low``, ``high`` and ``p`` are NaN.

    Raises
    ------
    ValueError
        If ``level`` is not in (0, 1), or there are no values.

    Examples
    --------
    >>> print(*(f"{value:.3f}" for value in mean_interval([0.04, 0.01, -0.02, 0.02, 0.05])))
    0.020 -0.014 0.054 0.178
    >>> print(*(f"{value:.3f}" for value in mean_interval([0.04, 0.01])))  # two seeds say nothing of the spread
    0.025 nan nan nan
    """
    values = np.asarray(values, dtype=float)
    _check_level(level)
    if not values.ndim or not len(values):
        raise ValueError(f"values must hold at least one seed, got shape {values.shape}")
    n, mean = len(values), values.mean(axis=0)[()]
    if n < MIN_SEEDS:
        unknown = np.full_like(mean, np.nan)[()]
        return Estimate(mean, unknown, unknown, unknown)
    error = values.std(axis=0, ddof=1) / np.sqrt(n)
    half = stats.t.ppf((1 + level) / 2, n - 1) * error
    with np.errstate(divide="ignore", invalid="ignore"):  # all seeds alike: no doubt is left, unless there is no difference
        p = np.where(mean == 0, 1.0, 2 * stats.t.sf(np.abs(mean) / error, n - 1))[()]
    return Estimate(mean, mean - half, mean + half, p)


def median_interval(lowest: ArrayLike, highest: ArrayLike | None = None, level: float = 0.95) -> tuple[float, float]:
    """Interval of a median from the sign test, for values that may be known to lie between two ends only.

    The k-th smallest lower end and the k-th largest upper end; k is the largest for which fewer than k of n fair coins land
    heads in at most (1 - level) / 2 of all cases.  It holds the median at least as often as it says, whatever is drawn from.

    Parameters
    ----------
    lowest : array of shape (n_seeds,); -inf where nothing is known
    highest : array of shape (n_seeds,), by default the same; inf where nothing is known
    level : in (0, 1)

    Returns
    -------
    low, high : float
        NaN where seeds are too few; at a level of 0.95 that is fewer than :data:`MIN_SEEDS_MEDIAN`.

    Raises
    ------
    ValueError
        If ``level`` is not in (0, 1).

    Examples
    --------
    >>> median_interval([3, 1, 4, 1, 5, 9])
    (1.0, 9.0)
    >>> median_interval([3, 1, 4])
    (nan, nan)
    """
    _check_level(level)
    low = np.sort(np.asarray(lowest, dtype=float))
    high = np.sort(np.asarray(lowest if highest is None else highest, dtype=float))
    k = int((stats.binom.cdf(np.arange(len(low)), len(low), 0.5) <= (1 - level) / 2).sum())
    return (float(low[k - 1]), float(high[-k])) if k else (np.nan, np.nan)


def holm(p: ArrayLike) -> np.ndarray:
    """Adjusted p of several tests: below alpha where Holm's procedure rejects, and the chance of any false alarm is alpha.

    The smallest is multiplied by the number of tests, the next by one less, and so on; none gets smaller than the one before.
    NaN is no test, and stays.

    Parameters
    ----------
    p : array of shape (n_tests,)

    Returns
    -------
    array of shape (n_tests,)

    References
    ----------
    S. Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979.

    Examples
    --------
    >>> holm([0.03, 0.01, 0.04])
    array([0.06, 0.03, 0.06])
    """
    p = np.asarray(p, dtype=float)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    adjusted = p.copy()
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)), 1)
    return adjusted


def too_few(n_seeds: int, needed: int = MIN_SEEDS) -> str:
    """What to say where there is no interval; "" where there is one.

    >>> too_few(3), too_few(5)
    ('3 seeds are too few for an interval: run 5 or more', '')
    """
    if n_seeds >= needed:
        return ""
    return f"{n_seeds} seed{'s are' if n_seeds != 1 else ' is'} too few for an interval: run {needed} or more"


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level!r}")
