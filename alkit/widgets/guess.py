"""Predict, then run: a guess on the page, and the cell that reveals the answer."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from alkit import plots
from alkit.exercises.beliefs import PLACES, Choose, Draw, Estimate
from alkit.exercises.guessbook import GuessBook
from alkit.exercises.guesses import Guess, no_guess, stored_guess
from alkit.exercises.numbers import number
from alkit.widgets.controls import Button, Control, Held
from alkit.widgets.explorer import HERE, RESET, ExplorerWidget, with_view
from alkit.widgets.guess_pictures import draw_guess
from alkit.widgets.results import Card, show

COMMITTED = "Your guess is committed; Guess again opens it."
NOTHING_YET = "Nothing is committed yet."
NOT_DRAWN = "Nothing is drawn yet."
LONGEST_OPTION, LONGEST_QUESTION = 120, 600  # characters
_LIVE: dict[pathlib.Path, GuessWidget] = {}  # the newest of each guess


class GuessState(Guess):
    """A guess, and how it looks."""

    def page(self) -> dict[str, Any]:
        """The question, and what the view draws of it."""
        said = self.describe().removeprefix(self.question).strip()
        return {
            **self.kind.about(),
            "question": self.question,
            "step": getattr(self.kind, "step", 1),
            "locked": not self.is_open,
            "truth": self.truth,
            "said": said,
            "note": self.note,
        }

    def figure(self) -> Figure:
        """The question, and the guess once it is committed."""
        return draw_guess(self)


class GuessWidget(ExplorerWidget):
    """The page of :func:`guess`."""

    _esm = with_view(__file__)
    _css = "\n".join((ExplorerWidget._css, (HERE / "guess.css").read_text(encoding="utf-8")))

    def reveal(self, truth: Any, model: Sequence[float] | np.ndarray | None = None) -> str:
        """Say how things came out, here too."""
        with self._turn:
            words = self.state.reveal(truth, model)
            self.redraw()
        return words


def guess(
    key: str,
    question: str,
    *,
    options: Sequence[Any] | None = None,
    between: tuple[float, float] | None = None,
    curve: Mapping[str, Any] | None = None,
    step: float | None = None,
    unit: str = "",
) -> GuessWidget:
    """Ask for a guess before the result can be seen; :func:`reveal`, in the cell that computes the result, tells the answer.

    A committed guess is locked until "guess again", and is kept in ``labels/guesses`` beside the notebook.

    Parameters
    ----------
    key : chapter and number, such as "00.1"
    question : in words
    options : *choose*: two to eight options, over which the student spreads a belief that sums to 1
    between : *estimate*: (low, high), limits of a number, which the student gives with a 90 % range
    curve : *draw*: ``x``, the places of the curve, or its two ends; ``y``, the limits of its heights; perhaps ``x_name`` and
        ``y_name`` of the axes
    step : of an estimate; by default about a hundredth of the limits
    unit : of an estimate: what is counted or measured

    Returns
    -------
    GuessWidget

    Raises
    ------
    ValueError
        If not exactly one of ``options``, ``between`` and ``curve`` is given, or it is none.

    Examples
    --------
    >>> print(guess("99.1", "How many will it read correctly?", options=["10 %", "30 %", "60 %"]).state.describe())
    Guess first: How many will it read correctly?
    """
    if [options, between, curve].count(None) != 2:
        raise ValueError("give exactly one of options=[...], between=(low, high) and curve=dict(x=..., y=(low, high))")
    kind: Choose | Estimate | Draw
    if options is not None:
        kind = Choose(tuple(plots.shown(option, LONGEST_OPTION) for option in options))
    elif between is not None:
        kind = Estimate(*_pair(between, "between"), step or 0, plots.shown(unit))
    else:
        kind = _curve(**(curve or {}))
    widget = GuessWidget(GuessState(key, plots.shown(question, LONGEST_QUESTION), kind), _controls, f"Guess {key}")
    _LIVE[widget.state.book.path(key)] = widget
    return widget


def reveal(key: str, truth: Any, model: Sequence[float] | np.ndarray | None = None) -> None:
    """Tell how things came out, and what the guess was worth: a card, and for a curve the truth over it.

    Without a guess it says so kindly; it never stops "run all".

    Parameters
    ----------
    key : of the guess
    truth : *choose*: the option that is true, or a number, to which the nearest option is taken; *estimate*: the number;
        *draw*: a height for each place, or a pair (x, y) of arrays that covers them
    model : *choose*: probabilities of a model, one per option, to compare with

    Raises
    ------
    ValueError
        If the guess is there, and it cannot have come out so.

    Examples
    --------
    >>> reveal("99.9", 0.58)
    The answer is 0.58. There was no guess to compare it with: next time, guess first.
    """
    widget = _LIVE.get(GuessBook().path(key))
    state = stored_guess(key) if widget is None else widget.state
    if state is None:
        return show(Card(None, no_guess(_in_words(truth))))
    words = state.reveal(truth, model) if widget is None else widget.reveal(truth, model)
    picture = draw_guess(state) if state.is_revealed and state.kind.name == "draw" else None
    return show(Card(state.is_revealed or None, words, state.note), picture)


# ---- small parts ---------------------------------------------------------------------------------


def _controls(state: GuessState) -> dict[str, Control]:
    locked, undrawn = not state.is_open, state.kind.name == "draw" and not state.is_moved
    return {
        "belief": Held("belief", state.kind.checked, off=locked),
        "commit": Button("Commit", state.commit, off=locked or undrawn, why=COMMITTED if locked else NOT_DRAWN, main=True),
        "again": Button("Guess again", state.again, off=not locked, why=NOTHING_YET),
        RESET: Button("Reset", state.reset, off=locked, why=COMMITTED),
    }


def _curve(x: Sequence[float] = (), y: tuple[float, float] = (0, 1), x_name: str = "", y_name: str = "") -> Draw:
    places = np.asarray(x, dtype=float)
    if len(places) == 2:  # the ends
        places = np.linspace(float(places[0]), float(places[1]), PLACES)
    return Draw(
        tuple(float(f"{place:.10g}") for place in places), *_pair(y, "the curve's y"), plots.shown(x_name), plots.shown(y_name)
    )


def _pair(limits: tuple[float, float], what: str) -> tuple[float, float]:
    if len(limits) != 2:
        raise ValueError(f"{what} must be a pair (low, high), got {limits!r}")
    low, high = limits
    return low, high


def _in_words(truth: Any) -> str:
    if isinstance(truth, (int, float, np.number)) and not isinstance(truth, bool):
        return number(float(truth))
    return plots.shown(truth, LONGEST_OPTION) if isinstance(truth, str) else "in this cell"
