"""Pools on disk and in chunks behave as the array that they hold."""

import pickle
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import alkit
from alkit import ActiveLearner, Blockwise, ParquetPool, Subsampled, margin_sampling
from alkit.pool import fingerprint, n_rows, one_row, take_rows
from alkit.pool.chunked import Chunked
from alkit.pool.stored import give_back

X = np.random.default_rng(0).normal(size=(700, 4))
Y = (X[:, 0] > 0).astype(int)
COLUMNS = list("abcd")


class Counting(Chunked):
    """Chunks of an array, and which of them were read."""

    def __init__(self, array, lengths):
        super().__init__(lengths, array.shape[1])
        self.array, self.seen = array, []

    def read(self, number):
        self.seen.append(number)
        return self.array[self.starts[number] : self.starts[number + 1]]


@pytest.fixture(scope="module")
def pools(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pools")
    np.save(folder / "x.npy", X)
    frame = pd.DataFrame(X, columns=COLUMNS).assign(label=Y)
    frame[:300].to_parquet(folder / "a.parquet", row_group_size=128)
    frame[300:].to_parquet(folder / "b.parquet", row_group_size=90, index=False)
    found = {"memory map": np.load(folder / "x.npy", mmap_mode="r"), "Parquet": ParquetPool(folder, COLUMNS)}
    arrays, frames = pytest.importorskip("dask.array"), pytest.importorskip("dask.dataframe")
    found["Dask array"] = arrays.from_array(X, chunks=(99, 3))
    found["Dask frame"] = frames.read_parquet(folder, columns=COLUMNS)
    some = arrays.from_array(X, chunks=(99, 4))
    found["Dask array of unknown length"] = some[(some[:, 0] > -100)]
    return found


KINDS = ["memory map", "Parquet", "Dask array", "Dask frame", "Dask array of unknown length"]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_those_of_the_array(pools, kind):
    pool = pools[kind]
    assert n_rows(pool) == 700 and fingerprint(pool) == fingerprint(X)
    for rows in ([5], [699, 0, 0, 350], range(90, 310), []):
        np.testing.assert_array_equal(np.asarray(take_rows(pool, np.array(rows, dtype=int))), X[list(rows)])
    np.testing.assert_array_equal(np.asarray(one_row(pool, 300)), X[300])


def asked(pool):
    """What a learner asks by several strategies, before the first label and after some."""
    found = []
    for strategy in (margin_sampling, Blockwise(margin_sampling, 128), Subsampled(alkit.core_set_sampling, 50)):
        learner = ActiveLearner(make_pipeline(StandardScaler(), LogisticRegression()), pool, strategy, random_state=0)
        cold = learner.query(3).tolist()
        learner.teach(cold, Y[cold])
        learner.run(alkit.simulated(Y), alkit.budget(8), 4)
        found += [cold, learner.query(5).tolist(), learner.predict_pool(np.arange(700)).tolist()]
    return found


ASKED = cache(lambda: asked(X))


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_a_learner_asks_the_same(pools, kind):
    assert asked(pools[kind]) == ASKED()


@given(lengths=st.lists(st.integers(0, 9), min_size=1, max_size=9), data=st.data())
def test_any_rows_of_any_chunks(lengths, data):
    array = np.arange(2 * sum(lengths)).reshape(-1, 2)
    rows = data.draw(st.lists(st.integers(0, len(array) - 1), max_size=20)) if len(array) else []
    pool = Counting(array, lengths)
    np.testing.assert_array_equal(pool.take_rows(rows), array[rows])
    assert len(set(pool.seen)) == len(pool.seen)  # each chunk once


def test_going_through_in_order_reads_each_chunk_once():
    pool = Counting(X, [100] * 7)
    learner = ActiveLearner(LogisticRegression(), pool, Blockwise(margin_sampling, 30), random_state=0)
    learner.teach([0, 1, 2, 3], Y[:4])
    pool.seen.clear()
    learner.query(5)
    assert pool.seen == list(range(1, 7))  # the first one was still there


def test_a_chunk_that_is_kept_does_not_travel(pools):
    pool = pools["Parquet"]
    pool.take_rows([0])
    assert len(pickle.dumps(pool)) < 2000
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(pool)).take_rows([699]), X[[699]])


def test_what_is_not_there_is_named(pools, tmp_path):
    with pytest.raises(ValueError, match="there is no Parquet file at"):
        ParquetPool(tmp_path)
    with pytest.raises(ValueError, match="there is no Parquet file at"):
        ParquetPool(tmp_path / "none.parquet")
    pd.DataFrame({"a": [1.0]}).to_parquet(tmp_path / "c.parquet")
    with pytest.raises(ValueError, match=r"has no column \['b'\]; it has \['a'\]"):
        ParquetPool(tmp_path, ["a", "b"])
    for row in (700, -1):
        with pytest.raises(IndexError, match="the pool's rows are 0 to 699, got rows"):
            take_rows(pools["Parquet"], [row])


def test_rows_of_a_memory_map_cannot_be_changed_by_accident(tmp_path):
    writable = np.lib.format.open_memmap(tmp_path / "w.npy", "w+", float, (50, 2))
    writable[:] = 1
    with pytest.raises(ValueError, match="read-only"):
        take_rows(writable, np.arange(10, 20))[0] = 5
    inner = make_pipeline(StandardScaler(copy=False), LogisticRegression())
    learner = ActiveLearner(inner, writable, margin_sampling, random_state=0)
    learner.teach([0, 1], ["a", "b"])
    learner.query(5)
    assert (writable == 1).all()


def test_pages_given_back_are_read_again(tmp_path):
    writable = np.lib.format.open_memmap(tmp_path / "w.npy", "w+", float, (5000, 4))
    writable[:] = np.arange(20000).reshape(5000, 4)
    for pool in (writable, writable[7:4000], np.load(tmp_path / "w.npy", mmap_mode="c"), np.zeros((5, 2))):
        before = np.array(pool)
        give_back(pool, np.arange(3, len(pool)))
        np.testing.assert_array_equal(pool, before)


def test_a_broken_row_that_is_no_candidate_stops_nobody(tmp_path):
    broken = X.copy()
    broken[350] = np.nan
    np.save(tmp_path / "b.npy", broken)
    on_disk = np.load(tmp_path / "b.npy", mmap_mode="r")
    for pool in (broken, on_disk):
        learner = ActiveLearner(LogisticRegression(), pool, margin_sampling, random_state=0)
        learner.teach([*range(20), 350], [*Y[:20], None])
        assert 350 not in learner.query(600)
