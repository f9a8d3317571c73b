"""Stochastic batches against the probabilities that they promise."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from alkit import ActiveLearner, EpsilonGreedy, StochasticBatch, core_set_sampling

X = np.arange(5.0)[:, None]
SCORES = np.array([0.1, 0.2, 0.3, 0.4, 0.0])


def fixed(view):
    return SCORES[view.candidates]


def first_picks(strategy, n=4000):
    """How often each is picked first from the same view, with other random numbers."""
    views = []
    ActiveLearner(LogisticRegression(), X, lambda view: views.append(view) or np.zeros(5)).query()
    picks = [np.argmax(strategy(replace(views[0], rng=np.random.default_rng(seed)))) for seed in range(n)]
    return np.bincount(picks, minlength=5) / n


@pytest.mark.parametrize(
    "kind, coldness, expected",
    [
        ("softmax", 1.0, np.exp(SCORES) / np.exp(SCORES).sum()),
        ("softmax", 8.0, np.exp(8 * SCORES) / np.exp(8 * SCORES).sum()),
        ("power", 1.0, SCORES / SCORES.sum()),
        ("power", 2.0, SCORES**2 / (SCORES**2).sum()),
        ("softrank", 1.0, 1 / np.array([4, 3, 2, 1, 5]) / sum(1 / np.arange(1, 6))),
    ],
)
def test_the_first_is_drawn_as_promised(kind, coldness, expected):
    np.testing.assert_allclose(first_picks(StochasticBatch(fixed, kind, coldness)), expected, atol=0.03)


def test_great_coldness_is_the_plain_best():
    learner = ActiveLearner(LogisticRegression(), X, StochasticBatch(fixed, "softmax", 1e4), random_state=0)
    assert learner.query(4).tolist() == [3, 2, 1, 0]


def test_a_score_of_zero_comes_last_in_power():
    learner = ActiveLearner(LogisticRegression(), X, StochasticBatch(fixed), random_state=0)
    assert learner.query(5)[-1] == 4


@pytest.mark.parametrize("kind", ["softmax", "softrank"])
def test_what_a_strategy_leaves_out_stays_out(kind):
    some = StochasticBatch(lambda view: np.where(view.candidates < 2, SCORES[view.candidates], -np.inf), kind)
    for seed in range(50):
        assert set(ActiveLearner(LogisticRegression(), X, some, random_state=seed).query(2)) == {0, 1}


@pytest.mark.slow
def test_epsilon_is_the_share_of_chance():
    np.testing.assert_allclose(first_picks(EpsilonGreedy(fixed, 0.5)), [0.1, 0.1, 0.1, 0.6, 0.1], atol=0.03)
    assert first_picks(EpsilonGreedy(fixed, 0.0), 20)[3] == 1


def test_bad_arguments():
    for bad in ({"kind": "magic"}, {"coldness": 0}, {"coldness": float("nan")}):
        with pytest.raises(ValueError, match="kind must be"):
            StochasticBatch(fixed, **bad)
    with pytest.raises(ValueError, match="between 0 and 1, got 2"):
        EpsilonGreedy(fixed, 2)
    with pytest.raises(ValueError, match="scores of 0 or more, got -0.4"):
        ActiveLearner(LogisticRegression(), X, StochasticBatch(lambda view: -fixed(view))).query()
    with pytest.raises(ValueError, match="chooses a whole batch"):
        ActiveLearner(LogisticRegression(), X, EpsilonGreedy(core_set_sampling)).query()
