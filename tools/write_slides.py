"""Write a chapter as slides, which need no network: ``make slides CHAPTER=04``, then open ``build/slides/04_….html``.

Usage: python -m tools.write_slides [beginning of a chapter's name ...]      (default: all chapters)

A section begins a new column, a text a new slide below it, and so does what comes after a picture; the answer to a guess has a slide
of its own, so that the room can guess first.  Space goes on, Esc shows all slides at once, s opens a window for the speaker.
"""

from __future__ import annotations

import pathlib
import re
import shutil
import sys
from importlib.util import find_spec

import nbformat
from nbconvert import SlidesExporter
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from tools.execute_notebooks import COLLAPSED
from tools.write_student import TO_SOLUTIONS

ROOT = pathlib.Path(__file__).parents[1]
TEMPLATES = ROOT / "tools" / "jupyter" / "nbconvert" / "templates"
CARRIED = [("reveal", "sphinx_revealjs", "_static/revealjs"), ("mathjax", "jupyter_server_mathjax", "static")]
HEADING = re.compile(r"^(?=##+ )", re.MULTILINE)
CHAPTER_LINK = re.compile(r"\]\((\d\d_\w+)\.ipynb")
NO_SLIDE = re.compile(r"\[([^]]*)\]\(\.\./[^)]*\)")  # a link to what is no chapter


def in_slides(notebook: NotebookNode) -> NotebookNode:
    """Say of each cell where a slide begins, as Jupyter's slide show wants to be told; a text is cut before each heading."""
    notebook.cells = [part for cell in notebook.cells for part in _parts(cell)]
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")  # imports only
    is_full = False  # a slide with a picture is
    for cell in notebook.cells:
        kind = "subslide" if is_full and slide_type(cell) == "-" else slide_type(cell)
        is_full = any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
        cell.metadata["slideshow"] = {"slide_type": "skip" if cell is first else kind}
    return notebook


def _parts(cell: NotebookNode) -> list[NotebookNode]:
    """A text in pieces; its links lead to slides, or nowhere."""
    if cell.cell_type != "markdown":
        return [cell]
    text = CHAPTER_LINK.sub(r"](\1.html", TO_SOLUTIONS.sub("", cell.source))
    return [new_markdown_cell(part) for part in HEADING.split(NO_SLIDE.sub(r"\1", text)) if part.strip()]


def slide_type(cell: NotebookNode) -> str:
    """What a cell begins: a column ("slide"), a slide in it ("subslide"), or nothing ("-").

    >>> slide_type(new_markdown_cell("## A coin")), slide_type(new_markdown_cell("Toss it."))
    ('slide', 'subslide')
    """
    if cell.cell_type == "markdown":
        return "slide" if re.match("##? ", cell.source) else "subslide"
    return "subslide" if COLLAPSED in cell.metadata.get("tags", []) else "-"


def slides(chapter: pathlib.Path) -> str:
    """The page of a chapter's slides; it looks for reveal.js and MathJax in folders beside it."""
    exporter = SlidesExporter(
        template_name="slides",
        extra_template_basedirs=[str(TEMPLATES)],
        reveal_url_prefix="reveal",
        reveal_theme="white",
        reveal_transition="none",
        reveal_number="c/t",
        reveal_width="1280",
        reveal_height="800",
        mathjax_url="mathjax/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe",
    )
    notebook = in_slides(nbformat.read(chapter, as_version=4))
    return str(exporter.from_notebook_node(notebook, {"metadata": {"name": chapter.stem}})[0])


def bring_along(folder: pathlib.Path) -> None:
    """Put reveal.js and MathJax beside the slides, out of the packages that carry them."""
    for name, package, inside in CARRIED:
        found = find_spec(package)
        if found is None or found.origin is None:
            raise SystemExit(f'{package} is not there, which carries {name}: pip install -e ".[slides]"')
        shutil.copytree(pathlib.Path(found.origin).parent / inside, folder / name, dirs_exist_ok=True)


def write(folder: pathlib.Path, wanted: tuple[str, ...] = ("",)) -> list[pathlib.Path]:
    """Write the chapters whose names begin so."""
    chapters = [path for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")) if path.name.startswith(wanted)]
    if not chapters:
        raise SystemExit(f"no chapter begins with {' or '.join(wanted)}; chapters are named as in notebooks/, such as 04")
    bring_along(folder)
    pages = [folder / f"{chapter.stem}.html" for chapter in chapters]
    for chapter, page in zip(chapters, pages, strict=True):
        page.write_text(slides(chapter), encoding="utf-8")
    return pages


if __name__ == "__main__":
    for written in write(ROOT / "build" / "slides", tuple(sys.argv[1:]) or ("",)):
        print(f"Open {written} in a browser.")
