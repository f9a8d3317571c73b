"""All strategies together: no row twice, reproducible, and kind to bad pools."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC

import alkit
from alkit import ActiveLearner, acquisition, datasets, disagreement
from alkit.expected import zero_one_loss
from alkit.strategies import Batch

IRIS = datasets.iris()
X, Y = IRIS.X[::3] + np.random.default_rng(0).normal(0, 1e-3, (50, 4)), IRIS.y[::3]
SEED = [0, 1, 20, 21, 40, 41]
LINEAR, FOREST, BAYES = LogisticRegression(max_iter=5000), RandomForestClassifier(5), GaussianNB(var_smoothing=1e-2)
ALL = {
    "random": (alkit.random_sampling, LINEAR),
    "least confidence": (alkit.least_confidence_sampling, LINEAR),
    "margin": (alkit.margin_sampling, LINEAR),
    "entropy": (alkit.entropy_sampling, LINEAR),
    "decision margin": (alkit.decision_margin_sampling, LINEAR),
    **{f"{kind} batch": (alkit.StochasticBatch(alkit.entropy_sampling, kind), LINEAR) for kind in ("softmax", "power", "softrank")},
    "epsilon": (alkit.EpsilonGreedy(alkit.margin_sampling), LINEAR),
    **{
        score.__name__: (alkit.QueryByCommittee(score), FOREST)
        for score in (disagreement.vote_entropy, disagreement.consensus_entropy, disagreement.variation_ratio, disagreement.bald)
    },
    "EPIG": (alkit.EPIGSampling(), FOREST),
    "expected log loss": (alkit.ExpectedErrorReduction(), BAYES),
    "expected errors": (alkit.ExpectedErrorReduction(zero_one_loss), BAYES),
    "expected gain": (alkit.ExpectedInformationGain(), LINEAR),
    "core-set": (alkit.core_set_sampling, LINEAR),
    "density": (alkit.DensityWeighted(), LINEAR),
    "ranked batch": (alkit.RankedBatch(), LINEAR),
    "k-means": (alkit.DiverseSampling(), LINEAR),
    "weighted k-means": (alkit.DiverseSampling(alkit.entropy_sampling), LINEAR),
    "TypiClust": (alkit.typiclust_sampling, LINEAR),
    "BADGE": (alkit.badge_sampling, LINEAR),
    "gradient length": (alkit.expected_gradient_length_sampling, LINEAR),
    "BatchBALD": (alkit.BatchBALDSampling(), FOREST),
}
EACH = pytest.mark.parametrize("name", ALL)


def taught(name, pool=X, rows=SEED, labels=Y, **options):
    strategy, estimator = ALL[name]
    learner = ActiveLearner(estimator, pool, strategy, **{"random_state": 0, **options})
    if len(rows):
        learner.teach(rows, labels[rows])
    return learner


@EACH
@pytest.mark.parametrize("n", [1, 7, 500])
def test_no_row_is_asked_twice_and_a_batch_may_be_larger_than_the_pool(name, n):
    learner = taught(name)
    asked = learner.query(n)
    assert len(asked) == min(n, 44) and len(set(asked)) == len(asked) and not set(asked) & set(SEED)


@EACH
def test_the_same_seed_gives_the_same_answer_and_nothing_is_changed(name):
    pool = X.copy()
    pool.flags.writeable = False
    learner = taught(name, pool)
    once = learner.rank(5)
    for again in (learner.rank(5), taught(name, pool).rank(5)):
        assert once.indices.tolist() == again.indices.tolist() and once.scores.tolist() == again.scores.tolist()
    np.testing.assert_array_equal(pool, X)


@EACH
@pytest.mark.parametrize("rows", [[], [0], [0, 1]], ids=["no label", "one label", "one class"])
def test_before_there_are_two_classes_chance_or_geometry_decides(name, rows):
    learner = taught(name, rows=rows)
    assert len(set(learner.query(6))) == 6
    assert len(set(taught(name, rows=rows, classes=IRIS.classes).query(6))) == 6
    if name not in ("core-set", "ranked batch", "k-means", "weighted k-means", "TypiClust"):
        assert len({tuple(taught(name, rows=rows, random_state=seed).query(3)) for seed in range(5)}) > 1


@EACH
def test_a_pool_of_copies(name):
    constant, copies = np.ones((40, 4)), np.repeat(X[[0, 20, 40, 5]], 10, axis=0)
    labels = np.repeat(Y[[0, 20, 40, 5]], 10)
    for pool in (copies,) if ALL[name][1] is BAYES else (constant, copies):  # scikit-learn's naive Bayes itself needs some variance
        learner = taught(name, pool, [0, 1, 10, 20], labels)
        assert len(set(learner.query(9))) == 9 and len(set(learner.query(100))) == 36


@EACH
def test_the_last_candidate(name):
    learner = taught(name)
    rest = [i for i in range(50) if i not in (*SEED, 33)]
    learner.teach(rest, Y[rest])
    assert learner.query(3).tolist() == [33]


def test_a_batch_of_its_own_asks_each_kind_of_copy_once():
    copies, labels = np.repeat(X[[5, 25, 45, 9, 29]], 8, axis=0), np.repeat(Y[[5, 25, 45, 9, 29]], 8)
    for name in ("core-set", "TypiClust", "k-means"):
        learner = taught(name, copies, [0, 8, 16], labels)
        assert {i // 8 for i in learner.query(2)} == {3, 4} or name == "k-means"


# ---- what is missing is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "strategy, estimator, said",
    [
        (alkit.decision_margin_sampling, BAYES, "decision_margin_sampling needs distances .* but GaussianNB has no decision_function"),
        (alkit.entropy_sampling, LinearSVC(), "entropy_sampling needs class probabilities, but LinearSVC has no predict_proba"),
        (alkit.badge_sampling, LinearSVC(), "badge_sampling needs class probabilities, but LinearSVC"),
        (alkit.BatchBALDSampling(), LINEAR, "BatchBALDSampling needs a committee of classifiers, but LogisticRegression has no members"),
        (alkit.EPIGSampling(), RandomForestClassifier(1), "at least two members, but this RandomForestClassifier has one"),
        (alkit.entropy_sampling, make_pipeline(LinearSVC()), "entropy_sampling needs class probabilities, but LinearSVC"),
    ],
)
def test_a_model_that_cannot_is_named_with_who_needs_it(strategy, estimator, said):
    learner = ActiveLearner(estimator, X, strategy, random_state=0)
    learner.teach(SEED, Y[SEED])
    with pytest.raises(ValueError, match=said):
        learner.query()


def test_missing_numbers_matter_to_geometry_only():
    gaps = X.copy()
    gaps[10, 2] = np.nan
    trees = HistGradientBoostingClassifier(max_iter=3, min_samples_leaf=1)
    for strategy, fails in ((alkit.margin_sampling, False), (alkit.core_set_sampling, True), (alkit.expected_gradient_length_sampling, True)):
        learner = ActiveLearner(trees, gaps, strategy, random_state=0)
        learner.teach(SEED, Y[SEED])
        if fails:
            with pytest.raises(ValueError, match=f"{strategy.__name__} measures distances: X must hold finite numbers"):
                learner.query(3)
        else:
            assert len(learner.query(3)) == 3


# ---- a student's own ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer, said",
    [
        (Batch(np.array([1, 1, 2]), np.zeros(3)), "must choose 3 different candidates of 44, got positions"),
        (Batch(np.array([1, 2, 44]), np.zeros(3)), "must choose 3 different candidates"),
        (Batch(np.array([-1, 2, 3]), np.zeros(3)), "must choose 3 different candidates"),
        (Batch(np.array([1, 2]), np.zeros(2)), r"one score a candidate, shape \(3,\), got \(2,\)"),
        (Batch(np.array([1, 2]), np.zeros(3)), "must choose 3 different candidates"),
        (Batch(np.array([1, 2, 3]), np.array([1, np.nan, 1])), "mine returned NaN for row"),
        (np.zeros(3), r"one score a candidate, shape \(44,\), got \(3,\)"),
        (np.full(44, np.nan), "mine returned NaN for row 2"),
    ],
)
def test_a_strategy_that_answers_nonsense_is_told(answer, said):
    def mine(view):
        return answer

    learner = ActiveLearner(LINEAR, X, mine, random_state=0)
    learner.teach(SEED, Y[SEED])
    with pytest.raises(ValueError, match=f"mine.*{said}|{said}"):
        learner.query(3)


def test_a_plain_function_works_wherever_ours_do():
    def widest(view):
        return [float(view.X[i][1]) for i in view.candidates]

    for strategy in (widest, alkit.RankedBatch(widest), alkit.StochasticBatch(widest), alkit.DensityWeighted(widest), alkit.DiverseSampling(widest)):
        learner = ActiveLearner(LINEAR, X, strategy, random_state=0)
        learner.teach(SEED, Y[SEED])
        assert len(set(learner.query(4))) == 4
    results = alkit.compare({"mine": widest}, IRIS, BAYES, 2, 8, progress=False)
    assert set(results["error"]) == {""}


# ---- pools of every kind --------------------------------------------------------------------------------------


@EACH
def test_data_frames(name):
    learner = taught(name, pd.DataFrame(X, columns=list("abcd")))
    assert learner.query(4).tolist() == taught(name).query(4).tolist() or name in ("expected log loss", "expected errors")


@EACH
def test_sparse_pools(name):
    if ALL[name][1] is BAYES:
        pytest.skip("Gaussian naive Bayes takes no sparse rows")
    learner = taught(name, scipy.sparse.csr_matrix(X))
    assert len(set(learner.query(4))) == 4


WORDS = ["red apple", "green apple", "red car", "fast car", "green pear", "slow car", "ripe pear", "old car"] * 3
KINDS = np.array(["car" if "car" in text else "fruit" for text in WORDS])
FRAME = pd.DataFrame({"color": [text.split()[0] for text in WORDS], "length": [float(len(text)) for text in WORDS]})
POOLS = {
    "texts": (WORDS, TfidfVectorizer()),
    "mixed frame": (FRAME, make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["color"]), (StandardScaler(), ["length"]))),
}


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name][1] is not BAYES])
@pytest.mark.parametrize("rows", [[], [0], [0, 2]], ids=["no label", "one class", "two classes"])
@pytest.mark.parametrize("pool", POOLS)
def test_texts_and_tables_through_a_pipeline(name, rows, pool):
    X, first_step = POOLS[pool]
    strategy, estimator = ALL[name]
    for model in (make_pipeline(first_step, estimator), make_pipeline(first_step, "passthrough", estimator)):
        learner = ActiveLearner(model, X, strategy, random_state=0)
        if rows:
            learner.teach(rows, KINDS[rows])
        assert len(set(learner.query(4))) == 4


def test_a_cold_start_on_texts_spreads_over_the_words():
    learner = ActiveLearner(make_pipeline(TfidfVectorizer(), LogisticRegression()), WORDS, alkit.typiclust_sampling, random_state=0)
    assert len({WORDS[i] for i in learner.query(8)}) == 8  # each text is there three times


def test_features_that_need_labels_are_named():
    model = make_pipeline(SelectKBest(k=2), LogisticRegression())
    learner = ActiveLearner(model, X, alkit.core_set_sampling, random_state=0)
    with pytest.raises(ValueError, match="core_set_sampling needs features, and before there are two classes they cannot be made: .*y"):
        learner.query()
    learner.teach(SEED, Y[SEED])
    assert len(learner.query(2)) == 2


def test_distances_are_those_of_the_pipeline_inside_a_search():
    pool, scaled = X * [1, 1000, 1, 1], make_pipeline(StandardScaler(), LogisticRegression())
    searched, plain = (ActiveLearner(m, pool, alkit.core_set_sampling, random_state=0) for m in (GridSearchCV(scaled, {}, cv=2), scaled))
    for learner in (searched, plain):
        learner.teach(SEED, Y[SEED])
    assert searched.query(5).tolist() == plain.query(5).tolist()


@pytest.mark.parametrize("bad", [np.array([[1.0, np.nan]]), np.zeros((0, 2)), np.zeros((2, 2, 2))])
def test_decision_values_are_checked(bad):
    with pytest.raises(ValueError, match="decision must be numbers"):
        acquisition.decision_margin(bad)


def test_decision_margin_of_two_classes_is_that_of_two_columns():
    values = np.random.default_rng(0).normal(size=50)
    np.testing.assert_allclose(acquisition.decision_margin(values), acquisition.decision_margin(np.column_stack([values, np.zeros(50)])))
