"""Scores from a committee: how much its members disagree about a sample's label.

Higher means ask sooner.  Scores are pure: ``proba`` of shape (n_members, n_samples, n_classes) in, ``(n_samples,)``
out.  Entropies are in bits.

Source: B. Settles, Active Learning Literature Survey, 2009, section 3.2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from alkit import information

TARGET_BLOCK = 2**21  # numbers in the largest table of epig: about 16 MB


def vote_entropy(proba: ArrayLike) -> np.ndarray:
    """Entropy of the votes: each member votes for its likeliest class.

    ``H(v)`` with ``v_c`` the share of members that vote for c.  A member with a tie votes for the first.

    Parameters
    ----------
    proba : array of shape (n_members, n_samples, n_classes)

    Returns
    -------
    array of shape (n_samples,), in [0, log2 min(n_members, n_classes)]

    Raises
    ------
    ValueError
        If the shape is another, the committee has one member only, or ``proba`` holds NaN.

    References
    ----------
    I. Dagan and S. P. Engelson, Committee-Based Sampling for Training Probabilistic Classifiers, 1995.

    Examples
    --------
    >>> vote_entropy([[[0.9, 0.1]], [[0.4, 0.6]]])
    array([1.])
    """
    return information.entropy(vote_shares(proba))


def variation_ratio(proba: ArrayLike) -> np.ndarray:
    """Share of the members that do not vote with the majority.

    ``1 - max_c v_c`` with ``v_c`` the share of votes for c.

    Parameters
    ----------
    proba : array of shape (n_members, n_samples, n_classes)

    Returns
    -------
    array of shape (n_samples,), in [0, 1 - 1/min(n_members, n_classes)]

    Raises
    ------
    ValueError
        As :func:`vote_entropy`.

    References
    ----------
    L. C. Freeman, Elementary Applied Statistics, 1965.

    Examples
    --------
    >>> variation_ratio([[[0.9, 0.1]], [[0.4, 0.6]], [[0.7, 0.3]], [[0.8, 0.2]]])
    array([0.25])
    """
    return 1.0 - vote_shares(proba).max(axis=1)


def consensus_entropy(proba: ArrayLike) -> np.ndarray:
    """Entropy of the members' mean prediction, also called soft vote entropy.

    ``H(mean_m p_m)``: high where members disagree, and also where all agree that they do not know.

    Parameters
    ----------
    proba : array of shape (n_members, n_samples, n_classes)

    Returns
    -------
    array of shape (n_samples,), in [0, log2 n_classes]

    Raises
    ------
    ValueError
        As :func:`vote_entropy`, and if a row is not a distribution.

    Examples
    --------
    >>> consensus_entropy([[[1.0, 0.0]], [[0.0, 1.0]]])
    array([1.])
    """
    return information.entropy(as_committee(proba).mean(axis=0))


def bald(proba: ArrayLike) -> np.ndarray:
    """Information that the label would give about which member is right (Bayesian active learning by disagreement).

    ``I(y; m) = H(mean_m p_m) - mean_m H(p_m)``: what the committee does not know, less what no member claims to know.
    It is never negative, and 0 where all members predict the same, however unsure they are.

    Parameters
    ----------
    proba : array of shape (n_members, n_samples, n_classes)

    Returns
    -------
    array of shape (n_samples,), in [0, log2 min(n_members, n_classes)]

    Raises
    ------
    ValueError
        As :func:`vote_entropy`, and if a row is not a distribution.

    References
    ----------
    N. Houlsby, F. Huszár, Z. Ghahramani and M. Lengyel, Bayesian Active Learning for Classification and Preference
    Learning, 2011.

    Examples
    --------
    >>> bald([[[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0], [0.5, 0.5]]])
    array([1., 0.])
    """
    proba = as_committee(proba)
    inside = information.entropy(proba).mean(axis=0)
    return np.maximum(information.entropy(proba.mean(axis=0)) - inside, 0.0)  # rounding can leave -1e-17


def kl_to_consensus(proba: ArrayLike) -> np.ndarray:
    """Mean divergence of the members from their mean prediction.

    ``mean_m KL(p_m || p)`` with ``p = mean_m p_m``.  Written out, this is ``H(p) - mean_m H(p_m)``: McCallum and Nigam's
    score and :func:`bald` are one quantity under two names, and that form needs one logarithm less a number.

    Parameters
    ----------
    proba : array of shape (n_members, n_samples, n_classes)

    Returns
    -------
    array of shape (n_samples,), in bits

    Raises
    ------
    ValueError
        As :func:`bald`.

    References
    ----------
    A. McCallum and K. Nigam, Employing EM and Pool-Based Active Learning for Text Classification, 1998.

    Examples
    --------
    >>> kl_to_consensus([[[1.0, 0.0]], [[0.0, 1.0]]])
    array([1.])
    """
    return bald(proba)


def epig(proba: ArrayLike, proba_target: ArrayLike) -> np.ndarray:
    """Information that a sample's label would give about the labels of the target samples, on average over these.

    ``mean_* I(y; y_*)`` with ``p(y, y_*) = mean_m p_m(y) p_m(y_*)``.  :func:`bald` asks for what tells the members apart
    anywhere; this asks only for what changes predictions where they will be needed.

    Parameters
    ----------
    proba : array of shape (n_members, n_samples, n_classes), for the samples that may be asked
    proba_target : array of shape (n_members, n_targets, n_classes), for samples like those to be predicted

    Returns
    -------
    array of shape (n_samples,), in bits, at most :func:`bald` of the same sample

    Raises
    ------
    ValueError
        As :func:`bald`, and if members or classes of the two differ.

    References
    ----------
    F. Bickford Smith, A. Kirsch, S. Farquhar, Y. Gal, A. Foster and T. Rainforth, Prediction-Oriented Bayesian Active
    Learning, 2023.

    Examples
    --------
    >>> epig([[[1.0, 0.0]], [[0.0, 1.0]]], [[[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0], [0.5, 0.5]]])
    array([0.5])
    """
    proba, target = as_committee(proba), as_committee(proba_target)
    (n_members, n, k), n_targets = proba.shape, target.shape[1]
    if target.shape[::2] != proba.shape[::2]:
        raise ValueError(f"targets must have the same members and classes: {proba.shape} and {target.shape}")
    h_y, h_target = information.entropy(proba.mean(axis=0)), information.entropy(target.mean(axis=0))
    columns, out = target.reshape(n_members, -1), np.empty(n)
    step = max(1, TARGET_BLOCK // (k * columns.shape[1]))
    for i in range(0, n, step):
        rows = proba[:, i : i + step].reshape(n_members, -1)
        joint = (rows.T @ columns / n_members).reshape(-1, k, n_targets, k).swapaxes(1, 2)
        h_joint = information.entropy(joint.reshape(-1, k * k)).reshape(-1, n_targets).mean(axis=1)
        out[i : i + step] = h_y[i : i + step] + h_target.mean() - h_joint
    return np.maximum(out, 0.0)


def vote_shares(proba: ArrayLike) -> np.ndarray:
    """Share of the members that vote for each class.

    Parameters
    ----------
    proba : array of shape (n_members, n_samples, n_classes)

    Returns
    -------
    array of shape (n_samples, n_classes), rows summing to 1

    Raises
    ------
    ValueError
        As :func:`vote_entropy`.

    Examples
    --------
    >>> vote_shares([[[0.9, 0.1]], [[0.4, 0.6]]])
    array([[0.5, 0.5]])
    """
    proba = as_committee(proba)
    if np.isnan(proba).any():
        raise ValueError("proba must not hold NaN")
    votes = proba.argmax(axis=2)
    return np.stack([(votes == c).mean(axis=0) for c in range(proba.shape[2])], axis=1)


def as_committee(proba: ArrayLike) -> np.ndarray:
    """The probabilities as an array, or an error that says what a committee's must be."""
    proba = np.asarray(proba, dtype=float)
    if proba.ndim != 3 or proba.size == 0:
        raise ValueError(f"a committee's proba must have shape (n_members, n_samples, n_classes), got {proba.shape}")
    if len(proba) < 2:
        raise ValueError("a committee needs at least two members to disagree, got one")
    return proba
