"""Check cells answer whatever a student types, in a line for terminals and tests, and in a card for people."""

import html.parser
import json
import re

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat import v4

from alkit import check_function, check_value
from alkit.exercises import checks
from alkit.exercises.checks import Verdict


class Nasty:
    def __eq__(self, other):
        raise TypeError("no")

    def __repr__(self):
        return "nasty" * 1000


class Nastier:
    def __array__(self, *_, **__):
        raise RuntimeError("no")

    def __repr__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "",
        "x",
        np.nan,
        [1, 2],
        np.zeros((3, 3)),
        {},
        object(),
        lambda: 1,
        1e400,
        True,
        [[1], [2, 3]],
        Nasty(),
        Nastier(),
        "\ud800",
    ],
)
def test_whatever_a_student_types_is_answered(answer, capsys):
    check_value(answer, 1.5, "a hint")
    check_function(lambda: answer, [((), np.array([1.0, 2.5]), "a hint")])
    check_function(answer, [((1,), 1.5, "a hint")])
    said = capsys.readouterr().out
    assert said.count("Not yet") == 3 and "a hint" in said


def test_an_error_of_the_student_is_told_in_their_own_words(capsys):
    check_function(lambda x: 1 / x, [((0,), 1, "")])
    assert "raises ZeroDivisionError: division by zero" in capsys.readouterr().out


# ---- the card ----------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    """The words of a page, its tags and the colors in its styles."""

    def __init__(self, text):
        super().__init__()
        self.words, self.tags, self.styles = "", [], []
        self.feed(text)
        self.close()

    def handle_data(self, data):
        self.words += data

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.styles.append(dict(attributes).get("style", ""))


def card(right, words, progress="1 of 4 checks in this chapter is right."):
    bundle = Verdict(right, words, progress)._repr_mimebundle_()
    assert bundle["text/plain"] == words == repr(Verdict(right, words, progress))
    return Page(bundle["text/html"])


@pytest.mark.parametrize(
    "right, sign, words", [(True, "✓", "Right."), (False, "✗", "Not yet, because: no."), (None, "…", checks.NOT_ATTEMPTED)]
)
def test_a_card_has_a_sign_the_same_words_and_the_progress(right, sign, words):
    assert card(right, words).words == f"{sign}{words}1 of 4 checks in this chapter is right."


def test_what_a_student_typed_is_data_in_the_card():
    words = "Not yet, because you have '<img src=x onerror=alert(1)>&amp;{color}\"': </div><script>alert(2)</script>."
    page = card(False, words)
    assert page.words == "✗" + words + "1 of 4 checks in this chapter is right."
    assert page.tags == card(False, "Not yet.").tags == ["div", "span", "strong", "br"]


@pytest.mark.parametrize("right", [True, False, None])
def test_the_sign_can_be_read_and_its_color_seen_in_both_themes(right):
    frame, sign, *_ = card(right, "Right.").styles
    white, color = re.findall(r"color: (#[0-9a-f]{6})", sign)
    assert contrast(white, color) >= 4.5 and color in frame
    assert min(contrast(color, page) for page in ("#ffffff", "#111111", "#212121")) >= 3  # JupyterLab's, light and dark
    assert "color" not in frame.replace("border", "") and "var(" not in frame + sign  # words in the page's own ink


def contrast(one, other):
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color):
    parts = (int(color[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return sum(
        w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), parts)
    )


# ---- the progress ------------------------------------------------------------------------------------


class Shell:
    """A kernel's shell, as far as the count looks at it."""

    execution_count = 0

    def run(self, cell, *verdicts, code=""):
        """What is said after each of a cell's checks."""
        self.execution_count += 1
        metadata = {"cellId": cell} if cell else {}
        message = {"header": {"msg_id": str(self.execution_count)}, "metadata": metadata, "content": {"code": code}}
        self.get_parent = lambda: message
        return [checks._count(right, self) for right in verdicts]


@pytest.fixture
def shell(monkeypatch):
    monkeypatch.setattr(checks, "_SEEN", {})
    return Shell()


def test_a_check_that_is_run_again_or_edited_is_counted_once(shell):
    assert shell.run("a", None) == [(0, 1)]
    assert shell.run("b", True) == [(1, 2)]
    assert shell.run("a", False, code="edited") == [(1, 2)]
    assert shell.run("a", True, code="edited again") == [(2, 2)]
    assert shell.run("a", False) == [(1, 2)]


def test_several_checks_in_a_cell_and_in_a_loop_are_several(shell):
    assert shell.run("a", True, True, False) == [(1, 1), (2, 2), (2, 3)]
    assert shell.run("a", True, True, True) == [(1, 1), (2, 2), (3, 3)]
    assert shell.run("a", True) == [(1, 1)]  # two were taken out of the cell


def test_without_a_cells_id_its_code_tells_which_it_is(shell):
    assert shell.run(None, None, code="one") == [(0, 1)]
    assert shell.run(None, True, code="two") == [(1, 2)]
    assert shell.run(None, True, code="one") == [(2, 2)]


def test_a_shell_in_a_terminal_counts_its_lines(shell):
    shell.execution_count = 1
    assert [checks._count(right, shell) for right in (True, False)] == [(1, 1), (1, 2)]
    shell.execution_count = 2
    assert checks._count(True, shell) == (2, 3)


def notebook(tmp_path, *sources):
    path = tmp_path / "chapter.ipynb"
    path.write_text(json.dumps(v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])), encoding="utf-8")
    return path


def test_how_many_there_are_is_known_from_the_notebooks_file(tmp_path, monkeypatch):
    sources = (
        "from alkit import check_value, check_function",
        "check_value(a, 1, '')\nalkit.check_value(b, 2, '')",
        "# check_value(…)",
    )
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook(tmp_path, *sources, "    check_function(f, [])")))
    assert checks._in_chapter() == 3
    for unreadable in ("[]", '{"cells": [1]}', "{half"):
        (tmp_path / "chapter.ipynb").write_text(unreadable)
        assert checks._in_chapter() is None
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "renamed.ipynb"))
    assert checks._in_chapter() is None
    monkeypatch.delenv("JPY_SESSION_NAME")
    assert checks._in_chapter() is None


def test_checks_that_were_added_and_not_saved_are_no_part_of_a_number():
    assert checks._progress(3, 5, 4) == "3 checks are right so far."
    assert checks._progress(1, 5, 4) == "1 check is right so far."


@pytest.mark.slow
@pytest.mark.parametrize("known", [False, True])
def test_in_a_kernel_each_check_shows_a_card_and_its_line(tmp_path, monkeypatch, known):
    cells = "check_value(..., 1, 'no')", "check_value(1, 1, '')\ncheck_function(lambda x: x, [((2,), 3, '<b>')])"
    path = notebook(tmp_path, "from alkit import *", *cells, cells[0].replace("...", "1"))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path if known else tmp_path / "nowhere"))
    done = nbformat.read(path, as_version=4)
    NotebookClient(done, timeout=60, record_timing=False).execute()
    outputs = [output for cell in done.cells for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"display_data"}
    assert [output.data["text/plain"] for output in outputs] == [
        checks.NOT_ATTEMPTED, "Right.", "Not yet, because <lambda>(2) gives 2: <b>.", "Right.",
    ]  # fmt: skip
    said = [re.search(r"<br>(.*)</div>", output.data["text/html"])[1] for output in outputs]
    if known:
        assert said == [f"{n} of 4 checks in this chapter {'is' if n == 1 else 'are'} right." for n in (0, 1, 1, 2)]
    else:
        assert said == [
            "No check is right so far.",
            "1 check is right so far.",
            "1 check is right so far.",
            "2 checks are right so far.",
        ]
