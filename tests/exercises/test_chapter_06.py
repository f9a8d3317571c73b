"""The exercises of chapter 06: right and wrong answers, tried by test_registry.py; and that what they rest on is so."""

from itertools import pairwise

import numpy as np

import alkit
from alkit.exercises import chapter_06 as given


def by_counting(answers, truth):
    wrong = known = 0
    for a, t in zip(answers, truth):
        if a is not None:
            known += 1
            wrong += a != t
    return wrong / known


def by_arrays(answers, truth):
    a, t = np.array(answers, dtype=object), np.array(truth, dtype=object)
    return (a[a != None] != t[a != None]).mean()  # noqa: E711


def with_a_loop(view):
    if len(view.labeled) > 5:
        return alkit.margin_sampling(view)
    return [min(np.hypot(*(view.X[c] - view.X[row])) for row in view.labeled) for c in view.candidates]


def with_scipy(view):
    from scipy.spatial.distance import cdist

    near = cdist(view.X[view.candidates], view.X[view.labeled]).min(axis=1)
    return near if len(view.labeled) < 6 else alkit.margin_sampling(view)


def far(pick, n=6):
    def strategy(view):
        apart = np.linalg.norm(view.X[view.candidates][:, None] - view.X[view.labeled], axis=2)
        return pick(apart) if len(view.labeled) < n else alkit.margin_sampling(view)

    return strategy


RIGHT = {
    "06.1": [by_counting, by_arrays],
    "06.2": [80, "80", np.float32(80), 600 / 6 * 0.8],
    "06.3": [3 / 21, 0.143, 1 / 7],
    "06.4": [0.8, (1 + np.sqrt(2 * 0.68 - 1)) / 2, [0.8]],
    "06.5": [with_a_loop, with_scipy, far(lambda apart: np.min(apart, axis=1))],
}

WRONG = {  # the words in which each is answered
    "06.1": [(lambda a, t: np.mean([x != y for x, y in zip(a, t)]), "as wrong"), (lambda a, t: 1 - by_counting(a, t), "right labels"),
             (lambda a, t: sum(x is not None and x != y for x, y in zip(a, t)) / len(a), "by the labels given"), (lambda a, t: a.count(None) / len(a), "was a label wrong"),
             (lambda a, t: 100 * by_counting(a, t), "percent"), (lambda a, t: sum(x not in (None, y) for x, y in zip(a, t)), "how many are wrong"), (lambda a, t: 0.5, "share of them")],
    "06.2": [(100, "How many of them bring"), (150, "every question brought"), (120, "the time that it takes"), (20, "How many labels"), (600 / 9, "equally often"), (33.33, "Not every question"), (60, "how long does a question")],
    "06.3": [(2 / 20, "how many places"), (3 / 20, "yourself among them"), (0.9, "luck bring"), (1 / 21, "Here 18 suffice"), (0.5**18, "coin tosses"), (14.2857, "percent"), (0.3, "equally likely")],
    "06.4": [(0.68, "both are wrong"), (0.2, "how often it is wrong"), (0.8246, "second way"), (0.84, "Half of the disagreements"), (1 - np.sqrt(0.32), "square of the error"), (80, "percent"), (0.7, "these two together")],
    "06.5": [(alkit.margin_sampling, "from the beginning"), (far(lambda apart: apart.min(axis=1), 99), "spreads for ever"), (far(lambda apart: apart.min(axis=1), 7), "With six labels"),
             (far(lambda apart: apart.min(axis=1), 5), "With five labels"), (far(lambda apart: apart.max(axis=1)), "farthest label"), (far(lambda apart: apart.mean(axis=1)), "mean distance"),
             (far(lambda apart: -apart.min(axis=1)), "A sign"), (far(lambda apart: apart[:, 0]), "nearest labeled row")],
}  # fmt: skip


def test_ten_minutes_are_spent_to_the_second():
    questions = given.LABELS / (1 - given.SHARE)
    assert np.isclose(given.LABELS * given.LABEL + (questions - given.LABELS) * given.UNKNOWN, given.SECONDS)


def test_alike_players_are_above_as_many_as_often_as_is_said():
    results = np.random.default_rng(0).random((40_000, given.N_RUNS + 1))
    above = (results[:, :1] > results[:, 1:]).sum(axis=1)
    assert abs((above >= given.ABOVE).mean() - given.LUCK) < 0.006  # three and a half standard errors


def test_somebody_so_often_right_agrees_with_themselves_so_often():
    right = np.random.default_rng(0).random((40_000, 2)) < given.RIGHT_OFTEN
    assert abs((right[:, 0] == right[:, 1]).mean() - given.AGREES) < 0.007


def test_the_scores_of_every_situation_tell_its_candidates_apart():
    for (view,) in given.situations():
        scores = np.sort(given.SPREAD_FIRST.right(view))
        assert len(scores) == len(view.candidates) and all(b - a > 0.01 for a, b in pairwise(scores))
