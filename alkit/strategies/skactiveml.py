"""Strategies of other libraries, made to work in our loop."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.base import clone, is_regressor
from sklearn.pipeline import Pipeline

from alkit.strategies import Batch, Strategy, PoolView, top_n


def from_scikit_activeml(query_strategy: Any, **arguments: Any) -> Strategy:
    """A query strategy of scikit-activeml (version 1) as a strategy of ours.

    Its ``query`` is called with the pool, the labels, the candidates, and whichever of ``clf``, ``reg``, ``ensemble``,
    ``estimator`` and ``discriminator`` it has a parameter for: the learner's estimator, wrapped.  It works in the features that
    the last step of a pipeline sees.  Where it needs a model and there is one class so far, chance decides.  If it names a row twice, as its BADGE may, the best other row takes the second place.

    Parameters
    ----------
    query_strategy : from ``skactiveml.pool``; where its ``random_state`` is None, the learner's seed is put in
    **arguments : passed to its ``query``; they come before our own

    Returns
    -------
    strategy

    Raises
    ------
    ValueError
        If ``query_strategy`` has no ``query``, or the rows are sparse.

    References
    ----------
    D. Kottke et al., scikit-activeml: A Library and Toolbox for Active Learning Algorithms, 2021.
    """
    if not hasattr(query_strategy, "query") or isinstance(query_strategy, type):
        raise ValueError(f"query_strategy must be an object of skactiveml.pool, made with its (), got {query_strategy!r}")

    def strategy(view: PoolView) -> Batch:
        theirs = _seeded(query_strategy, int(view.rng.integers(2**31)))
        rows, n_pool = np.append(view.candidates, view.labeled).astype(int), len(view.candidates)
        y = np.full(len(rows), np.nan)
        y[n_pool:] = view.y_labeled if is_regressor(view.estimator) else np.searchsorted(view.classes, view.y_labeled)
        given = {"X": _dense(view, rows), "y": y, "candidates": np.arange(n_pool), "batch_size": view.batch_size}
        models = _models(theirs.query, view)
        if models and view.is_cold_start:  # nothing to learn from yet
            return Batch(top_n(view.uniform_scores, view.batch_size, view.rng), np.zeros(view.batch_size))
        ours = given | models | {"return_utilities": True} | arguments
        if "query_kwargs" in inspect.signature(theirs.query).parameters:  # a strategy around a strategy
            ours = {"query_kwargs": _models(theirs.query_strategy.query, view)} | ours
        return _without_repeats(*theirs.query(**ours), view)

    strategy.__name__ = f"scikit-activeml {type(query_strategy).__name__}"
    return strategy


def _seeded(query_strategy: Any, seed: int) -> Any:
    theirs = clone(query_strategy)
    return theirs.set_params(random_state=seed) if theirs.get_params().get("random_state", 0) is None else theirs


def _dense(view: PoolView, rows: np.ndarray) -> np.ndarray:
    X = view.features(rows)
    if issparse(X):
        raise ValueError(f"{view.name} takes dense rows only; let a step such as sklearn.decomposition.TruncatedSVD come first")
    return X


def _models(query: Callable, view: PoolView) -> dict[str, Any]:
    """What ``query`` asks for, of the learner's estimator wrapped in their classes; labels are numbers there."""
    from skactiveml.classifier import SklearnClassifier
    from skactiveml.regressor import SklearnNormalRegressor, SklearnRegressor

    estimator = clone(view.estimator[-1] if isinstance(view.estimator, Pipeline) else view.estimator)
    if is_regressor(estimator):
        gives_spread = "return_std" in inspect.signature(estimator.predict).parameters
        wrapped = (SklearnNormalRegressor if gives_spread else SklearnRegressor)(estimator)
    else:
        wrapped = SklearnClassifier(estimator, classes=np.arange(max(len(view.classes), 2)))
    names = {"clf", "reg", "ensemble", "estimator", "discriminator"} & set(inspect.signature(query).parameters)
    return {name: wrapped for name in names}


def _without_repeats(indices: np.ndarray, utilities: np.ndarray, view: PoolView) -> Batch:
    positions, scores = [], []
    for index, utility in zip(np.asarray(indices, dtype=int), np.asarray(utilities, dtype=float)):
        utility = np.where(np.isnan(utility[: len(view.candidates)]), -np.inf, utility[: len(view.candidates)])
        if index in positions:
            utility[positions] = -np.inf
            free = np.setdiff1d(np.arange(len(utility)), positions)
            index = free[top_n(utility[free], 1, view.rng)[0]]
        positions.append(int(index)), scores.append(utility[index])
    return Batch(np.array(positions), np.array(scores))
