"""Whether a strategy can work with a model: found by trying one query, on a few rows of the data it is wanted for."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.base import is_regressor

from alkit.datasets import Dataset
from alkit.experiment.comparison import protocol_of
from alkit.learner import ActiveLearner
from alkit.splits import Split
from alkit.strategies.base import Strategy, check_strategy
from alkit.threads import one_thread

CLASSES = 3  # of the data: what refits the model for every answer is tried in a moment, too
FEW, MANY = 2, 60  # candidates of the first trial, and of a second one: a strategy may need some to choose from


class Trial:
    """A model that has learned from its seed set, and some candidates.

    Parameters
    ----------
    estimator : as for :class:`alkit.learner.ActiveLearner`
    data : whose first split is used

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from alkit import datasets
    >>> from alkit.strategies.uncertainty import decision_margin_sampling, margin_sampling
    >>> trial = Trial(GaussianNB(), datasets.iris())
    >>> trial.why_not(margin_sampling), trial.why_not(decision_margin_sampling)[-39:]
    ('', 'but GaussianNB has no decision_function')
    """

    def __init__(self, estimator: Any, data: Dataset):
        split = protocol_of(estimator, 1, 1).split(data, 0)
        self._learners = [_learner(estimator, split, n) for n in (FEW, MANY)]

    def why_not(self, strategy: Strategy) -> str:
        """What fails when the strategy is asked; empty where it works."""
        said = ""
        for learner in self._learners:
            try:
                with one_thread(), warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # what the run itself warns of is heard there
                    check_strategy(strategy)
                    learner.strategy = strategy
                    learner.query()
                return ""
            except Exception as error:  # noqa: BLE001  # it may be a student's own strategy
                said = described(error)
        return said


def described(error: BaseException) -> str:
    """An error in words; its type where the words were not written for a reader."""
    words = " ".join(str(error).split()).rstrip(".")
    return words if isinstance(error, ValueError) and words else f"{type(error).__name__}: {words}".rstrip(": ")


def _learner(estimator: Any, split: Split, n_candidates: int) -> ActiveLearner:
    """It has learned the seed set; of the other rows all but a few count as asked in vain, so that their numbers stay."""
    y = split.y_pool
    classes = None if is_regressor(estimator) else np.unique(y)[:CLASSES]
    wanted = np.ones(len(y), dtype=bool) if classes is None else np.isin(y, classes)
    seed = split.seed_rows[wanted[split.seed_rows]]
    learner = ActiveLearner(estimator, split.X_pool, classes=classes, costs=split.costs, groups=split.groups, random_state=0)
    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        learner.teach(seed, y[seed], by="seed set")
    wanted[seed] = False
    others = np.setdiff1d(np.arange(len(y)), [*seed, *np.flatnonzero(wanted)[:n_candidates]])
    if len(others):
        learner.teach(others, [None] * len(others), by="seed set")
    return learner
