"""The rows of any pool: an array, a sparse matrix, a memory map, a data frame, a list, or chunks on disk or in a cluster.

A pool may be larger than the memory, so it is never copied: rows are taken, and worked on block by block.  Whatever has
``shape`` and ``take_rows(rows)`` is a pool: see :mod:`alkit.pool.chunked`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import issparse
from sklearn.utils import _safe_indexing

from alkit.pool.stored import give_back

BLOCK = 65_536  # rows predicted at a time
LARGE = 2**28  # bytes of a memory map from which on its pages are given back as soon as rows have been copied,
SCATTERED = 32  # so many rows at a time


def as_pool(X: Any) -> Any:
    """A pool as its rows can be taken from it: compressed rows of a sparse matrix, chunks of what Dask holds, or itself."""
    return X.tocsr() if issparse(X) else _in_chunks(X)  # the other sparse formats have no rows to take


def _in_chunks(X: Any) -> Any:
    if type(X).__module__.split(".")[0] != "dask":
        return X
    from alkit.pool.chunked import DaskPool

    return DaskPool(X)


def n_rows(X: Any) -> int:
    """How many rows a pool has.

    >>> n_rows(np.zeros((3, 2))), n_rows(["a", "b"])
    (3, 2)
    """
    X = _in_chunks(X)
    return int(X.shape[0]) if hasattr(X, "shape") else len(X)


def take_rows(X: Any, rows: Any) -> Any:
    """Some rows of a pool, as a pool of the same kind.  To be read only: those of a memory map may be no copy.

    >>> take_rows(["a", "b", "c"], [2, 0])
    ['c', 'a']
    """
    if isinstance(X, np.memmap) and (part := span(X, rows)) is not None and len(part) == len(rows):
        return part
    if type(X) in (np.ndarray, np.memmap) and isinstance(rows, np.ndarray) and rows.dtype.kind in "iu":
        return _copied(X, rows) if isinstance(X, np.memmap) and X.nbytes >= LARGE else np.asarray(X).take(rows, axis=0)
    X = _in_chunks(X)
    if hasattr(X, "take_rows"):
        return X.take_rows(rows)
    return X[rows] if type(X) is np.ndarray else _safe_indexing(X, rows)  # the second takes a while to find out what X is


def _copied(X: np.memmap, rows: np.ndarray) -> np.ndarray:
    """Rows of a large memory map.  Each may bring 2 MB around it into memory, so what has been read is given back at once."""
    out = np.empty((len(rows), *X.shape[1:]), X.dtype)
    for i in range(0, len(rows), SCATTERED):
        some = rows[i : i + SCATTERED]
        np.asarray(X).take(some, axis=0, out=out[i : i + SCATTERED])
        give_back(X, some)
    return out


def span(X: Any, rows: Any) -> np.ndarray | None:
    """The rows of a memory map from the first to the last of some, read-only and no copy; None unless ``rows`` rise.

    >>> len(span(np.arange(9), np.array([2, 3, 5])))
    4
    """
    if not isinstance(rows, np.ndarray) or not len(rows) or rows[0] < 0 or not (rows[1:] > rows[:-1]).all():
        return None
    part = np.asarray(X)[rows[0] : rows[-1] + 1]
    part.flags.writeable = False
    return part


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
