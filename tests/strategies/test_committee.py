"""Committee strategies: the right sample is asked, in blocks as at once, and errors say what is missing."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import BaggingClassifier, GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from alkit import ActiveLearner, EPIGSampling, QueryByCommittee, datasets, disagreement

IRIS = datasets.iris()
X, Y = IRIS.X[::3], IRIS.y[::3]
SEED = [0, 1, 17, 18, 40, 41]


def taught(estimator, strategy=None, labels=Y, rows=SEED, **options):
    learner = ActiveLearner(estimator, X, strategy or QueryByCommittee(), random_state=0, **options)
    learner.teach(rows, labels[rows])
    return learner


def test_the_sample_with_the_highest_score_is_asked():
    learner = taught(RandomForestClassifier(10), QueryByCommittee(disagreement.bald))
    view = learner._view(learner.candidates, 1)
    proba = np.stack([tree.predict_proba(X[learner.candidates]) for tree in learner.model.estimators_])
    best = learner.candidates[disagreement.bald(proba) >= disagreement.bald(proba).max() - 1e-12]
    assert learner.query()[0] in best and view.name == "QueryByCommittee(score=bald)"


def test_a_committee_beside_the_model_learns_the_same_labels_reproducibly():
    strategy = QueryByCommittee(disagreement.vote_entropy, committee=BaggingClassifier(DecisionTreeClassifier(), 7))
    learner = taught(LogisticRegression(max_iter=1000), strategy)
    assert (
        learner.query(5).tolist()
        == learner.query(5).tolist()
        == taught(LogisticRegression(max_iter=1000), strategy).query(5).tolist()
    )


def test_epig_prefers_what_tells_of_the_targets():
    """Two separate clouds of the pool, targets in the right one only."""
    rng = np.random.default_rng(0)
    pool = np.vstack([rng.normal([-6, 0], 1, (60, 2)), rng.normal([6, 0], 1, (60, 2))])
    target = rng.normal([6, 0], 0.3, (20, 2))
    y = (np.abs(pool[:, 0]) > 6).astype(int)
    committee = RandomForestClassifier(50, max_depth=4)
    shares = {}
    for name, strategy in {"epig": EPIGSampling(target), "bald": QueryByCommittee(disagreement.bald)}.items():
        learner = ActiveLearner(committee, pool, strategy, random_state=0)
        learner.teach(rows := [0, 1, 2, 3, 60, 61, 62, 63], y[rows])
        shares[name] = np.mean(pool[learner.query(20), 0] > 0)
    assert shares["epig"] > 0.9 > shares["bald"]
    learner = ActiveLearner(committee, pool, EPIGSampling(n_targets=30), random_state=0)  # targets drawn from the pool
    learner.teach(rows, y[rows])
    assert learner.query(3).tolist() == learner.query(3).tolist()


@pytest.mark.parametrize("strategy", [QueryByCommittee(), EPIGSampling()])
def test_what_is_no_committee_is_said(strategy):
    with pytest.raises(ValueError, match="LogisticRegression has no members"):
        taught(LogisticRegression(max_iter=1000), strategy).query()
    with pytest.raises(ValueError, match="GradientBoostingClassifier has no members .* of that kind"):
        taught(GradientBoostingClassifier(n_estimators=2), strategy).query()
    with pytest.raises(ValueError, match="at least two members, but this RandomForestClassifier has one"):
        taught(RandomForestClassifier(1), strategy).query()


@pytest.mark.parametrize("strategy", [QueryByCommittee(disagreement.bald), EPIGSampling(n_targets=9)])
def test_in_blocks_the_scores_are_the_same(strategy, monkeypatch):
    whole = taught(RandomForestClassifier(5), strategy).rank(44)
    monkeypatch.setattr("alkit.strategies.committee.TABLE", 60)  # four candidates of 5 members and 3 classes
    monkeypatch.setattr("alkit.strategies.committee.FIRST", 9)
    in_blocks = taught(RandomForestClassifier(5), strategy).rank(44)
    assert in_blocks.indices.tolist() == whole.indices.tolist() and in_blocks.scores == pytest.approx(whole.scores)


def test_a_number_of_targets_below_one_is_refused():
    with pytest.raises(ValueError, match="n_targets must be at least 1, got 0"):
        EPIGSampling(n_targets=0)


def test_a_data_frame_pool():
    frame = pd.DataFrame(X, columns=list("abcd"))
    learner = ActiveLearner(RandomForestClassifier(5), frame, QueryByCommittee(), random_state=0)
    learner.teach(SEED, Y[SEED])
    assert len(learner.query(4)) == 4
