"""What a row of a pool is recognized by, today and after a restart: a hash of what it holds, without a pickle."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import fractions
import hashlib
import os
import re
import uuid
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
from scipy.sparse import issparse

from alkit.pool import blocks, n_rows, one_row, take_rows

WHOLE_BYTES = 2**28  # a pool of numbers up to this size is hashed whole: a quarter of a second
WHOLE_ROWS = 100_000  # texts or rows of a data frame up to this number, too
LOOKED_AT = 64  # rows of any other pool
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_BY_REPR = (
    dt.date,
    dt.time,
    dt.timedelta,
    decimal.Decimal,
    fractions.Fraction,
    uuid.UUID,
    os.PathLike,
    type,
    range,
    type(None),
)


def row_hash(X: Any, row: int) -> str:
    """A short text for one row that changes with whatever the row holds, the names of its columns included.

    Raises
    ------
    ValueError
        If it holds an object that nothing tells from others after a restart.

    Examples
    --------
    >>> row_hash(["a", {"b", "c"}], 1) == row_hash([{"c", "b"}], 0), row_hash([1], 0) == row_hash(["1"], 0)
    (True, False)
    """
    return hashlib.blake2b(_names(X) + _encoded(one_row(X, row)), digest_size=8).hexdigest()


def pool_hash(X: Any, n: int | None = None) -> str:
    """A short text that tells the first ``n`` rows of a pool (by default all) from those of another.

    It begins with "all:" where every row was looked at, with "some:" where that would take long: memory maps, large pools,
    pictures.

    >>> pool_hash([[1.0], [2.0]]) == pool_hash(np.array([[1], [2]])), pool_hash(["a", "b"]) == pool_hash(["b", "a"])
    (True, False)
    """
    n = n_rows(X) if n is None else n
    whole = _is_cheap(X)
    rows = np.arange(n) if whole else np.unique(np.linspace(0, n - 1, LOOKED_AT).astype(int))
    digest = hashlib.blake2b(_names(X), digest_size=8)
    for block in blocks(rows, 8192):
        for part in _of_rows(X, block):
            digest.update(part)
    return ("all:" if whole else "some:") + digest.hexdigest()


def _names(X: Any) -> bytes:
    return _encoded([str(name) for name in X.columns]) if hasattr(X, "columns") else b""


def _is_cheap(X: Any) -> bool:
    if issparse(X):
        return X.nnz * 12 <= WHOLE_BYTES
    if isinstance(X, np.ndarray) and X.dtype != object:
        return not isinstance(X, np.memmap) and X.nbytes <= WHOLE_BYTES
    if hasattr(X, "columns"):
        return X.shape[0] * X.shape[1] <= 10 * WHOLE_ROWS
    return n_rows(X) <= WHOLE_ROWS and all(isinstance(x, (str, bytes, int, float)) or _is_numbers(x) for x in X)


def _is_numbers(x: Any) -> bool:
    return isinstance(x, (list, tuple)) and all(isinstance(value, (int, float)) for value in x)


def _of_rows(X: Any, rows: np.ndarray) -> Iterable[bytes]:
    """The rows in bytes; many numbers at once."""
    block = take_rows(X, rows)
    if hasattr(block, "columns"):
        return [part for j in range(block.shape[1]) for part in _of_rows(block.iloc[:, j].to_numpy(), np.arange(len(rows)))]
    if isinstance(block, list) and all(map(_is_numbers, block)) and len({len(x) for x in block}) == 1:
        block = np.array(block)
    if isinstance(block, np.ndarray) and block.dtype.kind in "fiub":
        return [repr(block.shape[1:]).encode(), _as_float(block)]
    return map(_encoded, (one_row(block, row) for row in range(len(rows))) if issparse(block) else block)


def _as_float(numbers: np.ndarray) -> bytes:
    """Numbers alike whichever type they have; those that are too long for a float as they are."""
    if numbers.dtype.kind in "iu" and numbers.itemsize == 8 and numbers.size and np.abs(numbers.astype(float)).max() > 2**53:
        return np.ascontiguousarray(numbers).tobytes()
    return np.ascontiguousarray(numbers, dtype=float).tobytes()


def _encoded(value: Any) -> bytes:
    """Any value in bytes, its kind and its length first, so that no two values run into each other."""
    kind, content = _content(value)
    return f"{kind}{len(content)}:".encode() + content


def _content(value: Any) -> tuple[str, bytes]:  # noqa: C901  one line per kind of value
    if isinstance(value, str):
        return "s", value.encode("utf-8", "surrogatepass")
    if isinstance(value, (bytes, bytearray)):
        return "b", bytes(value)
    if issparse(value):
        return "sparse", _sparse(value)
    if hasattr(value, "iloc"):  # a row of a data frame
        return "row", _many([*map(str, value.index), *value.tolist()])
    if hasattr(value, "getdata") and hasattr(value, "tobytes"):  # a picture of PIL
        return "picture", _many([value.mode, value.size, value.getpalette() if value.mode == "P" else None, value.tobytes()])
    if isinstance(value, np.generic) and value.dtype.kind in "Mm":
        return "t", repr(value).encode()
    if isinstance(value, (bool, int, float, np.number, np.bool_)):
        return "n", _number(value)
    if isinstance(value, (np.ndarray, list, tuple)) or hasattr(value, "__array__"):
        return "array", _array(value)
    if isinstance(value, Mapping):
        return "dict", b"".join(sorted(_encoded(key) + _encoded(item) for key, item in value.items()))
    if isinstance(value, AbstractSet):
        return "set", b"".join(sorted(map(_encoded, value)))
    return type(value).__qualname__, _object(value)


def _number(value: Any) -> bytes:
    exact = value.item() if isinstance(value, np.generic) else value
    try:
        is_float = float(exact) == exact or exact != exact
    except (TypeError, OverflowError):  # complex, or very long
        is_float = False
    return repr(float(exact) if is_float else exact).encode()


def _array(value: Any) -> bytes:
    if _is_numbers(value):
        value = np.array(value)
    if not isinstance(value, (list, tuple)):
        array = np.asarray(value)
        if array.dtype.kind in "fiub":
            return repr(array.shape).encode() + _as_float(array)
        value = array.tolist() if array.ndim else [array.item()]
    return _many(value)


def _many(values: Iterable[Any]) -> bytes:
    return b"".join(map(_encoded, values))


def _sparse(row: Any) -> bytes:
    entries = row.tocoo()
    kept = sorted((*map(int, place), float(v)) for *place, v in zip(*entries.coords, entries.data.tolist()) if v)
    return repr((row.shape[-1], [entry[-2:] for entry in kept])).encode()


def _object(value: Any) -> bytes:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _many(getattr(value, field.name) for field in dataclasses.fields(value) if field.compare)
    words = repr(value)
    if isinstance(value, _BY_REPR) or (not _ADDRESS.search(words) and (words == "<NA>" or not words.startswith("<"))):
        return words.encode("utf-8", "surrogatepass")
    raise ValueError(
        f"a pool's rows must be recognized after a restart, and nothing tells one {type(value).__name__} from another: "
        "give the class a __repr__ that says what an object holds, or make it a dataclass"
    )
