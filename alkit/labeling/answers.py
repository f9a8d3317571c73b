"""A table of answers: one row per sample, one column per annotator, None where somebody was not asked or did not know."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np

Answers: TypeAlias = Sequence[Sequence[Hashable | None]] | np.ndarray


def votes(answers: Answers, classes: Sequence[Any] | np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Who said what, as True and False, and the classes in the order of the last axis.

    Parameters
    ----------
    answers : shape (n_samples, n_annotators), None where there is none
    classes : all possible answers; by default those given, sorted

    Returns
    -------
    array of shape (n_samples, n_annotators, n_classes), array of shape (n_classes,)

    Raises
    ------
    ValueError
        If the answers are no table, none is given, one is not among ``classes``, or they are no classes but numbers or sets.

    Examples
    --------
    >>> said, classes = votes([["yes", None], ["no", "no"]])
    >>> classes.tolist(), said.sum(axis=1).tolist()
    (['no', 'yes'], [[0, 1], [2, 0]])
    """
    rows = [[a.item() if isinstance(a, np.generic) else a for a in _cells(row)] for row in answers]
    lengths = sorted({len(row) for row in rows})
    if len(lengths) != 1 or lengths == [0]:
        raise ValueError(
            f"answers must be a table of shape (n_samples, n_annotators), got {len(rows)} rows of lengths {lengths}"
        )
    _refuse_others(a for row in rows for a in row)
    given = {a for row in rows for a in row if a is not None}
    known = _in_order(given) if classes is None else np.asarray(classes).tolist()
    if not given or not given <= set(known):
        raise ValueError(f"answers must be among {known}, or None where there is none; got {sorted(given, key=str)}")
    place = {c: i for i, c in enumerate(known)}
    codes_NJ = np.array([[place.get(a, -1) for a in row] for row in rows])
    return codes_NJ[:, :, None] == np.arange(len(known)), np.asarray(known)


def _cells(row: Any) -> list[Any]:
    if isinstance(row, str) or not hasattr(row, "__len__"):
        raise ValueError(f"answers must be a table of shape (n_samples, n_annotators), but a row of it is {row!r}")
    return list(row)


def _refuse_others(answers: Iterable[Any]) -> None:
    """Measures of agreement count who said the same class; numbers are near or far, and sets overlap."""
    for a in answers:
        if isinstance(a, (list, set)) or (isinstance(a, float) and np.isfinite(a) and a != round(a)):
            what = f"numbers such as {a:g}" if isinstance(a, float) else f"several at once such as {a}"
            raise ValueError(f"agreement and consensus need one class per answer, got {what}")


def _in_order(given: set[Any]) -> list[Any]:
    if any(a != a for a in given):
        raise ValueError("answers must not be NaN; where there is none, say None")
    try:
        return sorted(given)
    except TypeError:
        raise ValueError(f"answers must be of one kind, got {sorted(given, key=str)}") from None
