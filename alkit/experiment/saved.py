"""How many answers a strategy saves: a curve read sideways, with the runs that never get there kept as bounds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from alkit.experiment.intervals import MIN_SEEDS_MEDIAN, median_interval, too_few
from alkit.experiment.pairs import pairs_of, whole
from alkit.experiment.storage import RUN


def labels_to_reach(results: pd.DataFrame, target: float) -> pd.DataFrame:
    """Answers asked until each run has reached a target, a value of the metric, for good: from there on it stays there.

    A run that was above the target once, by luck, and fell below it again has not reached it.

    Returns
    -------
    frame with the columns dataset, strategy, seed, n_asked, reached
        Where ``reached`` is False, ``n_asked`` is all that was asked, a lower bound: the run would have needed more.

    Examples
    --------
    >>> curve = {"n_asked": [0, 1, 2, 3], "metric": [0.9, 0.6, 0.8, 0.9]}
    >>> frame = pd.DataFrame({"dataset": "d", "strategy": "s", "seed": 0, **curve, "error": ""})
    >>> labels_to_reach(frame, 0.8)[["n_asked", "reached"]].values.tolist()
    [[2, True]]
    """
    rows = []
    for run, curve in whole(results).groupby(RUN, sort=False):
        n, below = curve["n_asked"].to_numpy(), np.flatnonzero(curve["metric"].to_numpy() < target)
        first = below[-1] + 1 if len(below) else 0
        rows.append((*run, n[min(first, len(n) - 1)], first < len(n)))
    return pd.DataFrame(rows, columns=[*RUN, "n_asked", "reached"])


def labels_saved(results: pd.DataFrame, target: float, baseline: str = "random", level: float = 0.95) -> pd.DataFrame:
    """How many answers fewer than the baseline a strategy needed to reach the same target, seed by seed.

    No run is left out.  Where the baseline never got there, the saving is known to be more than some number; where the
    strategy did not, less; where neither did, nothing is known of it.  The median is taken over all of them.

    Returns
    -------
    frame with the columns dataset, strategy, n_seeds, n_reached, own_only, baseline_only, median_saved, bound, low, high, note
        ``n_reached`` counts the seeds on which both got there.  ``bound`` says what ``median_saved`` is: "" the median itself,
        "at least" or "at most", "unknown" with NaN.  The interval is the sign test's, for the median; an end is infinite where
        nothing is known of it, and NaN with fewer than :data:`MIN_SEEDS_MEDIAN` seeds.
    """
    reached = labels_to_reach(results, target)
    rows = []
    both = zip(pairs_of(reached, "n_asked", baseline), pairs_of(reached, "reached", baseline))
    for (dataset, strategy, asked), (_, _, there) in both:
        own, base = asked.to_numpy(dtype=float).T
        own_there, base_there = there.to_numpy(dtype=bool).T
        lowest = np.where(own_there, base - own, -np.inf)  # of what was saved; a run that is not there needs any number more
        highest = np.where(base_there, base - own, np.inf)
        counts = [int((a & b).sum()) for a, b in ((own_there, base_there), (own_there, ~base_there), (~own_there, base_there))]
        ends = median_interval(lowest, highest, level)
        note = too_few(len(asked), MIN_SEEDS_MEDIAN) if np.isnan(ends[0]) else ""
        rows.append((dataset, strategy, len(asked), *counts, *_middle(lowest, highest), *ends, note))
    counted = ["n_seeds", "n_reached", "own_only", "baseline_only"]
    return pd.DataFrame(rows, columns=["dataset", "strategy", *counted, "median_saved", "bound", "low", "high", "note"])


def _middle(lowest: np.ndarray, highest: np.ndarray) -> tuple[float, str]:
    """The median of values known to lie between two ends, and what is known of it."""
    low, high = float(np.median(lowest)), float(np.median(highest))
    if low == high:
        return low, ""
    if np.isfinite(low):
        return low, "at least"
    return (high, "at most") if np.isfinite(high) else (np.nan, "unknown")
