"""Many runs: paired, the same in parallel, resumable after a kill, and no failure lost."""

import os
import signal
import subprocess
import sys
import time

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.pipeline import make_pipeline

from alkit import ActiveLearner, datasets, greedy_sampling_x, margin_sampling, random_sampling, seed_set
from alkit.datasets import Dataset
from alkit.experiment import COLUMNS, compare, load, save, stratified

IRIS = datasets.iris()
NB = GaussianNB(var_smoothing=1e-3)
BOTH = {"random": random_sampling, "margin": margin_sampling}
QUICK = {"n_seeds": 3, "budget": 12, "progress": False}


@pytest.fixture(scope="module")
def results():
    return compare(BOTH, IRIS, NB, batch_size=4, **QUICK)


def test_the_frame_is_tidy(results):
    assert list(results.columns) == COLUMNS and not results.duplicated(COLUMNS[:4]).any()
    assert results["n_labeled"].unique().tolist() == [3, 7, 11, 12]  # the last batch is smaller: the budget is kept
    assert set(results["error"]) == {""} and results["protocol"].nunique() == 1
    assert results["protocol"][0] == "GaussianNB(var_smoothing=0.001); budget 12, batch size 4, setup stratified, metric score"


def test_a_run_is_that_of_the_loop(results):
    X_pool, X_test, y_pool, y_test = IRIS.split(random_state=2)
    learner = ActiveLearner(NB, X_pool, margin_sampling, classes=IRIS.classes, random_state=2)
    learner.teach(first := seed_set(y_pool, random_state=2), y_pool[first])
    scores = [learner.model.score(X_test, y_test)]
    for n in (4, 4, 1):
        asked = learner.query(n)
        learner.teach(asked, y_pool[asked])
        scores.append(learner.model.score(X_test, y_test))
    mine = results[(results["strategy"] == "margin") & (results["seed"] == 2)]
    assert mine["score"].tolist() == scores


def test_strategies_share_splits_and_seed_sets():
    seen = {}

    def spying(name):
        def spy(view):
            seen.setdefault(name, []).append((view.X.tobytes(), view.labeled[:3].tolist(), view.y_labeled[:3].tolist()))
            return random_sampling(view)

        return spy

    compare({"a": spying("a"), "b": spying("b")}, IRIS, NB, n_jobs=1, **QUICK)
    assert seen["a"] == seen["b"] and len({x for x, *_ in seen["a"]}) == 3
    first = compare(BOTH, IRIS, NB, **QUICK).groupby(["seed", "strategy"])["score"].first().unstack()
    assert (first["random"] == first["margin"]).all()  # before the first question there is no difference


def test_the_same_numbers_whatever_the_number_of_processes():
    model = LogisticRegression(max_iter=2000)
    one, two = (compare(BOTH, [IRIS, datasets.blobs(120)], model, n_jobs=n, **QUICK) for n in (1, 2))
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert one["dataset"].unique().tolist() == ["iris", "blobs"]


# the dashboard's port may be taken on a shared machine, and a worker may be slow to answer on a busy one: distributed warns
@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_numbers():
    distributed = pytest.importorskip("distributed")
    expected = compare(BOTH, IRIS, NB, n_jobs=1, **QUICK)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        with distributed.Client(cluster), joblib.parallel_config("dask"):
            pd.testing.assert_frame_equal(compare(BOTH, IRIS, NB, **QUICK), expected, check_exact=True)


def test_one_failing_run_does_not_lose_the_others():
    first = [stratified(IRIS, seed) for seed in range(3)]

    def fails_on_one_seed(view):
        if len(view.labeled) == 5 and view.labeled[0] == first[1].seed_rows[0]:
            raise RuntimeError("out of\nluck")
        return random_sampling(view)

    with pytest.warns(UserWarning, match="1 of 6 runs failed; the first is unlucky on iris, seed 1: RuntimeError: out of luck"):
        results = compare({"random": random_sampling, "unlucky": fails_on_one_seed}, IRIS, NB, **QUICK)
    failed = results[results["error"] != ""]
    assert failed[["strategy", "seed", "n_labeled", "error"]].values.tolist() == [["unlucky", 1, 0, "RuntimeError: out of luck"]]
    assert failed["score"].isna().all() and results.groupby(["strategy", "seed"]).ngroups == 6


# ---- saved, interrupted, killed ------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_what_is_saved_comes_back_to_the_last_digit(tmp_path, results, suffix):
    odd = pd.concat([results, results.head(1).assign(seed=9, score=np.nan, error="ValueError: NA, \"quoted\", 'x'; émigré")], ignore_index=True)
    odd.loc[0, "score"] = 1 / 3 + 1e-16
    save(odd, tmp_path / f"r{suffix}")
    pd.testing.assert_frame_equal(load(tmp_path / f"r{suffix}"), odd, check_exact=True)
    assert os.listdir(tmp_path) == [f"r{suffix}"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_an_interrupted_comparison_goes_on_where_it_was(tmp_path, suffix):
    path, calls = tmp_path / f"results{suffix}", []

    def interrupted(view):
        calls.append(view)
        if len(calls) == 12:
            raise KeyboardInterrupt
        return margin_sampling(view)

    interrupted.__name__ = "margin_sampling"
    strategies = {"random": random_sampling, "margin": interrupted}
    with pytest.warns(UserWarning, match="interrupted: 3 of 6 runs are done"):
        partial = compare(strategies, IRIS, NB, n_jobs=1, save_to=path, **QUICK)
    assert partial.groupby(["seed", "strategy"]).ngroups == 3
    pd.testing.assert_frame_equal(load(path), partial, check_exact=True)
    n_before = len(calls)
    whole = compare(strategies, IRIS, NB, n_jobs=1, save_to=path, **QUICK)
    assert len(calls) - n_before == 2 * 9  # two runs of nine questions; the first was kept
    pd.testing.assert_frame_equal(whole, compare(BOTH, IRIS, NB, n_jobs=1, **QUICK), check_exact=True)


def test_failed_runs_are_tried_again(tmp_path):
    luck = []

    def unlucky(view):
        if not luck:
            raise RuntimeError("no luck")
        return margin_sampling(view)

    with pytest.warns(UserWarning, match="3 of 3 runs failed"):
        compare({"margin": unlucky}, IRIS, NB, n_jobs=1, save_to=tmp_path / "r.csv", **QUICK)
    luck.append(1)
    assert set(compare({"margin": unlucky}, IRIS, NB, n_jobs=1, save_to=tmp_path / "r.csv", **QUICK)["error"]) == {""}


def test_files_that_are_something_else_are_left_alone(tmp_path, results):
    path = tmp_path / "r.csv"
    save(results, path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="another protocol: .*batch size 4.* this one is .*batch size 1"):
        compare(BOTH, IRIS, NB, save_to=path, **QUICK)
    assert path.read_bytes() == before
    path.write_text("my diary")
    with pytest.raises(ValueError, match="no results file: expected the columns dataset, strategy"):
        compare(BOTH, IRIS, NB, save_to=path, **QUICK)
    assert path.read_text() == "my diary"
    with pytest.raises(ValueError, match="saved as .csv or .parquet, got 'r.xlsx'"):
        compare(BOTH, IRIS, NB, save_to="r.xlsx", **QUICK)


SCRIPT = """
import sys, time
from sklearn.naive_bayes import GaussianNB
from alkit import compare, datasets, margin_sampling, random_sampling

def slowly(view):
    time.sleep(0.03)
    return margin_sampling(view)

slowly.__name__ = "margin_sampling"
if __name__ == "__main__":
    model = GaussianNB(var_smoothing=1e-3)
    both = {"random": random_sampling, "margin": slowly}
    results = compare(both, datasets.iris(), model, 8, 12, n_jobs=2, save_to=sys.argv[1], progress=False)
    print(results.groupby(["strategy", "seed"]).ngroups)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are Unix")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_a_real_kill_loses_at_most_the_runs_in_flight(tmp_path, how):
    script, path = tmp_path / "script.py", tmp_path / "results.csv"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(path)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 60
    while not (path.exists() and len(load(path).groupby(["strategy", "seed"])) >= 3) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(running.pid, getattr(signal, how)) if how == "SIGKILL" else running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    n_kept = len(load(path).groupby(["strategy", "seed"]))
    assert 3 <= n_kept < 16
    if how == "SIGINT":
        assert f"interrupted: {n_kept} of 16 runs are done" in err and out.strip() == str(n_kept)
    again = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert again.stdout.strip() == "16"
    whole = compare(BOTH, IRIS, NB, 8, 12, n_jobs=1, progress=False)
    by = COLUMNS[:4]
    pd.testing.assert_frame_equal(load(path).sort_values(by, ignore_index=True), whole.sort_values(by, ignore_index=True), check_exact=True)
    assert [f for f in os.listdir(tmp_path) if f.startswith(".") and how != "SIGKILL"] == []


# ---- other models, and bad input ------------------------------------------------------------------------------------


def test_regressors_and_metrics_of_one_s_own():
    x = np.linspace(0, 1, 60)[:, None]
    line = Dataset("line", x, 3 * x.ravel(), (), ("x",))
    results = compare({"random": random_sampling, "GSx": greedy_sampling_x}, line, LinearRegression(), **QUICK)
    assert results["n_labeled"].min() == 5 and results["score"].iloc[-1] == pytest.approx(1)
    ours = compare(BOTH, IRIS, NB, metric=lambda model, X_test, y_test: -len(X_test), **QUICK)
    assert set(ours["score"]) == {-38.0} and "<lambda>" in ours["protocol"][0]


def test_data_of_one_s_own_need_a_name_only():
    texts = [f"{word} {other}" for word in ("good", "bad") for other in "abcdefghij"]
    mine = Dataset("mine", texts, [text.split()[0] for text in texts])
    assert mine.classes == ("bad", "good")
    results = compare(BOTH, mine, make_pipeline(TfidfVectorizer(), MultinomialNB()), **{**QUICK, "budget": 4})
    assert set(results["error"]) == {""} and results["score"].iloc[-1] == 1


def test_a_place_that_cannot_be_written_is_said_before_anything_runs(tmp_path):
    asked = []
    with pytest.raises(OSError):
        compare({"spy": asked.append}, IRIS, NB, save_to=tmp_path / "missing" / "results.csv", n_jobs=1, **QUICK)
    assert not asked


def test_a_metric_that_is_not_defined_is_a_failed_run():
    def undefined_at_first(model, X_test, y_test):
        return np.nan if model.class_count_.sum() < 5 else 1.0

    with pytest.warns(UserWarning, match="3 of 3 runs failed; .*ValueError: the metric returned nan with 3 labels"):
        results = compare({"random": random_sampling}, IRIS, NB, metric=undefined_at_first, **QUICK)
    assert len(results) == 3


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"strategies": {}}, "strategies must map names"),
        ({"strategies": [random_sampling]}, "strategies must map names"),
        ({"strategies": {"random": "random"}}, "strategies must map names"),
        ({"dataset": []}, "dataset must be a Dataset"),
        ({"dataset": [IRIS.X]}, "dataset must be a Dataset"),
        ({"dataset": None}, "dataset must be a Dataset"),
        ({"dataset": [IRIS, IRIS]}, "with different names"),
        ({"n_seeds": 0}, "n_seeds must be a whole number of at least 1, got 0"),
        ({"batch_size": 1.5}, "batch_size must be a whole number of at least 1, got 1.5"),
        ({"budget": 2}, "budget must be at least 3, the size of the seed set on iris, got 2"),
    ],
)
def test_bad_input_is_said_before_anything_runs(changed, said):
    given = {"strategies": BOTH, "dataset": IRIS, "model": NB, **QUICK, **changed}
    with pytest.raises(ValueError, match=said):
        compare(**given)


def test_the_bar_counts_the_runs(capsys):
    compare(BOTH, IRIS, NB, **{**QUICK, "progress": True})
    assert "6/6" in capsys.readouterr().err
