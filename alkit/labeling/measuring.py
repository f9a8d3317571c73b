"""Learning first, and measuring then: a metric that fails costs a point of the curve, not the model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from alkit.history import Round
from alkit.learner import ActiveLearner
from alkit.models.fitting import Trained, Training


def learned_and_measured(training: Training) -> tuple[Trained, str]:
    """What a training brings, and what went wrong with its metrics, which are left out then.

    >>> from sklearn.naive_bayes import GaussianNB
    >>> learner = ActiveLearner(GaussianNB(), [[0.0], [1.0]], metrics={"inverse": lambda model: 1 / 0})
    >>> learner.teach([0, 1], ["a", "b"], fit=False)
    >>> trained, problem = learned_and_measured(learner.training())
    >>> trained.metrics, problem
    ({}, 'division by zero')
    """
    trained = replace(training, metrics={})()
    if trained.model is None:
        return trained, ""
    try:
        return replace(trained, metrics={name: float(measure(trained.model)) for name, measure in training.metrics.items()}), ""
    except Exception as error:  # noqa: BLE001  a metric may be anybody's
        return trained, str(error)


def training_after(learner: ActiveLearner, step: Round) -> Training:
    """The learning that followed a round of the past."""
    upto = learner.history[: learner.history.index(step) + 1]
    known = {row: y for past in upto for row, y in zip(past.asked, past.answers) if y is not None}
    rows = np.fromiter(known, dtype=int, count=len(known))
    return Training(step, learner.estimator, learner.X, rows, np.array(list(known.values())), learner.metrics)
