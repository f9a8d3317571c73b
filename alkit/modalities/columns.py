"""Where a value lies among those of its column: between which quartiles, and above how much of the pool."""

from __future__ import annotations

import math
import numbers
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import issparse

from alkit.pool import n_rows, take_rows

MOST_ROWS = 1_000  # of a pool that are looked at, at equal distances


@dataclass(frozen=True, eq=False)
class Column:
    """What is known of one column.

    Parameters
    ----------
    counts : how often each value occurs, and None, which is missing
    numbers : its numbers, sorted; None where it holds words, or no more than two numbers, which are as good as words
    box : the quartiles of the numbers
    """

    counts: Counter[Any]
    numbers: np.ndarray | None = None
    box: tuple[float, ...] = ()

    @classmethod
    def of(cls, values: list[Any]) -> Column:
        """From the values of some rows."""
        keys = [_key(value) for value in values]
        known = np.array([key for key in keys if isinstance(key, float)])
        counts = Counter(keys)
        if len(known) + counts[None] < len(values) or len(counts.keys() - {None}) <= 2:
            return cls(counts)
        return cls(counts, np.sort(known), tuple(np.quantile(known, [0.25, 0.5, 0.75]).tolist()))

    def place(self, value: Any) -> dict[str, Any]:
        """Where a value lies: as "words"; a number "at" a place of a strip with a "box", from 0 to 1; all else its "share"."""
        if self.numbers is None or is_missing(value):
            share = self._same(value)
            return {
                "share": round(share, 3),
                "words": f"{'missing' if is_missing(value) else 'the same'} in {_rounded(share)} of the pool",
            }
        ends = self.numbers[
            [len(self.numbers) // 100, -1 - len(self.numbers) // 100]
        ]  # a few far out leave the others their room
        low, high = min(ends[0], self.box[0]), max(ends[1], self.box[2])
        at, *box = np.clip((np.array([float(value), *self.box]) - low) / ((high - low) or 1.0), 0, 1).round(3).tolist()
        return {"at": at, "box": box, "words": self._beside(float(value))}

    def rarity(self, value: Any) -> float:
        """How far from the middle of its column, 0 to 1; for words, and what is missing, the share of other values."""
        if self.numbers is None or is_missing(value):
            return 1 - self._same(value)
        return abs(self._below(float(value)) - self._above(float(value)))

    def _same(self, value: Any) -> float:
        return self.counts[_key(value)] / self.counts.total()

    def _below(self, value: float) -> float:
        assert self.numbers is not None
        return float(np.searchsorted(self.numbers, value, "left")) / len(self.numbers)

    def _above(self, value: float) -> float:
        assert self.numbers is not None
        return 1 - float(np.searchsorted(self.numbers, value, "right")) / len(self.numbers)

    def _beside(self, value: float) -> str:
        below, above = self._below(value), self._above(value)
        beside, share = ("higher", below) if below >= above else ("lower", above)
        return f"{beside} than {round(100 * (share if share == 1 else min(max(share, 0.01), 0.99)))} % of the pool"


def columns_of(X: Any) -> list[Column] | None:
    """The columns of an array, a frame or a list of rows; None where there are none to speak of (sparse rows, dictionaries)."""
    if issparse(X):
        return None
    chosen = np.unique(np.linspace(0, n_rows(X) - 1, min(MOST_ROWS, n_rows(X))).astype(int))
    rows = take_rows(X, chosen)
    if hasattr(rows, "iloc"):
        return [Column.of(rows.iloc[:, j].tolist()) for j in range(rows.shape[1])]
    lists = [row.tolist() if hasattr(row, "tolist") else row for row in rows]
    if not all(isinstance(row, (list, tuple)) and len(row) == len(lists[0]) for row in lists):
        return None
    return [Column.of(list(values)) for values in zip(*lists)]


def is_missing(value: Any) -> bool:
    """Whether nothing is known: None, not a number, pandas' NA and NaT."""
    is_nan = isinstance(value, (float, np.floating)) and value != value
    return value is None or is_nan or type(value).__name__ in ("NAType", "NaTType")


def _key(value: Any) -> Any:
    """By what equal values are counted: 1 and 1.0 are one number, True is a word."""
    if type(value) is float and math.isfinite(value):
        return value  # most are: a pool of 700 columns is looked at in a moment
    if is_missing(value):
        return None
    is_number = isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_))
    return float(value) if is_number and np.isfinite(value) else str(value)


def _rounded(share: float) -> str:
    """In percent, but never 0 or 100 for what is more or less than that."""
    if 0 < share < 0.01 or 0.99 < share < 1:
        return "less than 1 %" if share < 0.5 else "more than 99 %"
    return f"{round(100 * share)} %"
