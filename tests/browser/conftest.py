"""A real JupyterLab and a real Chromium for the tests in this folder."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from typing import NamedTuple

import pytest

ROOT = pathlib.Path(__file__).parents[2]
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
]
ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
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


class Lab(NamedTuple):
    url: str
    root: pathlib.Path


def find_browser() -> str | None:
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in [*found, *PLACES] if path and pathlib.Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser():
    path = find_browser()
    if path is None:
        how = "no Chromium or Chrome found: install it (Debian: apt-get install chromium; others: a Chrome from its maker)"
        pytest.fail(how) if os.environ.get("ALKIT_REQUIRE_BROWSER") == "1" else pytest.skip(how)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def artifacts() -> pathlib.Path:
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab whose root holds copies of the notebooks; its labels go there too."""
    folder = tmp_path_factory.mktemp("lab")
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
    command += ["--expose-app-in-browser", f"--LabApp.workspaces_dir={folder / 'ws'}", f"--LabApp.user_settings_dir={folder / 'us'}"]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(command, env=env | {"IPYTHONDIR": str(folder / "ipython")}, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    _wait_for(url, server, folder / "log")
    yield Lab(url, folder / "root")
    server.terminate()
    server.wait(20)


def _wait_for(url, server, log):
    request = urllib.request.Request(f"{url}/api/status", headers={"Authorization": "token t"})
    for _ in range(240):
        try:
            return urllib.request.urlopen(request, timeout=5).close()
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.25)
    raise RuntimeError(log.read_text())


class Notebook:
    """One notebook open in JupyterLab."""

    def __init__(self, page, url, path):
        self.page = page
        page.goto(f"{url}/lab/tree/{path}?reset&token=t")
        self.ready()
        self.command("notebook:clear-all-cell-outputs")

    def ready(self):
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.page.evaluate(READY)

    def command(self, name):
        return self.page.evaluate(f"window.jupyterapp.commands.execute('{name}')")

    def run_all(self):
        assert self.command("notebook:run-all-cells") is True, "a cell raised an error"

    def save(self):
        self.command("docmanager:save")

    def reload(self):
        self.page.reload()
        self.ready()

    def restart(self):
        self.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self.page.wait_for_timeout(500)
        self.page.evaluate(READY)


@pytest.fixture
def open_notebook(browser, lab):
    """A function that opens a notebook, by its path, in a page of its own."""
    pages = []

    def open_(path, width=1400, height=1100, **options):
        pages.append(browser.new_page(viewport={"width": width, "height": height}, **options))
        return Notebook(pages[-1], lab.url, path)

    yield open_
    for page in pages:
        page.close()
