"""Chapter 00, start here: what is right, and which slips are typical."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

from alkit.exercises.exercise import Exercise, Slip

# ---- 1: six words -----------------------------------------------------------------------------------------

WORDS = ("oracle", "seed set", "budget", "test set", "query", "pool")  # in the order of the tasks a to f
LETTERS = "abcdef"


def _plain(one: Any) -> str:
    """A word, whatever its case and its dress: "Seed_set", "the pool.", "queries"."""
    word = re.sub(r"[\W_]+", " ", str(one)).strip().casefold().removeprefix("the ")
    return {"queries": "query", "test": "test set", "seed": "seed set", "testset": "test set", "seedset": "seed set"}.get(word, word)  # fmt: skip


def words(answer: Any) -> list[str]:
    """The words of an answer; one text with commas will do."""
    if isinstance(answer, dict) and [*map(_plain, answer)] == list(LETTERS):
        answer = [*answer.values()]
    if isinstance(answer, (set, dict)):
        raise ValueError("no order")
    return [_plain(one) for one in (answer.split(",") if isinstance(answer, str) else answer)]


def _wrong(answer: Any) -> list[int]:
    return [k for k, (one, right) in enumerate(zip(words(answer), WORDS, strict=True)) if one != right]


def _exchanged(one: str, other: str) -> Callable[[Any], bool]:
    """Whether these two are exchanged, and nothing else is wrong."""
    places = sorted((WORDS.index(one), WORDS.index(other)))
    return lambda answer: _wrong(answer) == places and sorted(words(answer)) == sorted(WORDS)


def _says_wrong(answer: Any) -> str:
    wrong = _wrong(answer)
    n = len(WORDS) - len(wrong)
    return f"{n} of the six {'is' if n == 1 else 'are'} right. Look again at {LETTERS[wrong[0]]}."


SIX_WORDS = Exercise(
    "00.1",
    "Six words",
    right=lambda answer: words(answer) == list(WORDS),
    slips=[
        Slip(lambda a: isinstance(a, set), "A set has no order. Use a list, in the order a to f."),
        Slip(lambda a: len(words(a)) != len(WORDS), "There are six things: give a list of six words, in the order a to f."),
        Slip(lambda a: not set(words(a)) <= set(WORDS), "Only these six words are in use: budget, oracle, pool, query, seed set, test set."),
        Slip(_exchanged("pool", "test set"), "Pool and test set are exchanged. From which of the two may something be learned?"),
        Slip(_exchanged("query", "oracle"), "Query and oracle are exchanged. Which of them is asked, and which of them asks?"),
        Slip(_exchanged("seed set", "budget"), "Seed set and budget are exchanged. Which of them is given, and which of them has to be paid for?"),
        Slip(_exchanged("seed set", "pool"), "Seed set and pool are exchanged. In which of them is every label known to the program?"),
        Slip(lambda a: len(set(words(a))) < len(WORDS), "One word is there twice. Each of the six belongs to one thing."),
        Slip(lambda a: bool(_wrong(a)), _says_wrong),
    ],
    hint="it should be a list of six words",
)  # fmt: skip

# ---- 2: labels saved --------------------------------------------------------------------------------------

ANSWERS = np.arange(0, 32, 2)
AT_RANDOM = np.array(
    [0.663, 0.671, 0.671, 0.691, 0.712, 0.709, 0.710, 0.732, 0.733, 0.743, 0.746, 0.769, 0.785, 0.800, 0.808, 0.823]
)  # fmt: skip
TARGET, BY_MARGIN, N_SEED = 0.762, 10, 10
_place = int(np.argmax(AT_RANDOM >= TARGET))
NEEDED = int(ANSWERS[_place])
SAVED = NEEDED - BY_MARGIN

LABELS_SAVED = Exercise(
    "00.2",
    "Labels saved",
    right=SAVED,
    tolerance=0.01,
    slips=[
        Slip(NEEDED, "So many answers does random need. How many fewer are those of margin?"),
        Slip(-SAVED, "The size is right. Who needs more has saved nothing: turn it round."),
        Slip(_place, "That is the place in the list, and the list has every second answer only. How many answers are that?"),
        Slip(_place - BY_MARGIN, "You have counted places in the list, and the list has every second answer only."),
        Slip(NEEDED + N_SEED, "Is the seed set counted there? It was given, and is the same for both."),
        Slip(SAVED - 2, "One step too early: there, random is still below."),
        Slip(SAVED + 2, "One step too late: random was there before."),
        Slip(NEEDED / BY_MARGIN, "That is how many times as many. How many answers is it?"),
    ],
    hint="find the first number of answers at which random is where margin is after ten, and compare it with ten",
)  # fmt: skip

# ---- 3: gain, loss or luck ----------------------------------------------------------------------------------

DIFFERENCES = {  # of ten splits each: least confidence, entropy, and the picture of which the program is surest, minus random
    "a": [0.04, 0.04, 0.05, 0.12, 0.04, 0.04, 0.06, 0.03, -0.06, 0.08],
    "b": [-0.04, 0.07, 0.06, 0.03, 0.00, 0.04, 0.02, 0.04, -0.05, -0.03],
    "c": [-0.04, 0.01, -0.05, -0.02, -0.06, -0.03, -0.04, -0.09, -0.13, -0.05],
}
VERDICTS = ("gain", "loss", "luck")


def off(ahead: np.ndarray) -> float:
    """How far off the mean may be."""
    return float(stats.t.ppf(0.975, len(ahead) - 1) * stats.sem(ahead))


def verdict(ahead: np.ndarray) -> str:
    """What can be said of some paired differences."""
    mean = float(np.mean(ahead))
    return "luck" if abs(mean) <= off(ahead) else "gain" if mean > 0 else "loss"


RIGHT = [verdict(np.array(ahead)) for ahead in DIFFERENCES.values()]


def verdicts(answer: Any) -> list[str]:
    """The three words, whatever their case; one text with commas will do."""
    if isinstance(answer, dict) and [str(key).strip().casefold() for key in answer] == list(DIFFERENCES):
        answer = [*answer.values()]
    if isinstance(answer, (set, dict)):
        raise ValueError("no order")
    return [str(one).strip().casefold() for one in (re.split(r"[,\s]+", answer.strip()) if isinstance(answer, str) else answer)]  # fmt: skip


def _by(rule: Callable[[np.ndarray], str]) -> Callable[[Any], bool]:
    """Whether an answer is what some other rule says."""
    return lambda answer: verdicts(answer) == [rule(np.array(ahead)) for ahead in DIFFERENCES.values()]


def _by_mean(ahead: np.ndarray) -> str:
    return "gain" if ahead.mean() > 0 else "loss"


def _by_count(ahead: np.ndarray) -> str:
    n = int((ahead > 0).sum())
    return "gain" if n > len(ahead) / 2 else "loss" if n < len(ahead) / 2 else "luck"


def _by_spread(ahead: np.ndarray) -> str:
    return "luck" if abs(ahead.mean()) <= ahead.std(ddof=1) else _by_mean(ahead)


def _n_right(answer: Any) -> str:
    n = sum(one == right for one, right in zip(verdicts(answer), RIGHT, strict=True))
    return f"{n} of the three {'is' if n == 1 else 'are'} right. Call told for each, and hold the mean against the number behind ±."


GAIN_OR_LUCK = Exercise(
    "00.3",
    "Gain, loss or luck",
    right=lambda answer: verdicts(answer) == RIGHT,
    slips=[
        Slip(lambda a: isinstance(a, set), "A set has no order. Use a list, in the order a to c."),
        Slip(lambda a: len(verdicts(a)) != len(RIGHT), "There are three lists: give three words, in the order a to c."),
        Slip(lambda a: not set(verdicts(a)) <= set(VERDICTS), 'Only three words are in use: "gain", "loss" and "luck".'),
        Slip(_by(_by_mean), "That is the sign of the mean. How far off may each mean be?"),
        Slip(_by(_by_count), "You have counted the splits in which one was ahead. How far ahead was it, and how far behind in the others?"),
        Slip(_by(_by_spread), "You hold the mean against the spread of single splits. The mean of ten is surer than one of them."),
        Slip(lambda a: len(verdicts(a)) == len(RIGHT), _n_right),
    ],
    hint="it should be a list of three words",
)  # fmt: skip

EXERCISES = [SIX_WORDS, LABELS_SAVED, GAIN_OR_LUCK]
