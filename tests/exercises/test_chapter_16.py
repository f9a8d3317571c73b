"""The exercises of chapter 16: right and wrong answers, tried by test_registry.py; and that what they rest on is so."""

import math
from fractions import Fraction

import numpy as np
from sklearn.metrics import roc_auc_score

from alkit.exercises import chapter_16 as given
from alkit.experiment.active_testing import lure_weights


def by_groups(granted, said, group):
    shares = [np.mean([s for g, s, of in zip(granted, said, group) if g and of == which]) for which in (False, True)]
    return shares[0] - shares[1]


def in_pairs(members, others):
    return sum(1.0 if m > o else 0.5 if m == o else 0.0 for m in members for o in others) / len(members) / len(others)


def by_sklearn(members, others):
    return roc_auc_score([1] * len(members) + [0] * len(others), np.append(members, others))


def by_counting(scores, miss):
    """The smallest known score that so few of n + 1 places exceed."""
    ordered, n = sorted(scores), len(scores)
    return next(s for k, s in enumerate(ordered, 1) if Fraction(n + 1 - k, n + 1) <= Fraction(miss).limit_denominator(1000))


RIGHT = {
    "16.1": [0.45, Fraction(9, 20), "0.45", [0.45]],
    "16.2": [by_groups, lambda granted, said, group: said[granted & ~group].mean() - said[granted & group].mean()],
    "16.3": [in_pairs, by_sklearn],
    "16.4": [by_counting, lambda s, miss: np.sort(s)[math.ceil(round((len(s) + 1) * (1 - miss), 9)) - 1], lambda s, miss: np.quantile(s, math.ceil(round((len(s) + 1) * (1 - miss), 9)) / len(s), method="inverted_cdf")],
    "16.5": [0.55, "0.55", 120 / 200 + 0.7 - 150 / 200],
}  # fmt: skip

WRONG = {  # the words in which each is answered
    "16.1": [(1 / 3, "truth"), (0.6, "one draw"), (0.9, "how many"), (0.5, "How often is it not"), (0.3, "six orders")],
    "16.2": [(lambda granted, said, group: said[~group].mean() - said[group].mean(), "gap of approval"), (lambda granted, said, group: said[granted & group].mean() - said[granted & ~group].mean(), "other way round"),
             (lambda granted, said, group: granted[said & ~group].mean() - granted[said & group].mean(), "whom the model approves"), (lambda granted, said, group: (said == granted)[~group].mean() - (said == granted)[group].mean(), "decided as recorded"),
             (lambda granted, said, group: 0.0, "which share of them")],
    "16.3": [(lambda members, others: in_pairs(others, members), "the other one has"), (lambda members, others: np.mean(members[:, None] > others), "where both scores are equal"),
             (lambda members, others: np.mean(members[:, None] >= others), "tie is no win"), (lambda members, others: members.mean() - others.mean(), "two means"), (lambda members, others: 0.7, "all pairs")],
    "16.4": [(lambda s, miss: np.sort(s)[math.ceil(round(len(s) * (1 - miss), 9)) - 1], "one more"), (lambda s, miss: np.quantile(s, 1 - miss), "between two"),
             (lambda s, miss: np.sort(s)[math.ceil(round((len(s) + 1) * (1 - miss), 9))], "too far"), (lambda s, miss: np.sort(s)[math.ceil(round((len(s) + 1) * miss, 9)) - 1], "other end"),
             (lambda s, miss: 1 - by_counting(s, miss), "smallest probability"), (lambda s, miss: math.ceil(round((len(s) + 1) * (1 - miss), 9)), "place in the order"),
             (lambda s, miss: s[math.ceil(round((len(s) + 1) * (1 - miss), 9)) - 1], "in any order"), (lambda s, miss: max(s), "large sets"), (lambda s, miss: s.mean(), "sort the scores")],
    "16.5": [(0.6, "of 200"), (0.7, "machine alone"), (0.75, "of those 200"), (0.85, "wrong direction"), (0.56, "You scale. That is right only for large"), (-0.15, "on average"), (0.67, "in place of the machine's"), (0.68, "share of all 1000"),
             (55, "percent"), (550, "So many"), (0.4, "by how much")],
}  # fmt: skip


def test_the_weights_of_the_chapter_would_put_the_mean_right():
    repaired = sum(
        chance * np.mean(lure_weights([given.CHANCES[i], given.CHANCES[j] / (1 - given.CHANCES[i])], 3) * given.WRONG[[i, j]])
        for (i, j), chance in given.ORDERS.items()
    )
    assert np.isclose(repaired, given.WRONG.mean()) and not np.isclose(given.PLAIN, repaired)


def test_a_new_score_exceeds_the_limit_as_often_as_was_said():
    rng = np.random.default_rng(0)
    missed = [rng.random() > given.conformal_quantile(rng.random(24), 0.2) for _ in range(5000)]
    assert abs(np.mean(missed) - 0.2) < 0.02


def test_the_corrected_share_is_right_on_average():
    rng = np.random.default_rng(0)
    true = np.arange(10_000) < 5500
    machine = np.where(rng.random(10_000) < np.where(true, 0.95, 0.394), 1, 0)  # calls about 70 % great
    off = []
    for _ in range(300):
        read = rng.choice(10_000, 200, replace=False)
        off.append(machine.mean() + true[read].mean() - machine[read].mean() - 0.55)
    assert abs(machine.mean() - 0.7) < 0.01 and abs(np.mean(off)) < 0.005
    assert abs(given.CORRECTED - 0.55) < 1e-12
