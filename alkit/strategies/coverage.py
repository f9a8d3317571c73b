"""Strategies that look at where the samples lie: spread over the pool, avoid near-copies, begin with what is typical.

They need rows of numbers.  Distances are Euclidean, in the embedding of the model where it offers one
(:meth:`~alkit.strategies.base.PoolView.embedding`), otherwise in what the last step of the learner's pipeline sees; scale the
features first.  TypiClust is meant for the time before a model has learned anything, and always takes the features.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn import config_context
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.metrics import pairwise_distances_argmin_min
from sklearn.neighbors import NearestNeighbors
from sklearn.utils.extmath import row_norms

from alkit.strategies.base import Batch, ParameterizedStrategy, PoolView, Strategy, scores_of, top_n
from alkit.strategies.uncertainty import least_confidence_sampling

NEVER = -1.0  # below every distance: what has been chosen is never chosen again, even where all rows are alike
WORKING_MEMORY = 16  # MB, for tables of distances
MANY_CLUSTERS = 50  # above, TypiClust's authors use k-means on mini-batches,
MOST_CLUSTERS = 500  # and never more clusters than this;
SMALL_CLUSTER = 5  # smaller ones are passed over,
NEIGHBORS = 20  # and typicality looks at so many neighbors


# ---- spread --------------------------------------------------------------------------------------


def core_set_sampling(view: PoolView) -> Batch:
    """Ask what is farthest from everything labeled, again and again: k-center greedy.

    ``argmax_x min_l ||x - l||`` over the labeled l, those just chosen included.  Balls around the labeled rows then cover the
    pool, with a radius at most twice the best possible.  Without labels, the row nearest the pool's mean comes first.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    Batch, whose scores are the distances at the moment of choosing

    Raises
    ------
    ValueError
        If the rows are not finite numbers.

    References
    ----------
    O. Sener and S. Savarese, Active Learning for Convolutional Neural Networks: A Core-Set Approach, 2018;
    T. F. Gonzalez, Clustering to Minimize the Maximum Intercluster Distance, 1985.
    """
    return k_center_sampling(view, view.embedding)


def k_center_sampling(view: PoolView, numbers_of: Callable[[np.ndarray], Any]) -> Batch:
    """Core-set in any space: ``numbers_of`` says where some rows of the pool lie (``view.features``, ``view.embedding``)."""
    known = numbers_of(view.labeled) if len(view.labeled) else None
    return Batch(*k_center_greedy(numbers_of(view.candidates), view.batch_size, known, view.rng))


def k_center_greedy(
    X: Any, batch_size: int, known: Any = None, random_state: int | np.random.Generator | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """``batch_size`` rows of X, each the farthest from ``known`` and from the rows chosen before it.

    Parameters
    ----------
    X : array or sparse matrix of shape (n_samples, n_features)
    batch_size : int, at most n_samples
    known : array of shape (n_known, n_features); without it, the row nearest the mean comes first
    random_state : None, int or numpy.random.Generator; breaks ties

    Returns
    -------
    positions : array of shape (batch_size,), no row twice
    distances : array of shape (batch_size,), how far each was when it was chosen

    Examples
    --------
    >>> rows, distances = k_center_greedy([[0.0], [1.0], [5.0], [9.0]], 2, known=[[0.0]])
    >>> rows.tolist(), distances.tolist()
    ([3, 2], [9.0, 4.0])
    """
    rng, X = np.random.default_rng(random_state), X if issparse(X) else np.asarray(X)
    squares = row_norms(X, squared=True)

    def squared_distances(row: np.ndarray) -> np.ndarray:
        return np.maximum(squares - 2 * (X @ row) + row @ row, 0.0)

    def to_row(new: int) -> np.ndarray:
        return squared_distances(X[[new]].toarray().ravel() if issparse(X) else X[new])

    if known is not None:
        positions, distances = farthest_first(nearest_distances(X, known) ** 2, to_row, batch_size, rng)
    else:
        to_mean = squared_distances(np.asarray(X.mean(axis=0)).ravel())
        first = top_n(-to_mean, 1, rng)
        nearest = to_row(first[0])
        nearest[first] = NEVER
        rest, distances = farthest_first(nearest, to_row, batch_size - 1, rng)
        positions, distances = np.append(first, rest), np.append(to_mean[first], distances)
    return positions, np.sqrt(distances)


def farthest_first(
    nearest: np.ndarray,
    distances_to: Callable[[int], np.ndarray],
    batch_size: int,
    random_state: int | np.random.Generator | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Again and again the sample that is farthest from all that is known or chosen.

    Parameters
    ----------
    nearest : array of shape (n_samples,), distance of each sample from the nearest known one, at least 0
    distances_to : function of a position that returns the distance of every sample from that one
    batch_size : int, at most n_samples
    random_state : None, int or numpy.random.Generator; breaks ties

    Returns
    -------
    positions : array of shape (batch_size,), no sample twice
    distances : array of shape (batch_size,), of each when it was chosen

    Examples
    --------
    >>> places = np.array([0.0, 1.0, 5.0, 9.0])
    >>> farthest_first(places, lambda new: np.abs(places - places[new]), 2, random_state=0)
    (array([3, 2]), array([9., 4.]))
    """
    rng = np.random.default_rng(random_state)
    positions, distances = np.empty(batch_size, dtype=int), np.empty(batch_size)
    for j in range(batch_size):
        positions[j] = new = top_n(nearest, 1, rng)[0]
        distances[j] = nearest[new]
        nearest = np.minimum(nearest, distances_to(int(new)))
        nearest[new] = NEVER
    return positions, distances


def nearest_distances(X: Any, known: Any) -> np.ndarray:
    """Distance of each row of X from the nearest of the known rows, shape (n_samples,); no table is larger than a block."""
    with config_context(working_memory=WORKING_MEMORY):
        return pairwise_distances_argmin_min(X, known)[1]


@dataclass(frozen=True, eq=False, repr=False)
class DiverseSampling(ParameterizedStrategy):
    """Divide the most wanted candidates into ``batch_size`` clusters and ask the row nearest each center.

    Of the ``prefilter * batch_size`` candidates with the highest scores, k-means makes the clusters, weighted by the scores.
    Without ``strategy`` all candidates are clustered, and all have the same weight.

    Parameters
    ----------
    strategy : strategy that returns scores of 0 or more, optional
    prefilter : int, at least 1

    References
    ----------
    F. Zhdanov, Diverse Mini-Batch Active Learning, 2019; Z. Xu et al., Representative Sampling for Text Classification
    Using Support Vector Machines, 2003.
    """

    strategy: Strategy | None = None
    prefilter: int = 10

    def __post_init__(self) -> None:
        if not self.prefilter >= 1:
            raise ValueError(f"prefilter must be at least 1, got {self.prefilter!r}")

    def __call__(self, view: PoolView) -> Batch:
        scores = np.ones(len(view.candidates)) if self.strategy is None else scores_of(self.strategy, view)
        if scores.min() < 0:
            raise ValueError(f"{view.name} weights by scores of 0 or more, got {scores.min():.3g}")
        size = len(scores) if self.strategy is None else min(len(scores), self.prefilter * view.batch_size)
        wanted = top_n(scores, size, view.rng)
        X = view.embedding(view.candidates[wanted])
        places = wanted[
            _nearest_centers(X, scores[wanted] + 1e-12, view.batch_size, view.rng)
        ]  # k-means wants a positive weight
        return Batch(places, scores[places])


def _nearest_centers(X: Any, weights: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Positions of ``n`` different rows: those nearest the centers, or any row where fewer than n places are different."""
    means = KMeans(min(n, n_different(X)), n_init=1, random_state=int(rng.integers(2**31))).fit(X, sample_weight=weights)
    nearest = np.unique(pairwise_distances_argmin_min(means.cluster_centers_, X)[0])
    rest = np.setdiff1d(np.arange(X.shape[0]), nearest)
    return np.append(nearest, rng.choice(rest, n - len(nearest), replace=False))


@dataclass(frozen=True, eq=False, repr=False)
class RankedBatch(ParameterizedStrategy):
    """Rank a batch by uncertainty and by distance from all that is labeled or ranked before.

    ``alpha (1 - s(x)) + (1 - alpha) u(x)``, with u the uncertainty, ``s(x) = 1 / (1 + d(x))`` the similarity to the nearest
    known row and ``alpha = |U| / (|U| + |L|)``: the fewer labels, the more distance counts.

    Parameters
    ----------
    strategy : strategy that returns scores, in [0, 1] to be of one size with the similarity

    References
    ----------
    T. N. C. Cardoso, R. M. Silva, S. Canuto, M. M. Moro and M. A. Gonçalves, Ranked Batch-Mode Active Learning, 2017.
    """

    strategy: Strategy = least_confidence_sampling

    def __call__(self, view: PoolView) -> Batch:
        uncertainty, X = scores_of(self.strategy, view), view.embedding(view.candidates)
        n_unlabeled, n_labeled = len(view.candidates), len(view.labeled)
        distance = np.full(n_unlabeled, np.inf)  # no label, no similarity
        if n_labeled:
            distance = nearest_distances(X, view.embedding(view.labeled))
        positions, values = np.empty(view.batch_size, dtype=int), np.empty(view.batch_size)
        for j in range(view.batch_size):
            alpha = (n_unlabeled - j) / (n_unlabeled + n_labeled)
            scores = alpha * (1 - 1 / (1 + distance)) + (1 - alpha) * uncertainty
            scores[positions[:j]] = -np.inf
            positions[j] = new = top_n(scores, 1, view.rng)[0]
            values[j] = scores[new]
            distance = np.minimum(distance, nearest_distances(X, X[[new]]))
        return Batch(positions, values)


# ---- typical samples for a cold start ---------------------------------------------------------------


def typiclust_sampling(view: PoolView) -> Batch:
    """Ask the most typical sample of each of the largest clusters that hold no label yet.

    The pool is divided into ``n_labeled + batch_size`` clusters; typicality is one over the mean distance to the nearest
    neighbors in the cluster.  Meant for the first labels, when a model's uncertainty means little.

    Neighbors are found exactly, and only in the clusters asked about: some seconds for a few hundred thousand candidates of 64
    features (``docs/scaling.png``).  Of millions, let :class:`~alkit.strategies.fewer.Subsampled` show it some.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    Batch, whose scores are the typicalities

    Raises
    ------
    ValueError
        If the rows are not finite numbers.

    References
    ----------
    G. Hacohen, A. Dekel and D. Weinshall, Active Learning on a Budget: Opposite Strategies Suit High and Low Budgets, 2022.
    """
    n_labeled, n = len(view.labeled), len(view.candidates)
    X = view.features(np.append(view.candidates, view.labeled).astype(int))
    cluster = _clusters(X, min(n_labeled + view.batch_size, MOST_CLUSTERS, X.shape[0]), view.rng)
    n_known = np.bincount(cluster[n:], minlength=cluster.max() + 1)
    free = np.ones(n, dtype=bool)
    positions: list[int] = []
    values: list[float] = []
    while len(positions) < view.batch_size:
        sizes = np.bincount(cluster[:n][free], minlength=len(n_known))
        order = np.lexsort((-sizes, sizes <= min(SMALL_CLUSTER, sizes.max() - 1), n_known, sizes == 0))
        members = np.flatnonzero(free & (cluster[:n] == order[0]))
        typical = typicality(X[members])
        best = top_n(typical, 1, view.rng)[0]
        positions.append(int(members[best]))
        values.append(float(typical[best]))
        free[members[best]] = False
        n_known[order[0]] += 1
    return Batch(np.array(positions), np.array(values))


def typicality(X: Any) -> np.ndarray:
    """One over the mean distance to the nearest neighbors (at most 20), shape (n_samples,); 0 for a row on its own.

    >>> typicality(np.array([[0.0], [1.0], [3.0]])).round(2)
    array([0.5 , 0.67, 0.4 ])
    """
    n_neighbors = min(NEIGHBORS, X.shape[0] - 1)
    if not n_neighbors:
        return np.zeros(X.shape[0])
    distances = NearestNeighbors(n_neighbors=n_neighbors).fit(X).kneighbors()[0]  # a row is no neighbor of itself
    return 1 / np.maximum(distances.mean(axis=1), 1e-12)


def _clusters(X: Any, n: int, rng: np.random.Generator) -> np.ndarray:
    n = min(n, n_different(X))  # copies cannot be told apart
    method, seed = (KMeans if n <= MANY_CLUSTERS else MiniBatchKMeans), int(rng.integers(2**31))
    return method(n, n_init=1, random_state=seed).fit_predict(X)


def n_different(X: Any) -> int:
    """Number of different rows; a sparse matrix is never made dense, as one of texts would fill the memory."""
    if not issparse(X):
        return len({row.tobytes() for row in X + 0.0})  # + 0.0 makes -0.0 the zero that it equals
    X = X.tocsr(copy=True)
    X.sum_duplicates(), X.eliminate_zeros()
    return len({(X.indices[i:j].tobytes(), X.data[i:j].tobytes()) for i, j in pairwise(X.indptr)})
