"""The exercises of chapter 15: right and wrong answers, tried by test_registry.py; and that what they rest on is so."""

from itertools import product

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

import alkit
from alkit.exercises import chapter_15 as given


def by_listing(p):
    return sum(np.prod([p if right else 1 - p for right in case]) for case in product([0, 1], repeat=3) if sum(case) >= 2)


RIGHT = {
    "15.1": [0.16 / 0.46, 0.348, np.float32(8 / 23)],
    "15.2": [by_listing, lambda p: p * p * (3 - 2 * p), lambda p: 1 - (1 - p) ** 3 - 3 * p * (1 - p) ** 2],
    "15.3": [0.16, "0.16", 0.048 / 0.3],
    "15.4": [0.85, [0.85], np.roots([2, -2, 0.255]).max()],
    "15.5": [60, "60", 60.0],
}

WRONG = {  # the words in which each is answered
    "15.1": [(0.7, "chance alone"), (0.54, "above it"), (0.16, "Of how much"), (0.4, "Two coins"), (0.3407, "Fleiss"), (0.65, "missing to 1"), (0.2, "how often does each")],
    "15.2": [(lambda p: p**3, "needs fewer"), (lambda p: 3 * p * p * (1 - p), "if all three"), (lambda p: p * p, "three ways"), (lambda p: 1 - (1 - p) ** 3, "no majority"),
             (lambda p: p, "one head"), (lambda p: 1 - p * p * (3 - 2 * p), "majority is wrong"), (lambda p: 0.5, "list the cases")],
    "15.3": [(0.048, "the whole"), (0.84, "not great"), (0.08 / 0.71, "equally probable"), (1 / 7, "Ann alone"), (48 / 76, "Cem alone"), (0.048 / 0.156, "call great"),
             (0.939, "Ann said other"), (16, "percent"), (0.6, "before anybody"), (0.5, "divide by the sum")],
    "15.4": [(0.745, "both are wrong"), (0.8631, "both can be wrong"), (0.8725, "Nearly"), (0.15, "are wrong"), (0.49, "kappa"), (85, "percent"), (0.7, "two of them equal")],
    "15.5": [(300 / 4.6, "has been paid"), (300 / 7, "60 %"), (75, "every time"), (300, "cheap one only"), (30, "dear one only"), (300 / 11, "every answer"),
             (5, "How many"), (50, "on average")],
}  # fmt: skip


def test_the_kappa_is_that_of_two_independent_implementations():
    pairs = [pair for pair, n in zip(product(("cat", "dog"), repeat=2), (25, 5, 10, 10)) for _ in range(n)]
    first, second = zip(*pairs)
    assert given.KAPPA == pytest.approx(cohen_kappa_score(first, second)) == pytest.approx(alkit.cohen_kappa(first, second))


def test_the_posterior_is_that_of_counting_a_million_reviews():
    rng = np.random.default_rng(0)
    great = rng.random(1_000_000) < 0.6
    ann, cem = (rng.random(len(great)) < np.where(great, *shares) for shares in ((0.9, 0.1), (0.8, 0.7)))
    assert great[~ann & cem].mean() == pytest.approx(given.POSTERIOR, abs=0.005)


def test_the_share_right_gives_the_consistency_that_was_seen():
    assert pytest.approx(0.745) == given.SURE**2 + (1 - given.SURE) ** 2
