"""Gradient strategies against gradients that are really built."""

import numpy as np
import pytest
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from alkit import ActiveLearner, badge_sampling, datasets, expected_gradient_length_sampling
from alkit.gradients import k_means_pp_products

IRIS = datasets.iris()
X, Y = IRIS.X[::3] - IRIS.X.mean(axis=0), IRIS.y[::3]
SEED = [0, 17, 40]
RNG = np.random.default_rng(0)


def taught(strategy):
    learner = ActiveLearner(LogisticRegression(), X, strategy, random_state=0)
    learner.teach(SEED, Y[SEED])
    return learner


def numeric_gradient(weights, x, y, h=1e-6):
    """Of the log loss of one answer, by every weight of the softmax."""

    def loss(w):
        scores = w @ np.append(x, 1)
        return np.log(np.exp(scores).sum()) - scores[y]

    return np.array([(loss(weights + h * e.reshape(weights.shape)) - loss(weights - h * e.reshape(weights.shape))) / (2 * h)
                     for e in np.eye(weights.size)])  # fmt: skip


def test_expected_gradient_length_is_the_mean_length_of_the_gradient():
    learner = taught(expected_gradient_length_sampling)
    weights = np.hstack([learner.model.coef_, learner.model.intercept_[:, None]])
    ranking = learner.rank(6)
    for row, score in zip(ranking.indices, ranking.scores):
        p = learner.model.predict_proba(X[[row]])[0]
        lengths = [np.linalg.norm(numeric_gradient(weights, X[row], y)) for y in range(3)]
        assert score == pytest.approx(p @ lengths, rel=1e-4)


def test_squared_distances_without_building_the_products():
    A, Z = RNG.normal(size=(30, 4)), RNG.normal(size=(30, 5))
    products = np.einsum("na,nx->nax", A, Z).reshape(30, -1)
    for rows in (Z, scipy.sparse.csr_matrix(Z)):
        chosen, distances = k_means_pp_products(A, rows, 30, rng=0)
        assert sorted(chosen) == list(range(30))
        assert distances[0] == pytest.approx(np.linalg.norm(products, axis=1).max())
        for j in range(1, 30):
            assert distances[j] == pytest.approx(np.linalg.norm(products[chosen[:j]] - products[chosen[j]], axis=1).min(), abs=1e-6)


def test_draws_follow_the_squared_distances():
    """Four products on a line at 3, 0, 1 and 2: after the longest, 3, they weigh 9, 4 and 1."""
    A, ones = np.array([[3.0], [0.0], [1.0], [2.0]]), np.ones((4, 1))
    second = [k_means_pp_products(A, ones, 2, rng=seed)[0] for seed in range(3000)]
    assert all(chosen[0] == 0 for chosen in second)
    shares = np.bincount([chosen[1] for chosen in second], minlength=4) / 3000
    np.testing.assert_allclose(shares, [0, 9 / 14, 4 / 14, 1 / 14], atol=0.03)


def test_copies_are_drawn_only_when_nothing_else_is_left_and_never_twice():
    A, Z = np.repeat([[1.0], [2.0], [3.0]], 10, axis=0), np.ones((30, 1))
    chosen, distances = k_means_pp_products(A, Z, 30, rng=1)
    assert sorted(A[chosen[:3], 0]) == [1, 2, 3] and distances[3:] == pytest.approx(np.zeros(27)) and len(set(chosen)) == 30


def test_badge_with_one_class_falls_back_to_chance():
    learner = ActiveLearner(LogisticRegression(), X, badge_sampling, random_state=0)
    learner.teach([0], ["setosa"])
    assert len(set(learner.query(20))) == 20


def test_badge_batches_are_more_spread_than_the_top_of_a_score():
    from alkit import entropy_sampling

    spread, top = (taught(s).query(10) for s in (badge_sampling, entropy_sampling))
    assert np.linalg.norm(X[spread] - X[spread].mean(axis=0)) > np.linalg.norm(X[top] - X[top].mean(axis=0))
