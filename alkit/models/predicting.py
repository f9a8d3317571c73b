"""What a fitted model says of some rows of a pool, asked for in blocks: the pool may be larger than the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.pipeline import Pipeline

from alkit.models.several import LabelRows
from alkit.pool import blocks, span, take_rows

CALLED = {"predict_proba": "class probabilities", "decision_function": "distances from the decision boundary"}
ADVICE = "; choose a classifier that has it, or wrap this one in sklearn.calibration.CalibratedClassifierCV"
LEAST_COPIED = 1.25  # of so many rows for each that is wanted, copying these is cheaper than answering all


def ask(model: Any, method: str, X: Any, rows: np.ndarray, who: str) -> np.ndarray:
    """Call ``model.method`` on some rows of X, block by block.

    Parameters
    ----------
    model : fitted
    method : "predict_proba", "decision_function", "predict" ...
    X : pool
    rows : array of shape (n,)
    who : needs this, for messages

    Returns
    -------
    array of shape (n, ...)

    Raises
    ------
    ValueError
        If the model has no such method.
    """
    if not hasattr(model, method):
        kind = type(last_step(model)).__name__
        advice = ADVICE if method == "predict_proba" else ""
        raise ValueError(f"{who} needs {CALLED.get(method, method)}, but {kind} has no {method}{advice}")
    return _joined((_answers(getattr(model, method), X, block) for block in blocks(rows)), len(rows))


def _answers(asked: Callable[[Any], Any], X: Any, rows: np.ndarray) -> Any:
    """What a method says of some rows.  A memory map's are not copied: the few among them not wanted are answered, too."""
    part = span(X, rows) if isinstance(X, np.memmap) else None
    if part is not None and len(part) <= len(rows) * LEAST_COPIED:
        with suppress(ValueError):  # one that is not wanted may be broken
            answers = asked(part)
            return answers if len(part) == len(rows) else np.asarray(answers).take(rows - rows[0], axis=0)
    return asked(take_rows(X, rows))


def _joined(parts: Iterator[np.ndarray], n: int) -> np.ndarray:
    """The parts as one array of ``n`` rows.  Floats go straight to their places: a copy would take the memory twice."""
    first = np.asarray(next(parts))
    if len(first) == n or first.dtype.kind != "f":
        return first if len(first) == n else np.concatenate([first, *parts])
    out, start = np.empty((n, *first.shape[1:]), first.dtype), len(first)
    out[:start] = first
    for part in parts:
        out[start : start + len(part)] = part
        start += len(part)
    return out


def class_proba(model: Any, X: Any, rows: ArrayLike, classes: np.ndarray, who: str) -> np.ndarray:
    """Class probabilities of some rows, a column for each of ``classes``, shape (n, n_classes).

    A class that the model has not seen has probability 0; while there is no model, all are equally probable.  Where several
    labels may apply at once, a column holds the probability that this one does.
    """
    rows = np.asarray(rows)
    if model is None:
        return np.full((len(rows), max(len(classes), 1)), 1 / max(len(classes), 1))
    if not len(rows):
        return np.zeros((0, len(classes)))
    proba = ask(model, "predict_proba", X, rows, who)
    return proba if isinstance(model, LabelRows) else aligned(proba, model.classes_, classes)


def aligned(proba: np.ndarray, own: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Probabilities of a model's ``own`` classes, the last axis, in columns for ``classes``: 0 for one it has not seen.

    >>> aligned(np.array([[0.25, 0.75]]), np.array(["a", "c"]), np.array(["a", "b", "c"]))
    array([[0.25, 0.  , 0.75]])
    """
    if np.array_equal(own, classes):
        return proba.astype(float, copy=False)
    out = np.zeros((*proba.shape[:-1], len(classes)))
    out[..., np.searchsorted(classes, own)] = proba
    return out


def last_step(model: Any) -> Any:
    """What predicts in the end: the last step of a pipeline, of the best estimator of a search."""
    model = getattr(model, "best_estimator_", model)
    return model.steps[-1][1] if isinstance(model, Pipeline) else model


def first_steps(model: Any) -> Any:
    """What prepares the rows for :func:`last_step`, as a pipeline, or None."""
    model = getattr(model, "best_estimator_", model)
    return model[:-1] if isinstance(model, Pipeline) and len(model) > 1 else None
