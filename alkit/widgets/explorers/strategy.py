"""Explore query strategies: where each one asks, and what its answers were worth beside random picking."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from alkit import datasets, geometry, plots, strategies
from alkit.expected import expected_information_gain
from alkit.gradients import badge_sampling
from alkit.widgets.course import N_ROUNDS, Course, Scene, course_explorer, scene
from alkit.widgets.explorer import Explorer

DATA: dict[str, Callable[[], datasets.Dataset]] = {
    "two moons": datasets.two_moons,
    "four clouds": lambda: datasets.blobs(n_classes=4),
    "digits": datasets.digits,
}
MODELS: dict[str, Callable[[], Any]] = {
    "logistic regression": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
    "naive Bayes": lambda: GaussianNB(var_smoothing=1e-2),
    "random forest": lambda: RandomForestClassifier(10),
    "support vector machine": lambda: make_pipeline(StandardScaler(), SVC()),
}
STRATEGIES: dict[str, strategies.Strategy] = {
    "margin": strategies.margin_sampling,
    "entropy": strategies.entropy_sampling,
    "least confidence": strategies.least_confidence_sampling,
    "closest to the boundary": strategies.decision_margin_sampling,
    "density-weighted entropy": geometry.density_weighted(strategies.entropy_sampling),
    "expected information gain": expected_information_gain(max_candidates=10),
    "core-set": geometry.core_set_sampling,
    "ranked batch": geometry.ranked_batch(),
    "BADGE": badge_sampling,
    "random": strategies.random_sampling,
}
MOST_NUMBERS = 40  # more would hide the picture: then only the last round is numbered


@dataclass
class StrategyExplorer:
    """What is chosen; the runs follow."""

    data: str = "two moons"
    model: str = "logistic regression"
    strategy: str = "margin"
    batch: int = 1
    seed: int = 0
    step: int = 8

    def __post_init__(self):
        self._courses: dict[tuple, Course] = {}

    @property
    def scene(self) -> Scene:
        return scene(DATA[self.data], self.seed)

    def course(self, strategy: str) -> Course:
        """The run of a strategy with all else as chosen, kept once made."""
        key = (self.data, self.model, strategy, self.batch, self.seed)
        if key not in self._courses:
            self._courses[key] = Course(self.scene, MODELS[self.model](), STRATEGIES[strategy], self.batch, self.seed)
        return self._courses[key].upto(self.step)

    def problem(self) -> str:
        """Why this strategy cannot work with this model, or nothing."""
        try:
            self.course(self.strategy)
        except ValueError as error:
            return str(error)
        return ""

    def figure(self) -> Figure:
        left, right = plots.new_axes((12, 5), ncols=2)
        if problem := self.problem():
            text = "This does not work:\n\n" + textwrap.fill(problem, 42)
            left.text(0.5, 0.5, text, ha="center", va="center", transform=left.transAxes)
            left.set_axis_off()
        else:
            self._draw_plane(left)
        self._draw_curves(right, ["random"] if problem else list(dict.fromkeys(["random", self.strategy])))
        return left.figure

    def describe(self) -> str:
        if problem := self.problem():
            return f"This does not work: {problem}"
        n_labels, scores = self.course(self.strategy).curve(self.step)
        said = f"{self.data}, {self.model}, {self.strategy}: {n_labels[-1]} labels, accuracy {scores[-1]:.2f}"
        beside = "" if self.strategy == "random" else f" (random {self.course('random').curve(self.step)[1][-1]:.2f})"
        return f"{said}{beside} after {self.step} of {N_ROUNDS} rounds of {self.batch}."

    def _draw_plane(self, ax: Axes) -> None:
        where, course = self.scene, self.course(self.strategy)
        rounds, fitted = course.learner.history[: self.step + 1], course.models[self.step]
        labeled = [i for r in rounds for i in r.asked]
        if where.is_plane:
            plots.decision_regions(fitted.predict, where.plane, where.classes, ax)
            color = "0.6"
        else:  # no plane to color, so each point has the color of the model's answer
            color = plots.pale(np.searchsorted(where.classes, fitted.predict(where.X_pool)), 0.4)
        last = rounds[-1].asked if self.step else ()
        plots.scatter(where.plane, where.y_pool, ax, labeled=labeled, asked=last, unlabeled=color)
        numbered = rounds[1:] if len(labeled) <= MOST_NUMBERS else rounds[-1:]
        for number, r in enumerate(numbered, start=len(rounds) - len(numbered)):
            for i in r.asked:
                ax.annotate(str(number), where.plane[i], xytext=(6, 6), textcoords="offset points", fontsize=11)
        ax.set(xlabel=where.axis_names[0], ylabel=where.axis_names[1], title=f"asked by {self.strategy}")

    def _draw_curves(self, ax: Axes, names: list[str]) -> None:
        first = len(self.scene.seed_rows)
        ax.set(xlim=(first - 0.02 * N_ROUNDS * self.batch, first + N_ROUNDS * self.batch), ylim=(0, 1.02))
        plots.learning_curve({name: self.course(name).curve(self.step) for name in names}, ax)
        ax.set_title(f"{self.data}, {self.model}")


def strategy_explorer(**chosen: Any) -> Explorer:
    """Choose data, model, strategy, batch size and seed; step through the run, beside random picking.

    Parameters
    ----------
    **chosen : data, model, strategy, batch, seed or step to begin with

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there is no such data set, model or strategy.
    """
    choices = {"data": DATA, "model": MODELS, "strategy": STRATEGIES, "batch": (1, 5, 10), "seed": range(10)}
    return course_explorer(StrategyExplorer(**chosen), choices)
