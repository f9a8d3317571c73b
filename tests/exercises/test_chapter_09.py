"""The exercises of chapter 09: right and wrong answers, tried by test_registry.py; and that what they rest on is so."""

from fractions import Fraction

import numpy as np

from alkit.exercises import chapter_09 as given


def in_a_loop(p, miss, alarm):
    return [alarm * (1 - q) if miss * q > alarm * (1 - q) else miss * q for q in p]


def by_pairs(y, p, k):
    return sum(bool(ill) for _, ill in sorted(zip(p, y), reverse=True)[:k])


RIGHT = {
    "09.1": [25 / 425, 0.059, np.float32(1 / 17)],
    "09.2": [in_a_loop, lambda p, miss, alarm: np.min([miss * p, alarm * (1 - p)], axis=0)],
    "09.3": [by_pairs, lambda y, p, k: np.int64(y[np.argsort(p)[::-1][:k]].sum())],
    "09.4": [1 / 7, 0.143, [1 / 7]],
    "09.5": [30, 30.0, "30", np.int64(30)],
}

WRONG = {  # the words in which each is answered
    "09.1": [(400 / 425, "other way round"), (25 / 400, "odds"), (16, "how many false alarms"), (0.5, "Do they here"), (5.88235, "percent"), (0.2, "where are they equal")],
    "09.2": [(lambda p, miss, alarm: np.maximum(miss * p, alarm * (1 - p)), "worse"), (lambda p, miss, alarm: miss * p, "never calling"),
             (lambda p, miss, alarm: alarm * (1 - p), "always calling"), (lambda p, miss, alarm: np.where(p > 0.5, alarm * (1 - p), miss * p), "decides at 0.5"),
             (lambda p, miss, alarm: min(miss * p.sum(), 1), "which is taken"), (lambda p, miss, alarm: np.minimum(miss * (1 - p), alarm * p), "goes with p")],
    "09.3": [(lambda y, p, k: y[np.argsort(-p)[:k]].mean(), "precision"), (lambda y, p, k: y[np.argsort(-p)[:k]].sum() / y.sum(), "recall"), (lambda y, p, k: y[np.argsort(p)[:k]].sum(), "least probable"),
             (lambda y, p, k: y[p >= 0.5].sum(), "exactly k"), (lambda y, p, k: y[:k].sum(), "first k rows"), (lambda y, p, k: 0, "highest first")],
    "09.4": [(1 / 6, "odds"), (0.8 * 0.04 / 0.5, "scale the probability"), (0.032, "two probabilities"), (0.8, "every second"), (0.04, "base rate"), (6 / 7, "pays"), (0.3, "odds first")],
    "09.5": [(60, "cost something"), (10, "for 100 patients"), (3, "place in the list"), (130, "lowest bill"), (40, "last step"), (0, "dearest"), (20, "add up")],
}  # fmt: skip


def test_the_two_decisions_cost_the_same_at_the_threshold():
    t = given.THRESHOLD
    assert np.isclose(t * given.MISS, (1 - t) * given.ALARM)


def test_the_corrected_probability_is_that_of_bayes():
    """Of 1000 clients of the pool with such facts; the likelihoods are what the model has learned where half default."""
    taught, real, said = Fraction(1, 2), Fraction(4, 100), Fraction(8, 10)
    default, pays = said / taught, (1 - said) / (1 - taught)  # likelihoods, up to a factor
    assert np.isclose(given.CORRECTED, float(default * real / (default * real + pays * (1 - real))))


def test_one_row_has_the_lowest_bill_by_far():
    assert np.diff(np.sort(given.BILL)[:2]) > 5
