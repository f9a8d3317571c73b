"""What all who fit need: a seed where there is none, a stand-in while there is one class, a training that can wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.dummy import DummyClassifier

from alkit.history import Round
from alkit.models.several import fitted_to_rows
from alkit.pool import take_rows


def check_estimator(estimator: Any) -> None:
    """Raise if this is no estimator.

    Raises
    ------
    ValueError
        If it has no ``fit`` and ``predict``, or is a class that has not been instantiated.
    """
    if not (hasattr(estimator, "fit") and hasattr(estimator, "predict")) or isinstance(estimator, type):
        raise ValueError(f"estimator must be a scikit-learn classifier or regressor (fit, predict), got {estimator!r}")


def seeded(estimator: Any, seed: int) -> Any:
    """A clone whose every ``random_state=None`` is the seed, also inside pipelines and searches."""
    estimator = clone(estimator)
    params = estimator.get_params() if hasattr(estimator, "get_params") else {}
    empty = {k: seed for k, v in params.items() if v is None and (k == "random_state" or k.endswith("__random_state"))}
    return estimator.set_params(**empty) if empty else estimator


def fitted(estimator: Any, X: Any, y: np.ndarray) -> Any:
    """Fit a clone.  With one class so far there is nothing to tell apart: a stand-in answers that class.

    Rows of 0 and 1 say which of several labels apply: see :mod:`alkit.models.several`.
    """
    if y.ndim == 2:
        return fitted_to_rows(estimator, X, y)
    if len(set(y.tolist())) < 2 and is_classifier(estimator):  # in this order: the second takes scikit-learn a while
        return DummyClassifier(strategy="prior").fit(X, y)
    return clone(estimator).fit(X, y)


@dataclass(frozen=True)
class Trained:
    """What learning brought: the round it learned up to, the model, and what was measured of it."""

    last: Round | None
    model: Any
    metrics: dict[str, float]


@dataclass(frozen=True)
class Training:
    """Learning from the labels of one moment, to be called in any thread: it reads nothing that later rounds change."""

    last: Round | None
    estimator: Any
    X: Any
    rows: np.ndarray
    y: np.ndarray
    metrics: Mapping[str, Callable[[Any], float]]

    def __call__(self) -> Trained:
        if not len(self.y):
            return Trained(self.last, None, {})
        model = fitted(self.estimator, take_rows(self.X, self.rows), self.y)
        return Trained(self.last, model, {name: float(measure(model)) for name, measure in self.metrics.items()})
