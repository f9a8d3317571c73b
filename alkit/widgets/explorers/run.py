"""Step through a run of the query loop: what was asked, what was known by then, and the curve so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matplotlib.figure import Figure
from sklearn.ensemble import RandomForestClassifier

from alkit import catalog, plots
from alkit.history import History
from alkit.plots import shown
from alkit.widgets import menus
from alkit.widgets.explorer import ExplorerWidget
from alkit.widgets.explorers.steps import N_ROUNDS, steps_explorer
from alkit.widgets.explorers.strategy import StrategyState, beside
from alkit.widgets.menus import BASELINE, Menu

FOREST = "forest of 25 trees"  # that of notebook 03


def models_with_forest(own: Mapping[str, Any] | None = None) -> Menu:
    """The menu of models, with the forest behind the student's own."""
    return menus.menu("models", own, {FOREST: RandomForestClassifier(25, random_state=0), **catalog.models()})


@dataclass
class RunState(StrategyState):
    """A run on iris, unless the student brought something else; one answer a round."""

    data: str = "iris"
    model: str = FOREST
    strategy: str = "entropy"
    step: int = 0
    models: Menu = field(default_factory=models_with_forest, repr=False)

    def history(self, strategy: str) -> History:
        """All rounds of the run of a strategy."""
        run = self.run(strategy).upto(N_ROUNDS)
        return History(run.rounds(N_ROUNDS))

    def figure(self) -> Figure:
        left, right = plots.new_axes((12, 5), ncols=2)
        where, run = self.plane, self.run(self.strategy)
        rounds = run.rounds(self.step)
        last = rounds[-1].asked if self.step else ()
        plots.scatter(where.points, where.split.y_pool, left, labeled=run.rows(self.step), asked=last)
        for number, r in enumerate(rounds[1:], start=1):
            left.annotate(str(number), where.points[r.asked[0]], xytext=(7, 7), textcoords="offset points", fontsize=11)
        left.set(xlabel=where.axis_names[0], ylabel=where.axis_names[1], title=self._title(self.step))
        left.legend(loc="upper left", handletextpad=0.1)
        right.set(xlim=(-0.5, N_ROUNDS + 0.5), ylim=(0.5, 1.02))
        plots.learning_curve(
            {name: self.run(name).curve(self.step) for name in dict.fromkeys([BASELINE, self.strategy])}, right
        )
        return left.figure

    def _sentence(self, step: int, curves: list[dict[str, Any]]) -> str:
        last = curves[-1]
        said = f"Step {step} of {N_ROUNDS}, {shown(self.strategy)}: {last['x'][-1]} answers, accuracy {last['y'][-1]:.2f}"
        return f"{said}{beside(curves)}; {self._asked(step)}."

    def _answers(self, model: Any) -> dict[str, Any]:
        return {}  # the lesson is about the questions: what has no label is gray

    def _title(self, step: int) -> str:
        return self._asked(step)

    def _asked(self, step: int) -> str:
        """What a step asked, in words."""
        last = self.run(self.strategy).rounds(step)[-1]
        return f"asked row {last.asked[0]}, answer {shown(last.answers[0])}" if step else "the seed set"


def run_explorer(
    strategies: Mapping[str, Any] | None = None,
    models: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | str | None = None,
    **chosen: Any,
) -> ExplorerWidget:
    """Step through a run with a slider, or let it play; choose the strategy.

    It begins with flowers and a forest.  Your own strategies, models and data come first in the menus.

    Parameters
    ----------
    strategies : name -> strategy, your own
    models : name -> estimator, or function that makes one; then there is a menu of models, too
    data : name -> Dataset, or function that makes one; then there is a menu of data, too
    **chosen : data, model, strategy or step to begin with

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If there is no such data set, model or strategy.
    """
    state = RunState(
        strategies=menus.strategies(strategies),
        models=models_with_forest(models),
        datasets=menus.data(data),
        **menus.chosen_first(chosen, strategy=strategies, model=models, data=data),
    )
    choices = {"strategy": state.strategies}
    if models:
        choices["model"] = state.models
    if data:
        choices["data"] = state.datasets
    return steps_explorer(state, choices, "Run explorer")
