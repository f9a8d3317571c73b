"""Chapter 12, speech: what is right, and which slips are typical."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers
from alkit.information import conditional_entropy, information_gain, joint_entropy, joint_table

# ---- 1: the frequency of a row --------------------------------------------------------------------------------

RATE, N, ROW = 16_000, 512, 20

FREQUENCY = Exercise(
    "12.1",
    "Which frequency?",
    right=ROW * RATE / N,
    slips=[
        Slip(RATE / N, "That is how far two rows are apart. Which row is asked for?"),
        Slip(ROW * N / RATE, "Upside down: so many turns would row 20 make if it were a frequency in Hz. How often does it turn in a second?"),
        Slip(ROW, "It turns 20 times within the piece. How long is the piece, in seconds?"),
        Slip(ROW * RATE / 2 / N, "Half of it. The rows up to half of N cover the frequencies up to half of the rate, so nothing is halved twice."),
        Slip(ROW * RATE / (N // 2), "Twice of it. Row N, not row N/2, would be the rate itself."),
        Slip((ROW + 1) * RATE / N, "One row too high: rows are counted from 0."),
        Slip((ROW - 1) * RATE / N, "One row too low: row 0 turns not at all, and row 20 turns 20 times."),
        Slip(ROW * RATE / N / 1000, "In kHz? Hz are asked for."),
        Slip(2 * np.pi * ROW * RATE / N, "That is in radians a second. Hz are whole turns a second."),
    ],
    hint="row k turns k times within the piece; divide by how many seconds the piece takes",
)  # fmt: skip

# ---- 2: a power spectrum --------------------------------------------------------------------------------------


def pieces() -> list[tuple[np.ndarray]]:
    """Short pieces of a sound."""
    rng = np.random.default_rng(12)
    return [(np.array([1.0, 2.0, 0.5, -1.0]),), (rng.normal(size=8),), (np.sin(np.arange(32) * 2 * np.pi * 3 / 32) + 0.2,)]


def _power(x: Any) -> np.ndarray:
    return np.asarray(np.abs(np.fft.rfft(x)) ** 2)


POWER = Exercise(
    "12.2",
    "A power spectrum",
    right=_power,
    cases=pieces,
    read=numbers,
    slips=[
        Slip(lambda x: np.abs(np.fft.rfft(x)), "That is how large each X is. The power is its square."),
        Slip(lambda x: np.abs(np.fft.fft(x)) ** 2, "These are all N of them. The second half mirrors the first: stop at N/2."),
        Slip(lambda x: _power(x)[:-1], "One is missing: k = N/2 belongs to it."),
        Slip(lambda x: _power(x)[1:], "One is missing: k = 0 belongs to it."),
        Slip(lambda x: np.fft.rfft(x).real ** 2, "That is the square of the real part alone. The imaginary part has its share."),
        Slip(lambda x: _power(x) / len(x), "Divided by N. The task asks for the square of X as it is."),
        Slip(lambda x: _power(x) / len(x) ** 2, "Divided by N squared. The task asks for the square of X as it is."),
        Slip(lambda x: 10 * np.log10(_power(x)), "That is in decibels. No logarithm is asked for."),
        Slip(lambda x: _power(x * np.hanning(len(x))), "The piece was faded. The task asks for the piece as it is."),
        Slip(lambda x: np.asarray(x) ** 2, "These are the squares of the numbers of the sound. They are to be Fourier transformed first."),
    ],
    hint="the Fourier transform of x, rows 0 to N/2, and of each complex number the square of its absolute value",
)  # fmt: skip

# ---- 3: without the speaker -----------------------------------------------------------------------------------


def rows_of_speakers() -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows of speakers who said more or less, in any order."""
    rng = np.random.default_rng(3)
    three = np.array(["Bea", "Ann", "Bea", "Cid", "Ann", "Bea", "Cid"])
    return [(rng.normal(2, 1, (7, 3)), three), (rng.normal(-1, 2, (5, 2)), np.array([7, 7, 3, 7, 3]))]


def _each(X: Any, speakers: Any, change: Callable[[np.ndarray], Any]) -> np.ndarray:
    """The rows of each speaker, changed together."""
    result = np.array(X, dtype=float)
    for one in np.unique(speakers):
        result[speakers == one] = change(result[speakers == one])
    return result


WITHOUT_SPEAKER = Exercise(
    "12.3",
    "Without the speaker",
    right=lambda X, speakers: _each(X, speakers, lambda rows: rows - rows.mean(axis=0)),
    cases=rows_of_speakers,
    read=numbers,
    slips=[
        Slip(lambda X, s: X - X.mean(axis=0), "You subtract the mean of all rows. Each speaker has a mean of his own."),
        Slip(lambda X, s: X - X.mean(axis=1, keepdims=True), "You subtract the mean of each row from it. The mean of the speaker's rows is meant, feature by feature."),
        Slip(lambda X, s: _each(X, s, lambda rows: rows.mean(axis=0)), "These are the means. What is left of each row when they are subtracted?"),
        Slip(lambda X, s: _each(X, s, lambda rows: rows - rows.mean()), "You subtract one number per speaker. Each feature has a mean of its own."),
        Slip(lambda X, s: _each(X, s, lambda rows: (rows - rows.mean(axis=0)) / rows.std(axis=0)), "You divide by the standard deviation as well. Only the mean is asked for."),
        Slip(lambda X, s: _each(X, s, lambda rows: rows - np.median(rows, axis=0)), "These are medians. The mean is asked for."),
        Slip(lambda X, s: _each(X, s, lambda rows: rows - rows[0]), "You subtract the first row of each speaker. The mean of all his rows is meant."),
        Slip(lambda X, s: np.concatenate([X[s == one] - X[s == one].mean(axis=0) for one in np.unique(s)]), "The right rows, speaker by speaker. They are wanted in the order of X."),
    ],
    hint="for each speaker take his rows, and subtract the mean of these rows, feature by feature",
)  # fmt: skip

# ---- 4: what the speaker tells --------------------------------------------------------------------------------


def collections() -> list[tuple[Sequence, Sequence]]:
    """Words and who said them: told in part, not at all, wholly."""
    return [
        (["yes", "no", "yes", "yes", "no", "no", "yes", "no"], ["Ann", "Bob", "Ann", "Bob", "Bob", "Ann", "Ann", "Cid"]),
        (["heed", "heed", "hid", "hod", "hod", "hod"], [1, 2, 1, 3, 3, 2]),
        (["yes", "no", "yes", "no"], ["Ann", "Ann", "Bob", "Bob"]),
        (["yes", "yes", "no", "oh"], ["Ann", "Bob", "Cid", "Dan"]),
    ]


def _entropy(values: Any) -> float:
    return joint_entropy(values, np.zeros(len(values)))


def _share(words: Any, speakers: Any) -> float:
    return information_gain(words, speakers) / _entropy(words)


TOLD = Exercise(
    "12.4",
    "How much does the speaker tell?",
    right=_share,
    cases=collections,
    slips=[
        Slip(information_gain, "These are the bits that the speaker tells. Which share is that of the entropy of the words?"),
        Slip(lambda words, speakers: information_gain(words, speakers) * np.log(2), "That is the gain in nats. Which share of the entropy is it?"),
        Slip(conditional_entropy, "That is what is left open when the speaker is known. What has he told?"),
        Slip(lambda words, speakers: 1 - _share(words, speakers), "That is the share that is left open. What has the speaker told?"),
        Slip(lambda words, speakers: information_gain(words, speakers) / _entropy(speakers), "You divide by the entropy of the speakers. The share of the entropy of the words is asked for."),
        Slip(lambda words, speakers: information_gain(words, speakers) / joint_entropy(words, speakers), "You divide by the joint entropy. The share of the entropy of the words is asked for."),
        Slip(lambda words, speakers: information_gain(words, speakers) / np.log2(len(set(words))), "You divide by the largest entropy that so many words can have. Here not all words come equally often."),
        Slip(lambda words, speakers: joint_table(words, speakers).max(axis=0).sum(), "That is how often one is right who answers each speaker's most frequent word. Entropies are asked for."),
    ],
    hint="the information gain of the word by the speaker, divided by the entropy of the words",
)  # fmt: skip

# ---- 5: whom next ---------------------------------------------------------------------------------------------


def queues() -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Speakers, of whom none, some or all have been asked; one has no candidate left."""
    names = np.array([11, 12, 13, 11, 12, 14, 11, 13, 12])
    numbered = np.array([2, 2, 5, 5, 5, 9, 9, 2, 9])
    return [
        (names, np.array([0, 1]), np.array([2, 3, 4, 5, 6, 7])),
        (names, np.array([2, 0, 5, 4, 7]), np.array([1, 3, 6])),
        (names, np.array([5, 0, 3, 1, 4, 2, 7]), np.array([6, 8])),
        (numbered, np.array([0, 2, 5, 3, 7]), np.array([1, 4, 6, 8])),
    ]


def _counts(speakers: Any, labeled: Any, candidates: Any) -> np.ndarray:
    return np.array([np.sum(speakers[labeled] == one) for one in speakers[candidates]])


def _least(counts: np.ndarray, candidates: Any) -> Any:
    return np.asarray(candidates)[counts == counts.min()]


NEXT = Exercise(
    "12.5",
    "Whom next?",
    right=lambda speakers, labeled, candidates: _least(_counts(speakers, labeled, candidates), candidates),
    cases=queues,
    read=numbers,
    slips=[
        Slip(lambda s, labeled, c: c[~np.isin(s[c], s[labeled])], "These are the speakers that were never asked. When all have been asked once, nobody is left: who has been asked least then?"),
        Slip(lambda s, labeled, c: np.flatnonzero(_counts(s, labeled, c) == _counts(s, labeled, c).min()), "These are places among the candidates. Which rows of the pool are they?"),
        Slip(lambda s, labeled, c: c[_counts(s, labeled, c) == _counts(s, labeled, c).max()], "These have been asked most."),
        Slip(lambda s, labeled, c: _least(_counts(s, c, c), c), "You count the candidates. How often has each speaker been asked?"),
        Slip(lambda s, labeled, c: _least(_counts(s, np.arange(len(s)), c), c), "You count all rows of a speaker. Only those that are labeled have been asked."),
        Slip(lambda s, labeled, c: _least(_counts(s, labeled, c), c)[:1], "That is one of them. All are wanted."),
        Slip(lambda s, labeled, c: [int(c[s[c] == one][0]) for one in np.unique(s[_least(_counts(s, labeled, c), c)])], "One row of each of these speakers. All of their candidates are wanted."),
        Slip(lambda s, labeled, c: c[_counts(s, labeled, c) == min(np.sum(s[labeled] == one) for one in np.unique(s))], "The speaker who has been asked least may have no candidate left. Look among those who have one."),
        Slip(lambda s, labeled, c: s[_least(_counts(s, labeled, c), c)], "These are the speakers. Which rows are theirs?"),
        Slip(lambda s, labeled, c: c, "These are all candidates."),
    ],
    hint="count for each candidate how many labeled rows have its speaker, and keep those with the smallest count",
)  # fmt: skip

EXERCISES = [FREQUENCY, POWER, WITHOUT_SPEAKER, TOLD, NEXT]
