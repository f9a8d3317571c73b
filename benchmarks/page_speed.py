"""Milliseconds from a click to the next sample, measured inside the page: a real JupyterLab in a real Chromium."""

import pathlib
import tempfile

import nbformat

from tests.browser.lab import Notebook, chromium, find_browser, jupyterlab

CELL = "from alkit import digits, label\nlabel(digits(), budget=None)"
CLICK = """async ([root, digit]) => {
  const before = root.dataset.shownAt;
  root.querySelectorAll('button.al-class')[digit].click();
  for (let i = 0; i < 5000 && root.dataset.shownAt === before; i++) await new Promise(r => setTimeout(r, 1));
  return root.dataset.shownAt - root.dataset.sentAt; }"""


def click_to_next_sample(n_clicks: int = 30) -> list[float]:
    """One number a click; none where there is no browser."""
    path = find_browser()
    if path is None:
        return []
    with tempfile.TemporaryDirectory() as folder, jupyterlab(pathlib.Path(folder)) as lab, chromium(path) as browser:
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}  # without it, the page asks which kernel
        cells = [nbformat.v4.new_code_cell(CELL)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.root / "speed.ipynb")
        notebook = Notebook(browser.new_page(viewport={"width": 1400, "height": 1000}), lab.url, "speed.ipynb")
        notebook.run_all()
        widget = notebook.page.locator(".alkit-labeling")
        widget.locator("button.al-class").first.wait_for()
        notebook.page.wait_for_timeout(3000)  # the comparison curves are drawn at the start
        root = widget.element_handle()
        times = []
        for k in range(n_clicks):
            times.append(notebook.page.evaluate(CLICK, [root, k % 10]))
            notebook.page.wait_for_timeout(150)  # a person needs a moment to look
        return times
