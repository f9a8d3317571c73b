"""Our work and the peers' on the same input, one thread: pytest benchmarks/test_speed.py, or make bench for the table.

A group is one kind of work; its first test is what the others are measured by.  Fewer rounds where one takes seconds.
"""

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # before NumPy is there

import time
import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from alkit import (
    ActiveLearner,
    ExpectedErrorReduction,
    badge_sampling,
    core_set_sampling,
    datasets,
    disagreement,
    entropy_sampling,
    seed_set,
    uncertainty,
)

pool = pytest.importorskip("skactiveml.pool", reason="pip install alkit[peers]")
from skactiveml.classifier import SklearnClassifier  # noqa: E402

RNG = np.random.default_rng(0)


def group(name):
    return pytest.mark.benchmark(group=name)


def measure(benchmark, work, rounds, memory=False):
    """Time the work, and its peak memory beyond what was there before, in a run of its own."""
    benchmark.pedantic(work, rounds=rounds, warmup_rounds=1)
    if memory:
        tracemalloc.start()
        result = work()
        benchmark.extra_info["megabytes"] = (tracemalloc.get_traced_memory()[1] - getattr(result, "nbytes", 0)) / 1e6
        tracemalloc.stop()


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# ---- committee -----------------------------------------------------------------------------------------------


@group("KL disagreement of 100,000 × 10 members × 10 classes")
@pytest.mark.parametrize("who", ["scikit-activeml", "alkit", "modAL"])
def test_disagreement(benchmark, who):
    proba = RNG.dirichlet(np.ones(10), size=(10, 100_000))
    if who == "alkit":
        work = lambda: disagreement.kl_to_consensus(proba)  # noqa: E731
    elif who == "scikit-activeml":
        from skactiveml.pool import average_kl_divergence

        work = lambda: average_kl_divergence(proba)  # noqa: E731
    else:
        module, votes = pytest.importorskip("modAL.disagreement"), np.ascontiguousarray(proba.swapaxes(0, 1))
        committee = _Committee([None] * 10)
        work = lambda: module.KL_max_disagreement(committee, votes)  # noqa: E731
    measure(benchmark, work, 15)


class _Committee(list):
    def vote_proba(self, votes):
        return votes


# ---- strategies that score a whole pool ------------------------------------------------------------------------


def taught(model, X, strategy, rows, labels):
    learner = ActiveLearner(model, X, strategy, random_state=0)
    learner.teach(rows, labels)
    return learner


def unlabeled(n, rows, labels):
    y = np.full(n, np.nan)
    y[rows] = labels
    return y


@group("expected error reduction, iris, naive Bayes, 144 candidates")
@pytest.mark.parametrize("who", ["scikit-activeml", "alkit"])
def test_expected_error_reduction(benchmark, who):
    data, model = datasets.iris(), GaussianNB(var_smoothing=1e-2)
    labels = np.unique(data.y, return_inverse=True)[1]
    rows = seed_set(labels, 2, random_state=0)
    learner = taught(model, data.X, ExpectedErrorReduction(X_target=data.X), rows, labels[rows])  # the peer scores all rows

    def theirs():
        y, classifier = unlabeled(150, rows, labels[rows]), SklearnClassifier(model, classes=[0, 1, 2])
        return pool.MonteCarloEER(method="log_loss", random_state=0).query(data.X, y, classifier)

    assert theirs().tolist() == learner.query().tolist()  # the same choice
    measure(benchmark, learner.query if who == "alkit" else theirs, 20 if who == "alkit" else 3)


@pytest.fixture(scope="module")
def cloud():
    X = RNG.normal(size=(20_000, 64))
    labels = (X @ RNG.normal(size=(64, 10))).argmax(axis=1)
    rows = np.concatenate([np.flatnonzero(labels == c)[:5] for c in range(10)])
    return X, labels, rows


@group("core-set, 50 of 20,000 × 64")
@pytest.mark.parametrize("who", ["scikit-activeml", "alkit"])
def test_core_set(benchmark, cloud, who):
    X, labels, rows = cloud
    learner, y = taught(LogisticRegression(), X, core_set_sampling, rows, labels[rows]), unlabeled(20_000, rows, labels[rows])
    theirs = lambda: pool.CoreSet(random_state=0).query(X, y, batch_size=50)  # noqa: E731
    assert theirs().tolist() == learner.query(50).tolist()
    measure(benchmark, (lambda: learner.query(50)) if who == "alkit" else theirs, 10)


@group("BADGE, 50 of 20,000 × 64 × 10 classes")
@pytest.mark.parametrize("who", ["scikit-activeml", "alkit"])
def test_badge(benchmark, cloud, who):
    measure(benchmark, badge_of(who, *cloud), 10 if who == "alkit" else 2, memory=True)


def badge_of(who, X, labels, rows):
    """Fifty of a pool by BADGE, ours or the peer's."""
    learner, y = taught(LogisticRegression(), X, badge_sampling, rows, labels[rows]), unlabeled(20_000, rows, labels[rows])
    classifier = SklearnClassifier(LogisticRegression(), classes=range(10)).fit(X, y)

    def ours():
        learner._proba = None  # the peer predicts each time, too
        return learner.query(50)

    def theirs():
        return pool.Badge(random_state=0).query(X, y, classifier, fit_clf=False, batch_size=50)

    return ours if who == "alkit" else theirs


# ---- the loop --------------------------------------------------------------------------------------------------


@group("query loop, digits, logistic regression, 100 queries")
@pytest.mark.parametrize("who", ["bare fit and predict", "alkit", "scikit-activeml"])
def test_loop(benchmark, who):
    X, _, labels, _ = datasets.digits().split()
    model, first = LogisticRegression(max_iter=2000), seed_set(labels, random_state=0)

    def ours():
        learner = ActiveLearner(model, X, entropy_sampling, classes=range(10), random_state=0)
        learner.teach(first, labels[first])
        for _ in range(100):
            asked = learner.query()
            learner.teach(asked, labels[asked])
        return learner.labeled

    def bare(order=ours()):
        for n in range(10, 110):
            rest = np.delete(np.arange(len(X)), order[:n])
            LogisticRegression(max_iter=2000).fit(X[order[:n]], labels[order[:n]]).predict_proba(X[rest])
        LogisticRegression(max_iter=2000).fit(X[order], labels[order])

    def theirs():
        y, strategy = unlabeled(len(X), first, labels[first]), pool.UncertaintySampling(method="entropy", random_state=0)
        classifier = SklearnClassifier(model, classes=range(10)).fit(X, y)
        for _ in range(100):
            asked = strategy.query(X, y, classifier, fit_clf=False)
            y[asked] = labels[asked]
            classifier.fit(X, y)

    # a few per cent are at stake, and a machine's speed drifts by as much: the bare loop is timed again before each round
    bare_times = []
    work = {"alkit": ours, "scikit-activeml": theirs}.get(who, bare)
    benchmark.pedantic(work, setup=lambda: bare_times.append(seconds(bare)), rounds=9, warmup_rounds=1)
    benchmark.extra_info["reference"] = min(bare_times)


# ---- scores of a million predictions, by the time of copying them ---------------------------------------------------


@pytest.fixture(scope="module")
def million():
    return RNG.dirichlet(np.ones(10), size=1_000_000)


@pytest.fixture(scope="module")
def sparse_million(million):
    """As forests and neighbors predict: most probabilities are 0."""
    kept = (RNG.random(million.shape) >= 0.58) | (million == million.max(axis=1, keepdims=True))
    return (million * kept) / (million * kept).sum(axis=1, keepdims=True)


def logarithms_of(proba):
    """What an entropy cannot do without: a logarithm for each number, in blocks that stay in the cache, and nothing else."""
    flat, buffer = np.maximum(proba, np.finfo(proba.dtype).tiny).reshape(-1), np.empty(80_000, proba.dtype)

    def work():
        for start in range(0, flat.size, buffer.size):
            np.log(flat[start : start + buffer.size], out=buffer[: flat[start : start + buffer.size].size])

    return work


LOGARITHMS = "np.log alone"


@pytest.mark.parametrize("who", ["copying the array", "alkit", LOGARITHMS, "scikit-activeml", "modAL"])
@pytest.mark.parametrize("score", ["entropy", "margin"])
def test_score(benchmark, million, score, who):
    benchmark.group = f"{score} score of 1,000,000 × 10"
    if who == LOGARITHMS:
        if score != "entropy":
            pytest.skip("no logarithm")
        return benchmark.pedantic(logarithms_of(million), rounds=30, warmup_rounds=1)
    if who == "modAL":
        module = pytest.importorskip("modAL.uncertainty")
        function, model = getattr(module, f"classifier_{score}"), SimpleNamespace(predict_proba=lambda X: X)
        work = lambda: function(model, million)  # noqa: E731
    elif who == "scikit-activeml":
        from skactiveml.pool import uncertainty_scores

        method = {"entropy": "entropy", "margin": "margin_sampling"}[score]
        work = lambda: uncertainty_scores(million, method=method)  # noqa: E731
    else:
        work = million.copy if who != "alkit" else lambda: getattr(uncertainty, score)(million)
    return measure(benchmark, work, 30 if who in ("alkit", "copying the array") else 3, memory=who != "copying the array")


# a committee of ten is a million rows, too; only alkit's own work is timed here
ROWS, COMMITTEE = (1_000_000, 10), (10, 100_000, 10)
OURS = {  # group -> score, zeros, shape, type
    "entropy score of 1,000,000 × 10, half of them zeros": (uncertainty.entropy, True, ROWS, float),
    "margin score of 1,000,000 × 10, half of them zeros": (uncertainty.margin, True, ROWS, float),
    "least confidence of 1,000,000 × 10": (uncertainty.least_confidence, False, ROWS, float),
    "entropy score of 1,000,000 × 10, float32": (uncertainty.entropy, False, ROWS, np.float32),
    "BALD of 10 members × 100,000 × 10 classes": (disagreement.bald, False, COMMITTEE, float),
    "BALD of 10 members × 100,000 × 10 classes, half of them zeros": (disagreement.bald, True, COMMITTEE, float),
    "vote entropy of 10 members × 100,000 × 10 classes": (disagreement.vote_entropy, False, COMMITTEE, float),
    "variation ratio of 10 members × 100,000 × 10 classes": (disagreement.variation_ratio, False, COMMITTEE, float),
    "vote entropy of 10 members × 100,000 × 10 classes, float32": (disagreement.vote_entropy, False, COMMITTEE, np.float32),
}


@pytest.mark.parametrize("who", ["copying the array", "alkit", "float64"])
@pytest.mark.parametrize("work", OURS)
def test_our_scores(benchmark, million, sparse_million, work, who):
    """Beside a copy; a float32 beside the same work on float64, which it must not be slower than."""
    score, zeros, shape, dtype = OURS[work]
    if (who == "float64") != (dtype == np.float32) and who != "alkit":
        pytest.skip("the reference of another type")
    proba = (sparse_million if zeros else million).reshape(shape)
    given = proba.astype(dtype) if who == "alkit" else proba
    benchmark.group = work
    measure(benchmark, given.copy if who == "copying the array" else lambda: score(given), 30, memory=who == "alkit")
