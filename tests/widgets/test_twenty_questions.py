"""The view of twenty questions: its buttons do what they say, and take only what makes sense."""

import ipywidgets
import pytest

from alkit import plots, twenty_questions
from alkit.widgets.base import SentenceWidget
from alkit.widgets.games.twenty_questions import MACHINE, YOU


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Drawing is most of the time, and none of what is tested here."""
    monkeypatch.setattr(plots, "png", lambda figure: b"")


@pytest.fixture
def view():
    return twenty_questions(random_state=0)


def shown(view):
    buttons = (view.ask, view.guess, view.yes, view.no, view.undo, view.new)
    return [button.description for button in buttons if button.layout.display != "none"]


def test_each_game_shows_its_own_buttons(view):
    assert shown(view) == ["Ask", "Guess", "New game"]
    view.controls["who"].value = MACHINE
    assert shown(view) == ["Yes", "No", "Undo", "New game"]
    assert shown(twenty_questions(machine_asks=True)) == ["Yes", "No", "Undo", "New game"]


def test_an_asked_question_leaves_the_list_and_the_choice_follows(view):
    question = view.controls["question"]
    question.value = "Can it fly?"
    assert view.state.question == "Can it fly?"
    view.ask.click()
    assert "Can it fly?" not in dict(question.options).values() and len(question.options) == 15
    assert question.value == view.state.question == "Is it a mammal?"
    assert view.caption.value.startswith("Can it fly?")


def test_the_gains_are_hidden_until_asked_for(view):
    question = view.controls["question"]
    assert not any("bits" in text for text, _ in question.options)
    question.value = "Is it a bird?"
    view.controls["show_gains"].value = True
    assert question.options[0] == ("1.00 bits · Is it a mammal?", "Is it a mammal?")
    assert question.value == "Is it a bird?", "the switch must not change what has been chosen"
    view.controls["show_gains"].value = False
    assert question.options[1] == ("Is it a bird?", "Is it a bird?")


def test_a_whole_game_by_clicking(view):
    assert view.guess.disabled and not view.ask.disabled
    while not view.ask.disabled:
        view.ask.click()
    assert not view.guess.disabled and "Make your guess." in view.caption.value
    view.guess.click()
    assert view.guess.disabled and view.caption.value.startswith("Right, it is the ")
    view.new.click()
    assert view.guess.disabled and not view.ask.disabled and len(view.controls["question"].options) == 16


def test_a_whole_game_in_which_the_machine_asks():
    view = twenty_questions(machine_asks=True)
    assert view.undo.disabled
    for _ in range(20):
        if view.yes.disabled:
            break
        view.yes.click()
    assert view.yes.disabled and view.no.disabled and view.prompt.value.startswith("The ")
    view.undo.click()
    view.no.click()
    assert "nobody's fault" in view.caption.value and view.picture.alt == view.caption.value
    view.new.click()
    assert view.undo.disabled and view.prompt.value == "Question 1: Is it a mammal?"


def test_each_game_keeps_its_state_while_the_other_is_on_the_screen(view):
    view.ask.click()
    before = view.caption.value
    view.controls["who"].value = MACHINE
    view.yes.click()
    view.controls["who"].value = YOU
    assert view.caption.value == before and len(view.state.answering.search.answers) == 1


def test_the_stored_line_does_not_depend_on_the_secret():
    lines = {twenty_questions(random_state=seed)._repr_mimebundle_()[0]["text/plain"] for seed in range(3)}
    assert lines == {"32 animals, 5.00 bits. Ask a question; the machine plays the same animal."}


def test_texts_are_labels_and_never_markup(view):
    assert isinstance(view.caption, SentenceWidget) and isinstance(view.prompt, ipywidgets.Label)
