"""What an exercise gives as measured was measured: here it is measured again."""

from functools import cache

import numpy as np
import pytest

from alkit import least_confidence_sampling, margin_sampling, random_sampling
from alkit.exercises.chapter_00 import ANSWERS, AT_RANDOM, DIFFERENCES, TARGET
from alkit.strategies.uncertainty import entropy_sampling
from benchmarks.claims import chapter_00
from benchmarks.claims.chapter_00 import reader, surest
from benchmarks.claims.shared import curve, digits

chosen = cache(chapter_00.chosen)  # random picking is what all are compared with


@pytest.mark.slow
def test_the_mean_curve_of_chapter_00():
    curves = [curve(digits, reader, random_sampling, seed, int(ANSWERS[-1])) for seed in range(10)]
    assert np.mean(curves, axis=0)[ANSWERS] == pytest.approx(AT_RANDOM, abs=5.1e-4)
    assert np.mean([chosen(margin_sampling, seed) for seed in range(10)]) == pytest.approx(TARGET, abs=5.1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "strategy"), [("a", least_confidence_sampling), ("b", entropy_sampling), ("c", surest)], ids=["a", "b", "c"]
)
def test_the_differences_of_chapter_00(name, strategy):
    measured = [chosen(strategy, seed) - chosen(random_sampling, seed) for seed in range(40, 50)]
    assert measured == pytest.approx(DIFFERENCES[name], abs=5.1e-3)
