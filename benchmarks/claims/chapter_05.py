"""Chapter 05: version spaces, committees that are samples of a posterior, coin tosses, targets.  All but wine is drawn anew."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import alkit
from alkit import ActiveLearner, PosteriorSamples, budget, disagreement, information, simulated
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import curve

claimed = partial(claim, chapter_seeds=range(10))
BALD = alkit.QueryByCommittee(disagreement.bald)

# ---- the version space ------------------------------------------------------------------------------------


@cache
def bits_ruled_out(seed: int) -> tuple[float, float]:
    """Bits by which eight answers shrink a version space of 20 000 lines: asked where most divided, and at random."""
    rng = np.random.default_rng(seed)
    clouds = alkit.blobs(300, n_classes=2, spread=0.9, random_state=seed)
    X, y = clouds.X - clouds.X.mean(axis=0), clouds.y
    angle, shift = rng.uniform(0, 2 * np.pi, 20_000), rng.uniform(-6, 6, 20_000)
    votes = np.column_stack([np.cos(angle), np.sin(angle)]) @ X.T > shift[:, None]
    found = []
    for is_random in (False, True):
        alive = np.ones(len(votes), dtype=bool)
        for _ in range(8):
            share = votes[alive].mean(axis=0) if alive.any() else np.zeros(len(X))
            point = int(rng.integers(len(X))) if is_random else int(np.abs(share - 0.5).argmin())
            alive &= votes[:, point] == y[point]
        found.append(float(np.log2(len(votes) / max(1, alive.sum()))))
    return found[0], found[1]


@claimed("05-version-space", unit="bits")
def divided_against_random(seed):
    """Two new clouds, 20 000 lines, eight answers: asked where the lines are most divided, they rule out more than at random."""
    divided, at_random = bits_ruled_out(seed)
    return divided - at_random


# ---- wine ---------------------------------------------------------------------------------------------------


@cache
def loaded_wine():
    return alkit.wine()


def wine(seed: int):
    """The same wines for each seed; the split is another one."""
    return loaded_wine()


def committee():
    return make_pipeline(StandardScaler(), PosteriorSamples(10))


def wine_mean(strategy, seed: int) -> float:
    """Mean accuracy on the way to 20 answers."""
    return curve(wine, committee, strategy, seed, 20).mean()


@claimed("05-wine-bald-random", n_seeds=40)
def wine_bald_against_random(seed):
    """Wine, samples of a posterior, 20 answers: BALD is ahead of random on the way."""
    return wine_mean(BALD, seed) - wine_mean(alkit.random_sampling, seed)


@claimed("05-wine-margin-random", n_seeds=40)
def wine_margin_against_random(seed):
    """Wine, the same committee, 20 answers: margin is ahead of random on the way."""
    return wine_mean(alkit.margin_sampling, seed) - wine_mean(alkit.random_sampling, seed)


# ---- coin tosses --------------------------------------------------------------------------------------------


def patients(seed: int, is_lottery: bool = True):
    """200 patients whose blood value tells whether they are ill, and 100 for whom it is a coin toss, or else all are ill."""
    rng = np.random.default_rng(seed)
    told = np.column_stack([rng.uniform(-3, 3, 200), rng.normal(0, 0.3, 200)])
    tossed = np.column_stack([rng.normal(0, 0.3, 100), rng.normal(3, 0.3, 100)])
    tosses = rng.random(100) < 0.5
    return np.vstack([told, tossed]), np.append(told[:, 0] > 0.5, tosses if is_lottery else np.ones(100)).astype(int)


@cache
def after_twenty(strategy, seed: int, is_lottery: bool = True) -> tuple[int, float]:
    """Of twenty questions, how many are about the hundred; and the accuracy on new patients of the other kind."""
    X, y = patients(seed, is_lottery)
    learner = ActiveLearner(PosteriorSamples(20, C=10), X, strategy, random_state=seed)
    first = [int(np.argmax(y[:200] == 0)), int(np.argmax(y[:200] == 1)), *range(200, 206)]
    learner.teach(first, y[first])
    learner.run(simulated(y), budget(20))
    X_new, y_new = patients(seed + 10_000)
    return int((learner.labeled[8:] >= 200).sum()), float((learner.model.predict(X_new[:200]) == y_new[:200]).mean())


@claimed("05-coin-questions", unit="questions", cause="all of the hundred are ill: no coin toss")
def margin_against_bald_on_tosses(seed, cause=True):
    """New patients, six coin tosses known, 20 questions: margin asks about more coin tosses than BALD, because they are coin
    tosses.
    """
    return after_twenty(alkit.margin_sampling, seed, cause)[0] - after_twenty(BALD, seed, cause)[0]


@claimed("05-coin-accuracy", n_seeds=40, between=(-0.1, 0.01))
def bald_against_margin_elsewhere(seed):
    """The same patients: on those who are no coin toss, BALD is at most 0.01 ahead of margin, or behind it."""
    return after_twenty(BALD, seed)[1] - after_twenty(alkit.margin_sampling, seed)[1]


# ---- targets --------------------------------------------------------------------------------------------------


def chance(Z):
    """True probability of class 1."""
    return 1 / (1 + np.exp(-(Z[:, 0] + 0.5 * Z[:, 1])))


def wide_pool(seed: int, is_alike: bool = False):
    """A wide pool with its labels, and targets: in a small region, or spread like the pool."""
    rng = np.random.default_rng(seed)
    X, target = rng.uniform(-8, 8, (400, 2)), rng.normal([2, -4], 0.5, (100, 2))
    y = (rng.random(400) < chance(X)).astype(int)
    return X, y, rng.uniform(-8, 8, (100, 2)) if is_alike else target


@cache
def asked_for(name: str, seed: int, is_alike: bool = False):
    """The rows of twenty questions, their mean distance from the middle of the targets, and the error there in bits."""
    X, y, target = wide_pool(seed, is_alike)
    strategy = {"random": alkit.random_sampling, "BALD": BALD, "EPIG": alkit.EPIGSampling(target)}[name]
    learner = ActiveLearner(PosteriorSamples(50), X, strategy, random_state=seed)
    learner.teach(first := [int(np.argmax(y == c)) for c in (0, 1)], y[first])
    learner.run(simulated(y), budget(20))
    rows, p, q = learner.labeled[2:], chance(target), learner.model.predict_proba(target)[:, 1]
    error = information.kl_divergence(np.column_stack([p, 1 - p]), np.column_stack([q, 1 - q])).mean()
    return rows, np.linalg.norm(X[rows] - target.mean(axis=0), axis=1).mean(), float(error)


@claimed("05-bald-far", unit="distance")
def distance_of_bald(seed):
    """A new wide pool, targets in one corner, 20 questions: BALD asks farther from the targets than random."""
    return asked_for("BALD", seed)[1] - asked_for("random", seed)[1]


@claimed("05-epig-near", unit="distance")
def distance_of_epig(seed):
    """The same pool: EPIG asks nearer to the targets than random."""
    return asked_for("random", seed)[1] - asked_for("EPIG", seed)[1]


@claimed("05-alike-shared", between=(0, 10), unit="questions")
def shared_where_alike(seed):
    """A wide pool and targets spread like it: of their twenty questions, BALD and EPIG have fewer than half in common."""
    return len(set(asked_for("BALD", seed, True)[0]) & set(asked_for("EPIG", seed, True)[0]))


FRESH = 5000  # the two below were thought of when the first seeds had been seen: these had not


def lead_of_epig(seed: int, is_alike: bool) -> float:
    """By how many bits BALD is farther from the true probabilities on the targets than EPIG, after 20 answers."""
    return asked_for("BALD", seed + FRESH, is_alike)[2] - asked_for("EPIG", seed + FRESH, is_alike)[2]


@claimed("05-alike-bald", unit="bits")
def bald_where_alike(seed):
    """A wide pool and targets spread like it, after 20 answers: on the targets, BALD is nearer to the true probabilities than
    EPIG.
    """
    return -lead_of_epig(seed, True)


@claimed("05-epig-corner", unit="bits")
def corner_against_alike(seed):
    """A wide pool, after 20 answers: measured by the error on the targets, EPIG stands better against BALD where the targets lie in
    one corner than where they are spread like the pool.
    """
    return lead_of_epig(seed, False) - lead_of_epig(seed, True)
