"""Chapter 17, tools and next steps: what is right, and which slips are typical."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers

# ---- 1: labels as the other library wants them ----------------------------------------------------------------

NOBODY_KNOWS = -77.0  # what NaN is read as: two NaN would not be equal


def labels_so_far() -> list[tuple[int, list[int], list[float]]]:
    """How many rows, which have a label, and these labels: in another order than the rows, class 0 among them, none at all."""
    return [(5, [3, 0], [2.0, 1.0]), (4, [1, 2], [0.0, 0.0]), (3, [], [])]


def _with_gaps(n: int, rows: list[int], labels: list[float], gap: float = np.nan) -> np.ndarray:
    y = np.full(n, gap)
    y[rows] = labels
    return y


def _gaps_named(answer: Any) -> np.ndarray:
    return np.nan_to_num(numbers(answer), nan=NOBODY_KNOWS)


WITH_GAPS = Exercise(
    "17.1",
    "Labels with gaps",
    right=_with_gaps,
    cases=labels_so_far,
    read=_gaps_named,
    slips=[
        Slip(lambda n, rows, y: _with_gaps(n, rows, y, 0.0), "A row without a label gets the label 0. That is a class of its own: so the article's listing went wrong."),
        Slip(lambda n, rows, y: _with_gaps(n, rows, y, -1.0), "scikit-learn's semi-supervised models write -1 for \"no label\". Here it would be one more class."),
        Slip(lambda n, rows, y: np.array(y), "These are the labels alone. Each row of the pool needs a place."),
        Slip(lambda n, rows, y: _with_gaps(n, sorted(rows), y), "The labels stand in the order in which they were given, not in that of the rows. Whose label is the first?"),
        Slip(lambda n, rows, y: _with_gaps(n, rows, [np.nan] * len(rows), 0.0), "The other way round: the rows that are known have the gap."),
    ],
    hint="an array of n places, a gap in each, and then the known labels put where they belong",
)  # fmt: skip

# ---- 2: how many share the first place --------------------------------------------------------------------------


def score_lists() -> list[tuple[np.ndarray]]:
    """Scores as a forest of ten trees gives them: three at the top and two below; one alone; all alike."""
    return [(np.array([0.9, 0.4, 0.9, 0.4, 0.9, 0.1]),), (np.array([0.2, 0.7, 0.5, 0.5]),), (np.zeros(4),)]


TIED = Exercise(
    "17.2",
    "Tied for the first place",
    right=lambda scores: int(np.sum(scores == scores.max())),
    cases=score_lists,
    slips=[
        Slip(lambda s: 1, "argmax names one of them, the first. How many others have the same score?"),
        Slip(lambda s: int(s.argmax()), "That is where the first of them stands. How many are there?"),
        Slip(lambda s: float(s.max()), "That is the highest score. How many candidates have it?"),
        Slip(lambda s: len(np.unique(s)), "That is how many different scores there are. How many candidates share the highest one?"),
        Slip(lambda s: len(s) - len(np.unique(s)), "That counts ties anywhere in the list. Only the first place decides what is asked."),
        Slip(len, "These are all candidates. How many of them have the highest score?"),
        Slip(lambda s: int(np.sum(s == s.min())), "Higher score = ask sooner. You count those at the other end."),
    ],
    hint="compare each score with the highest one, and count",
)  # fmt: skip

# ---- 3: labels out of Label Studio ------------------------------------------------------------------------------


def _task(row: int, by: str, label: str | None) -> dict[str, Any]:
    result = (
        [] if label is None else [{"from_name": "label", "to_name": "sample", "type": "choices", "value": {"choices": [label]}}]
    )
    annotation = {"completed_by": {"email": by}, "result": result, "was_cancelled": label is None}
    return {"id": row + 1, "data": {"row": row, "text": f"text {row}"}, "annotations": [annotation]}


def exports() -> list[tuple[list[dict[str, Any]]]]:
    """Tasks as Label Studio exports them, one annotation each; some were cancelled."""
    return [
        ([_task(4, "Ada", "praise"), _task(0, "Ben", None), _task(2, "Ada", "complaint")],),
        ([_task(7, "Cem", "complaint"), _task(1, "Cem", None)],),
    ]


def _by_row(tasks: list[dict[str, Any]], name: Callable[[dict[str, Any]], Any] = lambda t: t["data"]["row"], cancelled: bool = False) -> dict[Any, Any]:  # fmt: skip
    found = {name(t): t["annotations"][0]["result"] for t in tasks if cancelled or not t["annotations"][0]["was_cancelled"]}
    return {row: result[0]["value"]["choices"][0] if result else None for row, result in found.items()}


def _pairs(answer: Any) -> np.ndarray:
    """A dictionary, as an array of its pairs in order."""
    return np.array(sorted((str(int(row)), str(label)) for row, label in answer.items()))


OUT_OF_LABEL_STUDIO = Exercise(
    "17.3",
    "Out of Label Studio",
    right=_by_row,
    cases=exports,
    read=_pairs,
    slips=[
        Slip(lambda tasks: _by_row(tasks, cancelled=True), "An annotation that was cancelled is no label: somebody did not know."),
        Slip(lambda tasks: _by_row(tasks, lambda t: t["id"]), "That is the number of the task. Which row of the pool is it about?"),
        Slip(lambda tasks: _by_row(tasks, tasks.index), "That is the place in the file. Which row of the pool is it about?"),
        Slip(lambda tasks: {row: [label] for row, label in _by_row(tasks).items()}, "The choices are a list, since several could be ticked. Take the one in it."),
        Slip(lambda tasks: {t["data"]["row"]: t["annotations"][0]["completed_by"]["email"] for t in tasks if not t["annotations"][0]["was_cancelled"]}, "That is who answered. What did they say?"),
        Slip(lambda tasks: {}, "Nothing was found. Which of the annotations were cancelled, and which were not?"),
    ],
    hint="a dictionary is wanted, number of the row -> label, of the annotations that were not cancelled",
)  # fmt: skip

# ---- 4: which to begin with -------------------------------------------------------------------------------------

BEST = "CDBA"


def letters(answer: Any) -> str:
    """Letters, whatever their case, in a list or in one text."""
    text = "".join(map(str, answer)) if isinstance(answer, Iterable) else str(answer)
    return re.sub(r"[^A-Z]", "", text.upper())


def _n_right(answer: Any) -> str:
    n = sum(one == right for one, right in zip(letters(answer), BEST))
    return f"{n} of the four {'is' if n == 1 else 'are'} right. Set the guide to each of them, and read what it rests on."


def _at(place: int, letter: str) -> Callable[[Any], bool]:
    return lambda answer: len(letters(answer)) == len(BEST) and letters(answer)[place] == letter


WHICH_FIRST = Exercise(
    "17.4",
    "Which to begin with",
    right=lambda answer: not isinstance(answer, (set, dict)) and letters(answer) == BEST,
    slips=[
        Slip(lambda a: isinstance(a, (set, dict)), "A set has no order. Give four letters in the order of the situations."),
        Slip(lambda a: len(letters(a)) != len(BEST), "There are four situations: give four letters, such as \"AAAA\"."),
        Slip(lambda a: not set(letters(a)) <= set("ABCDE"), "The strategies are called A to E."),
        Slip(_at(0, "A"), "1: margin needs a model that has something to say. Without a label it has not. What finds typical samples without one?"),
        Slip(_at(0, "B"), "1: core-set begins with what lies far out, which helps where a class is rare. Here none is. What finds typical samples?"),
        Slip(_at(1, "A"), "2: margin asks where the model doubts. The bank wants to find, not to learn."),
        Slip(_at(2, "A"), "3: how naive Bayes sees the classes is bent by questions that lie on the boundary (notebook 04). What does not look at the model at all?"),
        Slip(_at(3, "E"), "4: ten classes. Which of the two scores listens to the tail of unlikely classes?"),
        Slip(lambda a: True, _n_right),
    ],
    hint="it should be four letters",
)  # fmt: skip

# ---- 5: six sentences about tools -------------------------------------------------------------------------------

WRONG_ONES = frozenset("ACE")


def _chosen(answer: Any) -> frozenset[str]:
    return frozenset(
        letters(answer if not isinstance(answer, Iterable) or isinstance(answer, str) else sorted(map(str, answer)))
    )


def _how_far(answer: Any) -> str:
    found = len(_chosen(answer) & WRONG_ONES)
    return f"You have {found} of the {len(WRONG_ONES)} wrong ones, and {len(_chosen(answer) - WRONG_ONES)} that are right."


SIX_SENTENCES = Exercise(
    "17.5",
    "Six sentences about tools",
    right=lambda answer: _chosen(answer) == WRONG_ONES,
    slips=[
        Slip(lambda a: not _chosen(a) or not _chosen(a) <= set("ABCDEF"), "Give the letters of those that are wrong, out of A to F."),
        Slip(lambda a: _chosen(a) == set("ABCDEF") - WRONG_ONES, "Those are the ones that are right. Which are wrong?"),
        Slip(lambda a: "D" in _chosen(a), "D is so: it is what the two of this chapter did. What decided which flower was asked first?"),
        Slip(lambda a: "B" in _chosen(a), "B is so on the scikit-learn that the chapter runs on. Read again what failed, and what did not."),
        Slip(lambda a: "F" in _chosen(a), "F is so: read what stands below the answer to guess 17.4."),
        Slip(lambda a: True, _how_far),
    ],
    hint="it should be letters, such as \"AB\"",
)  # fmt: skip

EXERCISES = [WITH_GAPS, TIED, OUT_OF_LABEL_STUDIO, WHICH_FIRST, SIX_SENTENCES]
