"""Chapter 15, annotators who err: what is right, and which slips are typical."""

from __future__ import annotations

import numpy as np

from alkit.exercises.exercise import Exercise, Slip

# ---- 1: kappa ------------------------------------------------------------------------------------------------

TABLE = np.array([[25, 5], [10, 10]]) / 50  # the first says cat or dog, by what the second says
FIRST, SECOND = TABLE.sum(axis=1), TABLE.sum(axis=0)
SAME, CHANCE = float(np.trace(TABLE)), float(FIRST @ SECOND)
KAPPA = (SAME - CHANCE) / (1 - CHANCE)
MIXED = float((((FIRST + SECOND) / 2) ** 2).sum())

COHEN = Exercise(
    "15.1",
    "Kappa",
    right=KAPPA,
    slips=[
        Slip(SAME, "That is the share of equal answers. How many of them would chance alone give?"),
        Slip(CHANCE, "That is the agreement by chance. How far is what was observed above it?"),
        Slip(SAME - CHANCE, "So much is beyond chance. Of how much that could have been beyond it?"),
        Slip((SAME - 0.5) / 0.5, "Two coins? Chance is two people who say cat as often as these two do."),
        Slip(
            (SAME - MIXED) / (1 - MIXED), "That is one mixture for both, as Fleiss has it. Cohen leaves each their own habits."
        ),
        Slip((SAME - CHANCE) / SAME, "Divided by what was observed. The most that can be had beyond chance is something else."),
        Slip(1 - KAPPA, "That is what is missing to 1. How much is reached?"),
    ],
    hint="how often does each of the two say cat? From that follows how often both would, by chance",
)

# ---- 2: three heads ------------------------------------------------------------------------------------------

THREE_HEADS = Exercise(
    "15.2",
    "Three heads",
    right=lambda p: p**3 + 3 * p**2 * (1 - p),
    cases=lambda: [(0.9,), (0.6,), (0.3,)],
    slips=[
        Slip(lambda p: p**3, "That all three are right. A majority needs fewer."),
        Slip(lambda p: 3 * p**2 * (1 - p), "That exactly two are right. What if all three are?"),
        Slip(lambda p: p**2, "There are three ways in which one of three can be wrong. You count one of them."),
        Slip(lambda p: p**2 * (1 - p), "There are several ways in which exactly two can be right, and all three may be."),
        Slip(lambda p: 1 - (1 - p) ** 3, "That at least one is right. One is no majority of three."),
        Slip(lambda p: p, "That is one head alone. What do the other two change?"),
        Slip(lambda p: 3 * p, "Is that a probability? It can be above 1."),
        Slip(lambda p: (1 - p) ** 3 + 3 * (1 - p) ** 2 * p, "That is how often the majority is wrong."),
    ],
    hint="list the cases in which two or more are right, and add their probabilities",
)

# ---- 3: one step of Bayes ------------------------------------------------------------------------------------

GREAT = 0.6 * (1 - 0.9) * 0.8  # prior, Ann says other, Cem says great
OTHER = 0.4 * (1 - 0.1) * 0.7
POSTERIOR = GREAT / (GREAT + OTHER)


def _posterior(great: float, other: float) -> float:
    return great / (great + other)


ONE_STEP = Exercise(
    "15.3",
    "One step of Bayes",
    right=POSTERIOR,
    slips=[
        Slip(GREAT, "That is the probability of great *and* of these two answers. Given the answers, what is the whole?"),
        Slip(1 - POSTERIOR, "That is how probable it is that it is not great."),
        Slip(_posterior(GREAT / 0.6, OTHER / 0.4), "Before anybody answers, great and other are not equally probable."),
        Slip(_posterior(0.6 * 0.1, 0.4 * 0.9), "That is with Ann alone. What does Cem's answer add?"),
        Slip(_posterior(0.6 * 0.8, 0.4 * 0.7), "That is with Cem alone. What does Ann's answer add?"),
        Slip(_posterior(GREAT, 0.4 * 0.9 * 0.3), "Of the reviews that are not great, how many does Cem call great?"),
        Slip(_posterior(0.6 * 0.9 * 0.8, 0.4 * 0.1 * 0.7), "Ann said other. How probable is that, for a great one?"),
        Slip(100 * POSTERIOR, "Is that in percent? A probability is between 0 and 1."),
        Slip(0.6, "That is so before anybody answers."),
    ],
    hint="for great and for other: prior times the probability of Ann's answer times that of Cem's; then divide by the sum",
)

# ---- 4: from consistency to errors ---------------------------------------------------------------------------

TWICE = 0.745
SURE = (1 + float(np.sqrt(2 * TWICE - 1))) / 2

CONSISTENT = Exercise(
    "15.4",
    "From consistency to errors",
    right=SURE,
    slips=[
        Slip(TWICE, "That is how often both answers are equal. They are also equal if both are wrong."),
        Slip(float(np.sqrt(TWICE)), "Equal answers are not always right ones: both can be wrong."),
        Slip(1 - (1 - TWICE) / 2, "Nearly. Two answers are equal also where both are wrong."),
        Slip(1 - SURE, "That is how often they are wrong."),
        Slip(2 * TWICE - 1, "That is kappa with oneself, as chance gives one half. How often is somebody right who has it?"),
        Slip(100 * SURE, "Is that in percent? A share is between 0 and 1."),
    ],
    hint="say that p of the answers are right; how often are two of them equal?",
)

# ---- 5: a second opinion -------------------------------------------------------------------------------------

SECONDS, CHEAP, DEAR, DOUBTED = 300, 1, 10, 0.4
SETTLED = SECONDS / (CHEAP + DOUBTED * DEAR)

SECOND_OPINION = Exercise(
    "15.5",
    "A second opinion",
    right=SETTLED,
    slips=[
        Slip(
            SECONDS / ((1 - DOUBTED) * CHEAP + DOUBTED * DEAR), "Where the dear one is asked, the cheap one has been paid, too."
        ),
        Slip(SECONDS / (CHEAP + (1 - DOUBTED) * DEAR), "That is if 60 % are doubted."),
        Slip(SECONDS / (DOUBTED * DEAR), "And the cheap one? It is asked every time."),
        Slip(SECONDS / CHEAP, "That is with the cheap one only."),
        Slip(SECONDS / DEAR, "That is with the dear one only."),
        Slip(SECONDS / (CHEAP + DEAR), "That is if every answer is doubted."),
        Slip(CHEAP + DOUBTED * DEAR, "That is what one question costs, on average. How many can be paid?"),
    ],
    hint="what does one question cost on average? The cheap answer always, the dear one in 40 % of the cases",
)

EXERCISES = [COHEN, THREE_HEADS, ONE_STEP, CONSISTENT, SECOND_OPINION]
