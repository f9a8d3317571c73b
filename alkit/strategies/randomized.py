"""Strategies that add chance to another's scores: stochastic batches, and epsilon-greedy."""

from __future__ import annotations

import numpy as np

from alkit.strategies import Strategy, PoolView, scores_of, top_n


def stochastic_batch(strategy: Strategy, kind: str = "power", coldness: float = 1.0) -> Strategy:
    """A strategy that draws its batch at random, the more likely the higher another's score.

    The best n of a score are often near-copies of each other; a draw spreads them, at no cost.  Drawing without replacement
    is done by adding noise, ``g`` from the standard Gumbel distribution, and taking the best n:

    - ``"softmax"``: ``coldness * s + g``, probability proportional to ``exp(coldness s)``;
    - ``"power"``: ``coldness * log s + g``, proportional to ``s ** coldness``; scores must be 0 or more, a score of 0 comes last;
    - ``"softrank"``: ``-coldness * log rank + g``, proportional to ``rank ** -coldness``, best = 1, ties in random order.

    Parameters
    ----------
    strategy : strategy that returns scores
    kind : "softmax", "power" or "softrank"
    coldness : float above 0; large is nearly the plain best n, small nearly random

    Returns
    -------
    strategy, whose scores are the noisy ones

    Raises
    ------
    ValueError
        If ``kind`` is another, ``coldness`` not positive, or a score negative where it must not be.

    References
    ----------
    A. Kirsch, S. Farquhar, P. Atighehchian, A. Jesson, F. Branchaud-Charron and Y. Gal, Stochastic Batch Acquisition:
    A Simple Baseline for Deep Active Learning, 2023.
    """
    if kind not in ("softmax", "power", "softrank") or not coldness > 0:
        raise ValueError(f"kind must be 'softmax', 'power' or 'softrank', coldness above 0; got {kind!r} and {coldness!r}")

    def stochastic_batch(view: PoolView) -> np.ndarray:
        scores = scores_of(strategy, view)
        if kind == "power" and scores.min() < 0:
            raise ValueError(f"kind='power' needs scores of 0 or more, got {scores.min():.3g}; choose 'softrank'")
        if kind == "softrank":
            weighed = scores > -np.inf  # what a strategy has left out stays out
            scores[top_n(scores, len(scores), view.rng)] = -np.log(np.arange(1, len(scores) + 1))
            scores[~weighed] = -np.inf
        elif kind == "power":
            scores = np.log(scores, out=np.full(len(scores), -np.inf), where=scores > 0)
        return coldness * scores + view.rng.gumbel(size=len(scores))

    return stochastic_batch


def epsilon_greedy(strategy: Strategy, epsilon: float = 0.1) -> Strategy:
    """A strategy that gives each place of the batch, with probability ``epsilon``, to a random candidate instead.

    Parameters
    ----------
    strategy : strategy that returns scores
    epsilon : float in [0, 1]

    Returns
    -------
    strategy; random picks have the score infinity

    Raises
    ------
    ValueError
        If ``epsilon`` is not in [0, 1].

    References
    ----------
    R. S. Sutton and A. G. Barto, Reinforcement Learning: An Introduction, 2nd ed., 2018, section 2.2, for the idea.
    """
    if not 0 <= epsilon <= 1:
        raise ValueError(f"epsilon must be a probability between 0 and 1, got {epsilon!r}")

    def epsilon_greedy(view: PoolView) -> np.ndarray:
        scores = scores_of(strategy, view)
        scores[view.rng.choice(len(scores), view.rng.binomial(view.batch_size, epsilon), replace=False)] = np.inf
        return scores

    return epsilon_greedy
