"""The last layer of a model, and what it sees: the rows of a pool as the model has learned to tell them apart.

The last layer is linear, and a softmax (or a sigmoid for each class) follows it.  A model of any engine offers its embedding
by a method ``embed(X)``, or by a function registered for its type::

    @embed.register(MyNet)
    def _(net, X):
        return net.body(X)

Networks of skorch and of Keras are known as soon as one is met.
"""

from __future__ import annotations

import sys
from functools import singledispatch
from importlib import import_module
from typing import Any

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor

ENGINES = {"skorch": "alkit.models.networks", "keras": "alkit.models.keras_networks"}
ACTIVATIONS = {"identity": lambda z: z, "logistic": expit, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}


@singledispatch
def embed(model: Any, X: Any) -> Any:
    """Some rows as the last layer of a fitted model sees them; None where the model offers no embedding.

    Known are logistic regression, ``SGDClassifier(loss="log_loss")``, which have no other layer, and scikit-learn's networks.

    Parameters
    ----------
    model : fitted; of a pipeline the last step
    X : array or sparse matrix of shape (n_samples, n_features)

    Returns
    -------
    array or sparse matrix of shape (n_samples, n_units), or None

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> X, y = np.array([[0.0], [1.0]]), [0, 1]
    >>> embed(LogisticRegression().fit(X, y), X).tolist(), embed(GaussianNB().fit(X, y), X)
    ([[0.0], [1.0]], None)
    """
    if hasattr(model, "embed"):
        return np.asarray(model.embed(X))
    return embed(model, X) if meets_engine(model) else None


@singledispatch
def last_layer(model: Any) -> np.ndarray | None:
    """The weights of a fitted model's last layer, the intercept's last; None where they are not known.

    Parameters
    ----------
    model : fitted; of a pipeline the last step

    Returns
    -------
    array of shape (n_vectors, n_units + 1), or None; n_vectors is n_classes, or 1 for two classes

    Examples
    --------
    >>> last_layer(LogisticRegression().fit([[0.0], [1.0]], [0, 1])).shape
    (1, 2)
    """
    return last_layer(model) if meets_engine(model) else None


def meets_engine(model: Any) -> bool:
    """Whether this is a network of an engine that is met for the first time: what is known of its kind is registered now."""
    kinds = {base.__module__.split(".")[0] for base in type(model).__mro__}
    homes = [home for engine, home in ENGINES.items() if engine in kinds and home not in sys.modules]
    for home in homes:
        import_module(home)  # not before, for it imports the engine
    return bool(homes)


@last_layer.register(LogisticRegression)
def _(model: Any) -> np.ndarray:
    return np.column_stack([model.coef_, model.intercept_])


@last_layer.register(MLPClassifier)
def _(model: Any) -> np.ndarray:
    return np.column_stack([model.coefs_[-1].T, model.intercepts_[-1]])


@embed.register(LogisticRegression)  # with cross-validation, too
def _(model: Any, X: Any) -> Any:
    return X


@embed.register(SGDClassifier)
def _(model: Any, X: Any) -> Any:
    return X if model.loss == "log_loss" else None


@embed.register(MLPClassifier)
@embed.register(MLPRegressor)
def _(model: Any, X: Any) -> Any:
    activation = ACTIVATIONS[model.activation]
    for weights, intercepts in zip(model.coefs_[:-1], model.intercepts_[:-1]):
        X = activation(X @ weights + intercepts)
    return X
