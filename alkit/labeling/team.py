"""Several people label one pool: each has a session and a learner of their own, in one store, and leases keep them apart.

A session of a team is named ``pool/person``; the page ``pool/`` of the log says once what the pool is, and how many people are
to answer each sample.  Everything that anybody answered is in the store, see :mod:`alkit.labeling.joint`.

A person's learner learns from that person's answers only.  So an undo stays exact and a resume the same whatever the others do,
each has a learning curve that is their own to be compared, and what one says never reaches another through the model's belief:
measures of agreement assume that people answer independently.  What the whole class knows is learned from the joint table.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa

from alkit.datasets import Dataset
from alkit.labeling.choosing import Chooser
from alkit.labeling.identity import about, check_same
from alkit.labeling.kinds import Kind
from alkit.labeling.leases import LEASE, TABLES, Leases
from alkit.labeling.opening import MOST_CHARACTERS, Learners, Material, address_of, checked_name, material_of, with_rivals
from alkit.labeling.replay import Event, Replay, replay
from alkit.labeling.session import LabelingSession
from alkit.labeling.store import GoneOnError, LabelLog
from alkit.learner import ActiveLearner
from alkit.strategies.base import Strategy


class Pool(NamedTuple):
    """What a shared pool is: its name, what :func:`alkit.labeling.identity.about` says of it, and how it is handed out."""

    name: str
    about: dict[str, Any]
    overlap: int
    lease: float


class TeamLog(LabelLog):
    """A log in which an event and what it does to a lease are written together, or neither.

    Attributes
    ----------
    leases : those of the person who writes; None until they have joined
    """

    def __init__(self, where: str | os.PathLike):
        super().__init__(where)
        self._make(TABLES)
        self.leases: Leases | None = None

    def leases_of(self, pool: Pool, annotator: str, clock: Callable[[], float] | None = None) -> Leases:
        """The places of a person in a pool."""
        return Leases(self._engine, pool.name, annotator, pool.overlap, pool.lease, clock)

    def _beside(self, connection: sa.Connection, session: str, event: Event) -> None:
        if self.leases is None:
            return
        if event.kind in ("answer", "unknown"):
            self.leases.keep(connection, event.body["sample"])
        elif event.kind == "skip":
            self.leases.let_go(connection)
        elif event.kind == "undo":
            step = self._event(connection, session, event.body["step"])
            if step.kind == "skip":
                self.leases.let_go(connection)  # whether the sample is still free, the choice of the next one finds out
            else:
                self.leases.reopen(connection, step.body["sample"])


class TeamChooser(Chooser):
    """Chooses among what nobody else is asked, and takes a lease before it says so.

    Parameters
    ----------
    learner : ActiveLearner of the person
    leases : of the person
    explain : says what a database's error is, without its password
    """

    def __init__(self, learner: ActiveLearner, leases: Leases, explain: Callable[[Exception], object] = str):
        super().__init__(learner)
        self.leases, self._explain = leases, explain
        self._full: list[int] = []

    def look(self) -> None:
        """Learn what others are asked or have answered: it is no candidate here."""
        try:
            self._full, self.trouble = self.leases.full(), ""
        except sa.exc.SQLAlchemyError as error:  # the person is told, and the next step tries again
            self.trouble = f"What the others are asked cannot be found out: {self._explain(error)}"
        self.learner.withhold(self._full)

    def holds(self, sample: int) -> bool:
        """Whether nobody has taken the lease; where that cannot be told, the writing of the answer tells."""
        try:
            return self.leases.holds(sample)
        except sa.exc.SQLAlchemyError:
            return True

    def choice(self, state: Replay, is_awaited: bool) -> int | None:
        """The best candidate that a lease could be had for; None where there is none."""
        while not self.trouble and self.learner.candidates.size:
            sample = super().choice(state, is_awaited)
            if sample is None or self._take(sample):
                return sample
            state = replace(state, current=None)
            self._full = [*self._full, sample]
            self.learner.withhold(self._full)
        return None

    def _take(self, sample: int) -> bool:
        try:
            return self.leases.take(sample)
        except sa.exc.SQLAlchemyError as error:
            self.trouble = f"No sample could be taken from the pool: {self._explain(error)}"
            return False


def join_session(
    data: Dataset | Material | Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    by: str,
    name: str | None = None,
    store: str | os.PathLike[str] | None = None,
    folder: str | os.PathLike[str] | None = None,
    overlap: int | None = None,
    lease: float | None = None,
    classes: Sequence[Any] | None = None,
    test: tuple[Any, Any] | None = None,
    estimator: Any = None,
    strategy: Strategy | None = None,
    budget: int | None = 20,
    seed_rows: Sequence[int] | np.ndarray | None = None,
    random_state: int = 0,
    answer: Kind | None = None,
) -> LabelingSession:
    """Label a pool together with others: a session without a screen, of your own, in a store that all of you share.

    Nobody is asked what enough others have answered or are looking at.  A sample is kept for you for ``lease`` seconds; after
    that, and not before, somebody else may be asked it, and then your answer to it is refused.  Who may read and write in the
    store is the database's business, see :mod:`alkit.labeling.address`.

    Parameters
    ----------
    data, y, classes, test, estimator, strategy, budget, seed_rows, random_state, answer : as in :func:`alkit.open_session`; all
        who join have the same data, answers and seed set
    by : your name, which nobody else of the team has
    name : of the shared pool; by default that of the data
    store, folder : where the log is, as in :func:`alkit.open_session`
    overlap : how many people answer each sample; the first one to join decides, by default 1
    lease : seconds that a sample is kept for somebody; the first one to join decides, by default 600

    Returns
    -------
    LabelingSession
        It goes on where it stopped when its person joins again.

    Raises
    ------
    ValueError
        As :func:`alkit.open_session`; if the pool of this name has other rows, other classes or another seed set; or if it is
        handed out in another way than ``overlap`` and ``lease`` say.

    Examples
    --------
    >>> import tempfile
    >>> from alkit import datasets
    >>> folder = tempfile.mkdtemp()
    >>> ada, ben = (join_session(datasets.iris(), by=by, folder=folder) for by in ("Ada", "Ben"))
    >>> ada.current != ben.current
    True
    >>> ada.close(), ben.close()
    (None, None)
    """
    material = material_of(data, y, classes=classes, test=test, random_state=random_state, answer=answer, estimator=estimator)
    name, by = checked_pool(name or material.name), checked_person(by)
    learners = Learners(material, estimator, seed_rows, random_state)
    learner, asks = learners(strategy or material.asks.strategy, random_state), material.asks
    log = TeamLog(address_of(folder, store))
    pool = shared_pool(log, name, learner, overlap, lease, asks)
    log.leases = log.leases_of(pool, by)
    chooser = TeamChooser(learner, log.leases, log.explain)
    session = checked_name(f"{name}/{by}")
    return with_rivals(LabelingSession(learner, log, session, budget=budget, by=by, chooser=chooser, asks=asks), learners)


def shared_pool(
    log: LabelLog, name: str, learner: ActiveLearner, overlap: int | None, lease: float | None, asks: Kind | None = None
) -> Pool:
    """The shared pool of a name, which is made where there is none; an error if it is another one."""
    now, wanted = about(learner, asks), {"overlap": overlap, "lease": lease}
    _check_wanted(overlap, lease)
    pool = known_pool(log, name)
    if pool is None:
        given = {key: value for key, value in wanted.items() if value is not None}
        with suppress(GoneOnError):  # somebody else was first
            log.append(page_of(name), 0, "pool", **now, **({"overlap": 1, "lease": LEASE} | given))
        pool = known_pool(log, name)
    if pool is None:
        raise ValueError(f"shared pool {name!r} in {log.where} cannot be read")
    then = Replay(number=1, about=pool.about, hashes=_hashes(log, pool, now))
    check_same(then, now, learner.X, f"shared pool {name!r} in {log.where}", grown=False)
    for key, value in wanted.items():
        if value not in (None, getattr(pool, key)):
            raise ValueError(f"shared pool {name!r} has {key}={getattr(pool, key)!r}, got {value!r}: the first to join decides")
    return pool


def known_pool(log: LabelLog, name: str) -> Pool | None:
    """What the log says of a shared pool; None where there is none of this name."""
    first = next(iter(log.events(page_of(name))), None)
    if first is None or first.kind != "pool":
        return None
    kept = {key: value for key, value in first.body.items() if key not in ("overlap", "lease")}
    return Pool(name, kept, int(first.body["overlap"]), float(first.body["lease"]))


def members(log: LabelLog, name: str) -> list[str]:
    """Who has joined a shared pool, by name."""
    return [person for pool, _, person in (s.rpartition("/") for s in log.sessions()) if pool == name and person]


def page_of(pool: str) -> str:
    """The session in which the log says what a shared pool is: that of nobody."""
    return f"{pool}/"


def checked_pool(name: Any) -> str:
    """The name of a shared pool, or an error."""
    if not checked_name(name):
        raise ValueError("a shared pool must have a name")
    return name


def checked_person(by: Any) -> str:
    """The name of somebody in a team, or an error."""
    if not isinstance(by, str) or not by.strip() or not by.isprintable() or "/" in by or len(by) > MOST_CHARACTERS:
        raise ValueError(f"by must be your name: a printable text without a slash, got {str(by)[:80]!r}")
    return by.strip()


def _check_wanted(overlap: int | None, lease: float | None) -> None:
    if overlap is not None and (isinstance(overlap, bool) or not isinstance(overlap, (int, np.integer)) or overlap < 1):
        raise ValueError(f"overlap must be how many people answer each sample, at least 1, got {overlap!r}")
    if lease is not None and not lease > 0:
        raise ValueError(f"lease must be a number of seconds above 0, got {lease!r}")


def _hashes(log: LabelLog, pool: Pool, now: dict[str, Any]) -> dict[int, str]:
    """By what the rows shown to anybody are recognized; not asked for where every row of the pool was compared."""
    if pool.about["pool"] == now["pool"] and str(now["pool"]).startswith("all:"):
        return {}
    found: dict[int, str] = {}
    for person in members(log, pool.name):
        found |= replay(log.events(f"{pool.name}/{person}")).hashes
    return found
