"""The samples of a pool as a page is sent them; one that cannot be shown says so, and stops nobody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from alkit.modalities import Modality, Text
from alkit.pool import one_row
from alkit.widgets.words import LONGEST_NAME, short


class Samples:
    """How the rows of one pool look.

    Parameters
    ----------
    modality : how a sample is shown
    X : the pool
    """

    def __init__(self, modality: Modality, X: Any):
        self.modality, self.X = modality, X
        self._stamps: dict[int, dict[str, Any]] = {}

    def live(self, row: int | None) -> dict[str, Any] | None:
        """A sample on the screen."""
        if row is None:
            return None
        try:
            return _sendable(self.modality.live(one_row(self.X, row)))
        except Exception as error:  # noqa: BLE001  one odd sample of many; the person can skip it
            return Text().live(_unshown(row, error))

    def thumbnail(self, row: int) -> dict[str, Any] | None:
        """A sample as a small picture; None where it has none."""
        try:
            return _sendable(self.modality.thumbnail(one_row(self.X, row)))
        except Exception:  # noqa: BLE001  it was said when the sample itself was to be shown
            return None

    def explained(self, row: int, weights: Sequence[tuple[str, float]]) -> dict[str, Any] | None:
        """What in a sample weighed most for the model; None where nothing is to be said."""
        try:
            return _sendable(self.modality.explained(one_row(self.X, row), weights)) if weights else None
        except Exception:  # noqa: BLE001  as in thumbnail
            return None

    def stamp(self, row: int) -> dict[str, Any]:
        """A sample, small: a picture, or a few words."""
        if row not in self._stamps:
            live = self.live(row) or {}
            words = (
                live.get("text") or live.get("alt") or ", ".join(f"{name} {value}" for name, value, *_ in live.get("rows", []))
            )
            self._stamps[row] = self.thumbnail(row) or {"kind": "text", "text": short(words, LONGEST_NAME)}
        return self._stamps[row]

    def backdrop(self) -> dict[str, Any]:
        """What lies behind every sample, the scatter of the whole pool say."""
        try:
            return _sendable(self.modality.backdrop())
        except Exception:  # noqa: BLE001  a kind of sample may be a student's own: it is shown without
            return {}

    def paper(self, ax: Axes, row: int) -> None:
        """A sample drawn by matplotlib."""
        try:
            self.modality.paper(ax, one_row(self.X, row))
        except Exception as error:  # noqa: BLE001  as in live
            Text().paper(ax, _unshown(row, error))


def _unshown(row: int, error: Exception) -> str:
    return f"Row {row} of the pool cannot be shown: {error}"


def _sendable(shown: Any) -> Any:
    """What a page can be sent, or an error: better here, where something else can be shown instead."""
    json.dumps(shown, allow_nan=False)
    return shown
