"""Draws with known chances, and the weights of LURE: held against all orders there are, in fractions."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alkit import draw_by_score, lure_weights


def every_order(scores, n):
    """(rows, chances) of all ordered draws of n rows."""
    for rows in permutations(range(len(scores)), n):
        left, chances = sum(scores), []
        for row in rows:
            chances.append(Fraction(scores[row], left))
            left -= scores[row]
        yield rows, chances


@settings(max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), st.data())
def test_over_all_orders_the_weighted_mean_is_the_mean_of_the_pool(scores, data):
    losses = data.draw(st.lists(st.integers(-5, 5), min_size=len(scores), max_size=len(scores)))
    n = data.draw(st.integers(1, len(scores)))
    total, expected = Fraction(0), 0.0
    for rows, chances in every_order(scores, n):
        chance = np.prod(chances)
        total += chance
        weights = lure_weights([float(q) for q in chances], len(scores))
        expected += float(chance) * np.mean(weights * np.array(losses)[list(rows)])
    assert total == 1 and expected == pytest.approx(np.mean(losses), abs=1e-9)


def test_even_chances_and_a_whole_pool_need_no_weights():
    assert lure_weights([1 / 5, 1 / 4, 1 / 3], 5).tolist() == pytest.approx([1, 1, 1])
    assert lure_weights([0.7, 0.2, 1.0], 3).tolist() == [1, 1, 1]


def test_the_formula_of_the_paper_term_by_term():
    q, n_pool = [0.1, 0.3, 0.05], 7
    expected = [1 + (7 - 3) / (7 - m) * (1 / ((7 - m + 1) * q[m - 1]) - 1) for m in (1, 2, 3)]
    assert lure_weights(q, n_pool).tolist() == pytest.approx(expected)


def test_rows_are_drawn_in_proportion_to_their_scores_and_none_twice():
    scores = [6, 3, 1]
    wanted = {rows: float(np.prod(chances)) for rows, chances in every_order(scores, 2)}
    drawn = [draw_by_score(scores, 2, rng) for rng in [np.random.default_rng(0)] for _ in range(2000)]
    for rows, chance in wanted.items():
        those = [one for one in drawn if tuple(one.rows) == rows]
        assert len(those) / 2000 == pytest.approx(chance, abs=0.04)
        assert np.prod(those[0].chances) == pytest.approx(chance)


def test_a_draw_can_be_repeated_and_changes_nothing():
    scores = np.array([1.0, 2.0, 3.0])
    one, two = draw_by_score(scores, 3, 5), draw_by_score(scores, 3, 5)
    assert one.rows.tolist() == two.rows.tolist() and sorted(one.rows) == [0, 1, 2] and one.chances[-1] == 1
    assert scores.tolist() == [1, 2, 3]


@pytest.mark.parametrize("scores", [[1, 0], [1, -1], [1, np.nan], [1, np.inf], [[1, 2]], []])
def test_a_row_without_a_chance_is_refused(scores):
    with pytest.raises(ValueError, match="scores must be finite numbers above 0|n must be from 1 to the 0"):
        draw_by_score(scores, 1)


def test_what_cannot_be_is_said():
    with pytest.raises(ValueError, match="n must be from 1 to the 2 rows of the pool, got 3"):
        draw_by_score([1, 1], 3)
    for chances, n_pool in (([0.0], 3), ([1.2], 3), ([0.5, 0.5, 0.5], 2), ([], 3), ([np.nan], 3)):
        with pytest.raises(ValueError, match="chances must be above 0 and at most 1"):
            lure_weights(chances, n_pool)
