"""Pictures.  Each function takes an ``ax`` and returns it; nothing is shown, and no global setting is changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

MARKERS = "osD^vPX*<>"  # a marker as well as a colour, for those who cannot tell the colours apart


def style() -> AbstractContextManager:
    """The look of the course, for the length of a ``with`` block."""
    return matplotlib.style.context("alkit.alkit")


def new_axes(figsize: tuple[float, float] = (8, 4.5), **subplots: Any) -> Any:
    """Axes of a new figure in the look of the course; the figure is ``ax.figure``, and pyplot does not know it.

    Parameters
    ----------
    figsize : width and height in inches
    **subplots : passed to ``Figure.subplots``

    Returns
    -------
    Axes, or an array of them
    """
    with style():
        return Figure(figsize=figsize).subplots(**subplots)


def png(figure: Figure, dpi: int = 100) -> bytes:
    """The figure as the bytes of a PNG file, the same bytes every time."""
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def learning_curve(
    curves: Mapping[str, tuple[ArrayLike, ArrayLike]], ax: Axes | None = None, ylabel: str = "accuracy on the test set"
) -> Axes:
    """Score against number of labels, one line a name, named at its end.

    Parameters
    ----------
    curves : name -> (numbers of labels, scores); scores of shape (n_points,), or (n_seeds, n_points) for a
        mean with a band of one standard deviation over the seeds
    ax : Axes, optional
    ylabel : str

    Returns
    -------
    Axes
    """
    ax = new_axes() if ax is None else ax
    lines = []
    for name, (n_labels, scores) in curves.items():
        n_labels, scores = np.asarray(n_labels), np.asarray(scores, dtype=float)
        if scores.ndim == 2:
            mean, sd = scores.mean(axis=0), scores.std(axis=0)
            lines.append((name, n_labels, mean, mean - sd, mean + sd))
        else:
            lines.append((name, n_labels, scores, None, None))
    return _named_lines(ax, lines, ylabel)


def mean_curves(table: Any, ax: Axes | None = None, ylabel: str = "accuracy on the test set") -> Axes:
    """Mean learning curves with their bands, as :func:`alkit.evaluation.mean_curve` works them out.

    Parameters
    ----------
    table : frame with the columns strategy, n_labeled, mean, low, high
    ax : Axes, optional
    ylabel : str

    Returns
    -------
    Axes
    """
    ax = new_axes() if ax is None else ax
    columns = ["n_labeled", "mean", "low", "high"]
    lines = [(name, *rows[columns].to_numpy().T) for name, rows in table.groupby("strategy", sort=False)]
    return _named_lines(ax, lines, ylabel)


def _named_lines(ax: Axes, lines: Sequence[tuple], ylabel: str) -> Axes:
    ends = []
    for j, (name, n_labels, mean, low, high) in enumerate(lines):
        if not len(n_labels):
            continue
        if low is not None:
            ax.fill_between(n_labels, low, high, color=f"C{j}", alpha=0.15, linewidth=0)
        ax.plot(n_labels, mean, color=f"C{j}", marker=MARKERS[j % 10], markevery=max(1, len(n_labels) // 8))
        ends.append((n_labels[-1], mean[-1], name, f"C{j}"))
    ax.set(xlabel="number of labels", ylabel=ylabel)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    name_ends(ax, ends)
    return ax


def differences(table: Any, ax: Axes | None = None, first_color: int = 1) -> Axes:
    """Paired differences to the baseline with their intervals: what crosses the line at 0 is not told apart.

    Parameters
    ----------
    table : frame with the columns strategy, difference, low, high, p: :func:`alkit.evaluation.paired_difference` on one data set
    ax : Axes, optional
    first_color : number of the first strategy's color; the baseline has C0 where it comes first

    Returns
    -------
    Axes
    """
    ax = new_axes((8, 0.7 * len(table) + 1.5)) if ax is None else ax
    ax.axvline(0, color="0.4", linewidth=1.5)
    for j, row in enumerate(table.itertuples()):
        k = j + first_color
        ax.plot([row.low, row.high], [j, j], color=f"C{k}", linewidth=5, alpha=0.5, solid_capstyle="butt")
        ax.plot(row.difference, j, MARKERS[k % 10], color=f"C{k}", markersize=11)
        text = f"{row.difference:+.3f}  (p = {row.p:.3f})" if row.p >= 0.001 else f"{row.difference:+.3f}  (p < 0.001)"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # the line at 0 must not cross the numbers
        ax.annotate(text, (row.difference, j), xytext=(0, 12), textcoords="offset points", ha="center", fontsize=12, bbox=box)
    ax.set(
        yticks=range(len(table)),
        yticklabels=list(table["strategy"]),
        ylim=(len(table) - 0.4, -0.8),
        xlabel="difference in mean score",
    )
    reach = 1.25 * max(table[["low", "high"]].abs().max().max(), 0.01)
    ax.set_xlim(-reach, reach)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    return ax


def critical_difference(ranks: Any, ax: Axes | None = None) -> Axes:
    """Mean ranks on a line, best on the left; a bar joins those that are closer than the critical difference.

    Parameters
    ----------
    ranks : of :func:`alkit.evaluation.ranks`
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
    for j, (name, rank) in enumerate(mean.items()):
        is_left = 2 * j < len(mean)  # the better half is named on the left, the deeper the farther in: no line crosses a name
        depth, side = (j + 1, "right") if is_left else (len(mean) - j, "left")
        ax.plot([rank, rank], [0, -depth], color="0.6", linewidth=1)
        ax.plot(rank, 0, MARKERS[j % 10], color=f"C{j}", clip_on=False)
        ax.annotate(f"{name} {rank:.2f}", (rank, -depth), xytext=(-5 if is_left else 5, 0), textcoords="offset points", ha=side, va="center")
    groups = [(low, mean[mean <= low + ranks.critical_difference].max()) for low in mean]
    longest = [g for j, g in enumerate(groups) if g[1] > g[0] and (j == 0 or g[1] > groups[j - 1][1])]
    for height, (low, high) in enumerate(longest, start=1):
        ax.plot([low - 0.03, high + 0.03], [0.35 * height] * 2, color="black", linewidth=5, solid_capstyle="butt")
    ax.set(xlim=(0, len(mean) + 1), ylim=(-len(mean) / 2 - 1, 0.35 * len(longest) + 0.6), xlabel="mean rank (1 is best)")
    ax.set(yticks=[], xticks=range(1, len(mean) + 1))
    ax.spines["left"].set_visible(False)
    ax.set_title(f"critical difference {ranks.critical_difference:.2f} on {ranks.n_datasets} data sets")
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
        ax.annotate(
            name, (x, lowest), xytext=(10, 0), textcoords="offset points", color=color, va="center", annotation_clip=False
        )


def probabilities(proba: ArrayLike, classes: Sequence, ax: Axes | None = None, color: str = "C0") -> Axes:
    """Class probabilities of one sample as horizontal bars, each with its number.

    Parameters
    ----------
    proba : array of shape (n_classes,)
    classes : names, one a class
    ax : Axes, optional
    color : of the bars

    Returns
    -------
    Axes
    """
    ax = new_axes((6, 0.5 * len(classes) + 1)) if ax is None else ax
    places = np.arange(len(classes))
    ax.barh(places, proba, color=color)
    for place, p in zip(places, np.asarray(proba)):
        ax.text(p + 0.01, place, f"{p:.2f}", va="center")
    ax.set(yticks=places, yticklabels=[str(c) for c in classes], xlim=(0, 1.12), xlabel="probability")
    ax.invert_yaxis()
    return ax


def images(rows: ArrayLike, shape: tuple[int, int], titles: Sequence[str] | None = None, axes: Any = None) -> Any:
    """Samples as pictures side by side, dark ink on white.

    Parameters
    ----------
    rows : array of shape (n_samples, height * width)
    shape : (height, width)
    titles : n_samples strings, optional
    axes : array of n_samples Axes, optional

    Returns
    -------
    array of Axes
    """
    rows = np.asarray(rows)
    axes = new_axes((1.6 * len(rows), 2.1), ncols=len(rows), squeeze=False)[0] if axes is None else axes
    for j, (ax, row) in enumerate(zip(axes, rows)):
        ax.imshow(row.reshape(shape), cmap="gray_r", interpolation="nearest")
        ax.set(xticks=[], yticks=[], title="" if titles is None else titles[j])
        ax.spines[:].set_visible(True)
    return axes


def scatter(
    X: ArrayLike,
    y: ArrayLike,
    ax: Axes | None = None,
    *,
    labeled: ArrayLike = (),
    asked: ArrayLike = (),
    unlabeled: Any = "0.8",
) -> Axes:
    """Points in the plane: the unlabeled grey, the labeled in their class's colour and marker, the asked ringed.

    Parameters
    ----------
    X : array of shape (n_samples, 2)
    y : array of shape (n_samples,); only the labels of ``labeled`` are used
    ax : Axes, optional
    labeled, asked : row numbers
    unlabeled : color of the points without a label, or one color a point

    Returns
    -------
    Axes
    """
    ax = new_axes((6, 5)) if ax is None else ax
    X, y, labeled, asked = np.asarray(X), np.asarray(y), np.asarray(labeled, dtype=int), np.asarray(asked, dtype=int)
    ax.scatter(*X.T, s=22, color=unlabeled, linewidth=0)
    for j, label in enumerate(np.unique(y)):
        rows = labeled[y[labeled] == label]
        ax.scatter(*X[rows].T, s=80, color=f"C{j}", marker=MARKERS[j % 10], edgecolor="white", label=str(label))
    if asked.size:
        ax.scatter(*X[asked].T, s=320, facecolor="none", edgecolor="black", linewidth=2.5)
    return ax


def decision_regions(
    predict: Callable[[np.ndarray], ArrayLike], X: ArrayLike, classes: Sequence, ax: Axes | None = None
) -> Axes:
    """What a classifier says everywhere in the plane: pale regions in the colors of :func:`scatter`.

    Parameters
    ----------
    predict : function of points, shape (n, 2), that returns labels, shape (n,)
    X : array of shape (n_samples, 2), to be framed
    classes : sorted labels; their places give the colors
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    ax = new_axes((6, 5)) if ax is None else ax
    x, y = framed(X)
    across, up = np.meshgrid(np.linspace(*x, 120), np.linspace(*y, 100))
    labels = np.asarray(predict(np.column_stack([across.ravel(), up.ravel()])))
    places = np.searchsorted(np.asarray(classes), labels).reshape(across.shape)
    ax.imshow(pale(places, 0.25), extent=(*x, *y), origin="lower", aspect="auto", interpolation="nearest", zorder=0)
    ax.set(xlim=x, ylim=y)
    return ax


def pale(places: ArrayLike, strength: float) -> np.ndarray:
    """The colors C0, C1 ... of some places, mixed with white, shape (..., 3)."""
    places = np.asarray(places)
    colors = np.array([to_rgb(f"C{j}") for j in range(places.max() + 1)])
    return 1 - strength * (1 - colors[places])


def framed(X: ArrayLike, margin: float = 0.08) -> tuple[tuple[float, float], tuple[float, float]]:
    """Limits of both axes with some room around the points."""
    low, high = np.min(X, axis=0), np.max(X, axis=0)
    room = margin * (high - low) + 1e-9
    return tuple(zip((low - room).tolist(), (high + room).tolist()))
