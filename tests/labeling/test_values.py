"""Classes come back as they were given, or are refused in one sentence before anything is written."""

import datetime as dt
import enum

import numpy as np
import pandas as pd
import pytest

from alkit import Dataset, iris, open_session
from alkit.labeling.values import as_class, checked_classes

X = np.arange(12.0).reshape(6, 2)
Color = enum.Enum("Color", "RED BLUE")


@pytest.mark.parametrize(
    ("classes", "answer", "kept"),
    [
        (np.array([0, 1]), np.int64(1), 1),
        ([0, 1], True, 1),
        ([0, 1], 1.0, 1),
        ([True, False], np.True_, True),
        (["yes", "no"], np.str_("yes"), "yes"),
        (["", " ", "null", "\ud800", "猫"], "\ud800", "\ud800"),
        (pd.Series(["x", "y"], dtype="category"), "y", "y"),
        ([1.0, 2.0], 2, 2.0),
        ({"b", "a"}, "b", "b"),
    ],
)
def test_what_is_taken_comes_back_as_it_was_given(tmp_path, classes, answer, kept):
    session = open_session(X, classes=classes, folder=tmp_path)
    row = session.current
    session.answer(answer)
    session.close()
    again = open_session(X, classes=classes, folder=tmp_path)
    assert again.labels == session.log.labels("labels") == {row: kept} and type(again.labels[row]) is type(kept)
    again.close()


@pytest.mark.parametrize(
    "classes",
    [
        [("a", "b"), ("c", "d")], [1, "1"], [True, "True"], [0.5, 1.5], ["a", float("nan")], [1.0, float("nan")], ["a\0", "a"],
        [1j, 2j], [frozenset("a"), frozenset("b")], [dt.date(2026, 1, 1), dt.date(2026, 1, 2)], [b"a", b"b"], [None, "a"],
        np.array(["2026-01-01", "2026-01-02"], dtype="datetime64[D]"), [*Color], [2**70, 1], [0, 1, True, "x"], "yes",
    ],
    ids=str,
)  # fmt: skip
def test_what_would_not_come_back_is_refused_at_the_door_in_one_sentence(tmp_path, classes):
    with pytest.raises(ValueError, match="class") as said:
        open_session(X, classes=classes, folder=tmp_path / "new")
    assert "\n" not in str(said.value) and not (tmp_path / "new").exists()


def test_labels_that_are_no_class():
    for label in (None, "1", 2, 1.5, [1], np.array([1, 0]), float("nan"), object()):
        assert as_class(label, [0, 1]) is None
    assert as_class("True", [False, True]) is None
    assert checked_classes([]) == []


def test_y_and_names_are_checked_at_the_door(tmp_path):
    with pytest.raises(ValueError, match="5 labels for 6 rows"):
        open_session(X, [0, 1, 0, 1, 0], folder=tmp_path)
    with pytest.raises(ValueError, match="not among the classes"):
        open_session(X, list("abcabc"), classes=["a", "b"], folder=tmp_path)
    with pytest.raises(ValueError, match="one true label per row"):
        open_session(X, [[0], [1]] * 3, folder=tmp_path)
    with pytest.raises(ValueError, match="a class must be"):
        open_session(X, [(0, 1), (1, 0)] * 3, folder=tmp_path)
    with pytest.raises(ValueError, match="feature_names must name all 4 columns, got 2 names"):
        open_session(Dataset("mine", iris().X, iris().y, feature_names=("a", "b")), folder=tmp_path)
    for name in ("\ud800", "a\0b", "x" * 300, 7):
        with pytest.raises(ValueError, match="a session's name must be"):
            open_session(X, classes=[0, 1], name=name, folder=tmp_path)


@pytest.mark.parametrize("folder", ["x?y", "x%41y", "a b#c", "später", "a&b=c;d"])
def test_a_folder_may_have_any_name(tmp_path, folder):
    session = open_session(X, classes=[0, 1], folder=tmp_path / folder)
    session.answer(1)
    session.close()
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.sqlite")] == [f"{folder}/labels.sqlite"]
