"""A million candidates from a memory map, ten members, ten classes: time, and memory beyond what was there before.

pytest benchmarks/test_blocks.py.  All at once, the members' probabilities alone would take 800 MB.  Extra memory is the peak of
what Python and NumPy allocate; the pages of the memory map itself are the operating system's, which takes them back at will.
BADGE goes over the pool once for each sample of the batch, and predicts again what it has no room to keep.
"""

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # before NumPy is there

import tracemalloc

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from alkit import (
    ActiveLearner,
    BatchBALDSampling,
    EPIGSampling,
    ExpectedErrorReduction,
    PosteriorSamples,
    QueryByCommittee,
    badge_sampling,
    disagreement,
)

N, N_FEATURES, N_MEMBERS, N_CLASSES, BATCH_SIZE = 1_000_000, 16, 10, 10, 5
COMMITTEE, SINGLE = PosteriorSamples(N_MEMBERS), LogisticRegression(max_iter=1000)
STRATEGIES = {
    "BALD": (QueryByCommittee(disagreement.bald), COMMITTEE),
    "EPIG, 2 targets": (EPIGSampling(n_targets=2), COMMITTEE),
    "BatchBALD, batch of 5, 100 joint answers": (BatchBALDSampling(max_configurations=100), COMMITTEE),
    "BADGE, batch of 5": (badge_sampling, SINGLE),
    "expected error reduction, 1 candidate": (ExpectedErrorReduction(max_candidates=1), SINGLE),
}
MEGABYTES = 100  # at most


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """Rows on disk, float32, and the labels of fifty of them."""
    rng, path = np.random.default_rng(0), tmp_path_factory.mktemp("pool") / "X.npy"
    X = np.lib.format.open_memmap(path, "w+", np.float32, (N, N_FEATURES))
    for start in range(0, N, 100_000):
        X[start : start + 100_000] = rng.normal(size=(100_000, N_FEATURES))
    labels = (X[:1000] @ rng.normal(size=(N_FEATURES, N_CLASSES))).argmax(axis=1)
    rows = np.concatenate([np.flatnonzero(labels == c)[:5] for c in range(N_CLASSES)])
    X.flush()
    return np.load(path, mmap_mode="r"), rows, labels[rows]


@pytest.mark.benchmark(group=f"{N:,} candidates × {N_MEMBERS} members × {N_CLASSES} classes, from a memory map")
@pytest.mark.parametrize("name", STRATEGIES)
def test_a_million_candidates(benchmark, pool, name):
    strategy, estimator = STRATEGIES[name]
    X, rows, labels = pool
    learner = ActiveLearner(estimator, X, strategy, random_state=0)
    learner.teach(rows, labels)
    tracemalloc.start()
    asked = benchmark.pedantic(lambda: learner.query(1 if "1 candidate" in name else BATCH_SIZE), rounds=1)
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    benchmark.extra_info["megabytes"] = round(megabytes, 1)
    assert len(set(asked)) == len(asked) and megabytes <= MEGABYTES
