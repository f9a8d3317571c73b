"""Committee scores against their definitions, written slowly, and against what must hold for any committee."""

import tracemalloc

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from alkit import information
from alkit._kernels import rows_per_block
from alkit.scores.disagreement import bald, consensus_entropy, epig, kl_to_consensus, variation_ratio, vote_entropy, vote_shares
from tests.known_values import SHARES_OF_ZEROS, with_zeros

RNG = np.random.default_rng(0)
SCORES = [vote_entropy, consensus_entropy, kl_to_consensus, variation_ratio, bald]
committees = st.tuples(st.integers(2, 6), st.integers(1, 5), st.integers(1, 4), st.integers(0, 1000)).map(
    lambda t: np.random.default_rng(t[3]).dirichlet(np.full(t[2], 0.5), t[:2])
)


def test_known_values():
    # four members, three classes: votes a a b c; after B. Settles 2009, figure 6, in spirit, worked out by hand
    proba = np.array([[[0.8, 0.1, 0.1]], [[0.6, 0.2, 0.2]], [[0.2, 0.7, 0.1]], [[0.0, 0.0, 1.0]]])
    assert vote_shares(proba).tolist() == [[0.5, 0.25, 0.25]]
    assert vote_entropy(proba) == pytest.approx([1.5])
    assert variation_ratio(proba) == pytest.approx([0.5])
    assert consensus_entropy(proba) == pytest.approx([scipy.stats.entropy([0.4, 0.25, 0.35], base=2)])


def test_unsure_and_divided_are_told_apart():
    unsure, divided = [[0.5, 0.5]] * 2, [[1.0, 0.0], [0.0, 1.0]]
    both = np.stack([unsure, divided], axis=1)
    assert consensus_entropy(both).tolist() == [1, 1]  # cannot tell
    assert bald(both).tolist() == kl_to_consensus(both).tolist() == [0, 1]
    assert vote_entropy(both).tolist() == [0, 1]


@given(committees)
@settings(max_examples=60, deadline=None)
def test_definitions_and_bounds(proba):
    n_members, n, k = proba.shape
    mean = proba.mean(axis=0)
    slow_kl = [np.mean([scipy.stats.entropy(proba[m, i], mean[i], base=2) for m in range(n_members)]) for i in range(n)]
    np.testing.assert_allclose(kl_to_consensus(proba), slow_kl, atol=1e-9)
    votes = [[list(proba[m, i]).index(max(proba[m, i])) for m in range(n_members)] for i in range(n)]
    slow_ratio = [1 - max(v.count(c) for c in v) / n_members for v in votes]
    slow_entropy = [scipy.stats.entropy([v.count(c) for c in range(k)], base=2) for v in votes]
    np.testing.assert_allclose(variation_ratio(proba), slow_ratio, atol=1e-12)
    np.testing.assert_allclose(vote_entropy(proba), slow_entropy, atol=1e-12)
    assert (bald(proba) <= consensus_entropy(proba) + 1e-12).all() and (bald(proba) <= np.log2(min(n_members, k)) + 1e-9).all()
    for score in SCORES:
        np.testing.assert_allclose(score(proba), score(proba[::-1]), atol=1e-12)  # no member comes first
        assert (score(proba) >= 0).all() and score(np.stack([proba[0]] * 3)) == pytest.approx(
            scipy.stats.entropy(proba[0], base=2, axis=1) if score is consensus_entropy else np.zeros(n)
        )


def slow_scores(proba):
    """All scores, with nothing of alkit in them."""
    n_members, _, k = proba.shape
    shares = np.array([np.bincount(row, minlength=k) for row in proba.argmax(axis=2).T]) / n_members
    h_mean = scipy.stats.entropy(proba.mean(axis=0), base=2, axis=1)
    mutual = h_mean - scipy.stats.entropy(proba, base=2, axis=2).mean(axis=0)
    return dict(zip(SCORES, (scipy.stats.entropy(shares, base=2, axis=1), h_mean, mutual, 1 - shares.max(axis=1), mutual)))


@pytest.mark.parametrize("share", SHARES_OF_ZEROS)
@pytest.mark.parametrize("shape", [(2, 2 * rows_per_block(10) + 7, 10), (40, 700, 5), (600, 30, 3), (3, 5, 300)])
def test_any_share_of_zeros_and_any_shape_of_committee(shape, share):
    proba = with_zeros(RNG.dirichlet(np.ones(shape[2]), shape[:2]), share, RNG)
    single = proba.astype(np.float32)
    for committee, expected in ((proba, slow_scores(proba)), (single, slow_scores(single.astype(float)))):
        for score in SCORES:
            np.testing.assert_allclose(score(committee), expected[score], atol=1e-12 if committee is proba else 1e-6)


@pytest.mark.parametrize("shape", [(20, 3_000, 10), (5, 200, 300), (2, 3_000, 2)])
@pytest.mark.parametrize("sure", [0.01, 1.0, 20.0])  # nearly one-hot, some below the smallest of float32; any; nearly even
def test_of_float32_no_more_is_lost_than_its_rounding(shape, sure):
    proba = RNG.dirichlet(np.full(shape[2], sure), shape[:2]).astype(np.float32)
    eps, bits = np.finfo(np.float32).eps, np.log2(shape[2])
    exact = slow_scores(proba.astype(float) / proba.sum(axis=2, dtype=float, keepdims=True))
    for score in (bald, consensus_entropy):
        assert np.abs(score(proba) - exact[score]).max() < 3 * eps * bits
    assert (bald(np.repeat(proba[:1], 3, axis=0)) <= 1e-12).all()  # who agrees tells nothing, to the last digit of float64
    assert bald(np.eye(2, dtype=np.float32)[[[0, 1], [1, 1]]]) == pytest.approx([1, 0], abs=1e-15)


def test_a_mean_too_small_for_float32_is_no_zero_and_no_infinity():
    tiny = np.float32(1e-45)
    proba = np.array([[[1, 0], [1, tiny]], [[1, tiny], [1, 0]]], dtype=np.float32)
    assert consensus_entropy(proba) == pytest.approx([0, 0], abs=1e-12) and bald(proba) == pytest.approx([0, 0], abs=1e-12)
    assert consensus_entropy(proba[:, :1]) == pytest.approx([0], abs=1e-12)


@given(st.integers(2, 5), st.integers(1, 4), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_a_tie_goes_to_the_first_class(n_members, k, seed):
    proba = np.random.default_rng(seed).integers(0, 2, size=(n_members, 20, k)).astype(float)  # all 0 among them: a tie of all
    votes = [[list(p).index(max(p)) for p in member] for member in proba]
    expected = [[[member[i] for member in votes].count(c) / n_members for c in range(k)] for i in range(20)]
    for dtype in (float, np.float32, int, bool):
        np.testing.assert_allclose(vote_shares(proba.astype(dtype)), expected, atol=1e-15)


@pytest.mark.parametrize("n_members", [254, 255, 256, 257, 65_535, 70_000])
def test_a_committee_of_any_size_is_counted_right(n_members):
    proba = np.eye(3)[np.r_[np.zeros((1, 2), int), np.ones((n_members - 1, 2), int)]]
    first = 1 / n_members
    np.testing.assert_allclose(vote_shares(proba), [[first, 1 - first, 0]] * 2, atol=1e-15)
    assert variation_ratio(proba) == pytest.approx([first] * 2, abs=1e-15)
    assert vote_entropy(proba) == pytest.approx([scipy.stats.entropy([1, n_members - 1], base=2)] * 2, abs=1e-12)


def test_views_and_files(tmp_path):
    mapped = np.memmap(tmp_path / "proba", dtype=float, mode="w+", shape=(4, 9_000, 5))
    mapped[:] = with_zeros(RNG.dirichlet(np.ones(5), (4, 9_000)), 0.3, RNG)
    by_sample = np.ascontiguousarray(mapped.swapaxes(0, 1))  # as some libraries hand it out
    for proba in (mapped, by_sample.swapaxes(0, 1), np.asfortranarray(mapped), np.repeat(mapped, 2, axis=2)[:, :, ::2]):
        for score, expected in slow_scores(np.array(mapped)).items():
            np.testing.assert_allclose(score(proba), expected, atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("score", SCORES)
def test_nothing_as_large_as_the_input_is_made(score, dtype):
    proba = RNG.dirichlet(np.ones(5), (10, 100_000)).astype(dtype)
    for committee in (proba, np.asfortranarray(proba)):
        tracemalloc.start()
        values = score(committee)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak - values.nbytes < 5e6


def test_the_bad_row_is_named():
    proba = np.full((3, rows_per_block(2) + 10, 2), 0.5)
    proba[1, rows_per_block(2) + 4, 0] = 0.75
    with pytest.raises(ValueError, match=f"sum to 1, not 1.25; row {proba.shape[1] + rows_per_block(2) + 4} is"):
        bald(proba)


@given(committees, st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_epig_is_a_mean_of_mutual_informations(proba, seed):
    n_members, n, k = proba.shape
    target = np.random.default_rng(seed).dirichlet(np.ones(k), (n_members, 3))
    slow = [
        np.mean(
            [
                information.information_gain(sum(np.outer(p, q) for p, q in zip(proba[:, i], target[:, j])) / n_members)
                for j in range(3)
            ]
        )
        for i in range(n)
    ]
    np.testing.assert_allclose(epig(proba, target), slow, atol=1e-9)
    assert (epig(proba, target) <= bald(proba) + 1e-9).all()  # a label cannot tell more of the targets than of the members


def test_epig_in_blocks_is_epig(monkeypatch):
    proba, target = RNG.dirichlet(np.ones(3), (4, 50)), RNG.dirichlet(np.ones(3), (4, 7))
    whole = epig(proba, target)
    monkeypatch.setattr("alkit.disagreement.TARGET_BLOCK", 100)
    np.testing.assert_allclose(epig(proba, target), whole, atol=1e-12)
    with pytest.raises(ValueError, match="same members and classes"):
        epig(proba, target[:3])


def test_bald_and_epig_part_where_the_targets_are():
    """Two questions divide the committee alike; only the first has to do with the targets."""
    members = np.array([(a, b) for a in (0, 1) for b in (0, 1)])  # each knows two facts, independent of each other
    proba = np.stack([np.eye(2)[members[:, 0]], np.eye(2)[members[:, 1]]], axis=1)
    target = np.eye(2)[members[:, :1]]
    assert bald(proba) == pytest.approx([1, 1])
    assert epig(proba, target) == pytest.approx([1, 0], abs=1e-12)


@pytest.mark.parametrize("score", SCORES)
def test_bad_input(score):
    with pytest.raises(ValueError, match="at least two members"):
        score(np.full((1, 3, 2), 0.5))
    with pytest.raises(ValueError, match=r"shape \(n_members, n_samples, n_classes\), got \(3, 2\)"):
        score(np.full((3, 2), 0.5))
    bad = np.full((3, 2, 2), 0.5)
    bad[1, 1, 0] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        score(bad)
