"""Block by block, the choice is that of the whole pool: whatever the blocks, and whoever scores them."""

import json
import os
import pathlib
import pickle
import signal
import subprocess
import sys
import threading
import time
import weakref

import joblib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

import alkit
from alkit import ActiveLearner, Blockwise, compare, datasets, disagreement, margin_sampling, random_sampling
from alkit.pool.stored import packed
from alkit.strategies.blockwise import Rows, mixed

ROOT = str(pathlib.Path(alkit.__file__).parents[1])
WORKERS = pathlib.Path(__file__).with_name("dask_workers.py")
RNG = np.random.default_rng(0)
X = RNG.normal(size=(3000, 8)).astype(np.float32)
Y = (X[:, 0] + X[:, 1] > 0).astype(int)
SEED = np.arange(0, 600, 20)


def taught(strategy, pool=X, estimator=None, random_state=0):
    learner = ActiveLearner(estimator or LogisticRegression(), pool, strategy, random_state=random_state)
    learner.teach(SEED, Y[SEED])
    return learner


def ranked(*args, batch_size=20, **options):
    ranking = taught(*args, **options).rank(batch_size)
    return ranking.indices.tolist(), ranking.scores.tolist()


# ---- the same as the whole pool ----------------------------------------------------------------------------


@given(
    scores=st.lists(st.sampled_from([-np.inf, 0.0, 0.25, 0.5, 3.0, np.inf]), min_size=1, max_size=40),
    block_size=st.integers(1, 50),
    batch_size=st.integers(1, 45),
    skipped=st.sets(st.integers(0, 39)),
)
def test_any_scores_in_any_blocks_give_the_best_and_the_same_ties(scores, block_size, batch_size, skipped):
    values, pool = np.array(scores), np.zeros((len(scores), 1))

    def given_scores(view):
        return values[view.candidates]

    def asked(strategy):
        learner = ActiveLearner(LogisticRegression(), pool, strategy, random_state=0)
        learner.withhold(sorted(i for i in skipped if 0 < i < len(scores)))
        return learner.rank(batch_size)

    blockwise, whole, at_once = (asked(s) for s in (Blockwise(given_scores, block_size), given_scores, Blockwise(given_scores)))
    assert blockwise.scores.tolist() == whole.scores.tolist() == values[blockwise.indices].tolist()
    assert blockwise.indices.tolist() == at_once.indices.tolist()
    assert not skipped & set(blockwise.indices.tolist()) - {0}


@pytest.mark.parametrize(
    "strategy",
    [
        random_sampling,
        margin_sampling,
        alkit.entropy_sampling,
        alkit.decision_margin_sampling,
        alkit.StochasticBatch(margin_sampling),
        alkit.CostWeighted(alkit.entropy_sampling),
        alkit.QueryByCommittee(disagreement.consensus_entropy, committee=alkit.PosteriorSamples(5)),
    ],
    ids=lambda strategy: getattr(strategy, "__name__", type(strategy).__name__),
)
def test_strategies_of_the_catalog_choose_what_they_choose_of_the_whole(strategy):
    whole = ranked(strategy)
    for block_size in (100, 1000, 3000):
        rows, scores = ranked(Blockwise(strategy, block_size))
        assert rows == whole[0]
        np.testing.assert_allclose(scores, whole[1], rtol=1e-6)


def test_cores_change_nothing():
    strategy = Blockwise(alkit.StochasticBatch(margin_sampling), 100)
    with joblib.parallel_config(backend="threading", n_jobs=3):
        several = ranked(strategy)
    assert several == ranked(strategy)
    assert strategy == Blockwise(alkit.StochasticBatch(margin_sampling), 100, n_jobs=4)  # so a saved comparison goes on


def test_a_committee_learns_once_a_query():
    fits = []

    class Counted(RandomForestClassifier):
        def fit(self, X, y):
            fits.append(1)
            return super().fit(X, y)

    asked = ranked(Blockwise(alkit.QueryByCommittee(committee=Counted(5)), 500))
    assert len(fits) == 1 and len(set(asked[0])) == 20
    cold = ActiveLearner(LogisticRegression(), X, Blockwise(alkit.QueryByCommittee(committee=Counted(5)), 500), random_state=0)
    assert len(set(cold.query(20))) == 20 and len(fits) == 1


def test_ties_are_broken_evenly_whichever_the_rows():
    first = [mixed(np.array([3, 4, 1_000_000, 10**12, 7]), salt).argmax() for salt in range(2000)]
    np.testing.assert_allclose(np.bincount(first) / 2000, 0.2, atol=0.04)
    assert (
        len(
            {
                tuple(ActiveLearner(LogisticRegression(), X, Blockwise(margin_sampling, 500), random_state=s).query(3))
                for s in range(5)
            }
        )
        == 5
    )


# ---- what cannot be cut is refused ---------------------------------------------------------------------------


def shares_of_the_largest(view):
    return view.proba[:, 0] / view.proba[:, 0].max()


def with_noise(view):
    return view.rng.normal(size=len(view.candidates))


@pytest.mark.parametrize(
    "strategy, said",
    [
        (alkit.DensityWeighted(), "gives a candidate depends on which others are there; alkit.Subsampled"),
        (shares_of_the_largest, "shares_of_the_largest gives a candidate depends on which others are there"),
        (alkit.EPIGSampling(committee=alkit.PosteriorSamples(3)), "must draw one random number per candidate"),
        (alkit.EpsilonGreedy(margin_sampling), "must draw one random number per candidate"),
        (with_noise, "with_noise must draw one random number per candidate"),
        (alkit.StochasticBatch(margin_sampling, "softrank"), "gives a candidate depends on which|must draw one"),
        (alkit.core_set_sampling, "builds on scores, but core_set_sampling chooses a whole batch"),
        (lambda view: np.zeros(3), "must return one score per candidate"),
        (lambda view: np.where(view.candidates == 2900, np.nan, 0.0), "returned NaN for row 2900 of the pool"),
    ],
)
def test_what_depends_on_the_other_candidates_is_refused(strategy, said):
    with pytest.raises(ValueError, match=said):
        ranked(Blockwise(strategy, 1000))


@pytest.mark.parametrize("block_size", [0, -1, 2.5, True, None])
def test_a_block_has_at_least_one_row(block_size):
    with pytest.raises(ValueError, match="block_size must be a whole number of at least 1"):
        Blockwise(margin_sampling, block_size)


# ---- larger than the memory, and elsewhere -----------------------------------------------------------------------

IN_LITTLE_MEMORY = """
import json, resource, sys
import numpy as np
from sklearn.linear_model import LogisticRegression
from alkit import ActiveLearner, Blockwise, margin_sampling
def memory(what):
    return next(int(line.split()[1]) / 1000 for line in open("/proc/self/status") if line.startswith(what))
made = np.lib.format.open_memmap(sys.argv[1], "w+", np.float32, (1_000_000, 64))  # zeros, but for a few rows
made[::20_000] = np.random.default_rng(0).normal(size=(50, 64))
made.flush()
del made
X = np.load(sys.argv[1], mmap_mode="r")
learner = ActiveLearner(LogisticRegression(), X, Blockwise(margin_sampling), random_state=0)
learner.teach(range(0, 1_000_000, 20_000), [0, 1] * 25)
before = memory("VmRSS")
resource.setrlimit(resource.RLIMIT_DATA, (int((memory("VmData") + 100) * 1e6),) * 2)
asked = learner.query(10).tolist()
try:
    X[:].copy()
except MemoryError:
    print(json.dumps({"asked": asked, "more": memory("VmHWM") - before, "whole": X.nbytes / 1e6}))
"""


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="memory is read from Linux")
def test_a_million_rows_in_memory_that_could_not_hold_a_copy(tmp_path):
    code = [sys.executable, "-c", IN_LITTLE_MEMORY, str(tmp_path / "pool.npy")]
    found = json.loads(subprocess.run(code, capture_output=True, text=True, check=True).stdout)
    assert len(set(found["asked"])) == 10 and found["more"] < 100 < found["whole"]


def test_a_pool_on_disk_travels_as_its_path(tmp_path):
    np.save(tmp_path / "x.npy", X)
    on_disk = np.load(tmp_path / "x.npy", mmap_mode="r")
    for part, expected in ((on_disk, X), (on_disk[100:2000], X[100:2000]), (on_disk[:, 2:5], X[:, 2:5])):
        sent = pickle.dumps(packed(part))
        assert len(sent) < 500 or not part.flags.c_contiguous
        opened = pickle.loads(sent)
        np.testing.assert_array_equal(opened.open() if hasattr(opened, "open") else opened, expected)
    changed = np.load(tmp_path / "x.npy", mmap_mode="c")
    changed[0] = 7  # in memory only
    assert packed(changed) is changed and packed(X) is X


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # a worker may be slow to answer on a busy machine: distributed warns
@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")
def test_a_cluster_loses_a_worker_and_nothing_else(tmp_path):
    distributed = pytest.importorskip("distributed")
    np.save(tmp_path / "x.npy", X)
    pool, folder = np.load(tmp_path / "x.npy", mmap_mode="r"), tmp_path
    iris, nb = datasets.iris(), LogisticRegression(max_iter=500)
    both, runs = {"random": random_sampling, "blockwise": Blockwise(margin_sampling, 30)}, {"n_seeds": 2, "budget": 3}
    expected, here = compare(both, iris, nb, progress=False, **runs), os.getpid()

    def slow(view):  # says who begins which block; nobody ends one before one of the workers has been killed
        if os.getpid() != here:
            (folder / f"{os.getpid()} {view.candidates[0]}.begun").touch()
            while not (folder / "killed").exists():
                time.sleep(0.01)
        return margin_sampling(view)

    def kill_one():
        while len(begun := list(folder.glob("*.begun"))) < 2:
            time.sleep(0.01)
        os.kill(int(begun[0].name.split()[0]), signal.SIGKILL)
        (folder / "killed").touch()

    with distributed.LocalCluster(n_workers=0, dashboard_address=None) as cluster:
        command = [sys.executable, WORKERS, cluster.scheduler_address, "2"]
        workers = subprocess.Popen(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": ROOT}, stderr=subprocess.DEVNULL)
        with distributed.Client(cluster) as client, joblib.parallel_config("dask"):
            client.wait_for_workers(2)
            killing = threading.Thread(target=kill_one, daemon=True)
            killing.start()
            asked = ranked(Blockwise(slow, 100), pool)
            killing.join()
            left = len(client.scheduler_info()["workers"])
            compared = compare(both, iris, nb, progress=False, **runs)
    workers.wait(20)
    assert asked == ranked(Blockwise(margin_sampling, 100), pool)
    assert left == 1 and len(list(folder.glob("*.begun"))) > 30  # of 30 blocks, one was begun twice
    pd.testing.assert_frame_equal(compared, expected, check_exact=True)


@given(st.lists(st.integers(0, 300), min_size=1, unique=True), st.booleans())
def test_rows_travel_light_and_arrive_as_they_were(rows, rise):
    """Never as what can be referred to weakly: if it is large, joblib leaves that with one Dask worker, to be lost with it."""
    rows = np.array(sorted(rows) if rise else rows)
    with pytest.raises(TypeError, match="weak reference"):
        weakref.ref(Rows(rows))
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(Rows(rows))).numbers, rows)


def test_a_block_with_a_few_gaps_travels_as_a_few_numbers():
    rows = np.delete(np.arange(65_536), [7, 70, 700])
    assert len(pickle.dumps(Rows(rows))) < 600
