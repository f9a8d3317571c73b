"""Chapter 13: wine and the moons, what a wrong model loses, what pairs bring, and what an interval promises."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
from scipy.integrate import trapezoid
from sklearn.linear_model import LogisticRegression
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import alkit
from alkit.datasets import Dataset
from alkit.experiment.evaluation import mean_interval
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import curve, digits, new_moons, recorded

claimed = partial(claim, chapter_seeds=range(100), n_seeds=40)


def scaled() -> object:
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))


def area(data: Callable[[int], Dataset], estimator: Callable[[], Any], strategy: Any, seed: int, n: int, by: int = 1) -> float:
    """Area under the curve, divided by the answers."""
    values = curve(data, estimator, strategy, seed, n, by)
    return float(trapezoid(values) / (len(values) - 1))


# ---- wine -------------------------------------------------------------------------------------------------


@cache
def loaded_wine() -> Dataset:
    return alkit.wine()


def wine(seed: int) -> Dataset:
    return loaded_wine()


@claimed("13-wine-margin")
def wine_margin_against_random(seed):
    """Wine, 20 answers: margin is ahead of random on the way."""
    return area(wine, scaled, alkit.margin_sampling, seed, 20) - area(wine, scaled, alkit.random_sampling, seed, 20)


# ---- pairs ------------------------------------------------------------------------------------------------

ELSEWHERE = 5000  # seeds that no claim uses by themselves


def unpaired_minus_paired(data: Callable[[int], Dataset], seed: int) -> float:
    """How much farther apart margin and random are when each has a split of its own; 40 answers in fives."""
    own = area(data, scaled, alkit.margin_sampling, seed, 40, 5)
    same, other = (area(data, scaled, alkit.random_sampling, s, 40, 5) for s in (seed, seed + ELSEWHERE))
    return abs(own - other) - abs(own - same)


@claimed("13-pairs-wine", n_seeds=80)
def pairs_on_wine(seed):
    """Wine, 40 answers in fives: margin and random are farther apart on two splits than on the same one."""
    return unpaired_minus_paired(wine, seed)


# ---- an interval that promises too much -----------------------------------------------------------------------


@claimed("13-bootstrap", n_seeds=24, unit="share", cause="fifty seeds instead of five")
def misses_of_the_bootstrap(seed, cause=True):
    """Five normal draws, 400 times: the bootstrap interval of 95 % misses the mean more often than Student's, because five are few."""
    n, rng = 5 if cause else 50, np.random.default_rng(seed)
    draws = rng.normal(size=(n, 400))
    means = draws[rng.integers(n, size=(500, n))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975], axis=0)
    student = mean_interval(draws)
    return np.mean((student.low < 0) & (student.high > 0)) - np.mean((low < 0) & (high > 0))


# ---- two moons, naive Bayes -----------------------------------------------------------------------------------


def hardly_smoothed() -> GaussianNB:
    return GaussianNB(var_smoothing=1e-2)


def well_smoothed() -> GaussianNB:
    return GaussianNB(var_smoothing=0.3)


def narrow(X: Any) -> np.ndarray:
    return rbf_kernel(X, gamma=20).mean(axis=0)


WIDE = alkit.DensityWeighted(alkit.entropy_sampling)
NARROW = alkit.DensityWeighted(alkit.entropy_sampling, narrow)


def on_moons(strategy: Any, seed: int, estimator: Callable[[], Any] = hardly_smoothed) -> float:
    return area(new_moons, estimator, strategy, seed, 22)


@claimed("13-density-width", cause="gamma 20 instead of 1: a kernel a quarter as wide")
def random_against_density(seed, cause=True):
    """New moons, naive Bayes, 22 answers: entropy times density is behind random, because the kernel is wide."""
    return on_moons(alkit.random_sampling, seed) - on_moons(WIDE if cause else NARROW, seed)


def share_in_the_middle(strategy: Any, seed: int) -> float:
    """Of 22 questions, the share that falls into the third of the pool nearest its mean."""
    run = recorded(new_moons, hardly_smoothed, strategy, seed).until(alkit.budget(22))
    distance = np.linalg.norm(run.split.X_pool - run.split.X_pool.mean(axis=0), axis=1)
    asked = [row for step in run.history[1:] for row in step.asked]
    return float(np.mean(distance[asked] <= np.quantile(distance, 1 / 3)))


@claimed("13-density-middle", unit="share of the questions", cause="gamma 20 instead of 1")
def middle_of_density(seed, cause=True):
    """New moons, naive Bayes: of 22 questions, entropy times density asks more in the middle third of the pool than random does, because the kernel is wide."""
    return share_in_the_middle(WIDE if cause else NARROW, seed) - share_in_the_middle(alkit.random_sampling, seed)


@claimed("13-moons-core-set")
def core_set_against_random(seed):
    """New moons, naive Bayes, 22 answers: core-set is ahead of random."""
    return on_moons(alkit.core_set_sampling, seed) - on_moons(alkit.random_sampling, seed)


@claimed("13-margin-smoothing", cause="var_smoothing 0.3 instead of 0.01")
def random_against_margin(seed, cause=True):
    """New moons, naive Bayes, 22 answers: margin is behind random, because the variances are hardly smoothed."""
    model = hardly_smoothed if cause else well_smoothed
    return on_moons(alkit.random_sampling, seed, model) - on_moons(alkit.margin_sampling, seed, model)


@claimed("13-density-smoothed")
def random_against_density_smoothed(seed):
    """New moons, naive Bayes with well smoothed variances, 22 answers: entropy times density is behind random."""
    return on_moons(alkit.random_sampling, seed, well_smoothed) - on_moons(WIDE, seed, well_smoothed)


def with_all_labels(seed: int, data: Dataset) -> float:
    split = alkit.stratified_split(data, random_state=seed)
    return hardly_smoothed().fit(split.X_pool, split.y_pool).score(split.X_test, split.y_test)


@claimed("13-all-labels", between=(-0.05, 0.05))
def all_labels_against_random(seed):
    """New moons, naive Bayes: all 300 labels and 22 random answers are less than 0.05 apart."""
    return with_all_labels(seed, new_moons(seed)) - curve(new_moons, hardly_smoothed, alkit.random_sampling, seed, 22)[-1]


@claimed("13-one-split", n_seeds=100, between=(0.0, 0.93))
def all_labels_on_other_splits(seed):
    """The chapter's moons on other splits, naive Bayes with all labels: less than the 0.93 of its first split."""
    return with_all_labels(seed, alkit.two_moons())


# ---- six data sets, five answers a round, 40 in all --------------------------------------------------------------


@cache
def loaded(name: str) -> Dataset:
    return getattr(alkit, name)()


def iris(seed: int) -> Dataset:
    return loaded("iris")


def clouds(seed: int) -> Dataset:
    return loaded("blobs")


def in_fives(data: Callable[[int], Dataset], strategy: Any, seed: int) -> float:
    return area(data, scaled, strategy, seed, 40, 5)


@claimed("13-six-digits-margin")
def digits_margin(seed):
    """Digits, 40 answers in fives: margin is ahead of random."""
    return in_fives(digits, alkit.margin_sampling, seed) - in_fives(digits, alkit.random_sampling, seed)


@claimed("13-six-digits-entropy")
def digits_entropy(seed):
    """Digits, 40 answers in fives: entropy is behind random."""
    return in_fives(digits, alkit.random_sampling, seed) - in_fives(digits, alkit.entropy_sampling, seed)


@claimed("13-six-wine-margin")
def wine_margin(seed):
    """Wine, 40 answers in fives: margin is ahead of random."""
    return in_fives(wine, alkit.margin_sampling, seed) - in_fives(wine, alkit.random_sampling, seed)


@claimed("13-six-iris-margin")
def iris_margin(seed):
    """Iris, 40 answers in fives: margin is ahead of random."""
    return in_fives(iris, alkit.margin_sampling, seed) - in_fives(iris, alkit.random_sampling, seed)


@claimed("13-six-clouds-entropy")
def clouds_entropy(seed):
    """Four clouds, 40 answers in fives: entropy is behind random."""
    return in_fives(clouds, alkit.random_sampling, seed) - in_fives(clouds, alkit.entropy_sampling, seed)
