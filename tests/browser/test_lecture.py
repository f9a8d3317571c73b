"""A chapter as a page without code: two visitors label at once, and each sees only their own answers."""

import os
import re
import socket
import subprocess
import sys
import time

import nbformat
import pytest

from alkit import LabelLog
from tests.browser.lab import ROOT

SERVE = "import pathlib, sys; from tools import lecture; lecture.CHAPTERS = pathlib.Path(sys.argv.pop(1)); lecture.main(sys.argv[1:])"
LABEL = """import alkit
alkit.label(["good tea", "no cup", "cold", "a fine pot", "never again"], classes=["praise", "blame"], name="lecture", budget=5)"""
ONE = """# 00 · Start here
The entropy is $\\log_2 10$. Next: [01 · A second page](01_second.ipynb)"""


@pytest.fixture
def served(tmp_path):
    """Two small chapters, and the address of their pages."""
    chapters, labels = tmp_path / "notebooks", tmp_path / "labels"
    chapters.mkdir()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    text, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    answer = code("print('the answer is', 6 * 7)", metadata={"tags": ["hide-output"]})
    for name, cells in (
        ("00_start", [text(ONE), code(LABEL), answer]),
        ("01_second", [text("# 01 · A second page"), code(LABEL)]),
    ):
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), chapters / f"{name}.ipynb")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    env = os.environ | {"ALKIT_LABELS": str(labels), "PYTHONPATH": str(ROOT)}
    env |= {f"JUPYTER_{n}_DIR": str(tmp_path / n.lower()) for n in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-c", SERVE, str(chapters), "00", "--no-browser", f"--port={port}"]
    with open(tmp_path / "log", "w") as log:
        server = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=log, stderr=log)
    try:
        for _ in range(240):
            assert server.poll() is None, (tmp_path / "log").read_text()
            if "The chapter is at" in (tmp_path / "log").read_text():
                break
            time.sleep(0.25)
        yield re.search(r"The chapter is at +(\S+)", (tmp_path / "log").read_text())[1], labels / "visitors"
    finally:
        server.terminate()
        server.wait(20)


class Visitor:
    """Somebody with a browser of their own, whose requests to other machines are counted, and refused."""

    def __init__(self, browser, url, asked):
        self.context = browser.new_context(viewport={"width": 1200, "height": 1000})
        self.context.route(
            re.compile(r"^https?://(?!(localhost|127\.0\.0\.1)[:/])"), lambda r: (asked.append(r.request.url), r.abort())
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(180_000)  # two kernels begin at once
        self.page.goto(url, wait_until="commit")

    def expect(self, n):
        words = re.compile(rf"^\s*{n} of 5 answers")
        self.page.locator(".alkit-labeling .al-progress", has_text=words).wait_for()

    def answer(self, word):
        self.page.wait_for_timeout(200)  # what comes before anybody can have seen the sample is refused
        self.page.locator(".alkit-labeling").get_by_role("button", name=f"Answer {word}", exact=True).click()


@pytest.mark.slow
def test_two_visitors_label_and_each_sees_only_their_own(served, browser, artifacts):
    (url, folder), asked = served, []
    ada, ben = (Visitor(browser, url, asked) for _ in range(2))
    for one in (ada, ben):
        one.expect(0)
    for n, word in enumerate(("praise", "blame"), 1):
        ada.answer(word)
        ada.expect(n)
    ben.expect(0)
    ben.answer("blame")
    ben.expect(1)

    stores = sorted(folder.glob("*/labels.sqlite"))
    given = sorted(sorted(LabelLog(store).labels("lecture").values()) for store in stores)
    assert given == [["blame"], ["blame", "praise"]]
    assert not list(folder.parents[1].glob("notebooks/labels*"))

    text = ada.page.inner_text("body")
    assert "import" not in text and "alkit.label" not in text  # no code
    closed = ada.page.locator("details")
    assert closed.count() == 1 and "the answer is 42" not in text
    closed.locator("summary").click()
    ada.page.get_by_text("the answer is 42").wait_for()
    ada.page.locator("mjx-container, .MathJax").first.wait_for()
    ada.page.screenshot(path=artifacts / "lecture.png")

    ada.page.get_by_role("link", name="01 · A second page").click()  # a new kernel, the same visitor
    ada.page.get_by_role("heading", name="01 · A second page").wait_for()
    ada.expect(2)
    assert asked == []
    for one in (ada, ben):
        one.context.close()
