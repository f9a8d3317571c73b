"""The label log keeps what it was given: through undo, resume, two windows and SIGKILL."""

import os
import pathlib
import subprocess
import sys

import pytest

from alkit.labeling.store import LabelLog, replay

ON_DISK = pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # what is tried with a file


def test_events_come_back_as_written(log):
    log.append("a", 0, "start", classes=["猫", "dog", 3, True, 2.5])
    log.append("a", 1, "answer", sample=7, label="<script>alert(1)</script>", seconds=1.5, by="Ада")
    log.append("b", 0, "start")
    first, second = log.events("a")
    assert first.body == {"classes": ["猫", "dog", 3, True, 2.5]}
    assert second.body == {"sample": 7, "label": "<script>alert(1)</script>", "seconds": 1.5, "by": "Ада"}
    assert log.sessions() == ["a", "b"]
    assert log.labels("a") == {7: "<script>alert(1)</script>"}


def test_what_is_written_is_never_changed_and_a_second_writer_is_refused(log):
    log.append("a", 0, "answer", sample=1, label="x")
    with pytest.raises(ValueError, match="another window"):
        log.append("a", 0, "answer", sample=1, label="y")
    assert log.labels("a") == {1: "x"}


def test_replay_drops_what_was_undone(log):
    steps = [("shown", 4), ("answer", 4), ("shown", 5), ("skip", 5), ("undo", None), ("shown", 5), ("unknown", 5), ("shown", 6)]
    for number, (kind, sample) in enumerate(steps):
        log.append("a", number, kind, **({} if sample is None else {"sample": sample, "label": 0}))
    state = replay(log.events("a"))
    assert [(s.kind, s.body["sample"]) for s in state.steps] == [("answer", 4), ("unknown", 5)]
    assert state.current == 6
    assert replay(log.events("a")[:5]).current == 5  # right after the undo the sample is on the screen again
    assert log.labels("a") == {4: 0}
    assert log.to_frame("a")["kind"].tolist() == ["answer", "unknown"]


def test_a_file_that_is_no_log_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "thesis.sqlite"
    path.write_text("years of work" * 100)
    with pytest.raises(ValueError, match="cannot keep labels"):
        LabelLog(path)
    assert path.read_text() == "years of work" * 100


def test_a_number_is_written_only_after_the_one_before_it(log):
    with pytest.raises(ValueError, match="not saved in .* has been removed from it; run this cell again"):
        log.append("a", 1, "answer", sample=1, label="x")
    log.append("a", 0, "start")
    with pytest.raises(ValueError, match="has been removed"):
        log.append("a", 2, "answer", sample=1, label="x")
    assert [event.number for event in log.events("a")] == [0]


@ON_DISK
def test_a_log_that_is_deleted_and_made_anew_takes_no_answer_of_the_old_session(log):
    log.append("a", 0, "start")
    log.append("a", 1, "answer", sample=1, label="x")
    os.remove(log.where)
    with pytest.raises(ValueError, match="not saved in"):
        log.append("a", 2, "answer", sample=2, label="x")
    new = LabelLog(log.where)
    new.append("b", 0, "start")
    with pytest.raises(ValueError, match="has been removed"):
        log.append("a", 2, "answer", sample=2, label="x")
    assert new.events("a") == []


def test_what_json_cannot_hold_is_refused(log):
    with pytest.raises(ValueError, match="not saved: a label log cannot hold this"):
        log.append("a", 0, "answer", sample=1, label=object())
    with pytest.raises(ValueError, match="not saved"):
        log.append("\ud800", 0, "start")


@ON_DISK
def test_sqlite_waits_for_disk_and_folder(log):
    with log._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3  # EXTRA
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"


def test_a_full_or_locked_disk_is_said(log, monkeypatch):
    monkeypatch.setattr(
        "alkit.labeling.store._TABLE.insert", lambda: __import__("sqlalchemy").text("insert into nowhere values (1)")
    )
    with pytest.raises(ValueError, match="not saved in"):
        log.append("a", 0, "start")


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_every_acknowledged_answer_survives_sigkill_100_times(tmp_path, record_property):
    script = pathlib.Path(__file__).with_name("kill_a_session.py")
    done = subprocess.run(
        [sys.executable, script, str(tmp_path), "100"], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    killed, answers = map(int, done.stdout.split())
    assert killed == 100
    record_property("sessions killed", killed)
    record_property("answers acknowledged", answers)
    assert answers > 50  # the kills came while answers were being written; many more where nothing else runs
