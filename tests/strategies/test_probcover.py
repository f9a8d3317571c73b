"""ProbCover against the definition spelled out, and against scikit-activeml."""

import numpy as np
import pytest
import scipy.sparse
from scipy.spatial.distance import cdist
from sklearn.datasets import make_blobs
from sklearn.linear_model import LogisticRegression

from alkit import ActiveLearner, ProbCover
from alkit.strategies.probcover import pure_radius

X, Y = make_blobs(200, centers=4, cluster_std=1.0, random_state=0)


def learner(strategy, X=X, **options):
    return ActiveLearner(LogisticRegression(), X, strategy, random_state=0, **options)


def covered(rows, radius):
    """How many rows some rows cover."""
    return int((cdist(X, X[rows]) <= radius).any(axis=1).sum())


@pytest.mark.parametrize("radius", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("labeled", [[], [3, 50, 120]])
def test_each_sample_of_the_batch_covers_as_much_more_as_any_could(radius, labeled):
    one = learner(ProbCover(radius))
    if labeled:
        one.teach(labeled, Y[labeled])
    ranking = one.rank(8)
    chosen = list(labeled)
    for row, gain in zip(ranking.indices, ranking.scores):
        before = covered(chosen, radius) if chosen else 0
        best = max(covered([*chosen, i], radius) for i in one.candidates) - before
        chosen.append(int(row))
        assert covered(chosen, radius) - before == gain == best


def test_once_all_is_covered_it_still_asks_different_samples():
    asked = learner(ProbCover(100.0)).rank(5)
    assert len(set(asked.indices)) == 5 and asked.scores.tolist() == [200, 0, 0, 0, 0]


@pytest.mark.parametrize("purity", [0.5, 0.8, 0.95])
def test_the_radius_is_the_largest_that_is_as_pure_as_asked(purity):
    groups = np.array([[0.0], [1.0], [2.5], [9.0], [9.5], [12.0], [13.5], [14.0], [130.0], [131.5]])
    side = np.array([0] * 8 + [1] * 2)
    reach = np.where(side[:, None] == side, np.inf, cdist(groups, groups)).min(axis=1)
    radius = pure_radius(groups, 2, purity, random_state=0)
    assert (reach > radius).mean() >= purity > (reach > np.nextafter(radius, np.inf)).mean()


def test_the_cold_start_meets_all_clusters():
    apart, which = make_blobs(200, centers=4, cluster_std=0.5, random_state=0)
    for seed in range(5):
        one = ActiveLearner(LogisticRegression(), apart, ProbCover(n_clusters=4), random_state=seed)
        assert len(set(which[one.query(4)])) == 4


def test_sparse_rows_are_asked_the_same():
    dense, sparse = learner(ProbCover(1.0)), learner(ProbCover(1.0), scipy.sparse.csr_matrix(X))
    assert dense.query(6).tolist() == sparse.query(6).tolist()


@pytest.mark.filterwarnings("ignore:The maximum purity")  # of a radius that is given
def test_scikit_activeml_chooses_samples_that_cover_as_much():
    theirs = pytest.importorskip("skactiveml.pool").ProbCover(deltas=[1.0], n_classes=4, random_state=0)
    rows = theirs.query(X, np.full(len(X), np.nan), candidates=None, batch_size=6)
    assert covered(rows, 1.0) == covered(learner(ProbCover(1.0)).query(6), 1.0)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"radius": 0.0}, "radius must be above 0, got 0.0"),
        ({"n_clusters": 1}, "n_clusters must be at least 2, got 1"),
        ({"purity": 1.0}, "purity must be between 0 and 1, got 1.0"),
    ],
)
def test_parameters_out_of_range_are_said(options, message):
    with pytest.raises(ValueError, match=message):
        ProbCover(**options)


def test_the_number_of_clusters_must_be_known():
    with pytest.raises(ValueError, match="into how many clusters the pool falls: pass n_clusters=, or classes= to the learner"):
        learner(ProbCover()).query()
    assert len(learner(ProbCover(), classes=[0, 1, 2, 3]).query(4)) == 4
