"""Execute notebooks in place, so that a second run changes no byte.

Usage: python tools/execute_notebooks.py [notebook ...]      (default: all)

Widget state and widget views are dropped: without a kernel they would show nothing, and hide the picture that
each widget brings along.  Labels given in the notebooks go to a folder that is thrown away.  What tells the answer to a
guess is stored collapsed; JupyterLab opens it when the cell is run.
"""

import os
import pathlib
import re
import sys
import tempfile
import time

import nbformat
from nbclient import NotebookClient

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
COLLAPSED = "hide-output"  # the tag that Jupyter Book knows; JupyterLab has a field of its own
GUESS, REVEAL = re.compile(r'\bguess\(\s*"(\d\d\.\d+)"'), re.compile(r'\breveal\(\s*"(\d\d\.\d+)"')
ROOT = pathlib.Path(__file__).parent.parent / "notebooks"


def execute(path: pathlib.Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(path.parent)}}
    # what a cell prints is one output, however slowly it came
    NotebookClient(notebook, timeout=300, record_timing=False, coalesce_streams=True, resources=folder).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    telling = {cell.id for cell in telling_cells(notebook)}
    for number, cell in enumerate(notebook.cells):
        tags = [tag for tag in cell.metadata.get("tags", []) if tag != COLLAPSED] + [COLLAPSED] * (cell.id in telling)
        cell.metadata = {"tags": tags} if tags else {}
        if cell.id in telling:
            cell.metadata["jupyter"] = {"outputs_hidden": True}
        cell.id = f"cell-{number:02d}"
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            output.pop("metadata", None) if output.output_type == "display_data" and not output.get("data") else None
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


def telling_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells with an output after a guess, up to the one that reveals its answer."""
    told: list[nbformat.NotebookNode] = []
    waiting: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            guessed = GUESS.findall(cell.source)
            if waiting and not guessed and cell.outputs:
                told.append(cell)
            waiting = (waiting | set(guessed)) - set(REVEAL.findall(cell.source))
    return told


def main(paths: list[pathlib.Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("JPY_SESSION_NAME", None)  # of the notebook that this may be called from: not theirs
        os.environ |= {"ALKIT_LABELS": folder, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        for path in paths:
            start = time.monotonic()
            execute(path)
            print(f"{time.monotonic() - start:4.0f} s  {path.relative_to(ROOT)}", flush=True)


if __name__ == "__main__":
    main([pathlib.Path(p).resolve() for p in sys.argv[1:]] or sorted(ROOT.rglob("[0-9]*.ipynb")))
