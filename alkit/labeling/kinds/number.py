"""An answer that is a number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.pipeline import Pipeline, make_pipeline

from alkit.labeling.kinds.base import Kind, Metrics, short_repr
from alkit.learner import ActiveLearner
from alkit.strategies.base import Strategy
from alkit.strategies.regression import greedy_sampling_xy

STRIDES = 100  # by default an arrow key goes so small a part of a number's range, rounded to 1, 2 or 5
DIGITS = 10  # of a number in words


@dataclass(frozen=True)
class Number(Kind):
    """A number between two others.

    Parameters
    ----------
    low, high : the least and the greatest number that can be meant
    step : how far an arrow key goes; by default about a hundredth of the range.  Other numbers can be typed
    unit : said after each number

    Raises
    ------
    ValueError
        If these are no finite numbers, ``low`` the smaller one, or ``step`` does not lie between 0 and their distance.

    Examples
    --------
    >>> weight = Number(0, 5, unit="kg")
    >>> weight.read("2.50"), weight.said(2.5), weight.stride
    (2.5, '2.5 kg', 0.05)
    >>> weight.read(7)
    Traceback (most recent call last):
    ValueError: an answer must be a number from 0 to 5 kg, got 7
    """

    low: float
    high: float
    step: float | None = None
    unit: str = ""

    name, question, lower_is_better = "number", "Which number?", True

    def __post_init__(self) -> None:
        for name in ("low", "high", "step"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, _finite(value, f"{name} of Number"))
        if not self.low < self.high:
            raise ValueError(f"Number needs low below high, got low={self.low:g} and high={self.high:g}")
        if self.step is not None and not 0 < self.step <= self.high - self.low:
            raise ValueError(f"step of Number must lie between 0 and {self.high - self.low:g}, got {self.step:g}")
        if not isinstance(self.unit, str):
            raise ValueError(f"unit of Number must be a text, got {self.unit!r}")

    @classmethod
    def of(cls, y: Any) -> Number:
        """A range that holds all numbers of ``y``, its ends rounded away from them.

        >>> Number.of([25.0, 346.0])
        Number(low=20.0, high=360.0, step=None, unit='')
        """
        values = _numbers(y)
        low, high = float(values.min()), float(values.max())
        tick = 10 * _rounded((high - low or abs(high) or 1) / STRIDES)
        low, high = math.floor(low / tick) * tick, math.ceil(high / tick) * tick
        if not low < high:
            low, high = low - tick, high + tick
        return cls(float(f"{low:.{DIGITS}g}"), float(f"{high:.{DIGITS}g}"))

    @property
    def strategy(self) -> Strategy:
        return greedy_sampling_xy

    @property
    def stride(self) -> float:
        """How far an arrow key goes."""
        return self.step or _rounded((self.high - self.low) / STRIDES)

    def __str__(self) -> str:
        return f"a number from {self.low:.{DIGITS}g} to {self.said(self.high)}"

    def read(self, answer: Any) -> float:
        try:
            number = _finite(answer, "an answer")
        except ValueError:
            raise ValueError(f"an answer must be {self}, got {short_repr(answer)}") from None
        if not self.low <= number <= self.high:
            raise ValueError(f"an answer must be {self}, got {short_repr(answer)}")
        return number

    def heard(self, message: Any) -> float:
        try:
            return self.read(message)
        except ValueError:
            shown = str(message).strip()[:40]
            raise ValueError(f"Not saved: please give {self}; “{shown}” is {self._wrong(shown)}.") from None

    def _wrong(self, text: str) -> str:
        try:
            number = _finite(text, "it")
        except ValueError:
            return "no number such as 12 or 0.5"
        return "less than that" if number < self.low else "more than that"

    def written(self, kept: float) -> str:
        return repr(kept)

    def said(self, kept: float) -> str:
        return f"{kept:.{DIGITS}g} {self.unit}".rstrip()

    def known(self, label: Any) -> float:
        return float(label)

    def about(self) -> dict[str, Any]:
        range_ = {"low": self.low, "high": self.high, "step": self.step, "unit": self.unit}
        return {"classes": [], "answer": {"kind": self.name, **range_}}

    @classmethod
    def from_about(cls, classes: Sequence[Any], said: Mapping[str, Any]) -> Number:
        return cls(**said)

    def page(self) -> dict[str, Any]:
        return {"kind": self.name, "low": self.low, "high": self.high, "step": self.stride, "unit": self.unit}

    def place(self, number: float) -> float:
        """Where a number lies in the range, from 0 to 1."""
        return float(np.clip((number - self.low) / (self.high - self.low), 0, 1))

    def check(self, learner: ActiveLearner) -> None:
        if not learner.is_regressor:
            raise ValueError(
                f"to ask for {self}, the estimator must be a regressor, got {type(learner.estimator).__name__}; "
                "leave estimator= out, or take one such as sklearn.linear_model.Ridge()"
            )

    def checked_labels(self, y: Any) -> np.ndarray:
        numbers = _numbers(y)
        outside = numbers[(numbers < self.low) | (numbers > self.high)]
        if outside.size:
            raise ValueError(f"y must hold {self} per row, got {outside[:5].tolist()}")
        return numbers

    def estimator(self, of_classes: Any) -> Any:
        """Ridge regression on what the usual classifier's first steps make of the samples, held tightly, as answers are few."""
        *steps, last = [step for _, step in of_classes.steps] if isinstance(of_classes, Pipeline) else [of_classes]
        if not isinstance(last, LogisticRegression):
            raise ValueError(f"nobody knows what learns {self} from such samples; give estimator=, a regressor")
        return make_pipeline(*steps, Ridge(3.0))

    def stand_in(self) -> Any:
        return DummyRegressor()

    def metrics(self, test: tuple[Any, Any]) -> Metrics:
        X, y = test
        return {"mean absolute error": lambda fitted: float(mean_absolute_error(y, fitted.predict(X)))}

    def distance(self, kept: float, other: float) -> float:
        return abs(kept - other)

    def verdict(self, mistakes: Sequence[tuple[Any, Any]], n_labels: int) -> str:
        off = [self.distance(*pair) for pair in mistakes]
        if not off:
            return f"{'It is' if n_labels == 1 else f'All {n_labels} numbers are'} what the data say. Well done."
        mean, most = (self.said(float(f"{value:.3g}")) for value in (sum(off) / n_labels, max(off)))
        if n_labels == 1:
            return f"Your number is {most} off from what the data say."
        return f"Your {n_labels} numbers are {mean} off from what the data say on average, {most} at most."


def _finite(value: Any, what: str) -> float:
    try:
        number = math.nan if isinstance(value, (bool, np.bool_)) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{what} must be a finite number, got {short_repr(value)}")
    return number


def _numbers(y: Any) -> np.ndarray:
    try:
        values = np.asarray(y, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"y must hold one number per row: {error}") from error
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise ValueError(f"y must hold one finite number per row, got shape {values.shape}")
    return values


def _rounded(step: float) -> float:
    """The greatest of 1, 2, 5, 10, 20 … that is no more than ``step``.

    >>> _rounded(3.2), _rounded(0.05)
    (2.0, 0.05)
    """
    ten = 10.0 ** math.floor(math.log10(step) + 1e-9)
    return float(f"{max(k * ten for k in (1, 2, 5) if k * ten <= step * (1 + 1e-9)):.{DIGITS}g}")
