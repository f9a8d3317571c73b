"""Screenshots of the widgets, light and dark, wide and narrow, to be looked at: ``artifacts/gallery/NAME_THEME_WIDTH.png``.

Usage: python -m tools.gallery [names]
"""

from __future__ import annotations

import pathlib
import sys
import tempfile

import nbformat

from tests.browser.lab import ROOT, Notebook, chromium, find_browser, jupyterlab

WIDGETS = {
    "coin": "alkit.entropy_explorer([0.9, 0.1])",
    "outcomes": "alkit.entropy_explorer([0.5, 0.25, 0.25])",
    "triangle": "alkit.triangle_explorer()",
    "split": "alkit.split_explorer()",
    "run": "alkit.run_explorer(step=12)",
    "strategy": "alkit.strategy_explorer()",
    "strategy_digits": "alkit.strategy_explorer(data='digits')",
    "committee": "alkit.committee_explorer()",
    "animals": "alkit.twenty_questions()",
    "animals_asked": "alkit.twenty_questions(machine_asks=True)",
    "bench": "alkit.comparison_bench(run=True, data='iris', n_seeds=4, budget=20)",
    "bench_empty": "alkit.comparison_bench()",
    "labeling": "alkit.label(alkit.digits(), folder=FOLDER)",
}
SIZES = {1300: 1000, 420: 2400}
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
SIMPLE = """() => { const s = window.jupyterapp.shell; s.mode = 'single-document'; s.collapseLeft(); s.collapseRight(); }"""


def take(names: list[str], folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp, jupyterlab(pathlib.Path(tmp)) as lab, chromium(find_browser() or "chromium") as browser:
        start = f"import alkit\nFOLDER = {str(lab.root / 'labels')!r}\n"
        cells = [nbformat.v4.new_code_cell(start + WIDGETS[name] if k == 0 else WIDGETS[name]) for k, name in enumerate(names)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.root / "gallery.ipynb")
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        page.on("console", lambda message: message.type == "error" and "al" in message.text and print(message.text[:300]))
        page.on("pageerror", lambda error: print("page error:", error))
        notebook = Notebook(page, lab.url, "gallery.ipynb")
        page.evaluate(SIMPLE)
        print("all ran:", notebook.command("notebook:run-all-cells"))
        page.wait_for_timeout(6000)
        for theme, said in THEMES.items():
            page.evaluate(f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: '{said}'}})")
            for width, height in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                page.wait_for_timeout(1500)
                for name, cell in zip(names, page.locator(".jp-CodeCell").all(), strict=True):
                    cell.scroll_into_view_if_needed()
                    cell.locator(".jp-Cell-outputWrapper").screenshot(path=folder / f"{name}_{theme}_{width}.png")


if __name__ == "__main__":
    take(sys.argv[1:] or list(WIDGETS), ROOT / "artifacts" / "gallery")
