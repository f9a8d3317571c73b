"""What a question asks for, one class, several, or a number: how an answer is read, kept, learned from, said and measured.

A better-of-two is one class of two, "first" and "second", about a pair: see :mod:`alkit.pairs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.base import is_regressor

from alkit.labeling.kinds.base import Kind, short_repr
from alkit.labeling.kinds.number import Number
from alkit.labeling.kinds.one import OneClass
from alkit.labeling.kinds.several import SeveralClasses
from alkit.labeling.values import checked_classes, plain_value

__all__ = ["KINDS", "Kind", "Number", "OneClass", "SeveralClasses", "holds_fractions", "kind_for", "kind_of"]

KINDS: dict[str, type[Kind]] = {kind.name: kind for kind in (OneClass, SeveralClasses, Number)}


def kind_of(about: Mapping[str, Any]) -> Kind:
    """What a session asks for, from what its log says it is about; a log without a word of it asks for one class.

    >>> kind_of({"classes": ["a", "b"]}), kind_of(Number(0, 9).about()) == Number(0, 9)
    (OneClass(classes=('a', 'b')), True)

    Raises
    ------
    ValueError
        If it was written by an alkit that knows more.
    """
    said = dict(about.get("answer") or {"kind": OneClass.name})
    name = said.pop("kind")
    if name not in KINDS:
        raise ValueError(f"it asks for answers of a kind that this alkit does not know: {short_repr(name)}")
    return KINDS[name].from_about(about["classes"], said)


def kind_for(y: Any, classes: Any, answer: Any, estimator: Any, are_numbers: bool = False) -> Kind:
    """What is to be asked: what ``answer`` says, or else what labels, classes and estimator tell.

    Parameters
    ----------
    y : true labels, or None
    classes : possible answers, or None
    answer : a kind, or None
    estimator : of the person's learner, or None
    are_numbers : whether it is known that the labels are numbers

    Raises
    ------
    ValueError
        If they do not tell, or what they tell cannot be asked for.
    """
    if answer is not None:
        if not isinstance(answer, Kind):
            raise ValueError(f"answer must say what is asked for, as Number(0, 100) does, got {short_repr(answer)}")
        return answer
    if getattr(y, "ndim", 1) == 2 and not hasattr(y, "iloc"):
        return SeveralClasses(tuple(range(y.shape[1]) if classes is None else classes))
    are_numbers = are_numbers or (classes is None and y is not None and holds_fractions(y))
    if are_numbers or (estimator is not None and is_regressor(estimator)):
        if y is None:
            raise ValueError("a regressor learns numbers: say between which ones an answer lies, answer=Number(low, high)")
        return Number.of(y)
    if y is None and classes is None:
        raise ValueError("the possible answers must be known: give classes=[...], or the true labels y of the pool")
    return OneClass(tuple(checked_classes(_classes_in(y) if classes is None else classes)))


def _classes_in(y: Any) -> list[Any]:
    try:
        return list(dict.fromkeys(y.tolist() if hasattr(y, "tolist") else map(plain_value, y)))
    except TypeError as error:  # lists in a list, say
        raise ValueError(f"y must hold one true label per row, a text or a number each: {error}") from error


def holds_fractions(y: Any) -> bool:
    """Whether labels are numbers that no class can be.

    >>> holds_fractions([0.5, 1.0]), holds_fractions([0.0, 1.0]), holds_fractions(["0.5"])
    (True, False, False)
    """
    try:
        values = np.asarray(y)
    except ValueError:  # ragged lists
        return False
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else np.array([])
    return bool((finite != np.round(finite)).any())
