"""The rigged report: every number in it is true, and chosen."""

import numpy as np
import pandas as pd
import pytest

from alkit import evaluation
from alkit.exercises.chapter_13 import SENTENCES
from alkit.exercises.rigged import percentile_band, rigged_report

N, POINTS = 12, 21


@pytest.fixture(scope="module")
def results():
    """Two strategies that are alike, and a third that is the second under another name."""
    rng, rows = np.random.default_rng(0), []
    for seed in range(N):
        curves = {name: np.clip(0.8 + rng.normal(0, 0.05, POINTS), 0, 1) for name in ("random", "margin")}
        for name, values in {**curves, "entropy": curves["margin"]}.items():
            one = {"dataset": "d", "strategy": name, "seed": seed, "n_asked": range(POINTS), "metric": values, "error": ""}
            rows.append(pd.DataFrame(one))
    return pd.concat(rows, ignore_index=True)


@pytest.fixture(scope="module")
def report(results):
    return rigged_report(results)


def test_it_chooses_the_best_for_its_strategy(results, report):
    area = evaluation.area_under_curve(results).pivot(index="seed", columns="strategy", values="area")
    lead = area["margin"] - area["random"]
    assert report.lucky == lead.idxmax() and set(report.three) == set(lead.nlargest(3).index)
    assert f"ahead of random by {lead.max():.2f}" in report.sentences[1]
    found = evaluation.curves(results)
    ahead = found["margin"][1] - found["random"][1]
    tests = {k: evaluation.mean_interval(ahead[:, k]) for k in range(1, POINTS) if ahead[:, k].mean() > 0}
    assert report.p == min(float(one.p) for one in tests.values()) == float(tests[report.at].p)
    assert f"by {ahead[:, report.at].mean():.3f} after {report.at} answers" in report.sentences[5]


def test_what_it_says_of_labels_is_true_of_two_splits(results, report):
    found = evaluation.curves(results)
    firsts = {name: np.argmax(values >= 0.85, axis=1) for name, (_, values) in found.items()}
    quick, slow = firsts["margin"].min(), firsts["random"].max()
    assert f"margin needs {quick} answers (split" in report.sentences[3] and f"random {slow} (split" in report.sentences[3]


def test_it_has_the_sentences_that_the_exercise_asks_about(report):
    assert len(report.sentences) == len(SENTENCES) and str(report).splitlines()[0].startswith("1. We compared 3 ways")
    assert len(report.figure.axes) == 2 and report.figure.axes[0].get_ylabel()


def test_its_band_is_narrower_than_an_honest_one():
    values = np.random.default_rng(1).normal(size=(5, 200))
    low, high = percentile_band(values)
    honest = evaluation.mean_interval(values)
    assert ((high - low) < (honest.high - honest.low)).mean() > 0.95
