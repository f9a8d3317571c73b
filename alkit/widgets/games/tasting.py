"""A row of bottles and what one taster knows of it, without a screen.

The bottle of day d is sour from some day on, the threshold: it is the first sour day, or one more than there are bottles.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from alkit.information import entropy


@dataclass
class Taster:
    """Somebody who tastes bottles, and what the labels leave possible.

    Parameters
    ----------
    n : number of bottles; bottle d was opened d days ago, d = 1 … n
    threshold : the first sour day, 1 … n + 1
    tasted : days of the bottles tasted so far, in that order

    Examples
    --------
    >>> taster = Taster(7, threshold=4)
    >>> [round(taster.taste(day), 3) for day in (2, 6)], taster.limits(), taster.is_done
    ([0.415, 0.585], (3, 6), False)
    """

    n: int
    threshold: int
    tasted: list[int] = field(default_factory=list)

    def limits(self, n_tasted: int | None = None) -> tuple[int, int]:
        """The smallest and the largest threshold that agree with the first ``n_tasted`` labels (default: all)."""
        days = self.tasted[:n_tasted]
        fresh = [day for day in days if not self.is_sour(day)]
        return 1 + max(fresh, default=0), min((day for day in days if self.is_sour(day)), default=self.n + 1)

    def is_sour(self, day: int) -> bool:
        return day >= self.threshold

    @property
    def bits(self) -> list[float]:
        """Entropy of the threshold before the first tasting and after each; all that are left are equally likely."""
        each = [self.limits(k) for k in range(len(self.tasted) + 1)]
        return [float(np.log2(high - low + 1)) for low, high in each]

    @property
    def is_done(self) -> bool:
        """Whether all labels are known."""
        low, high = self.limits()
        return low == high

    def gain(self, day: int) -> float:
        """Information gain of a bottle's label about the threshold, in bits: how much it tells on average."""
        low, high = self.limits()
        p_sour = min(max(day - low + 1, 0), high - low + 1) / (high - low + 1)
        return float(entropy([p_sour, 1 - p_sour]))

    def taste(self, day: int) -> float:
        """Taste a bottle; the bits that its label took away.

        Raises
        ------
        ValueError
            If there is no such bottle, or it has been tasted.
        """
        if day not in range(1, self.n + 1) or day in self.tasted:
            raise ValueError(f"the bottle must be one of 1 to {self.n} that is not tasted yet, got {day!r}")
        self.tasted.append(int(day))
        before, after = self.bits[-2:]
        return before - after

    def taste_in_order(self, order: list[int]) -> Taster:
        """Taste bottle after bottle in this order, until all labels are known."""
        for day in order:
            if self.is_done:
                break
            self.taste(day)
        return self
