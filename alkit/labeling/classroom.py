"""A class labels one pool: the teacher opens it with one call, and sees who has labeled how much.  State, no screen."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from alkit.datasets import Dataset
from alkit.labeling.joint import JointAnswers, joint
from alkit.labeling.kinds import Kind
from alkit.labeling.opening import Learners, Material, address_of, material_of
from alkit.labeling.team import Pool, TeamLog, checked_pool, shared_pool
from alkit.strategies.uncertainty import random_sampling

if TYPE_CHECKING:
    import pandas as pd


class Classroom:
    """A shared pool, seen by somebody who does not label.

    Parameters
    ----------
    log : TeamLog
    pool : the shared pool
    also : what students must give to join beside data, name and store: name of the argument -> value

    Examples
    --------
    >>> import tempfile
    >>> from alkit import datasets, join_session
    >>> folder = tempfile.mkdtemp()
    >>> room = classroom(datasets.iris(), folder=folder)
    >>> ada = join_session(datasets.iris(), by="Ada", folder=folder)
    >>> ada.answer("setosa")
    >>> ada.close()
    >>> room
    Classroom 'iris': 1 answer of 1 person, 1 of 109 samples done
    >>> room.progress()[["annotator", "answers", "unknown"]].to_numpy().tolist()
    [['Ada', 1, 0]]
    """

    def __init__(self, log: TeamLog, pool: Pool, also: Mapping[str, Any] | None = None):
        self.log, self.pool, self.also = log, pool, dict(also or {})

    @property
    def invitation(self) -> str:
        """The line by which a student with the same data joins; there is no password in it."""
        given = {"by": "your name", "name": self.pool.name, "store": self.log.to_share, **self.also}
        return f"join(data, {', '.join(f'{key}={value!r}' for key, value in given.items())})"

    def answers(self) -> JointAnswers:
        """What all have answered, as it stands now."""
        return joint(self.log, self.pool.name)

    def progress(self) -> pd.DataFrame:
        """One row per person: answers, of which unknown, median seconds of one, the sample asked now, when the last came."""
        import pandas as pd

        answers, places = self.answers(), self.log.leases_of(self.pool, "").all()
        asked = {lease.annotator: lease.sample for lease in places if lease.until is not None}
        rows = []
        for person in answers.annotators:
            theirs = [a for a in answers.answers if a.annotator == person]
            seconds = [a.seconds for a in theirs if a.seconds == a.seconds]
            rows.append(
                {
                    "annotator": person, "answers": len(theirs), "unknown": sum(a.label is None for a in theirs),
                    "seconds": float(np.median(seconds)) if seconds else np.nan, "asked": asked.get(person),
                    "last": max((a.at for a in theirs), default=None),
                }
            )  # fmt: skip
        return pd.DataFrame(rows, columns=["annotator", "answers", "unknown", "seconds", "asked", "last"])

    @property
    def n_done(self) -> int:
        """Samples that as many people have answered as are to."""
        answered = Counter(a.sample for a in self.answers().answers)
        return sum(n >= self.pool.overlap for n in answered.values())

    def __repr__(self) -> str:
        answers, to_ask = self.answers(), self.pool.about["n_pool"] - len(self.pool.about["seed_set"])
        n, people = len(answers.answers), len(answers.annotators)
        said = f"{n} answer{'s' * (n != 1)} of {people} {'person' if people == 1 else 'people'}"
        return f"Classroom {self.pool.name!r}: {said}, {self.n_done} of {to_ask} samples done"


def classroom(
    data: Dataset | Material | Any,
    y: Sequence[Any] | np.ndarray | None = None,
    *,
    name: str | None = None,
    store: str | os.PathLike[str] | None = None,
    folder: str | os.PathLike[str] | None = None,
    overlap: int | None = None,
    lease: float | None = None,
    classes: Sequence[Any] | None = None,
    seed_rows: Sequence[int] | np.ndarray | None = None,
    random_state: int = 0,
    answer: Kind | None = None,
) -> Classroom:
    """Open a pool for a class; students come in by :func:`alkit.join` with the same data, store and name.

    Parameters
    ----------
    data, y, name, store, folder, overlap, lease, classes, seed_rows, random_state, answer : as in :func:`alkit.join_session`

    Returns
    -------
    Classroom

    Raises
    ------
    ValueError
        As :func:`alkit.join_session`.
    """
    material = material_of(data, y, classes=classes, random_state=random_state, answer=answer)
    learner = Learners(material, material.asks.stand_in(), seed_rows, random_state)(random_sampling, random_state)
    log = TeamLog(address_of(folder, store))
    pool = shared_pool(log, checked_pool(name or material.name), learner, overlap, lease, material.asks)
    also = {"classes": pool.about["classes"] if classes is not None else None, "random_state": random_state}
    return Classroom(log, pool, {key: value for key, value in also.items() if value})
