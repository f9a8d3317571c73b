"""Who is in a class and what everybody has answered, followed as it comes: each look reads only what is new in the log."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from alkit.labeling.joint import Answer, answers_of
from alkit.labeling.replay import Event, Replay
from alkit.labeling.store import LabelLog


@dataclass
class Student:
    """Somebody who has joined.

    Attributes
    ----------
    name : as they gave it: data, which may be any text
    state : where their session stands
    answers : theirs, in the order given; what was undone or skipped is not there
    last : when they were heard of last, in seconds since 1970
    """

    name: str
    state: Replay = field(default_factory=Replay)
    answers: list[Answer] = field(default_factory=list)
    last: float = 0.0


class Roll:
    """Everybody in a shared pool, and their answers so far.

    Parameters
    ----------
    log : where they write
    pool : its name
    clock : seconds since 1970

    Attributes
    ----------
    students : name -> Student, in the order in which they were heard of first

    Examples
    --------
    >>> import tempfile
    >>> from alkit import classroom, iris, join_session
    >>> folder = tempfile.mkdtemp()
    >>> room = classroom(iris(), folder=folder)
    >>> roll = Roll(room.log, room.pool.name)
    >>> roll.look()
    False
    >>> with_ada = join_session(iris(), by="Ada", folder=folder)
    >>> with_ada.answer("setosa")
    >>> with_ada.close()
    >>> roll.look(), {student.name: len(student.answers) for student in roll.students.values()}
    (True, {'Ada': 1})
    """

    def __init__(self, log: LabelLog, pool: str, clock: Callable[[], float] = time.time):
        self.log, self.prefix, self.clock = log, f"{pool}/", clock
        self.students: dict[str, Student] = {}
        self._known: dict[str, int] = {}  # session -> number of its last event
        self._has_looked = False

    def look(self) -> bool:
        """Take into account what was written since the last look, and say whether anything was.

        Raises
        ------
        ValueError
            If the log cannot be read; the next look finds what this one has missed.
        """
        news = self.log.news(self._known, self.prefix)
        self._known |= {session: events[-1].number for session, events in news.items()}
        theirs = {session.removeprefix(self.prefix): events for session, events in news.items()}
        # "" is the page of this pool, and what has a slash belongs to another one, whose name begins like this one's
        theirs = {name: events for name, events in theirs.items() if name and "/" not in name}
        for name, events in sorted(theirs.items(), key=lambda one: (one[1][0].at, one[0])):
            if name not in self.students or events[0].number == 0:
                self.students[name] = Student(name)
            self._follow(self.students[name], events)
        self._has_looked = True
        return bool(theirs)

    def _follow(self, student: Student, events: list[Event]) -> None:
        for event in events:
            student.state.fold(event)
        student.answers = answers_of(student.state, student.name)
        student.last = self._time_of(events[-1].at)

    def _time_of(self, at: str) -> float:
        """When something new was written: just now; what is older than the first look, when the writer's own clock says."""
        now = self.clock()
        try:
            return now if self._has_looked else min(now, datetime.fromisoformat(at).timestamp())
        except ValueError:  # a damaged line
            return now

    def in_order(self) -> list[Answer]:
        """All answers in the order of time, as the students' clocks have it."""
        answers = [answer for student in self.students.values() for answer in student.answers]
        return sorted(answers, key=lambda a: (a.at, a.annotator, a.sample))
