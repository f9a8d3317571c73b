"""The exercises of chapter 11: right and wrong answers, tried by test_registry.py; and that they agree with other people's code."""

import numpy as np
import pandas as pd
from sklearn.metrics import recall_score
from sklearn.neighbors import NearestCentroid

import alkit
from alkit.exercises import chapter_11 as given


def recall_in_loops(y, predicted, digit):
    found = [one for one, said in zip(y, predicted) if one == digit == said]
    return len(found) / list(y).count(digit)


def last_in_loops(groups, n):
    wanted = sorted(set(groups.tolist()))[-n:]
    return [row for row, group in enumerate(groups) if group in wanted]


def apart_in_loops(X, scores, n, radius):
    left, chosen = list(range(len(X))), []
    while len(chosen) < n:
        best = max(left, key=lambda row: scores[row])
        chosen.append(best)
        left = [row for row in left if np.linalg.norm(X[row] - X[best]) > radius]
    return chosen


def central_with_pandas(X, cluster):
    frame = pd.DataFrame(X)
    away = ((frame - frame.groupby(cluster).transform("mean")) ** 2).sum(axis=1)
    return away.groupby(cluster).idxmin().tolist()


def chosen_by(key):
    def chosen(X, cluster):
        rows = []
        for c in range(cluster.max() + 1):
            members = np.flatnonzero(cluster == c)
            rows.append(members[key(X[members]).argmin()])
        return rows

    return chosen


RIGHT = {
    "11.1": [recall_in_loops, lambda y, p, digit: recall_score(y == digit, p == digit), lambda y, p, digit: round(recall_in_loops(y, p, digit), 3)],
    "11.2": [last_in_loops, lambda groups, n: np.where(groups >= np.unique(groups)[-n])[0], lambda groups, n: pd.Series(last_in_loops(groups, n), dtype=float)],
    "11.3": [apart_in_loops, lambda X, s, n, r: np.array(apart_in_loops(X, s, n, r)), lambda X, s, n, r: tuple(apart_in_loops(X, s.tolist(), n, r))],
    "11.4": [central_with_pandas, chosen_by(lambda rows: ((rows - rows.mean(axis=0)) ** 2).sum(axis=1)), lambda X, cluster: np.array(central_with_pandas(X, cluster), dtype=float)],
    "11.5": [149, 149.0, "149", [149], np.int64(149), np.ceil(np.log(0.05) / np.log(0.98))],
}  # fmt: skip

WRONG = {  # the words in which each is answered
    "11.1": [(lambda y, p, d: np.mean(y == p), "accuracy"), (lambda y, p, d: recall_in_loops(p, y, d), "precision"), (lambda y, p, d: recall_score(y, p, average="macro"), "balanced"),
             (lambda y, p, d: np.mean((y == d) & (p == d)), "could have been found"), (lambda y, p, d: 0.5, "what share"), (0.5, "function is wanted")],
    "11.2": [(lambda g, n: range(len(g) - n, len(g)), "last rows"), (lambda g, n: sorted(set(g.tolist()))[-n:], "numbers of the parcels"), (lambda g, n: [row for row in range(len(g)) if row not in last_in_loops(g, n)], "That is the pool"),
             (lambda g, n: np.isin(g, g[last_in_loops(g, n)]), "true or false"), (lambda g, n: [], "largest parcel numbers")],
    "11.3": [(lambda X, s, n, r: s.argsort()[::-1][:n], "copies included"), (lambda X, s, n, r: sorted(apart_in_loops(X, s, n, r)), "sorted"), (lambda X, s, n, r: apart_in_loops(X, -s, n, r), "lowest"),
             (lambda X, s, n, r: s[apart_in_loops(X, s, n, r)], "Which rows"), (lambda X, s, n, r: [0, 1, 2], "go down the scores")],
    "11.4": [(lambda X, cluster: np.linalg.norm(NearestCentroid().fit(X, cluster).centroids_[:, None] - X, axis=2).argmin(axis=1), "another cluster"), (chosen_by(lambda rows: np.arange(len(rows))), "first row"),
             (lambda X, cluster: NearestCentroid().fit(X, cluster).centroids_, "no such picture"), (chosen_by(lambda rows: -np.linalg.norm(rows - rows.mean(axis=0), axis=1)), "odd ones"), (lambda X, cluster: 0, "mean of its rows")],
    "11.5": [(50, "on average"), (148, "Nearly"), (47.5, "add up"), (3, "other way round"), (1, "exchanged"), (1000, "0.98")],
}  # fmt: skip


def test_every_slip_is_told_apart_from_what_is_right():
    for exercise in given.EXERCISES:
        if exercise.cases is not None:
            wrong = [slip.gives for slip in exercise.slips]
            assert not [slip for slip in wrong if exercise.judge(slip)[0]]


def test_so_many_picks_are_needed_and_no_fewer():
    assert 1 - 0.98**given.N_PICKED >= 0.95 > 1 - 0.98 ** (given.N_PICKED - 1)


def test_a_test_set_of_the_last_parcels_shares_none_with_the_pool():
    groups = alkit.repeated(alkit.iris(), times=3).groups
    test = given.LAST_PARCELS.right(groups, 40)
    assert len(test) == 120 and not set(groups[test]) & set(np.delete(groups, test))
