"""Explore query strategies: where each one asks, and what its answers were worth beside random picking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import rankdata

from alkit import plots
from alkit.experiment.recorded import RecordedRun
from alkit.plots import shown
from alkit.strategies.base import scores_of
from alkit.strategies.uncertainty import random_sampling
from alkit.widgets import menus
from alkit.widgets.explorer import ExplorerWidget, Frame
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

    gestures = ("move", "drop")

    def __post_init__(self) -> None:
        self._drawn = cache(lambda data, random_state: drawn(menus.dataset(self.datasets[data]), random_state))
        self._runs: dict[tuple[Any, ...], RecordedRun] = {}
        self._moved: tuple[tuple[int, float, float], ...] = ()  # (row, x, y) of points where a hand has put them
        self._of: tuple[str, int] = ("", 0)  # the data and random state that were moved
        self._start = dict(vars(self))

    @property
    def plane(self) -> Plane:
        """The chosen data, split and drawn, with the points where they were put."""
        return self._drawn(self.data, self.random_state).with_points(self._places)

    def run(self, strategy: str) -> RecordedRun:
        """The run of a strategy with all else as chosen, up to the present step."""
        if (chosen := self._chosen(strategy)) not in self._runs:
            self._runs[chosen] = self._begun(strategy, self.plane)
        return self._runs[chosen].upto(self.step)

    def _chosen(self, strategy: str) -> tuple[Any, ...]:
        return (self.data, self.model, strategy, self.batch_size, self.random_state, self._places)

    @property
    def _places(self) -> tuple[tuple[int, float, float], ...]:
        return self._moved if self._of == (self.data, self.random_state) else ()

    def _begun(self, strategy: str, where: Plane) -> RecordedRun:
        estimator, chosen = menus.made(self.models[self.model]), self.strategies[strategy]
        return RecordedRun(where.split, estimator, chosen, batch_size=self.batch_size, random_state=self.random_state)

    # ---- what the page has -------------------------------------------------------------------------------

    def page(self) -> dict[str, Any]:
        where = self.plane
        curve = {"yName": "accuracy", "xMax": N_ROUNDS * self.batch_size, "most": 1.02}
        movable = {"gesture": "move"} if where.is_whole else {}
        return {**where.page(), **movable, "curve": curve, "steps": N_ROUNDS + 1, "key": str(hash(self._chosen(self.strategy)))}

    def frame(self, step: int) -> Frame:
        """All that the page shows of a step."""
        return self._framed(step, self.run(self.strategy), self.plane)

    def move(self, row: int, x: float, y: float) -> list[Frame]:
        """What the present step would show if a point were there: same questions, same answers, the model learns anew."""
        where = self.plane.with_points([(row, x, y)])
        return [self._framed(self.step, self._with_same_questions(where, self.strategy), where)]

    def drop(self, row: int, x: float, y: float) -> None:
        """Put a point there; what was asked up to the present step stays, and the run goes on from there."""
        where, names = self.plane.with_points([(row, x, y)]), {BASELINE, self.strategy}
        runs = [self._with_same_questions(where, name) for name in names]
        others = tuple(place for place in self._places if place[0] != row)
        self._moved, self._of = (*others, (row, x, y)), (self.data, self.random_state)
        self._runs |= {self._chosen(name): run for name, run in zip(names, runs)}

    def reset(self) -> None:
        """As at the start, with all points in their places."""
        vars(self).update(self._start)

    def _with_same_questions(self, where: Plane, strategy: str) -> RecordedRun:
        return self._begun(strategy, where).replay(self.run(strategy).rounds(self.step)[1:])

    def _framed(self, step: int, run: RecordedRun, where: Plane) -> Frame:
        rounds, model = run.rounds(step), run.model(step)
        runs = {BASELINE: self.run(BASELINE), self.strategy: run}
        drawn = zip(runs.items(), plots.looks(runs))
        curves = [dict(zip("xy", r.curve(step)), name=shown(name, 24), hue=look.color) for (name, r), look in drawn]
        frame = {
            "step": step,
            "rounds": [list(r.asked) for r in rounds],
            "curves": curves,
            "title": self._title(step),
            "beside": f"{shown(self.data, 24)}, {shown(self.model, 24)}",
            "sentence": self._sentence(step, curves),
        }
        if where.is_whole:
            frame["scores"] = _darkness(run, step, len(where.points))
            return frame, _places_of(model.predict(where.grid()), where.classes)
        return frame | self._answers(model), b""

    def _answers(self, model: Any) -> dict[str, Any]:
        """What the model says of each sample, where there is no plane to color."""
        where = self.plane
        return {"said": list(_places_of(model.predict(where.split.X_pool), where.classes))}

    # ---- the same on paper -------------------------------------------------------------------------------

    def figure(self) -> Figure:
        left, right = plots.new_axes((12, 5), ncols=2)
        self._draw_plane(left)
        self._draw_curves(right)
        return left.figure

    def describe(self) -> str:
        names = dict.fromkeys([BASELINE, self.strategy])
        return self._sentence(self.step, [dict(zip("xy", self.run(name).curve(self.step))) for name in names])

    def _sentence(self, step: int, curves: list[dict[str, Any]]) -> str:
        chosen, last = f"{shown(self.data)}, {shown(self.model)}, {shown(self.strategy)}", curves[-1]
        said = f"{chosen}: {last['x'][-1]} answers, accuracy {last['y'][-1]:.2f}"
        return f"{said}{beside(curves)} after {step} of {N_ROUNDS} rounds of {self.batch_size}."

    def _title(self, step: int) -> str:
        return f"asked by {shown(self.strategy)}"

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
        ax.set(xlabel=where.axis_names[0], ylabel=where.axis_names[1], title=self._title(self.step))

    def _draw_curves(self, ax: Axes) -> None:
        most = N_ROUNDS * self.batch_size
        ax.set(xlim=(-0.02 * most, most), ylim=(0, 1.02), title=f"{shown(self.data, 24)}, {shown(self.model, 24)}")
        names = dict.fromkeys([BASELINE, self.strategy])
        plots.learning_curve({name: self.run(name).curve(self.step) for name in names}, ax)


def beside(curves: list[dict[str, Any]]) -> str:
    """What random picking had reached by then, in brackets."""
    return f" ({BASELINE} {curves[0]['y'][-1]:.2f})" if len(curves) > 1 else ""


def _places_of(labels: np.ndarray, classes: np.ndarray) -> bytes:
    """A byte for each label: its place among the classes."""
    return np.searchsorted(classes, labels).astype(np.uint8).tobytes()


def _darkness(run: RecordedRun, step: int, n_pool: int) -> list[int] | None:
    """0 to 255 for each row of the pool, the darker the sooner it would be asked; None where a strategy has no such scores."""
    view, strategy = run.view(step), run.learner.strategy
    if not view.candidates.size or strategy is random_sampling:
        return None
    try:
        ranks = rankdata(scores_of(strategy, view)) / len(view.candidates)
    except Exception:  # noqa: BLE001  # it chooses whole batches; or it fails, which is said when the next step is made
        return None
    dark = np.zeros(n_pool)
    dark[view.candidates] = ranks**2
    return [int(shade) for shade in 255 * dark]


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
    return steps_explorer(state, {**choices, "batch_size": (1, 5, 10), "random_state": range(10)}, "Strategy explorer")
