"""Chapter 05, query by committee: what is right, and which slips are typical."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, number, numbers
from alkit.information import entropy
from alkit.scores import disagreement

# ---- 1: vote entropy by hand --------------------------------------------------------------------------------

VOTES = np.array([4, 2, 2])
SHARES = VOTES / VOTES.sum()
VOTE_ENTROPY = float(entropy(SHARES))

BY_HAND = Exercise(
    "05.1",
    "Vote entropy by hand",
    right=VOTE_ENTROPY,
    slips=[
        Slip(VOTE_ENTROPY * np.log(2), "Is that in nats? A logarithm to the base 2 gives bits."),
        Slip(VOTE_ENTROPY * np.log10(2), "Is that a logarithm to the base 10? Base 2 gives bits."),
        Slip(-VOTE_ENTROPY, "The size is right, the sign is not."),
        Slip(float(np.log2(3)), "That is the most that three classes can have. Are these votes even?"),
        Slip(3, "That would be the entropy if each of the eight voted for a class of its own."),
        Slip(float(np.log2(1 / SHARES).sum()), "These are the surprises of the three classes, added up. Each counts as often as it comes."),
        Slip(float(VOTES @ np.log2(1 / SHARES)), "That is the sum over the eight members. Per vote, how much is it?"),
        Slip(float(np.log2(1 / SHARES).mean()), "That is the plain mean of three surprises. They are not equally probable."),
        Slip(1 - SHARES.max(), "That is the variation ratio: the share that is not with the majority."),
        Slip(float(entropy([0.5, 0.5])), "You have thrown dog and owl together. They are two classes."),
        Slip(lambda a: np.allclose(np.sort(numbers(a).ravel()), np.sort(SHARES)), "These are the shares of the votes. What is their entropy?"),
    ],
    hint="begin with the share of the votes that each animal has",
)  # fmt: skip

# ---- 2: which patient ---------------------------------------------------------------------------------------

NEW = np.array([[0.5, 0.8, 0.9, 0.6], [0.5, 0.9, 0.1, 0.4], [0.5, 0.7, 0.5, 0.6]])  # doctors x patients
MOST_DISPUTED = int(disagreement.bald(np.stack([NEW, 1 - NEW], axis=2)).argmax())


def _patient(answer: Any) -> int:
    """The number of a patient, also as a text such as "patient 2"."""
    found = re.findall(r"-?\d+", answer) if isinstance(answer, str) else []
    value = float(number(found[0] if len(found) == 1 else answer))
    if value != int(value):
        raise ValueError("a whole number")
    return int(value)


def _names(which: int) -> Callable[[Any], bool]:
    return lambda answer: _patient(answer) == which


WHICH_PATIENT = Exercise(
    "05.2",
    "Which patient?",
    right=_names(MOST_DISPUTED),
    slips=[
        Slip(_names(0), "All three say that nobody can tell. Which of them could a result prove wrong?"),
        Slip(_names(1), "The three are nearly of one mind about this one."),
        Slip(_names(3), "They disagree there, but none of them is sure. Is there a patient about whom sure doctors contradict each other?"),
        Slip(lambda a: _patient(a) not in range(4), "The patients are the columns, counted from 0."),
    ],
    hint="give the number of one patient, a column of the table",
)  # fmt: skip

# ---- 3: a measure of one's own ------------------------------------------------------------------------------


def committees() -> list[tuple[np.ndarray]]:
    """Members' probabilities: three members, three classes, where each axis and each class matters; then two classes."""
    three = np.array(
        [
            [[0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.3, 0.3, 0.4]],
            [[0.5, 0.4, 0.1], [0.3, 0.0, 0.7], [0.3, 0.1, 0.6]],
            [[0.6, 0.1, 0.3], [0.2, 0.1, 0.7], [0.4, 0.3, 0.3]],
        ]
    )
    two = np.array([[[0.5, 0.5], [0.9, 0.1]], [[0.5, 0.5], [0.2, 0.8]]])
    return [(three,), (two,)]


def _range(proba: np.ndarray, over: int = 0) -> np.ndarray:
    return proba.max(axis=over) - proba.min(axis=over)


SPREAD = Exercise(
    "05.3",
    "A measure of your own",
    right=lambda proba: _range(proba).max(axis=1),
    cases=committees,
    read=numbers,
    slips=[
        Slip(lambda p: _range(p)[:, 0], "That looks at the first class only. Members may differ most about another one."),
        Slip(lambda p: _range(p)[:, -1], "That looks at the last class only. Members may differ most about another one."),
        Slip(lambda p: _range(p).mean(axis=1), "That is the mean over the classes. The largest difference is wanted."),
        Slip(lambda p: _range(p).sum(axis=1), "You add up the classes. The largest difference is wanted."),
        Slip(_range, "One step is left: for each sample there is still one number per class."),
        Slip(lambda p: _range(p, 2).max(axis=0), "You compare classes with each other, within one member. Compare members, class by class."),
        Slip(lambda p: _range(p, 2).mean(axis=0), "You compare classes with each other, within one member. Compare members, class by class."),
        Slip(lambda p: _range(p).max(axis=0), "You have taken away the samples, and kept the classes: which axis must stay?"),
        Slip(lambda p: _range(p, 1).max(axis=1), "You compare samples with each other. The first axis holds the members."),
        Slip(lambda p: p.std(axis=0).max(axis=1), "That is a standard deviation. The largest difference between two members is wanted."),
        Slip(lambda p: p.max(axis=2).max(axis=0) - p.max(axis=2).min(axis=0), "You compare how sure the members are, whatever they are sure of. Compare them class by class."),
        Slip(lambda p: float(_range(p).max()), "That is one number for all. A score is wanted for each sample."),
    ],
    hint="for each sample and each class, how far apart are the members? Then the largest over the classes",
)  # fmt: skip

# ---- 4: one turn of the loop --------------------------------------------------------------------------------


class PretendMember:
    """A member of a committee: it says of row k what stands in its table, whose place the row names."""

    def __init__(self, table: Sequence[Sequence[float]]):
        self.table, self.classes_ = np.array(table), np.arange(len(table[0]))

    def predict_proba(self, X: Any) -> np.ndarray:
        return self.table[np.asarray(X)[:, 0].astype(int)]

    def predict(self, X: Any) -> np.ndarray:
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


class PretendCommittee:
    """Members, and what they say on average."""

    def __init__(self, *tables: Sequence[Sequence[float]]):
        self.estimators_ = [PretendMember(table) for table in tables]
        self.classes_ = self.estimators_[0].classes_

    def __repr__(self) -> str:
        return f"a committee of {len(self.estimators_)}"

    def predict_proba(self, X: Any) -> np.ndarray:
        return np.mean([member.predict_proba(X) for member in self.estimators_], axis=0)

    def predict(self, X: Any) -> np.ndarray:
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def rounds() -> list[tuple[Any, np.ndarray, list[int]]]:
    """Committees, pools and labeled rows: what is disputed most is labeled; a coin toss; a vote that is close but lukewarm."""
    first = [[0.99, 0.01], [0.9, 0.1], [0.5, 0.5], [0.58, 0.42], [0.9, 0.1], [0.8, 0.2], [0.9, 0.1]]
    second = [[0.01, 0.99], [0.9, 0.1], [0.51, 0.49], [0.45, 0.55], [0.1, 0.9], [0.7, 0.3], [0.9, 0.1]]
    third = [[0.99, 0.01], [0.8, 0.2], [0.5, 0.5], [0.58, 0.42], [0.9, 0.1], [0.8, 0.2], [0.9, 0.1]]
    fourth = [[0.01, 0.99], [0.9, 0.1], [0.51, 0.49], [0.45, 0.55], [0.9, 0.1], [0.1, 0.9], [0.9, 0.1]]
    pool = np.arange(7.0)[:, None]
    turned = pool[[5, 4, 3, 0, 2, 1, 6]]
    return [
        (PretendCommittee(first, second, third, fourth), pool, [0, 1]),
        (PretendCommittee(first, second, third), turned, [3, 0]),
    ]


def _next(
    committee: Any, X: Any, labeled: Any, score: Callable = disagreement.bald, exclude: bool = True, sign: int = 1
) -> np.ndarray:
    """The order in which rows would be asked about, the first first."""
    scores = sign * score(np.stack([member.predict_proba(X) for member in committee.estimators_]))
    scores = scores + np.linspace(0, -1e-12, len(scores))  # of equal ones the first
    if exclude:
        scores[list(labeled)] = -np.inf
    return np.argsort(-scores)


def _position(committee: Any, X: Any, labeled: Any) -> int:
    candidates = np.setdiff1d(np.arange(len(X)), labeled)
    return int(np.flatnonzero(candidates == _next(committee, X, labeled)[0])[0])


def _scores(committee: Any, X: Any, labeled: Any) -> np.ndarray:
    return disagreement.bald(np.stack([member.predict_proba(X) for member in committee.estimators_]))


def _first(**how: Any) -> Callable[..., int]:
    return lambda committee, X, labeled: int(_next(committee, X, labeled, **how)[0])


ONE_TURN = Exercise(
    "05.4",
    "One turn of the loop",
    right=_first(),
    cases=rounds,
    slips=[
        Slip(_first(exclude=False), "That row has its label already. Who may still be asked about?"),
        Slip(_position, "That is a place among the candidates. Which row of X is it?"),
        Slip(_first(sign=-1), "That is the row about which the members agree most."),
        Slip(_first(score=disagreement.consensus_entropy), "You ask where the mean is most in doubt, so a coin toss attracts you. What have the members themselves to say?"),
        Slip(_first(score=disagreement.vote_entropy), "You count votes, and a lukewarm vote counts like a sure one. BALD looks at the probabilities."),
        Slip(_first(score=disagreement.variation_ratio), "You count votes, and a lukewarm vote counts like a sure one. BALD looks at the probabilities."),
        Slip(_scores, "These are the scores of all rows. Which row is to be asked about?"),
        Slip(lambda c, X, labeled: _scores(c, X, labeled)[_first()(c, X, labeled)], "That is the score of the row. Which row is it?"),
    ],
    hint="stack what the members say, score all rows by BALD, leave out the labeled ones, and return the number of the best row",
)  # fmt: skip

# ---- 5: BALD and EPIG ---------------------------------------------------------------------------------------

CANDIDATES = np.array([[0.9, 0.99, 0.5], [0.9, 0.01, 0.5], [0.1, 0.99, 0.5], [0.1, 0.01, 0.5]])  # members x candidates
TARGETS = np.array([[0.8, 0.7], [0.8, 0.7], [0.2, 0.3], [0.2, 0.3]])  # members x targets


def both(p: np.ndarray) -> np.ndarray:
    """Probabilities of both classes, of one class's, shape (n_members, n_samples, 2)."""
    return np.stack([p, 1 - p], axis=2)


BALD_ASKS = int(disagreement.bald(both(CANDIDATES)).argmax())
EPIG_ASKS = int(disagreement.epig(both(CANDIDATES), both(TARGETS)).argmax())


def _pair(answer: Any) -> tuple[int, int]:
    given = re.findall(r"-?\d+", answer) if isinstance(answer, str) else answer
    if isinstance(given, (set, dict)):
        raise ValueError("no order")
    bald, epig = (float(one) for one in given)
    if bald != int(bald) or epig != int(epig):
        raise ValueError("whole numbers")
    return int(bald), int(epig)


def _says(bald: int | None, epig: int | None) -> Callable[[Any], bool]:
    def fits(answer: Any) -> bool:
        own = _pair(answer)
        return all(wanted is None or one == wanted for one, wanted in zip(own, (bald, epig)))

    return fits


def _is_no_pair(answer: Any) -> bool:
    try:
        return not set(_pair(answer)) <= {0, 1, 2}
    except (TypeError, ValueError):
        return True


WHAT_FOR = Exercise(
    "05.5",
    "What for?",
    right=_says(BALD_ASKS, EPIG_ASKS),
    slips=[
        Slip(_is_no_pair, "Give two whole numbers from 0 to 2: the candidate of BALD, then that of EPIG."),
        Slip(_says(EPIG_ASKS, BALD_ASKS), "You have the two exchanged. Which of them looks at the targets?"),
        Slip(_says(2, None), "About candidate 2 all members say the same. What would its label tell about who is right?"),
        Slip(_says(None, 2), "About candidate 2 all members say the same. What would its label tell about the targets?"),
        Slip(_says(BALD_ASKS, BALD_ASKS), "BALD is right. Its label would tell two members from the other two. Do these camps differ about the targets?"),
        Slip(_says(EPIG_ASKS, EPIG_ASKS), "EPIG is right. BALD does not care about the targets: where do sure members contradict each other most?"),
    ],
    hint="look for the two camps into which each column divides the members",
)  # fmt: skip

EXERCISES = [BY_HAND, WHICH_PATIENT, SPREAD, ONE_TURN, WHAT_FOR]
