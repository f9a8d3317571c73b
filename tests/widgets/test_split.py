"""The split explorer: entropies and gains of cuts through iris, against known values and scikit-learn."""

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from alkit import plots, split_explorer
from alkit.widgets.explorers.split import Cut

FEATURES = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")


def cut_at(feature, threshold):
    cut = Cut(feature)
    cut.threshold = threshold
    return cut


@pytest.mark.parametrize("feature, threshold", [("petal length (cm)", 2.45), ("petal width (cm)", 0.8)])
def test_one_cut_sets_setosa_apart(feature, threshold):
    cut = cut_at(feature, threshold)
    assert cut.parts() == [(50, 0.0), (100, 1.0)]
    assert cut.gain == pytest.approx(np.log2(3) - 2 / 3)


@pytest.mark.parametrize("feature", FEATURES)
def test_the_gain_is_the_entropy_before_minus_the_weighted_mean_after(feature):
    for threshold in (4.3, 2.0, 5.05, 0.1, 3.333, 7.9):
        cut = cut_at(feature, threshold)
        (n_left, h_left), (n_right, h_right) = cut.parts()
        assert n_left + n_right == 150
        assert cut.gain == pytest.approx(cut.before - (n_left * h_left + n_right * h_right) / 150, abs=1e-12)


@pytest.mark.parametrize("column, feature", list(enumerate(FEATURES)))
def test_the_top_of_the_curve_is_the_cut_of_a_decision_tree(column, feature):
    cut = Cut(feature)
    tree = DecisionTreeClassifier(criterion="entropy", max_depth=1).fit(cut.data.X[:, [column]], cut.data.y).tree_
    best = tree.impurity[0] - tree.weighted_n_node_samples[1:] @ tree.impurity[1:] / 150
    thresholds, gains = cut.curve()
    assert gains.max() == pytest.approx(best)
    cut.threshold = thresholds[gains.argmax()]
    assert cut.gain == gains.max()


@pytest.mark.parametrize("feature", FEATURES)
def test_the_threshold_stays_in_the_range_of_the_feature(feature):
    cut = cut_at(feature, 99)
    assert cut.threshold == cut.high and cut.gain == 0 and cut.parts()[1] == (0, 0.0)
    cut.threshold = -1
    assert cut.threshold == cut.low
    cut.click(cut.low + 0.512, 1.0)
    assert cut.threshold == pytest.approx(cut.low + 0.5)


def test_another_feature_moves_the_threshold_to_its_middle():
    cut = cut_at("petal length (cm)", 2.45)
    cut.feature = "petal width (cm)"
    assert cut.threshold == pytest.approx(1.3)


def test_an_unknown_feature_is_named():
    with pytest.raises(ValueError, match="one of sepal length.*'leaf'"):
        split_explorer("leaf")


def test_the_curve_is_hidden_until_asked_for():
    cut = Cut()
    hidden = cut.figure().axes[2]
    cut.show_curve = True
    shown = cut.figure().axes[2]
    assert "Guess first" in hidden.texts[0].get_text() and not shown.texts
    assert len(shown.lines) == len(hidden.lines) + 2


def test_the_slider_follows_the_feature_and_the_feature_keeps_the_slider(monkeypatch):
    monkeypatch.setattr(plots, "png", lambda figure: b"")  # drawing is most of the time, and not tested here
    view = split_explorer()
    feature = view.controls["feature"]
    for name in (*FEATURES[::-1], *FEATURES):
        feature.value = name
        slider = view.controls["threshold"]
        assert slider in view.children[0].children and len(view.children[0].children) == 3
        assert (slider.min, slider.max, slider.value) == (view.state.low, view.state.high, view.state.threshold)
        assert view.state.feature == name
    slider.value = 1.25
    assert view.state.threshold == 1.25 and "petal width ≤ 1.25 cm" in view.caption.value


def test_a_click_in_the_flowers_moves_the_cut_and_the_slider():
    view = split_explorer("petal length (cm)")
    figure, ax = view._figure, view._figure.axes[0]
    x, y = ax.transData.transform((2.45, 1.5))
    view._clicked(None, {"x": x / figure.bbox.width, "y": 1 - y / figure.bbox.height}, None)
    assert view.state.threshold == view.controls["threshold"].value == pytest.approx(2.45)
    view._clicked(None, {"x": 0.99, "y": 0.5}, None)  # a click beside the flowers
    assert view.state.threshold == pytest.approx(2.45)


def test_the_caption_says_what_the_picture_shows():
    assert cut_at("petal length (cm)", 2.45).describe() == (
        "petal length ≤ 2.45 cm: 50 flowers, 0.000 bits; above: 100, 1.000 bits. Mean 0.667, gain 1.585 − 0.667 = 0.918 bits."
    )


def test_the_sliders_own_number_is_kept_so_that_nothing_is_sent_back_while_a_key_is_held():
    view = split_explorer("petal width (cm)")
    slider, sent = view.controls["threshold"], 0.1 + 17 * 0.05
    assert sent != 0.95, "the case: a number that rounding would change"
    slider.value = sent
    assert slider.value == view.state.threshold == sent


def test_a_value_a_hair_below_a_flowers_still_has_the_flower_on_its_left():
    assert cut_at("petal width (cm)", 1.3 - 1e-12).parts() == cut_at("petal width (cm)", 1.3).parts()
