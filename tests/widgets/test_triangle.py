"""The triangle explorer, without a screen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkit import plots, triangle_explorer, uncertainty
from alkit.widgets.explorers import triangle
from alkit.widgets.explorers.triangle import TriangleState

weights = st.floats(0, 1)


def test_corners_are_certain_and_the_center_is_even():
    assert triangle.to_triangle(np.eye(3)) == pytest.approx(triangle.CORNERS)
    assert triangle.from_triangle(*triangle.CORNERS.mean(axis=0)) == pytest.approx([1 / 3] * 3)


@given(st.floats(-2, 3), st.floats(-2, 3))
def test_every_place_is_a_prediction_and_inside_the_triangle_the_right_one(x, y):
    p = triangle.from_triangle(x, y)
    assert (p >= 0).all() and p.sum() == pytest.approx(1)
    again = triangle.from_triangle(*triangle.to_triangle(p))
    assert again == pytest.approx(p, abs=1e-9)


@given(weights, weights, weights)
def test_whatever_the_weights_the_prediction_sums_to_one(a, b, c):
    p = TriangleState(a, b, c, "abc").p
    assert (p >= 0).all() and p.sum() == pytest.approx(1)


def test_a_slider_moves_its_class_and_no_other_slider():
    explorer = triangle_explorer([0.5, 0.3, 0.2])
    explorer.choose(first=0.0)
    assert [explorer.values[name] for name in ("second", "third")] == [0.3, 0.2]
    assert explorer.state.p == pytest.approx([0, 0.6, 0.4])


def test_scores_are_those_of_the_library_and_reach_their_maximum():
    state = TriangleState(0.5, 0.5, 0.0, "abc")
    assert state.scores == pytest.approx({"least confidence": 0.5, "margin": 1.0, "entropy": 1.0})
    state = TriangleState(0.33, 0.33, 0.33, "abc")
    assert state.scores == pytest.approx(triangle.MOST)


def test_the_three_scores_ask_about_three_different_predictions():
    assert triangle.POOL.sum(axis=1) == pytest.approx(1)
    scores = (uncertainty.least_confidence, uncertainty.margin, uncertainty.entropy)
    assert [int(score(triangle.POOL).argmax()) for score in scores] == [0, 1, 2]


def test_without_any_weight_all_classes_are_alike():
    assert TriangleState(0, 0, 0, "abc").p == pytest.approx([1 / 3] * 3)


def test_the_measure_colors_the_triangle():
    explorer, colors = triangle_explorer(), set()
    for measure in triangle.SCORES:
        explorer.choose(measure=measure)
        with plots.style():
            ax = explorer.state.figure().axes[0]
        assert measure in ax.get_title(loc="left")
        colors.add(ax.images[0].get_array().tobytes())
    assert len(colors) == 3


def test_names_are_text_and_must_be_three():
    assert "cat <b> $\\frac$" in triangle_explorer(classes=("cat <b> $\\frac$", "dog", "fox")).sentence
    with pytest.raises(ValueError, match="three names"):
        triangle_explorer(classes=("cat", "dog"))
    for p in ([0.5, 0.5], [0.5, 0.5, 0.5], [[1, 0, 0]]):
        with pytest.raises(ValueError):
            triangle_explorer(p)
    with pytest.raises(ValueError, match="measure must be one of least confidence, margin, entropy, got 'gini'"):
        triangle.draw_triangle("gini")
