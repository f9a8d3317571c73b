"""The page of a guess, and the cells that reveal, add up and show the calibration; in a kernel and without one."""

import html.parser
import re

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat import v4

import alkit
from alkit.exercises.guessbook import GuessBook
from alkit.widgets import guess as page_of_guess
from alkit.widgets.results import Card

CHOICE = {"options": ["10 %", "30 %", "60 %"]}
CURVE = {"curve": {"x": (0, 10), "y": (0, 1), "x_name": "labels", "y_name": "accuracy"}}


@pytest.fixture(autouse=True)
def labels(tmp_path, monkeypatch):
    monkeypatch.setenv("ALKIT_LABELS", str(tmp_path))
    monkeypatch.setattr(page_of_guess, "_LIVE", {})
    return tmp_path


def button(widget, name):
    return next(control for control in widget.controls if control["name"] == name)


def committed(key, belief, **kind):
    widget = alkit.guess(key, "How many?", **kind)
    widget.choose(belief=belief)
    widget.press("commit")
    return widget


def heard(widget, **message):
    widget._heard(None, {"id": "me:1", **message}, [])


# ---- the widget --------------------------------------------------------------------------------------


def test_what_the_page_sends_is_the_draft_until_it_is_committed():
    widget = alkit.guess("00.1", "How many?", **CHOICE)
    assert widget.values["belief"] == [34, 33, 33] and not widget.data["locked"]
    heard(widget, do="set", values={"belief": [20, 50, 30]})
    heard(widget, do="press", what="commit")
    assert widget.data["locked"] and GuessBook().load("00.1").guess == [20, 50, 30]
    heard(widget, do="set", values={"belief": [1, 1, 98]})
    assert widget.values["belief"] == [20, 50, 30] and not widget.problem, "a late hand changes nothing, and is no error"
    heard(widget, do="press", what="again")
    heard(widget, do="set", values={"belief": [1, 1, 98]})
    assert widget.values["belief"] == [1, 1, 98]
    heard(widget, do="press", what="reset")
    assert widget.values["belief"] == [34, 33, 33] and not widget.data["locked"]


@pytest.mark.parametrize("belief", [[50, 50, 50], "abc", None, [100], [33.3, 33.3, 33.4], {"0": 100}])
def test_what_the_page_cannot_have_meant_is_refused_and_the_widget_lives_on(belief):
    widget = alkit.guess("00.1", "How many?", **CHOICE)
    heard(widget, do="set", values={"belief": belief})
    assert "a belief is 3 whole numbers" in widget.problem
    heard(widget, do="set", values={"belief": [20, 50, 30]})
    assert widget.values["belief"] == [20, 50, 30] and not widget.problem


def test_a_curve_must_be_drawn_before_it_is_committed():
    widget = alkit.guess("00.1", "How does it go?", **CURVE)
    assert widget.data["x"] == list(range(11)) and button(widget, "commit")["why"] == page_of_guess.NOT_DRAWN
    widget.press("commit")
    assert not widget.data["locked"]
    widget.choose(belief=[0.5] * 10 + [0.9])
    widget.press("commit")
    assert widget.data["locked"] and button(widget, "commit")["why"] == page_of_guess.COMMITTED


@pytest.mark.parametrize(
    "kind",
    [{}, {**CHOICE, **CURVE}, {"options": []}, {"between": (0,)}, {"between": (1, 0)}, {"curve": {}}, {"curve": {"x": (1, 0)}}],
)
def test_what_an_author_got_wrong_is_said_at_once(kind):
    with pytest.raises(ValueError):
        alkit.guess("00.1", "How many?", **kind)


def test_the_answer_is_on_the_page_only_once_it_is_revealed(capsys):
    widget = committed("00.1", [20, 50, 30], **CHOICE)
    assert widget.data["truth"] is None
    alkit.reveal("00.1", 0.58)
    assert widget.data["truth"] == 2 and "1.74 bits" in widget.data["said"]
    again = alkit.guess("00.1", "How many?", **CHOICE)
    assert again.data["truth"] == 2 and again.sentence == widget.sentence
    widget.press("again")
    assert widget.data["truth"] is None and button(widget, "again")["off"]


def test_an_unanswered_guess_is_the_same_on_every_stored_page_and_says_guess_first():
    bundles = [alkit.guess("00.1", "How many?", **kind)._repr_mimebundle_() for kind in (CHOICE, {"between": (0, 1)}, CURVE)]
    for data, metadata in bundles:
        assert data["text/plain"] == "Guess first: How many?"
        assert metadata["image/png"]["alt"].startswith("Guess 00.1: Guess first: How many?")
    again = alkit.guess("00.1", "How many?", **CHOICE)._repr_mimebundle_()[0]
    assert again["image/png"] == bundles[0][0]["image/png"]


def words_of(figure):
    (ax,) = figure.axes
    return [figure.get_suptitle(), *(text.get_text() for text in [*ax.texts, *ax.get_yticklabels()])]


def test_the_picture_shows_the_question_and_keeps_the_answer_until_it_is_revealed(capsys):
    for n, (belief, truth, kind, told) in enumerate([
        ([20, 50, 30], "60 %", CHOICE, "30 %  ✓ the answer"),
        ([0.2, 0.3, 0.4], 0.55, {"between": (0, 1)}, "0.55"),
        ([0.5] * 10 + [0.9], [0.5] * 11, CURVE, "what happened"),
    ]):  # fmt: skip
        widget = alkit.guess(f"00.{n}", "How many $dollars$?", **kind)
        assert {"How many $dollars$?", "guess first"} <= set(words_of(widget.figure()))
        widget.choose(belief=belief)
        widget.press("commit")
        assert "guess first" not in words_of(widget.figure()) and not any(told in word for word in words_of(widget.figure()))
        alkit.reveal(f"00.{n}", truth)
        assert any(told in word for word in words_of(widget.figure()))


# ---- the cells ---------------------------------------------------------------------------------------


def test_reveal_is_one_line_outside_a_notebook_and_returns_nothing(capsys):
    assert alkit.reveal("00.1", 0.58) is None
    assert alkit.reveal("00.2", [0.1, 0.2]) is None
    alkit.guess("00.3", "How many?", **CHOICE)
    alkit.reveal("00.3", 0.58)
    said = capsys.readouterr().out.splitlines()
    assert [line.split(".")[0] for line in said] == [
        "The answer is 0",
        "The answer is in this cell",
        "The answer is 60 % (exactly: 0",
    ]
    assert all(line.endswith("next time, guess first.") for line in said)


def test_reveal_finds_the_guess_of_an_earlier_kernel(capsys, monkeypatch):
    committed("00.1", [20, 50, 30], **CHOICE)
    monkeypatch.setattr(page_of_guess, "_LIVE", {})
    alkit.reveal("00.1", 0.58)
    assert "You gave it 30 %" in capsys.readouterr().out and GuessBook().load("00.1").counts


def test_an_author_who_reveals_what_cannot_be_is_told_even_if_nobody_guessed():
    alkit.guess("00.1", "How many?", **CHOICE)
    with pytest.raises(ValueError, match="the truth must be one of"):
        alkit.reveal("00.1", "margin")


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.words, self.tags = "", []
        self.feed(text)
        self.close()

    def handle_data(self, data):
        self.words += data

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)


def test_what_an_author_or_a_file_says_is_data_in_the_card():
    hostile = "<img src=x onerror=alert(1)>{color}&amp;"
    card = Card(True, hostile, hostile, [("guess", "question"), ("00.1", hostile)])._repr_mimebundle_()
    page = Page(card["text/html"])
    assert page.words.count(hostile) == 3 and "img" not in page.tags
    assert {"table", "th", "td"} < set(page.tags) and card["text/plain"] == f"{hostile} {hostile}"


def test_the_calibration_is_drawn_once_there_are_enough(capsys):
    for n in range(10):
        committed(f"00.{n}", [20, 50, 30], **CHOICE)
        alkit.reveal(f"00.{n}", "30 %" if n % 2 else "60 %")
    alkit.your_calibration()
    assert "of what you believed at 50 %, 50 % was true (10)" in capsys.readouterr().out
    found = page_of_guess and alkit.exercises.tally.calibration(GuessBook().records())
    (ax,) = alkit.widgets.guess_scores.calibration_figure(found).axes
    points = next(line for line in ax.lines if line.get_label() == "beliefs in options")
    np.testing.assert_allclose(points.get_xydata(), [[0.25, 0.25], [0.5, 0.5]])


@pytest.mark.slow
def test_in_a_kernel_all_runs_whether_anybody_guesses_or_not(tmp_path):
    cells = [
        "from alkit import guess, reveal, your_bits, your_calibration",
        f"widget = guess('00.1', 'How does it go?', **{CURVE})\nwidget",
        "if answering:\n    widget.choose(belief=[0.5] * 10 + [0.9])\n    widget.press('commit')\nreveal('00.1', [0.5] * 11)",
        "your_bits('00')",
        "your_calibration()",
    ]

    def outputs(answering):
        first = v4.new_code_cell(f"answering = {answering}")
        done = v4.new_notebook(cells=[first, *map(v4.new_code_cell, cells)])
        NotebookClient(done, timeout=60, record_timing=False).execute()
        return [nbformat.from_dict(output) for cell in done.cells for output in cell.outputs]

    unanswered = outputs(False)
    assert [o.data["text/plain"].split(":")[0] for o in unanswered] == [
        "Guess first",
        "The answer is a curve from 0.5 to 0.5. There was no guess to compare it with",
        "Your bits in chapter 00",
        "Your calibration curve needs 10 guesses with their answers; you have 0, so 10 guesses are missing.",
    ]
    strip = re.compile(r'"model_id": "\w+"|IPY_MODEL_\w+|id="?\w{32}')
    again = outputs(False)
    assert [strip.sub("", str(o.data.get("text/html"))) for o in again] == [
        strip.sub("", str(o.data.get("text/html"))) for o in unanswered
    ]
    answered = outputs(True)
    card, picture = answered[1:3]
    assert "On average your curve is 0.036 away" in card.data["text/plain"] and "<strong>" not in card.data["text/html"]
    assert set(picture.data) == {"text/html", "text/plain"} and picture.data["text/plain"] == card.data["text/plain"]
    assert (
        picture.data["text/html"].startswith('<img src="data:image/png;base64,')
        and 'alt="The answer is' in picture.data["text/html"]
    )
    assert "<table" in answered[3].data["text/html"] and "0.036 away" in answered[3].data["text/html"]


@pytest.mark.parametrize(
    "words", ["$5 to 10% of $20", "\ud800", "<script>alert(1)</script>", "two\nlines", "{}", "\x1b[31m", "日本語"]
)
def test_whatever_is_asked_is_kept_and_shown(words, capsys):
    widget = alkit.guess("00.1", words, options=[words, "other"])
    widget.choose(belief=[90, 10])
    widget.press("commit")
    alkit.reveal("00.1", "other")
    assert not widget.problem and not widget.state.note and GuessBook().load("00.1").counts
    assert widget._repr_mimebundle_()[0]["image/png"]
    alkit.your_bits()
    assert "3.32 over 1 guess" in capsys.readouterr().out
