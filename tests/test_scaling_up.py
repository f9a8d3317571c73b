"""What chapter 14 says of the picture of growth is what the benchmark has measured."""

import pytest

from benchmarks.scale import exponent, known

POINTS = {name: found["points"] for name, found in known()["growth"].items()}


@pytest.mark.parametrize("name, about", [("Blockwise", 1), ("QueryByCommittee", 1), ("DensityWeighted", 2), ("Preselected", 0)])
def test_these_exponents_are_about_what_the_chapter_says(name, about):
    assert exponent(POINTS[name]) == pytest.approx(about, abs=0.4)


def test_density_weighting_soon_ends_and_a_sample_is_looked_at_in_about_a_tenth_of_the_time():
    assert max(n for n, _ in POINTS["DensityWeighted"]) < 1_000_000
    assert dict(POINTS["Blockwise"])[10**7] / dict(POINTS["Subsampled"])[10**7] == pytest.approx(10, rel=0.5)
