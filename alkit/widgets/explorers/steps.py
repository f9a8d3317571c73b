"""The controls of explorers that walk along a recorded run: a list for each choice, a slider and a player for the round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets

from alkit.widgets.base import ExplorerWidget, State, dropdown, labeled
from alkit.widgets.menus import check_chosen

N_ROUNDS = 20
MILLISECONDS_A_ROUND = 900


def steps_explorer(state: State, choices: Mapping[str, Iterable[Any]]) -> ExplorerWidget:
    """An explorer with a list for each choice, and a slider and a player for ``state.step``.

    Raises
    ------
    ValueError
        If the state begins with something that is not among the choices.
    """
    check_chosen(state, {**choices, "step": range(N_ROUNDS + 1)})
    controls = {name: dropdown(name.replace("_", " "), options) for name, options in choices.items()}
    controls["step"] = labeled("round", ipywidgets.IntSlider(max=N_ROUNDS, layout={"width": "380px"}))
    explorer = ExplorerWidget(state, controls)
    play = ipywidgets.Play(value=explorer.state.step, max=N_ROUNDS, interval=MILLISECONDS_A_ROUND, show_repeat=False)
    ipywidgets.jslink((play, "value"), (controls["step"], "value"))
    explorer.children = (play, *explorer.children)
    return explorer
