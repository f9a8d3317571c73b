"""Points in the plane: a pool of exactly two columns of numbers.  Each is shown among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import issparse

from alkit.modalities.base import Modality
from alkit.modalities.text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_POINTS = 500  # of the pool, drawn in grey


@dataclass(frozen=True, eq=False)
class Point(Modality):
    """A point in its scatter.

    Parameters
    ----------
    others : array of shape (n, 2), points of the pool to be drawn in grey
    names : of the two axes
    limits : (lowest, highest) of each axis over the whole pool

    Examples
    --------
    >>> X = np.array([[0.0, 1.0], [2.0, 3.0]])
    >>> Point.of_pool(X, list(X), ("length", "width"), None).live(X[1])
    {'kind': 'point', 'at': [2.0, 3.0], 'alt': 'a point at length 2, width 3'}
    """

    others: np.ndarray
    names: tuple[str, str]
    limits: tuple[tuple[float, float], tuple[float, float]]

    called = "a point (a row of a pool of numbers with exactly two columns)"

    @classmethod
    def fits(cls, sample: Any) -> bool:
        return False  # two numbers by themselves are a row of a table: what makes them a point is their pool

    @classmethod
    def of_pool(
        cls, X: Any, samples: Sequence[Any], feature_names: Sequence[str] | None, image_shape: tuple[int, ...] | None
    ) -> Modality | None:
        if any(issparse(s) or np.shape(s) != (2,) or np.asarray(s).dtype.kind not in "fiu" for s in samples):
            return None
        plane = np.asarray(X, dtype=float)
        if not np.isfinite(plane).all():
            return None
        names = feature_names if feature_names is not None else getattr(X, "columns", ("x1", "x2"))
        if len(names) != 2:
            raise ValueError(f"feature_names must name both columns: got {len(names)} names")
        chosen = np.linspace(0, len(plane) - 1, min(MOST_POINTS, len(plane))).astype(int)
        limits = [(float(column.min()), float(column.max())) for column in plane.T]
        return cls(plane[chosen], (plain(names[0]), plain(names[1])), (limits[0], limits[1]))

    def live(self, sample: Any) -> dict[str, Any]:
        x, y = np.asarray(sample, dtype=float).tolist()
        return {"kind": "point", "at": [x, y], "alt": f"a point at {self.names[0]} {x:.3g}, {self.names[1]} {y:.3g}"}

    def backdrop(self) -> dict[str, Any]:
        # six digits are finer than any screen, and half the bytes
        points = [[float(f"{value:.6g}") for value in point] for point in self.others.tolist()]
        return {"points": points, "names": list(self.names), "limits": [list(pair) for pair in self.limits]}

    def paper(self, ax: Axes, sample: Any) -> None:
        x, y = np.asarray(sample, dtype=float)
        ax.scatter(self.others[:, 0], self.others[:, 1], s=22, color="0.8", linewidth=0)
        ax.scatter(x, y, s=70, color="C0", zorder=3)
        ax.scatter(x, y, s=320, facecolor="none", edgecolor="black", linewidth=2.5, zorder=3)
        ax.set_xlabel(self.names[0], parse_math=False)
        ax.set_ylabel(self.names[1], parse_math=False)

    def default_estimator(self) -> Any:
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
