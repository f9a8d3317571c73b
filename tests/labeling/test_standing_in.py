"""An oracle in a person's place: the same record each time, in the log as any other, with the seconds that it charges."""

import pytest
from sklearn.naive_bayes import GaussianNB

from alkit import Annotator, LabelLog, iris, open_session, simulated, stand_in

DATA = iris()
Y_POOL = DATA.split(random_state=0)[2]


def answered(folder, oracle, n_answers=None, budget=6):
    session = open_session(DATA, name="stand-in", folder=folder, by="stand-in", budget=budget, estimator=GaussianNB())
    stand_in(session, oracle, n_answers)
    session.close()
    return session


def annotator():
    return Annotator(Y_POOL, 0.8, abstain=0.3, seconds=2.5, spread=0.7, random_state=1)


def record(session):
    return [(step.kind, step.asked, step.answers, step.seconds, step.by) for step in session.steps]


def test_the_same_oracle_gives_the_same_record_and_it_is_on_disk(tmp_path):
    first, second = (answered(tmp_path / name, annotator()) for name in ("a", "b"))
    assert record(first) == record(second) and first.n_asked == 6
    frame = LabelLog(tmp_path / "a" / "labels.sqlite").to_frame("stand-in")
    assert set(frame["by"]) == {"stand-in"} and {"answer", "unknown"} == set(frame["kind"])
    assert frame["seconds"].tolist() == [step.seconds for step in first.steps]


def test_the_seconds_are_those_that_the_oracle_charges(tmp_path):
    oracle = annotator()
    session = answered(tmp_path, oracle)
    assert [step.seconds for step in session.steps] == [round(oracle.cost(step.asked), 2) for step in session.steps]
    free = answered(tmp_path / "free", simulated(Y_POOL, cost=0))
    assert free.seconds_per_answer == 0


def test_it_asks_what_the_learner_would_have_asked_in_the_loop(tmp_path):
    session = answered(tmp_path, simulated(Y_POOL))
    learner = open_session(DATA, name="other", folder=tmp_path, estimator=GaussianNB()).learner
    for step in session.steps:
        assert learner.query()[0] == step.asked[0]
        learner.teach(step.asked, step.answers)


def test_it_goes_on_and_stops_where_it_is_told(tmp_path):
    part = answered(tmp_path, simulated(Y_POOL), n_answers=2)
    assert part.n_asked == 2
    assert answered(tmp_path, simulated(Y_POOL)).n_asked == 6
    whole = answered(tmp_path, simulated(Y_POOL))  # nothing is left to be answered
    assert whole.n_asked == 6 and record(whole)[:2] == record(part)


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf")])
def test_what_is_no_time_is_refused_and_not_saved(tmp_path, seconds):
    session = open_session(DATA, folder=tmp_path, estimator=GaussianNB())
    with pytest.raises(ValueError, match="not saved: seconds must be a time of at least 0"):
        session.answer("setosa", seconds=seconds)
    with pytest.raises(ValueError, match="not saved: seconds"):
        session.dont_know(seconds=seconds)
    assert session.n_asked == 0
    session.close()


def test_an_answer_that_is_no_class_stops_it_and_keeps_the_rest(tmp_path):
    said = iter(["setosa", "rose"])
    session = open_session(DATA, folder=tmp_path, estimator=GaussianNB())
    with pytest.raises(ValueError, match="rose"):
        stand_in(session, lambda rows: [next(said)])
    assert list(session.labels.values()) == ["setosa"] and session.trainer.patience < 1
    session.close()
