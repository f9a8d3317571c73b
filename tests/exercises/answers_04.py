"""Answers to the exercises of chapter 04: right variants, and wrong ones with the words in which each is answered."""

import numpy as np
from scipy.spatial.distance import cdist

import alkit


def balanced_with_a_counter(view):
    held = list(view.y_labeled)
    return [-held.count(view.classes[np.argmax(p)]) for p in view.proba]


def nearest_of_each(view):
    return np.round([min(np.sqrt(((view.X[i] - view.X[j]) ** 2).sum()) for j in view.labeled) for i in view.candidates], 3)


def own_axis_wrong(view):
    return cdist(view.X[view.candidates], view.X[view.labeled]).min(axis=0)


RIGHT = {
    "04.1": ["ecdb", list("ECDB"), "e, c, d, b", ("e", " c", "d ", "b"), np.array(list("ecdb"))],
    "04.2": [balanced_with_a_counter, lambda v: np.array([-(v.y_labeled == v.classes[k]).sum() for k in v.proba.argmax(1)]),
             lambda v: -(v.y_labeled[None] == v.classes[v.proba.argmax(1)][:, None]).sum(axis=1)],
    "04.3": [0.6 - 0.8 * 0.5 - 0.2 * 0.9, 0.02, "0.02", np.float32(0.02), [0.02]],
    "04.4": [nearest_of_each, lambda v: cdist(v.X[v.candidates], v.X[v.labeled]).min(axis=1),
             lambda v: [np.linalg.norm(v.X[v.labeled] - x, axis=1).min() for x in v.features(v.candidates)]],
    "04.5": [5 / 50, 0.1, "0.10", [0.1]],
}  # fmt: skip

WRONG = {
    "04.1": [("cedb", "exchanged"), ("dcdb", "least confidence"), ("bcdb", "largest lead"), ("ecab", "densest"), ("eccb", "neighbors"), ("ecda", "Chen"),
             ("aadb", "2 of the four are right"), ("ecd", "four letters"), ("ecdf", "a to e"), ({"e", "c", "d", "b"}, "order of its own"), (4, "four letters")],
    "04.2": [(lambda v: [(v.y_labeled == v.classes[k]).sum() for k in v.proba.argmax(1)], "sign"), (lambda v: [-(v.y_labeled == c).sum() for c in v.classes], "one number per class"),
             (lambda v: [-(v.y_labeled == k).sum() for k in v.proba.argmax(1)], "place of a column"), (lambda v: -v.proba.max(axis=1), "no part"),
             (lambda v: v.classes[v.proba.argmax(1)], "gives ['dog'"), (lambda v: -3, "gives -3"), (lambda v: v.counts, "AttributeError")],
    "04.3": [(0.58, "afterwards"), (-0.02, "sign"), (-0.1, "How likely"), (0.1, "likely answer would bring"), (-0.22, "exchanged"), (0.722, "how uncertain the answer is"), (0.5, "you have 0.5")],
    "04.4": [(own_axis_wrong, "wrong axis"), (lambda v: -cdist(v.X[v.candidates], v.X[v.labeled]).min(1), "sign"), (lambda v: cdist(v.X[v.candidates], v.X[v.labeled]).mean(1), "mean distance"),
             (lambda v: cdist(v.X[v.candidates], v.X).min(1), "gives"), (lambda v: np.abs(v.X[v.candidates]).sum(1), "gives"), (lambda v: alkit.core_set_sampling(v).positions[0], "choice")],
    "04.5": [(0.27, "all the labels"), (0.44, "margin has chosen"), (10, "between 0 and 1"), (0.9, "paid back"), (0.05, "divide by all"), ("10 %", "came to be labeled")],
}  # fmt: skip
