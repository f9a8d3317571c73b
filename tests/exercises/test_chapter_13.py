"""The exercises of chapter 13: right and wrong answers, tried by test_registry.py."""

import numpy as np
import pandas as pd
from scipy import stats

from alkit import evaluation
from alkit.exercises import chapter_13

RUNS = chapter_13.report_runs()
OWN, BASE = chapter_13.areas()
LEAD = OWN - BASE
ROW = evaluation.paired_difference(RUNS).iloc[0]


def interval(values, t=None, error=None):
    """Mean and ends, by hand."""
    t = stats.t.ppf(0.975, len(values) - 1) if t is None else t
    error = values.std(ddof=1) / np.sqrt(len(values)) if error is None else error
    return [values.mean(), values.mean() - t * error, values.mean() + t * error]


def backwards(n_asked, accuracies, target):
    """From the end of the curve, as long as it is there."""
    answers = np.inf
    for n, accuracy in zip(n_asked[::-1], accuracies[::-1]):
        if accuracy < target:
            break
        answers = n
    return answers


def with_a_mask(n_asked, accuracies, target):
    stays = np.minimum.accumulate((accuracies >= target)[::-1])[::-1]
    return n_asked[stays][0] if stays.any() else float("inf")


def with_slices(n_asked, accuracies, target):
    return min((n for k, n in enumerate(n_asked) if all(accuracies[k:] >= target)), default=np.inf)


def first(n_asked, accuracies, target):
    return next((n for n, accuracy in zip(n_asked, accuracies) if accuracy >= target), np.inf)


def ranked_by_hand(table, axis=1, **how):
    return table.rank(axis=axis, **{"ascending": False, **how}).mean()


AREAS = chapter_13.AREAS
TIDY = AREAS.rename_axis("dataset").reset_index().melt("dataset", var_name="strategy", value_name="metric")
ALL = evaluation.ranks(TIDY.assign(seed=0, n_asked=0, error="")).mean_rank  # best first, with names

RIGHT = {
    "13.1": [[2, 4, 5, 6, 7], {7, 6, 5, 4, 2}, "2, 4, 5, 6, 7", np.array([2.0, 4, 5, 6, 7]), ("2", "4", "5", "6", "7")],
    "13.2": [interval(LEAD), np.round(interval(LEAD), 3), evaluation.mean_interval(LEAD), ROW[["difference", "low", "high"]]],
    "13.3": [[0.048, 0.048, 0.06, 0.06, 0.6], pd.Series([0.048, 0.048, 0.06, 0.06, 0.6]), np.array(["0.048", "0.048", "0.06", "0.06", "0.6"])],
    "13.4": [backwards, with_a_mask, with_slices, lambda *run: float(backwards(*run))],
    "13.5": [[2.8, 1.5, 1.7], ALL, ALL.to_dict(), ranked_by_hand(AREAS), AREAS.rank(axis=1, ascending=False).mean().to_numpy()[None]],
}  # fmt: skip

WRONG = {
    "13.1": [([2, 4, 5], "3 of the 5"), ([2, 3], "never learned"), ([1, 2, 8], "there are 2"), (range(1, 9), "Some of these"), ([1, 3, 8], "sound ones"), ([], "every word"),
             ([2, 9], "from 1 to 8"), (2, "from 1 to 8")],
    "13.2": [(interval(-LEAD), "random minus margin"), (interval(LEAD, t=1.96), "1.96"), (interval(LEAD, error=LEAD.std(ddof=1)), "single split"),
             (interval(LEAD, t=1), "two times in three"), ([LEAD.mean(), LEAD.min(), LEAD.max()], "smallest and the largest"),
             (interval(LEAD, t=stats.t.ppf(0.975, 22), error=np.hypot(stats.sem(OWN), stats.sem(BASE))), "splits are shared"),
             (np.array(interval(LEAD))[[0, 2, 1]], "exchanged"), (interval(LEAD)[1:], "three numbers"), (interval(LEAD[:5]), "over all splits")],
    "13.3": [([0.012, 0.012, 0.025, 0.02, 0.6], "as they came"), ([0.06] * 4 + [0.6], "how many tests"), ([0.048, 0.048, 0.1, 0.08, 1], "Bonferroni"), ([0.06, 0.06, 0.125, 0.1, 1], "too many"),
             ([0.048, 0.048, 0.05, 0.06, 0.6], "left behind"), ([0.012, 0.012, 0.075, 0.04, 1], "wrong way"), ([0.048, 0.06, 0.06, 0.6], "five names"), (0.048, "five numbers"),
             (stats.false_discovery_control([0.012, 0.012, 0.025, 0.02, 0.6]), "false alarms"), ([0.048, 0.048, 0.06, 0.06, 1], "smallest p on")],
    "13.4": [(first, "first crossing"), (lambda n, a, t: n[np.argmax(a >= t)], "nothing but False"), (lambda n, a, t: min(backwards(n, a, t), n[-1]), "lower bound"),
             (lambda n, a, t: list(n).index(backwards(n, a, t)) if backwards(n, a, t) < 99 else np.inf, "five are asked"), (lambda n, a, t: backwards(n, a, t + 1e-9), "more than the target"),
             (lambda n, a, t: None if backwards(n, a, t) > 99 else backwards(n, a, t), "nobody can compute"), (lambda n, a, t: first(n, a, t) if a[-1] >= t else np.inf, "come back"),
             (lambda n, a, t: n[np.flatnonzero(a < t)[-1] + 1], "IndexError"), (lambda n, a, t: len(n), "last point")],
    "13.5": [([1.2, 2.5, 2.3], "smallest area"), ([2.8, 1.4, 1.6], "Both the better"), (ranked_by_hand(AREAS, method="max"), "Both the worse"), ([3, 1, 2], "ranks of the means"), ([14, 7.5, 8.5], "sum"),
             (ranked_by_hand(AREAS, axis=0), "Who competes"), (AREAS.mean(), "mean areas"), ([1.5, 1.7, 2.8], "order"), (1.5, "three numbers"), (ranked_by_hand(AREAS, method="dense"), "move up")],
}  # fmt: skip
