"""Entropies, information gain and divergences: arrays in, arrays out, in bits unless another base is asked for.

Two conventions hold everywhere: 0 * log 0 is 0, and a table of joint probabilities has the
outcomes of X as rows and the outcomes of Y as columns.  Every function also accepts the raw labels:
``information_gain(x, y)`` counts the table itself.

Source: T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., 2006, chapter 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

BLOCK = 8192  # rows worked on at a time: few enough to stay in the cache, many enough that calling NumPy costs little
TINY = np.finfo(float).tiny


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
    rows, shape = _as_rows(p, axis)
    return _finish(_entropy_rows(rows, _log_unit(base)), shape)


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
    p, q = _checked_pair(p, q, axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p > 0, -p * np.log(q), 0.0)
    return _finish_sum(terms.sum(axis=-1) / _log_unit(base))


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
    p, q = _checked_pair(p, q, axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        # the difference of logarithms, not the logarithm of a ratio: the ratio of two tiny numbers can overflow
        terms = np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0)
    return _finish_sum(np.maximum(terms.sum(axis=-1), 0.0) / _log_unit(base))


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
    codes, sizes = zip(*(_codes(v, name) for v, name in ((x, "x"), (y, "y"))))
    if len(codes[0]) != len(codes[1]):
        raise ValueError(f"x and y must have one label a sample each, got {len(codes[0])} and {len(codes[1])}")
    flat = np.bincount(codes[0] * sizes[1] + codes[1], minlength=sizes[0] * sizes[1])
    return flat.reshape(sizes) / len(codes[0])


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
    return entropy(_table(x, y).ravel(), base=base)


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
    seen = p_y > 0  # what never happens has no conditional distribution, and weighs nothing
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
    return kl_divergence(table.ravel(), independent.ravel(), base=base)


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
    weights, _ = _as_rows(weights, -1)
    rows, _ = _as_rows(p, -1)
    if weights.shape != (1, len(rows)):
        raise ValueError(f"weights must hold one number an answer: p has {len(rows)} rows, weights {weights.size}")
    entropy(weights[0])  # checks that they are probabilities
    return float(weights[0] @ _entropy_rows(rows, _log_unit(base)))


# ---- inside -------------------------------------------------------------------------------------


def _entropy_rows(rows: np.ndarray, unit: float) -> np.ndarray:
    """Entropies of the rows, block by block: each pass is over numbers that are still in the cache."""
    n, k = rows.shape
    out, sums, buffer = np.empty(n), np.empty(min(BLOCK, n)), np.empty((min(BLOCK, n), k))
    ones, weights, tolerance = np.ones(k), np.full(k, -1 / unit), _tolerance(rows.dtype)
    with np.errstate(divide="ignore", invalid="ignore"):
        for i in range(0, n, BLOCK):
            block = np.ascontiguousarray(rows[i : i + BLOCK], dtype=float)
            h, terms = out[i : i + BLOCK], buffer[: len(block)]
            _plogp_sums(block, block, terms, weights, h)
            if not h.dot(h) >= 0:  # a NaN: 0 log 0, so again with the smallest float added inside the log
                _plogp_sums(block, np.add(block, TINY, out=terms), terms, weights, h)
            np.maximum(h, 0.0, out=h)  # rounding can leave -1e-17, and -0.0 reads badly
            error = np.dot(block, ones, sums[: len(block)])
            error -= 1
            if not error.dot(error) <= tolerance**2 or not h.dot(h) >= 0:  # cheap, and false for every good block
                _check(block, error, i, tolerance)
    return out


def _plogp_sums(p: np.ndarray, shifted: np.ndarray, terms: np.ndarray, weights: np.ndarray, out: np.ndarray) -> None:
    np.log(shifted, terms)  # first, because a logarithm is slow enough to hide the wait for memory
    np.multiply(terms, p, terms)
    np.dot(terms, weights, out)  # sums over so few columns are quickest as a matrix product


def _tolerance(dtype: np.dtype) -> float:
    """How far from 1 rounding may leave a sum of numbers of this type."""
    return {"f2": 1e-2, "f4": 1e-4}.get(f"{dtype.kind}{dtype.itemsize}", 1e-6)


def _check(block: np.ndarray, error: np.ndarray, start: int, tolerance: float) -> None:
    """Raise if a row of the block is no distribution."""
    negative = np.flatnonzero(~(block >= 0).all(axis=1))
    if negative.size:
        row, wrong = negative[0], "be 0 or more and not NaN"
    elif (bad := np.flatnonzero(~(np.abs(error) <= tolerance))).size:
        row, wrong = bad[0], f"sum to 1, not {1 + error[bad[0]]:.6g}"
    else:
        return
    raise ValueError(f"probabilities must {wrong}; row {start + row} is {_show(block[row])}")


def _show(row: np.ndarray) -> str:
    return np.array2string(np.asarray(row), threshold=10, edgeitems=5, precision=4)


def _as_rows(p: ArrayLike, axis: int) -> tuple[np.ndarray, tuple[int, ...]]:
    """A 2-D view with the outcomes last, and the shape of the answer."""
    p = np.asarray(p)
    if p.dtype.kind not in "fiub":
        raise ValueError(f"probabilities must be real numbers, got dtype {p.dtype}")
    if p.ndim == 0 or p.size == 0:
        raise ValueError(f"probabilities must hold at least one outcome, got an array of shape {p.shape}")
    if not -p.ndim <= axis < p.ndim:
        raise ValueError(f"axis {axis} does not exist in probabilities of shape {p.shape}")
    p = np.moveaxis(p, axis, -1)
    return p.reshape(-1, p.shape[-1]), p.shape[:-1]


def _finish(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray | float:
    return values.reshape(shape) if shape else float(values[0])


def _finish_sum(values: np.ndarray) -> np.ndarray | float:
    return values if np.ndim(values) else float(values)


def _checked_pair(p: ArrayLike, q: ArrayLike, axis: int) -> tuple[np.ndarray, np.ndarray]:
    for values in (p, q):
        entropy(values, axis=axis)  # one border for all: what entropy accepts is a distribution
    p, q = (np.moveaxis(np.asarray(v, dtype=float), axis, -1) for v in (p, q))
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(f"p and q must have the same outcomes, got {p.shape[-1]} and {q.shape[-1]}")
    try:
        return tuple(np.broadcast_arrays(p, q))
    except ValueError:
        raise ValueError(f"p and q must have shapes that fit, got {p.shape} and {q.shape}") from None


def _table(x: ArrayLike, y: ArrayLike | None) -> np.ndarray:
    if y is not None:
        return joint_table(x, y)
    table = np.asarray(x)
    if table.ndim != 2:
        raise ValueError(
            f"a joint table has two axes (rows X, columns Y), got shape {table.shape}; or give two arrays of labels"
        )
    entropy(table.ravel())  # checks that the whole table sums to 1
    return table.astype(float)


def _codes(labels: ArrayLike, name: str) -> tuple[np.ndarray, int]:
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"{name} must be labels of shape (n_samples,), got shape {labels.shape}")
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise ValueError(f"{name} holds NaN at position {int(np.flatnonzero(np.isnan(labels))[0])}; a label must be a value")
    values, codes = np.unique(labels, return_inverse=True)
    return codes.ravel(), len(values)


def _log_unit(base: float) -> float:
    if not (np.isfinite(base) and base > 0 and base != 1):
        raise ValueError(f"base must be a positive number other than 1, got {base!r}")
    return float(np.log(base))
