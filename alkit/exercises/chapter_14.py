"""Chapter 14, scaling up: what is right, and which slips are typical."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers

# ---- 1: how large it is ------------------------------------------------------------------------------------------

ROWS, COLUMNS, CLASSES = 50_000_000, 128, 3
FEATURES, PROBA = 4 * ROWS * COLUMNS / 1e9, 8 * ROWS * CLASSES / 1e9  # GB: float32, float64
SIZE = FEATURES + PROBA

HOW_LARGE = Exercise(
    "14.1",
    "How large is it?",
    right=SIZE,
    slips=[
        Slip(FEATURES, "These are the features. What does the model say of each row, and where is that kept?"),
        Slip(PROBA, "These are the probabilities. And the features?"),
        Slip(2 * FEATURES + PROBA, "A float32 has 32 bits. How many bytes are that?"),
        Slip(FEATURES + PROBA / 2, "The probabilities are float64: how many bytes has each?"),
        Slip(ROWS * (COLUMNS + CLASSES) / 1e9, "That is how many numbers there are, in billions. How many bytes has each?"),
        Slip(1000 * SIZE, "Is that in MB? A GB is a thousand of them."),
        Slip(SIZE * 1e9 / 2**30, "Is that in GiB, with 1024 where 1000 is meant? A GB is a billion bytes."),
    ],
    hint="rows × columns × bytes for the features, rows × classes × bytes for the probabilities; then add",
)

# ---- 2: the best of all blocks -------------------------------------------------------------------------------------


def scored_blocks() -> list[tuple[list[np.ndarray], int]]:
    """Scores that come block by block, and how many are wanted: the best first, the best last, a block with fewer than wanted."""
    first = [np.array([0.1, 0.9, 0.3]), np.array([0.8, 0.2]), np.array([0.5, 0.95, 0.05, 0.4])]
    return [
        (first, 3),
        (first[::-1], 4),
        ([np.array([0.7]), np.array([0.2, 0.6])], 2),
        ([np.array([0.3, 0.1]), np.array([0.2])], 1),
    ]


def _best(blocks: Sequence[np.ndarray], n: int) -> np.ndarray:
    return np.argsort(-np.concatenate(blocks))[:n]


BEST_OF_BLOCKS = Exercise(
    "14.2",
    "The best of all blocks",
    right=_best,
    cases=scored_blocks,
    read=numbers,
    slips=[
        Slip(lambda blocks, n: np.argsort(np.concatenate(blocks))[:n], "These are the lowest scores. Which end of the order does argsort begin with?"),
        Slip(lambda blocks, n: _best(blocks, n)[::-1], "The right rows, the worst of them first. The best is wanted first."),
        Slip(lambda blocks, n: np.sort(_best(blocks, n)), "The right rows, in the order of the pool. The best is wanted first."),
        Slip(lambda blocks, n: np.concatenate(blocks)[_best(blocks, n)], "These are scores. The numbers of their rows are wanted."),
        Slip(lambda blocks, n: np.argsort(-blocks[-1])[:n], "Only the last block is left. What do you do with the best of the blocks before it?"),
        Slip(lambda blocks, n: np.argsort(-blocks[0])[:n], "Only the first block is looked at."),
        Slip(lambda blocks, n: np.concatenate([np.arange(len(b)) for b in blocks])[_best(blocks, n)], "Those are places within a block. How many rows came before it?"),
        Slip(lambda blocks, n: [np.argmax(b) + sum(map(len, blocks[:k])) for k, b in enumerate(blocks)], "One from each block. The best may all be in the same one."),
    ],
    hint="keep the best n so far with their row numbers; at each block, put its rows to them, and keep the best n again",
)  # fmt: skip

# ---- 3: how many candidates ------------------------------------------------------------------------------------------

TOP, SURE = 0.001, 0.95
NEEDED = float(math.ceil(math.log(1 - SURE) / math.log(1 - TOP)))

HOW_MANY = Exercise(
    "14.3",
    "How many candidates?",
    right=NEEDED,
    slips=[
        Slip(1 / TOP, "So many have one of the top on average. How probable is it that they have none?"),
        Slip(SURE / TOP, "Probabilities of different draws do not add up: two of the top may be drawn together."),
        Slip(NEEDED - 1, "Just too few: a little less than wanted. Round up."),
        Slip(math.log(1 - SURE) / math.log(1 - TOP), "Candidates come whole. Which whole number is enough?"),
        Slip(float(math.ceil(math.log(SURE) / math.log(1 - TOP))), "With so few, the probability of *none* is still what you want for *at least one*."),
        Slip(float(math.ceil(math.log(1 - SURE) / math.log(1 - 10 * TOP))), "That is for the top percent. The top tenth of a percent is wanted."),
        Slip(59.0, "That is for the best 5 %. The best 1 in 1000 is wanted."),
        Slip(2994.2, "Candidates come whole. Which whole number is enough?"),
        Slip(1e9 * TOP, "That is how many of the pool are in the top. How many must be drawn to meet one of them?"),
    ],
    hint="one draw misses the top with probability 0.999; when do m draws all miss it with 5 % at most?",
)  # fmt: skip

# ---- 4: ten million --------------------------------------------------------------------------------------------------

SMALL, LARGE, ASKED = (10_000, 0.2), (40_000, 3.2), 10_000_000  # rows, seconds
EXPONENT = math.log(LARGE[1] / SMALL[1]) / math.log(LARGE[0] / SMALL[0])
HOURS = LARGE[1] * (ASKED / LARGE[0]) ** EXPONENT / 3600

TEN_MILLION = Exercise(
    "14.4",
    "Ten million",
    right=HOURS,
    slips=[
        Slip(3600 * HOURS, "Is that in seconds? Hours are wanted."),
        Slip(60 * HOURS, "Is that in minutes? Hours are wanted."),
        Slip(
            SMALL[1] * ASKED / SMALL[0] / 3600,
            "That grows in proportion to the rows. Does it, from the first line to the second?",
        ),
        Slip(
            LARGE[1] * ASKED / LARGE[0] / 3600,
            "That takes the second line in proportion. Would the first line lead to the second so?",
        ),
        Slip(
            SMALL[1] * (ASKED / SMALL[0]) ** 3 / 3600,
            "That is the third power. Four times the rows take how many times as long?",
        ),
        Slip(56.0, "Nearly: do not round."),
        Slip(EXPONENT, "That is the exponent. What time does it make of ten million rows?"),
    ],
    hint="four times the rows take how many times as long? With which exponent is that, and what does it make of ten million?",
)

# ---- 5: what sets the pace -------------------------------------------------------------------------------------------

READING = 1e9 * 64 * 4 / 1e9  # seconds: a billion rows of 64 float32 from a disk that gives a GB a second
SCORING, MANY = 1e9 / 2e6, 16  # seconds of one core; cores
PACE = max(READING, SCORING / MANY)

THE_PACE = Exercise(
    "14.5",
    "What sets the pace",
    right=PACE,
    slips=[
        Slip(SCORING / MANY, "So long the cores need. Can the disk feed them so quickly?"),
        Slip(31.0, "So long the cores need. Can the disk feed them so quickly?"),
        Slip(READING + SCORING / MANY, "One waits for the other only if they take turns. Here they work at the same time."),
        Slip(READING / MANY, "There are sixteen cores, but how many disks?"),
        Slip(SCORING, "That is one core. There are sixteen."),
        Slip(READING / 4, "How many bytes has a float32?"),
        Slip(PACE / 60, "Is that in minutes? Seconds are wanted."),
        Slip(2 * READING, "A float32 has 32 bits. How many bytes are that?"),
    ],
    hint="how long does it take to read it all, how long to score it all, and which of the two is waited for?",
)

EXERCISES = [HOW_LARGE, BEST_OF_BLOCKS, HOW_MANY, TEN_MILLION, THE_PACE]
