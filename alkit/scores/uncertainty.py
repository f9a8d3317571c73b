"""Acquisition scores from one model's output: how much one would like to know a sample's label.

Higher means ask sooner, in every function.  Scores are pure: ``proba`` of shape (n_samples, n_classes)
in, ``(n_samples,)`` out; no model, no randomness.  A committee's scores are in :mod:`alkit.scores.disagreement`.  Beside each
score stands a function that works it out term by term for one sample, in words, for the widget's "why this one?".

Source: B. Settles, Active Learning Literature Survey, 2009, section 3.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from alkit import _kernels, information


def least_confidence(proba: ArrayLike) -> np.ndarray:
    """One minus the probability of the most likely class.

    ``1 - max_c p_c``: 0 when certain, 1 - 1/k when all k classes are equally likely.

    Parameters
    ----------
    proba : array of shape (n_samples, n_classes)

    Returns
    -------
    array of shape (n_samples,), in [0, 1 - 1/k]

    Raises
    ------
    ValueError
        If ``proba`` is not two-dimensional or holds NaN.

    References
    ----------
    D. D. Lewis and W. A. Gale, A Sequential Algorithm for Training Text Classifiers, 1994.

    Examples
    --------
    >>> least_confidence([[0.75, 0.25, 0.0], [0.5, 0.25, 0.25]])
    array([0.25, 0.5 ])
    """
    proba = _two_dimensional(proba)
    score = np.empty(len(proba))
    for rows, first in _kernels.largest(proba):
        np.subtract(1.0, first, out=score[rows], dtype=float)
    return _without_nan(score)


def margin(proba: ArrayLike) -> np.ndarray:
    """One minus the lead of the most likely class over the second: the textbook's margin, reversed.

    ``1 - (p_(1) - p_(2))``.  A small margin means doubt, so it is taken from 1 to let higher mean *ask sooner*.

    Parameters
    ----------
    proba : array of shape (n_samples, n_classes)

    Returns
    -------
    array of shape (n_samples,), in [0, 1]

    Raises
    ------
    ValueError
        If ``proba`` is not two-dimensional or holds NaN.

    References
    ----------
    T. Scheffer, C. Decomain and S. Wrobel, Active Hidden Markov Models for Information Extraction, 2001.

    Examples
    --------
    >>> margin([[0.75, 0.25, 0.0], [0.5, 0.25, 0.25], [0.5, 0.5, 0.0]])
    array([0.5 , 0.75, 1.  ])
    """
    proba = _two_dimensional(proba)
    if proba.shape[1] == 2:  # their distance: the same number in a tenth of the time
        lead = np.subtract(proba[:, 0], proba[:, 1], dtype=float)
        return _without_nan(np.subtract(1.0, np.abs(lead, out=lead), out=lead))
    score = np.empty(len(proba))
    for rows, first, second in _kernels.two_largest(proba):
        lead = np.subtract(first, second, out=score[rows], dtype=float)
        np.subtract(1.0, lead, out=lead)
    return _without_nan(score)


def entropy(proba: ArrayLike) -> np.ndarray:
    """Entropy of the predicted class, in bits; see :func:`alkit.information.entropy`.

    ``-sum_c p_c log2 p_c``: 0 when certain, log2 k when all k classes are equally likely.

    Parameters
    ----------
    proba : array of shape (n_samples, n_classes), rows summing to 1

    Returns
    -------
    array of shape (n_samples,), in [0, log2 k]

    Raises
    ------
    ValueError
        If ``proba`` is not two-dimensional or a row is not a distribution.

    Examples
    --------
    >>> entropy([[0.5, 0.5], [1.0, 0.0]])
    array([1., 0.])
    """
    return np.asarray(information.entropy(_two_dimensional(proba)))


def decision_margin(decision: ArrayLike) -> np.ndarray:
    """Minus the distance from the decision boundary, in the units of the decision function.

    ``-|d|`` with two classes; ``-(d_(1) - d_(2))``, the lead of the best over the second, with more.

    Parameters
    ----------
    decision : array of shape (n_samples,) or (n_samples, n_classes), as ``decision_function`` returns it

    Returns
    -------
    array of shape (n_samples,), at most 0

    Raises
    ------
    ValueError
        If the shape is another, or a value is NaN.

    References
    ----------
    S. Tong and D. Koller, Support Vector Machine Active Learning with Applications to Text Classification, 2001
    ("simple margin").

    Examples
    --------
    >>> decision_margin([-2.0, 0.5])
    array([-2. , -0.5])
    >>> decision_margin([[1.0, 3.0, -1.0]])
    array([-2.])
    """
    decision = np.asarray(decision, dtype=float)
    if decision.ndim not in (1, 2) or decision.size == 0 or np.isnan(decision).any():
        raise ValueError(
            f"decision must be numbers of shape (n_samples,) or (n_samples, n_classes), got {decision.shape} or NaN"
        )
    if decision.ndim == 1 or decision.shape[1] == 1:
        return -np.abs(decision).reshape(len(decision))
    top = np.partition(decision, -2, axis=1)
    return top[:, -2] - top[:, -1]


def explain_least_confidence(p: Sequence[float], classes: Sequence[str]) -> str:
    """Least confidence of one sample, worked out.

    >>> explain_least_confidence([0.75, 0.25], ["cat", "dog"])
    '1 − 0.75 (cat) = 0.25'
    """
    top = int(np.argmax(p))
    return f"1 − {p[top]:.2f} ({classes[top]}) = {least_confidence([p])[0]:.2f}"


def explain_margin(p: Sequence[float], classes: Sequence[str]) -> str:
    """Margin of one sample, worked out.

    >>> explain_margin([0.75, 0.25], ["cat", "dog"])
    '1 − (0.75 (cat) − 0.25 (dog)) = 0.50'
    """
    if len(p) < 2:
        return f"1 − {p[0]:.2f} ({classes[0]}) = {margin([p])[0]:.2f}"
    first, second = np.argsort(-np.asarray(p), kind="stable")[:2]
    return f"1 − ({p[first]:.2f} ({classes[first]}) − {p[second]:.2f} ({classes[second]})) = {margin([p])[0]:.2f}"


def explain_entropy(p: Sequence[float], classes: Sequence[str]) -> str:
    """Entropy of one sample, worked out: each class's probability times its surprise, largest first.

    >>> explain_entropy([0.75, 0.25], ["cat", "dog"])
    '0.75·0.42 (cat) + 0.25·2.00 (dog) = 0.81 bits'
    """
    order = [c for c in np.argsort(-np.asarray(p), kind="stable") if p[c] >= 0.005]
    terms = [f"{p[c]:.2f}·{-np.log2(p[c]) + 0.0:.2f} ({classes[c]})" for c in order]
    rest = " + …" if len(order) < np.count_nonzero(p) else ""
    return " + ".join(terms) + f"{rest} = {entropy([p])[0]:.2f} bits"


def _without_nan(score: np.ndarray) -> np.ndarray:
    """The score, or an error that names the first row that holds NaN: its score is NaN, too."""
    if np.isnan(score.min()):
        raise ValueError(f"proba must not hold NaN; row {int(np.flatnonzero(np.isnan(score))[0])} does")
    return score


def _two_dimensional(proba: ArrayLike) -> np.ndarray:
    proba = np.asarray(proba)
    if proba.ndim != 2 or proba.size == 0:
        raise ValueError(f"proba must have shape (n_samples, n_classes), got {proba.shape}")
    return proba
