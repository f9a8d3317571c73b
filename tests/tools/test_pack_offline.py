"""A stick from which the course is installed where there is no network.

The quick test packs no packages but alkit itself; it finds the others where this Python has them.  ``make offline-test``
packs all, installs all, and runs chapter 00.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile

import pytest

from tools import pack_offline

ROOT = pathlib.Path(__file__).parents[2]
WHOLE = os.environ.get("ALKIT_WHOLE_STICK") == "1"
NO_SHELL = pytest.mark.skipif(shutil.which("sh") is None or os.name == "nt", reason="install.sh is for Linux and macOS")
REFUSED = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
CELLS = """
import nbformat, sys
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=300, resources={"metadata": {"path": sys.argv[2]}}).execute()
print(sum(cell.cell_type == "code" for cell in notebook.cells), "cells ran")
"""


def offline(*command, folder, **environment):
    """Run a command that reaches no other machine: in a network of its own where one may have that, else by a dead proxy."""
    alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh"]
    may = (
        shutil.which("unshare")
        and subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True).returncode == 0
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV", "UV_"))}
    env |= REFUSED | {"HOME": str(folder), "ALKIT_LABELS": str(folder / "labels"), "PYTHON": sys.executable} | environment
    done = subprocess.run(
        [*(alone if may else []), *map(str, command)], check=False, cwd=folder, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def stick(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stick") / "a stick"  # with a space, as sticks have it
    pack_offline.pack(folder, [pack_offline.this_system()] if WHOLE else [], [pack_offline.this_python()])
    return folder


@pytest.mark.slow
@NO_SHELL
@pytest.mark.skipif(WHOLE, reason="the whole stick is tested instead")
def test_the_course_is_installed_from_a_stick_without_a_network(stick, tmp_path):
    course = tmp_path / "a course"
    mine, old = course / "my-notebooks" / "mine.ipynb", course / "notebooks" / "00_start_here.ipynb"
    for path in (mine, old):  # of last year
        path.parent.mkdir(parents=True)
        path.write_text("old")
    said = offline("sh", stick / "install.sh", "a course", folder=tmp_path, PIP_NO_DEPS="1")
    assert f"sh {course / 'start.sh'}" in said and (course / "start.sh").exists()
    assert mine.read_text() == "old"  # a student's own stays, the chapters are renewed
    assert old.read_bytes() == (ROOT / "notebooks" / "00_start_here.ipynb").read_bytes()
    where = [course / ".venv" / "bin" / "python", "-c", "import alkit; print(alkit.__file__); print(alkit.entropy([0.5, 0.5]))"]
    file, bits = offline(*where, folder=tmp_path, PYTHONPATH=sysconfig.get_path("purelib")).splitlines()
    assert pathlib.Path(file).is_relative_to(course / ".venv") and float(bits) == 1


@pytest.mark.slow
@NO_SHELL
@pytest.mark.skipif(not WHOLE, reason="downloads some 200 MB: make offline-test")
def test_the_whole_course_runs_from_a_stick_without_a_network(stick, tmp_path):
    offline("sh", stick / "install.sh", "course", folder=tmp_path)
    python, chapter = (
        tmp_path / "course" / ".venv" / "bin" / "python",
        tmp_path / "course" / "notebooks" / "00_start_here.ipynb",
    )
    assert re.match(r"[12]\d cells ran", offline(python, "-c", CELLS, chapter, tmp_path, folder=tmp_path))
    assert "jupyter lab" in offline(python, "-m", "jupyterlab", "--help", folder=tmp_path).lower()


@pytest.mark.slow
def test_the_stick_holds_the_course_and_not_our_tests(stick):
    [wheel] = stick.glob("wheels/alkit-*.whl")
    inside = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in inside if not name.endswith(".dist-info")} == {"alkit"}
    with zipfile.ZipFile(wheel) as files:
        assert {"alkit/widgets/entry.js", "alkit/alkit.mplstyle"} <= set(files.namelist())
    shipped = {path.name for path in (stick / "course" / "notebooks").glob("[0-9]*.ipynb")}
    assert shipped == {path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    assert b"\r" not in (stick / "install.sh").read_bytes() and b"\r\n:failed\r\n" in (stick / "install.bat").read_bytes()
    assert not list(stick.rglob("labels")) and {"README.txt", "install.sh", "install.bat"} <= {
        path.name for path in stick.iterdir()
    }


def test_both_installers_take_the_same_steps():
    folder = ROOT / "tools" / "stick"
    for name in ("install.sh", "install.bat"):
        script = (folder / name).read_text()
        assert len(script.splitlines()) <= 50
        for step in (
            "-m venv",
            "--no-compile --no-index --find-links",
            '"alkit[data,lab]"',
            "FOR.txt",
            "lab.py",
            "(3, 11)",
            "my-notebooks",
        ):
            assert step in script, (name, step)


def test_systems_are_told_apart():
    assert pack_offline.this_system() in pack_offline.SYSTEMS
    assert re.fullmatch(r"3\.\d+", pack_offline.this_python())
