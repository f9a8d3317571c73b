"""Information per unit of price."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from alkit import ActiveLearner, CostWeighted, core_set_sampling, entropy_sampling, random_sampling

X = np.array([[-2.0], [2.0], [0.1], [0.1], [1.5], [1.5]])


def taught(strategy, costs=None):
    learner = ActiveLearner(LogisticRegression(), X, strategy, costs=costs, random_state=0)
    learner.teach([0, 1], ["low", "high"])
    return learner


def test_of_two_equal_rows_the_cheap_one_is_asked():
    assert taught(CostWeighted(entropy_sampling), [1, 1, 3, 2, 9, 9]).query().tolist() == [3]
    assert taught(CostWeighted(entropy_sampling), [1, 1, 2, 3, 9, 9]).query().tolist() == [2]


def test_scores_are_information_per_unit_of_price():
    costs = np.array([1, 1, 40, 20, 0.5, 0])
    ranking, plain = taught(CostWeighted(entropy_sampling), costs).rank(4), taught(entropy_sampling).rank(4)
    bits = dict(zip(plain.indices, plain.scores))
    assert ranking.indices.tolist() == [5, 4, 3, 2]  # what is free comes first
    assert ranking.scores == pytest.approx([np.inf] + [bits[i] / costs[i] for i in (4, 3, 2)])


def test_without_costs_nothing_changes():
    assert taught(CostWeighted(entropy_sampling)).rank(4).scores.tolist() == taught(entropy_sampling).rank(4).scores.tolist()


def test_what_cannot_be_divided_is_said():
    with pytest.raises(ValueError, match="divides scores of 0 or more by costs, got -"):
        taught(CostWeighted(lambda view: -1 - random_sampling(view)), np.ones(6)).query()
    with pytest.raises(ValueError, match="chooses a whole batch"):
        taught(CostWeighted(core_set_sampling), np.ones(6)).query()
