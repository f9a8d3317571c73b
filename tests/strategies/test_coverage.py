"""Geometric strategies against slow versions and known values."""

import tracemalloc
from itertools import combinations

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import pairwise_distances
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from alkit import (
    ActiveLearner,
    DensityWeighted,
    DiverseSampling,
    RankedBatch,
    core_set_sampling,
    entropy_sampling,
    least_confidence_sampling,
    random_sampling,
    typiclust_sampling,
)
from alkit.strategies.coverage import k_center_greedy, n_different, nearest_distances, typicality

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 3))
Y = (X[:, 0] > 0).astype(int)
SEED = [0, 1, 2, 3, 4, 5]


def taught(strategy, pool=X, estimator=None, seed=SEED):
    learner = ActiveLearner(estimator or LogisticRegression(), pool, strategy, random_state=0)
    if seed:
        learner.teach(seed, Y[seed])
    return learner


# ---- core-set -----------------------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.integers(2, 30), st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_each_center_is_the_farthest(seed, n, d):
    rng = np.random.default_rng(seed)
    points, known = rng.normal(size=(n, d)), rng.normal(size=(3, d))
    rows, distances = k_center_greedy(points, n, known, rng)
    assert sorted(rows) == list(range(n))
    for j, row in enumerate(rows):
        nearest = pairwise_distances(points, np.vstack([known, points[rows[:j]]])).min(axis=1)
        assert distances[j] == pytest.approx(nearest.max(), abs=1e-6) and nearest[row] == pytest.approx(nearest.max(), abs=1e-6)


def test_the_radius_is_at_most_twice_the_best():
    points = RNG.normal(size=(12, 2))
    D = pairwise_distances(points)
    best = min(D[:, list(c)].min(axis=1).max() for c in combinations(range(12), 3))
    rows, _ = k_center_greedy(points, 3)
    assert D[:, rows].min(axis=1).max() <= 2 * best + 1e-12


def test_without_labels_the_middle_comes_first():
    points = np.array([[0.0], [1.0], [2.0], [10.0]])  # mean 3.25
    rows, distances = k_center_greedy(points, 2)
    assert rows.tolist() == [2, 3] and distances == pytest.approx([1.25, 8.0])


def test_sparse_and_dense_agree():
    rows = scipy.sparse.random(50, 20, 0.3, format="csr", random_state=0)
    one, other = k_center_greedy(rows, 10, rows[:2]), k_center_greedy(rows.toarray(), 10, rows[:2].toarray())
    np.testing.assert_array_equal(one[0], other[0])


def test_distances_are_taken_in_what_the_last_step_sees():
    pool = X * [1, 1000, 1]
    plain, scaled = (
        taught(core_set_sampling, pool),
        taught(core_set_sampling, pool, make_pipeline(StandardScaler(), LogisticRegression())),
    )
    step = scaled.model[0]
    rest = np.setdiff1d(np.arange(80), SEED)
    D = pairwise_distances(step.transform(pool[rest]), step.transform(pool[SEED])).min(axis=1)
    assert scaled.query()[0] == rest[D.argmax()]
    assert scaled.query(5).tolist() != plain.query(5).tolist()


def test_distances_are_taken_in_the_embedding_of_a_network():
    net = MLPClassifier([6], max_iter=50, random_state=0)
    with pytest.warns(ConvergenceWarning):
        learner = taught(core_set_sampling, estimator=net)
    hidden = np.maximum(X @ learner.model.coefs_[0] + learner.model.intercepts_[0], 0)
    rest = np.setdiff1d(np.arange(80), SEED)
    D = pairwise_distances(hidden[rest], hidden[SEED]).min(axis=1)
    ranking = learner.rank(1)
    assert ranking.indices[0] == rest[D.argmax()] and ranking.scores[0] == pytest.approx(D.max())
    assert learner.query(5).tolist() != taught(core_set_sampling).query(5).tolist()


def test_sparse_rows_against_many_known_ones_take_no_large_table():
    rows = scipy.sparse.random(20_000, 30, 0.2, format="csr", random_state=0)
    tracemalloc.start()
    distances = nearest_distances(rows, rows[:2000])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60e6  # all pairs would take 320 MB
    np.testing.assert_allclose(distances[::500], pairwise_distances(rows[::500], rows[:2000]).min(axis=1), atol=1e-6)


# ---- batches -------------------------------------------------------------------------------------------------


def test_a_ranked_batch_by_the_formula():
    learner = taught(RankedBatch())
    asked, u = learner.query(4), dict(zip(learner.candidates, least_confidence_sampling(learner._view(learner.candidates, 1))))
    known = list(SEED)
    for j, row in enumerate(asked):
        alpha = (74 - j) / 80
        distance = pairwise_distances(X, X[known]).min(axis=1)
        scores = {i: alpha * (1 - 1 / (1 + distance[i])) + (1 - alpha) * u[i] for i in range(80) if i not in known}
        assert scores[row] == pytest.approx(max(scores.values()))
        known.append(row)


def test_diverse_batches_have_one_of_each_cloud():
    clouds = np.vstack([RNG.normal(c, 0.1, (20, 2)) for c in ([0, 0], [9, 0], [0, 9], [9, 9])])
    asked = taught(DiverseSampling(), clouds, seed=[]).query(4)
    assert sorted(i // 20 for i in asked) == [0, 1, 2, 3]
    learner = taught(DiverseSampling(entropy_sampling, prefilter=2))
    best = np.argsort(-entropy_sampling(learner._view(learner.candidates, 1)))[:10]
    assert set(learner.query(5)) <= set(learner.candidates[best])


def test_typicality_by_the_formula():
    D = np.sort(pairwise_distances(X), axis=1)[:, 1:21]
    np.testing.assert_allclose(typicality(X), 1 / D.mean(axis=1))


def test_typiclust_starts_in_the_middle_of_the_largest_clouds_and_then_where_no_label_is():
    clouds = np.vstack([RNG.normal(c, 1, (size, 2)) for c, size in (([0, 0], 40), ([50, 0], 30), ([0, 50], 20))])
    cloud = np.repeat([0, 1, 2], [40, 30, 20])
    learner = ActiveLearner(LogisticRegression(), clouds, typiclust_sampling, random_state=0)
    asked = learner.query(3)
    assert cloud[asked].tolist() == [0, 1, 2]  # the largest first
    for row in asked:
        mates = np.flatnonzero(cloud == cloud[row])
        assert typicality(clouds[mates])[mates == row] == pytest.approx(typicality(clouds[mates]).max())
    learner.teach(asked[:2], ["a", "b"])
    assert cloud[learner.query(1)] == [2]


def test_copies_are_counted_once_however_they_are_stored():
    rows = np.array([[0.0, 1.0], [-0.0, 1.0], [2.0, 0.0], [2.0, 0.0]])
    stored = scipy.sparse.csr_matrix(rows)
    odd = scipy.sparse.csr_matrix((np.append(stored.data, 0.0), np.append(stored.indices, 1), np.append(stored.indptr[:-1], 5)))
    assert (odd.toarray() == rows).all() and odd.nnz == stored.nnz + 1  # a zero that is stored
    assert [n_different(x) for x in (rows, stored, odd)] == [2, 2, 2]


# ---- bad input --------------------------------------------------------------------------------------------


GEOMETRIC = [core_set_sampling, DensityWeighted(), RankedBatch(), DiverseSampling(), typiclust_sampling]
NAMES = ["core-set", "density", "ranked", "diverse", "typiclust"]


@pytest.mark.parametrize("strategy", GEOMETRIC, ids=NAMES)
def test_missing_numbers_are_said(strategy):
    pool = X.copy()
    pool[70, 1] = np.nan
    with pytest.raises(ValueError, match="finite numbers, shape .* got a row with NaN or infinity"):
        ActiveLearner(_Anything(), pool, strategy, random_state=0).query(3)
    with pytest.raises(ValueError, match="needs rows of numbers: could not convert string to float"):
        ActiveLearner(_Anything(), ["a text", "another", "a third"], strategy, random_state=0).query(2)


class _Anything(LogisticRegression):
    """Learns from rows with gaps; what it learns does not matter."""


@pytest.mark.parametrize("strategy", GEOMETRIC, ids=NAMES)
def test_a_pool_of_texts_is_never_made_dense(strategy):
    n, wide = 500, 200_000  # 800 MB of zeros
    pool = scipy.sparse.csr_matrix((np.ones(5 * n), (np.arange(5 * n) % n, RNG.integers(wide, size=5 * n))), (n, wide))
    learner = ActiveLearner(_Anything(), pool, strategy, random_state=0)
    tracemalloc.start()
    learner.query(3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6


@pytest.mark.parametrize("inner", [DensityWeighted, RankedBatch, DiverseSampling])
def test_a_strategy_that_builds_on_scores_says_so(inner):
    with pytest.raises(ValueError, match="builds on scores, but core_set_sampling chooses a whole batch"):
        taught(inner(core_set_sampling)).query(2)


def test_bad_parameters_are_refused_at_once():
    with pytest.raises(ValueError, match="prefilter must be at least 1, got 0"):
        DiverseSampling(entropy_sampling, prefilter=0)


def test_k_means_needs_positive_weights():
    with pytest.raises(ValueError, match="scores of 0 or more"):
        taught(DiverseSampling(lambda view: -random_sampling(view))).query(2)
