"""Networks of Keras 3, through Keras' own wrapper for scikit-learn: ``pip install alkit[keras]``.

The wrapper lacks what the loop asks for: it has no ``predict_proba`` and no seed, and its clone forgets ``fit_kwargs``, the
number of epochs among them (seen with Keras 3.15).  :class:`KerasClassifier` is the wrapper with these three.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import numpy as np

# Keras looks for TensorFlow unless it is told otherwise; where only PyTorch is there, it takes that.
if find_spec("tensorflow") is None and find_spec("torch") is not None:
    os.environ.setdefault("KERAS_BACKEND", "torch")

try:
    import keras
    from keras.wrappers import SKLearnClassifier
except ImportError as error:
    raise ImportError(f"networks of Keras need keras and a backend: pip install alkit[keras] ({error})") from error

from alkit.models.embedding import embed, last_layer


class KerasClassifier(SKLearnClassifier):
    """Keras' classifier for scikit-learn, for the loop.

    Parameters
    ----------
    model : function of X, y (one column per class) and ``model_kwargs`` that returns a compiled model; its last layer is dense,
        with a softmax
    warm_start, model_kwargs, fit_kwargs : as in Keras; nothing is printed unless ``fit_kwargs`` says so
    random_state : None or int, for weights, order and dropout; the random numbers of Python and NumPy stay as they were

    Attributes
    ----------
    classes_ : array of shape (n_classes,), sorted
    model_ : the fitted Keras model
    """

    def __init__(
        self,
        model: Callable[..., Any],
        warm_start: bool = False,
        model_kwargs: dict[str, Any] | None = None,
        fit_kwargs: dict[str, Any] | None = None,
        random_state: int | None = None,
    ):
        super().__init__(model, warm_start, model_kwargs, fit_kwargs)
        self.random_state = random_state

    def __sklearn_clone__(self) -> KerasClassifier:
        return type(self)(**self.get_params(deep=False))

    def fit(self, X: Any, y: Any, **options: Any) -> KerasClassifier:
        """Train from new weights."""
        with _seeded(self.random_state):
            return super().fit(X, y, **{"verbose": 0, **(self.fit_kwargs or {}), **options})

    def predict_proba(self, X: Any) -> np.ndarray:
        """Class probabilities, shape (n_samples, n_classes), a column for each of ``classes_``."""
        proba = np.asarray(self.model_.predict(np.asarray(X), verbose=0), dtype=float)
        return np.asarray(proba / proba.sum(axis=1, keepdims=True))  # single precision adds up to nearly 1

    def predict(self, X: Any) -> np.ndarray:
        """The most probable class, shape (n_samples,)."""
        return np.asarray(self.classes_[self.predict_proba(X).argmax(axis=1)])


@contextmanager
def _seeded(seed: int | None) -> Iterator[None]:
    if seed is None:
        yield
        return
    before = random.getstate(), np.random.get_state()  # noqa: NPY002  Keras seeds these, too
    keras.utils.set_random_seed(seed)
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])  # noqa: NPY002


@embed.register(SKLearnClassifier)
def _(model: Any, X: Any) -> np.ndarray:
    body = keras.Model(model.model_.inputs, model.model_.layers[-1].input)
    return np.asarray(body.predict(np.asarray(X), verbose=0), dtype=float)


@last_layer.register(SKLearnClassifier)
def _(model: Any) -> np.ndarray:
    weights, intercept = model.model_.layers[-1].get_weights()
    return np.column_stack([weights.T, intercept]).astype(float)
