"""When to stop asking: rules that look at a learner and say why it may stop.

A rule is a function of the learner that returns the reason, or ``""`` to go on, so that it reads well
in a loop: ``while not stop(learner): ...``.  Combine rules with :func:`any_of` and :func:`all_of`.

Sources: M. Bloodgood and K. Vijay-Shanker, A Method for Stopping Active Learning Based on Stabilizing Predictions and the
Need for User-Adjustable Stopping, 2009; J. Zhu, H. Wang and E. Hovy, Multi-Criteria-Based Strategy to Stop Active Learning for
Data Annotation, 2008, for confidence, overall uncertainty and classification change; H. Papadopoulos, K. Proedrou, V. Vovk and
A. Gammerman, Inductive Confidence Machines for Regression, 2002, for prediction sets from rows kept aside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import cohen_kappa_score

from alkit.learner import ActiveLearner
from alkit.models.predicting import class_proba
from alkit.pool import n_rows
from alkit.scores import uncertainty

Rule: TypeAlias = Callable[[ActiveLearner], str]


@dataclass(frozen=True)
class _Limited:
    """A rule that also says how much room is left, so that no round asks for more than there is."""

    rule: Rule
    room: Callable[[ActiveLearner], int]

    def __call__(self, learner: ActiveLearner) -> str:
        return self.rule(learner)


def budget(n_answers: int) -> Rule:
    """Stop once ``n_answers`` answers have been asked of the oracle; the seed set is not counted, "I do not know" is.

    >>> from types import SimpleNamespace
    >>> budget(3)(SimpleNamespace(n_asked=3))
    'the budget of 3 answers is spent'
    """

    def rule(learner: ActiveLearner) -> str:
        return f"the budget of {n_answers} answers is spent" if learner.n_asked >= n_answers else ""

    return _Limited(rule, lambda learner: n_answers - learner.n_asked)


def cost_budget(most: float) -> Rule:
    """Stop once all answers together have cost ``most``, in the unit of the oracle or of the rows' costs: seconds, say.

    What the next answer will cost is not known before, so the last round may go beyond; with ``batch_size=1`` by one answer.

    >>> from types import SimpleNamespace
    >>> cost_budget(60)(SimpleNamespace(history=SimpleNamespace(cost=61.5)))
    'the answers have cost 61.5 of 60'
    """

    def rule(learner: ActiveLearner) -> str:
        spent = learner.history.cost
        return f"the answers have cost {spent:g} of {most:g}" if spent >= most else ""

    return rule


def target_reached(metric: str, value: float) -> Rule:
    """Stop once a registered metric has reached ``value``."""

    def rule(learner: ActiveLearner) -> str:
        measured = _measured(learner, metric)[-1:]
        return f"{metric} {measured[0]:.3f} has reached {value}" if measured and measured[0] >= value else ""

    return rule


def no_candidates() -> Rule:
    """Stop once every row has been answered."""
    return lambda learner: "" if learner.candidates.size else "no candidate is left"


def confidence_reached(level: float) -> Rule:
    """Stop once the model is at least this sure of its answer to every candidate.

    A sure model can still be wrong: see notebook 03.
    """

    def rule(learner: ActiveLearner) -> str:
        if learner.model is None or not learner.candidates.size:
            return ""
        lowest = learner.candidate_proba("confidence_reached").max(axis=1).min()
        return f"the least sure prediction is {lowest:.2f} sure" if lowest >= level else ""

    return rule


def plateau(metric: str, rounds: int = 10, min_gain: float = 0.001) -> Rule:
    """Stop once the best value of the last ``rounds`` rounds is not ``min_gain`` above the best before them."""

    def rule(learner: ActiveLearner) -> str:
        values = _measured(learner, metric)
        if len(values) <= rounds or max(values[-rounds:]) >= max(values[:-rounds]) + min_gain:
            return ""
        return f"{metric} has not risen by {min_gain} in {rounds} rounds"

    return rule


def overall_uncertainty(bits: float) -> Rule:
    """Stop once the mean entropy of the predictions for the candidates is at most ``bits``.

    One odd candidate cannot keep it going, as it can with :func:`confidence_reached`.  Source: Zhu, Wang and Hovy, 2008.
    """

    def rule(learner: ActiveLearner) -> str:
        if learner.model is None or not learner.candidates.size:
            return ""
        mean = uncertainty.entropy(learner.candidate_proba("overall_uncertainty")).mean()
        return f"the mean entropy of the predictions is {mean:.3f} bits" if mean <= bits else ""

    return rule


def classification_change(rounds: int = 1, most: float = 0.0) -> Rule:
    """Stop once at most a share ``most`` of the candidates has changed its predicted class, ``rounds`` rounds running.

    Source: Zhu, Wang and Hovy, 2008, who use one round and no change at all.
    """

    def rule(learner: ActiveLearner) -> str:
        models = learner.recent_models(rounds + 1)
        if len(models) <= rounds or not learner.candidates.size:
            return ""
        labels = [learner.predict_pool(learner.candidates, model) for model in models]
        share = max(np.mean(before != after) for before, after in pairwise(labels))
        return f"{share:.1%} of the candidates changed their class from a round to the next" if share <= most else ""

    return rule


def stabilizing_predictions(X_stop: Any, kappa: float = 0.99, window: int = 3) -> Rule:
    """Stop once the model of each round agrees with the one before, on samples that nobody had to label.

    Agreement is Cohen's kappa: 1 for the same answers, 0 for as many as by chance; its mean over ``window`` rounds must
    reach ``kappa``.  Source: Bloodgood and Vijay-Shanker, 2009, with 0.99, three rounds and a large stop set.

    Parameters
    ----------
    X_stop : samples like those to be predicted, of which no labels are needed
    kappa : float, at most 1
    window : int, at least 1
    """

    def rule(learner: ActiveLearner) -> str:
        models = learner.recent_models(window + 1)
        if len(models) <= window:
            return ""
        labels = [model.predict(X_stop) for model in models]
        mean = np.mean([_agreement(before, after) for before, after in pairwise(labels)])
        return f"the predictions agree with those before by a kappa of {mean:.3f}" if mean >= kappa else ""

    return rule


def _agreement(before: np.ndarray, after: np.ndarray) -> float:
    """Cohen's kappa; 1 where all is one class, for which it is not defined."""
    return 1.0 if (before == after).all() else float(cohen_kappa_score(before, after))


def small_prediction_sets(X_stop: Any, X_known: Any, y_known: ArrayLike, miss: float = 0.1, size: float = 1.0) -> Rule:
    """Stop once a set of classes that holds the right one is small: on average at most ``size`` classes.

    A set holds each class whose probability is at least ``1 - q``; q is so large that of rows like those known, a share
    ``1 - miss`` at least has the right class in its set, whatever the model is worth (conformal prediction).  The rows known
    cost labels, must not be taught, and should be drawn as those of ``X_stop`` are.

    Parameters
    ----------
    X_stop : samples like those to be predicted, of which no labels are needed
    X_known, y_known : as many more as you like, with their labels
    miss : share of the sets that may lack the right class, above 0 and below 1
    size : number of classes

    Raises
    ------
    ValueError
        If ``miss`` is out of range.
    """
    if not 0 < miss < 1:
        raise ValueError(f"miss must lie between 0 and 1, got {miss!r}")

    def rule(learner: ActiveLearner) -> str:
        if learner.model is None:
            return ""
        known, new = (_proba(learner, X) for X in (X_known, X_stop))
        of_the_right = (known * (np.asarray(y_known)[:, None] == learner.classes)).sum(axis=1)  # 0 for a class not seen yet
        q = conformal_quantile(1 - of_the_right, miss)
        mean = float((1 - new <= q).sum(axis=1).mean())
        return f"sets that hold the right class in {1 - miss:.0%} have {mean:.2f} classes" if mean <= size else ""

    return rule


def _proba(learner: ActiveLearner, X: Any) -> np.ndarray:
    return class_proba(learner.model, X, np.arange(n_rows(X)), learner.classes, "small_prediction_sets")


def conformal_quantile(scores: ArrayLike, miss: float) -> float:
    """The score that a new one, drawn as the n known ones are, exceeds with a probability of at most ``miss``.

    It is the ``ceil((n + 1) (1 - miss))``-th smallest; infinity where n is too small.

    >>> conformal_quantile([0.3, 0.1, 0.2, 0.4], miss=0.4), conformal_quantile([0.1, 0.2], miss=0.1)
    (0.3, inf)
    """
    ordered = np.sort(np.asarray(scores, dtype=float))
    rank = int(np.ceil((len(ordered) + 1) * (1 - miss) - 1e-9))  # 20 * 0.9 is a little more than 18 for a computer
    return float(ordered[rank - 1]) if rank <= len(ordered) else np.inf


def any_of(*rules: Rule) -> Rule:
    """Stop as soon as one rule says so, for its reason."""

    def first(learner: ActiveLearner) -> str:
        return next(filter(None, (rule(learner) for rule in rules)), "")

    limits = [rule.room for rule in rules if isinstance(rule, _Limited)]
    return _Limited(first, lambda learner: min(room(learner) for room in limits)) if limits else first


def all_of(*rules: Rule) -> Rule:
    """Stop when every rule says so, for all their reasons."""

    def rule(learner: ActiveLearner) -> str:
        reasons = [r(learner) for r in rules]
        return " and ".join(reasons) if all(reasons) else ""

    return rule


def _measured(learner: ActiveLearner, metric: str) -> list[float]:
    if metric not in learner.metrics:
        raise ValueError(f"the learner has no metric {metric!r}; it has {sorted(learner.metrics)}")
    return [r.metrics[metric] for r in learner.history if metric in r.metrics]
