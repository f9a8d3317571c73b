"""What happened in the query loop, round by round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SEED_SET = "seed set"  # who "answered" what was known before anything was asked; it is not part of the budget


REMARKS = ("too easy", "ambiguous", "broken")  # what an oracle may say of a sample beside its label


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
    remarks : what the oracle said of each row beside its label, one of :data:`REMARKS` or None; () where it said nothing
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
    remarks: tuple[str | None, ...] = ()


class History(list[Round]):
    """The rounds so far."""

    @property
    def cost(self) -> float:
        """What all answers cost together."""
        return sum(r.cost for r in self)

    @property
    def remarks(self) -> dict[int, str]:
        """Row -> what the oracle said of it beside its label; the last word counts."""
        pairs = (pair for r in self for pair in zip(r.asked, r.remarks))
        return {row: remark for row, remark in pairs if remark is not None}

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

        unsaid = {"metrics"} if self.remarks else {"metrics", "remarks"}
        rows = [{**vars(r), **r.metrics} for r in self]
        return pd.DataFrame(rows, index=pd.RangeIndex(1, len(self) + 1, name="round")).drop(columns=[*unsaid], errors="ignore")


def check_remarks(remarks: Sequence[str | None], n_rows: int) -> tuple[str | None, ...]:
    """Remarks as a round has them.

    Raises
    ------
    ValueError
        If they are neither one per row nor none at all, or one is not among :data:`REMARKS`.
    """
    if isinstance(remarks, str) or len(remarks) not in (0, n_rows):
        raise ValueError(f"remarks must be a list with one entry per row, {n_rows} of them, got {remarks!r}")
    for remark in remarks:
        if remark is not None and remark not in REMARKS:
            raise ValueError(f"a remark must be one of {', '.join(REMARKS)}, or None, got {remark!r}")
    return tuple(remarks) if any(remarks) else ()
