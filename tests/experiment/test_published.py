"""Lu, Li and Lin's numbers on wdbc, to the digits that they print; all hundred seeds are in benchmarks/."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.svm import SVC

from alkit import margin_sampling
from alkit.experiment.published import _parts, accuracies, area, aubc, closest_to_boundary, uniform

X, TARGET = load_breast_cancer(return_X_y=True)
Y = np.where(TARGET == 0, 1, -1)  # malignant is +1


@pytest.mark.slow
@pytest.mark.parametrize("seed, published", [(1, 0.97495), (3, 0.94278)])
def test_the_published_areas(seed, published):
    assert round(aubc(X, Y, closest_to_boundary, seed), 5) == published


@pytest.mark.slow
def test_uniform_against_a_bare_loop():
    pool, test, y_pool, y_test = _parts(X[::4], Y[::4], 0)
    bare = [SVC(gamma="auto").fit(pool[:n, 1:], y_pool[:n]).score(test[:, 1:], y_test) for n in range(20, len(pool) + 1)]
    assert accuracies(X[::4], Y[::4], uniform, 0).tolist() == bare
    assert aubc(X[::4], Y[::4], uniform, 0) == area(np.array(bare))


def test_us_c_against_a_bare_loop():
    pool, test, y_pool, y_test = _parts(X[::4], Y[::4], 1)
    labeled, rest, bare = list(range(20)), list(range(20, len(pool))), []
    while True:
        model = SVC(gamma="auto").fit(pool[sorted(labeled), 1:], y_pool[sorted(labeled)])
        bare.append(model.score(test[:, 1:], y_test))
        if not rest:
            break
        labeled.append(rest.pop(int(np.argmin(np.abs(model.decision_function(pool[rest, 1:]))))))
    assert accuracies(X[::4], Y[::4], closest_to_boundary, 1).tolist() == bare


@pytest.mark.slow
def test_other_data_and_labels_of_any_kind():
    names = np.where(Y == 1, "malignant", "benign")
    assert aubc(X[::6], names[::6], closest_to_boundary, 0) == aubc(X[::6], Y[::6], closest_to_boundary, 0)
    few = np.arange(120) >= 117  # the seed set may hold one class only
    assert 0.9 < aubc(X[:120], few, closest_to_boundary, 0) <= 1


@pytest.mark.parametrize("labels", [Y[::4], np.arange(143) >= 140], ids=["two classes", "one class at first"])
def test_a_strategy_that_measures_distances_does_not_see_the_numbers_of_the_rows(labels):
    seen = []

    def spy(view):
        seen.append(view.features(np.arange(3)))
        return uniform(view)

    aubc(X[::4], labels, spy, 0)
    pool = _parts(X[::4], labels, 0)[0]
    assert all((features == pool[:3, 1:]).all() for features in seen) and pool[:3, 0].tolist() == [0, 1, 2]


def test_bad_input():
    with pytest.raises(ValueError, match="two classes, at least 37 rows; got .*3 classes"):
        aubc(X, np.arange(569) % 3, uniform, 0)
    with pytest.raises(ValueError, match="at least 37 rows"):
        aubc(X[:30], Y[:30], uniform, 0)
    with pytest.raises(ValueError, match="margin_sampling needs class probabilities, but SVC has no predict_proba"):
        aubc(X, Y, margin_sampling, 0)
