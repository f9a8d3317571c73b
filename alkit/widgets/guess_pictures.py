"""A guess on paper: for stored pages, and for the card that reveals a curve."""

from __future__ import annotations

import textwrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.exercises.beliefs import Choose, Draw, Estimate
from alkit.exercises.guesses import Guess
from alkit.exercises.numbers import number

FIRST = "guess first"
TRUTH = "C4"


def draw_guess(state: Guess) -> Figure:
    """The question; below it the guess once it is committed, and the truth once it is revealed."""
    draw: Any = {"choose": _draw_choice, "estimate": _draw_estimate, "draw": _draw_curve}[state.kind.name]
    question = textwrap.fill(plots.shown(state.question, 600), 72)
    ax = plots.new_axes((9, _height(state.kind) + 0.3 * (1 + question.count("\n"))))
    with plots.style():
        draw(ax, state.kind, None if state.is_open else state.belief, state.truth)
        ax.figure.suptitle(question, x=0.01, ha="left", fontsize=16, parse_math=False)
        if state.is_open:
            ax.text(0.5, 0.5, FIRST, transform=ax.transAxes, ha="center", va="center", color="0.35", fontsize=20)
    return ax.figure


def _height(kind: Choose | Estimate | Draw) -> float:
    return {"choose": 1.5 + 0.5 * len(getattr(kind, "options", ())), "estimate": 2.4, "draw": 4.6}[kind.name]


def _draw_choice(ax: Axes, kind: Choose, belief: list[int] | None, truth: int | None) -> None:
    places = range(len(kind.options))
    for place, p in zip(places, belief or []):
        ax.barh(place, p, color="C0")
        ax.text(p + 1, place, f"{p} %" + ("  ✓ the answer" if place == truth else ""), va="center")
    ax.set_yticks(places, [textwrap.fill(plots.shown(option, 80), 30) for option in kind.options], parse_math=False)
    ax.set(xlim=(0, 118), ylim=(len(kind.options) - 0.4, -0.6), xticks=[0, 25, 50, 75, 100], xlabel="belief in per cent")


def _draw_estimate(ax: Axes, kind: Estimate, belief: list[float] | None, truth: float | None) -> None:
    if belief:
        low, best, high = belief
        ax.plot([low, high], [0.3, 0.3], color="C0", linewidth=10, solid_capstyle="butt", alpha=0.5)
        ax.plot(best, 0.3, "o", color="C0", markersize=12)
        ax.text(best, 0.42, number(best), ha="center", color="C0")
    if truth is not None:
        ax.axvline(truth, color=TRUTH)
        right = truth < (kind.low + kind.high) / 2
        ax.text(truth, 0.85, f"  {number(truth)}, the answer  ", color=TRUTH, ha="left" if right else "right")
    pad = 0.02 * (kind.high - kind.low)
    ax.set(xlim=(kind.low - pad, kind.high + pad), ylim=(0, 1), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(plots.shown(kind.unit), parse_math=False)


def _draw_curve(ax: Axes, kind: Draw, belief: list[float] | None, truth: list[float] | None) -> None:
    lines = [("your guess", belief, "C0", "o", "--"), ("what happened", truth, TRUTH, "s", "-")]
    ends = [(name, heights, color) for name, heights, color, *_ in lines if heights]
    for _, heights, color, marker, dash in lines:
        if heights:
            ax.plot(kind.x, heights, dash, color=color, marker=marker, markersize=6)
    for k, (name, heights, color) in enumerate(sorted(ends, key=lambda end: end[1][-1])):
        apart = 0 if len(ends) < 2 else -8 if k == 0 else 8
        where: dict[str, Any] = {"xytext": (10, apart), "textcoords": "offset points", "va": "center", "color": color}
        ax.annotate(name, (kind.x[-1], heights[-1]), annotation_clip=False, **where)
    both = [kind.low, kind.high, *(truth or [])]
    ax.set(xlim=(kind.x[0], kind.x[-1]), ylim=(min(both), max(both)))
    ax.set_xlabel(plots.shown(kind.x_name), parse_math=False)
    ax.set_ylabel(plots.shown(kind.y_name), parse_math=False)
