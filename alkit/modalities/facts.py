"""Rows of a frame, words and numbers side by side, as numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

MISSING = "not known"


class Facts(TransformerMixin, BaseEstimator):
    """Numbers are scaled, and words become one column for each.  What is missing is a fact, too, with a column of its own.

    As scikit-learn's StandardScaler and OneHotEncoder do it column by column, but in a few milliseconds: after every answer
    the whole pool goes through here.

    Examples
    --------
    >>> import pandas as pd
    >>> loans = pd.DataFrame({"income": [100.0, 300.0, None], "home": ["rent", "own", "rent"]})
    >>> facts = Facts().fit(loans)
    >>> facts.get_feature_names_out().tolist()
    ['income', 'income = not known', 'home = own', 'home = rent']
    >>> facts.transform(loans).tolist()
    [[-1.0, 0.0, 0.0, 1.0], [1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]]
    """

    def fit(self, X: Any, y: Any = None) -> Facts:
        """Learn the scale of each column of numbers, and the words of all others."""
        self.scales_: list[Any] = []
        self.words_: list[list[Any]] = []
        names = []
        for j, name in enumerate(map(str, X.columns)):
            column = X.iloc[:, j]
            known, is_number = column.dropna(), column.dtype.kind in "iuf"
            words = [] if is_number else sorted(known.unique().tolist(), key=str)
            self.scales_.append(_scale(known.to_numpy(float)) if is_number else None)
            self.words_.append(words + [None] * (len(known) < len(column)))
            names += [name] * is_number + [f"{name} = {MISSING if word is None else word}" for word in self.words_[j]]
        self._names = np.array(names, dtype=object)
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Rows of shape (n_samples, n_facts)."""
        import pandas as pd

        parts = []
        for j, (scale, words) in enumerate(zip(self.scales_, self.words_)):
            column = X.iloc[:, j]
            known = [word for word in words if word is not None]
            if scale is not None:
                values = (column.to_numpy(float, na_value=np.nan) - scale[0]) / scale[1]
                parts.append(np.nan_to_num(values)[:, None])  # in the middle, where it is not known
            codes = pd.Index(known, dtype=object).get_indexer(column.astype(object)) if known else -1  # -1: never seen
            codes = np.where(column.isna(), len(known), codes)
            parts.append((codes[:, None] == np.arange(len(words))).astype(float))
        return np.concatenate(parts, axis=1)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """The columns: "name" of a number, "name = word" of a word."""
        return self._names

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "words_")


def _scale(known: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation; 0 and 1 where there are none."""
    return (float(known.mean()), float(known.std()) or 1.0) if len(known) else (0.0, 1.0)
