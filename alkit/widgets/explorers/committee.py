"""Watch a committee come to agree: its members' boundaries, where they disagree, and the version space that shrinks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import catalog, plots
from alkit.experiment.recorded import RecordedRun
from alkit.models.members import members_proba
from alkit.plots import shown
from alkit.strategies.committee import QueryByCommittee
from alkit.widgets import menus
from alkit.widgets.explorer import ExplorerWidget, Frame
from alkit.widgets.explorers.plane import GRID, Plane, drawn
from alkit.widgets.explorers.steps import N_ROUNDS, steps_explorer
from alkit.widgets.menus import Menu


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

    gestures = ("ask",)

    def __post_init__(self) -> None:
        self._drawn = cache(lambda data: drawn(menus.dataset(self.datasets[data]), 0))
        self._run = cache(self._begun)
        self._pools: dict[tuple[Any, ...], tuple[np.ndarray, int]] = {}
        self._revision = 0
        self._start = dict(vars(self))

    @property
    def plane(self) -> Plane:
        """The chosen data, split and drawn."""
        return self._drawn(self.data)

    @property
    def run(self) -> RecordedRun:
        """The run as chosen, up to the present step."""
        return self._run(*self._chosen()[:4]).upto(self.step)

    def _chosen(self) -> tuple[Any, ...]:
        return (self.data, self.committee, self.members, self.measure, self._revision)

    def _begun(self, data: str, committee: str, members: int, measure: str) -> RecordedRun:
        estimator = menus.made(self.committees[committee], members)
        return RecordedRun(self._drawn(data).split, estimator, QueryByCommittee(self.measures[measure]))

    # ---- what the page has -------------------------------------------------------------------------------

    def page(self) -> dict[str, Any]:
        curve = {"yName": "mean disagreement of the pool", "xMax": N_ROUNDS}
        look = {"heat": True, "gesture": "ask", "curve": curve}
        return {**self.plane.page(), **look, "steps": N_ROUNDS + 1, "key": str(hash(self._chosen()))}

    def frame(self, step: int) -> Frame:
        """All that the page shows of a step."""
        where, rounds, candidates = self.plane, self.run.rounds(step), self._candidates(step)
        values, n_asked, accuracies = self._of_pool(step)[0], *self.run.curve(step)
        frame: dict[str, Any] = {
            "step": step,
            "rounds": [list(r.asked) for r in rounds],
            "next": candidates[[values[candidates].argmax()]].tolist() if candidates.size else [],
            "curves": [{"x": n_asked, "y": [self.mean_disagreement(k) for k in range(len(n_asked))], "name": "", "hue": 0}],
            "title": self._title(),
            "beside": f"accuracy {accuracies[-1]:.2f}",
            "sentence": self._sentence(step),
        }
        if not where.is_whole:
            return frame | {"scores": _shades(values).tolist()}, b""
        proba = self._proba(where.grid(), step)
        return frame | {"lines": _boundaries(where, proba)}, _shades(self._measured(proba)).tobytes()

    def ask(self, row: int, step: int) -> None:
        """Ask a point after a step, in place of the committee's own choice there."""
        if step < N_ROUNDS and row in self._candidates(step):
            self.run.ask_instead(step, row)
            self.step, self._revision = step + 1, self._revision + 1

    def reset(self) -> None:
        """As at the start: the committee chooses its own questions again."""
        self._run.cache_clear()
        vars(self).update(self._start | {"_revision": self._revision + 1})

    def disagreement(self, X: Any, step: int | None = None) -> np.ndarray:
        """The chosen measure at some points, as the committee of a step sees them."""
        return self._measured(self._proba(X, self.step if step is None else step))

    def mean_disagreement(self, step: int) -> float:
        """Its mean over the pool."""
        return float(self._of_pool(step)[0].mean())

    def _of_pool(self, step: int) -> tuple[np.ndarray, int]:
        """The measure of each row of the pool, and the number of members."""
        if (chosen := (*self._chosen(), step)) not in self._pools:
            proba = self._proba(self.plane.split.X_pool, step)
            self._pools[chosen] = self._measured(proba), len(proba)
        return self._pools[chosen]

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
        return self._sentence(self.step)

    def _sentence(self, step: int) -> str:
        n_asked, accuracies = self.run.curve(step)
        n_members = self._of_pool(step)[1]
        return (
            f"{shown(self.data)}, {n_members} members, {shown(self.committee)}: {n_asked[-1]} answers, "
            f"mean {shown(self.measure)} of the pool {self.mean_disagreement(step):.3f}, accuracy {accuracies[-1]:.2f}."
        )

    def _title(self) -> str:
        return (
            "each line: the boundary of one member"
            if self.plane.is_whole
            else "the stronger the shade, the more the members disagree"
        )

    def _candidates(self, step: int) -> np.ndarray:
        return np.setdiff1d(np.arange(len(self.plane.points)), self.run.rows(step))

    def _proba(self, X: Any, step: int) -> np.ndarray:
        return members_proba(self.run.model(step), X, self.plane.classes, self.committee)

    def _measured(self, proba: np.ndarray) -> np.ndarray:
        return np.asarray(self.measures[self.measure](proba), dtype=float)

    def _draw_map(self, ax: Axes) -> None:
        """Dark where the members disagree; a thin line per member where its answer changes; the next question ringed."""
        where, candidates = self.plane, self._candidates(self.step)
        values = self._of_pool(self.step)[0]
        color: Any = "0.55"
        if where.is_whole:
            self._draw_members(ax)
        else:  # no plane to color, so each point is as dark as the members disagree about it
            color = np.repeat(0.9 - 0.8 * values[:, None] / max(values.max(), 1e-9), 3, axis=1).clip(0, 1)
        asked = candidates[[values[candidates].argmax()]] if candidates.size else ()
        labeled = self.run.rows(self.step)
        plots.scatter(where.points, where.split.y_pool, ax, labeled=labeled, asked=asked, unlabeled=color)
        x, y = plots.framed(where.points)
        ax.set(xlabel=where.axis_names[0], ylabel=where.axis_names[1], xlim=x, ylim=y, title=self._title())

    def _draw_members(self, ax: Axes) -> None:
        where, most = self.plane, 0.1
        proba = self._proba(where.grid(), self.step)
        heat = self._measured(proba).reshape(GRID, GRID)
        (left, right), (low, high) = plots.framed(where.points)
        look = {"origin": "lower", "aspect": "auto", "cmap": "Greys", "vmin": 0, "vmax": 2 * max(heat.max(), most), "zorder": 0}
        ax.imshow(heat, extent=(left, right, low, high), **look)
        for line in _boundaries(where, proba):
            ax.plot(*np.transpose(line), color="0.25", linewidth=0.8, zorder=0.5)


def _shades(values: np.ndarray) -> np.ndarray:
    """0 to 255, in proportion to the largest."""
    return (255 * values / max(values.max(), 0.1)).clip(0, 255).astype(np.uint8)


def _boundaries(where: Plane, proba: np.ndarray) -> list[list[list[float]]]:
    """Where the answers of the members change, as lines of places; proba is that of the plane's grid, members first."""
    places = where.grid().reshape(GRID, GRID, 2)
    across, up = places[0, :, 0], places[:, 0, 1]
    leads = (lead for member in proba for lead in _leads(member) if lead.min() < 0 < lead.max())
    found = [contour_generator(across, up, lead.reshape(GRID, GRID)).lines(0.0) for lead in leads]
    return [np.asarray(line).round(3).tolist() for lines in found for line in lines]


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
    return steps_explorer(state, choices, "Committee explorer")
