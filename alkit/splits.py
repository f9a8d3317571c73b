"""Pool, test set and seed set: what all who are compared share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.model_selection import GroupShuffleSplit, train_test_split

from alkit.datasets import Dataset
from alkit.pool import take_rows


@dataclass(frozen=True)
class Split:
    """Data in two parts, and the rows of the pool whose labels are there from the beginning.

    Attributes
    ----------
    X_pool, y_pool : rows that may be asked about, and their true labels
    X_test, y_test : rows on which models are measured
    seed_rows : array of shape (n_seed,), row numbers of the pool
    costs, groups : arrays of shape (n_pool,), or None; see :class:`alkit.learner.ActiveLearner`
    """

    X_pool: Any
    X_test: Any
    y_pool: np.ndarray
    y_test: np.ndarray
    seed_rows: np.ndarray
    costs: np.ndarray | None = None
    groups: np.ndarray | None = None


def stratified_split(data: Dataset, random_state: int = 0, test_size: float = 0.25) -> Split:
    """A quarter of the data as test set, each class in proportion; one row per class as seed set.

    Raises
    ------
    ValueError
        If a label is no class, but a number, or says which of several classes apply.
    """
    if not data.classes or data.y.ndim == 2:
        what = "several classes at once" if data.classes else "numbers"
        raise ValueError(
            f"one class per row is needed here, but the labels of {data.name!r} are {what}; random_split divides such data"
        )
    rows = np.arange(len(data.y))
    pool, test = train_test_split(rows, test_size=test_size, random_state=random_state, stratify=data.y)
    return _split(data, pool, test, seed_set(data.y[pool], random_state=random_state))


def random_split(data: Dataset, random_state: int = 0, test_size: float = 0.25, n_first: int = 5) -> Split:
    """A quarter of the data as test set, ``n_first`` rows as seed set, both at random: for regression."""
    pool, test = train_test_split(np.arange(len(data.y)), test_size=test_size, random_state=random_state)
    return _split(data, pool, test, np.random.default_rng(random_state).permutation(len(pool))[:n_first])


def group_split(data: Dataset, random_state: int = 0, test_size: float = 0.25) -> Split:
    """A quarter of the groups as test set, so that no patient, speaker or page is on both sides; one row per class as seed set.

    Where rows of a group resemble each other, a test set that shares groups with the pool measures what is remembered.

    Raises
    ------
    ValueError
        If the data have no groups.

    Examples
    --------
    >>> data = Dataset("voices", [[1.0], [1.1], [2.0], [2.1]], ["a", "b", "a", "b"], groups=["Ann", "Ann", "Bob", "Bob"])
    >>> set(group_split(data, test_size=0.5).groups.tolist()) in ({"Ann"}, {"Bob"})
    True
    """
    if data.groups is None:
        raise ValueError(
            f"group_split needs a group for each row, but the data set {data.name!r} has none: Dataset(groups=...)"
        )
    division = GroupShuffleSplit(1, test_size=test_size, random_state=random_state)
    pool, test = next(division.split(data.y, groups=data.groups))
    return _split(data, pool, test, seed_set(data.y[pool], random_state=random_state))


def _split(data: Dataset, pool: np.ndarray, test: np.ndarray, seed_rows: np.ndarray) -> Split:
    y_pool = data.y[pool]
    costs, groups = (None if values is None else values[pool] for values in (data.costs, data.groups))
    return Split(take_rows(data.X, pool), take_rows(data.X, test), y_pool, data.y[test], seed_rows, costs, groups)


def seed_set(
    y: Sequence[Any] | np.ndarray, n_per_class: int = 1, random_state: int | np.random.Generator | None = None
) -> np.ndarray:
    """Row numbers of a first labeled set with ``n_per_class`` rows of every class, drawn without replacement.

    Parameters
    ----------
    y : array of shape (n_pool,)
    n_per_class : int
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    array of shape (n_classes * n_per_class,)

    Raises
    ------
    ValueError
        If a class has fewer rows.

    Examples
    --------
    >>> y = ["a", "b", "a", "b"]
    >>> sorted(y[i] for i in seed_set(y, random_state=0))
    ['a', 'b']
    """
    rng, rows = np.random.default_rng(random_state), list[int]()
    labels, places = np.unique(np.asarray(y), return_inverse=True)
    for place, label in enumerate(labels.tolist()):
        members = np.flatnonzero(places == place)
        if len(members) < n_per_class:
            raise ValueError(f"class {label!r} has {len(members)} rows, fewer than n_per_class={n_per_class}")
        rows.extend(rng.choice(members, n_per_class, replace=False))
    return np.array(rows)
