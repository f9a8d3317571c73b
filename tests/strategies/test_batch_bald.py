"""BatchBALD against the joint entropy over all answers, written out."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier

from alkit import ActiveLearner, BatchBALDSampling, PosteriorSamples, datasets, disagreement, information
from alkit.strategies import batch_bald as module
from alkit.strategies.batch_bald import _Posterior, batch_bald

IRIS = datasets.iris()
X, Y = IRIS.X[::3], IRIS.y[::3]


def joint_information(proba, rows):
    """``H(y_1 ... y_n) - mean_m sum_i H(y_i | m)`` by listing every joint answer."""
    n_members, _, k = proba.shape
    joint = [np.mean([np.prod([proba[m, i, c] for i, c in zip(rows, answer)]) for m in range(n_members)])
             for answer in product(range(k), repeat=len(rows))]  # fmt: skip
    inside = np.mean([sum(information.entropy(proba[m, i]) for i in rows) for m in range(n_members)])
    return information.entropy(joint) - inside


@pytest.mark.slow
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


def information_left(proba, rows):
    """``I(y; m | answers to rows)`` of every sample, exact."""
    return np.array([joint_information(proba, [*rows, i]) for i in range(proba.shape[1])]) - joint_information(proba, rows)


def test_the_sampled_gains_are_right_on_average():
    proba, rng = np.random.default_rng(1).dirichlet(np.full(3, 0.3), (6, 8)), np.random.default_rng(0)
    estimates = []
    for _ in range(300):
        posterior = _Posterior.before_any_answer(6)
        for row in range(3):
            posterior = posterior.after(proba[:, row], 5, rng)
        assert not posterior.is_exact and len(posterior.share) <= 5
        estimates.append(posterior.gains(proba))
    exact = information_left(proba, [0, 1, 2])
    np.testing.assert_allclose(
        np.mean(estimates, axis=0)[3:], exact[3:], atol=4 * np.std(estimates, axis=0).max() / np.sqrt(300)
    )


def test_sampled_beyond_the_switch_is_near_exact():
    proba = np.random.default_rng(1).dirichlet(np.full(3, 0.3), (8, 15))
    rows, exact = batch_bald(proba, 5, 0, max_configurations=3**5)
    for seed in range(3):
        sampled_rows, sampled = batch_bald(proba, 5, seed, max_configurations=80)  # exact up to four, sampled for the fifth
        assert sampled_rows[:4].tolist() == rows[:4].tolist() and sampled[:4] == pytest.approx(exact[:4])
        assert sampled[4] == pytest.approx(exact[4], abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("most", [1, 7, 1000])
@pytest.mark.parametrize("sure", [0.05, 1.0, 20.0])
@pytest.mark.parametrize("n_members, k", [(2, 2), (10, 10)])
def test_a_batch_of_any_size_never_tells_more_than_there_is_to_know(n_members, k, sure, most):
    n = 330 if n_members == 2 else 110
    proba = np.random.default_rng(3).dirichlet(np.full(k, sure), (n_members, n))
    rows, information = batch_bald(proba, n, 0, most)
    assert sorted(rows) == list(range(n))
    assert (np.diff(information) >= 0).all() and information[0] >= 0 and information[-1] <= np.log2(n_members) + 1e-12
    assert (information <= np.cumsum(disagreement.bald(proba)[rows]) + 1e-9).all()


def test_many_answers_end_all_doubt():
    """300 answers of members that differ everywhere: which member is right is known, and no small number is lost."""
    proba = np.random.default_rng(0).dirichlet(np.ones(3), (8, 300))
    information = batch_bald(proba, 300, 0, 200)[1]
    assert information[-1] == pytest.approx(3.0, abs=0.05)


@pytest.mark.slow
def test_candidates_that_are_not_looked_at_would_not_have_been_chosen(monkeypatch):
    proba, looked_at = np.random.default_rng(2).dirichlet(np.full(4, 0.3), (6, 100)), []
    proba[:, 50:] = proba[:1, 50:]  # all members agree: these tell nothing
    rows, information = batch_bald(proba, 4, 0)
    gains = _Posterior.gains

    def spy(self, part):
        looked_at.append(part.shape[1])
        return gains(self, part)

    monkeypatch.setattr(_Posterior, "gains", spy)
    monkeypatch.setattr(module, "FIRST_ROWS", 8)
    again, same = batch_bald(proba, 4, 0)
    assert rows.tolist() == again.tolist() and same == pytest.approx(information) and sum(looked_at) <= 3 * 56
    for j in range(1, 4):
        left = information_left(proba, rows[:j].tolist())
        left[rows[:j]] = -1
        assert information[j] - information[j - 1] == pytest.approx(left.max(), abs=1e-9)


@pytest.mark.parametrize("kept", [1, 800, 10**6])
def test_in_blocks_it_is_the_same(monkeypatch, kept):
    learner = ActiveLearner(PosteriorSamples(5), X, BatchBALDSampling(), random_state=0)
    learner.teach([0, 20, 40], Y[[0, 20, 40]])
    whole = learner.rank(6)
    monkeypatch.setattr(module, "KEPT", kept)  # 15 numbers each of 47 candidates
    monkeypatch.setattr(module, "TABLE", 100)
    monkeypatch.setattr("alkit.strategies.committee.TABLE", 100)
    monkeypatch.setattr("alkit.strategies.committee.FIRST", 12)
    in_blocks = learner.rank(6)
    assert in_blocks.indices.tolist() == whole.indices.tolist() and in_blocks.scores == pytest.approx(whole.scores)


def test_bad_arguments():
    proba = np.random.default_rng(0).dirichlet(np.ones(3), (4, 5))
    for size in (0, 6):
        with pytest.raises(ValueError, match=f"between 1 and the 5 samples, got {size}"):
            batch_bald(proba, size)
    for wrong in (lambda: batch_bald(proba, 2, max_configurations=0), lambda: BatchBALDSampling(max_configurations=0)):
        with pytest.raises(ValueError, match="max_configurations must be at least 1, got 0"):
            wrong()


def test_in_the_loop():
    learner = ActiveLearner(RandomForestClassifier(10), X, BatchBALDSampling(), random_state=0)
    learner.teach([0], ["setosa"])
    assert len(set(learner.query(50))) == 49  # one class so far: chance decides
    learner.teach([20, 40], Y[[20, 40]])
    ranking = learner.rank(6)
    assert len(set(ranking.indices)) == 6 and (np.diff(ranking.scores) >= 0).all()
    assert learner.query(6).tolist() == ranking.indices.tolist()
