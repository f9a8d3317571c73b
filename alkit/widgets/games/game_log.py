"""Games on disk: every pick before the next, and the board on which the class meets.

It is a label log of its own, ``games.sqlite`` beside the labels: nothing is changed or removed in it, an undo is an event too,
and two windows cannot overwrite each other.  Names of people are data: they stand in the events, never in a file's name.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from alkit.labeling.replay import Event
from alkit.labeling.store import GoneOnError, LabelLog

TRIES = 50  # of a whole class that finishes at the same moment
LONGEST_NAME = 60  # characters


@dataclass
class Standing:
    """Where a player's game stands: the split, the rows picked on it, and how many picks were taken back on the way."""

    split: int
    picks: list[int] = field(default_factory=list)
    n_undone: int = 0

    def fold(self, event: Event) -> None:
        """Take an event into account; what is damaged is left out."""
        row, split = event.body.get("row"), event.body.get("split")
        if event.kind == "split" and type(split) is int:
            self.split, self.picks, self.n_undone = split, [], 0
        elif event.kind == "pick" and type(row) is int and row not in self.picks:
            self.picks.append(row)
        elif event.kind == "undo" and self.picks:
            self.picks.pop()
            self.n_undone += 1


@dataclass(frozen=True)
class Result:
    """A game that was played to its end: accuracies after the last answer.

    Attributes
    ----------
    name : of the player
    split : the random state of the split
    you, random, margin : accuracies; that of random picking is a mean; margin is None where it could not play
    n_above, n_runs : random runs that the player was above, of how many
    n_undone : picks taken back
    """

    name: str
    split: int
    you: float
    random: float
    margin: float | None
    n_above: int
    n_runs: int
    n_undone: int


class GameLog:
    """One player's games of one kind, and everybody's results.

    Parameters
    ----------
    folder : where ``games.sqlite`` is kept; by default ``labels`` beside the notebook, or the environment's ALKIT_LABELS
    game : what is played: only games that are alike are on one board
    name : of the player

    Raises
    ------
    ValueError
        If the name is none, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> log = GameLog(tempfile.mkdtemp(), "moons", "Ann")
    >>> log.write("pick", row=7)
    >>> log.standing(split=0).picks, log.board()
    ([7], [])
    """

    def __init__(self, folder: str | os.PathLike[str] | None, game: str, name: str):
        if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
            raise ValueError(f"name must be a text of 1 to {LONGEST_NAME} characters, got {str(name)[:80]!r}")
        self.name = name
        self._log = LabelLog(pathlib.Path(folder or os.environ.get("ALKIT_LABELS", "labels")) / "games.sqlite")
        self._game, self._board = f"game {_short(game)} {_short(name)}", f"board {_short(game)}"
        self._next = 0

    def standing(self, split: int) -> Standing:
        """Where the player's game stands, as the disk has it; ``split`` where it has none."""
        events, standing = self._log.events(self._game), Standing(split)
        for event in events:
            standing.fold(event)
        self._next = events[-1].number + 1 if events else 0
        return standing

    def write(self, kind: str, **body: Any) -> None:
        """Write an event; it is on the disk when this returns.

        Raises
        ------
        GoneOnError
            If the game has gone on in another window: ask for its :meth:`standing`.
        ValueError
            If the disk refuses.
        """
        self._log.append(self._game, self._next, kind, **body)
        self._next += 1

    def enter(self, result: Result) -> None:
        """Put a result on the board, unless this player's first one on this split is there."""
        for _ in range(TRIES):
            events = self._log.events(self._board)
            if (result.name, result.split) in {(one.name, one.split) for one in _results(events)}:
                return
            try:
                self._log.append(self._board, events[-1].number + 1 if events else 0, "result", **asdict(result))
            except GoneOnError:  # somebody else was a moment faster
                continue
            return
        raise ValueError("the board is too busy; run the cell again")

    def board(self) -> list[dict[str, Any]]:
        """A row for each player: how far ahead of random picking on average, over all games that are over; the best first."""
        results: dict[str, list[Result]] = {}
        for one in _results(self._log.events(self._board)):
            results.setdefault(one.name, []).append(one)
        return sorted(map(_line, results.values()), key=lambda line: (-line["ahead"], line["name"]))


def _results(events: Iterable[Event]) -> list[Result]:
    found = []
    for event in events:
        try:
            found.append(_checked(Result(**event.body)))
        except (TypeError, ValueError):
            continue  # a damaged line costs no other
    return found


def _checked(result: Result) -> Result:
    if not isinstance(result.name, str) or not np.isfinite([result.you, result.random]).all():
        raise ValueError("not readable")
    return result


def _line(games: list[Result]) -> dict[str, Any]:
    margins = [one.margin - one.random for one in games if one.margin is not None]
    return {
        "name": games[0].name,
        "games": len(games),
        "ahead": float(np.mean([one.you - one.random for one in games])),
        "margin": float(np.mean(margins)) if margins else None,
        "undone": sum(one.n_undone for one in games),
    }


def _short(words: str) -> str:
    """A name that any database takes, for any text."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:20]
