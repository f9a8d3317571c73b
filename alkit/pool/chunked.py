"""Pools that come in chunks, each read as a whole: row groups of Parquet files, chunks of Dask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


class Chunked:
    """A pool whose rows come in chunks.  The chunk read last is kept, so that going through in order reads each one once.

    A subclass has ``read(number)``, which returns a chunk, an array or a data frame.

    Parameters
    ----------
    lengths : rows of each chunk
    n_columns : int
    """

    def __init__(self, lengths: Iterable[int], n_columns: int):
        self.starts = np.append(0, np.cumsum(np.fromiter(lengths, dtype=int)))
        self.shape = int(self.starts[-1]), n_columns
        self._last: tuple[int, Any] = -1, None

    def __len__(self) -> int:
        return self.shape[0]

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_last": (-1, None)}  # what is kept does not travel

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.shape[0]:,} × {self.shape[1]} in {len(self.starts) - 1} chunks)"

    def read(self, number: int) -> Any:
        raise NotImplementedError

    def take_rows(self, rows: Any) -> Any:
        """Some rows, in the order asked for, as an array or a data frame.

        Raises
        ------
        IndexError
            If there is no such row.
        """
        rows = np.asarray(rows)
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows.astype(int).reshape(-1)
        if rows.size and not 0 <= rows.min() <= rows.max() < len(self):
            raise IndexError(f"the pool's rows are 0 to {len(self) - 1}, got rows {rows.min()} to {rows.max()}")
        home = np.searchsorted(self.starts, rows, side="right") - 1
        numbers = np.unique(home) if rows.size else np.array([0])
        parts = [_taken(self._chunk(int(c)), rows[home == c] - self.starts[c]) for c in numbers]
        if len(parts) == 1:
            return parts[0]
        return _taken(_joined(parts), np.argsort(np.argsort(home, kind="stable"), kind="stable"))

    def _chunk(self, number: int) -> Any:
        known, chunk = self._last
        if known != number:
            self._last = -1, None  # never two of them in memory
            chunk = self.read(number)
            self._last = number, chunk
        return chunk


def _taken(chunk: Any, places: np.ndarray) -> Any:
    return chunk.iloc[places] if hasattr(chunk, "iloc") else chunk[places]


def _joined(parts: list[Any]) -> Any:
    if not hasattr(parts[0], "iloc"):
        return np.concatenate(parts)
    import pandas as pd

    return pd.concat(parts)


class DaskPool(Chunked):
    """The rows of a Dask array or frame, a chunk or partition at a time.

    A learner makes it of what it is given.  How many rows each partition of a frame has is found by reading it once.

    Parameters
    ----------
    X : dask.array.Array of shape (n_rows, n_features), or dask.dataframe.DataFrame
    """

    def __init__(self, X: Any):
        self.X, self._is_frame = X, hasattr(X, "npartitions") and hasattr(X, "map_partitions")
        if not self._is_frame and np.isnan(X.chunks[0]).any():
            self.X = X.compute_chunk_sizes()
        lengths = X.map_partitions(len).compute() if self._is_frame else self.X.chunks[0]
        super().__init__(lengths, len(X.columns) if self._is_frame else int(np.prod(X.shape[1:])))

    def read(self, number: int) -> Any:
        if self._is_frame:
            return self.X.partitions[number].compute()
        return self.X[self.starts[number] : self.starts[number + 1]].compute()
