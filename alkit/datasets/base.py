"""What a data set is."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

LONGEST = 60  # characters of the classes' names, where a data set is named in a line


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Samples, their labels, and what one needs to show them.  Your own data: ``Dataset("mine", X, y)``.

    Attributes
    ----------
    name : str
    X : array, sparse matrix or data frame of shape (n_samples, n_features), or a list of n_samples texts or other objects
    y : array of shape (n_samples,); or of shape (n_samples, n_classes), 1 for each class that applies, else 0
    classes : tuple of the possible labels; by default those in y; () where y holds numbers
    feature_names : tuple of str, one per column; None where they have no names
    image_shape : (height, width) in pixels where a row is a picture, else None
    costs : array of shape (n_samples,), what an answer to each row costs, in any unit; None where all cost the same
    groups : array of shape (n_samples,), the group each row belongs to (a patient, a speaker); None where there are none
    about : what it holds, from where, under which licence

    Raises
    ------
    ValueError
        If y, costs or groups do not have one value per row of X.

    Examples
    --------
    >>> Dataset("two", [[0.0], [1.0]], ["a", "b"])
    Dataset('two': 2 samples, 2 classes: 'a', 'b')
    """

    name: str
    X: Any
    y: np.ndarray
    classes: tuple[Any, ...] | None = None
    feature_names: tuple[str, ...] | None = None
    image_shape: tuple[int, int] | None = None
    costs: np.ndarray | None = None
    groups: np.ndarray | None = None
    about: str = ""

    def __post_init__(self) -> None:
        n = int(self.X.shape[0]) if hasattr(self.X, "shape") else len(self.X)
        for name in ("y", "costs", "groups"):
            values = getattr(self, name)
            if values is not None or name == "y":
                object.__setattr__(self, name, np.asarray(values))
                if getattr(self, name).shape[:1] != (n,):
                    raise ValueError(
                        f"{name} must hold one value per row of X, {n} of them, got shape {getattr(self, name).shape}"
                    )
        if self.classes is None:
            found = np.arange(self.y.shape[1]) if self.y.ndim == 2 else np.unique(self.y)
            object.__setattr__(self, "classes", tuple(found.tolist()))

    def __repr__(self) -> str:
        names = textwrap.shorten(", ".join(map(repr, self.classes or ())), LONGEST, placeholder=" …")
        of = f"{len(self.classes)} classes: {names}" if self.classes else "labels are numbers"
        return f"Dataset({self.name!r}: {len(self.y)} samples, {of})"

    def split(self, test_size: float = 0.25, random_state: int = 0) -> Any:
        """``X_pool, X_test, y_pool, y_test``, each class in both in the same proportion."""
        from sklearn.model_selection import train_test_split

        return train_test_split(self.X, self.y, test_size=test_size, random_state=random_state, stratify=self.y)


def about(loader: Callable[..., Dataset]) -> str:
    """What the docstring of a loader says the data are, from where, and under which licence: its ``about``."""
    paragraphs = (inspect.getdoc(loader) or "").split("\n\n")
    told = [p for i, p in enumerate(paragraphs) if i == 0 or p.startswith(("Source", "Licence"))]
    return " ".join(" ".join(told).replace("*", "").split())
