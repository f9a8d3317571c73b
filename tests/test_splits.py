"""Splits and seed sets: paired, stratified, nothing twice, nothing lost."""

import numpy as np
import pytest

from alkit import Dataset, datasets, diabetes_progression, digit_strips, group_split, random_split, seed_set, stratified_split


def test_seed_sets_have_every_class_and_no_row_twice():
    y = np.array(list("aaabbbbcc"))
    rows = seed_set(y, 2, random_state=0)
    assert sorted(y[rows]) == list("aabbcc") and len(set(rows)) == 6
    assert seed_set(y, 2, random_state=0).tolist() == rows.tolist()
    with pytest.raises(ValueError, match="'c' has 2 rows, fewer than n_per_class=3"):
        seed_set(y, 3)


@pytest.mark.parametrize("make", [stratified_split, random_split])
def test_a_split_divides_the_data_with_their_prices_and_groups(make):
    n = 60
    data = Dataset("mine", np.arange(n)[:, None], np.arange(n) % 3, costs=np.arange(n), groups=-np.arange(n))
    split, again, other = make(data, 1), make(data, 1), make(data, 2)
    assert sorted([*split.X_pool.ravel(), *split.X_test.ravel()]) == list(range(n)) and len(split.X_test) == n // 4
    np.testing.assert_array_equal(split.costs, split.X_pool.ravel())
    np.testing.assert_array_equal(split.groups, -split.X_pool.ravel())
    np.testing.assert_array_equal(split.y_pool, split.X_pool.ravel() % 3)
    assert split.X_pool.tolist() == again.X_pool.tolist() != other.X_pool.tolist()
    assert len(set(split.seed_rows.tolist())) == len(split.seed_rows) and split.seed_rows.tolist() == again.seed_rows.tolist()


def test_the_stratified_split_is_that_of_the_data_set():
    data = datasets.iris()
    split, (X_pool, X_test, y_pool, _) = stratified_split(data, 3), data.split(random_state=3)
    np.testing.assert_array_equal(split.X_pool, X_pool)
    np.testing.assert_array_equal(split.X_test, X_test)
    assert sorted(y_pool[split.seed_rows]) == sorted(data.classes) and split.costs is None


def test_no_group_is_on_both_sides():
    n = 80
    data = Dataset("voices", np.arange(n)[:, None], np.arange(n) % 2, groups=np.arange(n) // 8, costs=np.ones(n))
    for random_state in range(5):
        split = group_split(data, random_state)
        assert not set(split.groups.tolist()) & set((split.X_test.ravel() // 8).tolist())
        assert len(set(split.groups.tolist())) == 7 and sorted(split.y_pool[split.seed_rows]) == [0, 1]
    with pytest.raises(ValueError, match="group_split needs a group for each row, but the data set 'iris' has none"):
        group_split(datasets.iris())


def test_data_that_do_not_fit_together_are_refused():
    for wrong in ({"y": [0, 1]}, {"y": [0, 1, 1], "costs": [1.0]}, {"y": [0, 1, 1], "groups": ["a", "b"]}):
        name = list(wrong)[-1]
        with pytest.raises(ValueError, match=f"{name} must hold one value per row of X, 3 of them"):
            Dataset("mine", [[0], [1], [2]], **wrong)


@pytest.mark.parametrize("data, what", [(diabetes_progression(), "numbers"), (digit_strips(20), "several classes at once")])
def test_what_has_no_single_class_is_divided_at_random_only(data, what):
    with pytest.raises(ValueError, match=f"one class per row is needed here, but the labels of '{data.name}' are {what}"):
        stratified_split(data)
    assert len(random_split(data).X_test) == len(data.X) // 4 + (len(data.X) % 4 > 0)
