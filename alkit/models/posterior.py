"""A committee that is a sample of the posterior of logistic regression."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.linear_model import LogisticRegression
from sklearn.utils import check_array


class PosteriorSamples(ClassifierMixin, BaseEstimator):
    """Logistic regressions whose weights are drawn from the posterior, by Laplace's approximation.

    The posterior is taken to be normal around the fitted weights, ``N(w, (X' W X + I / C)^-1)``: its width is the curvature
    of the penalized log-likelihood there.  It has the members that bagging only imitates, and all of them share the data.

    Parameters
    ----------
    n_members : int, at least 2
    C : the inverse strength of the prior, as in scikit-learn; it is laid on the intercept too
    random_state : None, int or numpy.random.Generator

    Attributes
    ----------
    estimators_ : list of LogisticRegression, one a draw
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
        """Fit the mode, and draw the members around it.

        Raises
        ------
        ValueError
            If ``n_members`` is below 2, or X and y do not suit LogisticRegression.
        """
        if self.n_members < 2:
            raise ValueError(f"n_members must be at least 2, got {self.n_members}")
        X = check_array(X, dtype=float)
        self.mode_ = LogisticRegression(C=self.C, max_iter=10_000).fit(X, y)
        self.classes_ = self.mode_.classes_
        mean = np.hstack([self.mode_.coef_, self.mode_.intercept_[:, None]])
        factor = np.linalg.cholesky(self._precision(X))
        noise = np.random.default_rng(self.random_state).standard_normal((mean.size, self.n_members))
        draws = mean.ravel() + np.linalg.solve(factor.T, noise).T  # L L' = precision, so L'^-1 z has its inverse as covariance
        self.estimators_ = [self._member(weights.reshape(mean.shape)) for weights in draws]
        return self

    def predict_proba(self, X: ArrayLike) -> np.ndarray:
        """Mean of the members' probabilities, shape (n_samples, n_classes)."""
        X = check_array(X, dtype=float)
        return np.mean([member.predict_proba(X) for member in self.estimators_], axis=0)

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The class with the highest mean probability, shape (n_samples,)."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def _precision(self, X: np.ndarray) -> np.ndarray:
        """Curvature of the penalized loss at the mode: blocks ``sum_i p_ia (1[a=b] - p_ib) x_i x_i'``, plus the prior's."""
        p, X = self.mode_.predict_proba(X), np.hstack([X, np.ones((len(X), 1))])
        if len(self.classes_) == 2:  # scikit-learn has one weight vector for two classes
            curvature = (X.T * (p[:, 0] * p[:, 1])) @ X
        else:
            w = np.einsum("ia,ab->iab", p, np.eye(p.shape[1])) - np.einsum("ia,ib->iab", p, p)
            size = p.shape[1] * X.shape[1]
            curvature = np.einsum("iab,ij,ik->ajbk", w, X, X, optimize=True).reshape(size, size)
        return curvature + np.eye(len(curvature)) / self.C

    def _member(self, weights: np.ndarray) -> Any:
        member = clone(self.mode_)
        member.classes_, member.n_features_in_, member.n_iter_ = self.classes_, self.mode_.n_features_in_, self.mode_.n_iter_
        member.coef_, member.intercept_ = weights[:, :-1], weights[:, -1]
        return member
