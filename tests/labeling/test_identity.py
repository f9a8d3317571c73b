"""What a label belongs to: hashes of rows that outlive restarts, changed pools refused by row, grown ones taken when asked."""

import dataclasses
import datetime as dt
import os
import pathlib
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from PIL import Image
from sklearn.naive_bayes import GaussianNB

from alkit import open_session
from alkit.labeling.hashes import pool_hash, row_hash


@dataclasses.dataclass
class Thing:
    size: int


POOLS = {
    "array": lambda: np.arange(12.0).reshape(6, 2),
    "integers": lambda: np.arange(12).reshape(6, 2),
    "long integers": lambda: np.arange(12).reshape(6, 2) + 2**60,
    "sparse": lambda: sp.csr_array(np.eye(6)),
    "frame": lambda: pd.DataFrame({"size": range(6), "color": list("rgbrgx"), "when": pd.date_range("2026", periods=6)}),
    "texts": lambda: [f"text {k} \udc80" for k in range(6)],
    "Series": lambda: pd.Series([f"text {k}" for k in range(6)]),
    "pictures": lambda: [Image.fromarray(np.full((3, 4), k, np.uint8)) for k in range(6)],
    "dicts": lambda: [{"name": k, "tags": {"x", str(k)}, "day": dt.date(2026, 1, 1 + k)} for k in range(6)],
    "sets": lambda: [{f"word {j}" for j in range(k + 5)} for k in range(6)],
    "dataclasses": lambda: [Thing(k) for k in range(6)],
    "lists of arrays": lambda: [np.full((2, 2), k) for k in range(6)],
}


@pytest.mark.parametrize("new_pool", POOLS.values(), ids=POOLS.keys())
def test_every_row_has_its_own_hash_and_a_swap_changes_the_pool_s(new_pool):
    X, again = new_pool(), new_pool()
    assert [row_hash(X, k) for k in range(6)] == [row_hash(again, k) for k in range(6)]
    assert len({row_hash(X, k) for k in range(6)}) == 6
    order = [1, 0, 2, 3, 4, 5]
    swapped = [X[k] for k in order] if isinstance(X, list) else X.iloc[order] if hasattr(X, "iloc") else X[order]
    assert pool_hash(X) == pool_hash(again) != pool_hash(swapped)
    assert pool_hash(X, n=4) == pool_hash(X[:4])


@pytest.mark.slow
def test_hashes_outlive_a_restart():
    code = "from tests.labeling.test_identity import POOLS, row_hash\nprint([row_hash(new(), 3) for new in POOLS.values()])"
    environment = {"PYTHONPATH": str(pathlib.Path(__file__).parents[2]), "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | environment
    )
    assert done.stdout == f"{[row_hash(new(), 3) for new in POOLS.values()]}\n"


def test_alike_is_alike_whatever_holds_it(tmp_path):
    X = np.arange(6.0).reshape(3, 2)
    np.save(tmp_path / "X.npy", X)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    assert pool_hash(X) == pool_hash(X.astype(np.float32)) == pool_hash(X.tolist()) == pool_hash(X.astype(int))
    assert pool_hash(mapped).startswith("some:") and row_hash(mapped, 1) == row_hash(X, 1) == row_hash(X.tolist(), 1)
    assert row_hash(["1"], 0) != row_hash([1], 0) != row_hash([[1]], 0) and row_hash([None], 0) != row_hash(["None"], 0)


def test_renamed_columns_are_another_pool():
    frame = pd.DataFrame({"size": [1, 2], "color": ["r", "g"]})
    renamed = frame.rename(columns={"size": "weight"})
    assert pool_hash(frame) != pool_hash(renamed) and row_hash(frame, 0) != row_hash(renamed, 0)


def test_what_cannot_be_recognized_is_refused_at_the_door(tmp_path):
    with pytest.raises(ValueError, match="nothing tells one object from another: give the class a __repr__"):
        open_session([object(), object()], classes=["a", "b"], estimator=GaussianNB(), folder=tmp_path)
    assert not list(tmp_path.iterdir()) or open_session(["a b", "c d"], classes=["a", "b"], folder=tmp_path).n_asked == 0


@pytest.fixture
def started(tmp_path):
    X = np.arange(600.0).reshape(300, 2)
    session = open_session(X, classes=["a", "b"], folder=tmp_path, name="s", budget=None)
    for _ in range(3):
        session.answer("a")
    session.close()
    return X, session


def reopen(X, folder, **options):
    session = open_session(X, classes=["a", "b"], folder=folder, name="s", budget=None, **options)
    session.close()
    return session


def test_any_changed_row_is_noticed_and_those_shown_are_named(tmp_path, started):
    X, session = started
    shown = [*session.labels, session.current]
    for row in range(300):
        changed = X.copy()
        changed[row, 1] += 1e-9 + 1e-12 * abs(X[row, 1])
        named = (
            f"row {row} of the pool differs from what was shown" if row in shown else "none of the 4 rows shown so far differs"
        )
        if row in shown or row % 30 == 0:  # the others by their hash, which is quicker
            with pytest.raises(ValueError, match=named):
                reopen(changed, tmp_path)
        assert pool_hash(changed) != pool_hash(X)
    with pytest.raises(ValueError, match=f"rows {sorted(shown)[0]}, .* differ from what was shown; choose another name"):
        reopen(X + 1, tmp_path)
    with pytest.raises(ValueError, match="another pool"):
        reopen(X[:-1], tmp_path)
    assert reopen(X, tmp_path).labels == session.labels


def test_a_memory_map_whose_shown_rows_changed_is_refused_though_the_rest_is_not_looked_at(tmp_path, started):
    X, session = started
    row = next(iter(session.labels))
    changed = X.copy()
    changed[row] = -1
    np.save(tmp_path / "X.npy", X)
    mapped = open_session(np.load(tmp_path / "X.npy", mmap_mode="r"), classes=["a", "b"], folder=tmp_path, name="map")
    mapped.close()
    changed[mapped.current] = -1
    np.save(tmp_path / "Y.npy", changed)
    with pytest.raises(ValueError, match=f"row {mapped.current} of the pool differs"):
        open_session(np.load(tmp_path / "Y.npy", mmap_mode="r"), classes=["a", "b"], folder=tmp_path, name="map")


def test_a_pool_that_only_grew_is_taken_when_asked_for_and_from_then_on(tmp_path, started):
    X, session = started
    more = np.vstack([X, [[7.0, 7.0]]])
    with pytest.raises(ValueError, match="of 300 rows, to which 1 have been added: say grown=True"):
        reopen(more, tmp_path)
    assert reopen(more, tmp_path, grown=True).labels == session.labels
    assert reopen(more, tmp_path).learner.n_pool == 301
    with pytest.raises(ValueError, match="another pool"):
        reopen(X, tmp_path, grown=True)
    with pytest.raises(ValueError, match="another pool"):
        reopen(np.vstack([[[7.0, 7.0]], more]), tmp_path, grown=True)


def test_a_grown_pool_keeps_its_seed_set(tmp_path):
    X, y = np.arange(40.0).reshape(20, 2), np.tile(["a", "b"], 10)
    first = open_session(X[:10], y[:10], folder=tmp_path, name="s")
    grown = open_session(X, y, folder=tmp_path, name="s", grown=True)
    assert grown.learner.labeled.tolist() == first.learner.labeled.tolist()
    first.close(), grown.close()
