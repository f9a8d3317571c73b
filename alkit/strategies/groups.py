"""Who gets asked: a strategy that sees to it that no group is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alkit.strategies.base import Batch, ParameterizedStrategy, PoolView, Strategy, scores_of, top_n


@dataclass(frozen=True, eq=False, repr=False)
class BalancedGroups(ParameterizedStrategy):
    """Give each place of the batch, with probability ``balance``, to the group that has the fewest labels so far.

    Within a group the best of another strategy's scores is asked; the other places go to the best of all.  With a balance of 1
    all groups get as many labels, while they last, with 0 nothing changes.  Where the learner knows no groups, the scores
    stay as they are.

    Parameters
    ----------
    strategy : strategy that returns scores
    balance : float in [0, 1]

    Raises
    ------
    ValueError
        If ``balance`` is not in [0, 1].

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from alkit.learner import ActiveLearner
    >>> from alkit.strategies.uncertainty import entropy_sampling
    >>> X, groups = [[0.0], [1.0], [0.5], [0.51], [0.9]], ["big", "big", "big", "big", "small"]
    >>> learner = ActiveLearner(GaussianNB(), X, BalancedGroups(entropy_sampling), groups=groups, random_state=0)
    >>> learner.teach([0, 1], ["low", "high"])
    >>> learner.query(2)  # row 4, the only one of the small group, before one that the model doubts as much as row 2
    array([4, 2])
    """

    strategy: Strategy
    balance: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.balance <= 1:
            raise ValueError(f"balance must be from 0 to 1, got {self.balance!r}")

    def __call__(self, view: PoolView) -> np.ndarray | Batch:
        scores = scores_of(self.strategy, view)
        if view.groups is None:
            return scores
        order = top_n(scores, len(scores), view.rng)  # the best first, ties in random order
        names, of = np.unique(view.groups, return_inverse=True)
        waiting = [order[of[view.candidates[order]] == g] for g in range(len(names))]
        known, taken, chosen = np.bincount(of[view.labeled], minlength=len(names)), [0] * len(names), []
        for is_even in view.rng.random(view.batch_size) < self.balance:
            left = [g for g, places in enumerate(waiting) if taken[g] < len(places)]
            worth = [-known[g] if is_even else scores[waiting[g][taken[g]]] for g in left]
            group = left[top_n(worth, 1, view.rng)[0]]
            chosen.append(waiting[group][taken[group]])
            known[group] += 1
            taken[group] += 1
        return Batch(np.array(chosen), scores[chosen])
