"""Labels on disk: an append-only log of what was shown and what was answered.

Each event is on the disk before :meth:`LabelLog.append` returns.  Nothing is ever changed or removed: an undo is an
event too, and the present state is a replay.  SQLite is the default; the URL of a PostgreSQL server lets a whole class write
into one log.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from alkit.labeling.address import open_engine, shown, to_share, without_secrets
from alkit.labeling.in_page import kept_at
from alkit.labeling.replay import Event, replay
from alkit.threads import IN_PAGE

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

NOTES = ("shown", "scores")  # events that can be worked out again: an answer does not wait until they are kept
_COLUMNS = _TABLE.c.number, _TABLE.c.at, _TABLE.c.kind, sa.cast(_TABLE.c.body, sa.Text).label("body")


class GoneOnError(ValueError):
    """A write was refused because another window has written there: it is certain that nothing was saved."""


class LabelLog:
    """An append-only log of labeling sessions.

    Parameters
    ----------
    where : path of an SQLite file, made if missing, or an URL such as ``postgresql://ada@db.example.org/labels``, which needs
        ``pip install alkit[shared]``

    Attributes
    ----------
    where : the address as it may be shown, without a password

    Notes
    -----
    Who may read and write is the database's business, see :mod:`alkit.labeling.address`: to label, a user must be allowed to
    select and insert in the table ``events``, and in a shared pool to select, insert, update and delete in ``leases``; to make
    the tables, the first one must be allowed to create them.

    Raises
    ------
    ValueError
        If the file exists and is no label log, or cannot be written; if the server cannot be reached, or its driver is not
        installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> log = LabelLog(pathlib.Path(tempfile.mkdtemp()) / "labels.sqlite")
    >>> log.append("monday", 0, "answer", sample=7, label="cat").number
    0
    >>> log.labels("monday")
    {7: 'cat'}
    """

    def __init__(self, where: str | os.PathLike):
        self.where, self._address = shown(where), where
        self._engine = open_engine(where)
        self._kept = kept_at(where) if IN_PAGE and "://" not in os.fspath(where) else None
        if self._engine.dialect.name == "sqlite" and not IN_PAGE:
            sa.event.listen(self._engine, "connect", _durable)
        self._make(_TABLE.metadata)

    def close(self) -> None:
        """Close what is connected to a server; a log that is written to again connects again."""
        if self._kept is None:
            self._engine.dispose()
        else:
            self._kept.keep()

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
            with self._written(kind), self._engine.begin() as connection:
                self._check_turn(connection, session, number)
                connection.execute(_TABLE.insert(), {"session": session, **vars(event)})
                self._beside(connection, session, event)
        except sa.exc.IntegrityError as error:
            raise _elsewhere(session) from error
        except (sa.exc.SQLAlchemyError, UnicodeError, OSError) as error:
            raise ValueError(f"not saved in {self.where}: {self.explain(error)}") from error
        if self._kept is not None and not self._holds(session, event):
            raise _elsewhere(session)
        return event

    def extend(self, events: Mapping[str, Sequence[Event]], beside: Callable[[sa.Connection], None]) -> None:
        """Write events of several sessions, and what is to be beside them: all, or nothing.

        Raises
        ------
        ValueError
            As :meth:`append`; nothing is written then.
        """
        lines = [{"session": name, **vars(e), "body": _as_json(e.body)} for name, page in events.items() for e in page]
        name = ""
        try:
            with self._written(), self._engine.begin() as connection:
                for name, page in events.items():
                    self._check_turn(connection, name, page[0].number)
                if lines:
                    connection.execute(_TABLE.insert(), lines)
                beside(connection)
        except sa.exc.IntegrityError as error:
            raise _elsewhere(name) from error
        except (sa.exc.SQLAlchemyError, UnicodeError, OSError) as error:
            raise ValueError(f"not saved in {self.where}: {self.explain(error)}") from error

    def events(self, session: str) -> list[Event]:
        """All events of a session, oldest first; one that cannot be read has an empty body.

        Raises
        ------
        ValueError
            If the log cannot be read.
        """
        try:
            with self._engine.connect() as connection:
                return self._after(connection, session, -1)
        except (sa.exc.SQLAlchemyError, UnicodeError) as error:
            raise self._unreadable(error) from error

    def news(self, known: Mapping[str, int], prefix: str = "") -> dict[str, list[Event]]:
        """What has been written since somebody looked last: for those who look again and again.

        Parameters
        ----------
        known : session -> number of the last of its events that is known
        prefix : that the names of the sessions begin with

        Returns
        -------
        dict of session -> its new events, oldest first
            They begin with number 0 where the session is new, or has been removed and begun anew.

        Raises
        ------
        ValueError
            If the log cannot be read.
        """
        last, session = sa.func.max(_TABLE.c.number), _TABLE.c.session
        query = sa.select(session, last).where(session.startswith(prefix, autoescape=True)).group_by(session)
        try:
            with self._engine.connect() as connection:
                found = {name: n for name, n in connection.execute(query) if name.startswith(prefix)}  # to SQLite, ada is Ada
                begin = {name: known.get(name, -1) if known.get(name, -1) <= n else -1 for name, n in found.items()}
                return {name: self._after(connection, name, begin[name]) for name, n in found.items() if n > begin[name]}
        except (sa.exc.SQLAlchemyError, UnicodeError) as error:
            raise self._unreadable(error) from error

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
            raise self._unreadable(error) from error
        return -1 if last is None else int(last)

    def _holds(self, session: str, event: Event) -> bool:
        """In a page, another chapter may have written the same number at the same moment."""
        with self._engine.connect() as connection:
            return self._after(connection, session, event.number - 1)[:1] == [event]

    def _written(self, kind: str = "answer") -> AbstractContextManager:
        """In a page, what is done in here is in the browser's storage at the end; elsewhere it is on the disk already."""
        return nullcontext() if self._kept is None or kind in NOTES else self._kept.written()

    def _beside(self, connection: sa.Connection, session: str, event: Event) -> None:
        """What is to be written together with an event, or not at all: nothing here.  An error in it undoes both."""

    def _after(self, connection: sa.Connection, session: str, number: int) -> list[Event]:
        newer = _TABLE.c.session == session, _TABLE.c.number > number
        rows = connection.execute(sa.select(*_COLUMNS).where(*newer).order_by(_TABLE.c.number))
        return [Event(row.number, row.at, row.kind, _body(row.body)) for row in rows]

    def _event(self, connection: sa.Connection, session: str, number: int) -> Event:
        row = connection.execute(sa.select(*_COLUMNS).where(_TABLE.c.session == session, _TABLE.c.number == number)).one()
        return Event(row.number, row.at, row.kind, _body(row.body))

    @property
    def to_share(self) -> str:
        """The address as it may be given to others, who bring a password of their own."""
        return to_share(self._address)

    def explain(self, error: Exception) -> str:
        """What the database says went wrong, without its password."""
        return without_secrets(error, self._address)

    def _unreadable(self, error: Exception) -> ValueError:
        return ValueError(f"cannot read {self.where}: {self.explain(error)}")

    def _make(self, tables: sa.MetaData) -> None:
        """Make the tables that are missing; a second try, because another annotator may have made them meanwhile."""
        try:
            try:
                tables.create_all(self._engine)
            except sa.exc.DBAPIError:
                tables.create_all(self._engine)
        except sa.exc.DBAPIError as error:
            raise ValueError(f"cannot keep labels in {self.where}: {self.explain(error)}") from error

    def _check_turn(self, connection: sa.Connection, session: str, number: int) -> None:
        """Refuse an event out of turn.  What is written between this and the insert is refused by the primary key."""
        last = connection.scalar(sa.select(sa.func.max(_TABLE.c.number)).where(_TABLE.c.session == session))
        if last is not None and last >= number:
            raise _elsewhere(session)
        if (-1 if last is None else last) < number - 1:
            raise ValueError(f"not saved in {self.where}: session {session!r} has been removed from it; run this cell again")

    def sessions(self) -> list[str]:
        """Names of all sessions; the page of a shared pool, see :mod:`alkit.labeling.team`, ends with a slash."""
        try:
            with self._engine.connect() as connection:
                return sorted(connection.scalars(sa.select(_TABLE.c.session).distinct()))  # databases sort each in its own way
        except sa.exc.SQLAlchemyError as error:
            raise self._unreadable(error) from error

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
