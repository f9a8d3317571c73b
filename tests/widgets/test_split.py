"""The split explorer: entropies and gains of cuts through iris, against known values and scikit-learn."""

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

from alkit import split_explorer
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


def heard(view, **message):
    """What the widget does when the page says so."""
    view._heard(view, {"id": "page:1", **message}, [])


def slider(view):
    return next(spec for spec in view.controls if spec["name"] == "threshold")


def test_the_slider_follows_the_feature_and_the_threshold_goes_to_its_middle():
    view = split_explorer()
    for place in (3, 2, 1, 0, 3):
        heard(view, do="set", values={"feature": place})
        cut = view.state
        assert cut.feature == FEATURES[place] and view.data["feature"] == place
        assert (slider(view)["min"], slider(view)["max"]) == (cut.low, cut.high)
        assert view.values["threshold"] == cut.threshold == pytest.approx((cut.low + cut.high) / 2)
    heard(view, do="set", values={"threshold": 1.25})
    assert view.state.threshold == 1.25 and "petal width ≤ 1.25 cm" in view.sentence


@pytest.mark.parametrize("together", [{"feature": 3, "threshold": 1.25}, {"threshold": 1.25, "feature": 3}])
def test_a_feature_and_a_threshold_moved_at_once_are_both_kept(together):
    view = split_explorer()
    heard(view, do="set", values=together)
    assert (view.state.feature, view.state.threshold, view.problem) == ("petal width (cm)", 1.25, "")


def test_a_threshold_that_was_meant_for_another_feature_is_no_error():
    view = split_explorer()
    heard(view, do="set", values={"feature": 3})
    heard(view, do="set", values={"threshold": 7.9})  # the page had not yet seen that the slider is another one
    assert view.problem == "" and view.state.threshold == view.values["threshold"] == 2.5
    for nonsense in ("wide", None, float("nan"), float("inf")):
        heard(view, do="set", values={"threshold": nonsense})
        assert "threshold in cm must be a number" in view.problem and view.state.threshold == 2.5


def test_the_page_has_every_flower_counted():
    data = split_explorer().data
    assert [table["name"] for table in data["features"]] == list(FEATURES)
    cut = Cut()
    for table, column in zip(data["features"], cut.data.X.T, strict=True):
        assert table["values"] == sorted(set(column.tolist()))
        assert np.sum(table["counts"], axis=0).tolist() == [50, 50, 50]
        for value, counts in zip(table["values"], table["counts"], strict=True):
            assert counts == [int(((column == value) & (cut.data.y == name)).sum()) for name in data["species"]]


def test_reset_goes_back_to_the_beginning():
    view = split_explorer("petal length (cm)")
    view.choose(feature="petal width (cm)", show_curve=True)
    view.choose(threshold=0.8)
    view.press("reset")
    assert view.values == {"feature": 2, "threshold": pytest.approx(3.95), "show_curve": False}
    assert (slider(view)["min"], slider(view)["max"]) == (1.0, 6.9)


def test_the_caption_says_what_the_picture_shows():
    assert cut_at("petal length (cm)", 2.45).describe() == (
        "petal length ≤ 2.45 cm: 50 flowers, 0.000 bits; above: 100, 1.000 bits. Mean 0.667, gain 1.585 − 0.667 = 0.918 bits."
    )


def test_the_pages_own_number_is_kept_so_that_nothing_is_sent_back_while_a_key_is_held():
    view = split_explorer("petal width (cm)")
    for sent in (0.95, 1.0, 1.05, 1.4):
        heard(view, do="set", values={"threshold": sent})
        assert view.values["threshold"] == sent


def test_a_value_a_hair_below_a_flowers_still_has_the_flower_on_its_left():
    assert cut_at("petal width (cm)", 1.3 - 1e-12).parts() == cut_at("petal width (cm)", 1.3).parts()
