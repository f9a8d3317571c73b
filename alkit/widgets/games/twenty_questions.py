"""Twenty questions, both ways: you ask about the machine's animal, or the machine asks about yours.

Where it asks you, you are the oracle, and its way of choosing is a query strategy: the game is active learning.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from alkit.widgets.controls import Button, Choice, Control, Switch
from alkit.widgets.explorer import ExplorerWidget, with_view
from alkit.widgets.games.guessing import MachineAsksGame, YouAskGame

YOU, MACHINE = "You ask", "The machine asks"
OVER = "The game is over: New game begins another."


class TwentyQuestionsState:
    """Both games, of which one is on the screen.

    Parameters
    ----------
    random_state : None, int or numpy.random.Generator
    who : ``YOU`` or ``MACHINE``, who asks at the beginning
    """

    def __init__(self, random_state: int | np.random.Generator | None = None, who: str = YOU):
        self.asking, self.answering = YouAskGame(random_state=random_state), MachineAsksGame()
        self.first, self.who, self.show_gains, self.question = who, who, False, self.asking.you.questions[0]

    @property
    def game(self) -> YouAskGame | MachineAsksGame:
        """The game on the screen."""
        return self.asking if self.who == YOU else self.answering

    def names(self) -> list[str]:
        """What the list shows of each question."""
        gains, questions = self.asking.you.gains(), self.asking.you.questions
        return [f"{gain:.2f} bits · {question}" if self.show_gains else question for gain, question in zip(gains, questions)]

    def ask(self) -> None:
        """Ask the chosen question, and choose the first that is left."""
        self.asking.ask(self.question)
        you = self.asking.you
        self.question = next((text for q, text in enumerate(you.questions) if q not in you.answers), self.question)

    def new_game(self) -> None:
        """Begin the game on the screen again."""
        self.game.new_game()
        if self.who == YOU:
            self.question = self.asking.you.questions[0]

    def reset(self) -> None:
        """Begin anew, as the widget began."""
        for self.who in (MACHINE, YOU):
            self.new_game()
        self.who, self.show_gains = self.first, False

    def page(self) -> dict[str, Any]:
        """The game on the screen: what is said, the animals, the bits, and the questions that have been answered."""
        game, search = self.game, self.game.search
        return {
            "prompt": game.prompt,
            "animals": search.zoo.y.tolist(),
            "fits": game.fits().tolist(),
            "lines": [{"name": name, "bits": bits} for name, bits in game.lines.items()],
            "asked": [f"{search.questions[question]} {'Yes' if yes else 'No'}." for question, yes in search.answers.items()],
        }

    def describe(self) -> str:
        """The state of the game on the screen."""
        return self.game.describe() if self.who == YOU else f"{self.answering.prompt} {self.answering.describe()}"

    def figure(self) -> Figure:
        """The picture of the game on the screen."""
        return self.game.figure()


class TwentyQuestionsWidget(ExplorerWidget):
    """The game of :func:`twenty_questions`."""

    _esm = with_view(__file__)


def twenty_questions(
    machine_asks: bool = False, random_state: int | np.random.Generator | None = None
) -> TwentyQuestionsWidget:
    """Twenty questions with 32 animals: ask about the machine's animal, or let the machine ask about yours.

    Parameters
    ----------
    machine_asks : which of the two games to begin with; a button changes it
    random_state : None, int or numpy.random.Generator
        Draws the machine's animals.

    Returns
    -------
    TwentyQuestionsWidget
    """
    state = TwentyQuestionsState(random_state, MACHINE if machine_asks else YOU)
    return TwentyQuestionsWidget(state, _controls, "Twenty questions")


# ---- what can be done now -------------------------------------------------------------------------


def _controls(state: TwentyQuestionsState) -> dict[str, Control]:
    who = Choice("who asks", (YOU, MACHINE), kind="either")
    buttons = _to_ask(state) if state.who == YOU else _to_answer(state)
    gains = {"show_gains": Switch("show the gains")} if state.who == YOU else {}
    return {"who": who, **buttons, "new": Button("New game", state.new_game, main=_is_over(state)), **gains}


def _to_ask(state: TwentyQuestionsState) -> dict[str, Control]:
    """The questions, those asked greyed out, and the buttons of who asks."""
    game, left = state.asking, len(state.asking.you.left)
    found, wait = "One animal is left: make your guess.", f"Guess when one animal is left; now it is {left}."
    asked = tuple(sorted(game.you.answers))
    question = Choice("question", game.you.questions, names=state.names(), impossible=asked, longest=80)
    return {
        "question": question,
        "ask": Button("Ask", state.ask, off=left == 1, why=OVER if game.guessed else found, main=True),
        "guess": Button("Guess", game.guess, off=game.guessed or left > 1, why=OVER if game.guessed else wait, main=True),
    }


def _to_answer(state: TwentyQuestionsState) -> dict[str, Control]:
    game, over = state.answering, _is_over(state)
    return {
        "yes": Button("Yes", lambda: game.answer(True), off=over, why=OVER, main=True),
        "no": Button("No", lambda: game.answer(False), off=over, why=OVER, main=True),
        "undo": Button("Undo", game.undo, off=not game.search.answers, why="There is no answer to take back."),
    }


def _is_over(state: TwentyQuestionsState) -> bool:
    return state.asking.guessed if state.who == YOU else state.answering.verdict is not None
