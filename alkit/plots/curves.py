"""Learning curves: a metric against the answers asked, each line named at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from alkit.plots.looks import looks
from alkit.plots.style import MARKERS, new_axes, shown

DASHES = ["-", "--", ":"]  # of those whose color is taken


def learning_curve(
    curves: Mapping[str, tuple[ArrayLike, ArrayLike]], ax: Axes | None = None, ylabel: str = "accuracy on the test set"
) -> Axes:
    """A metric against the answers asked, one line per name, named at its end.

    Parameters
    ----------
    curves : name -> (answers asked, values); values of shape (n_points,), or (n_seeds, n_points) for a
        mean with a band of one standard deviation over the seeds
    ax : Axes, optional
    ylabel : str

    Returns
    -------
    Axes
    """
    ax = new_axes() if ax is None else ax
    lines = []
    for name, (n_asked, values) in curves.items():
        n_asked, values = np.asarray(n_asked), np.asarray(values, dtype=float)
        if values.ndim == 2:
            mean, sd = values.mean(axis=0), values.std(axis=0)
            lines.append((name, n_asked, mean, mean - sd, mean + sd))
        else:
            lines.append((name, n_asked, values, None, None))
    return _named_lines(ax, lines, ylabel)


def mean_curves(table: Any, ax: Axes | None = None, ylabel: str = "accuracy on the test set") -> Axes:
    """Mean learning curves with their pointwise bands, as :func:`alkit.experiment.evaluation.mean_curve` works them out.

    Parameters
    ----------
    table : frame with the columns strategy, n_asked, mean, low, high
    ax : Axes, optional
    ylabel : str

    Returns
    -------
    Axes
    """
    ax = new_axes() if ax is None else ax
    columns = ["n_asked", "mean", "low", "high"]
    lines = [(name, *rows[columns].to_numpy().T) for name, rows in table.groupby("strategy", sort=False)]
    return _named_lines(ax, lines, ylabel)


def _named_lines(ax: Axes, lines: Sequence[tuple], ylabel: str) -> Axes:
    ends = []
    for (name, n_asked, mean, low, high), look in zip(lines, looks(line[0] for line in lines)):
        if not len(n_asked):
            continue
        color, dash = f"C{look.color}", DASHES[look.dash % len(DASHES)]
        if low is not None:
            ax.fill_between(n_asked, low, high, color=color, alpha=0.15, linewidth=0)
        every = max(1, len(n_asked) // 8)
        ax.plot(n_asked, mean, color=color, linestyle=dash, marker=MARKERS[look.marker], markevery=every)
        ends.append((n_asked[-1], mean[-1], name, color))
    ax.set(xlabel="answers asked of the oracle", ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    name_ends(ax, ends)
    return ax


def name_ends(ax: Axes, ends: Sequence[tuple[float, float, str, str]], gap: float = 0.07) -> None:
    """Write each line's name at its end, pushed apart where they would overlap.

    Parameters
    ----------
    ax : Axes whose limits are final
    ends : (x, y, name, color) of the last point of each line
    gap : smallest vertical distance between names, as a fraction of the height
    """
    bottom, top = ax.get_ylim()
    lowest = -np.inf
    for x, y, name, color in sorted(ends, key=lambda end: end[1]):
        lowest = max(y, lowest + gap * (top - bottom))
        look: dict[str, Any] = {"color": color, "va": "center", "annotation_clip": False, "parse_math": False}
        ax.annotate(shown(name), (x, lowest), xytext=(10, 0), textcoords="offset points", **look)
