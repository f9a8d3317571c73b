"""Ranks and their tests, against the numbers of Demšar's paper and against permutations."""

import numpy as np
import pandas as pd
import pytest

from alkit.experiment.evaluation import against_control, ranks
from alkit.experiment.ranks import iman_davenport, ranked

# J. Demšar 2006, table 6: areas under the ROC curve of C4.5 and three variants; where he broke a tie of the printed digits
# (voting), so do we
NAMES = ["C4.5", "C4.5+m", "C4.5+cf", "C4.5+m+cf"]
DEMSAR = [
    [0.763, 0.768, 0.771, 0.798],
    [0.599, 0.591, 0.590, 0.569],
    [0.954, 0.971, 0.968, 0.967],
    [0.628, 0.661, 0.654, 0.657],
    [0.882, 0.888, 0.886, 0.898],
    [0.936, 0.931, 0.916, 0.931],
    [0.661, 0.668, 0.609, 0.685],
    [0.583, 0.583, 0.563, 0.625],
    [0.775, 0.838, 0.866, 0.875],
    [1.000, 1.000, 1.000, 1.000],
    [0.940, 0.962, 0.965, 0.962],
    [0.619, 0.666, 0.614, 0.669],
    [0.972, 0.981, 0.9751, 0.975],
    [0.957, 0.978, 0.946, 0.970],
]


def over_data_sets(areas):
    """strategy -> area on each data set; curves of one seed that differ, so that no two are identical."""
    points = [
        (f"d{j}", name, 0, n, a + (n - 1) * 0.001 * i, "")
        for i, (name, values) in enumerate(areas.items())
        for j, a in enumerate(values)
        for n in (0, 1, 2)
    ]
    return pd.DataFrame(points, columns=["dataset", "strategy", "seed", "n_asked", "metric", "error"])


def demsar():
    return over_data_sets(dict(zip(NAMES, np.transpose(DEMSAR))))


def test_ranks_by_hand():
    found = ranks(over_data_sets({"a": [0.9, 0.8, 0.7], "b": [0.8, 0.8, 0.6], "c": [0.7, 0.6, 0.9]}))
    # ranks a: 1, 1.5, 2; b: 2, 1.5, 3; c: 3, 3, 1
    assert found.mean_rank.round(4).to_dict() == {"a": 1.5, "b": 2.1667, "c": 2.3333}
    assert list(found.mean_rank.index) == ["a", "b", "c"] and found.n_datasets == 3 and found.identical == {}


def test_the_ranks_and_the_critical_differences_of_demsar_s_example():
    found = ranks(demsar())
    assert found.mean_rank[NAMES].round(3).tolist() == [3.143, 2.000, 2.893, 1.964]
    assert round(found.critical_difference, 2) == 1.25
    assert found.control_difference == pytest.approx(2.394 * np.sqrt(4 * 5 / (6 * 14)), rel=5e-4)
    at_ten = ranks(demsar(), alpha=0.1)
    assert round(at_ten.critical_difference, 2) == 1.12 and round(at_ten.control_difference, 2) == 1.04


def test_the_f_of_demsar_s_example():
    each = pd.DataFrame(DEMSAR).rank(axis=1, ascending=False).to_numpy()
    f, p = iman_davenport(each)
    n, k = each.shape
    corrected = f * n * (k - 1) / (n - 1 + f)  # Friedman's statistic; the paper leaves the correction for ties out
    friedman = corrected * ((each - (k + 1) / 2) ** 2).sum() / (n * k * (k**2 - 1) / 12)
    assert round(friedman, 2) == 9.28 and round((n - 1) * friedman / (n * (k - 1) - friedman), 2) == 3.69
    assert ranks(demsar()).p == pytest.approx(p) and 0.005 < p < 0.02


def test_the_control_of_demsar_s_example():
    table = against_control(demsar(), "C4.5").set_index("strategy")
    assert table["p"].round(3).to_dict() == {"C4.5+m+cf": 0.016, "C4.5+m": 0.019, "C4.5+cf": 0.608}
    assert table["ahead"].round(3).to_dict() == {"C4.5+m+cf": 1.179, "C4.5+m": 1.143, "C4.5+cf": 0.25}
    rejected = table.index[table["p_holm"] < 0.05].tolist()
    assert rejected == ["C4.5+m+cf", "C4.5+m"] and table["mean_rank"].round(3).tolist() == [1.964, 2.0, 2.893]


NEMENYI = [1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164]
DUNN = [1.960, 2.241, 2.394, 2.498, 2.576, 2.638, 2.690, 2.734, 2.773]  # the paper prints 2.724 for nine, a slip


@pytest.mark.parametrize("k, nemenyi, dunn", list(zip(range(2, 11), NEMENYI, DUNN)))
def test_the_critical_differences_are_those_of_demsar_s_table(k, nemenyi, dunn):
    areas = np.random.default_rng(k).uniform(size=(12, k))
    found, error = ranked(pd.DataFrame(areas), {}), np.sqrt(k * (k + 1) / (6 * 12))
    assert found.critical_difference / error == pytest.approx(nemenyi, rel=5e-4)
    assert found.control_difference / error == pytest.approx(dunn, rel=5e-4)


def two_way(each):
    """F of the analysis of variance of the ranks, summed up cell by cell."""
    n, k = each.shape
    columns, middle = [sum(each[:, j]) / n for j in range(k)], (k + 1) / 2
    between = sum(n * (c - middle) ** 2 for c in columns) / (k - 1)
    rest = sum((each[i, j] - columns[j] - each[i].mean() + middle) ** 2 for i in range(n) for j in range(k))
    return between / (rest / ((n - 1) * (k - 1)))


def test_f_is_the_analysis_of_variance_of_the_ranks():
    rng = np.random.default_rng(0)
    for _ in range(5):
        each = pd.DataFrame(rng.integers(4, size=(7, 5))).rank(axis=1).to_numpy()  # with ties
        assert iman_davenport(each)[0] == pytest.approx(two_way(each))


@pytest.mark.slow
@pytest.mark.parametrize("n, k", [(6, 4), (10, 3), (14, 5)])
def test_p_is_near_that_of_permutations(n, k):
    rng = np.random.default_rng(n)
    tables = [rng.permuted(np.tile(np.arange(1.0, k + 1), (n, 1)), axis=1) for _ in range(2000)]
    f, p = np.transpose([iman_davenport(each) for each in tables])
    for place in np.argsort(f)[[1000, 1600, 1800, 1900, 1960]]:
        larger, equal = np.mean(f > f[place] + 1e-9), np.mean(np.isclose(f, f[place]))
        assert larger - 0.02 < p[place] < larger + equal + 0.02


def test_where_all_data_sets_agree_p_is_the_chance_that_they_would():
    f, p = iman_davenport(np.tile([1.0, 2, 3], (3, 1)))
    assert f == np.inf and p == 1 / 36  # the first may be any; two more must agree with it


@pytest.mark.parametrize("names", ["ab", "abc"])
def test_strategies_that_are_all_alike_share_a_rank(names):
    found = ranks(over_data_sets({name: [0.9, 0.8, 0.7] for name in names}))
    assert set(found.mean_rank) == {(len(names) + 1) / 2} and found.p == 1


def test_two_strategies_are_tested_by_signed_ranks():
    found = ranks(over_data_sets({"a": [0.91, 0.82, 0.73, 0.64, 0.55, 0.46], "b": [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]}))
    assert found.p == pytest.approx(2 / 2**6) and found.critical_difference == pytest.approx(found.control_difference)


def test_what_is_identical_on_all_data_sets_is_ranked_once():
    alone = demsar()
    both = pd.concat([alone, alone[alone["strategy"] == "C4.5"].assign(strategy="the same")])
    found, expected = ranks(both), ranks(alone)
    assert found.identical == {"the same": "C4.5"} and found.p == expected.p
    pd.testing.assert_series_equal(found.mean_rank, expected.mean_rank)
    pd.testing.assert_frame_equal(against_control(both, "the same"), against_control(alone, "C4.5"))
    differs = both.copy()
    differs.loc[(differs["strategy"] == "the same") & (differs["dataset"] == "d0"), "metric"] += 0.1
    assert ranks(differs).identical == {} and len(ranks(differs).mean_rank) == 5


def test_ranks_need_a_whole_table():
    with pytest.raises(ValueError, match="at least two data sets and two strategies"):
        ranks(over_data_sets({"a": [0.9], "b": [0.8]}))
    gap = over_data_sets({"a": [0.9, 0.8], "b": [0.8, 0.7]})
    with pytest.raises(ValueError, match="or gaps"):
        ranks(gap[~((gap["dataset"] == "d1") & (gap["strategy"] == "b"))])
    same = pd.concat([gap[gap["strategy"] == "a"].assign(strategy=name) for name in "xy"])
    with pytest.raises(ValueError, match=r"got 2 and 1 \(identical ones count once: {'y': 'x'}\)"):
        ranks(same)
    with pytest.raises(ValueError, match=r"no strategy 'c'; there are \['a', 'b'\]"):
        against_control(gap, "c")
