"""One label from several answers: by counting heads, or by learning whose answer is worth how much.

A table of answers has one row per sample and one column per annotator, None where there is no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.special import logsumexp

from alkit.labeling.answers import Answers, votes

TINY = 1e-300  # stands for a probability of 0 in a logarithm


class Majority(NamedTuple):
    """The most frequent answer to each sample, None where there is no answer; and which samples were tied."""

    labels: np.ndarray
    tied: np.ndarray


def majority(
    answers: Answers,
    classes: Sequence[Any] | np.ndarray | None = None,
    random_state: int | np.random.Generator | None = None,
) -> Majority:
    """The most frequent answer to each sample; ties are broken at random, and said.

    Parameters
    ----------
    answers : shape (n_samples, n_annotators), None where there is none
    classes : all possible answers; by default those given
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    Majority
        ``labels`` and ``tied``, arrays of shape (n_samples,).

    Examples
    --------
    >>> majority([["a", "a", "b"], ["a", "b", None]], random_state=0).tied.tolist()
    [False, True]
    """
    counts_NJC, known = votes(answers, classes)
    counts_NC = counts_NJC.sum(axis=1)
    most_NC = (counts_NC == counts_NC.max(axis=1, keepdims=True)) & (counts_NC > 0)
    drawn_N = np.where(most_NC, np.random.default_rng(random_state).random(most_NC.shape), -1).argmax(axis=1)
    labels = known.astype(object)[drawn_N]
    labels[~most_NC.any(axis=1)] = None
    return Majority(labels, most_NC.sum(axis=1) > 1)


@dataclass(frozen=True, eq=False)
class DawidSkene:
    """What :func:`dawid_skene` has learned.

    Attributes
    ----------
    classes : array of shape (n_classes,)
    posterior : array of shape (n_samples, n_classes): how probable each class is, given all answers
    confusion : array of shape (n_annotators, n_classes, n_classes): of each annotator, truth -> probability of each answer
    prior : array of shape (n_classes,): how frequent each class is
    log_likelihood : list, one value per iteration, in nats; it never falls
    """

    classes: np.ndarray
    posterior: np.ndarray
    confusion: np.ndarray
    prior: np.ndarray
    log_likelihood: list[float]

    @property
    def labels(self) -> np.ndarray:
        """The most probable class of each sample, shape (n_samples,)."""
        return self.classes[self.posterior.argmax(axis=1)]


def dawid_skene(
    answers: Answers,
    classes: Sequence[Any] | np.ndarray | None = None,
    *,
    smoothing: float = 0.01,
    max_iter: int = 200,
    tol: float = 1e-8,
) -> DawidSkene:
    """Truth, and how each annotator errs, from answers alone: expectation maximisation (EM), from the shares of the votes on.

    Each sample has one true class t, drawn with probability prior(t); annotator j then says c with probability
    confusion_j(t, c), independently of the others.  EM takes turns until it stands still:

    - M: prior and confusion are counted, as if the posterior were the truth;
    - E: posterior(t) is proportional to prior(t) times the product over the answers of confusion_j(t, answer).

    ``smoothing`` is added to each count, so that one answer never rules out a class; ``log_likelihood`` then holds its penalty,
    smoothing x the sum of the logarithms of all probabilities counted.  A habit, such as one class taken for another, is
    learned.  But people who err on the same samples are not independent, and the model takes them for right.

    Source: A. Dawid and A. Skene, Maximum Likelihood Estimation of Observer Error-Rates, 1979.

    Parameters
    ----------
    answers : shape (n_samples, n_annotators), None where there is none; a sample without answers gets the prior
    classes : all possible answers; by default those given
    smoothing : at least 0; 0 is Dawid and Skene's own
    max_iter : turns, at most
    tol : a turn that brings less than this, in nats, is the last

    Raises
    ------
    ValueError
        If the answers are no table, or ``smoothing`` is negative.

    Examples
    --------
    >>> found = dawid_skene([["a", "a", "b"], ["a", "a", "a"], ["b", "b", "a"], ["b", "b", "b"], ["a", "a", "b"]])
    >>> found.labels.tolist()
    ['a', 'a', 'b', 'b', 'a']
    """
    if not smoothing >= 0:
        raise ValueError(f"smoothing must be at least 0, got {smoothing!r}")
    said_NJC, known = votes(answers, classes)
    n_annotators, n_classes = said_NJC.shape[1:]
    said_NX = said_NJC.reshape(len(said_NJC), -1).astype(float)  # X: annotator and class, so that both steps are one product
    asked_N = said_NX.any(axis=1)
    posterior_NT = said_NJC.sum(axis=1, dtype=float)
    posterior_NT[asked_N] /= posterior_NT[asked_N].sum(axis=1, keepdims=True)
    so_far: list[float] = []
    while len(so_far) < max_iter and (len(so_far) < 2 or so_far[-1] - so_far[-2] > tol):
        prior_T = _shares(posterior_NT[asked_N].sum(axis=0) + smoothing)
        counts_TJC = (posterior_NT.T @ said_NX).reshape(n_classes, n_annotators, n_classes)
        confusion_JTC = _shares(counts_TJC.swapaxes(0, 1) + smoothing)
        log_prior_T, log_confusion_JTC = np.log(np.maximum(prior_T, TINY)), np.log(np.maximum(confusion_JTC, TINY))
        joint_NT = log_prior_T + said_NX @ log_confusion_JTC.swapaxes(1, 2).reshape(-1, n_classes)
        evidence_N = logsumexp(joint_NT, axis=1)
        posterior_NT = np.exp(joint_NT - evidence_N[:, None])
        penalty = smoothing * (log_prior_T.sum() + log_confusion_JTC.sum()) if smoothing else 0.0
        so_far.append(float(evidence_N.sum() + penalty))
    return DawidSkene(known, posterior_NT, confusion_JTC, prior_T, so_far)


def _shares(counts: np.ndarray) -> np.ndarray:
    """Each row divided by its sum; a row without counts is even."""
    sums = counts.sum(axis=-1, keepdims=True)
    return np.where(sums > 0, counts / np.where(sums > 0, sums, 1), 1 / counts.shape[-1])
