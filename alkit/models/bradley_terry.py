"""Which of two is better: a model of pairs that gives each sample a place on a scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.linear_model import LogisticRegression

from alkit.pairs import Pair


class BradleyTerry(ClassifierMixin, BaseEstimator):
    """A classifier of pairs: the probability of either answer depends on the difference of two places on a scale alone.

    With features f, a sample's place is u = w · f, and P(first) = 1 / (1 + exp(u_second - u_first)): logistic regression on
    differences, without a constant.  So a pair and the same pair the other way round get opposite answers, exactly.

    Parameters
    ----------
    features : transformer that makes numbers of samples; None where they are numbers
    C : as in logistic regression: smaller = places closer together
    first : the answer that stands for the first of a pair; by default the one that sorts first, as in "first", "second"

    Attributes
    ----------
    classes_ : the two answers, sorted

    Source: R. A. Bradley and M. E. Terry, Rank Analysis of Incomplete Block Designs, 1952; with features, D. McFadden, 1974.

    Examples
    --------
    >>> asked = [Pair([1.0], [3.0]), Pair([5.0], [2.0]), Pair([4.0], [0.0])]
    >>> model = BradleyTerry().fit(asked, ["second", "first", "first"])  # the larger one wins
    >>> model.predict([Pair([0.0], [1.0])]).tolist(), bool(model.place([[2.0]])[0] > model.place([[1.0]])[0])
    (['second'], True)
    """

    def __init__(self, features: Any = None, C: float = 1.0, first: Any = None):
        self.features, self.C, self.first = features, C, first

    def fit(self, X: Sequence[Pair], y: Any) -> BradleyTerry:
        """Learn from answered pairs.

        Raises
        ------
        ValueError
            If what is given are no pairs, or there are not exactly two answers.
        """
        samples = [sample for pair in _checked(X) for sample in (pair.first, pair.second)]
        if len(answers := np.unique(y)) != 2:
            raise ValueError(f"BradleyTerry needs two answers, for the first and for the second, got {answers.tolist()[:5]}")
        self.features_ = None if self.features is None else clone(self.features).fit(samples)
        self.regression_ = LogisticRegression(C=self.C, fit_intercept=False, max_iter=2000).fit(self._differences(X), y)
        self.classes_ = self.regression_.classes_
        return self

    def predict_proba(self, X: Sequence[Pair]) -> np.ndarray:
        """Probabilities of the two answers, shape (n_pairs, 2)."""
        along = self._along([sample for pair in _checked(X) for sample in (pair.first, pair.second)])
        z = along[::2] - along[1::2]
        return np.column_stack([expit(-z), expit(z)])

    def predict(self, X: Sequence[Pair]) -> np.ndarray:
        """The more probable answer for each pair."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def place(self, samples: Any) -> np.ndarray:
        """Where single samples stand on the scale, shape (n_samples,); higher = better.  Only differences mean anything."""
        upside_down = self.first is None or self.first == self.classes_[0]  # the regression is for the last of its classes
        return self._along(list(samples)) * (-1 if upside_down else 1)

    def _along(self, samples: list[Any]) -> np.ndarray:
        """Where samples stand, by the regression: each is looked at once, however many pairs it is in."""
        distinct = {id(sample): sample for sample in samples}
        found = self._numbers(list(distinct.values())) @ self.regression_.coef_[0]
        place = dict(zip(distinct, np.asarray(found).tolist()))
        return np.array([place[id(sample)] for sample in samples])

    def _differences(self, X: Sequence[Pair]) -> Any:
        return self._numbers([pair.first for pair in X]) - self._numbers([pair.second for pair in X])

    def _numbers(self, samples: list[Any]) -> Any:
        if self.features_ is None:
            return np.asarray(samples, dtype=float).reshape(len(samples), -1)
        return self.features_.transform(samples)


def _checked(X: Sequence[Pair]) -> Sequence[Pair]:
    odd = next((x for x in X if not isinstance(x, Pair)), None)
    if odd is not None or not len(X):
        seen = "none" if odd is None else repr(odd)[:80]
        raise ValueError(f"a pool of pairs must hold Pair(first, second) objects, got {seen}")
    return X
