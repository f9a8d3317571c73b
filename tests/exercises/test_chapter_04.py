"""The exercises of chapter 04: their tables are those that the chapter shows, and their cases tell strategies apart."""

import pathlib
import re

import nbformat
import numpy as np
import pytest

import alkit
from alkit.exercises import chapter_04 as given
from alkit.exercises.registry import exercises

NOTEBOOK = next((pathlib.Path(__file__).parents[2] / "notebooks").glob("04_*.ipynb"))
PROSE = "\n".join(cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "markdown")


def test_the_table_of_the_first_exercise_is_that_of_the_chapter():
    rows = re.findall(r"^\| ([a-e]) \| (0\.\d+) \| (0\.\d+) \| (0\.\d+) \| (0\.\d+) \| ([\d.]+) \| ([\d.]+) \|$", PROSE, re.M)
    assert "".join(row[0] for row in rows) == given.LETTERS
    table = np.array([row[1:] for row in rows], dtype=float)
    np.testing.assert_array_equal(table[:, :4], given.PROBA)
    np.testing.assert_array_equal(table[:, 4], given.DENSITY)
    np.testing.assert_array_equal(table[:, 5], given.DISTANCE)
    assert np.allclose(given.PROBA.sum(axis=1), 1)


def test_the_numbers_of_the_other_tasks_are_those_of_the_chapter():
    for number in (*given.P_ANSWERS, given.BEFORE, *given.AFTER):
        assert f"{number:g}" in PROSE.split("A gain on paper")[1].split("Chen's strategy")[0]
    task = PROSE.split("A number for the report")[1].split("## What to remember")[0]
    assert all(re.search(rf"\b{number}\b", task) for number in (5, 22)) and task.count("fifty") >= 2


@pytest.mark.parametrize("key", ["04.2", "04.4"])
def test_no_case_of_a_strategy_is_right_by_chance(key):
    """Scores of each case differ, so that neither a constant nor another order passes."""
    one = exercises("04")[key]
    for arguments in one.cases():
        assert len(set(one.right(*arguments).tolist())) > 1
    assert len({one.right(*arguments).shape for arguments in one.cases()}) == 2


def test_chens_strategy_is_core_set():
    for (view,) in given.places():
        scores = exercises("04")["04.4"].right(view)
        batch = alkit.core_set_sampling(view)
        assert np.isclose(batch.scores[0], scores.max()) and np.isclose(scores[batch.positions[0]], scores.max())
