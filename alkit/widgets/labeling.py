"""The human oracle: a page that shows one sample at a time and takes a person's answer.

The view only.  What happens on a click is in :mod:`alkit.labeling.session`; the page itself is ``labeling.js``.
"""

from __future__ import annotations

import os
import pathlib
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import matplotlib as mpl
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.datasets import Dataset
from alkit.labeling.cards import Card
from alkit.labeling.opening import material_of, open_session
from alkit.labeling.session import LabelingSession
from alkit.modalities import Modality, Shown, Text, modality_for
from alkit.modalities.text import plain
from alkit.pool import one_row
from alkit.strategies.base import Strategy, described
from alkit.strategies.uncertainty import margin_sampling
from alkit.widgets.static import with_picture

KEYS = "1234567890efghlopqw"  # the letters that do nothing in JupyterLab, but s, n, u, t: skip, don't know, undo, the switch
PAGE = [pathlib.Path(__file__).parent / name for name in ("connection.js", "drawing.js", "labeling.js")]
YOU = "you"
LEARNING = "The model is still learning from your last answer; this sample comes from its ranking before that."
SAID = {"unknown": "I don't know", "skip": "skipped"}


class LabelingWidget(anywidget.AnyWidget):
    """The view of a :class:`~alkit.labeling.session.LabelingSession`.

    Parameters
    ----------
    session : LabelingSession, the state
    modality : how its samples are shown
    question : what the person is asked
    """

    _esm = "\n".join(part.read_text(encoding="utf-8") for part in PAGE)
    _css = pathlib.Path(__file__).parent / "labeling.css"
    page = traitlets.Dict().tag(sync=True)
    backdrop = traitlets.Dict().tag(sync=True)
    show_belief = traitlets.Bool(False).tag(sync=True)

    def __init__(self, session: LabelingSession, modality: Modality, question: str = "What is this?"):
        super().__init__(backdrop=modality.backdrop())
        self.session, self.modality, self.question = session, modality, question
        self.class_keys = _keys(session.learner.classes.tolist())
        self.on_msg(self._heard)
        self._sent = 0
        self._actions = {"skip": session.skip, "unknown": session.dont_know, "undo": session.undo}
        session.on_change = self._changed
        self.refresh()

    @property
    def labels(self) -> dict[int, Any]:
        """The person's labels so far: row number of the pool -> label."""
        return self.session.labels

    def refresh(self, problem: str = "") -> None:
        """Send the session's present state to the page."""
        session, self._sent = self.session, self._sent + 1
        with session.lock:
            self.page = {
                "sent": self._sent,  # no two states are equal, so that each message is answered
                "question": plain(self.question),
                "classes": [[plain(c), key] for c, key in zip(session.learner.classes.tolist(), self.class_keys)],
                "token": session.token,
                "sample": None if session.current is None else self._live(session.current),
                "progress": [session.n_asked, session.budget or 0],
                "start": session.learner.n_asked - session.n_asked,
                "pace": _pace(session.seconds_per_answer),
                "can_undo": bool(session.steps),
                "now": self._belief(session.card()),
                "last": self._belief(session.last),
                "curves": self._curves(),
                "metric": next(iter(session.learner.metrics), ""),
                "status": plain(problem or session.problem or (LEARNING if session.is_learning else "")),
                "name": session.name,
                "saved": _short(session.log.where),
            }

    def figure(self) -> Figure:
        """The session as a picture, for pages without a kernel."""
        session = self.session
        with plots.style(), mpl.rc_context({"text.parse_math": False}):  # a $ in a sample or a question is a dollar
            left, right = plots.new_axes((10, 4.2), ncols=2, width_ratios=[2, 3])
            self._draw_sample(left)
            metric = next(iter(session.learner.metrics), "")
            plots.learning_curve({YOU: session.learner.history.curve(metric)}, right, metric)
            start, n = session.learner.n_asked - session.n_asked, session.n_asked
            right.set(xlim=(start - 0.5, start + (session.budget or n + 10) + 0.5), ylim=(0, 1.02), title=self._progress())
            if not session.learner.metrics:
                right.set(ylabel="no test set, no curve", yticks=[])
            return left.figure

    def describe(self) -> str:
        """The session in a sentence."""
        return f"Labeling session {self.session.name!r}: {self._progress()} given by {plain(self.session.by)}"

    def _progress(self) -> str:
        budget = self.session.budget
        return f"{self.session.n_asked} of {budget} answers" if budget else f"{self.session.n_asked} answers"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget; a picture for pages without a kernel; a sentence for nbval and for screen readers."""
        return with_picture(super()._repr_mimebundle_(**kwargs), self.figure(), self.describe())

    def _heard(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Answer each message, "ping" too, when what it asks for is done: so the page knows that somebody is there."""
        taken = message.get("token") == self.session.token
        try:
            if message.get("do") != "ping":
                self._received(widget, message, buffers)
        finally:
            self.send({"heard": message.get("id"), "taken": taken})

    def _received(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """One message from the page.  One about an earlier sample is the second half of a double click, and is ignored."""
        with self.session.turn:
            if message.get("token") != self.session.token:
                return
            problem = ""
            try:
                if message.get("do") == "answer":
                    self.session.answer(self.session.learner.classes.tolist()[message["label"]])
                else:
                    self._actions[message.get("do", "")]()
            except (ValueError, KeyError, IndexError, TypeError) as error:
                problem = str(error) or f"not understood: {message!r}"
            self.refresh(problem)

    def _changed(self) -> None:
        """Called by the thread that learns.  While a click is being answered there is no need: it refreshes at its end."""
        if self.session.turn.acquire(blocking=False):
            try:
                self.refresh()
            finally:
                self.session.turn.release()

    # ---- samples ---------------------------------------------------------------------------------------

    def _live(self, row: int) -> dict[str, Any]:
        try:
            return self.modality.live(one_row(self.session.learner.X, row))
        except Exception as error:  # noqa: BLE001  one odd sample of many; the person can skip it
            return Text().live(_unshown(row, error))

    def _thumbnail(self, row: int) -> dict[str, Any] | None:
        try:
            return self.modality.thumbnail(one_row(self.session.learner.X, row))
        except Exception:  # noqa: BLE001  it was said when the sample itself was to be shown
            return None

    def _draw_sample(self, ax: Axes) -> None:
        row = self.session.current
        question = textwrap.wrap(plain(self.question), 34, max_lines=2, placeholder=" …")
        if row is None:
            ax.axis("off")
        else:
            try:
                self.modality.paper(ax, one_row(self.session.learner.X, row))
            except Exception as error:  # noqa: BLE001  as in _live
                Text().paper(ax, _unshown(row, error))
        ax.set_title("All answered" if row is None else "\n".join(question))

    def _belief(self, card: Card | None) -> dict[str, Any] | None:
        if card is None:
            return None
        names = [plain(c) for c in self.session.learner.classes.tolist()]
        order = np.argsort(-np.array(card.proba), kind="stable")[:5]
        return {
            "answer": plain(card.answer) if card.kind == "answer" else SAID.get(card.kind, ""),
            "proba": [[names[c], card.proba[c]] for c in order],
            "score": card.score,
            "strategy": described(self.session.learner.strategy).replace("_", " "),
            "rank": card.rank,
            "of": card.n_candidates,
            "sample": self._thumbnail(card.sample) if card.kind else None,
        }

    def _curves(self) -> list[dict[str, Any]]:
        """The person's curve, and as much of the others as fits beside it: the future stays open."""
        upto = self.session.learner.n_asked
        curves = [{"name": YOU, "points": self.session.curve()}]
        for name, rivals in self.session.rivals.items():
            curves.append({"name": name, "points": [point for point in rivals.points if point[0] <= upto]})
        return curves


def label(
    data: Dataset | Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    classes: Sequence[Any] | None = None,
    test: tuple[Any, Any] | None = None,
    estimator: Any = None,
    strategy: Strategy = margin_sampling,
    budget: int | None = 20,
    seed_rows: Sequence[int] | np.ndarray | None = None,
    name: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    show: Callable[[Any], Any] | None = None,
    question: str = "What is this?",
    by: str = "you",
    random_state: int = 0,
) -> LabelingWidget:
    """Label samples yourself, one line in a notebook; every answer is on disk before the next sample shows.

    Run it again, after a kernel restart too, and it goes on at the same sample.

    Parameters
    ----------
    data, y, classes, test, estimator, strategy, budget, seed_rows, name, folder, by, random_state :
        see :func:`alkit.open_session`
    show : function of one sample that returns a text, a number, an array, a PIL image or a dict, to be shown instead of it
    question : asked above the buttons

    Returns
    -------
    LabelingWidget
        Its ``labels`` are the answers so far; its ``session`` is the whole state.

    Raises
    ------
    ValueError
        As :func:`alkit.open_session`, and if nobody knows how to show such a sample: see :mod:`alkit.modalities`.

    Examples
    --------
    >>> import tempfile
    >>> from alkit import datasets
    >>> widget = label(datasets.iris(), folder=tempfile.mkdtemp())
    >>> widget.describe()
    "Labeling session 'iris': 0 of 20 answers given by you"
    >>> widget.session.close()
    """
    material = material_of(data, y, classes=classes, test=test, random_state=random_state)
    modality = Shown(show) if show else modality_for(material.X, material.feature_names, material.image_shape)
    modality.live(one_row(material.X, 0))  # what cannot be shown is refused before a session is opened
    session = open_session(
        material, estimator=estimator, strategy=strategy, budget=budget, seed_rows=seed_rows, name=name, folder=folder, by=by,
        random_state=random_state,
    )  # fmt: skip
    return LabelingWidget(session, modality, question)


def _unshown(row: int, error: Exception) -> str:
    return f"Row {row} of the pool cannot be shown: {error}"


def _keys(classes: Sequence[Any]) -> list[str]:
    """A key for each class: its own digit where all classes are digits, else in order."""
    names = [str(c) for c in classes]
    if all(len(n) == 1 and n in "0123456789" for n in names):
        return names
    return [KEYS[j] if j < len(KEYS) else "" for j in range(len(names))]


def _pace(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.1f} s per answer"


def _short(where: str) -> str:
    """The last two parts of a path: enough to find it, without telling the whole class about the disk."""
    return "/".join(pathlib.PurePath(where.partition("://")[2].split("@")[-1]).parts[-2:])
