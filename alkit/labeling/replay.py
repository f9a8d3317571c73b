"""A log folded into where it has led.  Whatever is in it can be folded: what cannot be used is reported and left out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from alkit.history import REMARKS
from alkit.labeling.kinds import Kind, kind_of

LOG_VERSION = 1  # 0 had no version, no hashes of rows, and no number of the step in an "undo"
STEPS = ("answer", "unknown", "skip")


@dataclass(frozen=True)
class Event:
    """One line of the log: number in its session, time in UTC (ISO 8601), kind, and what belongs to the kind."""

    number: int
    at: str
    kind: str
    body: dict[str, Any]


@dataclass
class Replay:
    """Where a session stands.

    Attributes
    ----------
    taken : rows that cannot be answered: those of the seed set, and those answered in steps that were not undone
    kind, n_pool : what an answer can be, and how many rows can be asked; None until the log says so
    number : of the next event
    about : what the session is about, as its "start" (or the last "grown") has it; None if there is none
    steps : those that were not undone, with cleaned bodies
    current : the sample on the screen
    metrics : number of steps -> what was measured after them
    hashes : row -> its hash when it was shown
    reports : what was wrong with the log, a sentence each
    """

    taken: set[int] = field(default_factory=set)
    kind: Kind | None = None
    n_pool: int | None = None
    number: int = 0
    about: dict[str, Any] | None = None
    steps: list[Event] = field(default_factory=list)
    current: int | None = None
    metrics: dict[int, dict[str, float]] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    reports: list[str] = field(default_factory=list)

    def fold(self, event: Event) -> None:
        """Take the next event into account."""
        if event.number > self.number:
            missing = f"s {self.number} to {event.number - 1} are" if event.number > self.number + 1 else f" {self.number} is"
            self.reports.append(f"Event{missing} missing.")
        self.number = event.number + 1
        take = _FOLDS.get(event.kind)
        try:
            if take is None:
                raise ValueError("of an unknown kind")
            take(self, event)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            why = str(error) if type(error) is ValueError else "not readable"
            self.reports.append(f"Event {event.number} ({str(event.kind)[:40]!r}) is {why}.")

    def sample(self, event: Event) -> int:
        """The row that an event is about.

        Raises
        ------
        ValueError
            If it is no row of the pool.
        """
        row = event.body["sample"]
        if type(row) is not int or row < 0 or (self.n_pool is not None and row >= self.n_pool):
            raise ValueError(f"about row {row!r}, which is not in the pool")
        return row


def replay(events: Iterable[Event], taken: Iterable[int] = (), kind: Kind | None = None, n_pool: int | None = None) -> Replay:
    """Fold a log into where it has led.

    Parameters
    ----------
    events : oldest first
    taken, kind, n_pool : as in :class:`Replay`, if known

    Returns
    -------
    Replay
    """
    state = Replay(set(taken), kind, n_pool)
    for event in events:
        state.fold(event)
    if state.number and state.about is None:
        state.reports.append("What it is about is missing or not readable.")
    return state


def _about(state: Replay, event: Event) -> None:
    about = event.body
    if not isinstance(about["classes"], list) or type(about["n_pool"]) is not int:
        raise ValueError("not readable")
    if state.about is not None and event.kind == "start":
        raise ValueError("a second beginning")
    state.about, state.kind, state.n_pool = about, kind_of(about), about["n_pool"]
    state.taken.update(row for row in about.get("seed_set", []) if type(row) is int)
    if about.get("log", 0) > LOG_VERSION:
        raise ValueError("written by a newer alkit")


def _shown(state: Replay, event: Event) -> None:
    row = state.sample(event)
    state.current = None if row in state.taken else row
    if isinstance(event.body.get("hash"), str):
        state.hashes[row] = event.body["hash"]


def _step(state: Replay, event: Event) -> None:
    row, label = state.sample(event), event.body.get("label")
    if row in state.taken:
        raise ValueError(f"a second answer to row {row}, whose first one counts")
    if event.kind == "answer" and state.kind is not None:
        try:
            label = state.kind.read(label)
        except ValueError:
            raise ValueError(f"an answer {str(label)[:40]!r}, which is not {state.kind}") from None
    body = {"sample": row, "label": label if event.kind == "answer" else None}
    remark = event.body.get("remark")
    body |= {"remark": remark if remark in REMARKS else None}
    state.steps.append(replace(event, body={**body, "seconds": _seconds(event.body), "by": str(event.body.get("by", "?"))}))
    state.current = None
    if event.kind != "skip":
        state.taken.add(row)


def _undo(state: Replay, event: Event) -> None:
    undone = event.body.get("step")  # the number of the step's event; an old log means the last step
    step = next((s for s in reversed(state.steps) if undone in (None, s.number)), None)
    if step is None:
        raise ValueError("an undo of nothing")
    state.metrics.pop(len(state.steps), None)
    state.steps.remove(step)
    if step.kind != "skip":
        state.taken.discard(step.body["sample"])
    state.current = step.body["sample"]


def _scores(state: Replay, event: Event) -> None:  # metrics: an early name, kept because logs are on people's disks
    scores = {str(name): float(value) for name, value in event.body["scores"].items()}
    if type(event.body["steps"]) is not int:
        raise ValueError("not readable")
    state.metrics[event.body["steps"]] = scores


def _seconds(body: dict[str, Any]) -> float:
    seconds = body.get("seconds")
    return float(seconds) if isinstance(seconds, (int, float)) else math.nan


_FOLDS = {
    "start": _about, "grown": _about, "shown": _shown, "undo": _undo, "scores": _scores, **dict.fromkeys(STEPS, _step),
}  # fmt: skip
