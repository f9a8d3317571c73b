"""What in a sample weighed most for a linear model; of other models nothing is said, rather than something invented."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array, issparse
from sklearn.pipeline import Pipeline

MOST = 8


def heaviest(model: Any, X: Any, most: int = MOST, against: Any = None) -> tuple[tuple[str, float], ...]:
    """The features of one sample that weighed most in the decision for the class that the model predicts.

    A feature weighs coefficient × value, as the last step of a pipeline sees it: above 0 it speaks for that class, below 0
    against it.  The weights of all features and the intercept add up to the decision function.

    Parameters
    ----------
    model : fitted classifier, or a pipeline that ends in one
    X : a pool of one row
    most : features named at most
    against : another class: a weight above 0 then speaks for the class predicted rather than for this one, and the weights and
        the difference of the intercepts add up to that of the two decisions.  Of two classes it is the other one anyway.

    Returns
    -------
    tuple of (name of the feature, weight)
        The heaviest first, none of weight 0; empty where the model is not linear, or its features have no names.

    Examples
    --------
    >>> from sklearn.feature_extraction.text import CountVectorizer
    >>> from sklearn.linear_model import RidgeClassifier
    >>> from sklearn.pipeline import make_pipeline
    >>> model = make_pipeline(CountVectorizer(), RidgeClassifier()).fit(["good food", "bad food"], ["+", "-"])
    >>> [(word, round(weight, 2)) for word, weight in heaviest(model, ["food, bad, bad"])]
    [('bad', 1.0)]
    """
    steps, last = (model[:-1], model[-1]) if isinstance(model, Pipeline) else (None, model)
    if not all(hasattr(last, name) for name in ("coef_", "intercept_", "classes_", "decision_function")):
        return ()
    row = steps.transform(X) if steps is not None and len(steps) else X
    coef, names = _coefficients(last, row, against), _names(steps, last)
    if coef is None or names is None:
        return ()
    values = csr_array(row) if issparse(row) else csr_array(np.asarray(row, dtype=float))
    weights = values.data * coef[values.indices]
    order = np.argsort(-np.abs(weights), kind="stable")[:most]
    return tuple((str(names[values.indices[j]]), float(weights[j])) for j in order if weights[j])


def _coefficients(last: Any, row: Any, against: Any) -> np.ndarray | None:
    """Those for the class predicted; None where the decision is no sum of coefficients × values (pairs of classes)."""
    decision = np.ravel(last.decision_function(row))
    coef = last.coef_.toarray() if issparse(last.coef_) else np.atleast_2d(last.coef_)
    added = np.ravel(row @ coef.T + last.intercept_)
    if len(decision) != len(coef) or not np.allclose(decision, added):
        return None
    predicted = int(np.flatnonzero(last.classes_ == last.predict(row)[0])[0])
    if len(coef) == 1:
        return coef[0] * (1 if predicted else -1)
    return coef[predicted] - (0 if against is None else coef[last.classes_.tolist().index(against)])


def _names(steps: Any, last: Any) -> Any:
    if steps is not None and len(steps):
        try:
            return steps.get_feature_names_out()
        except (AttributeError, ValueError):  # a step that gives its columns no names
            return None
    return getattr(last, "feature_names_in_", [f"x{j}" for j in range(last.coef_.shape[1])])
