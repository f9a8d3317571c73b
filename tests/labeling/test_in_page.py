"""Labels in a browser's storage: each answer in the file before the next, several chapters open, a storage that is full."""

import asyncio
import os
import pathlib
import sqlite3

import pytest

from alkit.labeling import in_page
from alkit.labeling.store import GoneOnError, LabelLog
from alkit.widgets import labeling


@pytest.fixture
def soon(monkeypatch):
    """As in a browser's page; what was put off is in this list."""
    later = []
    for name in ("address", "store"):
        monkeypatch.setattr(f"alkit.labeling.{name}.IN_PAGE", True)
    monkeypatch.setattr(in_page, "in_page", later.append)
    monkeypatch.setattr(in_page, "_opened", {})
    return later


def elsewhere(monkeypatch):
    """Another chapter: a Python of its own, with a memory of its own."""
    monkeypatch.setattr(in_page, "_opened", {})


def on_a_desktop(path):
    """What somebody reads who downloads the file."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT session, number, kind FROM events ORDER BY session, number").fetchall()
    finally:
        connection.close()


def test_an_answer_is_in_the_file_when_it_is_given_and_a_note_a_moment_later(soon, tmp_path):
    log = LabelLog(tmp_path / "labels" / "labels.sqlite")
    log.append("monday", 0, "shown", sample=3)
    assert not (tmp_path / "labels" / "labels.sqlite").exists()
    log.append("monday", 1, "answer", sample=3, label="cat")
    assert on_a_desktop(tmp_path / "labels" / "labels.sqlite") == [("monday", 0, "shown"), ("monday", 1, "answer")]
    log.append("monday", 2, "scores", steps=1, scores={"accuracy": 0.5})
    assert len(on_a_desktop(tmp_path / "labels" / "labels.sqlite")) == 2
    for task in soon:
        task()
    assert len(on_a_desktop(tmp_path / "labels" / "labels.sqlite")) == 3
    assert log.labels("monday") == {3: "cat"} and log.last("monday") == 2


def test_it_is_there_when_the_page_is_opened_again(soon, tmp_path, monkeypatch):
    LabelLog(tmp_path / "labels.sqlite").append("monday", 0, "answer", sample=3, label="cat")
    elsewhere(monkeypatch)
    log = LabelLog(tmp_path / "labels.sqlite")
    assert log.labels("monday") == {3: "cat"}
    with pytest.raises(GoneOnError, match="another window"):
        log.append("monday", 0, "answer", sample=4, label="dog")


def test_two_chapters_write_into_one_file(soon, tmp_path, monkeypatch):
    one = LabelLog(tmp_path / "labels.sqlite")
    one.append("monday", 0, "answer", sample=1, label="cat")
    elsewhere(monkeypatch)
    two = LabelLog(tmp_path / "labels.sqlite")
    two.append("tuesday", 0, "answer", sample=2, label="dog")
    one.append("monday", 1, "answer", sample=3, label="cat")
    two.append("tuesday", 1, "answer", sample=4, label="dog")
    assert one.sessions() == two.sessions() == ["monday", "tuesday"]
    assert len(on_a_desktop(tmp_path / "labels.sqlite")) == 4


def test_what_another_chapter_has_overwritten_comes_back(soon, tmp_path, monkeypatch):
    """Between a look at the file and its writing another may write; a log only grows, so nothing is lost."""
    path = tmp_path / "labels.sqlite"
    one = LabelLog(path)
    elsewhere(monkeypatch)
    two = LabelLog(path)
    two.append("tuesday", 0, "answer", sample=2, label="dog")
    old = path.read_bytes()
    one.append("monday", 0, "answer", sample=1, label="cat")
    path.write_bytes(old)  # as if the two had crossed
    os.utime(path, (1, 1))
    one.append("monday", 1, "answer", sample=3, label="cat")
    assert [number for _, number, _ in on_a_desktop(path)] == [0, 1, 0]


def test_a_storage_that_is_full_keeps_no_answer_and_says_so(soon, tmp_path, monkeypatch):
    path = tmp_path / "labels.sqlite"
    log = LabelLog(path)
    log.append("monday", 0, "answer", sample=1, label="cat")

    def full(self, _):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(pathlib.Path, "write_bytes", full)
        with pytest.raises(ValueError, match="not saved in .*No space left"):
            log.append("monday", 1, "answer", sample=2, label="dog")
        assert log.labels("monday") == {1: "cat"}
    log.append("monday", 1, "answer", sample=2, label="cat")
    assert log.labels("monday") == {1: "cat", 2: "cat"} and len(on_a_desktop(path)) == 2


def test_another_file_by_that_name_is_refused(soon, tmp_path):
    (tmp_path / "labels.sqlite").write_bytes(b"this is no database, whatever its name says, and it is long enough" * 20)
    with pytest.raises(ValueError, match="cannot keep labels in|cannot read"):
        LabelLog(tmp_path / "labels.sqlite")


def test_the_page_writes_what_was_put_off(tmp_path, monkeypatch):
    for name in ("address", "store"):
        monkeypatch.setattr(f"alkit.labeling.{name}.IN_PAGE", True)
    monkeypatch.setattr(in_page, "_opened", {})

    async def visit():
        LabelLog(tmp_path / "labels.sqlite").append("monday", 0, "shown", sample=3)
        await asyncio.sleep(0.1)

    asyncio.run(visit())
    assert on_a_desktop(tmp_path / "labels.sqlite") == [("monday", 0, "shown")]


def test_where_nothing_lasts_the_page_says_so(monkeypatch):
    assert labeling.kept_words("labels/labels.sqlite") == ""
    monkeypatch.setattr(labeling, "IN_PAGE", True)
    assert labeling.kept_words("/drive/labels/labels.sqlite") == labeling.IN_BROWSER
    assert labeling.kept_words("/home/pyodide/labels/labels.sqlite") == labeling.NOT_KEPT
    assert labeling.kept_words("postgresql://ada@db/labels") == ""
