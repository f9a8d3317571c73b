"""What all kinds of answers have to say of themselves: see :class:`Kind`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from sklearn.dummy import DummyClassifier

from alkit.labeling.values import plain_value
from alkit.learner import ActiveLearner
from alkit.splits import Split, random_split
from alkit.strategies.base import Strategy

if TYPE_CHECKING:
    from alkit.datasets import Dataset

N_FIRST = 5  # rows of a seed set where there are no classes to have one row of each

Metrics = Mapping[str, Callable[[Any], float]]


class Kind:
    """What all kinds of answers know; a new one is a frozen dataclass with these, and its entry in :data:`KINDS`.

    Attributes
    ----------
    name : in the log and in the page
    question : asked above the answers where nobody gives another
    classes : what can be chosen; empty where nothing is
    lower_is_better : how the metric is to be read
    """

    name: ClassVar[str]
    question: ClassVar[str]
    classes: tuple[Any, ...] = ()
    lower_is_better: ClassVar[bool] = False

    def __str__(self) -> str:
        """What is asked for, as in "a session that asks for …"."""
        raise NotImplementedError

    @property
    def strategy(self) -> Strategy:
        """What says by default which sample is asked next."""
        raise NotImplementedError

    def read(self, answer: Any) -> Any:
        """An answer as the log keeps it, a plain value that JSON can hold.

        Raises
        ------
        ValueError
            If it is none.
        """
        raise NotImplementedError

    def heard(self, message: Any) -> Any:
        """The answer that a page's message means; errors are those of :meth:`read`."""
        return self.read(message)

    def written(self, kept: Any) -> str:
        """A kept answer as a text for other tools, from which :meth:`reread` brings it back."""
        return str(kept)

    def reread(self, text: Any) -> Any:
        """A kept answer from what :meth:`written` made; errors are those of :meth:`read`."""
        return self.read(text)

    def said(self, kept: Any) -> str:
        """A kept answer in words."""
        return str(kept)

    def taught(self, kept: Any) -> Any:
        """What a learner is taught for a kept answer."""
        return kept

    def known(self, label: Any) -> Any:
        """The kept answer that a true label, as a learner has it, stands for."""
        return plain_value(label)

    def about(self) -> dict[str, Any]:
        """What the log says of it: see :func:`kind_of`."""
        raise NotImplementedError

    @classmethod
    def from_about(cls, classes: Sequence[Any], said: Mapping[str, Any]) -> Kind:
        """What :meth:`about` told the log."""
        return cls(tuple(classes))  # type: ignore[call-arg]

    def page(self) -> dict[str, Any]:
        """What the page needs to take an answer, beside the classes."""
        return {"kind": self.name}

    def check(self, learner: ActiveLearner) -> None:
        """An error where a learner cannot learn from such answers."""
        raise NotImplementedError

    def checked_labels(self, y: Any) -> np.ndarray:
        """True labels of a pool as a learner is taught them; an error where one is no answer."""
        raise NotImplementedError

    def estimator(self, of_classes: Any) -> Any:
        """What learns from such answers, made of what would learn classes from the same samples."""
        return of_classes

    def stand_in(self) -> Any:
        """An estimator for those who ask nothing."""
        return DummyClassifier()

    def metrics(self, test: tuple[Any, Any]) -> Metrics:
        """What is measured after each answer: its name, and a function of the model."""
        raise NotImplementedError

    def split(self, data: Dataset, random_state: int) -> Split:
        """A data set in pool and test set."""
        return random_split(data, random_state)

    def seed_rows(self, y: np.ndarray, random_state: int) -> np.ndarray:
        """Rows of the pool that a learner is taught before anything is asked."""
        return np.random.default_rng(random_state).permutation(len(y))[:N_FIRST]

    def distance(self, kept: Any, other: Any) -> float:
        """How far an answer is from another one; the same for all where some are not worse than others."""
        return 1.0

    def verdict(self, mistakes: Sequence[tuple[Any, Any]], n_labels: int) -> str:
        """How ``n_labels`` answers stand beside the truth: a sentence.

        Parameters
        ----------
        mistakes : (what was said, what is true), kept answers, where they differ
        n_labels : at least 1
        """
        raise NotImplementedError


def short_repr(value: Any) -> str:
    """A value for a message: its beginning, where it is long."""
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"
