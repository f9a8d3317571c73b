"""Check cells for exercises: right, not yet (and why), or not attempted.  They never raise, so "run all" always ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

NOT_ATTEMPTED = "Not attempted yet: replace the ... above, then run this cell again."


def check_value(answer: Any, expected: Any, why: str, tolerance: float = 1e-6) -> None:
    """Compare an answer with the expected value and print the verdict.

    Parameters
    ----------
    answer : what the student found; ``...`` counts as not attempted
    expected : number, array, string or other value
    why : a hint, shown when the answer differs; it should not give the answer away
    tolerance : largest absolute difference that counts as equal, for numbers

    Examples
    --------
    >>> check_value(..., 1.0, "a fair coin")
    Not attempted yet: replace the ... above, then run this cell again.
    >>> check_value(0.5, 1.0, "think of how many yes-or-no questions a fair coin needs")
    Not yet, because you have 0.5: think of how many yes-or-no questions a fair coin needs.
    >>> check_value(1.0, 1.0, "")
    Right.
    """
    if answer is ...:
        print(NOT_ATTEMPTED)
    elif _same(answer, expected, tolerance):
        print("Right.")
    else:
        print(f"Not yet, because you have {_show(answer)}: {why}.")


def check_function(function: Callable, cases: Sequence[tuple[tuple, Any, str]], tolerance: float = 1e-6) -> None:
    """Call a student's function on some cases and print the verdict on the first that fails.

    Parameters
    ----------
    function : the student's function; one that returns ``...`` counts as not attempted
    cases : (arguments, expected, hint) triples; ``expected`` may be a function of the result that returns a bool
    tolerance : largest absolute difference that counts as equal, for numbers

    Examples
    --------
    >>> check_function(lambda x: ..., [((1,), 2, "twice")])
    Not attempted yet: replace the ... above, then run this cell again.
    >>> check_function(lambda x: x + 2, [((2,), 4, "twice"), ((1,), 2, "twice two is also two more")])
    Not yet, because <lambda>(1) gives 3: twice two is also two more.
    >>> check_function(lambda x: 2 * x, [((2,), 4, "twice"), ((1,), 2, "")])
    Right.
    """
    for arguments, expected, why in cases:
        name = f"{getattr(function, '__name__', 'it')}({', '.join(map(_show, arguments))})"
        try:
            result = function(*arguments)
        except Exception as error:  # noqa: BLE001  # whatever a student's code raises is told to the student, in its own words
            print(f"Not yet, because {name} raises {type(error).__name__}: {error}.")
            return
        if result is ...:
            print(NOT_ATTEMPTED)
            return
        if not _same(result, expected, tolerance):
            print(f"Not yet, because {name} gives {_show(result)}: {why}.")
            return
    print("Right.")


def _same(answer: Any, expected: Any, tolerance: float) -> bool:
    try:
        if callable(expected):
            return bool(expected(answer))
        if isinstance(expected, (str, bool)) or expected is None:
            return bool(answer == expected)
        answer, expected = np.asarray(answer), np.asarray(expected)
        if expected.dtype.kind in "US":
            return answer.shape == expected.shape and bool((answer == expected).all())
        return answer.shape == expected.shape and bool(np.allclose(answer, expected, rtol=0, atol=tolerance))
    except (TypeError, ValueError):  # an answer of a kind that cannot be compared is not the answer
        return False


def _show(value: Any) -> str:
    text = np.array2string(value, precision=4, threshold=8) if isinstance(value, np.ndarray) else repr(value)
    if isinstance(value, (float, np.floating)):
        text = f"{value:.4g}"
    return " ".join(text.split()) if len(text) <= 80 else " ".join(text.split())[:77] + "..."
