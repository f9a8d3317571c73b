"""Who labels beside the person, one answer for each of theirs: learners that choose at random, and one that is never wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alkit.learner import ActiveLearner
from alkit.oracles import Oracle, simulated
from alkit.stopping import budget
from alkit.strategies.base import Strategy
from alkit.strategies.uncertainty import random_sampling

RANDOM, PERFECT = "random", "never wrong"
RANDOM_RUNS = 5  # the random curve is a mean: one random run says little


class Rivals:
    """Learners that answer as many questions as somebody else, step by step.

    Parameters
    ----------
    name : of their curve
    learners : alike, with a metric; nothing has been asked of them yet
    oracle : who answers them

    Attributes
    ----------
    n_asked : questions that each of them has answered
    points : list of (answers asked, mean of the first metric over the learners)
    is_over : no candidate is left, or something went wrong
    problem : what went wrong, or ""

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> X, y = [[0.0], [0.1], [0.9], [1.0]], ["low", "low", "high", "high"]
    >>> learner = ActiveLearner(GaussianNB(), X, metrics={"accuracy": lambda model: model.score(X, y)}, random_state=0)
    >>> learner.teach([0, 3], ["low", "high"])
    >>> rivals = Rivals("random", [learner], simulated(y))
    >>> while rivals.is_behind(2):
    ...     rivals.step()
    >>> rivals.points
    [(0, 1.0), (1, 0.75), (2, 1.0)]
    """

    def __init__(self, name: str, learners: Sequence[ActiveLearner], oracle: Oracle):
        if not learners or not all(learner.metrics for learner in learners):
            raise ValueError(f"rivals {name!r} need at least one learner, and each a metric by which they are compared")
        self.name, self.learners, self.oracle = name, list(learners), oracle
        self.points: list[tuple[int, float]] = []
        self.n_asked, self.is_over, self.problem = 0, False, ""
        self._measure()

    def is_behind(self, n_asked: int) -> bool:
        """Whether one of them has answered fewer than ``n_asked`` questions, and can go on."""
        return not self.is_over and self.n_asked < n_asked

    def step(self) -> None:
        """Let the learner that is furthest behind ask one question."""
        learner = min(self.learners, key=lambda one: one.n_asked)
        before = learner.n_asked
        try:
            learner.run(self.oracle, stop=budget(before + 1))
        except Exception as error:  # noqa: BLE001  a strategy may be a student's own: its curve ends here, the person goes on
            self.problem = f"The comparison {self.name!r} could not go on: {error}"
        self.is_over = learner.n_asked == before
        self._measure()

    def _measure(self) -> None:
        """Add a point when all have come as far."""
        latest = [learner.history[-1].metrics if learner.history else {} for learner in self.learners]
        reached = {learner.n_asked for learner in self.learners}
        if len(reached) == 1 and all(latest) and not self.is_over:
            metric = next(iter(latest[0]))
            self.points.append((min(reached), float(np.mean([metrics[metric] for metrics in latest]))))
        self.n_asked = min(reached)  # last, for others look at it from other threads


def usual_rivals(
    new_learner: Callable[[Strategy, int], ActiveLearner], strategy: Strategy, y: ArrayLike, random_state: int
) -> Iterator[Rivals]:
    """One who asks as the person is asked and is never wrong, and some who choose at random.

    Parameters
    ----------
    new_learner : function of a strategy and a random state
    strategy : of the person's learner
    y : array of shape (n_pool,), the true labels
    random_state : of the person's learner
    """
    oracle: Any = simulated(y)
    yield Rivals(PERFECT, [new_learner(strategy, random_state)], oracle)
    yield random_rivals(new_learner, y, random_state)


def random_rivals(
    new_learner: Callable[[Strategy, int], ActiveLearner], y: ArrayLike, random_state: int, n_runs: int = RANDOM_RUNS
) -> Rivals:
    """Some who choose at random; the parameters are those of :func:`usual_rivals`."""
    oracle: Any = simulated(y)
    return Rivals(RANDOM, [new_learner(random_sampling, random_state + k) for k in range(n_runs)], oracle)
