"""The words of a pool of texts, as numbers: counted once, and not again in every round."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer


class PoolWords(TransformerMixin, BaseEstimator):
    """TF-IDF of texts.  What a word is and how rare is learned from the whole pool, which needs no labels for that.

    Every text that it has seen is remembered as numbers: a round with 5,000 reviews takes milliseconds then.  Of texts of one
    or two words (names; or a language without spaces) it takes pieces of up to three letters.  A clone is the same object.

    Made by :meth:`of`.

    Examples
    --------
    >>> words = PoolWords.of(["a good day", "a bad day", "a very bad day"]).fit(["a good day"])
    >>> words.get_feature_names_out().tolist(), words.transform(["a bad day"]).shape
    (['bad', 'day', 'good', 'very'], (1, 4))
    """

    def __init__(self) -> None:  # the pool is no parameter: it would be printed with every pipeline
        self._pool: Any = ()
        self._vectorizer: Any = None

    @classmethod
    def of(cls, pool: Any) -> PoolWords:
        """For a pool: all its texts, of which those fitted later are some."""
        words = cls()
        words._pool = pool
        return words

    def fit(self, X: Any = None, y: Any = None) -> PoolWords:
        """Look through the pool, the first time; nothing is learned from X and y."""
        if self._vectorizer is None:
            texts = [str(text) for text in self._pool]
            vectorizer = TfidfVectorizer(sublinear_tf=True, **_kind(texts))
            self._known = dict(zip(texts, range(len(texts)))), vectorizer.fit_transform(texts)
            self._names, self._vectorizer = vectorizer.get_feature_names_out(), vectorizer
        return self

    def transform(self, X: Any) -> sp.csr_matrix:
        """One row per text; those not seen before are counted, and remembered."""
        index, rows = self._known
        new = [text for text in dict.fromkeys(X) if text not in index]
        if new:
            index = index | {text: rows.shape[0] + j for j, text in enumerate(new)}
            rows = sp.vstack([rows, self._vectorizer.transform(new)], "csr")
            self._known = index, rows  # at once: another thread may be asking
        return rows[[index[text] for text in X]]

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """The words, as the columns have them."""
        return self._names

    def __sklearn_clone__(self) -> PoolWords:
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return self._vectorizer is not None


def _kind(texts: list[str]) -> dict[str, Any]:
    """Words; pieces of words where there is hardly more than one."""
    n_words = [len(text.split()) for text in texts[:: max(len(texts) // 200, 1)]]
    return {"analyzer": "char_wb", "ngram_range": (1, 3)} if np.median(n_words) <= 2 else {}
