"""Chapter 10, texts: what is right, and which slips are typical."""

from __future__ import annotations

from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers

# ---- 1: how rare is a word ------------------------------------------------------------------------------------

N_TEXTS, N_WITH = 999, 49
IDF = float(np.log((1 + N_TEXTS) / (1 + N_WITH)) + 1)

HOW_RARE = Exercise(
    "10.1",
    "How rare is the word?",
    right=IDF,
    slips=[
        Slip(IDF - 1, "Nearly. What keeps a word that stands in every text from being thrown away?"),
        Slip(np.log(N_TEXTS / N_WITH) + 1, "Nearly. The chapter counts one text more on both sides, so that nobody divides by 0."),
        Slip(np.log(N_TEXTS / N_WITH), "Two things of the chapter's formula are missing: the text more on both sides, and what is added in the end."),
        Slip(np.log2((1 + N_TEXTS) / (1 + N_WITH)) + 1, "That is a logarithm to the base 2. Here it is the natural one."),
        Slip(np.log10((1 + N_TEXTS) / (1 + N_WITH)) + 1, "That is a logarithm to the base 10. Here it is the natural one."),
        Slip(1 - np.log((1 + N_TEXTS) / (1 + N_WITH)), "The quotient is upside down: rare words are to weigh more, not less."),
        Slip((1 + N_TEXTS) / (1 + N_WITH), "That is the quotient. Its logarithm is wanted, and one more."),
        Slip(N_WITH / N_TEXTS, "That is the share of the texts that have the word. A rare word is to have a large number."),
    ],
    hint="the formula of the chapter needs two numbers: how many texts there are, and how many of them have the word",
)  # fmt: skip

# ---- 2: the most telling word ---------------------------------------------------------------------------------


def texts() -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Values of one text, weights of the model, words: the most telling once speaks against, once for; some words are not there."""
    return [
        (np.array([0.0, 0.6, 0.3, 0.5, 0.55]), np.array([4.0, 0.1, 1.5, -1.9, 0.2]), np.array(["bitter", "cup", "love", "not", "tea"])),
        (np.array([0.2, 0.7, 0.1, 0.3, 0.0]), np.array([-0.8, 1.2, -2.5, 0.1, -3.0]), np.array(["but", "great", "stale", "would", "yuck"])),
        (np.array([0.5, 0.2, 0.3]), np.array([0.1, 0.9, -0.7]), np.array(["a", "fine", "waste"])),
    ]  # fmt: skip


def word(answer: Any) -> str:
    """One word; a list with one word in it is that word."""
    return str(np.squeeze(np.asarray(answer)))


TELLING = Exercise(
    "10.2",
    "The most telling word",
    right=lambda values, weights, words: words[np.abs(values * weights).argmax()],
    cases=texts,
    read=word,
    slips=[
        Slip(lambda values, weights, words: words[(values * weights).argmax()], "You look for the largest contribution for one side. A word may tell as much against."),
        Slip(lambda values, weights, words: words[(values * weights).argmin()], "You look for the largest contribution for one side. A word may tell as much for the other."),
        Slip(lambda values, weights, words: words[np.abs(weights).argmax()], "You look at the weights only. Does the word stand in this text?"),
        Slip(lambda values, weights, words: words[weights.argmax()], "You look at the weights only, and at one side. Does the word stand in this text?"),
        Slip(lambda values, weights, words: words[values.argmax()], "You look at the values only. What does the model think of the word?"),
        Slip(lambda values, weights, words: words[(np.abs(weights) * (values > 0)).argmax()], "It stands in the text, but how much? A word can be there with a small value."),
        Slip(lambda values, weights, words: words[np.abs(values * weights).argmin()], "That word tells least."),
        Slip(lambda values, weights, words: np.abs(values * weights).argmax(), "That is its place in the list. Which word is it?"),
        Slip(lambda values, weights, words: np.abs(values * weights).max(), "That is how much it tells. Which word is it?"),
    ],
    hint="a word's contribution is value × weight; which is farthest from 0, on either side?",
)  # fmt: skip

# ---- 3: tug of war --------------------------------------------------------------------------------------------


def rows() -> list[tuple[np.ndarray, np.ndarray]]:
    """Reviews as rows of values, and weights: one with a pull to both sides, one to one side only, one with little to say."""
    X = np.array([[0.5, 0.5, 0.0, 0.7], [0.8, 0.0, 0.6, 0.0], [0.0, 0.1, 0.1, 0.9], [0.3, 0.6, 0.5, 0.5]])
    return [
        (X, np.array([2.0, -3.0, 1.0, 0.1])),
        (X[::-1], np.array([-1.0, 0.5, 4.0, -0.2])),
        (X[:1], np.array([1.0, -1.0, 0.0, -2.0])),
    ]


def _pulls(X: Any, weights: Any) -> tuple[np.ndarray, np.ndarray]:
    each = X * weights
    return each.clip(min=0).sum(axis=1), -each.clip(max=0).sum(axis=1)


TUG_OF_WAR = Exercise(
    "10.3",
    "Tug of war",
    right=lambda X, weights: np.prod(_pulls(X, weights), axis=0),
    cases=rows,
    read=numbers,
    slips=[
        Slip(lambda X, weights: -np.prod(_pulls(X, weights), axis=0), "Each pull is a size. The sum of what is below 0 has its sign to be turned."),
        Slip(lambda X, weights: X @ weights, "There the two sides cancel each other out: a conflict and a silence both give nearly 0."),
        Slip(lambda X, weights: np.abs(X * weights).sum(axis=1), "You add the pulls. One strong side without the other would be a conflict, too."),
        Slip(lambda X, weights: np.prod(_pulls(X > 0, weights), axis=0), "You count whether a word is there. How much of it is there?"),
        Slip(lambda X, weights: _pulls(X, weights)[0], "That is the pull to one side. A tug of war has two."),
        Slip(lambda X, weights: _pulls(X, weights)[1], "That is the pull to one side. A tug of war has two."),
        Slip(lambda X, weights: np.prod(X * weights, axis=1), "You multiply all contributions. One word that is missing makes it 0."),
        Slip(lambda X, weights: float(np.prod(_pulls(X, weights), axis=0).sum()), "That is one number for all. Each review has a tug of war of its own."),
    ],
    hint="contributions first; then, row by row, the sum of those above 0 times the size of the sum of those below",
)  # fmt: skip

# ---- 4 and 5: minutes --------------------------------------------------------------------------------------------

WORDS_A_MINUTE, SECONDS = 200, 6  # reading; and what a review takes beside it
LONG, SHORT = (150, 80), (230, 35)  # reviews until the accuracy is reached, words in each


def _minutes(plan: tuple[int, int], seconds: float = SECONDS) -> float:
    n, n_words = plan
    return n * n_words / WORDS_A_MINUTE + n * seconds / 60


SAVED = _minutes(LONG) - _minutes(SHORT)

MINUTES_SAVED = Exercise(
    "10.4",
    "Minutes saved",
    right=SAVED,
    slips=[
        Slip(_minutes(LONG, 0) - _minutes(SHORT, 0), "That is the reading alone. Each review takes its seconds beside that, and there are more of the short ones."),
        Slip((LONG[0] - SHORT[0]) * SECONDS / 60, "That is what the seconds beside the reading make. And the reading?"),
        Slip(-SAVED, "The other way round: how much less does the second take?"),
        Slip(60 * SAVED, "Is that in seconds? Minutes are wanted."),
        Slip(_minutes(SHORT), "That is what the second takes. How much less is it than the first?"),
        Slip(_minutes(LONG), "That is what the first takes. How much less does the second take?"),
        Slip(LONG[0] * LONG[1] - SHORT[0] * SHORT[1], "That is in words. How many minutes does it take to read them, and what else takes time?"),
        Slip(LONG[0] * (LONG[1] - SHORT[1]) / WORDS_A_MINUTE, "You let both ask as many reviews. The second needs more of them."),
    ],
    hint="for each of the two: reviews × words / speed, and reviews × seconds; mind the units",
)  # fmt: skip

WORDS_APART = LONG[0] * LONG[1] - SHORT[0] * SHORT[1]
EVEN = 60 * WORDS_APART / WORDS_A_MINUTE / (SHORT[0] - LONG[0])

BREAK_EVEN = Exercise(
    "10.5",
    "Where it ends",
    right=EVEN,
    slips=[
        Slip(EVEN / 60, "Is that in minutes? Seconds are wanted."),
        Slip(EVEN / 60 * WORDS_A_MINUTE, "That is in words. In how many seconds does one read as many?"),
        Slip(60 * WORDS_APART / WORDS_A_MINUTE, "So many seconds of reading are saved in all. On how many more reviews can they be spent?"),
        Slip(60 * WORDS_APART / WORDS_A_MINUTE / SHORT[0], "You divide by all the short ones. How many *more* of them are there than long ones?"),
        Slip(60 * WORDS_APART / WORDS_A_MINUTE / LONG[0], "You divide by all the long ones. How many more reviews does the second need?"),
        Slip(60 * (LONG[1] - SHORT[1]) / WORDS_A_MINUTE, "That is what a short review saves in reading. But more of them are needed."),
        Slip(float(SECONDS), "There the second is still faster. Where are they equal?"),
    ],
    hint="write down the time of each with the seconds as an unknown, and set them equal",
)  # fmt: skip

EXERCISES = [HOW_RARE, TELLING, TUG_OF_WAR, MINUTES_SAVED, BREAK_EVEN]
