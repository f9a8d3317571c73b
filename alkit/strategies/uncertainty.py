"""Uncertainty sampling: ask where one model is least sure; and random sampling, which each strategy has to beat.

Source: B. Settles, Active Learning Literature Survey, 2009, section 3.1.
"""

from __future__ import annotations

import numpy as np

from alkit.scores import uncertainty
from alkit.strategies.base import PoolView


def random_sampling(view: PoolView) -> np.ndarray:
    """Every candidate alike: the opponent that each strategy has to beat.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    array of shape (n_candidates,), uniform in [0, 1)
    """
    return view.rng.random(len(view.candidates))


def least_confidence_sampling(view: PoolView) -> np.ndarray:
    """Ask where the most likely class is least probable; see :func:`alkit.scores.uncertainty.least_confidence`.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    array of shape (n_candidates,)
    """
    return uncertainty.least_confidence(view.proba)


def margin_sampling(view: PoolView) -> np.ndarray:
    """Ask where the two most likely classes are closest; see :func:`alkit.scores.uncertainty.margin`.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    array of shape (n_candidates,)
    """
    return uncertainty.margin(view.proba)


def entropy_sampling(view: PoolView) -> np.ndarray:
    """Ask where the predicted class has the highest entropy; see :func:`alkit.scores.uncertainty.entropy`.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    array of shape (n_candidates,), in bits
    """
    return uncertainty.entropy(view.proba)


def decision_margin_sampling(view: PoolView) -> np.ndarray:
    """Ask what lies closest to the decision boundary; see :func:`alkit.scores.uncertainty.decision_margin`.

    For a machine without probabilities, such as a support vector machine.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    array of shape (n_candidates,)

    Raises
    ------
    ValueError
        If the model has no ``decision_function``.
    """
    return view.uniform_scores if view.is_cold_start else uncertainty.decision_margin(view.ask("decision_function"))


# How a strategy's score of one sample is worked out, for "why this one?".  A strategy without it shows its number only.
least_confidence_sampling.explain = uncertainty.explain_least_confidence  # type: ignore[attr-defined]
margin_sampling.explain = uncertainty.explain_margin  # type: ignore[attr-defined]
entropy_sampling.explain = uncertainty.explain_entropy  # type: ignore[attr-defined]
