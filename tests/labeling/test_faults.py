"""A fault at every call between a click and the next sample: the person goes on, and no answer is lost or lied about."""

import signal
import sys

import pytest

from alkit import interrupts
from alkit.labeling import book, following, replay, session, store
from alkit.labeling.store import LabelLog
from tests.labeling import fragile
from tests.labeling.fragile import ARMED, all_of, do, open_session, twin_of

SCRIPT = ["answer", "skip", "answer", "unknown", "undo", "answer"]
KINDS = ["answer", "skip", "unknown", "undo", "shown", "scores"]
WRITES = [f"{when} {kind}" for when in ("write", "commit") for kind in KINDS]
PARTS = ["fit", "metric", "strategy", "predict_proba", "explain", "hash", "submit", "view", *WRITES]
ERRORS = [RuntimeError("a fault"), KeyboardInterrupt("a fault")]


@pytest.fixture(autouse=True)
def nothing_armed(monkeypatch):
    fragile.use_fragile_hash(monkeypatch)
    ARMED.clear()
    yield
    ARMED.clear()


def in_log(path):
    return LabelLog(path).labels("test")


def try_once(path, opened, kind, steps, do=do):
    """One click.  What it says must be true: refused is not saved, and everything else is."""
    try:
        step = do(opened, kind)
    except ValueError:
        assert in_log(path) == labels_of(steps)  # refused: not saved
        return False
    except KeyboardInterrupt:
        if len(replay.replay(LabelLog(path).events("test")).steps) == len(steps):
            return False  # it came before the write
        step = (kind, None, None) if kind == "undo" else last_step(path)
    if kind == "undo":
        steps.pop()
    else:
        steps.append(step)
    assert in_log(path) == labels_of(steps)
    return True


def last_step(path):
    event = replay.replay(LabelLog(path).events("test")).steps[-1]
    return event.kind, event.body["sample"], event.body["label"]


def labels_of(steps):
    return {row: label for kind, row, label in steps if kind == "answer"}


def check_end(path, opened, steps):
    opened.wait()
    ARMED.clear()
    assert opened.labels == labels_of(steps) and opened.current is not None
    opened.close()
    again = open_session(path)
    again.wait()
    assert all_of(again.learner) == all_of(twin_of(steps))
    assert again.problem == "" and not again._book.state.reports
    again.close()


@pytest.mark.slow
@pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
@pytest.mark.parametrize("part", PARTS)
def test_after_a_fault_the_person_goes_on_and_a_resume_knows_nothing_of_it(tmp_path, part, error, record_property):
    path = tmp_path / "labels.sqlite"
    opened, steps = open_session(path, in_place=part != "view" and error is ERRORS[1]), []
    for n, kind in enumerate(SCRIPT):
        if n:  # at every click but the first
            ARMED[part] = error
        for _ in range(3):  # refused clicks are made again
            if try_once(path, opened, kind, steps):
                break
        else:
            pytest.fail(f"{kind} is refused for ever: {opened.problem}")
    check_end(path, opened, steps)
    record_property("faults", len(SCRIPT) - 1)


def test_a_disk_that_is_gone_and_comes_back(tmp_path):
    path = tmp_path / "labels.sqlite"
    opened, steps = open_session(path), []
    try_once(path, opened, "answer", steps)
    ARMED.update({"commit answer": OSError("a fault: gone"), "read": ValueError("a fault: gone")})
    row = opened.current
    with pytest.raises(ValueError, match="not certain whether this was saved"):
        opened.answer("up")
    assert "not certain" in opened.problem or opened.current != row
    steps.append(("answer", row, "up"))
    assert in_log(path) == labels_of(steps)
    for kind in ("undo", "answer", "answer"):
        try_once(path, opened, kind, steps) or try_once(path, opened, kind, steps)
    check_end(path, opened, steps)


def test_shown_that_cannot_be_written_is_said_to_cost_no_answer(tmp_path):
    path = tmp_path / "labels.sqlite"
    opened = open_session(path)
    ARMED["write shown"] = ValueError("not saved: database is locked")
    row = opened.current
    opened.answer("up")
    assert in_log(path) == {row: "up"}
    assert opened.problem == "Your answers are saved, but not that this sample is shown: not saved: database is locked"
    opened.answer("up")
    assert opened.problem == ""
    shown = [event.body["sample"] for event in opened.log.events("test") if event.kind == "shown"]
    assert shown[:2] == [row, list(in_log(path))[1]]  # it was written before its answer
    opened.close()


# ---- Ctrl-C, wherever it comes ---------------------------------------------------------------------------

INTERRUPTIBLE = {module.__file__ for module in (book, following, interrupts, replay, session, store)}


class Interrupt:
    """Sends this process a SIGINT when the given number of lines of a session's code have run."""

    def __init__(self, at):
        self.at, self.lines = at, 0

    def __call__(self, frame, event, _):
        if frame.f_code.co_filename not in INTERRUPTIBLE:
            return None
        if event == "line":
            self.lines += 1
            if self.lines == self.at:
                signal.raise_signal(signal.SIGINT)
        return self


def click_interrupted(path, opened, kind, steps, at):
    interrupt = Interrupt(at)

    def traced(*args):
        sys.settrace(interrupt)
        try:
            return do(*args)
        finally:
            sys.settrace(None)

    try_once(path, opened, kind, steps, traced)
    return interrupt.lines >= at


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["answer", "undo"])
def test_ctrl_c_on_any_line_leaves_log_and_session_in_agreement(tmp_path, kind, record_property):
    path = tmp_path / "labels.sqlite"
    opened, steps = open_session(path, in_place=True), []
    for _ in range(2):
        try_once(path, opened, "answer", steps)
    at, was_interrupted, interrupts = 1, True, 0
    while was_interrupted:
        if len(steps) > 4 or len(steps) < 2:
            try_once(path, opened, "undo" if len(steps) > 4 else "answer", steps)
        was_interrupted = click_interrupted(path, opened, kind, steps, at)
        if opened.current is None:  # the next click finds a sample
            opened.go_on()
        assert opened.labels == labels_of(steps) and opened.current is not None
        interrupts += was_interrupted
        at += 1 if at < 40 else 9
    assert at > 100
    check_end(path, opened, steps)
    record_property("interrupts", interrupts)
