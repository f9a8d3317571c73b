"""What a guess was worth: bits of surprise, whether a range held, how far a curve was off; and the calibration of many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

HELD = 0.9  # of the ranges should hold what they are about


def surprise(belief: ArrayLike, truth: int) -> float:
    """The surprise of the truth under a belief, −log2 p(truth), in bits.

    Parameters
    ----------
    belief : array of shape (n_options,), in proportion to the probabilities
    truth : the place of the option that is true

    Examples
    --------
    >>> surprise([50, 25, 25], 0), surprise([1, 0], 1), surprise([1, 0], 0)
    (1.0, inf, 0.0)
    """
    weights = np.asarray(belief, dtype=float)
    p = weights[truth] / weights.sum()
    return abs(math.log2(p)) if p > 0 else math.inf


def holds(belief: Sequence[float], truth: float) -> bool:
    """Whether the range of an estimate [from, best, to] holds the truth; its ends belong to it.

    >>> holds([0.3, 0.45, 0.7], 0.7), holds([0.3, 0.45, 0.7], 0.71)
    (True, False)
    """
    return belief[0] <= truth <= belief[2]


def distance(belief: ArrayLike, truth: ArrayLike) -> float:
    """Mean absolute distance of two curves with heights at the same places.

    >>> distance([0, 1, 1], [0, 0, 0.5])
    0.5
    """
    return float(np.abs(np.asarray(belief) - np.asarray(truth)).mean())


class Bin(NamedTuple):
    """Beliefs of about the same size, and how often they were true.

    Attributes
    ----------
    belief : their mean, from 0 to 1
    true : share of them that were true
    low, high : 95 % interval of the share (Wilson); a guide, since beliefs in the options of one question are not independent
    n : how many they are
    """

    belief: float
    true: float
    low: float
    high: float
    n: int


def calibration_bins(beliefs: ArrayLike, came_true: ArrayLike, n_bins: int = 5) -> list[Bin]:
    """Beliefs in bins of the same width, each with the share of them that was true: the points of a calibration curve.

    Parameters
    ----------
    beliefs : array of shape (n_beliefs,), from 0 to 1
    came_true : array of shape (n_beliefs,), 0 or 1
    n_bins : how many bins from 0 to 1; empty ones are left out

    Returns
    -------
    list of Bin

    Examples
    --------
    >>> [(b.belief, b.true, b.n) for b in calibration_bins([0.9, 0.9, 0.1, 0.1], [1, 0, 0, 0])]
    [(0.1, 0.0, 2), (0.9, 0.5, 2)]
    """
    p, hit = np.asarray(beliefs, dtype=float), np.asarray(came_true, dtype=float)
    place = np.minimum((p * n_bins + 1e-9).astype(int), n_bins - 1)
    return [share_of(hit[place == j], float(p[place == j].mean())) for j in range(n_bins) if (place == j).any()]


def share_of(came_true: ArrayLike, belief: float = HELD) -> Bin:
    """How many of some statements were true, all of them believed to the same degree: of 90 % ranges, say.

    >>> share_of([1, 1, 1, 0])[:2]
    (0.9, 0.75)
    """
    from scipy.stats import binomtest

    hits = np.asarray(came_true)
    interval = binomtest(int(hits.sum()), len(hits)).proportion_ci(0.95, method="wilson")
    return Bin(belief, float(hits.mean()), float(interval.low), float(interval.high), len(hits))
