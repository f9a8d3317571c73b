"""The entropy explorer, without a screen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkit import entropy, entropy_explorer
from alkit.widgets.explorers.entropy import OUTCOMES, EntropyState

weights = st.floats(0, 1)


def shown(explorer):
    return [control["name"] for control in explorer.controls if not control.get("hidden") and control["kind"] != "button"]


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


def test_the_coin_has_one_slider_and_k_outcomes_have_k():
    explorer = entropy_explorer([0.9, 0.1])
    assert shown(explorer) == ["outcomes", "p"]
    explorer.choose(outcomes=4)
    assert shown(explorer) == ["outcomes", *"ABCD"]
    explorer.choose(outcomes=2)
    assert shown(explorer) == ["outcomes", "p"] and explorer.state.p == pytest.approx(0.9)


def test_the_coin_and_the_weights_do_not_disturb_each_other():
    explorer = entropy_explorer([0.5, 0.3, 0.2])
    explorer.choose(outcomes=2)
    explorer.choose(p=0.9)
    explorer.choose(outcomes=3)
    assert explorer.state.proba == pytest.approx([0.5, 0.3, 0.2])


def test_sliders_move_the_state_and_the_sentence():
    explorer = entropy_explorer([0.5, 0.5])
    explorer.choose(p=1.0)
    assert explorer.sentence == "Entropy of heads 1.00, tails 0.00: 0.00 of at most log2 2 = 1.00 bits"


def test_the_sum_is_written_with_every_term():
    figure = entropy_explorer([0.5, 0.25, 0.25]).state.figure()
    assert figure.get_suptitle() == "H = 0.50·1.00 (A) + 0.25·2.00 (B) + 0.25·2.00 (C) = 1.50 bits"
    six = entropy_explorer([1 / 6] * 6).state.figure().get_suptitle()
    assert all(f"({name})" in six for name in OUTCOMES) and max(map(len, six.splitlines())) <= 76


@pytest.mark.parametrize("p", [[1.0], [1 / 7] * 7, [[0.5, 0.5]], [0.5, 0.6], [1.5, -0.5], [np.nan, 1.0], []])
def test_what_is_no_distribution_over_two_to_six_outcomes_is_refused(p):
    with pytest.raises(ValueError):
        entropy_explorer(p)
