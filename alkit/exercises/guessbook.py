"""Guesses on the student's disk: a small JSON file for each, in ``guesses`` beside the labels.

A file for each guess, so that two chapters open at once cannot overwrite each other's, and what is damaged is one guess.
A file is whole at any moment: it is written beside, and put in its place when it is on the disk.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from alkit.exercises.beliefs import Belief, Choose, Draw, Estimate, kind_of

KEY = re.compile(r"[0-9a-z][0-9a-z._-]{0,39}(?<!\.)")  # a file's name on any system
VERSION = 1
OLD = 3600.0  # seconds, after which a file that was being written belongs to a process that was killed
_WRITING = threading.Lock()  # JupyterLab sends the messages of a page from several threads


@dataclass(frozen=True)
class Record:
    """A guess that has been committed, and, once it is known, how things came out.

    Attributes
    ----------
    question : in words
    about : kind, options, limits: what the belief is about
    guess : the belief that counts
    is_blind : whether it was committed before the answer was shown
    again : a later belief, committed after the answer had been shown
    truth : as the kind of guess has it; None while it is not known
    answer : the same in words
    model : probabilities of a model, one per option, to compare with
    """

    question: str
    about: dict[str, Any]
    guess: Belief
    is_blind: bool = True
    again: Belief | None = None
    truth: Any = None
    answer: str = ""
    model: list[float] | None = None

    @property
    def kind(self) -> Choose | Estimate | Draw:
        return kind_of(self.about)

    @property
    def latest(self) -> Belief:
        return self.guess if self.again is None else self.again

    @property
    def counts(self) -> bool:
        """Whether it has a score."""
        return self.is_blind and self.truth is not None

    def check(self) -> None:
        """Raise if a file was changed so that it is no guess."""
        kind = self.kind
        kind.checked(self.guess)
        kind.checked(self.latest)
        if self.truth is not None:
            kind.truth(kind.options[self.truth] if isinstance(kind, Choose) else self.truth)
        if not isinstance(self.question, str) or not isinstance(self.answer, str) or not isinstance(self.is_blind, bool):
            raise ValueError("question and answer must be texts, and is_blind true or false")
        n_options = len(kind.options) if isinstance(kind, Choose) else 0
        if self.model is not None and np.asarray(self.model, dtype=float).shape != (n_options,):
            raise ValueError("a model has one probability per option")


class Damaged(Exception):  # noqa: N818  # nothing that stops anybody
    """A file that holds no guess that can be read."""


class GuessBook:
    """The guesses in a folder.

    Parameters
    ----------
    folder : by default ``guesses`` in the environment's ALKIT_LABELS, or in ``labels`` beside the notebook

    Examples
    --------
    >>> import tempfile
    >>> book = GuessBook(tempfile.mkdtemp())
    >>> book.save("00.1", Record("Rain?", Choose(("yes", "no")).about(), [70, 30]))
    >>> book.load("00.1").guess, list(book.records())
    ([70, 30], ['00.1'])
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None):
        self.folder = pathlib.Path(folder or pathlib.Path(os.environ.get("ALKIT_LABELS", "labels")) / "guesses").absolute()

    def path(self, key: str) -> pathlib.Path:
        """The file of a guess.

        Raises
        ------
        ValueError
            If the key cannot be a file's name.
        """
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise ValueError(f"a guess is named by chapter and number, such as '00.1'; got {key!r}")
        return self.folder / f"{key}.json"

    def load(self, key: str) -> Record | None:
        """The guess that was committed; None where there is none.

        Raises
        ------
        Damaged
            If there is a file that cannot be read.
        """
        path = self.path(key)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data.pop("version") != VERSION:
                raise ValueError("another version")
            record = Record(**data)
            record.check()
            return record
        except FileNotFoundError:
            return None
        except Exception as error:  # whatever is in it: a guess is not worth a stop
            raise Damaged(f"{_near(path)} could not be read ({type(error).__name__})") from error

    def save(self, key: str, record: Record) -> None:
        """Put a guess in place of an earlier one; it is on the disk when this returns.

        Raises
        ------
        OSError
            If the folder cannot be written.
        """
        path = self.path(key)
        words = json.dumps({"version": VERSION, **asdict(record)}, indent=1, ensure_ascii=False, allow_nan=False)
        with _WRITING:
            self.folder.mkdir(parents=True, exist_ok=True)
            _sweep(self.folder)
            new = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            try:
                _write(new, words + "\n")
                os.replace(new, path)
            finally:
                new.unlink(missing_ok=True)

    def records(self, chapter: str | None = None) -> dict[str, Record]:
        """All guesses that can be read, in order, or those of a chapter."""
        found = {}
        for path in sorted(self.folder.glob("*.json")):
            key = path.stem
            if KEY.fullmatch(key) and (chapter is None or key.startswith(f"{chapter}.")):
                with suppress(Damaged):
                    if (record := self.load(key)) is not None:
                        found[key] = record
        return found


def _write(path: pathlib.Path, words: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())


def _sweep(folder: pathlib.Path) -> None:
    """Remove what killed processes left behind."""
    for path in folder.glob(".*.tmp"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > OLD:
                path.unlink()


def _near(path: pathlib.Path) -> str:
    """The end of a path, by which a person finds the file; the same on every machine."""
    return "/".join(path.parts[-3:])
