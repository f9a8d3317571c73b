"""The learner of a session follows the log: it takes and undoes steps until it has taken those of the log."""

from __future__ import annotations

from collections.abc import Sequence

from alkit.history import Round
from alkit.labeling.kinds import Kind
from alkit.labeling.replay import Event, Replay
from alkit.learner import ActiveLearner


class Follower:
    """What a learner has taken of a log.

    Parameters
    ----------
    learner : ActiveLearner; rounds it has been taught already (a seed set) are not the person's, and stay
    kind : what the answers are

    Attributes
    ----------
    followed : the steps of the log that the learner has taken, one for each round of :attr:`rounds`
    """

    def __init__(self, learner: ActiveLearner, kind: Kind):
        self.learner, self.kind = learner, kind
        self.followed: list[Event] = []
        self._before, self._asked_before = len(learner.history), learner.n_asked

    @property
    def rounds(self) -> list[Round]:
        """The person's rounds."""
        return self.learner.history[self._before :]

    @property
    def n_asked(self) -> int:
        """Answers asked of the person: labels and "I don't know"; a skipped sample does not count."""
        return self.learner.n_asked - self._asked_before

    def follow(self, state: Replay) -> bool:
        """Go where the log is, and say whether that was elsewhere."""
        same = _n_alike(self.followed, state.steps)
        is_elsewhere = same < max(len(self.followed), len(state.steps))
        for _ in self.followed[same:]:
            self.learner.undo(fit=False)
            self.followed.pop()
        for step in state.steps[same:]:
            self._take(step)
            self.followed.append(step)
            self._restore_metrics(state)
        return is_elsewhere

    def holes(self) -> list[Round]:
        """The rounds whose metrics are not in the log and will not come with the model of the last one."""
        learner = self.learner
        last = None if learner.is_current else learner.history[-1]
        return [r for r in self.rounds if learner.metrics and r.n_labeled and not r.metrics and r is not last]

    def _take(self, step: Event) -> None:
        sample, label, seconds, by = (step.body[key] for key in ("sample", "label", "seconds", "by"))
        if step.kind == "skip":
            self.learner.skip([sample], by=by, seconds=seconds)
        else:
            taught = None if label is None else self.kind.taught(label)
            self.learner.teach([sample], [taught], by=by, seconds=seconds, remarks=[step.body["remark"]], fit=False)

    def _restore_metrics(self, state: Replay) -> None:
        """What the log says was measured after the last round; without a new label it is as before."""
        history = self.learner.history
        if not self.rounds or history[-1].metrics:
            return
        is_new = self.followed[-1].kind == "answer" or len(history) < 2
        history[-1].metrics = state.metrics.get(len(self.followed)) or ({} if is_new else dict(history[-2].metrics))


def _n_alike(a: Sequence[Event], b: Sequence[Event]) -> int:
    pairs = enumerate(zip(a, b))
    return next((k for k, (one, other) in pairs if one.number != other.number), min(len(a), len(b)))
