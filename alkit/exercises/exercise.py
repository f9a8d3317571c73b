"""An exercise: what is right, which slips are typical, and the verdict on an answer.

A wrong answer is held against the slips: each has a sentence that leads on, and does not say what is right.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from alkit.exercises.checks import NOT_ATTEMPTED, _same, _show


class Slip(NamedTuple):
    """A typical mistake.

    Attributes
    ----------
    gives : the answer that it leads to; or a function, as :attr:`Exercise.right` may be
    says : what to tell the student: a sentence, or a function of the answer that makes one
    """

    gives: Any
    says: str | Callable[[Any], str]


def number(answer: Any) -> np.ndarray:
    """An answer as a number or an array of numbers; a list with one number in it, or a number in quotes, is that number."""
    return np.squeeze(np.asarray(answer, dtype=float))


def numbers(answer: Any) -> np.ndarray:
    """An answer as an array of numbers of the same shape."""
    return np.asarray(answer, dtype=float)


def call(function: Callable, *arguments: Any) -> Any:
    """Call a student's function."""
    return function(*arguments)


@dataclass(frozen=True)
class Exercise:
    """What is asked, what is right, and which slips are typical.

    Parameters
    ----------
    key : chapter and number, such as "03.2"
    title : as above the task
    right : the answer; or a function that tells whether an answer is right; where a function is asked for, such a function
    slips : the typical ones; the first that fits is named
    hint : what is said of any other wrong answer, after "because you have ...:"
    cases : where a function is asked for: makes the arguments to try it with, anew each time, since it may change them
    read : how an answer, or what the student's function returns, is read before it is compared; raises if it cannot be read
    call : how the student's function is called with the arguments of a case
    tolerance : largest difference that counts as equal; by default, what is rounded to three decimals is right
    """

    key: str
    title: str
    right: Any
    slips: Sequence[Slip]
    hint: str
    cases: Callable[[], Sequence[tuple]] | None = None
    read: Callable[[Any], Any] = number
    call: Callable[..., Any] = call
    tolerance: float = 6e-4

    def judge(self, answer: Any) -> tuple[bool | None, str]:
        """Whether an answer is right (None: not attempted), and what to say; raises for no answer."""
        if answer is ...:
            return None, NOT_ATTEMPTED
        if self.cases is not None and not callable(answer):
            return False, f"Not yet, because you have {_show(answer)}: a function is wanted. Hand it over by its name alone."
        given = answer if self.cases is None else self._results(answer)
        if isinstance(given, _Raised):
            return False, given.words
        if self.cases is not None and any(one is ... for one in given):
            return None, NOT_ATTEMPTED
        if self.fits(self.right, given):
            return True, "Right."
        return False, f"Not yet{self._slip(given) or self._otherwise(answer, given)}"

    def fits(self, what: Any, given: Any, times: float = 1) -> bool:
        """Whether ``what``, the right answer or a slip, is what the student gave, within ``times`` the tolerance."""
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")  # of what a student typed there may be no number to be had
                if self.cases is not None:
                    expected = [self.call(what, *arguments) for arguments in self.cases()]
                    return all(_same(self.read(g), self.read(e), self.tolerance) for g, e in zip(given, expected, strict=True))
                return bool(what(given)) if callable(what) else _same(self.read(given), what, times * self.tolerance)
        except Exception:  # noqa: BLE001  # what cannot be read or compared does not fit
            return False

    def _results(self, function: Callable) -> list[Any] | _Raised:
        """What the student's function returns for each case."""
        results = []
        for arguments in (self.cases or list)():
            try:
                results.append(self.call(function, *arguments))
            except (Exception, SystemExit) as error:  # noqa: BLE001  # told to the student, in its own words
                said = f"raises {type(error).__name__}: {_words(error)}" if _words(error) else f"raises {type(error).__name__}"
                return _Raised(f"Not yet, because {_called(function, arguments)} {said}.")
        return results

    def _slip(self, given: Any) -> str:
        """The sentence of the first slip that fits."""
        found = next((slip for slip in self.slips if self.fits(slip.gives, given, times=10)), None)
        if found is not None:
            return f". {found.says(given) if callable(found.says) else found.says}"
        each = [given] if self.cases is None else given
        return next((f". {says}" for is_so, says in COMMON if any(is_so(self, one) for one in each)), "")

    @property
    def last_words(self) -> str:
        """The hint as the end of a sentence."""
        return self.hint if self.hint.endswith("?") else f"{self.hint}."

    def _otherwise(self, answer: Any, given: Any) -> str:
        """The hint, with what the student has, or the first case that goes wrong."""
        if self.cases is None:
            return f", because you have {_show(answer)}: {self.last_words}"
        for arguments, result in zip(self.cases(), given):
            right = self.read(self.call(self.right, *arguments))
            if not _same(_read(self, result), right, self.tolerance):
                break
        return f", because {_called(answer, arguments)} gives {_show(result)}: {self.last_words}"


class _Raised(NamedTuple):
    """A student's function has raised something."""

    words: str


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  # a student's own class
        return ""


def _called(function: Any, arguments: tuple) -> str:
    name = getattr(function, "__name__", "it")
    return f"{name if isinstance(name, str) else 'it'}({', '.join(map(_show, arguments))})"


# ---- slips that belong to no exercise ---------------------------------------------------------------------


def _read(exercise: Exercise, given: Any) -> Any:
    """What was given, as it is compared; None where it cannot be read."""
    try:
        return exercise.read(given)
    except Exception:  # noqa: BLE001
        return None


def _is_not_a_number(exercise: Exercise, given: Any) -> bool:
    read = _read(exercise, given)
    return isinstance(read, np.ndarray) and bool(np.isnan(read).any())


def _is_rounded_too_much(exercise: Exercise, given: Any) -> bool:
    read = _read(exercise, given)
    if exercise.cases is not None or not isinstance(exercise.right, float) or not isinstance(read, np.ndarray) or read.shape:
        return False
    return any(abs(read - round(exercise.right, places)) < 1e-9 for places in (1, 2))


COMMON: list[tuple[Callable[[Exercise, Any], bool], str]] = [
    (
        lambda e, given: given is None,
        "That is None. A function that prints, or has no return, gives None back: return the value.",
    ),
    (lambda e, given: callable(given), "That is a function, not what it returns: call it, with its brackets."),
    (_is_not_a_number, "That is not a number (nan). Somewhere 0 was divided by 0, or its logarithm multiplied by 0."),
    (_is_rounded_too_much, "Close: you may have rounded too much. Keep three decimals, or do not round."),
]
