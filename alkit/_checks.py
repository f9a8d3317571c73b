"""What counts as a distribution, a joint table and a label; one clear error where something is none.

The border of :mod:`alkit.information` and :mod:`alkit._kernels`: past it, nothing is checked again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def as_rows(p: ArrayLike, axis: int) -> tuple[np.ndarray, tuple[int, ...]]:
    """Probabilities with the outcomes last and one row per distribution, and the shape of the answer."""
    p = np.asarray(p)
    if p.dtype.kind not in "fiub":
        raise ValueError(f"probabilities must be real numbers, got dtype {p.dtype}")
    if p.ndim == 0 or p.size == 0:
        raise ValueError(f"probabilities must hold at least one outcome, got an array of shape {p.shape}")
    if not -p.ndim <= axis < p.ndim:
        raise ValueError(f"axis {axis} does not exist in probabilities of shape {p.shape}")
    p = np.moveaxis(p, axis, -1)
    return p.reshape(-1, p.shape[-1]), p.shape[:-1]


def as_pair(p: ArrayLike, q: ArrayLike, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays of distributions over the same outcomes, these last, as arrays of one shape."""
    for values in (p, q):
        check_rows(as_rows(values, axis)[0])
    p, q = (np.moveaxis(np.asarray(v, dtype=float), axis, -1) for v in (p, q))
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(f"p and q must have the same outcomes, got {p.shape[-1]} and {q.shape[-1]}")
    try:
        p, q = np.broadcast_arrays(p, q)
        return p, q
    except ValueError:
        raise ValueError(f"p and q must have shapes that fit, got {p.shape} and {q.shape}") from None


def as_joint_table(table: ArrayLike) -> np.ndarray:
    """A joint table as floats: two axes, and all of its numbers together one distribution."""
    table = np.asarray(table)
    if table.ndim != 2:
        raise ValueError(
            f"a joint table has two axes (rows X, columns Y), got shape {table.shape}; or give two arrays of labels"
        )
    check_rows(as_rows(table.ravel(), -1)[0])
    return table.astype(float)


def as_codes(labels: ArrayLike, name: str) -> tuple[np.ndarray, int]:
    """Each label's place among the sorted distinct labels, and how many distinct labels there are."""
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.size == 0:
        raise ValueError(f"{name} must be labels of shape (n_samples,), got shape {labels.shape}")
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise ValueError(f"{name} holds NaN at position {int(np.flatnonzero(np.isnan(labels))[0])}; a label must be a value")
    values, codes = np.unique(labels, return_inverse=True)
    return codes.ravel(), len(values)


def log_unit(base: float) -> float:
    """One unit of information in nats: log 2 for bits."""
    if not (np.isfinite(base) and base > 0 and base != 1):
        raise ValueError(f"base must be a positive number other than 1, got {base!r}")
    return float(np.log(base))


def tolerance(dtype: np.dtype) -> float:
    """How far from 1 rounding may leave a sum of numbers of this type."""
    return {"f2": 1e-2, "f4": 1e-4}.get(f"{dtype.kind}{dtype.itemsize}", 1e-6)


@np.errstate(invalid="ignore")
def check_rows(p_N_C: np.ndarray, start: int = 0, tol: float | None = None) -> None:
    """Raise if a row is no distribution; ``start`` is the number of the first row, for the message."""
    error_N = p_N_C.sum(axis=1, dtype=float) - 1
    bad_N = ~(np.abs(error_N) <= (tolerance(p_N_C.dtype) if tol is None else tol))
    negative_N = ~(p_N_C >= 0).all(axis=1) if not p_N_C.min() >= 0 else np.zeros(1, dtype=bool)
    if negative_N.any():
        row, wrong = negative_N.argmax(), "be 0 or more and not NaN"
    elif bad_N.any():
        row = bad_N.argmax()
        wrong = f"sum to 1, not {1 + error_N[row]:.6g}"
    else:
        return
    shown = np.array2string(p_N_C[row], threshold=10, edgeitems=5, precision=4)
    raise ValueError(f"probabilities must {wrong}; row {start + row} is {shown}")
