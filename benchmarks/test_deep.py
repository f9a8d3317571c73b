"""What deep active learning needs, beside the bare work and a peer, one thread; a part of make bench where PyTorch is installed."""

import numpy as np
import pytest

from alkit import ActiveLearner, datasets, disagreement, margin_sampling, seed_set
from benchmarks.test_speed import LOGARITHMS, badge_of, group, logarithms_of, measure, seconds

torch = pytest.importorskip("torch", reason="pip install alkit[deep]")
from alkit.models.networks import TorchClassifier  # noqa: E402

RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _one_thread():
    torch.set_num_threads(1)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("who", ["copying the array", "alkit", LOGARITHMS])
def test_bald(benchmark, who, dtype):
    benchmark.group = "BALD of 20 members × 10,000 × 10 classes" + (", float32" if dtype == np.float32 else "")
    proba = RNG.dirichlet(np.ones(10), (20, 10_000)).astype(dtype)
    if who == LOGARITHMS:
        return measure(benchmark, logarithms_of(proba.reshape(-1, 10)), 30)
    return measure(benchmark, proba.copy if who != "alkit" else lambda: disagreement.bald(proba), 30, memory=who == "alkit")


@group("BADGE, 50 of 20,000 embeddings of 512 × 10 classes")
@pytest.mark.parametrize("who", ["scikit-activeml", "alkit"])
def test_badge(benchmark, who):
    X = RNG.normal(size=(20_000, 512))
    labels = (X @ RNG.normal(size=(512, 10))).argmax(axis=1)
    rows = seed_set(labels, random_state=0)
    measure(benchmark, badge_of(who, X, labels, rows), 5 if who == "alkit" else 1, memory=True)


@group("deep loop, digits, a small CNN, 5 rounds of 20")
@pytest.mark.parametrize("who", ["bare fit and predict", "alkit"])
def test_deep_loop(benchmark, who):
    X, _, labels, _ = datasets.digits().split()
    X, first, net = X / 16, seed_set(labels, random_state=0), TorchClassifier(max_epochs=30, random_state=0)

    def ours():
        learner = ActiveLearner(net, X, margin_sampling, random_state=0)
        learner.teach(first, labels[first])
        for _ in range(5):
            asked = learner.query(20)
            learner.teach(asked, labels[asked])
        return learner.labeled

    def bare(order=ours()):
        for n in range(len(first), len(order), 20):
            rest = np.delete(np.arange(len(X)), order[:n])
            TorchClassifier(max_epochs=30, random_state=0).fit(X[order[:n]], labels[order[:n]]).predict_proba(X[rest])
        TorchClassifier(max_epochs=30, random_state=0).fit(X[order], labels[order])

    bare_times = []
    setup = lambda: bare_times.append(seconds(bare))  # noqa: E731  before each round, as a machine's speed drifts
    benchmark.pedantic(ours if who == "alkit" else bare, setup=setup, rounds=5, warmup_rounds=1)
    benchmark.extra_info["reference"] = min(bare_times)
