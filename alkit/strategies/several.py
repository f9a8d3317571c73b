"""A strategy where several labels may apply at once: ask where the model is unsure which of them do.

With one classifier a label, each gives a probability that its label applies; how unsure they are together is their mean, or the
most unsure of them.  Source: K. Brinker, On Active Learning in Multi-label Classification, 2006, takes the most unsure one;
O. Reyes, C. Morell and S. Ventura, Effective Active Learning Strategy for Multi-label Learning, 2018, compare such rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from alkit.information import entropy
from alkit.strategies.base import ParameterizedStrategy, PoolView


@dataclass(frozen=True, eq=False, repr=False)
class LabelUncertainty(ParameterizedStrategy):
    """Ask where it is least sure which labels apply.

    The mean over the labels of the binary entropy ``-p log2 p - (1 - p) log2 (1 - p)``, p the probability that a label
    applies; or the largest of them.  Labels count as if each were independent of the others.

    Parameters
    ----------
    largest : whether the most unsure label alone counts, instead of the mean

    Examples
    --------
    >>> proba = np.array([[0.5, 1.0], [0.11, 0.11]])
    >>> LabelUncertainty.score(proba).round(2), LabelUncertainty.score(proba, largest=True).round(2)
    (array([0.5, 0.5]), array([1. , 0.5]))
    """

    largest: bool = False

    def __call__(self, view: PoolView) -> np.ndarray:
        return view.uniform_scores if view.is_cold_start else self.score(view.proba, self.largest)

    @staticmethod
    def score(proba: np.ndarray, largest: bool = False) -> np.ndarray:
        """How unsure, shape (n_samples,), in bits; ``proba`` has shape (n_samples, n_labels)."""
        bits_NL = np.asarray(entropy(np.stack([proba, 1 - proba], axis=-1)))
        return bits_NL.max(axis=1) if largest else bits_NL.mean(axis=1)
