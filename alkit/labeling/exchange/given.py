"""What a file of answers says, whichever layout it has; and what is wrong with it, in one sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from alkit.history import REMARKS
from alkit.labeling.identity import recognized
from alkit.labeling.joint import Answer
from alkit.labeling.kinds import Kind
from alkit.pool import n_rows, one_row

MOST_NAMED = 5  # in a message
MOST_VALUES = 1024  # of a row of numbers that another tool is to show


class Given(NamedTuple):
    """An answer as a file has it: its label a text, None for "I don't know"; ``hash`` says which row of a pool is meant."""

    sample: int
    hash: str
    annotator: str
    label: str | None
    seconds: float = math.nan
    at: str = ""
    remark: str | None = None


def as_given(answers: Iterable[Answer], X: Any, kind: Kind) -> list[Given]:
    """Answers for a file."""
    known: dict[int, str] = {}
    for answer in answers:
        known.setdefault(answer.sample, "")
    known = {row: recognized(X, row)[0].get("hash", "") for row in known}

    def text(a: Answer) -> Any:
        return None if a.label is None else kind.written(a.label)

    return [Given(a.sample, known[a.sample], a.annotator, text(a), a.seconds, a.at, a.remark) for a in answers]


def checked(given: Sequence[Given], X: Any, kind: Kind, seed_set: Sequence[int]) -> list[Answer]:
    """The answers that a file gives to a pool.

    Raises
    ------
    ValueError
        If it is about other rows, other answers or the seed set, or says twice what one person answered: all that is wrong.
    """
    meant = _meant({g.label for g in given} - {None}, kind)
    what = f"none of the classes {list(kind.classes)}" if kind.classes else f"not {kind}"
    wrong: dict[str, set] = {
        "rows of another pool": {g.sample for g in given if not _is_row(g, X)},
        f"labels that are {what}": {g.label for g in given} - {*meant, None},
        f"remarks that are none of {list(REMARKS)}": {g.remark for g in given} - {*REMARKS, None},
        "rows of the seed set, which nobody is asked": {g.sample for g in given} & set(seed_set),
        "two answers of one person to one row": _twice(given),
    }
    if found := [f"{what}: {_some(those)}" for what, those in wrong.items() if those]:
        raise ValueError(f"nothing was taken in; the file has {'; '.join(found)}")
    return [
        Answer(g.sample, g.annotator, None if g.label is None else meant[g.label], g.seconds, g.at, g.remark) for g in given
    ]


def _meant(labels: Iterable[Any], kind: Kind) -> dict[Any, Any]:
    """Texts that are answers -> the answers."""
    found = {}
    for label in labels:
        with suppress(ValueError):
            found[label] = kind.reread(label)
    return found


def words(X: Any, row: int) -> str:
    """A sample as another tool may show it; it is not read back."""
    sample = one_row(X, row)
    if isinstance(sample, str):
        return sample
    if getattr(sample, "ndim", 0) == 1 and not hasattr(sample, "index") and 0 < len(sample) <= MOST_VALUES:
        return ", ".join(f"{value:g}" if isinstance(value, (float, np.floating)) else str(value) for value in sample)
    return f"row {row}"


def a_list(text: str) -> list[Any]:
    """The list that a JSON text is; a ``TypeError`` where it is something else."""
    found = json.loads(text)
    if not isinstance(found, list):
        raise TypeError(f"it holds {type(found).__name__}")
    return found


def refuse_others(found: Iterable[str], known: Iterable[str], needed: Iterable[str], what: str) -> None:
    """An error where a file lacks a column, or has one that nobody knows: its answers may mean something else."""
    found = list(found)
    unknown, missing = sorted(set(found) - set(known)), sorted(set(needed) - set(found))
    if unknown or missing:
        said = [f"{state} {what} {_some(those)}" for state, those in (("unknown", unknown), ("no", missing)) if those]
        raise ValueError(f"nothing was taken in; the file has {' and '.join(said)}; known are {', '.join(known)}")


def _is_row(g: Given, X: Any) -> bool:
    return 0 <= g.sample < n_rows(X) and recognized(X, g.sample)[0].get("hash", "") == g.hash


def _twice(given: Sequence[Given]) -> set[tuple[str, int]]:
    seen: set[tuple[str, int]] = set()
    return {pair for g in given for pair in [(g.annotator, g.sample)] if pair in seen or seen.add(pair)}  # type: ignore[func-returns-value]


def _some(those: Iterable[Any]) -> str:
    named = sorted(map(repr, those))
    return ", ".join(named[:MOST_NAMED]) + (f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else "")
