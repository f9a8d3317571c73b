"""Twenty questions without a screen: what a player knows, both games, and the table of animals."""

import numpy as np
import pytest

from alkit import animals, entropy
from alkit.widgets.games.guessing import MachineAsksGame, Search, YouAskGame

ZOO = animals()


def number(question):
    return ZOO.feature_names.index(question)


def test_the_table_tells_all_animals_apart():
    assert ZOO.X.shape == (32, 16) and len(np.unique(ZOO.X, axis=0)) == 32 and len(set(ZOO.y)) == 32


def test_the_table_agrees_with_itself():
    mammal, bird, fly, eggs, four, more = (
        ZOO.X[:, number(q)]
        for q in (
            "Is it a mammal?", "Is it a bird?", "Can it fly?", "Does it lay eggs?", "Does it stand on four legs?",
            "Does it have more than four legs or arms?",
        )
    )  # fmt: skip
    assert not (mammal & (bird | eggs)).any() and eggs[bird].all()
    assert not (four & (more | bird)).any()
    assert set(ZOO.y[fly]) == {"bat", "duck", "eagle", "owl", "bee", "butterfly"}


def test_the_gain_of_a_question_is_the_entropy_of_its_answer():
    search = Search(ZOO)
    search.answers[number("Is it a mammal?")] = False
    p = ZOO.X[search.fits()].mean(axis=0)
    np.testing.assert_allclose(search.gains(), entropy(np.column_stack([p, 1 - p])), atol=1e-12)
    assert search.gains()[number("Is it a mammal?")] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("secret", range(32))
def test_the_machine_finds_every_animal_in_few_questions(secret):
    search = Search(ZOO).play(secret)
    assert search.left == [ZOO.y[secret]]
    assert search.bits[0] == 5 and search.bits[-1] == 0 and all(np.diff(search.bits) < 0)
    assert 4 <= len(search.answers) <= 6


def test_no_method_can_beat_five_questions_on_average():
    assert 5 <= np.mean([len(Search(ZOO).play(secret).answers) for secret in range(32)]) < 5.2


def test_a_game_in_which_you_ask():
    game = YouAskGame("penguin")
    assert (len(game.you.left), game.guessed) == (32, False)
    game.guess()
    assert not game.guessed, "a guess counts only when one animal is left"
    for question in ZOO.feature_names:
        game.ask(question)
    assert game.you.left == ["penguin"] and len(game.you.answers) == 16
    game.guess()
    assert game.describe() == "Right, it is the penguin. You asked 16 questions, the machine 4. The machine was quicker."


def test_you_can_beat_the_machine_and_tie_with_it():
    game = YouAskGame("penguin")
    game.you.answers = dict(game.machine.answers)
    game.guess()
    assert game.describe().endswith("A tie.")
    game.machine.answers = {**game.machine.answers, number("Does it hop or jump to get about?"): False}
    assert len(game.machine.answers) > len(game.you.answers) and game.describe().endswith("You beat the machine.")


def test_asking_twice_or_after_the_end_changes_nothing():
    game = YouAskGame("owl")
    game.ask("Is it a bird?")
    game.ask("Is it a bird?")
    assert list(game.you.answers.values()) == [True]
    game.ask("Is it known as an animal of the night?")
    game.guess()
    game.ask("Can it fly?")
    assert len(game.you.answers) == 2 and game.guessed


def test_the_machines_line_shows_no_more_questions_than_yours_until_the_end():
    game = YouAskGame("penguin")
    game.ask("Can it fly?")
    line = game.figure().axes[1].lines[1]
    assert len(line.get_xdata()) == 2 == len(game.lines["machine"])
    game.you = Search(ZOO).play(game.secret)
    game.guess()
    assert len(game.figure().axes[1].lines[1].get_xdata()) == len(game.machine.answers) + 1


def test_the_machine_answers_in_large_type():
    game = YouAskGame("penguin")
    assert game.prompt == "I think of one of 32 animals. What do you ask?"
    game.ask("Is it a bird?")
    assert game.prompt == "Is it a bird? Yes." and game.fits().sum() == 6
    game.ask("Can it fly?")
    assert game.prompt == "Can it fly? No."
    game.you = Search(ZOO).play(game.secret)
    game.guess()
    assert game.prompt == "Right, it is the penguin." and game.lines["machine"] == game.machine.bits


def test_new_games_draw_different_animals_and_a_seed_repeats_them():
    def secrets(seed):
        game, seen = YouAskGame(random_state=seed), []
        for _ in range(8):
            seen.append(game.secret)
            game.new_game()
        return seen

    assert secrets(0) == secrets(0) and len(set(secrets(0))) > 3


@pytest.mark.parametrize("call", [lambda: YouAskGame("unicorn"), lambda: YouAskGame().ask("Is it blue?")])
def test_bad_input_is_named(call):
    with pytest.raises(ValueError, match="unicorn|Is it blue"):
        call()


@pytest.mark.parametrize("animal", ["dog", "penguin", "octopus"])
def test_the_machine_finds_your_animal_when_you_answer_as_the_table_does(animal):
    game, row = MachineAsksGame(), list(ZOO.y).index(animal)
    while len(game.search.left) > 1:
        question = game.prompt.split(": ", 1)[1]
        game.answer(bool(ZOO.X[row, number(question)]))
    assert game.prompt == f"Is it the {animal}?"
    game.answer(True)
    game.answer(False)  # after the end nothing changes
    assert game.verdict is True and animal in game.prompt


def test_an_answer_that_differs_from_the_table_is_met_kindly_and_can_be_undone():
    game = MachineAsksGame()
    for yes in (True, False, True, False, True, False):  # the last one: no, it is not the rabbit
        game.answer(yes)
    assert game.prompt == "Not the rabbit." and "nobody's fault" in game.describe()
    assert "the pig (my table differs on: Does it hop or jump to get about?)" in game.describe()
    assert "rabbit" not in game.describe()
    assert not game.fits().any() and game.search.fits().sum() == 1
    game.undo()
    assert game.prompt == "Is it the rabbit?"
    game.undo()
    assert game.prompt == "Question 5: Does it hop or jump to get about?"


def test_undo_goes_back_to_the_beginning_and_stops_there():
    game = MachineAsksGame()
    first = game.prompt
    game.answer(True)
    game.undo()
    game.undo()
    assert game.prompt == first and game.search.bits == [5.0]


def test_a_crossed_out_animal_is_grey_and_struck_through():
    game = YouAskGame("penguin")
    game.ask("Is it a bird?")
    ax = game.figure().axes[0]
    assert len(ax.lines) == 26 and sum(text.get_color() == "black" for text in ax.texts) == 6
    assert ax.get_title(loc="left") == "6 of 32 animals are possible"
