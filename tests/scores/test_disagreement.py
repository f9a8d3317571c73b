"""Committee scores against their definitions, written slowly, and against what must hold for any committee."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alkit import information
from alkit.disagreement import bald, consensus_entropy, epig, kl_to_consensus, variation_ratio, vote_entropy, vote_shares

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
    assert consensus_entropy(proba) == pytest.approx([information.entropy([0.4, 0.25, 0.35])])


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
    slow_kl = [np.mean([information.kl_divergence(proba[m, i], mean[i]) for m in range(n_members)]) for i in range(n)]
    np.testing.assert_allclose(kl_to_consensus(proba), slow_kl, atol=1e-9)
    votes = [[list(proba[m, i]).index(max(proba[m, i])) for m in range(n_members)] for i in range(n)]
    slow_ratio = [1 - max(v.count(c) for c in v) / n_members for v in votes]
    slow_entropy = [information.entropy([v.count(c) / n_members for c in range(k)]) for v in votes]
    np.testing.assert_allclose(variation_ratio(proba), slow_ratio, atol=1e-12)
    np.testing.assert_allclose(vote_entropy(proba), slow_entropy, atol=1e-12)
    assert (bald(proba) <= consensus_entropy(proba) + 1e-12).all() and (bald(proba) <= np.log2(min(n_members, k)) + 1e-9).all()
    for score in SCORES:
        np.testing.assert_allclose(score(proba), score(proba[::-1]), atol=1e-12)  # no member comes first
        assert (score(proba) >= 0).all() and score(np.stack([proba[0]] * 3)) == pytest.approx(
            information.entropy(proba[0]) if score is consensus_entropy else np.zeros(n)
        )


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
