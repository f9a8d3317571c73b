"""What all annotators of a pool have answered, as one table: for agreement, consensus, export, and the model of a class."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from alkit.labeling.kinds import Kind, OneClass, kind_of
from alkit.labeling.replay import Replay, replay
from alkit.labeling.store import LabelLog
from alkit.labeling.team import known_pool, members

if TYPE_CHECKING:
    import pandas as pd


class Answer(NamedTuple):
    """What one person said of one sample; the label is None for "I don't know"."""

    sample: int
    annotator: str
    label: Any
    seconds: float
    at: str
    remark: str | None


@dataclass(frozen=True)
class JointAnswers:
    """The answers of all annotators on one pool.

    Attributes
    ----------
    name : of the shared pool, or of a session
    about : what the pool is: classes, number of rows, a hash of them, seed set
    answers : one for each sample and annotator, by sample, and by time in a sample; what was undone or skipped is not there
    annotators : all who have joined, in the order of their names
    """

    name: str
    about: dict[str, Any]
    answers: tuple[Answer, ...]
    annotators: tuple[str, ...]

    @property
    def asks(self) -> Kind:
        """What was asked for."""
        return kind_of(self.about)

    @property
    def classes(self) -> list[Any]:
        """What can be answered; empty where it is a number."""
        return list(self.about["classes"])

    def to_frame(self) -> pd.DataFrame:
        """One row per answer: sample, annotator, label (None for "I don't know"), seconds, at, remark."""
        import pandas as pd

        columns = {name: [getattr(answer, name) for answer in self.answers] for name in Answer._fields}
        return pd.DataFrame({name: pd.Series(values, dtype=_TYPES.get(name, object)) for name, values in columns.items()})

    def to_array(self) -> np.ndarray:
        """Who said what: labels, shape (n_pool, n_annotators), None where somebody was not asked or does not know.

        The columns are those of :attr:`annotators`.
        """
        table = np.full((int(self.about["n_pool"]), len(self.annotators)), None, dtype=object)
        column = {name: k for k, name in enumerate(self.annotators)}
        for answer in self.answers:
            table[answer.sample, column[answer.annotator]] = answer.label
        return table

    def to_codes(self) -> np.ndarray:
        """As :meth:`to_array`, with the place of each label among :attr:`classes`, and -1 where there is none."""
        if self.asks.name != OneClass.name:
            raise ValueError(f"to_codes needs answers that are one class each, but {self.name!r} asks for {self.asks}")
        place = {label: k for k, label in enumerate(self.classes)} | {None: -1}
        return np.vectorize(place.__getitem__, otypes=[int])(self.to_array())


_TYPES = {"sample": int, "seconds": float}


def joint(store: str | os.PathLike[str] | LabelLog, name: str) -> JointAnswers:
    """The answers of all who label a shared pool; or those of a single session.

    Parameters
    ----------
    store : where the log is: a file, an URL, or a :class:`~alkit.labeling.store.LabelLog`
    name : of the shared pool, or of a session

    Returns
    -------
    JointAnswers

    Raises
    ------
    ValueError
        If there is neither in this store; or if it cannot be read.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from alkit.labeling.team import join_session
    >>> folder = tempfile.mkdtemp()
    >>> for by, label in [("Ada", "good"), ("Ben", "bad")]:
    ...     session = join_session(["nice", "dull"], classes=["bad", "good"], by=by, name="reviews", folder=folder, overlap=2)
    ...     session.answer(label)
    ...     session.close()
    >>> joint(pathlib.Path(folder) / "labels.sqlite", "reviews").to_array().tolist()
    [['good', 'bad'], [None, None]]
    """
    log = store if isinstance(store, LabelLog) else LabelLog(store)
    pool = known_pool(log, name)
    sessions = {f"{name}/{person}": person for person in members(log, name)} if pool else {name: ""}
    states = {session: replay(log.events(session)) for session in sessions}
    about = pool.about if pool else states[name].about
    if about is None:
        raise ValueError(f"{log.where} holds neither a shared pool nor a session called {name!r}; it has {_known(log)}")
    answers = [answer for session, state in states.items() for answer in answers_of(state, sessions[session])]
    annotators = set(filter(None, sessions.values())) | {answer.annotator for answer in answers}
    return JointAnswers(name, about, tuple(sorted(answers, key=_order)), tuple(sorted(annotators)))


def answers_of(state: Replay, by: str = "") -> list[Answer]:
    """The answers of a session as it stands; by whom the log says, unless it is known."""
    taken = [step for step in state.steps if step.kind != "skip"]
    return [
        Answer(b["sample"], by or b["by"], b["label"], b["seconds"], step.at, b["remark"])
        for step in taken
        for b in [step.body]
    ]


def _order(answer: Answer) -> tuple[int, str, str]:
    return answer.sample, answer.at, answer.annotator


def _known(log: LabelLog) -> str:
    names = sorted({name.rpartition("/")[0] if name.endswith("/") else name for name in log.sessions()})
    return str(names[:10]) if names else "none yet"
