"""The trainer: one thing after the other, in a thread, or in place where there can be none."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from alkit import datasets, open_session, stratified_split
from alkit.labeling.trainer import Trainer


@pytest.fixture(params=[False, True], ids=["thread", "in place"])
def trainer(request):
    trainer = Trainer(patience=20)
    trainer.in_place = request.param
    yield trainer
    trainer.close()


def test_everything_is_done_in_the_order_asked_for_also_what_tasks_ask_for(trainer):
    done = []

    def task(k):
        done.append(k)
        if k < 3:
            trainer.later(lambda: task(k + 2))

    trainer.later(lambda: task(0))
    trainer.later(lambda: task(1))
    trainer.wait_while(lambda: len(done) < 5)
    assert sorted(done) == [0, 1, 2, 3, 4]
    assert not trainer.in_place or done == [0, 2, 4, 1, 3]  # in place nothing else is asked for until all is done


def test_a_training_says_what_it_brought_or_what_went_wrong(trainer):
    said = []
    trainer.learn(lambda: "a model", lambda *result: said.append(result))
    trainer.learn(lambda: 1 / 0, lambda *result: said.append(result))
    assert said == [("a model", ""), (None, "division by zero")]


def test_a_task_that_fails_in_place_does_not_stop_the_next():
    trainer, done = Trainer(), []
    trainer.in_place = True
    with pytest.raises(ZeroDivisionError):
        trainer.later(lambda: 1 / 0)
    trainer.later(lambda: done.append(1))
    assert done == [1]


def test_a_slow_training_is_not_waited_for_the_next_time():
    trainer, done = Trainer(patience=0.05), []
    trainer.learn(lambda: time.sleep(0.2), lambda *_: done.append(1))
    trainer.wait_while(lambda: not done)
    started = time.monotonic()
    trainer.learn(lambda: time.sleep(0.2), lambda *_: done.append(2))
    assert time.monotonic() - started < 0.04 and done == [1]
    trainer.close()


def test_after_its_end_things_are_done_in_place():
    trainer, done = Trainer(), []
    trainer.close()
    trainer.later(lambda: done.append(threading.current_thread()))
    assert done == [threading.main_thread()]


@pytest.fixture
def patient(monkeypatch):
    """However busy the machine, the next sample waits for the new model, so that two sessions can be compared."""
    monkeypatch.setattr("alkit.labeling.session.Trainer", lambda _: Trainer(60))


def label_ten(folder):
    data = datasets.iris()
    session = open_session(data, budget=10, folder=folder)
    truth = stratified_split(data).y_pool
    for _ in range(10):
        session.answer(truth[session.current])
    session.wait()
    assert session.current is None and not session.is_learning and session.problem == ""
    assert [n for n, _ in session.curve()] == list(range(11))
    return session, {name: rivals.points for name, rivals in session.rivals.items()}


def refuse(*_, **__):
    raise RuntimeError("can't start new thread")


@pytest.mark.slow
@pytest.mark.parametrize("where", [(threading.Thread, "start"), (ThreadPoolExecutor, "submit")], ids=["start", "submit"])
def test_ten_samples_are_labeled_with_rivals_and_curve_where_no_thread_can_be_started(tmp_path, monkeypatch, patient, where):
    with_threads, rivals = label_ten(tmp_path / "with")
    with_threads.close()
    monkeypatch.setattr(*where, refuse)
    session, rivals_in_place = label_ten(tmp_path / "without")
    assert session.trainer.in_place
    assert session.curve() == with_threads.curve() == rivals["never wrong"]
    assert rivals_in_place == rivals and len(rivals["random"]) == 11


PYODIDE = """
import sys, threading, tempfile, numpy, sklearn.linear_model, sqlalchemy, scipy.stats, PIL.Image, matplotlib.figure
import alkit, alkit.labeling.opening
sys.platform = "emscripten"  # from here on: the libraries look at it themselves
def refuse(self): raise RuntimeError("can't start new thread")
threading.Thread.start = refuse
session = alkit.open_session(alkit.iris(), budget=10, folder=tempfile.mkdtemp())
while session.current is not None:
    session.answer("setosa")
print(session.trainer.in_place, len(session.curve()), [len(r.points) for r in session.rivals.values()])
"""


@pytest.mark.slow
def test_python_in_a_browser_labels_too():
    done = subprocess.run([sys.executable, "-c", PYODIDE], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split("\n")[0] == "True 11 [11, 11]", done.stderr
