"""Stopping rules, on learners whose scores are known."""

from types import SimpleNamespace

import numpy as np
import pytest

from alkit import all_of, any_of, budget, confidence_reached, no_candidates, plateau, target_score


def learner(scores=(), n_labeled=0, candidates=3, proba=((0.6, 0.4), (0.9, 0.1)), model="fitted"):
    history = [SimpleNamespace(scores={"accuracy": s} if s is not None else {}) for s in scores]
    return SimpleNamespace(
        history=history, metrics={"accuracy": None}, n_labeled=n_labeled, model=model,
        candidates=np.arange(candidates), candidate_proba=lambda: np.array(proba),
    )  # fmt: skip


def test_budget():
    assert not budget(5)(learner(n_labeled=4))
    assert budget(5)(learner(n_labeled=5)) == "the budget of 5 labels is spent"


def test_target():
    rule = target_score("accuracy", 0.9)
    assert not rule(learner()) and not rule(learner([0.95, 0.89]))  # the last one counts
    assert rule(learner([0.5, 0.9])) == "accuracy 0.900 has reached 0.9"


def test_no_candidates():
    assert no_candidates()(learner(candidates=0)) and not no_candidates()(learner(candidates=1))


def test_confidence_is_that_of_the_least_sure():
    assert not confidence_reached(0.7)(learner())
    assert confidence_reached(0.6)(learner()) == "the least sure prediction is 0.60 sure"
    assert not confidence_reached(0.1)(learner(model=None)) and not confidence_reached(0.1)(learner(candidates=0))


def test_plateau():
    rule = plateau("accuracy", rounds=3, min_gain=0.01)
    assert not rule(learner([0.5, 0.5, 0.5]))  # too early to tell
    assert rule(learner([0.5, 0.5, 0.505, 0.5])) == "accuracy has not risen by 0.01 in 3 rounds"
    assert not rule(learner([0.5, 0.5, 0.5, 0.52]))
    assert rule(learner([0.5, None, 0.5, 0.505, 0.5]))  # rounds without a score do not count


def test_rules_combine():
    stop = any_of(budget(5), target_score("accuracy", 0.9))
    assert not stop(learner([0.5], 4)) and "budget" in stop(learner([0.5], 5)) and "accuracy" in stop(learner([0.95], 4))
    both = all_of(budget(5), target_score("accuracy", 0.9))
    assert not both(learner([0.95], 4)) and not both(learner([0.5], 5))
    assert both(learner([0.95], 5)) == "the budget of 5 labels is spent and accuracy 0.950 has reached 0.9"


def test_an_unknown_metric_is_said():
    with pytest.raises(ValueError, match=r"no metric 'recall'; it has \['accuracy'\]"):
        plateau("recall")(learner())
