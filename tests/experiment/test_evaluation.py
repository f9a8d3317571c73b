"""What the results say, against numbers worked out by hand and against what must hold."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from alkit.experiment.evaluation import (
    area_table,
    area_under_curve,
    bootstrap_mean,
    curves,
    labels_saved,
    labels_to_reach,
    mean_curve,
    paired_difference,
    ranks,
    win_tie_loss,
)

N = [0, 10, 30]


def frame(runs):
    """(dataset, strategy, seed) -> values of the metric after 0, 10 and 30 answers."""
    rows = [(*run, n, value, "", "p") for run, values in runs.items() for n, value in zip(N, values)]
    return pd.DataFrame(rows, columns=["dataset", "strategy", "seed", "n_asked", "metric", "error", "protocol"])


RNG = np.random.default_rng(0)
BASE = {seed: np.sort(RNG.uniform(0.5, 0.9, 3)) for seed in range(8)}


def shifted(by, dataset="d"):
    runs = {(dataset, "random", seed): scores for seed, scores in BASE.items()}
    return frame(runs | {(dataset, "own", seed): scores + by for seed, scores in BASE.items()})


def test_the_area_by_hand():
    areas = area_under_curve(frame({("d", "a", 0): [0.5, 0.7, 0.9], ("d", "a", 1): [1, 1, 1]}))
    assert areas["area"].tolist() == pytest.approx([(10 * 0.6 + 20 * 0.8) / 30, 1.0])
    assert area_under_curve(frame({("d", "a", 0): [0.5]}))["area"].tolist() == [0.5]


def test_rows_in_any_order_say_the_same():
    results = shifted(0.01)
    mixed = results.sample(frac=1, random_state=1)
    for function in (area_under_curve, area_table, paired_difference, lambda r: labels_to_reach(r, 0.7)):
        one, other = (function(r).sort_values(["dataset", "strategy"], ignore_index=True) for r in (results, mixed))
        by = [c for c in ("dataset", "strategy", "seed") if c in one]
        pd.testing.assert_frame_equal(one.sort_values(by, ignore_index=True), other.sort_values(by, ignore_index=True))


def test_failed_runs_are_left_out():
    failed = pd.DataFrame([("d", "own", 99, 0, np.nan, "ValueError: no", "p")], columns=shifted(0).columns)
    pd.testing.assert_frame_equal(paired_difference(pd.concat([shifted(0.1), failed])), paired_difference(shifted(0.1)))
    with pytest.raises(ValueError, match="no finished run"):
        curves(failed)


def test_curves_are_those_of_the_frame_and_one_data_set_at_a_time():
    n_asked, values = curves(shifted(0.1))["own"]
    assert n_asked.tolist() == N
    np.testing.assert_allclose(values, np.array(list(BASE.values())) + 0.1)
    with pytest.raises(ValueError, match=r"one data set at a time, got \['d', 'e'\]"):
        curves(pd.concat([shifted(0), shifted(0, "e")]))
    with pytest.raises(ValueError, match="runs of a asked for different numbers of answers"):
        curves(frame({("d", "a", 0): [0.5, 0.7, 0.9], ("d", "a", 1): [0.5, 0.7]}))


def test_a_constant_lead_is_found_exactly():
    table = paired_difference(shifted(0.02)).iloc[0]
    assert (table["difference"], table["low"], table["high"]) == pytest.approx((0.02, 0.02, 0.02))
    assert table["p"] == pytest.approx(2 / 2**8) and table["n_seeds"] == 8  # all eight signs alike, both sides


def test_the_same_strategy_twice_is_a_tie():
    table = paired_difference(shifted(0)).iloc[0]
    assert table["difference"] == 0 and table["p"] == 1
    assert win_tie_loss(shifted(0)).values.tolist() == [["own", 0, 1, 0]]


def test_win_tie_loss_over_data_sets():
    results = pd.concat([shifted(0.02, "a"), shifted(-0.02, "b"), shifted(0, "c"), shifted(0.03, "e")])
    assert win_tie_loss(results).values.tolist() == [["own", 2, 1, 1]]


def test_pairs_are_the_common_seeds():
    runs = {("d", "random", s): [0.5, 0.6, 0.7] for s in (0, 1, 2)} | {("d", "own", s): [0.6, 0.7, 0.8] for s in (1, 2, 3)}
    assert paired_difference(frame(runs))["n_seeds"].tolist() == [2]
    with pytest.raises(ValueError, match="share no seed on d"):
        paired_difference(frame({("d", "random", 0): [0.5], ("d", "own", 1): [0.5]}))
    with pytest.raises(ValueError, match="no strategy 'random' on d; there are \\['own'\\]"):
        paired_difference(frame({("d", "own", 1): [0.5]}))


def test_labels_saved_by_hand():
    runs = {
        ("d", "random", 0): [0.5, 0.7, 0.9], ("d", "own", 0): [0.5, 0.9, 0.9],  # 30 and 10: 20 saved
        ("d", "random", 1): [0.5, 0.9, 0.9], ("d", "own", 1): [0.9, 0.5, 0.9],  # 10 and 0, the first time counts: 10 saved
        ("d", "random", 2): [0.5, 0.6, 0.7], ("d", "own", 2): [0.5, 0.9, 0.9],  # random never
        ("d", "random", 3): [0.9, 0.9, 0.9], ("d", "own", 3): [0.5, 0.6, 0.7],  # own never
    }  # fmt: skip
    reached = labels_to_reach(frame(runs), 0.9).set_index(["strategy", "seed"])["n_asked"]
    assert reached["own"].tolist()[:3] == [10, 0, 10] and np.isnan(reached["own", 3]) and np.isnan(reached["random", 2])
    row = labels_saved(frame(runs), 0.9).iloc[0]
    assert row[["n_seeds", "n_reached", "own_only", "baseline_only"]].tolist() == [4, 2, 1, 1]
    assert row["median_saved"] == 15 and (row["low"], row["high"]) == (10, 20)
    never = labels_saved(frame(runs), 0.99).iloc[0]
    assert never["n_reached"] == 0 and np.isnan(never["median_saved"])


def test_the_band_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    hits = [low <= 0.3 <= high for low, high in (bootstrap_mean(rng.normal(0.3, 0.1, 30), 0.9)[1:] for _ in range(400))]
    assert np.mean(hits) == pytest.approx(0.9, abs=0.05)
    mean, low, high = bootstrap_mean(rng.normal(size=(20, 4)))
    assert mean.shape == low.shape == high.shape == (4,) and (low < mean).all() and (mean < high).all()
    with pytest.raises(ValueError, match="level must be between 0 and 1, got 95"):
        bootstrap_mean([1.0], 95)


def test_the_mean_curve_is_the_mean():
    table = mean_curve(shifted(0.1)).set_index("strategy")
    np.testing.assert_allclose(table.loc["random", "mean"], np.mean(list(BASE.values()), axis=0))
    assert (table["low"] <= table["mean"]).all() and (table["mean"] <= table["high"]).all()


# ---- ranks ------------------------------------------------------------------------------------------------


def over_data_sets(areas):
    """strategy -> area on each data set, constant curves of one seed."""
    return frame({(f"d{j}", name, 0): [a, a, a] for name, values in areas.items() for j, a in enumerate(values)})


def test_ranks_by_hand():
    found = ranks(over_data_sets({"a": [0.9, 0.8, 0.7], "b": [0.8, 0.8, 0.6], "c": [0.7, 0.6, 0.9]}))
    # ranks a: 1, 1.5, 2; b: 2, 1.5, 3; c: 3, 3, 1
    assert found.mean_rank.round(4).to_dict() == {"a": 1.5, "b": 2.1667, "c": 2.3333}
    assert list(found.mean_rank.index) == ["a", "b", "c"] and found.n_datasets == 3
    assert found.p == pytest.approx(stats.friedmanchisquare([0.9, 0.8, 0.7], [0.8, 0.8, 0.6], [0.7, 0.6, 0.9]).pvalue)


@pytest.mark.parametrize("k, q", list(enumerate([1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164], start=2)))
def test_the_critical_difference_is_that_of_demsar_s_table(k, q):
    areas = {f"s{i}": RNG.uniform(size=12) for i in range(k)}
    assert ranks(over_data_sets(areas)).critical_difference == pytest.approx(q * np.sqrt(k * (k + 1) / (6 * 12)), rel=5e-4)


@pytest.mark.parametrize("names", ["ab", "abc"])
def test_strategies_that_are_all_alike_share_a_rank(names):
    found = ranks(over_data_sets({name: [0.9, 0.8, 0.7] for name in names}))
    assert set(found.mean_rank) == {(len(names) + 1) / 2} and found.p == 1


def test_ranks_need_a_whole_table():
    with pytest.raises(ValueError, match="at least two data sets and two strategies"):
        ranks(shifted(0.1))
    gap = over_data_sets({"a": [0.9, 0.8], "b": [0.8, 0.7]})
    with pytest.raises(ValueError, match="or gaps"):
        ranks(gap[~((gap["dataset"] == "d1") & (gap["strategy"] == "b"))])
