"""Chapter 08, deep active learning: what is right, and which slips are typical."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, number, numbers
from alkit.information import entropy
from alkit.strategies.gradients import expected_error_length

# ---- 1: how many trainings ------------------------------------------------------------------------------------

N_ASKED, BATCH_SIZE, N_MEMBERS = 60, 20, 5
N_ROUNDS = N_ASKED // BATCH_SIZE
N_TRAININGS = (N_ROUNDS + 1) * N_MEMBERS


def _is(value: float) -> Callable[[Any], bool]:
    return lambda answer: float(number(answer)) == value


HOW_MANY = Exercise(
    "08.1",
    "How many trainings?",
    right=_is(N_TRAININGS),
    slips=[
        Slip(_is(N_ROUNDS * N_MEMBERS), "One training is missing for each member: what scores the very first batch?"),
        Slip(_is(N_ROUNDS + 1), "So often the ensemble is trained. How many networks are trained each time?"),
        Slip(_is(N_ROUNDS), "So many batches are asked. Count the training on the seed set, too, and the members."),
        Slip(_is(N_ASKED * N_MEMBERS), "Is a network trained after each answer, or after each batch?"),
        Slip(_is((N_ASKED + 1) * N_MEMBERS), "Is a network trained after each answer, or after each batch?"),
        Slip(
            _is((N_ROUNDS + 2) * N_MEMBERS),
            "One too many for each member. Count: once on the seed set, then once after each batch.",
        ),
        Slip(_is(N_ROUNDS + N_MEMBERS), "Every member is trained each time: these multiply."),
    ],
    hint="count the trainings of one member, from the seed set to the last answer; then there are several members",
)

# ---- 2: together ----------------------------------------------------------------------------------------------

FIRST = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]])  # members x pictures: what a sure member reads


def known_of(*pictures: int) -> float:
    """Bits that the answers to some pictures tell about the member, all members being sure and equally probable."""
    counts = np.unique(FIRST[:, list(pictures)], axis=0, return_counts=True)[1]
    return float(entropy(counts / counts.sum()))


TOGETHER_BITS = (known_of(0, 1), known_of(0, 2))


def _pair(answer: Any) -> tuple[float, float]:
    given = re.findall(r"-?\d+(?:\.\d+)?", answer) if isinstance(answer, str) else answer
    if isinstance(given, (set, dict)):
        raise ValueError("no order")
    copies, others = (float(number(one)) for one in given)
    return copies, others


def _says(copies: float | None, others: float | None) -> Callable[[Any], bool]:
    def fits(answer: Any) -> bool:
        own = _pair(answer)
        return all(wanted is None or abs(one - wanted) < 1e-3 for one, wanted in zip(own, (copies, others)))

    return fits


TOGETHER = Exercise(
    "08.2",
    "Together",
    right=_says(*TOGETHER_BITS),
    slips=[
        Slip(_says(2.0, 2.0), "That adds up two BALD scores each time. Does a second answer that one knows beforehand tell anything?"),
        Slip(_says(TOGETHER_BITS[1], TOGETHER_BITS[0]), "You have the two pairs exchanged. Which pair is a picture and its copy?"),
        Slip(_says(1.0, 1.0), "Right for the first pair. How many kinds of member can the answers to the second pair tell apart?"),
        Slip(_says(0.0, None), "A copy adds nothing to the first answer. But the first answer tells something."),
        Slip(_says(None, 4.0), "The answers tell four members apart. How many bits are that?"),
        Slip(lambda a: np.allclose(_pair(a), np.multiply(TOGETHER_BITS, np.log(2)), atol=1e-3), "Are these nats? A logarithm to the base 2 gives bits."),
    ],
    hint="give two numbers of bits: into how many equally large groups do the answers to a pair divide the four members?",
)  # fmt: skip

# ---- 3: expected gradient length ------------------------------------------------------------------------------


def networks() -> list[tuple[np.ndarray, np.ndarray]]:
    """Probabilities of three classes, and of two, with what the last layer sees."""
    three = np.array([[0.7, 0.2, 0.1], [0.4, 0.35, 0.25], [1.0, 0.0, 0.0], [0.5, 0.5, 0.0]])
    seen = np.array([[1.0, 2.0, 0.0], [0.5, 0.0, 1.0], [3.0, 1.0, 2.0], [0.0, 2.0, 2.0]])
    return [(three, seen), (np.array([[0.9, 0.1], [0.3, 0.7]]), np.array([[2.0], [0.5]]))]


def _errors(p: np.ndarray) -> np.ndarray:
    """``||p - e_y||`` for each row and each answer y."""
    return np.asarray(np.linalg.norm(p[:, None, :] - np.eye(p.shape[1]), axis=2))


def _long(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.sqrt((x**2).sum(axis=1) + 1))


EXPECTED_LENGTH = Exercise(
    "08.3",
    "Expected gradient length",
    right=lambda p, x: _long(x) * expected_error_length(p),
    cases=networks,
    read=numbers,
    slips=[
        Slip(lambda p, x: np.linalg.norm(x, axis=1) * expected_error_length(p), "The intercept has a gradient, too: it sees a 1 beside the row."),
        Slip(lambda p, x: expected_error_length(p), "That is the length of p - e alone. What the last layer sees is the other factor."),
        Slip(lambda p, x: _long(x) * _errors(p).sum(axis=1), "You add up the lengths as if all answers were equally probable, and had no weight."),
        Slip(lambda p, x: _long(x) * _errors(p).mean(axis=1), "You take the plain mean over the answers. They are not equally probable."),
        Slip(lambda p, x: _long(x) * _errors(p).max(axis=1), "That is the longest gradient. What is it on average?"),
        Slip(lambda p, x: _long(x) * _errors(p)[np.arange(len(p)), p.argmax(axis=1)], "That takes the most probable answer as the true one, as BADGE does. The mean over all answers is wanted."),
        Slip(lambda p, x: _long(x) ** 2 * (p * _errors(p) ** 2).sum(axis=1), "That is the mean of the squared lengths."),
        Slip(lambda p, x: _long(x) * np.linalg.norm((p[:, :, None] * (p[:, None, :] - np.eye(p.shape[1]))).sum(axis=1), axis=1), "That is the length of the mean gradient, and it is zero: the gradients of the answers cancel out. Take lengths first, then the mean."),
    ],
    hint="for each answer y the length of p - e_y times the length of (x, 1), and then the mean with the weights p",
)  # fmt: skip

# ---- 4: the next center ---------------------------------------------------------------------------------------


def places() -> list[tuple[np.ndarray, list[int]]]:
    """Rows and labeled rows: the nearest labeled row decides, the sum of distances would decide otherwise; a tie is nowhere."""
    line = np.array([[0.0], [10.0], [4.5], [1.0], [12.5], [-1.5]])
    plane = np.array([[0.0, 0.0], [4.0, 0.0], [2.0, 2.5], [0.5, 0.5], [5.5, 1.0], [0.0, 2.0]])
    return [(line, [0, 1]), (plane, [4, 0]), (plane[::-1].copy(), [5, 1, 4])]


def _distances(X: np.ndarray, labeled: Any) -> np.ndarray:
    return np.asarray(np.linalg.norm(np.asarray(X)[:, None] - np.asarray(X)[list(labeled)], axis=2))


def _among_candidates(X: np.ndarray, labeled: Any) -> int:
    candidates = np.setdiff1d(np.arange(len(X)), labeled)
    return int(_distances(X, labeled)[candidates].min(axis=1).argmax())


NEXT_CENTER = Exercise(
    "08.4",
    "The next center",
    right=lambda X, labeled: int(_distances(X, labeled).min(axis=1).argmax()),
    cases=places,
    slips=[
        Slip(lambda X, labeled: int(_distances(X, labeled).sum(axis=1).argmax()), "You add the distances to all labeled rows. For core-set only the nearest of them counts."),
        Slip(lambda X, labeled: int(_distances(X, labeled).max(axis=1).argmax()), "You take the distance to the farthest labeled row. A row is covered by the nearest one."),
        Slip(lambda X, labeled: int(_distances(X, labeled)[:, 0].argmax()), "You look at the first labeled row only."),
        Slip(lambda X, labeled: int(_distances(X, labeled)[:, -1].argmax()), "You look at the last labeled row only."),
        Slip(lambda X, labeled: int(_distances(X, labeled).min(axis=1).argmin()), "That row is a labeled one: its distance is nothing at all."),
        Slip(_among_candidates, "That is a place among the unlabeled rows. Which row of X is it?"),
        Slip(lambda X, labeled: float(_distances(X, labeled).min(axis=1).max()), "That is the distance of the row. Which row is it?"),
        Slip(lambda X, labeled: _distances(X, labeled).min(axis=1), "These are the distances of all rows to their nearest labeled one. Which row comes next?"),
    ],
    hint="for each row the distance to its nearest labeled row; return the number of the row where it is largest",
)  # fmt: skip

EXERCISES = [HOW_MANY, TOGETHER, EXPECTED_LENGTH, NEXT_CENTER]
