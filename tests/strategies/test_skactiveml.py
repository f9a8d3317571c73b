"""Strategies of scikit-activeml in our loop, beside ours where both have one; and ours in theirs."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import alkit
from alkit import ActiveLearner, ScikitActiveml, core_set_sampling, datasets, entropy_sampling

pool = pytest.importorskip("skactiveml.pool")
classifier = pytest.importorskip("skactiveml.classifier")
ForScikitActiveml = alkit.ForScikitActiveml

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
    strategy = ScikitActiveml(pool.FourDs(), {"clf": classifier.MixtureModelClassifier(classes=[0, 1, 2], random_state=0)})
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


# ---- the other way round: ours in their loop ------------------------------------------------------------------

OURS = alkit.catalog.strategies()
MODELS = {"committee": RandomForestClassifier(5, random_state=0), "expected error": GaussianNB(), "information": GaussianNB()}
CODES = np.searchsorted(np.unique(Y), Y)  # they like numbers


def ask_theirs(query_strategy, estimator=None, n_rounds=4, **options):
    """Their loop, as their documentation writes it; the rows asked."""
    estimator = LogisticRegression(max_iter=2000) if estimator is None else estimator
    clf = classifier.SklearnClassifier(estimator, classes=[0, 1, 2], random_state=0)
    y = np.full(len(Y), np.nan)
    y[SEED] = CODES[SEED]
    asked = []
    for _ in range(n_rounds):
        new = query_strategy.query(X, y, clf=clf, **options)
        y[new] = CODES[new]
        asked += new.tolist()
    return asked


@pytest.mark.slow
@pytest.mark.parametrize("name", OURS)
def test_each_of_our_strategies_runs_in_their_loop(name):
    estimator = next((model for word, model in MODELS.items() if word in name), None)
    asked = ask_theirs(ForScikitActiveml(OURS[name], random_state=0), estimator, n_rounds=2, batch_size=2)
    assert len(set(asked)) == 4 and not set(asked) & set(SEED)
    assert ask_theirs(ForScikitActiveml(OURS[name], random_state=0), estimator, n_rounds=2, batch_size=2) == asked


def test_in_their_loop_ours_asks_what_it_asks_in_ours():
    for strategy in (alkit.margin_sampling, core_set_sampling):
        learner, ours = taught(strategy), []
        for _ in range(4):
            ours += learner.query().tolist()
            learner.teach(ours[-1:], Y[ours[-1:]])
        assert ask_theirs(ForScikitActiveml(strategy)) == ours
    assert ask_theirs(pool.UncertaintySampling(method="margin_sampling")) == ask_theirs(ForScikitActiveml())


def test_there_and_back_asks_the_same():
    once = ScikitActiveml(pool.UncertaintySampling(method="margin_sampling"))
    assert ask_theirs(ForScikitActiveml(once)) == ask_theirs(ForScikitActiveml())


def test_their_wrapper_takes_ours():
    wrapped = pool.SubSamplingWrapper(ForScikitActiveml(random_state=0), max_candidates=10, random_state=0)
    assert len(set(ask_theirs(wrapped, batch_size=2))) == 8


def test_utilities_are_the_scores_of_what_could_be_chosen():
    clf, y = LogisticRegression(max_iter=2000), np.full(len(Y), np.nan)  # one of scikit-learn will do, too
    y[SEED] = CODES[SEED]
    allowed = np.arange(1, 20)[np.arange(1, 20) != 17]
    asked, utilities = ForScikitActiveml().query(X, y, clf, candidates=allowed, batch_size=3, return_utilities=True)
    assert set(asked) <= set(allowed) and utilities.shape == (3, len(Y))
    assert np.isfinite(utilities[0]).nonzero()[0].tolist() == allowed.tolist()
    assert [int(np.nanargmax(row)) for row in utilities] == asked.tolist()
    asked, utilities = ForScikitActiveml(alkit.badge_sampling, random_state=0).query(X, y, clf, None, 3, True)
    assert np.isfinite(utilities).sum(axis=1).tolist() == [1, 1, 1] and np.isfinite(utilities[range(3), asked]).all()


def test_other_labels_no_label_and_what_is_wrong():
    y = np.full(len(Y), "?", dtype=Y.dtype)
    none, some = y.copy(), y.copy()
    some[SEED[:1]] = Y[SEED[:1]]
    for labels in (none, some):
        asked = ForScikitActiveml(missing_label="?", random_state=0).query(X, labels, LogisticRegression(), batch_size=4)
        assert len(set(asked)) == 4 and not set(asked) & set(np.flatnonzero(labels != "?"))
    with pytest.raises(ValueError, match="strategy DiverseSampling is a class: make one first"):
        ForScikitActiveml(alkit.DiverseSampling).query(X, CODES * np.nan, LogisticRegression())
    with pytest.raises(ValueError, match="must return one score per candidate"):
        ForScikitActiveml(lambda view: [1.0]).query(X, CODES * np.nan, LogisticRegression())


def test_it_is_cloned_and_shown_like_theirs():
    strategy = clone(ForScikitActiveml(alkit.EpsilonGreedy(alkit.margin_sampling, 0.2), random_state=3))
    assert strategy.get_params()["strategy"] == alkit.EpsilonGreedy(alkit.margin_sampling, 0.2)
    assert "EpsilonGreedy" in repr(strategy)
