"""A session opened without a screen, from what a person has."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from sklearn.naive_bayes import GaussianNB

from alkit import Dataset, iris, open_session, seed_set, stratified_split


@pytest.fixture
def opened(tmp_path):
    sessions = []

    def open_(*args, **options):
        sessions.append(open_session(*args, **{"folder": tmp_path, **options}))
        return sessions[-1]

    yield open_
    for session in sessions:
        session.close()


def test_a_data_set_is_split_and_its_prices_and_groups_reach_the_learner(opened):
    costs, groups = np.arange(150.0), np.repeat(np.arange(5), 30)
    data = Dataset("mine", iris().X, iris().y, costs=costs, groups=groups)
    session, split = opened(data, random_state=4), stratified_split(data, random_state=4)
    assert np.array_equal(session.learner.X, split.X_pool) and session.name == "mine"
    assert np.array_equal(session.learner.costs, split.costs) and np.array_equal(session.learner.groups, split.groups)
    assert session.learner.labeled.tolist() == split.seed_rows.tolist()
    row = session.current
    session.answer(split.y_pool[row])
    assert session.learner.history.cost == split.costs[row]


def test_a_pool_with_labels_gets_a_seed_set_and_without_a_test_set_no_rivals(opened):
    X, y = iris().X, iris().y
    session = opened(X, y.tolist(), random_state=2)
    assert session.learner.labeled.tolist() == seed_set(y, random_state=2).tolist() and session.n_asked == 0
    assert session.rivals == {} and session.curve() == []
    chosen = opened(X, y, seed_rows=[3, 60], name="chosen")
    assert chosen.learner.labeled.tolist() == [3, 60]
    assert opened(X, y, seed_rows=[], name="none").learner.n_labeled == 0


def test_a_pool_with_labels_and_a_test_set_has_rivals(opened):
    X, y = iris().X, iris().y
    session = opened(X[::2], y[::2], test=(X[1::2], y[1::2]), estimator=GaussianNB(var_smoothing=1e-2))
    assert list(session.rivals) == ["never wrong", "random"]
    assert session.rivals["random"].points[0] == session.curve()[0] == (0, session.learner.model.score(X[1::2], y[1::2]))


@pytest.mark.parametrize(
    "X",
    [sp.coo_matrix(np.eye(6)), pd.Series(["good day", "bad day"] * 3), np.eye(6).tolist()],
    ids=["sparse", "Series", "lists"],
)
def test_any_pool_will_do(opened, X):
    session = opened(X, classes=["yes", "no"], budget=None)
    while session.current is not None:
        session.answer("yes" if session.current % 2 else "no")
    session.wait()
    assert len(session.labels) == 6 and session.problem == ""


def test_bad_input_is_said(opened):
    X = np.zeros((5, 3))
    with pytest.raises(ValueError, match="classes="):
        opened(X)
    with pytest.raises(ValueError, match="true labels"):
        opened(X, classes=[0, 1], seed_rows=[0])
    with pytest.raises(ValueError, match="4 labels for 5 rows"):
        opened(X, [0, 1, 0, 1])
    with pytest.raises(ValueError, match="must be a pair"):
        opened(X, classes=[0, 1], test=(X, X, X))
    with pytest.raises(ValueError, match="at least two classes"):
        opened(X, classes=[])
    with pytest.raises(ValueError, match="do not know how to show object.*estimator="):
        opened([object(), object()], classes=[0, 1])
