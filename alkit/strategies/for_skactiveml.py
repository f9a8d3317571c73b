"""Our strategies as query strategies of scikit-activeml: ``pip install alkit[peers]``.

The other way round is :class:`alkit.ScikitActiveml`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

try:
    from skactiveml.base import SingleAnnotatorPoolQueryStrategy
    from skactiveml.classifier import SklearnClassifier
    from skactiveml.utils import MISSING_LABEL, labeled_indices
except ImportError as error:
    raise ImportError(f"ForScikitActiveml needs scikit-activeml: pip install alkit[peers] ({error})") from error

from alkit.models.fitting import fitted, seeded
from alkit.models.predicting import class_proba
from alkit.strategies.base import Batch, PoolView, Strategy, check_strategy, chosen_by, described
from alkit.strategies.uncertainty import margin_sampling


class ForScikitActiveml(SingleAnnotatorPoolQueryStrategy):
    """One of our strategies, or your own, as a query strategy of scikit-activeml (version 1), for classification.

    It goes wherever one of theirs does, their wrappers included: ``query(X, y, clf)`` names the rows to ask about.

    Parameters
    ----------
    strategy : function of a :class:`~alkit.strategies.base.PoolView`; it sees the labels that ``y`` holds
    missing_label : what ``y`` holds where there is no label
    random_state : None, int or numpy.random.RandomState

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> X, y = np.array([[0.0], [0.1], [0.45], [0.9], [1.0]]), np.array([0, 0, np.nan, 1, 1])
    >>> ForScikitActiveml(margin_sampling).query(X, y, SklearnClassifier(GaussianNB(), classes=[0, 1]))
    array([2])

    References
    ----------
    D. Kottke et al., scikit-activeml: A Library and Toolbox for Active Learning Algorithms, 2021.
    """

    def __init__(self, strategy: Strategy = margin_sampling, missing_label: Any = MISSING_LABEL, random_state: Any = None):
        super().__init__(missing_label=missing_label, random_state=random_state)
        self.strategy = strategy

    def query(
        self, X: Any, y: Any, clf: Any, candidates: Any = None, batch_size: int = 1, return_utilities: bool = False
    ) -> Any:
        """The rows to ask about next.

        Parameters
        ----------
        X : array of shape (n_samples, n_features), all rows
        y : array of shape (n_samples,), their labels; ``missing_label`` where there is none
        clf : classifier, of scikit-learn or of scikit-activeml; it is cloned, never fitted in place
        candidates : row numbers that may be asked; by default all without a label
        batch_size : how many
        return_utilities : whether to return the scores, too

        Returns
        -------
        array of shape (batch_size,), row numbers
        array of shape (batch_size, n_samples), if ``return_utilities``
            The scores when each row was chosen, NaN for all that could not be chosen.  A strategy that chooses its batch
            together tells those of its choice only.

        Raises
        ------
        ValueError
            If the candidates are samples and not row numbers, or the strategy is none.
        """
        check_strategy(self.strategy)
        X, y, candidates, batch_size, _ = self._validate_data(X, y, candidates, batch_size, return_utilities)
        rows = np.asarray(self._transform_candidates(candidates, X, y, enforce_mapping=True)[1])
        answer = self.strategy(view := self._view(X, y, clf, rows, batch_size))
        chosen = chosen_by(lambda _: answer, view)
        asked = rows[chosen.positions]
        return (asked, _utilities(answer, chosen, rows, len(X))) if return_utilities else asked

    def _view(self, X: np.ndarray, y: np.ndarray, clf: Any, rows: np.ndarray, batch_size: int) -> PoolView:
        """What the strategy sees: our words for what they hand over."""
        known, seed = labeled_indices(y, self.missing_label), int(self.random_state_.randint(2**31 - 1))
        classes = np.unique(y[known] if getattr(clf, "classes", None) is None else clf.classes)
        estimator = seeded(clf.estimator if isinstance(clf, SklearnClassifier) else clf, seed)
        model = fitted(estimator, X[known], y[known]) if len(known) else None
        name = described(self.strategy)
        return PoolView(
            X=X, candidates=rows, labeled=known, y_labeled=y[known], estimator=estimator, model=model, classes=classes,
            batch_size=batch_size, rng=np.random.default_rng(seed), name=name,
            predict_proba=cache(lambda: class_proba(model, X, rows, classes, name)),
        )  # fmt: skip


def _utilities(answer: Any, chosen: Batch, rows: np.ndarray, n_samples: int) -> np.ndarray:
    """The scores at each choice, shape (batch_size, n_samples)."""
    out = np.full((len(chosen.positions), n_samples), np.nan)
    for k, position in enumerate(chosen.positions):
        if isinstance(answer, Batch):
            out[k, rows[position]] = chosen.scores[k]
        else:
            out[k, rows] = answer
            out[k, rows[chosen.positions[:k]]] = np.nan
    return out
