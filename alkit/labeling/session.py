"""A person's labeling session: which sample is asked, what was answered, what the model learned.  State, no screen.

Every answer is in the log before anything else happens.  Learning runs in a thread: if it is quick, the next sample comes from
the new model; if not, from the last ranking, and :attr:`LabelingSession.is_learning` says so.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from alkit.estimators import take_rows
from alkit.labeling.store import LabelLog, replay
from alkit.learner import ActiveLearner, Ranking

LOOKAHEAD = 100  # samples ranked in advance: enough for the answers given while a slow model learns
PATIENCE = 0.25  # seconds to wait for a new model, unless the last one took longer than that


@dataclass(frozen=True)
class Card:
    """Why a sample is asked: the model's belief about it, its score in words, and its place among the candidates."""

    sample: int
    proba: tuple[float, ...]
    score: str
    rank: int | None
    n_candidates: int
    answer: Any = None
    kind: str = ""


class LabelingSession:
    """One person answers for one learner.

    Parameters
    ----------
    learner : ActiveLearner with ``classes``; rounds it has already been taught (a seed set) stay
    log : LabelLog
    name : of the session in the log; an existing session of that name goes on where it stopped
    budget : number of answers to give; None for no end
    by : who answers
    patience : seconds to wait for the new model before the next sample is shown; a model that took longer
        the last time is not waited for
    on_change : called without arguments, from any thread, when something has changed by itself

    Raises
    ------
    ValueError
        If the learner has no classes, or the session of this name was about another pool.
    """

    def __init__(
        self,
        learner: ActiveLearner,
        log: LabelLog,
        name: str,
        *,
        budget: int | None = None,
        by: str = "you",
        patience: float = PATIENCE,
        on_change: Callable[[], None] | None = None,
    ):
        if len(learner.classes) < 2:
            raise ValueError("the learner must know at least two classes to answer with; give ActiveLearner(classes=[...])")
        self.learner, self.log, self.name, self.by = learner, log, name, by
        self.budget, self.patience, self.on_change = budget, patience, on_change
        self.current: int | None = None
        self.problem = ""
        self.comparisons: dict[str, list[tuple[int, float]]] = {}
        self._before = len(learner.history)  # what was taught before the person came; not to be undone here
        self._cards: list[Card | None] = []
        self._ranking: Ranking | None = None
        self._seconds_to_learn = 0.0
        self._races: list[tuple[list, Iterator[None]]] = []
        self.lock = threading.RLock()  # held while something changes; never while a model learns
        self.turn = threading.RLock()  # held from a person's click to the next sample; a kernel may have several threads
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="alkit-learning")
        self._resume()

    # ---- what the view shows -----------------------------------------------------------------------

    @property
    def steps(self) -> list:
        """The person's rounds that were not undone."""
        return self.learner.history[self._before :]

    @property
    def n_answers(self) -> int:
        """Labels given by the person; skipped and unknown samples do not count."""
        return sum(answer is not None for step in self.steps for answer in step.answers)

    @property
    def seconds_per_label(self) -> float | None:
        """Median over the answers; a median, because one coffee break should not count."""
        seconds = [step.seconds for step in self.steps if step.kind == "teach" and step.seconds == step.seconds]
        return float(np.median(seconds)) if seconds else None

    @property
    def is_learning(self) -> bool:
        """Whether the model still learns from the latest answers."""
        return not self.learner.is_current

    @property
    def token(self) -> int:
        """Changes with every step: an answer that carries an older one was meant for an earlier sample."""
        return self._turn

    @property
    def last(self) -> Card | None:
        """The card of the last step, as it was before its answer."""
        return self._cards[-1] if self._cards else None

    def card(self) -> Card | None:
        """The card of the sample on the screen."""
        return None if self.current is None else self._card(self.current)

    def curve(self) -> list[tuple[int, float]]:
        """(number of labels, score) after each answer, the seed set first; the score is the first registered metric."""
        metric = next(iter(self.learner.metrics), None)
        points = {r.n_labeled: r.scores[metric] for r in self.learner.history if metric in r.scores}
        return sorted(points.items())

    # ---- what the person does ----------------------------------------------------------------------

    def answer(self, label: Any) -> None:
        """Label the sample on the screen.

        Raises
        ------
        ValueError
            If no sample is on the screen, the label is not a class, or the answer cannot be saved.
        """
        if label not in self.learner.classes.tolist():
            raise ValueError(f"a label must be one of {self.learner.classes.tolist()}, got {label!r}")
        self._step("answer", label)

    def dont_know(self) -> None:
        """Say that the label cannot be told; the sample is not asked again and not learned from."""
        self._step("unknown")

    def skip(self) -> None:
        """Put the sample aside; it comes back when nothing else is left."""
        self._step("skip")

    def undo(self) -> None:
        """Take back the last step.  Labels, model, random numbers and curve are as if it had never been."""
        with self.turn:
            with self.lock:
                if not self.steps:
                    raise ValueError("there is nothing to undo: no answer has been given")
                self._write("undo")
                sample = self.learner.undo(fit=False).asked[0]
                self._cards.pop()
            self._learn()
            self._show(sample)

    def compare_with(self, name: str, learners: Sequence[ActiveLearner], oracle: Callable) -> None:
        """Let other learners label as many samples, in the background; their mean curve is in ``comparisons[name]``."""
        curve = self.comparisons[name] = []
        metric = next(iter(self.learner.metrics))

        def race() -> Iterator[None]:
            while True:
                scores = [learner.history[-1].scores[metric] for learner in learners if learner.history]
                curve.append((learners[0].n_labeled, float(np.mean(scores)) if scores else float("nan")))
                for learner in learners:
                    if not learner.candidates.size:
                        return
                    asked = learner.query()
                    learner.teach(asked, oracle(asked))
                    yield

        self._races.append((curve, race()))
        self._pool.submit(self._catch_up)

    def _behind(self) -> list[tuple[list, Iterator[None]]]:
        return [race for race in self._races if len(race[0]) <= self.n_answers]

    def _catch_up(self) -> None:
        """Let one learner of a comparison that is behind the person take one step; the person's own model goes before."""
        for curve, race in self._behind()[:1]:
            points = len(curve)
            try:
                is_over = next(race, "over") == "over"
            except Exception as error:  # as in _rank
                is_over, self.problem = True, f"A comparison could not go on: {error}"
            if is_over:
                self._races.remove((curve, race))
            if len(curve) > points:
                self._changed()
            self._pool.submit(self._catch_up)

    def wait(self) -> None:
        """Return once the model has learned from every answer and the comparisons are drawn; for tests and scripts."""
        while self.is_learning and not self.problem or self._behind():
            self._pool.submit(lambda: None).result()

    def close(self) -> None:
        """Stop the thread.  Nothing has to be saved: everything is."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    # ---- inside ------------------------------------------------------------------------------------

    def _resume(self) -> None:
        events = self.log.events(self.name)
        self._number = len(events)
        about = {"pool": fingerprint(self.learner.X), "n_pool": self.learner.n_pool, "classes": self.learner.classes.tolist()}
        about["seed_set"] = self.learner.labeled.tolist()
        if not events:
            self._write("start", **about)
        elif events[0].body != about:
            raise ValueError(
                f"session {self.name!r} in {self.log.where} is about another pool, other classes or "
                f"another seed set ({events[0].body.get('n_pool')} rows, classes {events[0].body.get('classes')}); choose another name"
            )
        state = replay(events)
        for number, step in enumerate(state.steps, start=1):
            self._apply(step.kind, step.body["sample"], step.body.get("label"), step.body["seconds"], step.body["by"])
            self.learner.history[-1].scores = state.scores.get(number, {})
            self._cards.append(None)
        self._learn()
        self._show(state.current)

    def _step(self, kind: str, label: Any = None) -> None:
        with self.turn:
            with self.lock:
                if self.current is None:
                    raise ValueError("there is no sample to answer: the session is finished")
                sample, seconds = self.current, round(time.monotonic() - self._shown_at, 2)
                self._write(kind, sample=sample, label=label, seconds=seconds, by=self.by)
                self._cards.append(self._card(sample, answer=label, kind=kind))
                self._apply(kind, sample, label, seconds, self.by)
            self._learn()
            self._show()

    def _apply(self, kind: str, sample: int, label: Any, seconds: float, by: str) -> None:
        if kind == "skip":
            self.learner.skip([sample], by=by, seconds=seconds)
        else:
            self.learner.teach([sample], [label], by=by, seconds=seconds, fit=False)

    def _learn(self) -> None:
        """Start learning in the thread; wait for it if it is likely to be done in a moment."""
        if not self.learner.is_current:
            self.problem = ""
            training = self._pool.submit(self._train, self.learner.training())
            wait([training], timeout=self.patience if self._seconds_to_learn <= self.patience else 0)

    def _train(self, training: Callable) -> None:
        started = time.monotonic()
        try:
            last, model, scores = training()
        except Exception as error:  # the answers are safe in the log; the person is told, and can go on
            self.problem = f"The model could not learn: {error}"
            return self._changed()
        with self.lock:
            self.problem, self._seconds_to_learn = "", time.monotonic() - started
            if self.learner.install(last, model, scores) and last in self.steps and scores:
                self._write("scores", steps=self.steps.index(last) + 1, scores=scores)
        self._changed()

    def _next(self) -> int | None:
        if self.budget is not None and self.n_answers >= self.budget:
            return None
        candidates = set(self.learner.candidates.tolist())
        ranked = [] if self._ranking is None else self._ranking.indices.tolist()
        return next((i for i in ranked if i in candidates), next(iter(candidates), None))

    def _show(self, sample: int | None = None) -> None:
        """Put a sample on the screen: the given one, or else the next; from the new model if it is ready."""
        with self.lock:
            if self.learner.is_current and self.learner.candidates.size:
                self._rank()
            self.current = self._next() if sample is None else sample
            self._shown_at, self._turn = time.monotonic(), self._number
            if self.current is not None:
                self._write("shown", sample=self.current, learning=self.is_learning)
            self._pool.submit(self._catch_up)

    def _rank(self) -> None:
        try:
            self._ranking, self.problem = self.learner.rank(LOOKAHEAD), ""
        except Exception as error:  # a strategy may be a student's own: the person is told, and can go on
            self._ranking, self.problem = None, f"The strategy could not choose, so this is just any sample: {error}"

    def _card(self, sample: int, answer: Any = None, kind: str = "") -> Card:
        place, total = None, len(self.learner.candidates)
        score = ""
        if self._ranking is not None:
            found = np.flatnonzero(self._ranking.indices == sample)
            total = self._ranking.n_candidates
            if found.size:
                place, score = int(found[0]) + 1, f"{self._ranking.scores[found[0]]:.2f}"
        proba = self.learner.predict_proba([sample])[0] if hasattr(self.learner.model, "predict_proba") else ()
        explain = getattr(self.learner.strategy, "explain", None)
        if explain and len(proba):
            score = explain(proba, self.learner.classes.tolist())
        return Card(sample, tuple(float(p) for p in proba), score, place, total, answer, kind)

    def _write(self, kind: str, **body: Any) -> None:
        self.log.append(self.name, self._number, kind, **body)
        self._number += 1

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change()


def fingerprint(X: Any, n_rows: int = 16) -> str:
    """A short text that tells this pool from others: a hash of some rows spread over it.

    >>> fingerprint([[1.0], [2.0]]) == fingerprint(np.array([[1.0], [2.0]])), fingerprint(["a"]) == fingerprint(["b"])
    (True, False)
    """
    n = X.shape[0] if hasattr(X, "shape") else len(X)
    digest = hashlib.sha256()
    for i in np.unique(np.linspace(0, n - 1, n_rows).astype(int)):
        row = take_rows(X, np.array([i]))
        row = row.toarray() if hasattr(row, "toarray") else row
        digest.update(_bytes(row))
    return digest.hexdigest()[:16]


def _bytes(row: ArrayLike) -> bytes:
    try:
        return np.asarray(row, dtype=float).tobytes()
    except (TypeError, ValueError):  # raw objects, such as texts
        return str(np.asarray(row, dtype=object).tolist()).encode()
