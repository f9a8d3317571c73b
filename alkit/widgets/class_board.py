"""The board of a class: who has labeled how much, how far they agree, and everybody's learning curve, while they label."""

from __future__ import annotations

import os
from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.datasets import Dataset
from alkit.labeling.board import Board, Row
from alkit.labeling.class_curves import CLASS
from alkit.labeling.classroom import classroom
from alkit.labeling.kinds import OneClass
from alkit.labeling.opening import Learners, material_of
from alkit.labeling.rivals import PERFECT, RANDOM, RANDOM_RUNS
from alkit.plots import shown
from alkit.strategies.uncertainty import random_sampling
from alkit.widgets.controls import Button, Choice, Control
from alkit.widgets.explorer import HERE, ExplorerWidget, with_view

NOBODY = "Nobody has joined yet."
COUNTS = ("answers of each student", "answers in all")
ORDERS = ("answers", "name", "accuracy")
STOPPED = "This board has stopped, because a newer one shows the same class."
LONGEST = 2000  # characters of the line that lets a student in


class ClassBoardState:
    """What the board shows.

    Parameters
    ----------
    board : who looks on

    Attributes
    ----------
    count : how the answers of the class are counted along the axis: of each person, on average, or in all
    order : of the rows
    is_over : whether another board shows the class
    """

    def __init__(self, board: Board):
        self.board = board
        self.metric = next(iter(board.work.learner.metrics), "")
        self.is_over = False
        self.reset()

    def reset(self) -> None:
        """As at the start; the class labels on."""
        self.count, self.order = COUNTS[0], ORDERS[0]

    @property
    def rows(self) -> list[tuple[int, Row]]:
        """The students in the order chosen, each with their number."""
        keys = {
            "answers": lambda row: (-row.n_answers, row.name.casefold()),
            "name": lambda row: row.name.casefold(),
            "accuracy": lambda row: (-(row.reached or 0), row.name.casefold()),
        }
        return sorted(enumerate(self.board.seen.rows), key=lambda one: keys[self.order](one[1]))

    @property
    def n_labeling(self) -> int:
        """Students who have answered."""
        return sum(row.n_answers > 0 for row in self.board.seen.rows)

    # ---- in words -----------------------------------------------------------------------------------------

    def headline(self) -> str:
        """How much there is, and how far the class agrees."""
        seen = self.board.seen
        if not seen.rows:
            return NOBODY
        people, about = _n(len(seen.rows), "student"), self.board.room.pool.about
        done = f"{seen.n_done:,} of {about['n_pool'] - len(about['seed_set']):,} samples done"
        return f"{_n(seen.n_answers, 'answer')} of {people}, {done}."

    def agreement(self) -> str:
        """How far the class agrees."""
        found, overlap = self.board.seen.agreement, self.board.room.pool.overlap
        if found is None:
            return "Nobody has been asked the same as another yet." if overlap > 1 else "Nobody is asked the same as another."
        kappa = "no kappa, as only one class was named" if found.kappa is None else f"{found.whose} kappa {found.kappa:.2f}"
        same = f"{100 * found.same:.0f} % of the pairs of answers agree: {kappa}."
        return f"Of {_n(found.n_shared, 'sample')} answered by several, {same}"

    def describe(self) -> str:
        """All of it in sentences."""
        agreement = self.agreement() if self.board.seen.rows else ""
        return " ".join(filter(None, [self.headline(), agreement, self.said()]))

    def said(self) -> str:
        """What went wrong, and how far the models are."""
        seen = self.board.seen
        return " ".join(filter(None, [STOPPED if self.is_over else "", seen.problem, self._reached()]))

    def _reached(self) -> str:
        curves, rows = self.board.seen.curves, self.board.seen.rows
        alone = [reached for row in rows if row.n_answers and (reached := row.reached) is not None]
        if not curves.get(CLASS) or not alone:
            return ""
        known = [f"{name} {curves[name][-1][1]:.2f}" for name in (CLASS, PERFECT, RANDOM) if curves.get(name)]
        each = f"the students alone {min(alone):.2f} to {max(alone):.2f} (median {median(alone):.2f})"
        return f"{shown(self.metric, 24).capitalize()} now: {'; '.join([*known, each])}."

    def notes(self) -> str:
        """What the lines are."""
        if not self.metric:
            return "There is no test set, so there are no curves."
        weighed = "what Dawid and Skene's model makes of its answers"
        rule = weighed if self.board.seen.is_weighed else "the majority of its answers, ties at random"
        lines = [f"Class: taught {rule}, in the order of time.", "A thin line: one student, taught their own answers."]
        if self.count == COUNTS[0]:
            lines.append("The answers of the class, of random and of never wrong are divided by the number of its students.")
        if self.board.work.perfect is None:
            return " ".join([*lines, "Nobody knows the true labels, so there is nothing to compare with."])
        lines.append("Never wrong: the samples of the class with their true labels.")
        return " ".join([*lines, f"Random: as many answers, all true, to samples drawn at random; mean of {RANDOM_RUNS} runs."])

    # ---- for the page -------------------------------------------------------------------------------------

    def page(self) -> dict[str, Any]:
        """What the view draws; names are data."""
        seen, room = self.board.seen, self.board.room
        return {
            "headline": self.headline(), "agreement": self.agreement() if seen.rows else "", "notes": self.notes(),
            "said": self.said(), "room": shown(room.pool.name), "xName": self.count,
            "line": shown(room.invitation, LONGEST), "server": "://" in room.log.to_share, "metric": shown(self.metric, 24),
            "rows": [self._to_page(number, row) for number, row in self.rows],
            "lines": self._lines(), "people": max(self.n_labeling, 1), "working": seen.is_working,
        }  # fmt: skip

    def _to_page(self, number: int, row: Row) -> dict[str, Any]:
        return {
            "id": number, "name": shown(row.name), "answers": row.n_answers, "unknown": row.n_unknown,
            "seconds": row.seconds, "agrees": row.agrees, "away": _ago(row.away), "curve": _rounded(row.curve),
        }  # fmt: skip

    def _lines(self) -> list[dict[str, Any]]:
        """The lines of the class and of those to compare with; the class's has the color of the type."""
        curves = {name: curve for name, curve in self.board.seen.curves.items() if curve}
        looks = dict(zip((PERFECT, RANDOM), plots.looks((PERFECT, RANDOM))))
        return [
            {
                "name": name, "hue": None if name == CLASS else looks[name].color,
                "mark": 0 if name == CLASS else looks[name].marker, "curve": _rounded(curve),
            }
            for name, curve in curves.items()
        ]  # fmt: skip

    # ---- on paper -----------------------------------------------------------------------------------------

    def figure(self) -> Figure:
        """The curves on the left, how much everybody has labeled on the right."""
        left, right = plots.new_axes((12, _height(len(self.rows))), ncols=2, width_ratios=[3, 2])
        with plots.style():
            self._draw_curves(left)
            self._draw_rows(right)
        return left.figure

    def _draw_curves(self, ax: Axes) -> None:
        lines, per = self._lines(), max(self.n_labeling, 1) if self.count == COUNTS[0] else 1
        for _, row in self.rows:
            ax.plot(*zip(*row.curve or [(0, np.nan)]), color="0.7", linewidth=1)
        for line in reversed(lines):
            x, y = np.transpose(line["curve"])
            mark, width = plots.MARKERS[line["mark"]], 4 if line["hue"] is None else 2
            ax.plot(x / per, y, color=_paper(line), linewidth=width, marker=mark, markevery=[len(x) - 1])
        ax.set(xlabel=self.count, ylabel=shown(self.metric, 24) or "no test set, no curve")
        furthest = max(4, ax.get_xlim()[1] / 1.05)
        ax.set_xlim(0, 1.3 * furthest)
        ends = [(furthest, line["curve"][-1][1], f"{line['name']} {line['curve'][-1][1]:.2f}", _paper(line)) for line in lines]
        plots.name_ends(ax, ends, gap=0.32 / _height(len(self.rows)))

    def _draw_rows(self, ax: Axes) -> None:
        rows = [row for _, row in self.rows]
        if not rows:
            ax.set_axis_off()
            ax.text(0.5, 0.5, NOBODY, ha="center", transform=ax.transAxes)
            return
        ax.barh(range(len(rows)), [row.n_answers for row in rows], color="C0")
        ax.set_yticks(range(len(rows)), [shown(row.name, 24) for row in rows], fontsize=11, parse_math=False)
        ax.set(xlabel="answers")
        ax.invert_yaxis()


class ClassBoardWidget(ExplorerWidget):
    """The view of :func:`class_board`; a thread looks on for it until it is closed."""

    _esm = with_view(__file__)
    _css = "\n".join((ExplorerWidget._css, (HERE / "class_board.css").read_text(encoding="utf-8")))

    def __init__(self, state: ClassBoardState):
        super().__init__(state, _controls, "Class board")
        state.board.on_change = self.redraw

    def stop(self) -> None:
        """Look no more; what was there stays."""
        self.state.board.stop()
        self.state.is_over = True
        self.redraw()

    def close(self) -> None:
        """Take it from the page, and look no more."""
        self.state.board.stop()
        super().close()


_OPEN: dict[
    tuple[str, str], ClassBoardWidget
] = {}  # the last board of each class: a cell that is run again leaves no thread behind


def class_board(
    data: Dataset | Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    name: str | None = None,
    store: str | os.PathLike[str] | None = None,
    folder: str | os.PathLike[str] | None = None,
    overlap: int | None = None,
    lease: float | None = None,
    classes: Sequence[Any] | None = None,
    test: tuple[Any, Any] | None = None,
    estimator: Any = None,
    seed_rows: Sequence[int] | np.ndarray | None = None,
    random_state: int = 0,
    wait: bool = False,
) -> ClassBoardWidget:
    """Open a pool for a class, and see live who labels how much, how far they agree, and what everybody's model has learned.

    It shows the line by which students join.  Nothing is written but what opens the pool.  The curve of the class is learned
    from what its members agree on; beside it stand random picking and a class that is never wrong, where the data have labels.

    Parameters
    ----------
    data, y, name, folder, overlap, lease, classes, seed_rows, random_state : as in :func:`alkit.join_session`
    store : an address that all students reach: a file on a JupyterHub's common disk, that all may write, or
        ``postgresql://host/database`` for laptops; by default ``labels/labels.sqlite`` beside the notebook
    test, estimator : what the curves are measured with, as in :func:`alkit.open_session`
    wait : whether to work out all that is known before it returns, for a page that is stored

    Returns
    -------
    ClassBoardWidget

    Raises
    ------
    ValueError
        As :func:`alkit.join_session`; and if answers are no classes, but numbers or several at once.

    Examples
    --------
    >>> import tempfile
    >>> from alkit import datasets
    >>> board = class_board(datasets.iris(), folder=tempfile.mkdtemp())
    >>> board.sentence
    'Nobody has joined yet.'
    >>> board.close()
    """
    material = material_of(data, y, classes=classes, test=test, random_state=random_state)
    if material.asks.name != OneClass.name:
        raise ValueError(f"class_board follows answers of one class each, but this pool asks for {material.asks}")
    room = classroom(
        material, name=name, store=store, folder=folder, overlap=overlap, lease=lease,
        classes=classes, seed_rows=seed_rows, random_state=random_state,
    )  # fmt: skip
    learner = Learners(material, estimator, seed_rows, random_state)(random_sampling, random_state)
    board = Board(room, learner, material.y)
    (board.finish if wait else board.look)()
    widget, key = ClassBoardWidget(ClassBoardState(board)), (room.log.to_share, room.pool.name)
    if (before := _OPEN.pop(key, None)) is not None:
        before.stop()
    _OPEN[key] = widget
    board.start()
    return widget


def _controls(state: ClassBoardState) -> dict[str, Control]:
    by = ORDERS if state.metric else ORDERS[:2]
    return {
        "count": Choice("answers", COUNTS, kind="either"),
        "order": Choice("order of the rows", by, kind="either", names=[f"by {word}" for word in by]),
        "look": Button("Look now", state.board.look_now, off=state.is_over, why=STOPPED),
    }


def _height(n_rows: int) -> float:
    """Inches of a figure that has room for all names."""
    return max(4.6, 1.4 + 0.25 * n_rows)


def _paper(line: dict[str, Any]) -> str:
    """The color of a line on paper."""
    return "black" if line["hue"] is None else f"C{line['hue']}"


def _rounded(curve: Sequence[tuple[int, float]]) -> list[list[float]]:
    return [[n, round(value, 4)] for n, value in curve]


def _ago(minutes: int) -> str:
    """When somebody was heard of, roughly: after an hour nothing changes, so that an idle kernel is idle."""
    if minutes >= 60:
        return "over 1 h"
    return f"{minutes if minutes < 5 else 5 * (minutes // 5)} min" if minutes else "now"


def _n(n: int, word: str) -> str:
    return f"{n:,} {word}{'s' * (n != 1)}"
