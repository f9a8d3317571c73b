"""Chapter 15: a cheap oracle beside a dear one, under a budget in seconds.  The seed draws the split, and what taught the cheap one."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

import alkit
from alkit import ActiveLearner, cost_budget, simulated
from benchmarks.claims.chapter_15 import claimed, digits, reader

SECONDS = 300
routes = partial(claimed, n_seeds=20)  # hundreds of fits a run


@cache
def under_budget(seed: int, who: str, n_foreign: int) -> float:
    """Accuracy after 300 seconds: a cheap oracle, 1 s an answer, taught by some rows of elsewhere; a dear one, 10 s, never wrong.

    One question at a time.
    """
    split = alkit.stratified_split(digits(), seed)
    drawn = np.random.default_rng(seed).permutation(len(split.y_pool))
    elsewhere, here = drawn[:n_foreign], drawn[200:]
    X, y = split.X_pool[here], split.y_pool[here]
    cheap = alkit.weak_oracle(reader().fit(split.X_pool[elsewhere], split.y_pool[elsewhere]), X, seconds=1)
    dear, first = simulated(y, cost=10), alkit.seed_set(y, 1, seed)
    learner = ActiveLearner(reader(), X, alkit.margin_sampling, random_state=seed)
    learner.teach(first, y[first])
    both = alkit.SecondOpinion(cheap, dear, alkit.contradicts(learner, 0.2))
    learner.run({"cheap": cheap, "dear": dear, "both": both}[who], cost_budget(SECONDS), batch_size=1)
    return learner.model.score(split.X_test, split.y_test)


def gap(seed, one, other, n_foreign):
    return under_budget(seed, one, n_foreign) - under_budget(seed, other, n_foreign)


WEAK, GOOD = 30, 200  # rows that taught it


@routes("15-dear-cheap", cause="the cheap one is good")
def dear_against_cheap(seed, cause=True):
    """Digits, 300 s, 1 s for a weak model, 10 s for one who is never wrong: asking the dear one only beats asking the weak one
    only, because it is weak.
    """
    return gap(seed, "dear", "cheap", WEAK if cause else GOOD)


@routes("15-both-cheap")
def both_against_cheap(seed):
    """The same: the weak one with a second opinion of the dear one, where the learner doubts, beats the weak one only."""
    return gap(seed, "both", "cheap", WEAK)


@routes("15-dear-both")
def dear_against_both(seed):
    """The same: asking the dear one only beats the second opinion."""
    return gap(seed, "dear", "both", WEAK)


@routes("15-good-cheap-dear")
def good_cheap_against_dear(seed):
    """The same with a cheap one that was taught by 200 rows: asking it only beats asking the dear one only."""
    return gap(seed, "cheap", "dear", GOOD)


@routes("15-good-cheap-both")
def good_cheap_against_both(seed):
    """The same: asking the good cheap one only beats the second opinion."""
    return gap(seed, "cheap", "both", GOOD)


@routes("15-good-both-dear")
def good_both_against_dear(seed):
    """The same: the good cheap one with a second opinion beats asking the dear one only."""
    return gap(seed, "both", "dear", GOOD)
