"""Step through a finished run of the query loop: what was asked, what was known by then, and the curve so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets
import numpy as np
from matplotlib.figure import Figure
from sklearn.ensemble import RandomForestClassifier

from alkit import datasets, plots, stopping
from alkit.learner import ActiveLearner, History
from alkit.oracles import seed_set, simulated
from alkit.strategies import (
    Strategy,
    entropy_sampling,
    least_confidence_sampling,
    margin_sampling,
    random_sampling,
)
from alkit.widgets.explorer import Explorer, labelled

STRATEGIES = {
    "entropy": entropy_sampling,
    "margin": margin_sampling,
    "least confidence": least_confidence_sampling,
    "random": random_sampling,
}
MILLISECONDS_A_STEP = 900
PETAL = [2, 3]  # the two columns of iris in which the species are best seen


class Run:
    """One run a strategy on the same pool and seed set, made when first looked at.

    Parameters
    ----------
    make : function of a strategy that returns a finished run's History; its first round is the seed set
    points : array of shape (n_pool, 2), where the pool is drawn
    y : array of shape (n_pool,), true labels, for the colors of what has been answered
    axis_names : names of the two coordinates
    strategies : name -> strategy
    """

    def __init__(
        self,
        make: Callable[[Strategy], History],
        points: np.ndarray,
        y: np.ndarray,
        axis_names: tuple[str, str],
        strategies: Mapping[str, Strategy] = STRATEGIES,
    ):
        self._make, self._histories = make, {}
        self.points, self.y, self.axis_names, self.strategies = points, y, axis_names, dict(strategies)
        self.strategy, self.step = next(iter(self.strategies)), 0

    def history(self, name: str) -> History:
        """The finished run of a strategy."""
        if name not in self._histories:
            self._histories[name] = self._make(self.strategies[name])
        return self._histories[name]

    @property
    def n_steps(self) -> int:
        return len(self.history(self.strategy)) - 1

    def curve(self, name: str) -> tuple[list[int], list[float]]:
        """Numbers of labels and accuracies of a run up to the present step."""
        rounds = self.history(name)[: self.step + 1]
        return [r.n_labeled for r in rounds], [r.scores["accuracy"] for r in rounds]

    def figure(self) -> Figure:
        left, right = plots.new_axes((12, 5), ncols=2)
        rounds = self.history(self.strategy)[: self.step + 1]
        labeled = [i for r in rounds for i in r.asked]
        plots.scatter(self.points, self.y, left, labeled=labeled, asked=rounds[-1].asked if self.step else ())
        for number, r in enumerate(rounds[1:], start=1):
            left.annotate(str(number), self.points[r.asked[0]], xytext=(7, 7), textcoords="offset points", fontsize=11)
        left.set(xlabel=self.axis_names[0], ylabel=self.axis_names[1], title=self._title())
        left.legend(loc="upper left", handletextpad=0.1)
        names = dict.fromkeys(["random", self.strategy]) if "random" in self.strategies else [self.strategy]
        right.set(xlim=(rounds[0].n_labeled - 0.5, self.history(self.strategy)[-1].n_labeled + 0.5), ylim=(0.5, 1.02))
        plots.learning_curve({name: self.curve(name) for name in names}, right)
        return left.figure

    def describe(self) -> str:
        labels, scores = self.curve(self.strategy)
        said = f"Step {self.step} of {self.n_steps}, {self.strategy}: {labels[-1]} labels, accuracy {scores[-1]:.2f}"
        if "random" in self.strategies and self.strategy != "random":
            said += f" (random {self.curve('random')[1][-1]:.2f})"
        return said + f"; {self._title()}."

    def _title(self) -> str:
        if self.step == 0:
            return "the seed set"
        last = self.history(self.strategy)[self.step]
        return f"asked row {last.asked[0]}, answer {last.answers[0]}"


def iris_run(n_labels: int = 23, random_state: int = 0) -> Run:
    """Runs on iris with a random forest of 25 trees, seed set one flower a species."""
    data = datasets.iris()
    X_pool, X_test, y_pool, y_test = data.split(random_state=random_state)
    seed = seed_set(y_pool, random_state=random_state)

    def make(strategy: Strategy) -> History:
        forest = RandomForestClassifier(25, random_state=0)
        metrics = {"accuracy": lambda model: model.score(X_test, y_test)}
        learner = ActiveLearner(forest, X_pool, strategy, classes=data.classes, metrics=metrics, random_state=random_state)
        learner.teach(seed, y_pool[seed])
        return learner.run(simulated(y_pool), stopping.budget(n_labels))

    shake = np.random.default_rng(0).uniform(-0.04, 0.04, (len(X_pool), 2))  # many flowers have the same petals
    names = tuple(data.feature_names[j] for j in PETAL)
    return Run(make, X_pool[:, PETAL] + shake, y_pool, names)


def run_explorer(run: Run | None = None) -> Explorer:
    """Step through a run with a slider, or let it play; choose the strategy.

    Parameters
    ----------
    run : Run, by default :func:`iris_run`

    Returns
    -------
    Explorer
    """
    run = iris_run() if run is None else run
    step = labelled("step", ipywidgets.IntSlider(max=run.n_steps, layout={"width": "380px"}))
    strategy = labelled("strategy", ipywidgets.Dropdown(options=list(run.strategies)))
    play = ipywidgets.Play(max=run.n_steps, interval=MILLISECONDS_A_STEP, show_repeat=False)
    ipywidgets.jslink((play, "value"), (step, "value"))
    explorer = Explorer(run, {"strategy": strategy, "step": step})
    explorer.children = (play, *explorer.children)
    return explorer
