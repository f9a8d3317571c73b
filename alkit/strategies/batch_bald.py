"""BatchBALD: the batch whose labels together tell most about which member of a committee is right.

Source: A. Kirsch, J. van Amersfoort and Y. Gal, BatchBALD: Efficient and Diverse Batch Acquisition for Deep Bayesian Active
Learning, 2019.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alkit import information
from alkit.models.members import members_proba
from alkit.pool import take_rows
from alkit.scores.disagreement import as_committee
from alkit.strategies.base import Batch, ParameterizedStrategy, PoolView, top_n
from alkit.strategies.committee import fitted_committee

MOST_CONFIGURATIONS = 1000  # up to so many joint answers of the batch so far, the joint entropy is exact; beyond, it is sampled
BLOCK = 2**21  # numbers in the largest table: about 16 MB


@dataclass(frozen=True, eq=False, repr=False)
class BatchBALDSampling(ParameterizedStrategy):
    """Ask for the batch chosen by :func:`batch_bald`.

    Parameters
    ----------
    committee : see :class:`alkit.strategies.committee.QueryByCommittee`
    max_configurations : int, at least 1; see :func:`batch_bald`
    """

    committee: Any = None
    max_configurations: int = MOST_CONFIGURATIONS

    def __call__(self, view: PoolView) -> Batch:
        if view.is_cold_start:
            return Batch(top_n(view.uniform_scores, view.batch_size, view.rng), np.zeros(view.batch_size))
        candidates = take_rows(view.X, view.candidates)
        proba = members_proba(fitted_committee(self.committee, view), candidates, view.classes, view.name)
        return Batch(*batch_bald(proba, view.batch_size, view.rng, self.max_configurations))


def batch_bald(
    proba: ArrayLike,
    batch_size: int,
    random_state: int | np.random.Generator | None = None,
    max_configurations: int = MOST_CONFIGURATIONS,
) -> tuple[np.ndarray, np.ndarray]:
    """Greedily, the ``batch_size`` samples with the largest ``I(y_1 ... y_n; m) = H(y_1 ... y_n) - sum_i mean_m H(y_i | m)``.

    Two copies of one sample share their information, and BALD would count it twice; the joint entropy counts it once.

    The joint entropy of the batch so far and one more sample is exact while the samples chosen before have at most
    ``max_configurations`` joint answers, ``n_classes ** (batch_size - 1)``.  For larger batches it is estimated from that many joint
    answers, drawn from the committee.

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
        If ``proba`` is not a committee's, or a row is not a distribution.

    Examples
    --------
    >>> copies_and_another = [[[1.0, 0.0], [1.0, 0.0], [0.9, 0.1]], [[0.0, 1.0], [0.0, 1.0], [0.9, 0.1]],
    ...                       [[1.0, 0.0], [1.0, 0.0], [0.1, 0.9]], [[0.0, 1.0], [0.0, 1.0], [0.1, 0.9]]]
    >>> sorted(batch_bald(copies_and_another, 2, random_state=0)[0].tolist()) in ([0, 2], [1, 2])
    True
    """
    proba, rng = as_committee(proba), np.random.default_rng(random_state)
    (n_members, _, k), inside = proba.shape, information.entropy(proba).mean(axis=0)
    answers, share = np.ones((n_members, 1)), np.ones(1)
    positions, gains, spent = np.empty(batch_size, dtype=int), np.empty(batch_size), 0.0
    for j in range(batch_size):
        scores = _joint_entropy(answers, share, proba) - inside - spent
        scores[positions[:j]] = -np.inf
        positions[j] = new = top_n(scores, 1, rng)[0]
        gains[j], spent = max(scores[new], 0.0), spent + inside[new]
        if k ** (j + 1) <= max_configurations:
            answers = np.einsum("ms,mc->msc", answers, proba[:, new]).reshape(n_members, -1)
            share = np.ones(answers.shape[1])
        else:
            answers = _sampled(proba[:, positions[: j + 1]], max_configurations, rng)
            share = 1 / (answers.mean(axis=0) * max_configurations)
    return positions, gains


def _joint_entropy(answers: np.ndarray, share: np.ndarray, proba: np.ndarray) -> np.ndarray:
    """Entropy of the batch's joint answer together with each sample's answer, shape (n_samples,), in bits.

    ``answers`` holds p(s | member) for each joint answer s, shape (n_members, n_answers).  Each adds
    ``-share_s sum_c p(s, c) log p(s, c)``: a share of 1 when all are listed, ``1 / (n_answers p(s))`` when they were drawn.
    """
    (n_members, n_answers), (_, n, k) = answers.shape, proba.shape
    out, step = np.empty(n), max(1, BLOCK // (n_answers * k))
    for i in range(0, n, step):
        joint = answers.T @ proba[:, i : i + step].reshape(n_members, -1) / n_members
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(joint > 0, -joint * np.log2(joint), 0.0)
        out[i : i + step] = (share @ terms).reshape(-1, k).sum(axis=1)
    return out


def _sampled(chosen: np.ndarray, n_answers: int, rng: np.random.Generator) -> np.ndarray:
    """Joint answers of the chosen samples, drawn from the committee; their probability for each member, (n_members, n_answers).

    A member is drawn for each, then that member's answers.
    """
    n_members, n_chosen, _ = chosen.shape
    cumulated = chosen.cumsum(axis=2)[rng.integers(n_members, size=n_answers)]
    drawn = (rng.random((n_answers, n_chosen, 1)) * cumulated[:, :, -1:] >= cumulated).sum(axis=2)
    return np.prod(chosen[:, np.arange(n_chosen), drawn], axis=2)
