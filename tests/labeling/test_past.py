"""A session looked at again: taught again it is what it was, one other label is a run with that label, and the log stays as it is."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.naive_bayes import GaussianNB

from alkit import digits, iris, join_session, open_session
from alkit.labeling.past import open_past, past_of
from alkit.labeling.session import LabelingSession
from alkit.labeling.store import LabelLog
from alkit.learner import ActiveLearner

FAST = GaussianNB(var_smoothing=0.1)


def opened(data, folder, estimator=FAST, **more):
    """A session with nobody beside it, who would take the test's time."""
    session = open_session(data, estimator=estimator, folder=folder, budget=None, **more)
    session.rivals.clear()
    return session


def labeled(folder, data=None, n=6, **more):
    """A session of n answers, the third of them wrong, with a skip, an undo and an "I don't know" on the way."""
    session = opened(data or iris(), folder, **more)
    truth, classes = session.ending.truth, session.learner.classes.tolist()
    for k in range(n):
        if k == 1:
            session.skip()
        if k == 2:
            session.answer(classes[0])
            session.undo()
        right = truth[session.current]
        if k == 4:
            session.dont_know()
        else:
            session.answer(right if k != 2 else next(c for c in classes if c != right))
        session.wait()
    return session


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A session, its folder, and what is read of it."""
    folder = tmp_path_factory.mktemp("played")
    session = labeled(folder)
    session.close()
    return session, folder


@pytest.fixture
def past(played):
    return open_past(iris(), estimator=FAST, folder=played[1])


def test_taught_again_it_is_what_it_was(played, past):
    session, _ = played
    assert [past.row(k) for k in range(len(past.steps))] == [step.asked[0] for step in session.steps]
    told = past.told.upto(7)
    assert sorted(set(told.points.values())) == session.curve() == sorted(set(past.measured.values()))
    assert told.learner.labeled.tolist() == session.learner.labeled.tolist()
    wrong = [k for k in range(7) if past.steps[k].kind == "answer" and past.steps[k].body["label"] != past.true_label(k)]
    assert len(wrong) == 1


def test_what_the_model_believed_was_before_the_answer(tmp_path):
    session = opened(iris(), tmp_path)
    seen = []
    for _ in range(4):
        session.wait()
        seen.append(session.card().proba)
        session.answer(session.ending.truth[session.current])
    session.close()
    past = open_past(iris(), estimator=FAST, folder=tmp_path)
    np.testing.assert_allclose([past.belief(k) for k in (3, 0, 2, 1)], [seen[k] for k in (3, 0, 2, 1)])


def test_one_other_label_is_a_run_with_that_label(past):
    k = next(k for k in range(7) if past.steps[k].body["label"] not in (None, past.true_label(k)))
    branch = past.what_if(k, past.true_label(k))
    assert branch.points == {} or min(branch.points) == k
    branch.upto(7)
    learner = past.new_learner()
    for j, step in enumerate(past.steps):
        label = past.true_label(j) if j == k else step.body["label"]
        learner.skip([past.row(j)]) if step.kind == "skip" else learner.teach([past.row(j)], [label])
    assert branch.points[7] == (learner.n_asked, learner.history[-1].metrics["accuracy"])
    assert branch.learner.y_labeled.tolist() == learner.y_labeled.tolist() != past.told.upto(7).learner.y_labeled.tolist()
    np.testing.assert_array_equal(branch.learner.model.predict_proba(iris().X), learner.model.predict_proba(iris().X))


def test_another_label_in_place_of_i_do_not_know_but_not_of_a_skip(past):
    kinds = [step.kind for step in past.steps]
    unknown, skipped = kinds.index("unknown"), kinds.index("skip")
    assert past.what_if(unknown, "setosa").upto(7).learner.n_labeled == past.told.upto(7).learner.n_labeled + 1
    for k, label in ((skipped, "setosa"), (unknown, "rose")):
        with pytest.raises(ValueError, match="another label must be one of"):
            past.what_if(k, label)


def test_a_session_that_is_open_is_replayed_with_its_own_models(tmp_path):
    session = labeled(tmp_path, n=4, estimator=RandomForestClassifier(5), random_state=3)
    before = session.log.events("iris")
    past = past_of(session)
    assert sorted(set(past.told.upto(5).points.values())) == session.curve() and session.log.events("iris") == before
    closed = open_past(iris(), folder=tmp_path, estimator=RandomForestClassifier(5), random_state=3)
    assert closed.told.upto(5).points == past.told.points
    session.close()


def test_nothing_is_written(played):
    log = played[1] / "labels.sqlite"
    before = log.read_bytes()
    past = open_past(iris(), estimator=FAST, folder=played[1])
    past.told.upto(7)
    past.what_if(0, "virginica").upto(7)
    assert log.read_bytes() == before and [path.name for path in played[1].iterdir()] == ["labels.sqlite"]


def test_a_session_in_a_store_of_many_is_found_by_its_whole_name(store):
    session = join_session(iris(), by="Ada", estimator=FAST, store=store)
    session.answer("setosa")
    session.close()
    past = open_past(iris(), estimator=FAST, name="iris/Ada", store=store)
    assert [step.body["label"] for step in past.steps] == ["setosa"]
    with pytest.raises(ValueError, match="there is no session 'iris' in .*; it has 'iris/Ada'") as caught:
        open_past(iris(), store=store)
    assert "teacher:" not in str(caught.value).replace("teacher:***", ""), "no password is shown"


def test_what_cannot_be_replayed_is_refused(played, tmp_path):
    with pytest.raises(ValueError, match="there is no session 'iris' in .*labels.sqlite: label something first"):
        open_past(iris(), folder=tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    opened(iris(), tmp_path).close()
    with pytest.raises(ValueError, match="nothing has been answered in session 'iris'"):
        open_past(iris(), estimator=FAST, folder=tmp_path)
    with pytest.raises(ValueError, match="another pool"):
        open_past(iris(), estimator=FAST, folder=played[1], random_state=1)
    with pytest.raises(ValueError, match="other classes|another pool"):
        open_past(digits(), estimator=FAST, name="iris", folder=played[1])


def test_without_truth_and_test_set_there_is_a_belief_all_the_same(tmp_path):
    X = iris().X
    learner = ActiveLearner(FAST, X, classes=["a", "b"], random_state=0)
    session = LabelingSession(learner, LabelLog(tmp_path / "labels.sqlite"), "free", budget=4)
    for label in "aabb":
        session.answer(label)
    session.close()
    past = open_past(X, classes=["a", "b"], estimator=FAST, name="free", folder=tmp_path)
    assert past.belief(0) == [] and past.belief(1) == [1, 0] and len(past.belief(3)) == 2 and past.true_label(0) is None
    assert past.told.upto(4).points == past.measured == {}
