"""A guess: committed before the result can be seen, locked until "guess again", revealed by the cell that computes the result.

Without a screen; :mod:`alkit.widgets.guess` puts it on a page.
"""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from alkit.exercises.beliefs import Belief, Choose, Draw, Estimate
from alkit.exercises.guessbook import Damaged, GuessBook, Record
from alkit.exercises.numbers import number
from alkit.exercises.scoring import distance, holds, surprise

AFTER = "It was made after the answer had been shown, so it does not count."
_SHOWN: set[pathlib.Path] = set()  # answers that were shown in this kernel before there was a guess


class Guess:
    """One question, and what the student believes.

    Parameters
    ----------
    key : chapter and number, such as "00.1"
    question : in words
    kind : see :mod:`alkit.exercises.beliefs`
    book : where guesses are kept; by default the student's own

    Attributes
    ----------
    belief : the draft while it is open, else what was committed, which cannot be set
    note : what must be said of the file; empty as a rule

    Examples
    --------
    >>> import tempfile
    >>> rain = Guess("00.1", "Rain?", Choose(("yes", "no")), GuessBook(tempfile.mkdtemp()))
    >>> rain.belief = [75, 25]
    >>> rain.commit()
    >>> print(rain.reveal("no"))
    The answer is no. You gave it 25 %: a surprise of 2.00 bits. A uniform guesser has 1.00.
    """

    def __init__(self, key: str, question: str, kind: Choose | Estimate | Draw, book: GuessBook | None = None):
        self.key, self.question, self.kind, self.book = key, question, kind, book or GuessBook()
        self.note = ""
        self.record = self._stored()
        self.is_open = self.record is None
        self.reset()

    @property
    def belief(self) -> Belief:
        return self._belief

    @belief.setter
    def belief(self, belief: Belief) -> None:
        if not self.is_open:
            raise ValueError("the guess is committed: guess again opens it")
        self._belief = self.kind.checked(belief)

    @property
    def is_revealed(self) -> bool:
        """Whether the answer belongs on the screen."""
        return self.truth is not None

    @property
    def truth(self) -> Any:
        """How things came out, where that belongs on the screen; else None."""
        return None if self.is_open or self.record is None else self.record.truth

    @property
    def is_moved(self) -> bool:
        """Whether the draft says more than somebody who knows nothing."""
        return self.belief != self.kind.start()

    def commit(self) -> None:
        """Lock the belief, and keep it on the disk."""
        if not self.is_open:
            return
        belief, there = self.belief, self._stored()
        if there is not None and there != self.record:
            self.note = "Another window committed a guess meanwhile; that one stands."
            self._lock(there)
        elif there is not None and there.truth is not None:
            self._keep(replace(there, again=belief))
        else:
            is_blind = self.book.path(self.key) not in _SHOWN
            self._keep(Record(self.question, self.kind.about(), belief, is_blind))

    def again(self) -> None:
        """Open it; what was committed stays on the disk until something else is."""
        self.is_open, self.note = True, ""

    def reset(self) -> None:
        """The draft as at the beginning; what was committed stays."""
        self._belief = list(self.record.latest) if self.record is not None and not self.is_open else self.kind.start()

    def reveal(self, truth: Any, model: Sequence[float] | np.ndarray | None = None) -> str:
        """Say how things came out, and what the guess was worth; a draft is given up, what was committed before it counts.

        Parameters
        ----------
        truth : the option that is true, or a number, to which the nearest option is taken; the value; or the curve's heights
        model : probabilities of a model, one per option, to compare with

        Returns
        -------
        str, the verdict; without a guess it is friendly

        Raises
        ------
        ValueError
            If it cannot have come out so.
        """
        value, answer = self.kind.truth(truth)
        model = self._checked_model(model)
        if self.record is None:
            _SHOWN.add(self.book.path(self.key))
            return no_guess(answer)
        self._keep(replace(self.record, truth=value, answer=answer, model=model))
        return verdict(self.record)

    def describe(self) -> str:
        """The question, and what was committed."""
        said = f"Guess first: {self.question}" if self.is_open else f"{self.question} You {self.kind.said(self.belief)}."
        if self.is_revealed and self.record is not None:
            said += f" {verdict(self.record)}"
        return f"{said} {self.note}".strip()

    # ---- small parts ---------------------------------------------------------------------------------

    def _stored(self) -> Record | None:
        """What is on the disk, if it is about this."""
        try:
            record = self.book.load(self.key)
        except Damaged as damage:
            self.note = f"{damage}: please guess again."
            return None
        if record is not None and record.about != self.kind.about():
            self.note = "The question has changed since you answered it: please guess again."
            return None
        return record

    def _keep(self, record: Record) -> None:
        self.note = ""
        try:
            self.book.save(self.key, record)
        except OSError as error:
            self.note = f"It could not be stored ({error.strerror or error}) and is lost when the kernel stops."
        self._lock(record)

    def _lock(self, record: Record) -> None:
        self.record, self.is_open = record, False
        self.reset()

    def _checked_model(self, model: Sequence[float] | np.ndarray | None) -> list[float] | None:
        if model is None:
            return None
        p = np.asarray(model, dtype=float)
        n = len(self.kind.options) if isinstance(self.kind, Choose) else 0
        if p.shape != (n,) or not (p >= 0).all() or abs(p.sum() - 1) > 1e-6:
            raise ValueError(f"model must be one probability per option, with the sum 1; got {p} for {n} options")
        return p.tolist()


def stored_guess(key: str, book: GuessBook | None = None) -> Guess | None:
    """A guess from its file alone, where the cell that asks it has not been run since a restart; None where there is none."""
    book = book or GuessBook()
    try:
        record = book.load(key)
    except Damaged:
        return None
    return None if record is None else Guess(key, record.question, record.kind, book)


def no_guess(answer: str) -> str:
    """What is said to those who did not guess.

    >>> no_guess("0.58")
    'The answer is 0.58. There was no guess to compare it with: next time, guess first.'
    """
    return f"{_told(answer)} There was no guess to compare it with: next time, guess first."


def verdict(record: Record) -> str:
    """How things came out, and what the latest guess was worth."""
    judge = {"choose": _of_choice, "estimate": _of_estimate, "draw": _of_curve}[record.kind.name]
    words = f"{_told(record.answer)} {judge(record, record.latest)}"
    return words if record.is_blind and record.again is None else f"{words} {AFTER}"


def _told(answer: str) -> str:
    """A sentence; an answer that is one itself keeps its own end.

    >>> _told("0.58"), _told("Is it a mammal?")
    ('The answer is 0.58.', 'The answer: Is it a mammal?')
    """
    return f"The answer: {answer}" if answer.endswith((".", "?", "!")) else f"The answer is {answer}."


def _of_choice(record: Record, belief: Belief) -> str:
    bits, k = surprise(belief, record.truth), len(belief)
    said = f"You gave it {belief[record.truth]} %: a surprise of {bits:.2f} bits. A uniform guesser has {np.log2(k):.2f}"
    return f"{said}." if record.model is None else f"{said}, the model {surprise(record.model, record.truth):.2f}."


def _of_estimate(record: Record, belief: Belief) -> str:
    off = abs(belief[1] - record.truth)
    best = "exactly that" if off == 0 else f"{number(float(f'{off:.10g}'))} off"
    held = "holds it" if holds(belief, record.truth) else "misses it"
    return f"Your best guess was {best}; your 90 % range, {number(belief[0])} to {number(belief[2])}, {held}."


def _of_curve(record: Record, belief: Belief) -> str:
    kind, gaps = record.kind, np.subtract(belief, record.truth)
    if not isinstance(kind, Draw):
        raise TypeError("only a drawn guess has a curve")
    far = int(np.abs(gaps).argmax())
    way = f"{_rough(abs(gaps[far]))} too {'high' if gaps[far] > 0 else 'low'}"
    mean = f"On average your curve is {_rough(distance(belief, record.truth))} away"
    return f"{mean}." if gaps[far] == 0 else f"{mean}, farthest at {number(kind.x[far])}: {way}."


def _rough(gap: float) -> str:
    """Two digits: how far a hand was off needs no more."""
    return number(float(f"{gap:.2g}"))
