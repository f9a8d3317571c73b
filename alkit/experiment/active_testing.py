"""Measuring on rows that were not drawn evenly: a draw with chances that are known, and the weights that put a mean right.

Source: S. Farquhar, Y. Gal and T. Rainforth, On Statistical Bias in Active Learning: How and When to Fix It, ICLR 2021 (the
weights); J. Kossen, S. Farquhar, Y. Gal and T. Rainforth, Active Testing: Sample-Efficient Model Evaluation, ICML 2021.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Drawn(NamedTuple):
    """Rows in the order in which they were drawn, and the chance that each had at its turn, among those still left."""

    rows: np.ndarray
    chances: np.ndarray


def draw_by_score(scores: ArrayLike, n: int, random_state: int | np.random.Generator | None = None) -> Drawn:
    """Draw rows one by one, without replacement, each with a chance in proportion to its score among those left.

    Parameters
    ----------
    scores : array of shape (n_pool,), above 0: a row without a chance could never be made up for
    n : rows to draw, at most n_pool
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    Drawn
        Both arrays of shape (n,).

    Raises
    ------
    ValueError
        If a score is not a finite number above 0, or ``n`` is not from 1 to n_pool.

    Examples
    --------
    >>> drawn = draw_by_score([3.0, 1.0, 1.0], 2, random_state=0)
    >>> drawn.rows.tolist(), drawn.chances.tolist()
    ([1, 0], [0.2, 0.75])
    """
    left = np.array(scores, dtype=float)
    if left.ndim != 1 or not (np.isfinite(left).all() and (left > 0).all()):
        raise ValueError(f"scores must be finite numbers above 0, one per row of the pool, got {_short(scores)}")
    if not 1 <= n <= len(left):
        raise ValueError(f"n must be from 1 to the {len(left)} rows of the pool, got {n!r}")
    rng, rows, chances = np.random.default_rng(random_state), [], []
    for _ in range(n):
        p = left / left.sum()
        rows.append(int(rng.choice(len(p), p=p)))
        chances.append(p[rows[-1]])
        left[rows[-1]] = 0
    return Drawn(np.array(rows), np.array(chances))


def lure_weights(chances: ArrayLike, n_pool: int) -> np.ndarray:
    """Weights with which the mean over drawn rows is, on average over all draws, the mean over the pool.

    The m-th of M draws from N rows had the chance q_m among the N - m + 1 rows left then:

    ``v_m = 1 + (N - M) / (N - m) * (1 / ((N - m + 1) q_m) - 1)``, and the estimate is ``mean(v * losses)``.

    For even chances, and where the whole pool is drawn, every weight is 1.

    Parameters
    ----------
    chances : array of shape (n,), in the order of drawing
    n_pool : rows that could be drawn at first

    Returns
    -------
    array of shape (n,)

    Raises
    ------
    ValueError
        If a chance is not above 0 and at most 1, or there are more draws than rows.

    References
    ----------
    Farquhar, Gal and Rainforth 2021: the *levelled unbiased risk estimator*.

    Examples
    --------
    >>> lure_weights([0.2, 0.75], 3).round(3)
    array([1.333, 0.667])
    """
    q, n_drawn = np.asarray(chances, dtype=float), np.size(chances)
    if q.ndim != 1 or not ((q > 0) & (q <= 1)).all() or not 0 < n_drawn <= n_pool:
        raise ValueError(f"chances must be above 0 and at most 1, one for each of 1 to {n_pool} draws, got {_short(chances)}")
    before = np.arange(n_drawn)  # rows drawn before: m - 1
    share = (n_pool - n_drawn) / np.maximum(n_pool - before - 1, 1)  # 0 where the whole pool is drawn
    return 1 + share * (1 / ((n_pool - before) * q) - 1)


def _short(values: ArrayLike) -> str:
    text = repr(values)
    return text if len(text) <= 60 else f"{text[:60]} …"
