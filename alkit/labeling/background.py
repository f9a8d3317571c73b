"""What goes on beside a person: the trainer's tasks, rivals, a view to be told; and what went wrong with any of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from alkit.labeling.ending import Ending, Point
from alkit.labeling.rivals import RANDOM, Rivals
from alkit.labeling.trainer import Trainer
from alkit.learner import ActiveLearner


class Background:
    """The part of a session that no answer waits for.

    Parameters
    ----------
    learner : ActiveLearner of the person
    trainer : Trainer
    on_change : called without arguments, from any thread, when something has changed by itself

    Attributes
    ----------
    rivals : name -> Rivals
    ending : what is said when all is answered
    lock, turn : those of the trainer
    is_closed : whether no more is to be done here
    """

    def __init__(self, learner: ActiveLearner, trainer: Trainer, on_change: Callable[[], None] | None):
        self.learner, self.trainer, self.on_change = learner, trainer, on_change
        self.lock, self.turn = trainer.lock, trainer.turn
        self.rivals: dict[str, Rivals] = {}
        self.ending = Ending()
        self.is_closed = False
        self._problems: dict[str, str] = {}  # who has one -> what it is
        self._catching_up: Future | None = None  # what waits to be begun

    @property
    def problem(self) -> str:
        """What went wrong and did not stop the person: with the log, the model, the strategy, a comparison; or ""."""
        problems = [*self._problems.values(), *(rivals.problem for rivals in self.rivals.values())]
        return " ".join(filter(None, problems))

    @property
    def outcome(self) -> Point | None:
        """Answers asked, and the first metric after them, at the session's end; None before that, or where it is not known."""
        return None

    def compared(self) -> tuple[list[str], bool]:
        """How random picking stands beside this session at its end, in sentences, and whether more is to come."""
        point, is_learning = self.outcome, not (self.learner.is_current or self._problems.get("model"))
        if point is None and not is_learning:
            return self.ending.without(), False
        found, rivals = self.ending.comparison(point), self.rivals.get(RANDOM)
        line = [f"The line “random” is the mean of {len(rivals.learners)} of these runs."] if found and rivals else []
        return self.ending.beside(point) + line, is_learning or self.ending.is_wanting(point)

    def compare_with(self, rivals: Rivals) -> None:
        """Let others answer as many questions, in the background; their curve is ``rivals.points``."""
        self.rivals[rivals.name] = rivals
        self._catch_up_soon()

    def close(self) -> None:
        """Take no more answers, and stop the thread after what it is at.  Nothing has to be saved: everything is."""
        self.is_closed = True
        self.trainer.close(wait=False)

    def _behind(self) -> list[Rivals]:
        return [rivals for rivals in self.rivals.values() if rivals.is_behind(self.learner.n_asked)]

    def _catch_up(self) -> None:
        """Let one rival take one step, or the ending; what the person waits for goes before the next."""
        self._catching_up = None
        if self.trainer.rest():  # they clicked again
            self._catch_up_soon()
            return
        behind = [] if self.is_closed else self._behind()
        for rivals in behind[:1]:
            n_points = len(rivals.points)
            rivals.step()
            if len(rivals.points) > n_points or rivals.problem:
                self._changed()
            self._catch_up_soon()
        if not behind and not self.is_closed:
            self._compare_at_the_end()

    def _compare_at_the_end(self) -> None:
        """One step of the comparison with random picking; where there is no thread, with those that are there already."""
        ending, point = self.ending, self.outcome
        if point is None or not ending.is_wanting(point):
            return
        before = ending.comparison(point), ending.problem
        if self.trainer.in_place or ending.is_slow(point):
            ending.settle_for(self.rivals.get(RANDOM))
        ending.step(point)
        if (ending.comparison(point), ending.problem) != before:
            self._changed()
        self._catch_up_soon()

    def _catch_up_soon(self) -> None:
        """One step waits at a time, however often it is asked for: a learning would have to wait for all of them."""
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = self._later(self._catch_up)

    def _tell(self, who: str, problem: str) -> None:
        self._problems[who] = problem

    def _later(self, task: Callable[[], object]) -> Future | None:
        try:
            return self.trainer.later(task)
        except Exception as error:  # noqa: BLE001  whatever it was to bring, the person goes on without it
            self._tell("background", f"Your answers are saved; what is drawn beside them could not be worked out: {error}")
            return None

    def _changed(self) -> None:
        """Tell the view that something has changed by itself; nothing has where there is no thread."""
        self._tell("view", "")
        try:
            if self.on_change is not None and not self.trainer.in_place:
                self.on_change()
        except Exception as error:  # noqa: BLE001  a view may be anybody's
            self._tell("view", f"Your answers are saved, but the view could not be refreshed: {error}")
