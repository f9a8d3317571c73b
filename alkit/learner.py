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

from alkit.estimators import fitted, seeded, take_rows
from alkit.history import History, Round
from alkit.strategies import Batch, Strategy, View, ask, random_sampling, top_n

UNLABELED, LABELED, SKIPPED, UNKNOWN = range(4)
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
    X : pool, indexed by rows: array, sparse matrix, memory map, data frame or list
    strategy : function of a :class:`~alkit.strategies.View`, returns one score a candidate, or a Batch
    classes : all possible labels, if known; lets the first labels lack some of them, and catches typing errors
    metrics : name -> function of the fitted model that returns a number; measured after every fit
    random_state : None, int or numpy.random.Generator

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from alkit.strategies import entropy_sampling
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
        classes: Sequence | None = None,
        metrics: Mapping[str, Callable[[Any], float]] | None = None,
        random_state: int | np.random.Generator | None = None,
    ):
        if not (hasattr(estimator, "fit") and hasattr(estimator, "predict")):
            raise ValueError(f"estimator must be a scikit-learn classifier or regressor (fit, predict), got {estimator!r}")
        if not callable(strategy):
            raise ValueError(f"strategy must be a function such as alkit.entropy_sampling, got {strategy!r}")
        self.X = X.tocsr() if hasattr(X, "tocsr") else X  # the other sparse formats have no rows to take
        self.strategy = strategy
        self.metrics = dict(metrics or {})
        self._seed = int(np.random.default_rng(random_state).integers(2**31))
        self.estimator = seeded(estimator, self._seed)
        self._is_regressor = is_regressor(estimator)  # scikit-learn takes a while to tell
        self._given_classes = None if classes is None else np.unique(np.asarray(classes))
        self._state = np.zeros(self.n_pool, dtype=np.uint8)
        self._labels: dict[int, Any] = {}
        self.history = History()
        self.model = None
        self._models = {0: None}  # number of rounds -> the model fitted then
        self._proba = None
        self._asked_at = None
        if self.n_pool == 0:
            raise ValueError("the pool must have at least one row, got none")

    # ---- what is known ---------------------------------------------------------------------------

    @property
    def n_pool(self) -> int:
        return self.X.shape[0] if hasattr(self.X, "shape") else len(self.X)

    @property
    def n_labeled(self) -> int:
        return len(self._labels)

    @property
    def labeled(self) -> np.ndarray:
        """Row numbers with a label, in the order taught."""
        return np.fromiter(self._labels, dtype=int, count=len(self._labels))

    @property
    def y_labeled(self) -> np.ndarray:
        return np.array(list(self._labels.values()))

    @property
    def candidates(self) -> np.ndarray:
        """Row numbers that may be asked: what has no answer yet; what was skipped, once nothing else is left."""
        fresh = np.flatnonzero(self._state == UNLABELED)
        return fresh if fresh.size else np.flatnonzero(self._state == SKIPPED)

    @property
    def classes(self) -> np.ndarray:
        """All classes given, or else those seen so far; sorted.  A regressor has none."""
        if self._is_regressor:
            return np.array([])
        return np.unique(self.y_labeled) if self._given_classes is None else self._given_classes

    @property
    def is_current(self) -> bool:
        """Whether the model has learned from every round so far."""
        return len(self.history) in self._models

    def recent_models(self, n: int) -> list[Any]:
        """The models of the last ``n`` rounds that taught something, oldest first; fewer where there are none or they are forgotten."""
        fitted = [self._models[r] for r in sorted(self._models) if self._models[r] is not None]
        return list({id(model): model for model in fitted}.values())[-n:]

    # ---- the loop ----------------------------------------------------------------------------------

    def query(self, n: int = 1) -> np.ndarray:
        """Row numbers of the next ``n`` samples to ask about, the most wanted first.

        Asking again before teaching gives the same answer.  Fewer than ``n`` come back when fewer are left.

        Parameters
        ----------
        n : int, at least 1

        Returns
        -------
        array of shape (min(n, n_candidates),)

        Raises
        ------
        ValueError
            If no candidate is left, or the strategy needs what the estimator lacks, or returns no usable scores.
        """
        self._asked_at = time.monotonic()
        return self.rank(n).indices

    def rank(self, n: int = 1) -> Ranking:
        """As :meth:`query`, with the scores and the number of candidates."""
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
            raise ValueError(f"n must be a whole number of at least 1, got {n!r}")
        candidates = self.candidates
        if not candidates.size:
            raise ValueError(f"no candidate is left: {self.n_labeled} of {self.n_pool} rows are labeled, the rest unknown")
        n = min(int(n), len(candidates))
        batch = self._choose(self._view(candidates, n))
        return Ranking(candidates[batch.positions], batch.scores, len(candidates))

    def teach(
        self, indices: ArrayLike, labels: Sequence, *, by: str = "oracle", seconds: float | None = None, fit: bool = True
    ) -> None:
        """Take the answers to some rows and learn from them.

        Parameters
        ----------
        indices : row numbers, shape (n,)
        labels : shape (n,); None where the oracle does not know: such a row is not asked again and not learned from
        by : who answered
        seconds : how long it took; by default the time since :meth:`query`
        fit : False only records; :meth:`training` and :meth:`install` then do the learning, in a thread say

        Raises
        ------
        ValueError
            If a row is out of range, repeated or already labeled, or a label is not among ``classes``.
            An error, the estimator's own included, leaves everything as it was.
        """
        indices, labels = self._check_rows(indices), self._check_labels(labels)
        if len(indices) != len(labels):
            raise ValueError(f"teach needs one label a row, got {len(indices)} rows and {len(labels)} labels")
        if seconds is None:
            seconds = float("nan") if self._asked_at is None else time.monotonic() - self._asked_at
        known = {i: y for i, y in zip(indices, labels) if y is not None}
        self._add(Round("teach", tuple(indices), tuple(labels), by, seconds, self.n_labeled + len(known)), known)
        if fit and not self.is_current:
            try:
                self.install(*self.training()())
            except BaseException:
                self._drop()
                raise

    def skip(self, indices: ArrayLike, *, by: str = "oracle", seconds: float = float("nan")) -> None:
        """Put some rows aside; they are asked again only when nothing else is left."""
        indices = self._check_rows(indices)
        self._add(Round("skip", tuple(indices), (), by, seconds, self.n_labeled), {})

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
        if fit and not self.is_current:
            self.install(*self.training()())
        return last

    def run(self, oracle: Callable[[np.ndarray], Sequence], stop: Callable[[ActiveLearner], Any], n: int = 1) -> History:
        """Query ``oracle`` for ``n`` answers a round until ``stop(learner)`` is true, or nothing is left."""
        while not stop(self) and self.candidates.size:
            asked = self.query(n)
            self.teach(asked, oracle(asked), by=getattr(oracle, "name", "oracle"))
        return self.history

    # ---- learning, in two halves so that the slow one can run in a thread --------------------------------

    def training(self) -> Callable[[], tuple[Round | None, Any, dict[str, float]]]:
        """A function that fits a model to the labels of this moment; it reads nothing that later rounds change."""
        last, rows, y = self.history[-1] if self.history else None, self.labeled, self.y_labeled
        X, estimator, metrics = self.X, self.estimator, self.metrics

        def train():
            model = fitted(estimator, take_rows(X, rows), y) if len(y) else None
            return last, model, {} if model is None else {k: float(f(model)) for k, f in metrics.items()}

        return train

    def install(self, last: Round | None, model: Any, scores: dict[str, float]) -> bool:
        """Take over what :meth:`training` returned, unless an undo has made it obsolete; say whether it was taken."""
        rounds = next((n for n in range(len(self.history), 0, -1) if self.history[n - 1] is last), 0)
        if last is not None and not rounds:
            return False
        self._models[rounds] = model
        self.model, self._proba = self._models[max(self._models)], None
        if rounds:
            last.scores = scores
        for old in [r for r in self._models if r <= len(self.history) - KEPT_MODELS]:
            del self._models[old]
        return True

    # ---- inside -----------------------------------------------------------------------------------------

    def _add(self, step: Round, known: Mapping[int, Any]) -> None:
        same_labels = self.is_current and not known
        self.history.append(step)
        self._labels.update(known)
        self._mark(step)
        self._proba, self._asked_at = None, None
        if same_labels:  # nothing to learn: the model stays, and so do its scores
            self.install(step, self.model, dict(self.history[-2].scores) if len(self.history) > 1 else {})

    def _mark(self, step: Round) -> None:
        for j, i in enumerate(step.asked):
            self._state[i] = SKIPPED if step.kind == "skip" else UNKNOWN if step.answers[j] is None else LABELED

    def _drop(self) -> Round:
        last = self.history.pop()
        for i in last.asked:
            self._labels.pop(i, None)
            self._state[i] = UNLABELED
        touched = set(last.asked)
        for earlier in self.history:  # a row may have been skipped before it was answered
            if touched.intersection(earlier.asked):
                self._mark(earlier)
        self._models = {r: m for r, m in self._models.items() if r <= len(self.history)}
        self.model, self._proba, self._asked_at = self._models[max(self._models)] if self._models else None, None, None
        return last

    def _view(self, candidates: np.ndarray, n: int) -> View:
        return View(
            X=self.X, candidates=candidates, labeled=self.labeled, y_labeled=self.y_labeled, estimator=self.estimator,
            model=self.model, classes=self.classes, n=n, rng=np.random.default_rng([self._seed, len(self.history)]),
            predict_proba=partial(self.candidate_proba, self._strategy_name), name=self._strategy_name,
        )  # fmt: skip

    @property
    def _strategy_name(self) -> str:
        return getattr(self.strategy, "__name__", "the strategy")

    def _choose(self, view: View) -> Batch:
        """What the strategy wants, checked: a strategy may be a student's own."""
        name, answer = self._strategy_name, self.strategy(view)
        chose_itself = isinstance(answer, Batch)
        scores = np.asarray(answer.scores if chose_itself else answer, dtype=float)
        expected = (view.n,) if chose_itself else view.candidates.shape
        if scores.shape != expected:
            raise ValueError(f"{name} must return one score a candidate, shape {expected}, got {scores.shape}")
        if np.isnan(scores).any():
            rows = view.candidates[answer.positions] if chose_itself else view.candidates
            raise ValueError(f"{name} returned NaN for row {rows[np.isnan(scores)][0]} of the pool")
        places = np.asarray(answer.positions) if chose_itself else top_n(scores, view.n, view.rng)
        if len(set(places.tolist())) < view.n or not (0 <= places.min() and places.max() < len(view.candidates)):
            raise ValueError(
                f"{name} must choose {view.n} different candidates of {len(view.candidates)}, got positions {places}"
            )
        return Batch(places, scores if chose_itself else scores[places])

    def candidate_proba(self, who: str = "candidate_proba") -> np.ndarray:
        """Class probabilities of the candidates, shape (n_candidates, n_classes); kept until the next round.

        ``who`` needs them, for messages.
        """
        if self._proba is None:
            self._proba = self.predict_proba(self.candidates, who)
        return self._proba

    def predict_proba(self, indices: ArrayLike, who: str = "predict_proba") -> np.ndarray:
        """Class probabilities of some rows of the pool, a column for each of ``classes``, predicted in blocks.

        A class that the model has not seen has probability 0; before the first label all are equal.
        """
        indices = np.asarray(indices)
        classes = self.classes
        if self.model is None:
            return np.full((len(indices), max(len(classes), 1)), 1 / max(len(classes), 1))
        if not len(indices):
            return np.zeros((0, len(classes)))
        given, seen = ask(self.model, "predict_proba", self.X, indices, who), self.model.classes_
        if np.array_equal(seen, classes):
            return given.astype(float, copy=False)
        proba = np.zeros((len(indices), len(classes)))
        proba[:, np.searchsorted(classes, seen)] = given
        return proba

    def predict(self, indices: ArrayLike, model: Any = None) -> np.ndarray:
        """What the model, or another one, predicts for some rows of the pool, in blocks."""
        return ask(self.model if model is None else model, "predict", self.X, np.asarray(indices), "predict")

    def _check_rows(self, indices: ArrayLike) -> list[int]:
        rows = np.asarray(indices)
        if rows.ndim != 1 or rows.size == 0 or rows.dtype.kind not in "iu":
            raise ValueError(f"indices must be row numbers, shape (n,), got {indices!r}")
        rows = rows.tolist()
        if len(set(rows)) < len(rows):
            raise ValueError(f"indices must not repeat a row, got {rows}")
        for i in rows:
            if not 0 <= i < self.n_pool:
                raise ValueError(f"row {i} is not in the pool, whose rows are 0 to {self.n_pool - 1}")
            if self._state[i] in (LABELED, UNKNOWN):
                raise ValueError(f"row {i} has been answered already; undo() takes an answer back")
        return rows

    def _check_labels(self, labels: Sequence) -> list:
        if isinstance(labels, str) or not hasattr(labels, "__len__"):
            raise ValueError(f"labels must be a list with one label a row, got {labels!r}")
        labels = [y.item() if isinstance(y, np.generic) else y for y in labels]
        for y in labels:
            if y is not None and (y != y or self._given_classes is not None and y not in self._given_classes):
                expected = "a value" if self._given_classes is None else f"one of {self._given_classes.tolist()}"
                raise ValueError(f"a label must be {expected} (or None for 'I do not know'), got {y!r}")
        return labels
