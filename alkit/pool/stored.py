"""Memory maps: how one travels to another process without its rows, and how its pages are given back."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Stored:
    """Where the rows of a memory map lie: what is sent in its place.

    Attributes
    ----------
    path, dtype, shape, offset, order : as ``numpy.memmap`` takes them
    here : the memory map itself, in the process that has it open; it does not travel
    """

    path: str
    dtype: str
    shape: tuple[int, ...]
    offset: int
    order: str
    here: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Stored, (self.path, self.dtype, self.shape, self.offset, self.order)

    def open(self) -> np.ndarray:
        if self.here is not None:
            return self.here
        return np.memmap(self.path, self.dtype, "r", self.offset, self.shape, self.order)  # type: ignore[call-overload]


def packed(X: Any) -> Any:
    """A memory map as the place where its rows lie; anything else as it is.

    A part of a memory map, rows 10 to 20 say, is known by where it begins, if it lies in one piece.
    """
    whole = _map_of(X)
    if whole is None or not (X.flags.c_contiguous or X.flags.f_contiguous):
        return X
    offset = whole.offset + X.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    return Stored(str(whole.filename), X.dtype.str, X.shape, offset, "C" if X.flags.c_contiguous else "F", X)


def unpacked(X: Any) -> Any:
    """What :func:`packed` was given, opened again."""
    return X.open() if isinstance(X, Stored) else X


def _map_of(X: Any) -> np.memmap | None:
    """The memory map of a file that an array is or is a part of; None where it is a copy, or the file has no name."""
    while isinstance(X, np.ndarray):
        if isinstance(X, np.memmap) and isinstance(X.base, mmap.mmap):
            return X if X.filename and X.mode != "c" else None  # what a copy-on-write map holds is not in its file
        X = X.base
    return None


def give_back(X: Any, rows: np.ndarray) -> None:
    """Tell the operating system that some rows of a memory map, and those between them, are not needed for now.

    Their pages stay in its cache as long as there is room, but no longer count as memory of this process.
    """
    whole = _map_of(X)
    if whole is None or not X.flags.c_contiguous or not len(rows) or not hasattr(mmap, "MADV_DONTNEED"):
        return
    start = X.__array_interface__["data"][0] - whole.__array_interface__["data"][0] + whole.offset % mmap.ALLOCATIONGRANULARITY
    first, last = start + int(rows.min()) * X.strides[0], start + (int(rows.max()) + 1) * X.strides[0]
    first -= first % mmap.PAGESIZE
    whole._mmap.madvise(mmap.MADV_DONTNEED, first, last - first)  # type: ignore[attr-defined]
