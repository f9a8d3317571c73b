"""Watch a committee come to agree: its members' boundaries, where they disagree, and the version space that shrinks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import catalog, plots
from alkit.experiment.recorded import RecordedRun
from alkit.models.members import members_proba
from alkit.plots import shown
from alkit.strategies.committee import QueryByCommittee
from alkit.widgets import menus
from alkit.widgets.base import ExplorerWidget
from alkit.widgets.explorers.plane import Plane, drawn
from alkit.widgets.explorers.steps import N_ROUNDS, steps_explorer
from alkit.widgets.menus import Menu

GRID = 60  # points of the map along each side


@dataclass
class CommitteeState:
    """What is chosen, and what there is to choose; the runs follow, each made once and as far as it is looked at."""

    data: str = "two moons"
    committee: str = "samples of the posterior"
    members: int = 10
    measure: str = "BALD = KL to consensus"
    step: int = 3
    committees: Menu = field(default_factory=catalog.committees, repr=False)
    measures: Menu = field(default_factory=catalog.measures, repr=False)
    datasets: Menu = field(default_factory=menus.data, repr=False)

    def __post_init__(self) -> None:
        self._plane = cache(lambda data: drawn(menus.dataset(self.datasets[data]), 0))
        self._run = cache(self._begun)

    @property
    def plane(self) -> Plane:
        """The chosen data, split and drawn."""
        return self._plane(self.data)

    @property
    def run(self) -> RecordedRun:
        """The run as chosen, up to the present step."""
        return self._run(self.data, self.committee, self.members, self.measure).upto(self.step)

    def _begun(self, data: str, committee: str, members: int, measure: str) -> RecordedRun:
        estimator = menus.made(self.committees[committee], members)
        return RecordedRun(self._plane(data).split, estimator, QueryByCommittee(self.measures[measure]))

    def click(self, x: float, y: float) -> None:
        """Ask the point nearest the click, in place of the committee's own choice."""
        if self.step < N_ROUNDS and (candidates := self._candidates()).size:
            self.run.ask_instead(self.step, self.plane.nearest(x, y, candidates))
            self.step += 1

    def disagreement(self, X: Any, step: int | None = None) -> np.ndarray:
        """The chosen measure at some points, as the committee of a step sees them."""
        return self._measured(self._proba(X, self.step if step is None else step))

    def mean_disagreement(self, step: int) -> float:
        """Its mean over the pool."""
        return float(self.disagreement(self.plane.split.X_pool, step).mean())

    def figure(self) -> Figure:
        left, right = plots.new_axes((12, 5), ncols=2)
        self._draw_map(left)
        n_asked, accuracies = self.run.curve(self.step)
        values = [self.mean_disagreement(step) for step in range(len(n_asked))]
        right.set(xlim=(-0.4, N_ROUNDS), ylim=(0, 1.15 * max(0.05, *values)))
        plots.learning_curve({"": (n_asked, values)}, right, "mean disagreement of the pool")
        right.set_title(f"accuracy {accuracies[-1]:.2f}")
        return left.figure

    def describe(self) -> str:
        n_asked, accuracies = self.run.curve(self.step)
        n_members = len(self._proba(self.plane.split.X_test, self.step))
        return (
            f"{shown(self.data)}, {n_members} members, {shown(self.committee)}: {n_asked[-1]} answers, "
            f"mean {shown(self.measure)} of the pool {self.mean_disagreement(self.step):.3f}, accuracy {accuracies[-1]:.2f}."
        )

    def _candidates(self) -> np.ndarray:
        return np.setdiff1d(np.arange(len(self.plane.points)), self.run.rows(self.step))

    def _proba(self, X: Any, step: int) -> np.ndarray:
        return members_proba(self.run.model(step), X, self.plane.classes, self.committee)

    def _measured(self, proba: np.ndarray) -> np.ndarray:
        return np.asarray(self.measures[self.measure](proba), dtype=float)

    def _draw_map(self, ax: Axes) -> None:
        """Dark where the members disagree; a thin line per member where its answer changes; the next question ringed."""
        where, candidates = self.plane, self._candidates()
        values = self.disagreement(where.split.X_pool)
        color: Any = "0.55"
        if where.is_whole:
            self._draw_members(ax)
        else:  # no plane to color, so each point is as dark as the members disagree about it
            color = np.repeat(0.9 - 0.8 * values[:, None] / max(values.max(), 1e-9), 3, axis=1).clip(0, 1)
        asked = candidates[[values[candidates].argmax()]] if candidates.size else ()
        labeled = self.run.rows(self.step)
        plots.scatter(where.points, where.split.y_pool, ax, labeled=labeled, asked=asked, unlabeled=color)
        title = "each line: the boundary of one member" if where.is_whole else "dark: the members disagree"
        x, y = plots.framed(where.points)
        ax.set(xlabel=where.axis_names[0], ylabel=where.axis_names[1], xlim=x, ylim=y, title=title)

    def _draw_members(self, ax: Axes) -> None:
        x, y = plots.framed(self.plane.points)
        across, up = np.meshgrid(np.linspace(*x, GRID), np.linspace(*y, GRID))
        proba = self._proba(np.column_stack([across.ravel(), up.ravel()]), self.step)
        heat, most = self._measured(proba).reshape(across.shape), 0.1
        look = {"origin": "lower", "aspect": "auto", "cmap": "Greys", "vmin": 0, "vmax": 2 * max(heat.max(), most), "zorder": 0}
        ax.imshow(heat, extent=(*x, *y), **look)
        for lead in (lead for member in proba for lead in _leads(member) if lead.min() < 0 < lead.max()):
            ax.contour(across, up, lead.reshape(across.shape), levels=[0], colors="0.25", linewidths=0.8, zorder=0.5)


def _leads(proba: np.ndarray) -> Iterator[np.ndarray]:
    """By how much each class leads the best other one: 0 on its edge.  The last class has its edges in common with these."""
    for c in range(proba.shape[1] - 1):
        yield proba[:, c] - np.delete(proba, c, axis=1).max(axis=1) + 1e-9


def committee_explorer(
    committees: Mapping[str, Any] | None = None,
    measures: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | str | None = None,
    **chosen: Any,
) -> ExplorerWidget:
    """Choose data, committee, its size and the measure; step, or click on the point that you would ask instead.

    Your own come first in the menus, and the explorer begins with them.  What fails in them is shown in the explorer.

    Parameters
    ----------
    committees : name -> ensemble, or function of the number of members that makes one
    measures : name -> function of the members' probabilities, (n_members, n_samples, n_classes) -> (n_samples,)
    data : name -> Dataset, or function that makes one; or the name of what to begin with
    **chosen : committee, members, measure or step to begin with

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If there is no such data set, committee or measure, or a committee of one.
    """
    state = CommitteeState(
        committees=menus.menu("committees", committees, catalog.committees()),
        measures=menus.menu("measures", measures, catalog.measures()),
        datasets=menus.data(data),
        **menus.chosen_first(chosen, committee=committees, measure=measures, data=data),
    )
    choices = {"data": state.datasets, "committee": state.committees, "members": (2, 3, 5, 10, 20), "measure": state.measures}
    return steps_explorer(state, choices)
