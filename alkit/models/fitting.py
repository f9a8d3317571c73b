"""What all who fit need: some rows of any kind of pool, a seed where there is none, a stand-in while there is one class."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.dummy import DummyClassifier
from sklearn.utils import _safe_indexing


def take_rows(X: Any, indices: Any) -> Any:
    """Some rows of a pool: an array, a sparse matrix, a data frame or a list."""
    return X[indices] if type(X) is np.ndarray else _safe_indexing(X, indices)  # the second takes a while to find out what X is


def seeded(estimator: Any, seed: int) -> Any:
    """A clone whose every ``random_state=None`` is the seed, also inside pipelines and searches."""
    estimator = clone(estimator)
    params = estimator.get_params() if hasattr(estimator, "get_params") else {}
    empty = {k: seed for k, v in params.items() if v is None and (k == "random_state" or k.endswith("__random_state"))}
    return estimator.set_params(**empty) if empty else estimator


def fitted(estimator: Any, X: Any, y: np.ndarray) -> Any:
    """Fit a clone.  With one class so far there is nothing to tell apart: a stand-in answers that class."""
    if len(set(y.tolist())) < 2 and is_classifier(estimator):  # in this order: the second takes scikit-learn a while
        return DummyClassifier(strategy="prior").fit(X, y)
    return clone(estimator).fit(X, y)
