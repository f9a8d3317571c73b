"""Labels on disk: an append-only log of what was shown and what was answered.

Each event is on the disk before :meth:`LabelLog.append` returns.  Nothing is ever changed or removed: an undo is an
event too, and the present state is a replay.  SQLite is the default; an SQLAlchemy URL takes other databases.
"""

from __future__ import annotations

import json
import os
import pathlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from alkit.labeling.replay import Event, replay

if TYPE_CHECKING:
    import pandas as pd

_TABLE = sa.Table(
    "events",
    sa.MetaData(),
    sa.Column("session", sa.String(200), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
)


class GoneOnError(ValueError):
    """A write was refused because another window has written there: it is certain that nothing was saved."""


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
    >>> log.append("monday", 0, "answer", sample=7, label="cat").number
    0
    >>> log.labels("monday")
    {7: 'cat'}
    """

    def __init__(self, where: str | os.PathLike):
        self.where = os.fspath(where)
        url: Any = self.where
        if "://" not in self.where:
            pathlib.Path(self.where).parent.mkdir(parents=True, exist_ok=True)
            url = sa.URL.create("sqlite", database=self.where)  # where a ? or a % in a folder's name means nothing else
        # No pool: a connection lives as long as one call, so that no lock and no open file is left behind.
        self._engine = sa.create_engine(url, poolclass=sa.NullPool)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _durable)
        try:
            _TABLE.metadata.create_all(self._engine)
        except sa.exc.DBAPIError as error:
            raise ValueError(f"cannot keep labels in {self.where}: {error.orig}") from error

    def append(self, session: str, number: int, kind: str, **body: Any) -> Event:
        """Write one event; it is on the disk when this returns.

        Parameters
        ----------
        session : name of the session
        number : the event's number in it, counted from 0; each can be written once, and only after the one before it
        kind : "start", "grown", "shown", "answer", "unknown", "skip", "undo" or "scores"
        **body : what JSON can hold

        Returns
        -------
        Event
            As it will be read.

        Raises
        ------
        GoneOnError
            If the number is taken, because the session goes on in another window.
        ValueError
            If those before it are gone, because the log
            was removed; if JSON cannot hold the body; or if the disk refuses.
        """
        event = Event(number, datetime.now(UTC).isoformat(timespec="milliseconds"), kind, _as_json(body))
        try:
            with self._engine.begin() as connection:
                self._check_turn(connection, session, number)
                connection.execute(_TABLE.insert(), {"session": session, **vars(event)})
        except sa.exc.IntegrityError as error:
            raise _elsewhere(session) from error
        except (sa.exc.SQLAlchemyError, UnicodeError) as error:
            raise ValueError(f"not saved in {self.where}: {getattr(error, 'orig', error)}") from error
        return event

    def events(self, session: str) -> list[Event]:
        """All events of a session, oldest first; one that cannot be read has an empty body.

        Raises
        ------
        ValueError
            If the log cannot be read.
        """
        columns = _TABLE.c.number, _TABLE.c.at, _TABLE.c.kind, sa.cast(_TABLE.c.body, sa.Text).label("body")
        query = sa.select(*columns).where(_TABLE.c.session == session).order_by(_TABLE.c.number)
        try:
            with self._engine.connect() as connection:
                return [Event(row.number, row.at, row.kind, _body(row.body)) for row in connection.execute(query)]
        except (sa.exc.SQLAlchemyError, UnicodeError) as error:
            raise ValueError(f"cannot read {self.where}: {getattr(error, 'orig', error)}") from error

    def last(self, session: str) -> int:
        """Number of the last event of a session; -1 where there is none.

        Raises
        ------
        ValueError
            If the log cannot be read.
        """
        try:
            with self._engine.connect() as connection:
                last = connection.scalar(sa.select(sa.func.max(_TABLE.c.number)).where(_TABLE.c.session == session))
        except sa.exc.SQLAlchemyError as error:
            raise ValueError(f"cannot read {self.where}: {getattr(error, 'orig', error)}") from error
        return -1 if last is None else int(last)

    def _check_turn(self, connection: sa.Connection, session: str, number: int) -> None:
        """Refuse an event out of turn.  What is written between this and the insert is refused by the primary key."""
        last = connection.scalar(sa.select(sa.func.max(_TABLE.c.number)).where(_TABLE.c.session == session))
        if last is not None and last >= number:
            raise _elsewhere(session)
        if (-1 if last is None else last) < number - 1:
            raise ValueError(f"not saved in {self.where}: session {session!r} has been removed from it; run this cell again")

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


def _durable(connection: Any, _: Any) -> None:
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")  # one damaged line costs no other
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=DELETE")  # a rollback journal also works on network folders
    cursor.execute("PRAGMA synchronous=EXTRA")  # wait for the disk, and for the folder that held the journal
    cursor.execute("PRAGMA busy_timeout=5000")  # milliseconds to wait for another writer
    cursor.close()


def _as_json(body: dict[str, Any]) -> dict[str, Any]:
    """A body as it will be read."""
    try:
        return json.loads(json.dumps(body))
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"not saved: a label log cannot hold this: {error}") from error


def _body(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _elsewhere(session: str) -> GoneOnError:
    return GoneOnError(f"not saved: session {session!r} has gone on in another window or kernel; this is where it stands now")
