"""Labels in a browser's storage: each answer in the file before the next, several chapters open, a storage that is full."""

import asyncio
import os
import sqlite3

import pytest

from alkit.labeling import in_page
from alkit.labeling.store import GoneOnError, LabelLog
from alkit.widgets import labeling
from tests.waiting import in_a_loop


@pytest.fixture
def soon(monkeypatch):
    """As in a browser's page; what was put off is in this list."""
    later = []
    for name in ("address", "store"):
        monkeypatch.setattr(f"alkit.labeling.{name}.IN_PAGE", True)
    monkeypatch.setattr(in_page, "in_page", lambda task, *_: later.append(task))
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


class Full:
    """A file that takes half of what is written, and then no more."""

    def __init__(self, path, mode):
        self.file = open(path, mode)  # noqa: SIM115

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, content):
        self.file.write(content[: len(content) // 2])
        raise OSError(22, "Invalid argument")  # as it comes from JupyterLite, whatever the browser said


@pytest.mark.parametrize("n_before", [0, 1])
def test_a_storage_that_is_full_keeps_no_answer_and_says_so(soon, tmp_path, monkeypatch, n_before):
    path = tmp_path / "labels.sqlite"
    log = LabelLog(path)
    for number in range(n_before):
        log.append("monday", number, "answer", sample=number, label="cat")
    with monkeypatch.context() as patched:
        patched.setattr(in_page, "open", Full, raising=False)
        with pytest.raises(ValueError, match="not saved in .*the browser refuses to keep it"):
            log.append("monday", n_before, "answer", sample=7, label="dog")
        assert log.labels("monday") == dict.fromkeys(range(n_before), "cat")
        log.append("monday", n_before, "shown", sample=8)  # which waits
        soon.pop()()
    log.append("monday", n_before + 1, "answer", sample=8, label="cat")
    assert log.labels("monday") == dict.fromkeys([*range(n_before), 8], "cat")
    assert len(on_a_desktop(path)) == n_before + 2


def test_a_file_that_was_damaged_by_others_does_not_take_what_is_here(soon, tmp_path):
    path = tmp_path / "labels.sqlite"
    log = LabelLog(path)
    log.append("monday", 0, "answer", sample=1, label="cat")
    for damaged in (b"", path.read_bytes()[:3000], b"no database" * 900):
        path.write_bytes(damaged)
        os.utime(path, (1, 1))
        assert log.labels("monday") == {1: "cat"}
    log.append("monday", 1, "answer", sample=2, label="cat")
    assert len(on_a_desktop(path)) == 2


def test_two_who_answer_the_same_question_are_told_which_answer_counts(soon, tmp_path, monkeypatch):
    path = tmp_path / "labels.sqlite"
    one = LabelLog(path)
    one.append("monday", 0, "start")
    elsewhere(monkeypatch)
    two, keep = LabelLog(path), in_page.Kept.keep

    def crossed(self):
        monkeypatch.setattr(in_page.Kept, "keep", keep)
        two.append("monday", 1, "answer", sample=1, label="dog")
        os.utime(path, (2, 2))
        keep(self)

    monkeypatch.setattr(in_page.Kept, "keep", crossed)
    with pytest.raises(GoneOnError, match="another window"):
        one.append("monday", 1, "answer", sample=1, label="cat")
    assert one.labels("monday") == two.labels("monday") == {1: "dog"} and len(on_a_desktop(path)) == 2


def test_what_was_overwritten_is_written_again_though_nobody_answers(soon, tmp_path):
    path = tmp_path / "labels.sqlite"
    log = LabelLog(path)
    log.append("monday", 0, "answer", sample=1, label="cat")
    old = path.read_bytes()
    log.append("monday", 1, "answer", sample=2, label="cat")
    path.write_bytes(old)  # a second later, another chapter's older copy is there
    for _ in range(3):
        tasks, soon[:] = list(soon), []
        for task in tasks:
            task()
    assert len(on_a_desktop(path)) == 2


def test_a_file_that_another_chapter_makes_at_this_moment(soon, tmp_path, monkeypatch):
    path = tmp_path / "labels.sqlite"
    log = LabelLog(path)
    elsewhere(monkeypatch)
    other = LabelLog(path)

    def exists(path, mode):
        monkeypatch.delattr(in_page, "open")
        other.append("tuesday", 0, "answer", sample=2, label="dog")
        raise FileExistsError(20, "File exists")

    monkeypatch.setattr(in_page, "open", exists, raising=False)
    log.append("monday", 0, "answer", sample=1, label="cat")
    assert len(on_a_desktop(path)) == 2


def test_a_log_that_was_closed_is_open_to_others(soon, tmp_path):
    one, two = LabelLog(tmp_path / "labels.sqlite"), LabelLog(tmp_path / "labels.sqlite")
    one.close()
    two.append("monday", 0, "answer", sample=1, label="cat")
    assert one.labels("monday") == {1: "cat"}


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

    in_a_loop(visit)
    assert on_a_desktop(tmp_path / "labels.sqlite") == [("monday", 0, "shown")]


def test_where_nothing_lasts_the_page_says_so(monkeypatch):
    assert labeling.kept_words("labels/labels.sqlite") == ""
    monkeypatch.setattr(labeling, "IN_PAGE", True)
    words = labeling.kept_words("/drive/my-birds/labels/labels.sqlite")
    assert words.endswith("download labels.sqlite from the folder my-birds/labels in the list of files.")
    assert labeling.kept_words("/home/pyodide/labels/labels.sqlite") == labeling.NOT_KEPT
    assert labeling.kept_words("postgresql://ada@db/labels") == ""
