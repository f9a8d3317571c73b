"""What nbval cannot see: that there is something to compare, a picture for every widget, and nothing left behind."""

import pathlib
import re

import nbformat
import pytest

from tools.execute_notebooks import COLLAPSED, GUESS, REVEAL, telling_cells

CHECK = re.compile(r"^(alkit\.)?check(_value|_function)?\(", re.MULTILINE)
ROOT = pathlib.Path(__file__).parents[1] / "notebooks"
CHAPTERS = sorted(ROOT.glob("[0-9]*.ipynb"))
SOLUTIONS = sorted((ROOT / "solutions").glob("[0-9]*.ipynb"))
ANY = pytest.mark.parametrize("path", CHAPTERS + SOLUTIONS, ids=lambda p: p.stem)
CHAPTER = pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
WIDGETS = re.compile(r"(?<!game\.)\b(label|comparison_bench|\w+_explorer|twenty_questions|bottles|guess)\(")


def read(path):
    return nbformat.read(path, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def said(cell):
    """What a cell printed, and the lines of the cards that it showed."""
    return "".join(o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)


def prose(notebook):
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@ANY
def test_every_cell_was_run_in_order_without_an_error(path):
    cells = code(read(path))
    # a cell without a number is never compared by nbval: the test would be empty
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = [o.output_type for cell in cells for o in cell.outputs]
    assert "error" not in kinds and {"stream", "execute_result"} & set(kinds)
    assert not [o.text for cell in cells for o in cell.outputs if o.get("name") == "stderr"]


@ANY
def test_nothing_of_the_run_is_left_behind(path):
    notebook = read(path)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    text = path.read_text(encoding="utf-8")
    assert "widget-view" not in text  # it would hide the picture where there is no kernel
    assert not re.search(r" at 0x[0-9a-f]{6}|/home/|/tmp/|/root/|C:\\\\Users", text)
    assert not re.search(r"filterwarnings|simplefilter|sys\.path|%pip|!pip", text)


@ANY
def test_code_cells_are_short(path):
    assert max(len(cell.source.splitlines()) for cell in code(read(path))) <= 15


@CHAPTER
def test_each_widget_has_a_picture_and_a_sentence(path):
    shown = [cell for cell in code(read(path)) if WIDGETS.search(cell.source)]
    assert shown, "a chapter needs something to touch"
    for cell in shown:
        assert any({"image/png", "text/plain"} <= set(o.get("data", {})) for o in cell.outputs), cell.source


@CHAPTER
def test_the_anatomy_of_a_chapter(path):
    notebook = read(path)
    text = prose(notebook)
    first = notebook.cells[0].source
    assert re.match(rf"# {path.stem[:2]} · ", first) and "minutes" in first and "Goals" in text.split("\n## ")[0]
    for part in ("## Exercises", "## What to remember", "## Where to read more", "Guess", "You have now"):
        assert part.lower() in text.lower(), part
    assert re.search(r"\*[a-z -]+\* \([\u4e00-\u9fff/、 ]+\)", text), "terms are given in Chinese at first mention"
    checks = [cell for cell in code(notebook) if CHECK.search(cell.source)]
    assert 2 <= len(checks) <= 5
    assert all("Not attempted" in said(cell) for cell in checks)


@CHAPTER
def test_the_answer_to_a_guess_is_stored_collapsed(path):
    notebook = read(path)
    telling, at = telling_cells(notebook), {id(cell): n for n, cell in enumerate(notebook.cells)}
    for cell in code(notebook):
        hidden = bool(cell.metadata.get("jupyter", {}).get("outputs_hidden")), COLLAPSED in cell.metadata.get("tags", [])
        assert hidden == (cell in telling,) * 2, cell.source
    guessed = {key: at[id(cell)] for cell in code(notebook) for key in GUESS.findall(cell.source)}
    revealed = {key: at[id(cell)] for cell in code(notebook) for key in REVEAL.findall(cell.source)}
    assert guessed.keys() == revealed.keys() and all(guessed[key] < revealed[key] for key in guessed)


@CHAPTER
def test_every_chapter_has_its_solutions(path):
    solution = ROOT / "solutions" / f"{path.stem}_solutions.ipynb"
    checks = [cell for cell in code(read(solution)) if CHECK.search(cell.source)]
    verdicts = [said(cell) for cell in checks if "import" not in cell.source]
    assert verdicts and all("Right." in words and "Not " not in words for words in verdicts), verdicts


@ANY
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#]+\.(?:ipynb|md|png))\)", prose(read(path)))
    assert [link for link in links if not (path.parent / link).exists()] == []
