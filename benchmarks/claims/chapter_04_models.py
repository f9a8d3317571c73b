"""Chapter 04, second half: batches, the cold start, naive Bayes.  Moons are drawn anew for each seed, clouds and digits split anew."""

from __future__ import annotations

from functools import cache

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

import alkit
from benchmarks.claims.chapter_04 import ANEW, claimed, scaled
from benchmarks.claims.shared import curve, digits, new_moons, recorded

# ---- ten at once, and none at all ------------------------------------------------------------------------

TOP_TEN = alkit.margin_sampling
SPREAD = {
    "core-set": alkit.core_set_sampling,
    "ranked-batch": alkit.RankedBatch(),
    "badge": alkit.badge_sampling,
    "stochastic-batch": alkit.StochasticBatch(alkit.margin_sampling, coldness=4),
}


def batch_end(strategy, seed: int, batch_size: int = 10) -> float:
    """Accuracy after ten answers."""
    return curve(new_moons, LogisticRegression, strategy, seed, 10, batch_size)[-1]


@claimed("04-batch-top-ten", n_seeds=120, first_seed=ANEW, cause="the ten one at a time")
def chance_against_top_ten(seed, cause=True):
    """New moons, ten answers: the ten of highest margin score are behind ten at random, because they are asked at once."""
    return batch_end(alkit.random_sampling, seed) - batch_end(TOP_TEN, seed, 10 if cause else 1)


@claimed("04-batch-core-set", n_seeds=120, first_seed=ANEW)
def core_set_against_top_ten(seed):
    """New moons, one batch of ten: core-set is ahead of the ten of highest margin score."""
    return batch_end(SPREAD["core-set"], seed) - batch_end(TOP_TEN, seed)


@claimed("04-batch-ranked", n_seeds=120, first_seed=ANEW)
def ranked_against_top_ten(seed):
    """New moons, one batch of ten: ranked batch is ahead of the ten of highest margin score."""
    return batch_end(SPREAD["ranked-batch"], seed) - batch_end(TOP_TEN, seed)


@claimed("04-batch-badge", n_seeds=120, first_seed=ANEW)
def badge_against_top_ten(seed):
    """New moons, one batch of ten: BADGE is ahead of the ten of highest margin score."""
    return batch_end(SPREAD["badge"], seed) - batch_end(TOP_TEN, seed)


@claimed("04-batch-stochastic", n_seeds=120, first_seed=ANEW)
def stochastic_against_top_ten(seed):
    """New moons, one batch of ten: the stochastic batch is ahead of the ten of highest margin score."""
    return batch_end(SPREAD["stochastic-batch"], seed) - batch_end(TOP_TEN, seed)


@claimed("04-batch-like-random", n_seeds=120, first_seed=ANEW, between=(-0.03, 0.03))
def spread_against_chance(seed):
    """New moons, one batch of ten: the mean of the four batch strategies is less than 0.03 from ten at random."""
    return np.mean([batch_end(strategy, seed) for strategy in SPREAD.values()]) - batch_end(alkit.random_sampling, seed)


def first_ten(strategy, seed: int) -> float:
    """Accuracy on digits after the first ten answers, without a seed set."""
    split = alkit.stratified_split(digits(seed), random_state=seed)
    learner = alkit.ActiveLearner(scaled(), split.X_pool, strategy, classes=range(10), random_state=seed)
    rows = learner.query(10)
    learner.teach(rows, split.y_pool[rows])
    return learner.model.score(split.X_test, split.y_test)


@claimed("04-cold-start")
def typiclust_against_random(seed):
    """Digits, the first ten labels of all: TypiClust is ahead of random."""
    return first_ten(alkit.typiclust_sampling, seed) - first_ten(alkit.random_sampling, seed)


# ---- naive Bayes --------------------------------------------------------------------------------------------


def bold() -> GaussianNB:
    return GaussianNB(var_smoothing=0.01)


def careful() -> GaussianNB:
    return GaussianNB(var_smoothing=0.3)


def the_clouds(seed: int):
    """The four clouds of the chapter: for other seeds their places differ much more than what is asked in them."""
    return alkit.blobs(n_classes=4)


GAIN = alkit.ExpectedInformationGain(max_candidates=20)


def lead(data, strategy, seed: int, estimator=bold) -> float:
    """Mean accuracy on the way to 20 answers, less that of random."""
    own, chance = (curve(data, estimator, s, seed, 20).mean() for s in (strategy, alkit.random_sampling))
    return own - chance


@claimed("04-bayes-margin-clouds", n_seeds=80, first_seed=ANEW, cause="var_smoothing 0.3 instead of 0.01")
def margin_on_clouds(seed, cause=True):
    """Four clouds, naive Bayes, 20 answers: margin is behind random, because the variances are hardly smoothed."""
    return -lead(the_clouds, alkit.margin_sampling, seed, bold if cause else careful)


@claimed("04-bayes-margin-moons")
def margin_on_moons(seed):
    """New moons, naive Bayes, 20 answers: margin is behind random."""
    return -lead(new_moons, alkit.margin_sampling, seed)


@claimed("04-bayes-core-set-clouds")
def core_set_on_clouds(seed):
    """Four clouds, naive Bayes, 20 answers: core-set is ahead of random."""
    return lead(the_clouds, alkit.core_set_sampling, seed)


@claimed("04-bayes-core-set-moons")
def core_set_on_moons(seed):
    """New moons, naive Bayes, 20 answers: core-set is ahead of random."""
    return lead(new_moons, alkit.core_set_sampling, seed)


@claimed("04-bayes-gain-clouds")
def gain_on_clouds(seed):
    """Four clouds, naive Bayes, 20 answers: expected information gain is behind random."""
    return -lead(the_clouds, GAIN, seed)


@claimed("04-bayes-gain-moons")
def gain_on_moons(seed):
    """New moons, naive Bayes, 20 answers: expected information gain is behind random."""
    return -lead(new_moons, GAIN, seed)


@cache
def off_center(strategy, seed: int) -> float:
    """How far the mean of the labeled rows of a class lies from the mean of the class, in the mean of the classes."""
    run = recorded(the_clouds, careful, strategy, seed).until(alkit.budget(20))
    X, y, rows = run.split.X_pool, run.split.y_pool, run.learner.labeled
    means = [(X[rows[y[rows] == label]].mean(axis=0), X[y == label].mean(axis=0)) for label in np.unique(y)]
    return float(np.mean([np.linalg.norm(own - true) for own, true in means]))


@claimed("04-sampling-bias", unit="distance")
def bias_of_margin(seed):
    """Four clouds, 20 answers: the means of the labeled points lie farther from those of their clouds with margin than with random."""
    return off_center(alkit.margin_sampling, seed) - off_center(alkit.random_sampling, seed)


@cache
def tally_gap(strategy, seed: int) -> float:
    """Accuracy on the test set on the way to 20 answers, less the share of the questions that the model had right beforehand."""
    run = recorded(the_clouds, careful, strategy, seed)
    learner, gaps = run.learner, []
    for _ in range(20):
        rows = learner.query()
        is_right = learner.model.predict(run.split.X_pool[rows])[0] == run.split.y_pool[rows][0]
        gaps.append(learner.history[-1].metrics["accuracy"] - is_right)
        learner.teach(rows, run.split.y_pool[rows])
    return float(np.mean(gaps))


@claimed("04-asked-is-no-test-set", n_seeds=48, cause="random questions")
def tally_of_margin(seed, cause=True):
    """Four clouds, 20 answers: the model is right about fewer of its own questions than of the test set, because it chose them."""
    return tally_gap(alkit.margin_sampling if cause else alkit.random_sampling, seed)


# ---- the race of the three students -------------------------------------------------------------------------


@cache
def loaded_iris():
    return alkit.iris()


def iris(seed: int):
    """The same flowers for each seed; the split is another one."""
    return loaded_iris()


@claimed("04-race-model", n_seeds=60, cause="naive Bayes instead")
def margin_against_core_set(seed, cause=True):
    """Iris, 20 answers, logistic regression: margin is ahead of core-set, because the model is not naive Bayes."""
    estimator = scaled if cause else GaussianNB
    own, other = (curve(iris, estimator, s, seed, 20).mean() for s in (alkit.margin_sampling, alkit.core_set_sampling))
    return own - other


@claimed("04-race-logistic", n_seeds=60)
def margin_with_logistic(seed):
    """Iris, 20 answers, logistic regression: margin is ahead of random."""
    return lead(iris, alkit.margin_sampling, seed, scaled)


@claimed("04-race-bayes-margin", n_seeds=60, cause="var_smoothing 0.01 instead of 1e-9")
def margin_with_bayes(seed, cause=True):
    """Iris, 20 answers, naive Bayes: margin is behind random, because the variances are not smoothed."""
    return -lead(iris, alkit.margin_sampling, seed, GaussianNB if cause else bold)


@claimed("04-race-bayes-core-set", n_seeds=60)
def core_set_with_bayes(seed):
    """Iris, 20 answers, naive Bayes: core-set is ahead of random."""
    return lead(iris, alkit.core_set_sampling, seed, GaussianNB)
