"""The bug hunt as the page shows it: nothing tells before Reveal; then each line says what it was."""

import json

import pytest

from alkit import bug_hunt, check
from alkit.exercises.chapter_03 import LISTING
from tests.widgets.test_hostile_names import FIVES, check_explorer

CODE = "total = 0\nfor x in [1, 2]:\n    total = x"
BUGS = {3: "It forgets what it had.", (1, 3): "Nobody says what is counted."}


@pytest.fixture
def hunt():
    return bug_hunt(CODE, BUGS, innocent={2: "Line 2 goes through the list."})


def control(view, name):
    return next(spec for spec in view.controls if spec["name"] == name)


def page_says(view, **values):
    view._heard(view, {"id": 1, "do": "set", "values": values}, [])


def sent(view):
    return json.dumps({name: value for name, value in view.get_state().items() if name not in ("_esm", "_css")})


def test_before_the_reveal_nothing_in_the_page_tells(hunt):
    hunt.choose(suspects=[3])
    assert hunt.data["lines"] == CODE.split("\n") and not hunt.data["revealed"]
    assert [hunt.data[name] for name in ("score", "verdicts", "signs", "notes")] == ["", {}, {}, {}]
    assert not [words for words in [*BUGS.values(), "goes through"] if words in sent(hunt)]
    assert not [words for words in LISTING.bugs.values() if words in sent(bug_hunt(key="03.5"))]


def test_a_line_is_suspected_and_acquitted(hunt):
    assert hunt.sentence == "No line is suspected yet." and hunt.answer is ...
    page_says(hunt, suspects=[3, 2])
    assert hunt.values["suspects"] == [2, 3] == hunt.answer and hunt.sentence == "You suspect lines 2, 3."
    page_says(hunt, suspects=[3])
    assert hunt.answer == [3] and hunt.sentence == "You suspect line 3."


@pytest.mark.parametrize("suspects", [[0], [4], ["x"], None, 2])
def test_a_line_that_is_none_is_said_and_nothing_changes(hunt, suspects):
    page_says(hunt, suspects=[2])
    page_says(hunt, suspects=suspects)
    assert hunt.problem and hunt.state.suspects == [2]
    page_says(hunt, suspects=[1])
    assert not hunt.problem and hunt.answer == [1]


def test_there_is_nothing_to_reveal_before_a_line_is_suspected(hunt):
    assert control(hunt, "reveal")["off"] and "Suspect a line first" in control(hunt, "reveal")["why"]
    hunt.press("reveal")
    assert not hunt.data["revealed"]


def test_reveal_scores_and_says_what_each_line_was(hunt):
    hunt.choose(suspects=[1, 2])
    hunt.press("reveal")
    assert hunt.data["score"] == "1 of 2 bugs found, 1 missed, 1 wrong alarm."
    assert hunt.data["signs"] == {"1": "✓ found", "2": "! innocent", "3": "✗ missed"}
    assert hunt.data["verdicts"] == {"1": "found", "2": "innocent", "3": "missed"}
    assert hunt.data["notes"] == {
        "1": ["Nobody says what is counted."],
        "2": ["Line 2 goes through the list."],
        "3": ["It forgets what it had.", "See line 1."],
    }
    assert hunt.sentence == "1 of 2 bugs found, 1 missed, 1 wrong alarm. You suspect lines 1, 2."


def test_after_the_reveal_nothing_changes_until_reset(hunt):
    hunt.choose(suspects=[1])
    hunt.press("reveal")
    page_says(hunt, suspects=[1, 2, 3])
    assert hunt.answer == [1] and "Reset begins another" in control(hunt, "reveal")["why"]
    hunt.press("reset")
    assert hunt.answer is ... and not hunt.data["revealed"] and hunt.data["notes"] == {}
    page_says(hunt, suspects=[3])
    hunt.press("reveal")
    assert hunt.data["score"].startswith("2 of 2")


def test_the_listing_of_an_exercise_is_found_by_its_key_and_check_takes_the_answer(capsys):
    hunt = bug_hunt(key="03.5")
    assert hunt.title == "Bug hunt 03.5" and hunt.data["lines"] == list(LISTING.lines)
    check("03.5", hunt.answer)
    assert "Not attempted" in capsys.readouterr().out
    hunt.choose(suspects=sorted(LISTING.guilty))
    check("03.5", hunt.answer)
    assert "Right." in capsys.readouterr().out
    hunt.press("reveal")
    assert hunt.data["score"] == "8 of 8 bugs found, 0 missed, no wrong alarms."


@pytest.mark.parametrize("given", [{}, {"code": CODE}, {"bugs": BUGS}, {"key": "03.1"}, {"key": "99.1"}, {"key": "../"}])
def test_without_a_listing_there_is_nothing_to_hunt(given):
    with pytest.raises(ValueError, match="exercise with a listing"):
        bug_hunt(**given)


def test_code_keeps_its_spaces_and_tabs_become_some():
    assert bug_hunt("if a:\n\tb  # c", {1: "?"}).data["lines"] == ["if a:", "    b  # c"]


def test_the_paper_shows_the_listing_and_what_is_marked(hunt):
    def words():
        return [text.get_text() for text in hunt.figure().axes[0].texts]

    assert [words()[k] for k in (1, 4, 7)] == CODE.split("\n") and "? suspect" not in words()
    hunt.choose(suspects=[2])
    assert words()[5] == "? suspect"
    hunt.press("reveal")
    assert words()[5] == "! innocent" and words()[8] == "✗ missed"


@pytest.mark.parametrize("words", FIVES, ids=range(len(FIVES)))
def test_whatever_stands_in_the_listing_is_text(words):
    code = "\n".join(f"x = 1  # {word}" for word in words)
    hunt = bug_hunt(code, {1: words[0] or "?"}, innocent={2: words[1]})
    hunt.choose(suspects=[1, 2])
    hunt.press("reveal")
    check_explorer(hunt)
