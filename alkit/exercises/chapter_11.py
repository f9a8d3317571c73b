"""Chapter 11, images: what is right, and which slips are typical."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, number, numbers

# ---- 1: the recall of one class -------------------------------------------------------------------------------


def readings() -> list[tuple[np.ndarray, np.ndarray, int]]:
    """Digits, what was read, and one that is rare."""
    y = np.array([9, 1, 1, 1, 9, 2, 2, 2, 9, 1, 2, 1])
    predicted = np.array([9, 1, 1, 2, 1, 2, 2, 9, 1, 1, 2, 9])
    return [(y, predicted, 9), (predicted, y, 1), (y[:9], np.array([2, 1, 1, 1, 9, 2, 2, 2, 9]), 9)]


def _recalls(y: np.ndarray, predicted: np.ndarray) -> list[float]:
    return [float((predicted[y == c] == c).mean()) for c in np.unique(y)]


RECALL = Exercise(
    "11.1",
    "The recall of one class",
    right=lambda y, predicted, digit: float((predicted[y == digit] == digit).mean()),
    cases=readings,
    slips=[
        Slip(lambda y, p, digit: (y == p).mean(), "That is the accuracy: all pictures are in it. Which of them does this recall look at?"),
        Slip(lambda y, p, digit: (y[p == digit] == digit).mean(), "That is the share of those read as the digit that are one. It is called precision. Of which pictures is the recall a share?"),
        Slip(lambda y, p, digit: np.mean(_recalls(y, p)), "That is the mean over all classes, the balanced accuracy. One class is asked for."),
        Slip(lambda y, p, digit: ((y == digit) & (p == digit)).mean(), "You divide by the number of all pictures. How many could have been found?"),
        Slip(lambda y, p, digit: ((y == digit) & (p == digit)).sum(), "That is how many were found. What share is it?"),
        Slip(lambda y, p, digit: (p == digit).sum() / (y == digit).sum(), "You count all that is read as the digit, what is none included."),
        Slip(lambda y, p, digit: 1 - (p[y == digit] == digit).mean(), "That is the share that was missed."),
        Slip(lambda y, p, digit: ((y == digit) == (p == digit)).mean(), "You count a picture of another digit as found, too, where it is not read as this one."),
    ],
    hint="take the pictures that are the digit; what share of them is read as the digit?",
)  # fmt: skip

# ---- 2: a split without a leak --------------------------------------------------------------------------------


def belts() -> list[tuple[np.ndarray, int]]:
    """Parcels with one to three pictures, in any order, and how many parcels are to be tested."""
    return [(np.array([0, 1, 2, 3, 4, 0, 2, 4, 4, 1, 3, 3]), 2), (np.array([7, 7, 5, 5, 5, 8, 8, 6, 8, 6]), 1), (np.array([3, 0, 3, 1, 1, 2, 0, 3]), 2)]  # fmt: skip


def _last(groups: np.ndarray, n: int) -> np.ndarray:
    return np.flatnonzero(np.isin(groups, np.unique(groups)[-n:]))


LAST_PARCELS = Exercise(
    "11.2",
    "A split without a leak",
    right=_last,
    cases=belts,
    read=numbers,
    slips=[
        Slip(lambda groups, n: np.arange(len(groups))[-n:], "These are the last rows. Pictures of their parcels stand elsewhere, too, and those would leak."),
        Slip(lambda groups, n: np.unique(groups)[-n:], "These are the numbers of the parcels. Which rows are theirs?"),
        Slip(lambda groups, n: np.isin(groups, np.unique(groups)[-n:]), "That is true or false for each row. Row numbers are asked for."),
        Slip(lambda groups, n: np.flatnonzero(np.isin(groups, np.unique(groups)[:n])), "These parcels came first."),
        Slip(lambda groups, n: np.flatnonzero(~np.isin(groups, np.unique(groups)[-n:])), "That is the pool, what is left when the test set is taken out."),
        Slip(lambda groups, n: np.flatnonzero(np.isin(groups, groups[-n:])), "You take the parcels that stand in the last rows. The numbers say which came last."),
        Slip(lambda groups, n: np.sort([np.flatnonzero(groups == g)[0] for g in np.unique(groups)[-n:]]), "One picture of each parcel: where do the others go? Into the pool, and they leak."),
        Slip(lambda groups, n: np.sort(np.argsort(groups, kind="stable")[-n:]), "So many pictures. So many parcels are asked for, with all their pictures."),
        Slip(lambda groups, n: np.flatnonzero(groups == groups.max()), "That is the last parcel alone. How many are asked for?"),
        Slip(lambda groups, n: np.concatenate([np.flatnonzero(groups == g) for g in np.unique(groups)[-n:]]), "The right rows, parcel by parcel. They are wanted in ascending order."),
        Slip(lambda groups, n: np.flatnonzero(groups > groups.max() - n - 1), "One parcel too many."),
    ],
    hint="find the n largest parcel numbers, then all rows that have one of them, in ascending order",
)  # fmt: skip

# ---- 3: a batch without copies --------------------------------------------------------------------------------


def batches() -> list[tuple[np.ndarray, np.ndarray, int, float]]:
    """Rows on a line and in the plane, with scores; the copies of the first choice come back after the second."""
    line = np.array([[0.0], [0.2], [5.0], [0.1], [5.1], [9.0], [2.0]])
    plane = np.array([[4.0, 0.0], [0.0, 0.0], [0.1, 0.3], [4.2, 0.1], [0.0, 5.0], [9.0, 1.0], [0.2, 0.1]])
    return [(line, np.array([0.8, 0.85, 0.9, 0.7, 0.75, 0.3, 0.2]), 4, 0.5), (plane, np.array([0.5, 0.2, 0.9, 0.8, 0.1, 0.3, 0.7]), 3, 1.0)]  # fmt: skip


def _apart(
    X: Any, scores: Any, n: int, radius: float, known: Callable[[list[int]], list[int]] = list, sign: int = -1
) -> list[int]:
    """The greedy choice; slips look only at some of what is chosen, or go the other way."""
    chosen: list[int] = []
    for row in np.argsort(sign * np.asarray(scores), kind="stable").tolist():
        seen = known(chosen)
        if len(chosen) < n and (not seen or np.linalg.norm(X[seen] - X[row], axis=1).min() > radius):
            chosen.append(row)
    return chosen


def _thinned_first(X: Any, scores: Any, n: int, radius: float) -> list[int]:
    kept = np.array(_apart(X, -np.arange(len(X)), len(X), radius))
    return kept[np.argsort(-scores[kept])[:n]].tolist()


def _among_the_best(X: Any, scores: Any, n: int, radius: float) -> list[int]:
    best = np.argsort(-scores)[:n]
    return best[_apart(X[best], scores[best], n, radius)].tolist()


APART = Exercise(
    "11.3",
    "A batch without copies",
    right=_apart,
    cases=batches,
    read=numbers,
    slips=[
        Slip(lambda X, s, n, r: np.argsort(-s)[:n], "These are the highest scores, copies included. Where is the distance looked at?"),
        Slip(lambda X, s, n, r: _apart(X, s, n, r, lambda chosen: chosen[-1:]), "You compare with the row chosen last only. A copy of the first comes back after the second."),
        Slip(lambda X, s, n, r: _apart(X, s, n, r, lambda chosen: chosen[:1]), "You compare with the first row only. What about the others that are chosen?"),
        Slip(lambda X, s, n, r: _apart(X, s, n, r, sign=1), "You begin with the lowest score."),
        Slip(_thinned_first, "You throw out copies in the order of the rows, and the best of a set of copies may go. Go by the scores."),
        Slip(_among_the_best, "You look among the n best only, and end with fewer than n. Go on down the list."),
        Slip(lambda X, s, n, r: np.sort(_apart(X, s, n, r)), "The right rows, but sorted. They are wanted in the order chosen, the highest score first."),
        Slip(lambda X, s, n, r: _apart(X, s, len(X), r), "All that are apart from each other. Stop when there are n."),
        Slip(lambda X, s, n, r: s[_apart(X, s, n, r)], "These are their scores. Which rows are they?"),
    ],
    hint="go down the scores; a row is chosen if its distance to every row chosen before is above the radius",
)  # fmt: skip

# ---- 4: the first ten -----------------------------------------------------------------------------------------


def clusters() -> list[tuple[np.ndarray, np.ndarray]]:
    """Clusters in which the row nearest to the mean is not the first, and once belongs to another cluster."""
    line = np.array([[-1.0], [9.0], [1.2], [2.0], [10.0], [4.0], [1.5], [12.5]])
    plane = np.array(
        [[0.0, 0.0], [4.0, 4.0], [2.0, 0.5], [5.0, 5.0], [1.0, 0.0], [9.0, 0.0], [4.6, 4.5], [8.0, 1.0], [8.4, 0.3]]
    )
    return [(line, np.array([0, 1, 0, 0, 1, 0, 1, 1])), (plane, np.array([1, 0, 1, 0, 1, 2, 0, 2, 2]))]


def _central(X: Any, cluster: Any, of: Callable[[np.ndarray], np.ndarray] | None = None) -> list[int]:
    """For each cluster, the row whose ``of`` (by default, the distance from the mean) is smallest."""
    found = []
    for c in np.unique(cluster):
        members = np.flatnonzero(cluster == c)
        rows = X[members]
        values = np.linalg.norm(rows - rows.mean(axis=0), axis=1) if of is None else of(rows)
        found.append(int(members[values.argmin()]))
    return found


def _means(X: Any, cluster: Any) -> np.ndarray:
    return np.array([X[cluster == c].mean(axis=0) for c in np.unique(cluster)])


def _to_means(X: Any, cluster: Any) -> np.ndarray:
    """Distances of shape (clusters, rows)."""
    return np.asarray(np.linalg.norm(_means(X, cluster)[:, None] - X, axis=2))


CENTRAL = Exercise(
    "11.4",
    "The first ten",
    right=_central,
    cases=clusters,
    read=numbers,
    slips=[
        Slip(lambda X, cluster: _to_means(X, cluster).argmin(axis=1), "The row nearest to a mean may belong to another cluster. It has to belong to this one."),
        Slip(lambda X, cluster: [int(np.flatnonzero(np.flatnonzero(cluster == c) == row)[0]) for c, row in zip(np.unique(cluster), _central(X, cluster))], "These are places among the rows of a cluster. Which rows of X are they?"),
        Slip(_means, "These are the means themselves. There is no such picture: which row is nearest?"),
        Slip(lambda X, cluster: _central(X, cluster, lambda rows: -np.linalg.norm(rows - rows.mean(axis=0), axis=1)), "These are the farthest from the mean, the odd ones."),
        Slip(lambda X, cluster: _central(X, cluster, lambda rows: np.linalg.norm(rows - X.mean(axis=0), axis=1)), "You take the mean of all rows. Each cluster has a mean of its own."),
        Slip(lambda X, cluster: _central(X, cluster, lambda rows: np.arange(len(rows))), "That is the first row of each cluster."),
        Slip(lambda X, cluster: np.sort(_central(X, cluster)), "The right rows, but sorted. They are wanted in the order of the clusters."),
        Slip(lambda X, cluster: X[_central(X, cluster)], "These are the rows themselves. Their numbers are wanted."),
    ],
    hint="for each cluster the mean of its rows, and then the row of that cluster that is nearest to it",
)  # fmt: skip

# ---- 5: waiting for the customs -------------------------------------------------------------------------------

SHARE, SURE = 0.02, 0.95
N_PICKED = math.ceil(math.log(1 - SURE) / math.log(1 - SHARE))


def _is(*values: float) -> Callable[[Any], bool]:
    return lambda answer: any(abs(float(number(answer)) - value) < 0.51 for value in values)


WAITING = Exercise(
    "11.5",
    "Waiting for the customs",
    right=lambda answer: float(number(answer)) == N_PICKED,
    slips=[
        Slip(_is(1 / SHARE), "So many are picked for each one, on average. But often one waits longer."),
        Slip(_is(N_PICKED - 1, N_PICKED + 1), "Nearly. Try the number before and the one after: with which is the probability high enough for the first time?"),
        Slip(_is(SURE / SHARE), "Probabilities of several picks do not add up: two of them may both meet the customs."),
        Slip(_is(math.log(SURE) / math.log(1 - SHARE), math.ceil(math.log(SURE) / math.log(1 - SHARE))), "With so few, the probability to meet none is 95 %. You want it the other way round."),
        Slip(_is(math.log(1 - SURE) / math.log(SHARE), 1), "You have exchanged the two shares: at each pick, the probability to miss the customs is not 2 %."),
    ],
    hint="all picks miss the customs with probability 0.98 to the power of their number; that must be 0.05 at most",
)  # fmt: skip

EXERCISES = [RECALL, LAST_PARCELS, APART, CENTRAL, WAITING]
