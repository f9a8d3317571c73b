"""What a lecture's server does before a page is drawn; tests/browser/test_lecture.py looks at the pages."""

import os
import types

import nbformat
import pytest

from tools import lecture, write_slides


def begun_by(name):
    """The notebook of a visitor, and the folder that its first cell names."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A chapter")])
    handler = types.SimpleNamespace(current_user=types.SimpleNamespace(username=name))
    cells = lecture.own_labels(handler, notebook, "").cells
    here = types.SimpleNamespace(environ={})
    exec(cells[0].source.replace("import os\n", ""), {"os": here})
    return [cell.source for cell in cells[1:]], here.environ["ALKIT_LABELS"]


def test_every_visitor_gets_a_folder_and_nothing_else_is_changed(monkeypatch, tmp_path):
    monkeypatch.setenv("ALKIT_LABELS", str(tmp_path / "it's here"))
    folders = []
    for name in ("ada", "ben", "../../etc", "a'b\n"):
        cells, folder = begun_by(name)
        assert cells == ["# A chapter"] and os.path.dirname(folder) == str(tmp_path / "it's here" / "visitors")
        folders.append(folder)
    assert len(set(folders)) == 4 and begun_by("ada")[1] == folders[0]


def test_cookies_are_known_after_a_restart_and_only_to_the_server(monkeypatch, tmp_path):
    monkeypatch.setenv("ALKIT_LABELS", str(tmp_path))
    first = lecture.secret()
    assert len(first) == 32 and lecture.secret() == first == lecture.settings().Voila.cookie_secret
    if os.name == "posix":
        assert (tmp_path / "visitors" / ".cookie_secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("serve", [lambda: lecture.main(["77"]), lambda: write_slides.write(None, ("77",))])
def test_a_chapter_that_is_not_there_is_said_to_be_none(serve):
    with pytest.raises(SystemExit, match="no chapter begins with 77"):
        serve()
