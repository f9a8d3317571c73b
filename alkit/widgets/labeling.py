"""The human oracle: a page that shows one sample at a time and takes a person's answer.

The view only.  What happens on a click is in :mod:`alkit.labeling.session`; the page itself is ``labeling.js``.
"""

from __future__ import annotations

import os
import pathlib
import textwrap
import weakref
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
from alkit.history import REMARKS
from alkit.labeling.cards import Card
from alkit.labeling.in_page import DRIVE, is_lasting
from alkit.labeling.kinds import Kind, Number, SeveralClasses
from alkit.labeling.opening import material_of, open_session
from alkit.labeling.session import LabelingSession
from alkit.modalities import Modality, Shown, Text, modality_for
from alkit.pool import one_row
from alkit.strategies.base import Strategy, described
from alkit.threads import IN_PAGE
from alkit.widgets.ending import ending_page
from alkit.widgets.samples import Samples
from alkit.widgets.static import with_picture
from alkit.widgets.words import (
    LONGEST_NAME,
    LONGEST_QUESTION,
    LONGEST_STATUS,
    LONGEST_TIP,
    button,
    keys_for,
    last_parts,
    pace,
    short,
)  # fmt: skip

PARTS = ("connection", "chart", "sound", "drawing", "entry", "labeling")
PAGE = [pathlib.Path(__file__).parent / f"{name}.js" for name in PARTS]
STYLE = [pathlib.Path(__file__).parent / name for name in ("shared.css", "samples.css", "labeling.css")]
YOU = "you"
_OPEN: weakref.WeakValueDictionary[tuple[str, str], LabelingWidget] = weakref.WeakValueDictionary()  # (log, session) -> widget
CHOOSING = "Choosing the first sample: the model is still learning from your answers so far …"
LEARNING = "The model is still learning from your last answer; this sample comes from its ranking before that."
WENT_ON = "This session went on in another window; this is where it stands now."
IN_BROWSER = (
    "That is this browser's storage. Whoever clears it clears your answers, and a private window forgets them: to keep them, "
    "download {file} from the folder {folder} in the list of files."
)
NOT_KEPT = (
    "This window keeps nothing: your answers are gone when it is closed. Take an ordinary window, not a private one, and an "
    "address that begins with https:// or http://localhost."
)
SAID = {"unknown": "I don't know", "skip": "skipped"}


def kept_words(where: str) -> str:
    """What must be known of the place where labels are kept: nothing on a computer, something in a browser's page."""
    if not IN_PAGE or "://" in where:
        return ""
    if not is_lasting(where):
        return NOT_KEPT
    place = pathlib.Path(where).absolute().relative_to(DRIVE)
    return IN_BROWSER.format(file=place.name, folder=place.parent)


class LabelingWidget(anywidget.AnyWidget):
    """The view of a :class:`~alkit.labeling.session.LabelingSession`.

    Parameters
    ----------
    session : LabelingSession, the state
    modality : how its samples are shown
    question : what the person is asked; by default what suits the answers
    """

    _esm = "\n".join(part.read_text(encoding="utf-8") for part in PAGE)
    # as text: anywidget watches a path for changes, and the watch would keep every widget, and its session, for ever
    _css = "\n".join(part.read_text(encoding="utf-8") for part in STYLE)
    page = traitlets.Dict().tag(sync=True)
    backdrop = traitlets.Dict().tag(sync=True)
    show_belief = traitlets.Bool(False).tag(sync=True)

    def __init__(self, session: LabelingSession, modality: Modality, question: str | None = None):
        self.samples = Samples(modality, session.learner.X)
        super().__init__(backdrop=self.samples.backdrop())
        self.session, self.question = session, session.asks.question if question is None else question
        self.classes = session.asks.classes
        self.class_keys, self.names = keys_for(self.classes), [short(c, LONGEST_NAME) for c in self.classes]
        self.on_msg(self._heard)
        self._sent, self._problem = 0, ""
        self._actions = {"skip": session.skip, "unknown": session.dont_know, "undo": session.undo, "more": session.label_more}
        session.on_change = self._changed
        self.refresh()
        self._replace()

    @property
    def labels(self) -> dict[int, Any]:
        """The person's labels so far: row number of the pool -> label."""
        return self.session.labels

    def refresh(self, problem: str | None = None) -> None:
        """Send the session's present state to the page; the last problem stays until the next step says another, or ""."""
        self._problem = self._problem if problem is None else problem
        session, self._sent = self.session, self._sent + 1
        learning = CHOOSING if session.is_choosing else LEARNING if session.is_learning else ""
        with session.lock:
            self.page = {
                "sent": self._sent,  # no two states are equal, so that each message is answered
                "question": short(self.question, LONGEST_QUESTION),
                "whole_question": short(self.question, LONGEST_TIP),
                "classes": [button(*each) for each in zip(self.classes, self.names, self.class_keys)],
                "answer": session.asks.page(),
                "token": session.token,
                "remarks": [*REMARKS] if getattr(session.learner.strategy, "hears_remarks", False) else [],
                "sample": Text().live(CHOOSING) if session.is_choosing else self.samples.live(session.current),
                "choosing": session.is_choosing,
                "progress": [session.n_asked, session.budget or 0],
                "start": session.learner.n_asked - session.n_asked,
                "pace": pace(session.seconds_per_answer),
                "can_undo": bool(session.steps),
                "now": self._belief(session.card()),
                "last": self._belief(session.last),
                "curves": self._curves(),
                "ending": ending_page(session, self.samples.stamp) if session.current is None and session.is_over else None,
                "metric": short(next(iter(session.learner.metrics), ""), LONGEST_NAME),
                "lower_is_better": session.asks.lower_is_better,
                "status": short(" ".join(filter(None, [self._problem, session.problem])), LONGEST_STATUS),
                "learning": learning,
                "name": short(session.name, LONGEST_NAME),
                "saved": short(last_parts(session.log.where), LONGEST_NAME),
                "kept": kept_words(session.log.where),
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
            if session.asks.lower_is_better:
                right.set(ylim=(0, 1.1 * max([1e-9, *(value for _, value in session.curve())])), ylabel=self._metric())
            if not session.learner.metrics:
                right.set(ylabel="no test set, no curve", yticks=[])
            return left.figure

    def describe(self) -> str:
        """The session in a sentence."""
        return f"Labeling session {self.session.name!r}: {self._progress()} given by {short(self.session.by, LONGEST_NAME)}"

    def _metric(self) -> str:
        return f"{next(iter(self.session.learner.metrics), '')}\n(lower is better)"

    def _progress(self) -> str:
        budget = self.session.budget
        return f"{self.session.n_asked} of {budget} answers" if budget else f"{self.session.n_asked} answers"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget; a picture for pages without a kernel; a sentence for nbval and for screen readers."""
        bundle, words = super()._repr_mimebundle_(**kwargs), self.describe()
        try:
            return with_picture(bundle, self.figure(), words)
        except Exception:  # noqa: BLE001  the page lives on without its picture
            with plots.style():
                ax = plots.new_axes((6, 1))
                Text().paper(ax, words)
            return with_picture(bundle, ax.figure, words)

    def _replace(self) -> None:
        """Take the place of an earlier widget of the same session, whose page says so; nothing of it stays in the kernel."""
        here = (self.session.log.where, self.session.name)
        older = _OPEN.get(here)
        if older is not None:
            older.page = older.page | {"closed": True}
            older.session.close()
            older.close()
        _OPEN[here] = self

    def _heard(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        """Answer each message, "ping" too, when what it asks for is done: so the page knows that somebody is there."""
        taken = message.get("token") == self.session.token
        try:
            if message.get("do") == "ping":
                self._look_again()
            else:
                self._received(widget, message, buffers)
        finally:
            self.send({"heard": message.get("id"), "taken": taken})

    def _look_again(self) -> None:
        """Somebody comes back to this page: show what another window, or another kernel, has done meanwhile."""
        try:
            if self.session.look_again():
                self.refresh(WENT_ON)
        except ValueError as error:
            self.refresh(str(error))

    def _received(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """One message from the page.  One about an earlier sample is the second half of a double click, and is ignored."""
        with self.session.turn:
            if message.get("token") != self.session.token:
                return
            problem = ""
            try:
                self._act(message)
            except ValueError as error:  # it says itself whether anything was saved
                problem = str(error)
            except Exception as error:  # noqa: BLE001
                problem = f"Something went wrong; what is saved is what this page shows now.  {type(error).__name__}: {error}"
            finally:  # after an interrupt, too, the page shows where the session is
                self.session.go_on()
                self._refresh_at_once(problem)

    def _act(self, message: dict[str, Any]) -> None:
        """Do what the page asks for."""
        try:
            act = self._actions[message["do"]] if message["do"] != "answer" else None
            label = None if act else self.session.asks.heard(message["label"])
        except (KeyError, IndexError, TypeError) as error:
            raise ValueError(f"not saved: the page's message was not understood: {message!r}") from error
        said = {"remark": message["remark"]} if message.get("remark") else {}
        if act:
            act(**said)
        else:
            self.session.answer(label, **said)

    def _refresh_at_once(self, problem: str) -> None:
        """Refresh the page, and try a second time where that fails: the person waits for it."""
        try:
            self.refresh(problem)
        except Exception as error:  # noqa: BLE001
            self.refresh(f"{problem} Your answers are saved, but the page could not be refreshed at first: {error}")

    def _changed(self) -> None:
        """Called by the thread that learns.  While a click is being answered there is no need: it refreshes at its end."""
        if self.session.turn.acquire(blocking=False):
            try:
                self.refresh()
            finally:
                self.session.turn.release()

    # ---- samples ---------------------------------------------------------------------------------------

    def _draw_sample(self, ax: Axes) -> None:
        row = self.session.current
        question = textwrap.wrap(short(self.question, LONGEST_QUESTION), 34, max_lines=2, placeholder=" …")
        if row is None:
            ax.axis("off")
        else:
            self.samples.paper(ax, row)
        done = CHOOSING[:25] if self.session.is_choosing else "All answered"
        ax.set_title(done if row is None else "\n".join(question))

    def _belief(self, card: Card | None) -> dict[str, Any] | None:
        if card is None:
            return None
        order = np.argsort(-np.nan_to_num(np.array(card.proba)), kind="stable")[:5]
        if self.session.asks.name == SeveralClasses.name:
            order = np.sort(order)  # a bar for each label, in their places
        return {
            "kind": card.kind,
            "answer": short(self._said(card.answer), LONGEST_NAME) if card.kind == "answer" else SAID.get(card.kind, ""),
            "number": self._number(card),
            "proba": [[self.names[c], float(np.nan_to_num(card.proba[c]))] for c in order],
            "score": short(card.score, LONGEST_QUESTION),
            "strategy": short(described(self.session.learner.strategy).replace("_", " "), LONGEST_QUESTION),
            "rank": card.rank,
            "of": card.n_candidates,
            "sample": self.samples.thumbnail(card.sample) if card.kind else None,
            "explained": self.samples.explained(card.sample, card.weights) if card.kind else None,
            "predicted": self.names[order[0]] if len(order) else "",
        }

    def _said(self, answer: Any) -> str:
        return self.session.asks.said(answer)

    def _number(self, card: Card) -> dict[str, Any] | None:
        """A number predicted, in words and as a place in the range, and the place of the answer where there is one."""
        asks = self.session.asks
        if not isinstance(asks, Number) or card.predicted is None or not np.isfinite(card.predicted):
            return None
        yours = asks.place(card.answer) if card.kind == "answer" else None
        return {"words": asks.said(float(f"{card.predicted:.4g}")), "at": asks.place(card.predicted), "yours": yours}

    def _curves(self) -> list[dict[str, Any]]:
        """The person's curve, and as much of the others as fits beside it: the future stays open."""
        upto = self.session.learner.n_asked
        curves = {YOU: self.session.curve()} | {name: rivals.points for name, rivals in self.session.rivals.items()}
        return [
            {"name": name, "points": [(n, metric) for n, metric in points if n <= upto and np.isfinite(metric)]}
            for name, points in curves.items()
        ]


def label(
    data: Dataset | Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    classes: Sequence[Any] | None = None,
    test: tuple[Any, Any] | None = None,
    estimator: Any = None,
    strategy: Strategy | None = None,
    budget: int | None = 20,
    seed_rows: Sequence[int] | np.ndarray | None = None,
    name: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    store: str | os.PathLike[str] | None = None,
    show: Callable[[Any], Any] | None = None,
    question: str | None = None,
    by: str = "you",
    random_state: int = 0,
    grown: bool = False,
    answer: Kind | None = None,
) -> LabelingWidget:
    """Label samples yourself, one line in a notebook; every answer is on disk before the next sample shows.

    Run it again, after a kernel restart too, and it goes on at the same sample.

    Parameters
    ----------
    data, y, classes, test, estimator, strategy, budget, seed_rows, name, folder, store, by, random_state, grown, answer :
        see :func:`alkit.open_session`
    show : function of one sample that returns a text, a number, an array, a PIL image or a dict, to be shown instead of it
    question : asked above the answers; by default what suits them

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
    material = material_of(data, y, classes=classes, test=test, random_state=random_state, answer=answer, estimator=estimator)
    modality = Shown(show) if show else modality_for(material.X, material.feature_names, material.image_shape)
    modality.live(one_row(material.X, 0))  # what cannot be shown is refused before a session is opened
    session = open_session(
        material, estimator=estimator, strategy=strategy, budget=budget, seed_rows=seed_rows, name=name, folder=folder,
        store=store, by=by, random_state=random_state, grown=grown,
    )  # fmt: skip
    return LabelingWidget(session, modality, question)
