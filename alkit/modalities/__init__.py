"""Kinds of samples: how each is shown live, how it is drawn on paper, and which estimator is a sensible default.

What is shown is data, never markup: a sample that holds ``<script>`` shows as text, and a ``$`` is a dollar.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alkit.modalities.base import Modality
from alkit.modalities.image import Image
from alkit.modalities.pair import Two
from alkit.modalities.point import Point
from alkit.modalities.table import Table
from alkit.modalities.text import Text
from alkit.pool import n_rows, one_row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["KINDS", "Image", "Modality", "Point", "Shown", "Table", "Text", "Two", "kind_of", "modality_for"]

KINDS: list[type[Modality]] = [Two, Image, Text, Point, Table]  # the first that fits is taken
LOOKED_AT = 20  # samples of a pool: enough to see what it is


def modality_for(X: Any, feature_names: Sequence[str] | None = None, image_shape: tuple[int, ...] | None = None) -> Modality:
    """The kind of the samples of a pool.

    Parameters
    ----------
    X : pool
    feature_names, image_shape : what is known about its columns, as in :class:`alkit.datasets.Dataset`

    Raises
    ------
    ValueError
        If no kind fits.

    Examples
    --------
    >>> type(modality_for(["a text", "another"])).__name__, type(modality_for([[1.5, "red"]])).__name__
    ('Text', 'Table')
    """
    rows = np.unique(np.linspace(0, n_rows(X) - 1, LOOKED_AT).astype(int))
    samples = [one_row(X, int(row)) for row in rows]
    found = (kind.of_pool(X, samples, feature_names, image_shape) for kind in KINDS)
    modality = next((kind for kind in found if kind is not None), None)
    if modality is None:
        for sample in samples:
            kind_of(sample)  # raises where a single sample is unknown
        raise _unknown("samples of different kinds")
    return modality


def kind_of(sample: Any) -> Modality:
    """The kind of one sample by itself; of what a ``show`` function returns, say.

    Raises
    ------
    ValueError
        If no kind fits.
    """
    for kind in KINDS:
        if kind.fits(sample):
            return kind()
    shape = f" of shape {sample.shape}" if hasattr(sample, "shape") else ""
    raise _unknown(f"{type(sample).__name__}{shape}")


def _unknown(what: str) -> ValueError:
    kinds = "; ".join(kind.called for kind in KINDS)
    return ValueError(
        f"do not know how to show {what}; known are: {kinds}.  For other samples give show=, a function of one sample that "
        "returns one of these, and estimator=, a classifier that learns from them"
    )


@dataclass(frozen=True)
class Shown(Modality):
    """Samples shown by a function of your own.

    Parameters
    ----------
    show : function of one sample that returns a text, a number, an array, a PIL image or a dict

    Examples
    --------
    >>> Shown(lambda row: f"{row[0]} cm").live([1.5])
    {'kind': 'text', 'text': '1.5 cm'}
    """

    show: Callable[[Any], Any]

    def live(self, sample: Any) -> dict[str, Any]:
        shown = self.show(sample)
        return kind_of(shown).live(shown)

    def thumbnail(self, sample: Any) -> dict[str, Any] | None:
        shown = self.show(sample)
        return kind_of(shown).thumbnail(shown)

    def explained(self, sample: Any, weights: Sequence[tuple[str, float]]) -> dict[str, Any] | None:
        shown = self.show(sample)
        return kind_of(shown).explained(shown, weights)

    def paper(self, ax: Axes, sample: Any) -> None:
        shown = self.show(sample)
        kind_of(shown).paper(ax, shown)
