"""Query strategies: which samples to ask about next.

A strategy is a plain function of a :class:`View` that returns one score a candidate; the highest are
asked, ties are broken at random.  Write your own the same way::

    def longest_text(view):
        return [len(view.X[i]) for i in view.candidates]

Source: B. Settles, Active Learning Literature Survey, 2009.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alkit import acquisition


@dataclass(frozen=True)
class View:
    """What a strategy may see.  True labels of unlabeled rows are not in it, so a strategy cannot cheat.

    Attributes
    ----------
    X : the whole pool, as it was given
    candidates : array of shape (n_candidates,), row numbers that may be asked
    labeled : array of shape (n_labeled,), row numbers already labeled, in the order taught
    y_labeled : array of shape (n_labeled,), their labels
    model : the fitted estimator, or None before the first label
    classes : array of shape (n_classes,), sorted
    n : how many samples will be taken
    rng : numpy.random.Generator, the only source of randomness
    """

    X: Any
    candidates: np.ndarray
    labeled: np.ndarray
    y_labeled: np.ndarray
    model: Any
    classes: np.ndarray
    n: int
    rng: np.random.Generator
    predict_proba: Callable[[], np.ndarray]

    @property
    def proba(self) -> np.ndarray:
        """Class probabilities of the candidates, shape (n_candidates, n_classes), computed once a round.

        Before the first label nothing is known: every class is equally probable, all scores tie,
        and the choice falls to chance.
        """
        return self.predict_proba()


Strategy = Callable[[View], ArrayLike]


def random_sampling(view: View) -> np.ndarray:
    """Every candidate alike: the opponent that each strategy has to beat.

    Parameters
    ----------
    view : View

    Returns
    -------
    array of shape (n_candidates,), uniform in [0, 1)
    """
    return view.rng.random(len(view.candidates))


def least_confidence_sampling(view: View) -> np.ndarray:
    """Ask where the likeliest class is least likely; see :func:`alkit.acquisition.least_confidence`.

    Parameters
    ----------
    view : View

    Returns
    -------
    array of shape (n_candidates,)
    """
    return acquisition.least_confidence(view.proba)


def margin_sampling(view: View) -> np.ndarray:
    """Ask where the two likeliest classes are closest; see :func:`alkit.acquisition.margin`.

    Parameters
    ----------
    view : View

    Returns
    -------
    array of shape (n_candidates,)
    """
    return acquisition.margin(view.proba)


def entropy_sampling(view: View) -> np.ndarray:
    """Ask where the predicted class has the highest entropy; see :func:`alkit.acquisition.entropy`.

    Parameters
    ----------
    view : View

    Returns
    -------
    array of shape (n_candidates,), in bits
    """
    return acquisition.entropy(view.proba)


# How a strategy's score of one sample is worked out, for "why this one?".  A strategy without it shows its number only.
least_confidence_sampling.explain = acquisition.explain_least_confidence
margin_sampling.explain = acquisition.explain_margin
entropy_sampling.explain = acquisition.explain_entropy


def top_n(scores: ArrayLike, n: int, rng: np.random.Generator) -> np.ndarray:
    """Positions of the ``n`` highest scores, highest first, ties in random order.

    Parameters
    ----------
    scores : array of shape (n_candidates,)
    n : int, at most n_candidates
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (n,), int

    Examples
    --------
    >>> top_n([0.1, 0.9, 0.5], 2, np.random.default_rng(0))
    array([1, 2])
    """
    scores = np.asarray(scores, dtype=float)
    last = np.partition(scores, -n)[-n]  # the n-th best: only what reaches it has to be sorted
    reach = np.flatnonzero(scores >= last)
    order = np.lexsort((rng.random(len(reach)), -scores[reach]))
    return reach[order[:n]]
