"""Feedback: the formula spelled out, what it does to what is asked, and remarks through loop, undo and history."""

import numpy as np
import pytest
from sklearn.datasets import make_blobs
from sklearn.linear_model import LogisticRegression

from alkit import ActiveLearner, HumanFeedback, budget, core_set_sampling, margin_sampling
from alkit.strategies.feedback import usual_width

X, Y = make_blobs(120, centers=3, cluster_std=2.5, random_state=1)
SEED = [int(np.flatnonzero(c == Y)[0]) for c in range(3)]


def taught(strategy, remarks=(), rows=(40, 60), X=X):
    learner = ActiveLearner(LogisticRegression(), X, strategy, random_state=0)
    learner.teach(SEED, Y[SEED])
    learner.teach(rows, Y[list(rows)], remarks=remarks)
    return learner


def test_without_a_remark_the_order_is_the_strategys_own():
    plain, heard = taught(margin_sampling).rank(50), taught(HumanFeedback()).rank(50)
    assert plain.indices.tolist() == heard.indices.tolist()
    assert heard.scores[0] == 1 and (np.diff(heard.scores) <= 0).all()


def test_the_scores_are_those_of_the_formula():
    weights = {"too easy": 0.3, "broken": 0.8}
    learner = taught(HumanFeedback(weights=weights, width=1.5), ["too easy", "broken"])
    plain = taught(margin_sampling).rank(115)
    wanted = dict(zip(plain.indices.tolist(), plain.scores.tolist()))
    ranking = learner.rank(115)
    for row, score in zip(ranking.indices, ranking.scores):
        share = np.mean([other <= wanted[int(row)] for other in wanted.values()])
        for marked, weight in ((40, 0.3), (60, 0.8)):
            share *= 1 - weight * np.exp(-np.sum((X[row] - X[marked]) ** 2) / (2 * 1.5**2))
        assert score == pytest.approx(share)


def test_a_remark_takes_the_questions_elsewhere_and_an_undo_brings_them_back():
    learner = taught(HumanFeedback())
    asked = learner.query(1)
    before = np.linalg.norm(X[learner.query(5)] - X[asked], axis=1).mean()
    learner.teach(asked, [None], remarks=["broken"])
    after = np.linalg.norm(X[learner.query(5)] - X[asked], axis=1).mean()
    assert after > before
    learner.undo()
    assert learner.query(1).tolist() == asked.tolist() and learner.history.remarks == {}


def test_an_oracle_may_say_more_than_a_label():
    class Annotator:
        name = "Ada"

        def __call__(self, rows):
            return Y[rows]

        def remarks(self, rows):
            return ["too easy" if row % 2 else None for row in rows]

    learner = taught(HumanFeedback())
    learner.run(Annotator(), stop=budget(8), batch_size=3)
    rows = learner.labeled[5:]
    assert learner.history.remarks == {int(row): "too easy" for row in rows if row % 2}
    assert "remarks" in learner.history.to_frame() and "remarks" not in taught(margin_sampling).history.to_frame()


def test_copies_of_a_broken_sample_are_asked_last():
    copies = np.vstack([X, np.repeat(X[[60]], 5, axis=0)])
    learner = ActiveLearner(LogisticRegression(), copies, HumanFeedback(), random_state=0)
    learner.teach(SEED, Y[SEED])
    learner.teach([60], [None], remarks=["broken"])
    order = learner.query(200)
    assert set(order[-5:].tolist()) == set(range(120, 125))
    assert usual_width(np.zeros((4, 2))) == 1.0 == usual_width(np.zeros((1, 2)))


@pytest.mark.parametrize(
    "options, message",
    [
        ({"width": 0}, "width must be above 0, got 0"),
        ({"weights": {"dull": 0.5}}, "weights must be from 0 to 1, for too easy, ambiguous, broken; got 'dull': 0.5"),
        ({"weights": {"broken": 1.5}}, "weights must be from 0 to 1, .* got 'broken': 1.5"),
    ],
)
def test_parameters_out_of_range_are_said(options, message):
    with pytest.raises(ValueError, match=message):
        HumanFeedback(**options)


def test_what_cannot_be_said_or_built_on_is_refused_and_changes_nothing():
    learner = taught(HumanFeedback())
    for remarks, message in (
        (["dull"], "must be one of too easy, ambiguous, broken"),
        (["broken"] * 2, "one entry per row, 1"),
    ):
        with pytest.raises(ValueError, match=message):
            learner.teach([7], [0], remarks=remarks)
    assert learner.n_labeled == 5 and HumanFeedback() == HumanFeedback() != HumanFeedback(width=2)
    with pytest.raises(ValueError, match="builds on scores, but core_set_sampling chooses a whole batch"):
        taught(HumanFeedback(core_set_sampling)).query()
