"""ProbCover: the samples whose balls cover most of the pool, for the first labels in a good representation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances_argmin_min
from sklearn.neighbors import NearestNeighbors

from alkit.strategies.base import Batch, ParameterizedStrategy, PoolView, top_n
from alkit.strategies.coverage import n_different


@dataclass(frozen=True, eq=False, repr=False)
class ProbCover(ParameterizedStrategy):
    """Ask the sample with most rows around it that no labeled row covers yet, again and again.

    A row is covered if a labeled one is at most ``radius`` away.  Rows of one class lie together where the representation is
    good, so an answer then holds for the whole ball.  It looks at no model; features are those of
    :meth:`~alkit.strategies.base.PoolView.features`.

    Parameters
    ----------
    radius : float above 0; by default :func:`pure_radius`
    n_clusters : int, at least 2, for that default; by default the number of the learner's classes
    purity : float between 0 and 1, for that default

    Raises
    ------
    ValueError
        If a parameter is out of its range; if neither ``radius`` nor ``n_clusters`` is given and fewer than two classes are
        known; or if the rows are not finite numbers.

    References
    ----------
    O. Yehuda, A. Dekel, G. Hacohen and D. Weinshall, Active Learning Through a Covering Lens, 2022.
    """

    radius: float | None = None
    n_clusters: int | None = None
    purity: float = 0.95

    def __post_init__(self) -> None:
        if self.radius is not None and not self.radius > 0:
            raise ValueError(f"radius must be above 0, got {self.radius!r}")
        if self.n_clusters is not None and not self.n_clusters >= 2:
            raise ValueError(f"n_clusters must be at least 2, got {self.n_clusters!r}")
        if not 0 < self.purity < 1:
            raise ValueError(f"purity must be between 0 and 1, got {self.purity!r}")

    def __call__(self, view: PoolView) -> Batch:
        rows = np.append(view.candidates, view.labeled).astype(int)
        X, n = view.features(rows), len(view.candidates)
        near = NearestNeighbors(radius=self._radius(X, view)).fit(X).radius_neighbors_graph(X)
        open_ = np.ones(len(rows))
        open_[near[n:].indices] = 0
        return Batch(*_cover(near[:n], open_, view.batch_size, view.rng))

    def _radius(self, X: Any, view: PoolView) -> float:
        if self.radius is not None:
            return self.radius
        n_clusters = self.n_clusters or len(view.classes)
        if n_clusters < 2:
            raise ValueError(
                f"{view.name} needs to know into how many clusters the pool falls: pass n_clusters=, or classes= to the learner"
            )
        return pure_radius(X, n_clusters, self.purity, view.rng)


def _cover(near: Any, open_: np.ndarray, batch_size: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Greedily the rows of ``near`` with most neighbors that are still open, and how many those were."""
    free = np.ones(near.shape[0], dtype=bool)
    positions, gains = np.empty(batch_size, dtype=int), np.empty(batch_size)
    for j in range(batch_size):
        gained = np.where(free, near @ open_, -1.0)
        positions[j] = new = top_n(gained, 1, rng)[0]
        gains[j], free[new] = gained[new], False
        open_[near[[new]].indices] = 0
    return positions, gains


def pure_radius(X: Any, n_clusters: int, purity: float = 0.95, random_state: int | np.random.Generator | None = None) -> float:
    """The largest radius at which a share ``purity`` of the rows have no row of another cluster in their ball.

    The clusters, by k-means, stand for the classes that are not known.  A ball is pure up to the distance to the nearest row of
    another cluster; so this is just below a quantile of these distances.

    Parameters
    ----------
    X : array or sparse matrix of shape (n_samples, n_features)
    n_clusters : int, at least 2
    purity : float between 0 and 1
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    float, in the units of X

    Examples
    --------
    >>> pure_radius(np.array([[0.0], [1.0], [5.0], [6.0]]), 2, purity=0.5, random_state=0)
    4.999999999999999
    """
    n_clusters = min(n_clusters, n_different(X))  # copies cannot be told apart
    seed = int(np.random.default_rng(random_state).integers(2**31))
    cluster = KMeans(n_clusters, n_init=1, random_state=seed).fit_predict(X)
    reach = np.empty(X.shape[0])
    for c in np.unique(cluster):
        inside = cluster == c
        reach[inside] = pairwise_distances_argmin_min(X[inside], X[~inside])[1] if not inside.all() else np.inf
    n_impure = int(len(reach) * (1 - purity) + 1e-9)  # rounding of 1 - purity must not cost a row
    return float(np.nextafter(np.sort(reach)[n_impure], 0))
