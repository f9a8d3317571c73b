"""The comparison bench: its numbers are those of the library, and running, stopping and going on lose nothing."""

import threading

import numpy as np
import pandas as pd
import pytest
from sklearn.naive_bayes import GaussianNB

from alkit import Dataset, catalog, compare, comparison_bench, evaluation, margin_sampling, random_sampling
from alkit.experiment import comparison
from alkit.widgets.bench_measured import Measured
from alkit.widgets.bench_state import NOTHING_YET, Bench
from alkit.widgets.trials import Trial
from tests.waiting import wait_until

SMALL = {"data": "iris", "model": "naive Bayes", "n_seeds": 3, "budget": 15, "batch_size": 5}
NO_PROBA = "margin_sampling needs class probabilities, but SVC has no predict_proba"


def control(widget, name):
    return next(spec for spec in widget.controls if spec["name"] == name)


def greyed_out(widget):
    spec = control(widget, "chosen")
    return {spec["options"][int(place)]: why for place, why in spec["impossible"].items()}


def rows(widget):
    return {row["name"]: row for row in widget.data["rows"]}


@pytest.fixture
def gate(monkeypatch):
    """Runs wait until ``gate.release(n)`` lets some of them through; ``gate.started`` says that one waits, ``n_begun`` counts."""
    once, semaphore = comparison.run_once, threading.Semaphore(0)
    semaphore.started, semaphore.n_begun = threading.Event(), 0

    def slowly(*arguments):
        semaphore.n_begun += 1
        semaphore.started.set()
        semaphore.acquire()
        return once(*arguments)

    monkeypatch.setattr(comparison, "run_once", slowly)
    return semaphore


# ---- its numbers ------------------------------------------------------------------------------------------------


def test_the_numbers_are_those_of_compare():
    widget = comparison_bench(run=True, chosen=["margin"], **SMALL | {"n_seeds": 5})
    strategies = {"random": random_sampling, "margin": margin_sampling}
    expected = compare(strategies, catalog.data()["iris"](), catalog.models()["naive Bayes"](), 5, 15, 5, progress=False)
    by = ["strategy", "seed", "n_asked"]
    same = [frame.sort_values(by, ignore_index=True) for frame in (widget.state.results(), expected)]
    pd.testing.assert_frame_equal(*same, check_exact=True)
    row = evaluation.paired_difference(expected).iloc[0]
    p = f"= {row['p']:.3f}" if row["p"] >= 0.001 else "< 0.001"
    said = f"margin {row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f}, p {p})"
    assert said in widget.sentence and widget.data["title"] == "iris, naive Bayes: 5 seeds"
    mean = evaluation.mean_curve(expected).query("strategy == 'margin'")
    np.testing.assert_allclose(rows(widget)["margin"]["curve"], mean[["n_asked", "mean", "low", "high"]], atol=1e-5)
    assert rows(widget)["margin"]["difference"] == row[["difference", "low", "high"]].tolist()


def test_the_table_has_a_row_for_each_strategy():
    widget = comparison_bench(run=True, chosen=["margin", "core-set"], **SMALL | {"n_seeds": 6})
    *columns, saved = widget.data["columns"]
    assert columns == ["strategy", "mean accuracy", "ahead of random", "95 % interval", "p", "p after Holm"]
    assert saved.startswith("answers saved at accuracy 0.") and list(rows(widget)) == ["random", "margin", "core-set"]
    row = evaluation.paired_difference(widget.state.results()).set_index("strategy").loc["margin"]
    area = evaluation.area_table(widget.state.results()).set_index("strategy")["area"]
    cells = rows(widget)["margin"]["cells"]
    assert cells[0] == f"{area['margin']:.3f}" and rows(widget)["random"]["cells"] == [f"{area['random']:.3f}", *[""] * 5]
    plain = [cell.replace("\N{MINUS SIGN}", "-") for cell in cells]
    assert plain[1:5] == [
        f"{row.difference:+.3f}",
        f"{row.low:+.3f} to {row.high:+.3f}",
        *(f"{p:.3f}" for p in (row.p, row.p_holm)),
    ]
    assert plain[5].endswith("of 6 seeds)") and f", after Holm {row.p_holm:.3f}); core-set" in widget.sentence


@pytest.mark.parametrize("n_seeds, seeds", [(1, "1 seed is"), (4, "4 seeds are")])
def test_few_seeds_say_nothing_of_an_interval_and_the_bench_says_from_where_on(n_seeds, seeds):
    widget = comparison_bench(run=True, chosen=["margin"], **SMALL | {"n_seeds": n_seeds})
    row = rows(widget)["margin"]
    assert row["cells"][2:5] == ["from 5 seeds on", "–", "–"] and len(row["difference"]) == 1
    assert widget.sentence.endswith(f"; {seeds} too few for an interval: run 5 or more.")
    assert {len(point) for point in row["curve"]} == {2} and "nan" not in str(widget.data).lower()
    assert any("too few seeds" in text.get_text() for text in widget.figure().axes[1].texts)


def test_identical_strategies_are_named():
    widget = comparison_bench(run=True, chosen=["margin", "entropy"], **SMALL | {"data": "two clouds", "n_seeds": 5})
    margin, entropy = (rows(widget)[name]["cells"] for name in ("margin", "entropy"))
    assert margin == entropy and "(identical to margin)" in widget.sentence


@pytest.mark.parametrize(
    "bound, said",
    [
        ("", "4 (2 of 3 seeds)"),
        ("at least", "≥ 4 (2 of 3 seeds)"),
        ("at most", "≤ 4 (2 of 3 seeds)"),
        ("unknown", "– (2 of 3 seeds)"),
    ],
)
def test_answers_saved_say_where_they_are_a_bound(bound, said):
    row = pd.Series({"median_saved": 4.0, "bound": bound, "n_reached": 2, "n_seeds": 3})
    assert Measured._saved(None, row) == said


# ---- running, stopping, going on --------------------------------------------------------------------------------


def test_before_the_first_run_it_says_what_to_do_and_its_rows_are_there():
    widget = comparison_bench(**SMALL)
    assert widget.sentence == widget.data["waiting"] == NOTHING_YET and widget.data["said"]
    assert widget.data["status"] == "9 runs to make." and (widget.data["made"], widget.data["of"]) == (0, 9)
    assert [(name, row["cells"], row["note"]) for name, row in rows(widget).items()] == [
        (name, [], "") for name in ("random", "margin", "entropy")
    ]
    assert "press Run" in widget.state.figure().axes[0].texts[0].get_text()
    labels = ["data", "model", "seeds", "budget (answers)", "batch size", "strategies, beside random", "Run", "Stop", "Reset"]
    assert [spec["text"] for spec in widget.controls] == labels
    assert control(widget, "stop")["off"] and control(widget, "stop")["why"] == "Nothing is running."


@pytest.mark.slow
def test_only_what_is_missing_is_run_and_what_was_measured_stays_in_sight(monkeypatch):
    made = []
    once = comparison.run_once
    monkeypatch.setattr(comparison, "run_once", lambda *a: made.append(a) or once(*a))
    widget = comparison_bench(run=True, chosen=("margin",), **SMALL)
    assert len(made) == 6 and control(widget, "run")["off"]
    before = widget.sentence
    widget.choose(chosen=("margin", "core-set"))
    assert widget.sentence == before and rows(widget)["core-set"]["note"] == "0 of 3 seeds so far"
    assert not control(widget, "run")["off"] and widget.data["status"].startswith(
        "6 of 9 runs are made; Run makes the others, about"
    )
    widget.choose(n_seeds=4)
    widget.run()
    assert len(made) == 6 + 2 + 4 and ", 4 seeds, " in widget.sentence and "core-set " in widget.sentence
    widget.choose(chosen=())
    assert widget.state.missing() == [] and "nothing beside it" in widget.sentence


def test_a_new_strategy_joins_when_it_has_caught_up():
    bench = Bench(chosen=("margin",), **SMALL | {"n_seeds": 4})
    assert len(list(bench.steps())) == 8
    bench.chosen = ("margin", "core-set")
    seen = [(set(bench.results()["strategy"]), bench.measured().n_seeds) for _ in bench.steps()]
    old, all_three = {"random", "margin"}, {"random", "margin", "core-set"}
    assert seen == [(old, 4), (old, 4), (all_three, 3), (all_three, 4)]


def test_it_runs_in_a_thread_stops_after_the_run_in_flight_and_goes_on(gate):
    widget = comparison_bench(chosen=("margin",), **SMALL)
    widget.press("run")
    assert gate.started.wait(10) and control(widget, "run")["off"] and not control(widget, "stop")["off"]
    assert all(control(widget, name)["off"] for name in ("data", "model", "chosen", "n_seeds", "budget", "batch_size", "reset"))
    assert widget.data["status"] == "6 runs left" and widget.sentence == "2 strategies are run with 3 seeds: iris, naive Bayes."
    widget.press("run")  # a second click changes nothing
    widget.run_in_background()
    widget._set({"n_seeds": 9})  # what is being run must not change, whatever an old page says
    widget.press("reset")
    assert gate.n_begun == 1 and widget.state.n_seeds == 3
    gate.release(2)
    widget.press("stop")
    assert widget.data["status"].startswith("Stopping after this run: ") and control(widget, "stop")["off"]
    gate.release()
    wait_until(lambda: " of 6 runs are made; " in widget.data["status"])
    n_left = len(widget.state.missing())
    assert 3 <= n_left <= 5 and widget.data["made"] == 6 - n_left and not control(widget, "run")["off"]
    assert widget.data["status"].startswith(
        f"{6 - n_left} of 6 runs are made; Run makes the others, about "
    )  # how long, the machine's load says
    assert "mean accuracy against random" in widget.sentence  # what was made is shown
    gate.release(10)
    widget.press("run")
    wait_until(lambda: widget.data["status"].startswith("Done"))
    assert widget.data["status"] == "Done: all 6 runs are made." and widget.state.missing() == []
    assert widget.data["made"] == widget.data["of"] == 6 and control(widget, "run")["why"] == "All of these runs are made."


def test_the_status_matches_the_choice_whatever_is_chosen():
    widget = comparison_bench(run=True, chosen=("margin",), **SMALL)
    assert widget.data["status"].startswith("Done")
    widget.choose(model="random forest")
    assert widget.sentence == NOTHING_YET and (widget.data["made"], widget.data["status"]) == (0, "6 runs to make.")
    widget.choose(model="naive Bayes", n_seeds=5)
    assert (widget.data["made"], widget.data["of"]) == (6, 10) and widget.data["status"].startswith("6 of 10 runs are made")
    widget.choose(n_seeds=2)
    assert widget.data["status"] == "Done: all 4 runs are made." and ", 2 seeds, " in widget.sentence
    widget.press("reset")
    assert widget.state.n_seeds == 3 and widget.data["status"] == "Done: all 6 runs are made."


@pytest.mark.parametrize(
    "seconds, said",
    [([0.1], "about 1 s"), ([4.0, 2.0, 3.0], "about 18 s"), ([30.0], "about 3 min"), ([1.0, 90.0], "about 5 min")],
)
def test_the_time_left_is_what_such_runs_took(seconds, said):
    bench = Bench(chosen=("margin",), **SMALL)
    assert bench.status() == "6 runs to make."
    bench.seconds = {(*bench._setting, "margin"): seconds}
    assert bench.status() == f"6 runs to make, {said}."


def test_each_strategy_counts_with_its_own_time():
    bench = Bench(chosen=("margin", "entropy"), **SMALL)
    bench.seconds = {
        (*bench._setting, "margin"): [20.0],
        (*bench._setting, "random"): [1.0],
        (*bench._setting, "entropy"): [3.0],
    }
    assert bench.status().endswith("about 72 s.")  # three seeds of 24 s


def test_while_it_runs_one_sentence_is_said_and_at_the_end_another(monkeypatch):
    monkeypatch.setattr("alkit.widgets.bench.OFTEN", 0)
    monkeypatch.setattr("alkit.widgets.bench.RUNS_PER_DRAWING", 0)
    widget, said, made = comparison_bench(**SMALL), [], []
    widget.observe(lambda change: said.append(change.new), "sentence")
    widget.observe(lambda change: made.append(change.new["made"]), "data")
    widget.run()
    assert len(said) == 2 and said[0].startswith("3 strategies are run") and "entropy" in said[1]
    assert list(dict.fromkeys(made)) == list(range(10))  # and each run is seen


def test_an_interrupt_keeps_what_was_made(monkeypatch):
    once, made = comparison.run_once, []

    def interrupted(*arguments):
        if len(made) == 4:
            raise KeyboardInterrupt
        made.append(once(*arguments))
        return made[-1]

    monkeypatch.setattr(comparison, "run_once", interrupted)
    widget = comparison_bench(run=True, chosen=("margin",), **SMALL)
    assert widget.data["made"] == 4 and ", 2 seeds, " in widget.sentence and not control(widget, "run")["off"]


# ---- what cannot be run ------------------------------------------------------------------------------------------


def test_what_cannot_work_with_the_model_is_greyed_out_with_the_reason():
    widget = comparison_bench(**SMALL | {"model": "logistic regression"})
    assert set(greyed_out(widget)) == {"BALD (committee)", "EPIG (committee)", "BatchBALD (committee)"}
    why = greyed_out(widget)["BALD (committee)"]
    assert why.startswith("Not with logistic regression: QueryByCommittee(score=bald) needs a committee of classifiers, but")
    widget.choose(model="random forest")
    assert set(greyed_out(widget)) == {"closest to the boundary", "BADGE", "expected gradient length"}


@pytest.mark.slow
def test_what_is_greyed_out_fails_when_it_is_run_and_what_is_not_does_not(monkeypatch):
    for model in catalog.models():
        widget = comparison_bench(data="two clouds", model=model, n_seeds=1, budget=10, batch_size=10)
        unfit = greyed_out(widget)
        monkeypatch.setattr(Bench, "why_not", lambda self, name: "")
        widget.choose(chosen=tuple(name for name in catalog.strategies() if name != "random"))
        widget.run()
        assert set(widget.state.failures()) == set(unfit), model
        monkeypatch.undo()


def test_one_that_was_chosen_before_is_left_out_and_named_and_comes_back_with_the_model(monkeypatch):
    made = []
    once = comparison.run_once
    monkeypatch.setattr(comparison, "run_once", lambda *a: made.append(a[1]) or once(*a))
    widget = comparison_bench(chosen=("margin", "core-set"), **SMALL)
    widget.choose(model="support vector machine")
    assert widget.sentence.startswith(
        f"{NOTHING_YET} margin cannot work with support vector machine and is left out: {NO_PROBA}"
    )
    assert widget.state.chosen == ("margin", "core-set") and rows(widget)["margin"]["note"] == "left out"
    widget.run()
    assert margin_sampling not in made and len(made) == 6 and widget.data["status"] == "Done: all 6 runs are made."
    assert "random: core-set " in widget.sentence and widget.sentence.count("margin cannot work") == 1
    widget.choose(model="naive Bayes")
    assert widget.sentence == NOTHING_YET and widget.state.names == ["random", "margin", "core-set"]


def test_a_strategy_that_needs_more_to_choose_from_is_tried_a_second_time():
    seen = []

    def choosy(view):
        seen.append(len(view.candidates))
        return np.sort(view.uniform_scores)[: 50 if len(view.candidates) < 50 else None] + np.zeros(
            max(50, len(view.candidates))
        )

    trial = Trial(GaussianNB(), catalog.data()["iris"]())
    assert trial.why_not(choosy) == "" and seen == [2, 60]
    assert trial.why_not(lambda view: 1 / 0) == "ZeroDivisionError: division by zero"
    assert trial.why_not(margin_sampling) == ""


@pytest.mark.slow
def test_every_choice_runs():
    names = tuple(name for name in catalog.strategies() if name != "random")
    for data, n_seeds, seeds in (("iris", 1, "1 seed"), ("two clouds", 2, "2 seeds")):
        widget = comparison_bench(
            run=True, data=data, chosen=names, model="random forest", n_seeds=n_seeds, budget=10, batch_size=10
        )
        assert f", {seeds}, " in widget.sentence and "failed" not in widget.sentence
        assert [name for name, row in rows(widget).items() if row["note"]] == list(greyed_out(widget))


@pytest.mark.parametrize("bad", [{"data": "cats"}, {"model": "oracle"}, {"chosen": ("luck",)}])
def test_bad_choices_are_said(bad):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be (one )?of"):
        comparison_bench(**bad)


def test_numbers_beyond_the_sliders_may_be_given():
    widget = comparison_bench(data="iris", n_seeds=40, budget=200, batch_size=3, chosen=("random", "margin"))
    assert not widget.problem and control(widget, "n_seeds")["max"] == 40 and control(widget, "budget")["max"] == 200
    assert "3" in control(widget, "batch_size")["options"] and widget.state.names == ["random", "margin"]


def test_a_bench_of_its_own_state():
    assert Bench().runs is not Bench().runs


# ---- a student's own ----------------------------------------------------------------------------------------


def test_a_student_s_own_strategy_model_and_data():
    rng = np.random.default_rng(0)
    mine = Dataset("mine", rng.normal(size=(80, 3)) + np.arange(80)[:, None] % 2, np.arange(80) % 2)
    seen = []

    def first_come(view):
        seen.append(view.X.shape)
        return -view.candidates

    widget = comparison_bench({"first come": first_come}, {"bayes": GaussianNB}, {"mine": mine}, run=True, n_seeds=3, budget=10)
    assert set(seen) == {(60, 3)}
    assert widget.sentence.startswith("mine, bayes, 3 seeds, mean accuracy against random: first come ")
    assert control(widget, "chosen")["options"][:2] == ["first come", "margin"]
    expected = compare({"random": random_sampling, "first come": first_come}, mine, GaussianNB(), 3, 10, 5, progress=False)
    difference = evaluation.paired_difference(expected)["difference"][0]
    assert f"first come {difference:+.3f}" in widget.sentence


def test_a_strategy_that_fails_is_named_once_and_the_others_keep_their_results(monkeypatch):
    made = []
    once = comparison.run_once
    monkeypatch.setattr(comparison, "run_once", lambda *a: made.append(a[1]) or once(*a))

    def unlucky(view):
        if len(view.labeled) > 5:
            raise RuntimeError("out of luck")
        return view.uniform_scores

    widget = comparison_bench({"mine": unlucky}, run=True, chosen=("mine", "margin"), **SMALL)
    assert made.count(unlucky) == 1  # nor is it run again
    alone = comparison_bench(run=True, chosen=("margin",), **SMALL)
    assert widget.sentence == f"{alone.sentence} mine is left out, because it failed with seed 0: RuntimeError: out of luck."
    assert rows(widget)["margin"] == rows(alone)["margin"] and rows(widget)["mine"]["note"] == "left out"
    assert widget.error is None and widget.problem == "" and widget.data["status"] == "Done: all 6 runs are made."
    widget.choose(chosen=("mine",))
    assert "nothing beside it. mine is left out, because it failed" in widget.sentence


def test_a_model_that_fails_and_data_that_cannot_be_made_are_said_and_the_page_lives():
    models, data = {"mine": GaussianNB(var_smoothing=-1.0)}, {"mine": lambda: 1 / 0}
    widget = comparison_bench(models=models, data=data, run=True, n_seeds=2, budget=10)
    assert widget.sentence == "mine with mine does not work: ZeroDivisionError: division by zero. Choose something else."
    assert widget.problem == "" and not control(widget, "run")["off"] and widget.data["status"] == "These runs cannot be made."
    widget.choose(data="iris")
    assert widget.sentence == NOTHING_YET and not greyed_out(widget)  # it is not the strategies that fail
    widget.run()
    assert widget.sentence.startswith("random, with which all are compared, failed with seed 0: InvalidParameterError: ")
    assert widget.sentence.endswith(" Choose another model or other data.") and len(widget.state.runs) == 1
    widget.choose(model="naive Bayes")
    widget.run()
    assert "2 seeds, mean accuracy against random: margin" in widget.sentence
