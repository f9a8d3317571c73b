"""An answer that is several of some classes at once, or none of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from alkit.labeling.kinds.base import Kind, Metrics, short_repr
from alkit.labeling.values import as_class, checked_classes, plain_value
from alkit.learner import ActiveLearner
from alkit.strategies.base import Strategy
from alkit.strategies.several import LabelUncertainty


@dataclass(frozen=True)
class SeveralClasses(Kind):
    """Any of some classes at once, or none of them: which of them apply.

    A learner is taught a row of 0 and 1, one for each class, as scikit-learn has it.

    Examples
    --------
    >>> topics = SeveralClasses(("art", "law", "war"))
    >>> topics.read({"war", "art"}), topics.taught(["art", "war"]), topics.said([])
    (['art', 'war'], (1, 0, 1), 'none of them')
    """

    classes: tuple[Any, ...] = ()

    name, question = "several", "Which of these apply?"

    def __post_init__(self) -> None:
        """The order stays: it is that of the columns of y."""
        given = tuple(plain_value(c) for c in self.classes)
        if len(checked_classes(given)) < len(given):
            raise ValueError(f"classes must be different from each other, got {[*given]}")
        object.__setattr__(self, "classes", given)

    @property
    def strategy(self) -> Strategy:
        return LabelUncertainty()

    def __str__(self) -> str:
        return f"any of the classes {[*self.classes]}, or none of them"

    def read(self, answer: Any) -> list[Any]:
        given = answer.tolist() if isinstance(answer, np.ndarray) else answer
        meant = [as_class(c, self.classes) for c in given] if isinstance(given, (list, tuple, set, frozenset)) else [None]
        if None in meant:
            raise ValueError(f"an answer must be a list of {self}, got {short_repr(answer)}")
        return [c for c in self.classes if c in meant]

    def heard(self, message: Any) -> list[Any]:
        return self.read([self.classes[place] for place in message])

    def written(self, kept: list[Any]) -> str:
        return json.dumps(kept, ensure_ascii=False)

    def reread(self, text: Any) -> list[Any]:
        named = {str(c): c for c in self.classes}
        try:
            return self.read([named.get(str(c), c) for c in json.loads(text)])
        except (json.JSONDecodeError, TypeError):
            raise ValueError(f"an answer must be a list of {self}, got {short_repr(text)}") from None

    def said(self, kept: list[Any]) -> str:
        return ", ".join(map(str, kept)) or "none of them"

    def taught(self, kept: list[Any]) -> tuple[int, ...]:
        return tuple(int(c in kept) for c in self.classes)

    def known(self, label: Any) -> list[Any]:
        return [c for c, applies in zip(self.classes, label) if applies]

    def about(self) -> dict[str, Any]:
        return {"classes": [*self.classes], "answer": {"kind": self.name}}

    def check(self, learner: ActiveLearner) -> None:
        if not learner.several or len(self.classes) < 2:
            raise ValueError(f"to ask for {self}, give two classes or more, and the learner several=True")

    def checked_labels(self, y: Any) -> np.ndarray:
        """A row of 0 and 1 per sample, from such an array, or from one collection of classes per sample."""
        rows = y if isinstance(y, np.ndarray) else np.array([self.taught(self.read(each)) for each in y]).reshape(len(y), -1)
        if rows.ndim != 2 or rows.shape[1] != len(self.classes) or not np.isin(rows, (0, 1)).all():
            expected = f"a row of 0 and 1 for each sample, one for each of the {len(self.classes)} classes"
            raise ValueError(f"y must hold {expected}, or a list of classes; got shape {rows.shape}")
        return rows.astype(int)

    def estimator(self, of_classes: Any) -> Any:
        """One logistic regression a class, on what the usual classifier's first steps make of the samples."""
        *steps, last = [step for _, step in of_classes.steps] if isinstance(of_classes, Pipeline) else [of_classes]
        if not isinstance(last, LogisticRegression):
            raise ValueError(f"nobody knows what learns {self} from such samples; give estimator=, a OneVsRestClassifier say")
        return make_pipeline(*steps, OneVsRestClassifier(last))

    def metrics(self, test: tuple[Any, Any]) -> Metrics:
        X, y = test[0], self.checked_labels(test[1])
        return {"micro-F1": lambda fitted: float(f1_score(y, fitted.predict(X), average="micro", zero_division=1.0))}

    def verdict(self, mistakes: Sequence[tuple[Any, Any]], n_labels: int) -> str:
        if not mistakes:
            return f"{'It agrees' if n_labels == 1 else f'All {n_labels} answers agree'} with the truth. Well done."
        n_classes = sum(len(set(said) ^ set(truth)) for said, truth in mistakes)
        of = f"{n_labels} answer{'s' * (n_labels > 1)}"
        be, classes = "is" if len(mistakes) == 1 else "are", f"{n_classes} class{'es' * (n_classes > 1)}"
        return f"{len(mistakes)} of your {of} {be} not what the data say: {classes} too many or missing."
