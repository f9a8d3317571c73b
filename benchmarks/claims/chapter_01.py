"""Chapter 01: digits, logistic regression on the pixels, a seed set of two rows per class; what it thinks of all other rows."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from sklearn.linear_model import LogisticRegression

import alkit
from alkit import uncertainty
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import digits

claimed = partial(claim, chapter_seeds=range(20), n_seeds=40)


@cache
def taught(seed: int):
    """A learner that was taught the seed set, the labels of its pool, and its predictions for the candidates."""
    X_pool, _, y_pool, _ = digits(seed).split(random_state=seed)
    known = alkit.seed_set(y_pool, n_per_class=2, random_state=seed)
    learner = alkit.ActiveLearner(LogisticRegression(max_iter=2000), X_pool, alkit.entropy_sampling, random_state=seed)
    learner.teach(known, y_pool[known])
    return learner, y_pool, learner.predict_proba_pool(learner.candidates)


def confident(seed: int):
    """Of each candidate the confidence, and whether the prediction is right."""
    learner, y_pool, proba = taught(seed)
    return proba.max(axis=1), learner.classes[proba.argmax(axis=1)] == y_pool[learner.candidates]


@claimed("01-top-twenty", between=(0, 10), unit="pictures")
def wanted_by_both(seed):
    """Digits, 20 labels: of their twenty most wanted pictures, margin and entropy have fewer than half in common."""
    proba = taught(seed)[2]
    top = [set(np.argsort(-score(proba))[:20].tolist()) for score in (uncertainty.margin, uncertainty.entropy)]
    return len(top[0] & top[1])


@claimed("01-overconfident", unit="probability")
def gap_of_all(seed):
    """Digits, 20 labels: the mean confidence is above the share that is right."""
    confidence, right = confident(seed)
    return confidence.mean() - right.mean()


@claimed("01-middle-overconfident", unit="probability")
def gap_of_the_middle(seed):
    """Digits, 20 labels: the gap between confidence and share right is larger at a confidence of 0.5 to 0.7 than above 0.95."""
    confidence, right = confident(seed)
    middle, sure = (confidence > 0.5) & (confidence <= 0.7), confidence > 0.95
    return (confidence[middle].mean() - right[middle].mean()) - (confidence[sure].mean() - right[sure].mean())


@claimed("01-mended-unasked", between=(0.1, 0.9), unit="share")
def mended_unasked(seed):
    """Digits, 20 labels: of the mistakes made with a confidence above 0.9, a part is read correctly after twenty answers of
    entropy about other pictures, between a tenth and nine tenths.
    """
    learner, y_pool, _ = taught(seed)
    confidence, right = confident(seed)
    mistakes = learner.candidates[(confidence > 0.9) & ~right]
    after = alkit.ActiveLearner(LogisticRegression(max_iter=2000), learner.X, alkit.entropy_sampling, random_state=seed)
    after.teach(learner.labeled, y_pool[learner.labeled])
    after.run(alkit.simulated(y_pool), alkit.budget(20))
    unasked = np.setdiff1d(mistakes, after.labeled)
    return float((after.predict_pool(unasked) == y_pool[unasked]).mean())
