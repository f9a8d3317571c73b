"""Strategies that look at how much, and in which direction, a label would move the model.

They take the last step of the model to be linear with a softmax, as logistic regression and the last layer of a network are.
With features x and probabilities p, the gradient of the log loss of answer y with respect to the weights is the outer
product ``(p - e_y) x'``.  Its length and its inner products follow from the two factors, so it is never built.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.utils.extmath import row_norms

from alkit.strategies.base import Batch, PoolView, top_n


def expected_gradient_length_sampling(view: PoolView) -> np.ndarray:
    """Ask for the label that is expected to move the weights most.

    ``sum_y p(y | x) ||(p - e_y) (x, 1)'|| = ||(x, 1)|| sum_y p_y ||p - e_y||``, the intercept's gradient included.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    array of shape (n_candidates,)

    Raises
    ------
    ValueError
        If the model has no ``predict_proba``, or the rows are not finite numbers.

    References
    ----------
    B. Settles, M. Craven and S. Ray, Multiple-Instance Active Learning, 2008.
    """
    if view.is_cold_start:
        return view.uniform_scores
    return np.sqrt(row_norms(view.features(view.candidates), squared=True) + 1) * expected_error_length(view.proba)


def expected_error_length(proba: np.ndarray) -> np.ndarray:
    """``sum_y p_y ||p - e_y||``, with ``||p - e_y||^2 = ||p||^2 - 2 p_y + 1``.

    Parameters
    ----------
    proba : array of shape (n_samples, n_classes)

    Returns
    -------
    array of shape (n_samples,)

    Examples
    --------
    >>> expected_error_length(np.array([[1.0, 0.0], [0.5, 0.5]])).round(3)
    array([0.   , 0.707])
    """
    lengths = np.sqrt(np.maximum((proba**2).sum(axis=1, keepdims=True) - 2 * proba + 1, 0.0))
    return (proba * lengths).sum(axis=1)


def badge_sampling(view: PoolView) -> Batch:
    """Ask for a batch whose gradients are long and point in different directions (batch active learning by diverse gradient embeddings).

    Each candidate gets its most likely class as pseudo-label; k-means++ seeding then draws from the gradients: the longest first,
    each further one with probability proportional to its squared distance from the nearest chosen.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    Batch, whose scores are the distances at the moment of choosing

    Raises
    ------
    ValueError
        As :func:`expected_gradient_length_sampling`.

    References
    ----------
    J. T. Ash, C. Zhang, A. Krishnamurthy, J. Langford and A. Agarwal, Deep Batch Active Learning by Diverse, Uncertain
    Gradient Lower Bounds, 2020.
    """
    error = view.proba.copy()
    error[np.arange(len(error)), error.argmax(axis=1)] -= 1
    return Batch(*k_means_pp_products(error, view.features(view.candidates), view.batch_size, view.rng))


def k_means_pp_products(
    A: np.ndarray, X: Any, batch_size: int, random_state: int | np.random.Generator | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """k-means++ seeding among the outer products ``a_i x_i'`` of the rows of two tables, without building them.

    ``||a_i x_i' - a_j x_j'||^2 = |a_i|^2 |x_i|^2 - 2 (a_i . a_j) (x_i . x_j) + |a_j|^2 |x_j|^2``.

    Parameters
    ----------
    A : array of shape (n_samples, n_left)
    X : array or sparse matrix of shape (n_samples, n_right)
    batch_size : int, at most n_samples
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    positions : array of shape (batch_size,), no row twice
    distances : array of shape (batch_size,), from the nearest chosen before; of the first, its length

    Examples
    --------
    >>> A, X = np.array([[1.0], [2.0], [-1.0]]), np.array([[1.0], [1.0], [1.0]])
    >>> rows, distances = k_means_pp_products(A, X, 3, random_state=0)
    >>> sorted(rows.tolist()), float(distances[0])
    ([0, 1, 2], 2.0)
    """
    rng = np.random.default_rng(random_state)
    squares = row_norms(A, squared=True) * row_norms(X, squared=True)
    nearest, positions, distances = squares.copy(), np.empty(batch_size, dtype=int), np.empty(batch_size)
    for j in range(batch_size):
        positions[j] = new = top_n(nearest, 1, rng)[0] if j == 0 else _draw(nearest, positions[:j], rng)
        distances[j] = np.sqrt(nearest[new])
        row = X[[new]].toarray().ravel() if issparse(X) else X[new]
        to_new = np.maximum(squares - 2 * (A @ A[new]) * (X @ row) + squares[new], 0.0)
        nearest = np.minimum(nearest, to_new) if j else to_new
        nearest[positions[: j + 1]] = 0.0
    return positions, distances


def _draw(weights: np.ndarray, taken: np.ndarray, rng: np.random.Generator) -> int:
    """A place drawn with probability proportional to its weight; where all weights are 0, any place not taken."""
    cumulated = np.cumsum(weights)
    if cumulated[-1] > 0:
        # from the right: a place of weight 0, and so a row drawn before, is never met
        return int(min(np.searchsorted(cumulated, rng.random() * cumulated[-1], side="right"), np.flatnonzero(weights)[-1]))
    return int(rng.choice(np.setdiff1d(np.arange(len(weights)), taken)))
