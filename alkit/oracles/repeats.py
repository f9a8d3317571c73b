"""The same question twice: how far somebody agrees with themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alkit.oracles.knowing import Oracle, price


class Repeating:
    """An oracle that is asked every k-th question a second time, later, to see how far it agrees with itself.

    The first answer counts; the repeat is only measured, and paid.  What two answers of one person have in common is an upper
    bound of what they are worth: who errs in the same way each time is consistent.  ``cohen_kappa(*asker.pairs)`` of
    :mod:`alkit.labeling.agreement` gives the kappa.

    Parameters
    ----------
    oracle : whose consistency is measured
    every : after so many questions, an earlier one is asked again
    random_state : None, int or numpy.random.Generator

    Attributes
    ----------
    repeated : list of row numbers asked again; each once
    pairs : two lists, the first and the second answers to them

    Examples
    --------
    >>> from alkit import simulated
    >>> asker = Repeating(simulated(["a", "a", "a", "b"]), every=2, random_state=0)
    >>> asker([0, 1, 2, 3]), asker.pairs
    (['a', 'a', 'a', 'b'], (['a', 'a'], ['a', 'a']))
    """

    def __init__(self, oracle: Oracle, every: int = 10, random_state: int | np.random.Generator | None = None):
        if every < 1:
            raise ValueError(f"every must be at least 1, got {every!r}")
        self.oracle, self.every, self.name = oracle, every, getattr(oracle, "name", "oracle")
        self._rng = np.random.default_rng(random_state)
        self._first: dict[int, Any] = {}
        self._waiting: list[int] = []  # asked, and not yet repeated
        self._n, self._cost = 0, 0.0
        self.repeated: list[int] = []
        self.pairs: tuple[list[Any], list[Any]] = ([], [])

    def __call__(self, rows: ArrayLike) -> list[Any]:
        """One answer per row: the first that the oracle gives."""
        answers, self._cost = [], 0.0
        for row in np.asarray(rows).tolist():
            answers.append(self._ask(row))
            if row not in self._first:
                self._first[row] = answers[-1]
                self._waiting.append(row)
            self._n += 1
            if self._n % self.every == 0:
                self._repeat()
        return answers

    def cost(self, rows: ArrayLike) -> float:
        """What the latest answers cost, the repeats among them."""
        return self._cost

    def _ask(self, row: int) -> Any:
        answer = self.oracle(np.array([row]))[0]
        self._cost += price(self.oracle, [row])
        return answer

    def _repeat(self) -> None:
        if len(self._waiting) < 2:
            return
        row = self._waiting.pop(int(self._rng.integers(len(self._waiting) - 1)))  # not the last, which is still remembered
        self.repeated.append(row)
        self.pairs[0].append(self._first[row])
        self.pairs[1].append(self._ask(row))
