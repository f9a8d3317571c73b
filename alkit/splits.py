"""Pool, test set and seed set: what all who are compared share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.model_selection import train_test_split

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
    """A quarter of the data as test set, each class in proportion; one row per class as seed set."""
    return _split(data, random_state, test_size, stratify=data.y)


def random_split(data: Dataset, random_state: int = 0, test_size: float = 0.25, n_first: int = 5) -> Split:
    """A quarter of the data as test set, ``n_first`` rows as seed set, both at random: for regression."""
    return _split(data, random_state, test_size, n_first=n_first)


def _split(data: Dataset, random_state: int, test_size: float, stratify: Any = None, n_first: int = 0) -> Split:
    rows = np.arange(len(data.y))
    pool, test = train_test_split(rows, test_size=test_size, random_state=random_state, stratify=stratify)
    y_pool = data.y[pool]
    if n_first:
        seed_rows = np.random.default_rng(random_state).permutation(len(pool))[:n_first]
    else:
        seed_rows = seed_set(y_pool, random_state=random_state)
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
    labels, rng = np.asarray(y), np.random.default_rng(random_state)
    rows: list[int] = []
    for label in np.unique(labels).tolist():
        members = np.flatnonzero(labels == label)
        if len(members) < n_per_class:
            raise ValueError(f"class {label!r} has {len(members)} rows, fewer than n_per_class={n_per_class}")
        rows.extend(rng.choice(members, n_per_class, replace=False))
    return np.array(rows)
