"""The explorers of chapter 01, without a screen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alkit import entropy, entropy_explorer, plots, triangle_explorer, uncertainty
from alkit.widgets.explorers import triangle
from alkit.widgets.explorers.uncertainty import OUTCOMES, EntropyState, TriangleState

weights = st.floats(0, 1)


def shown(explorer):
    return [name for name, control in explorer.controls.items() if control.layout.display != "none"]


# ---- entropy of k outcomes ------------------------------------------------------------------------


@given(st.integers(2, 6), st.lists(weights, min_size=7, max_size=7))
def test_whatever_the_sliders_say_the_probabilities_sum_to_one(k, values):
    state = EntropyState(k, *values)
    assert state.proba.shape == (k,) and (state.proba >= 0).all()
    assert state.proba.sum() == pytest.approx(1)
    assert 0 <= entropy(state.proba) <= np.log2(k) + 1e-12


def test_weights_are_shares():
    state = EntropyState(3, A=0.4, B=0.2, C=0.2)
    assert state.proba == pytest.approx([0.5, 0.25, 0.25])
    assert state.describe() == "Entropy of A 0.50, B 0.25, C 0.25: 1.50 of at most log2 3 = 1.58 bits"


def test_without_any_weight_all_outcomes_are_alike():
    assert EntropyState(4, A=0, B=0, C=0, D=0).proba == pytest.approx([0.25] * 4)
    assert TriangleState(0, 0, 0, "abc").p == pytest.approx([1 / 3] * 3)


def test_a_click_on_the_curve_chooses_the_coin_and_one_on_the_bars_nothing():
    coin = EntropyState()
    coin.click(0.899999, 0.3)
    assert coin.proba == pytest.approx([0.9, 0.1])
    coin.click(1.3, 0.3)
    assert coin.p == 1
    bars = EntropyState(3)
    bars.click(0.9, 0.3)
    assert bars == EntropyState(3)


def test_the_coin_has_one_slider_and_k_outcomes_have_k():
    explorer = entropy_explorer([0.9, 0.1])
    assert shown(explorer) == ["outcomes", "p"] and explorer.picture.clickable
    explorer.controls["outcomes"].value = 4
    assert shown(explorer) == ["outcomes", *"ABCD"] and not explorer.picture.clickable
    explorer.controls["outcomes"].value = 2
    assert shown(explorer) == ["outcomes", "p"] and explorer.state.p == pytest.approx(0.9)


def test_the_coin_and_the_weights_do_not_disturb_each_other():
    explorer = entropy_explorer([0.5, 0.3, 0.2])
    explorer.controls["outcomes"].value = 2
    explorer.controls["p"].value = 0.9
    explorer.controls["outcomes"].value = 3
    assert explorer.state.proba == pytest.approx([0.5, 0.3, 0.2])


def test_sliders_move_the_state_and_the_sentence():
    explorer = entropy_explorer([0.5, 0.5])
    before = explorer.picture.png
    explorer.controls["p"].value = 1.0
    assert explorer.caption.value == "Entropy of heads 1.00, tails 0.00: 0.00 of at most log2 2 = 1.00 bits"
    assert explorer.picture.png != before


def test_the_sum_is_written_with_every_term():
    figure = entropy_explorer([0.5, 0.25, 0.25]).state.figure()
    assert figure.get_suptitle() == "H = 0.50·1.00 (A) + 0.25·2.00 (B) + 0.25·2.00 (C) = 1.50 bits"
    six = entropy_explorer([1 / 6] * 6).state.figure().get_suptitle()
    assert all(f"({name})" in six for name in OUTCOMES) and max(map(len, six.splitlines())) <= 76


@pytest.mark.parametrize("p", [[1.0], [1 / 7] * 7, [[0.5, 0.5]], [0.5, 0.6], [1.5, -0.5], [np.nan, 1.0], []])
def test_what_is_no_distribution_over_two_to_six_outcomes_is_refused(p):
    with pytest.raises(ValueError):
        entropy_explorer(p)


# ---- three scores on the triangle ------------------------------------------------------------------


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
    explorer.controls["first"].value = 0.0
    assert [explorer.controls[name].value for name in ("second", "third")] == [0.3, 0.2]
    assert explorer.state.p == pytest.approx([0, 0.6, 0.4])


@settings(deadline=None)
@given(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2))
def test_a_click_sets_values_that_the_sliders_can_show(x, y):
    state = TriangleState(0.5, 0.3, 0.2, "abc")
    state.click(x, y)
    sliders = np.array([state.first, state.second, state.third])
    assert np.array_equal(sliders, sliders.round(2))
    assert state.p == pytest.approx(triangle.from_triangle(x, y), abs=0.02)


def test_scores_are_those_of_the_library_and_reach_their_maximum():
    state = TriangleState(0.5, 0.5, 0.0, "abc")
    assert state.scores == pytest.approx({"least confidence": 0.5, "margin": 1.0, "entropy": 1.0})
    state = TriangleState(0.33, 0.33, 0.33, "abc")
    assert state.scores == pytest.approx(triangle.MOST)


def test_the_three_scores_ask_about_three_different_predictions():
    assert triangle.POOL.sum(axis=1) == pytest.approx(1)
    scores = (uncertainty.least_confidence, uncertainty.margin, uncertainty.entropy)
    assert [int(score(triangle.POOL).argmax()) for score in scores] == [0, 1, 2]


def test_the_dropdown_recolors_the_triangle():
    explorer = triangle_explorer()
    pictures = set()
    for measure in triangle.SCORES:
        explorer.controls["measure"].value = measure
        pictures.add(explorer.picture.png)
        with plots.style():
            assert measure in explorer.state.figure().axes[0].get_title(loc="left")
    assert len(pictures) == 3


def test_the_first_axes_are_the_triangle_because_clicks_are_read_in_them():
    explorer = triangle_explorer([1, 0, 0])
    figure = explorer._figure
    x, y = figure.axes[0].transData.transform(triangle.to_triangle([0.2, 0.3, 0.5])) / (figure.bbox.width, figure.bbox.height)
    explorer._clicked(None, {"x": x, "y": 1 - y}, None)
    assert explorer.state.p == pytest.approx([0.2, 0.3, 0.5])


def test_names_are_text_and_must_be_three():
    assert "cat <b> $\\frac$" in triangle_explorer(classes=("cat <b> $\\frac$", "dog", "fox")).caption.value
    with pytest.raises(ValueError, match="three names"):
        triangle_explorer(classes=("cat", "dog"))
    for p in ([0.5, 0.5], [0.5, 0.5, 0.5], [[1, 0, 0]]):
        with pytest.raises(ValueError):
            triangle_explorer(p)
    with pytest.raises(ValueError, match="measure must be one of least confidence, margin, entropy, got 'gini'"):
        triangle.draw_triangle("gini")
