"""Strategies that look at how much, and in which direction, a label would move the model.

They look at the last layer, which is linear with a softmax.  With x what this layer sees (:func:`alkit.models.embedding.embed`)
and p the probabilities, the gradient of the log loss of answer y with respect to its weights, a vector for each class, is the
outer product ``(p - e_y) x'``.  Its length and its inner products follow from the two factors, so it is never built.
A model for which this is not known to be the gradient, a forest say, is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import issparse
from scipy.special import expit
from sklearn.linear_model import SGDClassifier
from sklearn.utils.extmath import row_norms

from alkit.models.embedding import embed
from alkit.models.predicting import aligned, ask, class_proba, last_step
from alkit.strategies.base import Batch, PoolView, top_n

ROWS = 8192  # candidates at a time
WHOLE = 2**24  # numbers of gradients, 128 MB: up to so many are kept from one pass to the next,
KEPT = 2**22  # of more only these, 32 MB, so that a pool larger than the memory stays so


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
        If the gradient of the model's last layer is not known, or the rows are not finite numbers.

    References
    ----------
    B. Settles, M. Craven and S. Ray, Multiple-Instance Active Learning, 2008.
    """
    if view.is_cold_start:
        return view.uniform_scores
    gradients = _Gradients(view)
    return np.concatenate([gradients.expected_lengths(part) for part in gradients.parts])


def expected_error_length(proba: np.ndarray, output: np.ndarray | None = None) -> np.ndarray:
    """``sum_y p_y ||q - e_y||``, with ``||q - e_y||^2 = ||q||^2 - 2 q_y + 1``.

    Parameters
    ----------
    proba : array of shape (n_samples, n_classes), p
    output : array of shape (n_samples, n_classes), q, what the layer says of each class; by default p

    Returns
    -------
    array of shape (n_samples,)

    Examples
    --------
    >>> expected_error_length(np.array([[1.0, 0.0], [0.5, 0.5]])).round(3)
    array([0.   , 0.707])
    """
    output = proba if output is None else output
    lengths = np.sqrt(np.maximum((output**2).sum(axis=1, keepdims=True) - 2 * output + 1, 0.0))
    return (proba * lengths).sum(axis=1)


def badge_sampling(view: PoolView) -> Batch:
    """Ask for a batch whose gradients are long and differ in direction (batch active learning by diverse gradient embeddings).

    Each candidate gets its most likely class as pseudo-label.  k-means++ seeding draws from the gradients: the longest first,
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
    gradients = _Gradients(view)
    squares = np.concatenate([gradients.squared_lengths(part) for part in gradients.parts])
    return Batch(*_k_means_pp(squares, gradients.products_with, view.batch_size, view.rng))


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
    squares = row_norms(A, squared=True) * row_norms(X, squared=True)
    return _k_means_pp(squares, lambda new: (A @ A[new]) * (X @ _row(X, new)), batch_size, np.random.default_rng(random_state))


def _k_means_pp(
    squares: np.ndarray, products_with: Callable[[int], np.ndarray], batch_size: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The same for any vectors, of which one knows the squared lengths and the inner products of all with any one of them."""
    nearest, positions, distances = squares.copy(), np.empty(batch_size, dtype=int), np.empty(batch_size)
    for j in range(batch_size):
        positions[j] = new = top_n(nearest, 1, rng)[0] if j == 0 else _draw(nearest, positions[:j], rng)
        distances[j] = np.sqrt(nearest[new])
        to_new = products_with(new)  # and in place |a - b|^2 = |a|^2 - 2 a.b + |b|^2
        to_new *= -2
        to_new += squares
        to_new += squares[new]
        nearest = np.minimum(nearest, to_new, out=to_new) if j else to_new
        np.maximum(nearest, 0.0, out=nearest)  # rounding
        nearest[positions[: j + 1]] = 0.0
    return positions, distances


def _draw(weights: np.ndarray, taken: np.ndarray, rng: np.random.Generator) -> int:
    """A place drawn with probability proportional to its weight; where all weights are 0, any place not taken."""
    cumulated = np.cumsum(weights)
    if cumulated[-1] > 0:
        # from the right: a place of weight 0, and so a row drawn before, is never met
        return int(min(np.searchsorted(cumulated, rng.random() * cumulated[-1], side="right"), np.flatnonzero(weights)[-1]))
    return int(rng.choice(np.setdiff1d(np.arange(len(weights)), taken)))


def _row(X: Any, i: int) -> np.ndarray:
    return X[[i]].toarray().ravel() if issparse(X) else X[i]


# ---- the gradients of the candidates, block by block --------------------------------------------------------


class _Gradients:
    """The two factors of each candidate's gradient; those of the first blocks are kept, the others are computed again."""

    def __init__(self, view: PoolView):
        self.view, n = view, len(view.candidates)
        self.parts = [slice(i, min(i + ROWS, n)) for i in range(0, n, ROWS)]
        self.is_cold_start, self.model = view.is_cold_start, last_step(view.model)
        self.room: int | None = None  # numbers that may still be kept; not known before the first block is there
        self.kept: dict[int, tuple[np.ndarray, Any]] = {}
        self.has_room = n * max(len(view.classes), 1) <= KEPT

    def inputs(self, rows: np.ndarray) -> Any:
        """What the last layer sees of some rows of the pool, shape (n, n_units)."""
        features = self.view.features(rows)
        if self.is_cold_start:
            return features
        if (inputs := embed(self.model, features)) is None:
            raise ValueError(
                f"{self.view.name} needs the gradient of the model's last layer, which is not known for "
                f"{type(self.model).__name__}; choose logistic regression or a network, or register what its last layer sees "
                "with alkit.models.embedding.embed"
            )
        return inputs

    def proba(self, part: slice) -> np.ndarray:
        view = self.view
        if self.has_room:
            return view.proba[part]  # the learner keeps them for the round
        return class_proba(view.model, view.X, view.candidates[part], view.classes, view.name)

    def outputs(self, rows: np.ndarray, proba: np.ndarray) -> np.ndarray:
        """What the last layer says of each class: its probability after a softmax; one against the rest, its own sigmoid."""
        view = self.view
        if not isinstance(self.model, SGDClassifier) or len(self.model.classes_) == 2:
            return proba
        return aligned(expit(ask(view.model, "decision_function", view.X, rows, view.name)), self.model.classes_, view.classes)

    def factors(self, part: slice) -> tuple[np.ndarray, Any]:
        """``p - e_y`` with y the most likely class, and x."""
        if part.start in self.kept:
            return self.kept[part.start]
        rows = self.view.candidates[part]
        inputs = self.inputs(rows)  # first, as it refuses a model without a known gradient
        error = self.outputs(rows, self.proba(part)).copy()
        error[np.arange(len(error)), error.argmax(axis=1)] -= 1
        size = error.size + inputs.size
        if self.room is None:
            self.room = WHOLE if size * len(self.view.candidates) <= WHOLE * len(rows) else KEPT
        self.room -= size
        if self.room >= 0:
            self.kept[part.start] = error, inputs
        return error, inputs

    def expected_lengths(self, part: slice) -> np.ndarray:
        """Mean length over the answers, the intercept's gradient included."""
        rows = self.view.candidates[part]
        inside = np.sqrt(row_norms(self.inputs(rows), squared=True) + 1)
        proba = self.proba(part)
        return inside * expected_error_length(proba, self.outputs(rows, proba))

    def squared_lengths(self, part: slice) -> np.ndarray:
        error, inputs = self.factors(part)
        return row_norms(error, squared=True) * row_norms(inputs, squared=True)

    def products_with(self, new: int) -> np.ndarray:
        """Inner products of all gradients with that of one candidate, shape (n_candidates,)."""
        start, out = new // ROWS * ROWS, np.empty(len(self.view.candidates))
        error, inputs = self.factors(self.parts[new // ROWS])
        a, x = error[new - start].copy(), _row(inputs, new - start)
        for part in self.parts:
            error, inputs = self.factors(part)
            out[part] = (error @ a) * (inputs @ x)
        return out
