"""Open the chapters in JupyterLab, in working copies of one's own.

Usage: python tools/lab.py [options of jupyter lab]

The copies are in ``my-notebooks/``, which git ignores, so that ``git pull`` never meets a student's work.  When a chapter
changes, its copy follows, unless something was written into it: then the new version is put beside it.  Labels are in
``my-notebooks/labels``.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import os
import pathlib
import shutil
import sys
from collections.abc import Iterator

HERE = pathlib.Path(__file__).resolve().parent
CHAPTERS, COPIES = HERE.parent / "notebooks", HERE.parent / "my-notebooks"
RECORD = ".copied.json"  # of which version of its chapter each file is a copy, and which version was put there last
FIRST = "00_start_here.ipynb"


def refresh(chapters: pathlib.Path, copies: pathlib.Path) -> list[str]:
    """Copy each chapter that is new or has changed; a copy in which something was written is never touched.

    Returns
    -------
    list of str
        A sentence for each new version that was put beside a student's own.
    """
    copies.mkdir(exist_ok=True)
    record = _read(copies / RECORD)
    of, latest = record.setdefault("copy of", {}), record.setdefault("latest", {})
    said = []
    for chapter in sorted(path for path in chapters.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts):
        name, version = chapter.relative_to(chapters).as_posix(), words(chapter)
        copy = copies / name
        if copy.exists() and latest.get(name) == version:
            continue
        free = (p for p in _names(copy) if not p.exists() or words(p) in (of.get(p.relative_to(copies).as_posix()), version))
        target = next(free)
        _copy(chapter, target)
        of[target.relative_to(copies).as_posix()] = latest[name] = version
        _write(copies / RECORD, record)  # after each, so that an interruption costs nothing
        if target != copy:
            said.append(f"{name} has a new version: {target.name}. Yours is as you left it.")
    return said


def words(notebook: pathlib.Path) -> str:
    """A hash of what is written in a notebook's cells; to run and to save it changes nothing of that."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        text = json.dumps([(cell["cell_type"], "".join(cell["source"])) for cell in cells])
    except (ValueError, KeyError, TypeError):
        return "?" + hashlib.sha256(notebook.read_bytes()).hexdigest()
    return hashlib.sha256(text.encode()).hexdigest()


def _names(copy: pathlib.Path) -> Iterator[pathlib.Path]:
    yield copy
    for number in itertools.count(1):
        yield copy.with_name(f"{copy.stem} (new version{f' {number}' if number > 1 else ''}){copy.suffix}")


def _copy(chapter: pathlib.Path, target: pathlib.Path) -> None:
    """All of it or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    shutil.copyfile(chapter, half)
    os.replace(half, target)


def _read(path: pathlib.Path) -> dict[str, dict[str, str]]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):  # without a record no copy counts as untouched
        return {}


def _write(path: pathlib.Path, record: dict[str, dict[str, str]]) -> None:
    half = path.with_suffix(".half")
    half.write_text(json.dumps(record, indent=1), encoding="utf-8")
    os.replace(half, path)


def open_lab(options: list[str]) -> None:
    """JupyterLab on the working copies, without its news, and one sentence instead of its messages."""
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(HERE), os.environ.get("JUPYTER_CONFIG_PATH")]))
    from jupyterlab.labapp import LabApp

    settings = [f"--ServerApp.root_dir={COPIES}", f"--LabApp.default_url=/lab/tree/{FIRST}", "--Application.log_level=WARN"]
    server = LabApp.initialize_server(argv=[*settings, *options])
    server.log.addFilter(_is_no_address)
    print(f"Your notebooks are open at  {server.display_url.split()[0]}")
    print(f"They are kept in {COPIES}. To stop, press Ctrl+C twice here.", flush=True)
    server.start()


def _is_no_address(record: logging.LogRecord) -> bool:
    return "To access the server" not in record.getMessage()


def main(options: list[str]) -> None:
    if not COPIES.exists() and (CHAPTERS / "labels").is_dir():  # given before there were working copies
        shutil.copytree(CHAPTERS / "labels", COPIES / "labels")
    for sentence in refresh(CHAPTERS, COPIES):
        print(sentence)
    open_lab(options)


if __name__ == "__main__":
    main(sys.argv[1:])
