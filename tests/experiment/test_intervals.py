"""Intervals hold the truth as often as they say, and Holm's procedure is Holm's."""

import itertools

import numpy as np
import pytest
from scipy import stats

from alkit.experiment.intervals import MIN_SEEDS, MIN_SEEDS_MEDIAN, holm, mean_interval, median_interval, too_few

REPEATS = 20_000  # the standard error of a coverage of 0.95 is then 0.0015


@pytest.mark.parametrize("n_seeds", [5, 10, 20])
def test_the_interval_of_a_mean_holds_the_truth_as_often_as_it_says(n_seeds):
    draws = np.random.default_rng(n_seeds).normal(0.3, 0.1, (n_seeds, REPEATS))
    found = mean_interval(draws)
    assert 0.94 < np.mean((found.low <= 0.3) & (found.high >= 0.3)) < 0.96
    narrow = mean_interval(draws, 0.8)
    assert 0.79 < np.mean((narrow.low <= 0.3) & (narrow.high >= 0.3)) < 0.81


def test_p_is_below_alpha_as_often_as_it_says_where_nothing_is_different():
    p = mean_interval(np.random.default_rng(0).normal(size=(5, REPEATS))).p
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.01) and np.mean(p < 0.5) == pytest.approx(0.5, abs=0.02)


def test_mean_interval_and_p_are_those_of_scipy():
    values = np.random.default_rng(0).normal(0.5, 1, (7, 3))
    found, reference = mean_interval(values, 0.9), stats.ttest_1samp(values, 0)
    np.testing.assert_allclose(found.p, reference.pvalue)
    np.testing.assert_allclose([found.low, found.high], reference.confidence_interval(0.9))


def test_seeds_that_are_all_alike_leave_no_doubt():
    assert tuple(mean_interval(np.full(5, 0.25))) == (0.25, 0.25, 0.25, 0)
    assert tuple(mean_interval(np.zeros(5))) == (0, 0, 0, 1)
    assert mean_interval([-1, 1, -1, 1, 0]).p == 1


def test_with_too_few_seeds_there_is_a_mean_and_no_more():
    found = mean_interval(np.ones((MIN_SEEDS - 1, 2)))
    assert found.mean.tolist() == [1, 1] and np.isnan([found.low, found.high, found.p]).all()
    assert not np.isnan(mean_interval(np.ones((MIN_SEEDS, 2)))[1:]).any()
    assert too_few(1) == "1 seed is too few for an interval: run 5 or more" and too_few(MIN_SEEDS) == ""


@pytest.mark.parametrize("function", [mean_interval, median_interval])
def test_a_level_is_a_share(function):
    with pytest.raises(ValueError, match="level must be between 0 and 1, got 95"):
        function([1.0], level=95)


def test_a_mean_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"at least one seed, got shape \(0, 3\)"):
        mean_interval(np.ones((0, 3)))


# ---- the median -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("n_seeds", [6, 10, 20])
@pytest.mark.parametrize("draw", ["normal", "exponential"])
def test_the_interval_of_a_median_holds_it_at_least_as_often_as_it_says(n_seeds, draw):
    rng = np.random.default_rng(n_seeds)
    truth = {"normal": 0, "exponential": np.log(2)}[draw]
    ends = np.array([median_interval(values) for values in getattr(rng, draw)(size=(2000, n_seeds))])
    assert 0.935 < np.mean((ends[:, 0] <= truth) & (truth <= ends[:, 1])) < 0.99


def test_the_ends_are_those_of_the_table_of_the_sign_test():
    ordered = {n: np.arange(1, n + 1) for n in (6, 8, 9, 12, 15, 20, 25)}
    ends = {n: median_interval(values) for n, values in ordered.items()}
    # Conover, Practical Nonparametric Statistics: the order statistics of a 95 % interval
    assert ends == {6: (1, 6), 8: (1, 8), 9: (2, 8), 12: (3, 10), 15: (4, 12), 20: (6, 15), 25: (8, 18)}


def test_an_end_of_which_nothing_is_known_is_infinite():
    assert np.isnan(median_interval(range(MIN_SEEDS_MEDIAN - 1))).all()
    low, high = np.arange(10.0), np.arange(10.0)
    high[3] = np.inf  # more than three
    assert median_interval(low, high) == (1, 9)
    high[4] = np.inf
    assert median_interval(low, high) == (1, np.inf)


# ---- several tests ---------------------------------------------------------------------------------------------


def closed_testing(p):
    """Holm's p from first principles: the largest Bonferroni p of all sets of hypotheses that hold this one."""
    sets = [s for r in range(1, len(p) + 1) for s in itertools.combinations(range(len(p)), r)]
    return [max(min(1, len(s) * min(p[i] for i in s)) for s in sets if j in s) for j in range(len(p))]


@pytest.mark.parametrize("n_tests", [1, 2, 5, 8])
def test_holm_is_the_closed_test_of_bonferroni(n_tests):
    rng = np.random.default_rng(n_tests)
    for power in (1, 3):
        p = rng.uniform(size=n_tests) ** power
        np.testing.assert_allclose(holm(p), closed_testing(p))
    np.testing.assert_allclose(holm(np.full(n_tests, 0.02)), closed_testing([0.02] * n_tests))


def test_holm_leaves_out_what_was_not_tested():
    found = holm([0.04, np.nan, 0.01])
    assert found[[0, 2]].tolist() == [0.04, 0.02] and np.isnan(found[1]) and holm([]).tolist() == []


def test_holm_gives_a_false_alarm_as_often_as_it_says():
    p = np.random.default_rng(0).uniform(size=(4000, 6))
    assert np.mean([holm(row).min() < 0.05 for row in p]) == pytest.approx(0.05, abs=0.012)
    assert np.mean(p.min(axis=1) < 0.05) > 0.2
