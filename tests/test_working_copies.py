"""What ``make lab`` opens: copies that follow their chapters, and never cost a student a word."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import unquote

import nbformat
import pytest

from tests.browser.lab import ROOT
from tools import lab
from tools.lab import RECORD, refresh


def write(path, *sources, ran=False):
    """A notebook; what begins with a # is a text."""
    cells = [(nbformat.v4.new_markdown_cell if text[0] == "#" else nbformat.v4.new_code_cell)(text) for text in sources]
    if ran:
        for cell in cells:
            if cell.cell_type == "markdown":
                continue
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
    assert refresh(chapters, copies) == ["00_a has a new version: 00_a (new version).ipynb. Yours is as you left it."]
    assert refresh(chapters, copies) == []
    write(chapters / "00_a.ipynb", "three")  # nothing was written into the new version: it follows
    assert len(refresh(chapters, copies)) == 1
    assert read(copies / "00_a (new version).ipynb") == ["three"]
    write(copies / "00_a (new version).ipynb", "three", "mine, too")
    write(chapters / "00_a.ipynb", "four")
    assert refresh(chapters, copies) == ["00_a has a new version: 00_a (new version 2).ipynb. Yours is as you left it."]
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


# ---- readable names ----------------------------------------------------------------------------------

ONE = "# 00 · Start here: you are the teacher\n[next](01_two.ipynb) [answers](solutions/00_one_solutions.ipynb#b) [web](https://a/01_two.ipynb)"
TWO = '# 01 · What? "Two"/three\n[back](00_one.ipynb)'
SOLVED = "# Solutions of any title\n[tasks](../00_one.ipynb)"
FIRST, SECOND, SOLUTIONS = "00 Start here.ipynb", "01 What Twothree.ipynb", "solutions/Solutions 00 Start here.ipynb"


@pytest.fixture
def titled(tmp_path):
    """Chapters with titles, and a student's folder from before copies were named by them."""
    chapters, copies = tmp_path / "notebooks", tmp_path / "mine"
    texts = {"00_one.ipynb": ONE, "01_two.ipynb": TWO, "solutions/00_one_solutions.ipynb": SOLVED}
    record = {"copy of": {}, "latest": {}}
    for name, text in texts.items():
        write(chapters / name, text, "pass")
        write(copies / name, text, "pass")
        record["copy of"][name] = record["latest"][name] = lab.words((chapters / name).read_bytes())
    (copies / RECORD).write_text(json.dumps(record))
    return chapters, copies


def listing(copies):
    return sorted(path.relative_to(copies).as_posix() for path in copies.rglob("*.ipynb"))


def test_copies_are_named_by_their_titles_and_links_lead_to_copies(titled, tmp_path):
    fresh = tmp_path / "fresh"
    assert refresh(titled[0], fresh) == []
    assert listing(fresh) == [FIRST, SECOND, SOLUTIONS]
    assert read(fresh / FIRST)[0].splitlines()[1] == (
        "[next](01%20What%20Twothree.ipynb) [answers](solutions/Solutions%2000%20Start%20here.ipynb#b) [web](https://a/01_two.ipynb)"
    )
    assert read(fresh / SOLUTIONS)[0].endswith("[tasks](../00%20Start%20here.ipynb)")
    before = {path: path.stat().st_mtime_ns for path in fresh.rglob("*")}
    assert refresh(titled[0], fresh) == []
    assert {path: path.stat().st_mtime_ns for path in fresh.rglob("*")} == before


def test_a_name_once_given_stays_when_the_title_changes(titled):
    chapters, copies = titled
    refresh(chapters, copies)
    write(chapters / "00_one.ipynb", ONE.replace("Start here", "Begin"))
    assert refresh(chapters, copies) == [] and listing(copies) == [FIRST, SECOND, SOLUTIONS]
    assert read(copies / FIRST)[0].startswith("# 00 · Begin")


def test_two_chapters_with_one_title_are_two_files(titled):
    chapters, copies = titled
    write(chapters / "02_again.ipynb", ONE.replace("Start", "START"))
    assert refresh(chapters, copies) == []
    assert listing(copies) == [FIRST, SECOND, "02_again.ipynb", SOLUTIONS]


def test_older_copies_get_the_new_names_and_nothing_is_doubled(titled):
    chapters, copies = titled
    write(copies / "01_two.ipynb", TWO, "mine", ran=True)
    assert refresh(chapters, copies) == []
    assert listing(copies) == [FIRST, SECOND, SOLUTIONS]
    assert read(copies / SECOND) == [TWO.replace("00_one.ipynb", "00%20Start%20here.ipynb"), "mine"]
    assert nbformat.read(copies / SECOND, as_version=4).cells[1].outputs[0].text == "1"
    for name, text in ("00_one.ipynb", ONE), ("01_two.ipynb", TWO):
        write(chapters / name, text, "better")
    assert refresh(chapters, copies) == [
        "01 What Twothree has a new version: 01 What Twothree (new version).ipynb. Yours is as you left it."
    ]
    assert read(copies / FIRST)[1] == "better" and read(copies / SECOND)[1] == "mine"


def test_a_new_version_beside_an_older_copy_moves_along(titled):
    chapters, copies = titled
    write(copies / "01_two.ipynb", TWO, "mine")
    write(copies / "01_two (new version).ipynb", TWO, "mine, too")
    assert refresh(chapters, copies) == []
    assert listing(copies) == [FIRST, "01 What Twothree (new version).ipynb", SECOND, SOLUTIONS]
    assert read(copies / SECOND)[1] == "mine" and read(copies / "01 What Twothree (new version).ipynb")[1] == "mine, too"


@pytest.mark.parametrize("content", [b"<<<<<<< mine", b"[]"])
def test_an_older_copy_that_is_no_notebook_is_moved_as_it_is(titled, content):
    chapters, copies = titled
    (copies / "01_two.ipynb").write_bytes(content)
    (copies / RECORD).unlink()
    assert len(refresh(chapters, copies)) == 1
    assert (copies / SECOND).read_bytes() == content
    assert read(copies / "01 What Twothree (new version).ipynb")[1] == "pass"


def test_a_file_of_ones_own_under_the_new_name_costs_nothing(titled):
    chapters, copies = titled
    write(copies / SECOND, "something else")
    write(copies / "01_two.ipynb", TWO, "mine")
    refresh(chapters, copies)
    assert read(copies / SECOND) == ["something else"] and read(copies / "01_two.ipynb") == [TWO, "mine"]


@pytest.mark.parametrize("after", range(12))
def test_interrupted_anywhere_it_loses_and_doubles_nothing(titled, monkeypatch, after):
    chapters, copies = titled
    write(copies / "01_two.ipynb", TWO, "mine")
    steps = iter([None] * after)

    def interrupted(of, name):
        does = getattr(of, name)

        def step(*arguments):
            if next(steps, "stop") == "stop":
                raise KeyboardInterrupt
            return does(*arguments)

        monkeypatch.setattr(of, name, step)

    with monkeypatch.context():
        interrupted(lab.os, "replace")
        interrupted(lab.pathlib.Path, "unlink")
        try:
            refresh(chapters, copies)
        except KeyboardInterrupt:
            pass
        else:
            assert after > 8
    monkeypatch.undo()
    assert refresh(chapters, copies) == []
    assert listing(copies) == [FIRST, SECOND, SOLUTIONS]
    assert read(copies / SECOND)[1] == "mine"


def test_all_links_of_the_course_lead_to_copies(tmp_path):
    refresh(ROOT / "notebooks", tmp_path / "mine")
    names = listing(tmp_path / "mine")
    assert "00 Start here.ipynb" in names and "solutions/Solutions 00 Start here.ipynb" in names
    assert not [name for name in names if "_" in name]
    for name in names:
        for cell in nbformat.read(tmp_path / "mine" / name, as_version=4).cells:
            for link in re.findall(r"\]\(([^)#:]+\.ipynb)", cell.source if cell.cell_type == "markdown" else ""):
                assert (tmp_path / "mine" / name).parent.joinpath(unquote(link)).exists(), f"{name}: {link}"


def test_the_folder_of_labels_says_what_it_is(tmp_path, monkeypatch):
    monkeypatch.delenv("ALKIT_LABELS", raising=False)
    lab.explain_labels(tmp_path)
    about = tmp_path / "labels" / "Read me.md"
    assert "labels.sqlite" in about.read_text()
    about.write_text("mine")
    lab.explain_labels(tmp_path)
    assert about.read_text() == "mine"
    monkeypatch.setenv("ALKIT_LABELS", str(tmp_path / "elsewhere"))
    lab.explain_labels(tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_without_jupyterlab_one_sentence_says_what_brings_it(monkeypatch):
    for path in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH"):
        monkeypatch.setenv(path, "")  # put back as it was when the test is over
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    with pytest.raises(SystemExit, match=r"^JupyterLab is not installed; .* -m pip install jupyterlab$"):
        lab.open_lab([])


@pytest.mark.slow
def test_it_opens_the_copies_with_one_friendly_sentence_and_no_news(tmp_path):
    for part in ("notebooks", "tools"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "labels"))
    (tmp_path / "notebooks" / "labels").mkdir()
    cell = nbformat.v4.new_code_cell("", execution_count=1)
    cell.outputs = [
        nbformat.v4.new_output("display_data", {"image/png": "iVBORw0KGgo="}, metadata={"image/png": {"alt": "it says <this>"}})
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "notebooks" / "described.ipynb")
    (tmp_path / "notebooks" / "labels" / "labels.sqlite").write_bytes(b"given before there were copies")
    command = [sys.executable, str(tmp_path / "tools" / "lab.py"), "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
    places = {f"JUPYTER_{n}_DIR": str(tmp_path / n.lower()) for n in ("CONFIG", "DATA", "RUNTIME")}
    here = {name: value for name, value in os.environ.items() if name != "ALKIT_LABELS"}  # other tests set it
    with open(tmp_path / "log", "w") as log:
        server = subprocess.Popen(command, env=here | places, stdout=log, stderr=log)
    try:
        address = _address(tmp_path / "log", server)
        url, token = address.split("/lab/tree/00%20Start%20here.ipynb?")
        settings = {
            name: ask(f"{url}/lab/api/settings/@jupyterlab/{name}?{token}")["schema"]["properties"]
            for name in ("apputils-extension:notification", "filebrowser-extension:browser")
        }
        shown = {entry["name"] for entry in ask(f"{url}/api/contents?{token}")["content"]}
        answers = ask(f"{url}/api/contents/solutions/Solutions%2000%20Start%20here.ipynb?content=0&{token}")
        page = ask(f"{url}/nbconvert/html/described.ipynb?download=false&{token}", parse=bytes.decode)
        kernel = ask(urllib.request.Request(f"{url}/api/kernels?{token}", data=b"{}", method="POST"))["id"]
        for _ in range(60):
            if ask(f"{url}/api/kernels/{kernel}?{token}")["execution_state"] != "starting":
                break
            time.sleep(0.25)
        said = (tmp_path / "log").read_text().splitlines()
    finally:
        server.terminate()
        server.wait(20)
    assert [line.split("  ")[0] for line in said[:1]] == ["Your notebooks are open at"] and len(said) == 2, said
    news, sidebar = settings.values()
    assert news["fetchNews"]["default"] == "false" and news["checkForUpdates"]["default"] is False
    assert sidebar["showLastModifiedColumn"]["default"] is False
    assert {"00 Start here.ipynb", "13 Honest evaluation.ipynb", "labels"} <= shown
    assert "solutions" not in shown and answers["type"] == "notebook"  # a link opens what the sidebar does not show
    assert re.findall(r'<img alt="([^"]*)"', page) == ["it says &lt;this&gt;"]  # "Save and export" describes pictures
    labels = tmp_path / "my-notebooks" / "labels"
    assert (labels / "labels.sqlite").read_bytes() == b"given before there were copies" and (labels / "Read me.md").exists()


def ask(address, parse=json.loads):
    for _ in range(60):  # its address is said a moment before it listens
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(address, timeout=60) as answer:
            return parse(answer.read())
        time.sleep(0.25)
    raise AssertionError(f"no answer from {address}")


def _address(log, server):
    for _ in range(240):
        found = re.search(r"Your notebooks are open at  (http\S+)", log.read_text())
        if found:
            assert log.read_text().count("\n") <= 4, log.read_text()
            return found[1]
        assert server.poll() is None, log.read_text()
        time.sleep(0.25)
    raise AssertionError(log.read_text())
