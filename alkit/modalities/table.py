"""Rows of a table: named values, one per line."""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import issparse

from alkit.modalities.base import Modality
from alkit.modalities.text import LINES, plain, wrapped, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ROWS = 100  # on a page
LONGEST_VALUE = 500  # characters
SCALARS = (str, numbers.Number, np.generic, dt.date, type(None))


@dataclass(frozen=True)
class Table(Modality):
    """A row of an array, a sparse matrix or a data frame, or a dictionary.  Of a sparse row, only what is not 0 is shown.

    Parameters
    ----------
    names : of the columns, where the rows do not name them themselves
    encoder : transformer that makes numbers of the rows, for the default estimator; None: they are used as they are

    Examples
    --------
    >>> Table(("length", "color")).live([5.1, "red"])["rows"]
    [['length', '5.1'], ['color', 'red']]
    """

    names: tuple[str, ...] | None = None
    encoder: Any = None

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
        return cls(names, _encoder(X, samples))

    def live(self, sample: Any) -> dict[str, Any]:
        rows = [[plain(name)[:LONGEST_VALUE], _said(value)] for name, value in self._named(sample)]
        if len(rows) > MOST_ROWS:
            rows = [*rows[:MOST_ROWS], ["…", f"{len(rows) - MOST_ROWS:,} more"]]
        return {"kind": "table", "rows": rows}

    def paper(self, ax: Axes, sample: Any) -> None:
        write(ax, wrapped("\n".join(f"{name}: {value}" for name, value in self.live(sample)["rows"]), lines=LINES))

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


def _is_series(sample: Any) -> bool:
    return hasattr(sample, "iloc") and getattr(sample, "ndim", 0) == 1


def _said(value: Any) -> str:
    words = f"{value:.4g}" if isinstance(value, (float, np.floating)) else plain(value)
    return words if len(words) <= LONGEST_VALUE else words[:LONGEST_VALUE] + " …"


def _encoder(X: Any, samples: Sequence[Any]) -> Any:
    """What makes numbers of such rows: scaled where they are numbers, one column per value where they are words."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    if issparse(X):
        return None  # counts or weights, which scaling would make dense
    if isinstance(samples[0], Mapping):
        return DictVectorizer()
    if _is_series(samples[0]):
        return _frame_encoder()
    are_numbers = all(isinstance(value, (numbers.Number, np.number, np.bool_)) for sample in samples for value in sample)
    return StandardScaler() if are_numbers else OneHotEncoder(handle_unknown="ignore")


def _frame_encoder() -> Any:
    """For words and numbers side by side.  What is missing is a fact, too: a column of its own, or a value among the words."""
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    known = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)  # few labels: a column may be empty
    return make_column_transformer(
        (make_pipeline(known, StandardScaler()), make_column_selector(dtype_include="number")),
        (OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_exclude="number")),
    )
