"""All strategies of the catalog, a new line included: no row twice, reproducible, and kind to bad pools."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC

import alkit
from alkit import ActiveLearner, catalog, datasets
from alkit.strategies.base import Batch

IRIS = datasets.iris()
X, Y = IRIS.X[::3] + np.random.default_rng(0).normal(0, 1e-3, (50, 4)), IRIS.y[::3]
SEED = [0, 1, 20, 21, 40, 41]
LINEAR = LogisticRegression(max_iter=5000, solver="newton-cholesky")  # with so few features a third of the time
MODELS = {"classes": [LINEAR, RandomForestClassifier(5)], "numbers": [RandomForestRegressor(5)]}
REFITS = "strategies.expected"  # a model for each answer that could come: this takes seconds
ENTRIES = [pytest.param(e, marks=pytest.mark.slow) if e.home == REFITS else e for e in catalog.STRATEGIES]
EACH = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


def labels_for(entry, labels):
    """What the oracle answers: names of classes, or numbers."""
    return labels if entry.task == "classes" else np.unique(labels, return_inverse=True)[1] + np.arange(len(labels)) / 7


@cache
def usual(entry):
    """A learner as :func:`taught` makes it, shared by tests that do not teach it: to ask changes nothing."""
    return taught(entry)


def taught(entry, pool=X, rows=SEED, labels=Y, first_steps=(), **options):
    """A learner with the first of the models that the strategy can work with."""
    try:
        strategy = entry.get()
    except ModuleNotFoundError as error:
        pytest.skip(str(error))
    for estimator in MODELS[entry.task]:
        model = make_pipeline(*first_steps, estimator) if first_steps else estimator
        learner = ActiveLearner(model, pool, strategy, **{"random_state": 0, **options})
        if len(rows):
            learner.teach(rows, labels_for(entry, labels)[rows])
        try:
            learner.query()
        except ValueError as error:
            said = str(error)
        else:
            return learner
    if "takes dense rows only" in said:
        pytest.skip(said)
    raise AssertionError(f"no model suits {strategy}: {said}")


@EACH
@pytest.mark.parametrize("batch_size", [1, 7, 500])
def test_no_row_is_asked_twice_and_a_batch_may_be_larger_than_the_pool(entry, batch_size):
    asked = usual(entry).query(batch_size)
    assert len(asked) == min(batch_size, 44) and len(set(asked)) == len(asked) and not set(asked) & set(SEED)


@EACH
def test_the_same_seed_gives_the_same_answer_and_nothing_is_changed(entry):
    pool = X.copy()
    pool.flags.writeable = False
    learner = taught(entry, pool)
    once = learner.rank(5)
    for again in (learner.rank(5), taught(entry, pool).rank(5)):
        assert once.indices.tolist() == again.indices.tolist() and once.scores.tolist() == again.scores.tolist()
    np.testing.assert_array_equal(pool, X)


@EACH
def test_it_prints_and_compares_by_what_it_is(entry):
    strategy = usual(entry).strategy
    assert strategy == entry.get() and hash(strategy) == hash(entry.get())
    name = usual(entry)._view(np.arange(10, 20), 1).name
    assert entry.name in name and " at 0x" not in name and "lambda" not in name


@EACH
@pytest.mark.parametrize("rows", [[], [0], [0, 1]], ids=["no label", "one label", "one class"])
def test_before_there_are_two_classes_chance_or_geometry_decides_never_the_row_number(entry, rows):
    asked = taught(entry, rows=rows).query(6)
    assert len(set(asked)) == 6
    if entry.task == "classes":
        assert len(set(taught(entry, rows=rows, classes=IRIS.classes).query(6))) == 6
    order = np.append(np.arange(2), 2 + np.random.default_rng(1).permutation(48))
    moved = taught(entry, X[order], rows, Y[order]).query(6)
    by_chance = len({tuple(taught(entry, rows=rows, random_state=seed).query(3)) for seed in range(5)}) > 1
    assert by_chance or order[moved].tolist() == asked.tolist()


@pytest.mark.slow
@EACH
def test_a_pool_of_copies(entry):
    constant, copies = np.ones((40, 4)), np.repeat(X[[0, 20, 40, 5]], 10, axis=0)
    labels = np.repeat(Y[[0, 20, 40, 5]], 10)
    for pool in (constant, copies):
        learner = taught(entry, pool, [0, 1, 10, 20], labels)
        assert len(set(learner.query(9))) == 9 and len(set(learner.query(100))) == 36


@EACH
def test_the_last_candidate(entry):
    learner = taught(entry)
    rest = [i for i in range(50) if i not in (*SEED, 33)]
    learner.teach(rest, labels_for(entry, Y)[rest])
    assert learner.query(3).tolist() == [33]


@EACH
def test_data_frames(entry):
    assert taught(entry, pd.DataFrame(X, columns=list("abcd"))).query(4).tolist() == usual(entry).query(4).tolist()


@EACH
def test_sparse_pools(entry):
    assert len(set(taught(entry, scipy.sparse.csr_matrix(X)).query(4))) == 4


def test_a_batch_of_its_own_asks_each_kind_of_copy_once():
    copies, labels = np.repeat(X[[5, 25, 45, 9, 29]], 8, axis=0), np.repeat(Y[[5, 25, 45, 9, 29]], 8)
    for strategy in (alkit.core_set_sampling, alkit.typiclust_sampling):
        learner = ActiveLearner(LINEAR, copies, strategy, random_state=0)
        learner.teach([0, 8, 16], labels[[0, 8, 16]])
        assert {i // 8 for i in learner.query(2)} == {3, 4}


# ---- what is missing is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "strategy, estimator, said",
    [
        (
            alkit.decision_margin_sampling,
            GaussianNB(),
            "decision_margin_sampling needs distances .* but GaussianNB has no decision_function",
        ),
        (alkit.entropy_sampling, LinearSVC(), "entropy_sampling needs class probabilities, but LinearSVC has no predict_proba"),
        (
            alkit.badge_sampling,
            LinearSVC(),
            "badge_sampling needs the gradient of the model's last layer, .* not known for LinearSVC",
        ),
        (
            alkit.BatchBALDSampling(),
            LINEAR,
            r"BatchBALDSampling\(\) needs a committee of classifiers, but LogisticRegression has no members",
        ),
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
    for strategy, fails in ((alkit.margin_sampling, False), (alkit.core_set_sampling, True), (alkit.typiclust_sampling, True)):
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
        (Batch(np.array([1, 2]), np.zeros(2)), r"one score per sample of its batch, shape \(3,\), got \(2,\)"),
        (Batch(np.array([1, 2]), np.zeros(3)), "must choose 3 different candidates"),
        (Batch(np.array([1, 2, 3]), np.array([1, np.nan, 1])), "mine returned NaN for place 1 of its batch"),
        (np.zeros(3), r"one score per candidate, shape \(44,\), got \(3,\)"),
        (np.full(44, np.nan), "mine returned NaN for row 2"),
    ],
)
def test_a_strategy_that_answers_nonsense_is_told(answer, said):
    def mine(view):
        return answer

    learner = ActiveLearner(LINEAR, X, mine, random_state=0)
    learner.teach(SEED, Y[SEED])
    with pytest.raises(ValueError, match=said):
        learner.query(3)


def test_a_plain_function_works_wherever_ours_do():
    def widest(view):
        return [float(view.X[i][1]) for i in view.candidates]

    for strategy in (
        widest,
        alkit.RankedBatch(widest),
        alkit.StochasticBatch(widest),
        alkit.DensityWeighted(widest),
        alkit.DiverseSampling(widest),
    ):
        learner = ActiveLearner(LINEAR, X, strategy, random_state=0)
        learner.teach(SEED, Y[SEED])
        assert len(set(learner.query(4))) == 4


@pytest.mark.parametrize(
    "passed, said",
    [
        (alkit.QueryByCommittee, "strategy QueryByCommittee is a class: make one first, .* as in QueryByCommittee"),
        ("entropy", "strategy must be a function such as alkit.entropy_sampling, got 'entropy'"),
    ],
)
def test_what_is_no_strategy_is_refused_at_once(passed, said):
    with pytest.raises(ValueError, match=said):
        ActiveLearner(LINEAR, X, passed)


def test_a_factory_that_was_not_called_is_told_to_be():
    def mine(beta=1.0):
        return lambda view: np.zeros(len(view.candidates))

    with pytest.raises(ValueError, match="mine returned a strategy instead of scores: call it first"):
        ActiveLearner(LINEAR, X, mine, random_state=0).query()
    assert len(ActiveLearner(LINEAR, X, mine(), random_state=0).query()) == 1


# ---- through pipelines --------------------------------------------------------------------------------------

WORDS = ["red apple", "green apple", "red car", "fast car", "green pear", "slow car", "ripe pear", "old car"] * 3
KINDS = np.array(["car" if "car" in text else "fruit" for text in WORDS])
FRAME = pd.DataFrame({"color": [text.split()[0] for text in WORDS], "length": [float(len(text)) for text in WORDS]})
POOLS = {
    "texts": (WORDS, TfidfVectorizer()),
    "mixed frame": (
        FRAME,
        make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["color"]), (StandardScaler(), ["length"])),
    ),
}


@pytest.mark.slow
@EACH
@pytest.mark.parametrize("rows", [[], [0], [0, 2]], ids=["no label", "one class", "two classes"])
@pytest.mark.parametrize("pool", POOLS)
def test_texts_and_tables_through_a_pipeline(entry, rows, pool):
    rows_of_pool, first_step = POOLS[pool]
    for steps in ([first_step], [first_step, "passthrough"]):
        assert len(set(taught(entry, rows_of_pool, rows, KINDS, steps).query(4))) == 4


def test_a_cold_start_on_texts_spreads_over_the_words():
    learner = ActiveLearner(
        make_pipeline(TfidfVectorizer(), LogisticRegression()), WORDS, alkit.typiclust_sampling, random_state=0
    )
    assert len({WORDS[i] for i in learner.query(8)}) == 8  # each text is there three times


def test_features_that_need_labels_are_named():
    model = make_pipeline(SelectKBest(k=2), LogisticRegression())
    learner = ActiveLearner(model, X, alkit.core_set_sampling, random_state=0)
    with pytest.raises(
        ValueError, match="core_set_sampling needs features, and before there are two classes they cannot be made: .*y"
    ):
        learner.query()
    learner.teach(SEED, Y[SEED])
    assert len(learner.query(2)) == 2


def test_distances_are_those_of_the_pipeline_inside_a_search():
    pool, scaled = X * [1, 1000, 1, 1], make_pipeline(StandardScaler(), LogisticRegression())
    searched, plain = (
        ActiveLearner(m, pool, alkit.core_set_sampling, random_state=0) for m in (GridSearchCV(scaled, {}, cv=2), scaled)
    )
    for learner in (searched, plain):
        learner.teach(SEED, Y[SEED])
    assert searched.query(5).tolist() == plain.query(5).tolist()
