"""Replay of one's own session: each sample again, what the model believed, and what another label would have changed."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.labeling.kinds import Kind, Number, SeveralClasses
from alkit.labeling.opening import material_of
from alkit.labeling.past import Past, Retold, open_past, past_of
from alkit.labeling.session import LabelingSession
from alkit.labeling.trainer import Trainer
from alkit.modalities import Modality, Shown, modality_for
from alkit.plots import shown
from alkit.widgets.controls import Choice, Control, Many, Slider
from alkit.widgets.explorer import HERE, ExplorerWidget, Frame, with_view
from alkit.widgets.labeling import LabelingWidget
from alkit.widgets.samples import Samples

MILLISECONDS_A_STEP = 1200
MOST_BARS = 5  # classes whose probability is shown
OFTEN = 0.15  # seconds between two pictures of a curve that grows
LEARNING = "Learning again with the other label …"
DID = {"unknown": "“I don't know”", "skip": "nothing: it was skipped"}


class ReplayState:
    """A session of the past, the step that is looked at, and one label that was another one.

    Parameters
    ----------
    past : Past
    modality : how its samples are shown

    Attributes
    ----------
    step : 1 is the first answer
    flipped : (step, the label instead), or None
    branch : what came of it, as far as it is worked out
    on_change : called without arguments, from another thread, when more of it is known
    """

    def __init__(self, past: Past, modality: Modality):
        self.past, self.samples = past, Samples(modality, past.told.learner.X)
        self.asks, self.classes = past.asks, list(past.asks.classes)
        self.metric = next(iter(past.told.learner.metrics), "")
        self.n = len(past.steps)
        self.who = shown(past.steps[0].body["by"], 24)
        self.on_change: Callable[[], None] | None = None
        self._trainer, self._is_working = Trainer(), False
        self.reset()

    def reset(self) -> None:
        """At the first answer, with all labels as they were given."""
        self.step = 1
        self.flipped: tuple[int, Any] | None = None
        self.branch: Retold | None = None

    # ---- what if -------------------------------------------------------------------------------------------

    @property
    def instead(self) -> Any:
        """The label that this step is given instead; where it is as it was answered, None, or the answer itself."""
        is_here = self.flipped is not None and self.flipped[0] == self.step
        label = self.flipped[1] if self.flipped is not None and is_here else self._as_answered
        return tuple(label) if isinstance(label, list) else label

    @instead.setter
    def instead(self, label: Any) -> None:
        label = self.asks.read(label) if isinstance(label, tuple) else label
        if label in (None, self._as_answered, self.past.steps[self.step - 1].body["label"]):
            self.flipped = self.branch = None
            return
        branch = self.past.what_if(self.step - 1, label)
        self.flipped, self.branch = (self.step, label), branch
        if not self._is_working:  # else the one at work takes up the newest
            self._is_working = True
            self._trainer.later(self._work)

    @property
    def _as_answered(self) -> Any:
        """What the control shows before it is touched."""
        if not isinstance(self.asks, (Number, SeveralClasses)):
            return None
        given = self.past.steps[self.step - 1].body["label"]
        return given if given is not None else self.asks.low if isinstance(self.asks, Number) else []

    @property
    def is_learning(self) -> bool:
        """Whether more of the other curve is to come."""
        return self.branch is not None and self.branch.n_done < self.n

    def wait(self) -> None:
        """Return once the other curve is known; for tests and scripts."""
        self._trainer.wait_while(lambda: self._is_working)

    def _work(self) -> None:
        """One step of the newest other course of things, and then the next; an older one is left where it is."""
        started = time.monotonic()
        while (branch := self.branch) is not None and branch.n_done < self.n and time.monotonic() < started + OFTEN:
            branch.upto(branch.n_done + 1)
        if self.on_change is not None and not self._trainer.in_place:
            self.on_change()
        if self.is_learning:
            self._trainer.later(self._work)
        else:
            self._is_working = False

    # ---- what the page has -----------------------------------------------------------------------------------

    def page(self) -> dict[str, Any]:
        """What belongs to all steps."""
        known = self.past.measured | self.past.told.points
        values, lower = [value for _, value in known.values()], self.asks.lower_is_better
        others = [value for _, value in [*self.branch.points.values()]] if self.branch else []
        return {
            "key": "past",
            "who": self.who,
            "steps": self.n + 1,
            "backdrop": self.samples.backdrop(),
            "metric": shown(self.metric, 24),
            "is_lower": lower,
            "most": self._answers(self.n),
            "low": 0.0 if lower else max(0.0, math.floor(10 * min(values, default=0.0) - 2) / 10),
            "high": 1.1 * max(values + others, default=1.0) or 1.0 if lower else 1.0,
            "whole": [list(point) for _, point in sorted(known.items())] if self.n in known else [],
            "other": self._other(),
        }

    def frame(self, step: int) -> Frame:
        """All that the page shows of a step."""
        if not step:
            return {"step": 0, "sentence": ""}, b""
        k = step - 1
        points = [self.past.told.upto(step).points[n] for n in range(step + 1) if n in self.past.told.points]
        belief = self.past.belief(k)
        bars = self._bars(belief, k)
        frame = {
            "step": step, "sample": self.samples.live(self.past.row(k)), "bars": bars, "points": [list(p) for p in points],
            "head": self._head(k), "sentence": self._sentence(k, belief),
        }  # fmt: skip
        return frame, b""

    def _other(self) -> dict[str, Any] | None:
        """The other course of things, as far as it is known."""
        if self.flipped is None or self.branch is None:
            return None
        step, label = self.flipped
        points = [list(self.branch.points[n]) for n in range(step - 1, self.branch.n_done + 1) if n in self.branch.points]
        words = f"with {shown(self.asks.said(label), 16)} at {step}"
        sign = LEARNING if self.is_learning else ""
        return {"step": step, "points": points, "name": words, "sign": sign, "said": self._what_if()}

    # ---- in words ----------------------------------------------------------------------------------------------

    def describe(self) -> str:
        k = self.step - 1
        return " ".join(filter(None, [self._sentence(k, self.past.belief(k)), self._what_if()]))

    def _answers(self, n_steps: int) -> int:
        return sum(step.kind != "skip" for step in self.past.steps[:n_steps])

    def _said(self, k: int) -> str:
        step = self.past.steps[k]
        return shown(self.asks.said(step.body["label"])) if step.kind == "answer" else DID[step.kind]

    def _bars(self, belief: Sequence[float], k: int) -> list[list[Any]]:
        """Name, length from 0 to 1, whether it is something else than was said, and what is written beside it."""
        if not isinstance(self.asks, Number):
            likeliest = self._likeliest(belief, k)
            return [[shown(self.classes[j], 24), belief[j], self._is_other(j, k), f"{belief[j]:.2f}"] for j in likeliest]
        yours = self.past.steps[k].body["label"]
        numbers = [("the model", belief[0] if belief else None, True), (self.who, yours, False)]
        return [[name, self.asks.place(n), other, f"{n:.4g}"] for name, n, other in numbers if belief and n is not None]

    def _is_other(self, j: int, k: int) -> bool:
        """Whether a class is not the label that was given."""
        label = self.past.steps[k].body["label"]
        return self.classes[j] not in label if isinstance(label, list) else bool(self.classes[j] != label)

    def _likeliest(self, belief: Sequence[float], k: int) -> list[int]:
        """The classes that the model held most likely, and among them the label that was given."""
        order = np.argsort(np.negative(belief), kind="stable").tolist()
        given = [j for j in order[MOST_BARS - 1 :] if not self._is_other(j, k)]
        return [*order[: max(0, MOST_BARS - len(given))], *given][:MOST_BARS]

    def _head(self, k: int) -> str:
        seconds = self.past.steps[k].body["seconds"]
        return f"{self.who} said {self._said(k)}" + (f" after {seconds:.1f} s" if seconds == seconds else "")

    def _sentence(self, k: int, belief: Sequence[float]) -> str:
        parts = [f"Step {k + 1} of {self.n}: {self._head(k)}."]
        truth, label = self.past.true_label(k), self.past.steps[k].body["label"]
        if truth is not None and label is not None and truth != label:
            parts.append(f"The data say {shown(self.asks.said(truth))}.")
        parts.append(self._believed(belief, label))
        if (point := self.past.told.upto(k + 1).points.get(k + 1)) is not None:
            parts.append(f"After it, {shown(self.metric, 24)} was {point[1]:.2f}.")
        return " ".join(filter(None, parts))

    def _believed(self, belief: Sequence[float], label: Any) -> str:
        """What the model would have said, and what it gave to the label that was given."""
        if not belief:
            return ""
        if isinstance(self.asks, Number):
            return f"Before that, the model would have said {self.asks.said(float(f'{belief[0]:.4g}'))}."
        if isinstance(self.asks, SeveralClasses):
            likely = [c for c, p in zip(self.classes, belief) if p >= 0.5]
            return f"Before that, the model would have said {shown(self.asks.said(likely))}."
        best, given = int(np.argmax(belief)), self.classes.index(label) if label in self.classes else None
        also = "" if given in (None, best) else f", and {belief[given or 0]:.2f} to this one"
        return f"Before that, the model would have said {shown(self.classes[best])}: it gave it {belief[best]:.2f}{also}."

    def _what_if(self) -> str:
        if self.flipped is None or self.branch is None:
            return ""
        step, label = self.flipped
        if self.is_learning:
            return LEARNING
        asked = f"With {shown(self.asks.said(label))} instead of {self._said(step - 1)} at step {step}, and all else the same"
        here, there = self._at_the_end(), self.branch.points.get(self.n)
        if here is None or there is None:
            return f"{asked}, there is nothing to measure it by."
        return f"{asked}, {shown(self.metric, 24)} at the end is {there[1]:.2f} in place of {here[1]:.2f}."

    def _at_the_end(self) -> tuple[int, float] | None:
        """The last point of the curve; where the log lacks it, because it was labeled fast, it is worked out."""
        known = self.past.measured
        return known[self.n] if self.n in known else self.past.told.upto(self.n).points.get(self.n)

    # ---- on paper ----------------------------------------------------------------------------------------------

    def figure(self) -> Figure:
        left, right = plots.new_axes((11, 4.6), ncols=2, width_ratios=[2, 3])
        with plots.style():
            self.samples.paper(left, self.past.row(self.step - 1))
            left.set_title(f"step {self.step} of {self.n}: {self._head(self.step - 1)}", parse_math=False)
            self._draw_curve(right)
        return left.figure

    def _draw_curve(self, ax: Axes) -> None:
        told = self.past.told.upto(self.step)
        ends = []
        if whole := sorted(self.past.measured.values()):
            ax.plot(*zip(*whole), color="0.75", linewidth=2)
        if points := [point for _, point in sorted(told.points.items()) if point[0] <= self._answers(self.step)]:
            ax.plot(*zip(*points), color="C0", marker="o")
            ends.append((*points[-1], "as answered", "C0"))
        if (other := self._other()) is not None and other["points"]:
            ax.plot(*zip(*other["points"]), color="C4", marker="D", linestyle="--")
            ends.append((*other["points"][-1], other["name"], "C4"))
        ax.set(xlim=(-0.3, 1.45 * self._answers(self.n) + 0.5), xlabel="answers asked", ylabel=shown(self.metric, 24))
        plots.name_ends(ax, ends)


def _text(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


class ReplayWidget(ExplorerWidget):
    """The view of :func:`replay_session`."""

    # the labeling page's own way to draw a sample, in a room of its own, where its other names disturb nobody
    _esm = "\n".join(
        (f"const drawSample = (() => {{\n{_text('sound.js', 'drawing.js')}\nreturn drawSample; }})();", with_view(__file__))
    )
    _css = "\n".join((ExplorerWidget._css, _text("samples.css", "replay.css")))

    def __init__(self, state: ReplayState):
        super().__init__(state, _controls, f"Replay of {shown(state.past.name)}")
        state.on_change = self.redraw


def _controls(state: ReplayState) -> dict[str, Control]:
    step = state.past.steps[state.step - 1]
    names = ["as answered", *(plots.shown(c) for c in state.classes)]
    given = [1 + state.classes.index(step.body["label"])] if step.body["label"] in state.classes else []
    options, off, text = (None, *state.classes), step.kind == "skip", "what if it had been"
    instead: Control = Choice(text, options, names=names, impossible=given, off=off)
    if isinstance(asks := state.asks, Number):
        instead = Slider(text, asks.low, asks.high, asks.stride, off=off)
    if isinstance(asks, SeveralClasses):
        instead = Many(text, state.classes, off=off)
    return {"step": Slider("step", 1, state.n, play=MILLISECONDS_A_STEP), "instead": instead}


def replay_session(
    data: Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    classes: Sequence[Any] | None = None,
    test: tuple[Any, Any] | None = None,
    estimator: Any = None,
    name: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    store: str | os.PathLike[str] | None = None,
    show: Callable[[Any], Any] | None = None,
    random_state: int = 0,
    answer: Kind | None = None,
) -> ReplayWidget:
    """Walk along a labeling session of your own: each sample again, your answer, and what the model believed before it.

    At each step choose another label, and see the curve that would have come: the same samples, taught again in their order.
    The strategy would have asked others; that is not shown.  The log is read, and never changed.

    Parameters
    ----------
    data : what was given to ``label``; or what it returned; or a LabelingSession, which does not know that its rows are
        pictures: give ``show`` then
    y, classes, test, estimator, name, folder, store, show, random_state, answer : as they were given to ``label``;
        Ada's session in the pool "reviews" that she joined has the name "reviews/Ada"

    Returns
    -------
    ReplayWidget

    Raises
    ------
    ValueError
        If there is no such session, nothing was answered in it, or it was about another pool.

    Examples
    --------
    >>> import tempfile
    >>> from alkit import iris, open_session
    >>> session = open_session(iris(), folder=tempfile.mkdtemp())
    >>> session.answer("setosa")
    >>> replay_session(session).state.describe().split(".")[0].startswith("Step 1 of 1: you said setosa")
    True
    >>> session.close()
    """
    if isinstance(data, LabelingWidget):
        return ReplayWidget(ReplayState(past_of(data.session), Shown(show) if show else data.samples.modality))
    if isinstance(data, LabelingSession):
        return ReplayWidget(ReplayState(past_of(data), Shown(show) if show else modality_for(data.learner.X)))
    material = material_of(data, y, classes=classes, test=test, random_state=random_state, answer=answer, estimator=estimator)
    past = open_past(material, estimator=estimator, name=name, folder=folder, store=store, random_state=random_state)
    modality = Shown(show) if show else modality_for(material.X, material.feature_names, material.image_shape)
    return ReplayWidget(ReplayState(past, modality))
