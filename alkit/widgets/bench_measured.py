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
HEAD = ["strategy", "mean accuracy", f"ahead of {BASELINE}", "95 % interval", "p", "p after Holm"]
EMPTY = [*HEAD, f"{SAVED} …"]  # head of the table
BOUNDS = {"at least": "\N{GREATER-THAN OR EQUAL TO} ", "at most": "\N{LESS-THAN OR EQUAL TO} "}


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
        """Points of a mean curve, [answers asked, mean, low, high] each; [answers asked, mean] where seeds are too few."""
        rows = self.curves[self.curves["strategy"] == name]
        columns = ["n_asked", "mean", "low", "high"][: None if self.n_seeds >= evaluation.MIN_SEEDS else 2]
        points: list[list[float]] = rows[columns].to_numpy(dtype=float).round(5).tolist()
        return points

    def difference(self, name: str) -> list[float]:
        """How far it is ahead of the baseline, and its interval where there are seeds enough; empty for the baseline."""
        rows = self.differences[self.differences["strategy"] == name]
        return [float(v) for v in rows[["difference", "low", "high"]].to_numpy().ravel() if v == v]

    def columns(self) -> list[str]:
        """The head of the table."""
        return [*HEAD, f"{SAVED} {self.target:.2f}"]

    def cells(self, name: str) -> list[str]:
        """A row of the table, but for its name.  Few seeds say nothing of an interval."""
        area = f"{self.areas.loc[self.areas['strategy'] == name, 'area'].iloc[0]:.3f}"
        if name == BASELINE:
            return [area, *[""] * (len(HEAD) - 1)]
        row, saved = (frame[frame["strategy"] == name].iloc[0] for frame in (self.differences, self.saved))
        if self.n_seeds < evaluation.MIN_SEEDS:
            return [area, signed(row.difference), f"from {evaluation.MIN_SEEDS} seeds on", NONE, NONE, self._saved(saved)]
        interval = f"{signed(row.low)} to {signed(row.high)}"
        return [area, signed(row.difference), interval, _p(row.p), _p(row.p_holm), self._saved(saved)]

    def sentence(self) -> str:
        """The differences in words."""
        said = [f"{plots.shown(r.strategy)} {self._difference(r)}" for r in self.differences.itertuples()]
        if said and (few := evaluation.too_few(self.n_seeds)):
            said.append(few)
        return f"mean accuracy against {BASELINE}: {'; '.join(said) or 'nothing beside it'}"

    def _difference(self, row: Any) -> str:
        if row.note.startswith("identical"):
            return f"{row.difference:+.3f} ({plots.shown(row.note.split('; ')[0])})"
        if self.n_seeds < evaluation.MIN_SEEDS:
            return f"{row.difference:+.3f}"
        p = _p(row.p) if row.p < 0.001 else f"= {_p(row.p)}"
        holm = f", after Holm {_p(row.p_holm)}" if len(self.differences) > 1 else ""
        return f"{row.difference:+.3f} ({row.low:+.3f} to {row.high:+.3f}, p {p}{holm})"

    def _saved(self, row: Any) -> str:
        bound = BOUNDS.get(row.bound, "")
        middle = NONE if row.bound == "unknown" else f"{bound}{row.median_saved:.0f}".replace("-", "\N{MINUS SIGN}")
        return f"{middle} ({row.n_reached} of {row.n_seeds} seeds)"


def signed(value: float) -> str:
    """With its sign, and a minus as wide as the plus.

    >>> signed(0.0214), signed(-0.0004)
    ('+0.021', '+0.000')
    """
    return f"{round(value, 3) + 0:+.3f}".replace("-", "\N{MINUS SIGN}")


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else "< 0.001"
