"""The members' predictions under the right classes, for committees of every kind and of any engine."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    RandomForestClassifier,
    VotingClassifier,
)
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from alkit import ActiveLearner, PosteriorSamples, QueryByCommittee, datasets, disagreement
from alkit.models.fitting import seeded
from alkit.models.members import members_predictions, members_proba, predict_members

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
    if name == "boosting":  # weights its members
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


# ---- a committee of another engine ------------------------------------------------------------------------


class DrawnWeights(LogisticRegression):
    """Posterior draws as one table of weights, for a single matrix product: a committee without ``estimators_``."""

    def fit(self, X, y):
        drawn = PosteriorSamples(7, random_state=0).fit(X, y)
        self.classes_, self.draws_ = drawn.classes_, np.array([np.c_[m.coef_, m.intercept_] for m in drawn.estimators_])
        return self


def forward(model, X):
    return softmax(np.einsum("mcf,nf->mnc", model.draws_, np.c_[np.asarray(X), np.ones(len(X))]), axis=2)


def test_a_function_makes_a_committee_of_any_model():
    ensemble = taught(PosteriorSamples(7, random_state=0), QueryByCommittee(disagreement.bald)).rank(5)
    for estimator in (DrawnWeights(), make_pipeline("passthrough", DrawnWeights())):
        passed = taught(estimator, QueryByCommittee(disagreement.bald, members=forward)).rank(5)
        assert passed.indices.tolist() == ensemble.indices.tolist() and passed.scores == pytest.approx(ensemble.scores)
    with pytest.raises(ValueError, match="DrawnWeights has no members .* pass committee= or members="):
        taught(DrawnWeights()).query()


def test_a_registered_function_serves_a_whole_type():
    class Registered(DrawnWeights):
        pass

    predict_members.register(Registered)(forward)
    by_type, passed = taught(Registered()), taught(DrawnWeights(), QueryByCommittee(members=forward))
    assert by_type.rank(5).scores.tolist() == passed.rank(5).scores.tolist()
    known = members_proba(by_type.model, X, np.append(by_type.classes, "zebra"))
    assert known.shape == (7, 50, 4) and not known[:, :, 3].any()


@pytest.mark.parametrize(
    "wrong", [lambda model, X: np.ones((1, len(X), 3)), lambda model, X: np.ones((4, 3, 3)), lambda model, X: np.ones(4)]
)
def test_tables_of_another_shape_are_said(wrong):
    with pytest.raises(
        ValueError, match=r"needs the predictions of two members or more, shape \(n_members, 44, n_classes\), got"
    ):
        taught(DrawnWeights(), QueryByCommittee(members=wrong)).query()


def test_draws_of_a_gaussian_process_have_its_variance():
    x = np.linspace(0, 6, 20)[:, None]
    model = GaussianProcessRegressor(RBF(1.0), optimizer=None, alpha=1e-4).fit(x[::5], np.sin(x[::5, 0]))
    drawn = members_predictions(model, x, members=lambda gp, X: gp.sample_y(X, 20_000, random_state=0).T)
    np.testing.assert_allclose(drawn.var(axis=0), model.predict(x, return_std=True)[1] ** 2, atol=0.03)
