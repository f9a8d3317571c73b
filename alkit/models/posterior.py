"""A committee that is a sample of the posterior of logistic regression."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from alkit.models.laplace import curvature, normal_draws, proba_of
from alkit.models.members import predict_members

try:
    from sklearn.utils.validation import validate_data
except ImportError:  # scikit-learn 1.5

    def validate_data(_estimator: Any, *arrays: Any, **options: Any) -> Any:  # noqa: D103
        return _estimator._validate_data(*arrays, **options)


class PosteriorSamples(ClassifierMixin, BaseEstimator):
    """Logistic regressions whose weights are drawn from the posterior, by Laplace's approximation.

    With Z the rows of X and a 1 for the intercept, all weights w have the prior ``N(0, C I)``, the intercept's too, and answers
    the likelihood of logistic regression (a softmax with a weight vector per class for three classes or more).  The posterior
    is taken to be normal, ``N(mode, H^-1)``: H is the curvature of ``-log p(w | X, y)`` at its minimum, for two classes
    ``Z' diag(p (1 - p)) Z + I / C``.  It has the members that bagging only imitates, and all of them share the data.

    Parameters
    ----------
    n_members : int, at least 2
    C : float above 0, the variance of the prior, as in scikit-learn
    random_state : None, int or numpy.random.Generator

    Attributes
    ----------
    estimators_ : list of LogisticRegression, one per draw
    mode_ : LogisticRegression with the most probable weights
    precision_, covariance_ : arrays of shape (n_weights, n_weights), H and ``H^-1``; the weights are those of ``mode_``, for
        each vector of ``coef_`` its entries and then its intercept
    classes_ : array of shape (n_classes,)

    References
    ----------
    D. J. C. MacKay, The Evidence Framework Applied to Classification Networks, 1992.

    Examples
    --------
    >>> model = PosteriorSamples(5, random_state=0).fit([[-1.0], [-0.5], [0.5], [1.0]], [0, 0, 1, 1])
    >>> len(model.estimators_), model.predict([[2.0]]).tolist()
    (5, [1])
    """

    def __init__(self, n_members: int = 20, C: float = 1.0, random_state: int | np.random.Generator | None = None):
        self.n_members, self.C, self.random_state = n_members, C, random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> PosteriorSamples:
        """Find the mode, and draw the members around it.

        Raises
        ------
        ValueError
            If ``n_members`` is below 2, or X and y do not suit LogisticRegression.
        """
        if self.n_members < 2:
            raise ValueError(f"n_members must be at least 2, got {self.n_members}")
        rows, y = validate_data(self, X, y, dtype=float)
        Z = np.hstack([rows, np.ones((len(rows), 1))])  # the intercept is a weight like the others, with the same prior
        found = LogisticRegression(C=self.C, fit_intercept=False, tol=1e-6, max_iter=10_000).fit(Z, y)
        self.classes_, mode = found.classes_, found.coef_
        self.precision_ = curvature(Z, found.predict_proba(Z), len(mode)) + np.eye(mode.size) / self.C
        drawn = normal_draws(mode, self.precision_, self.n_members, np.random.default_rng(self.random_state))
        self.mode_, self.estimators_ = self._member(mode), [self._member(weights) for weights in drawn]
        return self

    @property
    def covariance_(self) -> np.ndarray:
        return np.linalg.inv(self.precision_)  # only where it is asked for: the draws need none

    def predict_proba(self, X: ArrayLike) -> np.ndarray:
        """Mean of the members' probabilities, shape (n_samples, n_classes)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=float, reset=False)
        return np.asarray(predict_members(self, X).mean(axis=0))

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The class with the highest mean probability, shape (n_samples,)."""
        proba = self.predict_proba(X)  # first, as it says when nothing has been fitted
        return self.classes_[proba.argmax(axis=1)]

    def _member(self, weights: np.ndarray) -> LogisticRegression:
        member = LogisticRegression(C=self.C)
        member.classes_, member.n_features_in_ = self.classes_, weights.shape[1] - 1
        member.coef_, member.intercept_ = weights[:, :-1], weights[:, -1]
        return member


@predict_members.register(PosteriorSamples)
def _all_members(model: PosteriorSamples, X: ArrayLike) -> np.ndarray:
    """What each member says, in one multiplication: asking them one by one takes much longer."""
    weights = np.array([np.column_stack([member.coef_, member.intercept_]) for member in model.estimators_])
    rows = np.asarray(X, dtype=float)
    return proba_of(weights, np.column_stack([rows, np.ones(len(rows))]))
