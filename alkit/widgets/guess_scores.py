"""What all guesses come to: the student's own bits at the end of a chapter, and the student's own calibration curve."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.exercises.guessbook import GuessBook
from alkit.exercises.tally import Calibration, calibration, lines_of, summary
from alkit.widgets.results import Card, show

HEAD = ("guess", "question", "you", "uniform", "model")


def your_bits(chapter: str | None = None) -> None:
    """Show your bits: the surprise of the answers under your beliefs, added up, beside a uniform guesser's and the model's.

    A guess counts once it is revealed, and only if it was committed before the answer was shown.

    Parameters
    ----------
    chapter : such as "00"; by default all

    Examples
    --------
    >>> your_bits("99")
    Your bits in chapter 99: no guess has been committed and revealed yet, so there is nothing to add up.
    """
    records = GuessBook().records(chapter)
    lines = lines_of(records)
    rows = [(line.key, line.question, line.words, *map(_bits, (line.uniform, line.model))) for line in lines]
    show(Card(True if lines else None, summary(records, chapter), table=[HEAD, *rows] if rows else []))


def your_calibration() -> None:
    """Show your calibration curve: whether 70 % was true of what you believed at 70 %, and how many of your ranges held.

    All guesses of all chapters that count are in it; with too few, it says how many are missing.
    """
    found = calibration(GuessBook().records())
    show(Card(None if found.missing else True, found.describe()), None if found.missing else calibration_figure(found))


def calibration_figure(found: Calibration) -> Figure:
    """The share that was true against the belief, with 95 % intervals; on the diagonal the two agree."""
    ax = plots.new_axes((7, 6))
    ax.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1.5)
    with plots.style():
        _points(ax, found)
        ax.text(1, 1.02, "calibrated", color="0.35", ha="right", va="bottom")
    ax.set(xlabel="your belief", ylabel="share that was true", xlim=(-0.02, 1.05), ylim=(-0.02, 1.08))
    return ax.figure


def _points(ax: Axes, found: Calibration) -> None:
    series = [("beliefs in options", "C0", "o", found.bins), ("90 % ranges", "C4", "s", [found.ranges] if found.ranges else [])]
    for name, color, marker, bins in series:
        for b in bins:
            ax.plot([b.belief] * 2, [b.low, b.high], color=color, linewidth=1.5)
            ax.annotate(f"{b.n}", (b.belief, b.true), xytext=(9, -4), textcoords="offset points", color="0.35", fontsize=13)
        ax.plot([b.belief for b in bins], [b.true for b in bins], marker, color=color, label=name, linestyle="-")
    ax.legend(loc="upper left")


def _bits(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} bits"
