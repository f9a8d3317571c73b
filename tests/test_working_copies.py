"""What ``make lab`` opens: copies that follow their chapters, and never cost a student a word."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

from tests.browser.lab import ROOT
from tools.lab import RECORD, refresh


def write(path, *sources, ran=False):
    cells = [nbformat.v4.new_code_cell(text) for text in sources]
    if ran:
        for cell in cells:
            cell.outputs, cell.execution_count = [nbformat.v4.new_output("stream", text="1")], 1
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def read(path):
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


@pytest.fixture
def folders(tmp_path):
    chapters, copies = tmp_path / "notebooks", tmp_path / "mine"
    write(chapters / "00_a.ipynb", "one")
    write(chapters / "solutions" / "00_a_solutions.ipynb", "answer")
    assert refresh(chapters, copies) == []
    return chapters, copies


def test_solutions_come_along_and_a_second_start_changes_nothing(folders):
    chapters, copies = folders
    assert read(copies / "solutions" / "00_a_solutions.ipynb") == ["answer"]
    before = {path: path.stat().st_mtime_ns for path in copies.rglob("*.ipynb")}
    assert refresh(chapters, copies) == []
    assert {path: path.stat().st_mtime_ns for path in copies.rglob("*.ipynb")} == before


@pytest.mark.parametrize("ran", [False, True])
def test_a_copy_in_which_nothing_was_written_follows_its_chapter(folders, ran):
    chapters, copies = folders
    write(copies / "00_a.ipynb", "one", ran=ran)
    write(chapters / "00_a.ipynb", "two")
    assert refresh(chapters, copies) == []
    assert read(copies / "00_a.ipynb") == ["two"]


def test_a_copy_in_which_something_was_written_stays(folders):
    chapters, copies = folders
    write(copies / "00_a.ipynb", "one", "mine")
    write(chapters / "00_a.ipynb", "two")
    assert refresh(chapters, copies) == ["00_a.ipynb has a new version: 00_a (new version).ipynb. Yours is as you left it."]
    assert refresh(chapters, copies) == []
    write(chapters / "00_a.ipynb", "three")  # nothing was written into the new version: it follows
    assert len(refresh(chapters, copies)) == 1
    assert read(copies / "00_a (new version).ipynb") == ["three"]
    write(copies / "00_a (new version).ipynb", "three", "mine, too")
    write(chapters / "00_a.ipynb", "four")
    assert refresh(chapters, copies) == ["00_a.ipynb has a new version: 00_a (new version 2).ipynb. Yours is as you left it."]
    assert read(copies / "00_a.ipynb") == ["one", "mine"]
    assert read(copies / "00_a (new version).ipynb") == ["three", "mine, too"]


def test_without_its_record_it_overwrites_nothing(folders):
    chapters, copies = folders
    (copies / RECORD).write_text("{half")
    write(copies / "00_a.ipynb", "one", "mine")
    write(chapters / "00_a.ipynb", "two")
    assert len(refresh(chapters, copies)) == 1
    assert read(copies / "00_a.ipynb") == ["one", "mine"]


def test_what_is_no_notebook_any_more_counts_as_written_in(folders):
    chapters, copies = folders
    (copies / "00_a.ipynb").write_text("<<<<<<< mine")
    write(chapters / "00_a.ipynb", "two")
    assert len(refresh(chapters, copies)) == 1
    assert (copies / "00_a.ipynb").read_text() == "<<<<<<< mine"


def git(folder, *arguments):
    name = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *name, *arguments], check=False, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_git_pull_meets_no_work_of_a_student(tmp_path):
    school, student = tmp_path / "school", tmp_path / "student"
    for name in ("00_a", "01_b"):
        write(school / "notebooks" / f"{name}.ipynb", "one")
    shutil.copy(ROOT / ".gitignore", school)
    git(tmp_path, "init", "-q", "-b", "main", "school")
    git(school, "add", ".")
    git(school, "commit", "-qm", "a course")
    git(tmp_path, "clone", "-q", "school", "student")
    copies = student / "my-notebooks"
    refresh(student / "notebooks", copies)
    write(copies / "00_a.ipynb", "one", "my answer", ran=True)
    write(copies / "01_b.ipynb", "one", ran=True)
    (copies / "labels").mkdir()
    (copies / "labels" / "labels.sqlite").write_bytes(b"labels")
    for name in ("00_a", "01_b"):
        write(school / "notebooks" / f"{name}.ipynb", "two")
    git(school, "commit", "-qam", "better")
    assert git(student, "status", "--porcelain") == ""
    git(student, "pull", "-q", "--ff-only")
    assert len(refresh(student / "notebooks", copies)) == 1
    assert read(copies / "00_a.ipynb") == ["one", "my answer"]
    assert read(copies / "00_a (new version).ipynb") == read(copies / "01_b.ipynb") == ["two"]
    assert (copies / "labels" / "labels.sqlite").read_bytes() == b"labels"
    assert git(student, "status", "--porcelain") == ""


def test_links_between_chapters_lead_to_copies(tmp_path):
    refresh(ROOT / "notebooks", tmp_path / "mine")
    for path in (tmp_path / "mine").rglob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            for link in re.findall(r"\]\(([^)#:]+\.ipynb)", cell.source if cell.cell_type == "markdown" else ""):
                assert (path.parent / link).exists(), f"{path.name}: {link}"


@pytest.mark.slow
def test_it_opens_the_copies_with_one_friendly_sentence_and_no_news(tmp_path):
    for part in ("notebooks", "tools"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "labels"))
    (tmp_path / "notebooks" / "labels").mkdir()
    (tmp_path / "notebooks" / "labels" / "labels.sqlite").write_bytes(b"given before there were copies")
    command = [sys.executable, str(tmp_path / "tools" / "lab.py"), "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
    places = {f"JUPYTER_{n}_DIR": str(tmp_path / n.lower()) for n in ("CONFIG", "DATA", "RUNTIME")}
    with open(tmp_path / "log", "w") as log:
        server = subprocess.Popen(command, env=os.environ | places, stdout=log, stderr=log)
    try:
        address = _address(tmp_path / "log", server)
        settings = address.replace("/tree/00_start_here.ipynb", "/api/settings/@jupyterlab/apputils-extension:notification")
        with urllib.request.urlopen(settings, timeout=30) as answer:
            schema = json.load(answer)["schema"]["properties"]
    finally:
        server.terminate()
        server.wait(20)
    assert schema["fetchNews"]["default"] == "false" and schema["checkForUpdates"]["default"] is False
    assert (tmp_path / "my-notebooks" / "00_start_here.ipynb").exists()
    assert (tmp_path / "my-notebooks" / "labels" / "labels.sqlite").read_bytes() == b"given before there were copies"


def _address(log, server):
    for _ in range(240):
        found = re.search(r"Your notebooks are open at  (http\S+)", log.read_text())
        if found:
            assert log.read_text().count("\n") <= 4, log.read_text()
            return found[1]
        assert server.poll() is None, log.read_text()
        time.sleep(0.25)
    raise AssertionError(log.read_text())
