"""The exercises of chapter 08: right and wrong answers, tried by test_registry.py; and that they agree with the package."""

import numpy as np
from sklearn.linear_model import LogisticRegression

import alkit
from alkit import disagreement
from alkit.exercises import chapter_08 as given
from alkit.strategies.batch_bald import batch_bald


def length_in_loops(proba, embedding):
    lengths = []
    for p, x in zip(proba, embedding):
        gradients = [np.outer(p - np.eye(len(p))[y], [*x, 1]) for y in range(len(p))]
        lengths.append(sum(p[y] * np.linalg.norm(g) for y, g in enumerate(gradients)))
    return lengths


def center_in_loops(X, labeled):
    nearest = [min(np.linalg.norm(row - X[j]) for j in labeled) for row in X]
    return [nearest.index(max(nearest))]


def farthest(what):
    return lambda X, labeled: what(np.linalg.norm(X[:, None] - X[labeled], axis=2)).argmax()


RIGHT = {
    "08.1": [20, 20.0, "20", [20], np.int64(20)],
    "08.2": [(1, 2), [1.0, 2.0], "1, 2", np.array([1, 2]), "1 bit, 2 bits"],
    "08.3": [length_in_loops, lambda p, x: np.round(length_in_loops(p, x), 3)],
    "08.4": [center_in_loops, farthest(lambda d: d.min(axis=1)), lambda X, labeled: float(center_in_loops(X, labeled)[0])],
}

WRONG = {  # the words in which each is answered
    "08.1": [(15, "very first batch"), (4, "each time"), (3, "batches are asked"), (300, "after each answer"), (25, "too many"), (8, "multiply"), (100, "count the trainings")],
    "08.2": [((2, 2), "knows beforehand"), ((2, 1), "exchanged"), ((1, 1), "second pair"), ((0, 1), "adds nothing"), ((1, 4), "four members apart"), ((0.693, 1.386), "nats"), (1, "two numbers")],
    "08.3": [(lambda p, x: (p * np.linalg.norm(p[:, None] - np.eye(p.shape[1]), axis=2)).sum(1) * np.linalg.norm(x, axis=1), "intercept"), (lambda p, x: (p * np.linalg.norm(p[:, None] - np.eye(p.shape[1]), axis=2)).sum(1), "other factor"),
             (lambda p, x: np.zeros(len(p)), "cancel out"), (lambda p, x: p.max(axis=1), "the weights p")],
    "08.4": [(farthest(lambda d: d.sum(axis=1)), "nearest of them"), (farthest(lambda d: d.max(axis=1)), "farthest labeled"), (farthest(lambda d: d[:, 0]), "first labeled"), (farthest(lambda d: -d.min(axis=1)), "nothing at all"),
             (lambda X, labeled: 0.5, "largest")],
}  # fmt: skip


def test_the_bits_are_those_of_batch_bald():
    proba = np.stack([given.FIRST, 1 - given.FIRST], axis=2).astype(float)
    assert np.allclose(disagreement.bald(proba), 1)
    _, bits = batch_bald(proba, 3, random_state=0)
    assert np.allclose(bits, [1, given.TOGETHER_BITS[1], given.TOGETHER_BITS[1]]) and given.TOGETHER_BITS == (1, 2)


def test_the_lengths_are_those_of_the_strategy():
    X, y = np.random.default_rng(0).normal(size=(30, 3)), np.arange(30) % 3
    learner = alkit.ActiveLearner(LogisticRegression(), X, alkit.expected_gradient_length_sampling, random_state=0)
    learner.teach(range(9), y[:9])
    ranked = learner.rank(21)
    own = given.EXPECTED_LENGTH.right(learner.model.predict_proba(X[ranked.indices]), X[ranked.indices])
    assert np.allclose(own, ranked.scores)


def test_the_cases_tell_apart_what_is_right_and_the_center_is_core_sets():
    for X, labeled in given.places():
        learner = alkit.ActiveLearner(LogisticRegression(), X, alkit.core_set_sampling, random_state=0)
        learner.teach(labeled, np.arange(len(labeled)) % 2)
        assert learner.query()[0] == given.NEXT_CENTER.right(X, labeled)
