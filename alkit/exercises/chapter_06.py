"""Chapter 06, a person as the oracle: what is right, and which slips are typical."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers

# ---- 1: one's own error rate ---------------------------------------------------------------------------------


def records() -> list[tuple[list[str | None], list[str]]]:
    """Answers and truths: some not known, all right, and as many wrong as right."""
    return [
        (["cat", None, "dog", "cat", "dog", None, "cat"], ["cat", "dog", "cat", "cat", "dog", "cat", "cat"]),
        (["a", "b", "b"], ["a", "b", "b"]),
        ([None, "a", "b", "a", "b"], ["a", "b", "b", "b", "b"]),
    ]


def _pairs(answers: Sequence[Any], truth: Sequence[Any]) -> list[tuple[Any, Any]]:
    return [(a, t) for a, t in zip(answers, truth) if a is not None]


def _error_rate(answers: Sequence[Any], truth: Sequence[Any]) -> float:
    return float(np.mean([a != t for a, t in _pairs(answers, truth)]))


ERROR_RATE = Exercise(
    "06.1",
    "Your error rate",
    right=_error_rate,
    cases=records,
    read=numbers,
    slips=[
        Slip(lambda a, t: float(np.mean([x != y for x, y in zip(a, t)])), 'You count "I don\'t know" as wrong. It is no label: leave it out.'),
        Slip(lambda a, t: _error_rate(a, t) * len(_pairs(a, t)) / len(a), "You count the wrong labels rightly. Divide them by the labels given, not by all questions."),
        Slip(lambda a, t: 1 - _error_rate(a, t), "That is the share of right labels."),
        Slip(lambda a, t: float(np.mean([x == y for x, y in zip(a, t)])), 'That is the share of right answers, "I don\'t know" among the wrong ones.'),
        Slip(lambda a, t: _error_rate(a, t) * len(_pairs(a, t)), "That is how many are wrong. Which share of the labels is it?"),
        Slip(lambda a, t: 100 * _error_rate(a, t), "Is that in percent? A share is between 0 and 1."),
        Slip(lambda a, t: float(np.mean([x is None for x in a])), 'That is how often "I don\'t know" was said. How often was a label wrong?'),
    ],
    hint="take the answers that are not None, and the share of them that differ from the truth",
)  # fmt: skip

# ---- 2: ten minutes --------------------------------------------------------------------------------------------

SECONDS, LABEL, UNKNOWN, SHARE = 600, 4.0, 14.0, 0.2  # what a label takes, and "I don't know", which one in five gets
QUESTIONS = SECONDS / ((1 - SHARE) * LABEL + SHARE * UNKNOWN)
LABELS = QUESTIONS * (1 - SHARE)

TEN_MINUTES = Exercise(
    "06.2",
    "Ten minutes",
    right=LABELS,
    slips=[
        Slip(QUESTIONS, "So many questions can be asked. How many of them bring a label?"),
        Slip(SECONDS / LABEL, "That would be so if every question brought a label."),
        Slip(SECONDS / LABEL * (1 - SHARE), 'You take the "I don\'t know" away, but not the time that it takes.'),
        Slip(QUESTIONS * SHARE, 'That is how many "I don\'t know" there are. How many labels?'),
        Slip(SECONDS / ((LABEL + UNKNOWN) / 2), "You average the two times as if both came equally often. How often does each come?"),
        Slip(SECONDS / ((LABEL + UNKNOWN) / 2) * (1 - SHARE), "You average the two times as if both came equally often. How often does each come?"),
        Slip(SECONDS / (LABEL + UNKNOWN), "Not every question takes both times. How long does one question take on average?"),
        Slip(SECONDS / (LABEL + SHARE * UNKNOWN), "A question that ends in \"I don't know\" does not take the time of a label, too."),
    ],
    hint="how long does a question take on average, how many fit into ten minutes, and how many of them bring a label?",
)  # fmt: skip

# ---- 3: luck in a game -------------------------------------------------------------------------------------------

N_RUNS, ABOVE = 20, 18
LUCK = (N_RUNS + 1 - ABOVE) / (N_RUNS + 1)

BY_LUCK = Exercise(
    "06.3",
    "By luck alone",
    right=LUCK,
    slips=[
        Slip((N_RUNS - ABOVE) / N_RUNS, "The runs are not all the players, and to be above as many or more of them is how many places?"),
        Slip((N_RUNS + 1 - ABOVE) / N_RUNS, "Three places is right. Among how many players, yourself among them?"),
        Slip(ABOVE / N_RUNS, "That is the share of runs that you are above. How often does luck bring somebody that far?"),
        Slip(ABOVE / (N_RUNS + 1), "That is about the other places. Which places are as good as yours or better?"),
        Slip(1 / (N_RUNS + 1), "So often somebody is above all of them. Here 18 suffice."),
        Slip(0.5**ABOVE, "That would be 18 coin tosses. But the games are not separate: one good game of yours is above many runs at once."),
        Slip(100 * LUCK, "Is that in percent? A probability is between 0 and 1."),
    ],
    hint="put all players, yourself among them, in the order of their results: each place is equally likely for you",
)  # fmt: skip

# ---- 4: what consistency says --------------------------------------------------------------------------------------

RIGHT_OFTEN = 0.8
AGREES = RIGHT_OFTEN**2 + (1 - RIGHT_OFTEN) ** 2  # 0.68

CONSISTENT = Exercise(
    "06.4",
    "What consistency says",
    right=RIGHT_OFTEN,
    slips=[
        Slip(AGREES, "That is how often the two answers agree. They also agree where both are wrong."),
        Slip(1 - RIGHT_OFTEN, "That is how often it is wrong. And the task says: more often right than wrong."),
        Slip(float(np.sqrt(AGREES)), "You have left out the second way to agree: both answers wrong."),
        Slip((1 + AGREES) / 2, "Half of the disagreements are not the errors of one answer. Write down both ways to agree, and solve for the probability."),
        Slip(1 - float(np.sqrt(1 - AGREES)), "1 minus the agreement is not the square of the error. In which two ways do two answers disagree?"),
        Slip(100 * RIGHT_OFTEN, "Is that in percent? A probability is between 0 and 1."),
    ],
    hint="two answers agree when both are right or both are wrong; which probability makes these two together 0.68?",
)  # fmt: skip

# ---- 5: a strategy that plays like a person --------------------------------------------------------------------------


class SeenView:
    """A pool view with places, labels and predictions, and nothing else."""

    def __init__(self, X: Sequence[Sequence[float]], labeled: Sequence[int], p: Sequence[float]):
        self.X, self.labeled = np.array(X, dtype=float), np.array(labeled)
        self.candidates = np.setdiff1d(np.arange(len(self.X)), self.labeled)
        self.proba = np.column_stack([p, 1 - np.array(p)])

    def __repr__(self) -> str:
        return f"view with {len(self.labeled)} labels and {len(self.candidates)} candidates"


PLACES: list[list[float]] = [[0, 0], [4, 0], [0, 3.3], [5, 4], [1, 1], [2, 2.5], [6, 1], [3, 5], [0.5, 4]]


def situations() -> list[tuple[SeenView]]:
    """Two labels; five, the last that is spread; six, where margin begins; and seven."""
    return [
        (SeenView(PLACES, [1, 4], [0.5, 0.9, 0.2, 0.65, 0.7, 0.1, 0.45]),),
        (SeenView(PLACES, [0, 1, 2, 6, 8], [0.55, 0.3, 0.95, 0.15]),),
        (SeenView(PLACES, [0, 1, 2, 3, 6, 8], [0.8, 0.35, 0.52]),),
        (SeenView(PLACES, [0, 1, 2, 3, 6, 7, 8], [0.9, 0.4]),),
    ]


def _apart(view: Any) -> np.ndarray:
    return np.linalg.norm(view.X[view.candidates][:, None] - view.X[view.labeled], axis=2)


def _margin(view: Any) -> np.ndarray:
    return 1 - np.abs(view.proba[:, 0] - view.proba[:, 1])


def _mine(view: Any, n: int = 6) -> np.ndarray:
    return _apart(view).min(axis=1) if len(view.labeled) < n else _margin(view)


SPREAD_FIRST = Exercise(
    "06.5",
    "Spread first, then margin",
    right=_mine,
    cases=situations,
    read=numbers,
    slips=[
        Slip(_margin, "That is margin from the beginning. What is asked while there are fewer than six labels?"),
        Slip(lambda view: _apart(view).min(axis=1), "That spreads for ever. From six labels on, the task wants margin."),
        Slip(lambda view: _mine(view, 7), "With six labels margin begins. Which comparison says \"fewer than six\"?"),
        Slip(lambda view: _mine(view, 5), "With five labels it still spreads. Which comparison says \"fewer than six\"?"),
        Slip(lambda view: _margin(view) if len(view.labeled) < 6 else _apart(view).min(axis=1), "The two halves are exchanged: spread first."),
        Slip(lambda view: _apart(view).max(axis=1) if len(view.labeled) < 6 else _margin(view), "That is the distance to the farthest label. A place is covered if any label is near: which label counts?"),
        Slip(lambda view: _apart(view).mean(axis=1) if len(view.labeled) < 6 else _margin(view), "That is the mean distance. A place is covered if any label is near: which label counts?"),
        Slip(lambda view: _apart(view).sum(axis=1) if len(view.labeled) < 6 else _margin(view), "You add the distances up. A place is covered if any label is near: which label counts?"),
        Slip(lambda view: -_mine(view) if len(view.labeled) < 6 else _margin(view), "A sign: that asks close to what is labeled. The highest score is asked."),
        Slip(lambda view: _mine(view) if len(view.labeled) < 6 else 1 - _margin(view), "The margin runs the wrong way: a small lead of one class must give a high score. alkit.margin_sampling(view) does it."),
        Slip(lambda view: np.linalg.norm(view.X[:, None] - view.X[view.labeled], axis=2).min(axis=1) if len(view.labeled) < 6 else _margin(view), "That has a score for every row of the pool. One score per candidate is wanted: view.X[view.candidates]."),
    ],
    hint="up to five labels, the distance of each candidate to the nearest labeled row; from six on, margin_sampling(view)",
)  # fmt: skip

EXERCISES = [ERROR_RATE, TEN_MINUTES, BY_LUCK, CONSISTENT, SPREAD_FIRST]
