"""The exercises of chapter 10: right and wrong answers, tried by test_registry.py; and that what they rest on is so."""

import math

import numpy as np
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from alkit.exercises import chapter_10 as given


def telling_in_a_loop(values, weights, words):
    return max(zip(values, weights, words), key=lambda each: abs(each[0] * each[1]))[2]


def tug_in_a_loop(X, weights):
    found = []
    for row in X.tolist():
        each = [value * weight for value, weight in zip(row, weights)]
        found.append(sum(c for c in each if c > 0) * sum(-c for c in each if c < 0))
    return found


def tug_of_sparse_rows(X, weights):
    each = csr_array(X).multiply(weights).tocsr()
    return np.asarray(each.maximum(0).sum(axis=1)).ravel() * -np.asarray(each.minimum(0).sum(axis=1)).ravel()


RIGHT = {
    "10.1": [1 + math.log(20), 3.996, np.float32(1 + np.log(20)), "3.9957"],
    "10.2": [telling_in_a_loop, lambda values, weights, words: words.tolist()[int(np.argmax((values * weights) ** 2))]],
    "10.3": [tug_in_a_loop, tug_of_sparse_rows],
    "10.4": [11.75, "11.75", 75 - 63.25, [11.75]],
    "10.5": [14.8125, 14.813, np.float64(60 * 3950 / 200 / 80)],
}

WRONG = {  # the words in which each is answered
    "10.1": [(math.log(20), "thrown away"), (1 + math.log(999 / 49), "one text more"), (math.log(999 / 49), "Two things"), (1 + math.log2(20), "base 2"),
             (1 + math.log10(20), "base 10"), (1 - math.log(20), "upside down"), (20, "quotient"), (49 / 999, "share"), (0.5, "two numbers")],
    "10.2": [(lambda v, w, words: words[np.argmax(v * w)], "against"), (lambda v, w, words: words[np.argmax(abs(w))], "Does the word stand"), (lambda v, w, words: words[np.argmax(v)], "values only"),
             (lambda v, w, words: words[np.argmax(abs(w) * (v > 0))], "small value"), (lambda v, w, words: np.argmax(abs(v * w)), "place in the list"), (lambda v, w, words: "tea", "on either side")],
    "10.3": [(lambda X, w: np.minimum(X * w, 0).sum(1) * np.maximum(X * w, 0).sum(1), "sign"), (lambda X, w: X @ w, "cancel"), (lambda X, w: abs(X * w).sum(1), "You add"),
             (lambda X, w: np.maximum(X * w, 0).sum(1), "tug of war has two"), (lambda X, w: np.prod(X * w, axis=1), "all contributions"), (lambda X, w: tug_in_a_loop(X, w)[0], "contributions first")],
    "10.4": [(19.75, "reading alone"), (-8, "And the reading"), (-11.75, "other way round"), (705, "in seconds"), (63.25, "the second takes"), (75, "first takes"), (3950, "in words"), (33.75, "as many reviews"), (1, "mind the units")],
    "10.5": [(0.246875, "in minutes"), (49.375, "in words"), (1185, "So many seconds"), (1185 / 230, "all the short ones"), (1185 / 150, "all the long ones"), (13.5, "short review saves"), (6, "still faster"), (30, "set them equal")],
}  # fmt: skip


def test_the_rarity_of_a_word_is_that_of_scikit_learn():
    texts = ["stale tea"] * given.N_WITH + ["good tea"] * (given.N_TEXTS - given.N_WITH)
    vectorizer = TfidfVectorizer().fit(texts)
    assert np.isclose(vectorizer.idf_[vectorizer.vocabulary_["stale"]], given.IDF)


def test_pulls_and_intercept_make_the_decision():
    X, weights = given.rows()[0]
    model = LogisticRegression().fit(X, [0, 1, 0, 1])
    model.coef_ = weights[None]
    to_one, to_other = given._pulls(X, weights)
    assert np.allclose(to_one - to_other + model.intercept_, model.decision_function(X))


def test_at_the_break_even_both_take_as_long():
    assert np.isclose(given._minutes(given.LONG, given.EVEN), given._minutes(given.SHORT, given.EVEN))
    assert given.SAVED > 0 and given.EVEN > given.SECONDS, "below it the short ones are faster"
