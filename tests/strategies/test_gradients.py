"""Gradient strategies against gradients that are really built."""

import copy

import numpy as np
import pytest
import scipy.sparse
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from alkit import ActiveLearner, badge_sampling, datasets, entropy_sampling, expected_gradient_length_sampling
from alkit.models.embedding import embed
from alkit.strategies import gradients
from alkit.strategies.gradients import k_means_pp_products

IRIS = datasets.iris()
X, Y = IRIS.X[::3] - IRIS.X.mean(axis=0), IRIS.y[::3]
SEED = [0, 17, 40]
RNG = np.random.default_rng(0)


def taught(strategy):
    learner = ActiveLearner(LogisticRegression(), X, strategy, random_state=0)
    learner.teach(SEED, Y[SEED])
    return learner


def numeric_gradient(weights, x, y, h=1e-6):
    """Of the log loss of one answer, by every weight of the softmax."""

    def loss(w):
        scores = w @ np.append(x, 1)
        return np.log(np.exp(scores).sum()) - scores[y]

    return np.array([(loss(weights + h * e.reshape(weights.shape)) - loss(weights - h * e.reshape(weights.shape))) / (2 * h)
                     for e in np.eye(weights.size)])  # fmt: skip


def test_expected_gradient_length_is_the_mean_length_of_the_gradient():
    learner = taught(expected_gradient_length_sampling)
    weights = np.hstack([learner.model.coef_, learner.model.intercept_[:, None]])
    ranking = learner.rank(6)
    for row, score in zip(ranking.indices, ranking.scores):
        p = learner.model.predict_proba(X[[row]])[0]
        lengths = [np.linalg.norm(numeric_gradient(weights, X[row], y)) for y in range(3)]
        assert score == pytest.approx(p @ lengths, rel=1e-4)


def softmax_loss(z, y):
    return np.log(np.exp(z).sum()) - z[y]


def rest_loss(z, y):
    """One class against the rest, each by itself."""
    return np.logaddexp(0, np.where(np.arange(len(z)) == y, -z, z)).sum()


NETWORK = MLPClassifier([5, 4], activation="tanh", solver="lbfgs", alpha=1e-2, max_iter=3000, random_state=0)
DIFFERENTIABLE = {
    "logistic regression": (LogisticRegression(), softmax_loss),
    "network": (NETWORK, softmax_loss),
    "relu": (clone(NETWORK).set_params(activation="relu"), softmax_loss),
    "logistic": (clone(NETWORK).set_params(activation="logistic"), softmax_loss),
    "identity": (clone(NETWORK).set_params(activation="identity"), softmax_loss),
    "SGD": (SGDClassifier(loss="log_loss", random_state=0), rest_loss),
    "in a pipeline": (make_pipeline(StandardScaler(), NETWORK), softmax_loss),
}


def last_layer(model):
    """Weights of the last layer, a row per class, and a copy of the model with others."""
    last = model[-1] if hasattr(model, "steps") else model
    is_network = hasattr(last, "coefs_")

    def outputs(weights, x):
        other = copy.deepcopy(model)
        step = other[-1] if hasattr(other, "steps") else other
        if not is_network:
            step.coef_ = weights
            return step.decision_function(x)[0]
        step.coefs_[-1], step.out_activation_ = weights.T, "identity"
        return step._forward_pass_fast(other[:-1].transform(x) if hasattr(other, "steps") else x, check_input=False)[0]

    return (last.coefs_[-1].T if is_network else last.coef_), outputs


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_the_gradient_is_that_of_the_log_loss(name):
    """By finite differences of the model's own forward pass, moved in the weights of its last layer."""
    estimator, loss = DIFFERENTIABLE[name]
    rows, h = [0, 1, 17, 18, 40, 41], 1e-5
    learner = ActiveLearner(estimator, X, badge_sampling, random_state=0)
    learner.teach(rows, Y[rows])
    view = learner._view(learner.candidates, 1)
    error, inputs = gradients._Gradients(view).factors(slice(0, 44))
    weights, outputs = last_layer(learner.model)
    for place in (0, 15, 40):
        x, y = X[view.candidates[[place]]], int(view.proba[place].argmax())
        steps = h * np.eye(weights.size).reshape(-1, *weights.shape)
        slopes = [(loss(outputs(weights + e, x), y) - loss(outputs(weights - e, x), y)) / (2 * h) for e in steps]
        np.testing.assert_allclose(np.outer(error[place], inputs[place]).ravel(), slopes, atol=1e-6)


@pytest.mark.parametrize("strategy", [badge_sampling, expected_gradient_length_sampling])
@pytest.mark.parametrize(
    "estimator",
    [RandomForestClassifier(3), GaussianNB(), SVC(), SGDClassifier(), make_pipeline(StandardScaler(), GaussianNB())],
)
def test_a_model_whose_gradient_is_not_known_is_refused(strategy, estimator):
    learner = ActiveLearner(estimator, X, strategy, random_state=0)
    assert len(set(learner.query(5))) == 5  # no model yet
    learner.teach([0], Y[[0]])
    assert len(set(learner.query(5))) == 5  # one class so far
    learner.teach([17, 40], Y[[17, 40]])
    kind = type(learner.model[-1] if hasattr(learner.model, "steps") else learner.model).__name__
    with pytest.raises(
        ValueError, match=f"{strategy.__name__} needs the gradient of the model's last layer, which is not known for {kind}"
    ):
        learner.query()


class Squared(LogisticRegression):
    """A model of another engine: squares of the features, then a softmax."""

    def fit(self, X, y):
        return super().fit(X**2, y)

    def predict_proba(self, X):
        return super().predict_proba(X**2)


class Offers(Squared):
    def embed(self, X):
        return X**2


def test_a_model_of_any_engine_offers_its_embedding_by_a_method_or_by_its_type():
    embed.register(Squared)(lambda model, X: X**2)
    by_hand = ActiveLearner(LogisticRegression(), X**2, badge_sampling, random_state=0)
    learners = [ActiveLearner(kind(), X, badge_sampling, random_state=0) for kind in (Squared, Offers)] + [by_hand]
    for learner in learners:
        learner.teach(SEED, Y[SEED])
    assert learners[0].query(8).tolist() == learners[1].query(8).tolist() == by_hand.query(8).tolist()


class Body:
    """No scikit-learn estimator at all."""

    def embed(self, X):
        return X + 1


def test_a_method_is_enough():
    assert embed(Body(), np.zeros((2, 1))).tolist() == [[1.0], [1.0]] and embed(object(), X) is None


def test_in_blocks_it_is_the_same(monkeypatch):
    whole = [taught(strategy).rank(9) for strategy in (badge_sampling, expected_gradient_length_sampling)]
    monkeypatch.setattr(gradients, "ROWS", 10)
    for kept in (0, 150, 10**6):  # nothing, two blocks, all
        monkeypatch.setattr(gradients, "KEPT", kept)
        for strategy, before in zip((badge_sampling, expected_gradient_length_sampling), whole):
            again = taught(strategy).rank(9)
            assert again.indices.tolist() == before.indices.tolist() and again.scores == pytest.approx(before.scores)


def test_squared_distances_without_building_the_products():
    A, Z = RNG.normal(size=(30, 4)), RNG.normal(size=(30, 5))
    products = np.einsum("na,nx->nax", A, Z).reshape(30, -1)
    for rows in (Z, scipy.sparse.csr_matrix(Z)):
        chosen, distances = k_means_pp_products(A, rows, 30, random_state=0)
        assert sorted(chosen) == list(range(30))
        assert distances[0] == pytest.approx(np.linalg.norm(products, axis=1).max())
        for j in range(1, 30):
            assert distances[j] == pytest.approx(
                np.linalg.norm(products[chosen[:j]] - products[chosen[j]], axis=1).min(), abs=1e-6
            )


def test_draws_follow_the_squared_distances():
    """Four products on a line at 3, 0, 1 and 2: after the longest, 3, their weights are 9, 4 and 1."""
    A, ones = np.array([[3.0], [0.0], [1.0], [2.0]]), np.ones((4, 1))
    second = [k_means_pp_products(A, ones, 2, random_state=seed)[0] for seed in range(3000)]
    assert all(chosen[0] == 0 for chosen in second)
    shares = np.bincount([chosen[1] for chosen in second], minlength=4) / 3000
    np.testing.assert_allclose(shares, [0, 9 / 14, 4 / 14, 1 / 14], atol=0.03)


def test_copies_are_drawn_only_when_nothing_else_is_left_and_never_twice():
    A, Z = np.repeat([[1.0], [2.0], [3.0]], 10, axis=0), np.ones((30, 1))
    chosen, distances = k_means_pp_products(A, Z, 30, random_state=1)
    assert sorted(A[chosen[:3], 0]) == [1, 2, 3] and distances[3:] == pytest.approx(np.zeros(27)) and len(set(chosen)) == 30


def test_badge_with_one_class_falls_back_to_chance():
    learner = ActiveLearner(LogisticRegression(), X, badge_sampling, random_state=0)
    learner.teach([0], ["setosa"])
    assert len(set(learner.query(20))) == 20


def test_badge_batches_are_more_spread_than_the_top_of_a_score():
    spread, top = (taught(s).query(10) for s in (badge_sampling, entropy_sampling))
    assert np.linalg.norm(X[spread] - X[spread].mean(axis=0)) > np.linalg.norm(X[top] - X[top].mean(axis=0))
