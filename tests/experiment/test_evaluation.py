"""What the results say, against numbers worked out by hand and against what must hold."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import alkit
from alkit.experiment.evaluation import (
    area_table,
    area_under_curve,
    curves,
    holm,
    identical,
    labels_saved,
    labels_to_reach,
    mean_curve,
    paired_difference,
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
    table = paired_difference(shifted(0.02)).iloc[0]  # no spread, so no doubt
    assert (table["difference"], table["low"], table["high"]) == pytest.approx((0.02, 0.02, 0.02))
    assert table["p"] < 1e-9 and table["n_seeds"] == 8


def test_the_same_strategy_twice_is_a_tie():
    table = paired_difference(shifted(0)).iloc[0]
    assert table["difference"] == 0 and table["p"] == table["p_holm"] == 1 and table["note"] == "identical to random"
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


def noisy(leads, seeds=range(8)):
    """(data set, strategy) -> mean lead: runs that are ahead of random by that and some noise, another for each."""
    rng, runs = np.random.default_rng(1), {}
    for (dataset, strategy), lead in leads.items():
        runs |= {(dataset, "random", seed): BASE[seed] for seed in seeds}
        runs |= {(dataset, strategy, seed): BASE[seed] + lead + rng.normal(0, 0.03) for seed in seeds}
    return frame(runs)


def test_difference_and_p_are_those_of_the_paired_t_test():
    row = paired_difference(noisy({("d", "own"): 0.02})).iloc[0]
    areas = area_under_curve(noisy({("d", "own"): 0.02})).pivot(index="seed", columns="strategy", values="area")
    reference = stats.ttest_rel(areas["own"], areas["random"])
    assert row["p"] == pytest.approx(reference.pvalue) and row["difference"] == pytest.approx(
        areas["own"].mean() - areas["random"].mean()
    )
    assert (row["low"], row["high"]) == pytest.approx(tuple(reference.confidence_interval(0.95)))


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_an_interval_excludes_nothing_exactly_where_p_is_small(level):
    many = {(f"d{j}", "own"): lead for j, lead in enumerate(np.linspace(-0.06, 0.06, 30))}
    table = paired_difference(noisy(many), level=level)
    excludes = (table["low"] > 0) | (table["high"] < 0)
    assert 5 < excludes.sum() < 25 and (excludes == (table["p"] < 1 - level)).all()


def test_too_few_seeds_have_no_interval_and_are_told_kindly():
    few, enough = (paired_difference(noisy({("d", "own"): 0.1}, range(n))).iloc[0] for n in (4, 5))
    assert few["difference"] == pytest.approx(0.1, abs=0.05) and few[["low", "high", "p", "p_holm"]].isna().all()
    assert few["note"] == "4 seeds are too few for an interval: run 5 or more"
    assert enough[["low", "high", "p", "p_holm"]].notna().all() and enough["note"] == ""
    assert mean_curve(noisy({("d", "own"): 0.1}, range(4)))[["low", "high"]].isna().all(axis=None)
    assert area_table(noisy({("d", "own"): 0.1}, range(4)))[["low", "high"]].isna().all(axis=None)
    assert win_tie_loss(noisy({("d", "own"): 0.1}, range(4))).values.tolist() == [["own", 0, 1, 0]]


def test_all_that_is_tested_in_one_table_is_adjusted_together():
    leads = {(d, s): 0.01 * j for j, (d, s) in enumerate([("d", "a"), ("d", "b"), ("e", "a"), ("e", "b")])}
    table = paired_difference(noisy(leads))
    assert table["p_holm"].tolist() == holm(table["p"]).tolist() and (table["p_holm"] > table["p"]).any()


# ---- identical strategies -----------------------------------------------------------------------------------


def with_copies(results, *copies):
    """Some strategies again, under another name."""
    again = [results[results["strategy"] == of].assign(strategy=name) for of, name in copies]
    return pd.concat([results, *again], ignore_index=True)


def test_identical_strategies_are_named_and_tested_once():
    alone = noisy({("d", "margin"): 0.02, ("d", "other"): 0.03})
    both = with_copies(alone, ("margin", "entropy"), ("random", "chance"))
    assert identical(both).values.tolist() == [["d", "entropy", "margin"], ["d", "chance", "random"]] and identical(alone).empty
    table, expected = (paired_difference(results).set_index("strategy") for results in (both, alone))
    columns = ["difference", "low", "high", "p", "p_holm"]
    pd.testing.assert_frame_equal(table.loc[["margin", "other"], columns], expected[columns])
    assert table.loc["entropy", columns].tolist() == table.loc["margin", columns].tolist()
    assert table["note"].to_dict() == {
        "margin": "",
        "other": "",
        "entropy": "identical to margin",
        "chance": "identical to random",
    }
    assert table.loc["chance", ["p", "p_holm"]].tolist() == [1, 1]


def test_nearly_identical_is_not_identical():
    one = noisy({("d", "margin"): 0.02})
    other = with_copies(one, ("margin", "entropy"))
    other.loc[other.index[-1], "metric"] += 1e-9
    shorter = with_copies(one, ("margin", "entropy")).iloc[:-1]
    assert identical(other).empty and identical(shorter).empty


@pytest.mark.slow
def test_with_two_classes_margin_entropy_and_least_confidence_are_one():
    names = ("margin", "entropy", "least_confidence")
    strategies = {name: getattr(alkit, f"{name}_sampling") for name in names}
    data = [alkit.two_moons(), alkit.blobs()]
    results = alkit.compare(strategies, data, alkit.catalog.models()["naive Bayes"](), 3, 10, progress=False)
    assert identical(results).values.tolist() == [["two moons", name, "margin"] for name in names[1:]]


# ---- labels saved -------------------------------------------------------------------------------------------


def test_labels_to_reach_a_target_are_those_from_which_it_stays_there():
    runs = {
        ("d", "a", 0): [0.5, 0.9, 0.9],
        ("d", "a", 1): [0.9, 0.5, 0.9],  # the first time was luck
        ("d", "a", 2): [0.9, 0.9, 0.9],
        ("d", "a", 3): [0.5, 0.9, 0.8],  # fell back: not there
        ("d", "a", 4): [0.5, 0.5, 0.5],
    }
    found = labels_to_reach(frame(runs), 0.9)
    assert found["n_asked"].tolist() == [10, 30, 0, 30, 30] and found["reached"].tolist() == [True, True, True, False, False]


SAVED = {
    ("d", "random", 0): [0.5, 0.7, 0.9], ("d", "own", 0): [0.5, 0.9, 0.9],  # 30 and 10: 20 saved
    ("d", "random", 1): [0.5, 0.9, 0.9], ("d", "own", 1): [0.9, 0.9, 0.9],  # 10 and 0: 10 saved
    ("d", "random", 2): [0.5, 0.6, 0.7], ("d", "own", 2): [0.5, 0.9, 0.9],  # random needs more than 30: more than 20 saved
    ("d", "random", 3): [0.9, 0.9, 0.9], ("d", "own", 3): [0.5, 0.6, 0.7],  # own needs more than 30: 30 lost, or more
    ("d", "random", 4): [0.5, 0.9, 0.9], ("d", "own", 4): [0.5, 0.9, 0.9],  # none saved
}  # fmt: skip


def test_labels_saved_by_hand():
    row = labels_saved(frame(SAVED), 0.9).iloc[0]
    assert row[["n_seeds", "n_reached", "own_only", "baseline_only"]].tolist() == [5, 3, 1, 1]
    assert (row["median_saved"], row["bound"]) == (10, "")  # of -30 or less, 0, 10, 20, 20 or more
    assert np.isnan(row["low"]) and row["note"] == "5 seeds are too few for an interval: run 6 or more"
    never = labels_saved(frame(SAVED), 0.99).iloc[0]
    assert never["n_reached"] == 0 and np.isnan(never["median_saved"]) and never["bound"] == "unknown"


def test_runs_that_never_get_there_are_kept_as_bounds():
    def saved(*seeds):
        return labels_saved(frame({run: scores for run, scores in SAVED.items() if run[2] in seeds}), 0.9).iloc[0]

    assert saved(2)[["median_saved", "bound"]].tolist() == [20, "at least"]
    assert saved(3)[["median_saved", "bound"]].tolist() == [-30, "at most"]
    assert saved(1, 2)[["median_saved", "bound"]].tolist() == [15, "at least"]  # to leave it out would say 10
    assert saved(2, 3)[["bound"]].tolist() == ["unknown"]


def test_the_interval_of_the_median_keeps_the_bounds_too():
    copies = {(d, s, seed + 5 * k): scores for (d, s, seed), scores in SAVED.items() for k in range(4)}
    row = labels_saved(frame(copies), 0.9).iloc[0]  # four times each; the 6th of 20 from either side
    assert (row["low"], row["median_saved"], row["high"], row["note"]) == (0, 10, 20, "")


def test_the_mean_curve_is_the_mean():
    table = mean_curve(shifted(0.1)).set_index("strategy")
    np.testing.assert_allclose(table.loc["random", "mean"], np.mean(list(BASE.values()), axis=0))
    assert (table["low"] <= table["mean"]).all() and (table["mean"] <= table["high"]).all()
