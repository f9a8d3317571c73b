"""The members of a committee, whatever engine it comes from: what each of them predicts.

Known is every scikit-learn ensemble with ``estimators_``: bagging, forests, voting, and
:class:`~alkit.models.posterior.PosteriorSamples`.  One function makes a committee of any other model, registered for its type::

    @predict_members.register(MyNet)
    def _(net, X):
        return np.stack([net.forward(X, dropout_mask=mask) for mask in net.masks_])

or passed to a strategy, as in ``QueryByCommittee(members=my_function)``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Any

import numpy as np
from sklearn.base import is_regressor

from alkit.models.embedding import meets_engine
from alkit.models.predicting import aligned, first_steps, last_step
from alkit.pool import n_rows

Members = Callable[[Any, Any], np.ndarray]


@singledispatch
def predict_members(model: Any, X: Any) -> np.ndarray:
    """What each member of a fitted model predicts; register a function of your own for your own type.

    Where the model is the last step of a pipeline, or a search has found it, the function gets that step, and the rows as
    that step sees them.  A pool is worked on in blocks: a row's answer must not depend on the rows beside it.

    Parameters
    ----------
    model : fitted; by default an ensemble with ``estimators_``
    X : rows, n_samples of them

    Returns
    -------
    array of shape (n_members, n_samples, n_classes), a column for each of ``model.classes_``; a member without
    ``predict_proba`` is taken to be sure of its vote.  For a regressor of shape (n_members, n_samples).

    Examples
    --------
    >>> class Jury:
    ...     classes_, opinions_ = np.array(["no", "yes"]), np.array([[0.8, 0.2], [0.3, 0.7]])
    >>> @predict_members.register(Jury)
    ... def _(model, X):
    ...     return np.repeat(model.opinions_[:, None], len(X), axis=1)
    >>> members_proba(Jury(), [[0.0], [1.0], [2.0]], ["no", "yes"]).shape
    (2, 3, 2)
    """
    columns = getattr(model, "estimators_features_", None)  # bagging may give each member some of the columns only
    seen = ((m, _as_seen_by(m, X, None if columns is None else columns[i])) for i, m in enumerate(model.estimators_))
    if is_regressor(model):
        return np.stack([np.asarray(member.predict(rows), dtype=float) for member, rows in seen])
    proba = np.zeros((len(model.estimators_), n_rows(X), len(model.classes_)))
    for out, (member, rows) in zip(proba, seen):
        out[:, _places(member, model.classes_)] = _votes(member, rows)
    return proba


def members_proba(
    model: Any, X: Any, classes: np.ndarray, who: str = "members_proba", members: Members | None = None
) -> np.ndarray:
    """Each member's class probabilities for some samples.

    Parameters
    ----------
    model : fitted committee, or a pipeline or search that ends in one
    X : samples, n_samples of them
    classes : array of shape (n_classes,), sorted; one that the committee has not seen has probability 0
    who : needs this, for messages
    members : function as :func:`predict_members`; by default the one registered for the type of the model

    Returns
    -------
    array of shape (n_members, n_samples, n_classes)

    Raises
    ------
    ValueError
        If the model is no committee of at least two classifiers.
    """
    return aligned(_predicted(model, X, who, members, of_regressors=False), last_step(model).classes_, np.asarray(classes))


def members_predictions(model: Any, X: Any, who: str = "members_predictions", members: Members | None = None) -> np.ndarray:
    """Each member's predicted numbers, shape (n_members, n_samples), for a committee of regressors.

    Parameters and errors are those of :func:`members_proba`.
    """
    return _predicted(model, X, who, members, of_regressors=True)


def _predicted(model: Any, X: Any, who: str, members: Members | None, of_regressors: bool) -> np.ndarray:
    steps, last = first_steps(model), last_step(model)
    meets_engine(last)
    function = members or predict_members.dispatch(type(last))
    if function is predict_members.dispatch(object):
        _check_ensemble(last, who, of_regressors)
    table = np.asarray(function(last, X if steps is None else steps.transform(X)), dtype=float)
    n = n_rows(X)
    if table.ndim != (2 if of_regressors else 3) or table.shape[1] != n or len(table) < 2:
        expected = f"(n_members, {n})" if of_regressors else f"(n_members, {n}, n_classes)"
        raise ValueError(f"{who} needs the predictions of two members or more, shape {expected}, got {table.shape}")
    return table


def _check_ensemble(model: Any, who: str, of_regressors: bool) -> None:
    kind, found = "regressors" if of_regressors else "classifiers", getattr(model, "estimators_", None)
    # boosting for classes has an array of regressors: they are no voters
    if found is None or isinstance(found, np.ndarray) or {is_regressor(model), is_regressor(found[0])} != {of_regressors}:
        raise ValueError(
            f"{who} needs a committee of {kind}, but {type(model).__name__} has no members (estimators_) of that kind; "
            "choose a forest, bagging or voting, or pass committee= or members="
        )
    if len(found) < 2:
        raise ValueError(f"{who} needs a committee of at least two members, but this {type(model).__name__} has one")


def _as_seen_by(member: Any, rows: Any, columns: np.ndarray | None) -> Any:
    """The rows in the form that the ensemble gave to this member: some of the columns, perhaps without their names."""
    if hasattr(rows, "columns") and not hasattr(member, "feature_names_in_"):
        rows = rows.to_numpy()
    if columns is None:
        return rows
    rows = rows if hasattr(rows, "shape") else np.asarray(rows)
    return rows if list(columns) == list(range(rows.shape[1])) else rows[:, columns]


def _places(member: Any, classes: np.ndarray) -> np.ndarray:
    """Where a member's classes stand among the ensemble's: scikit-learn's members may know their numbers only."""
    own = np.asarray(member.classes_)
    is_coded = own.dtype.kind in "iuf" and not np.array_equal(own, classes)
    return own.astype(int) if is_coded else np.searchsorted(classes, own)


def _votes(member: Any, rows: Any) -> np.ndarray:
    if hasattr(member, "predict_proba"):
        return np.asarray(member.predict_proba(rows))
    return (member.predict(rows)[:, None] == member.classes_).astype(float)
