"""Stopping rules, on learners whose metrics are known."""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from alkit import (
    ActiveLearner,
    all_of,
    any_of,
    budget,
    classification_change,
    confidence_reached,
    cost_budget,
    datasets,
    decision_margin_sampling,
    entropy_sampling,
    no_candidates,
    overall_uncertainty,
    plateau,
    seed_set,
    simulated,
    small_prediction_sets,
    stabilizing_predictions,
    target_reached,
)
from alkit.stopping import conformal_quantile


def learner(values=(), n_asked=0, candidates=3, proba=((0.6, 0.4), (0.9, 0.1)), model="fitted"):
    history = [SimpleNamespace(metrics={"accuracy": v} if v is not None else {}) for v in values]
    return SimpleNamespace(
        history=history, metrics={"accuracy": None}, n_asked=n_asked, model=model,
        candidates=np.arange(candidates), candidate_proba=lambda who: np.array(proba),
    )  # fmt: skip


def test_budget():
    assert not budget(5)(learner(n_asked=4))
    assert budget(5)(learner(n_asked=5)) == "the budget of 5 answers is spent"


def test_the_room_that_is_left_is_the_smallest():
    stop = any_of(budget(5), target_reached("accuracy", 0.9), budget(3))
    assert stop.room(learner(n_asked=1)) == 2 and budget(5).room(learner(n_asked=1)) == 4
    assert not hasattr(any_of(target_reached("accuracy", 0.9)), "room")


def test_a_budget_of_costs_may_be_overdrawn_by_the_last_round_only():
    data = datasets.iris()
    learner = ActiveLearner(LogisticRegression(max_iter=1000), data.X, random_state=0)
    learner.teach([0, 60, 120], data.y[[0, 60, 120]])
    learner.run(simulated(data.y, cost=2.5), cost_budget(11))
    assert learner.history.cost == 12.5 and cost_budget(11)(learner) == "the answers have cost 12.5 of 11"
    assert cost_budget(13)(learner) == ""


def test_target():
    rule = target_reached("accuracy", 0.9)
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
    assert rule(learner([0.5, None, 0.5, 0.505, 0.5]))  # rounds without a value do not count


def test_rules_combine():
    stop = any_of(budget(5), target_reached("accuracy", 0.9))
    assert not stop(learner([0.5], 4)) and "budget" in stop(learner([0.5], 5)) and "accuracy" in stop(learner([0.95], 4))
    both = all_of(budget(5), target_reached("accuracy", 0.9))
    assert not both(learner([0.95], 4)) and not both(learner([0.5], 5))
    assert both(learner([0.95], 5)) == "the budget of 5 answers is spent and accuracy 0.950 has reached 0.9"


def test_an_unknown_metric_is_said():
    with pytest.raises(ValueError, match=r"no metric 'recall'; it has \['accuracy'\]"):
        plateau("recall")(learner())


# ---- rules that look at what the model says of samples without labels ---------------------------------


class Says:
    """A model whose answers are known."""

    def __init__(self, answers):
        self.answers = np.array(list(answers))

    def predict(self, rows):
        return self.answers[: len(rows)]


def taught(*answers):
    """A learner whose models, one per round, gave these answers."""
    models = [Says(a) for a in answers]
    return SimpleNamespace(
        model=models[-1], candidates=np.arange(len(answers[0])), recent_models=lambda n: models[-n:],
        predict_pool=lambda rows, model: model.predict(rows),
    )  # fmt: skip


def test_overall_uncertainty_is_a_mean():
    one_odd = ((1.0, 0.0), (1.0, 0.0), (1.0, 0.0), (0.5, 0.5))
    assert overall_uncertainty(0.25)(learner(proba=one_odd)) == "the mean entropy of the predictions is 0.250 bits"
    assert not overall_uncertainty(0.24)(learner(proba=one_odd)) and not confidence_reached(0.6)(learner(proba=one_odd))
    assert not overall_uncertainty(0.25)(learner(candidates=0)) and not overall_uncertainty(2)(learner(model=None))


def test_classification_change_waits_for_quiet_rounds():
    assert not classification_change()(taught("aabb"))  # nothing to compare with
    assert not classification_change()(taught("aabb", "abbb"))
    assert (
        classification_change(most=0.25)(taught("aabb", "abbb"))
        == "25.0% of the candidates changed their class from a round to the next"
    )
    assert classification_change()(taught("abbb", "aabb", "aabb")).startswith("0.0%")
    assert not classification_change(rounds=2)(taught("abbb", "aabb", "aabb"))


def test_stabilizing_predictions_are_measured_by_kappa():
    # agreement 3/4, by chance 1/2 * 1/4 + 1/2 * 3/4 = 1/2: kappa (3/4 - 1/2) / (1 - 1/2) = 1/2
    two = taught("aabb", "abbb")
    assert stabilizing_predictions("four", 0.5, window=1)(two) == "the predictions agree with those before by a kappa of 0.500"
    assert not stabilizing_predictions("four", 0.51, window=1)(two)
    assert not stabilizing_predictions("four", 0.0, window=2)(two)  # too few rounds
    assert stabilizing_predictions("four", 0.75, window=2)(taught("aabb", "abbb", "abbb"))  # (1/2 + 1) / 2
    assert stabilizing_predictions("four", 1.0, window=1)(taught("aaaa", "aaaa"))  # all one class: the same answers agree


class Probable:
    """A model whose probabilities are the rows themselves."""

    classes_ = np.array(["a", "b", "c"])

    def predict_proba(self, rows):
        return np.asarray(rows)


def test_prediction_sets_by_hand():
    known = [[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.5, 0.1, 0.4], [0.6, 0.3, 0.1]]  # the right one: 0.9, 0.7, 0.4, 0.6
    new = [[0.5, 0.4, 0.1], [0.6, 0.4, 0.0], [0.3, 0.3, 0.4], [1.0, 0.0, 0.0]]
    fitted = SimpleNamespace(model=Probable(), classes=Probable.classes_)

    def rule(miss, size):
        return small_prediction_sets(new, known, ["a", "b", "c", "a"], miss, size)(fitted)

    # at most 0.4 may be missed: of the scores 0.1, 0.3, 0.4, 0.6 the third, so all classes from 0.6 on
    assert rule(0.4, 0.5) == "sets that hold the right class in 60% have 0.50 classes" and not rule(0.4, 0.49)
    assert rule(0.2, 1.5).endswith("1.50 classes")  # the fourth: all from 0.4 on
    assert rule(0.1, 3).endswith("3.00 classes") and not rule(0.1, 2.9)  # four rows are too few to say
    assert small_prediction_sets(new, known, ["a", "b", "z", "a"], 0.2, 3)(fitted).endswith("3.00 classes")  # not seen yet
    assert not small_prediction_sets(new, known, ["a"] * 4)(SimpleNamespace(model=None))
    with pytest.raises(ValueError, match="miss must lie between 0 and 1, got 5"):
        small_prediction_sets(new, known, ["a"] * 4, miss=5)


def test_prediction_sets_miss_as_often_as_was_said():
    rng = np.random.default_rng(0)
    quantiles = np.array([conformal_quantile(rng.random(19), 0.1) for _ in range(4000)])
    missed = rng.random(4000) > quantiles
    assert missed.mean() == pytest.approx(0.1, abs=0.02) and quantiles.mean() == pytest.approx(18 / 20, abs=0.01)


@pytest.mark.parametrize(
    "rule", [overall_uncertainty(0.3), classification_change(2, 0.02), lambda X: stabilizing_predictions(X)]
)
def test_they_stop_a_real_run_before_the_pool_is_empty_and_undo_takes_it_back(rule):
    data = datasets.two_moons(300)
    X_pool, X_test, y_pool, _ = data.split()
    rule = rule if rule.__name__ == "rule" else rule(X_test)
    loop = ActiveLearner(LogisticRegression(), X_pool, entropy_sampling, random_state=0)
    loop.teach(seed := seed_set(y_pool, random_state=0), y_pool[seed])
    loop.run(simulated(y_pool), rule)
    assert 2 < loop.n_labeled < len(X_pool) and rule(loop)
    reason = rule(loop)
    loop.teach(loop.query(), y_pool[loop.query()])
    loop.undo()
    assert rule(loop) == reason


def test_recent_models_are_those_that_learned_something():
    loop = ActiveLearner(LogisticRegression(), [[0.0], [1.0], [2.0], [3.0]], random_state=0)
    assert loop.recent_models(3) == []
    loop.teach([0, 3], [0, 1])
    loop.skip([1])
    assert loop.recent_models(3) == [loop.model]
    loop.teach([2], [1])
    assert len(loop.recent_models(3)) == 2 and loop.recent_models(1) == [loop.model]


def test_a_rule_that_needs_probabilities_says_so_itself():
    iris = datasets.iris()
    machine = ActiveLearner(LinearSVC(), iris.X, decision_margin_sampling, random_state=0)
    machine.teach([0, 50, 100], iris.y[[0, 50, 100]])
    for rule in (confidence_reached(0.9), overall_uncertainty(0.1)):
        with pytest.raises(
            ValueError, match=r"^(confidence_reached|overall_uncertainty) needs class probabilities, but LinearSVC"
        ):
            rule(machine)
