"""Value from a model's prediction and a person's feedback: who answers may also say what such a sample is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.neighbors import NearestNeighbors

from alkit.history import REMARKS
from alkit.strategies.base import ParameterizedStrategy, PoolView, Strategy, scores_of
from alkit.strategies.uncertainty import margin_sampling

WEIGHTS = {"too easy": 0.6, "ambiguous": 0.9, "broken": 1.0}


@dataclass(frozen=True, eq=False, repr=False)
class HumanFeedback(ParameterizedStrategy):
    """Another strategy's scores, lowered near the samples of which the oracle has said that asking is of no use.

    With r(x) the share of candidates that the strategy wants no more than x, and R the rows with a remark:

    ``score(x) = r(x) * prod_{i in R} (1 - weight(remark_i) exp(-||x - x_i||^2 / (2 width^2)))``.

    *Too easy*: the model should know this by now.  *Ambiguous*: nobody can tell, and a second answer would be a guess, too.
    *Broken*: this is no sample.  All three say: not such ones.  A remark lowers a neighborhood, and forbids nothing.

    Parameters
    ----------
    strategy : strategy that returns scores
    weights : remark -> how far the score of a sample just like it falls, from 0 (not at all) to 1 (to nothing);
        by default 0.6, 0.9 and 1 for those above
    width : float above 0, in the units of the features; by default :func:`usual_width` of the candidates

    Raises
    ------
    ValueError
        If a weight is out of its range or of no remark, ``width`` is not above 0, or the rows are not finite numbers.
    """

    strategy: Strategy = margin_sampling
    weights: Mapping[str, float] | None = None
    width: float | None = None

    hears_remarks = True  # labeling offers them

    def __post_init__(self) -> None:
        if self.width is not None and not self.width > 0:
            raise ValueError(f"width must be above 0, got {self.width!r}")
        for remark, weight in (self.weights or {}).items():
            if remark not in REMARKS or not 0 <= weight <= 1:
                raise ValueError(f"weights must be from 0 to 1, for {', '.join(REMARKS)}; got {remark!r}: {weight!r}")

    def __call__(self, view: PoolView) -> np.ndarray:
        scores = rankdata(scores_of(self.strategy, view), method="max") / len(view.candidates)
        if not view.remarks:
            return scores
        X, marked = view.features(view.candidates), view.features(list(view.remarks))
        width = self.width or usual_width(X)
        near = np.exp(-(euclidean_distances(X, marked) ** 2) / (2 * width**2))
        known = WEIGHTS if self.weights is None else self.weights
        weights = np.array([known.get(remark, 0.0) for remark in view.remarks.values()])
        return scores * np.prod(1 - weights * near, axis=1)


def usual_width(X: Any) -> float:
    """The median distance of a row to its nearest neighbor; 1 where most rows are copies.

    >>> usual_width(np.array([[0.0], [1.0], [3.0]]))
    1.0
    """
    if X.shape[0] < 2:
        return 1.0
    distances = NearestNeighbors(n_neighbors=1).fit(X).kneighbors()[0]
    return float(np.median(distances)) or 1.0
