"""A stream instead of a pool: samples come by one after the other, and each is asked now or never.

What comes later cannot be compared with it, so somebody has to say how much doubt is enough, and to adjust that on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from alkit.history import History
from alkit.learner import ActiveLearner
from alkit.oracles.knowing import Oracle, price
from alkit.scores.uncertainty import least_confidence
from alkit.stopping import Rule

Decide: TypeAlias = Callable[[float], bool]  # how much doubt there is about what comes by -> whether to ask


def run_on_stream(
    learner: ActiveLearner,
    oracle: Oracle,
    stop: Rule,
    decide: Decide,
    rows: Iterable[int] | None = None,
    score: Callable[[np.ndarray], ArrayLike] = least_confidence,
    every: int = 1,
) -> History:
    """The query loop on a stream: look at one row, decide, and never come back to it.

    Parameters
    ----------
    learner : a classifier with at least one label; its strategy is not asked
    oracle : function of row numbers that returns one answer each
    stop : rule of :mod:`alkit.stopping`, looked at before each row
    decide : function of the doubt about a row that says whether to ask; called once a row, in order
    rows : the rows in the order in which they come; by default the candidates in the order of the pool
    score : function of class probabilities, shape (1, n_classes), that returns the doubt; higher = ask sooner
    every : answers after which the model learns, at least 1

    Returns
    -------
    History
    """
    if every < 1:
        raise ValueError(f"every must be at least 1, got {every!r}")
    for row in learner.candidates.tolist() if rows is None else rows:
        if stop(learner):
            break
        doubt = float(np.asarray(score(learner.predict_proba_pool([row], "run_on_stream")))[0])
        if decide(doubt):
            by, cost = getattr(oracle, "name", "oracle"), price(oracle, [row])
            learner.teach([row], oracle(np.array([row])), by=by, cost=cost, fit=(learner.n_asked + 1) % every == 0)
    if not learner.is_current:
        learner.install(learner.training()())
    return learner.history


@dataclass
class VariableThreshold:
    """Ask where the model is less sure than a threshold that moves with every decision, while the spending allows it.

    Sureness is 1 - doubt.  After a question the threshold shrinks by the factor ``1 - step``, after a row let pass it grows by
    ``1 + step``; while more than ``share`` was spent of late, nothing is asked and nothing moves.  The spending is
    ``u <- u (1 - 1 / window) + asked``, and ``u / window`` the share of late.  Source: I. Žliobaitė, A. Bifet, B. Pfahringer
    and G. Holmes, Active Learning With Drifting Streaming Data, 2014, the variable uncertainty strategy.

    Parameters
    ----------
    share : of the rows that may be asked, above 0 and below 1
    step : of the threshold, above 0 and below 1
    window : rows that count as "of late", at least 1

    Examples
    --------
    >>> ask = VariableThreshold(share=0.1, step=0.5)
    >>> [ask(0.4), round(ask.threshold, 2)], [ask(0.4), round(ask.threshold, 2)]
    ([True, 0.5], [False, 0.75])
    """

    share: float
    step: float = 0.01
    window: int = 100

    def __post_init__(self) -> None:
        if not (0 < self.share < 1 and 0 < self.step < 1 and self.window >= 1):
            raise ValueError(f"share and step must lie between 0 and 1, window be at least 1; got {self!r}")
        self.threshold, self._spent = 1.0, 0.0

    def __call__(self, doubt: float) -> bool:
        asked = False
        if self._spent / self.window < self.share:
            asked = 1 - doubt < self.threshold
            self.threshold *= 1 - self.step if asked else 1 + self.step
        self._spent = self._spent * (1 - 1 / self.window) + asked
        return asked


@dataclass
class SteadyThreshold:
    """Ask where the doubt is above a threshold that looks for the level at which a given share of the rows is asked.

    ``threshold <- threshold + step (asked - share)``: it rests where the share asked is ``share``, which is the quantile
    ``1 - share`` of the doubts.  Source: H. Robbins and S. Monro, A Stochastic Approximation Method, 1951.

    Parameters
    ----------
    share : of the rows that are to be asked, above 0 and below 1
    step : in the units of the doubt, above 0
    threshold : where it begins

    Examples
    --------
    >>> ask = SteadyThreshold(share=0.25, step=0.1)
    >>> [ask(0.6), round(ask.threshold, 3)], [ask(0.5), round(ask.threshold, 3)]
    ([True, 0.575], [False, 0.55])
    """

    share: float
    step: float = 0.1
    threshold: float = 0.5

    def __post_init__(self) -> None:
        if not (0 < self.share < 1 and self.step > 0):
            raise ValueError(f"share must lie between 0 and 1, step be above 0; got {self!r}")

    def __call__(self, doubt: float) -> bool:
        asked = doubt > self.threshold
        self.threshold += self.step * (asked - self.share)
        return asked
