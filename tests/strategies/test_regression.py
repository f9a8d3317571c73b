"""The loop with regressors, and greedy sampling against its definition."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import pairwise_distances
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.tree import DecisionTreeRegressor

from alkit import (
    ActiveLearner,
    CommitteeVariance,
    QueryByCommittee,
    budget,
    core_set_sampling,
    entropy_sampling,
    greedy_sampling_x,
    greedy_sampling_xy,
    greedy_sampling_y,
    random_sampling,
)

RNG = np.random.default_rng(0)
X = RNG.uniform(-3, 3, (60, 2))
Y = np.sin(X[:, 0]) + 0.5 * X[:, 1]
SEED = [0, 1, 2, 3]


def taught(strategy, estimator=None, seed=SEED):
    estimator = DecisionTreeRegressor() if estimator is None else estimator
    learner = ActiveLearner(estimator, X, strategy, random_state=0, metrics={"r2": lambda m: m.score(X, Y)})
    if seed:
        learner.teach(seed, Y[seed])
    return learner


@pytest.mark.parametrize("strategy", [random_sampling, greedy_sampling_x, greedy_sampling_y, greedy_sampling_xy])
def test_the_loop_serves_regressors(strategy):
    learner = taught(strategy, LinearRegression())
    learner.run(lambda rows: Y[rows], budget(20), batch_size=3)
    assert learner.n_labeled == 24 and len(set(learner.labeled)) == learner.n_labeled and learner.classes.size == 0
    assert learner.history[-1].metrics["r2"] > 0.5


@pytest.mark.parametrize("strategy, by_x", [(greedy_sampling_y, False), (greedy_sampling_xy, True)])
def test_greedy_sampling_by_its_definition(strategy, by_x):
    learner = taught(strategy)
    predicted, known, answers = learner.model.predict(X), list(SEED), list(Y[SEED])
    for row in learner.query(5):
        D = np.abs(predicted[:, None] - np.array(answers))
        D = D * pairwise_distances(X, X[known]) if by_x else D
        nearest = D.min(axis=1)
        nearest[known] = -1
        assert nearest[row] == pytest.approx(nearest.max())
        known.append(row), answers.append(predicted[row])  # within a batch the prediction stands for the answer


@pytest.mark.parametrize("strategy", [greedy_sampling_y, greedy_sampling_xy, CommitteeVariance()])
def test_in_blocks_it_is_the_same(strategy, monkeypatch):
    whole = taught(strategy, RandomForestRegressor(5)).rank(6)
    for name in ("regression.TABLE", "committee.TABLE", "committee.FIRST"):
        monkeypatch.setattr(f"alkit.strategies.{name}", 12)
    in_blocks = taught(strategy, RandomForestRegressor(5)).rank(6)
    assert in_blocks.indices.tolist() == whole.indices.tolist() and in_blocks.scores == pytest.approx(whole.scores)


def test_by_answers_alone_any_rows_will_do():
    texts = ["a", "bb", "cccc", "ddd", "eeeeeeeeee"]
    by_length = make_pipeline(FunctionTransformer(lambda rows: np.array([[len(row)] for row in rows])), LinearRegression())
    learner = ActiveLearner(by_length, texts, greedy_sampling_y, random_state=0)
    learner.teach([0, 1], [1.0, 2.0])
    assert learner.query().tolist() == [4]


def test_gsx_is_core_set_and_needs_no_model():
    assert taught(greedy_sampling_x).query(5).tolist() == taught(core_set_sampling).query(5).tolist()
    for strategy in (greedy_sampling_x, greedy_sampling_y, greedy_sampling_xy):
        assert taught(strategy, seed=[]).query()[0] == np.linalg.norm(X - X.mean(axis=0), axis=1).argmin()


def test_committee_variance_by_its_definition():
    learner = taught(CommitteeVariance(), RandomForestRegressor(7))
    ranking = learner.rank(3)
    slow = np.var([tree.predict(X) for tree in learner.model.estimators_], axis=0)
    assert ranking.scores == pytest.approx(slow[ranking.indices]) and ranking.scores[0] == pytest.approx(
        slow[learner.candidates].max()
    )
    beside = taught(CommitteeVariance(RandomForestRegressor(7)), LinearRegression())
    assert len(beside.query(4)) == 4


def test_what_does_not_suit_a_regressor_is_said():
    with pytest.raises(
        ValueError, match="entropy_sampling needs class probabilities, but LinearRegression has no predict_proba"
    ):
        taught(entropy_sampling, LinearRegression()).query()
    with pytest.raises(ValueError, match="LinearRegression has no members"):
        taught(CommitteeVariance(), LinearRegression()).query()
    with pytest.raises(ValueError, match="RandomForestRegressor has one"):
        taught(CommitteeVariance(), RandomForestRegressor(1)).query()
    with pytest.raises(ValueError, match="needs a committee of classifiers, but RandomForestRegressor has no members"):
        taught(QueryByCommittee(), RandomForestRegressor(5)).query()
    learner = ActiveLearner(RandomForestClassifier(5), X, CommitteeVariance(), random_state=0)
    learner.teach(SEED, [0, 0, 1, 1])
    with pytest.raises(
        ValueError, match=r"CommitteeVariance\(\) needs a committee of regressors, but RandomForestClassifier has no"
    ):
        learner.query()
