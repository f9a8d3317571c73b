"""Simulated oracles, data sets, plots, and what importing the package costs."""

import ast
import pathlib
import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import alkit
from alkit import check_function, check_value, datasets, plots, seed_set, simulated
from alkit.evaluation import Ranks

PACKAGE = pathlib.Path(alkit.__file__).parent


# ---- oracles -------------------------------------------------------------------------------------


def test_a_perfect_oracle_says_the_truth():
    assert simulated(["a", "b", "c"])(np.array([2, 0])) == ["c", "a"]


def test_a_weak_oracle_errs_and_abstains_as_often_as_told_and_reproducibly():
    y = np.arange(4000) % 3
    answers = simulated(y, noise=0.2, abstain=0.1, random_state=0)(np.arange(4000))
    given = [(a, t) for a, t in zip(answers, y) if a is not None]
    assert 1 - len(given) / 4000 == pytest.approx(0.1, abs=0.02)
    assert np.mean([a != t for a, t in given]) == pytest.approx(0.2, abs=0.03)
    assert answers == simulated(y, noise=0.2, abstain=0.1, random_state=0)(np.arange(4000))
    assert set(simulated(y, noise=1.0)(np.arange(300))) == {0, 1, 2}
    assert all(a != t for a, t in zip(simulated(y, noise=1.0)(np.arange(300)), y))


@pytest.mark.parametrize("weakness", [{"noise": -0.1}, {"noise": 1.1}, {"abstain": np.nan}])
def test_bad_probabilities_are_said(weakness):
    with pytest.raises(ValueError, match="between 0 and 1"):
        simulated([0, 1], **weakness)


def test_seed_sets_have_every_class_and_no_row_twice():
    y = np.array(list("aaabbbbcc"))
    rows = seed_set(y, 2, random_state=0)
    assert sorted(y[rows]) == list("aabbcc") and len(set(rows)) == 6
    assert seed_set(y, 2, random_state=0).tolist() == rows.tolist()
    with pytest.raises(ValueError, match="'c' has 2 rows, fewer than n_per_class=3"):
        seed_set(y, 3)


# ---- data -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [datasets.digits, datasets.iris, datasets.wine, datasets.breast_cancer, datasets.two_moons, datasets.blobs, datasets.play_tennis, datasets.animals])
def test_data_sets_are_whole(make):
    data, again = make(), make()
    assert len(data.X) == len(data.y) and data.X.shape[1] == len(data.feature_names)
    assert set(data.y.tolist()) == set(data.classes)
    np.testing.assert_array_equal(data.X, again.X)


def test_a_split_is_stratified_and_leaves_nothing_out():
    X_pool, X_test, y_pool, y_test = datasets.iris().split()
    assert len(X_pool) + len(X_test) == len(y_pool) + len(y_test) == 150
    assert sorted(np.unique(y_test, return_counts=True)[1].tolist()) == [12, 13, 13]
    assert np.ptp(np.unique(y_test, return_counts=True)[1]) <= 1


def test_no_two_animals_answer_alike():
    zoo = datasets.animals()
    assert len(np.unique(zoo.X, axis=0)) == len(set(zoo.y)) == 32
    assert (zoo.X.any(axis=0) & ~zoo.X.all(axis=0)).all()  # each question tells some animals apart


# ---- exercises ------------------------------------------------------------------------------------


class Nasty:
    def __eq__(self, other):
        raise TypeError("no")

    def __repr__(self):
        return "nasty" * 1000


@pytest.mark.parametrize("answer", [None, "", "x", np.nan, [1, 2], np.zeros((3, 3)), {}, object(), lambda: 1, 1e400, True, [[1], [2, 3]]])
def test_whatever_a_learner_types_is_answered(answer, capsys):
    check_value(answer, 1.5, "a hint")
    check_function(lambda: answer, [((), np.array([1.0, 2.5]), "a hint")])
    check_function(answer, [((1,), 1.5, "a hint")])
    said = capsys.readouterr().out
    assert said.count("Not yet") == 3 and "a hint" in said


def test_an_error_of_the_learner_is_told_in_his_own_words(capsys):
    check_function(lambda x: 1 / x, [((0,), 1, "")])
    assert "raises ZeroDivisionError: division by zero" in capsys.readouterr().out


# ---- plots ----------------------------------------------------------------------------------------


CURVES = pd.DataFrame({"strategy": list("aabb"), "n_labeled": [1, 2] * 2, "mean": [0.5, 0.6, 0.5, 0.7], "low": 0.4, "high": 0.8})
DIFFERENCES = pd.DataFrame({"strategy": ["a", "b"], "difference": [0.1, -0.02], "low": [0.05, -0.06], "high": [0.15, 0.02], "p": [1e-5, 0.4]})
RANKS = Ranks(pd.Series({"a": 1.2, "b": 2.0, "c": 2.8}), 1.0, 0.04, 5)


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plots.learning_curve({"a": ([1, 2], [0.1, 0.2]), "b": ([1, 2], np.eye(2)), "empty": ([], [])}, ax),
        lambda ax: plots.probabilities([0.2, 0.8], "ab", ax),
        lambda ax: plots.scatter(np.eye(2), [0, 1], ax, labeled=[0], asked=[1]),
        lambda ax: plots.mean_curves(CURVES, ax),
        lambda ax: plots.differences(DIFFERENCES, ax),
        lambda ax: plots.critical_difference(RANKS, ax),
        lambda ax: plots.decision_regions(lambda X: X[:, 0] > 0, np.eye(2), [False, True], ax),
    ],
)
def test_plots_draw_where_they_are_told_and_leave_no_trace(draw):
    before, open_figures = dict(matplotlib.rcParams), plt.get_fignums()
    ax = plots.new_axes()
    assert draw(ax) is ax and ax.has_data()
    assert draw(None) is not ax
    assert plots.png(ax.figure) == plots.png(ax.figure)
    assert dict(matplotlib.rcParams) == before and plt.get_fignums() == open_figures


def test_names_at_the_ends_do_not_overlap():
    ax = plots.learning_curve({name: ([1, 2], [0.5, 0.7 + shift]) for name, shift in (("a", 0), ("b", 1e-3), ("c", 2e-3))})
    heights = sorted(text.xy[1] for text in ax.texts)
    assert min(np.diff(heights)) >= 0.069 * np.ptp(ax.get_ylim())


def test_a_bar_joins_what_cannot_be_told_apart():
    bars = [line.get_xdata() for line in plots.critical_difference(RANKS).lines if line.get_linewidth() == 5]
    assert [bar.tolist() for bar in bars] == [pytest.approx([1.17, 2.03]), pytest.approx([1.97, 2.83])]  # a and b, b and c; not a and c


def test_differences_are_named_with_their_numbers():
    ax = plots.differences(DIFFERENCES)
    assert [t.get_text() for t in ax.texts] == ["+0.100  (p < 0.001)", "-0.020  (p = 0.400)"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]


def test_decision_regions_have_the_colors_of_their_classes():
    ax = plots.decision_regions(lambda X: np.where(X[:, 0] > 0.5, "b", "a"), [[0, 0], [1, 1]], ["a", "b", "c"])
    image = ax.images[0].get_array()
    left, right = image[50, 5], image[50, -5]
    for seen, color in ((left, "C0"), (right, "C1")):
        np.testing.assert_allclose(seen, 1 - 0.25 * (1 - np.array(matplotlib.colors.to_rgb(color))), atol=0.01)
    assert ax.get_xlim() == pytest.approx((-0.08, 1.08))


# ---- the house ------------------------------------------------------------------------------------


def test_importing_alkit_touches_nothing_heavy():
    run = subprocess.run([sys.executable, "-X", "importtime", "-c", "import alkit"], capture_output=True, text=True, check=True)
    loaded = {line.rsplit("|")[-1].strip().split(".")[0] for line in run.stderr.splitlines()}
    assert "alkit" in loaded
    assert not loaded & {"ipywidgets", "anywidget", "matplotlib", "pandas", "sqlalchemy", "sklearn", "scipy", "PIL"}


def test_every_public_name_is_there():
    assert all(getattr(alkit, name) is not None for name in alkit.__all__)
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        alkit.magic


FLOORS = [["_checks"], ["_kernels"],
          ["information", "labels", "datasets", "exercises", "history", "estimators"], ["acquisition", "disagreement", "posterior"], ["strategies"],
          ["committees", "expected", "geometry", "gradients", "randomized", "adapters"], ["batch_bald", "regression"], ["learner"],
          ["stopping", "oracles", "plots"], ["session", "experiment", "evaluation"], ["published"], ["widgets"]]  # fmt: skip


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            imported |= {a.name for a in node.names}
    if room == "__init__":
        return
    floor = next(n for n, rooms in enumerate(FLOORS) if room in rooms)
    below = {r for rooms in FLOORS[:floor] for r in rooms} | ({"widgets"} if room == "widgets" else set())
    assert {name.split(".")[1] for name in imported if name.startswith("alkit.")} <= below
    if room != "widgets":
        assert not [name for name in imported if name.split(".")[0] in ("ipywidgets", "anywidget")]
