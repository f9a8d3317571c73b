"""An oracle in a person's place: it answers an open session, so that what reads a record can be tried without a person."""

from __future__ import annotations

import numpy as np

from alkit.labeling.session import LabelingSession
from alkit.oracles.knowing import Oracle, price

PATIENCE = 3600.0  # seconds: it waits for each model, so that the same oracle gives the same record


def stand_in(session: LabelingSession, oracle: Oracle, n_answers: int | None = None) -> None:
    """Let an oracle answer a session as a person would, sample by sample; its answers are in the log as any others.

    Parameters
    ----------
    session : an open one; its ``by`` should say that no person answers
    oracle : function of row numbers; None is "I don't know".  Its ``cost(rows)`` are the seconds that an answer is said to take
    n_answers : how many; by default to the end of the session

    Raises
    ------
    ValueError
        If an answer is not one of the session's classes, or cannot be saved.

    Examples
    --------
    >>> import tempfile
    >>> from alkit import Annotator, iris, open_session
    >>> session = open_session(iris(), folder=tempfile.mkdtemp(), by="stand-in", budget=5)
    >>> stand_in(session, Annotator(iris().split()[2], seconds=3))
    >>> session.n_asked, session.seconds_per_answer
    (5, 3.0)
    >>> session.close()
    """
    last = None if n_answers is None else session.n_asked + n_answers
    patience, session.trainer.patience = session.trainer.patience, PATIENCE
    try:
        session.trainer.wait_while(lambda: session.is_choosing)
        while session.current is not None and session.n_asked != last:
            row = np.array([session.current])
            label, seconds = oracle(row)[0], price(oracle, row)
            if label is None:
                session.dont_know(seconds=seconds)
            else:
                session.answer(label, seconds=seconds)
    finally:
        session.trainer.patience = patience
