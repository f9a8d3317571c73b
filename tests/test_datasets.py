"""The data sets are whole, and what is said of them is so."""

from urllib.error import URLError

import numpy as np
import pytest

from alkit import catalog, datasets


@pytest.mark.parametrize("make", [getattr(datasets, entry.name) for entry in catalog.DATASETS])
def test_data_sets_are_whole(make):
    data, again = make(), make()
    assert len(data.X) == len(data.y) and data.X.shape[1] == len(data.feature_names)
    assert set(data.y.tolist()) == set(data.classes)
    np.testing.assert_array_equal(data.X, again.X)


def test_a_split_is_stratified_and_leaves_nothing_out():
    X_pool, X_test, y_pool, y_test = datasets.iris().split()
    assert len(X_pool) + len(X_test) == len(y_pool) + len(y_test) == 150
    assert sorted(np.unique(y_test, return_counts=True)[1].tolist()) == [12, 13, 13]
    assert np.ptp(np.unique(y_test, return_counts=True)[1]) <= 1


def test_no_two_animals_answer_alike():
    zoo = datasets.animals()
    assert len(np.unique(zoo.X, axis=0)) == len(set(zoo.y)) == 32
    assert (zoo.X.any(axis=0) & ~zoo.X.all(axis=0)).all()  # each question tells some animals apart


def test_the_larger_pictures_come_as_they_are_fetched(monkeypatch):
    asked = []

    def fetch(name, **options):
        asked.append(name)
        return np.full((3, 784), 255), np.array(["7", "0", "9"])

    monkeypatch.setattr("sklearn.datasets.fetch_openml", fetch)
    data = datasets.images("Fashion-MNIST")
    assert asked == ["Fashion-MNIST"] and data.X.dtype == np.uint8 and data.image_shape == (28, 28)
    assert data.y.tolist() == [7, 0, 9] and data.classes == tuple(range(10))


def test_without_a_network_the_larger_pictures_say_what_to_do(monkeypatch):
    def fetch(name, **options):
        raise URLError("no network")

    monkeypatch.setattr("sklearn.datasets.fetch_openml", fetch)
    with pytest.raises(ConnectionError, match=r"MNIST is fetched from OpenML, which cannot be reached .*use digits\(\)"):
        datasets.images("MNIST")
    with pytest.raises(ValueError, match="images has digits, MNIST, Fashion-MNIST, got 'ImageNet'"):
        datasets.images("ImageNet")
    assert datasets.images().name == "digits"


def test_repeated_rows_are_the_originals_with_a_little_noise():
    data = datasets.repeated(datasets.digits(), times=3, noise=0.1, random_state=0)
    n, X = 1797, datasets.digits().X
    assert data.X.shape == (3 * n, 64) and data.image_shape == (8, 8) and data.name == "digits, 3 times"
    np.testing.assert_array_equal(data.X[:n], X)
    np.testing.assert_array_equal(data.y, datasets.digits().y[data.groups])
    noise = data.X[n:] - X[data.groups[n:]]
    assert abs(noise.std() / X.std() - 0.1) < 0.002 and abs(noise.mean()) < 0.01
    np.testing.assert_array_equal(datasets.repeated(datasets.digits(), 3, 0.1, 0).X, data.X)
    assert (datasets.repeated(datasets.digits(), 3, 0.1, 1).X[n:] != data.X[n:]).any()


def test_repeated_keeps_costs_and_may_add_nothing():
    own = datasets.Dataset("mine", np.eye(3), [0, 1, 1], costs=[1, 2, 3])
    same = datasets.repeated(own, times=2, noise=0)
    np.testing.assert_array_equal(same.X, np.vstack([np.eye(3)] * 2))
    assert same.costs.tolist() == [1, 2, 3, 1, 2, 3] and same.groups.tolist() == [0, 1, 2, 0, 1, 2]
    assert datasets.repeated(own, times=1).X.shape == (3, 3)


@pytest.mark.parametrize(
    "data, options", [(datasets.iris(), {"times": 0}), (datasets.iris(), {"noise": -1}), (datasets.play_tennis(), {})]
)
def test_what_cannot_be_repeated_is_said(data, options):
    with pytest.raises(ValueError, match="times must|rows of numbers"):
        datasets.repeated(data, **options)
