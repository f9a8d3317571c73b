"""Chapter 04, query strategies: what is right, and which slips are typical."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers
from alkit.information import entropy
from alkit.scores import uncertainty
from alkit.strategies.base import PoolView

# ---- 1: who asks about what -------------------------------------------------------------------------------

LETTERS = "abcde"
PROBA = np.array([[0.90, 0.05, 0.03, 0.02], [0.97, 0.01, 0.01, 0.01], [0.55, 0.15, 0.15, 0.15], [0.46, 0.38, 0.15, 0.01], [0.50, 0.48, 0.01, 0.01]])  # fmt: skip
DENSITY = np.array([0.95, 0.05, 0.20, 0.60, 0.30])
DISTANCE = np.array([0.4, 3.5, 1.1, 0.7, 0.9])  # to the nearest labeled sample


def _first(score: np.ndarray) -> str:
    return LETTERS[int(np.argmax(score))]


ASKED = [
    _first(score)
    for score in (uncertainty.margin(PROBA), uncertainty.entropy(PROBA), uncertainty.entropy(PROBA) * DENSITY, DISTANCE)
]


def letters(answer: Any) -> list[str]:
    """Four letters, whatever their case, in a list or in one text."""
    parts = re.findall(r"[A-Za-z]", answer) if isinstance(answer, str) else [str(one).strip() for one in answer]
    return [part.casefold() for part in parts]


def _says(place: int, letter: str) -> Any:
    return lambda answer: len(letters(answer)) == 4 and letters(answer)[place] == letter


def _n_right(answer: Any) -> str:
    n = sum(one == right for one, right in zip(letters(answer), ASKED))
    return f"{n} of the four {'is' if n == 1 else 'are'} right. Go through them one at a time: what does this strategy look at, and which candidate has most of it?"


WHOSE = Exercise(
    "04.1",
    "Whose question?",
    right=lambda answer: not isinstance(answer, (set, dict)) and letters(answer) == ASKED,
    slips=[
        Slip(lambda a: isinstance(a, (set, dict)), "A set or a dictionary has an order of its own. Use a list, in the order of the strategies."),
        Slip(lambda a: len(letters(a)) != 4, "There are four strategies: give a list of four letters."),
        Slip(lambda a: not set(letters(a)) <= set(LETTERS), "The candidates are called a to e."),
        Slip(lambda a: letters(a) == [ASKED[1], ASKED[0], *ASKED[2:]], "You have margin and entropy exchanged. Which of them looks at two classes only?"),
        Slip(_says(0, _first(-uncertainty.margin(PROBA))), "For margin, you took the candidate with the largest lead. Where is the model in doubt?"),
        Slip(_says(0, _first(uncertainty.least_confidence(PROBA))), "For margin, you took the candidate with the smallest first probability: that is least confidence. Margin looks at the lead of the first over the second."),
        Slip(_says(2, _first(DENSITY)), "The third strategy looks at a product. You took the densest place: is there anything left to doubt?"),
        Slip(_says(2, ASKED[1]), "The third strategy looks at a product. You took the most uncertain one: has it any neighbors?"),
        Slip(_says(3, _first(-DISTANCE)), "For core-set, you took the candidate nearest to a labeled one. Which one would Chen take?"),
        Slip(lambda a: len(letters(a)) == 4, _n_right),
    ],
    hint="it should be a list of four letters",
)  # fmt: skip

# ---- views to try strategies with -------------------------------------------------------------------------


class SmallView(PoolView):
    """A pool view that is short when it is shown."""

    def __repr__(self) -> str:
        return f"a view with {len(self.candidates)} candidates and {len(self.labeled)} labels"


def view(
    X: Sequence[Any], labeled: Sequence[int], y_labeled: Sequence[Any], classes: Sequence[Any], proba: Any
) -> tuple[PoolView]:
    """A pool view without a model, whose candidates are what is not labeled, as the arguments of a strategy."""
    rows = np.setdiff1d(np.arange(len(X)), labeled)
    table = np.array(proba, dtype=float)
    one = SmallView(
        X=np.array(X, dtype=float), candidates=rows, labeled=np.array(labeled), y_labeled=np.array(y_labeled), estimator=None,
        model=None, classes=np.array(classes), batch_size=1, rng=np.random.default_rng(0), predict_proba=lambda: table,
    )  # fmt: skip
    return (one,)


# ---- 2: a strategy that balances --------------------------------------------------------------------------


def pets_and_digits() -> list[tuple[PoolView]]:
    """Classes that are words, one of them without a label; then numbers that are not their own places."""
    pets = view(
        [[i] for i in range(9)], [0, 1, 2, 3], ["cat", "cat", "cat", "dog"], ["cat", "dog", "owl"],
        [[0.2, 0.5, 0.3], [0.8, 0.1, 0.1], [0.1, 0.2, 0.7], [0.6, 0.3, 0.1], [0.3, 0.4, 0.3]],
    )  # fmt: skip
    digits = view([[i] for i in range(8)], range(6), [4, 4, 7, 1, 7, 7], [1, 4, 7], [[0.1, 0.3, 0.6], [0.4, 0.5, 0.1]])
    return [pets, digits]


def _counts(view: Any, names: Any) -> np.ndarray:
    return np.array([np.count_nonzero(view.y_labeled == name) for name in names])


def _predicted(view: Any) -> np.ndarray:
    return view.classes[view.proba.argmax(axis=1)]


def _down_the_columns(view: Any) -> np.ndarray:
    return -_counts(view, view.classes[view.proba.argmax(axis=0)])


BALANCING = Exercise(
    "04.2",
    "A strategy of your own",
    right=lambda view: -_counts(view, _predicted(view)),
    cases=pets_and_digits,
    read=numbers,
    slips=[
        Slip(lambda view: _counts(view, _predicted(view)), "The sign: the highest score is asked about first. Which class would this strategy ask about?"),
        Slip(lambda view: -_counts(view, view.classes), "That is one number per class. A strategy returns one score per candidate: what does the model take this candidate for?"),
        Slip(lambda view: np.resize(-_counts(view, view.classes), len(view.candidates)), "Those are the counts in the order of the classes, whatever the model says. What does it take each candidate for?"),
        Slip(lambda view: -_counts(view, view.proba.argmax(axis=1)), "argmax gives the place of a column. Which class stands in that column?"),
        Slip(lambda view: -_counts(view, view.classes[view.proba.argmin(axis=1)]), "You count the labels of the least likely class."),
        Slip(_down_the_columns, "You look down the columns, candidate against candidate. Each row is one candidate."),
        Slip(lambda view: -view.proba @ _counts(view, view.classes), "That is the count to be expected over all classes. The task takes the most likely class only."),
        Slip(lambda view: -np.array([np.count_nonzero(_predicted(view) == c) for c in _predicted(view)]), "You count candidates. Which classes have few *labels*, the task asks."),
        Slip(lambda view: -_counts(view, _predicted(view)) / len(view.y_labeled), "That is the share of the labels. The order is right; the task wants minus the count."),
        Slip(lambda view: -view.proba.max(axis=1), "That prefers what the model is unsure of. The labels so far play no part in it."),
    ],
    hint="take the most likely class of each candidate, and count how often it stands among the labels",
)  # fmt: skip

# ---- 3: a gain --------------------------------------------------------------------------------------------

P_ANSWERS, BEFORE, AFTER = np.array([0.8, 0.2]), 0.6, np.array([0.5, 0.9])
EXPECTED_GAIN = BEFORE - float(P_ANSWERS @ AFTER)

GAIN = Exercise(
    "04.3",
    "A gain on paper",
    right=EXPECTED_GAIN,
    slips=[
        Slip(-EXPECTED_GAIN, "The size is right, the sign is not: the gain is before minus after."),
        Slip(float(P_ANSWERS @ AFTER), "That is the doubt to be expected afterwards. How much has been gained?"),
        Slip(BEFORE - AFTER.mean(), "Both answers count the same there. How likely is each?"),
        Slip(AFTER.mean(), "Both answers count the same there. How likely is each? And what is asked is the difference to before."),
        Slip(BEFORE - AFTER[0], "That is what the likely answer would bring. The other one may come, too."),
        Slip(BEFORE - AFTER[1], "That is what the unlikely answer would do. The other one may come, too."),
        Slip(BEFORE - float(P_ANSWERS[::-1] @ AFTER), "You have exchanged the two probabilities."),
        Slip(BEFORE - AFTER.sum(), "The two entropies are added up there, without their probabilities."),
        Slip(float(entropy(P_ANSWERS)), "That is how uncertain the answer is. The gain is about the rest of the pool."),
        Slip(float(entropy(P_ANSWERS)) - BEFORE, "How uncertain the answer is has no part in it, but as weights."),
    ],
    hint="imagine each answer, see what doubt it leaves, and average with the probabilities of the answers",
)  # fmt: skip

# ---- 4: Chen's strategy -----------------------------------------------------------------------------------


def places() -> list[tuple[PoolView]]:
    """Points of the plane; then of a line, where squares would fall below the distances."""
    plane = view([[0, 0], [3, 4], [6, 8], [1, 1], [4, 0], [9, 9]], [0, 2], ["a", "b"], ["a", "b"], np.full((4, 2), 0.5))
    line = view([[0.0], [0.1], [0.5], [0.85], [1.0]], [4, 0, 2], ["a", "b", "a"], ["a", "b"], np.full((2, 2), 0.5))
    return [plane, line]


def _distances(view: Any, order: float = 2) -> np.ndarray:
    """From each candidate to each labeled row, shape (n_candidates, n_labeled)."""
    apart = view.X[view.candidates][:, None] - view.X[view.labeled][None]
    return np.linalg.norm(apart, ord=order, axis=2)


def _to_all_others(view: Any) -> np.ndarray:
    apart = np.linalg.norm(view.X[view.candidates][:, None] - view.X[None], axis=2)
    apart[apart == 0] = np.inf
    return apart.min(axis=1)


FARTHEST = Exercise(
    "04.4",
    "Chen's strategy",
    right=lambda view: _distances(view).min(axis=1),
    cases=places,
    read=numbers,
    slips=[
        Slip(lambda view: -_distances(view).min(axis=1), "The sign: the highest score is asked about first, and Chen wants the farthest."),
        Slip(lambda view: _distances(view).mean(axis=1), "That is the mean distance to all labeled points. A point beside one of them is no news, however far the others are."),
        Slip(lambda view: _distances(view).sum(axis=1), "That is the sum of the distances. A point beside a labeled one is no news, however far the others are."),
        Slip(lambda view: _distances(view).max(axis=1), "That is the distance to the farthest labeled point. Which of them tells most about the candidate?"),
        Slip(lambda view: _distances(view).min(axis=0), "One number per labeled point. A strategy returns one score per candidate: you took the minimum along the wrong axis."),
        Slip(lambda view: _distances(view)[:, 0], "You look at the first labeled point only. Which of them is the nearest differs from candidate to candidate."),
        Slip(lambda view: _distances(view).min(axis=1) ** 2, "Those are squares. The order is right; the task wants the distance."),
        Slip(lambda view: _distances(view, 1).min(axis=1), "That adds up the differences of the coordinates. The task wants the straight way."),
        Slip(lambda view: np.linalg.norm(view.X[view.candidates] - view.X[view.labeled].mean(axis=0), axis=1), "That is the distance to the mean of the labeled points. Somewhere near the mean there may be no label at all."),
        Slip(_to_all_others, "That is the distance to the nearest other point of the pool: it finds the lonely. What has been labeled plays no part in it."),
        Slip(lambda view: int(np.argmax(_distances(view).min(axis=1))), "That is the choice. A strategy returns one score per candidate, and the learner chooses."),
        Slip(lambda view: int(view.candidates[np.argmax(_distances(view).min(axis=1))]), "That is the choice. A strategy returns one score per candidate, and the learner chooses."),
        Slip(lambda view: _distances(view).min(axis=1)[:, None], "The scores are right, in a column of shape (n, 1). The learner wants shape (n,)."),
        Slip(_distances, "That is the whole table, candidates by labeled points. One number per candidate is wanted: which of its row?"),
    ],
    hint="for each candidate, work out how far it is from each labeled point, and think of which of these distances counts",
)  # fmt: skip

# ---- 5: what was chosen was not drawn -----------------------------------------------------------------------

DRAWN, CHOSEN = (5, 50), (22, 50)  # defaults, loans
SHARE = DRAWN[0] / DRAWN[1]

REPORT = Exercise(
    "04.5",
    "A number for the report",
    right=SHARE,
    slips=[
        Slip((DRAWN[0] + CHOSEN[0]) / (DRAWN[1] + CHOSEN[1]), "You took all the labels there are. How did the second fifty come to be asked about?"),
        Slip(CHOSEN[0] / CHOSEN[1], "You took the loans that margin has chosen. It looks for doubtful cases: what does that do to the share?"),
        Slip(100 * SHARE, "As a share, please: a number between 0 and 1."),
        Slip(1 - SHARE, "That is the share of loans that were paid back."),
        Slip(DRAWN[0] / (DRAWN[1] - DRAWN[0]), "That is defaults per loan that was paid back. A share is taken of all."),
        Slip(DRAWN[0] / (DRAWN[1] + CHOSEN[1]), "You divide by all the labels, and count the defaults of some."),
    ],
    hint="ask of each loan how it came to be labeled",
)  # fmt: skip

EXERCISES = [WHOSE, BALANCING, GAIN, FARTHEST, REPORT]
