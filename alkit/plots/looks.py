"""One color and one marker per strategy, in every figure of the course and in every widget."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, cycle
from typing import NamedTuple

from alkit.plots.style import MARKERS

FREE = (5, 7, 8, 9, 6, 3, 4, 2, 0, 1)  # colors for other names, those of the strategies met first last
assert len(FREE) == len(MARKERS)  # as many as there are colors in the cycle
# By the names in the menus: number of the color and of the marker.  Those that are raced together most have the first ten.
LOOKS = {
    "margin": (0, 0),
    "random": (1, 1),
    "entropy": (2, 2),
    "least confidence": (3, 3),
    "bald": (4, 4),
    "core-set": (5, 5),
    "badge": (6, 6),
    "density-weighted entropy": (7, 7),
    "typiclust": (8, 8),
    "epig": (9, 9),
    "probcover": (8, 1),
    "closest to the boundary": (5, 0),
    "batchbald": (3, 4),
    "expected error reduction": (6, 7),
    "expected information gain": (8, 2),
    "diverse margin": (2, 5),
    "ranked batch": (7, 0),
    "stochastic margin": (3, 6),
    "epsilon-greedy margin": (9, 8),
    "expected gradient length": (4, 6),
    "committee variance": (2, 4),
    "greedy in x": (5, 3),
    "greedy in y": (7, 9),
    "greedy in x and y": (8, 0),
}


class Look(NamedTuple):
    """How a line is drawn.

    Attributes
    ----------
    color : number of the color in the cycle
    marker : number of the marker among :data:`alkit.plots.MARKERS`
    dash : 0 for a solid line; more where others of the figure have its color
    """

    color: int
    marker: int
    dash: int = 0


def looks(names: Iterable[str]) -> list[Look]:
    """How the lines of a figure are drawn: a strategy as everywhere, another name with the first color that is free.

    >>> looks(["random", "mine", "BALD (committee)"])
    [Look(color=1, marker=1, dash=0), Look(color=5, marker=5, dash=0), Look(color=4, marker=4, dash=0)]
    """
    known = [LOOKS.get(_plain(name)) for name in names]
    taken = {look[0] for look in known if look}
    free = chain([j for j in FREE if j not in taken], cycle(FREE))
    pairs = [look or (j := next(free), j) for look in known]
    return [Look(*pair, [other[0] for other in pairs[:k]].count(pair[0])) for k, pair in enumerate(pairs)]


def _plain(name: str) -> str:
    """The name in the menu, or that of the function."""
    words = str(name).lower().removesuffix(" (committee)").removesuffix("_sampling").replace("_", " ")
    return words.replace("core set", "core-set")
