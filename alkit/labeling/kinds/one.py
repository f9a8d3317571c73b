"""An answer that is one of some classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from alkit.labeling.kinds.base import Kind, Metrics
from alkit.labeling.values import as_class, checked_classes, plain_value
from alkit.learner import ActiveLearner
from alkit.splits import Split, seed_set, stratified_split
from alkit.strategies.base import Strategy
from alkit.strategies.uncertainty import margin_sampling

if TYPE_CHECKING:
    from alkit.datasets import Dataset


@dataclass(frozen=True)
class OneClass(Kind):
    """Exactly one of some classes.

    Examples
    --------
    >>> OneClass(("cat", "dog")).read("dog"), OneClass((0, 1)).read(np.int64(1))
    ('dog', 1)
    """

    classes: tuple[Any, ...] = ()

    name, question = "one", "What is this?"

    def __str__(self) -> str:
        return f"one of the classes {_some(self.classes)}"

    def __post_init__(self) -> None:
        object.__setattr__(self, "classes", tuple(checked_classes(self.classes)))

    @property
    def strategy(self) -> Strategy:
        return margin_sampling

    def read(self, answer: Any) -> Any:
        meant = as_class(answer, self.classes)
        if meant is None:
            raise ValueError(f"a label must be one of {list(self.classes)}, got {answer!r}")
        return meant

    def heard(self, message: Any) -> Any:
        return self.classes[message]

    def reread(self, text: Any) -> Any:
        return self.read(next((c for c in self.classes if str(c) == text), text))

    def about(self) -> dict[str, Any]:
        return {"classes": [*self.classes]}

    def check(self, learner: ActiveLearner) -> None:
        if len(learner.classes) < 2:
            raise ValueError(
                "the learner must know at least two classes to answer with; give ActiveLearner(classes=[...]), "
                "or where an answer is a number a regressor and answer=Number(low, high)"
            )

    def checked_labels(self, y: Any) -> np.ndarray:
        labels = y.tolist() if hasattr(y, "tolist") else [plain_value(label) for label in y]
        try:
            checked_classes(set(labels))
        except TypeError as error:  # lists in a list, say
            raise ValueError(f"y must hold one true label per row, a text or a number each: {error}") from error
        if others := set(labels) - set(self.classes):
            raise ValueError(f"y holds labels that are not among the classes {list(self.classes)}: {sorted(others)[:5]}")
        return np.array(labels)

    def metrics(self, test: tuple[Any, Any]) -> Metrics:
        return {"accuracy": lambda fitted: fitted.score(*test)}

    def split(self, data: Dataset, random_state: int) -> Split:
        return stratified_split(data, random_state)

    def seed_rows(self, y: np.ndarray, random_state: int) -> np.ndarray:
        return seed_set(y, random_state=random_state)

    def verdict(self, mistakes: Sequence[tuple[Any, Any]], n_labels: int) -> str:
        n_wrong, one = len(mistakes), n_labels == 1
        if not n_wrong:
            return f"{'It agrees' if one else f'All {n_labels} labels agree'} with the truth. Well done."
        labels = f"{n_labels} label{'' if one else 's'}"
        return f"{n_wrong} of your {labels} {'is' if n_wrong == 1 else 'are'} not what the data say."


def _some(classes: Sequence[Any]) -> str:
    return f"{[*classes][:10]}" if len(classes) <= 10 else f"{[*classes][:10]} and {len(classes) - 10} more"
