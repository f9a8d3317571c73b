"""The last layer's posterior against dense computations of the same, for both engines."""

import numpy as np
import pytest
from scipy.special import log_softmax
from sklearn.datasets import make_blobs
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from alkit import ActiveLearner, BatchBALDSampling, PosteriorSamples, QueryByCommittee, disagreement
from alkit.models.embedding import embed, last_layer
from alkit.models.laplace import LastLayerLaplace
from alkit.models.members import members_proba

X, Y = make_blobs(90, centers=3, cluster_std=2.0, random_state=0)
MLP = MLPClassifier((4,), max_iter=500, random_state=0)


def by_differences(function, w, step=1e-4):
    """The matrix of second derivatives, by central differences of differences."""
    n, out = len(w), np.empty((len(w), len(w)))
    e = np.eye(n) * step
    for a in range(n):
        for b in range(n):
            corners = [function(w + s * e[a] + t * e[b]) * s * t for s in (1, -1) for t in (1, -1)]
            out[a, b] = sum(corners) / (4 * step**2)
    return out


def minus_log_posterior(Z, codes, C, shape):
    def value(w):
        scores = Z @ w.reshape(shape).T
        scores = np.column_stack([np.zeros(len(Z)), scores]) if shape[0] == 1 else scores
        return -log_softmax(scores, axis=1)[np.arange(len(Z)), codes].sum() + w @ w / (2 * C)

    return value


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("C", [0.5, 10.0])
def test_the_covariance_is_the_inverse_of_the_curvature_found_by_differences(n_classes, C):
    rows = np.isin(Y, range(n_classes))
    model = LastLayerLaplace(MLP, C=C, random_state=0).fit(X[rows], Y[rows])
    mode = last_layer(model.estimator_)
    Z = np.column_stack([embed(model.estimator_, X[rows]), np.ones(rows.sum())])
    dense = by_differences(minus_log_posterior(Z, Y[rows], C, mode.shape), mode.ravel())
    np.testing.assert_allclose(model.covariance_ @ dense, np.eye(mode.size), atol=1e-4)


def test_many_members_have_the_mode_and_the_covariance_that_are_said():
    model = LastLayerLaplace(LogisticRegression(), 20_000, random_state=0).fit(X, Y)
    drawn = model.weights_.reshape(len(model.weights_), -1)
    scale = np.sqrt(np.diag(model.covariance_))
    np.testing.assert_allclose((drawn.mean(axis=0) - last_layer(model.estimator_).ravel()) / scale, 0, atol=0.04)
    np.testing.assert_allclose(np.cov(drawn.T) / np.outer(scale, scale), model.covariance_ / np.outer(scale, scale), atol=0.05)


def test_of_logistic_regression_it_is_the_posterior_that_is_known():
    known = PosteriorSamples(7, C=2.0, random_state=0).fit(X, Y)
    layer = LogisticRegression(C=2.0, fit_intercept=False, tol=1e-6, max_iter=10_000)  # whose intercept has a prior, too
    with_ones = np.column_stack([X, np.ones(len(X))])
    model = LastLayerLaplace(layer, 7, C=2.0, random_state=0).fit(with_ones, Y)
    keep = np.arange(12).reshape(3, 4)[:, :3].ravel()  # without the intercept, of which the ones have taken the place
    found = np.linalg.inv(model.covariance_)[np.ix_(keep, keep)]
    np.testing.assert_allclose(found, np.linalg.inv(known.covariance_), atol=1e-3)


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_it_is_a_committee_in_the_loop_also_at_the_end_of_a_pipeline():
    names = np.array(["ash", "beech", "cedar"])[Y]
    estimator = make_pipeline(StandardScaler(), LastLayerLaplace(MLP, 12))
    for strategy in (QueryByCommittee(disagreement.bald), BatchBALDSampling()):
        learner = ActiveLearner(estimator, X, strategy, random_state=0)
        learner.teach(range(0, 30, 3), names[:30:3])
        asked = learner.query(3)
        again = ActiveLearner(estimator, X, strategy, random_state=0)
        again.teach(range(0, 30, 3), names[:30:3])
        assert asked.tolist() == again.query(3).tolist()
    proba = members_proba(learner.model, X, learner.classes)
    assert proba.shape == (12, 90, 3) and proba.std(axis=0).max() > 0.01
    np.testing.assert_allclose(proba.mean(axis=0), learner.model.predict_proba(X), atol=1e-12)


def test_far_from_the_labels_it_is_less_sure_than_the_network_itself():
    model = LastLayerLaplace(LogisticRegression(C=10), 500, C=10, random_state=0).fit(X, Y)
    far = np.array([[60.0, 60.0], [-50.0, 40.0], [0.0, -70.0]])
    assert (model.predict_proba(far).max(axis=1) < model.estimator_.predict_proba(far).max(axis=1)).all()


def test_what_it_cannot_do_is_said():
    with pytest.raises(ValueError, match="needs a network, but of GaussianNB no last layer is known"):
        LastLayerLaplace(GaussianNB()).fit(X, Y)
    with pytest.raises(ValueError, match="n_members must be at least 2, got 1"):
        LastLayerLaplace(MLP, 1).fit(X, Y)
