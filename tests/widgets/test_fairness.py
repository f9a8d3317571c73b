"""The fairness explorer, without a screen."""

import numpy as np
import pytest

import alkit
from alkit.widgets.explorers import fairness
from alkit.widgets.explorers.fairness import FINE, FairnessState, hundredths


def two_groups(n=1000, random_state=0):
    """People with one fact; one in five is of the small group, whose line lies elsewhere."""
    rng = np.random.default_rng(random_state)
    x, small = rng.normal(size=n), np.arange(n) % 5 == 0
    good = x + rng.normal(0, 0.5, n) > np.where(small, 0.5, -1.0)
    groups = np.where(small, "few", "many")
    return alkit.Dataset("people", np.c_[x, small], np.where(good, "paid", "not"), groups=groups)


@pytest.fixture(scope="module")
def made():
    from sklearn.linear_model import LogisticRegression

    return FairnessState(two_groups(), LogisticRegression())


@pytest.fixture
def state(made):
    made.strategy, made.balance, made.first, made.second = "margin", 0, 0.5, 0.5
    return made


def test_the_larger_group_comes_first_and_the_more_frequent_class_is_the_good_one(state):
    assert state.names == ["many", "few"] and state.good == "paid"
    counts = state.outcome.counts
    assert counts.shape == (2, 2, FINE + 1) and counts.sum() == fairness.SPLITS * 500
    assert counts[1].sum() == fairness.SPLITS * 100 and state.outcome.asked.sum() == pytest.approx(1)


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("group", [0, 1])
def test_the_measures_are_those_of_people_counted_one_by_one(state, group, threshold):
    people = [(label, p / FINE) for label in (0, 1) for p, n in enumerate(state.outcome.counts[group, label]) for _ in range(n)]
    good, said = np.array([label == 1 for label, _ in people]), np.array([p >= threshold for _, p in people])
    assert state.measures(group, threshold) == pytest.approx((said.mean(), said[good].mean(), (said == good).mean()))


def test_balanced_questions_are_about_both_groups_equally_often(state):
    before = state.outcome.asked[1]
    state.balance = 100
    assert state.outcome.asked[1] == pytest.approx(0.5, abs=0.05) and before < 0.4


def test_the_buttons_move_the_second_threshold_to_where_it_comes_nearest(state):
    for press, measure in ((state.even_approval, 0), (state.even_chance, 1)):
        state.first = 0.6
        press()
        wanted = state.measures(0, 0.6)[measure]
        gaps = [abs(state.measures(1, cut / FINE)[measure] - wanted) for cut in range(FINE + 1)]
        assert abs(state.measures(1, state.second)[measure] - wanted) == min(gaps) and state.second != 0.6
    state.same_threshold()
    assert state.second == 0.6


def test_the_widget_says_what_it_shows_and_finds_its_way_back():
    widget = alkit.fairness_explorer(two_groups())
    assert "margin, 0 % balanced" in widget.sentence and "20 % of all" in widget.sentence
    widget.choose(second=0.8, balance=50)
    assert "0.80 for few" in widget.sentence and not widget.problem
    widget.press("even_approval")
    shares = [hundredths(widget.state.measures(g, t)[0]) for g, t in ((0, 0.5), (1, widget.values["second"]))]
    assert f"approved {shares[0]} and {shares[1]} %;" in widget.sentence and abs(shares[0] - shares[1]) < 8
    words = {text.get_text() for ax in widget.figure().axes for text in ax.texts}
    assert {"many", "few", f"{shares[0]} %", "approved, of those paid"} <= words
    widget.press("reset")
    assert widget.values == {"strategy": 0, "balance": 0, "first": 0.5, "second": 0.5}


def test_what_cannot_be_shown_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="two classes and two groups, but 'breast cancer' has 2 classes and 0 groups"):
        alkit.fairness_explorer(alkit.breast_cancer())
    people = two_groups(50)
    alone = alkit.Dataset("people", people.X, people.y, groups=np.full(50, "all"))
    with pytest.raises(ValueError, match="but 'people' has 2 classes and 1 groups"):
        alkit.fairness_explorer(alone)
