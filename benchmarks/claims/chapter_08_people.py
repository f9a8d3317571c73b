"""Chapter 08: what a person says beside the label. Digits of which three in ten lack their lower half."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from sklearn.neural_network import MLPClassifier

import alkit
from alkit import ActiveLearner, budget
from alkit.datasets import Dataset
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import loaded_digits


@cache
def scaled_digits() -> Dataset:
    data = loaded_digits()
    return Dataset("digits", data.X / 16, data.y, data.classes)


def torn_pool(seed: int) -> tuple[Any, np.ndarray]:
    """A split, and which of its pictures are torn."""
    split, rng = alkit.stratified_split(scaled_digits(), seed), np.random.default_rng(seed)
    torn = rng.random(len(split.y_pool)) < 0.3
    torn[split.seed_rows] = False
    pictures = split.X_pool.reshape(-1, 8, 8).copy()
    pictures[torn, 4:] = 0.5 + rng.normal(0, 0.05, (torn.sum(), 4, 8))
    return replace(split, X_pool=pictures.reshape(-1, 64)), torn


class Reader:
    """Reads whole pictures; may add that a picture is broken."""

    name = "reader"

    def __init__(self, y: np.ndarray, torn: np.ndarray, says_so: bool):
        self.y, self.torn, self.says_so = y, torn, says_so

    def __call__(self, rows: np.ndarray) -> list[Any]:
        return [None if self.torn[row] else self.y[row] for row in rows]

    def remarks(self, rows: np.ndarray) -> list[str | None]:
        return ["broken" if self.says_so and self.torn[row] else None for row in rows]


@cache
def sixty_answers(seed: int, says_so: bool) -> tuple[float, float]:
    """The accuracy at the end, and the share of torn pictures among the questions less that in the pool."""
    split, torn = torn_pool(seed)
    network = MLPClassifier((64,), learning_rate_init=0.02, tol=0.005, n_iter_no_change=5, max_iter=300)
    learner = ActiveLearner(network, split.X_pool, alkit.HumanFeedback(), random_state=seed)
    learner.teach(split.seed_rows, split.y_pool[split.seed_rows])
    learner.run(Reader(split.y_pool, torn, says_so), budget(60), batch_size=5)
    asked = [row for step in learner.history[1:] for row in step.asked]
    return float(learner.model.score(split.X_test, split.y_test)), float(torn[asked].mean() - torn.mean())


@claim("08-heard", chapter_seeds=range(10), n_seeds=24)
def a_reader_who_says_broken_against_a_silent_one(seed):
    """Three pictures in ten lack a half: after 60 answers, the network of a reader who says so is ahead of a silent one's."""
    return sixty_answers(seed, True)[0] - sixty_answers(seed, False)[0]


@claim("08-torn", chapter_seeds=range(10), n_seeds=24)
def torn_pictures_among_the_questions_against_the_pool(seed):
    """The silent reader: torn pictures are a larger share of the 60 questions than of the pool."""
    return sixty_answers(seed, False)[1]
