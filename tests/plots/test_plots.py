"""Plots draw where they are told, leave no trace, and name what they show."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from alkit import plots
from alkit.experiment.evaluation import Ranks

CURVES = pd.DataFrame({"strategy": list("aabb"), "n_asked": [1, 2] * 2, "mean": [0.5, 0.6, 0.5, 0.7], "low": 0.4, "high": 0.8})
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
