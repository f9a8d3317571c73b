"""Chapter 08: a network that learns handwritten digits, in batches of ten; repeated digits, a map of neighbors, a cold start."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial

import numpy as np
from sklearn.base import clone
from sklearn.manifold import Isomap
from sklearn.neural_network import MLPClassifier

import alkit
from alkit import ActiveLearner, budget, disagreement, simulated
from alkit.datasets import Dataset
from alkit.experiment.recorded import RecordedRun
from alkit.splits import Split
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import curve, loaded_digits

claimed = partial(claim, chapter_seeds=range(10))


@cache
def scaled_digits() -> Dataset:
    data = loaded_digits()
    return Dataset("digits", data.X / 16, data.y, data.classes, image_shape=data.image_shape)


def pictures(seed: int) -> Dataset:
    """The same digits for each seed, of 0 to 1; the split is another one."""
    return scaled_digits()


def network() -> MLPClassifier:
    """One hidden layer of 64 units, trained until the loss falls by less than 0.005 in five epochs."""
    return MLPClassifier((64,), learning_rate_init=0.02, tol=5e-3, n_iter_no_change=5, max_iter=300)


def on_the_way(strategy, seed: int, n_asked: int = 60) -> float:
    """Mean accuracy after each of the rounds up to ``n_asked`` answers, ten a round."""
    return curve(pictures, network, strategy, seed, 60, 10)[1 : n_asked // 10 + 1].mean()


# ---- strategies ---------------------------------------------------------------------------------------------


@claimed("08-margin-random")
def margin_against_random(seed):
    """Digits, a network, batches of ten: on the way to 60 answers, margin is ahead of random."""
    return on_the_way(alkit.margin_sampling, seed) - on_the_way(alkit.random_sampling, seed)


@claimed("08-entropy-margin")
def margin_against_entropy(seed):
    """The same network: on the way to 60 answers, entropy is behind margin."""
    return on_the_way(alkit.margin_sampling, seed) - on_the_way(alkit.entropy_sampling, seed)


@claimed("08-length-random")
def random_against_expected_gradient_length(seed):
    """The same network: on the way to 20 answers, expected gradient length is behind random."""
    return on_the_way(alkit.random_sampling, seed, 20) - on_the_way(alkit.expected_gradient_length_sampling, seed, 20)


def hasty_network() -> MLPClassifier:
    """The same network, with a step size 25 times as large."""
    return network().set_params(learning_rate_init=0.5)


@claimed("08-tuned", cause="a step size 25 times as large")
def margin_against_random_where_the_network_is_tuned(seed, cause=True):
    """On the way to 60 answers, margin is ahead of random, because the network is well tuned."""
    estimator = network if cause else hasty_network
    margin, at_random = (
        curve(pictures, estimator, how, seed, 60, 10) for how in (alkit.margin_sampling, alkit.random_sampling)
    )
    return (margin - at_random)[1:].mean()


# ---- the cold start -------------------------------------------------------------------------------------------


@cache
def from_nothing(strategy, seed: int) -> np.ndarray:
    """Accuracy after 10, 20 ... 80 answers, without a seed set."""
    split = alkit.stratified_split(scaled_digits(), random_state=seed)
    learner = ActiveLearner(
        network(), split.X_pool, strategy, classes=range(10), random_state=seed,
        metrics={"accuracy": lambda model: model.score(split.X_test, split.y_test)},
    )  # fmt: skip
    learner.run(simulated(split.y_pool), budget(80), batch_size=10)
    return np.array(learner.history.curve("accuracy")[1])


def typical_then_margin(view):
    """TypiClust up to 30 labels, then margin."""
    return alkit.typiclust_sampling(view) if len(view.labeled) < 30 else alkit.margin_sampling(view)


@claimed("08-cold-early", n_seeds=12)
def typiclust_against_margin_at_first(seed):
    """Digits without a seed set: after 20 answers, TypiClust is ahead of margin."""
    return from_nothing(alkit.typiclust_sampling, seed)[1] - from_nothing(alkit.margin_sampling, seed)[1]


@claimed("08-cold-late", n_seeds=20, between=(-0.02, 0.02))
def typiclust_against_margin_later(seed):
    """Digits without a seed set: after 80 answers, TypiClust and margin are within 0.02 of each other."""
    return from_nothing(alkit.typiclust_sampling, seed)[7] - from_nothing(alkit.margin_sampling, seed)[7]


@claimed("08-cold-switch", n_seeds=12)
def switching_against_margin(seed):
    """Digits without a seed set: TypiClust up to 30 labels and margin from there is ahead of margin on the way to 80 answers."""
    return from_nothing(typical_then_margin, seed).mean() - from_nothing(alkit.margin_sampling, seed).mean()


# ---- a map of neighbors ---------------------------------------------------------------------------------------


@cache
def mapped(seed: int) -> Split:
    """The split of a seed, its rows as Isomap places them; the map is made of the pool alone, without labels."""
    split = alkit.stratified_split(scaled_digits(), random_state=seed)
    found = Isomap(n_neighbors=10, n_components=10).fit(split.X_pool)
    size = found.embedding_.std()
    return replace(split, X_pool=found.embedding_ / size, X_test=found.transform(split.X_test) / size)


@cache
def on_the_map(strategy, seed: int, n_asked: int) -> np.ndarray:
    run = RecordedRun(mapped(seed), network(), strategy, batch_size=10, random_state=seed, keep_models=False)
    return np.array(run.until(budget(n_asked)).history.curve("accuracy")[1])


@claimed("08-map-pixels", n_seeds=12)
def map_against_pixels(seed):
    """A network, ten labels and ten random answers: on the map of neighbors it is ahead of the pixels."""
    return on_the_map(alkit.random_sampling, seed, 20)[1] - curve(pictures, network, alkit.random_sampling, seed, 60, 10)[1]


@claimed("08-map-margin", n_seeds=12)
def random_on_the_map_against_margin_on_pixels(seed):
    """After 20 answers, random picking on the map of neighbors is ahead of margin on the pixels."""
    return on_the_map(alkit.random_sampling, seed, 20)[2] - curve(pictures, network, alkit.margin_sampling, seed, 60, 10)[2]


# ---- repeated digits ------------------------------------------------------------------------------------------


def repeated(seed: int, copies: int = 8) -> Split:
    """100 digits, ten of them labeled, each with its near-copies; rows of one digit follow each other."""
    split, rng = alkit.stratified_split(scaled_digits(), random_state=seed), np.random.default_rng(seed)
    others = np.setdiff1d(np.arange(len(split.y_pool)), split.seed_rows)
    rows = np.append(split.seed_rows, rng.choice(others, 90, replace=False)).repeat(copies)
    noisy = split.X_pool[rows] + rng.normal(0, 0.02, (len(rows), 64))
    return replace(split, X_pool=noisy, y_pool=split.y_pool[rows], seed_rows=np.arange(10) * copies)


@cache
def of_repeated(is_batch: bool, seed: int, copies: int) -> tuple[float, float]:
    """Different digits in each batch of ten, on average, and the accuracy after 40 answers."""
    committee = alkit.LastLayerLaplace(network(), 30, C=0.1)
    strategy = (
        alkit.BatchBALDSampling(committee=committee, max_configurations=200)
        if is_batch
        else alkit.QueryByCommittee(disagreement.bald, committee=committee)
    )
    run = RecordedRun(repeated(seed, copies), network(), strategy, batch_size=10, random_state=seed, keep_models=False)
    history = run.until(budget(40)).history
    different = [len({row // copies for row in done.asked}) for done in list(history)[1:]]
    return float(np.mean(different)), history.curve("accuracy")[1][-1]


@claimed("08-repeated-different", n_seeds=12, first_seed=2000, unit="digits", cause="each digit once")
def different_digits_of_batch_bald_against_bald(seed, cause=True):
    """100 digits, each eight times, batches of ten: BatchBALD asks about more different digits than BALD, because each is there
    eight times.
    """
    copies = 8 if cause else 1
    return of_repeated(True, seed, copies)[0] - of_repeated(False, seed, copies)[0]


@claimed("08-repeated-accuracy", n_seeds=12, first_seed=2000, cause="each digit once")
def accuracy_of_batch_bald_against_bald(seed, cause=True):
    """The same pools, 40 answers: BatchBALD ends ahead of BALD, because each digit is there eight times."""
    copies = 8 if cause else 1
    return of_repeated(True, seed, copies)[1] - of_repeated(False, seed, copies)[1]


# ---- training on, or training anew ----------------------------------------------------------------------------


@cache
def by_passes(goes_on: bool, seed: int) -> np.ndarray:
    """Accuracy after 10, 20 ... 60 answers by margin, with 15 passes after each batch: of one network, or of a new one each time."""
    split, n_passes = alkit.stratified_split(scaled_digits(), random_state=seed), 15
    fresh, labeled, accuracies = network().set_params(random_state=seed), list(split.seed_rows), []
    model = clone(fresh)
    while True:
        for _ in range(n_passes):
            model.partial_fit(split.X_pool[labeled], split.y_pool[labeled], classes=range(10))
        accuracies.append(model.score(split.X_test, split.y_test))
        if len(labeled) == 70:
            return np.array(accuracies[1:])
        others = np.setdiff1d(np.arange(len(split.y_pool)), labeled)
        proba = np.sort(model.predict_proba(split.X_pool[others]), axis=1)
        labeled.extend(others[np.argsort(proba[:, -1] - proba[:, -2])[:10]])
        model = model if goes_on else clone(fresh)


@claimed("08-anew")
def anew_against_trained_on(seed):
    """Fifteen passes after each batch: on the way to 60 answers, a network made anew is ahead of one that is trained on."""
    return by_passes(False, seed).mean() - by_passes(True, seed).mean()
