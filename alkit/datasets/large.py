"""A pool larger than one may want in memory, made and left on disk."""

from __future__ import annotations

import os
import pathlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from alkit.datasets.base import Dataset, about

BLOCK = 65_536  # rows made at a time
SURE = 20.0  # how steeply a class becomes certain as one leaves its border
BENT = 0.1  # how much of the concept no straight border can follow


@dataclass(frozen=True, eq=False, repr=False)
class LargePool(Dataset):
    """A data set whose rows are a memory map of a file of its own.  ``remove()`` deletes it; so does the end of a ``with``.

    ``X, y = large_pool(...)`` works, too.
    """

    path: str = ""

    def remove(self) -> None:
        """Delete the file.  What was read from it before stays usable; doing it twice does no harm."""
        pathlib.Path(self.path).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()

    def __iter__(self) -> Iterator[Any]:
        return iter((self.X, self.y))


def large_pool(
    path: str | os.PathLike[str],
    n_rows: int = 10_000_000,
    n_features: int = 64,
    n_classes: int = 2,
    random_state: int = 0,
) -> LargePool:
    """Made numbers with a hidden rule, written block by block to a ``.npy`` file: 10,000,000 × 64 are 2.56 GB.

    Feature j is normal with standard deviation ``1 / sqrt(1 + j / 4)``: the first ones matter most.  A row's class is drawn
    with probabilities ``softmax(20 (x W + 0.1 |x V|))``: nearly certain but for rows near a border, and ``|x V|`` is what no
    linear model can follow.  The first rows are the same whatever ``n_rows`` is.

    Source: made here, so there is no licence to mind.

    Parameters
    ----------
    path : file to be written, ending in .npy; an existing one is never overwritten
    n_rows, n_features : int, at least 1
    n_classes : int, at least 2
    random_state : int

    Returns
    -------
    LargePool, with X a read-only memory map of float32, shape (n_rows, n_features), and y int8, shape (n_rows,)

    Raises
    ------
    ValueError
        If a number is out of its range, ``path`` exists or does not end in .npy, or the disk has too little room.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, large_pool(f"{folder}/pool.npy", n_rows=1000) as data:
    ...     print(type(data.X).__name__, data.X.shape, data.X.dtype, data.y.dtype)
    memmap (1000, 64) float32 int8
    """
    file = pathlib.Path(path).resolve()
    _check(file, n_rows, n_features, n_classes)
    hidden = _Hidden(n_features, n_classes, random_state)
    y = np.empty(n_rows, dtype=np.int8)
    try:
        with file.open("xb") as out:  # not as a memory map: its pages would count as memory of this process
            header = {"descr": "<f4", "fortran_order": False, "shape": (n_rows, n_features)}
            np.lib.format.write_array_header_1_0(out, header)
            for start in range(0, n_rows, BLOCK):
                X, y[start : start + BLOCK] = hidden.block(start // BLOCK, min(BLOCK, n_rows - start))
                out.write(X.data)
    except BaseException:
        file.unlink(missing_ok=True)  # half a pool is of no use
        raise
    return LargePool(
        "large pool", np.load(file, mmap_mode="r"), y, tuple(range(n_classes)), about=about(large_pool), path=str(file)
    )


class _Hidden:
    """The rule that the rows follow."""

    def __init__(self, n_features: int, n_classes: int, random_state: int):
        rng = np.random.default_rng(random_state)
        self.random_state, self.n_features = random_state, n_features
        self.scale = (1 / np.sqrt(1 + np.arange(n_features) / 4)).astype(np.float32)
        self.W, self.V = rng.standard_normal((2, n_features, n_classes), dtype=np.float32)

    def block(self, number: int, n: int) -> tuple[np.ndarray, np.ndarray]:
        """The first rows of a block, and their classes."""
        draws = np.random.default_rng([self.random_state, number, 0])
        noise = np.random.default_rng([self.random_state, number, 1])
        X = draws.standard_normal((n, self.n_features), dtype=np.float32)
        X *= self.scale
        logits = SURE * (X @ self.W + BENT * np.abs(X @ self.V))
        waiting = noise.standard_exponential(logits.shape, dtype=np.float32)
        waiting = np.maximum(waiting, np.finfo(np.float32).tiny)  # 0 happens once in some ten million draws
        return X, (logits - np.log(waiting)).argmax(axis=1).astype(np.int8)  # Gumbel's trick: a draw from the softmax


def _check(file: pathlib.Path, n_rows: int, n_features: int, n_classes: int) -> None:
    if min(n_rows, n_features) < 1 or not 2 <= n_classes <= 127:
        raise ValueError(
            f"n_rows and n_features must be at least 1, n_classes 2 to 127; got {n_rows}, {n_features}, {n_classes}"
        )
    if file.suffix != ".npy" or file.exists():
        raise ValueError(f"path must name a new file that ends in .npy, got {str(file)!r}{', which exists' * file.exists()}")
    free, needed = shutil.disk_usage(file.parent).free, 4 * n_rows * n_features
    if needed > free:
        raise ValueError(f"the pool needs {needed / 1e9:.1f} GB on disk, but {str(file.parent)!r} has {free / 1e9:.1f} GB left")
