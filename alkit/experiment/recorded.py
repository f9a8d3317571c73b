"""A run of the query loop that an explorer walks along: a data set in the plane, one course through it, and the controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import ipywidgets
import numpy as np
from sklearn.decomposition import PCA

from alkit.datasets import Dataset
from alkit.learner import ActiveLearner
from alkit.oracles import seed_set
from alkit.strategies import Strategy
from alkit.widgets.explorer import Explorer, labelled

N_ROUNDS = 20
MILLISECONDS_A_STEP = 900


class Scene(NamedTuple):
    """A data set, split, and the plane in which it is drawn."""

    X_pool: np.ndarray
    X_test: np.ndarray
    y_pool: np.ndarray
    y_test: np.ndarray
    seed_rows: np.ndarray
    classes: tuple
    plane: np.ndarray
    axis_names: tuple[str, str]
    is_plane: bool


@cache
def scene(make: Callable[[], Dataset], seed: int) -> Scene:
    """The same split and seed set for every strategy; what has more than two features is drawn by its principal components."""
    data = make()
    X_pool, X_test, y_pool, y_test = data.split(random_state=seed)
    is_plane = X_pool.shape[1] == 2
    plane = X_pool if is_plane else PCA(2, random_state=0).fit_transform(X_pool)
    axis_names = data.feature_names if is_plane else ("first principal component", "second principal component")
    return Scene(X_pool, X_test, y_pool, y_test, seed_set(y_pool, random_state=seed), data.classes, plane, axis_names, is_plane)


class Course:
    """One run of the loop, made only as far as it is looked at, with the model of every round."""

    def __init__(self, where: Scene, model: Any, strategy: Strategy, batch: int, seed: int):
        self._y, self._batch = where.y_pool, batch
        metrics = {"accuracy": lambda fitted: fitted.score(where.X_test, where.y_test)}
        self.learner = ActiveLearner(model, where.X_pool, strategy, classes=where.classes, metrics=metrics, random_state=seed)
        self.learner.teach(where.seed_rows, where.y_pool[where.seed_rows])
        self.models = [self.learner.model]

    def upto(self, step: int) -> Course:
        while len(self.models) <= step:
            asked = self.learner.query(self._batch)
            self.learner.teach(asked, self._y[asked])
            self.models.append(self.learner.model)
        return self

    def answer(self, step: int, row: int) -> None:
        """Ask a row of the pool after ``step`` rounds, in place of what the strategy asked there and later."""
        while len(self.models) > step + 1:
            self.learner.undo()
            self.models.pop()
        self.learner.teach([row], self._y[[row]])
        self.models.append(self.learner.model)

    def curve(self, step: int) -> tuple[list[int], list[float]]:
        rounds = self.upto(step).learner.history[: step + 1]
        return [r.n_labeled for r in rounds], [r.scores["accuracy"] for r in rounds]


def course_explorer(model: Any, choices: Mapping[str, Sequence]) -> Explorer:
    """An explorer with a list for each choice, and a slider and a player for ``model.step``.

    Raises
    ------
    ValueError
        If the model begins with something that is not among the choices.
    """
    controls = {}
    for name, options in choices.items():
        if getattr(model, name) not in options:
            raise ValueError(f"{name} must be one of {list(options)}, got {getattr(model, name)!r}")
        controls[name] = labelled(name, ipywidgets.Dropdown(options=list(options), layout={"width": "max-content"}))
    controls["step"] = labelled("round", ipywidgets.IntSlider(max=N_ROUNDS, layout={"width": "380px"}))
    explorer = Explorer(model, controls)
    play = ipywidgets.Play(value=model.step, max=N_ROUNDS, interval=MILLISECONDS_A_STEP, show_repeat=False)
    ipywidgets.jslink((play, "value"), (controls["step"], "value"))
    explorer.children = (play, *explorer.children)
    return explorer
