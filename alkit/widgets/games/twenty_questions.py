"""Twenty questions, both ways: you ask about the machine's animal, or the machine asks about yours.

Where it asks you, you are the oracle, and its way of choosing is a query strategy: the game is active learning.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

from alkit.widgets.base import ExplorerWidget, labeled
from alkit.widgets.games.guessing import MachineAsksGame, YouAskGame

YOU, MACHINE = "You ask", "The machine asks"


class TwentyQuestionsState:
    """Both games, of which one is on the screen.

    Parameters
    ----------
    random_state : None, int or numpy.random.Generator
    """

    def __init__(self, random_state: int | np.random.Generator | None = None):
        self.asking, self.answering = YouAskGame(random_state=random_state), MachineAsksGame()
        self.who, self.show_gains, self.question = YOU, False, self.asking.you.questions[0]

    @property
    def game(self) -> YouAskGame | MachineAsksGame:
        """The game on the screen."""
        return self.asking if self.who == YOU else self.answering

    def options(self) -> list[tuple[str, str]]:
        """(what the list shows, question) for each question not yet asked."""
        gains, names = self.asking.you.gains(), self.asking.you.questions
        fresh = [q for q in range(len(names)) if q not in self.asking.you.answers]
        return [(f"{gains[q]:.2f} bits · {names[q]}" if self.show_gains else names[q], names[q]) for q in fresh]

    def ask(self) -> None:
        """Ask the chosen question, and choose the first that is left."""
        self.asking.ask(self.question)
        self.question = next((question for _, question in self.options()), self.question)

    def new_game(self) -> None:
        """Begin the game on the screen again."""
        self.game.new_game()

    def describe(self) -> str:
        """The state of the game on the screen."""
        return self.game.describe()

    def figure(self) -> Figure:
        """The picture of the game on the screen."""
        return self.game.figure()


class TwentyQuestionsWidget(ExplorerWidget):
    """The game with its buttons."""

    def __init__(self, state: TwentyQuestionsState):
        self._refreshing = False
        self.prompt = ipywidgets.Label(style={"font_size": "20px", "font_weight": "bold"}).add_class("alkit-caption")
        self.ask = self._button("Ask", state.ask, "primary")
        self.guess = self._button("Guess", state.asking.guess, "success")
        self.yes = self._button("Yes", lambda: state.answering.answer(True), "primary")
        self.no = self._button("No", lambda: state.answering.answer(False), "primary")
        self.undo = self._button("Undo", state.answering.undo)
        self.new = self._button("New game", state.new_game)
        who = ipywidgets.ToggleButtons(options=[YOU, MACHINE], style={"button_width": "150px"})
        show = labeled("show the gains", ipywidgets.Checkbox(indent=False, layout={"width": "auto"}))
        question = ipywidgets.Dropdown(options=state.options(), layout={"width": "480px", "max_width": "100%"})
        super().__init__(state, {"who": who, "show_gains": show, "question": labeled("question", question)})
        buttons = [self.ask, self.guess, self.yes, self.no, self.undo, self.new]
        rows = [ipywidgets.HBox(row, layout={"flex_flow": "row wrap"}) for row in ([who, show], buttons)]
        self.children = [rows[0], self.prompt, question, rows[1], self.picture, self.caption]

    def _button(self, text: str, action: Callable[[], None], style: str = "") -> ipywidgets.Button:
        button = ipywidgets.Button(description=text, button_style=style, layout={"width": "110px"})
        button.on_click(lambda _: self._act(action))
        return button

    def _set(self, name: str, value: Any) -> None:
        if not self._refreshing:  # a new list of questions moves the list's choice; that is not the student's doing
            super()._set(name, value)

    def redraw(self) -> None:
        self._refreshing = True
        self._refresh(self.state)
        super().redraw()
        self._refreshing = False

    def _refresh(self, state: TwentyQuestionsState) -> None:
        """Show the buttons of the game on the screen, and let them take only what makes sense now."""
        for widget in (self.ask, self.guess, self.controls["question"], self.controls["show_gains"]):
            widget.layout.display = None if state.who == YOU else "none"
        for widget in (self.yes, self.no, self.undo, self.prompt):
            widget.layout.display = None if state.who == MACHINE else "none"
        options = tuple(state.options())
        if self.controls["question"].options != options and options:
            self.controls["question"].options = options
        self.prompt.value, n_left = state.answering.prompt, len(state.asking.you.left)
        self.ask.disabled, self.guess.disabled = n_left == 1, state.asking.guessed or n_left > 1
        self.yes.disabled = self.no.disabled = state.answering.verdict is not None
        self.undo.disabled = not state.answering.search.answers


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
    state = TwentyQuestionsState(random_state)
    state.who = MACHINE if machine_asks else YOU
    return TwentyQuestionsWidget(state)
