"""The end of a labeling session as its page has it; what it says comes from :mod:`alkit.labeling.ending`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alkit.labeling.ending import Mistake
from alkit.labeling.kinds import Kind
from alkit.labeling.session import MORE, LabelingSession
from alkit.widgets.words import LONGEST_NAME, LONGEST_STATUS, short

MOST_MISTAKES = 12  # shown
NOTHING: dict[str, Any] = {"words": [], "mistakes": [], "n_more": 0, "is_compared": False, "compared": [], "is_waiting": False}

Stamp = Callable[[int], dict[str, Any]]


def ending_page(session: LabelingSession, stamp: Stamp) -> dict[str, Any]:
    """What the page draws at the end; whatever fails in it, the person can undo and go on.

    Parameters
    ----------
    session : LabelingSession that is over
    stamp : function of a row number that returns the sample, small, as the page draws it
    """
    n_to_label, budget = MORE if session.learner.candidates.size else 0, max(session.budget or 0, session.n_asked) + MORE
    page = NOTHING | {"n_to_label": n_to_label, "budget": budget}
    try:
        return page | _answered(session, stamp) | _compared(session)
    except Exception as error:  # noqa: BLE001  samples, labels and metrics may be anybody's
        return page | {"words": [short(f"What came of it could not be worked out: {error}", LONGEST_STATUS)]}


def _answered(session: LabelingSession, stamp: Stamp) -> dict[str, Any]:
    mistakes = session.ending.mistakes(session.labels) or []
    return {
        "words": session.ending.words(session.labels, session.n_asked),
        "mistakes": [_mistake(mistake, stamp, session.asks) for mistake in mistakes[:MOST_MISTAKES]],
        "n_more": len(mistakes[MOST_MISTAKES:]),
    }


def _mistake(mistake: Mistake, stamp: Stamp, asks: Kind) -> dict[str, Any]:
    said, truth = (short(asks.said(kept), LONGEST_NAME) for kept in (mistake.said, mistake.truth))
    return {"sample": stamp(mistake.sample), "said": f"you said {said}", "truth": f"it is {truth}"}


def _compared(session: LabelingSession) -> dict[str, Any]:
    sentences, is_waiting = session.compared()
    compared = [short(sentence, LONGEST_STATUS) for sentence in sentences]
    return {"is_compared": bool(compared), "compared": compared, "is_waiting": is_waiting}
