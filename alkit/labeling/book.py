"""A session's page of the log, and the state that follows from it: the two never disagree for longer than a write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alkit.interrupts import uninterrupted
from alkit.labeling.kinds import Kind
from alkit.labeling.replay import Event, replay
from alkit.labeling.store import GoneOnError, LabelLog


class Book:
    """Writes events, and folds what is written.

    Parameters
    ----------
    log : LabelLog
    name : of the session
    taken, kind, n_pool : as in :class:`~alkit.labeling.replay.Replay`

    Attributes
    ----------
    state : Replay of what is in the log
    in_doubt : whether a write was cut short, so that the log must be read again before the next

    Examples
    --------
    >>> import pathlib, tempfile
    >>> book = Book(LabelLog(pathlib.Path(tempfile.mkdtemp()) / "labels.sqlite"), "monday")
    >>> book.write("answer", sample=7, label="cat")
    >>> book.state.steps[0].body["label"], book.state.number
    ('cat', 1)
    """

    def __init__(
        self,
        log: LabelLog,
        name: str,
        taken: Iterable[int] = (),
        kind: Kind | None = None,
        n_pool: int | None = None,
    ):
        self.log, self.name = log, name
        self._known = frozenset(taken), kind, n_pool
        self.reread()

    def reread(self) -> list[Event]:
        """Begin again with what is in the log.

        Raises
        ------
        ValueError
            If it cannot be read; the state stays as it was.
        """
        events = self.log.events(self.name)
        self.state, self.in_doubt = replay(events, *self._known), False
        return events

    def write(self, kind: str, **body: Any) -> None:
        """Write one event and fold it; where a write fails, the log says whether it was saved all the same.

        Raises
        ------
        ValueError
            If it is not saved, or if that cannot be told.
        """
        number = self.state.number
        with uninterrupted():
            self.in_doubt = True
            try:
                event = self.log.append(self.name, number, kind, **body)
            except GoneOnError:  # another window's event is there; it may look like ours, and is not
                self.reread()
                raise
            except Exception as error:
                if not self._was_saved(number, kind, body, error):
                    raise error if isinstance(error, ValueError) else ValueError(f"not saved: {error}") from error
            else:
                self.state.fold(event)
                self.in_doubt = False

    def _was_saved(self, number: int, kind: str, body: dict[str, Any], error: Exception) -> bool:
        try:
            events = self.reread()
        except ValueError as unreadable:
            raise ValueError(f"it is not certain whether this was saved: {error}; and then: {unreadable}") from error
        return any((e.number, e.kind, e.body) == (number, kind, body) for e in events)
