"""How far several annotators agree, and how much of that is more than chance.

A table of answers has one row per sample and one column per annotator, None where somebody was not asked or did not know.

A kappa compares the agreement that was observed, p_o, with the agreement p_e that people would reach who answered at random,
each class as often as it was used:

    kappa = (p_o - p_e) / (1 - p_e)

It is 1 where all agree, 0 where they agree as often as by chance, and below 0 where they agree less often than that.  It is nan
where only one class was ever used: chance alone would agree always, and nothing was told apart.

The prevalence paradox: where one class is rare, p_e is high, and kappa can be low although nearly all answers agree.  Two
people who find the same 1 of 100 and one other each agree on 98 of 100 samples, with a kappa of 0.49.  So give both numbers.
And agreement is not truth: people who share a mistake agree.  Source of the paradox: A. Feinstein and D. Cicchetti, 1990.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from alkit.labeling.answers import Answers, votes


def cohen_kappa(first: Sequence[Any] | np.ndarray, second: Sequence[Any] | np.ndarray) -> float:
    """Cohen's kappa: how far two annotators agree beyond chance.

    p_o is the share of samples with the same answer, p_e = sum over classes of p_first(c) p_second(c): each of the two has
    their own habits.  Samples that one of them did not answer are left out.  Source: J. Cohen, 1960.

    Parameters
    ----------
    first, second : the answers of each, shape (n_samples,), None where there is none

    Returns
    -------
    float, at most 1; nan where both used one and the same class only

    Raises
    ------
    ValueError
        If the lengths differ, or no sample was answered by both.

    Examples
    --------
    >>> cohen_kappa(["yes", "yes", "no", "no"], ["yes", "no", "no", "no"])
    0.5
    """
    if len(first) != len(second):
        raise ValueError(f"kappa compares the answers of two to the same samples, got {len(first)} and {len(second)} answers")
    both = [pair for pair in zip(first, second) if pair[0] is not None and pair[1] is not None]
    if not both:
        raise ValueError("kappa needs a sample that both have answered, got none")
    said_NJC = votes(both)[0]
    shares_JC = said_NJC.mean(axis=0)
    return _beyond_chance(_same_pairs(said_NJC.sum(axis=1)), float((shares_JC[0] * shares_JC[1]).sum()))


def fleiss_kappa(answers: Answers) -> float:
    """Fleiss' kappa: how far any number of annotators agree beyond chance, whoever they are.

    p_o is :func:`percent_agreement`, p_e = sum over classes of p(c)^2 with p(c) the share of all answers: annotators are taken
    to be exchangeable.  Fleiss has equally many answers to each sample.  Where some are missing, each sample counts by the
    pairs of answers that it has, and samples with fewer than two answers are left out.  Source: J. Fleiss, 1971.

    Parameters
    ----------
    answers : shape (n_samples, n_annotators), None where there is none

    Returns
    -------
    float, at most 1; nan where only one class was used

    Raises
    ------
    ValueError
        If the answers are no table, or no sample has two of them.

    Examples
    --------
    >>> round(fleiss_kappa([["a", "a", "a"], ["a", "b", "b"], ["b", "b", None]]), 3)
    0.556
    """
    counts_NC = _pairable(answers)
    shares_C = counts_NC.sum(axis=0) / counts_NC.sum()
    return _beyond_chance(_same_pairs(counts_NC), float((shares_C**2).sum()))


def percent_agreement(answers: Answers) -> float:
    """The share of pairs of answers to a sample that are the same, as a mean over the samples with at least two answers.

    >>> round(percent_agreement([["a", "a", "a"], ["a", "b", "b"], ["b", None, None]]), 3)
    0.667
    """
    return _same_pairs(_pairable(answers))


def _pairable(answers: Answers) -> np.ndarray:
    counts_NC = votes(answers)[0].sum(axis=1)
    kept_NC: np.ndarray = counts_NC[counts_NC.sum(axis=1) >= 2]
    if not len(kept_NC):
        raise ValueError("agreement needs a sample with at least two answers, got none")
    return kept_NC


def _same_pairs(counts_NC: np.ndarray) -> float:
    n_N = counts_NC.sum(axis=1)
    return float(((counts_NC * (counts_NC - 1)).sum(axis=1) / (n_N * (n_N - 1))).mean())


def _beyond_chance(observed: float, expected: float) -> float:
    return float("nan") if np.isclose(expected, 1) else float((observed - expected) / (1 - expected))
