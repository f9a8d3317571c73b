"""Strategies for regressors: committee variance and greedy sampling.

There are no classes and no probabilities here; a committee's members spread, and distances tell the rest.

Source: D. Wu, C.-T. Lin and J. Huang, Active Learning for Regression Using Greedy Sampling, 2019, for greedy sampling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import pairwise_distances

from alkit.models.members import Members
from alkit.strategies.base import Batch, ParameterizedStrategy, PoolView
from alkit.strategies.committee import TABLE, committee_predictions, scored_in_blocks
from alkit.strategies.coverage import farthest_first, k_center_sampling


@dataclass(frozen=True, eq=False, repr=False)
class CommitteeVariance(ParameterizedStrategy):
    """Ask where the members' predictions vary most.

    ``mean_m (f_m(x) - mean f(x))^2``, in the squared units of y.

    Parameters
    ----------
    committee : ensemble of regressors, see :class:`alkit.strategies.committee.QueryByCommittee`
    members : function of the fitted committee and some rows that returns the number each member predicts,
        (n_members, n_samples), for a committee that is no ensemble; by default :func:`alkit.models.members.predict_members`

    References
    ----------
    R. Burbidge, J. J. Rowland and R. D. King, Active Learning for Regression Based on Query by Committee, 2007.

    Examples
    --------
    A Gaussian process has no members, but one can draw some:

    >>> from sklearn.gaussian_process import GaussianProcessRegressor
    >>> from alkit.learner import ActiveLearner
    >>> draws = CommitteeVariance(members=lambda model, X: model.sample_y(X, 100, random_state=0).T)
    >>> learner = ActiveLearner(GaussianProcessRegressor(), [[0.0], [1.0], [2.0], [9.0]], draws, random_state=0)
    >>> learner.teach([0, 2], [0.0, 1.0])
    >>> learner.query()
    array([3])
    """

    committee: Any = None
    members: Members | None = None

    def __call__(self, view: PoolView) -> np.ndarray:
        if view.is_cold_start:
            return view.uniform_scores
        return scored_in_blocks(
            view, committee_predictions(view, self.committee, self.members), lambda table: table.var(axis=0)
        )


def greedy_sampling_x(view: PoolView) -> Batch:
    """GSx: ask what lies farthest from all labeled rows; it needs no model.

    ``max_x min_l ||x - l||``: the same rule as :func:`alkit.strategies.coverage.core_set_sampling`, found a second
    time for regression.

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
    return k_center_sampling(view, view.features)


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
    return _greedy(view, by_x=False)


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
    return _greedy(view, by_x=True)


def _greedy(view: PoolView, by_x: bool) -> Batch:
    """Until there is a model, spread over X, as the authors do."""
    if view.model is None:
        return k_center_sampling(view, view.features)
    predicted, answers = np.asarray(view.ask("predict"), dtype=float), np.asarray(view.y_labeled, dtype=float)
    places = view.features if by_x else np.zeros_like  # by answers alone, the rows need not be numbers
    X, known, step = places(view.candidates), places(view.labeled), max(1, TABLE // len(answers))

    def distances(part: slice, rows: Any, values: np.ndarray) -> np.ndarray:
        apart = np.abs(predicted[part, None] - values)
        return apart * pairwise_distances(X[part], rows) if by_x else apart

    def to_new(new: int) -> np.ndarray:
        return distances(slice(None), X[[new]], predicted[[new]]).ravel()

    parts = (slice(i, i + step) for i in range(0, len(predicted), step))
    nearest = np.concatenate([distances(part, known, answers).min(axis=1) for part in parts])
    return Batch(*farthest_first(nearest, to_new, view.batch_size, view.rng))
