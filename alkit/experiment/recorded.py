"""One recorded run of the query loop: made only as far as it is looked at, and walked along backwards and forwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.base import ClassifierMixin, is_regressor
from sklearn.pipeline import Pipeline

from alkit.history import History, Round
from alkit.learner import ActiveLearner
from alkit.models.fitting import check_estimator
from alkit.models.predicting import class_proba
from alkit.oracles import Oracle, simulated
from alkit.splits import Split
from alkit.stopping import Rule, any_of
from alkit.strategies.base import PoolView, Strategy, described

Metric = Callable[[Any, Any, np.ndarray], float]


def model_score(model: Any, X_test: Any, y_test: np.ndarray) -> float:
    """The model's own ``score``: accuracy of a classifier, R squared of a regressor."""
    last = model.steps[-1][1] if isinstance(model, Pipeline) else model
    if getattr(type(last), "score", None) is ClassifierMixin.score and np.ndim(y_test) == 1:
        return float(np.mean(model.predict(X_test) == y_test))  # the same number; the checks of ``score`` take longer than this
    return float(model.score(X_test, y_test))


class RecordedRun:
    """A run of the loop on a split: the seed set first, then as many rounds as somebody looks at.

    Parameters
    ----------
    split : Split
    estimator : scikit-learn classifier or regressor
    strategy : strategy
    batch_size : samples a round
    random_state : int
    oracle : function of row numbers that returns one answer each; by default one that knows ``split.y_pool``
    metrics : name -> function of (model, X_test, y_test); by default "accuracy", the model's own score
    keep_models : whether the model of every round is kept

    Attributes
    ----------
    learner : ActiveLearner
    models : list, the model of each round so far; empty where they are not kept

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from alkit import iris, margin_sampling, stratified_split
    >>> run = RecordedRun(stratified_split(iris()), GaussianNB(), margin_sampling)
    >>> run.curve(3)[0], len(run.history)
    ([0, 1, 2, 3], 4)
    """

    def __init__(
        self,
        split: Split,
        estimator: Any,
        strategy: Strategy,
        *,
        batch_size: int = 1,
        random_state: int = 0,
        oracle: Oracle | None = None,
        metrics: Mapping[str, Metric] | None = None,
        keep_models: bool = True,
    ):
        check_estimator(estimator)
        self.split, self.batch_size = split, batch_size
        self.oracle = simulated(split.y_pool) if oracle is None else oracle
        self.learner = ActiveLearner(
            estimator,
            split.X_pool,
            strategy,
            classes=None if is_regressor(estimator) else np.unique(np.concatenate([split.y_pool, split.y_test])),
            metrics={name: self._on_test_set(m) for name, m in (metrics or {"accuracy": model_score}).items()},
            costs=split.costs,
            groups=split.groups,
            random_state=random_state,
        )
        self.learner.teach(split.seed_rows, split.y_pool[split.seed_rows])
        self._keep_models = keep_models
        self.models: list[Any] = []
        self._keep(self.learner)

    @property
    def history(self) -> History:
        """The rounds made so far, the seed set first."""
        return self.learner.history

    def until(self, stop: Rule) -> RecordedRun:
        """Go on until a rule says stop, or nothing is left."""
        self.learner.run(self.oracle, any_of(self._keep, stop), self.batch_size)
        return self

    def upto(self, step: int) -> RecordedRun:
        """Go on until ``step`` rounds have been asked, or nothing is left."""
        return self.until(lambda learner: "far enough" if len(learner.history) > step else "")

    def rounds(self, step: int) -> Sequence[Round]:
        """The seed set and the first ``step`` rounds."""
        return self.upto(step).history[: step + 1]

    def rows(self, step: int) -> list[int]:
        """Row numbers of the seed set and of what was asked in the first ``step`` rounds."""
        return [i for r in self.rounds(step) for i in r.asked]

    def model(self, step: int) -> Any:
        """The model after ``step`` rounds, or the last one there is."""
        return self.models[len(self.rounds(step)) - 1]

    def view(self, step: int) -> PoolView:
        """What the strategy sees after ``step`` rounds."""
        learner, rounds, model, name = self.learner, self.rounds(step), self.model(step), described(self.learner.strategy)
        known = {i: y for r in rounds for i, y in zip(r.asked, r.answers) if y is not None}
        candidates = np.setdiff1d(np.arange(learner.n_pool), [i for r in rounds for i in r.asked])
        return PoolView(
            X=learner.X, candidates=candidates, labeled=np.array(list(known)), y_labeled=np.array(list(known.values())),
            estimator=learner.estimator, model=model, classes=learner.classes, batch_size=min(self.batch_size, len(candidates)),
            rng=learner.rng(len(rounds)), name=name, costs=learner.costs, groups=learner.groups,
            predict_proba=lambda: class_proba(model, learner.X, candidates, learner.classes, name),
        )  # fmt: skip

    def curve(self, step: int, metric: str | None = None) -> tuple[list[int], list[float]]:
        """The learning curve of the first ``step`` rounds: answers asked, and a metric (by default the first) after each."""
        return History(self.rounds(step)).curve(metric or next(iter(self.learner.metrics)))

    def ask_instead(self, step: int, row: int) -> None:
        """Ask a row of the pool after ``step`` rounds, in place of what the strategy asked there and later."""
        self.upto(step)
        while len(self.history) > step + 1:
            self.learner.undo()
        self._ask(np.array([row]))

    def replay(self, rounds: Sequence[Round]) -> RecordedRun:
        """Ask what was asked in these rounds of another run, whatever the strategy would; then go on from there."""
        for r in rounds:
            self._ask(np.array(r.asked))
        return self

    def _ask(self, rows: np.ndarray) -> None:
        price = getattr(self.oracle, "cost", None)
        by, cost = getattr(self.oracle, "name", "oracle"), None if price is None else price(rows)
        self.learner.teach(rows, self.oracle(rows), by=by, cost=cost)
        self._keep(self.learner)

    def _on_test_set(self, metric: Metric) -> Callable[[Any], float]:
        return lambda model: metric(model, self.split.X_test, self.split.y_test)

    def _keep(self, learner: ActiveLearner) -> str:
        """Keep the model of the last round; a rule that never stops, so that the loop calls it every round."""
        if self._keep_models:
            self.models[len(learner.history) - 1 :] = [learner.model]
        return ""
