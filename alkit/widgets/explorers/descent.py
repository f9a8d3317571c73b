"""The descent explorer: gradient descent on a loss surface, its start and its step size moved by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.widgets.controls import Choice, Control, Held, Slider
from alkit.widgets.explorer import ExplorerWidget, with_view
from alkit.widgets.explorers.surfaces import LINE, SURFACES, Place, Surface

EDGE = 3.0  # of the square in which a path may start
MOST_STEPS = 40  # that are drawn
LONG = 400  # steps by which it is judged what becomes of a path
MOST_STEP_SIZE, NUDGE = 0.8, 0.005
LEVELS = [0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]  # edges of the bands, above the least loss
LOSSES = (0.006, 1000.0)  # what the axis of the losses has room for
SIZES = Slider("step size", NUDGE, MOST_STEP_SIZE, NUDGE)
STEPS = Slider("steps", 0, MOST_STEPS, play=200)


@dataclass
class DescentState:
    """Where gradient descent starts on a surface, how large its steps are, and how many are drawn.

    Parameters
    ----------
    surface : name of a surface
    step_size : of the gradient, above 0
    start : (a, b), the two weights
    steps : how many are drawn
    limit : whether the step size is shown beyond which no path settles at the minimum

    Examples
    --------
    >>> DescentState(step_size=0.2).verdict
    'converges'
    >>> DescentState(step_size=0.5).verdict
    'diverges'
    """

    surface: str = LINE.name
    step_size: float = 0.05
    start: Place = (-2.0, 2.5)
    steps: int = MOST_STEPS
    limit: bool = False

    @property
    def on(self) -> Surface:
        """The surface itself."""
        return SURFACES[self.surface]

    @property
    def path(self) -> list[Place]:
        """The weights at the start and after each step that is drawn."""
        return self.on.path(self.start, self.step_size, self.steps)

    @property
    def losses(self) -> list[float]:
        """The loss at the start and after each step that is drawn."""
        return [float(self.on.loss(*place)) for place in self.path]

    @property
    def verdict(self) -> str:
        """What becomes of the path: it converges, crawls, oscillates, diverges, or stands still where the gradient is 0."""
        return self._judged()[0]

    def page(self) -> dict[str, Any]:
        """The points of both surfaces, from which the page computes every path by itself."""
        surfaces = [
            {
                "name": s.name, "weights": s.weights, "x": s.x, "y": s.y, "minimum": s.minimum, "least": s.least,
                "curvature": s.largest_curvature if self.limit else None, "bowl": s.is_bowl,
            }
            for s in SURFACES.values()
        ]  # fmt: skip
        return {
            "surfaces": surfaces, "levels": LEVELS, "losses": LOSSES, "edge": EDGE, "most": MOST_STEPS, "long": LONG,
            "sizes": [NUDGE, MOST_STEP_SIZE, NUDGE],
        }  # fmt: skip

    def describe(self) -> str:
        """The path in numbers, and what becomes of it."""
        first, last = self.on.weights
        where = f"{first} {self.start[0]:.2f}, {last} {self.start[1]:.2f}"
        losses = f"loss {_written(self.losses[0])}, after {len(self.losses) - 1} steps {_written(self.losses[-1])}"
        said = f"Step size {self.step_size:.3f} from {where}: {losses}, at best {self.on.least:.3f}."
        return f"{said} It {' '.join(self._judged())}.{self._limit_in_words()}".replace("-", "\u2212")

    def _limit_in_words(self) -> str:
        if not self.limit:
            return ""
        most = self.on.largest_curvature
        where = "" if self.on.is_bowl else " at the minimum"
        limit = f"With λmax = {most:.2f}{where} the limit 2 / λmax is {2 / most:.3f}"
        return f" {limit}; step × λmax is {self.step_size * most:.2f}."

    def _judged(self) -> tuple[str, str]:
        """The verdict, and a few words on it."""
        path = self.on.path(self.start, self.step_size, LONG)
        above = [float(self.on.loss(*place)) - self.on.least for place in path]
        if math.hypot(*self.on.gradient(*self.start)) < 1e-12:
            return "stands still", "where it is: the gradient is 0 there"
        if not above[-1] <= above[0]:
            return "diverges", "and leaves every bound: each step leads up, not down"
        turns = [_turns(*three) for three in zip(path, path[1:], path[2:])]
        if turns[-1] and above[-1] > 1e-9 and above[-1] > 0.9 * above[-101]:
            return "oscillates", "without end, from one side of the valley to the other"
        near = next((k for k, height in enumerate(above) if height <= 0.01 * above[0]), None)
        after = f"99 % of the way down takes {'more than ' + str(LONG) if near is None else near} steps"
        if sum(turns[:10]) > 5:
            return "oscillates", f"from one side of the valley to the other, and settles: {after}"
        return ("crawls" if near is None or near > MOST_STEPS else "converges"), f"to a minimum: {after}"

    def figure(self) -> Figure:
        """The path on the surface, and its losses; below them, where it is to be seen, the limit."""
        rows: Any = [["surface", "losses"], ["surface", "sizes"]] if self.limit else [["surface", "losses"]]
        with plots.style():
            figure = Figure(figsize=(12, 5.6 if self.limit else 4.8))
            axes = figure.subplot_mosaic(rows, width_ratios=[1.15, 1])
            _draw_surface(axes["surface"], self)
            _draw_losses(axes["losses"], self)
            if self.limit:
                _draw_sizes(axes["sizes"], self)
        return figure


def _turns(before: Place, here: Place, after: Place) -> bool:
    """Whether a step leads back, away from where the one before it led."""
    return (here[0] - before[0]) * (after[0] - here[0]) + (here[1] - before[1]) * (after[1] - here[1]) < 0


def _written(loss: float) -> str:
    """A loss in figures, or its power of ten."""
    if loss < 1e4:
        return f"{loss:.3f}"
    return f"about 10 to the {math.floor(math.log10(loss))}" if math.isfinite(loss) else "beyond all numbers"


def descent_explorer(
    surface: str = LINE.name,
    *,
    step_size: float = 0.05,
    start: Place = (-2.0, 2.5),
    steps: int = MOST_STEPS,
    limit: bool = False,
) -> ExplorerWidget:
    """Put the start of gradient descent on a loss surface, change the step size, and see where the steps lead.

    The surface is the mean squared error of a straight line on ten points, or that of a network with one hidden unit
    (see :mod:`alkit.widgets.explorers.surfaces`).

    Parameters
    ----------
    surface : "linear regression" or "one hidden unit"
    step_size : of the gradient, from 0.005 to 0.8
    start : (slope, intercept), or (input weight, output weight), each from -3 to 3
    steps : how many are drawn, up to 40
    limit : whether 2 / λmax is shown, the step size beyond which no path settles at the minimum; guess first

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If there is no such surface, or a number is out of its range.

    Examples
    --------
    >>> print(descent_explorer(step_size=0.2, limit=True).state.describe().split(". ")[-1])
    With λmax = 5.03 the limit 2 / λmax is 0.397; step × λmax is 1.01.
    """
    if surface not in SURFACES:
        raise ValueError(f"surface must be one of {', '.join(SURFACES)}; got {surface!r}")
    SIZES.from_page(step_size), STEPS.from_page(steps)
    return DescentWidget(
        DescentState(surface, float(step_size), _checked(start), int(steps), bool(limit)), _CONTROLS, "Descent explorer"
    )


class DescentWidget(ExplorerWidget):
    """The explorer of :func:`descent_explorer`."""

    _esm = with_view(__file__)


def _checked(start: Any) -> Place:
    """Two weights within the square, or a ValueError."""
    try:
        a, b = (float(weight) for weight in start)
    except (TypeError, ValueError):
        raise ValueError(f"start must be two weights, got {start!r}") from None
    if not max(abs(a), abs(b)) <= EDGE:
        raise ValueError(f"start must lie from {-EDGE:g} to {EDGE:g} in both weights, got {start!r}")
    return a, b


_CONTROLS: dict[str, Control] = {
    "surface": Choice("loss of", tuple(SURFACES)),
    "step_size": SIZES,
    "steps": STEPS,
    "start": Held("start", _checked),
}


# ---- pictures -----------------------------------------------------------------------------------


def _draw_surface(ax: Axes, state: DescentState) -> None:
    """Bands of the loss, the path over them."""
    surface, wide = state.on, 1.25 * EDGE
    across, up = np.meshgrid(np.linspace(-wide, wide, 150), np.linspace(-1.1 * EDGE, 1.1 * EDGE, 130))
    above = surface.loss(across, up) - surface.least
    shades = plots.pale(np.zeros(1, dtype=int), 1.0)[0]
    colors = [1 - 0.85 * k / len(LEVELS) * (1 - shades) for k in range(len(LEVELS) + 1)]
    ax.contourf(across, up, above, [-1, *LEVELS, np.inf], colors=colors)
    path = np.array(state.path)
    ax.plot(*path.T, "-o", color="C4", linewidth=2, markersize=4.5)
    ax.plot(*path[0], "o", color="C4", markersize=14, markeredgecolor="white")
    ax.annotate("start", path[0], xytext=(12, 6), textcoords="offset points")
    for sign in (1,) if surface.is_bowl else (1, -1):
        ax.plot(*(sign * np.array(surface.minimum)), "*", color="black", markersize=15, markeredgecolor="white")
    ax.set(xlim=(-wide, wide), ylim=(-1.1 * EDGE, 1.1 * EDGE), aspect="equal", title="the bluer, the higher the loss")
    ax.set(xlabel=surface.weights[0], ylabel=surface.weights[1])


def _draw_losses(ax: Axes, state: DescentState) -> None:
    losses = np.clip(np.nan_to_num(state.losses, nan=np.inf), LOSSES[0], 1.5 * LOSSES[1])
    ax.semilogy(losses, "-o", color="C4", markersize=4.5)
    if state.on.least > LOSSES[0]:
        ax.axhline(state.on.least, color="0.4", linestyle="--", linewidth=1.5)
        ax.text(MOST_STEPS, 1.15 * state.on.least, "least loss", ha="right", va="bottom", color="0.3")
    ax.set(xlim=(0, MOST_STEPS), ylim=LOSSES, xlabel="step", ylabel="loss", title=f"it {state.verdict}")
    ax.yaxis.set_major_formatter("{x:g}")  # no formula, which would be shown as it is written


def _draw_sizes(ax: Axes, state: DescentState) -> None:
    """The last loss against the step size, and the limit."""
    surface, most = state.on, 2 / state.on.largest_curvature
    sizes = np.arange(1, round(MOST_STEP_SIZE / NUDGE) + 1) * NUDGE
    last = [float(surface.loss(*surface.path(state.start, size, state.steps)[-1])) for size in sizes]
    ax.semilogy(sizes, np.clip(last, LOSSES[0], 1.5 * LOSSES[1]), color="C0")
    ax.axvline(most, color="black", linestyle="--", linewidth=1.5)
    ax.text(most - 0.01, LOSSES[1], f"2 / λmax = {most:.3f}", va="top", ha="right")
    ax.plot(state.step_size, np.clip(state.losses[-1], *LOSSES), "o", color="C4", markersize=12, markeredgecolor="white")
    ax.set(xlim=(0, MOST_STEP_SIZE), ylim=LOSSES, xlabel="step size", ylabel=f"loss after {state.steps}")
    ax.yaxis.set_major_formatter("{x:g}")
