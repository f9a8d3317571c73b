"""Two samples beside each other: for questions that are easier to answer than "what is this?", such as "which is better?"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from alkit.datasets.base import Dataset
from alkit.pool import n_rows, one_row


@dataclass(frozen=True, eq=False)
class Pair:
    """Two samples of one kind; a pool of such is labeled like any other, with two classes for the one and the other."""

    first: Any
    second: Any


def in_pairs(data: Dataset | Any, n_pairs: int = 200, random_state: int = 0) -> list[Pair]:
    """Samples put beside each other at random: a pool for better-of-two.  No sample meets itself, and no two meet twice.

    Parameters
    ----------
    data : Dataset, or a pool of samples; rows that are pictures become pictures
    n_pairs : how many, at least 1; fewer come back where there are fewer
    random_state : int

    Returns
    -------
    list of Pair

    Raises
    ------
    ValueError
        If there are not two samples, or fewer than one pair is wanted.

    Source of asking for comparisons: L. L. Thurstone, A Law of Comparative Judgment, 1927.

    Examples
    --------
    >>> [(pair.first, pair.second) for pair in in_pairs(["a", "b"], 5)]
    [('b', 'a')]
    """
    X, shape = (data.X, data.image_shape) if isinstance(data, Dataset) else (data, None)
    n = n_rows(X)
    if n < 2 or n_pairs < 1:
        raise ValueError(f"in_pairs needs at least two samples, and one pair to make; got {n} samples and n_pairs={n_pairs!r}")
    rng = np.random.default_rng(random_state)
    chosen: dict[frozenset[int], tuple[int, int]] = {}  # without and with the order
    n_pairs = min(n_pairs, n * (n - 1) // 2)
    while len(chosen) < n_pairs:
        for a, b in rng.integers(n, size=(n_pairs, 2)).tolist():
            if a != b and len(chosen) < n_pairs:
                chosen.setdefault(frozenset((a, b)), (a, b))

    @cache  # a sample of many pairs is one object, and a model looks at it once
    def sample(row: int) -> Any:
        return one_row(X, row) if shape is None else np.asarray(one_row(X, row)).reshape(shape)

    return [Pair(sample(a), sample(b)) for a, b in chosen.values()]
