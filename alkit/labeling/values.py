"""Classes and labels: what goes into the log must come back from it as it was given, or is refused at the door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np


def checked_classes(classes: Iterable[Any]) -> list[Any]:
    """Classes as plain Python values, sorted, each once.

    Raises
    ------
    ValueError
        If one of them would not come back from a NumPy array and from JSON as it was given, or cannot be learned from.

    Examples
    --------
    >>> checked_classes(np.array([3, 1, 3])), checked_classes([True, False])
    ([1, 3], [False, True])
    >>> checked_classes([("a", "b"), ("c", "d")])
    Traceback (most recent call last):
    ValueError: a class must be a text, a whole number, or True or False; name ('a', 'b') by a text instead
    """
    if isinstance(classes, (str, bytes)):
        raise ValueError(f"classes must be a list of the possible answers, got the text {classes!r}")
    given = [plain_value(c) for c in classes]
    for c in given:
        if not _can_be_kept(c):
            raise ValueError(f"a class must be a text, a whole number, or True or False; name {c!r} by a text instead")
    if len({_kind(c) for c in given}) > 1:
        raise ValueError(f"classes must be of one kind, texts or numbers or True and False, got {given[:10]}")
    return np.unique(np.array(given)).tolist() if given else []


def as_class(label: Any, classes: Sequence[Any]) -> Any:
    """The class that a label means; None if it is none.

    >>> as_class(np.int64(1), [0, 1]), as_class(True, [0, 1]), as_class("1", [0, 1])
    (1, 1, None)
    """
    label = plain_value(label)
    if not isinstance(label, (str, bool, int, float)):
        return None
    return next((c for c in classes if c == label and isinstance(c, str) == isinstance(label, str)), None)


def plain_value(value: Any) -> Any:
    """A Python value for a NumPy one."""
    return value.item() if isinstance(value, np.generic) else value


def _kind(c: Any) -> type:
    return float if type(c) is int else type(c)


def _can_be_kept(c: Any) -> bool:
    if type(c) is str:
        return np.array(c).item() == c  # NumPy drops a \0 at the end
    if type(c) is float:
        return c.is_integer()  # classifiers learn no others; NaN is not even itself
    return type(c) is bool or (type(c) is int and abs(c) < 2**53)
