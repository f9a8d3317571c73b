"""What is known of each row of a pool: nothing yet, a label, "put aside", or "the oracle does not know".

It follows from the rounds alone, which is why taking the last one back is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alkit.history import Round

UNLABELED, LABELED, SKIPPED, UNKNOWN = range(4)


class Labels:
    """The labels that some rounds gave to the rows of a pool.

    Parameters
    ----------
    n_pool : rows of the pool
    classes : all possible labels, sorted, where they are known
    several : whether a label is a row of 0 and 1, one for each class: which of them apply

    Attributes
    ----------
    known : row number -> label, in the order taught
    withheld : rows that are not to be asked for now, whatever is known of them
    """

    def __init__(self, n_pool: int, classes: np.ndarray | None = None, several: bool = False):
        self.known: dict[int, Any] = {}
        self._classes, self._several = classes, several
        self._state = np.zeros(n_pool, dtype=np.uint8)
        self.withheld = np.array([], dtype=int)

    @property
    def candidates(self) -> np.ndarray:
        """Row numbers that may be asked: what has no answer yet; what was skipped, once nothing else is left."""
        fresh = self._free(UNLABELED)
        return fresh if fresh.size else self._free(SKIPPED)

    def add(self, step: Round) -> None:
        """Take over what a round brought."""
        self._take(step)
        self._mark(step)

    def drop(self, step: Round, earlier: Sequence[Round]) -> None:
        """Forget the last round; ``earlier`` are those before it."""
        for i in step.asked:
            self.known.pop(i, None)
            self._state[i] = UNLABELED
        for past in earlier:  # a row may have been skipped before it was answered, or answered before it was corrected
            if not set(step.asked).isdisjoint(past.asked):
                self._mark(past)
        if any(self._state[i] in (LABELED, UNKNOWN) for i in step.asked):  # then the old labels and their order come back
            self.known = {}
            for past in earlier:
                self._take(past)

    def count_with(self, rows: Sequence[int], answers: Sequence[Any]) -> int:
        """How many rows have a label once these answers are taken."""
        return len(self.known) + sum((y is not None) - (i in self.known) for i, y in zip(rows, answers))

    def check_rows(self, indices: ArrayLike, again: bool = False) -> list[int]:
        """Row numbers that can be asked, as Python's integers; ``again``: those answered already among them.

        Raises
        ------
        ValueError
            If a row is out of range or repeated, or, unless ``again``, answered already.
        """
        rows = np.asarray(indices)
        if rows.ndim != 1 or rows.size == 0 or rows.dtype.kind not in "iu":
            raise ValueError(f"indices must be row numbers, shape (n,), got {indices!r}")
        numbers: list[int] = rows.tolist()
        if len(set(numbers)) < len(numbers):
            raise ValueError(f"indices must not repeat a row, got {numbers}")
        for i in numbers:
            if not 0 <= i < len(self._state):
                raise ValueError(f"row {i} is not in the pool, whose rows are 0 to {len(self._state) - 1}")
            if not again and self._state[i] in (LABELED, UNKNOWN):
                raise ValueError(f"row {i} has been answered already; undo() takes an answer back")
        return numbers

    def check_answers(self, labels: Sequence[Any] | np.ndarray) -> list[Any]:
        """Answers as Python's own values.

        Raises
        ------
        ValueError
            If one is neither None nor a possible label.
        """
        if isinstance(labels, str) or not hasattr(labels, "__len__"):
            raise ValueError(f"labels must be a list with one label per row, got {labels!r}")
        if self._several:
            return [None if y is None else self._row(y) for y in labels]
        plain = [y.item() if isinstance(y, np.generic) else y for y in labels]
        for y in plain:
            if y is not None and (y != y or (self._classes is not None and y not in self._classes)):
                expected = "a value" if self._classes is None else f"one of {self._classes.tolist()}"
                raise ValueError(f"a label must be {expected} (or None for 'I do not know'), got {y!r}")
        return plain

    def _row(self, y: Any) -> tuple[int, ...]:
        n = 0 if self._classes is None else len(self._classes)
        row = np.asarray(y)
        if row.shape != (n,) or not np.isin(row, (0, 1)).all():
            raise ValueError(f"a label must be a row of {n} numbers, 0 or 1 for each class (or None), got {y!r}")
        return tuple(row.astype(int).tolist())

    def _free(self, state: int) -> np.ndarray:
        is_free = self._state == state
        is_free[self.withheld] = False
        return np.flatnonzero(is_free)

    def _take(self, step: Round) -> None:
        for i, y in zip(step.asked, step.answers):  # a skip has no answers
            self.known.pop(i, None) if y is None else self.known.update({i: y})

    def _mark(self, step: Round) -> None:
        for j, i in enumerate(step.asked):
            self._state[i] = SKIPPED if step.kind == "skip" else UNKNOWN if step.answers[j] is None else LABELED
