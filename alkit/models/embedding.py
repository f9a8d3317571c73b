"""What the last layer of a model sees: the rows of a pool as the model has learned to tell them apart.

The last layer is linear, and a softmax (or a sigmoid for each class) follows it.  A model of any engine offers its embedding
by a method ``embed(X)``, or by a function registered for its type::

    @embed.register(MyNet)
    def _(net, X):
        return net.body(X)
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor

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
    return np.asarray(model.embed(X)) if hasattr(model, "embed") else None


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
