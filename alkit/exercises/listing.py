"""A listing with bugs, to be read and judged: which lines are to blame, what is wrong there, and what a hunt has found."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from alkit.exercises.exercise import Exercise, Slip

Where = int | tuple[int, ...]


class Score(NamedTuple):
    """What a hunt comes to.

    Attributes
    ----------
    found, missed : numbers of bugs
    alarms : innocent lines that were suspected
    """

    found: int
    missed: int
    alarms: tuple[int, ...]

    def __str__(self) -> str:
        alarms = f"{len(self.alarms) or 'no'} wrong alarm{'' if len(self.alarms) == 1 else 's'}"
        return f"{self.found} of {self.found + self.missed} bugs found, {self.missed} missed, {alarms}."


@dataclass(frozen=True)
class Listing:
    r"""Code, and what is wrong with it.

    Parameters
    ----------
    code : lines count from 1; a common indent and empty lines around it are taken off
    bugs : number of a line -> what is wrong there, a sentence; several numbers for a bug that can be seen in each of them
    innocent : number of a line -> what is said of it where it is suspected; other innocent lines are just called so

    Raises
    ------
    ValueError
        If there is no bug, or a line that does not exist or is both guilty and innocent.

    Examples
    --------
    >>> listing = Listing("total = 0\nfor x in range(1, 3):\n    total = x", {3: "It forgets what it had."})
    >>> print(listing.score([2, 3]))
    1 of 1 bugs found, 0 missed, 1 wrong alarm.
    """

    code: str
    bugs: Mapping[Where, str]
    innocent: Mapping[int, str] = field(default_factory=dict)
    lines: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        lines = textwrap.dedent(self.code.expandtabs(4)).strip("\n").split("\n")
        object.__setattr__(self, "lines", tuple(lines))
        named = self.guilty | set(self.innocent)
        if not self.bugs or not named <= set(range(1, len(lines) + 1)) or self.guilty & set(self.innocent):
            raise ValueError(f"bugs must name at least one of the {len(lines)} lines, and none that is innocent; got {named}")

    @property
    def text(self) -> str:
        """The code as it can be run."""
        return "\n".join(self.lines) + "\n"

    @property
    def guilty(self) -> set[int]:
        """The lines in which a bug can be seen."""
        return {line for where in self.bugs for line in lines_of(where)}

    def read(self, suspects: Any) -> list[int]:
        """Numbers of lines in whatever they come, in order, each once; a text with numbers will do.

        Raises
        ------
        ValueError
            If there is no such line.
        """
        parts = re.sub(r"(?i)lines?|and|[,;]", " ", suspects).split() if isinstance(suspects, str) else suspects
        found = [int(part) if isinstance(part, str) else part for part in parts]
        if not set(found) <= set(range(1, len(self.lines) + 1)):
            raise ValueError(f"the lines have the numbers 1 to {len(self.lines)}, got {found!r}")
        return sorted({int(line) for line in found})

    def score(self, suspects: Iterable[int]) -> Score:
        """A bug is found where one of its lines is suspected."""
        chosen = set(suspects)
        found = sum(bool(chosen & lines_of(where)) for where in self.bugs)
        return Score(found, len(self.bugs) - found, tuple(sorted(chosen - self.guilty)))

    def verdicts(self, suspects: Iterable[int]) -> dict[int, str]:
        """Of each guilty or suspected line: "found", "missed", "innocent", or "guilty" where its bugs were found elsewhere."""
        chosen = set(suspects)
        missed = {line for where in self.bugs if not chosen & lines_of(where) for line in lines_of(where)}
        said = {line: "missed" if line in missed else "guilty" for line in self.guilty}
        return said | {line: "found" if line in self.guilty else "innocent" for line in chosen}

    def notes(self, suspects: Iterable[int]) -> dict[int, list[str]]:
        """What there is to say of each line; a bug of several lines is told at the first of them."""
        told: dict[int, list[str]] = {line: [self.innocent[line]] for line in suspects if line in self.innocent}
        for where, sentence in self.bugs.items():
            first, *others = sorted(lines_of(where))
            told.setdefault(first, []).append(sentence)
            for line in others:
                told.setdefault(line, []).append(f"See line {first}.")
        return told


def lines_of(where: Where) -> set[int]:
    """The lines of a bug."""
    return {where} if isinstance(where, int) else set(where)


# ---- the hunt as an exercise ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hunt(Exercise):
    """The exercise to name the guilty lines of a listing; :func:`alkit.bug_hunt` shows it by its key."""

    listing: Listing = field(default_factory=lambda: Listing("pass", {1: "It does nothing."}))


def hunt(key: str, title: str, listing: Listing) -> Hunt:
    """The exercise to find all bugs of a listing, without a wrong alarm.

    Parameters
    ----------
    key : chapter and number, such as "03.5"
    title : as above the task
    listing : every line that is not guilty needs a sentence in ``listing.innocent``
    """

    def score(answer: Any) -> Score:
        return listing.score(listing.read(answer))

    def acquits(answer: Any) -> str:
        found, missed, alarms = score(answer)
        others = f" It is not the only innocent one: you have {len(alarms)} such lines." if len(alarms) > 1 else ""
        return f"You have {found} of the {found + missed} bugs, but: {listing.innocent[alarms[0]]}{others}"

    def counts(answer: Any) -> str:
        found, missed, _ = score(answer)
        said = f"All your lines are guilty, and they show {found} of the {found + missed} bugs."
        return f"{said} Ask of each other line what it takes for granted."

    everybody = [*range(1, len(listing.lines) + 1)]
    return Hunt(
        key,
        title,
        right=lambda answer: score(answer).missed == 0 and not score(answer).alarms,
        slips=[
            Slip(lambda a: len(listing.read(a)) == 0, "No line at all? It does not even run."),
            Slip(lambda a: listing.read(a) == everybody, "If all are suspects, nobody is: some of these lines are innocent."),
            Slip(lambda a: len(score(a).alarms) > 0, acquits),
            Slip(lambda a: len(listing.read(a)) > 0, counts),
        ],
        hint=f"it should be a list of numbers of lines, from 1 to {len(listing.lines)}",
        listing=listing,
    )
