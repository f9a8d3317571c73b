"""BatchBALD: the batch whose labels together tell most about which member of a committee is right.

Source: A. Kirsch, J. van Amersfoort and Y. Gal, BatchBALD: Efficient and Diverse Batch Acquisition for Deep Bayesian Active
Learning, 2019.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alkit import information
from alkit.models.members import Members
from alkit.pool import take_rows
from alkit.scores.disagreement import as_committee, bald
from alkit.strategies.base import Batch, ParameterizedStrategy, PoolView, top_n
from alkit.strategies.committee import TABLE, Predict, committee_proba, tables

MOST_CONFIGURATIONS = 1000  # up to so many joint answers of the batch so far, the information is exact; beyond, it is sampled
KEPT = 2**21  # numbers kept of the most promising candidates' probabilities, so that they are not predicted again: 16 MB
FIRST_ROWS = 64  # the first block of candidates that is looked at; each further one is twice as long
NOTHING = 1e-10  # bits: rounding
NOISE = 1e-3  # bits: less than this is not to be told from nothing by joint answers that were drawn
SMALLEST = 1e-100  # an answer less probable than this is taken to be impossible


@dataclass(frozen=True, eq=False, repr=False)
class BatchBALDSampling(ParameterizedStrategy):
    """Ask for the batch chosen by :func:`batch_bald`.

    Parameters
    ----------
    committee, members : see :class:`alkit.strategies.committee.QueryByCommittee`
    max_configurations : int, at least 1; see :func:`batch_bald`
    """

    committee: Any = None
    max_configurations: int = MOST_CONFIGURATIONS
    members: Members | None = None

    def __post_init__(self) -> None:
        _check_most(self.max_configurations)

    def __call__(self, view: PoolView) -> Batch:
        if view.is_cold_start:
            return Batch(top_n(view.uniform_scores, view.batch_size, view.rng), np.zeros(view.batch_size))
        alone, proba_of = _looked_over(view, committee_proba(view, self.committee, self.members))
        return Batch(*_greedy(alone, proba_of, view.batch_size, view.rng, self.max_configurations))


def batch_bald(
    proba: ArrayLike,
    batch_size: int,
    random_state: int | np.random.Generator | None = None,
    max_configurations: int = MOST_CONFIGURATIONS,
) -> tuple[np.ndarray, np.ndarray]:
    """Greedily, the ``batch_size`` samples whose answers tell most about the member m: the largest ``I(y_1 ... y_n; m)``.

    Two copies of one sample share their information, and BALD would count it twice; the joint information counts it once.
    By the chain rule it is a sum of gains, with s the joint answers of the samples chosen before:

    ``I(y; m | s) = sum_s p(s) [H(sum_m p(m | s) p_m(y)) - sum_m p(m | s) H(p_m)]``.

    The posterior ``p(m | s)`` is scaled to 1 after each answer, so that a batch of any size leaves no number too small.
    A gain is never negative, nor above the sample's own BALD, and falls as the batch grows; therefore only samples are looked
    at whose BALD is above the best gain found, and the result is the same.  All gains together are at most
    ``log2 n_members``.

    The sum over s is exact while there are at most ``max_configurations`` joint answers (``n_classes ** (batch_size - 1)``
    or fewer).  Of more, that many are drawn, and the gains are estimates within the same bounds.

    Parameters
    ----------
    proba : array of shape (n_members, n_samples, n_classes)
    batch_size : int, at most n_samples
    random_state : None, int or numpy.random.Generator
    max_configurations : int, at least 1

    Returns
    -------
    positions : array of shape (batch_size,), no sample twice
    information : array of shape (batch_size,), of the batch up to each, in bits

    Raises
    ------
    ValueError
        If ``proba`` is not a committee's, a row is not a distribution, or the batch is larger than the pool.

    Examples
    --------
    >>> copies_and_another = [[[1.0, 0.0], [1.0, 0.0], [0.9, 0.1]], [[0.0, 1.0], [0.0, 1.0], [0.9, 0.1]],
    ...                       [[1.0, 0.0], [1.0, 0.0], [0.1, 0.9]], [[0.0, 1.0], [0.0, 1.0], [0.1, 0.9]]]
    >>> sorted(batch_bald(copies_and_another, 2, random_state=0)[0].tolist()) in ([0, 2], [1, 2])
    True
    """
    proba = as_committee(proba)
    _check_most(max_configurations)
    if not 1 <= batch_size <= proba.shape[1]:
        raise ValueError(f"batch_size must be between 1 and the {proba.shape[1]} samples, got {batch_size!r}")
    rng = np.random.default_rng(random_state)
    return _greedy(bald(proba), lambda places: proba[:, places], batch_size, rng, max_configurations)


def _check_most(max_configurations: int) -> None:
    if not max_configurations >= 1:
        raise ValueError(f"max_configurations must be at least 1, got {max_configurations!r}")


ProbaOf = Callable[[np.ndarray], np.ndarray]  # places among the candidates -> the members' probabilities there


def _looked_over(view: PoolView, predict: Predict) -> tuple[np.ndarray, ProbaOf]:
    """BALD of every candidate, and a function that gives the members' probabilities of some of them.

    It keeps those with the highest BALD, as many as there is room for; the others it predicts again.
    """
    alone, size = np.empty(len(view.candidates)), 0
    parts: list[np.ndarray] = []
    for part, table in tables(view, predict):
        alone[part], size = bald(table), size + table.size
        parts = [*parts, table] if size <= KEPT else []
    n_kept = max(1, KEPT * len(alone) // size)
    if n_kept >= len(alone):
        whole = np.concatenate(parts, axis=1)
        return alone, lambda places: whole[:, places]
    best = np.sort(np.argpartition(-alone, n_kept)[:n_kept])
    kept = predict(take_rows(view.X, view.candidates[best]))

    def proba_of(places: np.ndarray) -> np.ndarray:
        found = np.minimum(np.searchsorted(best, places), n_kept - 1)
        if (best[found] == places).all():
            return kept[:, found]
        return predict(take_rows(view.X, view.candidates[places]))

    return alone, proba_of


def _greedy(
    alone: np.ndarray, proba_of: ProbaOf, batch_size: int, rng: np.random.Generator, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """The batch and the information of it up to each sample; ``alone`` is the information of each by itself."""
    bounds, positions, gains = alone.copy(), np.empty(batch_size, dtype=int), np.empty(batch_size)
    positions[0] = top_n(bounds, 1, rng)[0]
    gains[0], answer = bounds[positions[0]], proba_of(positions[:1])[:, 0]
    posterior = _Posterior.before_any_answer(len(answer))
    for j in range(1, batch_size):
        bounds[positions[j - 1]] = -np.inf  # never again
        posterior = posterior.after(answer, most, rng)
        positions[j], gains[j] = _best(bounds, proba_of, posterior, max(1, TABLE // answer.size), rng)
        answer = proba_of(positions[j : j + 1])[:, 0]
    return positions, np.minimum(np.cumsum(gains), np.log2(len(answer)))  # estimates may pass what there is to know


def _best(
    bounds: np.ndarray, proba_of: ProbaOf, posterior: _Posterior, most_rows: int, rng: np.random.Generator
) -> tuple[int, float]:
    """The candidate with the largest gain, and the gain; none is looked at whose bound is below the best gain found."""
    if posterior.unknown <= (NOTHING if posterior.is_exact else NOISE):  # no answer can tell anything new
        return int(top_n(bounds, 1, rng)[0]), 0.0
    order = np.lexsort((rng.random(len(bounds)), -bounds))
    best, gain = int(order[0]), -1.0
    for places in _growing(order, most_rows):
        if gain >= min(bounds[places[0]], posterior.unknown - NOTHING):
            break
        gains = np.clip(posterior.gains(proba_of(places)), 0.0, bounds[places])
        if posterior.is_exact:  # a larger batch will not raise it
            bounds[places] = gains
        if gains.max() > gain:
            best, gain = int(places[gains.argmax()]), float(gains.max())
    return best, gain


def _growing(order: np.ndarray, most: int) -> Iterator[np.ndarray]:
    """Blocks of the order, each twice as long as the one before, up to ``most``."""
    start, size = 0, min(FIRST_ROWS, most)
    while start < len(order):
        yield order[start : start + size]
        start, size = start + size, min(2 * size, most)


@dataclass(frozen=True)
class _Posterior:
    """What the joint answers s of the batch so far would tell about the members.

    ``members_proba`` holds p(m | s), shape (n_answers, n_members); ``share`` p(s), shape (n_answers,).  Joint answers after
    which one member is certain are left out, as nothing more can be learned there.
    """

    members_proba: np.ndarray
    share: np.ndarray
    is_exact: bool
    unknown: float = field(init=False)  # mean entropy of p(m | s), in bits: what can still be learned

    def __post_init__(self) -> None:
        object.__setattr__(self, "unknown", float(self.share @ _entropies(self.members_proba)))

    @classmethod
    def before_any_answer(cls, n_members: int) -> _Posterior:
        """Every member is as probable as the others."""
        return cls(np.full((1, n_members), 1 / n_members), np.ones(1), is_exact=True)

    def gains(self, proba: np.ndarray) -> np.ndarray:
        """``I(y; m | s)`` of some samples, whose probabilities have shape (n_members, n, n_classes); shape (n,), in bits."""
        n_members, n, k = proba.shape
        out = -(self.share @ self.members_proba) @ information.entropy(proba)
        step = max(1, TABLE // (len(self.share) * k))
        for i in range(0, n, step):
            mixed = self.members_proba @ proba[:, i : i + step].reshape(n_members, -1)
            out[i : i + step] += self.share @ information.entropy(mixed.reshape(len(self.share), -1, k))
        return out

    def after(self, answer_proba: np.ndarray, most: int, rng: np.random.Generator) -> _Posterior:
        """The same after one more sample, for which the members' probabilities have shape (n_members, n_classes)."""
        joint = np.einsum("sm,mc->scm", self.members_proba, answer_proba)
        p = joint.sum(axis=2)
        possible = p > SMALLEST
        share, posterior = (self.share[:, None] * p)[possible], joint[possible] / p[possible][:, None]
        left = share * _entropies(posterior)
        open_ = np.argsort(left)[(np.sort(left).cumsum() > NOTHING)]
        share, posterior = share[open_], posterior[open_]
        if len(share) <= most:
            return _Posterior(posterior, share, self.is_exact)
        # systematic draws: each joint answer as often as its share says, rounded up or down; right on average
        points = (rng.random() + np.arange(most)) / most
        drawn, times = np.unique(np.searchsorted(share.cumsum(), points), return_counts=True)
        inside = drawn < len(share)
        return _Posterior(posterior[drawn[inside]], times[inside] / most, is_exact=False)


def _entropies(rows: np.ndarray) -> np.ndarray:
    return np.asarray(information.entropy(rows)) if len(rows) else np.zeros(0)
