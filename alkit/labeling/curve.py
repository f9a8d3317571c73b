"""The points of a session's learning curve: kept in the log, and worked out again where they are missing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from alkit.history import Round
from alkit.labeling.book import Book
from alkit.labeling.following import Follower
from alkit.labeling.measuring import learned_and_measured, training_after
from alkit.models.fitting import Trained


class Curve:
    """Keeps what was measured.  What goes wrong is told with a function: it stops nobody, for the answers are saved.

    Parameters
    ----------
    book, follower : of the session
    tell : is called with what is wrong, or "" where nothing is
    """

    def __init__(self, book: Book, follower: Follower, tell: Callable[[str], None]):
        self.book, self.follower, self.tell = book, follower, tell
        self.holes: list[Round] = []  # rounds whose metrics are missing in the log, and to be worked out

    def keep(self, trained: Trained, problem: str) -> None:
        """Write a point into the log."""
        rounds = self.follower.rounds
        if trained.last not in rounds:
            return
        n_steps = rounds.index(trained.last) + 1
        try:
            if trained.metrics and self.book.state.metrics.get(n_steps) != trained.metrics:
                self.book.write("scores", steps=n_steps, scores=trained.metrics)
        except Exception as error:  # noqa: BLE001  the disk may be full, locked, gone
            problem = str(error)
        self.tell(problem and f"Your answers are saved, but a point of the learning curve is missing: {problem}")

    def fill(self, lock: AbstractContextManager) -> None:
        """Work out the first point that is missing.

        Parameters
        ----------
        lock : held while something changes
        """
        with lock:
            step = self.holes[0]
            training = training_after(self.follower.learner, step) if step in self.follower.rounds else None
        try:
            trained, problem = learned_and_measured(training) if training else (Trained(None, None, {}), "")
        except Exception as error:  # noqa: BLE001  the estimator may be anybody's
            trained, problem = Trained(step, None, {}), str(error)
        with lock:
            step.metrics = step.metrics or trained.metrics
            self.keep(trained, problem)
            self.holes.remove(step)
