"""What a class has come to, as it comes: who has labeled how much, how far they agree, and what each has learned.  No screen.

A thread looks into the store every few seconds, less often while nothing is new, and works out the points of the curves that
are missing; it rests as long as it has worked.  What is shown is one :class:`Seen`, which never changes: nobody waits.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from alkit.labeling.agreement import cohen_kappa, fleiss_kappa, percent_agreement
from alkit.labeling.class_curves import ClassCurves, is_enough, table_of
from alkit.labeling.classroom import Classroom
from alkit.labeling.roll import Roll, Student
from alkit.learner import ActiveLearner
from alkit.threads import IN_PAGE, keep_doing

SOON, LATE = 2.0, 10.0  # seconds between two looks: while they answer, and after a while in which nobody did
AT_ONCE = 0.5  # seconds of work after which what is known by then is shown
REST = 1  # seconds of rest for each second of work
HERE = 60  # seconds since somebody was heard of, within which they count as being here

Curve = tuple[tuple[int, float], ...]


class Agreement(NamedTuple):
    """How far people agree: samples that two have answered, share of equal pairs, kappa (None where there is none), whose."""

    n_shared: int
    same: float
    kappa: float | None
    whose: str


class Row(NamedTuple):
    """One student.

    Attributes
    ----------
    name : any text
    n_answers, n_unknown : answers, and how many of them are "I don't know"
    seconds : median of an answer; None where it is not known
    agrees : share of the others' answers to the same samples that are the same; None where nobody was asked the same
    away : whole minutes since they were heard of; 0 for somebody who is here
    curve : (answers, metric) at some answers
    """

    name: str
    n_answers: int
    n_unknown: int
    seconds: float | None
    agrees: float | None
    away: int
    curve: Curve

    @property
    def reached(self) -> float | None:
        """The last point of the curve."""
        return self.curve[-1][1] if self.curve else None


@dataclass(frozen=True)
class Seen:
    """What there is to see at a moment.

    Attributes
    ----------
    rows : a student each, in the order in which they were heard of first
    curves : of the class and of those to compare with: name -> (answers of all, metric) at some answers
    agreement : None where nobody was asked the same
    is_weighed : whether the class's labels come from Dawid and Skene's model, and not from the majority
    n_done : samples that as many have answered as are to
    is_working : whether points of the curves are being worked out
    problem : what went wrong, or ""
    """

    rows: tuple[Row, ...] = ()
    curves: dict[str, Curve] = field(default_factory=dict)
    agreement: Agreement | None = None
    is_weighed: bool = False
    n_done: int = 0
    is_working: bool = False
    problem: str = ""

    @property
    def n_answers(self) -> int:
        """Answers of all, "I don't know" included."""
        return sum(row.n_answers for row in self.rows)


class Board:
    """Looks on while a class labels.

    Parameters
    ----------
    room : the class
    learner : ActiveLearner that knows the seed set and no more, with the metric of the curves
    truth : array of shape (n_pool,), the true labels; None if nobody knows them
    clock : seconds since 1970

    Attributes
    ----------
    seen : what there is to see now
    on_change : called without arguments, from the thread, when there is something else to see

    Examples
    --------
    >>> import tempfile
    >>> from alkit import classroom, iris, join_session
    >>> from alkit.labeling.opening import Learners, material_of
    >>> from alkit.strategies.uncertainty import random_sampling
    >>> folder, material = tempfile.mkdtemp(), material_of(iris())
    >>> board = Board(classroom(material, folder=folder), Learners(material, None, None, 0)(random_sampling, 0), material.y)
    >>> with_ada = join_session(iris(), by="Ada", folder=folder)
    >>> with_ada.answer("setosa")
    >>> with_ada.close()
    >>> board.finish()
    >>> [(row.name, row.n_answers, len(row.curve)) for row in board.seen.rows]
    [('Ada', 1, 2)]
    """

    def __init__(
        self, room: Classroom, learner: ActiveLearner, truth: np.ndarray | None, clock: Callable[[], float] = time.time
    ):
        self.room, self.roll = room, Roll(room.log, room.pool.name, clock)
        self.work = ClassCurves(learner, truth)
        self.seen = Seen()
        self.on_change: Callable[[], None] | None = None
        self._agrees: dict[str, float] = {}
        self._facts: dict[str, Any] = {}  # of all answers, for what there is to see
        self._unread = ""
        self._turn = threading.Lock()  # a look, or some work: one at a time
        self.is_alive, self._pause = False, SOON
        self._is_stopped, self._is_wanted = threading.Event(), threading.Event()

    # ---- at once -----------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Look, and work out all that is missing, before it returns."""
        self.look()
        self.work.end(True)
        while self._work():
            pass

    def look_now(self) -> None:
        """Look at once: the thread does, where there is one."""
        self._is_wanted.set()
        if IN_PAGE or not self.is_alive:
            self.tick()

    def tick(self) -> bool:
        """Look, and work for a moment; whether there is something new to see."""
        before = self.seen
        self.look()
        self._work()
        return self.seen != before

    # ---- in the background -------------------------------------------------------------------------------

    def start(self) -> None:
        """Look on from now, in a thread; where none can be started, one has to ask: :meth:`look_now`."""
        if self.is_alive or self._is_stopped.is_set():
            return
        self._is_wanted.set()
        self.is_alive = True
        self.is_alive = keep_doing(self._step, "board") and self.is_alive

    def stop(self) -> None:
        """Look no more."""
        self._is_stopped.set()
        self._is_wanted.set()

    def _step(self) -> float | None:
        """Wait until it is time, or somebody asks; look; the seconds until it is time again, where nothing can wait in here."""
        if not IN_PAGE:
            self._is_wanted.wait(self._pause)
        self._is_wanted.clear()
        if self._is_stopped.is_set():
            self.is_alive = False
            return None
        began = time.monotonic()
        try:
            is_new = self.tick()
        except BaseException:
            self.is_alive = False
            raise
        rest = REST * (time.monotonic() - began)
        self._pause = rest if self.seen.is_working else max(SOON if is_new else min(2 * self._pause, LATE), rest)
        return self._pause if IN_PAGE else 0

    # ---- one after the other -----------------------------------------------------------------------------

    def look(self) -> None:
        """Read what is new."""
        with self._turn:
            try:
                if is_new := self.roll.look():
                    self._take()
                self.work.end(not is_new)
                self._unread = ""
            except ValueError as error:
                self._unread = f"{error}. What was read before is shown, and it is tried again."
            self._show(self.seen.is_working)

    def _work(self) -> bool:
        """Work on the curves for a moment; whether there is more to do."""
        with self._turn:
            until, goes_on = time.monotonic() + AT_ONCE, True
            while goes_on and time.monotonic() < until and not self._is_stopped.is_set():
                goes_on = self.work.step()
            self._show(goes_on)
        return goes_on and not self._is_stopped.is_set()

    def _take(self) -> None:
        """Take new answers into account."""
        everybody, in_order = self.roll.students.values(), self.roll.in_order()
        self.work.follow({student.name: student.answers for student in everybody}, in_order)
        said = [(answer.sample, answer.annotator, answer.label) for answer in in_order]
        table, answered = table_of(said), Counter(sample for sample, *_ in said)
        self._agrees = agreeing(table)
        self._facts = {
            "agreement": agreement(table), "is_weighed": is_enough(said, len(self.room.pool.about["classes"])),
            "n_done": sum(n >= self.room.pool.overlap for n in answered.values()),
        }  # fmt: skip

    def _show(self, is_working: bool) -> None:
        rows = tuple(map(self._row, self.roll.students.values()))
        curves = {name: tuple(curve) for name, curve in self.work.curves().items()}
        problem = " ".join(filter(None, [self._unread, self.work.problem]))
        before, self.seen = self.seen, Seen(rows, curves, is_working=is_working, problem=problem, **self._facts)
        if self.on_change is not None and self.seen != before:
            with suppress(Exception):  # a view may be anybody's, and gone
                self.on_change()

    def _row(self, student: Student) -> Row:
        answers, line = student.answers, self.work.students.get(student.name)
        seconds, away = [a.seconds for a in answers if a.seconds == a.seconds], self.roll.clock() - student.last
        return Row(
            student.name, len(answers), sum(a.label is None for a in answers), median(seconds) if seconds else None,
            self._agrees.get(student.name), int(away // HERE), tuple(line.curve()) if line else (),
        )  # fmt: skip


def agreement(table: dict[int, dict[str, object]]) -> Agreement | None:
    """How far people agree on the samples that at least two have answered: Cohen's kappa for two people, else Fleiss'.

    >>> agreement({7: {"Ada": "cat", "Ben": "cat"}, 3: {"Ada": "dog", "Ben": "dog"}, 5: {"Ada": "cat"}})
    Agreement(n_shared=2, same=1.0, kappa=1.0, whose="Cohen's")
    """
    shared = [row for row in table.values() if len(row) > 1]
    people = sorted({who for row in shared for who in row})
    if not shared:
        return None
    answers = [[row.get(who) for who in people] for row in shared]
    whose, kappa = ("Cohen's", cohen_kappa(*zip(*answers))) if len(people) == 2 else ("Fleiss'", fleiss_kappa(answers))
    return Agreement(len(shared), percent_agreement(answers), kappa if kappa == kappa else None, whose)


def agreeing(table: dict[int, dict[str, object]]) -> dict[str, float]:
    """Who -> the share of the others' answers to the same samples that are the same, mean over the samples.

    >>> agreeing({7: {"Ada": "cat", "Ben": "cat", "Cem": "dog"}, 3: {"Ada": "dog"}})
    {'Ada': 0.5, 'Ben': 0.5, 'Cem': 0.0}
    """
    shares: dict[str, list[float]] = {}
    for row in table.values():
        counts = Counter(row.values())
        for who, label in row.items():
            if len(row) > 1:
                shares.setdefault(who, []).append((counts[label] - 1) / (len(row) - 1))
    return {who: float(np.mean(values)) for who, values in shares.items()}
