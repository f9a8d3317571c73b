"""What a comparison has measured, as the bench shows it: curves with bands, differences with intervals, a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from alkit import plots
from alkit.experiment import evaluation
from alkit.widgets.menus import BASELINE

NONE = "\N{EN DASH}"
SAVED = "answers saved at accuracy"
EMPTY = ["strategy", "mean accuracy", f"ahead of {BASELINE}", "95 % interval", "p", f"{SAVED} …"]  # head of the table


@dataclass(frozen=True)
class Measured:
    """Some strategies on one data set, all with the same seeds; the baseline is among them.

    Attributes
    ----------
    n_seeds : int
    curves, differences, areas, saved : frames of :mod:`alkit.experiment.evaluation`
    target : the metric that the baseline reaches at the end, on average
    """

    n_seeds: int
    curves: pd.DataFrame
    differences: pd.DataFrame
    areas: pd.DataFrame
    saved: pd.DataFrame
    target: float

    @classmethod
    def of(cls, results: pd.DataFrame) -> Measured:
        """From the tidy frame of :func:`alkit.experiment.comparison.compare`."""
        baseline = results[results["strategy"] == BASELINE]
        target = float(baseline.loc[baseline["n_asked"] == baseline["n_asked"].max(), "metric"].mean())
        differences = evaluation.paired_difference(results, BASELINE)
        areas, saved = evaluation.area_table(results), evaluation.labels_saved(results, target, BASELINE)
        return cls(results["seed"].nunique(), evaluation.mean_curve(results), differences, areas, saved, target)

    def curve(self, name: str) -> list[list[float]]:
        """Points of a mean curve, [answers asked, mean, low, high] each."""
        rows = self.curves[self.curves["strategy"] == name]
        points: list[list[float]] = rows[["n_asked", "mean", "low", "high"]].to_numpy(dtype=float).round(5).tolist()
        return points

    def difference(self, name: str) -> list[float]:
        """How far it is ahead of the baseline, and its interval; empty for the baseline."""
        rows = self.differences[self.differences["strategy"] == name]
        return [float(v) for v in rows[["difference", "low", "high"]].to_numpy().ravel()]

    def columns(self) -> list[str]:
        """The head of the table."""
        return [*EMPTY[:-1], f"{SAVED} {self.target:.2f}"]

    def cells(self, name: str) -> list[str]:
        """A row of the table, but for its name.  One seed says nothing of an interval."""
        area = f"{self.areas.loc[self.areas['strategy'] == name, 'area'].iloc[0]:.3f}"
        if name == BASELINE:
            return [area, *[""] * 4]
        row, saved = (frame[frame["strategy"] == name].iloc[0] for frame in (self.differences, self.saved))
        interval = f"{signed(row.low)} to {signed(row.high)}" if self.n_seeds > 1 else NONE
        return [area, signed(row.difference), interval, _p(row.p) if self.n_seeds > 1 else NONE, self._saved(saved)]

    def sentence(self) -> str:
        """The differences in words."""
        said = [
            f"{plots.shown(r.strategy)} {r.difference:+.3f} ({r.low:+.3f} to {r.high:+.3f}, p = {r.p:.3f})"
            for r in self.differences.itertuples()
        ]
        return f"mean accuracy against {BASELINE}: {'; '.join(said) or 'nothing beside it'}"

    def _saved(self, row: Any) -> str:
        middle = f"{row.median_saved:.0f}".replace("-", "\N{MINUS SIGN}") if row.n_reached else NONE
        return f"{middle} ({row.n_reached} of {row.n_seeds} seeds)"


def signed(value: float) -> str:
    """With its sign, and a minus as wide as the plus.

    >>> signed(0.0214), signed(-0.0004)
    ('+0.021', '+0.000')
    """
    return f"{round(value, 3) + 0:+.3f}".replace("-", "\N{MINUS SIGN}")


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"
