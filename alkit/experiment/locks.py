"""A lock that works on network folders: a file beside the one to be written, made by whoever may write.

It is taken by creating it (``O_EXCL`` is atomic, on NFS and SMB too), and holds who made it.  What a killed process left behind
is removed: at once where its process was on this machine, else when nothing has changed for :data:`STALE_AFTER` seconds by the
clock of the one who waits.  The libraries at hand wait for ever there, or give up when the holder's machine is gone.
"""

from __future__ import annotations

import os
import pathlib
import random
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STALE_AFTER = 60.0  # seconds; a save takes a few at most
NAMELESS_AFTER = 5.0  # for a lock whose maker was killed before it could write its name
PATIENCE = 150.0  # seconds, for many who save often; then TimeoutError


@contextmanager
def locked(path: pathlib.Path) -> Iterator[None]:
    """Keep others who use this function from writing ``path`` for the length of a ``with`` block.

    Raises
    ------
    TimeoutError
        If the lock is not to be had.
    OSError
        If the folder cannot be written.
    """
    lock, me = beside(path, "lock"), f"{socket.gethostname()} {os.getpid()} {uuid.uuid4()}"
    _take(lock, me)
    try:
        yield
    finally:
        if _holder(lock) == me:  # who was taken for dead must not remove the next one's
            lock.unlink(missing_ok=True)


def beside(path: pathlib.Path, suffix: str) -> pathlib.Path:
    """A hidden file that belongs to ``path``."""
    return path.with_name(f".{path.name}.{suffix}")


def _take(lock: pathlib.Path, me: str) -> None:
    begun = since = time.monotonic()
    seen: str | None = None
    while not _created(lock, me):
        now, holder = time.monotonic(), _holder(lock)
        if holder != seen:
            seen, since = holder, now
        if seen is not None and (_is_dead(seen) or now - since > (STALE_AFTER if seen else NAMELESS_AFTER)):
            _break(lock, seen, now - since)
        elif now - begun > PATIENCE:
            raise TimeoutError(f"{lock} has been there for {PATIENCE:.0f} seconds; it says who is writing: {seen}")
        time.sleep(random.uniform(0.005, 0.03))


def _created(lock: pathlib.Path, me: str) -> bool:
    try:
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        return False
    except PermissionError:
        if os.name == "nt" and lock.exists():  # just being removed, says Windows
            return False
        raise
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(me)
    except BaseException:
        lock.unlink(missing_ok=True)
        raise
    return True


def _holder(lock: pathlib.Path) -> str | None:
    """Who made a lock, empty where the name is not written (yet); None where there is none."""
    with suppress(OSError):
        return lock.read_text(encoding="utf-8", errors="replace")
    return None


def _is_dead(holder: str) -> bool:
    host, _, rest = holder.partition(" ")
    pid = rest.partition(" ")[0]
    if os.name == "nt" or host != socket.gethostname() or not pid.isdigit():  # on Windows, asking would end the process
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _break(lock: pathlib.Path, holder: str, waited: float) -> None:
    """Remove a dead one's lock, and no other: only one may look and remove at a time."""
    breaking = lock.with_suffix(".break")
    if waited > 2 * STALE_AFTER:  # whoever was about to remove it was killed, too
        breaking.unlink(missing_ok=True)
    if _created(breaking, holder):
        try:
            if _holder(lock) == holder:
                lock.unlink(missing_ok=True)
        finally:
            breaking.unlink(missing_ok=True)
