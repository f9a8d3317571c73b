"""A file of answers is written whole or not at all, and taken in whole or not at all.  Nothing that is there is overwritten."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Sequence
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import numpy as np
import sqlalchemy as sa

from alkit.labeling.exchange import argilla, label_studio, table
from alkit.labeling.exchange.given import as_given, checked
from alkit.labeling.identity import about, check_pool, recognized
from alkit.labeling.joint import Answer, JointAnswers, answers_of
from alkit.labeling.kinds import Kind
from alkit.labeling.opening import Learners, address_of, material_of
from alkit.labeling.replay import Event, replay
from alkit.labeling.team import Pool, TeamLog, checked_person, checked_pool, shared_pool
from alkit.learner import ActiveLearner
from alkit.strategies.uncertainty import random_sampling

LAYOUTS: dict[str, ModuleType] = {"csv": table, "label studio": label_studio, "argilla": argilla}


def export_answers(answers: JointAnswers, path: str | os.PathLike[str], X: Any, layout: str = "csv") -> None:
    """Write what all have answered into a new file, from which :func:`import_answers` brings back every bit of it.

    Parameters
    ----------
    answers : of :func:`alkit.joint`
    path : of a file that is not there yet
    X : the pool, by whose rows' hashes an import will know them again
    layout : "csv", "label studio" or "argilla"

    Raises
    ------
    ValueError
        If there is a file already, the pool is another one, or the layout is none.
    """
    check_pool(answers.about, X, f"{answers.name!r}")
    text = _layout(layout).dumps(answers, as_given(answers.answers, X, answers.asks), X)
    target = pathlib.Path(path)
    if target.exists():
        raise ValueError(f"{target} is there already, and nothing is overwritten; choose another name")
    part = target.with_name(target.name + ".part")
    part.write_bytes(text.encode("utf-8", "surrogatepass"))
    part.replace(target)


def import_answers(
    path: str | os.PathLike[str],
    data: Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    layout: str = "csv",
    name: str | None = None,
    store: str | os.PathLike[str] | None = None,
    folder: str | os.PathLike[str] | None = None,
    overlap: int | None = None,
    lease: float | None = None,
    classes: Sequence[Any] | None = None,
    seed_rows: Sequence[int] | np.ndarray | None = None,
    random_state: int = 0,
    answer: Kind | None = None,
) -> int:
    """Take the answers in a file into a shared pool, all or none.

    Who gave them goes on from there by :func:`alkit.join_session`.  An answer that is there already is left alone, so that a
    file can be taken in twice.

    Parameters
    ----------
    path : of the file
    layout : "csv", "label studio" or "argilla"
    data, y, classes, seed_rows, random_state, answer, name, store, folder, overlap, lease : as in :func:`alkit.join_session`

    Returns
    -------
    int
        How many answers are new.

    Raises
    ------
    ValueError
        If the file has unknown columns, rows of another pool, other classes, or an answer that differs from one in the store:
        the message says what differs, and nothing is written.
    """
    text = pathlib.Path(path).read_bytes().decode("utf-8-sig", "surrogatepass")
    given = _layout(layout).loads(text)
    material = material_of(data, y, classes=classes, random_state=random_state, answer=answer)
    learner = Learners(material, material.asks.stand_in(), seed_rows, random_state)(random_sampling, random_state)
    answers = checked(given, learner.X, material.asks, learner.labeled.tolist())
    log, name = TeamLog(address_of(folder, store)), checked_pool(name or material.name)
    by_person = {person: [a for a in answers if a.annotator == person] for person in sorted({a.annotator for a in answers})}
    for person in by_person:
        if checked_person(person) != person:
            raise ValueError(f"nothing was taken in; the name {person!r} has spaces at its ends")
    pool = shared_pool(log, name, learner, overlap, lease, material.asks)
    new = {person: _news(log, pool, person, theirs) for person, theirs in by_person.items()}
    _write(log, pool, learner, material.asks, {person: news for person, news in new.items() if news})
    return sum(map(len, new.values()))


def _layout(name: str) -> ModuleType:
    if name not in LAYOUTS:
        raise ValueError(f"layout must be one of {', '.join(LAYOUTS)}, got {name!r}")
    return LAYOUTS[name]


def _news(log: TeamLog, pool: Pool, person: str, answers: list[Answer]) -> list[Answer]:
    """Answers that the store does not have yet, oldest first; an error where it has another one."""
    known = {a.sample: a for a in answers_of(replay(log.events(f"{pool.name}/{person}")), person)}
    differing = [a.sample for a in answers if a.sample in known and known[a.sample].label != a.label]
    if differing:
        rows = ", ".join(map(str, differing[:10]))
        raise ValueError(f"nothing was taken in; {person!r} has given other answers to rows {rows} in {log.where}")
    return sorted((a for a in answers if a.sample not in known), key=lambda a: a.at)


def _write(log: TeamLog, pool: Pool, learner: ActiveLearner, asks: Kind, news: dict[str, list[Answer]]) -> None:
    """All answers, and that nobody else is to be asked them: in one transaction."""
    events = {}
    for person, answers in news.items():
        number = log.last(f"{pool.name}/{person}") + 1
        events[f"{pool.name}/{person}"] = _events(learner, asks, answers, number)

    def keep(connection: sa.Connection) -> None:
        for person, answers in news.items():
            log.leases_of(pool, person).keep_given(connection, [a.sample for a in answers])

    log.extend(events, keep)


def _events(learner: ActiveLearner, asks: Kind, answers: list[Answer], number: int) -> list[Event]:
    """What a session of the person would have written."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    entries = [] if number else [(now, "start", about(learner, asks))]
    for a in answers:
        said: dict[str, Any] = {"seconds": a.seconds} if a.seconds == a.seconds else {}
        said |= {"remark": a.remark} if a.remark else {}
        shown = {"sample": a.sample, "learning": False, **recognized(learner.X, a.sample)[0]}
        body = {"sample": a.sample, "label": a.label, "by": a.annotator, **said}
        entries += [(a.at or now, "shown", shown), (a.at or now, "unknown" if a.label is None else "answer", body)]
    return [Event(number + k, *entry) for k, entry in enumerate(entries)]
