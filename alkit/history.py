"""What happened in the query loop, round by round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SEED_SET = "seed set"  # who "answered" what was known before anything was asked; it is not part of the budget


@dataclass(eq=False)
class Round:
    """One step of the loop.

    Attributes
    ----------
    kind : "teach" or "skip"
    asked : row numbers of the pool
    answers : one per row; None where the oracle did not know
    by : who answered; "seed set" for labels that were there before
    seconds : how long the answers took
    n_labeled : labels after this round, the seed set included
    n_asked : answers asked of the oracle up to here, the seed set not included: what a budget counts
    cost : what the answers of this round cost, in the units of the rows' prices; 1 each where there are none
    metrics : name -> value, measured of the model fitted after this round
    """

    kind: str
    asked: tuple[int, ...]
    answers: tuple[Any, ...]
    by: str
    seconds: float
    n_labeled: int
    n_asked: int
    cost: float
    metrics: dict[str, float] = field(default_factory=dict)


class History(list[Round]):
    """The rounds so far."""

    @property
    def cost(self) -> float:
        """What all answers cost together."""
        return sum(r.cost for r in self)

    def curve(self, metric: str) -> tuple[list[int], list[float]]:
        """The learning curve: numbers of answers asked, and the metric after each; rounds that only skipped are left out.

        >>> History([Round("teach", (0,), ("a",), "seed set", 0.0, 1, 0, 0.0, {"accuracy": 0.5})]).curve("accuracy")
        ([0], [0.5])
        """
        points = {r.n_asked: r.metrics[metric] for r in self if metric in r.metrics}
        return list(points), list(points.values())

    def to_frame(self) -> pd.DataFrame:
        """One row per round, one column per field; the metrics have a column each."""
        import pandas as pd

        rows = [{**vars(r), **r.metrics} for r in self]
        return pd.DataFrame(rows, index=pd.RangeIndex(1, len(self) + 1, name="round")).drop(columns="metrics", errors="ignore")
