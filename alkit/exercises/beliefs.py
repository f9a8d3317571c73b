"""The three kinds of guess: options to spread a belief over, a number with a range, a curve.  What a belief is, what its truth.

A belief is a plain list, as JSON and the page have it; each kind knows which lists are beliefs, and what one says in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from alkit.exercises.numbers import as_number, as_short, check_limits, is_number, number, round_step, with_unit

LEAST = 1  # per cent that an option keeps: a belief of 0 in what is true would be a surprise of infinitely many bits
MOST_OPTIONS, PLACES, MOST_PLACES = 8, 11, 41

Belief = list[Any]


class Kind(Protocol):
    """What the three have in common."""

    name: str

    def about(self) -> dict[str, Any]:
        """As JSON has it; :func:`kind_of` makes the same kind of it again."""
        ...

    def start(self) -> Belief:
        """The belief of somebody who knows nothing."""
        ...

    def checked(self, belief: Any) -> Belief:
        """The same belief; a ValueError if it is none."""
        ...

    def truth(self, truth: Any) -> tuple[Any, str]:
        """How things came out, as JSON has it, and in words; a ValueError if they cannot have come out so."""
        ...

    def said(self, belief: Belief) -> str:
        """The belief in words that follow "you"."""
        ...


# ---- choose --------------------------------------------------------------------------------------


def spread(belief: Sequence[int], option: int, to: int) -> list[int]:
    """A belief after one option was moved: the others keep their proportions, and all sum to 100.

    Parameters
    ----------
    belief : per cent, whole numbers of at least :data:`LEAST` that sum to 100
    option : the place of the one that is moved
    to : where, in per cent; it goes as far as the others leave room

    Returns
    -------
    list of int

    Examples
    --------
    >>> spread([25, 25, 50], 0, 40), spread([25, 25, 50], 2, 100)
    ([40, 20, 40], [1, 1, 98])
    """
    k = len(belief)
    to = min(max(to, LEAST), 100 - LEAST * (k - 1))
    others = [j for j in range(k) if j != option]
    weights = [belief[j] - LEAST for j in others]
    return _put_back(_apportion(100 - to - LEAST * (k - 1), weights), option, to)


def _put_back(shares: list[int], option: int, to: int) -> list[int]:
    moved = [LEAST + share for share in shares]
    return [*moved[:option], to, *moved[option:]]


def _apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares of a total, in proportion; what rounding leaves goes to the largest remainders, of equal ones the first."""
    weights = weights if sum(weights) else [1] * len(weights)
    shares = [total * w // sum(weights) for w in weights]
    order = sorted(range(len(weights)), key=lambda j: -(total * weights[j] % sum(weights)))
    for j in order[: total - sum(shares)]:
        shares[j] += 1
    return shares


@dataclass(frozen=True)
class Choose:
    """Spread a belief over some options.

    Attributes
    ----------
    options : two to eight different texts

    Examples
    --------
    >>> Choose(("10 %", "30 %", "60 %", "90 %")).truth(0.58)
    (2, '60 % (exactly: 0.58)')
    """

    options: tuple[str, ...]
    name = "choose"

    def __post_init__(self) -> None:
        if not 2 <= len(self.options) <= MOST_OPTIONS or len({*self.options}) < len(self.options) or "" in self.options:
            raise ValueError(f"options must be two to {MOST_OPTIONS} different texts, got {list(self.options)}")

    def about(self) -> dict[str, Any]:
        return {"kind": self.name, "options": list(self.options)}

    def start(self) -> Belief:
        return [LEAST + share for share in _apportion(100 - LEAST * len(self.options), [1] * len(self.options))]

    def checked(self, belief: Any) -> Belief:
        k = len(self.options)
        whole = isinstance(belief, list) and all(type(p) is int and p >= LEAST for p in belief)
        if not whole or len(belief) != k or sum(belief) != 100:
            raise ValueError(f"a belief is {k} whole numbers of at least {LEAST} that sum to 100, got {belief!r}")
        return list(belief)

    def truth(self, truth: Any) -> tuple[int, str]:
        truth = {True: "yes", False: "no"}[bool(truth)] if isinstance(truth, (bool, np.bool_)) else truth
        for place, option in enumerate(self.options):
            if isinstance(truth, str) and _folded(option) == _folded(truth):
                return place, option
        numbers = [as_number(option) for option in self.options]
        if isinstance(truth, str) or not is_number(truth) or None in numbers:
            raise ValueError(f"the truth must be one of {list(self.options)}, or a number if these are; got {truth!r}")
        place = int(np.argmin([abs(n - float(truth)) for n in numbers if n is not None]))
        exactly = "" if numbers[place] == truth else f" (exactly: {number(truth)})"
        return place, self.options[place] + exactly

    def said(self, belief: Belief) -> str:
        return "gave " + ", ".join(f"{p} % to “{option}”" for p, option in zip(belief, self.options))


# ---- estimate ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Estimate:
    """A number between two others, and a range that holds it with 90 %: a belief is [from, best, to].

    Attributes
    ----------
    low, high : limits
    step : of the handles; by default something round, a hundredth or so of the whole
    unit : what is counted or measured, a name for the axis

    Examples
    --------
    >>> Estimate(0, 1).start(), Estimate(0, 450, unit="pictures").said([100, 200, 300])
    ([0.05, 0.5, 0.95], 'said 200 pictures, and with 90 % from 100 to 300')
    """

    low: float
    high: float
    step: float = 0
    unit: str = ""
    name = "estimate"

    def __post_init__(self) -> None:
        check_limits(self.low, self.high, "between")
        object.__setattr__(self, "step", self.step or round_step(self.high - self.low))
        if not (is_number(self.step) and 0 < self.step <= (self.high - self.low) / 2):
            raise ValueError(f"step must leave at least two steps between {self.low} and {self.high}, got {self.step!r}")

    def about(self) -> dict[str, Any]:
        return {"kind": self.name, "low": self.low, "high": self.high, "step": self.step, "unit": self.unit}

    def start(self) -> Belief:
        """The middle 90 % of everything, as who knows nothing would say."""
        return [self._round(self.low + share * (self.high - self.low)) for share in (0.05, 0.5, 0.95)]

    def _round(self, value: float) -> float:
        return min(max(as_short(self.low + self.step * round((value - self.low) / self.step)), self.low), self.high)

    def checked(self, belief: Any) -> Belief:
        fits = isinstance(belief, list) and len(belief) == 3 and all(map(is_number, belief))
        if not fits or not self.low <= belief[0] <= belief[1] <= belief[2] <= self.high:
            raise ValueError(f"an estimate is [from, best, to] between {self.low} and {self.high}, in order; got {belief!r}")
        return list(belief)

    def truth(self, truth: Any) -> tuple[float, str]:
        if not is_number(truth):
            raise ValueError(f"the truth must be a number, got {truth!r}")
        return float(truth), with_unit(truth, self.unit)

    def said(self, belief: Belief) -> str:
        return f"said {with_unit(belief[1], self.unit)}, and with 90 % from {number(belief[0])} to {number(belief[2])}"


# ---- draw ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draw:
    """A curve: a height at each of some places.

    Attributes
    ----------
    x : places, three or more, in order
    low, high : limits of the heights
    x_name, y_name : of the axes

    Examples
    --------
    >>> Draw((0, 5, 10), 0, 1, "labels").said([0.5, 0.6, 0.9])
    'drew a curve from 0.5 over 0.6 to 0.9'
    """

    x: tuple[float, ...]
    low: float
    high: float
    x_name: str = ""
    y_name: str = ""
    name = "draw"

    def __post_init__(self) -> None:
        check_limits(self.low, self.high, "the curve's y")
        ordered = all(map(is_number, self.x)) and all(a < b for a, b in zip(self.x, self.x[1:]))
        if not ordered or not 3 <= len(self.x) <= MOST_PLACES:
            raise ValueError(f"the curve's x must be 3 to {MOST_PLACES} increasing numbers, got {self.x!r}")

    @property
    def step(self) -> float:
        """Of the keys and of the hand."""
        return round_step(self.high - self.low)

    def about(self) -> dict[str, Any]:
        names = {"x_name": self.x_name, "y_name": self.y_name}
        return {"kind": self.name, "x": list(self.x), "low": self.low, "high": self.high, **names}

    def start(self) -> Belief:
        return [as_short((self.low + self.high) / 2)] * len(self.x)

    def checked(self, belief: Any) -> Belief:
        fits = isinstance(belief, list) and len(belief) == len(self.x) and all(map(is_number, belief))
        if not fits or not all(self.low <= v <= self.high for v in belief):
            raise ValueError(f"a curve is {len(self.x)} heights between {self.low} and {self.high}, got {belief!r}")
        return list(belief)

    def truth(self, truth: Any) -> tuple[list[float], str]:
        """Heights at the places, or a pair (places, heights) that is read between its points."""
        try:
            values = np.asarray(truth, dtype=float)
        except (TypeError, ValueError) as error:
            raise ValueError(f"the true curve must be numbers: {error}") from error
        if values.ndim == 2 and len(values) == 2 and values[0].min() <= self.x[0] and self.x[-1] <= values[0].max():
            values = np.interp(self.x, *values[:, values[0].argsort()])
        if values.shape != (len(self.x),) or not np.isfinite(values).all():
            raise ValueError(
                f"the true curve must have a height for each of the {len(self.x)} places from {self.x[0]} to {self.x[-1]},"
                f" or be a pair (x, y) that covers them; got shape {values.shape}"
            )
        return values.tolist(), f"a curve from {number(values[0])} to {number(values[-1])}"

    def said(self, belief: Belief) -> str:
        return f"drew a curve from {number(belief[0])} over {number(belief[len(belief) // 2])} to {number(belief[-1])}"


def kind_of(about: Mapping[str, Any]) -> Choose | Estimate | Draw:
    """The kind that says this ``about`` itself.

    >>> kind_of(Choose(("yes", "no")).about()) == Choose(("yes", "no"))
    True
    """
    kinds = {"choose": Choose, "estimate": Estimate, "draw": Draw}
    rest = {name: tuple(value) if isinstance(value, list) else value for name, value in about.items() if name != "kind"}
    return kinds[about["kind"]](**rest)


def _folded(words: str) -> str:
    """Words that mean the same option are the same."""
    return " ".join(words.casefold().split())
