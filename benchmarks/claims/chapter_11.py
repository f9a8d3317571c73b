"""Chapter 11: digits of which one is rare, the same digit taken again and again, and the first ten answers of all."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

import alkit
from alkit import ActiveLearner, budget, group_split, repeated, seed_set, simulated, stratified_split
from alkit.datasets import Dataset
from alkit.splits import Split
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import loaded_digits

claimed = partial(claim, chapter_seeds=range(20), n_seeds=30)
N_RARE, RADIUS = 25, 0.8


@cache
def scaled_digits() -> Dataset:
    data = loaded_digits()
    return Dataset("digits", data.X / 16, data.y, data.classes, image_shape=data.image_shape)


def reader() -> LogisticRegression:
    return LogisticRegression(tol=0.01)


# ---- a rare digit ---------------------------------------------------------------------------------------------


@cache
def rare_split(seed: int, is_rare: bool) -> tuple[Split, int]:
    """A split with 25 pictures, or with all, of one digit in the pool, and that digit: each has its turn; one label per digit."""
    split, digit, rng = stratified_split(scaled_digits(), seed), seed % 10, np.random.default_rng(seed)
    those = rng.permutation(np.flatnonzero(split.y_pool == digit))
    kept = np.setdiff1d(np.arange(len(split.y_pool)), those[N_RARE:] if is_rare else [])
    y = split.y_pool[kept]
    return replace(split, X_pool=split.X_pool[kept], y_pool=y, seed_rows=seed_set(y, random_state=seed)), digit


@cache
def of_rare(strategy: Any, seed: int, is_rare: bool) -> tuple[float, float, float, float]:
    """60 answers in batches of five: how many times as often as it comes the digit was asked; accuracy at the belt, recall of
    the digit, and balanced accuracy.
    """
    split, digit = rare_split(seed, is_rare)
    learner = ActiveLearner(reader(), split.X_pool, strategy, classes=range(10), random_state=seed)
    learner.teach(split.seed_rows, split.y_pool[split.seed_rows])
    learner.run(simulated(split.y_pool), budget(60), batch_size=5)
    asked = split.y_pool[[row for step in learner.history[1:] for row in step.asked]]
    is_right = learner.model.predict(split.X_test) == split.y_test
    recalls = np.array([is_right[split.y_test == one].mean() for one in range(10)])
    shares = np.bincount(split.y_pool) / len(split.y_pool)
    return (asked == digit).mean() / shares[digit], recalls @ shares, recalls[digit], recalls.mean()


@claimed("11-hidden", cause="no digit is rare")
def accuracy_above_recall(seed, cause=True):
    """One digit in fifty is rare; after 60 random answers, accuracy is above the recall of that digit, because it is rare."""
    _, accuracy, recall, _ = of_rare(alkit.random_sampling, seed, cause)
    return accuracy - recall


def rare_asked(strategy: Any, seed: int, is_rare: bool) -> float:
    """By how much more than random picking a strategy asks a digit, in times its share in the pool."""
    return of_rare(strategy, seed, is_rare)[0] - of_rare(alkit.random_sampling, seed, is_rare)[0]


@claimed("11-rare-margin", unit="times its share", cause="no digit is rare")
def margin_asks_the_rare(seed, cause=True):
    """In 60 answers, margin asks more of the rare digit than random picking does, because it is rare."""
    return rare_asked(alkit.margin_sampling, seed, cause)


@claimed("11-rare-entropy", unit="times its share", cause="no digit is rare")
def entropy_asks_the_rare(seed, cause=True):
    """In 60 answers, entropy asks more of the rare digit than random picking does, because it is rare."""
    return rare_asked(alkit.entropy_sampling, seed, cause)


@claimed("11-rare-core-set", unit="times its share", cause="no digit is rare")
def core_set_asks_the_rare(seed, cause=True):
    """In 60 answers, core-set asks more of the rare digit than random picking does, because it is rare."""
    return rare_asked(alkit.core_set_sampling, seed, cause)


@claimed("11-balanced-margin")
def margin_ahead_in_balanced_accuracy(seed):
    """With a rare digit, after 60 answers: margin is ahead of random picking in balanced accuracy."""
    return of_rare(alkit.margin_sampling, seed, True)[3] - of_rare(alkit.random_sampling, seed, True)[3]


@claimed("11-recall-core-set", unit="recall")
def core_set_ahead_in_recall(seed):
    """With a rare digit, after 60 answers: core-set is ahead of random picking in the recall of that digit."""
    return of_rare(alkit.core_set_sampling, seed, True)[2] - of_rare(alkit.random_sampling, seed, True)[2]


@claimed("11-recall-entropy", unit="recall")
def entropy_ahead_in_recall(seed):
    """With a rare digit, after 60 answers: entropy is ahead of random picking in the recall of that digit."""
    return of_rare(alkit.entropy_sampling, seed, True)[2] - of_rare(alkit.random_sampling, seed, True)[2]


@claimed("11-balanced-entropy")
def margin_ahead_of_entropy_in_balanced_accuracy(seed):
    """With a rare digit, after 60 answers: entropy is behind margin in balanced accuracy."""
    return of_rare(alkit.margin_sampling, seed, True)[3] - of_rare(alkit.entropy_sampling, seed, True)[3]


# ---- near-copies ----------------------------------------------------------------------------------------------


def few(seed: int) -> Dataset:
    """150 of the digits."""
    data, rows = scaled_digits(), np.random.default_rng(seed).permutation(len(scaled_digits().y))[:150]
    return replace(data, X=data.X[rows], y=data.y[rows])


def moved(data: Dataset, times: int, random_state: int) -> Dataset:
    """Near-copies that lie a pixel to the left or to the right."""
    again = repeated(data, times, random_state=random_state)
    pictures, rng = again.X.reshape(-1, 8, 8).copy(), np.random.default_rng(random_state)
    for row in range(len(data.y), len(pictures)):
        pictures[row] = np.roll(pictures[row], rng.choice([-1, 1]), axis=1)
    return replace(again, X=pictures.reshape(-1, 64))


def leak(make: Any, seed: int, times: int) -> float:
    """Accuracy of a model of the whole pool: on a random test set, less on one of other digits."""
    data = make(few(seed), times, random_state=seed)
    splits = stratified_split(data, seed), group_split(data, seed)
    return float(np.subtract(*(reader().fit(s.X_pool, s.y_pool).score(s.X_test, s.y_test) for s in splits)))


@claimed("11-leak", cause="each digit once")
def random_test_set_against_other_digits(seed, cause=True):
    """150 digits, each eight times: a random test set shows more accuracy than one of other digits, because of the copies."""
    return leak(repeated, seed, 8 if cause else 1)


@claimed("11-leak-moved", cause="each digit once")
def random_test_set_against_other_digits_where_the_camera_moves(seed, cause=True):
    """The same, the copies a pixel to the left or right: a random test set shows more accuracy, because of the copies."""
    return leak(moved, seed, 8 if cause else 1)


@claimed("11-moved-far", between=(-0.01, 0.05), first_seed=2000, unit="of the copies")
def moved_copies_that_are_nearest(seed):
    """At most one moved copy in twenty is nearer to its original than the original's nearest other digit is."""
    data = few(seed)
    copies = moved(data, 2, seed).X[len(data.y) :]
    others = NearestNeighbors(n_neighbors=1).fit(data.X).kneighbors()[0][:, 0]
    return (np.linalg.norm(copies - data.X, axis=1) < others).mean()


def thinned(X: np.ndarray, radius: float = RADIUS) -> np.ndarray:
    """Rows of which no row kept before lies within the radius."""
    kept: list[int] = []
    for row in range(len(X)):
        if not kept or np.linalg.norm(X[kept] - X[row], axis=1).min() > radius:
            kept.append(row)
    return np.array(kept)


def thin(split: Split) -> Split:
    """The split with near-copies thrown out of its pool; the seed set stays."""
    rows = np.append(split.seed_rows, np.setdiff1d(np.arange(len(split.y_pool)), split.seed_rows))
    kept = rows[thinned(split.X_pool[rows])]
    seeds = np.flatnonzero(np.isin(kept, split.seed_rows))
    assert split.groups is not None
    return replace(split, X_pool=split.X_pool[kept], y_pool=split.y_pool[kept], groups=split.groups[kept], seed_rows=seeds)


@cache
def of_copies(strategy: Any, seed: int, batch_size: int = 10, times: int = 8, is_thin: bool = False) -> tuple[int, float]:
    """40 answers about 150 digits with their copies: how many were about a digit labeled before, and the accuracy."""
    split = group_split(repeated(few(seed), times, random_state=seed), seed)
    split = thin(split) if is_thin else split
    learner = ActiveLearner(reader(), split.X_pool, strategy, classes=range(10), random_state=seed)
    learner.teach(split.seed_rows, split.y_pool[split.seed_rows])
    learner.run(simulated(split.y_pool), budget(40), batch_size=batch_size)
    assert split.groups is not None
    n_repeated = len(learner.labeled) - len(set(split.groups[learner.labeled].tolist()))
    return n_repeated, learner.model.score(split.X_test, split.y_test)


@claimed("11-waste", unit="of 40 answers", cause="one question at a time")
def margin_repeats_itself(seed, cause=True):
    """Each digit eight times: margin asks more about digits labeled before than random picking does, because it asks ten at a time."""
    n = 10 if cause else 1
    return of_copies(alkit.margin_sampling, seed, n)[0] - of_copies(alkit.random_sampling, seed, n)[0]


@claimed("11-thin", cause="each digit once")
def thinned_pool_against_the_whole(seed, cause=True):
    """Each digit eight times, margin in batches of ten: after 40 answers, the thinned pool is ahead, because of the copies."""
    times = 8 if cause else 1
    return np.subtract(*(of_copies(alkit.margin_sampling, seed, 10, times, is_thin)[1] for is_thin in (True, False)))


@claimed("11-entropy-copies", cause="each digit once")
def random_against_entropy(seed, cause=True):
    """Each digit eight times, batches of ten: after 40 answers, entropy is behind random picking, because of the copies."""
    times = 8 if cause else 1
    return np.subtract(*(of_copies(how, seed, 10, times)[1] for how in (alkit.random_sampling, alkit.entropy_sampling)))


# ---- the first ten --------------------------------------------------------------------------------------------


def central(view: Any) -> alkit.strategies.base.Batch:
    """The candidates nearest to the centers of k-means."""
    X = view.features(view.candidates)
    means = KMeans(view.batch_size, n_init=1, random_state=int(view.rng.integers(2**31))).fit(X)
    chosen: list[int] = []
    for distances in means.transform(X).T:
        distances[chosen] = np.inf
        chosen.append(int(distances.argmin()))
    return alkit.strategies.base.Batch(np.array(chosen), np.ones(len(chosen)))


@cache
def first_ten(strategy: Any, seed: int, is_rare: bool) -> tuple[int, bool, float]:
    """Digits among the first ten pictures asked, whether the rare one is among them, and the accuracy they give."""
    split, digit = rare_split(seed, is_rare)
    learner = ActiveLearner(reader(), split.X_pool, strategy, classes=range(10), random_state=seed)
    rows = learner.query(10)
    learner.teach(rows, split.y_pool[rows])
    seen = set(split.y_pool[rows].tolist())
    return len(seen), digit in seen, learner.model.score(split.X_test, split.y_test)


@claimed("11-cold-classes", unit="digits")
def central_pictures_see_more_digits(seed):
    """No digit rare, no label: the ten pictures nearest to the centers of k-means show more different digits than ten random pictures."""
    return first_ten(central, seed, False)[0] - first_ten(alkit.random_sampling, seed, False)[0]


@claimed("11-cold-gift")
def central_pictures_against_one_of_each(seed):
    """No digit rare: the ten nearest to the centers of k-means teach more than ten random pictures that are one of each digit."""
    split = rare_split(seed, False)[0]
    gift = reader().fit(split.X_pool[split.seed_rows], split.y_pool[split.seed_rows])
    return first_ten(central, seed, False)[2] - gift.score(split.X_test, split.y_test)


@claimed("11-cold-rare", unit="of the pools", cause="no digit is rare")
def central_pictures_overlook_the_rare(seed, cause=True):
    """No label: the ten farthest pictures of core-set show the rare digit more often than the ten nearest to the centers do, because it is rare."""
    return float(first_ten(alkit.core_set_sampling, seed, cause)[1]) - float(first_ten(central, seed, cause)[1])
