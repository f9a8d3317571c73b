"""Watch a committee come to agree: its members' boundaries, where they disagree, and the version space that shrinks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.ensemble import BaggingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from alkit import datasets, disagreement, plots
from alkit.strategies.committee import members_proba, query_by_committee
from alkit.models.posterior import PosteriorSamples
from alkit.widgets.course import N_ROUNDS, Course, Scene, course_explorer, scene
from alkit.widgets.explorer import Explorer

DATA: dict[str, Callable[[], datasets.Dataset]] = {
    "two moons": datasets.two_moons,
    "two clouds": lambda: datasets.blobs(n_classes=2),
    "three clouds": lambda: datasets.blobs(n_classes=3),
}
DIFFERENT = [
    ("logistic regression", LogisticRegression(C=10)),
    ("naive Bayes", GaussianNB(var_smoothing=0.1)),
    ("nearest neighbor", KNeighborsClassifier(1)),
    ("tree", DecisionTreeClassifier(random_state=0)),
    ("support vector machine", SVC()),  # it gives no probabilities: sure of its vote
]
COMMITTEES: dict[str, Callable[[int], Any]] = {
    "samples of the posterior": lambda n: PosteriorSamples(n, C=10),
    "bagging": lambda n: BaggingClassifier(LogisticRegression(C=10), n),
    "random trees": lambda n: RandomForestClassifier(n),
    "different models": lambda n: VotingClassifier(DIFFERENT[:n]),
}
MEASURES = {
    "BALD = KL to consensus": disagreement.bald,
    "vote entropy": disagreement.vote_entropy,
    "consensus entropy": disagreement.consensus_entropy,
    "variation ratio": disagreement.variation_ratio,
}
GRID = 60  # points of the map along each side


@dataclass
class CommitteeExplorer:
    """What is chosen; the runs follow."""

    data: str = "two moons"
    committee: str = "samples of the posterior"
    members: int = 10
    measure: str = "BALD = KL to consensus"
    step: int = 3

    def __post_init__(self):
        self._courses: dict[tuple, Course] = {}

    @property
    def scene(self) -> Scene:
        return scene(DATA[self.data], 0)

    @property
    def course(self) -> Course:
        """The run as chosen, kept once made, up to the present step."""
        key = (self.data, self.committee, self.members, self.measure)
        if key not in self._courses:
            strategy = query_by_committee(MEASURES[self.measure])
            self._courses[key] = Course(self.scene, COMMITTEES[self.committee](self.members), strategy, 1, 0)
        return self._courses[key].upto(self.step)

    def click(self, x: float, y: float) -> None:
        """Ask the point nearest the click, in place of the committee's own choice."""
        if self.step < N_ROUNDS:
            labeled, course = self._labeled(), self.course
            free = np.setdiff1d(np.arange(len(self.scene.plane)), labeled)
            distance = np.linalg.norm((self.scene.plane[free] - [x, y]) / np.ptp(self.scene.plane, axis=0), axis=1)
            course.answer(self.step, int(free[distance.argmin()]))
            self.step += 1

    def disagreement(self, X: np.ndarray, step: int | None = None) -> np.ndarray:
        """The chosen measure at some points, as the committee of a step sees them."""
        return MEASURES[self.measure](self._proba(X, self.step if step is None else step))

    def figure(self) -> Figure:
        left, right = plots.new_axes((12, 5), ncols=2)
        self._draw_map(left)
        values = [self._mean(step) for step in range(self.step + 1)]
        first = len(self.scene.seed_rows)
        right.set(xlim=(first - 0.4, first + N_ROUNDS), ylim=(0, 1.15 * max(self._mean(0), 0.05, *values)))
        plots.learning_curve({"": (range(first, first + len(values)), values)}, right, "mean disagreement of the pool")
        right.set_title(f"accuracy {self._accuracy():.2f}")
        return left.figure

    def describe(self) -> str:
        return (
            f"{self.data}, {len(self.course.models[self.step].estimators_)} members, {self.committee}: "
            f"{len(self._labeled())} labels, mean {self.measure} of the pool {self._mean(self.step):.3f}, accuracy {self._accuracy():.2f}."
        )

    def _proba(self, X: np.ndarray, step: int) -> np.ndarray:
        return members_proba(self.course.models[step], X, np.asarray(self.scene.classes))

    def _mean(self, step: int) -> float:
        return float(self.disagreement(self.scene.X_pool, step).mean())

    def _accuracy(self) -> float:
        return self.course.curve(self.step)[1][-1]

    def _labeled(self) -> list[int]:
        return [i for r in self.course.learner.history[: self.step + 1] for i in r.asked]

    def _draw_map(self, ax: Axes) -> None:
        """Dark where the members disagree; a thin line a member where its answer changes; the next question ringed."""
        where, labeled = self.scene, self._labeled()
        x, y = plots.framed(where.plane)
        across, up = np.meshgrid(np.linspace(*x, GRID), np.linspace(*y, GRID))
        points = np.column_stack([across.ravel(), up.ravel()])
        proba = self._proba(points, self.step)
        heat = MEASURES[self.measure](proba).reshape(across.shape)
        ax.imshow(
            heat, extent=(*x, *y), origin="lower", aspect="auto", cmap="Greys", vmin=0, vmax=2 * max(heat.max(), 0.1), zorder=0
        )
        for lead in (lead for member in proba for lead in _leads(member) if lead.min() < 0 < lead.max()):
            ax.contour(across, up, lead.reshape(across.shape), levels=[0], colors="0.25", linewidths=0.8, zorder=0.5)
        free = np.setdiff1d(np.arange(len(where.plane)), labeled)
        scores = self.disagreement(where.X_pool[free])
        plots.scatter(where.plane, where.y_pool, ax, labeled=labeled, asked=[free[scores.argmax()]], unlabeled="0.55")
        ax.set(xlabel="x1", ylabel="x2", xlim=x, ylim=y, title="each line: the boundary of one member")


def _leads(proba: np.ndarray) -> Iterator[np.ndarray]:
    """By how much each class leads the best other one: 0 on its edge.  The last class has its edges in common with these."""
    for c in range(proba.shape[1] - 1):
        yield proba[:, c] - np.delete(proba, c, axis=1).max(axis=1) + 1e-9


def committee_explorer(**chosen: Any) -> Explorer:
    """Choose data, committee, its size and the measure; step, or click on the point that you would ask instead.

    Parameters
    ----------
    **chosen : data, committee, members, measure or step to begin with

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there is no such data set, committee or measure, or a committee of one.
    """
    choices = {"data": DATA, "committee": COMMITTEES, "members": (2, 3, 5, 10, 20), "measure": MEASURES}
    return course_explorer(CommitteeExplorer(**chosen), choices)
