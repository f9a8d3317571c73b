"""Chapter 09, costs of mistakes: what is right, and which slips are typical."""

from __future__ import annotations

from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers

# ---- 1: the threshold of the costs ---------------------------------------------------------------------------

MISS, ALARM = 400, 25
THRESHOLD = ALARM / (ALARM + MISS)

WHICH_THRESHOLD = Exercise(
    "09.1",
    "Which threshold?",
    right=THRESHOLD,
    slips=[
        Slip(1 - THRESHOLD, "The other way round: if a miss is the dear mistake, are you quick to call, or slow?"),
        Slip(100 * THRESHOLD, "Is that in percent? A probability is between 0 and 1."),
        Slip(ALARM / MISS, "These are the odds at which both costs are equal. What probability has such odds?"),
        Slip(MISS / ALARM, "That says how many false alarms a miss is worth. At which probability do the two costs meet?"),
        Slip(0.5, "That is right where both mistakes cost the same. Do they here?"),
    ],
    hint="write down what to call costs on average, and what not to call costs; where are they equal?",
)

# ---- 2: the cost of the better decision ------------------------------------------------------------------------


def decisions() -> list[tuple[np.ndarray, float, float]]:
    """Probabilities, with what a miss and a false alarm cost: dear misses, dear alarms, and one case only."""
    return [
        (np.array([0.02, 0.1, 0.3, 0.6, 0.97]), 9.0, 1.0),
        (np.array([0.05, 0.45, 0.7, 0.95]), 2.0, 6.0),
        (np.array([0.4]), 3.0, 1.5),
    ]


BETTER_DECISION = Exercise(
    "09.2",
    "The cost of the better decision",
    right=lambda p, miss, alarm: np.minimum(miss * p, alarm * (1 - p)),
    cases=decisions,
    read=numbers,
    slips=[
        Slip(lambda p, miss, alarm: np.maximum(miss * p, alarm * (1 - p)), "That is the worse of the two decisions. One may choose."),
        Slip(lambda p, miss, alarm: miss * p, "That is the cost of never calling. Sometimes calling is cheaper."),
        Slip(lambda p, miss, alarm: alarm * (1 - p), "That is the cost of always calling. Sometimes leaving alone is cheaper."),
        Slip(lambda p, miss, alarm: np.minimum(miss * (1 - p), alarm * p), "A miss needs somebody who is ill, a false alarm somebody who is not: which goes with p?"),
        Slip(lambda p, miss, alarm: miss * p + alarm * (1 - p), "You pay both. Only one of the two decisions is taken."),
        Slip(lambda p, miss, alarm: np.where(p < 0.5, miss * p, alarm * (1 - p)), "That decides at 0.5. Are both mistakes equally dear?"),
        Slip(lambda p, miss, alarm: float(np.minimum(miss * p, alarm * (1 - p)).sum()), "That is one number for all. A cost is wanted for each."),
        Slip(lambda p, miss, alarm: float(np.minimum(miss * p, alarm * (1 - p)).mean()), "That is one number for all. A cost is wanted for each."),
    ],
    hint="for each probability there are two decisions, each with an expected cost; which is taken?",
)  # fmt: skip

# ---- 3: found in k checks ----------------------------------------------------------------------------------------


def days() -> list[tuple[np.ndarray, np.ndarray, int]]:
    """Who defaults, with which probability, and how many checks there are: none of them above 0.5; most of them above."""
    y = np.array([1, 0, 0, 1, 1, 0, 0, 0, 1, 0], dtype=bool)
    p = np.array([0.41, 0.02, 0.3, 0.35, 0.04, 0.45, 0.1, 0.05, 0.2, 0.01])
    other = np.array([0.9, 0.6, 0.55, 0.8, 0.7, 0.2, 0.95, 0.85, 0.1, 0.3])
    return [(y, p, 5), (y, other, 3), (y, p, 1)]


def _found(y: Any, p: Any, k: int) -> int:
    return int(np.asarray(y)[np.argsort(-np.asarray(p))[:k]].sum())


FOUND = Exercise(
    "09.3",
    "Found in k checks",
    right=_found,
    cases=days,
    slips=[
        Slip(lambda y, p, k: _found(y, p, k) / k, "That is the precision: the share of the checks. How many are found?"),
        Slip(lambda y, p, k: _found(y, p, k) / y.sum(), "That is the recall: the share of all there are. How many are found?"),
        Slip(lambda y, p, k: _found(y, -p, k), "You check the least probable. Which end of the order does argsort begin with?"),
        Slip(lambda y, p, k: int(y[:k].sum()), "You check the first k rows, whatever their probability."),
        Slip(lambda y, p, k: int((y & (p >= 0.5)).sum()), "You call from 0.5 on, however many that are. There are exactly k checks."),
        Slip(lambda y, p, k: int(y.sum()), "These are all there are. Only k rows can be checked."),
        Slip(lambda y, p, k: k, "That is the number of checks. How many of them find one?"),
    ],
    hint="order the rows by their probability, the highest first, take k, and count",
)  # fmt: skip

# ---- 4: another base rate ------------------------------------------------------------------------------------------

SAID, TAUGHT, REAL = 0.8, 0.5, 0.04  # what the model says, and the share of defaults among its labels and in the pool
ODDS = SAID / (1 - SAID) * (REAL / (1 - REAL)) / (TAUGHT / (1 - TAUGHT))
CORRECTED = ODDS / (1 + ODDS)

BASE_RATE = Exercise(
    "09.4",
    "Another base rate",
    right=CORRECTED,
    slips=[
        Slip(ODDS, "These are the odds. Which probability has them?"),
        Slip(100 * CORRECTED, "Is that in percent? A probability is between 0 and 1."),
        Slip(SAID * REAL / TAUGHT, "You scale the probability. It is the odds that are multiplied."),
        Slip(SAID * REAL, "You multiply two probabilities. It is the odds that are multiplied, by a quotient of odds."),
        Slip(SAID, "That is what the model says. It thinks that every second client defaults."),
        Slip(REAL, "That is the base rate. What does the model know of this client?"),
        Slip(1 - CORRECTED, "That is the probability that the client pays."),
        Slip(1 / (1 + (1 - SAID) / SAID * (REAL / (1 - REAL))), "You go the other way. Are defaults rarer in the pool than among the labels, or more common?"),
    ],
    hint="odds first: those that the model says, times those of the pool, divided by those of the labels",
)  # fmt: skip

# ---- 5: when to stop -------------------------------------------------------------------------------------------------

ANSWERS = np.array([0, 10, 20, 30, 40, 50, 60])
COSTS = np.array([60.0, 35.0, 22.0, 17.0, 15.5, 15.0, 14.9])  # of 100 patients, in false alarms
PATIENTS, PRICE = 500, 1.5
BILL = COSTS * PATIENTS / 100 + PRICE * ANSWERS
STOP = float(ANSWERS[BILL.argmin()])

WHEN_TO_STOP = Exercise(
    "09.5",
    "When to stop",
    right=STOP,
    slips=[
        Slip(float(ANSWERS[COSTS.argmin()]), "There the mistakes cost least. But the answers cost something, too."),
        Slip(float(ANSWERS[(COSTS + PRICE * ANSWERS).argmin()]), "That is the best for 100 patients. How many will come?"),
        Slip(float(BILL.min()), "That is the lowest bill. After how many answers is it reached?"),
        Slip(float(BILL.argmin()), "That is the place in the list. How many answers is it?"),
        Slip(float(ANSWERS[BILL.argmin() + 1]), "Does the last step still bring more than it costs?"),
        Slip(0.0, "Without an answer the mistakes are dearest. What do the first ten answers bring, and what do they cost?"),
    ],
    hint="add up, for each row, what the mistakes of all 500 patients and the answers cost",
)  # fmt: skip

EXERCISES = [WHICH_THRESHOLD, BETTER_DECISION, FOUND, BASE_RATE, WHEN_TO_STOP]
