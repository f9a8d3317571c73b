"""What a session has come to: labels that are not the true ones, and where random picking stands beside it.  No screen.

One random run says little, so there are ten, from the same seed set, answered without a mistake.  They begin when the session
has ended, go as far as the person went, and then on, all equally far, for a run has reached as much where it *stays* there: a
curve that was above once, by luck, has not.  It is the rule of :func:`alkit.experiment.saved.labels_to_reach`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from alkit.labeling.kinds import Kind, OneClass
from alkit.labeling.rivals import Rivals

RUNS = 10
FURTHEST = 3  # the runs go on to so many times the person's answers: who stops at a crossing cannot see what stays
SECONDS = 60.0  # of work, after which what is known is said

WORKING = f"{RUNS} programs that pick at random are getting as many answers, to be compared with you. A moment …"

Point = tuple[int, float]  # answers asked, and the metric after them


@dataclass(frozen=True)
class Mistake:
    """A label that is not the true one; it may be the data that is wrong."""

    sample: int
    said: Any
    truth: Any


@dataclass(frozen=True)
class Comparison:
    r"""A person's result beside that of random runs.

    Parameters
    ----------
    metric : its name
    n_asked, reached : answers asked of the person, and the metric after them
    start : the metric before the first answer; None where there was nothing to learn from
    by_then : for each run, the metric after as many answers
    needed : for each run, the answers from which on it was as far, up to ``furthest``; None where it is not there for good
    furthest : answers up to which it was looked
    is_final : whether no more will be looked for
    lower_is_better : of the metric

    Examples
    --------
    >>> print(*Comparison("accuracy", 20, 0.81, 0.62, (0.7, 0.75, 0.78), (25, 31, None), 60, True).sentences(), sep="\n")
    You reached accuracy 0.81 with 20 answers. Random picking, with every answer right, reached 0.75 with as many ...
    To get as far and stay there, random picking needed 31 answers (median; 25 to more than 60): 11 more than you.
    All 3 runs were behind you; by luck alone that happens in 1 session of 4.
    """

    metric: str
    n_asked: int
    reached: float
    start: float | None
    by_then: tuple[float, ...]
    needed: tuple[int | None, ...]
    furthest: int
    is_final: bool
    lower_is_better: bool = False

    @property
    def n_behind(self) -> int:
        """Runs that reached less than the person with as many answers."""
        return sum(_is_ahead(self.reached, value, self.lower_is_better) for value in self.by_then)

    @property
    def n_ahead(self) -> int:
        """Runs that reached more."""
        return sum(_is_ahead(value, self.reached, self.lower_is_better) for value in self.by_then)

    def sentences(self) -> list[str]:
        """What was measured, and no more."""
        low, middle, high = min(self.by_then), median(self.by_then), max(self.by_then)
        digits = _digits(self.reached, low, middle, high)
        you, *them = (f"{value:.{digits}f}" for value in (self.reached, middle, low, high))
        answers = _n(self.n_asked, "answer")
        runs = f"median of {len(self.by_then)} runs; {them[1]} to {them[2]}"
        lower = " (lower is better)" if self.lower_is_better else ""
        first = f"You reached {self.metric} {you} with {answers}{lower}."
        second = f"Random picking, with every answer right, reached {them[0]} with as many ({runs})."
        return [f"{first} {second}", self._saved(), self._verdict()]

    def _saved(self) -> str:
        """Answers saved, with their range."""
        if self.start is not None and not _is_ahead(self.reached, self.start, self.lower_is_better):
            return f"It was {self.start:.{_digits(self.start, self.reached)}f} before the first answer, so no answer was saved."
        if not self.is_final:
            return "How many answers random picking needs to get as far and stay there is being worked out …"
        needed = sorted(math.inf if n is None else n for n in self.needed)
        middle = median(needed)
        if math.isinf(middle):
            late = f"{sum(map(math.isinf, needed))} of the {len(needed)} runs"
            return f"To get as far and stay there, random picking needed more than {_n(self.furthest, 'answer')} in {late}."
        more = middle - self.n_asked
        beside = f"{abs(more):g} {'more' if more > 0 else 'fewer'} than you" if more else "as many as you"
        high = f"more than {self.furthest}" if math.isinf(needed[-1]) else f"{needed[-1]:g}"
        answers = f"{_n(middle, 'answer')} (median; {needed[0]:g} to {high})"
        return f"To get as far and stay there, random picking needed {answers}: {beside}."

    def _verdict(self) -> str:
        n = len(self.by_then)
        if self.n_behind == n:
            return f"All {n} runs were behind you; by luck alone that happens in 1 session of {n + 1}."
        if self.n_ahead == n:
            return f"Random picking was ahead, in all {n} runs; by bad luck alone that happens in 1 session of {n + 1}."
        as_well = n - self.n_behind
        return f"{as_well} of the {n} runs did as well or better: your session and random picking cannot be told apart."


class Ending:
    """What a session ends with; nothing in here stops it.

    Parameters
    ----------
    truth : array of shape (n_pool,), the true labels; None if nobody knows them
    new_runs : function that makes :data:`RUNS` random rivals; None where there is nothing to measure them by
    kind : what the answers are; by default one class

    Attributes
    ----------
    runs : they, once they are begun
    problem : what went wrong with them, or ""
    """

    def __init__(self, truth: np.ndarray | None = None, new_runs: Callable[[], Rivals] | None = None, kind: Kind | None = None):
        self.truth, self.new_runs, self.kind = truth, new_runs, kind or OneClass()
        self.runs: Rivals | None = None
        self.problem = ""
        self._found: tuple[Point, Comparison] | None = None
        self._seconds, self._goes_on = 0.0, True

    def mistakes(self, labels: Mapping[int, Any]) -> list[Mistake] | None:
        """The labels that are not the true ones, the worst first where some are worse; None if nobody knows the truth.

        >>> Ending(np.array(["cat", "dog"])).mistakes({1: "cat", 0: "cat"})
        [Mistake(sample=1, said='cat', truth='dog')]
        """
        if self.truth is None:
            return None
        truths = {row: self.kind.known(self.truth[row]) for row in labels}
        found = [Mistake(row, said, truths[row]) for row, said in labels.items() if said != truths[row]]
        return sorted(found, key=lambda mistake: -self.kind.distance(mistake.said, mistake.truth))

    def comparison(self, point: Point | None) -> Comparison | None:
        """How random picking stands beside a person who has come to a point; None while that is not known."""
        found = self._found
        return found[1] if found is not None and found[0] == point else None

    def beside(self, point: Point | None) -> list[str]:
        """How random picking stands beside a person who has come to a point; nothing where nothing can be measured."""
        if self.new_runs is None:
            return []
        found = self.comparison(point)
        return [WORKING] if found is None and not self.problem else [self.problem] if found is None else found.sentences()

    def without(self) -> list[str]:
        """What there is to say where the person's curve has no last point."""
        return [] if self.new_runs is None else ["The last point of your curve is missing, so there is nothing to compare."]

    def is_wanting(self, point: Point | None) -> bool:
        """Whether there is something left to be worked out for a person who has come to a point."""
        if self.new_runs is None or self.problem or point is None:
            return False
        found = self.comparison(point)
        return found is None or not found.is_final

    def words(self, labels: Mapping[int, Any], n_asked: int) -> list[str]:
        """What was answered, and how much of it agrees with the truth."""
        n_labels = len(labels)
        unknown = f", {n_asked - n_labels if labels else 'all'} of them “I don't know”" if n_asked > n_labels else ""
        given = f"You gave {_n(n_asked, 'answer')}{unknown}."
        if not n_labels:
            return [given]
        if self.truth is None:
            return [given, "Nobody else knows what these samples are: from now on, your labels are the truth."]
        mistakes = [(mistake.said, mistake.truth) for mistake in self.mistakes(labels) or []]
        return [given, self.kind.verdict(mistakes, n_labels)]

    def step(self, point: Point) -> None:
        """Let the run that is furthest behind ask one question."""
        started = time.monotonic()
        try:
            if self.runs is None and self.new_runs is not None:
                self.runs = self.new_runs()
            elif self.runs is not None and self._goes_on and self._is_short(self.runs, point):
                self.runs.step()
                self.problem = self.runs.problem
            self._compare(point)
        except Exception as error:  # noqa: BLE001  estimator and metric may be anybody's: there is no comparison then
            self.problem = self.problem or f"Random picking could not be compared with: {error}"
        self._seconds += time.monotonic() - started

    def settle_for(self, runs: Rivals | None) -> None:
        """Compare with runs that are there already, and let nobody go on: where there is no thread, or no time."""
        self._goes_on = False
        if runs is None:
            self.problem = "Random picking takes too long here to be compared with."
        else:
            self.runs = runs

    def is_slow(self, point: Point) -> bool:
        """Whether the runs have had their time, and have not come as far as the person."""
        return self._goes_on and self._seconds > SECONDS and self.runs is not None and self.runs.is_behind(point[0])

    def _is_short(self, runs: Rivals, point: Point) -> bool:
        """Whether the runs have not come far enough."""
        if runs.is_behind(point[0]):
            return True
        return self._seconds < SECONDS and runs.is_behind(FURTHEST * point[0])

    def _compare(self, point: Point) -> None:
        if self.runs is None or self.runs.is_behind(point[0]):
            return
        curves = _curves(self.runs)
        if not all(math.isfinite(curve.get(point[0], math.nan)) for curve in curves):
            raise ValueError("some runs have not come as far, or were not measured")
        is_final = not (self._goes_on and self._is_short(self.runs, point))
        if is_final or self.comparison(point) is None:  # what is known in between is said once
            by_then = tuple(curve[point[0]] for curve in curves)
            start, metric = curves[0].get(0), _metric(self.runs)
            lower = self.kind.lower_is_better
            needed = tuple(_for_good(curve, point[1], lower) for curve in curves)
            new = Comparison(metric, *point, start, by_then, needed, self.runs.n_asked, is_final, lower)
            self._found = (point, new)


def _metric(runs: Rivals) -> str:
    return next(iter(runs.learners[0].metrics))


def _curves(runs: Rivals) -> list[dict[int, float]]:
    """Of each run, answers asked -> the first metric; all equally far."""
    curves = (zip(*learner.history.curve(_metric(runs))) for learner in runs.learners)
    return [{n: value for n, value in curve if n <= runs.n_asked} for curve in curves]


def _is_ahead(one: float, other: float, lower_is_better: bool) -> bool:
    return one < other if lower_is_better else one > other


def _for_good(curve: dict[int, float], target: float, lower_is_better: bool = False) -> int | None:
    """Answers from which on a curve stays at a target or better; None where it ends behind it.

    >>> _for_good({0: 0.9, 1: 0.6, 2: 0.8, 3: 0.9}, 0.8), _for_good({0: 0.9, 1: 0.7}, 0.8)
    (2, None)
    """
    there = None
    for n, value in curve.items():
        if not (value == target or _is_ahead(value, target, lower_is_better)):  # what is missing is not there either
            there = None
        elif there is None:
            there = n
    return there


def _digits(*values: float) -> int:
    """Two, or three where two would make different values look alike."""
    return 2 if len({f"{v:.2f}" for v in values}) == len(set(values)) else 3


def _n(number: float, thing: str) -> str:
    return f"{number:g} {thing}{'s' * (number != 1)}"
