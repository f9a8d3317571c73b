"""Oracles that are no people: quick, cheap, and wrong in the same place each time they are asked.

Asking again is therefore no second opinion: an error of theirs cannot be averaged away.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alkit.models.predicting import ask


class KnownAnswers:
    """An oracle whose answers are known beforehand; to any other row it answers None.

    Parameters
    ----------
    answers : row number -> answer
    seconds : row number -> what that answer costs; 0 where it is not named
    name : who it is, in the history

    Examples
    --------
    >>> KnownAnswers({0: "cat", 2: "dog"})([2, 1])
    ['dog', None]
    """

    def __init__(self, answers: Mapping[int, Any], seconds: Mapping[int, float] | None = None, name: str = "recorded"):
        self.answers, self.seconds, self.name = dict(answers), dict(seconds or {}), name

    def __call__(self, rows: ArrayLike) -> list[Any]:
        """One answer per row, None where none is known."""
        return [self.answers.get(row) for row in np.asarray(rows).tolist()]

    def cost(self, rows: ArrayLike) -> float:
        """The seconds of these answers together."""
        return float(sum(self.seconds.get(row, 0.0) for row in np.asarray(rows).tolist()))


def weak_oracle(model: Any, X: Any, *, seconds: float = 0.0, name: str = "weak model") -> KnownAnswers:
    """An oracle that answers what a fitted model predicts: quick, and biased.

    Parameters
    ----------
    model : fitted, with ``predict``
    X : pool
    seconds : what an answer costs
    name : who it is, in the history

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> weak_oracle(DummyClassifier().fit([[0]], ["cat"]), [[1], [2]], seconds=0.1)([0, 1])
    ['cat', 'cat']
    """
    n_pool = X.shape[0] if hasattr(X, "shape") else len(X)
    predicted = ask(model, "predict", X, np.arange(n_pool), "weak_oracle").tolist()
    return KnownAnswers(dict(enumerate(predicted)), dict.fromkeys(range(n_pool), seconds), name)


def recorded(
    file: str | PathLike[str],
    *,
    ids: Sequence[Any] | np.ndarray | None = None,
    classes: Sequence[Any] | np.ndarray | None = None,
    name: str = "recorded",
) -> KnownAnswers:
    """An oracle that reads its answers from a CSV file, of a language model for example.

    The file has a header with the columns ``row`` (or ``id``), ``answer``, and ``seconds`` (or ``cost``), which may be missing.
    An empty answer is "I do not know".

    Parameters
    ----------
    file : path of a CSV file in UTF-8
    ids : name of each row of the pool, where the file has ``id``
    classes : all possible answers; an answer is read as the one that is written like it.  By default answers are texts
    name : who it is, in the history

    Raises
    ------
    ValueError
        If a column is missing, or a line holds what cannot be read: it is named.
    """
    with open(file, encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        columns = reader.fieldnames or []
        key = "id" if ids is not None else "row"
        if key not in columns or "answer" not in columns:
            raise ValueError(f"{file}: expected the columns {key} and answer, got {', '.join(columns) or 'an empty file'}")
        price = next((c for c in ("seconds", "cost") if c in columns), "")
        rows = None if ids is None else {str(value): row for row, value in enumerate(ids)}
        spelled = None if classes is None else {str(c): c for c in np.asarray(classes).tolist()}
        answers: dict[int, Any] = {}
        seconds: dict[int, float] = {}
        for line in reader:
            try:
                row = _row(line[key], rows, answers)
                answers[row] = _answer(line["answer"], spelled)
                seconds[row] = _price(line[price]) if price else 0.0
            except ValueError as problem:
                raise ValueError(f"{file}, line {reader.line_num}: {problem}") from None
    return KnownAnswers(answers, seconds, name)


def _row(text: str | None, rows: Mapping[str, int] | None, seen: Mapping[int, Any]) -> int:
    if rows is not None and text not in rows:
        raise ValueError(f"no row of the pool has the id {text!r}")
    if rows is None and not (text or "").strip().isdecimal():
        raise ValueError(f"row must be a row number of the pool, got {text!r}")
    row = int(text or "") if rows is None else rows[text or ""]
    if row in seen:
        raise ValueError(f"{text} is answered a second time")
    return row


def _answer(text: str | None, spelled: Mapping[str, Any] | None) -> Any:
    if not text:
        return None
    if spelled is not None and text not in spelled:
        raise ValueError(f"the answer must be one of {list(spelled)}, or empty, got {text!r}")
    return text if spelled is None else spelled[text]


def _price(text: str | None) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise ValueError(f"the price must be a number of at least 0, got {text!r}")
    return value
