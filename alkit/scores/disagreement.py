"""Scores from a committee: how much its members disagree about a sample's label.

Higher means ask sooner.  Scores are pure: ``proba`` of shape (n_members, n_samples, n_classes) in, ``(n_samples,)``
out.  Entropies are in bits.

Source: B. Settles, Active Learning Literature Survey, 2009, section 3.2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from alkit import _kernels, information

TARGET_BLOCK = 2**21  # numbers in the largest table of epig: about 16 MB


def vote_entropy(proba: ArrayLike) -> np.ndarray:
    """Entropy of the votes: each member votes for its most likely class.

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
    proba_M_N_C = _committee(proba)
    n_members, n, _ = proba_M_N_C.shape
    share = np.arange(1, n_members + 1) / n_members
    term = np.append(0.0, share * np.log2(1 / share))  # what a class with 0, 1, ... votes adds: so few that a table holds all
    out_N = np.empty(n)
    for rows, votes_C_N in _kernels.vote_counts(proba_M_N_C):
        term[votes_C_N].sum(axis=0, out=out_N[rows])
    return out_N


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
    proba_M_N_C = _committee(proba)
    n_members, n, _ = proba_M_N_C.shape
    out_N = np.empty(n)
    for rows, votes_C_N in _kernels.vote_counts(proba_M_N_C):
        out_N[rows] = 1.0 - votes_C_N.max(axis=0) / n_members
    return out_N


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
    of_mean_N, _ = _kernels.consensus_entropies(_committee(proba))
    return of_mean_N


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
    of_mean_N, mean_of_N = _kernels.consensus_entropies(_committee(proba), of_members=True)
    return np.maximum(of_mean_N - mean_of_N, 0.0)  # rounding can leave -1e-17


def kl_to_consensus(proba: ArrayLike) -> np.ndarray:
    """Mean divergence of the members from their mean prediction.

    ``mean_m KL(p_m || p)`` with ``p = mean_m p_m``.  Written out, this is ``H(p) - mean_m H(p_m)``: McCallum and Nigam's
    score and :func:`bald` are one quantity under two names, and in that form each number takes one logarithm, not two.

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
    proba_M_N_C, target_M_T_C = _committee(proba), as_committee(proba_target)
    (n_members, n, k), n_targets = proba_M_N_C.shape, target_M_T_C.shape[1]
    if target_M_T_C.shape[::2] != proba_M_N_C.shape[::2]:
        raise ValueError(f"targets must have the same members and classes: {proba_M_N_C.shape} and {target_M_T_C.shape}")
    (h_y_N, _), (h_target_T, _) = map(_kernels.consensus_entropies, (proba_M_N_C, target_M_T_C))
    target_M_TC, out_N = target_M_T_C.reshape(n_members, -1), np.empty(n)
    step = max(1, TARGET_BLOCK // (k * target_M_TC.shape[1]))
    for i in range(0, n, step):
        rows_M_NC = proba_M_N_C[:, i : i + step].reshape(n_members, -1)
        joint_N_T_C_C = (rows_M_NC.T @ target_M_TC / n_members).reshape(-1, k, n_targets, k).swapaxes(1, 2)
        h_joint_NT = np.asarray(information.entropy(joint_N_T_C_C.reshape(-1, k * k)))
        out_N[i : i + step] = h_y_N[i : i + step] + h_target_T.mean() - h_joint_NT.reshape(-1, n_targets).mean(axis=1)
    return np.maximum(out_N, 0.0)


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
    proba_M_N_C = _committee(proba)
    n_members, n, k = proba_M_N_C.shape
    share_N_C = np.empty((n, k))
    for rows, votes_C_N in _kernels.vote_counts(proba_M_N_C):
        share_N_C[rows] = votes_C_N.T / n_members
    return share_N_C


def as_committee(proba: ArrayLike) -> np.ndarray:
    """The probabilities as an array of floats, or an error that says what a committee's must be."""
    return _committee(proba).astype(float, copy=False)


def _committee(proba: ArrayLike) -> np.ndarray:
    """The same for what goes block by block: numbers of any type stay as they are, because a copy can be large."""
    proba = np.asarray(proba)
    if proba.dtype.kind not in "fiub":
        proba = np.asarray(proba, dtype=float)
    if proba.ndim != 3 or proba.size == 0:
        raise ValueError(f"a committee's proba must have shape (n_members, n_samples, n_classes), got {proba.shape}")
    if len(proba) < 2:
        raise ValueError("a committee needs at least two members to disagree, got one")
    return proba
