"""Two loss surfaces over two weights, small enough to be seen whole, and gradient descent on them.

The mean squared error of a straight line, ``prediction = slope · x + intercept``, is a bowl: its curvature is the same
everywhere.  That of a network with one hidden unit, ``prediction = output · tanh(input · x)``, has two minima and a saddle
between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

BEYOND = 1e6  # a path ends where a weight has grown larger: it will not come back
Place = tuple[float, float]


@dataclass(frozen=True)
class Surface:
    """Mean squared error of a model with the weights a and b on some points.

    Attributes
    ----------
    name : in the menu
    weights : what a and b are called
    x, y : the points
    predict : function of a, b, x that returns the prediction; of arrays, too
    slopes : function of a, b, x that returns how fast the prediction grows with a, and with b
    minimum : weights (a, b) where the loss is least
    is_bowl : whether the curvature is the same everywhere

    Examples
    --------
    >>> round(LINE.loss(1, 0), 3), [round(g, 3) for g in LINE.gradient(1, 0)], round(LINE.largest_curvature, 2)
    (0.068, [0.222, 0.32], 5.03)
    """

    name: str
    weights: tuple[str, str]
    x: tuple[float, ...]
    y: tuple[float, ...]
    predict: Callable[[Any, Any, Any], Any]
    slopes: Callable[[float, float, float], Place]
    minimum: Place
    is_bowl: bool

    def loss(self, a: Any, b: Any) -> Any:
        """Mean of ``(prediction - y) ** 2``; of arrays of weights, an array."""
        return sum((self.predict(a, b, x) - y) ** 2 for x, y in zip(self.x, self.y)) / len(self.x)

    def gradient(self, a: float, b: float) -> Place:
        """How fast the loss grows with a, and with b: the mean of ``2 (prediction - y) · slope of the prediction``."""
        down, across = 0.0, 0.0
        for x, y in zip(self.x, self.y):
            error, (by_a, by_b) = 2 * float(self.predict(a, b, x) - y), self.slopes(a, b, x)
            down, across = down + error * by_a, across + error * by_b
        return down / len(self.x), across / len(self.x)

    @cached_property
    def hessian(self) -> np.ndarray:
        """Second derivatives of the loss at its minimum, shape (2, 2): the mean of 2 · slope · slope.

        Exact where the prediction is linear in the weights, or fits all points.  Of the line, it is so everywhere.
        """
        slopes = np.array([self.slopes(*self.minimum, x) for x in self.x])
        return 2 * slopes.T @ slopes / len(slopes)

    @property
    def largest_curvature(self) -> float:
        """λmax, the largest eigenvalue of the Hessian; steps larger than 2 / λmax do not settle at the minimum."""
        return float(np.linalg.eigvalsh(self.hessian)[-1])

    @property
    def least(self) -> float:
        """The loss at the minimum."""
        return float(self.loss(*self.minimum))

    def descend(self, start: Place, step_size: float) -> Iterator[Place]:
        """The weights of gradient descent: the start, and those after each step, until they are beyond all measure."""
        a, b = start
        while math.hypot(a, b) <= BEYOND:  # False of NaN, too
            yield a, b
            down, across = self.gradient(a, b)
            a, b = a - step_size * down, b - step_size * across
        yield a, b

    def path(self, start: Place, step_size: float, steps: int) -> list[Place]:
        """The start and at most so many steps; fewer where they lead out of all measure."""
        return list(islice(self.descend(start, step_size), steps + 1))


def _line_through(x: tuple[float, ...], y: tuple[float, ...]) -> Place:
    slope, intercept = np.polyfit(x, y, 1).tolist()
    return slope, intercept


def _unit_slopes(a: float, b: float, x: float) -> Place:
    hidden = math.tanh(a * x)
    return b * (1 - hidden * hidden) * x, hidden


_X = (0.0, 0.2, 0.5, 0.7, 1.0, 1.2, 1.5, 1.7, 2.0, 2.2)
_Y = (-0.4, -0.2, 0.4, 0.5, 0.7, 1.1, 1.7, 1.9, 1.8, 1.9)
_WIDE = (-4.0, -3.0, -2.4, -1.6, -0.8, 0.6, 1.4, 2.2, 3.2, 4.0)
_TRUE = (0.5, 2.0)  # a network with these weights made the points, so that it fits them all

LINE = Surface(
    name="linear regression",
    weights=("slope", "intercept"),
    x=_X,
    y=_Y,
    predict=lambda a, b, x: a * x + b,
    slopes=lambda a, b, x: (x, 1.0),
    minimum=_line_through(_X, _Y),
    is_bowl=True,
)
UNIT = Surface(
    name="one hidden unit",
    weights=("input weight", "output weight"),
    x=_WIDE,
    y=tuple(_TRUE[1] * math.tanh(_TRUE[0] * x) for x in _WIDE),
    predict=lambda a, b, x: b * np.tanh(a * x),
    slopes=_unit_slopes,
    minimum=_TRUE,
    is_bowl=False,
)
SURFACES = {surface.name: surface for surface in (LINE, UNIT)}
