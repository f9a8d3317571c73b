"""Simulated oracles: they err, abstain and charge as told, reproducibly, and alike for all who ask."""

import numpy as np
import pytest

from alkit import simulated


def test_a_perfect_oracle_says_the_truth():
    assert simulated(["a", "b", "c"])(np.array([2, 0])) == ["c", "a"]


def test_a_weak_oracle_errs_and_abstains_as_often_as_told_and_reproducibly():
    y = np.arange(4000) % 3
    answers = simulated(y, noise=0.2, abstain=0.1, random_state=0)(np.arange(4000))
    given = [(a, t) for a, t in zip(answers, y) if a is not None]
    assert 1 - len(given) / 4000 == pytest.approx(0.1, abs=0.02)
    assert np.mean([a != t for a, t in given]) == pytest.approx(0.2, abs=0.03)
    assert answers == simulated(y, noise=0.2, abstain=0.1, random_state=0)(np.arange(4000))
    assert set(simulated(y, noise=1.0)(np.arange(300))) == {0, 1, 2}
    assert all(a != t for a, t in zip(simulated(y, noise=1.0)(np.arange(300)), y))


@pytest.mark.parametrize("weakness", [{"noise": -0.1}, {"noise": 1.1}, {"abstain": np.nan}])
def test_bad_probabilities_are_said(weakness):
    with pytest.raises(ValueError, match="between 0 and 1"):
        simulated([0, 1], **weakness)


def test_an_answer_depends_on_the_row_and_not_on_what_else_was_asked():
    y = np.arange(300) % 3
    forward, backward = (simulated(y, noise=0.5, random_state=0) for _ in range(2))
    rows = np.arange(300)
    assert forward(rows) == backward(rows[::-1])[::-1]
    assert forward(rows) != backward(rows[:10]) + forward(rows[10:])  # asked a second time, it may answer otherwise


def test_what_an_answer_costs():
    assert simulated([0, 1]).cost([0, 1]) is None  # the rows' own price, or 1
    assert simulated([0, 1], cost=2.5).cost([0, 1]) == 5 and simulated([0, 1], cost=[1, 7]).cost([1]) == 7
    for wrong in (-1.0, [1, 2, 3], [-1, 0]):
        with pytest.raises(ValueError, match="cost must be a number of at least 0, or one per row"):
            simulated([0, 1], cost=wrong)
