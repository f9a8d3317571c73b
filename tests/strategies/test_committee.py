"""Committees of every kind: the members' predictions under the right classes, and errors that say what is missing."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    RandomForestClassifier,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from alkit import ActiveLearner, PosteriorSamples, datasets, disagreement, EPIGSampling, QueryByCommittee
from alkit.committees import members_proba
from alkit.estimators import seeded

IRIS = datasets.iris()
X, Y = IRIS.X[::3], IRIS.y[::3]
SEED = [0, 1, 17, 18, 40, 41]
VOTERS = [("lr", LogisticRegression(max_iter=1000)), ("nb", GaussianNB()), ("tree", DecisionTreeClassifier(random_state=0))]
COMMITTEES = {
    "forest": RandomForestClassifier(5),
    "extra trees": ExtraTreesClassifier(5),
    "bagging": BaggingClassifier(LogisticRegression(max_iter=1000), 5),
    "bagging some columns": BaggingClassifier(DecisionTreeClassifier(), 5, max_features=2),
    "voting": VotingClassifier(VOTERS),
    "boosting": AdaBoostClassifier(DecisionTreeClassifier(max_depth=1), n_estimators=5),
    "posterior": PosteriorSamples(5),
    "pipeline": make_pipeline(StandardScaler(), RandomForestClassifier(5)),
    "search": GridSearchCV(RandomForestClassifier(5, random_state=0), {"max_depth": [2, 3]}, cv=2),
}


def taught(estimator, strategy=None, labels=Y, rows=SEED, **options):
    learner = ActiveLearner(estimator, X, strategy or QueryByCommittee(), random_state=0, **options)
    learner.teach(rows, labels[rows])
    return learner


@pytest.mark.parametrize("name", COMMITTEES)
@pytest.mark.parametrize("labels", [Y, np.searchsorted(np.unique(Y), Y) + 1], ids=["names", "numbers"])
def test_the_mean_of_the_members_is_the_ensemble(name, labels):
    learner = taught(COMMITTEES[name], labels=labels)
    proba = members_proba(learner.model, X[learner.candidates], learner.classes)
    assert proba.shape == (3 if name == "voting" else 5, 44, 3)
    np.testing.assert_allclose(proba.sum(axis=2), 1)
    if name == "boosting":  # weighs its members
        return
    if name == "voting":
        members = [m.predict_proba(X[learner.candidates]) for m in learner.model.estimators_]
        np.testing.assert_allclose(proba, members)
    else:
        np.testing.assert_allclose(proba.mean(axis=0), learner.candidate_proba(), atol=1e-12)


@pytest.mark.parametrize("name", COMMITTEES)
def test_a_pool_may_be_a_list_or_a_frame(name):
    def proba(pool):
        return members_proba(seeded(COMMITTEES[name], 0).fit(pool, Y), pool, np.unique(Y))

    for pool in (X.tolist(), pd.DataFrame(X, columns=list("abcd"))):
        np.testing.assert_array_equal(proba(pool), proba(X))


def test_classes_that_no_member_has_seen_have_a_column_of_zeros():
    learner = taught(RandomForestClassifier(5), rows=[0, 1, 40, 41], classes=IRIS.classes)
    proba = members_proba(learner.model, X[learner.candidates], learner.classes)
    assert proba.shape[2] == 3 and not proba[:, :, 1].any()


def test_a_member_without_probabilities_is_sure_of_its_vote():
    voting = VotingClassifier([("svm", SVC()), ("lr", LogisticRegression(max_iter=1000))])
    learner = taught(voting)
    candidates = X[learner.candidates]
    votes = members_proba(learner.model, candidates, learner.classes)[0]
    assert set(np.unique(votes)) == {0, 1}
    np.testing.assert_array_equal(
        learner.classes[votes.argmax(axis=1)], learner.classes[learner.model.estimators_[0].predict(candidates)]
    )


def test_the_sample_with_the_highest_score_is_asked():
    learner = taught(RandomForestClassifier(10), QueryByCommittee(disagreement.bald))
    view = learner._view(learner.candidates, 1)
    proba = np.stack([tree.predict_proba(X[learner.candidates]) for tree in learner.model.estimators_])
    best = learner.candidates[disagreement.bald(proba) >= disagreement.bald(proba).max() - 1e-12]
    assert learner.query()[0] in best and view.name == "QueryByCommittee(bald)"


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


def test_a_data_frame_pool():
    frame = pd.DataFrame(X, columns=list("abcd"))
    learner = ActiveLearner(RandomForestClassifier(5), frame, QueryByCommittee(), random_state=0)
    learner.teach(SEED, Y[SEED])
    assert len(learner.query(4)) == 4


# ---- posterior samples ----------------------------------------------------------------------------------


def numeric_hessian(f, w, h=1e-4):
    e = np.eye(len(w)) * h
    return np.array([[(f(w + a + b) - f(w + a - b) - f(w - a + b) + f(w - a - b)) / (4 * h * h) for b in e] for a in e])


@pytest.mark.parametrize("labels", [Y == "setosa", Y], ids=["two classes", "three"])
def test_the_precision_is_the_curvature_of_the_loss(labels):
    Z, codes, C = X[:, :2] - X[:, :2].mean(axis=0), np.unique(labels, return_inverse=True)[1], 0.7
    model, ones = PosteriorSamples(2, C=C, random_state=0).fit(Z, labels), np.ones((len(X), 1))
    n_vectors = 1 if len(model.classes_) == 2 else 3

    def loss(w):
        scores = np.hstack([Z, ones]) @ w.reshape(n_vectors, 3).T
        scores = np.hstack([np.zeros_like(scores), scores]) if n_vectors == 1 else scores
        return (np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(Z)), codes]).sum() + w @ w / (2 * C)

    mode = np.hstack([model.mode_.coef_, model.mode_.intercept_[:, None]]).ravel()
    np.testing.assert_allclose(model._precision(Z), numeric_hessian(loss, mode), atol=1e-4)


def test_the_draws_have_the_posterior_s_mean_and_covariance():
    Z = X[:, :2] - X[:, :2].mean(axis=0)
    model = PosteriorSamples(20_000, random_state=0).fit(Z, Y == "setosa")
    draws = np.array([np.append(m.coef_, m.intercept_) for m in model.estimators_])
    np.testing.assert_allclose(draws.mean(axis=0), np.append(model.mode_.coef_, model.mode_.intercept_), atol=0.03)
    np.testing.assert_allclose(np.cov(draws.T), np.linalg.inv(model._precision(Z)), atol=0.03)
    with pytest.raises(ValueError, match="n_members must be at least 2"):
        PosteriorSamples(1).fit(Z, Y)


def test_more_labels_more_agreement():
    spread = [disagreement.bald(np.stack([m.predict_proba(X) for m in PosteriorSamples(50, random_state=0).fit(X[::step], Y[::step]).estimators_])).mean()
              for step in (10, 5, 1)]  # fmt: skip
    assert spread[0] > spread[1] > spread[2]
