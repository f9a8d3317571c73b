"""A real JupyterLab and a real Chromium, for the browser tests, the benchmarks and the README's picture."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import nbformat
import pytest

from alkit import LabelLog

ROOT = pathlib.Path(__file__).parents[2]
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
]
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IN_PAGE = os.environ.get("ALKIT_IN_PAGE") == "1"
needs_server = pytest.mark.skipif(IN_PAGE, reason="a page without a server has no such thing")
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # cells out of sight stay in the page
}
# The page says "idle" before there is a kernel, so ask the kernel's own connection.
READY = """async () => {
  const app = window.jupyterapp; await app.restored;
  const w = app.shell.currentWidget; await w.context.ready; await w.sessionContext.ready;
  for (let i = 0; i < 1200; i++) {
    const k = w.sessionContext.session && w.sessionContext.session.kernel;
    if (k && k.status === 'idle' && k.connectionStatus === 'connected') return;
    await new Promise(r => setTimeout(r, 50));
  }
  throw new Error('kernel not ready'); }"""
# Other cells into an open notebook, as from a kernel just started: the page and the imports are what takes its time.
SHOW = """async (sources) => {
  const app = window.jupyterapp, { shell } = app, { content, context, sessionContext } = shell.currentWidget;
  document.querySelectorAll('.jp-Dialog .jp-mod-accept').forEach((button) => button.click());
  shell.mode = 'multiple-document'; shell.expandLeft(); shell.collapseRight();
  if (document.body.dataset.jpThemeName !== 'JupyterLab Light')
    await app.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'});
  const { sharedModel } = content.model, old = sharedModel.cells.length;
  sharedModel.transact(() => {
    sharedModel.insertCells(0, sources.map(([cell_type, source]) => ({cell_type, source, metadata: {}})));
    sharedModel.deleteCellRange(sources.length, sources.length + old); });
  const forget = `import sys
"ipywidgets" in sys.modules and sys.modules["ipywidgets"].Widget.close_all()
get_ipython().run_line_magic("reset", "-f")`;
  await sessionContext.session.kernel.requestExecute({code: forget, silent: true}).done;
  content.activeCellIndex = 0; content.mode = 'command'; content.node.scrollTop = 0; content.activate();
  await context.save(); }"""
GO_TO = """(words) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = notebook.widgets.findIndex((cell) => cell.model.type === 'code' && cell.model.sharedModel.source.includes(words));
}"""


class Lab(NamedTuple):
    url: str
    root: pathlib.Path
    kernel: str = "python3"

    def ask(self, path: str, method: str = "GET") -> bytes:
        """What the server's API answers."""
        request = urllib.request.Request(f"{self.url}/api/{path}", headers={"Authorization": "token t"}, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def log(self, page: Any) -> LabelLog:
        """What a page has logged."""
        return LabelLog(self.root / "labels" / "labels.sqlite")

    def holds(self, page: Any, path: str) -> bool:
        """Whether there is such a file for a page."""
        return (self.root / path).exists()

    def shut_down_kernels(self, but: str = "") -> None:
        """End what closed pages leave running: a kernel takes 200 MB; not that of the notebook ``but``."""
        for session in json.loads(self.ask("sessions")):
            if session["path"] != but:
                self._end(session["id"])

    def _end(self, session: str) -> None:
        """A kernel that is just being restarted cannot be ended: the server answers with an error, and a moment later it can."""
        for seconds in (0.5, 2, 5, None):
            try:
                self.ask(f"sessions/{session}", "DELETE")
                return
            except urllib.error.HTTPError as error:
                if seconds is None or error.code < 500:
                    raise
                time.sleep(seconds)


def find_browser() -> str | None:
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in [*found, *PLACES] if path and pathlib.Path(path).exists()), None)


@contextmanager
def chromium(path: str) -> Iterator:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGS)
        yield browser
        browser.close()


@contextmanager
def jupyterlab(folder: pathlib.Path) -> Iterator[Lab]:
    """A JupyterLab whose root holds copies of the notebooks; its settings and the labels given there stay in ``folder``."""
    shutil.copytree(ROOT / "notebooks", folder / "root", ignore=shutil.ignore_patterns("labels", ".ipynb_checkpoints"))
    config = folder / "config" / "labconfig"
    config.mkdir(parents=True)
    (config / "default_setting_overrides.json").write_text(json.dumps(SETTINGS))
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    env = {k: v for k, v in os.environ.items() if k != "ALKIT_LABELS"}
    env |= {f"JUPYTER_{n}_DIR": str(folder / n.lower()) for n in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--IdentityProvider.token=t", f"--ServerApp.root_dir={folder / 'root'}"]
    command += [
        "--expose-app-in-browser",
        f"--LabApp.workspaces_dir={folder / 'ws'}",
        f"--LabApp.user_settings_dir={folder / 'us'}",
    ]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(command, env=env | {"IPYTHONDIR": str(folder / "ipython")}, stdout=log, stderr=log)
    try:
        lab = Lab(f"http://127.0.0.1:{port}", folder / "root")
        _wait_for(lab, server, folder / "log")
        yield lab
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(lab, server, log):
    for _ in range(240):
        try:
            return lab.ask("status")
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.25)
    raise RuntimeError(log.read_text())


def write_notebook(lab: Lab, name: str, *codes: str) -> str:
    """A notebook with these cells; without a kernel's name in it, the page would ask which one."""
    kernel = {"kernelspec": {"name": lab.kernel, "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(code) for code in codes]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.root / f"{name}.ipynb")
    return f"{name}.ipynb"


class Notebook:
    """One notebook open in JupyterLab."""

    def __init__(self, page, url, path):
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{url}/lab/tree/{path}?reset&token=t")
        self.ready()
        self.command("notebook:clear-all-cell-outputs")

    def ready(self):
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.page.evaluate(READY)

    def show(self, *cells, width=1400, height=1100):
        """These cells in place of the old ones: code, or made by nbformat."""
        page, nodes = self.page, [nbformat.v4.new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")
        page.mouse.move(1, 1)
        page.evaluate(READY)
        page.evaluate(SHOW, [[node.cell_type, node.source] for node in nodes])
        self.errors.clear()

    def alone(self):
        """Without the panels beside it, as on a small screen."""
        self.page.evaluate(
            "() => { const s = window.jupyterapp.shell; s.mode = 'single-document'; s.collapseLeft(); s.collapseRight(); }"
        )

    def theme(self, name):
        self.page.evaluate(f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {name}'}})")
        self.page.wait_for_timeout(700)

    def command(self, name):
        return self.page.evaluate(f"window.jupyterapp.commands.execute('{name}')")

    def run_all(self):
        assert self.command("notebook:run-all-cells") is True, "a cell raised an error"

    def run_until(self, words):
        """Run the cells up to the one with these words, and that one."""
        self.page.evaluate(GO_TO, words)
        self.command("notebook:run-all-above")
        self.command("notebook:run-cell")

    def save(self):
        self.command("docmanager:save")

    def reload(self):
        self.page.reload()
        self.ready()

    def restart(self):
        self.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self.page.wait_for_timeout(500)
        self.page.evaluate(READY)
