"""Training epoch by epoch: the same as all at once, stopped with a model one can use, and what fails is said."""

import threading
import time

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

from alkit import digits
from alkit.models.epochs import EpochTraining

X, Y = digits().X[:200] / 16, digits().y[:200]
NEW, NEW_Y = digits().X[200:300] / 16, digits().y[200:300]
MLP = MLPClassifier((16,), learning_rate_init=0.01, batch_size=50)


def test_it_is_what_partial_fit_gives_and_what_is_measured_is_true():
    training = EpochTraining(MLP, X, Y, {"new": (NEW, NEW_Y)}, n_epochs=5, random_state=3)
    model = training.wait()
    by_hand = MLPClassifier((16,), learning_rate_init=0.01, batch_size=50, random_state=3)
    for _ in range(5):
        by_hand.partial_fit(X, Y, classes=np.unique(Y))
    np.testing.assert_array_equal(model.predict_proba(NEW), by_hand.predict_proba(NEW))
    assert training.losses[-1] == pytest.approx(log_loss(Y, by_hand.predict_proba(X)))
    assert training.accuracies["new"][-1] == by_hand.score(NEW, NEW_Y)
    assert len(training.losses) == len(training.accuracies["training"]) == 5 and training.is_over


class Held(SGDClassifier):
    """An epoch ends when the test lets it."""

    epochs = threading.Semaphore(0)

    def partial_fit(self, X, y, classes=None, sample_weight=None):
        assert self.epochs.acquire(timeout=30)
        return super().partial_fit(X, y, classes=classes)


def held(**options):
    Held.epochs = threading.Semaphore(0)
    return EpochTraining(Held(loss="log_loss"), X, Y, random_state=0, **options)


def until(condition):
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen within 30 s")


def test_a_stop_leaves_the_model_of_the_last_whole_epoch():
    training = held(n_epochs=50)
    training.start()
    Held.epochs.release(3)
    until(lambda: len(training.losses) == 3)
    training.stop()
    Held.epochs.release()  # the one under way
    model = training.wait()
    assert len(training.losses) == 4 and model.predict(NEW).shape == (100,)
    training.start()
    assert training.wait() is model and len(training.losses) == 4  # over is over


def test_begun_anew_the_old_training_says_nothing_more():
    told = []
    training = held(n_epochs=2, on_epoch=lambda: told.append(len(training.losses)))
    training.start()
    Held.epochs.release()
    until(lambda: told == [1])
    old = training.model
    training.start_anew()
    Held.epochs.release(3)
    model = training.wait()
    assert model is not old and len(training.losses) == 2 and told[0] == 1 and told[-1] == 2


def test_stopped_before_it_began_there_is_no_model():
    training = EpochTraining(MLP, X, Y)
    training.stop()
    with pytest.raises(RuntimeError, match="stopped before the first epoch: there is no model"):
        training.wait()


def test_what_fails_is_said_where_one_waits():
    training = EpochTraining(MLP, X, Y, {"new": (NEW[:, :5], NEW_Y)}, n_epochs=3)
    with pytest.raises(RuntimeError, match="Training stopped: .*5 features"):
        training.wait()
    with pytest.raises(ValueError, match="needs partial_fit, and LogisticRegression has none"):
        EpochTraining(LogisticRegression(), X, Y)
    with pytest.raises(ValueError, match="n_epochs must be at least 1, got 0"):
        EpochTraining(MLP, X, Y, n_epochs=0)


def test_where_no_thread_can_be_started_it_trains_all_the_same(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    training = EpochTraining(MLP, X, Y, n_epochs=3, random_state=0)
    assert training.wait().score(X, Y) > 0 and len(training.losses) == 3


def test_a_network_of_pytorch_is_trained_one_epoch_at_a_time():
    pytest.importorskip("torch")
    from alkit.models.networks import TorchClassifier

    training = EpochTraining(TorchClassifier(max_epochs=40), X, Y, n_epochs=3, random_state=0)
    model = training.wait()
    assert len(model.history) == 3 and len(set(training.losses)) == 3
