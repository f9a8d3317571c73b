"""When to stop asking: rules that look at a learner and say why it may stop.

A rule is a function of the learner that returns the reason, or ``""`` to go on, so that it reads well
in a loop: ``while not stop(learner): ...``.  Combine rules with :func:`any_of` and :func:`all_of`.

Sources: M. Bloodgood and K. Vijay-Shanker, A Method for Stopping Active Learning Based on Stabilizing Predictions,
2009, for the comparison of such rules; J. Zhu, H. Wang and E. Hovy, Learning a Stopping Criterion for Active
Learning, 2008, for stopping by confidence.
"""

from __future__ import annotations

from collections.abc import Callable

from alkit.learner import ActiveLearner

Rule = Callable[[ActiveLearner], str]


def budget(n_labels: int) -> Rule:
    """Stop once ``n_labels`` labels have been given.

    >>> from types import SimpleNamespace
    >>> budget(3)(SimpleNamespace(n_labeled=3))
    'the budget of 3 labels is spent'
    """
    return lambda learner: f"the budget of {n_labels} labels is spent" if learner.n_labeled >= n_labels else ""


def target_score(metric: str, value: float) -> Rule:
    """Stop once a registered metric has reached ``value``."""

    def rule(learner: ActiveLearner) -> str:
        score = _scores(learner, metric)[-1:]
        return f"{metric} {score[0]:.3f} has reached {value}" if score and score[0] >= value else ""

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
        lowest = learner.candidate_proba().max(axis=1).min()
        return f"the least sure prediction is {lowest:.2f} sure" if lowest >= level else ""

    return rule


def plateau(metric: str, rounds: int = 10, min_gain: float = 0.001) -> Rule:
    """Stop once the best score of the last ``rounds`` rounds is not ``min_gain`` above the best before them."""

    def rule(learner: ActiveLearner) -> str:
        scores = _scores(learner, metric)
        if len(scores) <= rounds or max(scores[-rounds:]) >= max(scores[:-rounds]) + min_gain:
            return ""
        return f"{metric} has not risen by {min_gain} in {rounds} rounds"

    return rule


def any_of(*rules: Rule) -> Rule:
    """Stop as soon as one rule says so, for its reason."""
    return lambda learner: next(filter(None, (rule(learner) for rule in rules)), "")


def all_of(*rules: Rule) -> Rule:
    """Stop when every rule says so, for all their reasons."""

    def rule(learner: ActiveLearner) -> str:
        reasons = [r(learner) for r in rules]
        return " and ".join(reasons) if all(reasons) else ""

    return rule


def _scores(learner: ActiveLearner, metric: str) -> list[float]:
    if metric not in learner.metrics:
        raise ValueError(f"the learner has no metric {metric!r}; it has {sorted(learner.metrics)}")
    return [r.scores[metric] for r in learner.history if metric in r.scores]
