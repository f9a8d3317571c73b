"""Laplace's approximation: the posterior of a linear last layer as a normal distribution, and members drawn from it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve_triangular
from scipy.special import expit, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.utils.validation import check_is_fitted

from alkit.models.embedding import embed, last_layer
from alkit.models.members import predict_members
from alkit.models.predicting import first_steps, last_step


class LastLayerLaplace(ClassifierMixin, BaseEstimator):
    """A network whose last layer is drawn from its posterior: a committee for the price of one network.

    The network is trained as it is, and what its last layer sees is taken as given.  With Z those rows and a 1 for the
    intercept, W the trained weights of the last layer and the prior ``N(0, C I)``, the weights are taken to be distributed as
    ``N(W, H^-1)``, where H is the curvature of ``-log p(W | Z, y)`` at W: for a softmax the blocks
    ``sum_i p_ia (1[a=b] - p_ib) z_i z_i'`` and ``1 / C`` on the diagonal.

    Parameters
    ----------
    estimator : classifier whose last layer is known (:func:`alkit.models.embedding.last_layer`), or a pipeline that ends in one
    n_members : int, at least 2
    C : float above 0, the variance of the prior: what no label speaks of may vary so much
    random_state : None, int or numpy.random.Generator, of the draws

    Attributes
    ----------
    estimator_ : the network, fitted
    weights_ : array of shape (n_members, n_vectors, n_units + 1), the last layer of each member, its intercept last
    precision_, covariance_ : arrays of shape (n_weights, n_weights), H and ``H^-1``
    classes_ : array of shape (n_classes,)

    References
    ----------
    D. J. C. MacKay, A Practical Bayesian Framework for Backpropagation Networks, 1992; A. Kristiadi, M. Hein and P. Hennig,
    Being Bayesian, Even Just a Bit, Fixes Overconfidence in ReLU Networks, 2020.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> model = LastLayerLaplace(LogisticRegression(), 5, random_state=0).fit([[-1.0], [-0.5], [0.5], [1.0]], list("aabb"))
    >>> model.weights_.shape, model.predict([[2.0]]).tolist()
    ((5, 1, 2), ['b'])
    """

    def __init__(
        self, estimator: Any, n_members: int = 20, C: float = 1.0, random_state: int | np.random.Generator | None = None
    ):
        self.estimator, self.n_members, self.C, self.random_state = estimator, n_members, C, random_state

    def fit(self, X: Any, y: ArrayLike) -> LastLayerLaplace:
        """Train the network, and draw the members around its last layer.

        Raises
        ------
        ValueError
            If ``n_members`` is below 2, or the last layer of the estimator is not known.
        """
        if self.n_members < 2:
            raise ValueError(f"n_members must be at least 2, got {self.n_members}")
        self.estimator_ = clone(self.estimator).fit(X, y)
        self.classes_, mode = self.estimator_.classes_, last_layer(last_step(self.estimator_))
        if mode is None:
            kind = type(last_step(self.estimator_)).__name__
            raise ValueError(f"LastLayerLaplace needs a network, but of {kind} no last layer is known")
        Z, rng = self._seen(X), np.random.default_rng(self.random_state)
        self.precision_ = curvature(Z, proba_of(mode[None], Z)[0], len(mode)) + np.eye(mode.size) / self.C
        self.weights_ = normal_draws(mode, self.precision_, self.n_members, rng)
        return self

    @property
    def covariance_(self) -> np.ndarray:
        return np.linalg.inv(self.precision_)  # only where it is asked for: the draws need none

    def predict_proba(self, X: Any) -> np.ndarray:
        """Mean of the members' probabilities, shape (n_samples, n_classes)."""
        check_is_fitted(self)
        return np.asarray(predict_members(self, X).mean(axis=0))

    def predict(self, X: Any) -> np.ndarray:
        """The class with the highest mean probability, shape (n_samples,)."""
        proba = self.predict_proba(X)  # first, as it says when nothing has been fitted
        return self.classes_[proba.argmax(axis=1)]

    def _seen(self, X: Any) -> np.ndarray:
        """What the last layer sees, and a 1 for its intercept."""
        steps = first_steps(self.estimator_)
        Z = np.asarray(embed(last_step(self.estimator_), X if steps is None else steps.transform(X)), dtype=float)
        return np.column_stack([Z, np.ones(len(Z))])


@predict_members.register(LastLayerLaplace)
def _(model: LastLayerLaplace, X: Any) -> np.ndarray:
    return proba_of(model.weights_, model._seen(X))


def proba_of(weights: np.ndarray, Z: np.ndarray) -> np.ndarray:
    """What linear layers say of some rows, in one multiplication.

    Parameters
    ----------
    weights : array of shape (n_members, n_vectors, n_units); one vector stands for two classes, as in scikit-learn
    Z : array of shape (n_samples, n_units)

    Returns
    -------
    array of shape (n_members, n_samples, n_classes)
    """
    n_members, n_vectors, n_units = weights.shape
    scores = (weights.reshape(-1, n_units) @ Z.T).reshape(n_members, n_vectors, len(Z)).swapaxes(1, 2)
    return np.concatenate([expit(-scores), expit(scores)], axis=2) if n_vectors == 1 else np.asarray(softmax(scores, axis=2))


def curvature(Z: np.ndarray, p: np.ndarray, n_vectors: int) -> np.ndarray:
    """Second derivative of the log loss by the weights of a linear layer, vector after vector.

    Parameters
    ----------
    Z : array of shape (n_samples, n_units)
    p : array of shape (n_samples, n_classes), probabilities
    n_vectors : n_classes, or 1 for two classes

    Returns
    -------
    array of shape (n_vectors * n_units, n_vectors * n_units)
    """
    if n_vectors == 1:
        return (Z.T * (p[:, 0] * p[:, 1])) @ Z
    w = np.einsum("ia,ab->iab", p, np.eye(n_vectors)) - np.einsum("ia,ib->iab", p, p)
    size = n_vectors * Z.shape[1]
    return np.einsum("iab,ij,ik->ajbk", w, Z, Z, optimize=True).reshape(size, size)


def normal_draws(mode: np.ndarray, precision: np.ndarray, n_draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draws from ``N(mode, precision^-1)``, shape ``(n_draws, *mode.shape)``."""
    root = np.linalg.cholesky(precision)  # L L' = H, so the covariance of L'^-1 z is H^-1
    noise = rng.standard_normal((n_draws, mode.size))
    return mode + solve_triangular(root, noise.T, trans="T", lower=True).T.reshape(n_draws, *mode.shape)
