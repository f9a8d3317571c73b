"""The course in the browser's page: seconds to the first cell, milliseconds to the next sample, seconds for a chapter.

The folder that ``make lite LITE_FLAGS=--pyodide`` builds, on a web server of its own, in a real Chromium that asks nobody else.
"""

from __future__ import annotations

import pathlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from benchmarks.page_speed import CLICK
from tests.browser.lab import ROOT, chromium, find_browser
from tests.browser.lite import Chapter, served
from tools import build_lite, pyodide

START_HERE = "00_start_here.ipynb"
CHAPTERS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
N_STARTS, N_CLICKS = 5, 20
CELL = """async () => {
  const { content } = window.jupyterapp.shell.currentWidget;
  content.activeCellIndex = content.widgets.findIndex(({model}) => model.type === 'code');
  await window.jupyterapp.commands.execute('notebook:run-cell');
  return performance.now() / 1000; }"""  # since the page was asked for


def lite_lines() -> list[tuple[str, str, str, str]]:
    """Three rows; none where there is no browser, or Pyodide cannot be had."""
    try:
        pyodide.fetch()
    except OSError as error:
        print(f"The course in the browser is not measured: {error}")
        return []
    if find_browser() is None:
        return []
    with _course() as (browser, url):
        starts, clicks = _starts(browser, url), _clicks(browser, url)
        whole = {name[:2]: _run_all(browser, url, name) for name in CHAPTERS}
    slowest = max(whole, key=lambda name: whole[name])
    beside = "chapters 00 to 17: " + ", ".join(f"{seconds:.0f}" for seconds in whole.values())
    return [
        (
            "in a browser's page, from its address to the first cell's end, warm cache: median (longest)",
            _two(starts, "s"),
            "≤ 20 s",
            "",
        ),
        (
            "in a browser's page, labeling digits, a click to the next sample: median (longest)",
            _two(clicks, "ms"),
            "≤ 250 ms",
            "",
        ),
        (f"in a browser's page, all cells of the slowest chapter, {slowest}", f"{whole[slowest]:.0f} s", "≤ 90 s", beside),
    ]


def _two(times: list[float], unit: str) -> str:
    return f"{np.median(times):.0f} {unit} ({max(times):.0f} {unit})"


@contextmanager
def _course() -> Iterator[tuple[Any, str]]:
    """A browser, and the address of the course."""
    path = find_browser()
    assert path is not None
    with tempfile.TemporaryDirectory() as folder:
        build_lite.build(pathlib.Path(folder), with_pyodide=True)
        with served(folder) as url, chromium(path) as browser:
            yield browser, url


@contextmanager
def _opened(browser: Any, url: str, name: str) -> Iterator[Chapter]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield Chapter(context, url, name)
    context.close()


def _starts(browser: Any, url: str) -> list[float]:
    with _opened(browser, url, START_HERE) as first:
        times = []
        for _ in range(N_STARTS):
            again = Chapter(first.context, url, START_HERE)
            times.append(again.page.evaluate(CELL))
            again.close()
    return times


def _clicks(browser: Any, url: str) -> list[float]:
    with _opened(browser, url, START_HERE) as chapter:
        chapter.run("oracle = label(")
        widget = chapter.page.locator(".alkit-labeling[data-connection=ready]")
        widget.wait_for(timeout=60_000)
        widget.scroll_into_view_if_needed()
        times = []
        for k in range(N_CLICKS):
            chapter.page.wait_for_timeout(1000)  # a person looks
            times.append(chapter.page.evaluate(CLICK, [widget.element_handle(), k % 10]))
    return times


def _run_all(browser: Any, url: str, name: str) -> float:
    with _opened(browser, url, name) as chapter:
        begun = time.perf_counter()
        failed = chapter.run()
        seconds = time.perf_counter() - begun
    if failed or chapter.errors:
        raise RuntimeError(f"{name} fails in a page: {failed or chapter.errors}")
    print(f"{name}: {seconds:.0f} s", flush=True)
    return seconds
