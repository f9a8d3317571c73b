"""The query loop: nothing is asked twice, the same seed gives the same run, and undo is exact."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from alkit import (
    ActiveLearner,
    BatchBALDSampling,
    budget,
    datasets,
    entropy_sampling,
    least_confidence_sampling,
    margin_sampling,
    random_sampling,
    simulated,
)
from alkit.learner import KEPT_MODELS

IRIS = datasets.iris()
X, Y = IRIS.X[::3], IRIS.y[::3]
SEED = [0, 20, 40]


def new(estimator=None, pool=X, strategy=margin_sampling, seed=SEED, **options):
    estimator = GaussianNB(var_smoothing=1e-3) if estimator is None else estimator
    learner = ActiveLearner(estimator, pool, strategy, **{"random_state": 0, **options})
    if len(seed):
        learner.teach(seed, Y[seed])
    return learner


def rows_asked(learner, n=10, batch_size=1):
    learner.run(simulated(Y), budget(learner.n_asked + n), batch_size)
    return [i for r in learner.history for i in r.asked]


def all_of(learner):
    """All that can be told of a learner, but for the seconds."""
    return (
        learner.labeled.tolist(), learner.y_labeled.tolist(), learner.candidates.tolist(), learner.classes.tolist(),
        learner.predict_proba_pool(np.arange(learner.n_pool)).tolist(), learner.is_current,
        learner.query(3).tolist() if learner.candidates.size else None,
        [(r.kind, r.asked, r.answers, r.by, r.n_labeled, r.n_asked, r.cost, r.metrics) for r in learner.history],
    )  # fmt: skip


@pytest.mark.parametrize("strategy", [random_sampling, least_confidence_sampling, margin_sampling, entropy_sampling])
@pytest.mark.parametrize("batch_size", [1, 4])
def test_every_row_is_asked_once(strategy, batch_size):
    asked = rows_asked(new(strategy=strategy), n=100, batch_size=batch_size)
    assert sorted(asked) == list(range(len(X)))


def test_the_strategy_s_best_is_asked():
    learner = new()
    scores = dict(zip(learner.candidates, learner.strategy(learner._view(learner.candidates, 1))))
    asked = learner.query(5)
    assert [scores[i] for i in asked] == sorted(scores.values(), reverse=True)[:5]


def test_the_same_seed_gives_the_same_run_and_another_another():
    once, again, other = (rows_asked(new(strategy=random_sampling, random_state=s)) for s in (1, 1, 2))
    assert once == again != other
    generator = np.random.default_rng(1)
    assert rows_asked(new(strategy=random_sampling, random_state=generator)) == once


def test_asking_twice_changes_nothing():
    plain, nosy = new(strategy=random_sampling), new(strategy=random_sampling)
    for _ in range(5):
        assert nosy.query(7).tolist() == nosy.query(7).tolist()
        nosy.rank(2), nosy.predict_proba_pool([0])
        rows_asked(plain, 1), rows_asked(nosy, 1)
    assert all_of(plain) == all_of(nosy)


def test_ties_are_broken_at_random():
    def all_alike(view):
        return np.zeros(len(view.candidates))

    firsts = [int(new(strategy=all_alike, pool=X[:10], seed=[], random_state=k).query()[0]) for k in range(400)]
    counts = np.bincount(firsts, minlength=10)
    assert counts.min() > 15 and counts.max() < 75  # 40 expected, standard deviation 6


OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["teach", "batch", "unknown", "again", "skip", "undo"]), st.integers(0, 99)), max_size=14
)


def apply(learner, kind, choice):
    left = learner.candidates
    rows = np.roll(left, choice)[: 3 if kind == "batch" else 1]
    if kind == "undo":
        if len(learner.history) > 1:
            learner.undo()
    elif kind == "again":  # some other label, or none, for what is known already
        row = int(learner.labeled[choice % learner.n_labeled])
        learner.teach([row], [[*np.unique(Y), None][choice % 4] if learner.n_labeled > 3 else Y[row]], seconds=1.0, again=True)
    elif left.size >= 3 and kind == "skip":
        learner.skip(rows)
    elif left.size >= 3:
        learner.teach(rows, [None] if kind == "unknown" else Y[rows], seconds=1.0)


@settings(max_examples=60, deadline=None)
@given(OPERATIONS)
@pytest.mark.slow
def test_undo_is_as_if_it_had_never_been(operations):
    learner, past = new(metrics={"accuracy": lambda m: m.score(X, Y)}), []
    for kind, choice in operations:
        if kind == "undo" and past:
            learner.undo()
            assert all_of(learner) == past.pop()
        elif kind != "undo":
            past.append(all_of(learner))
            n = len(learner.history)
            apply(learner, kind, choice)
            if len(learner.history) == n:
                past.pop()


@pytest.mark.parametrize("estimator", [GaussianNB(var_smoothing=1e-3), RandomForestClassifier(5)])
def test_undo_reaches_back_beyond_the_kept_models(estimator):
    learner = new(estimator)
    start = all_of(learner)
    rows_asked(learner, n=KEPT_MODELS + 8)
    for _ in range(KEPT_MODELS + 8):
        learner.undo()
    assert all_of(learner) == start
    learner.undo()
    assert learner.model is None and learner.n_labeled == 0
    with pytest.raises(ValueError, match="nothing to undo"):
        learner.undo()


class Moody(GaussianNB):
    def fit(self, X, y):
        if len(y) == 5:
            raise RuntimeError("not five")
        return super().fit(X, y)


def test_an_error_while_fitting_leaves_everything_as_it_was():
    learner = new(Moody())
    learner.teach([1], [Y[1]])
    before = all_of(learner)
    with pytest.raises(RuntimeError, match="not five"):
        learner.teach([2], [Y[2]])
    assert all_of(learner) == before
    learner.teach([2, 3], Y[[2, 3]])
    assert learner.n_labeled == 6


def test_learning_in_two_halves_and_what_an_undo_makes_obsolete():
    learner, twin = new(), new()
    learner.teach([1], [Y[1]], fit=False)
    assert not learner.is_current
    training = learner.training()
    learner.undo()
    learner.teach([2], [Y[2]], fit=False)
    assert not learner.install(training()) and not learner.is_current  # it learned from an answer that was taken back
    assert learner.install(learner.training()())
    twin.teach([2], [Y[2]])
    assert all_of(learner) == all_of(twin)


TEXTS = [f"{'sun' if i % 2 else 'rain'} {'warm' if i % 3 else 'cold'} day {i}" for i in range(len(X))]
POOLS = {
    "dense": (X, None),
    "read-only": (np.require(X.copy(), requirements="C"), None),
    "csr": (scipy.sparse.csr_array(X), LogisticRegression(max_iter=1000)),
    "coo": (scipy.sparse.coo_array(X), LogisticRegression(max_iter=1000)),
    "csc": (scipy.sparse.csc_matrix(X), LogisticRegression(max_iter=1000)),
    "frame": (pd.DataFrame(X, columns=list("abcd"), index=range(100, 100 + len(X))), None),
    "list": (X.tolist(), None),
    "texts": (TEXTS, make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))),
    "array of texts": (np.array(TEXTS, dtype=object), make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))),
}
POOLS["read-only"][0].flags.writeable = False


@pytest.mark.parametrize("name", POOLS)
def test_any_pool_works_and_is_left_alone(name):
    pool, estimator = POOLS[name]
    learner = new(estimator, pool)
    assert len(set(rows_asked(learner))) == 13
    assert learner.X is pool or name in ("coo", "csc")
    assert learner.candidate_proba().shape == (len(X) - 13, 3)


def test_a_pool_on_disk_stays_there(tmp_path):
    pool = np.lib.format.open_memmap(tmp_path / "pool.npy", "w+", X.dtype, X.shape)
    pool[:] = X
    pool.flush()
    on_disk = np.load(tmp_path / "pool.npy", mmap_mode="r")
    assert rows_asked(new(pool=on_disk)) == rows_asked(new())
    del pool, on_disk


@pytest.mark.slow
@pytest.mark.parametrize(
    "estimator",
    [
        make_pipeline(StandardScaler(), LogisticRegression()),
        GridSearchCV(LogisticRegression(max_iter=1000), {"C": [0.1, 1]}, cv=2),
        RandomForestClassifier(10),
        make_pipeline(StandardScaler(), RandomForestClassifier(10)),
    ],
    ids=["pipeline", "search", "forest", "forest in a pipeline"],
)
def test_any_classifier_works_reproducibly_and_is_left_alone(estimator):
    before = repr(estimator.get_params())
    seed = [0, 1, 20, 21, 40, 41]
    assert rows_asked(new(estimator, seed=seed), 5) == rows_asked(new(estimator, seed=seed), 5)
    assert repr(estimator.get_params()) == before and not hasattr(estimator, "classes_")


def test_a_seed_set_that_lacks_a_class():
    learner = new(classes=["virginica", "setosa", "versicolor", "a fourth"], seed=[0, 40])
    proba = learner.predict_proba_pool([0, 40])
    assert learner.classes.tolist() == ["a fourth", "setosa", "versicolor", "virginica"]
    np.testing.assert_allclose(proba.sum(axis=1), 1)
    np.testing.assert_array_equal(proba[:, [0, 2]], 0)
    assert proba[0, 1] > 0.9 and proba[1, 3] > 0.9


def test_cold_start_and_a_single_class_so_far():
    learner = new(seed=[], classes=IRIS.classes)
    np.testing.assert_allclose(learner.predict_proba_pool([0, 1]), 1 / 3)
    first = learner.query(5)
    assert new(seed=[], strategy=entropy_sampling).query(5).tolist() == first.tolist()  # nothing known: chance
    learner.teach([0, 1], ["setosa", "setosa"])
    np.testing.assert_array_equal(learner.predict_proba_pool([49]), [[1, 0, 0]])
    learner.teach([49], ["virginica"])
    assert learner.predict_proba_pool([49])[0, 2] > 0.5
    assert new(seed=[]).query(2).shape == (2,)  # not even the classes are known


def test_i_do_not_know_and_later():
    learner = new(pool=X[:5], seed=[])
    learner.teach([0, 1], ["a", None])
    learner.skip([2, 3])
    assert learner.candidates.tolist() == [4] and learner.n_labeled == 1
    learner.teach([4], ["b"])
    assert learner.candidates.tolist() == [2, 3]  # what was skipped comes back when nothing else is left
    learner.teach([3], ["a"])
    learner.skip([2])
    assert learner.candidates.tolist() == [2]
    learner.teach([2], [None])
    with pytest.raises(ValueError, match="3 of 5 rows are labeled, the rest unknown"):
        learner.query()


@pytest.mark.parametrize(
    "rows, labels, said",
    [
        ([50], ["setosa"], "row 50 is not in the pool, whose rows are 0 to 49"),
        ([-1], ["setosa"], "row -1 is not in the pool"),
        ([1, 1], ["setosa"] * 2, "must not repeat"),
        ([0], ["setosa"], "row 0 has been answered already"),
        ([1], ["tulip"], r"one of \['setosa', .*\].*got 'tulip'"),
        ([1], [np.nan], "a label must be one of"),
        ([1, 2], ["setosa"], "2 rows and 1 labels"),
        ([1], "setosa", "a list with one label per row"),
        ([1.5], ["setosa"], "row numbers"),
        ([True], ["setosa"], "row numbers"),
        ([], [], "row numbers"),
        (3, ["setosa"], "row numbers"),
    ],
)
def test_teach_says_what_is_wrong(rows, labels, said):
    learner = new(classes=IRIS.classes)
    before = all_of(learner)
    with pytest.raises(ValueError, match=said):
        learner.teach(rows, labels)
    assert all_of(learner) == before


@pytest.mark.parametrize("batch_size", [0, -1, 1.5, True, "3", None])
def test_query_says_what_is_wrong(batch_size):
    with pytest.raises(ValueError, match="whole number of at least 1"):
        new().query(batch_size)


def test_fewer_are_left_than_asked_for():
    assert len(new().query(1000)) == len(X) - 3


def test_what_the_estimator_lacks_is_named_with_who_needs_it():
    with pytest.raises(ValueError, match="entropy_sampling needs class probabilities, but LinearSVC has no predict_proba"):
        new(LinearSVC(), strategy=entropy_sampling).query()
    assert len(rows_asked(new(LinearSVC(), strategy=random_sampling), 3)) == 6


def test_bad_strategies_are_named():
    def one_number(view):
        return 0.5

    def not_a_number(view):
        return np.where(view.candidates == 7, np.nan, 1.0)

    with pytest.raises(ValueError, match=r"one_number must return one score per candidate, shape \(47,\), got \(\)"):
        new(strategy=one_number).query()
    with pytest.raises(ValueError, match="not_a_number returned NaN for row 7"):
        new(strategy=not_a_number).query()
    with pytest.raises(ValueError, match="strategy must be a function"):
        new(strategy="entropy")
    with pytest.raises(ValueError, match="scikit-learn classifier"):
        ActiveLearner("forest", X)
    with pytest.raises(ValueError, match="at least one row"):
        ActiveLearner(GaussianNB(), X[:0])


def test_a_strategy_passed_wrongly_is_said_in_one_sentence():
    def factory(view, beta=1.0):  # meant to be called with its options first
        return lambda view: np.zeros(len(view.candidates))

    with pytest.raises(ValueError, match=r"factory returned a strategy instead of scores: call it first"):
        new(strategy=factory).query()
    with pytest.raises(ValueError, match=r"BatchBALDSampling is a class: make one first, with its \(\)"):
        new(strategy=BatchBALDSampling)
    with pytest.raises(ValueError, match="must return real numbers, got complex"):
        new(strategy=lambda view: np.ones(len(view.candidates)) * 1j).query()


def test_a_budget_counts_what_was_asked_and_nothing_else():
    learner = new(metrics={"accuracy": lambda m: m.score(X, Y)})
    assert (learner.n_labeled, learner.n_asked, learner.history.cost) == (3, 0, 0) and learner.history[0].by == "seed set"
    learner.teach(learner.query(2), [Y[0], None])  # "I do not know" costs an answer, too
    learner.skip(learner.query())
    assert (learner.n_labeled, learner.n_asked, learner.history.cost) == (4, 2, 2)
    learner.teach([1], [Y[1]])  # chosen by hand: an answer all the same
    learner.teach([2], [Y[2]], by="seed set")
    assert (learner.n_labeled, learner.n_asked) == (6, 3)
    assert learner.history.curve("accuracy")[0] == [0, 2, 3]
    learner.run(simulated(Y), budget(8), batch_size=3)
    assert learner.n_asked == 8 and len(learner.history[-1].asked) == 2  # the last round asks for what is left
    learner.undo()
    assert learner.n_asked == 6


def test_an_answer_given_anew_after_an_undo_is_still_an_answer():
    learner = new(seed=[], classes=IRIS.classes)
    learner.teach(rows := learner.query(), ["setosa"])
    learner.undo()
    learner.teach(rows, ["virginica"])
    assert learner.n_asked == 1 and learner.history[0].by == "oracle"


def test_a_row_asked_again_has_the_new_label_and_costs_again():
    learner, straight = new(), new()
    learner.teach([5], ["virginica"])
    learner.teach([5, 6], [Y[5], Y[6]], again=True)
    straight.teach([5], [Y[5]])
    straight.teach([6], [Y[6]])
    assert learner.labeled.tolist() == [*SEED, 5, 6] == straight.labeled.tolist()
    assert (learner.y_labeled == straight.y_labeled).all() and (learner.n_asked, learner.n_labeled) == (3, 5)
    assert np.allclose(learner.predict_proba_pool(np.arange(50)), straight.predict_proba_pool(np.arange(50)))
    model = learner.model
    learner.teach([5], [Y[5]], again=True)
    assert learner.model is model and learner.n_asked == 4  # the same answer teaches nothing, and is paid
    learner.teach([5], [None], again=True)
    assert 5 not in learner.labeled and 5 not in learner.candidates and learner.n_labeled == 4
    with pytest.raises(ValueError, match="row 5 has been answered already"):
        learner.teach([5], ["setosa"])


def test_prices_and_groups_reach_the_strategy_and_the_history():
    costs, groups, seen = np.arange(len(X), dtype=float), np.arange(len(X)) % 5, []

    def cheapest(view):
        seen.append(view)
        return -view.costs[view.candidates]

    learner = new(strategy=cheapest, costs=costs, groups=groups)
    learner.run(simulated(Y), budget(4), batch_size=2)
    assert [r.asked for r in learner.history[1:]] == [(1, 2), (3, 4)] and [r.cost for r in learner.history] == [0, 3, 7]
    assert learner.history.cost == 10 and seen[0].groups is groups
    learner.run(simulated(Y, cost=2.5), budget(5))
    assert learner.history[-1].cost == 2.5  # an oracle with a price of its own
    with pytest.raises(ValueError, match=r"costs must hold one value per row of the pool, shape \(50,\), got \(3,\)"):
        new(costs=[1, 2, 3])
    with pytest.raises(ValueError, match="costs must be finite numbers of at least 0"):
        new(costs=-costs)


def test_a_student_s_own_strategy_sees_no_label_it_should_not():
    seen = []

    def longest_petal(view):
        seen.append(view)
        return view.X[view.candidates, 2]

    learner = new(strategy=longest_petal)
    assert learner.query()[0] == max(learner.candidates, key=lambda i: X[i, 2])
    view = seen[0]
    assert view.labeled.tolist() == SEED and view.y_labeled.tolist() == Y[SEED].tolist()
    assert set(view.candidates).isdisjoint(view.labeled) and view.batch_size == 1


def test_history_and_frame():
    learner = new(metrics={"accuracy": lambda m: m.score(X, Y), "labels": lambda m: float(m.class_count_.sum())})
    learner.teach([1, 2], [Y[1], None], by="Ada", seconds=2.5)
    learner.skip([3], by="Ada")
    frame = learner.history.to_frame()
    assert frame["kind"].tolist() == ["teach", "teach", "skip"] and frame["n_labeled"].tolist() == [3, 4, 4]
    assert frame["labels"].tolist() == [3, 4, 4] and frame.loc[2, ["by", "seconds"]].tolist() == ["Ada", 2.5]
    assert frame.loc[2, "accuracy"] == learner.model.score(X, Y)
    assert new(seed=[]).history.to_frame().empty


def test_seconds_run_from_query_to_teach():
    learner = new()
    assert np.isnan(learner.history[0].seconds)
    learner.teach(learner.query(), ["setosa"])
    assert 0 <= learner.history[-1].seconds < 60
