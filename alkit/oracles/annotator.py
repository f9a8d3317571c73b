"""A simulated person: with errors of their own, a pace of their own, and attention that wanes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


class Annotator:
    """An oracle that takes some classes for others, gets tired, abstains, and charges the seconds that it took.

    What it answers to a row depends on ``random_state``, the row, how often that row was asked before and, with ``drift``, on
    how many answers went before: so people that are compared meet the same chances, and asking again is a new one.

    Parameters
    ----------
    y : array of shape (n_pool,), the true labels
    confusion : array of shape (n_classes, n_classes): true class -> probability of each answer; or one number, the probability
        of the right answer, the errors even over the others
    classes : the classes in the order of ``confusion``; by default those of ``y``, sorted
    abstain : probability of answering None, in [0, 1]
    drift : probability, with each answer given, that attention is lost for good: after n answers, a share 1 - (1 - drift)^n
        of the answers is a guess among all classes
    seconds : median time of an answer, None included: one number, or one per true class, shape (n_classes,)
    spread : standard deviation of the logarithm of the time; people's times are about log-normal
    name : who it is, in the history
    random_state : None, int or numpy.random.Generator

    Raises
    ------
    ValueError
        If a probability, a matrix or a time is none.

    Examples
    --------
    >>> hasty = Annotator(["cat", "dog", "dog"], [[1, 0], [1, 0]], seconds=2)
    >>> hasty([0, 1]), hasty.cost([0, 1])
    (['cat', 'cat'], 4.0)
    """

    def __init__(
        self,
        y: ArrayLike,
        confusion: ArrayLike = 1.0,
        *,
        classes: Sequence[Any] | np.ndarray | None = None,
        abstain: float = 0.0,
        drift: float = 0.0,
        seconds: ArrayLike = 1.0,
        spread: float = 0.0,
        name: str = "annotator",
        random_state: int | np.random.Generator | None = None,
    ):
        for what, value in (("abstain", abstain), ("drift", drift)):
            if not 0 <= value <= 1:
                raise ValueError(f"{what} must be a probability between 0 and 1, got {value!r}")
        self.classes = np.unique(np.asarray(y)) if classes is None else np.asarray(classes)
        place = {c: i for i, c in enumerate(self.classes.tolist())}
        if not set(np.asarray(y).tolist()) <= set(place):
            raise ValueError(f"y must hold nothing but the classes {list(place)}")
        self._true = np.array([place[label] for label in np.asarray(y).tolist()])
        self.confusion = _matrix(confusion, len(place))
        self.abstain, self.drift, self.name = abstain, drift, name
        self._seconds, self._spread = _times(seconds, spread, len(place)), spread
        self._random_state = int(np.random.default_rng(random_state).integers(2**31))
        self._asked: dict[int, int] = {}
        self._took: dict[int, float] = {}
        self.n_answers = 0

    def __call__(self, rows: ArrayLike) -> list[Any]:
        """One answer per row, None for "I do not know"."""
        return [self._answer(row) for row in np.asarray(rows).tolist()]

    def cost(self, rows: ArrayLike) -> float:
        """The seconds that the latest answers to these rows took; nobody knows them before."""
        numbers = np.asarray(rows).tolist()
        if missing := [row for row in numbers if row not in self._took]:
            raise ValueError(f"{self.name} has not answered row {missing[0]}: its time is not known")
        return float(sum(self._took[row] for row in numbers))

    def _answer(self, row: int) -> Any:
        times = self._asked.get(row, 0)
        rng = np.random.default_rng([self._random_state, row, times])
        doubt, attention, choice = rng.random(3)  # always all three, so that each weakness meets its own chance
        self._asked[row] = times + 1
        self._took[row] = float(self._seconds[self._true[row]] * np.exp(self._spread * rng.standard_normal()))
        tired = attention < 1 - (1 - self.drift) ** self.n_answers
        self.n_answers += 1
        shares = np.full(len(self.classes), 1 / len(self.classes)) if tired else self.confusion[self._true[row]]
        said = self.classes[min(np.searchsorted(np.cumsum(shares), choice, side="right"), len(self.classes) - 1)]
        return None if doubt < self.abstain else said.item()


def _matrix(confusion: ArrayLike, n_classes: int) -> np.ndarray:
    matrix = np.asarray(confusion, dtype=float)
    if matrix.ndim == 0 and 0 <= matrix <= 1:
        right = 1.0 if n_classes == 1 else float(matrix)
        matrix = np.full((n_classes, n_classes), (1 - right) / max(n_classes - 1, 1))
        np.fill_diagonal(matrix, right)
    if matrix.shape != (n_classes, n_classes) or not (matrix >= 0).all() or not np.allclose(matrix.sum(axis=1), 1):
        raise ValueError(
            f"confusion must be a probability, or shape ({n_classes}, {n_classes}) with rows that sum to 1; got {confusion!r}"
        )
    return matrix


def _times(seconds: ArrayLike, spread: float, n_classes: int) -> np.ndarray:
    times = np.asarray(seconds, dtype=float)
    if times.shape not in ((), (n_classes,)) or not (np.isfinite(times) & (times >= 0)).all():
        raise ValueError(f"seconds must be a time of at least 0, or one per class, shape ({n_classes},); got {seconds!r}")
    if not 0 <= spread < np.inf:
        raise ValueError(f"spread must be at least 0, got {spread!r}")
    return np.broadcast_to(times, (n_classes,))
