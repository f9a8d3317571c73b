"""An oracle that knows the truth, with even errors, silence and a price if wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

Oracle: TypeAlias = Callable[[np.ndarray], Sequence[Any]]


def price(oracle: Oracle, rows: ArrayLike) -> float:
    """What an oracle's answers to these rows cost; 1 each where it has no price."""
    own = getattr(oracle, "cost", None)
    cost = None if own is None else own(rows)
    return float(len(np.asarray(rows))) if cost is None else float(cost)


class SimulatedOracle:
    """What :func:`simulated` returns."""

    name = "simulated"

    def __init__(self, y: np.ndarray, noise: float, abstain: float, costs: np.ndarray | None, random_state: int):
        self.y, self.classes = y, np.unique(y)
        self.noise, self.abstain, self.costs = noise, abstain, costs
        self._random_state = random_state
        self._asked: Counter[int] = Counter()

    def __call__(self, rows: ArrayLike) -> list[Any]:
        """One answer per row, None for "I do not know"."""
        return [self._answer(int(row), label) for row, label in zip(np.asarray(rows), self.y[np.asarray(rows)].tolist())]

    def cost(self, rows: ArrayLike) -> float | None:
        """What the answers to these rows cost; None where the oracle has no price of its own."""
        return None if self.costs is None else float(self.costs[np.asarray(rows)].sum())

    def _answer(self, row: int, label: Any) -> Any:
        if not (self.noise or self.abstain):
            return label
        rng = np.random.default_rng([self._random_state, row, self._asked[row]])
        self._asked[row] += 1
        doubt, slip = rng.random(2)
        others = self.classes[self.classes != label]
        wrong = rng.choice(others).item() if slip < self.noise and len(others) else label
        return None if doubt < self.abstain else wrong


def simulated(
    y: ArrayLike,
    *,
    noise: float = 0.0,
    abstain: float = 0.0,
    cost: ArrayLike | None = None,
    random_state: int | np.random.Generator | None = None,
) -> SimulatedOracle:
    """An oracle that reads the answers from ``y``.

    What it answers to a row depends on ``random_state``, the row, and how often that row was asked before: not on the other
    questions.  So strategies that are compared meet the same errors, and asking again is a new chance.

    Parameters
    ----------
    y : array of shape (n_pool,), the true labels
    noise : probability of answering with one of the other classes, in [0, 1]
    abstain : probability of answering None, in [0, 1]
    cost : price of an answer, None included: a number, or an array of shape (n_pool,); by default the rows' own, or 1
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    function of row numbers, shape (n,), that returns a list of n answers

    Raises
    ------
    ValueError
        If a probability is not in [0, 1], or ``cost`` has another shape or is negative.

    Examples
    --------
    >>> oracle = simulated(["cat", "dog", "cat"])
    >>> oracle([2, 1])
    ['cat', 'dog']
    """
    for name, value in (("noise", noise), ("abstain", abstain)):
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be a probability between 0 and 1, got {value!r}")
    labels = np.asarray(y)
    costs = None if cost is None else _prices(cost, len(labels))
    return SimulatedOracle(labels, noise, abstain, costs, int(np.random.default_rng(random_state).integers(2**31)))


def _prices(cost: ArrayLike, n_pool: int) -> np.ndarray:
    prices = np.asarray(cost, dtype=float)
    if prices.shape not in ((), (n_pool,)) or not (prices >= 0).all():
        raise ValueError(f"cost must be a number of at least 0, or one per row, shape ({n_pool},); got {cost!r}")
    return np.broadcast_to(prices, (n_pool,))
