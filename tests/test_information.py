"""Entropies and gains: known values, scipy as an independent reference, and the laws they obey."""

import tracemalloc

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from alkit import datasets
from alkit import information as info
from alkit._kernels import rows_per_block
from tests.known_values import ENTROPIES, SHARES_OF_ZEROS, TENNIS_GAINS, with_zeros

RNG = np.random.default_rng(0)
PAIRS = rows_per_block(2)


@st.composite
def tables(draw, shape=None):
    """Joint tables, zeros among them."""
    shape = shape or draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    weights = draw(arrays(float, shape, elements=st.floats(0, 1, allow_subnormal=False).map(lambda x: x if x > 1e-6 else 0.0)))
    weights.flat[draw(st.integers(0, weights.size - 1))] += 0.5
    return weights / weights.sum()


@pytest.mark.parametrize("p, bits", ENTROPIES)
def test_closed_forms(p, bits):
    assert info.entropy(p) == pytest.approx(bits, abs=1e-12)
    assert np.signbit(info.entropy(p)) == 0  # no -0.0


def test_play_tennis():
    days = datasets.play_tennis()
    gains = {name: round(info.information_gain(days.y, days.X[:, j]), 3) for j, name in enumerate(days.feature_names)}
    assert gains == TENNIS_GAINS


@pytest.mark.parametrize("base", [2, np.e, 10])
@pytest.mark.parametrize("shape, axis", [((7, 4), -1), ((4, 7), 0), ((3, 4, 5), 1), ((3, 4, 5), -2), ((6,), 0)])
def test_as_scipy_along_any_axis(shape, axis, base):
    p, q = (w / w.sum(axis=axis, keepdims=True) for w in RNG.random((2, *shape)))
    np.testing.assert_allclose(info.entropy(p, axis, base), scipy.stats.entropy(p, axis=axis, base=base), atol=1e-12)
    np.testing.assert_allclose(
        info.kl_divergence(p, q, axis, base), scipy.stats.entropy(p, q, axis=axis, base=base), atol=1e-12
    )
    both = info.entropy(p, axis, base) + info.kl_divergence(p, q, axis, base)
    np.testing.assert_allclose(info.cross_entropy(p, q, axis, base), both, atol=1e-12)


def test_what_q_excludes_costs_infinitely_much():
    assert info.kl_divergence([0.5, 0.5], [1.0, 0.0]) == info.cross_entropy([0.5, 0.5], [1.0, 0.0]) == np.inf
    assert info.kl_divergence([1.0, 0.0], [0.5, 0.5]) == 1.0


@pytest.mark.parametrize("dtype, tolerance", [(np.float16, 1e-2), (np.float32, 1e-6), (bool, 0), (int, 0)])
def test_other_number_types(dtype, tolerance):
    p = np.array([[1, 0], [0, 1]] if tolerance == 0 else [[0.3, 0.7], [1, 0]], dtype=dtype)
    np.testing.assert_allclose(info.entropy(p), scipy.stats.entropy(p.astype(float), base=2, axis=1), atol=tolerance)


@pytest.mark.parametrize("order", ["C", "F", "strided"])
def test_a_million_rows_with_zeros_where_blocks_meet(order):
    p = RNG.dirichlet(np.ones(10), 1_000_000)
    block = rows_per_block(10)
    for row in (0, block - 1, block, 3 * block - 1, 999_999):
        p[row] = np.eye(10)[row % 10]
    given_p = {"C": p, "F": np.asfortranarray(p), "strided": np.repeat(p[:100_000], 2, axis=0)[::2]}[order]
    kept = given_p[:50].copy()
    h = info.entropy(given_p)
    some = np.r_[0:20, block - 3 : block + 3, 3 * block - 1, len(given_p) - 5 : len(given_p)]
    slow = [-sum(x * np.log2(x) for x in row if x > 0) for row in given_p[some]]
    np.testing.assert_allclose(h[some], slow, atol=1e-12)
    assert h[block] == 0
    np.testing.assert_array_equal(given_p[:50], kept)  # the input is left alone


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("share", SHARES_OF_ZEROS)
def test_zeros_of_any_share(share, dtype):
    p = with_zeros(RNG.dirichlet(np.ones(7), 2 * rows_per_block(7) + 3), share, RNG).astype(dtype)
    expected = scipy.stats.entropy(p.astype(float), base=2, axis=1)
    np.testing.assert_allclose(info.entropy(p), expected, atol=1e-12 if dtype is float else 1e-6)


def test_a_zero_that_comes_late():
    p = RNG.dirichlet(np.ones(5), 3 * rows_per_block(5))
    p[2 * rows_per_block(5) + 1] = [0.5, 0, 0.5, 0, 0]
    np.testing.assert_allclose(info.entropy(p), scipy.stats.entropy(p, base=2, axis=1), atol=1e-12)


@settings(max_examples=200, deadline=None)
@given(arrays(float, (4, 3), elements=st.sampled_from([0.0, -0.0, 5e-324, 1e-310, np.finfo(float).tiny, 1e-200, 1e-16, 0.3])))
def test_zeros_denormals_and_tiny_numbers(p):
    p[:, 0] = 1 - p[:, 1:].sum(axis=1)
    slow = [-sum(x * np.log2(x) for x in row if x > 0) for row in p]
    np.testing.assert_allclose(info.entropy(p), slow, atol=1e-12)
    np.testing.assert_allclose(info.cross_entropy(p, p), slow, atol=1e-12)
    assert not info.kl_divergence(p, p).any() and not np.signbit(info.entropy(p)).any()


def test_views_and_files(tmp_path):
    mapped = np.memmap(tmp_path / "p", dtype=float, mode="w+", shape=(6, 5_000, 4))
    mapped[:] = RNG.dirichlet(np.ones(4), (6, 5_000))
    expected = scipy.stats.entropy(np.array(mapped), base=2, axis=2)
    for p, axis in ((mapped, 2), (mapped.swapaxes(0, 2), 0), (mapped[:, ::-1], 2), (mapped[::2], 2)):
        h = info.entropy(p, axis)
        again = {(6, 5_000): expected, (5_000, 6): expected.T, (3, 5_000): expected[::2]}[h.shape]
        np.testing.assert_allclose(h, again[:, ::-1] if p.strides[1] < 0 else again, atol=1e-12)


def test_a_million_rows_take_little_memory():
    p = RNG.dirichlet(np.ones(10), 1_000_000)
    p[::3, 0] = 0
    p /= p.sum(axis=1, keepdims=True)
    tracemalloc.start()
    h = info.entropy(p)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak - h.nbytes < 20e6


@pytest.mark.parametrize("near_zeros", [False, True])
@pytest.mark.parametrize("row", [0, 1, PAIRS - 1, PAIRS, 2 * PAIRS + 7])
@pytest.mark.parametrize(
    "bad, said",
    [
        ([0.5, 0.6], r"sum to 1, not 1\.1"),
        ([0.4, 0.4], r"sum to 1, not 0\.8"),
        ([1.5, -0.5], "0 or more and not NaN"),
        ([np.nan, 1.0], "0 or more and not NaN"),
        ([np.inf, 0.0], "sum to 1"),
        ([0.0, 0.0], "sum to 1, not 0"),
    ],
)
def test_the_bad_row_is_named(bad, said, row, near_zeros):
    p = np.full((3 * PAIRS, 2), 0.5)
    if near_zeros:
        p[:] = [1.0, 0.0]
    p[row] = bad
    with pytest.raises(ValueError, match=f"{said}.*row {row} is "):
        info.entropy(p)


@pytest.mark.parametrize("bad", [[], [[]], 0.5, "ab", ["a", "b"], [1 + 1j], [None], np.zeros((0, 3)), [[0.5, 0.5], [1.0]]])
def test_what_is_no_table_of_numbers(bad):
    with pytest.raises(ValueError):
        info.entropy(bad)


@pytest.mark.parametrize("base", [0, 1, -2, np.nan, np.inf])
def test_bad_bases(base):
    with pytest.raises(ValueError, match="base must be a positive number other than 1"):
        info.entropy([0.5, 0.5], base=base)


def test_bad_shapes_are_said():
    with pytest.raises(ValueError, match="axis 2 does not exist"):
        info.entropy([[0.5, 0.5]], axis=2)
    with pytest.raises(ValueError, match="same outcomes, got 2 and 3"):
        info.kl_divergence([0.5, 0.5], [0.5, 0.25, 0.25])
    with pytest.raises(ValueError, match="two axes"):
        info.information_gain([0.5, 0.5])
    with pytest.raises(ValueError, match="sum to 1"):
        info.information_gain([[0.5, 0.5], [0.5, 0.5]])
    with pytest.raises(ValueError, match="got 3 and 2"):
        info.information_gain([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="NaN at position 1"):
        info.information_gain([1.0, np.nan], [1, 2])
    with pytest.raises(ValueError, match="one number per answer"):
        info.expected_entropy([0.5, 0.5], [[1.0, 0.0]])


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(tables())
def test_laws(table):
    rows, columns = table.shape
    h_xy, h_x, h_y = info.joint_entropy(table), info.entropy(table.sum(1)), info.entropy(table.sum(0))
    x_given_y, gain = info.conditional_entropy(table), info.information_gain(table)
    close = 1e-9
    assert 0 <= h_xy <= np.log2(rows * columns) + close
    assert h_xy == pytest.approx(x_given_y + h_y, abs=close)  # chain rule
    assert 0 <= gain <= min(h_x, h_y) + close
    assert gain == pytest.approx(h_x - x_given_y, abs=close)
    assert gain == pytest.approx(info.information_gain(table.T), abs=close)  # symmetric
    assert x_given_y <= h_x + close  # on average, knowing never hurts


@settings(max_examples=100, deadline=None)
@given(tables(), st.randoms())
def test_names_and_order_of_outcomes_do_not_matter(table, random):
    rows, columns = (random.sample(range(n), n) for n in table.shape)
    shuffled = table[np.ix_(rows, columns)]
    assert info.information_gain(shuffled) == pytest.approx(info.information_gain(table), abs=1e-12)
    assert info.joint_entropy(shuffled) == pytest.approx(info.joint_entropy(table), abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=40))
def test_labels_and_their_table_agree(pairs):
    x, y = zip(*pairs)
    table = info.joint_table(x, y)
    for function in (info.joint_entropy, info.conditional_entropy, info.information_gain):
        assert function(x, y) == pytest.approx(function(table), abs=1e-12)
    renamed = [{"a": "zebra", "b": "yak", "c": "x"}[v] for v in x]
    assert info.information_gain(renamed, y) == pytest.approx(info.information_gain(x, y), abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(tables(shape=(3, 4)), tables(shape=(3, 4)))
def test_divergence_is_never_negative(p, q):
    assert info.kl_divergence(p.ravel(), q.ravel()) >= 0
    assert info.kl_divergence(p.ravel(), p.ravel()) == 0


def test_one_answer_may_raise_the_entropy_but_the_mean_does_not():
    rare = np.array([0.9, 0.1])
    answers = np.array([[0.5, 0.5], [1.0, 0.0]])  # what each of two answers leaves
    weights = np.array([0.2, 0.8])
    np.testing.assert_allclose(weights @ answers, rare)
    assert info.entropy(answers)[0] > info.entropy(rare) > info.expected_entropy(weights, answers)
