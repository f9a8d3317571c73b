"""What happened in the query loop, round by round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Round:
    """One step of the loop: what was asked, what was answered, by whom, in how many seconds, and where that led."""

    kind: str  # "teach" or "skip"
    asked: tuple[int, ...]
    answers: tuple[Any, ...]  # None where the oracle did not know
    by: str
    seconds: float
    n_labeled: int
    scores: dict[str, float] = field(default_factory=dict)


class History(list):
    """The rounds so far."""

    def to_frame(self):
        """One row a round, one column a field; the metrics have a column each."""
        import pandas as pd

        rows = [{**vars(r), **r.scores} for r in self]
        return pd.DataFrame(rows, index=pd.RangeIndex(1, len(self) + 1, name="round")).drop(columns="scores", errors="ignore")
