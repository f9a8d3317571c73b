"""The human oracle: a page that shows one sample at a time and takes a person's answer.

The view only.  What happens on a click is in :mod:`alkit.labeling.session`; the page itself is ``oracle.js``.
"""

from __future__ import annotations

import base64
import os
import pathlib
from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import traitlets
from matplotlib.figure import Figure
from sklearn.base import clone

from alkit import plots
from alkit.datasets import Dataset
from alkit.estimators import take_rows
from alkit.labeling.store import LabelLog
from alkit.learner import ActiveLearner
from alkit.oracles import seed_set, simulated
from alkit.labeling.session import Card, LabelingSession
from alkit.strategies import Strategy, margin_sampling, random_sampling
from alkit.widgets import media

KEYS = "1234567890qwertyiopfghjklzxcvbnm"  # without s, d, u, a: those are skip, don't know, undo and the switch
RANDOM_RUNS = 5  # the random curve is a mean: one random run says little
YOU, RANDOM, PERFECT = "you", "random", "never wrong"


class OracleView(anywidget.AnyWidget):
    """The view of a :class:`~alkit.labeling.session.LabelingSession`.

    Parameters
    ----------
    session : LabelingSession
    show : function of a sample that returns what :mod:`alkit.widgets.media` makes
    question : what the person is asked
    """

    _esm = pathlib.Path(__file__).parent / "oracle.js"
    _css = pathlib.Path(__file__).parent / "oracle.css"
    page = traitlets.Dict().tag(sync=True)
    show_belief = traitlets.Bool(False).tag(sync=True)

    def __init__(self, session: LabelingSession, show: Callable[[Any], dict[str, Any]], question: str):
        super().__init__()
        self.session, self.show, self.question = session, show, question
        self.class_keys = _keys(session.learner.classes.tolist())
        self.on_msg(self._received)
        self._sent = 0
        self._actions = {"skip": session.skip, "unknown": session.dont_know, "undo": session.undo}
        session.on_change = self._changed
        self.refresh()

    @property
    def labels(self) -> dict[int, Any]:
        """The person's labels so far: row number of the pool -> label."""
        return {
            step.asked[0]: step.answers[0]
            for step in self.session.steps
            if step.kind == "teach" and step.answers[0] is not None
        }

    def refresh(self, problem: str = "") -> None:
        """Send the session's present state to the page."""
        session, self._sent = self.session, self._sent + 1
        with session.lock:
            self.page = {
                "sent": self._sent,  # no two states are equal, so that each message is answered
                "question": self.question,
                "classes": [[str(c), key] for c, key in zip(session.learner.classes.tolist(), self.class_keys)],
                "token": session.token,
                "sample": None if session.current is None else self._picture(session.current),
                "progress": [session.n_answers, session.budget or 0],
                "pace": _pace(session.seconds_per_label),
                "can_undo": bool(session.steps),
                "now": self._belief(session.card()),
                "last": self._belief(session.last),
                "curves": self._curves(),
                "metric": next(iter(session.learner.metrics), ""),
                "status": problem or session.problem or (LEARNING if session.is_learning else ""),
                "name": session.name,
                "saved": _short(session.log.where),
            }

    def figure(self) -> Figure:
        """The session as a picture, for pages without a kernel."""
        with plots.style():
            left, right = plots.new_axes((10, 4.2), ncols=2, width_ratios=[2, 3])
            session = self.session
            _draw_sample(left, None if session.current is None else self._picture(session.current))
            left.set_title(self.question if session.current is not None else "All answered")
            curves = {c["name"]: tuple(zip(*c["points"])) for c in self._curves() if c["points"] and c["name"] == YOU}
            start = session.learner.n_labeled - session.n_answers
            right.set(xlim=(start - 0.5, start + (session.budget or session.n_answers + 10) + 0.5), ylim=(0, 1.02))
            plots.learning_curve(curves, right, ylabel=next(iter(session.learner.metrics), "no test set, no curve"))
            right.set_title(f"{session.n_answers} answers" + (f" of {session.budget}" if session.budget else ""))
            return left.figure

    def _received(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """One message from the page.  One about an earlier sample is a double click, and is let pass."""
        with self.session.turn:
            if message.get("token") != self.session.token:
                return
            problem = ""
            try:
                if message.get("do") == "answer":
                    self.session.answer(self.session.learner.classes.tolist()[message["label"]])
                else:
                    self._actions[message.get("do")]()
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

    def _picture(self, sample: int) -> dict[str, Any]:
        row = take_rows(self.session.learner.X, [sample])
        return self.show(row.iloc[0] if hasattr(row, "iloc") else row[0])

    def _belief(self, card: Card | None) -> dict[str, Any] | None:
        if card is None:
            return None
        names = [str(c) for c in self.session.learner.classes.tolist()]
        order = sorted(range(len(card.proba)), key=lambda c: -card.proba[c])[:5]
        return {
            "answer": {"answer": str(card.answer), "unknown": "I don't know", "skip": "skipped"}.get(card.kind, ""),
            "proba": [[names[c], card.proba[c]] for c in order],
            "score": card.score,
            "strategy": getattr(self.session.learner.strategy, "__name__", "your strategy").replace("_", " "),
            "rank": card.rank,
            "of": card.n_candidates,
            "sample": self._picture(card.sample) if card.kind else None,
        }

    def _curves(self) -> list[dict[str, Any]]:
        """The person's curve, and as much of the others as fits beside it: the future stays open."""
        upto = self.session.learner.n_labeled
        curves = [{"name": YOU, "points": self.session.curve()}]
        for name, points in self.session.comparisons.items():
            curves.append({"name": name, "points": [p for p in points if p[0] <= upto and p[1] == p[1]]})
        return curves

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget; a picture for pages without a kernel; a sentence for nbval and for screen readers."""
        live = super()._repr_mimebundle_(**kwargs)
        bundle = dict(live[0] if isinstance(live, tuple) else live or {})
        bundle["image/png"] = base64.b64encode(plots.png(self.figure())).decode()
        bundle["text/plain"] = self.describe()
        return bundle

    def describe(self) -> str:
        """The session in a sentence."""
        session = self.session
        of = f" of {session.budget}" if session.budget else ""
        return f"Labeling session {session.name!r}: {session.n_answers}{of} labels given by {session.by}"


LEARNING = "The model is still learning from your last answer; this sample comes from its ranking before that."


def label(
    data: Dataset | Any,
    y: Sequence | None = None,
    *,
    classes: Sequence | None = None,
    test: tuple[Any, Sequence] | None = None,
    model: Any = None,
    strategy: Strategy = margin_sampling,
    budget: int | None = 20,
    seed_rows: Sequence[int] | None = None,
    name: str | None = None,
    folder: str | os.PathLike | None = None,
    show: Callable[[Any], dict[str, Any]] | None = None,
    question: str = "What is this?",
    by: str = "you",
    random_state: int = 0,
) -> OracleView:
    """Label samples yourself, one line in a notebook; every answer is on disk before the next sample shows.

    Run it again, after a kernel restart too, and it goes on at the same sample.

    Parameters
    ----------
    data : a data set of :mod:`alkit.datasets`, which is split into a pool and a test set; or the pool itself
    y : true labels of the pool, if known: for the seed set and for the curves to compare with
    classes : possible answers; needed when ``y`` is not given
    test : (X_test, y_test) for the learning curve; without it there is none
    model : scikit-learn classifier; logistic regression by default, on TF-IDF for texts
    strategy : which sample is asked next
    budget : number of labels; None for no end
    seed_rows : rows of the pool whose labels ``y`` are given to the model first; by default one a class, none without ``y``
    name : of the session; another name starts afresh
    folder : where ``labels.sqlite`` is kept; by default ``labels`` beside the notebook, or the environment's ALKIT_LABELS
    show : function of one sample, see :mod:`alkit.widgets.media`
    question : asked above the buttons
    by : your name in the log
    random_state : of split, seed set and learner

    Returns
    -------
    OracleView
        Its ``labels`` are the answers so far; its ``session`` is the whole state.

    Raises
    ------
    ValueError
        If neither ``y`` nor ``classes`` says what can be answered, or the named session is about other data.

    Examples
    --------
    >>> import tempfile
    >>> from alkit import datasets
    >>> view = label(datasets.iris(), folder=tempfile.mkdtemp())
    >>> view.describe()
    "Labeling session 'iris': 0 of 20 labels given by you"
    >>> view.session.close()
    """
    names = image_shape = None
    if isinstance(data, Dataset):
        names, image_shape, classes, name = data.feature_names, data.image_shape, data.classes, name or data.name
        data, X_test, y, y_test = data.split(random_state=random_state)
        test = (X_test, y_test)
    if y is None and classes is None:
        raise ValueError("label() must know the possible answers: give classes=[...], or the true labels y of the pool")
    if test is not None and len(test) != 2:
        raise ValueError(f"test must be a pair (X_test, y_test), got {len(test)} things")
    model = _default_model(data) if model is None else model
    seed = _seed_rows(y, seed_rows, random_state)
    metrics = {} if test is None else {"accuracy": lambda fitted: fitted.score(*test)}

    def new_learner(strategy: Strategy, random_state: int) -> ActiveLearner:
        learner = ActiveLearner(
            clone(model), data, strategy, classes=y if classes is None else classes, metrics=metrics, random_state=random_state
        )
        if len(seed):
            learner.teach(seed, take_rows(y, seed), by="seed set")
        return learner

    log = LabelLog(pathlib.Path(folder or os.environ.get("ALKIT_LABELS", "labels")) / "labels.sqlite")
    session = LabelingSession(new_learner(strategy, random_state), log, name or "labels", budget=budget, by=by)
    if y is not None and test is not None:
        session.compare_with(PERFECT, [new_learner(strategy, random_state)], simulated(y))
        session.compare_with(RANDOM, [new_learner(random_sampling, random_state + k) for k in range(RANDOM_RUNS)], simulated(y))
    return OracleView(session, show or media.shower(names, image_shape), question)


def _default_model(X: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    first = take_rows(X, [0])
    texts = isinstance(first[0] if not hasattr(first, "iloc") and not hasattr(first, "toarray") else None, str)
    model = LogisticRegression(max_iter=2000)
    return make_pipeline(TfidfVectorizer(), model) if texts else model


def _seed_rows(y: Sequence | None, seed_rows: Sequence[int] | None, random_state: int) -> list[int]:
    if seed_rows is None:
        return [] if y is None else seed_set(y, random_state=random_state).tolist()
    if y is None and len(seed_rows):
        raise ValueError("seed_rows needs the true labels y of the pool")
    return list(seed_rows)


def _keys(classes: Sequence) -> list[str]:
    """A key for each class: its own digit where all classes are digits, else in order."""
    names = [str(c) for c in classes]
    if all(len(n) == 1 and n in "0123456789" for n in names):
        return names
    return [KEYS[j] if j < len(KEYS) else "" for j in range(len(names))]


def _pace(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.1f} s per label"


def _short(where: str) -> str:
    """The last two parts of a path: enough to find it, without telling the whole class about the disk."""
    return "/".join(pathlib.PurePath(where.partition("://")[2].split("@")[-1]).parts[-2:])


def _draw_sample(ax: Any, picture: dict[str, Any] | None) -> None:
    import io

    import matplotlib.image

    ax.axis("off")
    if picture is None:
        return
    if picture["kind"] == "image":
        raw = base64.b64decode(picture["src"].partition(",")[2])
        ax.imshow(matplotlib.image.imread(io.BytesIO(raw)), cmap="gray", interpolation="nearest")
    else:
        lines = picture.get("text") or "\n".join(f"{name}: {value}" for name, value in picture["rows"])
        ax.text(0, 1, lines[:400], va="top", wrap=True, parse_math=False)
