"""What a strategy sees, and what it returns.

A strategy is a function of a :class:`PoolView` that returns one score per candidate; the highest are asked, ties are
broken at random.  Write your own the same way::

    def longest_text(view):
        return [len(view.X[i]) for i in view.candidates]

A strategy that compares the samples of a batch with each other returns a :class:`Batch` instead.  One with parameters is a
frozen dataclass with ``__call__``: see :class:`ParameterizedStrategy`.

Source: B. Settles, Active Learning Literature Survey, 2009.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cache, cached_property, partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import issparse
from sklearn.base import clone, is_classifier

from alkit.models.embedding import embed
from alkit.models.predicting import ask, class_proba, first_steps, last_step
from alkit.pool import blocks, fingerprint, n_rows, take_rows

MOST_LEARNED = 100_000  # rows of the pool from which preprocessing learns while there is no model; of more, every second or so


@dataclass(frozen=True)
class PoolView:
    """What a strategy may see.  True labels of unlabeled rows are not in it, so a strategy cannot cheat.

    Attributes
    ----------
    X : the whole pool, as it was given
    candidates : array of shape (n_candidates,), row numbers that may be asked
    labeled : array of shape (n_labeled,), row numbers already labeled, in the order taught
    y_labeled : array of shape (n_labeled,), their labels
    estimator : the estimator as given, not fitted, its random state set: to be cloned, never fitted in place
    model : the fitted estimator, or None before the first label
    classes : array of shape (n_classes,), sorted; empty for a regressor
    batch_size : how many samples will be taken, at most n_candidates
    rng : numpy.random.Generator, the only source of randomness
    predict_proba : function that computes :attr:`proba` once a round
    name : the strategy's name, for messages
    costs : array of shape (n_pool,), the price of each row's answer; None where all cost the same
    groups : array of shape (n_pool,), the group each row belongs to (a patient, a speaker); None where there are none
    remarks : row number -> what the oracle said of it beside its label, one of :data:`alkit.history.REMARKS`
    """

    X: Any
    candidates: np.ndarray
    labeled: np.ndarray
    y_labeled: np.ndarray
    estimator: Any
    model: Any
    classes: np.ndarray
    batch_size: int
    rng: np.random.Generator
    predict_proba: Callable[[], np.ndarray]
    name: str = "the strategy"
    costs: np.ndarray | None = None
    groups: np.ndarray | None = None
    remarks: Mapping[int, str] = field(default_factory=dict)

    @property
    def proba(self) -> np.ndarray:
        """Class probabilities of the candidates, shape (n_candidates, n_classes), computed once a round.

        Before the first label nothing is known: every class is equally probable, all scores tie,
        and the choice falls to chance.
        """
        return self.predict_proba()

    @property
    def is_cold_start(self) -> bool:
        """Whether there is nothing to tell apart yet: no label, or one class so far."""
        if self.model is None:
            return True
        y = self.y_labeled.tolist()
        return is_classifier(self.estimator) and len(set(map(tuple, y) if self.y_labeled.ndim == 2 else y)) < 2

    @property
    def uniform_scores(self) -> np.ndarray:
        """Scores that prefer nobody, shape (n_candidates,): all tie, so that chance decides."""
        return np.zeros(len(self.candidates))

    def ask(self, method: str) -> np.ndarray:
        """What a method of the model, ``decision_function`` say, returns for the candidates, computed in blocks.

        Raises
        ------
        ValueError
            If the model has no such method.
        """
        return ask(self.model, method, self.X, self.candidates, self.name)

    def blocks(self, size: int) -> Iterator[tuple[slice, Any]]:
        """The candidates, ``size`` rows at a time: their places among the candidates, and the rows themselves."""
        for start, rows in zip(range(0, len(self.candidates), size), blocks(self.candidates, size)):
            yield slice(start, start + len(rows)), take_rows(self.X, rows)

    def part(self, places: np.ndarray | slice, **changed: Any) -> PoolView:
        """The same view with fewer candidates: those at these places among them; and with whatever else is ``changed``."""
        view = replace(self, candidates=self.candidates[places], **changed)
        proba = partial(class_proba, view.model, view.X, view.candidates, view.classes, view.name)
        return replace(view, batch_size=min(view.batch_size, len(view.candidates)), predict_proba=cache(proba))

    @cached_property
    def _preprocessing(self) -> Any:
        """The steps before the last of a pipeline, or None.  While there is no model, they learn from the pool."""
        if (steps := first_steps(self.model)) is not None:
            return steps
        if not self.is_cold_start or (steps := first_steps(self.estimator)) is None:
            return None
        try:
            n = n_rows(self.X)
            return clone(steps).fit(take_rows(self.X, np.arange(0, n, -(-n // MOST_LEARNED))))
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"{self.name} needs features, and before there are two classes they cannot be made: {error}"
            ) from error

    def features(self, indices: ArrayLike) -> Any:
        """Some rows of the pool as numbers, shape (n, n_features): what the last step of a pipeline sees, or X itself.

        Raises
        ------
        ValueError
            If the rows are not numbers, or a number is missing.
        """
        rows = take_rows(self.X, np.asarray(indices))
        if self._preprocessing is not None:
            rows = self._preprocessing.transform(rows)
        try:
            rows = rows if issparse(rows) else np.asarray(rows, dtype=float)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{self.name} needs rows of numbers: {str(error)[:80]}") from None
        values = rows.data if issparse(rows) else rows
        if np.ndim(rows) != 2 or not np.isfinite(values).all():
            wrong = "a row with NaN or infinity" if np.ndim(rows) == 2 else f"shape {rows.shape}"
            raise ValueError(f"{self.name} measures distances: X must hold finite numbers, shape (n, n_features), got {wrong}")
        return rows

    def embedding(self, indices: ArrayLike) -> Any:
        """Some rows of the pool as the last layer of the model sees them, where the model offers that; else their features.

        See :func:`alkit.models.embedding.embed`.  Before there is something to tell apart, no model has learned one.
        """
        features = self.features(indices)
        embedded = None if self.is_cold_start else embed(last_step(self.model), features)
        return features if embedded is None else embedded


@dataclass(frozen=True)
class Batch:
    """What a strategy returns that chooses its ``view.batch_size`` samples together.

    Attributes
    ----------
    positions : array of shape (batch_size,), places among the candidates, no place twice, the most wanted first
    scores : array of shape (batch_size,), what each was worth when it was chosen
    """

    positions: np.ndarray
    scores: np.ndarray


Strategy: TypeAlias = Callable[[PoolView], "ArrayLike | Batch"]


class ParameterizedStrategy:
    """The base of strategies with parameters, which are frozen dataclasses: they print and compare by what they are.

    Examples
    --------
    >>> @dataclass(frozen=True, eq=False, repr=False)
    ... class Nearest(ParameterizedStrategy):
    ...     place: float = 0.0
    ...     def __call__(self, view):
    ...         return [-abs(view.X[i] - self.place) for i in view.candidates]
    >>> Nearest(2.5), Nearest(2.5) == Nearest(2.5), Nearest() == Nearest(2.5)
    (Nearest(place=2.5), True, False)
    """

    def __call__(self, view: PoolView) -> ArrayLike | Batch:
        raise NotImplementedError

    def __repr__(self) -> str:
        """What differs from the defaults, as scikit-learn does it: never an address in memory."""
        shown = [(f, getattr(self, f.name)) for f in fields(self) if f.repr]  # type: ignore[arg-type]
        changed = [(f.name, value) for f, value in shown if not _is_default(f, value)]
        return f"{type(self).__name__}({', '.join(f'{name}={described(value)}' for name, value in changed)})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


def _is_default(parameter: Any, value: Any) -> bool:
    return parameter.default is not MISSING and described(value) == described(parameter.default)


def described(value: Any) -> str:
    """A parameter or a strategy in one line that is the same in every run.

    >>> described(np.zeros((2, 3))), described(np.mean), described(0.5)
    ('<2 rows, 17b0761f87b081d5>', 'mean', '0.5')
    """
    if hasattr(value, "shape") or (isinstance(value, list) and value):
        return f"<{n_rows(value)} rows, {fingerprint(value)}>"
    name = getattr(value, "__name__", None)
    return str(name) if name is not None else re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(repr(value).split()))


def top_n(scores: ArrayLike, n: int, random_state: int | np.random.Generator | None) -> np.ndarray:
    """Positions of the ``n`` highest scores, highest first, ties in random order.

    Parameters
    ----------
    scores : array of shape (n_candidates,)
    n : int, at most n_candidates
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    array of shape (n,), int

    Examples
    --------
    >>> top_n([0.1, 0.9, 0.5], 2, random_state=0)
    array([1, 2])
    """
    scores = np.asarray(scores, dtype=float)
    last = np.partition(scores, -n)[-n]  # the n-th best: only what reaches it has to be sorted
    reach = np.flatnonzero(scores >= last)
    order = np.lexsort((np.random.default_rng(random_state).random(len(reach)), -scores[reach]))
    return reach[order[:n]]


def scores_of(strategy: Strategy, view: PoolView) -> np.ndarray:
    """The scores of a strategy that another one builds on, shape (n_candidates,).

    Raises
    ------
    ValueError
        If it chooses whole batches instead.
    """
    answer = strategy(view)
    if isinstance(answer, Batch):
        raise ValueError(f"{view.name} builds on scores, but {described(strategy)} chooses a whole batch")
    return np.array(answer, dtype=float)


# ---- strategies are checked: they may be a student's own ---------------------------------------------------


def check_strategy(strategy: Any) -> None:
    """Raise if this is no strategy.

    Raises
    ------
    ValueError
        If it cannot be called, or is a class that has not been instantiated.
    """
    if isinstance(strategy, type):
        raise ValueError(f"strategy {strategy.__name__} is a class: make one first, with its (), as in {strategy.__name__}()")
    if not callable(strategy):
        raise ValueError(f"strategy must be a function such as alkit.entropy_sampling, got {strategy!r}")


def chosen_by(strategy: Strategy, view: PoolView) -> Batch:
    """What a strategy wants of a pool view, best first, checked.

    Raises
    ------
    ValueError
        If it returns something else than one finite score per candidate, or a Batch of different candidates.
    """
    answer = strategy(view)
    if callable(answer):
        raise ValueError(f"{view.name} returned a strategy instead of scores: call it first, and pass what it returns")
    chose_itself = isinstance(answer, Batch)
    scores = as_scores(answer.scores if isinstance(answer, Batch) else answer, view, chose_itself)
    places = np.asarray(answer.positions) if isinstance(answer, Batch) else top_n(scores, view.batch_size, view.rng)
    n = len(view.candidates)
    if len(set(places.tolist())) < view.batch_size or not (places.min() >= 0 and places.max() < n):
        raise ValueError(f"{view.name} must choose {view.batch_size} different candidates of {n}, got positions {places}")
    return Batch(places, scores if chose_itself else scores[places])


def as_scores(answer: Any, view: PoolView, of_a_batch: bool = False) -> np.ndarray:
    """What a strategy returned as real numbers of the right shape, none of them NaN; or one error that says what is wrong."""
    if np.iscomplexobj(answer):
        raise ValueError(f"{view.name} must return real numbers, got complex ones")
    scores = np.asarray(answer, dtype=float)
    expected = (view.batch_size,) if of_a_batch else view.candidates.shape
    if scores.shape != expected:
        unit = "sample of its batch" if of_a_batch else "candidate"
        raise ValueError(f"{view.name} must return one score per {unit}, shape {expected}, got {scores.shape}")
    if np.isnan(scores).any():
        place = int(np.flatnonzero(np.isnan(scores))[0])
        where = f"place {place} of its batch" if of_a_batch else f"row {view.candidates[place]} of the pool"
        raise ValueError(f"{view.name} returned NaN for {where}")
    return scores
