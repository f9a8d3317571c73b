"""Networks of PyTorch in the loop: seeds, labels, embeddings, masks; skipped where PyTorch is not installed."""

import itertools
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import make_blobs
from sklearn.ensemble import BaggingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import alkit
from alkit import ActiveLearner, QueryByCommittee, badge_sampling, budget, core_set_sampling, disagreement, simulated
from alkit.models.embedding import embed, last_layer
from alkit.models.laplace import LastLayerLaplace
from alkit.models.members import members_proba

if os.environ.get("ALKIT_REQUIRE_TORCH") != "1":
    pytest.importorskip("torch", reason="PyTorch is not installed: pip install alkit[deep]")
import torch
from skorch import NeuralNetClassifier
from torch import nn

from alkit.models.networks import MCDropout, SmallCNN, TorchClassifier

pytestmark = pytest.mark.slow
X, CODES = make_blobs(120, centers=3, cluster_std=1.5, random_state=0)
NAMES = np.array(["ash", "beech", "cedar"])[CODES]


class Small(nn.Module):
    """One hidden layer of three units, with dropout: eight different masks."""

    def __init__(self, n_classes=2, n_units=3, dropout=0.5):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, n_units), nn.Tanh(), nn.Dropout(dropout))
        self.head = nn.Linear(n_units, n_classes)

    def forward(self, rows):
        return self.head(self.body(rows))


def net(**options):
    return TorchClassifier(Small, **{"max_epochs": 5, "random_state": 0, "lr": 0.02} | options)


def weights_of(model):
    return [w.detach().numpy().copy() for w in model.module_.parameters()]


# ---- the classifier ----------------------------------------------------------------------------------------


def test_labels_of_any_kind_are_learned_and_given_back():
    model = net(max_epochs=40).fit(X, NAMES)
    assert model.classes_.tolist() == ["ash", "beech", "cedar"] and model.score(X, NAMES) > 0.6
    numbers = net(max_epochs=40).fit(X, CODES + 5)
    assert set(numbers.predict(X)) <= {5, 6, 7}
    np.testing.assert_array_equal(numbers.predict_proba(X), model.predict_proba(X))
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1, atol=1e-15)


def test_the_same_seed_gives_the_same_network_and_another_seed_another():
    first, second, other = net().fit(X, CODES), net().fit(X, CODES), net(random_state=1).fit(X, CODES)
    for a, b, c in zip(weights_of(first), weights_of(second), weights_of(other)):
        np.testing.assert_array_equal(a, b)
        assert not np.array_equal(a, c)


def test_the_random_numbers_of_others_stay_as_they_were():
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    net().fit(X, CODES)
    assert torch.equal(torch.rand(3), expected)


def test_training_on_is_not_the_same_epoch_again_and_knows_its_classes():
    model = net(max_epochs=1)
    model.partial_fit(X[:60], NAMES[:60], classes=np.unique(NAMES))
    before = weights_of(model)
    model.partial_fit(X[:60], NAMES[:60])
    twice = net(max_epochs=1)
    for _ in range(2):
        twice.partial_fit(X[:60], NAMES[:60], classes=np.unique(NAMES))
    assert not np.array_equal(before[0], weights_of(model)[0])
    np.testing.assert_array_equal(weights_of(model)[0], weights_of(twice)[0])
    with pytest.raises(ValueError, match=r"knows the classes \['ash', 'beech', 'cedar'\], and cannot learn \['doubt'\]"):
        model.partial_fit(X[:2], ["ash", "doubt"])


def test_it_can_be_cloned_copied_and_put_into_a_pipeline():
    assert clone(net(max_epochs=7)).get_params()["max_epochs"] == 7
    model = make_pipeline(StandardScaler(), net()).fit(X, NAMES)
    copy = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(copy.predict_proba(X), model.predict_proba(X))


# ---- what strategies ask of it -------------------------------------------------------------------------------


def test_the_last_layer_and_what_it_sees_make_the_probabilities():
    model = net().fit(X, CODES)
    Z, layer = embed(model, X), last_layer(model)
    scores = np.exp(np.column_stack([Z, np.ones(len(Z))]) @ layer.T)
    np.testing.assert_allclose(scores / scores.sum(axis=1, keepdims=True), model.predict_proba(X), atol=1e-6)
    assert not model.module_.head._forward_pre_hooks


def all_masks(model, rows):
    """What each of the eight networks says that dropout may leave of this one."""
    tables = []
    for mask in itertools.product([0.0, 2.0], repeat=3):
        Z = embed_before_dropout(model, rows) * np.array(mask)
        scores = np.exp(np.column_stack([Z, np.ones(len(Z))]) @ last_layer(model).T)
        tables.append(scores / scores.sum(axis=1, keepdims=True))
    return np.stack(tables)


def embed_before_dropout(model, rows):
    first = model.module_.body[0]
    return np.tanh(rows @ first.weight.detach().numpy().T + first.bias.detach().numpy())


def test_bald_by_dropout_comes_as_close_to_the_exact_value_as_its_members_are_many():
    model = net(max_epochs=40).fit(X, CODES)
    exact = disagreement.bald(all_masks(model, X))

    table = MCDropout(1620)(model, X)

    def off(n):
        parts = [disagreement.bald(table[i : i + n]) for i in range(0, len(table), n)]
        return np.sqrt(np.mean([(found - exact) ** 2 for found in parts]))

    few, some, many = off(10), off(90), off(810)
    assert few > 2 * some > 4 * many and many < 0.02 < exact.max()


def joint_information(members, rows):
    """``I(y_1 ... y_n; m)`` in bits, by going through all joint answers."""
    chosen = members[:, rows]
    joint = np.array(
        [
            [np.prod([p[i, c] for i, c in enumerate(answer)]) for p in chosen]
            for answer in itertools.product(range(3), repeat=len(rows))
        ]
    )  # (n_answers, n_members)
    h = lambda p: -np.sum(p * np.log2(np.maximum(p, 1e-300)), axis=0)  # noqa: E731
    return h(joint.mean(axis=1)) - h(joint).mean()


def test_batch_bald_on_dropout_is_what_all_joint_answers_tell_about_its_masks():
    rows = np.r_[0:9]
    learner = ActiveLearner(net(max_epochs=40), X[:20], alkit.BatchBALDSampling(members=MCDropout(6)), random_state=0)
    learner.teach(rows, NAMES[rows])
    ranking, members = learner.rank(3), MCDropout(6)(learner.model, X[:20])
    for n in range(1, 4):
        before = ranking.indices[: n - 1].tolist()
        exact = {row: joint_information(members, [*before, row]) for row in range(9, 20) if row not in before}
        assert ranking.scores[n - 1] == pytest.approx(exact[ranking.indices[n - 1]], abs=1e-6)
        assert ranking.scores[n - 1] == pytest.approx(max(exact.values()), abs=1e-6) and ranking.scores[0] > 0.01


def test_each_member_has_one_mask_for_the_whole_pool():
    model, members = net().fit(X, CODES), MCDropout(6)
    at_once = members(model, X)
    in_parts = np.concatenate([members(model, part) for part in np.array_split(X, 7)], axis=1)
    np.testing.assert_allclose(at_once, in_parts, atol=1e-6)
    assert not any(layer._forward_hooks for layer in model.module_.modules())
    assert any(np.abs(at_once - table).max() > 0.01 for table in at_once)


def test_a_dropped_channel_is_dropped_whole():
    channels = nn.Sequential(nn.Unflatten(1, (8, 1, 1)), nn.Dropout2d(0.5), nn.Flatten(), nn.Linear(8, 2))
    model = NeuralNetClassifier(channels, criterion=nn.CrossEntropyLoss, max_epochs=1, verbose=0, train_split=None)
    rows = np.random.default_rng(0).random((6, 8), dtype=np.float32)
    model.fit(rows, np.arange(6) % 2)
    assert MCDropout(4)(model, rows).shape == (4, 6, 2)


def test_a_network_of_skorch_as_it_is_runs_in_the_loop():
    plain = NeuralNetClassifier(
        Small, module__n_classes=3, criterion=nn.CrossEntropyLoss, max_epochs=3, verbose=0, train_split=None
    )
    learner = ActiveLearner(plain, X.astype(np.float32), QueryByCommittee(disagreement.bald), random_state=0)
    learner.teach(range(12), CODES[:12].astype(np.int64))
    learner.run(simulated(CODES.astype(np.int64)), stop=budget(3))
    assert learner.n_labeled == 15


STRATEGIES = {
    "dropout": QueryByCommittee(disagreement.bald, members=MCDropout(8)),
    "BatchBALD": alkit.BatchBALDSampling(members=MCDropout(8)),
    "BADGE": badge_sampling,
    "core-set": core_set_sampling,
    "expected gradient length": alkit.expected_gradient_length_sampling,
    "margin": alkit.margin_sampling,
}


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_run_can_be_repeated_and_undone(name):
    def run():
        learner = ActiveLearner(make_pipeline(StandardScaler(), net()), X, STRATEGIES[name], random_state=3)
        learner.teach([0, 1, 2, 3, 4, 5], NAMES[:6])
        learner.run(simulated(NAMES), stop=budget(6), batch_size=3)
        return learner

    learner = run()
    asked = learner.labeled.tolist()
    assert run().labeled.tolist() == asked
    last = learner.undo()
    assert learner.query(3).tolist() == list(last.asked)


def test_committees_of_networks_and_of_last_layers():
    ensemble = BaggingClassifier(net(), 4, bootstrap=False, random_state=0).fit(X, NAMES)
    proba = members_proba(ensemble, X, np.unique(NAMES))
    assert proba.shape == (4, 120, 3) and proba.std(axis=0).max() > 0.05  # different weights to begin with
    model = LastLayerLaplace(net(), 5, random_state=0).fit(X, NAMES)
    assert members_proba(model, X, np.unique(NAMES)).shape == (5, 120, 3)


def test_the_last_layers_curvature_is_what_pytorch_finds():
    model = LastLayerLaplace(net(), C=2.0, random_state=0).fit(X, CODES)
    mode = torch.tensor(last_layer(model.estimator_))
    Z = torch.tensor(np.column_stack([embed(model.estimator_, X), np.ones(len(X))]))

    def minus_log_posterior(w):
        return nn.functional.cross_entropy(Z @ w.T, torch.tensor(CODES), reduction="sum") + (w**2).sum() / 4

    dense = torch.autograd.functional.hessian(minus_log_posterior, mode).reshape(mode.numel(), -1).numpy()
    np.testing.assert_allclose(model.covariance_ @ dense, np.eye(mode.numel()), atol=1e-6)


def test_the_images_net_learns_digits_in_the_loop():
    data = alkit.digits()
    rows, y = data.X[:400] / 16, data.y[:400]
    learner = ActiveLearner(TorchClassifier(SmallCNN), rows, badge_sampling, random_state=0)
    learner.teach(range(60), y[:60])
    learner.run(simulated(y), stop=budget(10), batch_size=10)
    assert learner.model.score(data.X[400:800] / 16, data.y[400:800]) > 0.6  # by chance 0.1


# ---- what cannot be done is said -----------------------------------------------------------------------------


def test_a_network_without_dropout_has_no_masks():
    with pytest.raises(ValueError, match="MC dropout needs a network with dropout, but Small has none"):
        MCDropout()(net(module__dropout=0.0).fit(X, CODES), X)


def test_without_pytorch_one_sentence_says_what_to_install():
    code = "import sys; sys.modules['torch'] = None\nimport alkit.models.networks"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "networks of PyTorch need torch and skorch: pip install alkit[deep]" in done.stderr
