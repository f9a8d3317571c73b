"""Check cells for exercises: right, not yet (and why), or not attempted.  They never raise, so "run all" always ends.

In a notebook the verdict is a card, which also says how many checks of the chapter are right; elsewhere it is a line.
"""

from __future__ import annotations

import html
import json
import os
import pathlib
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

NOT_ATTEMPTED = "Not attempted yet: replace the ... above, then run this cell again."
LOOKS = {True: ("✓", "#1a7f37", "Right"), False: ("✗", "#cf222e", "Not yet"), None: ("…", "#686e75", "Not attempted yet")}
# The page's own ink, and white on the colors above: that can be read in every theme, in an export, and in a notebook that is
# not trusted yet, from which JupyterLab takes whatever names one of its CSS variables.
CARD = """<div style="border-left: 6px solid {color}; padding: 6px 12px; line-height: 24px">\
<span aria-hidden="true" style="display: inline-block; width: 24px; margin-right: 8px; text-align: center; \
border-radius: 12px; color: #ffffff; background-color: {color}">{sign}</span>\
<strong>{verdict}</strong>{words}<br>{progress}</div>"""
CHECK = re.compile(r"^[ \t]*(?:alkit\.)?check_(?:value|function)\(", re.MULTILINE)
_SEEN: dict[Any, tuple[Any, list[bool | None]]] = {}  # cell -> (which run of it, the verdicts given in that run)


def check_value(answer: Any, expected: Any, why: str, tolerance: float = 1e-6) -> None:
    """Compare an answer with the expected value and show the verdict.

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
        _say(None, NOT_ATTEMPTED)
    elif _same(answer, expected, tolerance):
        _say(True, "Right.")
    else:
        _say(False, f"Not yet, because you have {_show(answer)}: {why}.")


def check_function(function: Callable, cases: Sequence[tuple[tuple, Any, str]], tolerance: float = 1e-6) -> None:
    """Call a student's function on some cases and show the verdict on the first that fails.

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
            return _say(False, f"Not yet, because {name} raises {type(error).__name__}: {error}.")
        if result is ...:
            return _say(None, NOT_ATTEMPTED)
        if not _same(result, expected, tolerance):
            return _say(False, f"Not yet, because {name} gives {_show(result)}: {why}.")
    return _say(True, "Right.")


class Verdict:
    """What is shown below a check: a line of text, and the same as a card.

    Parameters
    ----------
    right : None if the exercise has not been attempted
    words : the line; it may hold what a student typed, and is no markup
    progress : how far the chapter is done
    """

    def __init__(self, right: bool | None, words: str, progress: str):
        self.right, self.words, self.progress = right, words, progress

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        sign, color, verdict = LOOKS[self.right]
        words, progress = html.escape(self.words.removeprefix(verdict)), html.escape(self.progress)
        card = CARD.format(sign=sign, color=color, verdict=verdict, words=words, progress=progress)
        return {"text/plain": self.words, "text/html": card}


def _say(right: bool | None, words: str, progress: str | None = None) -> None:
    """A card where there is a notebook, else a line; without a ``progress`` of its own, the card counts the checks so far."""
    words = words.encode(errors="backslashreplace").decode()  # half a surrogate pair goes nowhere
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        print(words)
    else:
        from IPython.display import display

        said = _progress(*_count(right, shell), _in_chapter()) if progress is None else progress
        display(Verdict(right, words, said))


def _count(right: bool | None, shell: Any) -> tuple[int, int]:
    """Note the verdict; how many are right, and how many there are.  What a cell said when it was run before is forgotten."""
    asked: dict[str, Any] = getattr(shell, "get_parent", dict)()  # the message that made the kernel run the cell
    run = asked.get("header", {}).get("msg_id", shell.execution_count)
    cell = asked.get("metadata", {}).get("cellId") or asked.get("content", {}).get("code", run)
    if cell not in _SEEN or _SEEN[cell][0] != run:
        _SEEN[cell] = run, []
    _SEEN[cell][1].append(right)
    verdicts = [verdict for _, given in _SEEN.values() for verdict in given]
    return sum(verdict is True for verdict in verdicts), len(verdicts)


def _in_chapter() -> int | None:
    """How many checks there are in the notebook's file; JupyterLab tells its kernels where it is, others do not."""
    try:
        cells = json.loads(pathlib.Path(os.environ["JPY_SESSION_NAME"]).read_text(encoding="utf-8"))["cells"]
        return sum(len(CHECK.findall("".join(cell["source"]))) for cell in cells if cell["cell_type"] == "code")
    except (KeyError, OSError, TypeError, ValueError):
        return None


def _progress(n_right: int, n_seen: int, n_in_chapter: int | None) -> str:
    """The number of all is said where it is known.

    >>> _progress(0, 1, None), _progress(1, 4, 4)
    ('No check is right so far.', '1 of 4 checks in this chapter is right.')
    >>> _progress(2, 3, None), _progress(4, 4, 4)
    ('2 checks are right so far.', 'All 4 checks in this chapter are right.')
    """
    are = "is" if n_right == 1 else "are"
    if n_in_chapter is None or n_seen > n_in_chapter:  # more than there are in the file: it was changed, and not saved
        return f"{n_right} check{'s' * (n_right != 1)} {are} right so far." if n_right else "No check is right so far."
    if n_right == n_in_chapter > 1:
        return f"All {n_right} checks in this chapter are right."
    return f"{n_right} of {n_in_chapter} checks in this chapter {are} right."


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
    except Exception:  # noqa: BLE001  # an answer of a kind that cannot be compared is not the answer
        return False


def _show(value: Any) -> str:
    try:
        text = np.array2string(value, precision=4, threshold=8) if isinstance(value, np.ndarray) else repr(value)
    except Exception:  # noqa: BLE001  # a student's own class
        text = f"something of type {type(value).__name__}"
    if isinstance(value, (float, np.floating)):
        text = f"{value:.4g}"
    return " ".join(text.split()) if len(text) <= 80 else " ".join(text.split())[:77] + "..."
