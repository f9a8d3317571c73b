"""Many runs: paired, the same in parallel, resumable after a kill, and no failure lost."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from functools import partial

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.pipeline import make_pipeline

from alkit import (
    ActiveLearner,
    Dataset,
    EpsilonGreedy,
    compare,
    datasets,
    greedy_sampling_x,
    margin_sampling,
    random_sampling,
    seed_set,
    simulated,
    stratified_split,
)
from alkit.experiment.storage import COLUMNS, Protocol, load, save
from tests.experiment.racing import PROCESSES, one_of_two, too_large

IRIS = datasets.iris()
NB = GaussianNB(var_smoothing=1e-3)
BOTH = {"random": random_sampling, "margin": margin_sampling}
N_KILLS = int(os.environ.get("ALKIT_N_KILLS", "6"))  # of two processes at once; 40 by hand
QUICK = {"n_seeds": 3, "budget": 9, "progress": False}


@pytest.fixture(scope="module")
def results():
    return compare(BOTH, IRIS, NB, batch_size=4, **QUICK)


def test_the_frame_is_tidy(results):
    assert list(results.columns) == COLUMNS and not results.duplicated(COLUMNS[:4]).any()
    assert results["n_asked"].unique().tolist() == [0, 4, 8, 9]  # the last batch is smaller: the budget is kept
    assert set(results["error"]) == {""} and (results["cost"] == results["n_asked"]).all()
    assert results["protocol"][0] == (
        "estimator GaussianNB(var_smoothing=0.001); budget 9; batch size 4; split stratified_split; metric model_score; "
        "oracle simulated; strategy random_sampling"
    )
    assert results.groupby("strategy")["protocol"].unique().str.len().tolist() == [1, 1]


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
    assert mine["metric"].tolist() == scores


def test_strategies_share_splits_and_seed_sets():
    seen = {}

    def spying(name):
        def spy(view):
            seen.setdefault(name, []).append((view.X.tobytes(), view.labeled[:3].tolist(), view.y_labeled[:3].tolist()))
            return random_sampling(view)

        return spy

    compare({"a": spying("a"), "b": spying("b")}, IRIS, NB, n_jobs=1, **QUICK)
    assert seen["a"] == seen["b"] and len({x for x, *_ in seen["a"]}) == 3
    first = compare(BOTH, IRIS, NB, **QUICK).groupby(["seed", "strategy"])["metric"].first().unstack()
    assert (first["random"] == first["margin"]).all()  # before the first question there is no difference


@pytest.mark.slow
def test_the_same_numbers_whatever_the_number_of_processes():
    estimator = LogisticRegression(max_iter=2000)
    one, two = (compare(BOTH, [IRIS, datasets.blobs(120)], estimator, n_jobs=n, **QUICK) for n in (1, 2))
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    assert one["dataset"].unique().tolist() == ["iris", "blobs"]


def test_one_failing_run_does_not_lose_the_others():
    first = [stratified_split(IRIS, seed) for seed in range(3)]

    def fails_on_one_seed(view):
        if len(view.labeled) == 5 and view.labeled[0] == first[1].seed_rows[0]:
            raise RuntimeError("out of\nluck")
        return random_sampling(view)

    with pytest.warns(UserWarning, match="1 of 6 runs failed; the first is unlucky on iris, seed 1: RuntimeError: out of luck"):
        results = compare({"random": random_sampling, "unlucky": fails_on_one_seed}, IRIS, NB, **QUICK)
    failed = results[results["error"] != ""]
    assert failed[["strategy", "seed", "n_asked", "error"]].values.tolist() == [["unlucky", 1, 0, "RuntimeError: out of luck"]]
    assert failed["metric"].isna().all() and results.groupby(["strategy", "seed"]).ngroups == 6


# ---- saved, interrupted, killed ------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_what_is_saved_comes_back_to_the_last_digit(tmp_path, results, suffix):
    odd = pd.concat(
        [results, results.head(1).assign(seed=9, metric=np.nan, error="ValueError: NA, \"quoted\", 'x'; émigré")],
        ignore_index=True,
    )
    odd.loc[0, "metric"] = 1 / 3 + 1e-16
    save(odd, tmp_path / f"r{suffix}")
    pd.testing.assert_frame_equal(load(tmp_path / f"r{suffix}"), odd, check_exact=True)
    assert os.listdir(tmp_path) == [f"r{suffix}"]


@pytest.mark.slow
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
    with pytest.raises(ValueError, match="another protocol: batch size is 4 in the file, 1 now. Choose another file."):
        compare(BOTH, IRIS, NB, save_to=path, **QUICK)
    assert path.read_bytes() == before
    path.write_text("my diary")
    with pytest.raises(ValueError, match="no results file: expected the columns dataset, strategy"):
        compare(BOTH, IRIS, NB, save_to=path, **QUICK)
    assert path.read_text() == "my diary"
    with pytest.raises(ValueError, match="saved as .csv or .parquet, got 'r.xlsx'"):
        compare(BOTH, IRIS, NB, save_to="r.xlsx", **QUICK)


def test_a_resume_cannot_mix_parameters(tmp_path):
    path, lazy, bold = tmp_path / "r.csv", EpsilonGreedy(margin_sampling, 0.1), EpsilonGreedy(margin_sampling, 0.5)
    compare({"mine": lazy}, IRIS, NB, save_to=path, **QUICK)
    before = path.read_bytes()
    said = f"another protocol: strategy 'mine' is {lazy} in the file, {bold} now. Choose another file."
    with pytest.raises(ValueError, match=re.escape(said)):
        compare({"random": random_sampling, "mine": bold}, IRIS, NB, save_to=path, **QUICK)
    for changed, said in (
        ({"estimator": GaussianNB()}, r"estimator is GaussianNB\(var_smoothing=0.001\) in the file, GaussianNB\(\) now"),
        ({"oracle": partial(simulated, noise=0.1)}, r"oracle is simulated in the file, simulated\(noise=0.1\) now"),
        ({"split": partial(stratified_split, test_size=0.5)}, "split is stratified_split in the file, .*test_size=0.5"),
        ({"metric": lambda model, X, y: 0.0}, "metric is model_score in the file, <lambda> now"),
        ({"budget": 8}, "budget is 9 in the file, 8 now"),
    ):
        with pytest.raises(ValueError, match=said):
            compare({"mine": lazy}, IRIS, **{"estimator": NB, **QUICK, **changed}, save_to=path)
    assert path.read_bytes() == before


def test_strategies_and_seeds_are_added_to_a_file(tmp_path):
    path = tmp_path / "r.csv"
    compare({"margin": margin_sampling}, IRIS, NB, save_to=path, **QUICK)
    asked = []

    def spy(view):
        asked.append(len(view.labeled))
        return random_sampling(view)

    compare({"spy": spy}, IRIS, NB, save_to=path, n_jobs=1, **QUICK)
    assert len(asked) == 3 * 9 and load(path).groupby("strategy")["seed"].nunique().to_dict() == {"margin": 3, "spy": 3}
    more = compare({"margin": margin_sampling, "spy": spy}, IRIS, NB, save_to=path, n_jobs=1, **{**QUICK, "n_seeds": 4})
    assert len(asked) == 4 * 9 and more.groupby("strategy")["seed"].nunique().to_dict() == {"margin": 4, "spy": 4}
    assert set(more["protocol"].str.rpartition("; ")[2]) == {"strategy margin_sampling", "strategy spy"}


def test_estimators_that_scikit_learn_prints_alike_are_told_apart():
    estimators = [TfidfVectorizer(token_pattern="a" * 400 + word + "c" * 400) for word in ("good", "bad!")]
    assert repr(estimators[0]) == repr(estimators[1])  # shortened in the middle
    one, other = (Protocol(e, 1, 1, len, len, len).line(random_sampling) for e in estimators)
    assert one != other


SCRIPT = """
import sys, time
from sklearn.naive_bayes import GaussianNB
from alkit import compare, datasets, margin_sampling, random_sampling

def slowly(view):
    time.sleep(0.25)
    return margin_sampling(view)

slowly.__name__ = "margin_sampling"  # as the file knows it, whoever goes on from there
if __name__ == "__main__":
    estimator = GaussianNB(var_smoothing=1e-3)
    both = {"random": random_sampling, "margin": slowly}
    results = compare(both, datasets.iris(), estimator, 8, 9, n_jobs=2, save_to=sys.argv[1], progress=False)
    print(results.groupby(["strategy", "seed"]).ngroups)
"""


@pytest.mark.slow
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
    again = compare(BOTH, IRIS, NB, 8, 9, n_jobs=2, save_to=path, progress=False)  # another process than the one before
    assert again.groupby(["strategy", "seed"]).ngroups == 16
    equal(load(path), compare(BOTH, IRIS, NB, 8, 9, n_jobs=1, progress=False))
    assert [f for f in os.listdir(tmp_path) if f.startswith(".") and how != "SIGKILL"] == []


# ---- several at once, and what can go wrong on the way -------------------------------------------------------------


def equal(one, other):
    by = COLUMNS[:4]
    one, other = (frame.sort_values(by, ignore_index=True) for frame in (one, other))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.fixture
def begin(tmp_path):
    path, running = tmp_path / "results.csv", []

    def begun(name, n_seeds):
        heard, said = PROCESSES.Pipe(duplex=False)
        running.append(PROCESSES.Process(target=one_of_two, args=(said, path, name, n_seeds)))
        running[-1].start()
        assert heard.poll(60) and heard.recv() == "begun"
        return running[-1]

    yield path, begun
    for process in running:
        process.kill()
        process.join()
        process.close()


def codes(processes):
    """How they ended, each after two minutes at the most."""
    for process in processes:
        process.join(120)
    return [process.exitcode for process in processes]


@pytest.mark.slow
def test_two_processes_share_a_file(begin):
    path, begun = begin
    processes = [begun("random", 12), begun("margin", 12), begun("margin", 12)]
    assert codes(processes) == [0] * 3
    equal(load(path), compare(BOTH, IRIS, NB, 12, 9, n_jobs=1, progress=False))
    assert os.listdir(path.parent) == ["results.csv"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are Unix")
def test_two_processes_killed_again_and_again_lose_nothing(begin, record_property):
    path, begun = begin
    chance, n_before, kept = np.random.default_rng(0), 0, []
    for turn in reversed(range(N_KILLS // 2)):
        processes = [begun("random", 500), begun("margin", 500)]
        deadline = time.monotonic() + 60
        while not turn and not (path.exists() and len(load(path))) and time.monotonic() < deadline:
            time.sleep(0.02)  # on a busy machine nothing may be there yet, and the last time something shall be lost
        time.sleep(chance.uniform(0, 0.5))
        for p in processes:
            p.kill()
            p.join()
        kept.append(load(path) if path.exists() else pd.DataFrame(columns=COLUMNS))
        n_now = len(kept[-1])
        assert n_now >= n_before and not kept[-1].duplicated(COLUMNS[:4]).any()
        n_before = n_now
    # one seed more than any has: both write once more, and whoever writes removes the lock of the one who was killed
    n_seeds = 2 + int(max(frame["seed"].max() for frame in kept if len(frame)))
    assert n_seeds < 500
    processes = [begun("random", n_seeds), begun("margin", n_seeds)]
    assert codes(processes) == [0, 0]
    equal(load(path), compare(BOTH, IRIS, NB, n_seeds, 9, n_jobs=1, progress=False))
    assert os.listdir(path.parent) == ["results.csv"]
    record_property("comparisons killed", 2 * (N_KILLS // 2))


def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_is_computed_is_returned_when_the_disk_is_full(tmp_path, monkeypatch):
    path, asked = tmp_path / "r.csv", []

    def filling(view):
        asked.append(view)
        if len(asked) == 12:
            monkeypatch.setattr(pd.DataFrame, "to_csv", full)
        return random_sampling(view)

    filling.__name__ = "random_sampling"
    with pytest.warns(UserWarning, match="not saved, all or in part: OSError: .*No space left on device"):
        results = compare({"random": filling}, IRIS, NB, save_to=path, n_jobs=1, **QUICK)
    monkeypatch.undo()
    expected = compare({"random": random_sampling}, IRIS, NB, **QUICK)
    equal(results, expected)
    assert len(load(path)) in (10, 0) and os.listdir(tmp_path) == ["r.csv"]
    equal(compare({"random": random_sampling}, IRIS, NB, save_to=path, n_jobs=1, **QUICK), expected)
    equal(load(path), expected)


def test_what_is_computed_is_returned_when_the_folder_is_gone(tmp_path):
    folder = tmp_path / "usb stick"
    folder.mkdir()

    def pulling(view):
        shutil.rmtree(folder, ignore_errors=True)
        return random_sampling(view)

    with pytest.warns(UserWarning, match="not saved, all or in part: FileNotFoundError"):
        results = compare({"random": pulling}, IRIS, NB, save_to=folder / "r.csv", n_jobs=1, **QUICK)
    assert results.groupby("seed").ngroups == 3 and set(results["error"]) == {""}


def test_who_comes_second_with_another_protocol_is_told_and_keeps_the_results(tmp_path):
    path = tmp_path / "r.csv"

    def slower(view):
        if not path.stat().st_size > 200:
            compare({"random": random_sampling}, IRIS, NB, 1, 5, save_to=path, progress=False)
        return margin_sampling(view)

    with pytest.warns(
        UserWarning, match="not saved, all or in part: ValueError: .* another protocol: budget is 5 in the file, 9"
    ):
        results = compare({"margin": slower}, IRIS, NB, save_to=path, n_jobs=1, **QUICK)
    assert len(results) == 30 and set(load(path)["strategy"]) == {"random"}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="limits are Unix")
def test_a_real_file_that_may_not_grow(tmp_path):
    path, (heard, said) = tmp_path / "r.csv", PROCESSES.Pipe(duplex=False)
    running = PROCESSES.Process(target=too_large, args=(said, path))
    running.start()
    assert heard.poll(60)
    n_rows, warned = heard.recv()
    assert codes([running]) == [0]
    assert n_rows == 60 and any("not saved, all or in part: OSError: [Errno 27]" in words for words in warned)
    assert os.listdir(tmp_path) == ["r.csv"] and path.stat().st_size <= 3000 and len(load(path)) % 10 == 0


class Unsendable:
    def __init__(self):
        self.lock = threading.Lock()

    def __call__(self, view):
        return random_sampling(view)


class Unreadable:
    def __call__(self, view):
        return random_sampling(view)

    def __reduce__(self):
        return int, ("this is no number",)


def dying(view):
    os._exit(1)


def dying_at_seed_1(view):
    if len(view.labeled) == 5 and view.labeled[0] == stratified_split(IRIS, 1).seed_rows[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return random_sampling(view)


def leaving(view):
    sys.exit("enough")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:A worker stopped", "ignore:.* runs failed")
def test_what_kills_its_process_or_cannot_be_sent_fails_its_own_runs_only(tmp_path):
    bad = {"unsendable": Unsendable(), "unreadable": Unreadable(), "leaving": leaving}
    strategies = {"random": random_sampling, **bad, "dying": dying, "after": random_sampling}
    quick = {**QUICK, "n_seeds": 1, "budget": 5}
    results = compare(strategies, IRIS, NB, n_jobs=2, save_to=tmp_path / "r.csv", **quick)
    failed = results[results["error"] != ""].sort_values(["strategy", "seed"])
    assert failed["strategy"].tolist() == ["dying", "leaving", "unreadable", "unsendable"]
    words = ["TerminatedWorkerError: ", "SystemExit: enough", "un-serialize", "Could not pickle"]
    assert all(word in error for word, error in zip(words, failed["error"]))
    good = {"random": random_sampling, "after": random_sampling}
    expected = compare(good, IRIS, NB, n_jobs=1, **quick).drop(columns="protocol")
    equal(results[results["error"] == ""].drop(columns="protocol"), expected)
    equal(load(tmp_path / "r.csv"), results)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:A worker stopped")
def test_a_strategy_that_kills_its_process_at_one_seed_is_named_and_keeps_the_others():
    with pytest.warns(UserWarning, match="1 of 2 runs failed; the first is dying on iris, seed 1: TerminatedWorkerError: "):
        results = compare({"dying": dying_at_seed_1}, IRIS, NB, n_jobs=2, n_seeds=2, budget=5, progress=False)
    expected = compare({"dying": random_sampling}, IRIS, NB, n_jobs=1, n_seeds=1, budget=5, progress=False)
    equal(results[results["error"] == ""].drop(columns="protocol"), expected.drop(columns="protocol"))


def test_sys_exit_is_a_failed_run_here_too():
    with pytest.warns(UserWarning, match="3 of 3 runs failed; .*SystemExit: enough"):
        compare({"leaving": leaving}, IRIS, NB, n_jobs=1, **QUICK)


def test_a_name_is_a_text_once_and_for_all(tmp_path):
    path, numbered = tmp_path / "r.csv", Dataset(7, IRIS.X, IRIS.y)
    first = compare({1: random_sampling, "NA": margin_sampling}, numbered, NB, save_to=path, n_jobs=1, **QUICK)
    assert set(first["strategy"]) == {"1", "NA"} and set(first["dataset"]) == {"7"}
    pd.testing.assert_frame_equal(load(path), first, check_exact=True)
    before = path.stat().st_mtime_ns
    again = compare({1: random_sampling, "NA": margin_sampling}, numbered, NB, save_to=path, n_jobs=1, **QUICK)
    pd.testing.assert_frame_equal(again, first, check_exact=True)
    assert path.stat().st_mtime_ns == before  # nothing was run, nothing was written


@pytest.mark.parametrize("name", ["", " ", "a\rb", "a\nb", "a\0", "a\tb", "\x1b[31mred", "\ud800", "a\u2028b", "x" * 10**6])
def test_names_that_no_file_can_hold_are_refused_in_one_sentence(name):
    for given in (
        {"strategies": {name: random_sampling}, "dataset": IRIS},
        {"strategies": BOTH, "dataset": Dataset(name, IRIS.X, IRIS.y)},
    ):
        with pytest.raises(ValueError, match="names of .* must be one line of text, without control characters, got ") as error:
            compare(**given, estimator=NB, **QUICK)
        assert len(str(error.value)) < 400
    with pytest.raises(ValueError, match="names of strategies must differ as texts, too: '1' is there twice"):
        compare({1: random_sampling, "1": margin_sampling}, IRIS, NB, **QUICK)


def test_an_error_of_any_text_can_be_saved(tmp_path):
    def screaming(view):
        raise RuntimeError("\ud800\0\x1b[31m\r\n\"'," + "a" * 10**6)

    with pytest.warns(UserWarning, match="3 of 3 runs failed"):
        results = compare({"screaming": screaming}, IRIS, NB, save_to=tmp_path / "r.csv", n_jobs=1, **QUICK)
    pd.testing.assert_frame_equal(load(tmp_path / "r.csv"), results, check_exact=True)
    assert results["error"].str.len().max() < 2100 and all(error.isprintable() for error in results["error"])


# ---- oracles that err, do not know, and cost ---------------------------------------------------------------------------


@pytest.mark.slow
def test_all_strategies_meet_the_same_errors():
    answers = {}

    def spied(y_pool, random_state):
        oracle = simulated(y_pool, noise=0.3, abstain=0.2, cost=3.0, random_state=random_state)

        def spy(rows):
            for row, answer in zip(rows, oracle(rows)):
                answers.setdefault((random_state, row), []).append((answer, y_pool[row]))
            return [answers[random_state, row][-1][0] for row in rows]

        return spy

    compare(BOTH, IRIS, NB, oracle=spied, n_jobs=1, **{**QUICK, "budget": 60})
    met_twice = [said for said in answers.values() if len(said) == 2]
    assert len(met_twice) > 50 and all(one == other for one, other in met_twice)
    told = [said[0] for said in answers.values()]
    assert np.mean([answer is None for answer, _ in told]) == pytest.approx(0.2, abs=0.06)
    assert np.mean([answer != truth for answer, truth in told if answer is not None]) == pytest.approx(0.3, abs=0.07)


@pytest.mark.slow
def test_weak_oracles_cost_and_count_whatever_they_answer():
    weak = partial(simulated, noise=0.2, abstain=0.5, cost=3.0)
    results = compare(BOTH, IRIS, NB, oracle=weak, batch_size=3, **QUICK)
    assert results["n_asked"].unique().tolist() == [0, 3, 6, 9]  # "I do not know" is an answer
    assert (results["cost"] == 3 * results["n_asked"]).all() and "oracle simulated(noise=0.2, abstain=0.5" in results[
        "protocol"
    ][0]
    perfect = compare(BOTH, IRIS, NB, batch_size=3, **QUICK)
    by = ["strategy", "seed", "n_asked"]
    both = results.set_index(by)["metric"], perfect.set_index(by)["metric"]
    assert (both[0].xs(0, level="n_asked") == both[1].xs(0, level="n_asked")).all()  # the seed set is true
    assert both[0].xs(9, level="n_asked").mean() < both[1].xs(9, level="n_asked").mean()
    pd.testing.assert_frame_equal(compare(BOTH, IRIS, NB, oracle=weak, batch_size=3, n_jobs=2, **QUICK), results)


def test_rows_with_a_price_are_paid_for_as_they_are_asked():
    prices = np.arange(1.0, 151)
    priced = Dataset("priced", IRIS.X, IRIS.y, costs=prices)

    def cheapest(view):
        return -view.costs[view.candidates]

    results = compare({"cheapest": cheapest}, priced, NB, **QUICK)
    for seed in range(3):
        pool = stratified_split(priced, seed)
        free = np.delete(pool.costs, pool.seed_rows)
        assert results.loc[results["seed"] == seed, "cost"].tolist() == np.cumsum([0, *np.sort(free)[:9]]).tolist()


# ---- other models, and bad input ------------------------------------------------------------------------------------


def test_regressors_and_metrics_of_one_s_own():
    x = np.linspace(0, 1, 60)[:, None]
    line = Dataset("line", x, 3 * x.ravel(), (), ("x",))
    results = compare({"random": random_sampling, "GSx": greedy_sampling_x}, line, LinearRegression(), **QUICK)
    assert results["metric"].iloc[-1] == pytest.approx(1) and "split random_split" in results["protocol"][0]
    ours = compare(BOTH, IRIS, NB, metric=lambda model, X_test, y_test: -len(X_test), **QUICK)
    assert set(ours["metric"]) == {-38.0} and "metric <lambda>;" in ours["protocol"][0]


def test_data_of_one_s_own_need_a_name_only():
    texts = [f"{word} {other}" for word in ("good", "bad") for other in "abcdefghij"]
    mine = Dataset("mine", texts, [text.split()[0] for text in texts])
    assert mine.classes == ("bad", "good")
    results = compare(BOTH, mine, make_pipeline(TfidfVectorizer(), MultinomialNB()), **{**QUICK, "budget": 2})
    assert set(results["error"]) == {""} and results["metric"].iloc[-1] == 1


def test_a_place_that_cannot_be_written_is_said_before_anything_runs(tmp_path):
    asked = []
    with pytest.raises(OSError):
        compare({"spy": asked.append}, IRIS, NB, save_to=tmp_path / "missing" / "results.csv", n_jobs=1, **QUICK)
    assert not asked


def test_a_metric_that_is_not_defined_is_a_failed_run():
    def undefined_at_first(model, X_test, y_test):
        return np.nan if model.class_count_.sum() < 5 else 1.0

    with pytest.warns(UserWarning, match="3 of 3 runs failed; .*ValueError: the metric returned nan after 0 answers"):
        results = compare({"random": random_sampling}, IRIS, NB, metric=undefined_at_first, **QUICK)
    assert len(results) == 3


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"strategies": {}}, "strategies must map names"),
        ({"strategies": [random_sampling]}, "strategies must map names"),
        ({"strategies": {"random": "random"}}, "strategy must be a function such as alkit.entropy_sampling, got 'random'"),
        ({"strategies": {"greedy": EpsilonGreedy}}, r"strategy EpsilonGreedy is a class: make one first"),
        ({"dataset": []}, "dataset must be a Dataset"),
        ({"dataset": [IRIS.X]}, "dataset must be a Dataset"),
        ({"dataset": None}, "dataset must be a Dataset"),
        ({"dataset": [IRIS, IRIS]}, "with different names"),
        ({"estimator": GaussianNB}, "estimator must be a scikit-learn classifier or regressor"),
        ({"oracle": lambda y_pool, random_state: y_pool.tolist()}, "oracle must be a function of .* that returns an oracle"),
        ({"n_seeds": 0}, "n_seeds must be a whole number of at least 1, got 0"),
        ({"batch_size": 1.5}, "batch_size must be a whole number of at least 1, got 1.5"),
        ({"budget": 0}, "budget must be a whole number of at least 1, got 0"),
        ({"split": lambda data, random_state: data.split()}, "split must return an alkit.Split, got list for iris"),
    ],
)
def test_bad_input_is_said_before_anything_runs(changed, said):
    given = {"strategies": BOTH, "dataset": IRIS, "estimator": NB, **QUICK, **changed}
    with pytest.raises(ValueError, match=said):
        compare(**given)


def test_the_bar_counts_the_runs(capsys):
    compare(BOTH, IRIS, NB, **{**QUICK, "progress": True})
    assert "6/6" in capsys.readouterr().err
