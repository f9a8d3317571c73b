"""``check("03.2", answer)`` and ``progress()``: what is right stands in the package, not in the cell.

A chapter's exercises are in its own file, ``chapter_NN.py``, which is loaded at the first check of that chapter.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from alkit.exercises.checks import LOOKS, _say
from alkit.exercises.exercise import Exercise

HERE = __name__.rpartition(".")[0]
_SOLVED: dict[str, bool | None] = {}  # key -> the verdict; an exercise that was solved once stays solved, until the kernel ends


@cache
def exercises(chapter: str) -> dict[str, Exercise]:
    """The exercises of a chapter such as "03": key -> exercise, in the order of the chapter; none where it has none."""
    name = f"{HERE}.chapter_{chapter}"
    return {one.key: one for one in import_module(name).EXERCISES} if find_spec(name) else {}


def check(key: str, answer: Any) -> None:
    """Hold an answer against an exercise, and show the verdict: right, not yet (and why), or not attempted.

    Parameters
    ----------
    key : chapter and number of the exercise, such as "03.2"
    answer : what the student found; where the task is to write a function, the function.  ``...`` counts as not attempted

    Raises
    ------
    ValueError
        If there is no such exercise.  No answer raises anything.

    Examples
    --------
    >>> check("02.1", ...)
    Not attempted yet: replace the ... above, then run this cell again.
    >>> check("02.1", 0.48)
    Not yet. Is that in nats? A logarithm to the base 2 gives bits.
    """
    found = exercises(key[:2]).get(key) if isinstance(key, str) and re.fullmatch(r"\d\d\.\d", key) else None
    if found is None:
        raise ValueError(f"there is no exercise {key!r}; a key is chapter and number, such as '03.2'")
    try:
        right, words = found.judge(answer)
    except Exception:  # noqa: BLE001  # a student's own class may raise wherever it is looked at
        right, words = False, f"Not yet, because that cannot be read: {found.last_words}"
    _SOLVED[key] = True if _SOLVED.get(key) else right
    _say(right, words, _how_many(key[:2]))


def progress(chapter: str | None = None) -> Progress:
    """Which exercises are solved, of one chapter or of all that were checked since this kernel was started.

    Parameters
    ----------
    chapter : such as "03"

    Returns
    -------
    Progress, which shows itself below the cell

    Raises
    ------
    ValueError
        If the chapter has no such exercises.

    Examples
    --------
    >>> _SOLVED.clear()
    >>> progress()
    Nothing was checked since this kernel was started.
    """
    if chapter is not None and not (re.fullmatch(r"\d\d", str(chapter)) and exercises(str(chapter))):
        raise ValueError(f"there is no exercise of chapter {chapter!r}; a chapter is named by two digits, such as '03'")
    return Progress([str(chapter)] if chapter is not None else sorted({key[:2] for key in _SOLVED}))


class Progress:
    """What :func:`progress` returns.

    Parameters
    ----------
    chapters : such as ["02", "03"]
    """

    def __init__(self, chapters: Sequence[str]):
        self.lines = [
            (
                f"Chapter {chapter}, since this kernel was started: {_how_many(chapter)}",
                [_line(e) for e in exercises(chapter).values()],
            )
            for chapter in chapters
        ]

    def __repr__(self) -> str:
        texts = [f"{head}\n" + "\n".join(f"{sign} {line}" for sign, _, line in lines) for head, lines in self.lines]
        return "\n".join(texts) or "Nothing was checked since this kernel was started."

    def _repr_html_(self) -> str:
        def item(sign: str, color: str, line: str) -> str:
            return f'<div><span aria-hidden="true" style="{SIGN.format(color)}">{sign}</span>{html.escape(line)}</div>'

        texts = [f"<strong>{head}</strong>" + "".join(item(*line) for line in lines) for head, lines in self.lines]
        return f'<div style="padding: 6px 12px; line-height: 26px">{"<br>".join(texts) or html.escape(repr(self))}</div>'


SIGN = (
    "display: inline-block; width: 24px; margin-right: 8px; text-align: center; border-radius: 12px; "
    "color: #ffffff; background-color: {}"
)
STANDING = {True: "solved", False: "not yet", None: "not attempted yet"}


def _line(exercise: Exercise) -> tuple[str, str, str]:
    solved = _SOLVED.get(exercise.key)
    sign, color, _ = LOOKS[solved]
    return sign, color, f"{exercise.key} {exercise.title}: {STANDING[solved]}"


def _how_many(chapter: str) -> str:
    """How far a chapter is done.

    >>> _SOLVED.clear()
    >>> _how_many("03")
    'None of the 5 exercises of this chapter is solved yet.'
    """
    keys = exercises(chapter)
    n_solved, of = sum(_SOLVED.get(key) is True for key in keys), f"{len(keys)} exercises of this chapter"
    if n_solved == len(keys):
        return f"All {of} are solved."
    return (
        f"{n_solved} of the {of} {'is' if n_solved == 1 else 'are'} solved." if n_solved else f"None of the {of} is solved yet."
    )
