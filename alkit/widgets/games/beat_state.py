"""The game against query strategies as it is shown: in words, as data for the page, and on paper."""

from __future__ import annotations

import base64
import os
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.datasets import Dataset
from alkit.modalities.point import Point
from alkit.plots import shown
from alkit.widgets.explorers.plane import GRID, drawn
from alkit.widgets.games.beat_game import YOU, BeatGame
from alkit.widgets.games.machines import MARGIN, N_RANDOM, RANDOM
from alkit.widgets.games.verdict import verdict
from alkit.widgets.samples import Samples

PER_PAGE = 40  # thumbnails
ACROSS = 8  # on paper
CHOOSING = "The machine is choosing …"


class BeatState(BeatGame):
    """The game of :func:`~alkit.widgets.games.beat.beat_the_machine`; its parameters are those of :class:`BeatGame`.

    Attributes
    ----------
    is_plane : whether the samples are points in the plane, and not thumbnails
    show_regions, show_margin : whether the model's regions are shown, and, at the end, what margin asked
    page_number : of the thumbnails
    """

    gestures = ("pick", "begin")
    show_regions = show_margin = False

    def __init__(
        self, data: Dataset, budget: int, estimator: Any = None, name: str = YOU,
        folder: str | os.PathLike[str] | None = None, random_state: int = 0, n_random: int = N_RANDOM,
    ):  # fmt: skip
        self._board_lines: list[dict[str, Any]] = []
        super().__init__(data, budget, estimator, name, folder, random_state, n_random)

    def _lay_out(self, random_state: int) -> None:
        super()._lay_out(random_state)
        self.is_plane, self.page_number = isinstance(self.modality, Point), 0
        self.plane = drawn(self.data, random_state) if self.is_plane else None
        self.samples = Samples(self.modality, self.split.X_pool)
        known, order = (
            set(self.split.seed_rows.tolist()),
            np.random.default_rng(random_state).permutation(len(self.split.y_pool)),
        )
        self._order = [row for row in order.tolist() if row not in known]

    def others(self) -> None:
        """Other thumbnails."""
        self.page_number = (self.page_number + 1) % max(1, -(-len(self._order) // PER_PAGE))

    @property
    def _thumbnails(self) -> list[int]:
        """The rows on the screen."""
        return self._order[PER_PAGE * self.page_number :][:PER_PAGE]

    @property
    def prompt(self) -> str:
        """What is said now."""
        what, left = "point" if self.is_plane else "sample", self.budget - len(self.picks)
        if self.is_over:
            return f"All {self.budget} answers are spent."
        if not self.picks:
            return f"Which {what} shall be labeled first? {left} answers are yours."
        return f"The answer: {self._answer(self.picks[-1])}. Which {what} next? {left} left."

    def describe(self) -> str:
        """Where the game stands, in a sentence or two."""
        return " ".join(filter(None, [self.problem, self._said()]))

    def _said(self) -> str:
        if self.is_over and (result := self.result()) is not None:
            return verdict(result, self._rest(), self.budget, self.machines.values[RANDOM])
        curves, n = self.curves(), len(self.picks)
        if not n:
            n_seed = len(self.split.seed_rows)
            return f"{n_seed} labels are known from the start; with them everybody's accuracy is {curves[YOU][0]:.2f}."
        said = f"Answer {n} of {self.budget}: {self._answer(self.picks[-1])}. Accuracy: you {curves.pop(YOU)[-1]:.2f}"
        if self.is_choosing:
            return f"{said}. {CHOOSING}"
        others = ", ".join(f"{name} {values[-1]:.2f}" for name, values in curves.items())
        return f"{said}; {others} (random: mean of {self.n_random} runs)."

    def _rest(self) -> dict[str, float]:
        """The other machines' last accuracies."""
        return {name: values[-1] for name, values in self.curves().items() if name not in (YOU, RANDOM)}

    def _answer(self, row: int) -> str:
        return shown(self.split.y_pool[row])

    def page(self) -> dict[str, Any]:
        """What the view draws; labels of what has not been asked stay in the kernel."""
        known: dict[str, Any] = {"prompt": self.prompt, "over": self.is_over, "budget": self.budget, "n_random": self.n_random}
        names = [shown(name, 24) for name in self._classes]
        sign = CHOOSING if self.is_choosing and self.picks else ""
        known |= {"names": names, "sign": sign, "curves": self._lines(), "board": self._board(), "picks": list(self.picks)}
        return known | (self._page_of_plane() if self.is_plane else self._page_of_thumbnails())

    @property
    def _classes(self) -> list[Any]:
        return np.unique(self.data.y).tolist()

    def _labels(self) -> dict[int, int]:
        """Row -> place of its class, of all that is known."""
        rows = [*self.split.seed_rows.tolist(), *self.picks]
        return dict(zip(rows, np.searchsorted(self._classes, self.split.y_pool[rows]).tolist()))

    def _lines(self) -> list[dict[str, Any]]:
        curves = self.curves()
        looks = [plots.Look(0, 0), *plots.looks(name for name in curves if name != YOU)]
        lines: list[dict[str, Any]] = [
            {"name": name, "hue": None if name == YOU else look.color, "mark": look.marker, "y": y}
            for (name, y), look in zip(curves.items(), looks)
        ]
        for line in lines:
            line["band"] = self.machines.spread(len(self.picks)) if line["name"] == RANDOM else []
        return lines

    def _page_of_plane(self) -> dict[str, Any]:
        plane: Any = self.plane
        page = {
            "points": plane.points.round(4).tolist(), "axes": list(plane.axis_names), "limits": plots.framed(plane.points),
            "labels": list(self._labels().items()), "grid": GRID, "regions": "", "margin": [],
        }  # fmt: skip
        if self.show_regions:
            places = np.searchsorted(self._classes, self.run.learner.model.predict(plane.grid())).astype(np.uint8)
            page["regions"] = base64.b64encode(places.tobytes()).decode()
        if self.is_over and self.show_margin:
            page["margin"] = self.machines.rows(MARGIN)
        return page

    def _page_of_thumbnails(self) -> dict[str, Any]:
        labels = self._labels()
        thumbs = [{"row": row, "stamp": self.samples.stamp(row), "label": labels.get(row)} for row in self._thumbnails]
        known = [{"stamp": self.samples.stamp(row), "label": j} for row, j in labels.items()]
        return {"thumbs": thumbs, "known": known, "n_seed": len(self.split.seed_rows)}

    def _board(self) -> list[dict[str, Any]]:
        """The board as it was before the first pick, and as it is after the last one."""
        if self.is_over or not self.picks:
            try:
                lines = self.log.board()
            except ValueError:  # a game can do without
                lines = []
            self._board_lines = [line | {"name": shown(line["name"]), "mine": line["name"] == self.log.name} for line in lines]
        return self._board_lines

    def figure(self) -> Figure:
        """The game on paper: what can be asked on the left, everybody's curve on the right."""
        left, right = plots.new_axes((12, 5), ncols=2)
        with plots.style():
            (self._draw_plane if self.is_plane else self._draw_thumbnails)(left)
            self._draw_curves(right)
        return left.figure

    def _draw_plane(self, ax: Axes) -> None:
        plane: Any = self.plane
        if self.show_regions:
            plots.decision_regions(self.run.learner.model.predict, plane.points, self._classes, ax)
        labeled, last = list(self._labels()), self.picks[-1:]
        plots.scatter(plane.points, self.split.y_pool, ax, labeled=labeled, asked=last, unlabeled="0.6")
        ax.set(xlabel=plane.axis_names[0], ylabel=plane.axis_names[1], title="which point shall be labeled?")

    def _draw_thumbnails(self, ax: Axes) -> None:
        labels = self._labels()
        for j, row in enumerate(self._thumbnails):
            across, down = j % ACROSS, j // ACROSS
            inset = ax.inset_axes((across / ACROSS, 0.8 - down / 5, 0.9 / ACROSS, 0.16))
            self.samples.paper(inset, row)
            if row in labels:
                inset.set_title(self._answer(row), fontsize=12, pad=2)
        ax.set(title="which sample shall be labeled?")
        ax.axis("off")

    def _draw_curves(self, ax: Axes) -> None:
        ends = []
        for line in reversed(self._lines()):
            color, x = "black" if line["hue"] is None else f"C{line['hue']}", np.arange(len(line["y"]))
            if line["band"]:
                ax.fill_between(x, *np.transpose(line["band"]), color=color, alpha=0.15, linewidth=0)
            ax.plot(x, line["y"], color=color, marker=plots.MARKERS[line["mark"]], linewidth=3 if line["hue"] is None else 2)
            ends.append((len(x) - 1, line["y"][-1], line["name"], color))
        ax.set(xlim=(-0.3, self.budget * 1.15), ylim=(0, 1.02), xlabel="answers asked", ylabel="accuracy on the test set")
        plots.name_ends(ax, ends)
