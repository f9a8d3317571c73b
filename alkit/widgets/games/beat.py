"""Beat the machine: pick what is labeled, beside random picking, margin and entropy on the same split."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from alkit.datasets import Dataset, two_moons
from alkit.widgets import menus
from alkit.widgets.controls import Button, Control, Switch
from alkit.widgets.explorer import HERE, RESET, ExplorerWidget, with_view
from alkit.widgets.games.beat_game import YOU
from alkit.widgets.games.beat_state import PER_PAGE, BeatState
from alkit.widgets.games.machines import MARGIN

OVER = "The game is over: New split begins another."


class BeatWidget(ExplorerWidget):
    """The game of :func:`beat_the_machine`; the machines begin to play when a hand comes near."""

    _esm = with_view(__file__)
    _css = "\n".join((ExplorerWidget._css, (HERE / "beat.css").read_text(encoding="utf-8")))

    def __init__(self, state: BeatState):
        super().__init__(state, _controls, "Beat the machine")
        state.on_change = self.redraw

    def _heard(self, widget: Any, message: Mapping[str, Any], buffers: Any) -> None:
        with self.state.turn:
            super()._heard(widget, message, buffers)


def beat_the_machine(
    data: Dataset | Callable[[], Dataset] = two_moons,
    budget: int = 15,
    *,
    estimator: Any = None,
    name: str = YOU,
    folder: str | os.PathLike[str] | None = None,
    random_state: int = 0,
) -> BeatWidget:
    """You pick what is labeled, by clicking; random picking, margin and entropy get as many answers.

    You choose what is asked, the data give the answer.  All have the same pool, seed set, test set and estimator.  Each pick is
    on disk before the next: run the cell again, and the game goes on.  Games that are played to their end are on a board, for
    all who play the same game with the same folder.

    Parameters
    ----------
    data : Dataset of classes, or function that makes one; of two columns of numbers a scatter is shown, else thumbnails
    budget : answers to spend
    estimator : scikit-learn classifier; by default what suits the samples, for points a logistic regression that can bend
    name : of the player, on the board
    folder : where ``games.sqlite`` is kept; by default ``labels`` beside the notebook, or the environment's ALKIT_LABELS
    random_state : of the first split; New split goes on to the next

    Returns
    -------
    BeatWidget

    Raises
    ------
    ValueError
        If data, budget or name are none, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> widget = beat_the_machine(folder=tempfile.mkdtemp())
    >>> print(widget.state.describe())
    2 labels are known from the start; with them everybody's accuracy is 0.60.
    """
    return BeatWidget(BeatState(menus.dataset(data), budget, estimator, name, folder, random_state))


def _controls(state: BeatState) -> dict[str, Control]:
    why = OVER if state.is_over else "There is no pick to take back."
    pages = len(state.split.y_pool) - len(state.split.seed_rows) > PER_PAGE
    others = {} if state.is_plane else {"others": Button("Others", state.others, off=not pages, why="These are all.")}
    shows = {"show_regions": Switch("show what the model says")} if state.is_plane else {}
    if state.is_plane and state.is_over and MARGIN in state.machines.names:
        shows["show_margin"] = Switch("show what margin asked")
    return {
        **others,
        "undo": Button("Undo", state.undo, off=not state.picks or state.is_over, why=why),
        RESET: Button("New split", state.new_split, main=state.is_over),
        **shows,
    }
