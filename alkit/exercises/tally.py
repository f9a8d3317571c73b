"""What a student's guesses come to: their bits in a chapter, and how well their beliefs are calibrated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from alkit.exercises.guessbook import Record
from alkit.exercises.numbers import percent
from alkit.exercises.scoring import HELD, Bin, calibration_bins, distance, holds, share_of, surprise

ENOUGH = 10  # guesses, before there is a curve: with fewer its points are noise


@dataclass(frozen=True)
class Line:
    """One guess in the table: bits of the student, of a uniform guesser, of the model; or, of other kinds, words alone."""

    key: str
    question: str
    yours: float | None
    uniform: float | None
    model: float | None
    words: str


def line_of(key: str, record: Record) -> Line:
    """What a guess that counts came to.

    >>> from alkit.exercises.beliefs import Choose
    >>> line_of("00.1", Record("Rain?", Choose(("yes", "no")).about(), [75, 25], truth=1)).words
    '2.00 bits'
    """
    belief, truth = record.guess, record.truth
    if record.kind.name == "choose":
        bits = surprise(belief, truth)
        model = None if record.model is None else surprise(record.model, truth)
        return Line(key, record.question, bits, math.log2(len(belief)), model, f"{bits:.2f} bits")
    held = "in your range" if record.kind.name == "estimate" and holds(belief, truth) else "outside your range"
    words = held if record.kind.name == "estimate" else f"{distance(belief, truth):.2g} away"
    return Line(key, record.question, None, None, None, words)


def lines_of(records: Mapping[str, Record]) -> list[Line]:
    """A line for each guess that counts."""
    return [line_of(key, record) for key, record in records.items() if record.counts]


def summary(records: Mapping[str, Record], chapter: str | None = None) -> str:
    """The student's bits, added up, in a sentence or two.

    >>> summary({}, "00")
    'Your bits in chapter 00: no guess has been committed and revealed yet, so there is nothing to add up.'
    """
    where = "" if chapter is None else f" in chapter {chapter}"
    lines, parts = lines_of(records), []
    if not lines:
        return f"Your bits{where}: no guess has been committed and revealed yet, so there is nothing to add up."
    chosen = [line for line in lines if line.yours is not None]
    if chosen:
        yours, uniform = (sum(v or 0 for v in values) for values in zip(*((line.yours, line.uniform) for line in chosen)))
        way = f"{abs(uniform - yours):.2f} bits {'saved' if yours <= uniform else 'lost'}"
        parts.append(f"Your bits{where}: {yours:.2f} over {_count(len(chosen), 'guess')}, uniform {uniform:.2f}; {way}.")
    beside = [line for line in chosen if line.model is not None]
    if beside:
        yours, model = (sum(v or 0 for v in values) for values in zip(*((line.yours, line.model) for line in beside)))
        parts.append(f"Where a model guessed too, it needed {model:.2f} and you {yours:.2f}.")
    if ranges := ranges_held(records):
        parts.append(f"{sum(ranges)} of {_count(len(ranges), 'range')} held the answer; of many, 90 % should.")
    return " ".join(parts) or f"Your bits{where}: none, for no guess was about options; see the table."


def ranges_held(records: Mapping[str, Record]) -> list[bool]:
    """Of each estimate that counts, whether its 90 % range held the answer."""
    return [holds(r.guess, r.truth) for r in records.values() if r.counts and r.kind.name == "estimate"]


@dataclass(frozen=True)
class Calibration:
    """How often came true what the student believed to some degree.

    Attributes
    ----------
    n : guesses that count, of options and of ranges
    bins : beliefs in options
    ranges : the 90 % ranges; None where there are none
    """

    n: int
    bins: list[Bin]
    ranges: Bin | None

    @property
    def missing(self) -> int:
        """How many guesses it still takes."""
        return max(ENOUGH - self.n, 0)

    def describe(self) -> str:
        """In words; with too few guesses, how many are missing."""
        if self.missing:
            return (
                f"Your calibration curve needs {_count(ENOUGH, 'guess')} with their answers; "
                f"you have {self.n}, so {_count(self.missing, 'guess')} {'is' if self.missing == 1 else 'are'} missing."
            )
        said = [f"of what you believed at {percent(b.belief)}, {percent(b.true)} was true ({b.n})" for b in self.bins]
        if self.ranges:
            said.append(f"of your {percent(HELD)} ranges, {percent(self.ranges.true)} held ({self.ranges.n})")
        return f"Your calibration over {self.n} guesses: {'; '.join(said)}."


def calibration(records: Mapping[str, Record]) -> Calibration:
    """The calibration of all guesses that count; drawn curves say nothing about it."""
    chosen = [r for r in records.values() if r.counts and r.kind.name == "choose"]
    ranges = ranges_held(records)
    beliefs = np.array([p / 100 for r in chosen for p in r.guess])
    came_true = np.array([j == r.truth for r in chosen for j in range(len(r.guess))])
    return Calibration(len(chosen) + len(ranges), calibration_bins(beliefs, came_true), share_of(ranges) if ranges else None)


def _count(n: int, thing: str) -> str:
    """One guess, two guesses.

    >>> _count(1, "range"), _count(2, "guess")
    ('1 range', '2 guesses')
    """
    return f"{n} {thing}" + ("" if n == 1 else "es" if thing.endswith("s") else "s")
