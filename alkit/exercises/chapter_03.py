"""Chapter 03, the query loop: what is right, and which slips are typical."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers
from alkit.exercises.listing import Listing, hunt
from alkit.learner import ActiveLearner
from alkit.scores import uncertainty
from alkit.stopping import budget

# ---- 1: a strategy ----------------------------------------------------------------------------------------


class PretendView:
    """A pool view with predictions, and nothing else."""

    def __init__(self, proba: Sequence[Sequence[float]]):
        self.proba = np.array(proba)

    def __repr__(self) -> str:
        return f"view with proba {self.proba.tolist()}"


def views() -> list[tuple[PretendView]]:
    """Three classes in various orders, four candidates; then two classes."""
    return [(PretendView([[0.7, 0.2, 0.1], [0.4, 0.25, 0.35], [0.1, 0.1, 0.8], [0.2, 0.5, 0.3]]),), (PretendView([[0.4, 0.6], [0.9, 0.1]]),)]  # fmt: skip


def _lead(view: Any, first: int = -1, second: int = -2, axis: int = 1) -> np.ndarray:
    ordered = np.moveaxis(np.sort(view.proba, axis=axis), axis, -1)
    return ordered[:, first] - ordered[:, second]


MARGIN = Exercise(
    "03.1",
    "A strategy of your own",
    right=lambda view: 1 - _lead(view),
    cases=views,
    read=numbers,
    slips=[
        Slip(_lead, "That is the lead itself. A strategy is asked for the largest score first: which flower would it take?"),
        Slip(lambda view: -_lead(view), "The order is right, and it would ask the same. The task wants one minus the lead, between 0 and 1."),
        Slip(lambda view: 1 - view.proba.max(axis=1), "That is least confidence: it looks at one class only. Who comes second?"),
        Slip(lambda view: 1 - (view.proba[:, 0] - view.proba[:, 1]), "You take the first two columns. The most likely class may stand anywhere in its row."),
        Slip(lambda view: 1 - abs(view.proba[:, 0] - view.proba[:, 1]), "You take the first two columns. The most likely class may stand anywhere in its row."),
        Slip(lambda view: 1 - (view.proba[:, -1] - view.proba[:, -2]), "You take the last two columns as they stand. Which order do the classes have?"),
        Slip(lambda view: 1 - _lead(view, 1, 0), "After sorting, the smallest stand first. Which end of the row do you need?"),
        Slip(lambda view: 1 - _lead(view, 0, 1), "After sorting, the smallest stand first. Which end of the row do you need?"),
        Slip(lambda view: 1 + _lead(view), "A sign: after sorting, the larger of the two stands behind the smaller."),
        Slip(lambda view: 1 - _lead(view, 0 if len(view.proba) == 1 else -1, axis=0), "You sort down the columns, flower against flower. Each row is one flower."),
        Slip(lambda view: uncertainty.entropy(view.proba), "That is the entropy, which looks at all classes. The margin looks at two."),
        Slip(lambda view: int(np.argmax(1 - _lead(view))), "That is the choice. A strategy returns one score per candidate, and the learner chooses."),
        Slip(lambda view: (1 - _lead(view)).mean(), "That is one number for all. A strategy returns one score per candidate."),
        Slip(lambda view: (1 - _lead(view))[:, None], "The scores are right, in a column of shape (n, 1). The learner wants shape (n,)."),
    ],
    hint="it should be one minus the lead of the most likely class over the second, for each row",
)  # fmt: skip

# ---- 2: a stopping rule -----------------------------------------------------------------------------------


def learners() -> list[tuple[int, Any]]:
    """Numbers of labels wanted, and learners: with a class that has none yet, exactly enough, one too few, plenty, more than classes."""

    def learner(labels: str) -> Any:
        return SimpleNamespace(
            y_labeled=np.array(list(labels)), classes=np.array(list("abc")), n_labeled=len(labels), n_asked=len(labels) - 3
        )

    return [(1, learner("aba")), (2, learner("abcabc")), (3, learner("aaabbbcc")), (1, learner("aabbcc")), (2, learner("aaaaaabbbc")), (3, learner("aaab")), (4, learner("aaab")), (3, learner("ab")), (4, learner("aaaabbbbcccc"))]  # fmt: skip


def stands(returned: Any) -> str:
    """What a rule says, in a word: a reason is a text, and empty means to go on."""
    if isinstance(returned, str):
        return "stop" if returned.strip() else "go on"
    if returned is None or isinstance(returned, (bool, np.bool_)):
        return "true" if returned else "go on"
    return "something else"


def _rule(holds: Callable[[np.ndarray, int, Any], Any], reason: Any = "enough") -> Callable:
    """A stopping rule made of a condition on the numbers of labels of all classes."""

    def enough_of_each(n: int) -> Callable:
        def rule(learner: Any) -> Any:
            counts = np.array([np.count_nonzero(learner.y_labeled == c) for c in learner.classes])
            return reason if holds(counts, n, learner) else ""

        return rule

    return enough_of_each


ENOUGH = Exercise(
    "03.2",
    "A stopping rule of your own",
    right=_rule(lambda counts, n, _: counts.min() >= n),
    cases=learners,
    read=stands,
    call=lambda function, n, learner: ... if (rule := function(n)) is ... else rule(learner),
    slips=[
        Slip(_rule(lambda counts, n, _: counts.min() >= n, reason=True), "It stops at the right time and cannot say why: return a text with the reason. all_of joins the texts of its rules."),
        Slip(_rule(lambda counts, n, _: counts[counts > 0].min() >= n), "A class that has no label yet is overlooked. Where can you learn which classes there are?"),
        Slip(_rule(lambda counts, n, _: counts[counts > 0].min() >= n, reason=True), "A class that has no label yet is overlooked. Where can you learn which classes there are?"),
        Slip(_rule(lambda counts, n, _: counts.min() > n), "It asks for one label too many: at least n means that n is enough."),
        Slip(_rule(lambda counts, n, _: np.count_nonzero(counts) >= n), "It counts the classes that have a label. How many labels has each of them?"),
        Slip(_rule(lambda counts, n, _: counts.min() >= n - 1), "It stops one label too early."),
        Slip(_rule(lambda counts, n, _: counts.max() >= n), "It stops as soon as one class has enough. Every class must."),
        Slip(_rule(lambda counts, n, _: counts.sum() >= n), "It counts all labels together. Every class must have its own."),
        Slip(_rule(lambda counts, n, _: counts.sum() >= n * len(counts)), "Enough labels for all, but who has them? One class may hold most of them."),
        Slip(_rule(lambda counts, n, _: counts.min() < n), "It is the wrong way round: it stops while labels are missing, and goes on when they are there."),
        Slip(_rule(lambda counts, n, _: True), "It always stops. An empty text means to go on."),
        Slip(_rule(lambda counts, n, _: False), "It never stops. When does it give a reason?"),
    ],
    hint="count the labels of each class in learner.y_labeled, and think of what stops and what goes on",
)  # fmt: skip

# ---- 3: which line is to blame ----------------------------------------------------------------------------


def letter(answer: Any) -> str:
    """One letter, whatever its case and its dress: "d", "D.", "line D", ["D"]."""
    one = answer[0] if isinstance(answer, (list, tuple, np.ndarray)) and len(answer) == 1 else answer
    return re.sub(r"^LINE\s+|[\W_]", "", one.strip().upper()) if isinstance(one, str) else ""


def _is(which: str) -> Callable[[Any], bool]:
    return lambda answer: letter(answer) == which


GUILTY = Exercise(
    "03.3",
    "Find the bug",
    right=_is("E"),
    slips=[
        Slip(_is("A"), "A learns from the seed set, and these labels are there. Which line looks at what it should not?"),
        Slip(_is("B"), "B predicts, and looks at no label at all."),
        Slip(
            _is("C"),
            "C keeps rows that have a label from being asked about again. An entropy is never negative, so −1 comes last.",
        ),
        Slip(
            _is("D"),
            "D learns from rows in labeled, as it should. The loop may do that; what follows from it for the last line?",
        ),
        Slip(
            lambda a: letter(a) in {"ALL", "NONE", "ABCDE"} or isinstance(a, (list, tuple, set)),
            "One line is to blame: give its letter.",
        ),
    ],
    hint="the answer is one of the letters A to E, in quotes",
)

# ---- 4: counting answers ----------------------------------------------------------------------------------

N_SEED, N_BUDGET, N_UNKNOWN = 3, 20, 4


@cache
def counted() -> tuple[int, int]:
    """Answers asked and labels there, after a run in which the first answers are "I do not know"."""
    from sklearn.dummy import DummyClassifier

    learner = ActiveLearner(DummyClassifier(), np.zeros((30, 1)), lambda view: np.zeros(len(view.candidates)), random_state=0)
    learner.teach(range(N_SEED), ["a", "b", "c"])
    learner.run(lambda rows: [None if learner.n_asked < N_UNKNOWN else "a" for _ in rows], budget(N_BUDGET))
    return learner.n_asked, learner.n_labeled


def pair(answer: Any) -> np.ndarray:
    """Two numbers, in whatever they come: a text with both will do."""
    found = re.findall(r"-?\d+(?:\.\d+)?", answer) if isinstance(answer, str) else answer
    return np.squeeze(numbers(list(found.values()) if isinstance(found, dict) else found))


def _two(asked: int, labels: int) -> Callable[[Any], bool]:
    return lambda answer: np.array_equal(pair(answer), (asked, labels))


COUNT = Exercise(
    "03.4",
    "Count the answers",
    right=lambda answer: np.array_equal(pair(answer), counted()),
    slips=[
        Slip(lambda a: np.array_equal(pair(a), counted()[::-1]), "The two are exchanged: first the answers asked, then the labels."),
        Slip(_two(N_BUDGET + N_SEED, N_BUDGET + N_SEED - N_UNKNOWN), "The labels are right. Did anybody ask her about the seed set?"),
        Slip(_two(N_BUDGET - N_UNKNOWN, N_BUDGET + N_SEED - N_UNKNOWN), "The labels are right. Does it cost her no time to find that she cannot tell?"),
        Slip(_two(N_BUDGET + N_UNKNOWN, N_BUDGET + N_SEED), 'Was she asked again for each "I do not know"? The question is spent.'),
        Slip(_two(N_BUDGET, N_BUDGET - N_UNKNOWN), "The answers are right. Some labels were there before the first question."),
        Slip(_two(N_BUDGET, N_BUDGET + N_SEED), 'The answers are right. What does "I do not know" add to the labels?'),
        Slip(_two(N_BUDGET, N_BUDGET), "The answers are right. Which of them gave a label, and which labels were there before?"),
        Slip(lambda a: pair(a).shape != (2,), "Give two whole numbers: answers asked, labels there."),
    ],
    hint="go through the run: what was there at the start, what does each answer add to either number",
)  # fmt: skip

# ---- 5: the bug hunt --------------------------------------------------------------------------------------

LISTING = Listing(
    """
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
    pool = set(X) - set(X_train)                                      # the flowers without a label
    def entropy(labels):
        p = np.bincount(labels, minlength=3) / len(labels)
        return -np.sum(p * np.log2(p))
    while len(pool) > 0:
        rows = np.array(list(pool))
        y_all = np.append(y_train, np.zeros(len(rows), dtype=int))    # no label yet: 0 for now
        gain = entropy(y_train) - entropy(y_all)
        best = np.argmax(gain)                                        # the most informative flower
        X_train = np.vstack([X_train, rows[best]])
        y_train = np.append(y_train, y[best])                         # ask the oracle
        pool.remove(tuple(rows[best]))
    model = RandomForestClassifier(100).fit(X_train, y_train)
    print("accuracy:", model.score(X_test, y_test))
    """,
    bugs={
        2: "A set holds only what can be hashed, and a row of an array cannot: the listing stops here.",
        (2, 15): "What is not in the training set is the pool, and the test set too: line 15 tests on flowers that the model has learned.",
        5: "If a class has the share 0, this is 0 times the logarithm of 0, and the entropy is not a number.",
        6: "The loop ends when the pool is empty: there is no budget, and every label is bought.",
        8: "The flowers without a label get the label 0, and count as if the oracle had given it.",
        (9, 10): "This is one gain for the whole set, and the argmax of a single number is always 0. Each candidate needs a score of its own.",
        12: "The number in best counts the rows of the pool, and y holds those of all flowers: this is the label of another one.",
        14: "The model is fitted once, after the loop. It had no say in what was asked.",
    },
    innocent={
        1: "Line 1 splits the data, and nothing more.",
        3: "Line 3 only names the function.",
        4: "Line 4 counts shares, and they sum to 1.",
        7: "Line 7 makes an array of what is in the pool. If the pool were right, so would this be.",
        11: "Line 11 moves the row of the chosen flower. If the choice were right, so would this be.",
        13: "Line 13 takes the chosen flower out of the pool. It has to go.",
    },
)  # fmt: skip
HUNT = hunt("03.5", "The bug hunt", LISTING)

EXERCISES = [MARGIN, ENOUGH, GUILTY, COUNT, HUNT]
