"""Execute notebooks in place, so that a second run changes no byte.

Usage: python tools/execute_notebooks.py [notebook ...]      (default: all)

Widget state and widget views are dropped: without a kernel they would show nothing, and hide the picture that
each widget brings along.  Labels given in the notebooks go to a folder that is thrown away.
"""

import os
import pathlib
import sys
import tempfile

import nbformat
from nbclient import NotebookClient

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
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
    for number, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"cell-{number:02d}", {k: cell.metadata[k] for k in ("tags",) if k in cell.metadata}
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            output.pop("metadata", None) if output.output_type == "display_data" and not output.get("data") else None
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


def main(paths: list[pathlib.Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("JPY_SESSION_NAME", None)  # of the notebook that this may be called from: not theirs
        os.environ |= {"ALKIT_LABELS": folder, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        for path in paths:
            print(path.relative_to(ROOT), flush=True)
            execute(path)


if __name__ == "__main__":
    main([pathlib.Path(p).resolve() for p in sys.argv[1:]] or sorted(ROOT.rglob("[0-9]*.ipynb")))
