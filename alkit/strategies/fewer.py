"""Let a strategy see fewer candidates: a random sample of them, or one from each of many clusters.

For strategies that compare the candidates with each other, and for pools that are not worth looking through: the best of ten
thousand is nearly as good as the best of ten million, and found a thousand times sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import pairwise_distances_argmin_min

from alkit.strategies.base import Batch, ParameterizedStrategy, PoolView, Strategy, check_strategy, chosen_by
from alkit.strategies.coverage import n_different

SEEN_PER_CLUSTER = 10  # rows of the sample from which the clusters are learned,
ROUNDS = 5  # and how often k-means goes over them: it need not be exact


@dataclass(frozen=True, eq=False, repr=False)
class Subsampled(ParameterizedStrategy):
    """Another strategy's choice among a fresh random sample of the candidates, drawn each round.

    Parameters
    ----------
    strategy : any strategy
    n_candidates : int, at least 1: how many it sees; never fewer than the batch

    Examples
    --------
    >>> from alkit.strategies.coverage import core_set_sampling
    >>> Subsampled(core_set_sampling, 100)
    Subsampled(strategy=core_set_sampling, n_candidates=100)
    """

    strategy: Strategy
    n_candidates: int = 10_000

    def __post_init__(self) -> None:
        _check(self.strategy, self.n_candidates)

    def __call__(self, view: PoolView) -> Batch:
        return chosen_among(self.strategy, view, drawn(view, self.n_candidates))


@dataclass(frozen=True, eq=False, repr=False)
class Preselected(ParameterizedStrategy):
    """Another strategy's choice among candidates that are unlike each other: the middle ones of many clusters.

    Each round, k-means on mini-batches divides a fresh random sample of the candidates into ``n_candidates`` clusters, and
    the strategy sees the sample nearest to each center.  Where fewer places are different, others of the sample fill up.

    Parameters
    ----------
    strategy : any strategy
    n_candidates : int, at least 1: how many clusters, and so how many candidates it sees; never fewer than the batch
    n_sampled : int, at least ``n_candidates``: the sample; by default ten for each cluster

    Raises
    ------
    ValueError
        If a number is out of its range; in use, if the rows are not finite numbers.

    References
    ----------
    H. T. Nguyen and A. Smeulders, Active Learning Using Pre-clustering, 2004, for the idea.
    """

    strategy: Strategy
    n_candidates: int = 1_000
    n_sampled: int | None = None

    def __post_init__(self) -> None:
        _check(self.strategy, self.n_candidates)
        if self.n_sampled is not None and not self.n_sampled >= self.n_candidates:
            raise ValueError(f"n_sampled must be at least n_candidates, {self.n_candidates}, got {self.n_sampled!r}")

    def __call__(self, view: PoolView) -> Batch:
        n = max(self.n_candidates, view.batch_size)
        sample = drawn(view, max(n, self.n_sampled or SEEN_PER_CLUSTER * n))
        if len(sample) <= n:
            return chosen_among(self.strategy, view, sample)
        nearest = _one_per_cluster(view.embedding(view.candidates[sample]), n, view.rng)
        return chosen_among(self.strategy, view, sample[np.sort(nearest)])


def _check(strategy: Strategy, n_candidates: int) -> None:
    check_strategy(strategy)
    if not n_candidates >= 1:
        raise ValueError(f"n_candidates must be at least 1, got {n_candidates!r}")


def drawn(view: PoolView, n: int) -> np.ndarray:
    """Places of ``n`` candidates drawn at random, or of all where there are no more; in order, as a disk is read fastest."""
    n_all = len(view.candidates)
    n = max(n, view.batch_size)
    return np.arange(n_all) if n >= n_all else np.sort(view.rng.choice(n_all, n, replace=False))


def chosen_among(strategy: Strategy, view: PoolView, places: np.ndarray) -> Batch:
    """What a strategy chooses that sees only the candidates at these places."""
    batch = chosen_by(strategy, view.part(places))
    return Batch(places[batch.positions], batch.scores)


def _one_per_cluster(X: Any, n: int, rng: np.random.Generator) -> np.ndarray:
    """Positions of ``n`` different rows: those nearest the centers of n clusters, and any where fewer places are different."""
    n_clusters, seed = min(n, n_different(X)), int(rng.integers(2**31))
    means = MiniBatchKMeans(n_clusters, max_iter=ROUNDS, n_init=1, random_state=seed).fit(X)
    nearest = np.unique(pairwise_distances_argmin_min(means.cluster_centers_, X)[0])
    rest = np.setdiff1d(np.arange(X.shape[0]), nearest)
    return np.append(nearest, rng.choice(rest, n - len(nearest), replace=False))
