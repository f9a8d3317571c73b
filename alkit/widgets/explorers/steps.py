"""The frame of explorers that walk along a recorded run: a plane of samples, and curves beside it, step by step.

The page has every step in its hand (:meth:`frame`), so that going to and fro asks the kernel nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from alkit.widgets.controls import Choice, Control, Slider
from alkit.widgets.explorer import ExplorerWidget, with_view
from alkit.widgets.menus import check_chosen

N_ROUNDS = 20
MILLISECONDS_A_ROUND = 900


class StepsWidget(ExplorerWidget):
    """The view of a state with ``step``, ``page()`` and ``frame(step)``."""

    _esm = with_view(__file__)


def steps_explorer(
    state: Any,
    choices: Mapping[str, Iterable[Any]],
    title: str,
    sliders: Callable[[Any], Mapping[str, Slider]] = lambda state: {},
) -> StepsWidget:
    """An explorer with a list for each choice, and a slider and a player for ``state.step``.

    Parameters
    ----------
    state : has an attribute for each control
    choices : name -> what there is to choose
    title : of the widget
    sliders : function of the state that returns sliders of its own, between the choices and the step

    Raises
    ------
    ValueError
        If the state begins with something that is not among the choices, or beyond the ends of a slider.
    """
    check_chosen(state, {**choices, "step": range(N_ROUNDS + 1)})
    controls: dict[str, Control] = {name: Choice(name.replace("_", " "), tuple(options)) for name, options in choices.items()}
    for name, slider in sliders(state).items():
        slider.from_page(getattr(state, name))
    last = {"step": Slider("round", 0, N_ROUNDS, play=MILLISECONDS_A_ROUND)}
    return StepsWidget(state, lambda state: {**controls, **sliders(state), **last}, title)
