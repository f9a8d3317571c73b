"""A game against query strategies: you choose WHAT is asked, the data give the answer.  State, no screen.

All play on one split: the same pool, seed set, test set and estimator.  Each pick is on the disk before the next; the machines
play beside it, in the background, and are seen only as far as the person has come.
"""

from __future__ import annotations

import base64
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.datasets import Dataset
from alkit.experiment.recorded import RecordedRun
from alkit.labeling.store import GoneOnError
from alkit.labeling.trainer import Trainer
from alkit.modalities import modality_for
from alkit.modalities.point import Point
from alkit.plots import shown
from alkit.pool import fingerprint
from alkit.splits import stratified_split
from alkit.strategies.base import described
from alkit.strategies.uncertainty import random_sampling
from alkit.widgets.explorers.plane import GRID, drawn
from alkit.widgets.games.game_log import GameLog, Result
from alkit.widgets.games.machines import MARGIN, N_RANDOM, RANDOM, Machines
from alkit.widgets.games.verdict import verdict
from alkit.widgets.samples import Samples

YOU = "you"
PER_PAGE = 40  # thumbnails
ACROSS = 8  # on paper
PAUSE = 0.002  # seconds between two models of the machines
CHOOSING = "The machine is choosing …"
WENT_ON = "This game went on in another window; this is where it stands now."


class BeatState:
    """One player, one split, and the machines.

    Parameters
    ----------
    data : Dataset of classes
    budget : answers to spend
    estimator : what learns from the answers; by default what suits such samples
    name : of the player
    folder : where games are kept
    random_state : of the first split
    n_random : random runs

    Attributes
    ----------
    standing : split, picks and undos, as they are on the disk
    machines : those who play beside
    show_regions, show_margin : whether the model's regions are shown, and, at the end, what margin asked
    turn : held while the person is answered: no machine learns meanwhile
    on_change : called without arguments, from another thread, when the machines have come as far as the person
    """

    gestures = ("pick",)

    def __init__(
        self, data: Dataset, budget: int, estimator: Any = None, name: str = YOU,
        folder: str | os.PathLike[str] | None = None, random_state: int = 0, n_random: int = N_RANDOM,
    ):  # fmt: skip
        self.data, self.n_random = data, n_random
        modality = modality_for(data.X, data.feature_names, data.image_shape)
        self.is_plane = isinstance(modality, Point)
        self.estimator = default_estimator(modality) if estimator is None else estimator
        self.budget = _checked_budget(budget, data, random_state)
        self._modality, self._trainer, self.turn = modality, Trainer(), threading.RLock()
        self._board_lines: list[dict[str, Any]] = []
        self.on_change: Callable[[], None] | None = None
        self.show_regions = self.show_margin = False
        self.problem, self._is_working = "", False
        self.log = GameLog(folder, _kind_of_game(data, self.estimator, self.budget), name)
        self._first = random_state
        self._come_back()

    # ---- what one does ---------------------------------------------------------------------------------

    def pick(self, row: int) -> None:
        """Ask about a row of the pool; one that has been asked, or a pick too many, changes nothing.

        Raises
        ------
        ValueError
            If it cannot be saved: then it has not been asked.
        """
        if self.is_over or row not in self.run.learner.candidates:
            return
        self.run.ask_instead(len(self.picks), int(row))
        if self._is_saved("pick", row=int(row)):
            self.standing.picks.append(int(row))
        self._show_new()

    def undo(self) -> None:
        """Take the last pick back; model and curve are as if it had never been.  That it was done is not forgotten."""
        if not self.picks or self.is_over:
            return
        if self._is_saved("undo"):
            self.standing.picks.pop()
            self.standing.n_undone += 1
            self.run.learner.undo()
        self._show_new()

    def new_split(self) -> None:
        """Another pool, seed set and test set of the same data."""
        split = self.standing.split + 1
        if self._is_saved("split", split=split):
            self._come_back()

    def others(self) -> None:
        """Other thumbnails."""
        self.page_number = (self.page_number + 1) % max(1, -(-len(self._order) // PER_PAGE))

    # ---- where it stands -------------------------------------------------------------------------------

    @property
    def picks(self) -> list[int]:
        """Rows picked so far."""
        return self.standing.picks

    @property
    def is_over(self) -> bool:
        """Whether all answers are spent."""
        return len(self.picks) >= self.budget

    @property
    def is_choosing(self) -> bool:
        """Whether the machines have not come as far as the person."""
        return self.machines.n_done < len(self.picks)

    def curve(self) -> list[float]:
        """The person's accuracy after 0, 1, 2 ... answers."""
        return self.run.curve(len(self.picks))[1]

    def curves(self) -> dict[str, list[float]]:
        """Everybody's accuracy, the machines' as far as the person has come, at most."""
        n = len(self.picks)
        machines = {name: self.machines.curve(name, n) for name in self.machines.names} if self.machines.n_done >= 0 else {}
        return {YOU: self.curve()} | machines

    def result(self) -> Result | None:
        """What a game that is over came to; None while it is not known."""
        if not self.is_over or self.is_choosing or RANDOM in self.machines.problems:
            return None
        n, you = len(self.picks), self.curve()[-1]
        random = [values[n] for values in self.machines.values[RANDOM]]
        margin = None if MARGIN in self.machines.problems else self.machines.values[MARGIN][0][n]
        above, undone = sum(value < you for value in random), self.standing.n_undone
        return Result(self.log.name, self.standing.split, you, float(np.mean(random)), margin, above, len(random), undone)

    # ---- the machines play beside ------------------------------------------------------------------------

    def begin(self) -> None:
        """Let the machines play, in the background where there can be one."""
        if not self._is_working:
            self._is_working = True
            self._trainer.later(self._work)

    def wait(self) -> None:
        """Return once the machines have come to the end; for tests and scripts."""
        self.begin()
        self._trainer.wait_while(lambda: self._is_working)

    def _work(self) -> None:
        """One model of one machine, and then the next; the person's picks do not wait for more than that."""
        machines, was = self.machines, self.machines.n_done
        if machines.n_done >= (len(self.picks) if self._trainer.in_place else self.budget):
            self._is_working = False
            return
        with self.turn:
            machines.step()
        if not self._trainer.in_place:
            time.sleep(PAUSE)  # so that a click finds the machine free
        if machines is self.machines and was < machines.n_done and was < len(self.picks):
            self._enter()
            if self.on_change is not None and not self._trainer.in_place:
                self.on_change()
        self._trainer.later(self._work)

    # ---- on the disk -------------------------------------------------------------------------------------

    def _come_back(self) -> None:
        """Begin where the disk says the game stands."""
        standing = self.log.standing(self._first)
        if not hasattr(self, "standing") or standing.split != self.standing.split:
            self._lay_out(standing.split)
        else:
            self.run = self._new_run(random_sampling, 0)
        rows = [row for row in standing.picks if row < len(self.split.y_pool) and row not in self.split.seed_rows]
        for step, row in enumerate(rows[: self.budget]):
            self.run.ask_instead(step, row)
        standing.picks = rows[: self.budget]
        self.standing = standing
        self._enter()

    def _lay_out(self, random_state: int) -> None:
        self.split = stratified_split(self.data, random_state)
        self.plane = drawn(self.data, random_state) if self.is_plane else None
        self.samples = Samples(self._modality, self.split.X_pool)
        known = set(self.split.seed_rows.tolist())
        self._order = [i for i in np.random.default_rng(random_state).permutation(len(self.split.y_pool)).tolist() if i not in known]
        self.page_number = 0
        self.run = self._new_run(random_sampling, 0)
        self.machines = Machines(self._new_run, self.n_random)

    def _new_run(self, strategy: Any, random_state: int) -> RecordedRun:
        return RecordedRun(self.split, self.estimator, strategy, random_state=random_state, keep_models=False)

    def _is_saved(self, kind: str, **body: Any) -> bool:
        """Write what was done; where it cannot be written, it was not done."""
        self.problem = ""
        try:
            self.log.write(kind, **body)
            return True
        except GoneOnError:
            self._come_back()
            self.problem = WENT_ON
        except ValueError as error:
            self._come_back()
            self.problem = str(error)
        return False

    def _show_new(self) -> None:
        self._enter()
        self.begin()

    def _enter(self) -> None:
        """Put the game on the board, once it is over and the machines have played."""
        try:
            if hasattr(self, "standing") and (result := self.result()) is not None:
                self.log.enter(result)
        except ValueError as error:
            self.problem = f"Your result is not on the board: {error}"

    # ---- what is said and shown --------------------------------------------------------------------------

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
        known = {"prompt": self.prompt, "over": self.is_over, "budget": self.budget, "n_random": self.n_random}
        names = [shown(name, 24) for name in self._classes]
        sign = CHOOSING if self.is_choosing and self.picks else ""
        all_ = {**known, "names": names, "sign": sign, "curves": self._lines(), "board": self._board(), "picks": list(self.picks)}
        return all_ | (self._page_of_plane() if self.is_plane else self._page_of_thumbnails())

    @property
    def _classes(self) -> list[Any]:
        return np.unique(self.data.y).tolist()

    def _labels(self) -> dict[int, int]:
        """Row -> place of its class, of all that is known."""
        rows = [*self.split.seed_rows.tolist(), *self.picks]
        return dict(zip(rows, np.searchsorted(self._classes, self.split.y_pool[rows]).tolist()))

    def _lines(self) -> list[dict[str, Any]]:
        curves = self.curves()
        hues = [None, *(look.color for look in plots.looks(name for name in curves if name != YOU))]
        lines: list[dict[str, Any]] = [{"name": name, "hue": hue, "y": y} for (name, y), hue in zip(curves.items(), hues)]
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
        here = self._order[PER_PAGE * self.page_number :][:PER_PAGE]
        thumbs = [{"row": row, "stamp": self.samples.stamp(row), "label": labels.get(row)} for row in here]
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
        labels, here = self._labels(), self._order[PER_PAGE * self.page_number :][:PER_PAGE]
        for j, row in enumerate(here):
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
            ax.plot(x, line["y"], color=color, marker="o", linewidth=3 if line["hue"] is None else 2)
            ends.append((len(x) - 1, line["y"][-1], line["name"], color))
        ax.set(xlim=(-0.3, self.budget * 1.15), ylim=(0, 1.02), xlabel="answers asked", ylabel="accuracy on the test set")
        plots.name_ends(ax, ends)


def default_estimator(modality: Any) -> Any:
    """What learns in the game: points get a model whose boundary can bend, others what suits their kind."""
    if not isinstance(modality, Point):
        return modality.default_estimator()
    from sklearn.kernel_approximation import RBFSampler
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    waves = RBFSampler(gamma=1.0, n_components=60, random_state=0)
    return make_pipeline(StandardScaler(), waves, LogisticRegression(C=10, max_iter=2000))


def _checked_budget(budget: Any, data: Dataset, random_state: int) -> int:
    most = len(stratified_split(data, random_state).y_pool) - len(np.unique(data.y))
    if isinstance(budget, bool) or not isinstance(budget, (int, np.integer)) or not 1 <= budget <= most:
        raise ValueError(f"budget must be a whole number from 1 to {most}, the rows that can be asked, got {budget!r}")
    return int(budget)


def _kind_of_game(data: Dataset, estimator: Any, budget: int) -> str:
    """What games must have in common to be on one board."""
    labels = ",".join(map(str, data.y.tolist()))
    return "|".join([data.name, fingerprint(data.X), labels, described(estimator), str(estimator), str(budget)])
