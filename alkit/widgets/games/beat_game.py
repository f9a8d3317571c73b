"""A game against query strategies: you choose WHAT is asked, the data give the answer.  What is played; nothing is drawn.

All play on one split: the same pool, seed set, test set and estimator.  Each pick is on the disk before the next; the machines
play beside it, in the background, and are seen only as far as the person has come.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from alkit.datasets import Dataset
from alkit.experiment.recorded import RecordedRun
from alkit.labeling.store import GoneOnError
from alkit.labeling.trainer import Trainer
from alkit.modalities import modality_for
from alkit.modalities.point import Point
from alkit.pool import fingerprint
from alkit.splits import stratified_split
from alkit.strategies.base import described
from alkit.strategies.uncertainty import random_sampling
from alkit.widgets.games.game_log import GameLog, Result
from alkit.widgets.games.machines import MARGIN, N_RANDOM, RANDOM, Machines

YOU = "you"
PAUSE = 0.002  # seconds between two models of the machines
WENT_ON = "This game went on in another window; this is where it stands now."


class BeatGame:
    """One player, one split, and the machines.

    Parameters
    ----------
    data : Dataset of classes
    budget : answers to spend
    estimator : what learns from the answers; by default what suits such samples
    name : of the player
    folder : where games are kept
    random_state : of the first split
    n_random : random runs

    Attributes
    ----------
    standing : split, picks and undos, as they are on the disk
    machines : those who play beside
    turn : held while the person is answered: no machine learns meanwhile
    on_change : called without arguments, from another thread, when the machines have come as far as the person
    """

    def __init__(
        self, data: Dataset, budget: int, estimator: Any = None, name: str = YOU,
        folder: str | os.PathLike[str] | None = None, random_state: int = 0, n_random: int = N_RANDOM,
    ):  # fmt: skip
        self.data, self.n_random = data, n_random
        self.modality = modality_for(data.X, data.feature_names, data.image_shape)
        self.estimator = default_estimator(self.modality) if estimator is None else estimator
        self.budget = _checked_budget(budget, data, random_state)
        self._trainer, self.turn = Trainer(), threading.RLock()
        self.on_change: Callable[[], None] | None = None
        self.problem, self._is_working = "", False
        self.log = GameLog(folder, _kind_of_game(data, self.estimator, self.budget), name)
        self._first = random_state
        self.standing = self.log.standing(random_state)
        self._lay_out(self.standing.split)
        self._come_back()

    # ---- what one does ---------------------------------------------------------------------------------

    def pick(self, row: int) -> None:
        """Ask about a row of the pool; one that has been asked, or a pick too many, changes nothing.

        Raises
        ------
        ValueError
            If it cannot be saved: then it has not been asked.
        """
        if self.is_over or row not in self.run.learner.candidates:
            return
        self.run.ask_instead(len(self.picks), int(row))
        if self._is_saved("pick", row=int(row)):
            self.standing.picks.append(int(row))
        self._show_new()

    def undo(self) -> None:
        """Take the last pick back; model and curve are as if it had never been.  That it was done is not forgotten."""
        if not self.picks or self.is_over:
            return
        if self._is_saved("undo"):
            self.standing.picks.pop()
            self.standing.n_undone += 1
            self.run.learner.undo()
        self._show_new()

    def new_split(self) -> None:
        """Another pool, seed set and test set of the same data."""
        split = self.standing.split + 1
        if self._is_saved("split", split=split):
            self._come_back()

    # ---- where it stands -------------------------------------------------------------------------------

    @property
    def picks(self) -> list[int]:
        """Rows picked so far."""
        return self.standing.picks

    @property
    def is_over(self) -> bool:
        """Whether all answers are spent."""
        return len(self.picks) >= self.budget

    @property
    def is_choosing(self) -> bool:
        """Whether the machines have not come as far as the person."""
        return self.machines.n_done < len(self.picks)

    def curve(self) -> list[float]:
        """The person's accuracy after 0, 1, 2 ... answers."""
        return self.run.curve(len(self.picks))[1]

    def curves(self) -> dict[str, list[float]]:
        """Everybody's accuracy, the machines' as far as the person has come, at most."""
        n = len(self.picks)
        machines = {name: self.machines.curve(name, n) for name in self.machines.names} if self.machines.n_done >= 0 else {}
        return {YOU: self.curve()} | machines

    def result(self) -> Result | None:
        """What a game that is over came to; None while it is not known."""
        if not self.is_over or self.is_choosing or RANDOM in self.machines.problems:
            return None
        n, you = len(self.picks), self.curve()[-1]
        random = [values[n] for values in self.machines.values[RANDOM]]
        margin = None if MARGIN in self.machines.problems else self.machines.values[MARGIN][0][n]
        above, undone = sum(value < you for value in random), self.standing.n_undone
        return Result(self.log.name, self.standing.split, you, float(np.mean(random)), margin, above, len(random), undone)

    # ---- the machines play beside ------------------------------------------------------------------------

    def begin(self) -> None:
        """Let the machines play, in the background where there can be one."""
        if not self._is_working:
            self._is_working = True
            self._trainer.later(self._work)

    def wait(self) -> None:
        """Return once the machines have come to the end; for tests and scripts."""
        self.begin()
        self._trainer.wait_while(lambda: self._is_working)

    def _work(self) -> None:
        """One model of one machine, and then the next; the person's picks do not wait for more than that."""
        machines, was = self.machines, self.machines.n_done
        if machines.n_done >= (len(self.picks) if self._trainer.in_place else self.budget):
            self._is_working = False
            return
        with self.turn:
            machines.step()
        if not self._trainer.in_place:
            time.sleep(PAUSE)  # so that a click finds the machine free
        if machines is self.machines and was < machines.n_done and was < len(self.picks):
            self._enter()
            if self.on_change is not None and not self._trainer.in_place:
                self.on_change()
        self._trainer.later(self._work)

    # ---- on the disk -------------------------------------------------------------------------------------

    def _come_back(self) -> None:
        """Begin where the disk says the game stands."""
        standing = self.log.standing(self._first)
        if standing.split != self.standing.split:
            self._lay_out(standing.split)
        else:
            self.run = self._new_run(random_sampling, 0)
        rows = [row for row in standing.picks if 0 <= row < len(self.split.y_pool) and row not in self.split.seed_rows]
        for step, row in enumerate(rows[: self.budget]):
            self.run.ask_instead(step, row)
        standing.picks = rows[: self.budget]
        self.standing = standing
        self._enter()

    def _lay_out(self, random_state: int) -> None:
        self.split = stratified_split(self.data, random_state)
        self.run = self._new_run(random_sampling, 0)
        self.machines = Machines(self._new_run, self.n_random)

    def _new_run(self, strategy: Any, random_state: int) -> RecordedRun:
        return RecordedRun(self.split, self.estimator, strategy, random_state=random_state, keep_models=False)

    def _is_saved(self, kind: str, **body: Any) -> bool:
        """Write what was done; where it cannot be written, it was not done."""
        self.problem = ""
        try:
            self.log.write(kind, **body)
            return True
        except GoneOnError:
            self._come_back()
            self.problem = WENT_ON
        except ValueError as error:
            self._come_back()
            self.problem = str(error)
        return False

    def _show_new(self) -> None:
        self._enter()
        self.begin()

    def _enter(self) -> None:
        """Put the game on the board, once it is over and the machines have played."""
        try:
            if (result := self.result()) is not None:
                self.log.enter(result)
        except ValueError as error:
            self.problem = f"Your result is not on the board: {error}"


def default_estimator(modality: Any) -> Any:
    """What learns in the game: points get a model whose boundary can bend, others what suits their kind."""
    if not isinstance(modality, Point):
        return modality.default_estimator()
    from sklearn.kernel_approximation import RBFSampler
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    waves = RBFSampler(gamma=1.0, n_components=60, random_state=0)
    return make_pipeline(StandardScaler(), waves, LogisticRegression(C=10, max_iter=2000))


def _checked_budget(budget: Any, data: Dataset, random_state: int) -> int:
    most = len(stratified_split(data, random_state).y_pool) - len(np.unique(data.y))
    if isinstance(budget, bool) or not isinstance(budget, (int, np.integer)) or not 1 <= budget <= most:
        raise ValueError(f"budget must be a whole number from 1 to {most}, the rows that can be asked, got {budget!r}")
    return int(budget)


def _kind_of_game(data: Dataset, estimator: Any, budget: int) -> str:
    """What games must have in common to be on one board."""
    labels = ",".join(map(str, data.y.tolist()))
    return "|".join([data.name, fingerprint(data.X), labels, described(estimator), str(estimator), str(budget)])
