"""Who answers: a simulated oracle that knows the labels, with human weaknesses if wanted.

An oracle is a function of row numbers that returns one answer each, None for "I do not know".
The human oracle is a session: see :mod:`alkit.session`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def simulated(
    y: ArrayLike,
    *,
    noise: float = 0.0,
    abstain: float = 0.0,
    random_state: int | np.random.Generator | None = None,
) -> Callable[[ArrayLike], list[Any]]:
    """An oracle that reads the answers from ``y``.

    Parameters
    ----------
    y : array of shape (n_pool,), the true labels
    noise : probability of answering with one of the other classes, in [0, 1]
    abstain : probability of answering None, in [0, 1]
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    function of row numbers, shape (n,), that returns a list of n answers

    Raises
    ------
    ValueError
        If a probability is not in [0, 1].

    Examples
    --------
    >>> oracle = simulated(["cat", "dog", "cat"])
    >>> oracle([2, 1])
    ['cat', 'dog']
    """
    for name, value in (("noise", noise), ("abstain", abstain)):
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be a probability between 0 and 1, got {value!r}")
    y = np.asarray(y)
    classes, rng = np.unique(y), np.random.default_rng(random_state)

    def oracle(indices: ArrayLike) -> list[Any]:
        answers = []
        for label in y[np.asarray(indices)].tolist():
            doubt, slip = rng.random(2)
            others = classes[classes != label]
            wrong = rng.choice(others).item() if slip < noise and len(others) else label
            answers.append(None if doubt < abstain else wrong)
        return answers

    oracle.name = "simulated"
    return oracle


def seed_set(y: Sequence, n_per_class: int = 1, random_state: int | np.random.Generator | None = None) -> np.ndarray:
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
    y, rng = np.asarray(y), np.random.default_rng(random_state)
    rows = []
    for label in np.unique(y).tolist():
        members = np.flatnonzero(y == label)
        if len(members) < n_per_class:
            raise ValueError(f"class {label!r} has {len(members)} rows, fewer than n_per_class={n_per_class}")
        rows.extend(rng.choice(members, n_per_class, replace=False))
    return np.array(rows)
