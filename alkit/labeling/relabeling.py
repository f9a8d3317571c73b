"""Ask something new, or ask again what has an answer?  A second answer costs as much as a first, and may mend a wrong label.

The label taught is what all answers to a row together say; the answers themselves stay in a table beside the learner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy.special import softmax
from sklearn.base import clone
from sklearn.model_selection import KFold

from alkit.history import SEED_SET
from alkit.learner import ActiveLearner
from alkit.models.predicting import class_proba
from alkit.oracles.knowing import Oracle, price
from alkit.pool import take_rows
from alkit.stopping import Rule

Book: TypeAlias = dict[int, list[Any]]  # row -> its answers so far
TINY = 1e-300  # stands for a probability of 0 in a logarithm
Chooser: TypeAlias = Callable[[ActiveLearner, Book, int], np.ndarray]


def run_with_repeats(
    learner: ActiveLearner,
    oracle: Oracle,
    stop: Rule,
    choose: Chooser,
    batch_size: int = 1,
    settle: Callable[[Sequence[Any]], Any] | None = None,
) -> Book:
    """The query loop where a row may be asked again, and all its answers together make its label.

    Parameters
    ----------
    learner : a classifier; each of its labels so far counts as one answer
    oracle : function of row numbers that returns one answer each; asked again, it may answer otherwise
    stop : rule of :mod:`alkit.stopping`; an answer to an old question counts as any other
    choose : function of (learner, answers so far, batch_size) that returns the rows to ask: new ones, old ones, or both;
        none to end
    batch_size : answers a round
    settle : function of the answers to a row that returns its label; by default :func:`most_frequent`.  Where a better oracle
        corrects a worse one, ``lambda answers: answers[-1]``

    Returns
    -------
    dict
        Row -> all its answers, in the order given.
    """
    book: Book = {row: [label] for row, label in zip(learner.labeled.tolist(), learner.y_labeled.tolist())}
    room = getattr(stop, "room", None)
    while not stop(learner):
        rows = np.asarray(choose(learner, book, batch_size if room is None else min(batch_size, room(learner))))
        if not rows.size:
            break
        for row, answer in zip(rows.tolist(), oracle(rows)):
            book.setdefault(row, []).append(answer)
        labels = [(settle or most_frequent)(book[row]) for row in rows.tolist()]
        learner.teach(rows, labels, by=getattr(oracle, "name", "oracle"), cost=price(oracle, rows), again=True)
    return book


def only_new(learner: ActiveLearner, book: Book, batch_size: int) -> np.ndarray:
    """Never ask twice; nothing, once no row is new."""
    return learner.query(batch_size) if learner.candidates.size else learner.candidates


@dataclass(frozen=True)
class AskEach:
    """Ask each new row ``times`` times before the next one: what those do who label everything twice or thrice."""

    times: int = 3

    def __call__(self, learner: ActiveLearner, book: Book, batch_size: int) -> np.ndarray:
        asked_now = {row for step in learner.history if step.by != SEED_SET for row in step.asked}
        short = [row for row in book if row in asked_now and len(book[row]) < self.times][:batch_size]
        return np.array(short) if short else only_new(learner, book, batch_size)


@dataclass(frozen=True)
class LeastSettled:
    """Ask the rows whose label is least sure, given the model and all answers so far, new and old rows alike.

    An answer is right with probability ``trust``, else one of the other classes, evenly.  By Bayes' rule, with the model's
    probabilities p as prior,

        P(c) is proportional to p(c) (trust / ((1 - trust) / (n_classes - 1)))^(answers that say c)

    The score is 1 - P(label taught), for a new row 1 - max p(c).  For old rows, p comes from models that were not taught the
    row: cross-validation in ``folds`` parts; else the model would repeat the label that it was given.  A model that is too sure
    of itself asks again and again where it is wrong.  The question is that of H. W. Goh and J. Mueller, ActiveLab: Active
    Learning with Re-Labeling by Humans, 2023; they average model and annotators, with weights from who agrees with whom.

    Parameters
    ----------
    trust : how often an answer is right, above 0 and below 1
    folds : at least 2
    """

    trust: float = 0.8
    folds: int = 3

    def __post_init__(self) -> None:
        if not 0 < self.trust < 1 or self.folds < 2:
            raise ValueError(f"trust must lie between 0 and 1, folds be at least 2; got {self.trust!r} and {self.folds!r}")

    def __call__(self, learner: ActiveLearner, book: Book, batch_size: int) -> np.ndarray:
        new, old, classes = learner.candidates, learner.labeled, learner.classes.tolist()
        said_RC = np.array([[book.get(row, []).count(c) for c in classes] for row in old.tolist()])
        taught_R = np.searchsorted(learner.classes, learner.y_labeled)
        scores = np.concatenate([
            1 - learner.candidate_proba("LeastSettled").max(axis=1, initial=0),
            self.score(self._unseen(learner), said_RC, taught_R),
        ])  # fmt: skip
        ties = learner.rng(len(learner.history)).random(len(scores))
        return np.concatenate([new, old])[np.lexsort((ties, -scores))[:batch_size]]

    def score(self, proba: np.ndarray, said: np.ndarray, taught: np.ndarray) -> np.ndarray:
        """How unsettled old labels are, shape (n,).

        Parameters
        ----------
        proba : array of shape (n, n_classes), of models that were not taught the rows
        said : array of shape (n, n_classes), how many answers say so
        taught : array of shape (n,), the column of the label taught

        Examples
        --------
        >>> LeastSettled(trust=0.8).score(np.array([[0.5, 0.5], [0.2, 0.8]]), np.array([[1, 0], [1, 0]]), np.array([0, 0]))
        array([0.2, 0.5])
        """
        worth = np.log(self.trust) - np.log((1 - self.trust) / max(proba.shape[1] - 1, 1))
        posterior_RC = softmax(np.log(np.maximum(proba, TINY)) + said * worth, axis=1)
        return 1 - posterior_RC[np.arange(len(taught)), taught]

    def _unseen(self, learner: ActiveLearner) -> np.ndarray:
        """Class probabilities of the labeled rows from models that were not taught them; even where too little is left."""
        rows, y = learner.labeled, learner.y_labeled
        proba_RC = np.full((len(y), len(learner.classes)), 1 / len(learner.classes))
        if len(y) < self.folds:
            return proba_RC
        for taught, unseen in KFold(self.folds, shuffle=True, random_state=len(learner.history)).split(rows):
            if len(np.unique(y[taught])) > 1:
                model = clone(learner.estimator).fit(take_rows(learner.X, rows[taught]), y[taught])
                proba_RC[unseen] = class_proba(model, learner.X, rows[unseen], learner.classes, "LeastSettled")
        return proba_RC


def most_frequent(answers: Sequence[Any]) -> Any:
    """The most frequent answer; of a tie the earliest; None only where there is no other.

    >>> most_frequent(["cat", "dog", None, "dog"])
    'dog'
    """
    counts = Counter(a for a in answers if a is not None)
    return max(counts, key=counts.__getitem__) if counts else None
