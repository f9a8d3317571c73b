"""A session looked at again: what the model believed at each step, and what one other label would have changed.

Nothing is written: the log is read, and its answers are taught again, in order, to a learner of their own.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from alkit.history import Round
from alkit.labeling.address import shown
from alkit.labeling.identity import about, check_same
from alkit.labeling.kinds import Kind
from alkit.labeling.measuring import learned_and_measured
from alkit.labeling.opening import Material, address_of, default_estimator, learner_for, material_of
from alkit.labeling.replay import Event, Replay, replay
from alkit.labeling.session import LabelingSession
from alkit.labeling.store import LabelLog
from alkit.learner import ActiveLearner
from alkit.models.predicting import class_proba
from alkit.strategies.uncertainty import random_sampling

MOST_NAMED = 10  # sessions named to somebody who asked for one that is not there


class Retold:
    """Steps of a session taught again, one by one, as far as somebody looks.

    Parameters
    ----------
    learner : ActiveLearner that knows the seed set and no more
    steps : of the log, those that were not undone
    kind : what the answers are
    begin : steps that are only recorded, because what was learned from them is known

    Attributes
    ----------
    models : number of steps -> the model after them, from ``begin`` on; None where there was nothing to learn from
    points : number of steps -> (answers asked, first metric), where it could be measured
    """

    def __init__(self, learner: ActiveLearner, steps: Sequence[Event], kind: Kind, begin: int = 0):
        self.learner, self.steps, self.kind = learner, steps, kind
        self.models: dict[int, Any] = {}
        self.points: dict[int, tuple[int, float]] = {}
        self._before = len(learner.history)
        for step in steps[:begin]:
            self._record(step)
        self._learn()

    @property
    def n_done(self) -> int:
        """Steps taught so far."""
        return len(self.learner.history) - self._before

    def upto(self, n: int) -> Retold:
        """Teach until ``n`` steps are taught."""
        while self.n_done < min(n, len(self.steps)):
            self._record(self.steps[self.n_done])
            self._learn()
        return self

    def _record(self, step: Event) -> None:
        row, label, seconds, by = (step.body[key] for key in ("sample", "label", "seconds", "by"))
        if step.kind == "skip":
            self.learner.skip([row], by=by, seconds=seconds)
        else:
            taught = None if label is None else self.kind.taught(label)
            self.learner.teach([row], [taught], by=by, seconds=seconds, fit=False)

    def _learn(self) -> None:
        learner, n = self.learner, self.n_done
        if not learner.is_current:
            learner.install(learned_and_measured(learner.training())[0])
        self.models[n] = learner.model
        metric, last = next(iter(learner.metrics), ""), learner.history[-1] if learner.history else None
        if last is not None and metric in last.metrics:
            self.points[n] = (last.n_asked, last.metrics[metric])


@dataclass(frozen=True)
class Past:
    """A session that can be walked along.

    Attributes
    ----------
    name : of the session
    steps : what was done and not undone
    new_learner : function that makes its learner, taught the seed set and no more
    truth : array of shape (n_pool,), the true labels; None if nobody knows them
    measured : number of steps -> (answers asked, first metric), as the session had measured it: all, or where it was slow some
    told : the steps taught again, as far as somebody has looked
    asks : what an answer is

    Examples
    --------
    >>> import tempfile
    >>> from alkit import iris, open_session
    >>> folder = tempfile.mkdtemp()
    >>> session = open_session(iris(), folder=folder)
    >>> session.answer("setosa")
    >>> session.close()
    >>> past = open_past(iris(), folder=folder)
    >>> [step.body["label"] for step in past.steps], len(past.belief(0))
    (['setosa'], 3)
    """

    name: str
    steps: list[Event]
    new_learner: Callable[[], ActiveLearner]
    truth: np.ndarray | None
    measured: dict[int, tuple[int, float]]
    told: Retold

    @property
    def asks(self) -> Kind:
        return self.told.kind

    def belief(self, k: int) -> list[float]:
        """What the model believed of the sample of step ``k``, counted from 0, before it was answered; empty if nothing.

        A number predicted stands alone.
        """
        learner, model = self.told.learner, self.told.upto(k).models[k]
        if model is not None and learner.is_regressor:
            return learner.predict_pool([self.row(k)], model).tolist()
        if model is None or not hasattr(model, "predict_proba"):
            return []
        return class_proba(model, learner.X, [self.row(k)], learner.classes, "replay_session")[0].tolist()

    def row(self, k: int) -> int:
        """Of which row step ``k`` is about."""
        return int(self.steps[k].body["sample"])

    def true_label(self, k: int) -> Any:
        """What the data say of it; None if nobody knows."""
        return None if self.truth is None else self.asks.known(self.truth[self.row(k)])

    def what_if(self, k: int, label: Any) -> Retold:
        """The same samples asked, and the same answers but for that of step ``k``: to be taught again from there on.

        Raises
        ------
        ValueError
            If the step was skipped, or the label is not what was asked for.
        """
        try:
            meant = None if self.steps[k].kind == "skip" else self.asks.read(label)
        except ValueError:
            meant = None
        if meant is None:
            raise ValueError(f"another label must be {self.asks}, for a step that was answered; got {label!r}")
        other = replace(self.steps[k], kind="answer", body=self.steps[k].body | {"label": meant})
        return Retold(self.new_learner(), [*self.steps[:k], other, *self.steps[k + 1 :]], self.asks, begin=k)


def open_past(
    data: Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    classes: Sequence[Any] | None = None,
    test: tuple[Any, Any] | None = None,
    estimator: Any = None,
    name: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    store: str | os.PathLike[str] | None = None,
    random_state: int = 0,
    answer: Kind | None = None,
) -> Past:
    """Read a session that was labeled before.

    Parameters
    ----------
    data, y, classes, test, estimator, name, folder, store, random_state, answer : as they were given to :func:`alkit.label`;
        Ada's session in the pool "reviews" that she joined has the name "reviews/Ada"

    Raises
    ------
    ValueError
        If there is no such session, nothing was answered in it, or it was about another pool.
    """
    material = material_of(data, y, classes=classes, test=test, random_state=random_state, answer=answer, estimator=estimator)
    name = name or material.name
    address = os.fspath(address_of(folder, store))
    log = LabelLog(address) if "://" in address or pathlib.Path(address).exists() else None
    known = Replay() if log is None else replay(log.events(name))
    place = shown(address) if "://" in address else "/".join(pathlib.Path(address).absolute().parts[-2:])
    where = f"session {name!r} in {place}"
    if known.about is None:
        others = [] if log is None else [each for each in log.sessions() if not each.endswith("/")]  # that is a pool
        hint = f"; it has {', '.join(map(repr, others[:MOST_NAMED]))}" if others else ""
        raise ValueError(f"there is no {where}{hint}: label something first, or give its name=, and folder= or store=")
    if estimator is None:
        estimator = default_estimator(material)
    seed = np.array(known.about.get("seed_set", []), dtype=int)

    def new_learner() -> ActiveLearner:
        return learner_for(material, estimator, random_sampling, _within(seed, material), random_state)

    return _past(name, known, new_learner, material.y, where, material.asks)


def past_of(session: LabelingSession) -> Past:
    """A session that is open, as it stands now.

    Raises
    ------
    ValueError
        If nothing was answered in it.
    """
    given = session.learner
    seeds = [r for r in given.history[: len(given.history) - len(session.steps)] if r.kind == "teach"]

    def new_learner() -> ActiveLearner:
        classes = given.classes if len(given.classes) else None
        learner = ActiveLearner(
            given.estimator, given.X, random_sampling, classes=classes, metrics=given.metrics, several=given.several
        )
        learner.estimator = given.estimator  # with its random state
        for r in seeds:
            _teach_again(learner, r)
        return learner

    known = replay(session.log.events(session.name))
    return _past(session.name, known, new_learner, session.ending.truth, f"session {session.name!r}", session.asks)


def _past(name: str, known: Replay, new_learner: Callable[[], ActiveLearner], truth: Any, where: str, asks: Kind) -> Past:
    learner = new_learner()
    check_same(known, about(learner, asks), learner.X, where, grown=True)  # rows added at the end do no harm
    if not known.steps:
        raise ValueError(f"nothing has been answered in {where} yet")
    told = Retold(learner, known.steps, asks)
    return Past(name, known.steps, new_learner, truth, _measured(known, told), told)


def _measured(known: Replay, told: Retold) -> dict[int, tuple[int, float]]:
    """What the log says was measured; a step without a label teaches nothing, so that it is as before."""
    measured, n_asked = dict(told.points), told.learner.n_asked
    for n, step in enumerate(known.steps, start=1):
        n_asked += step.kind != "skip"
        if scores := known.metrics.get(n):
            measured[n] = n_asked, next(iter(scores.values()))
        elif step.kind != "answer" and n - 1 in measured:
            measured[n] = n_asked, measured[n - 1][1]
    return measured


def _within(seed: np.ndarray, material: Material) -> np.ndarray:
    """The seed set, if it can be of this pool; another one is refused with the pool's own words."""
    return seed if not seed.size or seed.max() < len(material.X if material.y is None else material.y) else seed[:0]


def _teach_again(learner: ActiveLearner, r: Round) -> None:
    learner.teach(r.asked, r.answers, by=r.by, seconds=r.seconds)
