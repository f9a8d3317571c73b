"""Write the student edition: the chapters without what tells an answer.  ``make student`` puts it into ``build/student``.

Usage: python -m tools.write_student [folder]

What goes: the solutions and the links to them; the outputs that stand between a guess and its answer, which the notebooks
have stored collapsed; and the asserts beside them, for ``assert n == 1`` tells, too.  All else is as it is in the chapter.
"""

from __future__ import annotations

import ast
import pathlib
import re
import shutil
import sys

from nbconvert import NotebookExporter
from nbconvert.preprocessors import Preprocessor, TagRemovePreprocessor
from nbformat import NotebookNode

from tools.execute_notebooks import COLLAPSED

ROOT = pathlib.Path(__file__).parents[1]
TO_SOLUTIONS = re.compile(r"\n*^.*\]\(solutions/.*$", re.MULTILINE)


class NoAnswers(Preprocessor):
    """Takes out the links to the solutions, and the asserts of the cells that tell the answer to a guess."""

    def preprocess_cell(self, cell: NotebookNode, resources: dict, index: int) -> tuple[NotebookNode, dict]:
        if cell.cell_type == "markdown":
            cell.source = TO_SOLUTIONS.sub("", cell.source)
        elif COLLAPSED in cell.metadata.get("tags", []):
            cell.source = without_asserts(cell.source)
        return cell, resources


def without_asserts(code: str) -> str:
    r"""Code whose asserts are gone, with the comments beside them.

    >>> without_asserts("print(n)\nassert n == 1  # one\nassert (\n    n > 0\n)")
    'print(n)'
    """
    lines = code.splitlines()
    told = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Assert)]
    for node in sorted(told, key=lambda node: -node.lineno):
        del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines)


def student_edition(chapter: pathlib.Path) -> str:
    """A chapter's notebook without its answers."""
    steps = [TagRemovePreprocessor(enabled=True, remove_all_outputs_tags={COLLAPSED}), NoAnswers(enabled=True)]
    exporter = NotebookExporter()
    for step in steps:
        exporter.register_preprocessor(step)
    return str(exporter.from_filename(str(chapter))[0])


def write(folder: pathlib.Path) -> None:
    """All chapters, and what they link to; what was written there before is replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "notebooks").mkdir(parents=True)
    (folder / "docs").mkdir()
    for name in ("claims.md", "scaling.png"):
        shutil.copy(ROOT / "docs" / name, folder / "docs")
    for chapter in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        (folder / "notebooks" / chapter.name).write_text(student_edition(chapter), encoding="utf-8")


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1]) if sys.argv[1:] else ROOT / "build" / "student"
    write(target)
    print(f"The student edition is in {target}.")
