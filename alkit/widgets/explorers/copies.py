"""Near-copies: samples of one batch that ask the same thing twice."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase
from typing import Any

import numpy as np
from sklearn.neighbors import NearestNeighbors

from alkit.pool import n_rows, take_rows

MOST_MEASURED = 1000  # rows of a pool whose nearest neighbors are looked for
SHARE = 0.01  # of the pool's rows that have a near-copy in it


def copies(pairs: np.ndarray) -> np.ndarray:
    """Which samples are near-copies of each other, directly or by way of others.

    Parameters
    ----------
    pairs : boolean array of shape (n, n), whether two samples are near-copies

    Returns
    -------
    array of shape (n,): samples with the same number are near-copies, counted from 0 in the order of their first

    Examples
    --------
    >>> near = np.eye(4, dtype=bool)
    >>> near[0, 2] = near[2, 3] = True
    >>> copies(near).tolist()
    [0, 1, 0, 0]
    """
    reached = pairs | pairs.T | np.eye(len(pairs), dtype=bool)
    for _ in range(len(pairs).bit_length()):  # each time, ways twice as long
        reached = (reached.astype(int) @ reached) > 0
    return np.unique(reached.argmax(axis=1), return_inverse=True)[1]


def letters(copies: Iterable[int]) -> list[str]:
    """A letter for each set of two or more near-copies, nothing for what is the only one of its kind.

    >>> letters([0, 1, 1, 2, 0])
    ['a', 'b', 'b', '', 'a']
    """
    numbers = list(copies)
    several = [number for number in dict.fromkeys(numbers) if numbers.count(number) > 1]
    return [ascii_lowercase[several.index(number) % len(ascii_lowercase)] if number in several else "" for number in numbers]


class NearCopies:
    """What counts as near-copies in a pool: rows of the same group, or rows nearer than nearly all nearest neighbors are.

    Parameters
    ----------
    X : the pool
    groups : array of shape (n_pool,), or None
    share : None for the groups, where there are some; else the quantile of the nearest-neighbor distances up to which two
        rows are near-copies, of at most 1,000 rows of the pool drawn at random; by default 0.01

    Raises
    ------
    ValueError
        If share is not between 0 and 1.

    Examples
    --------
    >>> pool = NearCopies(np.array([[0.0], [0.1], [5.0], [9.0]]), None, share=0.3)
    >>> pool.among([2, 1, 3, 0]).tolist()
    [0, 1, 2, 1]
    """

    def __init__(self, X: Any, groups: np.ndarray | None = None, share: float | None = None):
        if share is not None and not 0 <= share <= 1:
            raise ValueError(f"near must be None (same group) or a share of the pool from 0 to 1, got {share!r}")
        self.X, self.groups, self.share = X, groups if share is None else None, SHARE if share is None else share
        self.distance = self._distance() if self.groups is None else None

    def _distance(self) -> float:
        """Up to which two rows are near-copies."""
        n = n_rows(self.X)
        some = np.random.default_rng(0).permutation(n)[:MOST_MEASURED]
        search = NearestNeighbors(n_neighbors=min(2, n)).fit(flat(self.X, np.arange(n)))
        return float(np.quantile(search.kneighbors(flat(self.X, some))[0][:, -1], self.share))

    def among(self, rows: Any) -> np.ndarray:
        """The near-copies among some rows, numbered as by :func:`copies`, shape (n_rows,)."""
        rows = np.asarray(rows, dtype=int)
        if not len(rows):
            return rows
        if self.groups is not None:
            return copies(self.groups[rows][:, None] == self.groups[rows])
        values = flat(self.X, rows)
        return copies(np.linalg.norm(values[:, None] - values, axis=2) <= (self.distance or 0) + 1e-9)

    def describe(self) -> str:
        """The definition in words."""
        if self.groups is not None:
            return "Near-copies: rows of the same group."
        return f"Near-copies: nearer than {self.distance:.3g}; {self.share:.0%} of the pool's rows have so near a neighbor."


def flat(X: Any, rows: np.ndarray) -> np.ndarray:
    """Some rows of a pool as rows of numbers, shape (n, n_numbers)."""
    taken = take_rows(X, rows)
    values = taken.toarray() if hasattr(taken, "toarray") else np.asarray(taken, dtype=float)
    return values.reshape(len(rows), -1)
