"""A list of recordings is a pool as any other: taken from, recognized after a restart, split, learned from."""

import pickle

import numpy as np
import pytest

from alkit import (
    ActiveLearner,
    Dataset,
    Recording,
    budget,
    compare,
    core_set_sampling,
    group_split,
    open_session,
    random_sampling,
)
from alkit.datasets import spoken_vowels
from alkit.labeling.hashes import pool_hash, row_hash
from alkit.modalities import Sound
from alkit.pool import fingerprint, n_rows, one_row, take_rows

RNG = np.random.default_rng(0)
NOISE = [Recording(RNG.uniform(-1, 1, 400), 8000, f"noise {k}") for k in range(6)]


def test_a_recording_is_what_it_sounds_like():
    same = Recording(NOISE[0].samples, 8000, "moved/elsewhere.wav")
    assert same == NOISE[0] and hash(same) == hash(NOISE[0]) and len({*NOISE, same}) == 6
    assert same != Recording(same.samples, 16_000) and same != "noise"
    assert len(same) == 400 and same.seconds == 0.05
    assert pickle.loads(pickle.dumps(same)) == same
    empty = Recording([], 8000)
    assert len(empty) == 0 and empty.seconds == 0 and bool(empty)


def test_nobody_changes_it_afterwards():
    samples = np.zeros(10, dtype=np.float32)
    one = Recording(samples, 8000)
    samples[0] = 1
    assert one.samples[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        one.samples[0] = 1


@pytest.mark.parametrize(
    ("samples", "rate", "words"),
    [
        (np.zeros((5, 2)), 8000, r"one row of samples.*their mean.*got samples of shape \(5, 2\)"),
        ([0.5], 0, "their rate in Hz.*rate 0"),
        ([0.5, np.nan], 8000, "finite and within -1 and 1"),
        (np.array([0, 20_000]), 8000, "divide whole numbers of 16 bits by 32768"),
    ],
)
def test_what_is_no_sound_is_refused(samples, rate, words):
    with pytest.raises(ValueError, match=words):
        Recording(samples, rate)


@pytest.mark.parametrize("kind", ["list", "object array"])
def test_a_pool_of_recordings(kind):
    pool = NOISE if kind == "list" else np.array(NOISE, dtype=object)
    assert n_rows(pool) == 6 and one_row(pool, 2) is NOISE[2]
    assert list(take_rows(pool, np.array([4, 1]))) == [NOISE[4], NOISE[1]]
    moved = [Recording(r.samples, r.rate, "elsewhere") for r in NOISE]
    assert [row_hash(pool, k) for k in range(6)] == [row_hash(moved, k) for k in range(6)]
    assert len({row_hash(pool, k) for k in range(6)}) == 6
    assert pool_hash(pool) == pool_hash(moved) != pool_hash(moved[::-1])
    assert fingerprint(pool) == fingerprint([*NOISE]) != fingerprint(NOISE[::-1])


def test_the_loop_a_comparison_and_a_session_take_them(tmp_path):
    data = spoken_vowels(4, 1)
    few = [k for k, word in enumerate(data.y) if word in ("heed", "hod")]
    two = Dataset("two", [data.X[k] for k in few], data.y[few], groups=data.groups[few])
    learner = ActiveLearner(Sound().default_estimator(), two.X, strategy=core_set_sampling, random_state=0)
    learner.teach([0, 1], two.y[:2])
    learner.run(lambda rows: two.y[rows], stop=budget(4))
    assert (learner.model.predict(two.X) == two.y).all()
    assert isinstance(group_split(two, test_size=0.25).X_pool, list)
    results = compare({"random": random_sampling}, two, Sound().default_estimator(), n_seeds=2, budget=2)
    assert set(results["error"]) == {""} and results["metric"].between(0, 1).all()
    for n_before in (0, 1):  # the second time it goes on, after a restart
        session = open_session(two, folder=tmp_path, budget=3)
        assert session.n_asked == n_before
        session.answer("heed")
        session.close()
