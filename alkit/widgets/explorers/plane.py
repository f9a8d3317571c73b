"""Where a split is drawn: in the plane of its two features, or of its first two principal components."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import issparse
from sklearn.decomposition import PCA

from alkit import plots
from alkit.datasets import Dataset
from alkit.plots import shown
from alkit.splits import Split, stratified_split

GRID = 80  # cells of the page's map along each side
PETALS = ("petal length (cm)", "petal width (cm)")  # in which the species of iris are best seen


@dataclass(frozen=True)
class Plane:
    """A split, and a place for each row of its pool.

    Attributes
    ----------
    split : Split
    classes : array of shape (n_classes,), sorted
    points : array of shape (n_pool, 2)
    axis_names : of the two coordinates
    is_whole : whether the coordinates are all that a model sees, so that it can be asked at any place
    """

    split: Split
    classes: np.ndarray
    points: np.ndarray
    axis_names: tuple[str, ...]
    is_whole: bool

    def page(self) -> dict[str, Any]:
        """The points and their axes, for the page."""
        classes, y = np.unique(self.split.y_pool, return_inverse=True)
        return {
            "points": self.points.round(4).tolist(),
            "y": y.tolist(),
            "names": [shown(name, 24) for name in classes],
            "axes": list(self.axis_names),
            "limits": plots.framed(self.points),
            "grid": GRID if self.is_whole else 0,
        }

    def grid(self) -> np.ndarray:
        """The places of the page's map, shape (GRID * GRID, 2), row by row from below; each in the middle of its cell."""
        (left, right), (low, high) = plots.framed(self.points)
        middles = (np.arange(GRID) + 0.5) / GRID
        across, up = np.meshgrid(left + (right - left) * middles, low + (high - low) * middles)
        return np.column_stack([across.ravel(), up.ravel()])

    def with_points(self, places: Sequence[tuple[int, float, float]]) -> Plane:
        """The same samples with some of them moved: (row, x, y)."""
        points = np.array(self.points, dtype=float)
        for row, *place in places:
            points[row] = place
        return replace(self, points=points, split=replace(self.split, X_pool=points)) if places else self

    def nearest(self, x: float, y: float, rows: np.ndarray) -> int:
        """Which of some rows is nearest to a place, as it looks in the picture."""
        distance = np.linalg.norm((self.points[rows] - [x, y]) / (np.ptp(self.points, axis=0) + 1e-12), axis=1)
        return int(rows[distance.argmin()])


def drawn(data: Dataset, random_state: int) -> Plane:
    """Split data, and lay the pool out in the plane.

    Raises
    ------
    ValueError
        If the samples are not rows of numbers.
    """
    split = stratified_split(data, random_state)
    X = _numbers(data, split)
    is_whole = X.shape[1] == 2
    if is_whole:
        points, names = X, tuple(shown(name) for name in data.feature_names or ("x1", "x2"))
    elif data.feature_names and set(PETALS) <= set(data.feature_names):
        shake = np.random.default_rng(0).uniform(-0.04, 0.04, (X.shape[0], 2))  # many flowers have the same petals
        points, names = X[:, [data.feature_names.index(name) for name in PETALS]] + shake, PETALS
    else:
        points, names = _components(X), ("first principal component", "second principal component")
    return Plane(split, np.unique(data.y), points, names, is_whole)


def _numbers(data: Dataset, split: Split) -> np.ndarray:
    if issparse(split.X_pool):
        return split.X_pool
    try:
        X = np.asarray(split.X_pool, dtype=float)
    except (TypeError, ValueError):
        X = np.empty(0)
    if X.ndim != 2:
        raise ValueError(f"the samples of {data.name} are not rows of numbers, so there is no plane to draw them in")
    return X


def _components(X: np.ndarray) -> np.ndarray:
    n = min(2, X.shape[1])
    points = PCA(n, svd_solver="arpack" if issparse(X) else "auto", random_state=0).fit_transform(X)
    return np.pad(points, ((0, 0), (0, 2 - n)))  # one feature: all points lie on a line
