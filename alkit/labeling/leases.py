"""Who is asked what: samples of a shared pool are handed out with leases, so that no two people are asked the same unnoticed.

A sample has as many places as people are to answer it.  To be asked is to hold a place: a row of the table ``leases`` whose
key is pool, sample and place.  That no place has two holders at once follows from how one is taken, a single statement each:

* a place that nobody has had is *inserted*: of two who try, the primary key refuses one;
* a place whose lease has run out is *updated where its time is over*: the first to write it sets a new time, and the second,
  who had to wait for the first, finds no such row.

An answer keeps its place for ever (``until`` is empty), written in one transaction with the answer itself.  One person holds
one place of a sample at most: that is a unique key.  Nothing here reads first and hopes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import sqlalchemy as sa

LEASE = 600.0  # seconds that a sample is kept for somebody who looks at it

_TABLE = sa.Table(
    "leases",
    sa.MetaData(),
    sa.Column("pool", sa.String(200), primary_key=True),
    sa.Column("sample", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("annotator", sa.String(200), nullable=False),
    sa.Column("until", sa.Double, nullable=True),  # seconds since 1970 by the database's clock; empty once answered
    sa.UniqueConstraint("pool", "sample", "annotator"),
    sa.Index("leases_of_an_annotator", "pool", "annotator"),
)
_T = _TABLE.c
TABLES = _TABLE.metadata


class LeaseLostError(ValueError):
    """An answer was refused because somebody else is asked its sample by now: it is certain that nothing was saved."""


class Lease(NamedTuple):
    """A place of a sample: who has it, and until when; None for ever, because it is answered."""

    sample: int
    place: int
    annotator: str
    until: float | None


class Leases:
    """The places of one annotator in a shared pool, among those of all.

    Parameters
    ----------
    engine : of the database, which has the :data:`TABLES`
    pool : its name
    annotator : the person's name
    overlap : how many people are to answer each sample
    seconds : how long a sample is kept for somebody
    clock : seconds since 1970, for tests; by default the database's own, as those of thirty laptops differ
    """

    def __init__(
        self, engine: sa.Engine, pool: str, annotator: str, overlap: int = 1, seconds: float = LEASE,
        clock: Callable[[], float] | None = None,
    ):  # fmt: skip
        self._engine, self.pool, self.annotator = engine, pool, annotator
        self.overlap, self.seconds, self._clock = overlap, seconds, clock

    # ---- in a transaction of their own -----------------------------------------------------------------

    def take(self, sample: int) -> bool:
        """Hold a place of a sample, and no other; whether there was one.  A sample held already is held anew.

        Each try that fails means that somebody else got a place, so that a few tries are enough.
        """
        return any(self._try(sample) for _ in range(self.overlap + 1))

    def holds(self, sample: int) -> bool:
        """Whether the person's lease of a sample is still theirs: also when it has run out, and nobody has taken it."""
        return sample in self.held()

    def held(self) -> list[int]:
        """What the person is being asked: one sample at most, but for a moment."""
        query = sa.select(_T.sample).where(*self._mine, _T.until.is_not(None))
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def full(self) -> list[int]:
        """Samples with no place left for this person: those that enough others have answered, or are looking at."""
        with self._engine.connect() as connection:
            others = _T.pool == self.pool, _T.annotator != self.annotator, ~self._is_over(connection)
            query = sa.select(_T.sample).where(*others).group_by(_T.sample).having(sa.func.count() >= self.overlap)
            return list(connection.scalars(query))

    def all(self) -> list[Lease]:
        """All places that anybody holds or has held last, for those who look on."""
        query = sa.select(_T.sample, _T.place, _T.annotator, _T.until).where(_T.pool == self.pool)
        with self._engine.connect() as connection:
            return [Lease(*row) for row in connection.execute(query.order_by(_T.sample, _T.place))]

    def _try(self, sample: int) -> bool:
        held = (_T.annotator == self.annotator) & _T.until.is_not(None)
        try:
            with self._engine.begin() as connection:
                query = sa.select(_T.sample, _T.place, _T.annotator, self._is_over(connection))
                found = connection.execute(query.where(_T.pool == self.pool, (_T.sample == sample) | held)).all()
                here = [(place, annotator, is_over) for row, place, annotator, is_over in found if row == sample]
                if len(here) == len(found):
                    return self._place(connection, sample, here)
            with self._engine.begin() as connection:  # in a transaction of its own: who waits for a row holds no other
                self.let_go(connection, but=sample)
            return self._try(sample)
        except sa.exc.IntegrityError:  # somebody else was quicker
            return False

    def _place(self, connection: sa.Connection, sample: int, here: list[tuple[int, str, bool]]) -> bool:
        """Take the first place that is free: one statement, which fails or changes nothing where it no longer is."""
        if any(annotator == self.annotator for _, annotator, _ in here):
            return self._renew(connection, sample, _T.until.is_not(None), self._later(connection))
        live = {place for place, _, is_over in here if not is_over}
        if len(live) >= self.overlap:
            return False
        place = next(k for k in range(self.overlap) if k not in live)
        mine = {"annotator": self.annotator, "until": self._later(connection)}
        if place not in {known for known, *_ in here}:
            connection.execute(_TABLE.insert().values(pool=self.pool, sample=sample, place=place, **mine))
            return True
        over = _T.pool == self.pool, _T.sample == sample, _T.place == place, self._is_over(connection)
        return connection.execute(_TABLE.update().where(*over).values(mine)).rowcount == 1

    # ---- in the transaction of an event ----------------------------------------------------------------

    def keep(self, connection: sa.Connection, sample: int) -> None:
        """An answer: its place is the person's for ever.

        Raises
        ------
        LeaseLostError
            If somebody else has the place by now.
        """
        if not self._renew(connection, sample, _T.until.is_not(None), None):
            raise LeaseLostError(
                f"not saved: you had this sample for more than {self.seconds:g} seconds, and somebody else is asked it now"
            )

    def reopen(self, connection: sa.Connection, sample: int) -> None:
        """An answer was taken back: the person is asked again, and not what is on the screen."""
        self.let_go(connection, but=sample)
        self._renew(connection, sample, _T.until.is_(None), self._later(connection))

    def let_go(self, connection: sa.Connection, but: int | None = None) -> None:
        """Hold nothing that is not answered, but one sample perhaps."""
        others = [] if but is None else [_T.sample != but]
        connection.execute(_TABLE.delete().where(*self._mine, _T.until.is_not(None), *others))

    def keep_given(self, connection: sa.Connection, samples: list[int]) -> None:
        """Answers from elsewhere, an import say: they count, also where there are more than ``overlap`` then."""
        for sample in samples:
            here = _T.pool == self.pool, _T.sample == sample
            if self._renew(connection, sample, sa.true(), None):
                continue
            last = connection.scalar(sa.select(sa.func.max(_T.place)).where(*here))
            place = 0 if last is None else last + 1
            new = {"pool": self.pool, "sample": sample, "place": place, "annotator": self.annotator, "until": None}
            connection.execute(_TABLE.insert(), new)

    @property
    def _mine(self) -> tuple[sa.ColumnElement[bool], ...]:
        return _T.pool == self.pool, _T.annotator == self.annotator

    def _renew(self, connection: sa.Connection, sample: int, state: sa.ColumnElement[bool], until: Any) -> bool:
        """Set the time of the person's own place, if it is in this state; whether it was."""
        rows = connection.execute(_TABLE.update().where(*self._mine, _T.sample == sample, state).values(until=until))
        return rows.rowcount == 1

    def _now(self, connection: sa.Connection) -> sa.ColumnElement[float]:
        if self._clock is not None:
            return sa.literal(self._clock(), sa.Double)
        return sa.literal_column(_CLOCKS[connection.dialect.name], sa.Double)

    def _later(self, connection: sa.Connection) -> sa.ColumnElement[float]:
        return self._now(connection) + self.seconds

    def _is_over(self, connection: sa.Connection) -> sa.ColumnElement[bool]:
        """Whether a lease has run out; an answer never does."""
        return _T.until.is_not(None) & (_T.until <= self._now(connection))


_CLOCKS = {
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "cast(extract(epoch from clock_timestamp()) as double precision)",
}
