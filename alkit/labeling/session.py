"""A person's labeling session: which sample is asked, what was answered, what the model learned.  State, no screen.

A state machine over the log: a step is worked out, checked, and only then written; the learner follows what is written.  After
that nothing stops the person: what fails is said in :attr:`LabelingSession.problem`.  The trainer learns: if it is quick, the
next sample comes from the new model; if not, from the last ranking, and :attr:`LabelingSession.is_learning` says so.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from alkit.history import SEED_SET, Round, check_remarks
from alkit.interrupts import uninterrupted
from alkit.labeling.background import Background
from alkit.labeling.book import Book
from alkit.labeling.cards import Card, answered, card_of
from alkit.labeling.choosing import Chooser
from alkit.labeling.curve import Curve
from alkit.labeling.ending import Point
from alkit.labeling.following import Follower
from alkit.labeling.identity import about, check_same, recognized
from alkit.labeling.kinds import Kind, OneClass
from alkit.labeling.measuring import learned_and_measured
from alkit.labeling.store import LabelLog
from alkit.labeling.trainer import PATIENCE, Trainer
from alkit.learner import ActiveLearner
from alkit.models.fitting import Trained

FINISHED = "there is no sample to answer: the session is finished"
MORE = 10  # answers that label_more() adds
FIRST_PATIENCE = 2.0  # seconds that opening waits for the model, without which there is no ranking yet


class LabelingSession(Background):
    """One person answers for one learner.

    Parameters
    ----------
    learner : ActiveLearner, with ``classes`` unless a number is asked for; rounds it has already been taught (a seed set) stay
    log : LabelLog
    name : of the session in the log; an existing session of that name goes on where it stopped
    budget : answers to ask of the person, "I don't know" included; None for no end
    by : who answers
    patience : seconds to wait for the new model before the next sample is shown; see :class:`~alkit.labeling.trainer.Trainer`
    on_change : called without arguments, from any thread, when something has changed by itself
    grown : whether rows that have been added to the pool since are welcome
    chooser : says which sample is next; by default one that knows of nobody else, see :mod:`alkit.labeling.team`
    asks : what an answer is, see :mod:`alkit.labeling.kinds`; by default one of the learner's classes

    Attributes
    ----------
    current : row number of the sample on the screen; None when all is answered, or while the first one :attr:`is_choosing`

    Raises
    ------
    ValueError
        If the learner cannot learn such answers, or has classes that would not come back from the log; if the session of this
        name was about another pool, or asked for something else; or if the log cannot be read or written.
    """

    def __init__(
        self, learner: ActiveLearner, log: LabelLog, name: str, *, budget: int | None = None, by: str = "you",
        patience: float = PATIENCE, on_change: Callable[[], None] | None = None, grown: bool = False,
        chooser: Chooser | None = None, asks: Kind | None = None,
    ):  # fmt: skip
        if by == SEED_SET:
            raise ValueError(f"by must be the name of a person: {SEED_SET!r} marks labels that nobody was asked for")
        super().__init__(learner, Trainer(patience), on_change)
        self.log, self.name, self.by, self.budget = log, name, str(by), budget
        self.current: int | None = None
        self.asks: Kind = asks or OneClass(tuple(learner.classes.tolist()))
        self._follower = Follower(learner, self.asks)
        self._cards: dict[int, Card] = {}  # number of a step's event -> its card
        self._chooser = chooser or Chooser(learner)
        self._in_training: Round | None = None  # the last round that a model was asked to learn from
        self._turn, self._shown_at, self._is_noted = 0, time.monotonic(), False
        taken = [row for past in learner.history if past.kind == "teach" for row in past.asked]
        self._book = Book(log, name, taken, self.asks, learner.n_pool)
        self._curve = Curve(self._book, self._follower, partial(self._tell, "curve"))
        self._open(grown)

    # ---- what the view shows -----------------------------------------------------------------------

    @property
    def steps(self) -> list[Round]:
        """The person's rounds that were not undone."""
        return self._follower.rounds

    @property
    def n_asked(self) -> int:
        """Answers asked of the person so far: labels and "I don't know"; a skipped sample does not count."""
        return self._follower.n_asked

    @property
    def labels(self) -> dict[int, Any]:
        """The person's labels so far: row number of the pool -> label."""
        return {step.body["sample"]: step.body["label"] for step in self._follower.followed if step.kind == "answer"}

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
    def is_over(self) -> bool:
        """Whether nothing is left to be asked, or the budget is used up."""
        return (self.budget is not None and self.n_asked >= self.budget) or not self.learner.candidates.size

    @property
    def is_choosing(self) -> bool:
        """Whether the sample to be shown waits for the model: there is no ranking yet."""
        return self.current is None and not self.is_over

    @property
    def token(self) -> int:
        """Changes with every step: an answer that carries an older one was meant for an earlier sample."""
        return self._turn

    @property
    def last(self) -> Card | None:
        """The card of the last step, as it was before its answer."""
        return self._cards.get(self._follower.followed[-1].number) if self._follower.followed else None

    def card(self) -> Card | None:
        """The card of the sample on the screen."""
        if self.current is None:
            return None
        card, problem = card_of(self.current, self._chooser.ranking, self.learner)
        self._tell("belief", problem)
        return card

    def curve(self) -> list[tuple[int, float]]:
        """(answers asked, value of the first metric) after each answer; 0 is after the seed set."""
        metric = next(iter(self.learner.metrics), "")
        return list(zip(*self.learner.history.curve(metric)))

    @property
    def outcome(self) -> Point | None:
        """Answers asked, and the first metric after them, at the session's end; None before that, or where it is not known."""
        with self.lock:
            points = self.curve() if self.is_over and self.n_asked else []
            known = bool(points) and points[-1][0] == self.learner.n_asked and np.isfinite(points[-1][1])
            return points[-1] if known else None

    # ---- what the person does ----------------------------------------------------------------------

    def answer(self, label: Any, remark: str | None = None, seconds: float | None = None) -> None:
        """Label the sample on the screen.

        Parameters
        ----------
        label : what is asked for: one of the learner's classes, or a number
        remark : what is to be said of the sample beside: one of :data:`alkit.history.REMARKS`, or None
        seconds : how long it took; by default since the sample came up

        Raises
        ------
        ValueError
            If no sample is on the screen, the label is not what is asked for, remark or seconds are none, or it is not saved.
            Otherwise it is saved.
        """
        self._do("answer", self.asks.read(label), remark, seconds)

    def dont_know(self, remark: str | None = None, seconds: float | None = None) -> None:
        """Say that the label cannot be told; the sample is not asked again and not learned from."""
        self._do("unknown", None, remark, seconds)

    def skip(self) -> None:
        """Put the sample aside; it comes back when nothing else is left."""
        self._do("skip")

    def undo(self) -> None:
        """Take back the last step.  Labels, model, random numbers and curve are as if it had never been."""
        self._do("undo")

    def label_more(self, n_answers: int = MORE) -> None:
        """Raise the budget, where it is used up: the next sample comes.

        Raises
        ------
        ValueError
            If the session is closed, or has gone on elsewhere.
        """
        with self.turn:
            self._settle()
            if self.budget is not None and self.is_over:
                self.budget = max(self.budget, self.n_asked) + n_answers
            self.go_on()

    def look_again(self) -> bool:
        """Whether another window or kernel has gone on with this session; then this one is where that one is.

        Raises
        ------
        ValueError
            If the log cannot be read.
        """
        with self.turn:
            turn, is_news = self._turn, not self.is_closed and self.log.last(self.name) >= self._book.state.number
            self._book.in_doubt = self._book.in_doubt or is_news
            if is_news or (self.current is None and not self.is_closed):  # in a shared pool, a sample may be free again
                self.go_on()
            if not is_news and turn != self._turn:
                self._changed()
            return is_news and turn != self._turn

    def wait(self) -> None:
        """Return once the model has learned from every answer and the comparisons are drawn; for tests and scripts."""
        learns = lambda: self.is_learning and not self._problems.get("model")  # noqa: E731
        waits = lambda: learns() or self._curve.holes or self._behind() or self.ending.is_wanting(self.outcome)  # noqa: E731
        self.trainer.wait_while(lambda: not self.is_closed and bool(waits()))

    # ---- a step: worked out, checked, written ---------------------------------------------------------

    def _do(self, kind: str, label: Any = None, remark: str | None = None, seconds: float | None = None) -> None:
        said: dict[str, Any] = {"remark": remark} if check_remarks([remark], 1) else {}
        if seconds is not None and not 0 <= seconds < math.inf:
            raise ValueError(f"not saved: seconds must be a time of at least 0, got {seconds!r}")
        said |= {} if seconds is None else {"seconds": round(float(seconds), 2)}
        with self.turn:
            self._settle()
            try:
                with self.lock:
                    card, body = self._work_out(kind, label)
                    if card is not None and not self._is_noted:
                        self._note()
                    with uninterrupted():
                        self._book.write(kind, **(body | said))
                        if card is not None:
                            self._cards[self._book.state.steps[-1].number] = card
                        self._follow()
                    self._tell("log", "")
            finally:  # also when it was not saved, or interrupted: the log says where we are
                self.go_on()

    def _settle(self) -> None:
        """Before a step: finish what was interrupted, and refuse a step that was meant for an earlier sample."""
        if self.is_closed:
            raise ValueError("not saved: this session is closed here; run its cell again to go on")
        turn = self._turn
        self.go_on()
        if self._book.in_doubt or turn != self._turn:
            raise ValueError("not saved: the session has gone on meanwhile; this is where it stands now")

    def _work_out(self, kind: str, label: Any) -> tuple[Card | None, dict[str, Any]]:
        """All that may go wrong with a step, before it is written."""
        if kind == "undo":
            if not self.steps:
                raise ValueError("there is nothing to undo: no answer has been given")
            return None, {"step": self._book.state.steps[-1].number}
        if (card := self.card()) is None:
            raise ValueError("not saved: the first sample is still being chosen" if self.is_choosing else FINISHED)
        if self.current in self._book.state.taken:
            raise ValueError(f"not saved: row {self.current} has been answered already")
        seconds = round(time.monotonic() - self._shown_at, 2)
        return answered(card, label, kind, self.learner), {
            "sample": self.current,
            "label": label,
            "seconds": seconds,
            "by": self.by,
        }

    def _open(self, grown: bool) -> None:
        now, state = about(self.learner, self.asks), self._book.state
        kind = check_same(state, now, self.learner.X, f"session {self.name!r} in {self.log.where}", grown)
        if state.reports:
            self._problems["log"] = "The log is damaged; what could be read is used. " + " ".join(state.reports[:5])
        if kind:
            self._book.write(kind, **now)
        self.go_on(FIRST_PATIENCE)
        self._curve.holes = self._follower.holes()
        self._later(self._fill)

    # ---- after the write: nothing in here stops the person ---------------------------------------------

    def go_on(self, patience: float | None = None) -> None:
        """Bring learner, model and screen to where the log is; what is there already stays."""
        try:
            with self.lock, uninterrupted():
                if not (self.is_closed or self.current is None or self._chooser.holds(self.current)):
                    self.current, self._turn, self._book.in_doubt = None, self._turn + 1, True
                if self._book.in_doubt:
                    self._book.reread()
                self._follow()
            self._learn(patience)
        except ValueError as error:
            self._tell("log", f"It is not certain that your last answer is saved: {error}")
        finally:
            self._show()

    def _follow(self) -> None:
        if self._follower.follow(self._book.state):
            self.current, self._turn = None, self._turn + 1

    def _learn(self, patience: float | None) -> None:
        last = self.learner.history[-1] if self.learner.history else None
        if self.is_closed or self.learner.is_current or last is self._in_training:
            return
        self._tell("model", "")
        self._in_training = last
        try:
            self.trainer.learn(partial(learned_and_measured, self.learner.training()), self._learned, patience)
        except BaseException as error:
            if not isinstance(error, Exception):
                self._in_training = None  # so that it is tried again
                raise
            self._tell("model", f"The model could not learn: {error}")

    def _learned(self, result: tuple[Trained, str] | None, problem: str) -> None:
        with self.lock:
            if self.is_closed:
                return
            if result is None:
                self._tell("model", f"The model could not learn: {problem}")
            elif self.learner.install(result[0]):
                self._curve.keep(*result)
            self._show()
        self._changed()

    def _fill(self) -> None:
        """Work out a point that the curve of a session that was cut short lacks."""
        if self._curve.holes and not self.is_closed:
            self._curve.fill(self.lock)
            self._changed()
            self._later(self._fill)

    def _show(self) -> None:
        """Put a sample on the screen, unless there is one: that of the log, or else the best candidate."""
        with self.lock:
            if self.current is None and not self.is_closed:
                self._chooser.look()
                try:
                    self._tell("strategy", "" if self.is_over else self._chooser.rank(self._is_awaited()))
                finally:  # after an interrupt, too, there is a sample on the screen
                    self._put_up(None if self.is_over else self._chooser.choice(self._book.state, self._is_awaited()))
                    self._tell("others", self._chooser.trouble)
        self._catch_up_soon()

    def _is_awaited(self) -> bool:
        """Whether a model is on its way."""
        return self.is_learning and self._in_training is self.learner.history[-1] and not self._problems.get("model")

    def _put_up(self, sample: int | None) -> None:
        if sample is None:
            return
        self.current, self._is_noted = sample, False
        self._turn, self._shown_at = self._turn + 1, time.monotonic()
        try:
            self._note()
        except Exception as error:  # noqa: BLE001  it is tried again before the answer is written
            self._tell("shown", f"Your answers are saved, but not that this sample is shown: {error}")

    def _note(self) -> None:
        """Write what is on the screen, and by what it will be recognized."""
        known_by, problem = recognized(self.learner.X, self.current or 0)
        self._tell("hash", problem)
        self._book.write("shown", sample=self.current, learning=self.is_learning, **known_by)
        self._is_noted = True
        self._tell("shown", "")
