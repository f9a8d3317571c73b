"""A network trained epoch by epoch, in a thread: it can be looked at while it learns, and stopped at any moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import clone
from sklearn.metrics import log_loss

from alkit.models.fitting import seeded
from alkit.pool import n_rows, take_rows
from alkit.threads import IN_PAGE, keep_doing

MEASURED = 2000  # rows, at most, of which loss and accuracy are measured after every epoch


class EpochTraining:
    """Trains a clone of a network, one ``partial_fit`` after the other, and measures it after each.

    Parameters
    ----------
    estimator : classifier with ``partial_fit`` that makes one pass: scikit-learn's ``MLPClassifier``, ``SGDClassifier``,
        or a :class:`~alkit.models.networks.TorchClassifier`, whose ``max_epochs`` becomes 1
    X, y : labeled rows, n_samples of them, and their labels
    test : name -> (rows, labels), of which accuracy is measured, too
    n_epochs : int, at least 1
    random_state : None or int
    on_epoch : called without arguments after each epoch and at the end, from the thread

    Attributes
    ----------
    model : after the last whole epoch; fitted once ``losses`` has an entry
    losses : list of float, mean log loss of the training rows, in nats
    accuracies : name -> list of float, "training" and those of ``test``
    is_over : all epochs are done, it was stopped, or something went wrong
    problem : what went wrong, or ""

    Raises
    ------
    ValueError
        If the estimator has no ``partial_fit``, or ``n_epochs`` is below 1.

    Examples
    --------
    >>> from sklearn.linear_model import SGDClassifier
    >>> training = EpochTraining(SGDClassifier(loss="log_loss"), [[0.0], [1.0]], ["low", "high"], n_epochs=3, random_state=0)
    >>> training.wait().classes_.tolist(), len(training.losses)
    (['high', 'low'], 3)
    """

    _has_begun: bool
    _stopped: threading.Event
    _done: threading.Event

    def __init__(
        self,
        estimator: Any,
        X: Any,
        y: ArrayLike,
        test: dict[str, tuple[Any, ArrayLike]] | None = None,
        n_epochs: int = 100,
        random_state: int | None = None,
        on_epoch: Callable[[], object] | None = None,
    ):
        if not hasattr(estimator, "partial_fit"):
            raise ValueError(f"training epoch by epoch needs partial_fit, and {type(estimator).__name__} has none")
        if n_epochs < 1:
            raise ValueError(f"n_epochs must be at least 1, got {n_epochs}")
        self._new_model = partial(clone, estimator) if random_state is None else partial(seeded, estimator, random_state)
        self.X, self.y, self.n_epochs, self.on_epoch = X, np.asarray(y), n_epochs, on_epoch
        self._measured = {name: _some(*rows) for name, rows in {"training": (X, y), **(test or {})}.items()}
        self._prepare()

    def start(self) -> None:
        """Begin, unless it has begun."""
        if self._has_begun or self.is_over:
            return
        self._has_begun = True
        epoch = partial(self._epoch, self.model, self._stopped)
        if not keep_doing(lambda: 0 if epoch() else None, "epochs"):
            while epoch():
                pass

    def stop(self) -> None:
        """End after the epoch that is under way; the model stays as it is then."""
        self._stopped.set()
        if not self._has_begun:
            self._end()

    def start_anew(self) -> None:
        """Forget what was learned, and begin with new weights."""
        self._stopped.set()
        self._prepare()
        self.start()

    def wait(self) -> Any:
        """The model, once training is over.

        Raises
        ------
        RuntimeError
            If training failed, or was stopped before the first epoch.
        """
        self.start()
        while IN_PAGE and self._epoch(self.model, self._stopped):
            pass
        self._done.wait()
        if self.problem or not self.losses:
            raise RuntimeError(self.problem or "training was stopped before the first epoch: there is no model")
        return self.model

    def _prepare(self) -> None:
        self.model = self._new_model()
        if "max_epochs" in self.model.get_params():  # skorch would do all of them at once
            self.model.set_params(max_epochs=1)
        self.losses: list[float] = []
        self.accuracies: dict[str, list[float]] = {name: [] for name in self._measured}
        self.is_over, self.problem, self._has_begun = False, "", False
        self._stopped, self._done = threading.Event(), threading.Event()

    def _epoch(self, model: Any, stopped: threading.Event) -> bool:
        """One epoch, or the end; whether there is more to do.  One that was begun anew meanwhile says nothing more."""
        if self.model is not model or self.is_over:
            return False
        try:
            if len(self.losses) < self.n_epochs and not stopped.is_set():
                model.partial_fit(self.X, self.y, classes=np.unique(self.y))
                if self.model is not model:
                    return False
                self._measure()
                self._tell()
                return True
        except Exception as error:  # noqa: BLE001  an estimator may be anybody's: said where the training is looked at
            if self.model is not model:
                return False
            self.problem = f"Training stopped: {error}"
        self._end()
        return False

    def _measure(self) -> None:
        X, y = self._measured["training"]
        loss = float(log_loss(y, self.model.predict_proba(X), labels=self.model.classes_))
        for name, (rows, labels) in self._measured.items():
            self.accuracies[name].append(float(np.mean(self.model.predict(rows) == labels)))
        self.losses.append(loss)  # last: who looks on goes by how many there are

    def _end(self) -> None:
        self.is_over = True
        try:
            self._tell()
        finally:
            self._done.set()

    def _tell(self) -> None:
        if self.on_epoch is not None:
            self.on_epoch()


def _some(X: Any, y: ArrayLike) -> tuple[Any, np.ndarray]:
    """At most so many rows, spread evenly."""
    places = np.unique(np.linspace(0, n_rows(X) - 1, min(n_rows(X), MEASURED)).astype(int))
    return take_rows(X, places), np.asarray(y)[places]
