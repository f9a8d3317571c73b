"""The comparison bench: its numbers are those of the library, and running, stopping and going on lose nothing."""

import threading

import numpy as np
import pandas as pd
import pytest
from sklearn.naive_bayes import GaussianNB

from alkit import Dataset, catalog, compare, comparison_bench, evaluation, margin_sampling, random_sampling
from alkit.experiment import comparison
from alkit.widgets.bench import Bench

SMALL = {"data": "iris", "model": "naive Bayes", "n_seeds": 3, "budget": 15, "batch_size": 5}


def test_the_numbers_are_those_of_compare():
    widget = comparison_bench(run=True, chosen=["margin"], **SMALL)
    strategies = {"random": random_sampling, "margin": margin_sampling}
    expected = compare(strategies, catalog.data()["iris"](), catalog.models()["naive Bayes"](), 3, 15, 5, progress=False)
    by = ["strategy", "seed", "n_asked"]
    same = [frame.sort_values(by, ignore_index=True) for frame in (widget.state.results(), expected)]
    pd.testing.assert_frame_equal(*same, check_exact=True)
    row = evaluation.paired_difference(expected).iloc[0]
    said = f"margin {row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f}, p = {row['p']:.3f})"
    assert said in widget.caption.value
    table = widget.numbers.value
    assert f"{row['difference']:.3f}" in table and "answers saved at accuracy" in table


def test_before_the_first_run_it_says_what_to_do():
    widget = comparison_bench(**SMALL)
    assert widget.caption.value == "Nothing has been measured yet. Choose, then press Run." and widget.numbers.value == ""
    assert "press Run" in widget.state.figure().axes[0].texts[0].get_text()
    labels = ["data", "model", "strategies", "seeds", "budget (answers)", "batch size"]
    assert [control.description for control in widget.controls.values()] == labels


@pytest.mark.slow
def test_only_what_is_missing_is_run(monkeypatch):
    made = []
    once = comparison.run_once
    monkeypatch.setattr(comparison, "run_once", lambda *a: made.append(a) or once(*a))
    widget = comparison_bench(run=True, chosen=("margin",), **SMALL)
    assert len(made) == 6
    widget.controls["n_seeds"].value = 4
    widget.controls["chosen"].value = ("margin", "core-set")
    assert "Nothing" in widget.caption.value  # no seed is whole yet
    widget.run()
    assert len(made) == 6 + 2 + 4 and "4 seeds" in widget.caption.value
    widget.controls["chosen"].value = ()
    assert len(widget.state.missing()) == 0 and "nothing beside it" in widget.caption.value


def test_it_runs_in_a_thread_stops_after_the_run_in_flight_and_goes_on(monkeypatch):
    gate, once, started = threading.Semaphore(0), comparison.run_once, threading.Event()

    def slowly(*arguments):
        started.set()
        gate.acquire()
        return once(*arguments)

    monkeypatch.setattr(comparison, "run_once", slowly)
    widget = comparison_bench(chosen=("margin",), **SMALL)
    widget.start.click()
    assert started.wait(10) and widget.start.disabled and not widget.stop.disabled and widget.controls["data"].disabled
    first = widget.thread
    widget.run_in_background()  # a second click changes nothing
    assert widget.thread is first
    gate.release(2)
    widget.stop.click()
    gate.release()
    first.join(10)
    assert "stopped; " in widget.left.value and 3 <= len(widget.state.missing()) <= 5 and not widget.start.disabled
    gate.release(10)
    widget.start.click()
    widget.thread.join(10)
    assert widget.left.value == "done" and widget.state.missing() == [] and widget.bar.value == widget.bar.max


@pytest.mark.slow
def test_every_choice_runs_or_says_why_not():
    unfit = ("BADGE", "closest to the boundary", "expected gradient length")
    names = tuple(name for name in catalog.strategies() if name not in ("random", *unfit))
    forest = {"model": "random forest", "n_seeds": 2, "budget": 10, "batch_size": 10}
    for data in ("iris", "wine", "two clouds"):
        widget = comparison_bench(run=True, data=data, chosen=names, **forest)
        assert "2 seeds" in widget.caption.value and "failed" not in widget.caption.value
    widget = comparison_bench(run=True, data="iris", chosen=(*unfit, "margin"), **forest)
    assert [f"{name}, seed 0, failed: ValueError: " in widget.caption.value for name in unfit] == [True] * 3
    assert "margin +" in widget.caption.value or "margin -" in widget.caption.value


@pytest.mark.parametrize("bad", [{"data": "cats"}, {"model": "oracle"}, {"chosen": ("luck",)}])
def test_bad_choices_are_said(bad):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be (one )?of"):
        comparison_bench(**bad)


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
    assert widget.caption.value.startswith("mine, bayes, 3 seeds, mean accuracy against random: first come ")
    assert widget.controls["chosen"].options[0] == ("first come",) * 2 and ("margin",) * 2 in widget.controls["chosen"].options
    expected = compare({"random": random_sampling, "first come": first_come}, mine, GaussianNB(), 3, 10, 5, progress=False)
    difference = evaluation.paired_difference(expected)["difference"][0]
    assert f"first come {difference:+.3f}" in widget.caption.value


@pytest.mark.slow
def test_a_strategy_that_fails_is_named_and_the_others_keep_their_results():
    def unlucky(view):
        if len(view.labeled) > 5 and view.rng.random() < 2:
            raise RuntimeError("out of luck")
        return view.uniform_scores

    widget = comparison_bench({"mine": unlucky}, run=True, chosen=("mine", "margin"), **SMALL)
    alone = comparison_bench(run=True, chosen=("margin",), **SMALL)
    assert widget.caption.value == f"{alone.caption.value} mine, seed 0, failed: RuntimeError: out of luck."
    assert widget.numbers.value == alone.numbers.value != "" and widget.error is None and not widget.start.disabled
    widget.controls["chosen"].value = ("mine",)
    assert "nothing beside it. mine, seed 0, failed" in widget.caption.value


def test_a_model_that_fails_and_data_that_cannot_be_made_are_said_and_the_page_lives():
    models, data = {"mine": GaussianNB(var_smoothing=-1.0)}, {"mine": lambda: 1 / 0}
    widget = comparison_bench(models=models, data=data, run=True, n_seeds=2, budget=10)
    assert widget.caption.value == "This does not work: ZeroDivisionError: division by zero" and not widget.start.disabled
    widget.controls["data"].value = "iris"
    assert widget.caption.value == "Nothing has been measured yet. Choose, then press Run."
    widget.run()
    assert widget.caption.value.startswith("random, seed 0, failed: InvalidParameterError: ") and widget.numbers.value == ""
    widget.controls["model"].value = "naive Bayes"
    widget.run()
    assert "2 seeds, mean accuracy against random: margin" in widget.caption.value
