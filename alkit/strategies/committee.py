"""Query by committee: several models learn from the same labels, and what they disagree about is asked.

A committee is any fitted ensemble with ``estimators_``: bagging, a forest, a voting classifier over different
models, or samples of a posterior (:class:`alkit.models.posterior.PosteriorSamples`).

Source: H. S. Seung, M. Opper and H. Sompolinsky, Query by Committee, 1992.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.base import is_regressor
from sklearn.pipeline import Pipeline

from alkit import disagreement
from alkit.estimators import seeded, take_rows
from alkit.strategies import Strategy, PoolView

Score = Callable[[np.ndarray], np.ndarray]


def query_by_committee(score: Score = disagreement.vote_entropy, committee: Any = None) -> Strategy:
    """A strategy that asks where a committee disagrees most.

    Parameters
    ----------
    score : function of the members' probabilities, (n_members, n_samples, n_classes) -> (n_samples,):
        one of :mod:`alkit.scores.disagreement`, or your own
    committee : ensemble that is fitted to the labeled rows each round; by default the learner's own model,
        which then must be an ensemble

    Returns
    -------
    strategy

    Examples
    --------
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> from alkit.learner import ActiveLearner
    >>> learner = ActiveLearner(RandomForestClassifier(10), [[0.0], [0.2], [0.8], [1.0]], query_by_committee(), random_state=0)
    >>> learner.teach([0, 3], ["low", "high"])
    >>> sorted(learner.query(2).tolist())
    [1, 2]
    """

    def strategy(view: PoolView) -> np.ndarray:
        if view.is_cold_start:
            return view.uniform_scores
        candidates = take_rows(view.X, view.candidates)
        return score(members_proba(fitted_committee(committee, view), candidates, view.classes, view.name))

    strategy.__name__ = f"query_by_committee({getattr(score, '__name__', score)})"
    return strategy


def epig_sampling(X_target: Any = None, committee: Any = None, n_targets: int = 100) -> Strategy:
    """A strategy that asks for what tells most about the labels of target samples; see :func:`alkit.scores.disagreement.epig`.

    Parameters
    ----------
    X_target : samples like those to be predicted later; by default ``n_targets`` candidates, drawn each round
    committee : see :func:`query_by_committee`
    n_targets : int

    Returns
    -------
    strategy
    """

    def epig_sampling(view: PoolView) -> np.ndarray:
        if view.is_cold_start:
            return view.uniform_scores
        fitted = fitted_committee(committee, view)
        rows = view.rng.choice(view.candidates, min(n_targets, len(view.candidates)), replace=False)
        target = take_rows(view.X, rows) if X_target is None else X_target
        samples = (take_rows(view.X, view.candidates), target)
        return disagreement.epig(*(members_proba(fitted, X, view.classes, view.name) for X in samples))

    return epig_sampling


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


def fitted_committee(committee: Any, view: PoolView) -> Any:
    """The learner's own model, or a clone of ``committee`` that has learned the same labels."""
    if committee is None:
        return view.model
    return seeded(committee, int(view.rng.integers(2**31))).fit(take_rows(view.X, view.labeled), view.y_labeled)


def _members(fitted: Any, rows: Any, who: str, of_regressors: bool) -> list[tuple[Any, np.ndarray, Any]]:
    """The members, the names of the ensemble's classes, and the samples as each member wants them."""
    fitted = getattr(fitted, "best_estimator_", fitted)  # of a search
    if isinstance(fitted, Pipeline):
        rows, fitted = fitted[:-1].transform(rows), fitted[-1]
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
