"""Rows of a table: named values, one per line, and where each lies among those of the pool."""

from __future__ import annotations

import datetime as dt
import numbers
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import issparse

from alkit.modalities.base import Modality
from alkit.modalities.columns import Column, columns_of, is_missing
from alkit.modalities.facts import MISSING, Facts
from alkit.modalities.text import LINES, plain, wrapped, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ROWS = 100  # on a page
MOST_IN_ORDER = 20  # columns that a person learns to find in their places; of more, the unusual values come first
LONGEST_VALUE = 500  # characters
SCALARS = (str, numbers.Number, np.generic, dt.date, type(None))


@dataclass(frozen=True, eq=False)
class Table(Modality):
    """A row of an array, a sparse matrix or a data frame, or a dictionary.  Of a sparse row, only what is not 0 is shown.

    The order does not depend on the model, so that it neither jumps nor leads who answers: up to 20 columns are shown as they
    come; of more, those first whose value is the most unusual in the pool.  What weighed most is told after the answer.

    Parameters
    ----------
    names : of the columns, where the rows do not name them themselves
    encoder : transformer that makes numbers of the rows, for the default estimator; None: they are used as they are
    columns : what is known of each column of the pool; None where nothing is

    Examples
    --------
    >>> Table(("length", "color")).live([5.1, "red"])["rows"]
    [['length', '5.1'], ['color', 'red']]
    """

    names: tuple[str, ...] | None = None
    encoder: Any = None
    columns: list[Column] | None = None

    called = "a row of a table (of an array, a sparse matrix or a data frame, or a dict)"

    @classmethod
    def fits(cls, sample: Any) -> bool:
        if isinstance(sample, Mapping) or _is_series(sample) or issparse(sample):
            return True
        is_row = isinstance(sample, (list, tuple)) or (isinstance(sample, np.ndarray) and sample.ndim == 1)
        return is_row and len(sample) > 0 and all(isinstance(value, SCALARS) for value in sample)

    @classmethod
    def of_pool(
        cls, X: Any, samples: Sequence[Any], feature_names: Sequence[str] | None, image_shape: tuple[int, ...] | None
    ) -> Modality | None:
        if not all(cls.fits(sample) for sample in samples):
            return None
        names = None if feature_names is None else tuple(map(str, feature_names))
        n_columns = samples[0].shape[-1] if issparse(samples[0]) else len(samples[0])
        if names is not None and len(names) != n_columns:
            raise ValueError(f"feature_names must name every column: got {len(names)} names for {n_columns} columns")
        return cls(names, _encoder(X, samples), columns_of(X))

    def live(self, sample: Any) -> dict[str, Any]:
        named = self._named(sample)
        known = self.columns if self.columns is not None and len(self.columns) == len(named) else None
        order = list(range(len(named)))
        if known is not None and len(named) > MOST_IN_ORDER:
            order = sorted(order, key=[-column.rarity(value) for column, (_, value) in zip(known, named)].__getitem__)
        rows: list[list[Any]] = [[plain(named[j][0])[:LONGEST_VALUE], _said(named[j][1])] for j in order[:MOST_ROWS]]
        if known is not None:
            rows = [[*row, known[j].place(named[j][1])] for row, j in zip(rows, order)]
        more = [["…", f"{len(named) - MOST_ROWS:,} more"]] if len(named) > MOST_ROWS else []
        return {"kind": "table", "rows": rows + more}

    def explained(self, sample: Any, weights: Sequence[tuple[str, float]]) -> dict[str, Any] | None:
        values = {str(name): value for name, value in self._named(sample)}
        return {"weights": [[self._with_value(name, values), weight] for name, weight in weights]}

    def paper(self, ax: Axes, sample: Any) -> None:
        write(ax, wrapped("\n".join(f"{name}: {value}" for name, value, *_ in self.live(sample)["rows"]), lines=LINES))

    def default_estimator(self) -> Any:
        from sklearn.base import clone
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline

        model = LogisticRegression(max_iter=2000)
        return model if self.encoder is None else make_pipeline(clone(self.encoder), model)

    def _named(self, sample: Any) -> list[tuple[Any, Any]]:
        if isinstance(sample, Mapping) or _is_series(sample):
            return list(sample.items())
        values = sample.toarray().ravel() if issparse(sample) else sample
        places = np.flatnonzero(values).tolist() if issparse(sample) else range(len(values))
        return [(f"feature {j}" if self.names is None else self.names[j], values[j]) for j in places]

    def _with_value(self, feature: str, values: dict[str, Any]) -> str:
        """A feature by the name of its column, scikit-learn's "x3" too, and its value where the name does not say it."""
        name, _, value = feature.partition(" = ")
        if self.names is not None and (found := re.fullmatch(r"x(\d+)", name)) and int(found[1]) < len(self.names):
            name = self.names[int(found[1])]
        return plain(f"{name} {value or _said(values[name])}" if value or name in values else feature)[:LONGEST_VALUE]


def _is_series(sample: Any) -> bool:
    return hasattr(sample, "iloc") and getattr(sample, "ndim", 0) == 1


def _said(value: Any) -> str:
    if is_missing(value):
        return MISSING
    if isinstance(value, (float, np.floating)):
        return f"{value:.0f}" if 1_000 <= abs(float(value)) < 1e15 else f"{value:.4g}"
    words = plain(value)
    return words if len(words) <= LONGEST_VALUE else words[:LONGEST_VALUE] + " …"


def _encoder(X: Any, samples: Sequence[Any]) -> Any:
    """What makes numbers of such rows: scaled where they are numbers, one column per value where they are words."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    if issparse(X):
        return None  # counts or weights, which scaling would make dense
    if isinstance(samples[0], Mapping):
        return DictVectorizer(separator=" = ")
    if _is_series(samples[0]):
        return Facts()
    are_numbers = all(isinstance(value, (numbers.Number, np.number, np.bool_)) for sample in samples for value in sample)
    return StandardScaler() if are_numbers else OneHotEncoder(handle_unknown="ignore", feature_name_combiner=_is)


def _is(feature: Any, value: Any) -> str:
    """What OneHotEncoder calls its columns."""
    return f"{feature} = {MISSING if is_missing(value) else value}"
