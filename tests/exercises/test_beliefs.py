"""What is a belief and what is none, how one gives way to another, and what a guess was worth: against known values."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkit.exercises.beliefs import LEAST, Choose, Draw, Estimate, kind_of, spread
from alkit.exercises.scoring import calibration_bins, distance, holds, share_of, surprise

TENS = Choose(("10 %", "30 %", "60 %", "90 %"))
KINDS = [TENS, Estimate(0, 450, unit="pictures"), Draw((0.0, 5.0, 10.0), 0, 1, "labels", "accuracy")]
moves = st.lists(st.tuples(st.integers(0, 7), st.integers(-50, 150)), max_size=30)


# ---- choose ------------------------------------------------------------------------------------------


@given(st.integers(2, 8), moves)
def test_however_it_is_moved_a_belief_sums_to_one_hundred(k, moves):
    kind = Choose(tuple("abcdefgh"[:k]))
    belief = kind.start()
    for option, to in moves:
        belief = spread(belief, option % k, to)
        assert sum(belief) == 100 and min(belief) >= LEAST
        assert kind.checked(belief) == belief


@given(st.integers(2, 8), moves, st.integers(0, 7), st.integers(-50, 150))
def test_the_one_that_is_moved_goes_where_it_is_put_as_far_as_the_others_leave_room(k, moves, option, to):
    belief = [*Choose(tuple("abcdefgh"[:k])).start()]
    for j, there in moves:
        belief = spread(belief, j % k, there)
    assert spread(belief, option % k, to)[option % k] == min(max(to, LEAST), 100 - LEAST * (k - 1))


@given(st.integers(3, 8), moves, st.integers(0, 7), st.integers(0, 100))
def test_the_others_keep_their_order(k, moves, option, to):
    belief = Choose(tuple("abcdefgh"[:k])).start()
    for j, there in moves:
        belief = spread(belief, j % k, there)
    after = spread(belief, option % k, to)
    others = [j for j in range(k) if j != option % k]
    for a in others:
        for b in others:
            assert belief[a] <= belief[b] or after[a] >= after[b]


def test_known_moves():
    assert spread([40, 20, 40], 1, 60) == [20, 60, 20]
    assert spread([98, 1, 1], 0, 40) == [40, 30, 30], "where nothing is left to be in proportion to, all are alike"
    assert Choose(tuple("abcdefgh")).start() == [13, 13, 13, 13, 12, 12, 12, 12]


@pytest.mark.parametrize("belief", [None, [], [100], [50, 50], [25, 25, 25, 26], [0, 50, 25, 25], [25.0] * 4, ["25"] * 4, {}])
def test_what_is_no_belief_is_refused(belief):
    with pytest.raises(ValueError, match="a belief is 4 whole numbers"):
        TENS.checked(belief)


@pytest.mark.parametrize("options", [("a",), ("a", "a"), ("a", ""), tuple("abcdefghi"), ()])
def test_options_are_two_to_eight_and_different(options):
    with pytest.raises(ValueError, match="two to 8 different"):
        Choose(options)


@pytest.mark.parametrize(
    "options, truth, place",
    [
        (TENS.options, 0.58, 2),
        (TENS.options, "60 %", 2),
        (TENS.options, np.float32(0.05), 0),
        (("about 3", "10", "1,000"), 9.97, 1),
        (("about 3", "10", "1,000"), 812, 2),
        (("Yes", "No"), True, 0),
        (("Yes", "No"), np.bool_(False), 1),
        (("Margin", "Entropy"), "entropy", 1),
        (("−1", "1"), -0.4, 0),
    ],
)
def test_the_truth_is_an_option_or_the_nearest_number(options, truth, place):
    assert Choose(options).truth(truth)[0] == place


@pytest.mark.parametrize("truth", ["70 %", None, np.nan, math.inf, [0.58], True])
def test_what_is_none_of_the_options_is_refused(truth):
    with pytest.raises(ValueError, match="the truth must be one of"):
        TENS.truth(truth)


# ---- estimate and draw -------------------------------------------------------------------------------


@given(st.floats(-1e4, 1e4), st.floats(1e-2, 1e6))
def test_whoever_knows_nothing_begins_with_a_belief(low, span):
    kind = Estimate(low, low + span)
    belief = kind.start()
    assert kind.checked(belief) == belief
    assert belief[2] - belief[0] == pytest.approx(0.9 * span, abs=2 * kind.step)


@pytest.mark.parametrize(
    "belief", [[0.5, 0.4, 0.6], [-0.1, 0.4, 0.6], [0, 0.4, 1.1], [0.1, 0.2], [0, np.nan, 1], ["a"] * 3, 0.5]
)
def test_an_estimate_is_in_order_and_within_the_limits(belief):
    with pytest.raises(ValueError, match="an estimate is"):
        Estimate(0, 1).checked(belief)


@pytest.mark.parametrize("limits", [(1, 1), (2, 1), (0, math.inf), (np.nan, 1), ("a", "b"), (False, True)])
def test_limits_are_limits(limits):
    with pytest.raises(ValueError, match="the smaller first"):
        Estimate(*limits)
    with pytest.raises(ValueError, match="the smaller first"):
        Draw((0, 1, 2), *limits)


@pytest.mark.parametrize("x", [(), (0, 1), (0, 0, 1), (2, 1, 0), (0, np.nan, 1), tuple(range(42))])
def test_places_are_three_or_more_and_in_order(x):
    with pytest.raises(ValueError, match="increasing numbers"):
        Draw(x, 0, 1)


def test_a_true_curve_is_heights_or_is_read_between_its_points():
    draw = Draw((0, 5, 10), 0, 1)
    assert draw.truth([0.5, 0.6, 0.9])[0] == [0.5, 0.6, 0.9]
    assert draw.truth(([0, 10, 20], [0.5, 0.9, 1.0]))[0] == pytest.approx([0.5, 0.7, 0.9])
    assert draw.truth((np.array([10, 0]), np.array([0.9, 0.5])))[0] == pytest.approx([0.5, 0.7, 0.9])
    for wrong in ([0.5, 0.6], [0.5, np.nan, 0.9], ([0, 9], [0.5, 0.9]), "abc", None, 0.5):
        with pytest.raises(ValueError, match="true curve must"):
            draw.truth(wrong)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_comes_back_from_what_it_says_of_itself(kind):
    assert kind_of(kind.about()) == kind
    assert kind.checked(kind.start()) == kind.start()


# ---- scores ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "belief, truth, bits", [([50, 50], 0, 1), ([25, 25, 50], 1, 2), ([1, 99], 0, math.log2(100)), ([0.2, 0.8], 1, 0.321928)]
)
def test_surprise_against_known_values(belief, truth, bits):
    assert surprise(belief, truth) == pytest.approx(bits, abs=1e-6)


@given(st.integers(2, 8), st.integers(0, 7))
def test_a_uniform_guesser_is_surprised_by_log2_k(k, truth):
    assert surprise([1] * k, truth % k) == pytest.approx(math.log2(k))


def test_honest_beliefs_are_the_best_on_average():
    p = np.array([0.6, 0.3, 0.1])
    expected = [sum(q * surprise(belief, j) for j, q in enumerate(p)) for belief in (p, [0.8, 0.1, 0.1], [1, 1, 1])]
    assert expected[0] == min(expected) == pytest.approx(1.295462, abs=1e-6)


def test_ranges_and_distances():
    assert [holds([0.2, 0.3, 0.4], truth) for truth in (0.19, 0.2, 0.3, 0.4, 0.41)] == [False, True, True, True, False]
    assert distance([0.5, 0.7], [0.6, 0.4]) == pytest.approx(0.2)


def test_calibration_of_somebody_who_is_calibrated_and_of_somebody_who_is_too_sure():
    beliefs = np.repeat([0.1, 0.5, 0.9], 100)
    hits = np.concatenate([np.arange(100) < 100 * p for p in (0.1, 0.5, 0.9)])
    assert [(round(b.belief, 6), b.true, b.n) for b in calibration_bins(beliefs, hits)] == [
        (0.1, 0.1, 100),
        (0.5, 0.5, 100),
        (0.9, 0.9, 100),
    ]
    sure = calibration_bins(np.full(100, 0.9), np.arange(100) < 50)[0]
    assert sure.true == 0.5 and sure.high < 0.9, "the interval tells them apart"


def test_the_interval_is_wilsons():
    b = share_of([1] * 9 + [0])
    assert (b.true, b.n) == (0.9, 10)
    assert (b.low, b.high) == pytest.approx((0.5958, 0.9821), abs=1e-4)  # E. B. Wilson (1927); Brown, Cai, DasGupta (2001)
