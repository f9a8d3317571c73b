"""The cost slider, without a screen."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

import alkit
from alkit.widgets.explorers.costs import BATCH, FINE, MOST_ANSWERS, CostState, by_costs, cost_explorer


@pytest.fixture(scope="module")
def made():
    return CostState(alkit.breast_cancer())


@pytest.fixture
def state(made):
    made.answers, made.strategy, made.ratio = MOST_ANSWERS, "margin", 9
    return made


def test_the_rarer_class_is_to_be_found_and_the_runs_are_those_of_the_loop(state):
    assert (state.positive, state.negative) == ("malignant", "benign")
    assert {name: p.shape for name, p in state.proba.items()} == {
        name: (MOST_ANSWERS // BATCH + 1, len(state.split.y_test)) for name in ("margin", "random")
    }
    known = state.split.seed_rows
    estimator = alkit.catalog.models()["logistic regression"]().fit(state.split.X_pool[known], state.split.y_pool[known])
    p = estimator.predict_proba(state.split.X_test)[:, list(estimator.classes_).index("malignant")]
    np.testing.assert_allclose(state.proba["random"][0] / FINE, p, atol=0.5 / FINE)


@pytest.mark.parametrize("threshold", [0.0, 0.1, 0.5, 1.0])
def test_the_counts_are_those_of_scikit_learn_and_the_cost_follows(state, threshold):
    (left_alone, alarms), (missed, found) = confusion_matrix(state.is_positive, state.now >= 1000 * threshold)
    assert state.counts(threshold) == {"found": found, "missed": missed, "false alarms": alarms, "left alone": left_alone}
    assert state.cost(threshold) == pytest.approx(100 * (9 * missed + alarms) / len(state.is_positive))


def test_where_probabilities_are_true_no_threshold_is_cheaper_than_that_of_the_costs():
    p = np.arange(1, 100) / 100
    for ratio in (1, 4, 9, 49):
        costs = [np.where(p >= t, 1 - p, ratio * p).sum() for t in p]
        assert costs[np.flatnonzero(p == by_costs(ratio))[0]] == pytest.approx(min(costs))


def test_the_threshold_follows_the_costs_and_may_be_moved_away():
    widget = cost_explorer(ratio=4)
    assert widget.values["threshold"] == 0.2
    widget.choose(ratio=19)
    assert widget.values["threshold"] == widget.state.threshold == 0.05
    widget.choose(threshold=0.4)
    assert widget.values["ratio"] == 19 and "threshold is 0.40" in widget.sentence
    before = widget.sentence
    widget.choose(answers=0)
    assert widget.sentence != before
    widget.press("reset")
    assert widget.values["ratio"] == 4 and widget.values["threshold"] == 0.2 and not widget.problem


def test_the_figure_shows_what_the_sentence_says(state):
    words = {text.get_text() for ax in state.figure().axes for text in ax.texts}
    counts = state.counts(state.threshold)
    assert {"the costs say 0.10", str(counts["missed"]), f"× 9 = {9 * counts['missed']}"} <= words
    assert f"{counts['found']} of 53 found" in state.describe()


def test_what_cannot_be_shown_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="needs two classes, but 'iris' has 3"):
        cost_explorer(alkit.iris())
    with pytest.raises(ValueError, match="there is no control"):
        cost_explorer(prize=3)
    with pytest.raises(ValueError, match="from 1 to 50, got 0"):
        cost_explorer(ratio=0)
