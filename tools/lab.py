"""Open the chapters in JupyterLab, in working copies of one's own.

Usage: python tools/lab.py [options of jupyter lab]

The copies are in ``my-notebooks/``, which git ignores, so that ``git pull`` never meets a student's work.  They are named by
the chapters' titles, and the links between them follow.  When a chapter changes, its copy does, too, unless something was
written into it: then the new version is put beside it.  Labels are in ``my-notebooks/labels``.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import os
import pathlib
import posixpath
import re
import shutil
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

HERE = pathlib.Path(__file__).resolve().parent
CHAPTERS, COPIES = HERE.parent / "notebooks", HERE.parent / "my-notebooks"
SETTINGS = HERE / "jupyter"
RECORD = ".copied.json"  # of which version of its chapter each file is a copy, which version was put there last, its name
FIRST = "00_start_here.ipynb"
TITLE = re.compile(r"# (\d+) · ([^:\n]+)")
LINK = re.compile(r"\]\(([^)#:\s]+\.ipynb)(?=[)#])")
ABOUT_LABELS = """# Your answers

`labels.sqlite` holds every answer that you gave to a labeling widget. Each is written here before the next sample is shown, so
nothing is lost when a notebook is closed or its kernel restarted: the widget goes on where you stopped.

To begin anew, and keep these, give the session another name: `label(..., name="second try")`. To forget all your answers, shut
the notebooks down and delete `labels.sqlite`.
"""


def refresh(chapters: pathlib.Path, copies: pathlib.Path) -> list[str]:
    """Copy each chapter that is new or has changed; a copy in which something was written is never touched.

    Returns
    -------
    list of str
        A sentence for each new version that was put beside a student's own.
    """
    copies.mkdir(exist_ok=True)
    record, originals = _read(copies / RECORD), _originals(chapters)
    of, latest, names = (record.setdefault(part, {}) for part in ("copy of", "latest", "names"))
    _name(originals, names)
    _move(copies, record)
    said = []
    for name, chapter in originals.items():
        copy, version = copies / names[name], words(chapter.read_bytes())
        if copy.exists() and latest.get(name) == version:
            continue
        new = _linked(chapter.read_bytes(), name, names)
        target = next(
            p for p in _names(copy) if not p.exists() or words(p.read_bytes()) in (of.get(_key(p, copies)), words(new))
        )
        _put(target, new)
        of[_key(target, copies)], latest[name] = words(new), version
        _write(copies / RECORD, record)  # after each, so that an interruption costs nothing
        if target != copy:
            said.append(f"{copy.stem} has a new version: {target.name}. Yours is as you left it.")
    return said


def words(notebook: bytes) -> str:
    """A hash of what is written in a notebook's cells; to run and to save it changes nothing of that."""
    try:
        text = json.dumps([(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(notebook)["cells"]])
    except (ValueError, KeyError, TypeError):
        return "?" + hashlib.sha256(notebook).hexdigest()
    return hashlib.sha256(text.encode()).hexdigest()


# ---- names and links ---------------------------------------------------------------------------------


def _originals(chapters: pathlib.Path) -> dict[str, pathlib.Path]:
    found = sorted(path for path in chapters.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    return {_key(path, chapters): path for path in found}


def _name(originals: dict[str, pathlib.Path], names: dict[str, str]) -> None:
    """Name the copies that have no name yet; one that has keeps it, whatever becomes of the title."""
    for name, chapter in originals.items():
        folder, stem = posixpath.split(name.removesuffix(".ipynb"))
        solved = originals.get(f"{stem.removesuffix('_solutions')}.ipynb", chapter)
        title = _title(solved)
        readable = posixpath.join(folder, f"{title}.ipynb" if solved == chapter else f"Solutions {title}.ipynb")
        taken = {other.lower() for other in names.values()}
        names.setdefault(name, readable if title and readable.lower() not in taken else name)


def _title(chapter: pathlib.Path) -> str | None:
    """The number and the first words of the title, as a file can be called anywhere."""
    try:
        heading = TITLE.match("".join(json.loads(chapter.read_bytes())["cells"][0]["source"]))
    except (ValueError, KeyError, TypeError, IndexError):
        return None
    return " ".join(re.sub(r"[^\w ,&'-]", "", " ".join(heading.groups())).split()) if heading else None


def _linked(notebook: bytes, name: str, names: dict[str, str]) -> bytes:
    """A notebook in whose texts the links to chapters lead to their copies."""

    def copied(link: re.Match[str]) -> str:
        place, here = posixpath.dirname(name), posixpath.dirname(names[name])
        target = posixpath.normpath(posixpath.join(place, unquote(link[1])))
        return f"]({quote(posixpath.relpath(names[target], here or '.'))}" if target in names else link[0]

    try:
        content = json.loads(notebook)
        texts = [cell for cell in content["cells"] if cell["cell_type"] == "markdown"]
        before = ["".join(cell["source"]) for cell in texts]
    except (ValueError, KeyError, TypeError):
        return notebook
    after = [LINK.sub(copied, text) for text in before]
    for cell, text in zip(texts, after, strict=True):
        cell["source"] = text.splitlines(keepends=True)
    return notebook if before == after else (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _move(copies: pathlib.Path, record: dict[str, Any]) -> None:
    """Give copies that have the chapters' own names, as they had before there were titles, their new ones."""
    of, names = record["copy of"], record["names"]
    for name, new in names.items():
        for old, now in itertools.islice(zip(_names(copies / name), _names(copies / new)), 20 if name != new else 0):
            if not old.exists():
                continue
            was, content = old.read_bytes(), _linked(old.read_bytes(), name, names)
            if now.exists() and words(now.read_bytes()) != words(content):
                continue  # somebody's own: both stay
            _put(now, content)
            of[_key(now, copies)] = words(content) if words(was) == of.get(_key(old, copies)) else "?"  # written in
            _write(copies / RECORD, record)
            old.unlink()


# ---- files -------------------------------------------------------------------------------------------


def _names(copy: pathlib.Path) -> Iterator[pathlib.Path]:
    yield copy
    for number in itertools.count(1):
        yield copy.with_name(f"{copy.stem} (new version{f' {number}' if number > 1 else ''}){copy.suffix}")


def _key(path: pathlib.Path, folder: pathlib.Path) -> str:
    return path.relative_to(folder).as_posix()


def _put(target: pathlib.Path, content: bytes) -> None:
    """All of it or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    half.write_bytes(content)
    os.replace(half, target)


def _read(path: pathlib.Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):  # without a record no copy counts as untouched
        return {}


def _write(path: pathlib.Path, record: dict[str, Any]) -> None:
    _put(path, json.dumps(record, indent=1, ensure_ascii=False).encode())


def explain_labels(copies: pathlib.Path) -> None:
    """Say in the folder what it is for; where labels are kept elsewhere, there is none."""
    about = copies / "labels" / "Read me.md"
    if "ALKIT_LABELS" not in os.environ and not about.exists():
        _put(about, ABOUT_LABELS.encode())


# ---- JupyterLab --------------------------------------------------------------------------------------


def open_lab(options: list[str]) -> None:
    """JupyterLab on the working copies, without its news, and one sentence instead of its messages."""
    for path in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH"):
        os.environ[path] = os.pathsep.join(filter(None, [str(SETTINGS), os.environ.get(path)]))
    try:
        from jupyterlab.labapp import LabApp
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != "jupyterlab":
            raise
        raise SystemExit(f'JupyterLab is not installed; this brings it: "{sys.executable}" -m pip install jupyterlab') from None

    first = quote(_read(COPIES / RECORD)["names"][FIRST])
    settings = [f"--ServerApp.root_dir={COPIES}", f"--LabApp.default_url=/lab/tree/{first}", "--Application.log_level=ERROR"]
    if can_encrypt():
        settings.append("--KernelManager.transport_encryption=auto")
    server = LabApp.initialize_server(argv=[*settings, *options])
    server.log.addFilter(_is_no_address)
    print(f"Your notebooks are open at  {server.display_url.split()[0]}")
    print(f"They are kept in {COPIES}. To stop, press Ctrl+C twice here.", flush=True)
    server.start()


def can_encrypt() -> bool:
    """Whether the way to a kernel can be encrypted; where it can, and is not, each kernel warns of eavesdroppers."""
    import zmq
    from jupyter_client.manager import KernelManager

    return bool(zmq.has("curve")) and hasattr(KernelManager, "transport_encryption")


def _is_no_address(record: logging.LogRecord) -> bool:
    return "To access the server" not in record.getMessage()


def main(options: list[str]) -> None:
    if not COPIES.exists() and (CHAPTERS / "labels").is_dir():  # given before there were working copies
        shutil.copytree(CHAPTERS / "labels", COPIES / "labels")
    for sentence in refresh(CHAPTERS, COPIES):
        print(sentence)
    explain_labels(COPIES)
    open_lab(options)


if __name__ == "__main__":
    main(sys.argv[1:])
