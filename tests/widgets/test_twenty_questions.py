"""Twenty questions as the page shows it: its controls do what they say, and take only what makes sense."""

import pytest

from alkit import animals, twenty_questions
from alkit.widgets.games.twenty_questions import MACHINE, YOU

ZOO = animals()


@pytest.fixture
def view():
    return twenty_questions(random_state=0)


def control(view, name):
    return next(spec for spec in view.controls if spec["name"] == name)


def off(view, name):
    return control(view, name)["off"]


def buttons(view):
    return [spec["text"] for spec in view.controls if spec["kind"] == "button"]


def test_each_game_shows_its_own_controls(view):
    assert buttons(view) == ["Ask", "Guess", "New game", "Reset"]
    view.choose(who=MACHINE)
    assert buttons(view) == ["Yes", "No", "Undo", "New game", "Reset"]
    assert not {"question", "show_gains"} & view.values.keys()
    assert buttons(twenty_questions(machine_asks=True)) == ["Yes", "No", "Undo", "New game", "Reset"]


def test_an_asked_question_is_greyed_out_and_the_choice_goes_on(view):
    view.choose(question="Can it fly?")
    view.press("ask")
    assert control(view, "question")["impossible"] == [2] and len(control(view, "question")["options"]) == 16
    assert view.state.question == "Is it a mammal?" and view.values["question"] == 0
    assert view.sentence.startswith("Can it fly?") and view.data["prompt"] in ("Can it fly? Yes.", "Can it fly? No.")
    view.press("ask")
    assert control(view, "question")["impossible"] == [0, 2] and view.state.question == "Is it a bird?"


def test_a_question_asked_twice_is_asked_once(view):
    view.press("ask")
    view.choose(question="Is it a mammal?")
    view.press("ask")
    assert len(view.data["asked"]) == 1


def test_whole_questions_can_be_read_in_the_list(view):
    assert control(view, "question")["options"] == list(ZOO.feature_names)
    view.choose(show_gains=True)
    assert all(text.endswith(name) for text, name in zip(control(view, "question")["options"], ZOO.feature_names, strict=True))


def test_the_gains_are_hidden_until_asked_for(view):
    options = control(view, "question")["options"]
    view.choose(question="Is it a bird?")
    view.choose(show_gains=True)
    assert control(view, "question")["options"][0] == "1.00 bits · Is it a mammal?"
    assert view.state.question == "Is it a bird?", "the switch must not change what has been chosen"
    view.choose(show_gains=False)
    assert control(view, "question")["options"] == options


def test_a_whole_game(view):
    secret = str(ZOO.y[view.state.asking.secret])
    assert off(view, "guess") and control(view, "guess")["why"] == "Guess when one animal is left; now it is 32."
    for n in range(16):
        if off(view, "ask"):
            break
        assert len(view.data["asked"]) == n and len(view.data["lines"][1]["bits"]) <= n + 1, "the machine is not ahead of you"
        view.press("ask")
    assert not off(view, "guess") and control(view, "ask")["why"] == "One animal is left: make your guess."
    assert [name for name, fits in zip(view.data["animals"], view.data["fits"], strict=True) if fits] == [secret]
    view.press("guess")
    assert view.data["prompt"] == f"Right, it is the {secret}." and view.sentence.startswith(view.data["prompt"])
    assert off(view, "ask") and off(view, "guess") and "New game" in control(view, "guess")["why"]
    assert view.data["lines"][1]["bits"][-1] == 0
    view.press("new")
    assert not off(view, "ask") and control(view, "question")["impossible"] == [] and view.data["asked"] == []


def test_a_button_that_is_off_does_nothing(view):
    view.press("guess")
    assert not view.state.asking.guessed and view.problem == ""


def test_a_whole_game_in_which_the_machine_asks():
    view = twenty_questions(machine_asks=True)
    assert off(view, "undo") and control(view, "undo")["why"]
    assert view.sentence.startswith("Question 1: Is it a mammal? 32 animals fit your answers, 5.00 bits."), (
        "both are read aloud"
    )
    while not off(view, "yes"):
        view.press("yes")
    assert off(view, "no") and view.data["prompt"].startswith("The ") and sum(view.data["fits"]) == 1
    view.press("undo")
    view.press("no")
    assert "nobody's fault" in view.sentence and not any(view.data["fits"])
    view.press("new")
    assert off(view, "undo") and view.data["prompt"] == "Question 1: Is it a mammal?"


def test_the_answers_stand_in_the_list_in_the_order_given():
    view = twenty_questions(machine_asks=True)
    view.press("no")
    view.press("yes")
    assert view.data["asked"] == ["Is it a mammal? No.", "Does it spend much of its life in or on water? Yes."]
    assert [len(line["bits"]) for line in view.data["lines"]] == [3]


def test_each_game_keeps_its_state_while_the_other_is_on_the_screen(view):
    view.press("ask")
    before = view.sentence, view.data
    view.choose(who=MACHINE)
    view.press("yes")
    view.choose(who=YOU)
    assert (view.sentence, view.data) == before and len(view.state.answering.search.answers) == 1


def test_new_game_begins_only_the_game_on_the_screen(view):
    view.press("ask")
    view.choose(who=MACHINE)
    view.press("yes")
    view.press("new")
    assert len(view.state.asking.you.answers) == 1 and not view.state.answering.search.answers


@pytest.mark.parametrize("machine_asks, first", [(False, YOU), (True, MACHINE)])
def test_reset_begins_both_games_anew(machine_asks, first):
    view = twenty_questions(machine_asks, random_state=0)
    for who, press in ((YOU, "ask"), (MACHINE, "yes"), (YOU, "ask")):
        view.choose(who=who)
        view.press(press)
    view.choose(show_gains=True)
    view.press("reset")
    state = view.state
    assert state.who == first and not state.show_gains and state.question == "Is it a mammal?"
    assert not state.asking.you.answers and not state.answering.search.answers
    view.choose(who=YOU)
    view.press("ask")
    assert len(view.data["asked"]) == 1, "the buttons are those of the new game"


def test_nothing_in_the_page_tells_the_secret():
    assert len({str(twenty_questions(random_state=seed).data) for seed in range(5)}) == 1


@pytest.mark.slow
def test_the_stored_line_does_not_depend_on_the_secret():
    lines = {twenty_questions(random_state=seed)._repr_mimebundle_()[0]["text/plain"] for seed in range(3)}
    assert lines == {"32 animals, 5.00 bits. Ask a question; the machine plays the same animal."}
