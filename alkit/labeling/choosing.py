"""Which sample is next: by the new model's ranking, or the last one; arbitrary rows only where no ranking is to come."""

from __future__ import annotations

import numpy as np

from alkit.labeling.replay import Replay
from alkit.learner import ActiveLearner, Ranking

LOOKAHEAD = 100  # samples ranked in advance: enough for the answers given while a slow model learns


class Chooser:
    """Keeps the last ranking.

    Parameters
    ----------
    learner : ActiveLearner whose strategy ranks

    Attributes
    ----------
    ranking : the last one; None if there is none
    trouble : what went wrong with finding out what others are asked, or ""
    """

    def __init__(self, learner: ActiveLearner):
        self.learner = learner
        self.ranking: Ranking | None = None
        self.trouble = ""

    def look(self) -> None:
        """Find out what is left to be asked, before a choice: where nobody else labels the pool, the learner knows."""

    def holds(self, sample: int) -> bool:
        """Whether the sample on the screen is still this person's to answer."""
        return True

    def rank(self, is_awaited: bool) -> str:
        """Rank the candidates anew where that says more than the last ranking; return what went wrong, or "".

        Parameters
        ----------
        is_awaited : whether a new model is on its way
        """
        learner = self.learner
        if not learner.candidates.size or not (learner.is_current or (self.ranking is None and not is_awaited)):
            return ""
        try:
            self.ranking = learner.rank(LOOKAHEAD)
        except Exception as error:  # noqa: BLE001  a strategy may be a student's own: the person is told, and can go on
            self.ranking = None
            return f"The strategy could not choose, so this is just any sample: {error}"
        return ""

    def choice(self, state: Replay, is_awaited: bool) -> int | None:
        """The sample that the log says, or else the best candidate; None while there is no ranking, and one is to come."""
        candidates = self.learner.candidates
        if state.current is not None and state.current not in state.taken:
            return state.current
        ranked = np.array([], dtype=int) if self.ranking is None else self.ranking.indices
        left = ranked[candidates[np.searchsorted(candidates, ranked) % len(candidates)] == ranked]
        if len(left):
            return int(left[0])
        return None if is_awaited else int(candidates[0])
