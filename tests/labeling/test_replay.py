"""Whatever is in a log can be opened; what cannot be used is reported and left out."""

import re
import sqlite3

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

import alkit
from alkit import ActiveLearner, LabelingSession, LabelLog
from alkit.labeling.replay import LOG_VERSION, replay
from alkit.pool import fingerprint

X = np.arange(20.0).reshape(10, 2)


def open_session(path, **options):
    learner = ActiveLearner(GaussianNB(), X, classes=["a", "b"], random_state=0)
    return LabelingSession(learner, LabelLog(path), "test", **options)


def damage(path, *statements):
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def insert(number, kind, body):
    return f"insert into events values ('test', {number}, 'now', '{kind}', '{body}')"


@pytest.fixture
def path(tmp_path):
    """A log with three answers: events 0 start, 1 shown, 2 answer, 3 shown, 4 answer, 5 shown, 6 answer, 7 shown."""
    session = open_session(tmp_path / "labels.sqlite")
    for label in "aba":
        session.answer(label)
    session.close()
    return tmp_path / "labels.sqlite"


FIRST = "json_extract((select body from events where number = 2), '$.sample')"
DAMAGES = {  # what happened to the log, what is reported, how many answers are left
    "doubled row": ([f"update events set body = json_set(body, '$.sample', {FIRST}) where number = 6"], "second answer", 2),
    "missing numbers": (["delete from events where number in (2, 3)"], "Events 2 to 3 are missing", 2),
    "unknown kind": (["update events set kind = 'dance' where number = 6"], "'dance'.* unknown kind", 2),
    "unknown label": (["update events set body = json_set(body, '$.label', 'tulip') where number = 6"], "'tulip'", 2),
    "broken JSON": (["""update events set body = '{"sample": 3, "la' where number = 6"""], "Event 6 .*not readable", 2),
    "no JSON at all": (["update events set body = x'fffe00' where number = 6"], "Event 6 .*not readable", 2),
    "row out of range": (["update events set body = json_set(body, '$.sample', 999) where number = 6"], "row 999", 2),
    "row a text": (["update events set body = json_set(body, '$.sample', 'x') where number = 6"], "row 'x'", 2),
    "broken start": (["update events set body = '?' where number = 0"], "What it is about is missing", 3),
    "no start": (["delete from events where number = 0"], "Event 0 is missing", 3),
    "newer log": (["update events set body = json_set(body, '$.log', 99) where number = 0"], "written by a newer alkit", 3),
    "too many undos": ([insert(n, "undo", "{}") for n in range(8, 13)], "an undo of nothing", 0),
    "broken scores": ([insert(8, "scores", '{"steps": "x", "scores": {}}')], "Event 8", 3),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "report", "kept"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_log_is_opened_reported_and_undone(path, statements, report, kept, record_property):
    damage(path, *statements)
    session = open_session(path)
    assert len(session.labels) == kept
    assert re.search(report, session.problem) and session.problem.startswith("The log is damaged; what could be read is used.")
    assert session.current not in session.labels
    session.answer("b")
    assert session.problem == "" and session.log.labels("test") == session.labels and len(session.labels) == kept + 1
    for left in range(kept, -1, -1):
        session.undo()
        assert session.log.labels("test") == session.labels and len(session.labels) == left
    session.close()
    again = open_session(path)
    assert again.labels == {}
    again.close()
    record_property("damaged logs", 1)


def test_an_undo_takes_back_the_step_that_it_names(path):
    damage(path, insert(8, "undo", '{"step": 2}'))
    events = LabelLog(path).events("test")
    assert [s.number for s in replay(events).steps] == [4, 6]


def test_a_log_of_version_0_opens_and_its_doubled_rows_are_lived_with(tmp_path):
    log = LabelLog(tmp_path / "labels.sqlite")
    about = {"pool": fingerprint(X), "n_pool": 10, "classes": ["a", "b"], "seed_set": []}
    old = [
        ("start", about),
        ("shown", {"sample": 3, "learning": False}),
        *[("answer", answer(3, "a")), ("answer", answer(3, "b"))],
    ]
    old += [("shown", {"sample": 5, "learning": False}), ("answer", answer(5, "b")), ("undo", {}), ("shown", {"sample": 5})]
    for number, (kind, body) in enumerate(old):
        log.append("test", number, kind, **body)
    session = open_session(tmp_path / "labels.sqlite")
    assert session.labels == {3: "a"} and session.current == 5 and "row 3, whose first one counts" in session.problem
    session.close()
    with pytest.raises(ValueError, match="another pool"):
        LabelingSession(ActiveLearner(GaussianNB(), X[::-1], classes=["a", "b"]), log, "test")


def answer(row, label):
    return {"sample": row, "label": label, "seconds": 1.0, "by": "you"}


def test_a_log_says_its_version_and_whose(path):
    start = LabelLog(path).events("test")[0]
    assert start.kind == "start" and start.body["log"] == LOG_VERSION and start.body["alkit"] == alkit.__version__
    shown = [event.body for event in LabelLog(path).events("test") if event.kind == "shown"]
    assert len(shown) == 4 and all(len(body["hash"]) == 16 for body in shown)
