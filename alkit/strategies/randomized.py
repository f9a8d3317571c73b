"""Strategies that add chance to another's scores: stochastic batches, and epsilon-greedy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alkit.strategies.base import ParameterizedStrategy, PoolView, Strategy, scores_of, top_n

KINDS = ("softmax", "power", "softrank")


@dataclass(frozen=True, eq=False, repr=False)
class StochasticBatch(ParameterizedStrategy):
    """Draw the batch at random: the higher another strategy's score, the more likely.

    The best n of a score are often near-copies of each other; a draw spreads them, at no cost.  Drawing without replacement
    is done by adding noise, ``g`` from the standard Gumbel distribution, and taking the best n:

    - ``"softmax"``: ``coldness * s + g``, probability proportional to ``exp(coldness s)``;
    - ``"power"``: ``coldness * log s + g``, proportional to ``s ** coldness``; no score below 0, and 0 comes last;
    - ``"softrank"``: ``-coldness * log rank + g``, proportional to ``rank ** -coldness``, best = 1, ties in random order.

    Parameters
    ----------
    strategy : strategy that returns scores
    kind : "softmax", "power" or "softrank"
    coldness : float above 0; large is nearly the plain best n, small nearly random

    Raises
    ------
    ValueError
        If ``kind`` is another, ``coldness`` not positive, or a score negative where it must not be.

    References
    ----------
    A. Kirsch, S. Farquhar, P. Atighehchian, A. Jesson, F. Branchaud-Charron and Y. Gal, Stochastic Batch Acquisition:
    A Simple Baseline for Deep Active Learning, 2023.
    """

    strategy: Strategy
    kind: str = "power"
    coldness: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not self.coldness > 0:
            raise ValueError(f"kind must be one of {KINDS}, coldness above 0; got {self.kind!r} and {self.coldness!r}")

    def __call__(self, view: PoolView) -> np.ndarray:
        scores = scores_of(self.strategy, view)
        if self.kind == "power" and scores.min() < 0:
            raise ValueError(f"kind='power' needs scores of 0 or more, got {scores.min():.3g}; choose 'softrank'")
        if self.kind == "softrank":
            left_out = scores == -np.inf  # stays out
            scores[top_n(scores, len(scores), view.rng)] = -np.log(np.arange(1, len(scores) + 1))
            scores[left_out] = -np.inf
        elif self.kind == "power":
            scores = np.log(scores, out=np.full(len(scores), -np.inf), where=scores > 0)
        return self.coldness * scores + view.rng.gumbel(size=len(scores))


@dataclass(frozen=True, eq=False, repr=False)
class EpsilonGreedy(ParameterizedStrategy):
    """Give each place of the batch, with probability ``epsilon``, to a random candidate instead of another strategy's choice.

    Parameters
    ----------
    strategy : strategy that returns scores; random picks get the score infinity
    epsilon : float in [0, 1]

    Raises
    ------
    ValueError
        If ``epsilon`` is not in [0, 1].

    References
    ----------
    R. S. Sutton and A. G. Barto, Reinforcement Learning: An Introduction, 2nd ed., 2018, section 2.2, for the idea.
    """

    strategy: Strategy
    epsilon: float = 0.1

    def __post_init__(self) -> None:
        if not 0 <= self.epsilon <= 1:
            raise ValueError(f"epsilon must be a probability between 0 and 1, got {self.epsilon!r}")

    def __call__(self, view: PoolView) -> np.ndarray:
        scores = scores_of(self.strategy, view)
        n_random = view.rng.binomial(view.batch_size, self.epsilon)
        scores[view.rng.choice(len(scores), n_random, replace=False)] = np.inf
        return scores
