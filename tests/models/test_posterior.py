"""Posterior samples against the log posterior that they document, and scikit-learn's own checks of an estimator."""

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.utils.estimator_checks import parametrize_with_checks

from alkit import PosteriorSamples, datasets, disagreement
from alkit.models.members import predict_members

IRIS = datasets.iris()
X, Y = IRIS.X[::3], IRIS.y[::3]
LABELS = pytest.mark.parametrize("labels", [Y == "setosa", Y], ids=["two classes", "three"])
SHIFTS = pytest.mark.parametrize("shift", [0.0, 5.0], ids=["centered", "off center"])


@parametrize_with_checks([PosteriorSamples(5)])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")  # array API, which NumPy alone does not need
def test_it_is_an_estimator_as_scikit_learn_wants_it(estimator, check):
    check(estimator)


def minus_log_posterior(Z, labels, C):
    """``-log p(w | X, y)``, up to a constant: softmax (one weight vector for two classes), prior N(0, C I) on all of w."""
    codes, Z1 = np.unique(labels, return_inverse=True)[1], np.hstack([Z, np.ones((len(Z), 1))])

    def function(w):
        scores = Z1 @ w.reshape(-1, Z1.shape[1]).T
        scores = np.hstack([np.zeros_like(scores), scores]) if scores.shape[1] == 1 else scores
        return (np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(Z)), codes]).sum() + w @ w / (2 * C)

    return function


def numeric_hessian(f, w, h=1e-3):
    e = np.eye(len(w)) * h
    return np.array([[(f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b)) / (4 * h * h) for b in e] for a in e])


def weights(model):
    return np.hstack([model.coef_, model.intercept_[:, None]]).ravel()


@LABELS
@SHIFTS
def test_mode_and_width_are_those_of_the_documented_posterior(labels, shift):
    Z, C = X[:, :2] - X[:, :2].mean(axis=0) + shift, 0.7
    model, loss = PosteriorSamples(2, C=C, random_state=0).fit(Z, labels), minus_log_posterior(Z, labels, C)
    found = minimize(loss, np.zeros(weights(model.mode_).size), method="BFGS", options={"gtol": 1e-3})
    hessian = numeric_hessian(loss, weights(model.mode_))
    deviations = np.sqrt(np.diag(np.linalg.inv(hessian)))
    assert (np.abs(weights(model.mode_) - found.x) < 1e-3 * deviations).all()
    assert loss(weights(model.mode_)) <= found.fun + 1e-6
    np.testing.assert_allclose(model.covariance_, np.linalg.inv(hessian), atol=1e-3 * (deviations**2).max())


@pytest.mark.slow
@LABELS
@SHIFTS
def test_the_draws_have_that_mean_and_that_covariance(labels, shift):
    Z = X[:, :2] - X[:, :2].mean(axis=0) + shift
    model = PosteriorSamples(20_000, random_state=0).fit(Z, labels)
    draws = np.array([weights(member) for member in model.estimators_])
    deviations = np.sqrt(np.diag(model.covariance_))
    assert (np.abs(draws.mean(axis=0) - weights(model.mode_)) < 4 * deviations / np.sqrt(20_000)).all()
    scale = np.outer(deviations, deviations)
    np.testing.assert_allclose(np.cov(draws.T) / scale, model.covariance_ / scale, atol=0.04)


def test_laplace_is_near_the_true_posterior():
    """Importance sampling: draws weighted by posterior over proposal have nearly the same mean and covariance."""
    rng = np.random.default_rng(0)
    Z = rng.normal(2, 1, (60, 1))
    labels = rng.random(60) < 1 / (1 + np.exp(2 - Z[:, 0]))
    model, loss = PosteriorSamples(20_000, C=1.0, random_state=1).fit(Z, labels), minus_log_posterior(Z, labels, 1.0)
    draws, mode = np.array([weights(member) for member in model.estimators_]), weights(model.mode_)
    proposal = 0.5 * np.einsum("na,ab,nb->n", draws - mode, np.linalg.inv(model.covariance_), draws - mode)
    ratio = np.exp(proposal - np.array([loss(w) for w in draws]) + loss(mode))
    ratio /= ratio.sum()
    mean = ratio @ draws
    covariance = (ratio[:, None] * (draws - mean)).T @ (draws - mean)
    deviations = np.sqrt(np.diag(model.covariance_))
    assert 1 / (ratio**2).sum() > 10_000  # most draws count
    assert (np.abs(mean - mode) < 0.2 * deviations).all()
    np.testing.assert_allclose(covariance / model.covariance_, np.ones((2, 2)), atol=0.2)


def test_more_labels_more_agreement():
    def spread(step):
        members = PosteriorSamples(50, random_state=0).fit(X[::step], Y[::step]).estimators_
        return disagreement.bald(np.stack([member.predict_proba(X) for member in members])).mean()

    assert spread(10) > spread(5) > spread(1)


def test_one_member_is_no_committee():
    with pytest.raises(ValueError, match="n_members must be at least 2, got 1"):
        PosteriorSamples(1).fit(X, Y)


@LABELS
@pytest.mark.parametrize("n_members", [2, 7])
def test_all_members_at_once_say_what_each_says(labels, n_members):
    model = PosteriorSamples(n_members, random_state=0).fit(X, labels)
    each = np.stack([member.predict_proba(X) for member in model.estimators_])
    assert predict_members.dispatch(PosteriorSamples) is not predict_members.dispatch(object)
    np.testing.assert_allclose(predict_members(model, X), each, atol=1e-12)
    np.testing.assert_allclose(model.predict_proba(X[:4]), each[:, :4].mean(axis=0), atol=1e-12)
