"""The comparison bench: its numbers are those of the library, and running, stopping and going on lose nothing."""

import threading

import pandas as pd
import pytest

from alkit import compare, evaluation, margin_sampling, random_sampling
from alkit.widgets import bench as module
from alkit.widgets.bench import DATA, MODELS, STRATEGIES, Bench, comparison_bench

SMALL = {"data": "iris", "model": "naive Bayes", "seeds": 3, "budget": 20, "batch": 5}


def test_the_numbers_are_those_of_compare():
    view = comparison_bench(run=True, chosen=["margin"], **SMALL)
    strategies = {"random": random_sampling, "margin": margin_sampling}
    expected = compare(strategies, DATA["iris"](), MODELS["naive Bayes"](), 3, 20, 5, progress=False)
    by = ["strategy", "seed", "n_labeled"]
    same = [frame.sort_values(by, ignore_index=True)[[*by, "score"]] for frame in (view.model.results(), expected)]
    pd.testing.assert_frame_equal(*same, check_exact=True)
    row = evaluation.paired_difference(expected).iloc[0]
    assert f"margin {row['difference']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f}, p = {row['p']:.3f})" in view.caption.value
    table = view.numbers.value
    assert f"{row['difference']:.3f}" in table and "labels saved at accuracy" in table


def test_before_the_first_run_it_says_what_to_do():
    view = comparison_bench(**SMALL)
    assert view.caption.value == "Nothing has been measured yet. Choose, then press Run." and view.numbers.value == ""
    assert "press Run" in view.model.figure().axes[0].texts[0].get_text()


def test_only_what_is_missing_is_run(monkeypatch):
    made = []
    once = module.experiment.run_once
    monkeypatch.setattr(module.experiment, "run_once", lambda *a: made.append(a) or once(*a))
    view = comparison_bench(run=True, chosen=("margin",), **SMALL)
    assert len(made) == 6
    view.controls["seeds"].value = 4
    view.controls["chosen"].value = ("margin", "core-set")
    assert "Nothing" in view.caption.value  # no seed is whole yet
    view.run()
    assert len(made) == 6 + 2 + 4 and "4 seeds" in view.caption.value
    view.controls["chosen"].value = ()
    assert len(view.model.missing()) == 0 and "nothing beside it" in view.caption.value


def test_it_runs_in_a_thread_stops_after_the_run_in_flight_and_goes_on(monkeypatch):
    gate, once, started = threading.Semaphore(0), module.experiment.run_once, threading.Event()

    def slowly(*arguments):
        started.set()
        gate.acquire()
        return once(*arguments)

    monkeypatch.setattr(module.experiment, "run_once", slowly)
    view = comparison_bench(chosen=("margin",), **SMALL)
    view.start.click()
    assert started.wait(10) and view.start.disabled and not view.stop.disabled and view.controls["data"].disabled
    first = view.thread
    view.run_in_background()  # a second click changes nothing
    assert view.thread is first
    gate.release(), gate.release()
    view.stop.click()
    gate.release()
    first.join(10)
    assert "stopped; " in view.left.value and 3 <= len(view.model.missing()) <= 5 and not view.start.disabled
    gate.release(10)
    view.start.click()
    view.thread.join(10)
    assert view.left.value == "done" and view.model.missing() == [] and view.bar.value == view.bar.max


def test_a_strategy_that_fails_is_said_and_the_page_lives():
    view = comparison_bench(run=True, chosen=("BALD (forest only)",), **SMALL)
    assert "failed: ValueError: query_by_committee(bald) needs a committee" in view.caption.value
    assert not view.start.disabled and view.numbers.value == ""
    view.controls["chosen"].value = ("margin",)
    view.run()
    assert "margin" in view.caption.value


def test_every_choice_runs():
    for data in DATA:
        view = comparison_bench(run=True, data=data, model="random forest", chosen=tuple(STRATEGIES), seeds=2, budget=20, batch=10)
        assert "2 seeds" in view.caption.value


@pytest.mark.parametrize("bad", [{"data": "cats"}, {"model": "oracle"}, {"chosen": ("luck",)}])
def test_bad_choices_are_said(bad):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be of"):
        comparison_bench(**bad)


def test_a_bench_of_its_own_state():
    assert Bench().runs is not Bench().runs
