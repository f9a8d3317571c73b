"""Chapter 16, frontiers: what is right, and which slips are typical."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip
from alkit.stopping import conformal_quantile

# ---- 1: the mean of what is drawn unevenly --------------------------------------------------------------------

CHANCES, WRONG = np.array([0.6, 0.2, 0.2]), np.array([1, 0, 0])  # of the first draw; where the model is wrong
ORDERS = {(i, j): CHANCES[i] * CHANCES[j] / (1 - CHANCES[i]) for i, j in permutations(range(3), 2)}
PLAIN = float(sum(chance * WRONG[list(order)].mean() for order, chance in ORDERS.items()))

PLAIN_MEAN = Exercise(
    "16.1",
    "What the plain mean says",
    right=PLAIN,
    slips=[
        Slip(float(WRONG.mean()), "That is the truth over all three, and what even chances would say. Here the chances are uneven."),
        Slip(float(CHANCES @ WRONG), "That is the mean of one draw. There are two, and the second is from those that are left."),
        Slip(2 * PLAIN, "That is how many of the two are wrong on average. Their mean is wanted."),
        Slip(
            float(sum(CHANCES[i] * CHANCES[j] * WRONG[[i, j]].mean() for i, j in ORDERS)),
            "After the first draw one row is gone: the chances of the others must add up to 1 again.",
        ),
        Slip(0.5, "That is what the mean is if the first row is among the two. How often is it not?"),
    ],
    hint="list the six orders, each with its chance and with the mean of its two rows, and add up chance × mean",
)  # fmt: skip

# ---- 2: a gap between two groups ----------------------------------------------------------------------------------


def banks() -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """What was recorded, what the model says, and who belongs to the group: True is granted, True is in the group."""
    granted = np.array([1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0], dtype=bool)
    said = np.array([1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1], dtype=bool)
    group = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], dtype=bool)
    return [(granted, said, group), (granted[::-1], said[::-1], ~group), (granted, granted, group)]


def _share(said: np.ndarray, *conditions: np.ndarray) -> float:
    chosen = np.logical_and.reduce(conditions)
    return float(said[chosen].mean()) if chosen.any() else 0.0


CHANCE_GAP = Exercise(
    "16.2",
    "An equal chance",
    right=lambda granted, said, group: _share(said, granted, ~group) - _share(said, granted, group),
    cases=banks,
    slips=[
        Slip(lambda granted, said, group: _share(said, ~group) - _share(said, group), "That is the gap of approval. Only those whom the bank granted are to be looked at."),
        Slip(lambda granted, said, group: _share(said, granted, group) - _share(said, granted, ~group), "The other way round: the others minus the group."),
        Slip(lambda granted, said, group: _share(granted, said, ~group) - _share(granted, said, group), "You look at those whom the model approves. Of whom is the share wanted?"),
        Slip(lambda granted, said, group: _share(said == granted, ~group) - _share(said == granted, group), "That is the gap of what is decided as recorded. What share of the granted is approved?"),
        Slip(lambda granted, said, group: _share(said, granted, group), "That is the share of one group. A gap is a difference of two."),
        Slip(
            lambda granted, said, group: _share(said & granted, ~group) - _share(said & granted, group),
            "You divide by everybody in a group. Divide by those whom the bank granted.",
        ),
    ],
    hint="in each group take the people whom the bank granted: which share of them does the model approve?",
)  # fmt: skip

# ---- 3: how good an attack is ---------------------------------------------------------------------------------------


def files() -> list[tuple[np.ndarray, np.ndarray]]:
    """Scores of members and of others: with ties, with more of one than of the other, and one of each."""
    return [
        (np.array([0.9, 0.5, 0.5, 0.2]), np.array([0.5, 0.1, 0.4, 0.7, 0.3])),
        (np.array([0.2, 0.3]), np.array([0.9, 0.8, 0.25])),
        (np.array([0.6]), np.array([0.6])),
    ]


def _pairs(members: np.ndarray, others: np.ndarray, tie: float = 0.5) -> float:
    return float(np.mean((members[:, None] > others) + tie * (members[:, None] == others)))


ATTACK = Exercise(
    "16.3",
    "How good is the attack?",
    right=_pairs,
    cases=files,
    slips=[
        Slip(lambda members, others: _pairs(others, members), "You count the pairs in which the other one has the higher score."),
        Slip(lambda members, others: _pairs(members, others, 0.0), "And where both scores are equal? There the attacker tosses a coin."),
        Slip(lambda members, others: _pairs(members, others, 1.0), "A tie is no win: there the attacker tosses a coin."),
        Slip(lambda members, others: float(members.mean() - others.mean()), "That compares two means. Compare every member with every other."),
        Slip(lambda members, others: float(members.mean() > others.mean()), "That compares two means. Compare every member with every other."),
        Slip(lambda members, others: float(np.mean(members > np.median(others))), "That holds each member against one number. Compare every member with every other."),
        Slip(
            lambda members, others: _pairs(members, others) * len(members) * len(others),
            "That is how many pairs. Which share of all pairs is it?",
        ),
    ],
    hint="form all pairs of a member and another; count those in which the member's score is higher, and half of the ties",
)  # fmt: skip

# ---- 4: the limit of a prediction set --------------------------------------------------------------------------


def scored() -> list[tuple[np.ndarray, float]]:
    """Scores of known rows, and the share that may be missed; never too few, never a rank between two."""
    rng = np.random.default_rng(4)
    return [(rng.beta(1, 4, n).round(3), miss) for n, miss in ((24, 0.2), (39, 0.1), (50, 0.25))]


def _at(scores: Any, rank: int) -> float:
    """The score of this rank, 1 for the smallest."""
    return float(np.sort(scores)[min(max(rank, 1), len(scores)) - 1])


LIMIT = Exercise(
    "16.4",
    "The limit of a prediction set",
    right=conformal_quantile,
    cases=scored,
    slips=[
        Slip(lambda scores, miss: _at(scores, int(np.ceil(len(scores) * (1 - miss) - 1e-9))), "Of the known rows that is right. But the new row is one more: among how many is it drawn?"),
        Slip(lambda scores, miss: float(np.quantile(scores, 1 - miss)), "That lies between two scores, and counts the known rows only. Take one of the known scores."),
        Slip(lambda scores, miss: _at(scores, int(np.ceil((len(scores) + 1) * (1 - miss) - 1e-9)) + 1), "That is one place too far: Python counts from 0."),
        Slip(lambda scores, miss: _at(scores, int(np.ceil((len(scores) + 1) * miss - 1e-9))), "That is the other end: then nearly all new rows would have a higher score."),
        Slip(lambda scores, miss: 1 - conformal_quantile(scores, miss), "That is the smallest probability that a class of the set may have. Which score is the limit?"),
        Slip(lambda scores, miss: float(np.ceil((len(scores) + 1) * (1 - miss) - 1e-9)), "That is its place in the order. Which score stands there?"),
        Slip(lambda scores, miss: float(np.asarray(scores)[int(np.ceil((len(scores) + 1) * (1 - miss) - 1e-9)) - 1]), "The place is right, but the scores come in any order. What has to be done first?"),
        Slip(lambda scores, miss: float(np.max(scores)), "That misses hardly anything, and makes large sets. A share may be missed."),
    ],
    hint="sort the scores; a new one falls into each of the gaps between them, and beside them, with the same probability",
)  # fmt: skip

# ---- 5: a corrected share ----------------------------------------------------------------------------------------

MACHINE, PEOPLE, SAME = 0.70, 120 / 200, 150 / 200  # of all; of those that people have read; the machine on the same
CORRECTED = MACHINE + PEOPLE - SAME

CORRECTED_SHARE = Exercise(
    "16.5",
    "A corrected share",
    right=CORRECTED,
    slips=[
        Slip(PEOPLE, "That is what people say of 200. What does the machine know of the rest?"),
        Slip(MACHINE, "That is the machine alone. Of the reviews that people have read, is it too high or too low, and by how much?"),
        Slip(SAME, "That is what the machine says of those 200. Compare it with what people say of them."),
        Slip(MACHINE - PEOPLE + SAME, "You correct in the wrong direction: does the machine call too many great, or too few?"),
        Slip(MACHINE * PEOPLE / SAME, "You scale. That is right only for large samples; the difference is right on average for any."),
        Slip(PEOPLE - SAME, "That is the machine's mistake, on average. What is left of its share when it is taken off?"),
        Slip(MACHINE + 0.2 * (PEOPLE - SAME), "You put people's answers in place of the machine's for the 200. The others stay as wrong as they were."),
        Slip((200 * PEOPLE + 800 * MACHINE) / 1000, "70 % is the machine's share of all 1000, not of the 800 that nobody has read; and those stay as wrong as they were."),
        Slip(100 * CORRECTED, "Is that in percent? A share is between 0 and 1."),
        Slip(1000 * CORRECTED, "So many reviews. What share of all are they?"),
    ],
    hint="by how much is the machine off where people have looked? Take that off what it says of all",
)  # fmt: skip

EXERCISES = [PLAIN_MEAN, CHANCE_GAP, ATTACK, LIMIT, CORRECTED_SHARE]
