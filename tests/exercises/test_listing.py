"""A listing with bugs: what counts as found, what is said of which line, and which listings are refused."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

from alkit.exercises.chapter_03 import LISTING
from alkit.exercises.listing import Listing, hunt

CODE = """
    a
        b
    c
    d
"""
BUGS = {2: "b is wrong.", (2, 4): "So are both.", 1: "a is wrong."}
SMALL = Listing(CODE, BUGS, {3: "c is right."})


def test_the_lines_are_those_of_the_code_without_the_common_indent():
    assert SMALL.lines == ("a", "    b", "c", "d") and SMALL.text == "a\n    b\nc\nd\n"
    assert SMALL.guilty == {1, 2, 4}


@pytest.mark.parametrize(
    "suspects, score, said",
    [
        ([], (0, 3, ()), "0 of 3 bugs found, 3 missed, no wrong alarms."),
        ([4], (1, 2, ()), "1 of 3 bugs found, 2 missed, no wrong alarms."),
        ([2], (2, 1, ()), "2 of 3 bugs found, 1 missed, no wrong alarms."),
        ([1, 2, 3], (3, 0, (3,)), "3 of 3 bugs found, 0 missed, 1 wrong alarm."),
        ([1, 2, 4], (3, 0, ()), "3 of 3 bugs found, 0 missed, no wrong alarms."),
    ],
)
def test_a_bug_is_found_where_one_of_its_lines_is_suspected(suspects, score, said):
    assert SMALL.score(suspects) == score and str(SMALL.score(suspects)) == said


def test_the_verdict_on_each_line():
    assert SMALL.verdicts([]) == {1: "missed", 2: "missed", 4: "missed"}
    assert SMALL.verdicts([2, 3]) == {1: "missed", 2: "found", 3: "innocent", 4: "guilty"}
    assert SMALL.verdicts([4]) == {1: "missed", 2: "missed", 4: "found"}, "one of the two bugs of line 2 is not found"


def test_what_is_said_of_each_line():
    assert SMALL.notes([]) == {1: ["a is wrong."], 2: ["b is wrong.", "So are both."], 4: ["See line 2."]}
    assert SMALL.notes([3])[3] == ["c is right."]
    assert Listing(CODE, {1: "a is wrong."}).notes([2]) == {1: ["a is wrong."]}, "innocent, and nothing to say of it"


@pytest.mark.parametrize(
    "given", ["2, 4", "4; 2 2", "lines 2 and 4", [4, 2], {2, 4}, np.array([2, 4]), (2.0, 4), range(2, 5, 2)]
)
def test_suspects_may_come_as_they_like(given):
    assert SMALL.read(given) == [2, 4]


@pytest.mark.parametrize("given", [[0], [5], [2.5], ["x"], "two", [None], [[1]]])
def test_what_is_no_line_is_refused(given):
    with pytest.raises((ValueError, TypeError)):
        SMALL.read(given)


@pytest.mark.parametrize(
    "bugs, innocent", [({}, {}), ({5: "?"}, {}), ({(1, 0): "?"}, {}), ({1: "?"}, {1: "!"}), ({1: "?"}, {9: "!"})]
)
def test_a_listing_that_contradicts_itself_is_refused(bugs, innocent):
    with pytest.raises(ValueError, match="4 lines"):
        Listing(CODE, bugs, innocent)


def test_the_hunt_as_an_exercise():
    exercise = hunt("99.1", "A hunt", SMALL)
    assert exercise.judge("1, 2") == (True, "Right.")
    assert "1 of the 3 bugs, but: c is right." in exercise.judge([1, 3])[1]
    assert "they show 2 of the 3" in exercise.judge([2])[1]


# ---- the listing of chapter 03 --------------------------------------------------------------------------


def test_each_line_of_the_listing_of_chapter_03_is_guilty_or_acquitted():
    assert len(LISTING.lines) == 15 and len(LISTING.bugs) == 8
    assert LISTING.guilty | set(LISTING.innocent) == set(range(1, 16))


def run(code):
    X, y = load_iris(return_X_y=True)
    np.random.seed(0)  # noqa: NPY002  # the listing draws from these
    names = {"X": X, "y": y, "np": np, "train_test_split": train_test_split, "RandomForestClassifier": RandomForestClassifier}
    exec(compile(code, "listing", "exec"), names)
    return names


def test_it_stops_in_line_2_as_the_article_does():
    with pytest.raises(TypeError, match="unhashable type: 'numpy.ndarray'") as caught:
        run(LISTING.text)
    assert caught.traceback[-1].lineno + 1 == 2


def test_with_line_2_mended_it_runs_and_each_of_the_other_bugs_shows(capsys):
    mended = LISTING.text.replace("set(X) - set(X_train)", "set(map(tuple, X)) - set(map(tuple, X_train))")
    names = run(mended)
    n_train = 120
    bought = names["y_train"][n_train:]
    assert names["pool"] == set() and len(bought) >= 28, "no budget: every label is bought (twins are one)"
    assert names["best"] == 0 and np.ndim(names["gain"]) == 0, "one number for all"
    assert set(bought) == {load_iris().target[0]}, "the label of flower 0 of all flowers, for each flower of the pool"
    test_rows, learned = set(map(tuple, names["X_test"])), set(map(tuple, names["X_train"]))
    assert test_rows <= learned, "tested on what it has learned"
    assert float(capsys.readouterr().out.split()[-1]) < 0.6, "taught so many wrong labels, it repeats them"
    with np.errstate(divide="ignore", invalid="ignore"):
        assert np.isnan(names["entropy"](np.array([0, 1])))
