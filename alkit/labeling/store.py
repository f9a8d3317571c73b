"""Labels on disk: an append-only log of what was shown and what was answered.

Each event is on the disk before :meth:`LabelLog.append` returns.  Nothing is ever changed or removed: an undo is an
event too, and the present state is a replay.  SQLite is the default; an SQLAlchemy URL takes other databases.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    import pandas as pd

STEPS = ("answer", "unknown", "skip")

_TABLE = sa.Table(
    "events",
    sa.MetaData(),
    sa.Column("session", sa.String(200), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
)


@dataclass(frozen=True)
class Event:
    """One line of the log: number in its session, time in UTC (ISO 8601), kind, and what belongs to the kind."""

    number: int
    at: str
    kind: str
    body: dict[str, Any]


@dataclass
class Replay:
    """Where a session stands: its steps that were not undone, the sample on the screen, the metrics by number of steps."""

    steps: list[Event] = field(default_factory=list)
    current: int | None = None
    metrics: dict[int, dict[str, float]] = field(default_factory=dict)


class LabelLog:
    """An append-only log of labeling sessions.

    Parameters
    ----------
    where : path of an SQLite file, made if missing, or an SQLAlchemy URL such as ``postgresql+psycopg://host/db``

    Raises
    ------
    ValueError
        If the file exists and is no label log, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> log = LabelLog(pathlib.Path(tempfile.mkdtemp()) / "labels.sqlite")
    >>> log.append("monday", 0, "answer", sample=7, label="cat")
    >>> log.labels("monday")
    {7: 'cat'}
    """

    def __init__(self, where: str | os.PathLike):
        self.where = os.fspath(where)
        if "://" not in self.where:
            path = pathlib.Path(self.where)
            path.parent.mkdir(parents=True, exist_ok=True)
            self.where = f"sqlite:///{path}"
        # No pool: a connection lives as long as one call, so that no lock and no open file is left behind.
        self._engine = sa.create_engine(self.where, poolclass=sa.NullPool)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _durable)
        try:
            _TABLE.metadata.create_all(self._engine)
        except sa.exc.DBAPIError as error:
            raise ValueError(f"cannot keep labels in {self.where}: {error.orig}") from error

    def append(self, session: str, number: int, kind: str, **body: Any) -> None:
        """Write one event; it is on the disk when this returns.

        Parameters
        ----------
        session : name of the session
        number : the event's number in it, counted from 0; each can be written once
        kind : "start", "shown", "answer", "unknown", "skip", "undo" or "scores"
        **body : what JSON can hold

        Raises
        ------
        ValueError
            If the number is taken, because the session goes on in another window, or the disk refuses.
        """
        row = {"session": session, "number": number, "kind": kind, "body": body}
        row["at"] = datetime.now(UTC).isoformat(timespec="milliseconds")
        try:
            with self._engine.begin() as connection:
                connection.execute(_TABLE.insert(), row)
        except sa.exc.IntegrityError as error:
            raise ValueError(
                f"session {session!r} has gone on in another window or kernel; run this cell again to join it there"
            ) from error
        except sa.exc.DBAPIError as error:
            raise ValueError(f"not saved in {self.where}: {error.orig}") from error

    def events(self, session: str) -> list[Event]:
        """All events of a session, oldest first."""
        query = sa.select(_TABLE).where(_TABLE.c.session == session).order_by(_TABLE.c.number)
        with self._engine.connect() as connection:
            return [Event(row.number, row.at, row.kind, row.body) for row in connection.execute(query)]

    def sessions(self) -> list[str]:
        """Names of all sessions."""
        with self._engine.connect() as connection:
            return list(connection.scalars(sa.select(_TABLE.c.session).distinct().order_by(_TABLE.c.session)))

    def labels(self, session: str) -> dict[int, Any]:
        """The labels of a session as they stand, in the order given: row number -> label."""
        steps = replay(self.events(session)).steps
        return {step.body["sample"]: step.body["label"] for step in steps if step.kind == "answer"}

    def to_frame(self, session: str) -> pd.DataFrame:
        """The steps of a session as they stand, one row each: at, kind, and what belongs to it."""
        import pandas as pd

        return pd.DataFrame([{"at": step.at, "kind": step.kind, **step.body} for step in replay(self.events(session)).steps])


def replay(events: Iterable[Event]) -> Replay:
    """Fold a log into where it has led.

    Parameters
    ----------
    events : oldest first

    Returns
    -------
    Replay
    """
    state = Replay()
    for event in events:
        if event.kind == "shown":
            state.current = event.body["sample"]
        elif event.kind in STEPS:
            state.steps.append(event)
            state.current = None
        elif event.kind == "undo":
            state.metrics.pop(len(state.steps), None)
            state.current = state.steps.pop().body["sample"]
        elif event.kind == "scores":  # metrics: an early name, kept because logs are on people's disks
            state.metrics[event.body["steps"]] = event.body["scores"]
    return state


def _durable(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=FULL")  # wait for the disk; a rollback journal also works on network folders
    cursor.execute("PRAGMA busy_timeout=5000")  # milliseconds to wait for another writer
    cursor.close()
