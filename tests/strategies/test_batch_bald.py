"""BatchBALD against the joint entropy over all answers, written out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier

from alkit import ActiveLearner, BatchBALDSampling, datasets, disagreement, information
from alkit.batch_bald import _joint_entropy, _sampled, batch_bald

IRIS = datasets.iris()
X, Y = IRIS.X[::3], IRIS.y[::3]


def joint_information(proba, rows):
    """``H(y_1 ... y_n) - mean_m sum_i H(y_i | m)`` by listing every joint answer."""
    n_members, _, k = proba.shape
    joint = [np.mean([np.prod([proba[m, i, c] for i, c in zip(rows, answer)]) for m in range(n_members)])
             for answer in product(range(k), repeat=len(rows))]  # fmt: skip
    inside = np.mean([sum(information.entropy(proba[m, i]) for i in rows) for m in range(n_members)])
    return information.entropy(joint) - inside


@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(2, 3))
@settings(max_examples=30, deadline=None)
def test_each_one_adds_the_most_joint_information(seed, n_members, k):
    proba = np.random.default_rng(seed).dirichlet(np.full(k, 0.5), (n_members, 6))
    rows, gained = batch_bald(proba, 4, seed)
    assert len(set(rows)) == 4
    for j in range(4):
        options = {i: joint_information(proba, [*rows[:j], i]) for i in range(6) if i not in rows[:j]}
        assert gained[j] == pytest.approx(options[rows[j]], abs=1e-9) == pytest.approx(max(options.values()), abs=1e-9)


def test_a_batch_of_one_is_bald():
    proba = np.random.default_rng(0).dirichlet(np.ones(3), (5, 40))
    rows, gained = batch_bald(proba, 1)
    assert rows[0] == disagreement.bald(proba).argmax() and gained[0] == pytest.approx(disagreement.bald(proba).max())


def test_a_copy_tells_nothing_new_and_bald_does_not_see_it():
    members = np.array([(a, b) for a in (0, 1) for b in (0, 1)])
    sure, fair = np.eye(2)[members[:, 0]], np.where(np.eye(2)[members[:, 1]] == 1, 0.9, 0.1)
    proba = np.stack([sure, sure, sure, fair], axis=1)
    assert disagreement.bald(proba).argsort()[0] == 3  # BALD's best two are copies
    rows, gained = batch_bald(proba, 2, 0)
    assert rows[1] == 3 and gained[1] == pytest.approx(1 + disagreement.bald(proba)[3])


def test_the_sampled_entropy_is_right_on_average():
    """Drawn joint answers, each weighted by one over its probability, give the entropy of all joint answers."""
    proba, rng = np.random.default_rng(1).dirichlet(np.full(3, 0.3), (8, 10)), np.random.default_rng(0)
    chosen = proba[:, :4]
    every = np.einsum("ma,mb,mc,md->mabcd", *chosen.swapaxes(0, 1)).reshape(8, -1)
    exact = _joint_entropy(every, np.ones(81), proba)
    estimates = []
    for _ in range(300):
        answers = _sampled(chosen, 50, rng)
        estimates.append(_joint_entropy(answers, 1 / (50 * answers.mean(axis=0)), proba))
    np.testing.assert_allclose(np.mean(estimates, axis=0), exact, atol=4 * np.std(estimates, axis=0).max() / np.sqrt(300))


def test_sampled_beyond_the_switch_is_near_exact():
    proba = np.random.default_rng(1).dirichlet(np.full(3, 0.3), (8, 15))
    rows, exact = batch_bald(proba, 5, 0, max_configurations=3**5)
    for seed in range(3):
        sampled_rows, sampled = batch_bald(proba, 5, seed, max_configurations=80)  # exact up to four, sampled for the fifth
        assert sampled_rows[:4].tolist() == rows[:4].tolist() and sampled[:4] == pytest.approx(exact[:4])
        assert sampled[4] == pytest.approx(exact[4], abs=0.4)


def test_in_blocks_it_is_the_same(monkeypatch):
    proba = np.random.default_rng(2).dirichlet(np.ones(3), (4, 30))
    whole = batch_bald(proba, 4, 0)
    monkeypatch.setattr("alkit.batch_bald.BLOCK", 50)
    for one, other in zip(whole, batch_bald(proba, 4, 0)):
        np.testing.assert_allclose(one, other)


def test_in_the_loop():
    learner = ActiveLearner(RandomForestClassifier(10), X, BatchBALDSampling(), random_state=0)
    learner.teach([0], ["setosa"])
    assert len(set(learner.query(50))) == 49  # one class so far: chance decides
    learner.teach([20, 40], Y[[20, 40]])
    ranking = learner.rank(6)
    assert len(set(ranking.indices)) == 6 and (np.diff(ranking.scores[:3]) >= -1e-9).all()
    assert learner.query(6).tolist() == ranking.indices.tolist()
