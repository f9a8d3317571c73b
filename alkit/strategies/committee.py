"""Query by committee: several models learn from the same labels, and what they disagree about is asked.

A committee is any fitted ensemble with ``estimators_``: bagging, a forest, a voting classifier over different
models, or samples of a posterior (:class:`alkit.models.posterior.PosteriorSamples`).  Any other model becomes one by a function
that says what its members predict: see :mod:`alkit.models.members`.

The members' probabilities of a whole pool are never held at once: the candidates are scored in blocks.

Source: H. S. Seung, M. Opper and H. Sompolinsky, Query by Committee, 1992.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from alkit.models.fitting import seeded
from alkit.models.members import Members, members_predictions, members_proba
from alkit.pool import take_rows
from alkit.scores import disagreement
from alkit.strategies.base import ParameterizedStrategy, PoolView

Score = Callable[[np.ndarray], np.ndarray]
Predict = Callable[[Any], np.ndarray]  # rows -> what each member says of them, members first
TABLE = 2**20  # numbers in the largest table of members' predictions: 8 MB
FIRST = 2**15  # numbers of one member in the first block, by which one sees how many members there are


@dataclass(frozen=True, eq=False, repr=False)
class QueryByCommittee(ParameterizedStrategy):
    """Ask where a committee disagrees most.

    Parameters
    ----------
    score : function of the members' probabilities, (n_members, n_samples, n_classes) -> (n_samples,):
        one of :mod:`alkit.scores.disagreement`, or your own, which is called
        block by block and so must score each sample by itself
    committee : ensemble that is fitted to the labeled rows each round; by default the learner's own model,
        which then must be an ensemble
    members : function of the fitted committee and some rows that returns each member's predictions, for a committee that
        is no ensemble; by default :func:`alkit.models.members.predict_members`

    Examples
    --------
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> from alkit.learner import ActiveLearner
    >>> learner = ActiveLearner(RandomForestClassifier(10), [[0.0], [0.2], [0.8], [1.0]], QueryByCommittee(), random_state=0)
    >>> learner.teach([0, 3], ["low", "high"])
    >>> sorted(learner.query(2).tolist())
    [1, 2]
    """

    score: Score = disagreement.vote_entropy
    committee: Any = None
    members: Members | None = None

    def __call__(self, view: PoolView) -> np.ndarray:
        if view.is_cold_start:
            return view.uniform_scores
        return scored_in_blocks(view, committee_proba(view, self.committee, self.members), self.score)


@dataclass(frozen=True, eq=False, repr=False)
class EPIGSampling(ParameterizedStrategy):
    """Ask for what tells most about the labels of target samples; see :func:`alkit.scores.disagreement.epig`.

    Parameters
    ----------
    X_target : samples like those to be predicted later; by default ``n_targets`` candidates, drawn each round
    committee, members : see :class:`QueryByCommittee`
    n_targets : int, at least 1
    """

    X_target: Any = None
    committee: Any = None
    n_targets: int = 100
    members: Members | None = None

    def __post_init__(self) -> None:
        if not self.n_targets >= 1:
            raise ValueError(f"n_targets must be at least 1, got {self.n_targets!r}")

    def __call__(self, view: PoolView) -> np.ndarray:
        if view.is_cold_start:
            return view.uniform_scores
        predict, target = committee_proba(view, self.committee, self.members), self.X_target
        if target is None:
            target = take_rows(
                view.X, view.rng.choice(view.candidates, min(self.n_targets, len(view.candidates)), replace=False)
            )
        return scored_in_blocks(view, predict, partial(disagreement.epig, proba_target=predict(target)))


def committee_proba(view: PoolView, committee: Any = None, members: Members | None = None) -> Predict:
    """A function of rows that returns each member's probabilities of the view's classes, (n_members, n_samples, n_classes)."""
    model = fitted_committee(view, committee)
    return lambda rows: members_proba(model, rows, view.classes, view.name, members)


def committee_predictions(view: PoolView, committee: Any = None, members: Members | None = None) -> Predict:
    """A function of rows that returns the number each member predicts, (n_members, n_samples)."""
    model = fitted_committee(view, committee)
    return lambda rows: members_predictions(model, rows, view.name, members)


def fitted_committee(view: PoolView, committee: Any = None) -> Any:
    """The learner's own model, or a clone of ``committee`` that has learned the same labels."""
    if committee is None:
        return view.model
    return seeded(committee, int(view.rng.integers(2**31))).fit(take_rows(view.X, view.labeled), view.y_labeled)


def tables(view: PoolView, predict: Predict) -> Iterator[tuple[slice, np.ndarray]]:
    """What the members predict for the candidates, block by block: the places, and tables of at most about TABLE numbers."""
    start, size = 0, max(1, FIRST // max(len(view.classes), 1))
    while start < len(view.candidates):
        rows = view.candidates[start : start + size]
        table = predict(take_rows(view.X, rows))
        yield slice(start, start + len(rows)), table
        start, size = start + len(rows), max(1, TABLE * len(rows) // table.size)


def scored_in_blocks(view: PoolView, predict: Predict, score: Score) -> np.ndarray:
    """A score of the members' predictions for every candidate, shape (n_candidates,)."""
    return np.concatenate([score(table) for _, table in tables(view, predict)])
