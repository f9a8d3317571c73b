"""Chapter 08: digits that lie anywhere in a frame of 10 × 10, learned with copies that are shifted by a pixel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from scipy import ndimage
from sklearn.neural_network import MLPClassifier

import alkit
from alkit import budget
from alkit.datasets import Dataset
from alkit.experiment.recorded import RecordedRun
from alkit.splits import Split
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import loaded_digits


def centered(seed: int) -> Split:
    """The digits as they came: in the middle, and as high as the picture."""
    data = loaded_digits()
    return alkit.stratified_split(Dataset("digits", data.X / 16, data.y, data.classes), seed)


def anywhere(seed: int) -> Split:
    """The same split, in pictures of 10 × 10 in which the digits lie where they happen to lie."""
    split, rng = centered(seed), np.random.default_rng(seed)

    def laid(rows: np.ndarray) -> np.ndarray:
        frame = np.zeros((len(rows), 10, 10))
        for picture, row, (i, j) in zip(frame, rows, rng.integers(0, 3, size=(len(rows), 2))):
            picture[i : i + 8, j : j + 8] = row.reshape(8, 8)
        return frame.reshape(len(rows), 100)

    return replace(split, X_pool=laid(split.X_pool), X_test=laid(split.X_test))


class Augmented(MLPClassifier):
    """A network that learns each picture in nine places: as it is, and shifted by a pixel in all directions."""

    def fit(self, X, y):
        side = int(np.sqrt(X.shape[1]))
        pictures = X.reshape(-1, side, side)
        places = [ndimage.shift(pictures, (0, i, j), order=0) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        return super().fit(np.concatenate(places).reshape(-1, side**2), np.tile(y, 9))


@cache
def on_the_way(splits: Callable[[int], Split], kind: type[MLPClassifier], strategy: Any, seed: int) -> float:
    """Mean accuracy after each of four batches of ten."""
    network = kind((64,), learning_rate_init=0.02, tol=0.005, n_iter_no_change=5, max_iter=300)
    run = RecordedRun(splits(seed), network, strategy, batch_size=10, random_state=seed, keep_models=False)
    return float(np.mean(run.until(budget(40)).history.curve("accuracy")[1][1:]))


@claim("08-augmented", chapter_seeds=range(10))
def random_with_copies_against_margin_without(seed):
    """Digits anywhere in the frame, 40 answers: random picking with shifted copies is ahead of margin without them."""
    with_copies = on_the_way(anywhere, Augmented, alkit.random_sampling, seed)
    return with_copies - on_the_way(anywhere, MLPClassifier, alkit.margin_sampling, seed)


@claim("08-augmented-lead", chapter_seeds=range(10), between=(-0.02, math.inf))
def lead_of_margin_with_copies_against_without(seed):
    """The same: margin's lead over random is not smaller with shifted copies than without, by 0.02 at most."""
    with_copies, without = (
        on_the_way(anywhere, kind, alkit.margin_sampling, seed) - on_the_way(anywhere, kind, alkit.random_sampling, seed)
        for kind in (Augmented, MLPClassifier)
    )
    return with_copies - without


@claim("08-augmented-centered", chapter_seeds=range(10), between=(-0.02, 0.02), first_seed=2000)
def centered_digits_without_copies_against_with(seed):
    """Digits in the middle, 40 random answers: the network with shifted copies and the one without are within 0.02 of each other."""
    without, with_copies = (on_the_way(centered, kind, alkit.random_sampling, seed) for kind in (MLPClassifier, Augmented))
    return without - with_copies
