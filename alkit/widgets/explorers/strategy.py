"""Explore query strategies: where each one asks, and what its answers were worth beside random picking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.experiment.recorded import RecordedRun
from alkit.plots import shown
from alkit.widgets import menus
from alkit.widgets.base import ExplorerWidget
from alkit.widgets.explorers.plane import Plane, drawn
from alkit.widgets.explorers.steps import N_ROUNDS, steps_explorer
from alkit.widgets.menus import BASELINE, Menu

MOST_NUMBERS = 40  # more would hide the picture: then only the last round is numbered


@dataclass
class StrategyState:
    """What is chosen, and what there is to choose; the runs follow, each made once and as far as it is looked at."""

    data: str = "two moons"
    model: str = "logistic regression"
    strategy: str = "margin"
    batch_size: int = 1
    random_state: int = 0
    step: int = 8
    strategies: Menu = field(default_factory=menus.strategies, repr=False)
    models: Menu = field(default_factory=menus.models, repr=False)
    datasets: Menu = field(default_factory=menus.data, repr=False)

    def __post_init__(self) -> None:
        self._plane = cache(lambda data, random_state: drawn(menus.dataset(self.datasets[data]), random_state))
        self._run = cache(self._begun)

    @property
    def plane(self) -> Plane:
        """The chosen data, split and drawn."""
        return self._plane(self.data, self.random_state)

    def run(self, strategy: str) -> RecordedRun:
        """The run of a strategy with all else as chosen, up to the present step."""
        return self._run(self.data, self.model, strategy, self.batch_size, self.random_state).upto(self.step)

    def _begun(self, data: str, model: str, strategy: str, batch_size: int, random_state: int) -> RecordedRun:
        split, estimator = self._plane(data, random_state).split, menus.made(self.models[model])
        return RecordedRun(split, estimator, self.strategies[strategy], batch_size=batch_size, random_state=random_state)

    def figure(self) -> Figure:
        left, right = plots.new_axes((12, 5), ncols=2)
        self._draw_plane(left)
        self._draw_curves(right)
        return left.figure

    def describe(self) -> str:
        n_asked, accuracies = self.run(self.strategy).curve(self.step)
        chosen = f"{shown(self.data)}, {shown(self.model)}, {shown(self.strategy)}"
        said = f"{chosen}: {n_asked[-1]} answers, accuracy {accuracies[-1]:.2f}"
        return f"{said}{self._beside()} after {self.step} of {N_ROUNDS} rounds of {self.batch_size}."

    def _beside(self) -> str:
        return "" if self.strategy == BASELINE else f" ({BASELINE} {self.run(BASELINE).curve(self.step)[1][-1]:.2f})"

    def _draw_plane(self, ax: Axes) -> None:
        where, run = self.plane, self.run(self.strategy)
        rounds, model = run.rounds(self.step), run.model(self.step)
        labeled = run.rows(self.step)
        color: Any = "0.6"
        if where.is_whole:
            plots.decision_regions(model.predict, where.points, where.classes, ax)
        else:  # no plane to color, so each point has the color of the model's answer
            color = plots.pale(np.searchsorted(where.classes, model.predict(where.split.X_pool)), 0.4)
        last = rounds[-1].asked if self.step else ()
        plots.scatter(where.points, where.split.y_pool, ax, labeled=labeled, asked=last, unlabeled=color)
        numbered = rounds[1:] if len(labeled) <= MOST_NUMBERS else rounds[-1:]
        for number, r in enumerate(numbered, start=len(rounds) - len(numbered)):
            for i in r.asked:
                ax.annotate(str(number), where.points[i], xytext=(6, 6), textcoords="offset points", fontsize=11)
        ax.set(xlabel=where.axis_names[0], ylabel=where.axis_names[1], title=f"asked by {shown(self.strategy)}")

    def _draw_curves(self, ax: Axes) -> None:
        most = N_ROUNDS * self.batch_size
        ax.set(xlim=(-0.02 * most, most), ylim=(0, 1.02), title=f"{shown(self.data, 24)}, {shown(self.model, 24)}")
        names = dict.fromkeys([BASELINE, self.strategy])
        plots.learning_curve({name: self.run(name).curve(self.step) for name in names}, ax)


def strategy_explorer(
    strategies: Mapping[str, Any] | None = None,
    models: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | str | None = None,
    **chosen: Any,
) -> ExplorerWidget:
    """Choose data, model, strategy, batch size and random state; step through the run, beside random picking.

    Your own come first in the menus, and the explorer begins with them.  What fails in them is shown in the explorer.

    Parameters
    ----------
    strategies : name -> strategy, your own
    models : name -> estimator, or function that makes one
    data : name -> Dataset, or function that makes one; or the name of what to begin with
    **chosen : model, strategy, batch_size, random_state or step to begin with

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If there is no such data set, model or strategy.

    Examples
    --------
    >>> def left_to_right(view):
    ...     return [-view.X[i][0] for i in view.candidates]
    >>> print(strategy_explorer({"from left to right": left_to_right}, step=3).state.describe().split(":")[0])
    two moons, logistic regression, from left to right
    """
    state = StrategyState(
        strategies=menus.strategies(strategies),
        models=menus.models(models),
        datasets=menus.data(data),
        **menus.chosen_first(chosen, strategy=strategies, model=models, data=data),
    )
    choices = {"data": state.datasets, "model": state.models, "strategy": state.strategies}
    return steps_explorer(state, {**choices, "batch_size": (1, 5, 10), "random_state": range(10)})
