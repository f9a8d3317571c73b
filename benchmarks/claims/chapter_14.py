"""Chapter 14: what fewer candidates cost, larger batches, and answers that come late.

The seed makes another pool, with another hidden rule, or another split of the digits.
"""

from __future__ import annotations

import tempfile
from collections import deque
from functools import cache, lru_cache, partial

import numpy as np
from sklearn.linear_model import LogisticRegression

import alkit
from alkit import ActiveLearner, budget, simulated
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import digits

claimed = partial(claim, chapter_seeds=range(10))
N_POOL, N_TEST = 20_000, 5_000


# ---- fewer candidates -------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def pool(seed: int):
    """Rows and labels of a small large pool; the test set comes after it."""
    with tempfile.TemporaryDirectory() as folder, alkit.large_pool(f"{folder}/pool.npy", N_POOL + N_TEST, random_state=seed) as data:  # fmt: skip
        return np.array(data.X), data.y


@cache
def accuracies(strategy, seed: int) -> list[float]:
    """With 20 first labels, and after each of ten rounds of 20 answers."""
    X, y = pool(seed)
    metric = {"accuracy": lambda model: model.score(X[N_POOL:], y[N_POOL:])}
    learner = ActiveLearner(LogisticRegression(), X[:N_POOL], strategy, classes=[0, 1], metrics=metric, random_state=seed)
    first = np.random.default_rng(seed).choice(N_POOL, 20, replace=False)
    learner.teach(first, y[first])
    learner.run(simulated(y), budget(200), 20)
    return learner.history.curve("accuracy")[1]


def ahead(one, other, seed):
    """On the way, and at its end."""
    both = np.array(accuracies(one, seed)), np.array(accuracies(other, seed))
    return (both[0] - both[1]).mean(), both[0][-1] - both[1][-1]


@claimed("14-pool-margin")
def margin_against_random(seed):
    """A made pool of 20,000 × 64, logistic regression, ten rounds of 20: on the way, margin is ahead of random."""
    return ahead(alkit.margin_sampling, alkit.random_sampling, seed)[0]


@claimed("14-one-in-twenty", between=(-0.01, 0.01))
def whole_against_a_thousand(seed):
    """The same pool: on the way, margin that looks at all 20,000 candidates and margin that looks at 1,000 of them, drawn anew
    each round, are less than one point apart.
    """
    return ahead(alkit.margin_sampling, alkit.Subsampled(alkit.margin_sampling, 1_000), seed)[0]


@claimed("14-forty")
def whole_against_forty(seed):
    """The same pool: after 200 answers, margin that looks at all candidates is ahead of margin that chooses 20 of 40."""
    return ahead(alkit.margin_sampling, alkit.Subsampled(alkit.margin_sampling, 40), seed)[1]


@claimed("14-clusters", between=(-0.01, 0.01))
def clusters_against_chance(seed):
    """The same pool: on the way, 100 candidates chosen by clustering and 100 drawn at random are less than one point apart."""
    return ahead(alkit.Preselected(alkit.margin_sampling, 100), alkit.Subsampled(alkit.margin_sampling, 100), seed)[0]


def most_probable(view):
    return view.proba[:, -1]


@claimed("14-rare", unit="found", cause="one row in ten is of that kind")
def whole_search_against_sample(seed, cause=True):
    """What is searched for is one row in 500 of 20,000; 100 checks of the most probable, ten a round: looking at all candidates finds
    more than looking at 200 of them, because it is rare.
    """
    rng = np.random.default_rng(seed)
    y = np.zeros(N_POOL, dtype=bool)
    y[rng.choice(N_POOL, 40 if cause else 2_000, replace=False)] = True
    X = rng.standard_normal((N_POOL, 16)) + 2.0 * y[:, None] * (np.arange(16) < 4)
    first = np.append(rng.choice(np.flatnonzero(y), 5, False), rng.choice(np.flatnonzero(~y), 45, False))
    found = []
    for strategy in (most_probable, alkit.Subsampled(most_probable, 200)):
        learner = ActiveLearner(LogisticRegression(), X, strategy, random_state=seed)
        learner.teach(first, y[first])
        learner.run(simulated(y), budget(100), 10)
        found.append(int(y[learner.labeled[50:]].sum()))
    return found[0] - found[1]


# ---- batches, and answers that come late ---------------------------------------------------------------------


@cache
def read(batch_size: int, late: int, seed: int) -> float:
    """Digits, margin, 20 first labels: accuracy after 200 answers; each batch comes back so many rounds late."""
    split = alkit.stratified_split(digits(seed), seed)
    learner = ActiveLearner(LogisticRegression(tol=0.01), split.X_pool / 16, alkit.margin_sampling, random_state=seed)
    first = alkit.seed_set(split.y_pool, 2, seed)
    learner.teach(first, split.y_pool[first])
    under_way: deque[np.ndarray] = deque()
    for _ in range(200 // batch_size):
        learner.withhold(np.concatenate([[], *under_way]))
        under_way.append(learner.query(batch_size))
        if len(under_way) > late:
            back = under_way.popleft()
            learner.teach(back, split.y_pool[back])
    for back in under_way:
        learner.teach(back, split.y_pool[back])
    return learner.model.score(split.X_test / 16, split.y_test)


@claimed("14-batches")
def small_batches_against_large(seed):
    """Digits, 200 answers by margin: batches of 20 lead to a better model than batches of 100."""
    return read(20, 0, seed) - read(100, 0, seed)


@claimed("14-late", n_seeds=40, first_seed=9000)
def at_once_against_late(seed):
    """Digits, 200 answers by margin in batches of 20: where each batch comes back one round late, the model is worse than where it
    is back before the next is chosen.
    """
    return read(20, 0, seed) - read(20, 1, seed)


@claimed("14-late-or-large", first_seed=9000)
def late_against_large(seed):
    """The same: batches of 20 that come back one round late lead to a better model than batches of 100."""
    return read(20, 1, seed) - read(100, 0, seed)
