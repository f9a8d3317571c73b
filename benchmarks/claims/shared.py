"""What the claims of several chapters use: data by seed, and the learning curve of one run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import numpy as np

import alkit
from alkit.datasets import Dataset
from alkit.experiment.recorded import RecordedRun


@cache
def loaded_digits() -> Dataset:
    return alkit.digits()


def digits(seed: int) -> Dataset:
    """The same digits for each seed; the split is another one."""
    return loaded_digits()


def new_moons(seed: int) -> Dataset:
    return alkit.two_moons(random_state=seed)


@lru_cache(maxsize=128)
def curve(
    data: Callable[[int], Dataset],
    estimator: Callable[[], Any],
    strategy: Any,
    seed: int,
    budget: int,
    batch_size: int = 1,
    noise: float = 0.0,
) -> np.ndarray:
    """Accuracy on the test set with the seed set, and after each round, shape (n_rounds + 1,); not to be changed.

    Two that differ in the strategy or in the noise alone are paired: pool, test set, seed set and oracle are the same.
    """
    run = recorded(data, estimator, strategy, seed, batch_size, noise).until(alkit.budget(budget))
    return np.array(run.history.curve("accuracy")[1])


def recorded(
    data: Callable[[int], Dataset],
    estimator: Callable[[], Any],
    strategy: Any,
    seed: int,
    batch_size: int = 1,
    noise: float = 0.0,
) -> RecordedRun:
    """A run that has got its seed set."""
    split = alkit.stratified_split(data(seed), random_state=seed)
    oracle = alkit.simulated(split.y_pool, noise=noise, random_state=seed)
    return RecordedRun(split, estimator(), strategy, batch_size=batch_size, random_state=seed, oracle=oracle, keep_models=False)
