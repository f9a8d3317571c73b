"""Densities against the mean over all pairs."""

import numpy as np
import pytest
import scipy.sparse
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import pairwise_distances
from sklearn.metrics.pairwise import cosine_similarity

from alkit import ActiveLearner, DensityWeighted, least_confidence_sampling
from alkit.strategies.density import cosine_density, rbf_density

X = np.random.default_rng(0).normal(size=(80, 3))
Y = (X[:, 0] > 0).astype(int)


def test_densities_are_means_over_all_pairs(monkeypatch):
    np.testing.assert_allclose(cosine_density(X), cosine_similarity(X).mean(axis=1))
    slow = np.exp(-(pairwise_distances(X) ** 2) / (3 * X.var(axis=0).mean()))
    np.testing.assert_allclose(rbf_density(X), slow.mean(axis=1))
    monkeypatch.setattr("alkit.strategies.density.BLOCK", 200)
    np.testing.assert_allclose(rbf_density(X), slow.mean(axis=1))
    np.testing.assert_allclose(cosine_density(scipy.sparse.csr_matrix(X)), cosine_density(X))
    for sparse in (scipy.sparse.csr_matrix, scipy.sparse.csr_array):
        np.testing.assert_allclose(rbf_density(sparse(X)), rbf_density(X))


def test_a_few_rows_tell_the_density_nearly_as_well_as_all():
    rows = np.random.default_rng(1).normal(size=(3000, 8)) * np.arange(1, 9)
    exact, few = rbf_density(rows), rbf_density(rows, n_reference=300)
    assert np.abs(few / exact - 1).mean() < 0.05 and spearmanr(few, exact)[0] > 0.97
    np.testing.assert_allclose(rbf_density(X, n_reference=80), rbf_density(X))
    with pytest.raises(ValueError, match="n_reference must be at least 1, got 0"):
        rbf_density(X, n_reference=0)


@pytest.mark.parametrize("width", [0.25, 2.0])
def test_the_width_is_in_units_of_the_spread_of_the_rows(width):
    spread = np.sqrt(((X - X.mean(axis=0)) ** 2).sum(axis=1).mean())
    by_hand = np.exp(-((pairwise_distances(X) / (width * spread)) ** 2)).mean(axis=1)
    np.testing.assert_allclose(rbf_density(X, width), by_hand)
    np.testing.assert_allclose(rbf_density(1000 * X, width), by_hand)


@pytest.mark.parametrize("width", [0, -1, np.nan])
def test_a_width_that_is_none_is_refused(width):
    with pytest.raises(ValueError, match="width must be above 0"):
        rbf_density(X, width)


def test_density_weighting_spares_the_outlier():
    pool = np.vstack([X, [[0.0, 60.0, 0.0]]])  # on the boundary, and far from all
    learner = ActiveLearner(LogisticRegression(), pool, least_confidence_sampling, random_state=0)
    learner.teach(range(6), Y[:6])
    uncertain = learner.strategy(view := learner._view(learner.candidates, 1))
    weighted = DensityWeighted()(view)
    np.testing.assert_allclose(weighted, uncertain * rbf_density(pool[view.candidates]))
    np.testing.assert_allclose(DensityWeighted(beta=0)(view), uncertain)
    assert np.argsort(weighted)[-1] != len(weighted) - 1


def test_a_negative_exponent_is_refused():
    with pytest.raises(ValueError, match="beta must be at least 0, got -1"):
        DensityWeighted(beta=-1)
