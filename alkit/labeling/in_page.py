"""Labels in a browser's storage: SQLite in memory, and the whole file written at once.

Each touch of a file in the page costs a message to the browser, and SQLite itself touches its file a dozen times an answer.
Several chapters may be open, each with a Python and a memory of its own: what another has written is read before anything is
done.  A log only grows, so what one of them has overwritten is what is missing in the file, and is added again.
"""

from __future__ import annotations

import os
import pathlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import sqlalchemy as sa

from alkit.threads import in_page

DRIVE = "/drive"  # where JupyterLite shows the browser's storage
LATER = 1.0  # seconds after which one looks whether another chapter has written at the same moment
REFUSED = (
    "the browser refuses to keep it. Its storage may be full: delete what you do not need in the list of files, or clear what "
    "other sites keep; then answer again"
)
Row = tuple  # of the table of events: session, number, at, kind, body

_opened: dict[pathlib.Path, Kept] = {}


class Kept:
    """A file, as it is in memory.

    Parameters
    ----------
    path : of an SQLite file, which need not be there
    """

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.memory = sqlite3.connect(":memory:", check_same_thread=False)
        self.memory.text_factory = lambda raw: raw.decode("utf-8", "replace")  # one damaged line costs no other
        self._stamp: tuple[float, int] | None = None  # of the file when it was read or written last
        self._written = b""
        self._is_dirty = False
        self.refresh()

    def refresh(self) -> None:
        """Read the file, if somebody else has written it; answers that are here and not there are added."""
        stamp = self._stamp_of_file()
        if stamp == self._stamp or self.memory.in_transaction:
            return
        self._stamp = stamp
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return
        mine = _events(self.memory)
        if _is_log(self.memory) and not _holds_log(content):  # damaged, or not yet written whole: what is here is whole
            self.later()
        elif content:
            self.memory.deserialize(content)
            if _add(self.memory, mine):
                self.later()

    def later(self) -> None:
        """Write the file when the page has a moment."""
        self._is_dirty = True
        in_page(self._keep_if_possible)

    @contextmanager
    def written(self) -> Iterator[None]:
        """What is done to memory in here is in the file at the end, or has not been done.

        Raises
        ------
        OSError
            If the browser refuses.
        """
        before = self.memory.serialize()
        try:
            yield
            self.keep()
        except OSError:
            self.memory.deserialize(before)
            raise

    def keep(self) -> None:
        """Write the file now, if there is something new.

        It is not emptied first: a page that is closed in the middle leaves the old file or the new one.
        """
        if not self._is_dirty:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for tries_left in (2, 1, 0):
            self.refresh()
            content = self.memory.serialize()
            try:
                self._write(content)
                break
            except FileExistsError:  # another chapter has made it at this moment
                if not tries_left:
                    raise
        self._stamp, self._written, self._is_dirty = self._stamp_of_file(), content, False
        in_page(self._look_again, LATER)

    def _write(self, content: bytes) -> None:
        try:
            with open(self.path, "r+b" if self._stamp else "wb") as file:
                file.write(content)
                if self._stamp and len(content) < self._stamp[1]:
                    file.truncate()
        except FileExistsError:
            raise
        except OSError as error:
            raise OSError(REFUSED) from error

    def _keep_if_possible(self) -> None:
        with suppress(OSError):  # then it is still to be written, and the next answer tries again
            self.keep()

    def _look_again(self) -> None:
        """Two chapters may have written at one moment; then the file is not what was written here."""
        with suppress(OSError):
            if self.path.read_bytes() != self._written:
                self._stamp = None
                self.refresh()

    def _stamp_of_file(self) -> tuple[float, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime, found.st_size


def _events(memory: sqlite3.Connection) -> list[Row]:
    """The log; nothing where there is none."""
    with suppress(sqlite3.DatabaseError):  # no such table, or another file by that name: whoever opens it is told
        return memory.execute("SELECT session, number, at, kind, body FROM events ORDER BY session, number").fetchall()
    return []


def _is_log(memory: sqlite3.Connection) -> bool:
    with suppress(sqlite3.DatabaseError):
        return memory.execute("PRAGMA quick_check").fetchone() == ("ok",) and bool(memory.execute("SELECT 1 FROM events"))
    return False


def _holds_log(content: bytes) -> bool:
    with closing(sqlite3.connect(":memory:")) as other:
        if content:
            other.deserialize(content)
        return _is_log(other)


def _add(memory: sqlite3.Connection, mine: list[Row]) -> bool:
    """Add the events that are missing; whether there are any.

    Where a session has gone on in two ways, the one in the file is right, and what was written here after it is not added.
    """
    here, there = ({row[:2]: row for row in rows} for rows in (mine, _events(memory)))
    last = dict(there.keys())  # session -> number of its last event
    goes_on = {one for one in last.items() if here.get(one, ())[:3] == there[one][:3]}
    new = [row for row in mine if row[0] not in last or (row[1] > last[row[0]] and (row[0], last[row[0]]) in goes_on)]
    if new:
        with memory:
            memory.executemany("INSERT INTO events (session, number, at, kind, body) VALUES (?, ?, ?, ?, ?)", new)
    return bool(new)


def kept_at(path: str | os.PathLike) -> Kept:
    """A file in memory; one for all sessions of this Python."""
    where = pathlib.Path(path).absolute()
    if where not in _opened:
        _opened[where] = Kept(where)
    return _opened[where]


def is_lasting(path: str | os.PathLike) -> bool:
    """Whether a file lies in the browser's storage, and not in the page's memory.

    A page has storage if its address begins with https://, or is this computer's own.
    """
    return pathlib.Path(path).absolute().is_relative_to(DRIVE)


def engine_for(path: str | os.PathLike) -> sa.Engine:
    """A way into the file through memory."""
    kept = kept_at(path)
    engine = sa.create_engine("sqlite://", creator=lambda: kept.memory, poolclass=sa.StaticPool)
    sa.event.listen(engine, "begin", lambda _: kept.refresh())
    sa.event.listen(engine, "commit", lambda _: kept.later())
    return engine
