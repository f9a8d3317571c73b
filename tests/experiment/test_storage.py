"""A results file that several write, that is cut, or that cannot be written: no run is lost, none is there twice."""

import errno
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pandas as pd
import pytest

from alkit import margin_sampling, random_sampling
from alkit.experiment import locks, storage
from alkit.experiment.storage import COLUMNS, Point, Protocol, add, as_frame, load, resumed

PROTOCOL = Protocol(None, 3, 1, len, len, len)
BOTH = {"random": random_sampling, "margin": margin_sampling}


def run(name, seed, error="", n_points=4):
    line = PROTOCOL.line(BOTH.get(name, random_sampling))
    if error:
        return {("iris", name, seed): [Point(0, 0.0, np.nan, error, line)]}
    return {("iris", name, seed): [Point(n, float(n), (1 + seed) / (3 + n), "", line) for n in range(n_points)]}


def merge(path, *runs):
    for one in runs:
        add(one, path, PROTOCOL, BOTH)


@pytest.fixture(params=[".csv", ".parquet"])
def path(request, tmp_path):
    return tmp_path / f"r[1]*{request.param}"


def names(path):
    return sorted(os.listdir(path.parent))


# ---- merged ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="signals are Unix")
@pytest.mark.parametrize("where", ["_read", "_replace"])
def test_an_interrupt_in_the_middle_of_a_save_comes_after_it(path, where, monkeypatch):
    merge(path, run("random", 0))
    real = getattr(storage, where)

    def interrupted(*args):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)  # so that it is here
        return real(*args)

    monkeypatch.setattr(storage, where, interrupted)
    with pytest.raises(KeyboardInterrupt):
        merge(path, run("margin", 1))
    monkeypatch.undo()
    assert len(load(path).groupby(["strategy", "seed"])) == 2


def test_what_others_wrote_stays(path):
    merge(path, run("random", 0), run("margin", 0), run("margin", 1) | run("random", 0), {})
    expected = as_frame(run("random", 0) | run("margin", 0) | run("margin", 1))
    pd.testing.assert_frame_equal(load(path), expected, check_exact=True)
    assert names(path) == [path.name]


def test_a_finished_run_comes_before_a_failed_one_whoever_is_first(path):
    merge(path, run("random", 0), run("margin", 0, "RuntimeError: no"), run("random", 0, "OSError: no"), run("margin", 0))
    pd.testing.assert_frame_equal(load(path), as_frame(run("random", 0) | run("margin", 0)), check_exact=True)


def test_another_protocol_is_not_mixed_in(path):
    merge(path, run("random", 0))
    before = path.read_bytes()
    with pytest.raises(ValueError, match="another protocol: budget is 3 in the file, 5 now"):
        add(run("random", 1), path, Protocol(None, 5, 1, len, len, len), BOTH)
    assert path.read_bytes() == before and names(path) == [path.name]


def test_threads_that_write_at_once_lose_nothing(tmp_path):
    path = tmp_path / "r.csv"
    threads = [threading.Thread(target=merge, args=(path, *(run(name, s) for s in range(10)))) for name in (*BOTH, "a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(load(path)) == 4 * 10 * 4 and names(path) == ["r.csv"]


# ---- cut -------------------------------------------------------------------------------------------------------------


def cut_at(path, whole, text, size):
    path.write_bytes(text[:size])
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        runs = resumed(path, PROTOCOL, BOTH)
    assert runs == {task: whole[task] for task in list(whole)[: len(runs)]}
    return len(runs), [str(w.message) for w in said]


def test_a_file_cut_anywhere_loses_only_what_is_cut(tmp_path, record_property):
    path = tmp_path / "r.csv"
    whole = {task: points for seed in range(3) for name in BOTH for task, points in run(name, seed, n_points=11).items()}
    merge(path, whole)
    text = path.read_bytes()
    ends = [0, *(j + 1 for j, byte in enumerate(text) if byte == ord("\n"))]
    assert len(ends) == 1 + 1 + 6 * 11
    for line, size in enumerate(ends):  # after the header, 11 lines each
        n_kept, said = cut_at(path, whole, text, size)
        assert n_kept == max(line - 1, 0) // 11
        is_border = line == 0 or (line - 1) % 11 == 0
        assert bool(said) == (not is_border or line == 0), line
        if said and line:
            assert said == [f"{path} is cut: {n_kept} runs in it are whole; 1 not, and left out, so that compare makes 1 again"]
    for size in random.Random(0).sample(range(1, len(text)), 150):
        n_kept, said = cut_at(path, whole, text, size)
        if size not in ends:
            assert n_kept == max(sum(end <= size for end in ends) - 2, 0) // 11 and len(said) == 1, size
    record_property("files cut", len(ends) + 150)


def test_a_cut_file_is_made_whole_by_the_next_save(tmp_path):
    path = tmp_path / "r.csv"
    merge(path, run("random", 0), run("margin", 0))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.warns(UserWarning, match="is cut: 1 runs in it are whole; 1 not"):
        assert list(resumed(path, PROTOCOL, BOTH)) == [("iris", "random", 0)]
    merge(path, run("margin", 0))
    assert resumed(path, PROTOCOL, BOTH) == run("random", 0) | run("margin", 0)


def test_a_cut_parquet_file_is_said(tmp_path):
    path = tmp_path / "r.parquet"
    merge(path, run("random", 0))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match="is no results file.*it is cut, and nothing of it can be read: remove it"):
        resumed(path, PROTOCOL, BOTH)


def test_a_file_of_the_version_before_is_taken_as_whole(tmp_path):
    path = tmp_path / "r.csv"
    as_frame(run("random", 0)).to_csv(path, index=False)
    assert list(load(path).columns) == COLUMNS and resumed(path, PROTOCOL, BOTH) == run("random", 0)


# ---- cannot be written -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["to_csv", "fsync", "replace"])
def test_a_full_disk_leaves_the_file_and_nothing_beside_it(tmp_path, monkeypatch, where):
    path = tmp_path / "r.csv"
    merge(path, run("random", 0))
    before = path.read_bytes()

    def full(*arguments, **_):
        if where == "to_csv":
            arguments[1].write_bytes(b"half of")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(*((pd.DataFrame, where) if where == "to_csv" else (os, where)), full)
        with pytest.raises(OSError, match="No space left"):
            merge(path, run("margin", 0))
    assert path.read_bytes() == before and names(path) == ["r.csv"]
    merge(path, run("margin", 0))
    assert len(load(path)) == 8


def test_what_a_killed_process_left_behind_is_removed(tmp_path):
    path, others = tmp_path / "r.csv", [".r.csvx.1.tmp", ".other.csv.1.tmp", "r.csv.1.tmp"]
    for name in (".r.csv.abc.tmp", *others):
        (tmp_path / name).write_text("half of")
    merge(path, run("random", 0))
    assert names(path) == sorted([*others, "r.csv"])


# ---- locks -----------------------------------------------------------------------------------------------------------


def test_the_lock_of_a_dead_process_is_broken_at_once(tmp_path):
    path = tmp_path / "r.csv"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    locks.beside(path, "lock").write_text(f"{socket.gethostname()} {dead.pid} x")
    begun = time.monotonic()
    merge(path, run("random", 0))
    assert time.monotonic() - begun < 2 and names(path) == ["r.csv"]


@pytest.mark.parametrize("holder", ["another-machine 1 x", ""])
def test_the_lock_of_another_machine_is_waited_for_as_long_as_it_may_live(tmp_path, monkeypatch, holder):
    monkeypatch.setattr(locks, "STALE_AFTER", 0.5)
    monkeypatch.setattr(locks, "NAMELESS_AFTER", 0.5)
    path = tmp_path / "r.csv"
    locks.beside(path, "lock").write_text(holder)
    (tmp_path / ".r.csv.break").write_text("by one who was killed while breaking it")
    begun = time.monotonic()
    merge(path, run("random", 0))
    assert 1 < time.monotonic() - begun < 5 and names(path) == ["r.csv"]


def test_a_lock_that_is_alive_is_waited_for_and_said_after_a_while(tmp_path, monkeypatch):
    path = tmp_path / "r.csv"
    monkeypatch.setattr(locks, "PATIENCE", 0.3)
    with (
        locks.locked(path),
        pytest.raises(TimeoutError, match=rf"it says who is writing: {socket.gethostname()} {os.getpid()}"),
    ):
        merge(path, run("random", 0))
    assert names(path) == []


def test_who_was_taken_for_dead_does_not_remove_the_next_ones_lock(tmp_path):
    path = tmp_path / "r.csv"
    with locks.locked(path):
        locks.beside(path, "lock").write_text("the next")
    assert locks.beside(path, "lock").read_text() == "the next"


COUNT = """
import pathlib, sys, time
from alkit.experiment.locks import locked
counter = pathlib.Path(sys.argv[1])
for _ in range(40):
    with locked(counter):
        n = int(counter.read_text())
        time.sleep(0.002)
        counter.write_text(str(n + 1))
"""


def test_only_one_process_holds_it_at_a_time_also_after_a_dead_one(tmp_path):
    counter = tmp_path / "counter"
    counter.write_text("0")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    locks.beside(counter, "lock").write_text(f"{socket.gethostname()} {dead.pid} x")
    processes = [subprocess.Popen([sys.executable, "-c", COUNT, str(counter)]) for _ in range(3)]
    assert [p.wait(60) for p in processes] == [0] * 3
    assert counter.read_text() == "120" and names(counter) == ["counter"]
