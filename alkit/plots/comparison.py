"""What a comparison says: paired differences with their intervals, and mean ranks with the critical difference."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from alkit.plots.looks import looks
from alkit.plots.style import MARKERS, new_axes, shown


def differences(table: Any, ax: Axes | None = None) -> Axes:
    """Paired differences to the baseline with their intervals: what crosses the line at 0 is not told apart.

    An interval and the p beside it are those of one comparison; where there are several, Holm's p is written too.

    Parameters
    ----------
    table : of :func:`alkit.experiment.evaluation.paired_difference` on one data set
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes((8, 0.7 * len(table) + 1.5)) if ax is None else ax
    ax.axvline(0, color="0.4", linewidth=1.5)
    for j, (row, look) in enumerate(zip(table.itertuples(), looks(table["strategy"]))):
        color = f"C{look.color}"
        ax.plot([row.low, row.high], [j, j], color=color, linewidth=5, alpha=0.5, solid_capstyle="butt")
        ax.plot(row.difference, j, MARKERS[look.marker], color=color, markersize=11)
        text = f"{row.difference:+.3f}  ({_said(row, len(table) > 1)})"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # the line at 0 must not cross the numbers
        ax.annotate(text, (row.difference, j), xytext=(0, 12), textcoords="offset points", ha="center", fontsize=12, bbox=box)
    ax.set_yticks(range(len(table)), [shown(name) for name in table["strategy"]], parse_math=False)
    ax.set(ylim=(len(table) - 0.4, -0.8), xlabel="difference in the mean of the metric")
    reach = 1.25 * max(table[["difference", "low", "high"]].abs().max().max(), 0.01)
    ax.set_xlim(-reach, reach)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    return ax


def critical_difference(ranks: Any, ax: Axes | None = None) -> Axes:
    """Mean ranks on a line, best on the left; a bar joins those that are closer than the critical difference.

    Parameters
    ----------
    ranks : of :func:`alkit.experiment.evaluation.ranks`
    ax : Axes, optional

    Returns
    -------
    Axes

    References
    ----------
    J. Demšar, Statistical Comparisons of Classifiers over Multiple Data Sets, 2006, figure 1.
    """
    mean = ranks.mean_rank
    ax = new_axes((9, 0.4 * len(mean) + 1.6)) if ax is None else ax
    for j, ((name, rank), look) in enumerate(zip(mean.items(), looks(mean.index))):
        is_left = 2 * j < len(mean)  # the better half is named on the left, the deeper the farther in: no line crosses a name
        depth, side = (j + 1, "right") if is_left else (len(mean) - j, "left")
        ax.plot([rank, rank], [0, -depth], color="0.6", linewidth=1)
        ax.plot(rank, 0, MARKERS[look.marker], color=f"C{look.color}", clip_on=False)
        ax.annotate(
            f"{shown(name)} {rank:.2f}",
            (rank, -depth),
            xytext=(-5 if is_left else 5, 0),
            textcoords="offset points",
            ha=side,
            va="center",
            parse_math=False,
        )
    groups = [(low, mean[mean <= low + ranks.critical_difference].max()) for low in mean]
    longest = [g for j, g in enumerate(groups) if g[1] > g[0] and (j == 0 or g[1] > groups[j - 1][1])]
    for height, (low, high) in enumerate(longest, start=1):
        ax.plot([low - 0.03, high + 0.03], [0.35 * height] * 2, color="black", linewidth=5, solid_capstyle="butt")
    ax.set(xlim=(0, len(mean) + 1), ylim=(-len(mean) / 2 - 1, 0.35 * len(longest) + 0.6), xlabel="mean rank (1 is best)")
    ax.set(yticks=[], xticks=range(1, len(mean) + 1))
    ax.spines["left"].set_visible(False)
    ax.set_title(f"critical difference {ranks.critical_difference:.2f} on {ranks.n_datasets} data sets")
    return ax


def _said(row: Any, is_one_of_several: bool) -> str:
    """The p of a difference, or why there is none."""
    if row.p != row.p:
        return "too few seeds for an interval"
    holm = getattr(row, "p_holm", row.p)
    return f"p {_p(row.p)}, Holm {_p(holm).removeprefix('= ')}" if is_one_of_several and holm != row.p else f"p {_p(row.p)}"


def _p(value: float) -> str:
    return f"= {value:.3f}" if value >= 0.001 else "< 0.001"
