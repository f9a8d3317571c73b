"""What a model says of a pool, in blocks as at once."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from alkit import pool
from alkit.models.predicting import ask, class_proba

X = np.random.default_rng(0).normal(size=(50, 3))
Y = np.array(["no", "yes", "perhaps"])[X.argmax(axis=1)]
MODEL, ROWS = LogisticRegression().fit(X, Y), np.arange(49, 10, -1)


@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_blocks_are_joined_in_order(method, monkeypatch):
    monkeypatch.setattr("alkit.models.predicting.blocks", lambda rows: pool.blocks(rows, 7))
    answer, at_once = ask(MODEL, method, X, ROWS, "a test"), getattr(MODEL, method)(X[ROWS])
    assert answer.dtype == at_once.dtype and answer.shape == at_once.shape
    assert (answer == at_once).all() if method == "predict" else np.allclose(answer, at_once, atol=1e-12)


def test_classes_without_an_example_have_no_probability():
    classes = np.array(["maybe", "no", "perhaps", "yes"])
    proba = class_proba(MODEL, X, ROWS, classes, "a test")
    np.testing.assert_allclose(proba[:, 1:], MODEL.predict_proba(X[ROWS]))
    assert not proba[:, 0].any()
    np.testing.assert_allclose(class_proba(None, X, ROWS, classes, "a test"), 0.25)
    assert class_proba(MODEL, X, [], classes, "a test").shape == (0, 4)
