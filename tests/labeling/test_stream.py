"""A stream: each row is looked at once, and the thresholds move as their authors say."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from alkit import ActiveLearner, SteadyThreshold, VariableThreshold, budget, datasets, run_on_stream, seed_set, simulated


def begun():
    data = datasets.iris()
    learner = ActiveLearner(LogisticRegression(max_iter=1000), data.X, random_state=0)
    first = seed_set(data.y, random_state=0)
    learner.teach(first, data.y[first])
    return learner, simulated(data.y)


def test_what_was_let_pass_does_not_come_back():
    learner, oracle = begun()
    seen = []
    rows = np.setdiff1d(np.arange(150), learner.labeled)[::-1]
    run_on_stream(learner, oracle, budget(5), lambda doubt: not seen.append(doubt) and len(seen) % 10 == 0, rows)
    assert learner.labeled[3:].tolist() == rows[[9, 19, 29, 39, 49]].tolist()
    assert len(seen) == 50 and learner.n_asked == 5 and learner.is_current


def test_the_doubt_is_that_of_the_model_of_the_moment():
    learner, oracle = begun()
    doubts = []
    rows = learner.candidates[:20]
    run_on_stream(learner, oracle, lambda _: "", lambda doubt: bool(doubts.append(doubt)), rows)  # it never asks
    np.testing.assert_allclose(doubts, 1 - learner.predict_proba_pool(rows).max(axis=1))
    run_on_stream(learner, oracle, budget(1), lambda doubt: True, rows)
    before = learner.model
    run_on_stream(learner, oracle, budget(3), lambda doubt: True, rows[1:], every=2)
    assert learner.model is not before and learner.is_current and learner.history[-1].n_asked == 3


def test_it_learns_every_so_often_and_at_the_end():
    learner, oracle = begun()
    run_on_stream(learner, oracle, budget(7), lambda doubt: True, every=3)
    fitted = sorted(rounds for rounds in learner._models if rounds)
    assert fitted == [1, 1 + 3, 1 + 6, 1 + 7]
    with pytest.raises(ValueError, match="every must be at least 1, got 0"):
        run_on_stream(learner, oracle, budget(9), lambda doubt: True, every=0)


@pytest.mark.slow  # it takes long to import
@pytest.mark.parametrize("share, step", [(0.05, 0.01), (0.1, 0.3), (0.5, 0.01)])
def test_the_variable_threshold_is_that_of_scikit_activeml(share, step):
    manager = pytest.importorskip("skactiveml.stream.budgetmanager").VariableUncertaintyBudgetManager(
        s=step, budget=share, w=50
    )
    ours = VariableThreshold(share, step, window=50)
    for doubt in np.random.default_rng(0).beta(0.5, 1, size=400) * 0.9:
        theirs = manager.query_by_utility(np.array([doubt]))
        manager.update(np.zeros((1, 1)), theirs)
        assert ours(doubt) == bool(len(theirs))
        assert ours.threshold == pytest.approx(manager.theta_)


@pytest.mark.parametrize("share", [0.1, 0.3])
@pytest.mark.parametrize("seed", range(5))
def test_the_steady_threshold_asks_the_share_that_it_was_told(seed, share):
    ask = SteadyThreshold(share, step=0.05)
    asked = [ask(doubt) for doubt in np.random.default_rng(seed).random(2000)]
    # the threshold has moved by step * (asked - share * rows) in all, and stays near [0, 1]
    assert (np.mean(asked) - share) * 2000 * 0.05 == pytest.approx(ask.threshold - 0.5)
    assert np.mean(asked) == pytest.approx(share, abs=0.01) and ask.threshold == pytest.approx(1 - share, abs=0.25)


def test_the_variable_threshold_does_not_spend_more_than_it_may():
    ask = VariableThreshold(share=0.1)
    asked = [ask(0.9) for _ in range(1000)]
    assert 0.09 < np.mean(asked) < 0.12 and max(np.convolve(asked, np.ones(100), "valid")) <= 25


@pytest.mark.parametrize(
    "make",
    [
        lambda: VariableThreshold(0),
        lambda: VariableThreshold(0.1, 1),
        lambda: VariableThreshold(0.1, window=0),
        lambda: SteadyThreshold(1),
        lambda: SteadyThreshold(0.1, -1),
    ],
)
def test_what_makes_no_threshold_is_said(make):
    with pytest.raises(ValueError, match="share .* must lie between 0 and 1|share must lie"):
        make()
