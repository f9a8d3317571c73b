"""Strategies that look at what an answer costs.

Source: B. Settles, M. Craven and L. Friedland, Active Learning with Real Annotation Costs, 2008.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alkit.strategies.base import ParameterizedStrategy, PoolView, Strategy, scores_of


@dataclass(frozen=True, eq=False, repr=False)
class CostWeighted(ParameterizedStrategy):
    """Ask for the most information per unit of price: another strategy's score, divided by the row's cost.

    ``score(x) / cost(x)``; what costs nothing comes first.  Where the learner knows no costs, the scores stay as they are.

    Parameters
    ----------
    strategy : strategy that returns scores of 0 or more

    Raises
    ------
    ValueError
        In use, if a score is negative: divided by a high price it would look better than by a low one.

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from alkit.learner import ActiveLearner
    >>> from alkit.strategies.uncertainty import entropy_sampling
    >>> X, costs = [[0.0], [1.0], [0.5], [0.5]], [1, 1, 3, 2]
    >>> learner = ActiveLearner(GaussianNB(), X, CostWeighted(entropy_sampling), costs=costs, random_state=0)
    >>> learner.teach([0, 1], ["low", "high"])
    >>> learner.query()
    array([3])
    """

    strategy: Strategy

    def __call__(self, view: PoolView) -> np.ndarray:
        scores = scores_of(self.strategy, view)
        if view.costs is None:
            return scores
        if scores.min() < 0:
            raise ValueError(f"{view.name} divides scores of 0 or more by costs, got {scores.min():.3g}")
        costs = view.costs[view.candidates]
        return np.divide(scores, costs, out=np.full(len(scores), np.inf), where=costs > 0)
