"""Entropies, information gain and divergences: arrays in, arrays out, in bits unless another base is asked for.

Two conventions hold everywhere: 0 * log 0 is 0, and a table of joint probabilities has the
outcomes of X as rows and the outcomes of Y as columns.  Every function also accepts the raw labels:
``information_gain(x, y)`` counts the table itself.

Here stand the definitions.  What they accept is said in :mod:`alkit._checks`, and the one sum that must be fast, over the rows
of a million predictions, is worked out in :mod:`alkit._kernels`.

Source: T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., 2006, chapter 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from alkit._checks import as_codes, as_joint_table, as_pair, as_rows, check_rows, log_unit
from alkit._kernels import minus_sum_p_log_p


def entropy(p: ArrayLike, axis: int = -1, base: float = 2) -> np.ndarray | float:
    """Average surprise of an outcome: 0 when one outcome is certain, log k when all k are equally likely.

    ``H(p) = -sum_i p_i log p_i``, with 0 log 0 = 0.

    Parameters
    ----------
    p : array of shape (..., n_outcomes, ...)
        Probabilities; they sum to 1 along ``axis``.
    axis : int
        The axis that holds the outcomes.
    base : float
        2 for bits, ``numpy.e`` for nats, 10 for hartleys.

    Returns
    -------
    float, or array of the shape of ``p`` without ``axis``

    Raises
    ------
    ValueError
        If a row is empty, holds a negative number or NaN, or does not sum to 1.

    References
    ----------
    C. E. Shannon, A Mathematical Theory of Communication, 1948.

    Examples
    --------
    >>> entropy([0.5, 0.5])
    1.0
    >>> entropy([[1, 0, 0], [0.5, 0.25, 0.25]])
    array([0. , 1.5])
    """
    rows, shape = as_rows(p, axis)
    # -(p * log(p)).sum() over each row, with 0 log 0 = 0: this one line goes block by block, because pools are large
    return _plain(minus_sum_p_log_p(rows, log_unit(base)).reshape(shape))


def cross_entropy(p: ArrayLike, q: ArrayLike, axis: int = -1, base: float = 2) -> np.ndarray | float:
    """Average surprise of a believer in ``q`` when outcomes follow ``p``.

    ``H(p, q) = -sum_i p_i log q_i``: infinite where ``q`` excludes what ``p`` allows.

    Parameters
    ----------
    p, q : arrays of one shape (..., n_outcomes, ...), or shapes that broadcast
    axis, base : see :func:`entropy`

    Returns
    -------
    float, or array without ``axis``

    Raises
    ------
    ValueError
        As :func:`entropy`, and if the shapes do not fit.

    Examples
    --------
    >>> cross_entropy([1, 0], [0.25, 0.75])
    2.0
    """
    p, q = as_pair(p, q, axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, -p * np.log(q), 0.0)
    return _plain(terms.sum(axis=-1) / log_unit(base))


def kl_divergence(p: ArrayLike, q: ArrayLike, axis: int = -1, base: float = 2) -> np.ndarray | float:
    """Extra surprise from believing ``q`` when ``p`` is true; 0 only where they agree, and not symmetric.

    ``KL(p || q) = sum_i p_i log(p_i / q_i)``: infinite where ``q`` excludes what ``p`` allows.

    Parameters
    ----------
    p, q : arrays of one shape (..., n_outcomes, ...), or shapes that broadcast
    axis, base : see :func:`entropy`

    Returns
    -------
    float, or array without ``axis``

    Raises
    ------
    ValueError
        As :func:`entropy`, and if the shapes do not fit.

    References
    ----------
    S. Kullback and R. A. Leibler, On Information and Sufficiency, 1951.

    Examples
    --------
    >>> kl_divergence([0.5, 0.5], [0.5, 0.5]), kl_divergence([1, 0], [0.5, 0.5])
    (0.0, 1.0)
    """
    p, q = as_pair(p, q, axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        # the difference of logarithms, not the logarithm of a ratio: the ratio of two tiny numbers can overflow
        terms = np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0)
    return _plain(np.maximum(terms.sum(axis=-1), 0.0) / log_unit(base))  # rounding can leave -1e-17


def joint_table(x: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Joint relative frequencies of two label arrays.

    Parameters
    ----------
    x, y : arrays of shape (n_samples,)

    Returns
    -------
    array of shape (n_distinct_x, n_distinct_y), summing to 1; values in sorted order

    Raises
    ------
    ValueError
        If the arrays are empty, differ in length or hold NaN.

    Examples
    --------
    >>> joint_table(["a", "a", "b", "b"], [0, 1, 1, 1])
    array([[0.25, 0.25],
           [0.  , 0.5 ]])
    """
    (x, n_x), (y, n_y) = as_codes(x, "x"), as_codes(y, "y")
    if len(x) != len(y):
        raise ValueError(f"x and y must have one label per sample each, got {len(x)} and {len(y)}")
    counts = np.bincount(x * n_y + y, minlength=n_x * n_y)
    return counts.reshape(n_x, n_y) / len(x)


def joint_entropy(x: ArrayLike, y: ArrayLike | None = None, base: float = 2) -> float:
    """Entropy of the pair: ``H(X, Y) = -sum_xy p(x, y) log p(x, y)``.

    Parameters
    ----------
    x : joint table of shape (n_x, n_y) summing to 1; or labels of shape (n_samples,) when ``y`` is given
    y : labels of shape (n_samples,), optional
    base : see :func:`entropy`

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the table is not one, or the labels do not fit together.

    Examples
    --------
    >>> joint_entropy([[0.25, 0.25], [0.25, 0.25]])
    2.0
    """
    return float(entropy(_table(x, y).ravel(), base=base))


def conditional_entropy(x: ArrayLike, y: ArrayLike | None = None, base: float = 2) -> float:
    """What remains unknown about X, on average, once Y is known.

    ``H(X | Y) = -sum_y p(y) sum_x p(x | y) log p(x | y)``: an entropy inside each y, then their mean.

    Parameters
    ----------
    x : joint table, rows X and columns Y; or labels of X when ``y`` is given
    y : labels of Y, shape (n_samples,), optional
    base : see :func:`entropy`

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the table is not one, or the labels do not fit together.

    Examples
    --------
    >>> conditional_entropy([[0.5, 0], [0, 0.5]])   # Y tells X
    0.0
    >>> conditional_entropy(["a", "b", "a", "b"], [0, 0, 1, 1])   # Y tells nothing about X
    1.0
    """
    table = _table(x, y)
    p_y = table.sum(axis=0)
    seen = p_y > 0  # what never happens has no conditional distribution, and has no weight
    return expected_entropy(p_y[seen], (table[:, seen] / p_y[seen]).T, base=base)


def information_gain(x: ArrayLike, y: ArrayLike | None = None, base: float = 2) -> float:
    """How much knowing Y lowers the entropy of X, on average; the same as their mutual information.

    ``I(X; Y) = H(X) - H(X | Y) = KL(p(x, y) || p(x) p(y))``: never negative, and symmetric.
    One particular y may raise the entropy of X; only the average cannot.

    Parameters
    ----------
    x : joint table, rows X and columns Y; or labels of X when ``y`` is given
    y : labels of Y, shape (n_samples,), optional
    base : see :func:`entropy`

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the table is not one, or the labels do not fit together.

    References
    ----------
    J. R. Quinlan, Induction of Decision Trees, 1986 (as a feature's gain).

    Examples
    --------
    >>> information_gain([[0.5, 0], [0, 0.5]])
    1.0
    """
    table = _table(x, y)
    independent = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True)
    return float(kl_divergence(table.ravel(), independent.ravel(), base=base))


def expected_entropy(weights: ArrayLike, p: ArrayLike, base: float = 2) -> float:
    """Mean entropy over several possible answers, each weighted by how probable the answer is.

    ``sum_a w_a H(p_a)``.

    Parameters
    ----------
    weights : array of shape (n_answers,), summing to 1
    p : array of shape (n_answers, n_outcomes)
        Row a: the probabilities of the outcomes once the answer is a.
    base : see :func:`entropy`

    Returns
    -------
    float

    Raises
    ------
    ValueError
        As :func:`entropy`, and if the numbers of answers differ.

    Examples
    --------
    >>> expected_entropy([0.5, 0.5], [[1, 0], [0.5, 0.5]])
    0.5
    """
    weights, p = as_rows(weights, -1)[0], as_rows(p, -1)[0]
    if weights.shape != (1, len(p)):
        raise ValueError(f"weights must hold one number per answer: p has {len(p)} rows, weights {weights.size}")
    check_rows(weights)
    return float(weights[0] @ entropy(p, base=base))


def _table(x: ArrayLike, y: ArrayLike | None) -> np.ndarray:
    return as_joint_table(x) if y is None else joint_table(x, y)


def _plain(values: np.ndarray) -> np.ndarray | float:
    """One value as a float, several as an array."""
    return values if np.ndim(values) else float(values)
