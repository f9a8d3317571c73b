"""Learning which of several labels apply: y is a row of 0 and 1 for each sample, one for each label, as scikit-learn has it.

Few answers in, some label applies to all samples so far, or to none.  Estimators refuse such a column, or warn; here the value
seen stands in until there is another.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import clone

from alkit.pool import n_rows


class LabelRows:
    """A fitted model of several labels.

    Parameters
    ----------
    model : fitted to the labels that had both values; None where none had
    varies : array of shape (n_labels,), which they were
    seen : array of shape (n_labels,), the values of the first answer
    """

    def __init__(self, model: Any, varies: np.ndarray, seen: np.ndarray):
        self.model, self.varies, self.seen = model, varies, seen

    def predict(self, X: Any) -> np.ndarray:
        """Which labels apply: 0 or 1, shape (n_samples, n_labels)."""
        return self._filled(X, lambda: np.asarray(self.model.predict(X))).astype(int)

    def predict_proba(self, X: Any) -> np.ndarray:
        """The probability that each label applies, shape (n_samples, n_labels)."""
        return self._filled(X, lambda: _that_it_applies(self.model.predict_proba(X)))

    def _filled(self, X: Any, learned: Any) -> np.ndarray:
        out = np.tile(self.seen.astype(float), (n_rows(X), 1))
        if self.model is not None:
            out[:, self.varies] = learned()[:, : self.varies.sum()]
        return out


def fitted_to_rows(estimator: Any, X: Any, y: np.ndarray) -> LabelRows:
    """Fit a clone to rows of 0 and 1.

    Examples
    --------
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> model = fitted_to_rows(KNeighborsClassifier(1), [[0.0], [1.0]], np.array([[0, 1, 1], [1, 0, 1]]))
    >>> model.predict([[0.2]]).tolist(), model.predict_proba([[0.9]]).tolist()
    ([[0, 1, 1]], [[1.0, 0.0, 1.0]])
    """
    varies = (y != y[0]).any(axis=0)
    columns = y[:, varies]
    if columns.shape[1] == 1:
        columns = np.repeat(columns, 2, axis=1)  # one column alone would be taken for plain classes
    return LabelRows(clone(estimator).fit(X, columns) if varies.any() else None, varies, y[0])


def _that_it_applies(proba: Any) -> np.ndarray:
    """Some estimators give one array for all labels, others a list with two columns for each."""
    return np.stack([each[:, 1] for each in proba], axis=1) if isinstance(proba, list) else np.asarray(proba)
