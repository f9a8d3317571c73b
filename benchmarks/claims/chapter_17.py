"""Chapter 17: two right libraries, their questions and their curves.  The seed makes another split of the irises."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from sklearn.ensemble import RandomForestClassifier

import alkit
from benchmarks.claims.ledger import claim

N = 10  # questions


class SameOrder(RandomForestClassifier):
    """Learns from the rows in one order, whoever hands them over."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Any:
        order = np.lexsort(np.transpose(X))
        return super().fit(X[order], y[order])


class NoTies(RandomForestClassifier):
    """Moves each row's probabilities by up to a millionth, by an amount of its own."""

    def predict_proba(self, X: Any) -> np.ndarray:
        own = 1e-6 * (1 + np.sin(1000 * X @ np.sqrt([2, 3, 5, 7])))[:, None] / 2
        return (1 - own) * super().predict_proba(X) + own * np.eye(3)[0]


class Both(SameOrder, NoTies):
    """Nothing is left to chance."""


@cache
def split(seed: int) -> tuple[alkit.Split, np.ndarray, np.ndarray]:
    """A split of the irises, and the species of pool and test set as numbers."""
    parts = alkit.stratified_split(alkit.iris(), seed)
    return parts, *(np.unique(names, return_inverse=True)[1] for names in (parts.y_pool, parts.y_test))


@cache
def in_alkit(kind: type, seed: int) -> list[int]:
    parts, y, _ = split(seed)
    learner = alkit.ActiveLearner(kind(10, random_state=0), parts.X_pool, alkit.entropy_sampling, random_state=seed)
    learner.teach(parts.seed_rows, y[parts.seed_rows])
    learner.run(alkit.simulated(y), alkit.budget(N))
    return learner.labeled[len(parts.seed_rows) :].tolist()


@cache
def in_skactiveml(kind: type, seed: int) -> list[int]:
    from skactiveml.classifier import SklearnClassifier
    from skactiveml.pool import UncertaintySampling

    parts, y, _ = split(seed)
    asks = UncertaintySampling(method="entropy", random_state=seed)
    clf = SklearnClassifier(kind(10, random_state=0), classes=[0, 1, 2])
    known, asked = np.full(len(y), np.nan), []
    known[parts.seed_rows] = y[parts.seed_rows]
    for _ in range(N):
        row = int(asks.query(parts.X_pool, known, clf)[0])
        known[row] = y[row]
        asked.append(row)
    return asked


def different(kind: type, seed: int) -> int:
    """How many of the ten questions are not the same, place by place."""
    return sum(a != b for a, b in zip(in_alkit(kind, seed), in_skactiveml(kind, seed)))


@claim("17-questions", chapter_seeds=[0], unit="of ten questions", cause="no ties, and the rows in one order")
def different_questions(seed, cause=True):
    """Iris, a forest of ten trees, entropy: of ten questions, alkit and scikit-activeml differ in some, because of ties and of
    the order in which the labeled rows are handed over.
    """
    return different(RandomForestClassifier if cause else Both, seed)


@claim("17-curves", chapter_seeds=[0], n_seeds=40, first_seed=3000, between=(-0.05, 0.05))
def difference_of_the_curves(seed):
    """Another forest of ten trees, on the way to ten answers: what alkit asks and what scikit-activeml asks teach it equally
    much, give or take 0.05.
    """
    parts, y, y_test = split(seed)

    def mean_accuracy(rows):
        known = ([*parts.seed_rows, *rows[:n]] for n in range(N + 1))
        judges = (RandomForestClassifier(10, random_state=1).fit(parts.X_pool[k], y[k]) for k in known)
        return float(np.mean([model.score(parts.X_test, y_test) for model in judges]))

    return mean_accuracy(in_alkit(RandomForestClassifier, seed)) - mean_accuracy(in_skactiveml(RandomForestClassifier, seed))
