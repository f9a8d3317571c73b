"""When to ask whom: a cheap oracle first, and the dear one where its answer is doubted.

A doubt is a plain function of row numbers and cheap answers; it says for each whether the dear oracle is to be asked, too.

Sources: P. Donmez and J. Carbonell, Proactive Learning, 2008; C. Zhang and K. Chaudhuri, Active Learning from Weak and Strong
Labelers, 2015.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from alkit.learner import ActiveLearner
from alkit.oracles.knowing import Oracle, price

Doubt: TypeAlias = Callable[[np.ndarray, Sequence[Any]], Sequence[bool] | np.ndarray]


class SecondOpinion:
    """An oracle that asks a cheap one, and where its answer is doubted, or missing, a dear one, whose word then counts.

    Its ``cost`` is what both took together.

    Parameters
    ----------
    cheap, dear : oracles; one without ``cost(rows)`` costs 1 per answer
    doubt : function of (rows, cheap answers) that returns one True or False each
    name : in the history

    Attributes
    ----------
    doubted : list of row numbers that the dear oracle was asked, in this order

    Examples
    --------
    >>> from alkit import simulated
    >>> cheap, dear = simulated(["a", "a"], cost=0.1), simulated(["a", "b"], cost=5)
    >>> both = SecondOpinion(cheap, dear, lambda rows, answers: [row == 1 for row in rows])
    >>> both([0, 1]), both.cost([0, 1]), both.doubted
    (['a', 'b'], 5.2, [1])
    """

    def __init__(self, cheap: Oracle, dear: Oracle, doubt: Doubt, name: str = "second opinion"):
        self.cheap, self.dear, self.doubt, self.name = cheap, dear, doubt, name
        self.doubted: list[int] = []
        self._cost = 0.0

    def __call__(self, rows: ArrayLike) -> list[Any]:
        """One answer per row."""
        asked = np.asarray(rows)
        answers = list(self.cheap(asked))
        doubts = np.asarray(self.doubt(asked, answers), dtype=bool) | np.array([a is None for a in answers], dtype=bool)
        again = asked[doubts]
        if len(again):
            for place, answer in zip(np.flatnonzero(doubts), self.dear(again)):
                answers[place] = answer
        self.doubted += again.tolist()
        self._cost = price(self.cheap, asked) + (price(self.dear, again) if len(again) else 0.0)
        return answers

    def cost(self, rows: ArrayLike) -> float:
        """What the latest answers cost together."""
        return self._cost


def contradicts(learner: ActiveLearner, below: float = 0.5) -> Doubt:
    """Doubt an answer to which the learner's model gives a probability below ``below``; before there is a model, every one."""

    def doubt(rows: np.ndarray, answers: Sequence[Any]) -> list[bool]:
        if learner.model is None:
            return [True] * len(rows)
        proba, classes = learner.predict_proba_pool(rows, "contradicts"), learner.classes.tolist()
        return [a not in classes or bool(p[classes.index(a)] < below) for p, a in zip(proba, answers)]

    return doubt
