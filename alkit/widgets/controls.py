"""What an explorer offers to the hand, said without a screen: the page makes native elements of it (``controls.js``).

A control knows how a value of the state looks to the page, and what the page's answer means; what the page cannot have meant
is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from alkit import plots

LONGEST_TIP = 2000  # characters of a tooltip


@dataclass(frozen=True)
class Slider:
    """A number between two others.  ``play``: milliseconds a step, for a player beside it; ``hidden``: of no use now;
    ``off``, as with the other kinds: it must not be moved now.

    Examples
    --------
    >>> Slider("round", 0, 20).from_page(3.0), Slider("p", 0, 1, 0.01).from_page(0.30000000000000004)
    (3, 0.3)
    """

    text: str
    low: float
    high: float
    step: float = 1
    play: int | None = None
    hidden: bool = False
    off: bool = False

    def spec(self) -> dict[str, Any]:
        limits = {"min": self.low, "max": self.high, "step": self.step}
        return {"kind": "slider", "text": self.text, **limits, "play": self.play, "hidden": self.hidden, "off": self.off}

    def to_page(self, value: float) -> float:
        return value

    def from_page(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not self.low <= value <= self.high:
            raise ValueError(f"{self.text} must be from {self.low:g} to {self.high:g}, got {value!r}")
        return round(value) if isinstance(self.step, int) else round(float(value), 10)


@dataclass(frozen=True)
class Choice:
    """One of some options, which may be anything; the page has their names and sends places.

    Attributes
    ----------
    kind : "list", or "either" for a few side by side
    impossible : places that cannot be chosen now
    longest : characters of a name that are shown

    Examples
    --------
    >>> Choice("batch size", (1, 5, 10)).from_page(1)
    5
    """

    text: str
    options: Sequence[Any]
    kind: str = "list"
    names: Sequence[str] | None = None
    impossible: Sequence[int] = ()
    longest: int = 40
    off: bool = False

    def spec(self) -> dict[str, Any]:
        names, whole = _names(self.names or self.options, self.longest)
        impossible = list(self.impossible)
        return {
            "kind": self.kind,
            "text": self.text,
            "options": names,
            "whole": whole,
            "impossible": impossible,
            "off": self.off,
        }

    def to_page(self, value: Any) -> Any:
        return list(self.options).index(value)

    def from_page(self, value: Any) -> Any:
        if not isinstance(value, int) or not 0 <= value < len(self.options):
            raise ValueError(f"{self.text} must be one of {list(self.options)}, got number {value!r}")
        return self.options[value]


@dataclass(frozen=True)
class Many:
    """Some of many options, as a tuple, in the order of choosing.

    ``impossible``: place -> why it cannot be chosen now.  One that was chosen before stays so, and can be given up.
    """

    text: str
    options: Sequence[Any]
    impossible: Mapping[int, str] = field(default_factory=dict)
    off: bool = False

    def spec(self) -> dict[str, Any]:
        names, whole = _names(self.options)
        why = {str(place): words for place, words in self.impossible.items()}
        return {"kind": "many", "text": self.text, "options": names, "whole": whole, "impossible": why, "off": self.off}

    def to_page(self, value: Sequence[Any]) -> list[int]:
        return [list(self.options).index(one) for one in value]

    def from_page(self, value: Any) -> tuple[Any, ...]:
        one = Choice(self.text, self.options)
        return tuple(one.from_page(j) for j in value)


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    text: str
    off: bool = False

    def spec(self) -> dict[str, Any]:
        return {"kind": "switch", "text": self.text, "off": self.off}

    def to_page(self, value: bool) -> bool:
        return bool(value)

    def from_page(self, value: Any) -> bool:
        return bool(value)


@dataclass(frozen=True)
class Button:
    """Does something.  ``off``: there is nothing to do now, and ``why`` says so; ``main``: it is what one does next."""

    text: str
    does: Callable[[], Any]
    off: bool = False
    why: str = ""
    main: bool = False

    def spec(self) -> dict[str, Any]:
        return {"kind": "button", "text": self.text, "off": self.off, "why": self.why if self.off else "", "main": self.main}


@dataclass(frozen=True)
class Held:
    """A value that the hand moves in the view itself; ``check`` gives it back, or raises a ValueError.

    Examples
    --------
    >>> Held("belief", sorted).from_page([2, 1])
    [1, 2]
    """

    text: str
    check: Callable[[Any], Any]
    off: bool = False

    def spec(self) -> dict[str, Any]:
        return {"kind": "held", "text": self.text, "hidden": True, "off": self.off}

    def to_page(self, value: Any) -> Any:
        return value

    def from_page(self, value: Any) -> Any:
        return self.check(value)


def _names(options: Sequence[Any], longest: int = 40) -> tuple[list[str], dict[str, str]]:
    """What a list shows, and the whole of what had to be shortened, for its tooltip: place -> name."""
    names, whole = (
        [plots.shown(option, longest) for option in options],
        [plots.shown(option, LONGEST_TIP) for option in options],
    )
    return names, {str(place): words for place, words in enumerate(whole) if words != names[place]}


Control = Slider | Choice | Many | Switch | Button | Held
