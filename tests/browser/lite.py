"""The course in the browser for its tests: the folder built once, on a server of its own, and a page that nothing else reaches."""

import base64
import functools
import http.server
import threading
from contextlib import contextmanager

from alkit import LabelLog
from tests.browser.lab import Lab, write_notebook
from tools import build_lite

# What the page itself says: its kernel is there, and waits.
OPENED = "() => window.jupyterapp?.shell?.currentWidget?.content?.widgets?.length > 3"
IDLE = "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
RUN = """async (upTo) => {
  const app = window.jupyterapp, { content } = app.shell.currentWidget, failed = [];
  for (let k = 0; k < content.widgets.length; k++) {
    const { model } = content.widgets[k];
    if (model.type !== 'code') continue;
    content.activeCellIndex = k;
    await app.commands.execute('notebook:run-cell');
    for (const one of model.sharedModel.getOutputs())
      if (one.output_type === 'error') failed.push(`cell ${k}: ${one.ename}: ${one.evalue}`);
    if (upTo && model.sharedModel.source.includes(upTo)) break;
  }
  return failed; }"""
LOOK = """async (path) => {
  try { return (await window.jupyterapp.serviceManager.contents.get(path, {content: true})).content; } catch { return null; } }"""
NAMES = f"async (path) => ((await ({LOOK})(path)) ?? []).map((one) => one.name)"


class Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # one connection for many files

    def log_message(self, *_):
        pass


class LikeLab(Quiet):
    def do_GET(self):
        """Find notebooks at the addresses that they have on a JupyterLab's own server."""
        if self.path.startswith("/lab/tree/"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[0].replace("/lab/tree/", "/lab/index.html?path=desks/"))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()


@contextmanager
def served(folder, handler=Quiet):
    """The address of a folder on a web server that knows nothing but files."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class LabInPage(Lab):
    """What the tests of the widgets take for a JupyterLab."""

    notebooks = ("desk", "gallery")  # those of another name it cannot open

    def log(self, page):
        return LogInPage(page, self.root / "labels.sqlite")

    def holds(self, page, path):
        return path.rpartition("/")[2] in page.evaluate(NAMES, f"desks/{path.rpartition('/')[0]}")

    def shut_down_kernels(self, but=""):
        """They end with their pages."""


class LogInPage:
    """The log in a browser's storage, as it is whenever it is asked."""

    def __init__(self, page, path):
        self.page, self.path = page, path

    def __getattr__(self, name):
        if content := self.page.evaluate(LOOK, "desks/labels/labels.sqlite"):
            self.path.write_bytes(base64.b64decode(content))
        return getattr(LabelLog(self.path), name)


@contextmanager
def lab_in_page(folder):
    (folder / "desks").mkdir()
    for name in LabInPage.notebooks:
        write_notebook(LabInPage("", folder / "desks"), name, "")
    build_lite.build(folder / "lite", with_pyodide=True, data=folder / "desks")
    with served(folder / "lite", LikeLab) as url:
        yield LabInPage(url, folder / "lite" / "files" / "desks", kernel="python")


class Chapter:
    """A chapter in a page of a browser."""

    def __init__(self, context, url, name):
        self.context, self.url, self.name = context, url, name
        self.page = context.new_page()
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{url}/lab/index.html?path={name}")
        self.wait()

    def wait(self):
        self.page.wait_for_function(OPENED, timeout=120_000)
        self.page.wait_for_function(IDLE, timeout=300_000)

    def run(self, up_to=""):
        """Run all cells, or up to the first that holds these words; what failed."""
        return self.page.evaluate(RUN, up_to)

    def file(self, path):
        """What a file of the browser's storage holds, as JupyterLab gives it."""
        return self.page.evaluate(LOOK, path)

    @property
    def elsewhere(self):
        """What was asked of anybody else."""
        return [url for url in self.asked if url.startswith("http") and not url.startswith(self.url)]

    def close(self):
        self.page.close()
