"""Open a chapter as a page without code, for a lecture; every visitor has labels of their own: make voila CHAPTER=04.

Usage: python -m tools.lecture [beginning of a chapter's name] [options of voila]

Links lead from chapter to chapter.  What a visitor answers is kept in ``labels/visitors``, in a folder of their own, which
a cookie finds again after a reload or a restart.  The page asks nothing of any other machine.
"""

from __future__ import annotations

import os
import pathlib
import re
import secrets
import sys
import webbrowser
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tornado.ioloop import IOLoop
from traitlets.config import Config
from voila.app import Voila

from tools.lab import can_encrypt

ROOT = pathlib.Path(__file__).parents[1]
CHAPTERS, SETTINGS = ROOT / "notebooks", ROOT / "tools" / "jupyter"
# All that a page may load: its own server, and what it makes itself.  Voilà would like an icon font from elsewhere, in vain.
POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"


class Lecture(Voila):
    """Voilà, which opens its browser at a chapter instead of a list of files."""

    chapter = ""

    def launch_browser(self) -> None:
        """Open the chapter."""
        webbrowser.open(self.page)

    def listen(self) -> None:
        """Say where the page is as soon as it is there: the port may be another than the one asked for."""
        IOLoop.current().add_callback(self.say)
        super().listen()

    def say(self) -> None:
        """Two lines for the teacher."""
        print(f"The chapter is at  {self.page}")
        print(f"Answers are kept in {visitors()}. To stop, press Ctrl+C here.", flush=True)

    @property
    def page(self) -> str:
        """The address of the chapter."""
        return f"{self.display_url.split()[0].rstrip('/')}/voila/render/{self.chapter}"


def visitors() -> pathlib.Path:
    """Where the visitors' folders are: in the environment's ALKIT_LABELS, or in ``labels``."""
    return pathlib.Path(os.environ.get("ALKIT_LABELS", ROOT / "labels")).absolute() / "visitors"


def own_labels(handler: Any, notebook: NotebookNode, cwd: str) -> NotebookNode:
    """Begin a visitor's notebook with a cell, unseen, that says where the answers of this visitor go."""
    folder = visitors() / re.sub(r"[^\w-]", "_", handler.current_user.username)  # of a cookie that the server has signed
    notebook.cells.insert(0, new_code_cell(f"import os\nos.environ['ALKIT_LABELS'] = {str(folder)!r}"))
    return notebook


def secret() -> bytes:
    """What cookies are signed with; it is kept, so that visitors are known again when the server was restarted."""
    path = visitors() / ".cookie_secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def settings() -> Config:
    """How Voilà is to serve the chapters."""
    config = Config()
    config.VoilaConfiguration.prelaunch_hook = own_labels
    config.VoilaConfiguration.template = "lecture"
    config.Voila.cookie_secret = secret()
    config.Application.log_level = "ERROR"
    if can_encrypt():
        config.KernelManager.transport_encryption = "auto"
    config.Voila.tornado_settings = {"headers": {"Content-Security-Policy": POLICY}}
    return config


def main(arguments: list[str]) -> None:
    named = arguments.pop(0) if arguments and not arguments[0].startswith("-") else "00"
    found = sorted(CHAPTERS.glob(f"{named.removesuffix('.ipynb')}*.ipynb"))
    if not found:
        raise SystemExit(f"no chapter begins with {named}; chapters are named as in notebooks/, such as 04")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(SETTINGS), os.environ.get("JUPYTER_PATH")]))  # the template
    Lecture.chapter = found[0].name
    Lecture.launch_instance([str(CHAPTERS), *arguments], config=settings())


if __name__ == "__main__":
    main(sys.argv[1:])
