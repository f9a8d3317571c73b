"""Bottles: what the labels leave possible, the race against chance, and what the page gets of it."""

import itertools

import numpy as np
import pytest

from alkit import bottles, information_gain
from alkit.widgets.games.bottles import SIZES, BottlesState
from alkit.widgets.games.tasting import Taster


def agreeing(taster):
    """The thresholds that agree with all labels, one by one."""
    labels = {day: taster.is_sour(day) for day in taster.tasted}
    return [t for t in range(1, taster.n + 2) if all((day >= t) == sour for day, sour in labels.items())]


def by_halves(taste, n):
    """Taste the middle of what is open; ``taste(day)`` says whether it is sour."""
    low, high = 1, n + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if taste(middle) else (middle + 1, high)


def games(n=7):
    """A game for each threshold."""
    found = {}
    for seed in range(200):
        game = BottlesState(n, random_state=seed)
        found.setdefault(game.you.threshold, game)
    assert set(found) == set(range(1, n + 2))
    return [found[threshold] for threshold in sorted(found)]


def play(game):
    """Taste by halves to the end."""

    def taste(day):
        game.taste(day)
        return game.you.is_sour(day)

    by_halves(taste, game.n)


def tell(view, day):
    """What the page says when a bottle is clicked."""
    view._heard(None, {"id": "me:1", "do": "taste", "with": {"day": day}}, [])


@pytest.fixture
def view():
    return bottles(random_state=1)


# ---- what a taster knows --------------------------------------------------------------------------------


@pytest.mark.parametrize("threshold", range(1, 6))
def test_what_the_labels_leave_is_what_agrees_with_all_of_them(threshold):
    for order in itertools.permutations(range(1, 5)):
        taster = Taster(4, threshold)
        for day in order:
            taster.taste(day)
            low, high = taster.limits()
            assert list(range(low, high + 1)) == agreeing(taster) and threshold in agreeing(taster)
            assert taster.bits[-1] == np.log2(len(agreeing(taster)))
        assert taster.is_done and len(taster.bits) == 5


@pytest.mark.parametrize("tasted", [[], [2], [6], [2, 6], [1, 7]])
def test_the_gain_of_a_bottle_is_that_of_the_joint_table(tasted):
    taster = Taster(7, 4, tasted)
    thresholds = np.array(agreeing(taster))
    for day in range(1, 8):
        is_sour = day >= thresholds
        table = np.array([is_sour, ~is_sour]).T / len(thresholds)
        assert taster.gain(day) == pytest.approx(information_gain(table[:, table.any(axis=0)]), abs=1e-12)


@pytest.mark.parametrize("n", SIZES)
def test_by_halves_each_threshold_takes_as_many_tastings_as_there_are_bits(n):
    for threshold in range(1, n + 2):
        taster = Taster(n, threshold)
        by_halves(lambda day, taster=taster: taster.taste(day) and taster.is_sour(day), n)
        assert len(taster.tasted) == np.log2(n + 1) and taster.limits() == (threshold, threshold)


def test_in_random_order_two_thirds_of_the_bottles_and_a_third_of_one_are_tasted_on_average():
    for n in (3, 5):
        orders = itertools.product(itertools.permutations(range(1, n + 1)), range(1, n + 2))
        counts = [len(Taster(n, threshold).taste_in_order(list(order)).tasted) for order, threshold in orders]
        assert np.mean(counts) == pytest.approx((2 * n + 1) / 3)


@pytest.mark.parametrize("day", [0, 8, -1, 2.5, "4", None])
def test_a_bottle_that_is_not_there_cannot_be_tasted(day):
    with pytest.raises(ValueError, match="one of 1 to 7"):
        Taster(7, 4).taste(day)
    with pytest.raises(ValueError, match="not tasted yet"):
        Taster(7, 4, [3]).taste(3)


# ---- the race -------------------------------------------------------------------------------------------


def test_the_random_taster_has_the_same_row_and_is_shown_as_far_as_you_have_come():
    for game in games():
        assert game.random.tasted == [] and game.random.threshold == game.you.threshold
        for day in range(1, 8):
            game.taste(day)
            if not game.you.is_done:
                assert len(game.random.tasted) == min(len(game.you.tasted), len(game._whole_race.tasted))
        assert game.random.is_done and game.random.bits[-1] == 0


def test_the_random_taster_of_many_games_tastes_as_many_as_the_chapter_says():
    state = BottlesState(random_state=0)
    counts = []
    for _ in range(4000):
        state.new_game()
        counts.append(len(state._whole_race.tasted))
    assert np.mean(counts) == pytest.approx(5, abs=4 * np.std(counts) / np.sqrt(len(counts)))


def test_each_answer_says_what_it_gave_and_all_together_give_all_bits():
    for game in games(15):
        given = []
        for day in (8, 4, 12, 2, 6, 10, 14, 1, 3, 5, 7, 9, 11, 13, 15):
            n = len(game.you.tasted)
            game.taste(day)
            if len(game.you.tasted) > n:
                given.append(game.gave)
                words = f"gave {game.gave:.2f} bits; expected were {game.expected:.2f}"
                assert (words if game.expected else "You could have known that: 0.00 bits.") in game.describe()
        assert sum(given) == pytest.approx(4)


def test_a_bottle_whose_taste_is_known_may_be_tasted_and_tells_nothing(view):
    view.state.taste(4)  # sour
    view.state.taste(6)
    assert (view.state.gave, len(view.state.you.tasted), view.state.you.bits[-1]) == (0, 2, 2)


def test_tasting_twice_or_after_the_end_changes_nothing(view):
    view.state.taste(4)
    view.state.taste(4)
    assert view.state.you.tasted == [4]
    play(view.state)
    before = view.state.describe(), list(view.state.you.tasted)
    view.state.taste(7)
    assert (view.state.describe(), view.state.you.tasted) == before and len(view.state.played[7]) == 1


def test_the_end_says_the_outcome_and_both_scores():
    words = []
    for game in games():
        play(game)
        words.append(game.prompt)
        other = len(game.random.tasted)
        assert f"You tasted 3, the random taster {other}." in game.describe()
        assert ("You saved" in game.describe(), "A tie" in game.describe()) == (other > 3, other == 3)
    assert words[0] == "Well tasted: all are sour." and words[-1] == "Well tasted: none is sour yet."
    assert words[2] == "Well tasted: sour from day 3 on."


def test_games_with_the_same_number_of_bottles_are_counted_together(view):
    for n in (7, 15, 7):
        view.choose(n=n)
        view.press("new")
        play(view.state)
    both = view.state.played[7]
    assert len(both) == 2 and len(view.state.played[15]) == 1 and [you for you, _ in both] == [3, 3]
    mean = np.mean([other for _, other in both])
    assert f"In 2 games with 7 bottles: you 3.0 on average, the random taster {mean:.1f}." in view.state.describe()


# ---- the page -------------------------------------------------------------------------------------------


def test_the_page_shows_both_rows_and_follows_a_tasting(view):
    assert view.data["prompt"] == "7 bottles, the youngest first. Which one do you taste?"
    tell(view, 4)
    you, other = view.data["rows"]
    assert you == {"name": "you", "n": 7, "tasted": [4], "limits": [1, 4], "bits": [3.0, 2.0]}
    assert other["name"] == "random" and len(other["tasted"]) == 1 and view.data["prompt"] == "Day 4 is sour."
    assert view.sentence == view.state.describe() and not view.data["over"]


def test_a_bottle_that_is_not_there_is_said_and_the_widget_lives_on(view):
    view.state.taste(4)
    tell(view, 99)
    assert "one of 1 to 7" in view.problem
    tell(view, 2)
    assert view.problem == "" and view.data["rows"][0]["tasted"] == [4, 2]


def test_nothing_in_the_page_tells_the_threshold_before_the_labels_do():
    assert len({str(bottles(random_state=seed).data) for seed in range(8)}) == 1
    rows = {}
    for game in games():
        game.taste(4)
        rows.setdefault(game.you.is_sour(4), set()).add(str((game.page()["rows"][0], game.prompt)))
    assert [len(pages) for pages in rows.values()] == [1, 1]


def test_the_stored_line_does_not_depend_on_the_threshold():
    lines = {bottles(random_state=seed)._repr_mimebundle_()[0]["text/plain"] for seed in range(3)}
    assert len(lines) == 1 and "8 possible thresholds, 3.00 bits" in lines.pop()


def test_another_number_of_bottles_is_another_game_and_the_same_is_not(view):
    view.state.taste(4)
    view.choose(n=7, show_gains=True)
    assert view.state.you.tasted == [4]
    view.choose(n=31)
    assert view.state.you.tasted == [] and view.data["rows"][0]["n"] == 31 and view.state.show_gains
    assert "32 possible thresholds, 5.00 bits" in view.sentence


def test_new_game_is_the_next_thing_once_all_is_known(view):
    def is_main():
        return next(spec for spec in view.controls if spec["name"] == "new")["main"]

    assert not is_main()
    play(view.state)
    view.redraw()
    assert is_main()
    view.press("new")
    assert not is_main() and view.state.you.tasted == [] and view.state.played == {7: [(3, view.state.played[7][0][1])]}


def test_reset_begins_as_the_widget_began():
    view = bottles(15, random_state=0)
    view.choose(n=31, show_gains=True)
    play(view.state)
    view.press("reset")
    state = view.state
    assert (state.n, state.show_gains, state.played, state.you.tasted) == (15, False, {}, [])
    tell(view, 8)
    assert len(view.data["rows"][0]["tasted"]) == 1, "the gestures are those of the new game"


@pytest.mark.parametrize("n", [0, 8, 1.5, "7", None])
def test_a_row_that_there_is_not_is_an_error(n):
    with pytest.raises(ValueError, match="one of 7, 15, 31"):
        bottles(n)


@pytest.mark.slow
@pytest.mark.parametrize("n", SIZES)
def test_on_paper_both_rows_are_drawn_at_each_stage(n):
    game = BottlesState(n, random_state=3)
    for _ in range(3):
        rows, bits = game.figure().axes
        words = [text.get_text() for text in rows.texts]
        assert sum(word in "FS?" for word in words) == 2 * n
        assert any(word.startswith(f"you: {len(game.you.tasted)} tasted") for word in words)
        assert [len(line.get_xdata()) for line in bits.lines] == [len(game.you.bits), len(game.random.bits)]
        play(game) if game.you.tasted else game.taste(1)
