"""Query strategies: which samples to ask about next.

A strategy is a plain function of a :class:`View` that returns one score a candidate; the highest are
asked, ties are broken at random.  Write your own the same way::

    def longest_text(view):
        return [len(view.X[i]) for i in view.candidates]

A strategy that weighs the samples of a batch against each other returns a :class:`Batch` instead.

Here are the simplest ones; the others live with their idea: :mod:`~alkit.committees`, :mod:`~alkit.expected`,
:mod:`~alkit.geometry`, :mod:`~alkit.gradients`, :mod:`~alkit.batch_bald`, :mod:`~alkit.randomized`, :mod:`~alkit.regression`.

Source: B. Settles, Active Learning Literature Survey, 2009.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import clone, is_classifier
from sklearn.pipeline import Pipeline

from alkit import acquisition
from alkit.estimators import take_rows

BLOCK = 65_536  # rows predicted at a time: the pool may be larger than the memory
CALLED = {"predict_proba": "class probabilities", "decision_function": "distances from the decision boundary"}
ADVICE = "; choose a classifier that has it, or wrap this one in sklearn.calibration.CalibratedClassifierCV"


@dataclass(frozen=True)
class View:
    """What a strategy may see.  True labels of unlabeled rows are not in it, so a strategy cannot cheat.

    Attributes
    ----------
    X : the whole pool, as it was given
    candidates : array of shape (n_candidates,), row numbers that may be asked
    labeled : array of shape (n_labeled,), row numbers already labeled, in the order taught
    y_labeled : array of shape (n_labeled,), their labels
    estimator : the estimator as given, not fitted, its random state set: to be cloned, never fitted in place
    model : the fitted estimator, or None before the first label
    classes : array of shape (n_classes,), sorted; empty for a regressor
    n : how many samples will be taken, at most n_candidates
    rng : numpy.random.Generator, the only source of randomness
    predict_proba : function that computes :attr:`proba` once a round
    name : the strategy's name, for messages
    """

    X: Any
    candidates: np.ndarray
    labeled: np.ndarray
    y_labeled: np.ndarray
    estimator: Any
    model: Any
    classes: np.ndarray
    n: int
    rng: np.random.Generator
    predict_proba: Callable[[], np.ndarray]
    name: str = "the strategy"

    @property
    def proba(self) -> np.ndarray:
        """Class probabilities of the candidates, shape (n_candidates, n_classes), computed once a round.

        Before the first label nothing is known: every class is equally probable, all scores tie,
        and the choice falls to chance.
        """
        return self.predict_proba()

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to tell apart yet: no label, or one class so far."""
        return self.model is None or is_classifier(self.estimator) and len(set(self.y_labeled.tolist())) < 2

    @property
    def no_scores(self) -> np.ndarray:
        """The scores of one who knows nothing, shape (n_candidates,): all tie, so that chance decides."""
        return np.zeros(len(self.candidates))

    def ask(self, method: str) -> np.ndarray:
        """What a method of the model, ``decision_function`` say, returns for the candidates, computed in blocks.

        Raises
        ------
        ValueError
            If the model has no such method.
        """
        return ask(self.model, method, self.X, self.candidates, self.name)

    @cached_property
    def _preprocessing(self) -> Any:
        """The steps before the last of a pipeline, or None.  While there is no model, they learn from the pool, which needs no labels."""
        model = getattr(self.model, "best_estimator_", self.model)  # of a search
        if isinstance(model, Pipeline):
            return model[:-1]
        if not self.is_blank or not isinstance(self.estimator, Pipeline) or len(self.estimator) < 2:
            return None
        try:
            return clone(self.estimator[:-1]).fit(self.X)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{self.name} needs features, and before there are two classes they cannot be made: {error}") from error

    def features(self, indices: ArrayLike) -> Any:
        """Some rows of the pool as numbers, shape (n, n_features): what the last step of a pipeline sees, or X itself.

        Raises
        ------
        ValueError
            If the rows are not numbers, or a number is missing.
        """
        rows = take_rows(self.X, np.asarray(indices))
        if self._preprocessing is not None:
            rows = self._preprocessing.transform(rows)
        try:
            rows = rows if hasattr(rows, "tocsr") else np.asarray(rows, dtype=float)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{self.name} needs rows of numbers: {str(error)[:80]}") from None
        values = rows.data if hasattr(rows, "tocsr") else rows
        if np.ndim(rows) != 2 or not np.isfinite(values).all():
            wrong = "a row with NaN or infinity" if np.ndim(rows) == 2 else f"shape {rows.shape}"
            raise ValueError(f"{self.name} measures distances: X must hold finite numbers, shape (n, n_features), got {wrong}")
        return rows


@dataclass(frozen=True)
class Batch:
    """What a strategy returns that chooses its ``view.n`` samples together.

    Attributes
    ----------
    positions : array of shape (n,), places among the candidates, no place twice, the most wanted first
    scores : array of shape (n,), what each was worth when it was chosen
    """

    positions: np.ndarray
    scores: np.ndarray


Strategy = Callable[[View], "ArrayLike | Batch"]


def ask(model: Any, method: str, X: Any, indices: np.ndarray, who: str) -> np.ndarray:
    """Call ``model.method`` on some rows of X in blocks; the error names who needs it and who lacks it."""
    if not hasattr(model, method):
        kind = type(model.steps[-1][1] if isinstance(model, Pipeline) else model).__name__
        advice = ADVICE if method == "predict_proba" else ""
        raise ValueError(f"{who} needs {CALLED.get(method, method)}, but {kind} has no {method}{advice}")
    blocks = [indices[i : i + BLOCK] for i in range(0, len(indices), BLOCK)]
    return np.concatenate([getattr(model, method)(take_rows(X, block)) for block in blocks])


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


def decision_margin_sampling(view: View) -> np.ndarray:
    """Ask what lies closest to the decision boundary; see :func:`alkit.acquisition.decision_margin`.

    For a machine without probabilities, such as a support vector machine.

    Parameters
    ----------
    view : View

    Returns
    -------
    array of shape (n_candidates,)

    Raises
    ------
    ValueError
        If the model has no ``decision_function``.
    """
    return view.no_scores if view.is_blank else acquisition.decision_margin(view.ask("decision_function"))


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


def scores_of(strategy: Strategy, view: View) -> np.ndarray:
    """The scores of a strategy that another one builds on, shape (n_candidates,).

    Raises
    ------
    ValueError
        If it chooses whole batches instead.
    """
    answer = strategy(view)
    if isinstance(answer, Batch):
        raise ValueError(f"{view.name} builds on scores, but {getattr(strategy, '__name__', strategy)} chooses a whole batch")
    return np.array(answer, dtype=float)
