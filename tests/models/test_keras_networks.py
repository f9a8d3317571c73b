"""A network of Keras in the loop, on its PyTorch backend; skipped where Keras is not installed."""

import os
import random
import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import make_blobs

from alkit import ActiveLearner, badge_sampling, budget, core_set_sampling, margin_sampling, simulated
from alkit.models.embedding import embed, last_layer

if os.environ.get("ALKIT_REQUIRE_TORCH") != "1":
    pytest.importorskip("torch", reason="PyTorch is not installed: pip install alkit[keras]")
    pytest.importorskip("keras", reason="Keras is not installed: pip install alkit[keras]")
import keras
from keras import layers

from alkit.models.keras_networks import KerasClassifier

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword"),  # of torch's, in Keras
]
X, CODES = make_blobs(90, centers=3, cluster_std=1.5, random_state=0)
NAMES = np.array(["ash", "beech", "cedar"])[CODES]


def build(X, y, n_units=8):
    hidden = layers.Dense(n_units, activation="tanh")
    model = keras.Sequential([layers.Input((X.shape[1],)), hidden, layers.Dense(y.shape[1], activation="softmax")])
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.05))
    return model


def net(**options):
    return KerasClassifier(build, **{"fit_kwargs": {"epochs": 8}, "random_state": 0} | options)


def test_a_clone_keeps_what_keras_own_wrapper_forgets():
    again = clone(net(model_kwargs={"n_units": 5}))
    assert again.get_params() == net(model_kwargs={"n_units": 5}).get_params()
    assert len(again.fit(X, NAMES).history_.history["loss"]) == 8


def test_the_same_seed_gives_the_same_network_and_leaves_other_random_numbers_alone(capsys):
    before = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    one, two, other = net().fit(X, NAMES), net().fit(X, NAMES), net(random_state=1).fit(X, NAMES)
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before  # noqa: NPY002
    np.testing.assert_array_equal(one.predict_proba(X), two.predict_proba(X))
    assert not np.allclose(one.predict_proba(X), other.predict_proba(X), atol=0.01)
    np.testing.assert_allclose(one.predict_proba(X).sum(axis=1), 1, atol=1e-15)
    assert one.score(X, NAMES) > 0.7 and capsys.readouterr().out == ""


def test_the_last_layer_and_what_it_sees_make_the_probabilities():
    model = net().fit(X, NAMES)
    scores = np.exp(np.column_stack([embed(model, X), np.ones(len(X))]) @ last_layer(model).T)
    np.testing.assert_allclose(scores / scores.sum(axis=1, keepdims=True), model.predict_proba(X), atol=1e-5)


@pytest.mark.parametrize("strategy", [margin_sampling, badge_sampling, core_set_sampling])
def test_it_runs_in_the_loop_and_can_be_repeated(strategy):
    def asked():
        learner = ActiveLearner(net(), X, strategy, random_state=0)
        learner.teach(range(6), NAMES[:6])
        learner.run(simulated(NAMES), stop=budget(6), batch_size=3)
        return learner.labeled.tolist()

    assert asked() == asked()


def test_without_keras_one_sentence_says_what_to_install():
    code = "import sys; sys.modules['keras'] = None\nimport alkit.models.keras_networks"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "networks of Keras need keras and a backend: pip install alkit[keras]" in done.stderr
