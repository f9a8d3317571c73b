"""Who plays beside a person: programs on the same split, moved on a model at a time, so that nobody has to wait for all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from alkit.experiment.recorded import RecordedRun
from alkit.strategies.uncertainty import entropy_sampling, margin_sampling, random_sampling

RANDOM, MARGIN, ENTROPY = "random", "margin", "entropy"
N_RANDOM = 20  # one random run says little
STRATEGIES = {RANDOM: random_sampling, MARGIN: margin_sampling, ENTROPY: entropy_sampling}


class Machines:
    """Programs that ask as many questions as they are told.

    Parameters
    ----------
    new_run : function of a strategy and a random state that makes a RecordedRun; one is made when it is needed
    n_random : runs that pick at random

    Attributes
    ----------
    values : name -> for each of its runs, the accuracy after 0, 1, 2 ... answers
    problems : name -> why it does not play

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from alkit import iris, stratified_split
    >>> split = stratified_split(iris())
    >>> machines = Machines(lambda strategy, k: RecordedRun(split, GaussianNB(), strategy, random_state=k), n_random=2)
    >>> while machines.n_done < 1:
    ...     machines.step()
    >>> {name: len(machines.curve(name)) for name in machines.names}
    {'random': 2, 'margin': 2, 'entropy': 2}
    """

    def __init__(self, new_run: Callable[[Any, int], RecordedRun], n_random: int = N_RANDOM):
        sizes = {name: n_random if name == RANDOM else 1 for name in STRATEGIES}
        self._runs: dict[tuple[str, int], Any] = {
            (name, k): partial(new_run, STRATEGIES[name], k) for name, n in sizes.items() for k in range(n)
        }
        self.values: dict[str, list[list[float]]] = {name: [[] for _ in range(n)] for name, n in sizes.items()}
        self.problems: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        """Those who play."""
        return [name for name in self.values if name not in self.problems]

    @property
    def n_done(self) -> int:
        """Answers that all of them have got; -1 before the seed set has been learned by all."""
        return min((len(values) for name in self.names for values in self.values[name]), default=1_000_000) - 1

    def step(self) -> None:
        """Let the one that is furthest behind ask one question; whoever cannot is out of the game."""
        name, k = min(((name, k) for name, k in self._runs if name in self.names), key=lambda who: len(self._of(who)))
        try:
            run, values = self._runs[name, k], self._of((name, k))
            if not values:
                run = self._runs[name, k] = run()
            values.append(run.curve(len(values))[1][len(values)])
        except Exception as error:  # noqa: BLE001  the estimator may be anybody's, and give no probabilities, say
            self.problems[name] = str(error)

    def curve(self, name: str, upto: int | None = None) -> list[float]:
        """Mean over the runs of one of them, after 0, 1, 2 ... ``upto`` answers, as far as all have come."""
        n = self.n_done if upto is None else min(self.n_done, upto)
        return np.mean([values[: n + 1] for values in self.values[name]], axis=0).tolist()

    def spread(self, upto: int) -> list[list[float]]:
        """Lowest and highest of the random runs after 0, 1, 2 ... answers."""
        if RANDOM in self.problems:
            return []
        runs = np.array([values[: min(self.n_done, upto) + 1] for values in self.values[RANDOM]])
        return np.column_stack([runs.min(axis=0), runs.max(axis=0)]).tolist()

    def rows(self, name: str) -> list[int]:
        """What the first run of one of them has asked, as far as it has come."""
        run = self._runs[name, 0]
        return [row for asked in run.history[1:] for row in asked.asked] if isinstance(run, RecordedRun) else []

    def _of(self, who: tuple[str, int]) -> list[float]:
        return self.values[who[0]][who[1]]
