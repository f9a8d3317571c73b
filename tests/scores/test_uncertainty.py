"""Scores against their definitions, written slowly."""

import tracemalloc

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from alkit import uncertainty
from alkit._kernels import rows_per_block
from tests.known_values import SHARES_OF_ZEROS, with_zeros

SCORES = [uncertainty.least_confidence, uncertainty.margin, uncertainty.entropy]
RNG = np.random.default_rng(0)


@pytest.mark.parametrize("k", [1, 2, 3, 10])
@pytest.mark.parametrize("share", SHARES_OF_ZEROS)
def test_definitions_by_sorting(k, share):
    proba = with_zeros(RNG.dirichlet(np.ones(k), 2 * rows_per_block(k) + 5), share, RNG)
    ordered = np.hstack([np.sort(proba, axis=1)[:, ::-1], np.zeros((len(proba), 1))])
    np.testing.assert_allclose(uncertainty.least_confidence(proba), 1 - ordered[:, 0], atol=1e-12)
    np.testing.assert_allclose(uncertainty.margin(proba), 1 - (ordered[:, 0] - ordered[:, 1]), atol=1e-12)
    np.testing.assert_allclose(uncertainty.entropy(proba), scipy.stats.entropy(proba, base=2, axis=1), atol=1e-12)


def test_with_two_classes_all_rank_alike_and_with_three_they_do_not():
    two = RNG.dirichlet([1, 1], 200)
    three = RNG.dirichlet([1, 1, 1], 200)
    orders = [[tuple(np.argsort(score(p))) for score in SCORES] for p in (two, three)]
    assert len(set(orders[0])) == 1 and len(set(orders[1])) == 3


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("k", [2, 5])
def test_highest_when_all_classes_are_alike_and_lowest_when_certain(score, k):
    proba = np.vstack([RNG.dirichlet(np.ones(k), 500), np.full((1, k), 1 / k), np.eye(k)])
    values = score(proba)
    assert values.max() == pytest.approx(values[500]) and values[501:] == pytest.approx(np.zeros(k))


@pytest.mark.parametrize("score", SCORES)
def test_input_is_left_alone_and_any_layout_will_do(score):
    proba = RNG.dirichlet(np.ones(4), 100)
    kept = proba.copy()
    expected = score(proba)
    proba.flags.writeable = False
    for layout in (
        proba,
        np.asfortranarray(proba),
        proba.tolist(),
        np.repeat(proba, 2, axis=1)[:, ::2],
        proba.astype(np.float32),
    ):
        np.testing.assert_allclose(score(layout), expected, atol=1e-6)
    np.testing.assert_array_equal(proba, kept)


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_ties_and_zeros(counts):
    """Neighbors vote: few values, many ties, many zeros."""
    proba = [[c / sum(row) for c in row] for row in counts]
    ordered = [sorted(row, reverse=True) for row in proba]
    np.testing.assert_allclose(uncertainty.least_confidence(proba), [1 - row[0] for row in ordered], atol=1e-12)
    np.testing.assert_allclose(uncertainty.margin(proba), [1 - (row[0] - row[1]) for row in ordered], atol=1e-12)
    slow = [-sum(p * np.log2(p) for p in row if p > 0) for row in proba]
    np.testing.assert_allclose(uncertainty.entropy(proba), slow, atol=1e-12)


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ">f8", int, bool])
def test_number_types_and_files(score, dtype, tmp_path):
    proba = RNG.dirichlet(np.ones(4), 2 * rows_per_block(4) + 5)
    proba = np.eye(4)[proba.argmax(axis=1)] if dtype in (int, bool) else proba
    mapped = np.memmap(tmp_path / "proba", dtype=dtype, mode="w+", shape=proba.shape)
    mapped[:] = proba
    if dtype != np.float16:  # whose rows do not sum to 1 closely enough for a float64
        lost = 5e-7 if dtype == np.float32 else 1e-12  # the logarithms of float32 are float32; nothing is lost in the blocks
        np.testing.assert_allclose(score(mapped), score(mapped.astype(float)), rtol=0, atol=lost)
    np.testing.assert_allclose(score(mapped), score(proba), atol=1e-2 if dtype == np.float16 else 1e-6)
    assert score(mapped).dtype == float


@pytest.mark.slow
@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("change", [np.asarray, np.asfortranarray, lambda p: p.astype(np.float32)])
def test_a_million_rows_take_little_memory(score, change):
    proba = change(with_zeros(RNG.dirichlet(np.ones(4), 1_000_000), 0.3, RNG))
    tracemalloc.start()
    values = score(proba)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak - values.nbytes < 5e6


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("bad", [[0.5, 0.5], np.zeros((0, 3)), 3.0, np.ones((2, 2, 2))])
def test_bad_shapes(score, bad):
    with pytest.raises(ValueError, match=r"shape \(n_samples, n_classes\)"):
        score(bad)


@pytest.mark.parametrize("score", SCORES)
def test_nan_is_named(score):
    proba = np.full((3 * rows_per_block(2), 2), 0.5)
    proba[(row := rows_per_block(2) + 9), 1] = np.nan
    with pytest.raises(ValueError, match=f"row {row} "):
        score(proba)


@pytest.mark.parametrize("name", ["least_confidence", "margin", "entropy"])
def test_the_explanation_ends_in_the_score(name):
    score, explain = getattr(uncertainty, name), getattr(uncertainty, f"explain_{name}")
    for k in (1, 2, 10):
        for p in RNG.dirichlet(np.ones(k), 20):
            last = explain(p, [f"class {j}" for j in range(k)]).split("= ")[-1].split()[0]
            assert float(last) == pytest.approx(score([p])[0], abs=0.0051)
