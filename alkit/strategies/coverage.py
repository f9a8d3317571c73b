"""Strategies that look at where the samples lie: spread over the pool, prefer its dense parts, avoid near-copies.

They need rows of numbers.  Distances are Euclidean, in what the last step of the learner's pipeline sees; scale the features first.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.metrics import pairwise_distances_argmin_min
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import row_norms

from alkit.strategies import Batch, Strategy, PoolView, least_confidence_sampling, scores_of, top_n

BLOCK = 2**21  # numbers in the largest table of similarities: about 16 MB
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
    known = view.features(view.labeled) if len(view.labeled) else None
    return Batch(*k_center_greedy(view.features(view.candidates), view.batch_size, known, view.rng))


def k_center_greedy(
    X: Any, n: int, known: Any = None, rng: int | np.random.Generator | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """``n`` rows of X, each the farthest from ``known`` and from the rows chosen before it.

    Parameters
    ----------
    X : array or sparse matrix of shape (n_samples, n_features)
    n : int, at most n_samples
    known : array of shape (n_known, n_features); without it, the row nearest the mean comes first
    rng : breaks ties

    Returns
    -------
    positions : array of shape (n,), no row twice
    distances : array of shape (n,), how far each was when it was chosen

    Examples
    --------
    >>> rows, distances = k_center_greedy([[0.0], [1.0], [5.0], [9.0]], 2, known=[[0.0]])
    >>> rows.tolist(), distances.tolist()
    ([3, 2], [9.0, 4.0])
    """
    rng, X = np.random.default_rng(rng), X if issparse(X) else np.asarray(X)
    squares, mean = row_norms(X, squared=True), np.asarray(X.mean(axis=0)).ravel()

    def squared_distances(row: np.ndarray) -> np.ndarray:
        return np.maximum(squares - 2 * (X @ row) + row @ row, 0.0)

    if known is None:
        nearest = -squared_distances(mean)
    else:
        nearest = pairwise_distances_argmin_min(X, known)[1] ** 2
    positions, distances = np.empty(n, dtype=int), np.empty(n)
    for j in range(n):
        positions[j] = new = top_n(nearest, 1, rng)[0]
        distances[j] = np.sqrt(abs(nearest[new]))
        to_new = squared_distances(_dense_row(X, new))
        nearest = to_new if known is None and j == 0 else np.minimum(nearest, to_new)
        nearest[positions[: j + 1]] = -1.0  # never again, even where all rows are alike
    return positions, distances


def diverse_sampling(strategy: Strategy | None = None, prefilter: int = 10) -> Strategy:
    """A strategy that divides the most wanted candidates into ``n`` clusters and asks the row nearest each center.

    Of the ``prefilter * n`` candidates with the highest scores, k-means makes n clusters, weighted by the scores.
    Without ``strategy`` all candidates are clustered, and all weigh the same.

    Parameters
    ----------
    strategy : strategy that returns scores of 0 or more, optional
    prefilter : int, at least 1

    Returns
    -------
    strategy

    References
    ----------
    F. Zhdanov, Diverse Mini-Batch Active Learning, 2019; Z. Xu et al., Representative Sampling for Text Classification
    Using Support Vector Machines, 2003.
    """

    def diverse_sampling(view: PoolView) -> Batch:
        scores = np.ones(len(view.candidates)) if strategy is None else scores_of(strategy, view)
        if scores.min() < 0:
            raise ValueError(f"diverse_sampling weighs by scores of 0 or more, got {scores.min():.3g}")
        size = len(scores) if strategy is None else min(len(scores), prefilter * view.batch_size)
        wanted = top_n(scores, size, view.rng)
        X = view.features(view.candidates[wanted])
        places = wanted[_nearest_centers(X, scores[wanted] + 1e-12, view.batch_size, view.rng)]  # k-means wants a positive weight
        return Batch(places, scores[places])

    return diverse_sampling


def _nearest_centers(X: Any, weights: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Positions of ``n`` different rows: those nearest the centers, or any row where fewer than n places are different."""
    means = KMeans(min(n, _n_different(X)), n_init=1, random_state=int(rng.integers(2**31))).fit(X, sample_weight=weights)
    nearest = np.unique(pairwise_distances_argmin_min(means.cluster_centers_, X)[0])
    rest = np.setdiff1d(np.arange(X.shape[0]), nearest)
    return np.append(nearest, rng.choice(rest, n - len(nearest), replace=False))


# ---- density -------------------------------------------------------------------------------------


def cosine_density(X: Any) -> np.ndarray:
    """Mean cosine similarity of each row with all rows, shape (n_samples,); for texts and other directions.

    The mean of the inner products is the inner product with the mean, so no table of all pairs is needed.

    >>> cosine_density(np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]])).round(2)
    array([0.67, 0.67, 0.33])
    """
    unit = normalize(X)
    return np.asarray(unit @ np.asarray(unit.mean(axis=0)).ravel())


def rbf_density(X: Any) -> np.ndarray:
    """Mean of ``exp(-||x - u||^2 / (d v))`` over all rows u, with d features of mean variance v, shape (n_samples,).

    >>> rbf_density(np.array([[0.0], [0.1], [9.0]])).round(2)
    array([0.67, 0.67, 0.34])
    """
    variance = X.multiply(X).mean() - X.mean() ** 2 if issparse(X) else np.var(X, axis=0).mean()
    gamma = 1 / (X.shape[1] * variance) if variance > 0 else 1.0
    step = max(1, BLOCK // X.shape[0])
    return np.concatenate([rbf_kernel(X[i : i + step], X, gamma).mean(axis=1) for i in range(0, X.shape[0], step)])


def density_weighted(
    strategy: Strategy = least_confidence_sampling, density: Callable[[Any], np.ndarray] = rbf_density, beta: float = 1.0
) -> Strategy:
    """A strategy that multiplies another's scores by how typical the sample is: information density.

    ``score(x) * density(x)^beta``.  An outlier can be uncertain, and yet nothing to learn from.

    Parameters
    ----------
    strategy : strategy that returns scores of 0 or more
    density : function of the candidates' rows, (n, n_features) -> (n,): :func:`rbf_density`, :func:`cosine_density`
    beta : float, 0 leaves the scores as they are

    Returns
    -------
    strategy

    References
    ----------
    B. Settles and M. Craven, An Analysis of Active Learning Strategies for Sequence Labeling Tasks, 2008.
    """

    def density_weighted(view: PoolView) -> np.ndarray:
        return scores_of(strategy, view) * np.maximum(density(view.features(view.candidates)), 0.0) ** beta

    return density_weighted


def ranked_batch(strategy: Strategy = least_confidence_sampling) -> Strategy:
    """A strategy that ranks a batch by uncertainty and by distance from all that is labeled or ranked before.

    ``alpha (1 - s(x)) + (1 - alpha) u(x)``, with u the uncertainty, ``s(x) = 1 / (1 + d(x))`` the similarity to the nearest
    known row and ``alpha = |U| / (|U| + |L|)``: the fewer labels, the more distance counts.

    Parameters
    ----------
    strategy : strategy that returns scores, in [0, 1] to be of one size with the similarity

    Returns
    -------
    strategy

    References
    ----------
    T. N. C. Cardoso, R. M. Silva, S. Canuto, M. M. Moro and M. A. Gonçalves, Ranked Batch-Mode Active Learning, 2017.
    """

    def ranked_batch(view: PoolView) -> Batch:
        uncertainty, X = scores_of(strategy, view), view.features(view.candidates)
        n_unlabeled, n_labeled = len(view.candidates), len(view.labeled)
        distance = np.full(n_unlabeled, np.inf)  # no label, no similarity
        if n_labeled:
            distance = pairwise_distances_argmin_min(X, view.features(view.labeled))[1]
        positions, values = np.empty(view.batch_size, dtype=int), np.empty(view.batch_size)
        for j in range(view.batch_size):
            alpha = (n_unlabeled - j) / (n_unlabeled + n_labeled)
            scores = alpha * (1 - 1 / (1 + distance)) + (1 - alpha) * uncertainty
            scores[positions[:j]] = -np.inf
            positions[j] = new = top_n(scores, 1, view.rng)[0]
            values[j] = scores[new]
            distance = np.minimum(distance, pairwise_distances_argmin_min(X, X[new : new + 1])[1])
        return Batch(positions, values)

    return ranked_batch


# ---- typical samples for a cold start ---------------------------------------------------------------


def typiclust_sampling(view: PoolView) -> Batch:
    """Ask the most typical sample of each of the largest clusters that hold no label yet.

    The pool is divided into ``n_labeled + n`` clusters; typicality is one over the mean distance to the nearest neighbors
    in the cluster.  Meant for the first labels, when a model's uncertainty means little.

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
    free, positions, values = np.ones(n, dtype=bool), [], []
    while len(positions) < view.batch_size:
        sizes = np.bincount(cluster[:n][free], minlength=len(n_known))
        order = np.lexsort((-sizes, sizes <= min(SMALL_CLUSTER, sizes.max() - 1), n_known, sizes == 0))
        members = np.flatnonzero(free & (cluster[:n] == order[0]))
        typical = typicality(X[members])
        best = top_n(typical, 1, view.rng)[0]
        positions.append(members[best]), values.append(typical[best])
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
    n = min(n, _n_different(X))  # copies cannot be told apart
    method, seed = (KMeans if n <= MANY_CLUSTERS else MiniBatchKMeans), int(rng.integers(2**31))
    return method(n, n_init=1, random_state=seed).fit_predict(X)


def _n_different(X: Any) -> int:
    """Number of different rows; a sparse matrix is never made dense, as one of texts would fill the memory."""
    if not issparse(X):
        return len({row.tobytes() for row in X + 0.0})  # + 0.0 makes -0.0 the zero that it equals
    X = X.tocsr(copy=True)
    X.sum_duplicates(), X.eliminate_zeros()
    return len({(X.indices[i:j].tobytes(), X.data[i:j].tobytes()) for i, j in pairwise(X.indptr)})


def _dense_row(X: Any, i: int) -> np.ndarray:
    return X[[i]].toarray().ravel() if issparse(X) else X[i]
