"""Query by committee: several models learn from the same labels, and what they disagree about is asked.

A committee is any fitted ensemble with ``estimators_``: bagging, a forest, a voting classifier over different
models, or samples of a posterior (:class:`alkit.models.posterior.PosteriorSamples`).

Source: H. S. Seung, M. Opper and H. Sompolinsky, Query by Committee, 1992.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from alkit.models.fitting import seeded
from alkit.models.members import members_proba
from alkit.pool import take_rows
from alkit.scores import disagreement
from alkit.strategies.base import ParameterizedStrategy, PoolView

Score = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False, repr=False)
class QueryByCommittee(ParameterizedStrategy):
    """Ask where a committee disagrees most.

    Parameters
    ----------
    score : function of the members' probabilities, (n_members, n_samples, n_classes) -> (n_samples,):
        one of :mod:`alkit.scores.disagreement`, or your own
    committee : ensemble that is fitted to the labeled rows each round; by default the learner's own model,
        which then must be an ensemble

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

    def __call__(self, view: PoolView) -> np.ndarray:
        if view.is_cold_start:
            return view.uniform_scores
        candidates = take_rows(view.X, view.candidates)
        return self.score(members_proba(fitted_committee(self.committee, view), candidates, view.classes, view.name))


@dataclass(frozen=True, eq=False, repr=False)
class EPIGSampling(ParameterizedStrategy):
    """Ask for what tells most about the labels of target samples; see :func:`alkit.scores.disagreement.epig`.

    Parameters
    ----------
    X_target : samples like those to be predicted later; by default ``n_targets`` candidates, drawn each round
    committee : see :class:`QueryByCommittee`
    n_targets : int, at least 1
    """

    X_target: Any = None
    committee: Any = None
    n_targets: int = 100

    def __call__(self, view: PoolView) -> np.ndarray:
        if view.is_cold_start:
            return view.uniform_scores
        fitted = fitted_committee(self.committee, view)
        rows = view.rng.choice(view.candidates, min(self.n_targets, len(view.candidates)), replace=False)
        target = take_rows(view.X, rows) if self.X_target is None else self.X_target
        samples = (take_rows(view.X, view.candidates), target)
        return disagreement.epig(*(members_proba(fitted, X, view.classes, view.name) for X in samples))


def fitted_committee(committee: Any, view: PoolView) -> Any:
    """The learner's own model, or a clone of ``committee`` that has learned the same labels."""
    if committee is None:
        return view.model
    return seeded(committee, int(view.rng.integers(2**31))).fit(take_rows(view.X, view.labeled), view.y_labeled)
