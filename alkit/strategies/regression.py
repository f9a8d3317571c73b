"""Strategies for regressors: committee variance and greedy sampling.

There are no classes and no probabilities here; a committee's members spread, and distances tell the rest.

Source: D. Wu, C.-T. Lin and J. Huang, Active Learning for Regression Using Greedy Sampling, 2019, for greedy sampling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import pairwise_distances

from alkit.models.members import members_predictions
from alkit.pool import take_rows
from alkit.strategies.base import Batch, ParameterizedStrategy, PoolView, top_n
from alkit.strategies.committee import fitted_committee
from alkit.strategies.coverage import core_set_sampling


@dataclass(frozen=True, eq=False, repr=False)
class CommitteeVariance(ParameterizedStrategy):
    """Ask where the members' predictions vary most.

    ``mean_m (f_m(x) - mean f(x))^2``, in the squared units of y.

    Parameters
    ----------
    committee : ensemble of regressors, see :class:`alkit.strategies.committee.QueryByCommittee`

    References
    ----------
    R. Burbidge, J. J. Rowland and R. D. King, Active Learning for Regression Based on Query by Committee, 2007.
    """

    committee: Any = None

    def __call__(self, view: PoolView) -> np.ndarray:
        if view.is_cold_start:
            return view.uniform_scores
        candidates = take_rows(view.X, view.candidates)
        return members_predictions(fitted_committee(self.committee, view), candidates, view.name).var(axis=0)


def greedy_sampling_x(view: PoolView) -> Batch:
    """GSx: ask what lies farthest from all labeled rows; it needs no model.

    ``max_x min_l ||x - l||``: the same rule as :func:`alkit.strategies.coverage.core_set_sampling`, found a second time for regression.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    Batch

    References
    ----------
    H. Yu and S. Kim, Passive Sampling for Regression, 2010.
    """
    return core_set_sampling(view)


def greedy_sampling_y(view: PoolView) -> Batch:
    """GSy: ask where the prediction lies farthest from every known answer.

    ``max_x min_l |f(x) - y_l|``, in the units of y.  Within a batch the prediction stands for the answer not yet known.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    Batch
    """
    return _greedy(view, lambda X, known: 1.0)


def greedy_sampling_xy(view: PoolView) -> Batch:
    """iGS: ask where distance from the labeled rows and distance from their answers are both large.

    ``max_x min_l ||x - l|| |f(x) - y_l|``.  Within a batch the prediction stands for the answer not yet known.

    Parameters
    ----------
    view : PoolView

    Returns
    -------
    Batch
    """
    return _greedy(view, pairwise_distances)


def _greedy(view: PoolView, distance: Any) -> Batch:
    """Until there is a model, spread over X, as the authors do."""
    if view.model is None:
        return core_set_sampling(view)
    X, predicted = view.features(view.candidates), np.asarray(view.ask("predict"), dtype=float)
    known, answers = view.features(view.labeled), np.asarray(view.y_labeled, dtype=float)
    nearest = (distance(X, known) * np.abs(predicted[:, None] - answers)).min(axis=1)
    positions, scores = np.empty(view.batch_size, dtype=int), np.empty(view.batch_size)
    for j in range(view.batch_size):
        positions[j] = new = top_n(nearest, 1, view.rng)[0]
        scores[j] = nearest[new]
        to_new = np.ravel(distance(X, X[new : new + 1]) * np.abs(predicted - predicted[new])[:, None])
        nearest = np.minimum(nearest, to_new)
        nearest[positions[: j + 1]] = -1.0
    return Batch(positions, scores)
