"""The learning curves of a class: everybody's own, that of all together, and what the same class would reach without a mistake.

A model is fitted at some answers only, the denser the fewer there are, so that thirty students cost little, and what was worked
out stays, unless an answer was taken back.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from alkit.labeling.consensus import dawid_skene, majority
from alkit.labeling.joint import Answer
from alkit.labeling.measuring import learned_and_measured
from alkit.labeling.rivals import PERFECT, RANDOM, RANDOM_RUNS
from alkit.labeling.values import plain_value
from alkit.learner import ActiveLearner
from alkit.models.fitting import Training

CLASS = "class"
STOPS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)  # and ten times as many, and so on
EAGER = 4  # points of the class for each one of a student, where many are missing
OVERLAP = 3  # answers per sample from which on it is learned whose answers are worth how much
ANSWERS_A_ROW = 5  # and per class and person: so often each row of a person's confusion is seen

Said: TypeAlias = tuple[int, str, Any]  # sample, who, label


def stops(n: int) -> list[int]:
    """The numbers of answers, up to n, after which a curve has a point.

    >>> stops(30), len(stops(1200))
    ([0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30], 30)
    """
    tens = [10**k * stop for k in range(len(str(n))) for stop in STOPS]
    return [stop for stop in [0, 1, 2, 3, 4, 5, 6, 8, *tens] if stop <= n]


class Line:
    """A curve that grows with answers, and goes back where some are taken back.

    Parameters
    ----------
    learned_from : function of the first answers that returns what a model is taught after them, row -> label

    Attributes
    ----------
    answers : so far, in order
    has_end : whether there is a point after the last answer, too: one that is soon of no use, while answers come
    points : number of answers -> what was measured after them, nan where it could not be
    """

    def __init__(self, learned_from: Callable[[Sequence[Any]], Mapping[int, Any]], has_end: bool = False):
        self.learned_from, self.has_end = learned_from, has_end
        self.answers: list[Any] = []
        self.points: dict[int, float] = {}

    def follow(self, answers: Iterable[Any]) -> None:
        """Take the answers as they are now; points after the first that differs are dropped."""
        now = list(answers)
        same = next((k for k, (old, new) in enumerate(zip(self.answers, now)) if old != new), min(len(self.answers), len(now)))
        self.answers = now
        kept = {*stops(same), len(now)}
        self.points = {n: value for n, value in self.points.items() if n <= same and n in kept}

    def missing(self) -> list[int]:
        """The points to be worked out: the last one first, then some, then those between."""
        return [n for n in self._wanted() if n not in self.points]

    def curve(self) -> list[tuple[int, float]]:
        """The points that are known, by the number of answers."""
        return [(n, value) for n, value in sorted(self.points.items()) if math.isfinite(value)]

    def _wanted(self) -> list[int]:
        n = len(self.answers)
        every, last = stops(n), [n] if self.has_end else []
        return list(dict.fromkeys([*last, *every[::4], *every]))


class ClassCurves:
    """All curves of a class, worked out a point at a time.

    Parameters
    ----------
    learner : ActiveLearner that knows the seed set and no more; its estimator, metric and seed set are everybody's
    truth : array of shape (n_pool,), the true labels; None if nobody knows them: then there is no random and no perfect class
    n_random : random runs
    random_state : of the random runs

    Attributes
    ----------
    students : name -> Line
    together : the class: what it agrees on, in the order of time
    perfect : the same samples, with their true labels; None without truth
    random : samples drawn at random, with their true labels, as many as the class has answered
    problem : what went wrong with a fit since answers came last, or ""
    """

    def __init__(self, learner: ActiveLearner, truth: np.ndarray | None, n_random: int = RANDOM_RUNS, random_state: int = 0):
        self.learner, self.truth = learner, truth
        self.students: dict[str, Line] = {}
        self.together = Line(lambda said: agreed(said, learner.classes.tolist()))
        self.perfect = None if truth is None else Line(lambda said: self._true(one[0] for one in said))
        self.random = [Line(self._true) for _ in range(0 if truth is None else n_random)]
        rngs = [np.random.default_rng([random_state, k]) for k in range(n_random)]
        self._drawn = [rng.permutation(learner.candidates).tolist() for rng in rngs]
        self.problem = ""
        self._start: float | None = None

    @property
    def has_metric(self) -> bool:
        """Whether there is anything to measure: without a test set there are no curves."""
        return bool(self.learner.metrics)

    def follow(self, students: Mapping[str, Sequence[Answer]], together: Sequence[Answer]) -> None:
        """Take everybody's answers, and those of all in the order of time, as they are now."""
        self.problem = ""
        for name, answers in students.items():
            line = self.students.setdefault(name, Line(lambda said: {row: y for row, _, y in said if y is not None}))
            line.follow(_said(answers))
        for line in filter(None, (self.together, self.perfect)):
            line.follow(_said(together))
        for line, drawn in zip(self.random, self._drawn):
            line.follow(drawn[: len(together)])

    def end(self, has_end: bool) -> None:
        """Whether all curves but random are to have their last points: where nobody has answered for a moment."""
        for line in [self.together, *self.students.values(), *filter(None, [self.perfect])]:
            line.has_end = has_end

    def step(self) -> bool:
        """Work out one point, of the line that has the fewest, the class's sooner; whether there was one to be worked out."""
        lines = [line for line in self._lines() if line.missing()] if self.has_metric else []
        if lines:
            line = min(lines, key=lambda one: len(one.points) / (EAGER if one in (self.together, self.perfect) else 1))
            n = line.missing()[0]
            line.points[n] = self._measured(line, n) if n else self._at_start()
        return bool(lines)

    def curves(self) -> dict[str, list[tuple[int, float]]]:
        """The curves that are not one student's: :data:`CLASS`, and where the truth is known those to compare with."""
        found = {CLASS: self.together.curve()}
        if self.perfect is not None:
            found |= {PERFECT: self.perfect.curve(), RANDOM: self._mean()}
        return found

    def _lines(self) -> list[Line]:
        return [self.together, *self.students.values(), *filter(None, [self.perfect]), *self.random]

    def _mean(self) -> list[tuple[int, float]]:
        runs = [dict(line.curve()) for line in self.random]
        shared = sorted(set(runs[0]).intersection(*runs[1:])) if runs else []
        return [(n, float(np.mean([run[n] for run in runs]))) for n in shared]

    def _true(self, rows: Iterable[int]) -> dict[int, Any]:
        truth: Any = self.truth
        return {row: plain_value(truth[row]) for row in rows}

    def _at_start(self) -> float:
        """The point before the first answer, the same for all."""
        if self._start is None:
            self._start = self._measured(self.together, 0)
        return self._start

    def _measured(self, line: Line, n: int) -> float:
        """The first metric of a model taught the seed set and the first n answers of a line."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # mistakes are hard to fit; the point is that of this model
                trained, problem = learned_and_measured(self._training(line.learned_from(line.answers[:n])))
        except Exception as error:  # noqa: BLE001  the estimator may be anybody's: its point is missing, the others are worked out
            trained, problem = None, str(error)
        if problem:
            self.problem = f"A point of the curves is missing: {problem}"
        return next(iter(trained.metrics.values()), math.nan) if trained else math.nan

    def _training(self, labels: Mapping[int, Any]) -> Training:
        learner = self.learner
        known = dict(zip(learner.labeled.tolist(), learner.y_labeled.tolist())) | dict(labels)
        rows, y = np.fromiter(known, dtype=int, count=len(known)), np.array(list(known.values()))
        return Training(None, learner.estimator, learner.X, rows, y, learner.metrics)


def agreed(said: Sequence[Said], classes: Sequence[Any]) -> dict[int, Any]:
    """What several people agree on, sample -> label, in the order in which the samples were answered first.

    It is the majority; by Dawid and Skene's model where :func:`is_enough` to learn whose answers are worth how much.

    >>> agreed([(7, "Ada", "cat"), (3, "Ada", "dog"), (7, "Ben", "cat"), (3, "Ben", None)], ["cat", "dog"])
    {7: 'cat', 3: 'dog'}
    """
    table = table_of(said)
    if not table:
        return {}
    people = list(dict.fromkeys(who for _, who, label in said if label is not None))
    rows = [[row.get(who) for who in people] for row in table.values()]
    found = dawid_skene(rows, classes) if is_enough(said, len(classes)) else majority(rows, classes, random_state=0)
    return dict(zip(table, map(plain_value, found.labels)))


def is_enough(said: Sequence[Said], n_classes: int) -> bool:
    """Whether there are enough answers to each sample, and of each person, to learn how everybody errs."""
    given = [(sample, who) for sample, who, label in said if label is not None]
    samples, people = ({one[k] for one in given} for k in (0, 1))
    return bool(given) and len(given) >= max(OVERLAP * len(samples), ANSWERS_A_ROW * n_classes * len(people))


def table_of(said: Iterable[Said]) -> dict[int, dict[str, Any]]:
    """Sample -> who -> label, without "I don't know"."""
    table: dict[int, dict[str, Any]] = {}
    for sample, who, label in said:
        if label is not None:
            table.setdefault(sample, {})[who] = label
    return table


def _said(answers: Iterable[Answer]) -> list[Said]:
    return [(answer.sample, answer.annotator, answer.label) for answer in answers]
