"""The query loop, turned inside out: ``query`` says what to ask, ``teach`` takes the answer.

A for-loop and a person clicking can both drive it.  The learner's whole state is its list of rounds: the
labels follow from it, the model is fitted to them, and the random numbers depend on the seed and the
number of rounds alone.  That is why ``undo`` is exact, and why ``query`` asked twice answers the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import is_regressor

from alkit.history import SEED_SET, History, Round, check_remarks
from alkit.labels import Labels
from alkit.models.fitting import Trained, Training, check_estimator, seeded
from alkit.models.predicting import ask, class_proba
from alkit.pool import as_pool, n_rows
from alkit.strategies.base import PoolView, Strategy, check_strategy, chosen_by, described
from alkit.strategies.uncertainty import random_sampling

KEPT_MODELS = 16  # fitted models kept for undo; further back the model is fitted again, with the same seed


@dataclass(frozen=True)
class Ranking:
    """The best candidates of a moment, best first, with their scores and the number they were chosen from."""

    indices: np.ndarray
    scores: np.ndarray
    n_candidates: int


class ActiveLearner:
    """Any scikit-learn classifier or regressor, a pool of rows, and a strategy that says which row to ask about.

    The pool is never copied, shrunk or changed: row numbers always refer to it as it was given.

    Parameters
    ----------
    estimator : classifier or regressor with ``fit`` and ``predict``; a pipeline or a search will do
        It is cloned for every fit, never changed.  Where its ``random_state`` is None, one seed
        drawn from ``random_state`` is put in, so that the same seed gives the same run.
    X : pool, indexed by rows: array, sparse matrix, memory map, data frame, list, ParquetPool, or array or frame of Dask
    strategy : function of a :class:`~alkit.strategies.base.PoolView` that returns one score per candidate, or a Batch
    classes : all possible labels, if known; lets the first labels lack some of them, and catches typing errors
    metrics : name -> function of the fitted model that returns a number; measured after every fit
    costs : array of shape (n_pool,), the price of each row's answer, at least 0; by default 1 each
    groups : array of shape (n_pool,), the group of each row, for strategies that look at it
    several : whether several of ``classes`` may apply at once: a label is a row of 0 and 1 then, one for each class in
        their order, and the estimator learns such rows, as ``sklearn.multiclass.OneVsRestClassifier`` does
    random_state : None, int or numpy.random.Generator

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from alkit.strategies.uncertainty import entropy_sampling
    >>> X = [[0.0], [0.1], [0.3], [0.45], [0.9], [1.0]]
    >>> learner = ActiveLearner(GaussianNB(), X, strategy=entropy_sampling, random_state=0)
    >>> learner.teach([0, 1, 4, 5], ["low", "low", "high", "high"])
    >>> learner.query()
    array([3])
    """

    def __init__(
        self,
        estimator: Any,
        X: Any,
        strategy: Strategy = random_sampling,
        *,
        classes: Sequence[Any] | np.ndarray | None = None,
        metrics: Mapping[str, Callable[[Any], float]] | None = None,
        costs: ArrayLike | None = None,
        groups: ArrayLike | None = None,
        several: bool = False,
        random_state: int | np.random.Generator | None = None,
    ):
        check_estimator(estimator)
        check_strategy(strategy)
        self.X = as_pool(X)
        self.n_pool = n_rows(self.X)
        if self.n_pool == 0:
            raise ValueError("the pool must have at least one row, got none")
        self.strategy = strategy
        self.metrics = dict(metrics or {})
        self.costs, self.groups = _checked_costs(costs, self.n_pool), _per_row("groups", groups, self.n_pool)
        self._seed = int(np.random.default_rng(random_state).integers(2**31))
        self.estimator = seeded(estimator, self._seed)
        self.is_regressor = is_regressor(estimator)  # scikit-learn takes a while to tell
        self._given_classes = None if classes is None else np.asarray(classes) if several else np.unique(np.asarray(classes))
        if several and self._given_classes is None:
            raise ValueError("where several labels may apply at once, say which there are: classes=[...]")
        self.several = several
        self._labels = Labels(self.n_pool, self._given_classes, several)
        self.history = History()
        self.model: Any = None
        self._models: dict[int, Any] = {0: None}  # number of rounds -> the model fitted then
        self._proba: np.ndarray | None = None
        self._asked_at: float | None = None

    # ---- what is known ---------------------------------------------------------------------------

    @property
    def n_labeled(self) -> int:
        """Rows with a label, the seed set included."""
        return len(self._labels.known)

    @property
    def n_asked(self) -> int:
        """Answers asked of the oracle so far, the seed set not included: what a budget counts."""
        return self.history[-1].n_asked if self.history else 0

    @property
    def labeled(self) -> np.ndarray:
        """Row numbers with a label, in the order taught."""
        return np.fromiter(self._labels.known, dtype=int, count=self.n_labeled)

    @property
    def y_labeled(self) -> np.ndarray:
        """Their labels."""
        return np.array(list(self._labels.known.values()))

    @property
    def candidates(self) -> np.ndarray:
        """Row numbers that may be asked: what has no answer yet; what was skipped, once nothing else is left.

        What :meth:`withhold` has named is not among them.
        """
        return self._labels.candidates

    @property
    def classes(self) -> np.ndarray:
        """All classes given, or else those seen so far; sorted.  A regressor has none."""
        if self.is_regressor:
            return np.array([])
        return np.unique(self.y_labeled) if self._given_classes is None else self._given_classes

    @property
    def is_current(self) -> bool:
        """Whether the model has learned from every round so far."""
        return len(self.history) in self._models

    def recent_models(self, n: int) -> list[Any]:
        """The models of the last ``n`` rounds that taught something, oldest first; fewer where there were fewer."""
        known = [self._models[r] for r in sorted(self._models) if self._models[r] is not None]
        return list({id(model): model for model in known}.values())[-n:]

    # ---- the loop ----------------------------------------------------------------------------------

    def query(self, batch_size: int = 1) -> np.ndarray:
        """Row numbers of the next samples to ask about, the most wanted first.

        Asking again before teaching gives the same answer.  Fewer come back when fewer are left.

        Parameters
        ----------
        batch_size : int, at least 1

        Returns
        -------
        array of shape (min(batch_size, n_candidates),)

        Raises
        ------
        ValueError
            If no candidate is left, or the strategy needs what the estimator lacks, or returns no usable scores.
        """
        self._asked_at = time.monotonic()
        return self.rank(batch_size).indices

    def rank(self, batch_size: int = 1) -> Ranking:
        """As :meth:`query`, with the scores and the number of candidates."""
        if isinstance(batch_size, bool) or not isinstance(batch_size, (int, np.integer)) or batch_size < 1:
            raise ValueError(f"batch_size must be a whole number of at least 1, got {batch_size!r}")
        candidates = self.candidates
        if not candidates.size:
            raise ValueError(f"no candidate is left: {self.n_labeled} of {self.n_pool} rows are labeled, the rest unknown")
        batch = chosen_by(self.strategy, self._view(candidates, min(int(batch_size), len(candidates))))
        return Ranking(candidates[batch.positions], batch.scores, len(candidates))

    def teach(
        self,
        indices: ArrayLike,
        labels: Sequence[Any] | np.ndarray,
        *,
        by: str | None = None,
        seconds: float | None = None,
        cost: float | None = None,
        remarks: Sequence[str | None] = (),
        again: bool = False,
        fit: bool = True,
    ) -> None:
        """Take the answers to some rows and learn from them.

        Parameters
        ----------
        indices : row numbers, shape (n,)
        labels : shape (n,); None where the oracle does not know: such a row is not asked again and not learned from
        by : who answered; by default "oracle", but "seed set" for the first labels, where nothing was queried before them
        seconds : how long it took; by default the time since :meth:`query`
        cost : of these answers; by default the sum of the rows' ``costs``, 0 for a seed set
        remarks : what the oracle says of each row beside its label: one of :data:`alkit.history.REMARKS`, or None
        again : rows answered before may be among them: the new label then takes the place of the old one
        fit : False only records; :meth:`training` and :meth:`install` then do the learning, in a thread say

        Raises
        ------
        ValueError
            If a row is out of range, repeated or, unless ``again``, answered, or a label is not among ``classes``.
            An error, the estimator's own included, leaves everything as it was.
        """
        rows, answers = self._labels.check_rows(indices, again), self._labels.check_answers(labels)
        if len(rows) != len(answers):
            raise ValueError(f"teach needs one label per row, got {len(rows)} rows and {len(answers)} labels")
        said = check_remarks(remarks, len(rows))
        if seconds is None:
            seconds = float("nan") if self._asked_at is None else time.monotonic() - self._asked_at
        by = by or ("oracle" if self.history or self._asked_at is not None else SEED_SET)
        n_new = 0 if by == SEED_SET else len(rows)
        if cost is None:
            cost = float(self.costs[rows].sum()) if self.costs is not None and n_new else float(n_new)
        n_labeled = self._labels.count_with(rows, answers)
        self._add(Round("teach", tuple(rows), tuple(answers), by, seconds, n_labeled, self.n_asked + n_new, cost, remarks=said))
        if fit and not self.is_current:
            try:
                self.install(self.training()())
            except BaseException:
                self._drop()
                raise

    def skip(self, indices: ArrayLike, *, by: str = "oracle", seconds: float = float("nan")) -> None:
        """Put some rows aside; they are asked again only when nothing else is left."""
        rows = self._labels.check_rows(indices)
        self._add(Round("skip", tuple(rows), (), by, seconds, self.n_labeled, self.n_asked, 0.0))

    def withhold(self, indices: ArrayLike) -> None:
        """Let these rows, and no others, be no candidates for now: somebody else is asked them, say.

        It is no step of the loop, and nothing to undo.
        """
        rows = np.asarray(indices, dtype=int).reshape(-1)
        if rows.size and (rows.min() < 0 or rows.max() >= self.n_pool):
            raise ValueError(f"the pool's rows are 0 to {self.n_pool - 1}, got rows {rows.min()} to {rows.max()} to withhold")
        self._labels.withheld, self._proba = rows, None

    def undo(self, fit: bool = True) -> Round:
        """Take the last round back: labels, model, random numbers and history are as if it had never been.

        Returns
        -------
        Round
            What was taken back.

        Raises
        ------
        ValueError
            If there is no round to undo.
        """
        if not self.history:
            raise ValueError("there is nothing to undo: no round has been taught")
        last = self._drop()
        self._asked_at = None if last.by == SEED_SET else time.monotonic()  # the question stands again
        if fit and not self.is_current:
            self.install(self.training()())
        return last

    def rng(self, n_rounds: int) -> np.random.Generator:
        """The random numbers of the question that follows so many rounds: the same whenever it is asked."""
        return np.random.default_rng([self._seed, n_rounds])

    def run(
        self, oracle: Callable[[np.ndarray], Sequence[Any]], stop: Callable[[ActiveLearner], Any], batch_size: int = 1
    ) -> History:
        """The loop: query, ask the oracle, teach; until ``stop(learner)`` is true, or nothing is left.

        Parameters
        ----------
        oracle : function of row numbers that returns one answer each, None for "I do not know": see :mod:`alkit.oracles`.
            Where it has methods ``cost(rows)`` or ``remarks(rows)``, that is what its answers cost, or what it says beside.
        stop : rule of :mod:`alkit.stopping`; where it says how much ``room`` is left, no round asks for more
        batch_size : samples a round

        Returns
        -------
        History
        """
        room, price, said = getattr(stop, "room", None), getattr(oracle, "cost", None), getattr(oracle, "remarks", None)
        while not stop(self) and self.candidates.size:
            asked = self.query(batch_size if room is None else min(batch_size, room(self)))
            answers = oracle(asked)
            cost = None if price is None else price(asked)
            remarks = () if said is None else said(asked)
            self.teach(asked, answers, by=getattr(oracle, "name", "oracle"), cost=cost, remarks=remarks)
        return self.history

    # ---- learning, in two halves so that the slow one can run in a thread --------------------------------

    def training(self) -> Training:
        """The learning from the labels of this moment, not yet begun: call it, then :meth:`install` what it returns."""
        last = self.history[-1] if self.history else None
        return Training(last, self.estimator, self.X, self.labeled, self.y_labeled, self.metrics)

    def install(self, trained: Trained) -> bool:
        """Take over what a :class:`Training` returned, unless an undo has made it obsolete; say whether it was taken."""
        rounds = next((n for n in range(len(self.history), 0, -1) if self.history[n - 1] is trained.last), 0)
        if trained.last is not None and not rounds:
            return False
        self._models[rounds] = trained.model
        self.model, self._proba = self._models[max(self._models)], None
        if trained.last is not None:
            trained.last.metrics = trained.metrics
        for old in [r for r in self._models if r <= len(self.history) - KEPT_MODELS]:
            del self._models[old]
        return True

    # ---- what the model says of the pool -----------------------------------------------------------------

    def predict_pool(self, rows: ArrayLike, model: Any = None) -> np.ndarray:
        """What the model, or another one, predicts for some rows of the pool, in blocks.

        Parameters
        ----------
        rows : row numbers, shape (n,); not samples
        model : fitted; by default the learner's own

        Returns
        -------
        array of shape (n,)
        """
        return ask(self.model if model is None else model, "predict", self.X, np.asarray(rows), "predict_pool")

    def predict_proba_pool(self, rows: ArrayLike, who: str = "predict_proba_pool") -> np.ndarray:
        """Class probabilities of some rows of the pool, shape (n, n_classes), a column for each of ``classes``.

        A class that the model has not seen has probability 0; before the first label all are equal.
        """
        return class_proba(self.model, self.X, rows, self.classes, who)

    def candidate_proba(self, who: str = "candidate_proba") -> np.ndarray:
        """Class probabilities of the candidates, shape (n_candidates, n_classes); kept until the next round.

        ``who`` needs them, for messages.
        """
        if self._proba is None:
            self._proba = self.predict_proba_pool(self.candidates, who)
        return self._proba

    # ---- inside -----------------------------------------------------------------------------------------

    def _view(self, candidates: np.ndarray, batch_size: int) -> PoolView:
        name = described(self.strategy)
        return PoolView(
            X=self.X, candidates=candidates, labeled=self.labeled, y_labeled=self.y_labeled, estimator=self.estimator,
            model=self.model, classes=self.classes, batch_size=batch_size, costs=self.costs, groups=self.groups,
            rng=self.rng(len(self.history)), remarks=self.history.remarks,
            predict_proba=partial(self.candidate_proba, name), name=name,
        )  # fmt: skip

    def _add(self, step: Round) -> None:
        same_labels = self.is_current and all(y == self._labels.known.get(i) for i, y in zip(step.asked, step.answers))
        self.history.append(step)
        self._labels.add(step)
        self._proba, self._asked_at = None, None
        if same_labels:  # nothing to learn: the model stays, and so does what was measured of it
            self.install(Trained(step, self.model, dict(self.history[-2].metrics) if len(self.history) > 1 else {}))

    def _drop(self) -> Round:
        last = self.history.pop()
        self._labels.drop(last, self.history)
        self._models = {r: m for r, m in self._models.items() if r <= len(self.history)}
        self.model = self._models[max(self._models)] if self._models else None
        self._proba, self._asked_at = None, None
        return last


def _per_row(name: str, values: ArrayLike | None, n_pool: int) -> np.ndarray | None:
    if values is None:
        return None
    array = np.asarray(values)
    if array.shape != (n_pool,):
        raise ValueError(f"{name} must hold one value per row of the pool, shape ({n_pool},), got {array.shape}")
    return array


def _checked_costs(costs: ArrayLike | None, n_pool: int) -> np.ndarray | None:
    array = _per_row("costs", costs, n_pool)
    if array is not None and not (array.dtype.kind in "fiub" and np.isfinite(array).all() and (array >= 0).all()):
        raise ValueError("costs must be finite numbers of at least 0")
    return array
