"""Numbers in words, words in numbers, and what counts as one."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

NUMBER = re.compile(r"[-−]?\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?")


def as_number(words: str) -> float | None:
    """The one number in some words; per cent are hundredths; None where there is no number, or several.

    >>> as_number("about 1,000"), as_number("60 %"), as_number("none"), as_number("2 or 3")
    (1000.0, 0.6, None, None)
    """
    found = NUMBER.findall(words)
    if len(found) != 1:
        return None
    return float(found[0].replace(",", "").replace("−", "-")) / (100 if "%" in words else 1)


def number(value: float) -> str:
    """At most four significant digits, and all of a whole number.

    >>> number(0.58), number(12345), number(1 / 3)
    ('0.58', '12345', '0.3333')
    """
    value = float(value)
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.4g}"


def percent(share: float) -> str:
    """A share in whole per cent.

    >>> percent(0.666)
    '67 %'
    """
    return f"{100 * share:.0f} %"


def round_step(span: float) -> float:
    """The power of ten of which a span holds 50 to 500.

    >>> round_step(1), round_step(450), round_step(20)
    (0.01, 1, 0.1)
    """
    return as_short(10.0 ** math.floor(math.log10(span / 50)))


def as_short(value: float) -> float:
    """To twelve digits, and whole where it is: 0.30000000000000004 is 0.3."""
    value = float(f"{value:.12g}")
    return int(value) if value.is_integer() else value


def with_unit(value: float, unit: str) -> str:
    """A number and what it counts."""
    return f"{number(value)} {unit}".strip()


def is_number(value: Any) -> bool:
    """Whether it is a finite real number."""
    real = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    return real and math.isfinite(value)


def check_limits(low: Any, high: Any, what: str) -> None:
    """A ValueError if they are no limits."""
    if not (is_number(low) and is_number(high) and low < high):
        raise ValueError(f"{what} must be two numbers, the smaller first, got {(low, high)!r}")
