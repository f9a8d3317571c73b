"""Others that label as many samples as the person: their curves are those of the same runs alone."""

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from alkit import ActiveLearner, LabelingSession, LabelLog, budget, margin_sampling, random_sampling, seed_set, simulated
from alkit.datasets import iris
from alkit.labeling.rivals import Rivals, usual_rivals

X_pool, X_test, y_pool, y_test = iris().split()
SEED = seed_set(y_pool, random_state=0)


def new_learner(strategy=margin_sampling, random_state=0, rows=slice(None)):
    metrics = {"accuracy": lambda fitted: fitted.score(X_test, y_test)}
    learner = ActiveLearner(
        GaussianNB(var_smoothing=1e-3),
        X_pool[rows],
        strategy,
        classes=iris().classes,
        metrics=metrics,
        random_state=random_state,
    )
    if rows == slice(None):
        learner.teach(SEED, y_pool[SEED])
    return learner


def gives_up_at_six(view):
    if len(view.labeled) == 6:
        raise KeyError("a student's slip")
    return random_sampling(view)


@pytest.mark.parametrize("oracle", [{}, {"abstain": 0.4, "random_state": 0}], ids=["knows", "abstains"])
def test_curves_are_those_of_the_same_runs_alone(oracle):
    oracle = simulated(y_pool, **oracle)
    rivals = Rivals("random", [new_learner(random_sampling, k) for k in range(3)], oracle)
    while rivals.is_behind(6):
        rivals.step()
    runs = [new_learner(random_sampling, k).run(oracle, stop=budget(6)).curve("accuracy") for k in range(3)]
    if oracle.abstain == 0:
        assert rivals.points == list(zip(runs[0][0], np.mean([values for _, values in runs], axis=0)))
    assert [n for n, _ in rivals.points] == list(range(7))  # an "I don't know" is an answer too


def test_they_stop_when_nothing_is_left():
    rivals = Rivals("few", [new_learner(rows=slice(0, 4))], simulated(y_pool))
    while rivals.is_behind(10):
        rivals.step()
    assert rivals.is_over and rivals.problem == "" and [n for n, _ in rivals.points] == [1, 2, 3, 4]  # 0: no model yet


def test_one_that_fails_stops_alone(tmp_path):
    session = LabelingSession(new_learner(), LabelLog(tmp_path / "labels.sqlite"), "test")
    session.compare_with(Rivals("mine", [new_learner(gives_up_at_six)], simulated(y_pool)))
    session.compare_with(Rivals("random", [new_learner(random_sampling)], simulated(y_pool)))
    for _ in range(5):
        session.answer(y_pool[session.current])
    session.wait()
    assert [n for n, _ in session.rivals["mine"].points] == [0, 1, 2, 3] and session.n_asked == 5
    assert len(session.rivals["random"].points) == 6
    assert session.problem == "The comparison 'mine' could not go on: \"a student's slip\""
    session.close()


def test_the_usual_rivals_are_six_learners():
    perfect, by_chance = usual_rivals(new_learner, margin_sampling, y_pool, 3)
    assert (perfect.name, by_chance.name, len(by_chance.learners)) == ("never wrong", "random", 5)
    assert {learner.strategy for learner in by_chance.learners} == {random_sampling}
    assert len({learner._seed for learner in by_chance.learners}) == 5


def test_rivals_without_a_metric_are_refused():
    with pytest.raises(ValueError, match="each a metric"):
        Rivals("blind", [ActiveLearner(GaussianNB(), X_pool)], simulated(y_pool))
