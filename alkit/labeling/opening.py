"""A labeling session from what a person has: data, perhaps its labels, perhaps nothing but samples.  No screen."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import issparse

from alkit.datasets import Dataset
from alkit.labeling.ending import RUNS, Ending
from alkit.labeling.kinds import Kind, OneClass, SeveralClasses, holds_fractions, kind_for
from alkit.labeling.replay import replay
from alkit.labeling.rivals import random_rivals, usual_rivals
from alkit.labeling.session import LabelingSession
from alkit.labeling.store import LabelLog
from alkit.learner import ActiveLearner
from alkit.modalities import modality_for
from alkit.pool import n_rows, take_rows
from alkit.strategies.base import Strategy

MOST_CHARACTERS = 200  # of a session's name: what a column of the log holds in every database


@dataclass(frozen=True)
class Material:
    """What there is to label, and what is known about it.

    Attributes
    ----------
    X : pool
    y : array of shape (n_pool,), its true labels, or None
    classes : possible answers; empty where an answer is a number
    test : (X_test, y_test), or None
    name : of the data
    feature_names, image_shape, costs, groups : as in :class:`alkit.datasets.Dataset`
    answer : what is asked for; by default one of the classes
    """

    X: Any
    y: np.ndarray | None
    classes: Sequence[Any] | np.ndarray
    test: tuple[Any, Any] | None = None
    name: str = "labels"
    feature_names: Sequence[str] | None = None
    image_shape: tuple[int, ...] | None = None
    costs: np.ndarray | None = None
    groups: np.ndarray | None = None
    answer: Kind | None = None

    @property
    def asks(self) -> Kind:
        """What is asked for."""
        return self.answer or OneClass(tuple(np.asarray(self.classes).tolist()))


def open_session(
    data: Dataset | Material | Any,
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
    by: str = "you",
    random_state: int = 0,
    grown: bool = False,
    answer: Kind | None = None,
) -> LabelingSession:
    """Open a labeling session without a screen; every answer is on disk before the next sample is asked.

    Open it again, after a restart too, and it goes on at the same sample.  :func:`alkit.label` puts it on a page.

    Parameters
    ----------
    data : a data set of :mod:`alkit.datasets`, which is split into a pool and a test set; or the pool itself
    y : true labels of the pool, if known: for the seed set and for the curves to compare with
    classes : possible answers; needed when ``y`` is not given
    test : (X_test, y_test) for the learning curve; without it there is none
    estimator : scikit-learn classifier, or a regressor where a number is asked for; by default what suits the kind of sample,
        see :mod:`alkit.modalities`
    strategy : which sample is asked next; by default :func:`alkit.margin_sampling`, for numbers ``greedy_sampling_xy``
    budget : answers to ask, "I don't know" included; None for no end
    seed_rows : rows of the pool whose labels ``y`` are given to the learner first; by default one per class, five where
        they are numbers, none without ``y``
    name : of the session; another name starts afresh
    folder : where ``labels.sqlite`` is kept; by default ``labels`` beside the notebook, or the environment's ALKIT_LABELS
    store : address of the log, where it is not such a folder: a file, or ``postgresql://user@host/database``, see
        :mod:`alkit.labeling.address`
    by : your name in the log
    random_state : of split, seed set and learner
    grown : whether rows that were added at the pool's end since the session began are welcome
    answer : what is asked for, a :class:`alkit.Number` say; by default one class.  It is a number in the range of ``y`` where
        that holds fractions, the data set has numbers for labels, or the estimator is a regressor

    Returns
    -------
    LabelingSession

    Raises
    ------
    ValueError
        If neither ``y`` nor ``classes`` says what can be answered, or a class would not come back from the log as it was given;
        if nobody knows such samples and no ``estimator`` is given; if both ``folder`` and ``store`` say where; or if the named
        session is about other data: the message names the rows that were shown and differ.

    Examples
    --------
    >>> import tempfile
    >>> from alkit import datasets
    >>> session = open_session(datasets.iris(), folder=tempfile.mkdtemp())
    >>> session.answer("setosa")
    >>> session.n_asked, list(session.labels.values())
    (1, ['setosa'])
    >>> session.close()
    """
    material = material_of(data, y, classes=classes, test=test, random_state=random_state, answer=answer, estimator=estimator)
    log, name = LabelLog(address_of(folder, store)), checked_name(name or material.name)
    if grown and seed_rows is None:
        seed_rows = _seed_rows_of(log, name)
    learners = Learners(material, estimator, seed_rows, random_state)
    learner, asks = learners(strategy or material.asks.strategy, random_state), material.asks
    session = LabelingSession(learner, log, name, budget=budget, by=by, grown=grown, asks=asks)
    return with_rivals(session, learners)


@dataclass(frozen=True)
class Learners:
    """Makes learners of one material: a person's, and those of the rivals.

    Attributes
    ----------
    material : what there is to label
    estimator : scikit-learn classifier, or None for what suits the kind of sample
    seed_rows : rows that a learner is taught first, or None for the usual ones
    random_state : of the seed set
    """

    material: Material
    estimator: Any
    seed_rows: Sequence[int] | np.ndarray | None
    random_state: int

    def __call__(self, strategy: Strategy, random_state: int) -> ActiveLearner:
        """A learner that knows the seed set."""
        material = self.material
        estimator = default_estimator(material) if self.estimator is None else self.estimator
        return learner_for(material, estimator, strategy, _seed_rows(material, self.seed_rows, self.random_state), random_state)


def default_estimator(material: Material) -> Any:
    """What learns such answers from such samples out of the box."""
    kind_of_sample = modality_for(material.X, material.feature_names, material.image_shape)
    return material.asks.estimator(kind_of_sample.default_estimator())


def with_rivals(session: LabelingSession, learners: Learners) -> LabelingSession:
    """The session with those to compare with at its side and at its end, where the true labels are known."""
    y, seed = learners.material.y, learners.random_state
    session.ending = Ending(y, kind=session.asks)
    if y is not None and learners.material.test is not None:
        session.ending = Ending(y, lambda: random_rivals(learners, y, seed, RUNS), session.asks)
        for rivals in usual_rivals(learners, session.learner.strategy, y, seed):
            session.compare_with(rivals)
    return session


def material_of(
    data: Dataset | Material | Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    classes: Sequence[Any] | None = None,
    test: tuple[Any, Any] | None = None,
    random_state: int = 0,
    answer: Kind | None = None,
    estimator: Any = None,
) -> Material:
    """What there is to label, checked; the parameters are those of :func:`open_session`."""
    if isinstance(data, Material):
        return data
    if isinstance(data, Dataset):
        classes = None if holds_fractions(data.y) else data.classes
        asks = kind_for(data.y, classes, answer, estimator, are_numbers=not data.classes)
        return _of_dataset(data, asks, random_state)
    if y is not None and len(y) != n_rows(data):
        raise ValueError(f"y must hold one true label per row of the pool: got {len(y)} labels for {n_rows(data)} rows")
    asks = kind_for(y, classes, answer, estimator)
    if test is not None and len(test) != 2:
        raise ValueError(f"test must be a pair (X_test, y_test), got {len(test)} things")
    labels = None if y is None else asks.checked_labels(y)
    return Material(data.tocsr() if issparse(data) else data, labels, asks.classes, test, answer=asks)


def checked_name(name: Any) -> str:
    """A name that the log can hold, or an error."""
    if not isinstance(name, str) or not name.isprintable() or len(name) > MOST_CHARACTERS:
        raise ValueError(
            f"a session's name must be a printable text of at most {MOST_CHARACTERS} characters, got {str(name)[:80]!r}"
        )
    return name


def _seed_rows_of(log: LabelLog, name: str) -> list[int] | None:
    """The seed set of a session that is to go on with a pool that has grown."""
    about = replay(log.events(name)).about
    return None if about is None else about.get("seed_set")


def _of_dataset(data: Dataset, asks: Kind, random_state: int) -> Material:
    n_columns = data.X.shape[1] if getattr(data.X, "ndim", 0) == 2 else None
    if None not in (n_columns, data.feature_names) and len(data.feature_names or ()) != n_columns:
        raise ValueError(f"feature_names must name all {n_columns} columns, got {len(data.feature_names or ())} names")
    asks.checked_labels(data.y)
    split = asks.split(data, random_state)
    return Material(
        split.X_pool, split.y_pool, asks.classes, (split.X_test, split.y_test), data.name,
        data.feature_names, data.image_shape, split.costs, split.groups, asks,
    )  # fmt: skip


def _seed_rows(material: Material, seed_rows: Sequence[int] | np.ndarray | None, random_state: int) -> np.ndarray:
    y = material.y
    if y is None and seed_rows is not None and len(seed_rows):
        raise ValueError("seed_rows needs the true labels y of the pool")
    if y is not None and seed_rows is not None:
        return np.array(seed_rows, dtype=int)
    return np.array([], dtype=int) if y is None else material.asks.seed_rows(y, random_state)


def learner_for(material: Material, estimator: Any, strategy: Strategy, seed: np.ndarray, random_state: int) -> ActiveLearner:
    """A learner of this material that knows the seed set and no more."""
    metrics = {} if material.test is None else material.asks.metrics(material.test)
    learner = ActiveLearner(
        estimator, material.X, strategy, classes=material.asks.classes or None, metrics=metrics,
        several=material.asks.name == SeveralClasses.name,
        costs=material.costs, groups=material.groups, random_state=random_state,
    )  # fmt: skip
    if len(seed) and material.y is not None:
        learner.teach(seed, take_rows(material.y, seed))
    return learner


def address_of(folder: str | os.PathLike[str] | None, store: str | os.PathLike[str] | None) -> str | os.PathLike[str]:
    """Where the log is: in a folder, or at an address; only one of the two can say it."""
    if folder is not None and store is not None:
        raise ValueError("give folder= for a folder with labels.sqlite in it, or store= for another address, not both")
    if folder is not None and "://" in os.fspath(folder):
        raise ValueError("folder= must be a folder; the address of a database is given as store=")
    if store is not None:
        return store
    return pathlib.Path(folder or os.environ.get("ALKIT_LABELS", "labels")) / "labels.sqlite"
