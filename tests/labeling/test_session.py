"""The labeling session, without a screen: resume, exact undo, slow and failing models."""

import threading
import time

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from alkit import (
    ActiveLearner,
    HumanFeedback,
    LabelingSession,
    LabelLog,
    RankedBatch,
    badge_sampling,
    core_set_sampling,
    datasets,
    margin_sampling,
    random_sampling,
    seed_set,
)

DATA = datasets.iris()
X_pool, X_test, y_pool, y_test = DATA.split()
SEED = seed_set(y_pool, random_state=0)


def new_learner(estimator=None, strategy=margin_sampling, X=X_pool, seed=SEED):
    estimator = GaussianNB(var_smoothing=1e-3) if estimator is None else estimator
    metrics = {"accuracy": lambda fitted: fitted.score(X_test, y_test)}
    learner = ActiveLearner(estimator, X, strategy, classes=DATA.classes, metrics=metrics, random_state=0)
    if len(seed):
        learner.teach(seed, y_pool[seed])
    return learner


@pytest.fixture
def open_session(tmp_path):
    sessions = []

    def open_(name="test", learner=None, patience=30, **options):
        log = LabelLog(tmp_path / "labels.sqlite")  # patience: what is shown does not depend on the machine's load
        sessions.append(LabelingSession(learner or new_learner(), log, name, patience=patience, **options))
        return sessions[-1]

    yield open_
    for session in sessions:
        session.close()


def answer_truly(session, n):
    for _ in range(n):
        session.answer(y_pool[session.current])
    session.wait()


def all_of(session):
    """Everything that a person could tell two sessions apart by, times excepted."""
    learner = session.learner
    return {
        "current": session.current,
        "labels": (learner.labeled.tolist(), learner.y_labeled.tolist()),
        "candidates": learner.candidates.tolist(),
        "curve": session.curve(),
        "predictions": learner.predict_proba_pool(np.arange(learner.n_pool)).tolist(),
        "next": learner.query(5).tolist(),
        "card": session.card(),
        "last": session.last,
        "history": [(r.kind, r.asked, r.answers, r.n_labeled, r.n_asked, r.metrics) for r in learner.history],
        "n_asked": session.n_asked,
    }


def test_a_session_labels_what_the_strategy_asks(open_session):
    session, twin = open_session(), new_learner()
    for _ in range(8):
        assert session.current == twin.query()[0]
        twin.teach([session.current], [y_pool[session.current]])
        answer_truly(session, 1)
    assert session.curve()[-1] == (8, twin.history[-1].metrics["accuracy"])


@pytest.mark.parametrize(
    "strategy", [core_set_sampling, badge_sampling, RankedBatch()], ids=["core-set", "BADGE", "ranked batch"]
)
@pytest.mark.slow
def test_strategies_that_choose_whole_batches_work_with_a_person_too(open_session, strategy):
    session = open_session(learner=new_learner(LogisticRegression(max_iter=1000), strategy))
    answer_truly(session, 12)
    assert session.problem == ""
    labeled = session.learner.labeled.tolist()
    assert len(set(labeled)) == len(labeled) == len(SEED) + 12
    before = session.learner.query(5).tolist()
    answer_truly(session, 1)
    session.undo()
    session.wait()
    assert session.learner.query(5).tolist() == before


@pytest.mark.parametrize("do", [lambda s: s.answer("setosa"), lambda s: s.skip(), lambda s: s.dont_know()])
def test_undo_is_as_if_it_had_never_been(open_session, do):
    session = open_session()
    answer_truly(session, 4)
    before = all_of(session)
    for _ in range(3):
        do(session)
        session.wait()
    assert all_of(session) != before
    for _ in range(3):
        session.undo()
        session.wait()
    assert all_of(session) == before


def test_undo_reaches_back_over_a_resume_but_not_into_the_seed_set(open_session):
    first = open_session()
    answer_truly(first, 3)
    again = open_session()
    for _ in range(3):
        again.undo()
    again.wait()
    fresh = open_session("another")
    assert all_of(again) == all_of(fresh)
    with pytest.raises(ValueError, match="nothing to undo"):
        again.undo()


def test_resume_goes_on_at_the_same_place(open_session):
    session = open_session()
    answer_truly(session, 3)
    session.skip()
    session.dont_know()
    answer_truly(session, 2)
    session.undo()
    session.wait()
    again = open_session()
    again.wait()
    ignored = {"last", "history"}  # cards of old answers are not kept; seconds are compared below
    assert {k: v for k, v in all_of(again).items() if k not in ignored} == {
        k: v for k, v in all_of(session).items() if k not in ignored
    }
    assert [r.seconds for r in again.steps] == [r.seconds for r in session.steps]


def test_resume_with_another_pool_or_seed_set_is_refused(open_session):
    open_session()
    with pytest.raises(ValueError, match="another pool"):
        open_session(learner=new_learner(X=X_pool[::-1]))
    with pytest.raises(ValueError, match="seed set"):
        open_session(learner=new_learner(seed=[]))


def test_two_windows_cannot_overwrite_each_other(open_session):
    old = open_session()
    new = open_session()
    answer_truly(new, 2)
    with pytest.raises(ValueError, match="another window"):
        old.answer("setosa")
    assert len(old.log.labels("test")) == 2


def test_the_same_answer_from_two_windows_in_the_same_time_is_the_first_one_s(open_session, monkeypatch):
    first, second = open_session(), open_session()
    monkeypatch.setattr("alkit.labeling.session.time.monotonic", lambda: 5.0)
    first._shown_at = second._shown_at = 4.0
    assert first.current == second.current
    first.look_again()
    first._shown_at = 4.0
    first.answer("setosa")
    with pytest.raises(ValueError, match="not saved"):  # the event in the log is alike to the letter, and not its own
        second.answer("setosa")
    assert second.labels == first.labels and second.current == first.current


def test_the_answer_is_on_disk_before_anything_else_happens(open_session, monkeypatch):
    session = open_session()
    sample, seen = session.current, []
    monkeypatch.setattr(session.learner, "teach", lambda *a, **k: seen.append(session.log.labels("test")))
    session.answer("setosa")
    assert seen == [{sample: "setosa"}]


def test_an_answer_that_cannot_be_saved_is_not_taken(open_session, monkeypatch):
    session = open_session()
    before = all_of(session)

    def full(*_, **__):
        raise ValueError("not saved: disk full")

    monkeypatch.setattr(session.log, "append", full)
    with pytest.raises(ValueError, match="disk full"):
        session.answer("setosa")
    monkeypatch.undo()
    assert all_of(session) == before
    answer_truly(session, 1)


class Slow(LogisticRegression):
    """Learns only when told that it may."""

    may_learn = threading.Event()

    def fit(self, X, y):
        assert Slow.may_learn.wait(20)
        return super().fit(X, y)


def test_a_slow_model_learns_behind_the_next_sample(open_session):
    Slow.may_learn.set()
    session = open_session(learner=new_learner(Slow(max_iter=1000)), patience=0.01)
    ranking = session.learner.rank(4).indices.tolist()
    Slow.may_learn.clear()
    shown = []
    for _ in range(4):
        shown.append(session.current)
        session.answer(y_pool[session.current])
        assert session.is_learning
    assert shown == ranking  # from the last ranking, while the model is not ready
    waiting = session.current
    Slow.may_learn.set()
    session.wait()
    assert not session.is_learning
    assert session.current == waiting  # what is on the screen does not change under the person's hands
    twin = new_learner(LogisticRegression(max_iter=1000))
    twin.teach(shown, y_pool[shown])
    assert session.curve()[-1] == (4, twin.history[-1].metrics["accuracy"])


def test_undo_while_learning_discards_what_was_learned(open_session):
    Slow.may_learn.set()
    session = open_session(learner=new_learner(Slow(max_iter=1000)), patience=0.01)
    before = all_of(session)
    Slow.may_learn.clear()
    session.answer("setosa")
    session.undo()
    Slow.may_learn.set()
    session.wait()
    assert all_of(session) == before


class Choosy(GaussianNB):
    def fit(self, X, y):
        if (np.asarray(y) == "virginica").sum() > 1:
            raise ValueError("too many of them")
        return super().fit(X, y)


def test_a_model_that_fails_costs_no_answer(open_session):
    session = open_session(learner=new_learner(Choosy()))
    sample = session.current
    session.answer("virginica")
    session.wait()
    assert "too many of them" in session.problem
    assert session.log.labels("test") == {sample: "virginica"}
    session.undo()
    session.answer("setosa")
    session.wait()
    assert session.problem == "" and session.log.labels("test") == {sample: "setosa"}


def gives_up_at_six(view):
    if len(view.labeled) == 6:
        raise KeyError("a student's slip")
    return random_sampling(view)


def test_a_strategy_that_fails_costs_no_answer_and_does_not_stop_the_person(open_session):
    session = open_session(learner=new_learner(strategy=gives_up_at_six))
    answer_truly(session, 2)
    assert session.problem == ""
    answer_truly(session, 1)
    assert session.problem == 'The strategy could not choose, so this is just any sample: "a student\'s slip"'
    again = open_session(learner=new_learner(strategy=gives_up_at_six))
    assert again.problem == session.problem and again.current == session.current and again.card().rank is None
    answer_truly(again, 2)
    assert again.problem == "" and len(again.log.labels("test")) == 5


def test_cold_start_without_any_label(open_session):
    session = open_session(learner=new_learner(seed=[]))
    assert session.card().proba == ()
    answer_truly(session, 12)
    assert session.curve()[-1][0] == 12


def test_budget_and_the_end(open_session):
    session = open_session(budget=3)
    session.skip()
    answer_truly(session, 2)
    assert session.current is not None and session.n_asked == 2
    session.dont_know()  # the person was asked: it counts
    assert session.current is None and session.n_asked == 3 and len(session.labels) == 2
    with pytest.raises(ValueError, match="finished"):
        session.answer("setosa")
    session.undo()
    assert session.current is not None


def test_the_curve_is_drawn_against_the_answers_asked(open_session):
    session = open_session()
    answer_truly(session, 2)
    session.skip()
    session.dont_know()
    answer_truly(session, 1)
    numbers, metrics = zip(*session.curve())
    assert numbers == (0, 1, 2, 3, 4) and metrics[3] == metrics[2]  # no label, so the model is the same
    assert open_session().curve() == session.curve()  # the log says the same
    assert session.learner.history.curve("accuracy") == (list(numbers), list(metrics))


def test_a_budget_that_was_lowered_ends_the_session(open_session):
    answer_truly(open_session(budget=5), 3)
    again = open_session(budget=2)
    assert again.current is None and again.n_asked == 3


def test_what_a_learner_was_asked_before_is_not_the_person_s(open_session):
    learner = new_learner()
    learner.teach(learner.query(2), ["setosa", "setosa"])
    session = open_session(learner=learner, budget=1)
    assert (learner.n_asked, session.n_asked) == (2, 0)
    answer_truly(session, 1)
    assert session.current is None and session.curve()[-1][0] == 3


def test_the_seed_set_answers_no_questions(open_session):
    with pytest.raises(ValueError, match="name of a person"):
        open_session(by="seed set")


class Shy(GaussianNB):
    """Does not say what it thinks of a single sample."""

    def predict_proba(self, X):
        if len(X) == 1:
            raise RuntimeError("too shy")
        return super().predict_proba(X)


def test_a_model_that_cannot_say_what_it_thinks_stops_nobody(open_session):
    session = open_session(learner=new_learner(Shy()))
    answer_truly(session, 3)
    assert session.last.proba == session.card().proba == () and "too shy" in session.problem
    assert open_session(learner=new_learner(Shy())).n_asked == 3


def test_a_label_that_is_no_class_is_refused(open_session):
    session = open_session()
    with pytest.raises(ValueError, match=r"one of \['setosa', 'versicolor', 'virginica'\], got 'tulip'"):
        session.answer("tulip")
    assert session.n_asked == 0


def test_clicks_from_many_threads_lose_nothing(open_session):
    session = open_session()

    def click():
        for _ in range(5):
            session.answer("setosa")

    threads = [threading.Thread(target=click) for _ in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert len(session.log.labels("test")) == session.n_asked == 20


def test_seconds_are_a_median(open_session):
    session = open_session()
    assert session.seconds_per_answer is None
    answer_truly(session, 2)
    time.sleep(0.3)
    answer_truly(session, 1)
    assert session.seconds_per_answer < 0.3


def test_a_remark_is_in_the_log_and_outlives_the_kernel(open_session):
    heard = lambda: new_learner(strategy=HumanFeedback())  # noqa: E731
    session = open_session(learner=heard())
    first = session.current
    session.answer(y_pool[first], remark="too easy")
    second = session.current
    session.dont_know(remark="broken")
    session.answer(y_pool[session.current])
    session.wait()
    said = {first: "too easy", second: "broken"}
    assert session.learner.history.remarks == said
    session.close()
    again = open_session(learner=heard())
    assert again.learner.history.remarks == said and again.current == session.current
    for _ in range(2):
        again.undo()
    assert again.learner.history.remarks == {first: "too easy"} and again.current == second


def test_what_is_no_remark_is_not_saved(open_session):
    session = open_session()
    row = session.current
    with pytest.raises(ValueError, match="a remark must be one of too easy, ambiguous, broken, or None, got 'dull'"):
        session.answer(y_pool[row], remark="dull")
    assert session.current == row and not session.labels
