"""Consensus: counting heads, and Dawid and Skene's EM held against a slow one written from their paper's formulas."""

import math

import numpy as np
import pytest

from alkit.labeling.consensus import dawid_skene, majority
from tests.labeling.test_agreement import some_answers


def slow_em(answers, classes, smoothing, turns):
    """The same turns in plain loops and products, for few annotators."""
    truth = [{c: sum(a == c for a in row) / sum(a is not None for a in row) for c in classes} for row in answers]
    for _ in range(turns):
        weight = {t: smoothing + sum(p[t] for p in truth) for t in classes}
        prior = {t: weight[t] / sum(weight.values()) for t in classes}
        confusion = []
        for j in range(len(answers[0])):
            count = {
                (t, c): smoothing + sum(p[t] for p, row in zip(truth, answers) if row[j] == c) for t in classes for c in classes
            }
            confusion.append({(t, c): count[t, c] / sum(count[t, d] for d in classes) for t in classes for c in classes})
        likelihood = 0.0
        for n, row in enumerate(answers):
            joint = {t: prior[t] * math.prod(confusion[j][t, a] for j, a in enumerate(row) if a is not None) for t in classes}
            truth[n] = {t: joint[t] / sum(joint.values()) for t in classes}
            likelihood += math.log(sum(joint.values()))
    return truth, confusion, prior, likelihood


@pytest.mark.parametrize(("seed", "missing"), [(0, 0.0), (1, 0.2), (2, 0.4), (3, 0.2)])
def test_dawid_skene_takes_the_turns_of_the_slow_version(seed, missing):
    answers = some_answers(seed, n_samples=25, missing=missing)
    answers = answers[[any(a is not None for a in row) for row in answers]]
    found = dawid_skene(answers, smoothing=0.5, max_iter=7, tol=-1)
    truth, confusion, prior, likelihood = slow_em(answers.tolist(), "abc", 0.5, 7)
    assert np.allclose(found.posterior, [[p[t] for t in "abc"] for p in truth])
    assert np.allclose(found.confusion, [[[m[t, c] for c in "abc"] for t in "abc"] for m in confusion])
    assert np.allclose(found.prior, list(prior.values()))
    penalty = 0.5 * (np.log(found.confusion).sum() + np.log(found.prior).sum())
    assert found.log_likelihood[-1] == pytest.approx(likelihood + penalty)


@pytest.mark.parametrize("smoothing", [0.0, 0.01, 1.0])
@pytest.mark.parametrize("seed", range(6))
def test_the_likelihood_never_falls(seed, smoothing):
    found = dawid_skene(some_answers(seed, missing=0.3), smoothing=smoothing)
    assert (np.diff(found.log_likelihood) > -1e-8).all() and np.isfinite(found.log_likelihood).all()
    assert np.allclose(found.posterior.sum(axis=1), 1) and np.allclose(found.confusion.sum(axis=2), 1)


def test_the_names_of_annotators_and_classes_do_not_matter():
    answers = some_answers(5, missing=0.2)
    found = dawid_skene(answers)
    turned = dawid_skene(answers[:, ::-1])
    assert np.allclose(turned.posterior, found.posterior) and np.allclose(turned.confusion, found.confusion[::-1])
    renamed = dawid_skene([[{"a": "z", "b": "y", "c": "x", None: None}[a] for a in row] for row in answers])
    assert np.allclose(renamed.posterior, found.posterior[:, ::-1])


def crowd(seed, n_samples=300):
    """Two careful annotators, one who mistakes b for a, and two who guess: truth, answers, confusion matrices."""
    rng = np.random.default_rng(seed)
    careful, biased, guessing = [[0.9, 0.1], [0.1, 0.9]], [[0.95, 0.05], [0.6, 0.4]], [[0.5, 0.5], [0.5, 0.5]]
    matrices = np.array([careful, careful, biased, guessing, guessing])
    truth = rng.integers(2, size=n_samples)
    said = (rng.random((n_samples, 5)) < matrices[:, truth, 1].T).astype(int)
    return truth, said, matrices


def test_dawid_skene_finds_who_is_worth_listening_to():
    gains, misses = [], []
    for seed in range(12):
        truth, said, matrices = crowd(seed)
        found = dawid_skene(said)
        gains.append(np.mean(found.labels == truth) - np.mean(majority(said, random_state=0).labels == truth))
        misses.append(np.abs(found.confusion - matrices).mean())
    assert np.mean(gains) > 0.02 and np.mean(misses) < 0.06, (np.mean(gains), np.mean(misses))


def test_three_who_share_their_mistakes_are_taken_for_right():
    rng = np.random.default_rng(0)
    truth = rng.integers(3, size=300)
    shared = np.where(rng.random(300) < 0.3, (truth + 1) % 3, truth)
    careful = np.where(rng.random((2, 300)) < 0.1, (truth + 1) % 3, truth)
    found = dawid_skene(np.array([shared, shared, shared, *careful]).T)
    assert (found.labels == shared).all() and np.trace(found.confusion[0]) > 2.95  # 1 - 0.3 of 3 would be 2.1


def test_who_is_always_wrong_is_understood():
    truth = np.arange(200) % 2
    flip = np.random.default_rng(0).random((200, 4)) < [0.1, 0.1, 0.1, 1.0]
    found = dawid_skene(truth[:, None] ^ flip)
    assert found.confusion[3, 0, 1] > 0.9 and np.mean(found.labels == truth) > 0.97


def test_many_annotators_do_not_leave_the_range_of_numbers():
    answers = np.tile([["a"], ["b"]], (1, 3000))
    found = dawid_skene(answers)
    assert found.labels.tolist() == ["a", "b"] and np.isfinite(found.log_likelihood).all()


def test_a_sample_without_answers_gets_the_prior_and_teaches_nothing():
    answers = some_answers(3)
    found, more = dawid_skene(answers), dawid_skene([*answers, [None] * 4])
    assert np.allclose(more.posterior[-1], more.prior) and np.allclose(more.posterior[:-1], found.posterior)


def test_the_majority_is_counted_and_ties_are_broken_evenly_and_said():
    labels, tied = majority([["a", "b", "b"], ["a", "b", None], [None, None, None], ["c", None, None]], random_state=0)
    assert labels[[0, 2, 3]].tolist() == ["b", None, "c"] and tied.tolist() == [False, True, False, False]
    drawn = majority([["a", "b"]] * 2000, random_state=0).labels
    assert np.mean(drawn == "a") == pytest.approx(0.5, abs=0.05)
    assert (drawn == majority([["a", "b"]] * 2000, random_state=0).labels).all()
    assert majority([[2, 2, 1]]).labels.tolist() == [2]


def test_classes_that_nobody_named_and_wrong_ones():
    assert dawid_skene([["a", "a"]], classes=["a", "b"]).posterior.shape == (1, 2)
    with pytest.raises(ValueError, match=r"must be among \['a'\]"):
        majority([["a", "b"]], classes=["a"])
    with pytest.raises(ValueError, match="smoothing must be at least 0"):
        dawid_skene([["a"]], smoothing=-1)
