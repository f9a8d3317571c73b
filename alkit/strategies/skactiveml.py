"""Strategies of other libraries, made to work in our loop."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.base import clone, is_regressor

from alkit.models.predicting import last_step
from alkit.strategies.base import Batch, ParameterizedStrategy, PoolView, top_n


@dataclass(frozen=True, eq=False, repr=False)
class ScikitActiveml(ParameterizedStrategy):
    """A query strategy of scikit-activeml (version 1) as a strategy of ours.

    Its ``query`` is called with the pool, the labels, the candidates, and whichever of ``clf``, ``reg``, ``ensemble``,
    ``estimator`` and ``discriminator`` it has a parameter for: the learner's estimator, wrapped.  It works in the features that
    the last step of a pipeline sees.  Where it needs a model and there is one class so far, chance decides.  If it names a row
    twice, as its BADGE may, the second place goes to the best of the other rows.

    Parameters
    ----------
    query_strategy : from ``skactiveml.pool``; where its ``random_state`` is None, the learner's seed is put in
    arguments : name -> value, passed to its ``query``; they come before our own

    Raises
    ------
    ValueError
        If ``query_strategy`` has no ``query``, or ``query`` no such argument; in use, if the rows are sparse.

    References
    ----------
    D. Kottke et al., scikit-activeml: A Library and Toolbox for Active Learning Algorithms, 2021.
    """

    query_strategy: Any
    arguments: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        theirs = self.query_strategy
        if not hasattr(theirs, "query") or isinstance(theirs, type):
            raise ValueError(f"query_strategy must be an object of skactiveml.pool, made with its (), got {theirs!r}")
        known = set(inspect.signature(theirs.query).parameters)
        if self.arguments is not None and (unknown := set(self.arguments) - known):
            raise ValueError(f"{type(theirs).__name__}.query has no argument {sorted(unknown)}; it has {sorted(known)}")

    def __call__(self, view: PoolView) -> Batch:
        theirs = _seeded(self.query_strategy, int(view.rng.integers(2**31)))
        models = _models(theirs.query, view)
        if models and view.is_cold_start:  # nothing to learn from yet
            return Batch(top_n(view.uniform_scores, view.batch_size, view.rng), np.zeros(view.batch_size))
        ours = _given(view) | models | {"return_utilities": True} | dict(self.arguments or {})
        if "query_kwargs" in inspect.signature(theirs.query).parameters:  # a strategy around a strategy
            ours = {"query_kwargs": _models(theirs.query_strategy.query, view)} | ours
        indices, utilities = theirs.query(**ours)
        return _without_repeats(indices, utilities, view)


def _given(view: PoolView) -> dict[str, Any]:
    """What every ``query`` of theirs takes: all rows, the candidates first, and their labels, NaN where unknown."""
    rows, n_candidates = np.append(view.candidates, view.labeled).astype(int), len(view.candidates)
    y = np.full(len(rows), np.nan)
    y[n_candidates:] = view.y_labeled if is_regressor(view.estimator) else np.searchsorted(view.classes, view.y_labeled)
    return {"X": _dense(view, rows), "y": y, "candidates": np.arange(n_candidates), "batch_size": view.batch_size}


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

    estimator = clone(last_step(view.estimator))
    if is_regressor(estimator):
        gives_spread = "return_std" in inspect.signature(estimator.predict).parameters
        wrapped = (SklearnNormalRegressor if gives_spread else SklearnRegressor)(estimator)
    else:
        wrapped = SklearnClassifier(estimator, classes=np.arange(max(len(view.classes), 2)))
    names = {"clf", "reg", "ensemble", "estimator", "discriminator"} & set(inspect.signature(query).parameters)
    return dict.fromkeys(names, wrapped)


def _without_repeats(indices: np.ndarray, utilities: np.ndarray, view: PoolView) -> Batch:
    positions: list[int] = []
    scores: list[float] = []
    for index, utility in zip(np.asarray(indices, dtype=int), np.asarray(utilities, dtype=float)):
        utility = np.where(np.isnan(utility[: len(view.candidates)]), -np.inf, utility[: len(view.candidates)])
        if index in positions:
            utility[positions] = -np.inf
            free = np.setdiff1d(np.arange(len(utility)), positions)
            index = free[top_n(utility[free], 1, view.rng)[0]]
        positions.append(int(index))
        scores.append(float(utility[index]))
    return Batch(np.array(positions), np.array(scores))
