"""Decision-theoretic strategies: imagine each possible answer, learn from it, and see what would be gained.

For each candidate x and each answer y, the model is fitted again with (x, y) added; what it then predicts for the candidates is
weighted by how probable the answer is now.  This costs n_candidates x n_classes fits a query.

Source: N. Roy and A. McCallum, Toward Optimal Active Learning through Sampling Estimation of Error Reduction, 2001.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn import config_context
from sklearn.base import clone
from sklearn.naive_bayes import GaussianNB

from alkit import information
from alkit.models.predicting import class_proba
from alkit.pool import blocks, n_rows, take_rows
from alkit.strategies.base import ParameterizedStrategy, PoolView

Loss = Callable[[np.ndarray], np.ndarray]
Future = Callable[[Any], np.ndarray]  # samples -> what is predicted for them after each answer, (n_answers, n, n_classes)
Normals = tuple[np.ndarray, np.ndarray]  # means and variances, (n_classes, n_features)
TABLE = 2**20  # numbers in the largest table of predictions: 8 MB


def log_loss(proba: np.ndarray) -> np.ndarray:
    """Loss that the model itself expects of its probabilities, in bits: their entropy.

    Parameters
    ----------
    proba : array of shape (..., n_classes)

    Returns
    -------
    array of shape (...)

    Examples
    --------
    >>> log_loss(np.array([[0.5, 0.5], [1.0, 0.0]]))
    array([1., 0.])
    """
    return np.asarray(information.entropy(proba))


def zero_one_loss(proba: np.ndarray) -> np.ndarray:
    """Share of errors that the model itself expects of its answers: one minus the largest probability.

    Parameters
    ----------
    proba : array of shape (..., n_classes)

    Returns
    -------
    array of shape (...)

    Examples
    --------
    >>> zero_one_loss(np.array([[0.5, 0.5], [0.75, 0.25]]))
    array([0.5 , 0.25])
    """
    return 1.0 - proba.max(axis=-1)


@dataclass(frozen=True, eq=False, repr=False)
class ExpectedErrorReduction(ParameterizedStrategy):
    """Ask for the label that is expected to lower the loss on the pool most.

    ``score(x) = L - sum_y p(y | x) L_(x, y)``, with L the mean loss that the model expects of its own predictions for the
    candidates, and L_(x, y) the same once the model has also learned that x is y.  It can be negative: a model may expect
    to become less sure.

    Parameters
    ----------
    loss : function of probabilities (..., n_classes) -> (...): :func:`log_loss`, :func:`zero_one_loss` or your own
    X_target : samples on which the loss is taken; by default the candidates
    max_candidates : at most so many candidates are tried, drawn at random; the others are not asked.  By default all.

    Examples
    --------
    >>> from alkit.learner import ActiveLearner
    >>> learner = ActiveLearner(GaussianNB(), [[0.0], [0.1], [0.5], [0.9], [1.0]], ExpectedErrorReduction(), random_state=0)
    >>> learner.teach([0, 1, 3, 4], ["low", "low", "high", "high"])
    >>> learner.query()
    array([2])
    """

    loss: Loss = log_loss
    X_target: Any = None
    max_candidates: int | None = None

    def __post_init__(self) -> None:
        _check_most(self.max_candidates)

    def __call__(self, view: PoolView) -> np.ndarray:
        return _expected_fall(view, self.loss, self.X_target, self.max_candidates)


@dataclass(frozen=True, eq=False, repr=False)
class ExpectedInformationGain(ParameterizedStrategy):
    """Ask for the label with the largest expected information gain over the pool's labels, in bits per sample.

    ``score(x) = mean_u H(y_u) - sum_y p(y | x) mean_u H(y_u | x is y)``: the fall of the mean entropy.  This is
    :class:`ExpectedErrorReduction` with the logarithmic loss, whose expectation is the entropy; and it is what "label the
    sample with the largest information gain" means when it is worked out.

    Parameters
    ----------
    X_target, max_candidates : see :class:`ExpectedErrorReduction`
    """

    X_target: Any = None
    max_candidates: int | None = None

    def __post_init__(self) -> None:
        _check_most(self.max_candidates)

    def __call__(self, view: PoolView) -> np.ndarray:
        return _expected_fall(view, log_loss, self.X_target, self.max_candidates)


def _check_most(max_candidates: int | None) -> None:
    if max_candidates is not None and not max_candidates >= 1:
        raise ValueError(f"max_candidates must be at least 1, got {max_candidates!r}")


def _expected_fall(view: PoolView, loss: Loss, X_target: Any, max_candidates: int | None) -> np.ndarray:
    """The loss now, less the loss that is expected after each candidate's answer, shape (n_candidates,)."""
    if view.is_cold_start:
        return view.uniform_scores
    chosen = _some(view, max_candidates)
    step = max(1, TABLE // len(view.model.classes_) ** 2)
    X, rows = (view.X, view.candidates) if X_target is None else (X_target, np.arange(n_rows(X_target)))
    target = _Target(X, rows, step)
    weights = class_proba(view.model, view.X, view.candidates[chosen], view.model.classes_, view.name)
    now = target.mean(lambda rows: loss(view.model.predict_proba(rows)))
    scores = np.full(len(view.candidates), -np.inf)
    for position, p, future in zip(chosen, weights, _futures(view, view.candidates[chosen])):
        scores[position] = now - target.mean(partial(_expected_loss, loss, p, future))
    return scores


def _expected_loss(loss: Loss, p: np.ndarray, future: Future, rows: Any) -> np.ndarray:
    """Mean of the loss over the answers, for each of some samples."""
    return np.asarray(p @ loss(future(rows)))


class _Target:
    """The samples on which the loss is taken, in blocks; where one block holds them all, they are taken once."""

    def __init__(self, X: Any, rows: np.ndarray, step: int):
        self.X, self.rows, self.step = X, rows, step
        self.only = [take_rows(X, rows)] if len(rows) <= step else None

    def mean(self, loss: Loss) -> float:
        """Mean of a function of some samples that returns a number for each."""
        parts = self.only or (take_rows(self.X, part) for part in blocks(self.rows, self.step))
        return float(sum(loss(part).sum() for part in parts) / len(self.rows))


def _some(view: PoolView, most: int | None) -> np.ndarray:
    """Positions of the candidates to try: at least as many as are to be asked."""
    n = len(view.candidates)
    size = n if most is None else min(n, max(most, view.batch_size))
    return np.arange(n) if size == n else view.rng.choice(n, size, replace=False)


def _futures(view: PoolView, rows: np.ndarray) -> Iterator[Future]:
    """What the model would predict after each answer to each row."""
    if type(view.estimator) is GaussianNB and view.estimator.priors is None:
        return _gaussian_nb(view, rows)
    return _refitted(view, rows)


def _refitted(view: PoolView, rows: np.ndarray) -> Iterator[Future]:
    """By fitting again, for any classifier."""
    answers = view.model.classes_
    with config_context(assume_finite=True, skip_parameter_validation=True):
        for row in rows:
            X = take_rows(view.X, np.append(view.labeled, row))
            models = [clone(view.estimator).fit(X, np.append(view.y_labeled, answer)) for answer in answers]
            yield partial(_model_proba, models)


def _model_proba(models: list[Any], target: Any) -> np.ndarray:
    return np.stack([model.predict_proba(target) for model in models])


def _gaussian_nb(view: PoolView, rows: np.ndarray) -> Iterator[Future]:
    """For Gaussian naive Bayes, from its means and variances: one more sample moves those of its own class alone.

    The variances' floor, ``var_smoothing`` times the largest variance of a feature, follows all samples.
    """
    model, smoothing = view.model, view.estimator.var_smoothing
    labeled = np.asarray(take_rows(view.X, view.labeled), dtype=float)
    counts, n, k = model.class_count_, len(labeled), len(model.classes_)
    mean, var = model.theta_, model.var_ - model.epsilon_
    log_prior = np.log((counts + np.eye(k)) / (n + 1))  # row y: after the answer y
    for x in np.asarray(take_rows(view.X, rows), dtype=float):
        floor = smoothing * np.append(labeled, x[None], axis=0).var(axis=0).max()
        share = 1 / (counts[:, None] + 1)
        moved = mean + share * (x - mean)
        spread = (1 - share) * (var + share * (x - mean) ** 2)
        yield partial(_normal_proba, log_prior, (mean, var + floor), (moved, spread + floor))


def _normal_proba(log_prior: np.ndarray, others: Normals, own: Normals, target: Any) -> np.ndarray:
    """Class probabilities of the targets after each answer, whose class has the normal density ``own``, shape (k, n, k)."""
    target, k = np.asarray(target, dtype=float), len(log_prior)
    before, after = _log_normal(target, *others), _log_normal(target, *own)
    table = log_prior[:, None, :] + before
    table[np.arange(k), :, np.arange(k)] += (after - before).T
    table -= table.max(axis=2, keepdims=True)
    proba = np.exp(table)
    return proba / proba.sum(axis=2, keepdims=True)


def _log_normal(X: np.ndarray, mean: np.ndarray, var: np.ndarray) -> np.ndarray:
    """Logarithm of independent normal densities, up to a constant, shape (n_samples, n_classes)."""
    squares = [((X - m) ** 2 / v).sum(axis=1) + np.log(v).sum() for m, v in zip(mean, var)]
    return -0.5 * np.stack(squares, axis=1)
