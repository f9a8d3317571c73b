"""Chapter 00: digits, logistic regression on the pixels, a seed set of one row per class, then one answer at a time."""

from __future__ import annotations

from functools import partial

import numpy as np
from sklearn.linear_model import LogisticRegression

from alkit import entropy_sampling, margin_sampling, random_sampling
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import curve, digits

claimed = partial(claim, chapter_seeds=range(50), n_seeds=40)


def reader() -> LogisticRegression:
    return LogisticRegression(max_iter=2000)


def at_random(seed: int) -> np.ndarray:
    return curve(digits, reader, random_sampling, seed, 15)


def chosen(strategy, seed: int, noise: float = 0.0) -> float:
    """Accuracy after ten answers."""
    return curve(digits, reader, strategy, seed, 10, noise=noise)[10]


@claimed("00-margin-beats-random")
def margin_against_random(seed):
    """Digits, ten answers: margin is ahead of random."""
    return chosen(margin_sampling, seed) - at_random(seed)[10]


@claimed("00-margin-beats-entropy")
def margin_against_entropy(seed):
    """Digits, ten answers: margin is ahead of entropy."""
    return chosen(margin_sampling, seed) - chosen(entropy_sampling, seed)


@claimed("00-entropy-like-random", between=(-0.03, 0.03), n_seeds=80, first_seed=2000)
def entropy_against_random(seed):
    """Digits, ten answers: entropy and random are less than 0.03 apart."""
    return chosen(entropy_sampling, seed) - at_random(seed)[10]


@claimed("00-wrong-answers", cause="no wrong answers")
def errors_against_chance(seed, cause=True):
    """Digits, ten answers: margin with two wrong answers in ten is behind random with none, because of the wrong answers."""
    return at_random(seed)[10] - chosen(margin_sampling, seed, noise=0.2 if cause else 0.0)


def surest(view):
    """The opposite of margin: the picture whose most likely digit leads by most."""
    return -margin_sampling(view)


@claimed("00-surest")
def random_against_surest(seed):
    """Digits, ten answers: asking about the picture of which the program is surest is behind random."""
    return at_random(seed)[10] - chosen(surest, seed)
