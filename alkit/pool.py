"""The rows of any pool: an array, a sparse matrix, a memory map, a data frame or a list.

A pool may be larger than the memory, so it is never copied: rows are taken, and worked on block by block.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import issparse
from sklearn.utils import _safe_indexing

BLOCK = 65_536  # rows predicted at a time


def n_rows(X: Any) -> int:
    """How many rows a pool has.

    >>> n_rows(np.zeros((3, 2))), n_rows(["a", "b"])
    (3, 2)
    """
    return int(X.shape[0]) if hasattr(X, "shape") else len(X)


def take_rows(X: Any, rows: Any) -> Any:
    """Some rows of a pool, as a pool of the same kind.

    >>> take_rows(["a", "b", "c"], [2, 0])
    ['c', 'a']
    """
    return X[rows] if type(X) is np.ndarray else _safe_indexing(X, rows)  # the second takes a while to find out what X is


def one_row(X: Any, row: int) -> Any:
    """One sample by itself: an item of a list, a row of an array or a sparse matrix, a Series of a data frame.

    >>> one_row(["a", "b"], 1)
    'b'
    """
    taken = take_rows(X, [row])
    return taken.iloc[0] if hasattr(taken, "iloc") else taken[0]


def blocks(rows: np.ndarray, size: int = BLOCK) -> Iterator[np.ndarray]:
    """The row numbers, ``size`` at a time.

    >>> [block.tolist() for block in blocks(np.arange(5), 2)]
    [[0, 1], [2, 3], [4]]
    """
    return (rows[i : i + size] for i in range(0, len(rows), size))


def fingerprint(X: Any, n: int | None = None, n_looked_at: int = 16) -> str:
    """A short text that tells the first ``n`` rows of this pool (by default all) from others: a hash of some of them.

    It is a name, and no proof that no other row has changed: what a label belongs to is in :mod:`alkit.labeling.hashes`.

    >>> fingerprint([[1.0], [2.0]]) == fingerprint(np.array([[1.0], [2.0]])), fingerprint(["a"]) == fingerprint(["b"])
    (True, False)
    """
    digest = hashlib.sha256()
    for i in np.unique(np.linspace(0, (n_rows(X) if n is None else n) - 1, n_looked_at).astype(int)):
        row = take_rows(X, np.array([i]))
        digest.update(_bytes(row.toarray() if issparse(row) else row))
    return digest.hexdigest()[:16]


def _bytes(row: ArrayLike) -> bytes:
    try:
        return np.asarray(row, dtype=float).tobytes()
    except (TypeError, ValueError):  # raw objects, such as texts
        return str(np.asarray(row, dtype=object).tolist()).encode()
