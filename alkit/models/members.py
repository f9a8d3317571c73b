"""The members of a committee, whatever engine it comes from: what each of them predicts."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import is_regressor

from alkit.models.predicting import first_steps, last_step


def members_proba(fitted: Any, X: Any, classes: np.ndarray, who: str = "members_proba") -> np.ndarray:
    """Each member's class probabilities for some samples.

    A class that a member has not seen has probability 0.  A member without ``predict_proba`` is taken to be sure of its vote.

    Parameters
    ----------
    fitted : ensemble, or a pipeline or search that ends in one
    X : samples, n_samples of them
    classes : array of shape (n_classes,), sorted
    who : needs this, for messages

    Returns
    -------
    array of shape (n_members, n_samples, n_classes)

    Raises
    ------
    ValueError
        If ``fitted`` is no committee of at least two classifiers.
    """
    return np.stack([_proba(member, names, rows, classes) for member, names, rows in _members(fitted, X, who, False)])


def members_predictions(fitted: Any, X: Any, who: str = "members_predictions") -> np.ndarray:
    """Each member's predicted numbers, shape (n_members, n_samples), for a committee of regressors."""
    return np.stack([np.asarray(member.predict(rows), dtype=float) for member, _, rows in _members(fitted, X, who, True)])


def _members(fitted: Any, rows: Any, who: str, of_regressors: bool) -> list[tuple[Any, np.ndarray, Any]]:
    """The members, the names of the ensemble's classes, and the samples as each member wants them."""
    if (steps := first_steps(fitted)) is not None:
        rows = steps.transform(rows)
    fitted = last_step(fitted)
    found = getattr(fitted, "estimators_", None)
    # boosting for classes has an array of regressors: they are no voters
    if found is None or isinstance(found, np.ndarray) or {is_regressor(fitted), is_regressor(found[0])} != {of_regressors}:
        kind = "regressors" if of_regressors else "classifiers"
        raise ValueError(
            f"{who} needs a committee of {kind}, but {type(fitted).__name__} has no members (estimators_) of that kind; "
            "choose a forest, bagging or voting, or pass committee="
        )
    if len(found) < 2:
        raise ValueError(f"{who} needs a committee of at least two members, but this {type(fitted).__name__} has one")
    columns = getattr(fitted, "estimators_features_", None)  # bagging may give each member some of the columns only
    names = getattr(fitted, "classes_", None)
    return [(m, names, _as_seen_by(m, rows, columns[i] if columns is not None else None)) for i, m in enumerate(found)]


def _as_seen_by(member: Any, rows: Any, columns: np.ndarray | None) -> Any:
    """The rows in the form that the ensemble gave to this member: some of the columns, perhaps without their names."""
    if hasattr(rows, "columns") and not hasattr(member, "feature_names_in_"):
        rows = rows.to_numpy()
    if columns is None:
        return rows
    rows = rows if hasattr(rows, "shape") else np.asarray(rows)
    return rows if list(columns) == list(range(rows.shape[1])) else rows[:, columns]


def _proba(member: Any, names: np.ndarray, rows: Any, classes: np.ndarray) -> np.ndarray:
    """A member's probabilities, a column for each of ``classes``."""
    own = np.asarray(member.classes_)
    if own.dtype.kind in "iuf" and not np.array_equal(own, names):  # scikit-learn's members know the numbers of the classes
        own = names[own.astype(int)]
    places = np.searchsorted(classes, own)
    if hasattr(member, "predict_proba"):
        given = member.predict_proba(rows)
    else:
        given = (member.predict(rows)[:, None] == member.classes_).astype(float)
    proba = np.zeros((len(given), len(classes)))
    proba[:, places] = given
    return proba
