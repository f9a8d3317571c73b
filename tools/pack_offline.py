"""Pack the course and its packages, to be installed without a network: ``make offline``, then copy ``build/offline`` to a stick.

Usage: python -m tools.pack_offline [--platform linux|linux-arm|mac|mac-intel|windows ...] [--python 3.12 ...] [--student]

By default for this system and this Python.  Several systems fit on one stick: their packages lie side by side.  Which
packages are needed elsewhere says uv, which reads the conditions of other systems; pip fetches them, with the pinned versions.
"""

from __future__ import annotations

import argparse
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[1]
SYSTEMS = {  # its name -> as uv says it, and as pip does
    "linux": ("x86_64-manylinux_2_28", ["manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux2014_x86_64"]),
    "linux-arm": ("aarch64-manylinux_2_28", ["manylinux_2_28_aarch64", "manylinux_2_27_aarch64", "manylinux2014_aarch64"]),
    "mac": ("aarch64-apple-darwin", ["macosx_14_0_arm64"]),
    "mac-intel": ("x86_64-apple-darwin", ["macosx_14_0_x86_64"]),
    "windows": ("x86_64-pc-windows-msvc", ["win_amd64"]),
}
ENDS = {".sh": "\n"}
COURSE = ["constraints.txt", "docs/claims.md", "docs/scaling.png", "LICENSE", "notebooks", "tools/jupyter", "tools/lab.py"]


def this_system() -> str:
    """The name of the system that this runs on."""
    arm = platform.machine().lower() in ("arm64", "aarch64")
    return {"win32": "windows", "darwin": "mac" if arm else "mac-intel"}.get(sys.platform, "linux-arm" if arm else "linux")


def this_python() -> str:
    """Such as "3.11"."""
    return ".".join(platform.python_version_tuple()[:2])


def run(*command: str) -> None:
    subprocess.run([sys.executable, "-m", *command], check=True, cwd=ROOT)


def copy_course(stick: pathlib.Path, notebooks: pathlib.Path = ROOT / "notebooks") -> None:
    """The chapters, what opens them, and the instructions."""
    for name in COURSE:
        source, target = notebooks if name == "notebooks" else ROOT / name, stick / "course" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        leave = shutil.ignore_patterns("labels", "__pycache__", ".ipynb_checkpoints")
        shutil.copytree(source, target, ignore=leave) if source.is_dir() else shutil.copy(source, target)
    for path in (ROOT / "tools" / "stick").iterdir():  # whatever the line ends here: each system reads its own only
        (stick / path.name).write_text(
            path.read_text(encoding="utf-8"), encoding="utf-8", newline=ENDS.get(path.suffix, "\r\n")
        )


def fetch(wheels: pathlib.Path, system: str, python: str) -> None:
    """All packages of one system and one Python."""
    for_uv, for_pip = SYSTEMS[system]
    with tempfile.TemporaryDirectory() as folder:
        wanted = str(pathlib.Path(folder) / "wanted.txt")
        extras = ("--extra", "course", "--extra", "lab")
        asked = ("pyproject.toml", *extras, "--constraint", "constraints.txt", "--output-file", wanted)
        where = ("--python-platform", for_uv, "--python-version", python, "--no-header", "--no-annotate", "--quiet")
        run("uv", "pip", "compile", *asked, *where)
        tags = [word for tag in for_pip for word in ("--platform", tag)]
        into = ("--no-deps", "--only-binary", ":all:", "--dest", str(wheels), "--quiet")
        run("pip", "download", "--requirement", wanted, *into, *tags, "--python-version", python)


def pack(stick: pathlib.Path, systems: list[str], pythons: list[str], notebooks: pathlib.Path = ROOT / "notebooks") -> None:
    """Everything into an empty folder; what was packed there before is replaced."""
    shutil.rmtree(stick, ignore_errors=True)
    wheels = stick / "wheels"
    wheels.mkdir(parents=True)
    copy_course(stick, notebooks)
    with tempfile.TemporaryDirectory() as folder:
        run("uv", "build", "--quiet", "--out-dir", folder)
        shutil.copy(next(pathlib.Path(folder).glob("*.whl")), wheels)
    for system in systems:
        for python in pythons:
            fetch(wheels, system, python)
    held = [f"Python {python} on {system}" for system in systems for python in pythons]
    (wheels / "FOR.txt").write_text(", ".join(held) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.pack_offline", description=__doc__)
    parser.add_argument("--platform", nargs="+", choices=SYSTEMS, default=[this_system()])
    parser.add_argument("--python", nargs="+", default=[this_python()], help="versions, such as 3.12")
    parser.add_argument("--student", action="store_true", help="the student edition, without answers")
    given = parser.parse_args()
    stick, notebooks = ROOT / "build" / "offline", ROOT / "notebooks"
    if given.student:
        run("tools.write_student")
        notebooks = ROOT / "build" / "student" / "notebooks"
    pack(stick, given.platform, given.python, notebooks)
    size = sum(path.stat().st_size for path in stick.rglob("*") if path.is_file())
    print(f"{size / 1e6:.0f} MB are in {stick}: copy this folder to the stick. README.txt says how to install from it.")


if __name__ == "__main__":
    main()
