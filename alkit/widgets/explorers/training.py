"""Look on while a network learns: the loss, the accuracy, and a button that stops it."""

from __future__ import annotations

import time
from typing import Any

from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from alkit import plots
from alkit.models.epochs import EpochTraining
from alkit.widgets.controls import Button, Control
from alkit.widgets.explorer import RESET, ExplorerWidget, with_view

OFTEN = 0.1  # seconds between two pictures


class TrainingState(EpochTraining):
    """A training as it is shown."""

    def page(self) -> dict[str, Any]:
        return {
            "losses": [round(loss, 5) for loss in self.losses],
            "accuracies": [[name, values[: len(self.losses)]] for name, values in self.accuracies.items()],
            "most": self.n_epochs,
            "over": self.is_over,
        }

    def describe(self) -> str:
        if self.problem:
            return self.problem
        if not self.losses:
            return "Stopped before the first epoch" if self.is_over else f"Not yet trained: 0 of {self.n_epochs} epochs"
        reached = ", ".join(f"{name} {values[-1]:.2f}" for name, values in self.accuracies.items())
        verb = "Training" if not self.is_over else "Trained" if len(self.losses) == self.n_epochs else "Stopped"
        return f"{verb}: {len(self.losses)} of {self.n_epochs} epochs, loss {self.losses[-1]:.3f} nats; accuracy: {reached}"

    def figure(self) -> Figure:
        left, right = plots.new_axes((12, 4.6), ncols=2)
        epochs = range(1, len(self.losses) + 1)
        left.plot(epochs, self.losses, color="C0")
        left.set(xlabel="epochs", ylabel="loss in nats", title="Log loss of the training rows", xlim=(0, self.n_epochs))
        left.set_ylim(0, 1.1 * max(self.losses, default=1.0))
        for j, (name, values) in enumerate(self.accuracies.items()):
            right.plot(epochs, values[: len(self.losses)], color=f"C{j}", label=name, linestyle="--" if j else "-")
        right.set(xlabel="epochs", ylabel="accuracy", title="Accuracy", xlim=(0, self.n_epochs), ylim=(0, 1.02))
        right.legend(loc="lower right")
        return left.figure


class TrainingWidget(ExplorerWidget):
    """The widget of :func:`watch_training`; its training begins when it is first shown."""

    _esm = with_view(__file__)

    def __init__(self, state: TrainingState):
        super().__init__(state, _controls, "Training")
        self._drawn_at = 0.0
        state.on_epoch = self._epoch

    def wait(self) -> Any:
        """The model, once training is over: see :meth:`alkit.models.epochs.EpochTraining.wait`."""
        return self.state.wait()

    def _epoch(self) -> None:
        if self.state.is_over or time.monotonic() - self._drawn_at > OFTEN:
            self.redraw()
            self._drawn_at = time.monotonic()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)  # first, so that what is stored does not depend on how fast it learns
        self.state.start()
        return bundle


def _controls(state: TrainingState) -> dict[str, Control]:
    stop = Button("Stop", state.stop, off=state.is_over, why="Training is over.", main=True)
    return {"stop": stop, RESET: Button("Train anew", state.start_anew)}


def watch_training(
    estimator: Any,
    X: Any,
    y: ArrayLike,
    test: dict[str, tuple[Any, ArrayLike]] | None = None,
    n_epochs: int = 100,
    random_state: int | None = 0,
) -> TrainingWidget:
    """Train a network where one can look on: loss and accuracy after each epoch, and a button that stops it.

    The cell returns at once; training begins when the widget is shown.  ``wait()`` returns the model, whether it was stopped
    or has learned for all epochs.

    Parameters
    ----------
    estimator, X, y, test, n_epochs, random_state : see :class:`alkit.models.epochs.EpochTraining`

    Returns
    -------
    TrainingWidget

    Raises
    ------
    ValueError
        As of that class.
    """
    return TrainingWidget(TrainingState(estimator, X, y, test, n_epochs, random_state))
