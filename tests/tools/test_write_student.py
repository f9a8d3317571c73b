"""The student edition, held against the chapters cell by cell: only what tells an answer is gone."""

import ast
import json
import pathlib
from functools import cache

import nbformat
import pytest

from tools import write_student
from tools.execute_notebooks import telling_cells

ROOT = pathlib.Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
EACH = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    folder = tmp_path_factory.mktemp("build") / "student"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "99_of_last_year.ipynb").write_text("{}")
    write_student.write(folder)
    return folder


@cache
def read(path):
    return nbformat.read(path, as_version=4)


def test_it_holds_the_chapters_and_nothing_for_teachers(edition):
    found = {path.relative_to(edition).as_posix() for path in edition.rglob("*") if path.is_file()}
    assert found == {"docs/claims.md", "docs/scaling.png"} | {f"notebooks/{path.name}" for path in CHAPTERS}


@EACH
def test_cell_by_cell_only_answers_are_gone(chapter, edition):
    before, after = read(chapter), read(edition / "notebooks" / chapter.name)
    telling = {cell.id for cell in telling_cells(before)}
    assert telling and before.metadata == after.metadata and len(before.cells) == len(after.cells)
    for old, new in zip(before.cells, after.cells):
        assert (old.id, old.cell_type, old.metadata) == (new.id, new.cell_type, new.metadata)
        if old.id in telling:
            assert new.outputs == [] and new.execution_count is None
            assert "assert" not in new.source
            left = [line for line in old.source.splitlines() if line in new.source.splitlines()]
            assert left == new.source.splitlines()  # lines are taken out, none is changed
            n_asserts = sum(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(old.source)))
            assert (new.source == old.source) == (n_asserts == 0)
            ast.parse(new.source)
        elif "](solutions/" in old.source:
            assert new.source.split("\n\n") == [part for part in old.source.split("\n\n") if "](solutions/" not in part]
        else:
            assert old == new


@EACH
def test_no_answer_is_left(chapter, edition):
    text = (edition / "notebooks" / chapter.name).read_text(encoding="utf-8")
    outputs = json.dumps([cell.get("outputs", []) for cell in json.loads(text)["cells"]])
    assert "solutions/" not in text and text.endswith("}\n")
    assert "The answer is" not in outputs and "The answer:" not in outputs and "Not attempted" in outputs
    solved = read(ROOT / "notebooks" / "solutions" / f"{chapter.stem}_solutions.ipynb")
    known = "\n".join(cell.source for cell in read(chapter).cells)
    lines = {line.strip() for cell in solved.cells for line in cell.source.splitlines() if cell.cell_type == "code"}
    own = {line for line in lines if len(line) > 15 and line not in known}  # what only the solution says
    here = "\n".join(cell.source for cell in read(edition / "notebooks" / chapter.name).cells)
    assert own and not [line for line in own if line in here]


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("for x in xs:\n    print(x)\n    assert x == 1", "for x in xs:\n    print(x)"),
        ("reveal(1)", "reveal(1)"),
        ("# assert nothing\nreveal(1)", "# assert nothing\nreveal(1)"),
    ],
)
def test_asserts_alone_are_taken_out(code, left):
    assert write_student.without_asserts(code) == left
