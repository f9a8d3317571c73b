"""Pictures: drawn where they are told, with the numbers that they were given, and nothing left behind."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from alkit import plots
from alkit.experiment.evaluation import Ranks

CURVES = pd.DataFrame({"strategy": list("aabb"), "n_asked": [0, 1] * 2, "mean": [0.5, 0.6, 0.5, 0.7], "low": 0.4, "high": 0.8})
DIFFERENCES = pd.DataFrame(
    {"strategy": ["a", "b"], "difference": [0.1, -0.02], "low": [0.05, -0.06], "high": [0.15, 0.02], "p": [1e-5, 0.4]}
)
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
    before, open_figures = dict(mpl.rcParams), plt.get_fignums()
    ax = plots.new_axes()
    assert draw(ax) is ax and ax.has_data()
    assert draw(None) is not ax
    assert plots.png(ax.figure) == plots.png(ax.figure)
    assert dict(mpl.rcParams) == before and plt.get_fignums() == open_figures


def test_names_at_the_ends_do_not_overlap():
    ax = plots.learning_curve({name: ([1, 2], [0.5, 0.7 + shift]) for name, shift in (("a", 0), ("b", 1e-3), ("c", 2e-3))})
    heights = sorted(text.xy[1] for text in ax.texts)
    assert min(np.diff(heights)) >= 0.069 * np.ptp(ax.get_ylim())


def test_a_gallery_shows_every_picture_at_its_place_and_frames_those_that_matter():
    rng = np.random.default_rng(0)
    rows = {"$a$": rng.random((3, 48)), "b": rng.random((5, 48))}
    ax, open_figures = plots.new_axes(), plt.get_fignums()
    assert (
        plots.gallery(rows, (8, 6), {"b": [False, True, False, False, True]}, ax) is ax
        and plots.gallery(rows, (8, 6)) is not ax
    )
    assert plt.get_fignums() == open_figures
    paper = ax.images[0].get_array()
    for place, row in enumerate(rows.values()):
        for k, picture in enumerate(row):
            assert np.array_equal(paper[10 * place : 10 * place + 8, 7 * k : 7 * k + 6], picture.reshape(8, 6))
    assert [frame.get_xy() for frame in ax.patches] == [(7 * k - 1, 10 - 1.5) for k in (1, 4)]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["$a$", "b"]
    with pytest.raises(ValueError, match="at least one picture"):
        plots.gallery({"a": np.empty((0, 4))}, (2, 2))
    with pytest.raises(ValueError, match="each of the 3 pictures of 'a'"):
        plots.gallery({"a": np.eye(4)[:3]}, (2, 2), {"a": [True]})


def test_a_bar_joins_what_cannot_be_told_apart():
    bars = [line.get_xdata() for line in plots.critical_difference(RANKS).lines if line.get_linewidth() == 5]
    assert [bar.tolist() for bar in bars] == [
        pytest.approx([1.17, 2.03]),
        pytest.approx([1.97, 2.83]),
    ]  # a and b, b and c; not a and c


def test_differences_are_named_with_their_numbers():
    ax = plots.differences(DIFFERENCES)
    assert [t.get_text() for t in ax.texts] == ["+0.100  (p < 0.001)", "-0.020  (p = 0.400)"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]


def test_differences_say_what_holm_and_few_seeds_leave_of_them():
    ax = plots.differences(DIFFERENCES.assign(p_holm=[2e-5, 0.8]))
    assert [t.get_text() for t in ax.texts] == ["+0.100  (p < 0.001, Holm < 0.001)", "-0.020  (p = 0.400, Holm 0.800)"]
    few = plots.differences(DIFFERENCES.assign(low=np.nan, high=np.nan, p=np.nan, p_holm=np.nan))
    assert {t.get_text()[8:] for t in few.texts} == {"(too few seeds for an interval)"}
    assert few.get_xlim() == pytest.approx((-0.125, 0.125))


def test_decision_regions_have_the_colors_of_their_classes():
    ax = plots.decision_regions(lambda X: np.where(X[:, 0] > 0.5, "b", "a"), [[0, 0], [1, 1]], ["a", "b", "c"])
    image = ax.images[0].get_array()
    left, right = image[50, 5], image[50, -5]
    for seen, color in ((left, "C0"), (right, "C1")):
        np.testing.assert_allclose(seen, 1 - 0.25 * (1 - np.array(mpl.colors.to_rgb(color))), atol=0.01)
    assert ax.get_xlim() == pytest.approx((-0.08, 1.08))


def test_every_curve_is_drawn_against_the_answers_asked():
    values = np.array([[0.5, 0.7], [0.7, 0.9]])
    ax = plots.learning_curve({"one": ([0, 5], [0.2, 0.4]), "two": ([0, 5], values)})
    assert ax.get_xlabel() == "answers asked of the oracle" and [line.get_xdata().tolist() for line in ax.lines] == [[0, 5]] * 2
    assert ax.lines[1].get_ydata().tolist() == pytest.approx([0.6, 0.8])  # the mean, with a band of one standard deviation
    band = ax.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == pytest.approx((0.5, 0.9))
    assert plots.mean_curves(CURVES).get_xlabel() == "answers asked of the oracle"


def test_points_have_a_marker_and_a_color_per_class_and_the_asked_a_ring():
    X = np.arange(10.0).reshape(5, 2)
    ax = plots.scatter(X, list("aabba"), labeled=[0, 3], asked=[4])
    pool, first, second, ring = ax.collections
    assert len(pool.get_offsets()) == 5
    assert [c.get_offsets().tolist() for c in (first, second, ring)] == [[X[0].tolist()], [X[3].tolist()], [X[4].tolist()]]
    colors = [tuple(c.get_facecolor()[0]) for c in (first, second)]
    assert len(set(colors)) == 2 and not np.array_equal(first.get_paths()[0].vertices, second.get_paths()[0].vertices)
