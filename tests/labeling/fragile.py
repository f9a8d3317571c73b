"""A session whose every part fails when it is told to, and the learner that it must be equal to."""

import numpy as np
from sklearn.naive_bayes import GaussianNB

from alkit import ActiveLearner, LabelingSession, LabelLog
from alkit.labeling import identity
from alkit.labeling.hashes import row_hash
from alkit.strategies.uncertainty import margin_sampling

X = np.random.default_rng(0).normal(size=(30, 2))
Y = np.where(X[:, 0] + X[:, 1] > 0, "up", "down")
SEED = [int(np.argmin(X.sum(axis=1))), int(np.argmax(X.sum(axis=1)))]
ARMED = {}  # name of a part -> the error that its next call raises


def hit(part):
    if part in ARMED:
        raise ARMED.pop(part)


class Model(GaussianNB):
    def fit(self, X, y):
        hit("fit")
        return super().fit(X, y)

    def predict_proba(self, X):
        hit("predict_proba")
        return super().predict_proba(X)


class Margin:
    """Margin sampling that explains itself."""

    __name__ = "margin"

    def __call__(self, view):
        hit("strategy")
        return margin_sampling(view)

    def explain(self, p, classes):
        hit("explain")
        return f"{max(p):.3f}"


class Log(LabelLog):
    def append(self, session, number, kind, **body):
        hit(f"write {kind}")
        event = super().append(session, number, kind, **body)
        hit(f"commit {kind}")
        return event

    def events(self, session):
        hit("read")
        return super().events(session)


def accuracy(model):
    hit("metric")
    return float((model.predict(X) == Y).mean())


def new_learner():
    learner = ActiveLearner(Model(), X, Margin(), classes=["down", "up"], metrics={"accuracy": accuracy}, random_state=0)
    learner.teach(SEED, Y[SEED])
    return learner


def fragile_hash(X, row):
    hit("hash")
    return row_hash(X, row)


def open_session(path, in_place=False, **options):
    """A session of fragile parts."""
    session = LabelingSession(new_learner(), Log(path), "test", patience=30, **options)
    later = session.trainer.later

    def fragile_later(task):
        hit("submit")
        return later(task)

    session.trainer.later, session.trainer.in_place = fragile_later, in_place
    session.on_change = lambda: hit("view")
    return session


def use_fragile_hash(monkeypatch):
    monkeypatch.setattr(identity, "row_hash", fragile_hash)


def do(session, kind):
    """One step of a person who knows; what it was, as (kind, row, label)."""
    row, label = session.current, None
    if kind == "answer":
        label = str(Y[row]) if row is not None else "up"
        session.answer(label)
    else:
        {"skip": session.skip, "unknown": session.dont_know, "undo": session.undo}[kind]()
    return kind, row, label


def twin_of(steps):
    """A learner that was taught the same, and of which nothing ever failed."""
    learner = new_learner()
    for kind, row, label in steps:
        if kind == "skip":
            learner.skip([row])
        else:
            learner.teach([row], [label], by="you")
    return learner


def all_of(learner):
    """Everything by which two learners differ, times excepted."""
    return {
        "labels": dict(zip(learner.labeled.tolist(), learner.y_labeled.tolist())),
        "candidates": learner.candidates.tolist(),
        "curve": learner.history.curve("accuracy"),
        "next": learner.query(5).tolist(),
        "beliefs": learner.predict_proba_pool(np.arange(30)).tolist(),
        "history": [(r.kind, r.asked, r.answers, r.n_asked, r.metrics) for r in learner.history],
    }
