"""Labels in a browser's storage: SQLite in memory, and the whole file written at once.

Each touch of a file in the page costs a message to the browser, so that SQLite itself, which touches its file a dozen times
for one answer, would take a quarter of a second.  Several chapters may be open, each with a Python and a memory of its own:
what another has written is read before anything is done, and as a log only grows, adding what is missing makes them one again.
"""

from __future__ import annotations

import os
import pathlib
import sqlite3
from contextlib import suppress

import sqlalchemy as sa

from alkit.threads import in_page

DRIVE = "/drive"  # where JupyterLite shows the browser's storage
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
        self._stamp: tuple[float, int] | None = None  # of the file when it was read or written last
        self._is_dirty = False
        self.refresh()

    def refresh(self) -> None:
        """Read the file, if somebody else has written it; answers that are here and not there are added."""
        stamp = self._stamp_of_file()
        if stamp == self._stamp or stamp is None or self.memory.in_transaction:
            return
        mine = _events(self.memory)
        self.memory.deserialize(self.path.read_bytes())
        self._stamp = stamp
        if mine:
            _add(self.memory, mine)
            self._is_dirty = True

    def later(self) -> None:
        """Write the file when the page has a moment."""
        self._is_dirty = True
        in_page(self._keep_if_possible)

    def keep(self) -> None:
        """Write the file now, if there is something new.

        Raises
        ------
        OSError
            If the browser refuses; then memory is what the file is.
        """
        if not self._is_dirty:
            return
        self.refresh()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(self.memory.serialize())
        except OSError:
            self.memory.deserialize(self.path.read_bytes() if self._stamp_of_file() else b"")
            raise
        finally:
            self._stamp, self._is_dirty = self._stamp_of_file(), False

    def _keep_if_possible(self) -> None:
        """No answer is in what is kept later: those are written at once, and what fails then is said."""
        with suppress(OSError):
            self.keep()

    def _stamp_of_file(self) -> tuple[float, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime, found.st_size


def _events(memory: sqlite3.Connection) -> list[tuple]:
    """The log; nothing where there is none."""
    with suppress(sqlite3.DatabaseError):
        return memory.execute("SELECT * FROM events").fetchall()
    return []


def _add(memory: sqlite3.Connection, events: list[tuple]) -> None:
    """Add events that are not there."""
    with suppress(sqlite3.DatabaseError), memory:  # another file by that name: whoever opens it is told
        memory.executemany(f"INSERT OR IGNORE INTO events VALUES ({', '.join('?' * len(events[0]))})", events)  # noqa: S608


def kept_at(path: str | os.PathLike) -> Kept:
    """A file in memory; one for all sessions of this Python."""
    where = pathlib.Path(path).absolute()
    if where not in _opened:
        _opened[where] = Kept(where)
    return _opened[where]


def is_lasting(path: str | os.PathLike) -> bool:
    """Whether a file lies in the browser's storage, and not in the page's memory.

    A private window has none; nor has a page from an address that is neither https:// nor this computer's own.
    """
    return pathlib.Path(path).absolute().is_relative_to(DRIVE)


def engine_for(path: str | os.PathLike) -> sa.Engine:
    """A way into the file through memory."""
    kept = kept_at(path)
    engine = sa.create_engine("sqlite://", creator=lambda: kept.memory, poolclass=sa.StaticPool)
    sa.event.listen(engine, "begin", lambda _: kept.refresh())
    sa.event.listen(engine, "commit", lambda _: kept.later())
    return engine
