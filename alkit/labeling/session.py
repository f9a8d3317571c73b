"""A person's labeling session: which sample is asked, what was answered, what the model learned.  State, no screen.

Every answer is in the log before anything else happens.  The :class:`~alkit.labeling.trainer.Trainer` learns: if it is quick,
the next sample comes from the new model; if not, from the last ranking, and :attr:`LabelingSession.is_learning` says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from alkit.history import SEED_SET, Round
from alkit.labeling.cards import Card, place, with_belief
from alkit.labeling.rivals import Rivals
from alkit.labeling.store import LabelLog, replay
from alkit.labeling.trainer import PATIENCE, Trainer
from alkit.learner import ActiveLearner, Ranking
from alkit.models.fitting import Trained
from alkit.pool import fingerprint

LOOKAHEAD = 100  # samples ranked in advance: enough for the answers given while a slow model learns


class LabelingSession:
    """One person answers for one learner.

    Parameters
    ----------
    learner : ActiveLearner with ``classes``; rounds it has already been taught (a seed set) stay
    log : LabelLog
    name : of the session in the log; an existing session of that name goes on where it stopped
    budget : answers to ask of the person, "I don't know" included; None for no end
    by : who answers
    patience : seconds to wait for the new model before the next sample is shown; see :class:`~alkit.labeling.trainer.Trainer`
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
        if by == SEED_SET:
            raise ValueError(f"by must be the name of a person: {SEED_SET!r} marks labels that nobody was asked for")
        self.learner, self.log, self.name, self.by = learner, log, name, by
        self.budget, self.on_change = budget, on_change
        self.current: int | None = None
        self.rivals: dict[str, Rivals] = {}
        self.trainer = Trainer(patience)
        self.lock, self.turn = self.trainer.lock, self.trainer.turn
        self._problems: dict[str, str] = {}  # who has one -> what it is
        self._before, self._asked_before = len(learner.history), learner.n_asked  # not the person's; not to be undone here
        self._cards: list[Card | None] = []
        self._ranking: Ranking | None = None
        self._resume()

    # ---- what the view shows -----------------------------------------------------------------------

    @property
    def steps(self) -> list[Round]:
        """The person's rounds that were not undone."""
        return self.learner.history[self._before :]

    @property
    def n_asked(self) -> int:
        """Answers asked of the person so far: labels and "I don't know"; a skipped sample does not count."""
        return self.learner.n_asked - self._asked_before

    @property
    def labels(self) -> dict[int, Any]:
        """The person's labels so far: row number of the pool -> label."""
        given = ((step.asked[0], step.answers[0]) for step in self.steps if step.kind == "teach")
        return {row: label for row, label in given if label is not None}

    @property
    def seconds_per_answer(self) -> float | None:
        """Median over the answers; a median, because one coffee break should not count."""
        seconds = [step.seconds for step in self.steps if step.kind == "teach" and step.seconds == step.seconds]
        return float(np.median(seconds)) if seconds else None

    @property
    def is_learning(self) -> bool:
        """Whether the model still learns from the latest answers."""
        return not self.learner.is_current

    @property
    def problem(self) -> str:
        """What went wrong and did not stop the person: with the model, the strategy, or a comparison; or ""."""
        return next(filter(None, [*self._problems.values(), *(rivals.problem for rivals in self.rivals.values())]), "")

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
        """(answers asked, value of the first metric) after each answer; 0 is after the seed set."""
        metric = next(iter(self.learner.metrics), "")
        return list(zip(*self.learner.history.curve(metric)))

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

    def compare_with(self, rivals: Rivals) -> None:
        """Let others answer as many questions, in the background; their curve is ``rivals.points``."""
        self.rivals[rivals.name] = rivals
        self.trainer.later(self._catch_up)

    def wait(self) -> None:
        """Return once the model has learned from every answer and the comparisons are drawn; for tests and scripts."""
        self.trainer.wait_while(lambda: (self.is_learning and "model" not in self._problems) or bool(self._behind()))

    def close(self) -> None:
        """Stop the thread.  Nothing has to be saved: everything is."""
        self.trainer.close()

    # ---- inside ------------------------------------------------------------------------------------

    def _resume(self) -> None:
        events = self.log.events(self.name)
        self._number = len(events)
        about = {"pool": fingerprint(self.learner.X), "n_pool": self.learner.n_pool, "classes": self.learner.classes.tolist()}
        about["seed_set"] = self.learner.labeled.tolist()
        if not events:
            self._write("start", **about)
        elif events[0].body != about:
            rows, classes = events[0].body.get("n_pool"), events[0].body.get("classes")
            raise ValueError(
                f"session {self.name!r} in {self.log.where} is about another pool, other classes or another seed set "
                f"({rows} rows, classes {classes}); choose another name"
            )
        state = replay(events)
        for number, step in enumerate(state.steps, start=1):
            self._apply(step.kind, step.body["sample"], step.body.get("label"), step.body["seconds"], step.body["by"])
            before = {} if step.kind == "answer" or number + self._before < 2 else self.learner.history[-2].metrics
            self.learner.history[-1].metrics = state.metrics.get(number, dict(before))  # without a new label they are as before
            self._cards.append(None)
        self._learn()
        self._show(state.current)

    def _step(self, kind: str, label: Any = None) -> None:
        """Work a step out, write it, and only then do it."""
        with self.turn:
            with self.lock:
                if self.current is None:
                    raise ValueError("there is no sample to answer: the session is finished")
                sample, seconds = self.current, round(time.monotonic() - self._shown_at, 2)
                card = replace(self._card(sample), answer=label, kind=kind)
                self._write(kind, sample=sample, label=label, seconds=seconds, by=self.by)
                self._cards.append(card)
                self._apply(kind, sample, label, seconds, self.by)
            self._learn()
            self._show()

    def _apply(self, kind: str, sample: int, label: Any, seconds: float, by: str) -> None:
        if kind == "skip":
            self.learner.skip([sample], by=by, seconds=seconds)
        else:
            self.learner.teach([sample], [label], by=by, seconds=seconds, fit=False)

    def _learn(self) -> None:
        if not self.learner.is_current:
            self._problems.pop("model", None)
            self.trainer.learn(self.learner.training(), self._learned)

    def _learned(self, trained: Trained | None, problem: str) -> None:
        with self.lock:
            if trained is None:
                self._problems["model"] = f"The model could not learn: {problem}"
            elif self.learner.install(trained) and trained.last in self.steps and trained.metrics:
                self._keep_metrics(self.steps.index(trained.last) + 1, trained.metrics)
        self._changed()

    def _keep_metrics(self, n_steps: int, metrics: dict[str, float]) -> None:
        self._problems.pop("curve", None)
        try:
            self._write("scores", steps=n_steps, scores=metrics)
        except ValueError as error:  # the answers are saved; the curve can be worked out again
            self._problems["curve"] = f"A point of the learning curve could not be saved: {error}"

    def _next(self) -> int | None:
        candidates = set(self.learner.candidates.tolist())
        ranked = [] if self._ranking is None else self._ranking.indices.tolist()
        return next((i for i in ranked if i in candidates), next(iter(candidates), None))

    def _show(self, sample: int | None = None) -> None:
        """Put a sample on the screen: the given one, or else the next; from the new model if it is ready."""
        with self.lock:
            if self.learner.is_current and self.learner.candidates.size:
                self._rank()
            is_over = self.budget is not None and self.n_asked >= self.budget
            self.current = None if is_over else self._next() if sample is None else sample
            self._shown_at, self._turn = time.monotonic(), self._number
            if self.current is not None:
                self._write("shown", sample=self.current, learning=self.is_learning)
        self.trainer.later(self._catch_up)

    def _rank(self) -> None:
        self._problems.pop("strategy", None)
        try:
            self._ranking = self.learner.rank(LOOKAHEAD)
        except Exception as error:  # noqa: BLE001  a strategy may be a student's own: the person is told, and can go on
            self._ranking = None
            self._problems["strategy"] = f"The strategy could not choose, so this is just any sample: {error}"

    def _card(self, sample: int) -> Card:
        self._problems.pop("belief", None)
        card = place(sample, self._ranking, self.learner)
        try:
            return with_belief(card, self.learner)
        except Exception as error:  # noqa: BLE001  the estimator or the strategy may be anybody's: it stops nobody
            self._problems["belief"] = f"What the model thinks of this sample cannot be told: {error}"
            return card

    def _behind(self) -> list[Rivals]:
        return [rivals for rivals in self.rivals.values() if rivals.is_behind(self.learner.n_asked)]

    def _catch_up(self) -> None:
        """Let one rival take one step; what the person waits for goes before the next."""
        for rivals in self._behind()[:1]:
            n_points = len(rivals.points)
            rivals.step()
            if len(rivals.points) > n_points or rivals.problem:
                self._changed()
            self.trainer.later(self._catch_up)

    def _write(self, kind: str, **body: Any) -> None:
        self.log.append(self.name, self._number, kind, **body)
        self._number += 1

    def _changed(self) -> None:
        """Tell the view that something has changed by itself; nothing has where there is no thread."""
        if self.on_change is not None and not self.trainer.in_place:
            self.on_change()
