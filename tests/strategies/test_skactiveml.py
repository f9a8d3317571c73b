"""Strategies of scikit-activeml in our loop, beside ours where both have one."""

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from alkit import ActiveLearner, ScikitActiveml, core_set_sampling, datasets, entropy_sampling

pool = pytest.importorskip("skactiveml.pool")
MixtureModelClassifier = pytest.importorskip("skactiveml.classifier").MixtureModelClassifier

IRIS = datasets.iris()
X, Y = IRIS.X[::3], IRIS.y[::3]
SEED = [0, 17, 40]


def taught(strategy, estimator=None, labels=Y, **options):
    estimator = LogisticRegression(max_iter=2000) if estimator is None else estimator
    learner = ActiveLearner(estimator, X, strategy, random_state=0, **options)
    learner.teach(SEED, labels[SEED])
    return learner


@pytest.mark.slow
@pytest.mark.parametrize(
    "theirs, estimator",
    [
        (pool.RandomSampling(), None),
        (pool.UncertaintySampling(), None),
        (pool.SubSamplingWrapper(pool.MonteCarloEER(), max_candidates=8), None),  # a fit per candidate and class
        (pool.QueryByCommittee(), RandomForestClassifier(5)),
        (pool.BatchBALD(), RandomForestClassifier(5)),
        (pool.Quire(classes=[0, 1, 2]), None),
        (pool.DiscriminativeAL(), None),
        (pool.TypiClust(), None),
        (pool.ProbCover(), None),
        (pool.Falcun(), None),
        (pool.MaxHerding(), None),
        (pool.Badge(), None),
        (pool.CoreSet(), make_pipeline(StandardScaler(), LogisticRegression())),
        (pool.SubSamplingWrapper(pool.UncertaintySampling(), max_candidates=10), None),
        (pool.GreedySamplingTarget(), GaussianProcessRegressor()),
        (pool.SubSamplingWrapper(pool.KLDivergenceMaximization(), max_candidates=8), GaussianProcessRegressor()),
    ],
    ids=lambda x: type(getattr(x, "query_strategy", x)).__name__,
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # their Gaussian process at its bounds
def test_any_of_them_runs(theirs, estimator):
    labels = X[:, 0] if isinstance(estimator, GaussianProcessRegressor) else Y
    learner = taught(ScikitActiveml(theirs), estimator, labels)
    asked = learner.query(4)
    assert len(set(asked)) == 4 and set(asked) <= set(learner.candidates)
    assert learner.query(4).tolist() == asked.tolist()
    learner.teach(asked, labels[asked])
    assert not set(learner.query(4)) & set(learner.labeled)


def test_theirs_and_ours_agree():
    for theirs, ours in ((pool.UncertaintySampling(method="entropy"), entropy_sampling), (pool.CoreSet(), core_set_sampling)):
        assert taught(ScikitActiveml(theirs)).query(3).tolist() == taught(ours).query(3).tolist()


def test_their_badge_repeats_rows_and_ours_never_does(monkeypatch):
    def repeating(self, X, y, clf, candidates, batch_size, return_utilities):
        return np.array([5, 5, 2]), np.tile(np.arange(len(y), dtype=float), (3, 1))

    monkeypatch.setattr(pool.Badge, "query", repeating)
    learner = taught(ScikitActiveml(pool.Badge()))
    asked = learner.query(3)
    assert asked.tolist() == learner.candidates[[5, len(learner.candidates) - 1, 2]].tolist()


def test_arguments_are_passed_on():
    strategy = ScikitActiveml(pool.FourDs(), {"clf": MixtureModelClassifier(classes=[0, 1, 2], random_state=0)})
    assert len(taught(strategy).query(2)) == 2
    with pytest.raises(ValueError, match=r"made with its \(\)"):
        ScikitActiveml(pool.Badge)
    with pytest.raises(ValueError, match=r"Badge.query has no argument \['model'\]; it has .*'clf'"):
        ScikitActiveml(pool.Badge(), {"model": None})


def test_one_class_so_far():
    learner = ActiveLearner(LogisticRegression(), X, ScikitActiveml(pool.UncertaintySampling()), random_state=0)
    assert len(learner.query(3)) == 3
    learner.teach([0], ["setosa"])
    assert len(set(learner.query(3))) == 3


def test_texts_have_to_be_made_dense():
    words = ["red apple", "green apple", "red car", "fast car", "green pear", "slow car"]
    for steps, works in (([TfidfVectorizer()], False), ([TfidfVectorizer(), TruncatedSVD(3, random_state=0)], True)):
        learner = ActiveLearner(
            make_pipeline(*steps, LogisticRegression()), words, ScikitActiveml(pool.TypiClust()), random_state=0
        )
        if works:
            assert len(set(learner.query(2))) == 2
        else:
            with pytest.raises(ValueError, match=r"ScikitActiveml\(query_strategy=TypiClust\(\)\) takes dense rows only"):
                learner.query(2)
