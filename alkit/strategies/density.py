"""Information density: prefer what lies where the pool is dense.

Source: B. Settles and M. Craven, An Analysis of Active Learning Strategies for Sequence Labeling Tasks, 2008.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.preprocessing import normalize

from alkit.strategies.base import ParameterizedStrategy, PoolView, Strategy, scores_of
from alkit.strategies.uncertainty import least_confidence_sampling

BLOCK = 2**21  # numbers in the largest table of similarities: about 16 MB


def cosine_density(X: Any) -> np.ndarray:
    """Mean cosine similarity of each row with all rows, shape (n_samples,); for texts and other directions.

    The mean of the inner products is the inner product with the mean, so no table of all pairs is needed.

    >>> cosine_density(np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]])).round(2)
    array([0.67, 0.67, 0.33])
    """
    unit = normalize(X)
    return np.asarray(unit @ np.asarray(unit.mean(axis=0)).ravel())


def rbf_density(X: Any, width: float = 1.0, n_reference: int | None = None) -> np.ndarray:
    """Mean of ``exp(-||x - u||^2 / (width^2 d v))`` over all rows u, with d features of mean variance v, shape (n_samples,).

    The root of ``d v`` is how far the rows lie from their mean (root mean square): that is the unit of ``width``, and a density
    of width 1 takes in most of the rows.

    All pairs are compared: seconds for ten thousand rows, hours for a million.  With ``n_reference`` the mean is over so many
    rows, evenly spaced, and a thousand of them tell it within a percent or so.

    >>> rbf_density(np.array([[0.0], [0.1], [9.0]])).round(2)
    array([0.67, 0.67, 0.34])
    """
    if not width > 0:
        raise ValueError(f"width must be above 0, got {width!r}")
    if n_reference is not None and not n_reference >= 1:
        raise ValueError(f"n_reference must be at least 1, got {n_reference!r}")
    variance = X.multiply(X).mean() - np.square(X.mean(axis=0)).mean() if issparse(X) else np.var(X, axis=0).mean()
    gamma = 1 / (width**2 * X.shape[1] * variance) if variance > 0 else 1.0
    others = X if n_reference is None else X[:: max(1, X.shape[0] // n_reference)]
    step = max(1, BLOCK // others.shape[0])
    return np.concatenate([rbf_kernel(X[i : i + step], others, gamma).mean(axis=1) for i in range(0, X.shape[0], step)])


@dataclass(frozen=True, eq=False, repr=False)
class DensityWeighted(ParameterizedStrategy):
    """Multiply another strategy's scores by how typical the sample is: information density.

    ``score(x) * density(x)^beta``.  An outlier can be uncertain, and yet nothing to learn from.

    Parameters
    ----------
    strategy : strategy that returns scores of 0 or more
    density : function of the candidates' rows, (n, n_features) -> (n,): :func:`rbf_density`, :func:`cosine_density`; where
        there are many, ``functools.partial(rbf_density, n_reference=1000)``
    beta : float, at least 0; 0 leaves the scores as they are

    References
    ----------
    B. Settles and M. Craven, An Analysis of Active Learning Strategies for Sequence Labeling Tasks, 2008.
    """

    strategy: Strategy = least_confidence_sampling
    density: Callable[[Any], np.ndarray] = rbf_density
    beta: float = 1.0

    def __post_init__(self) -> None:
        if not self.beta >= 0:
            raise ValueError(f"beta must be at least 0, got {self.beta!r}")

    def __call__(self, view: PoolView) -> np.ndarray:
        return scores_of(self.strategy, view) * np.maximum(self.density(view.features(view.candidates)), 0.0) ** self.beta
