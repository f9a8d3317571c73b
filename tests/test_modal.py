"""What chapter 17 says of modAL.  It is no dependency: ``make bench`` installs it, and where it is missing nothing is tested."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

import alkit

models = pytest.importorskip("modAL.models")
uncertainty = pytest.importorskip("modAL.uncertainty")
DATA = alkit.iris()
FIRST = [0, 60, 120]


def modal():
    estimator = LogisticRegression(max_iter=2000)
    return models.ActiveLearner(estimator, uncertainty.entropy_sampling, DATA.X[FIRST], DATA.y[FIRST])


def test_a_learner_can_be_made_and_asked_and_asks_what_ours_asks():
    learner = alkit.ActiveLearner(LogisticRegression(max_iter=2000), DATA.X, alkit.entropy_sampling, random_state=0)
    learner.teach(FIRST, DATA.y[FIRST])
    left = np.setdiff1d(np.arange(150), FIRST)
    assert left[modal().query(DATA.X[left])[0]].tolist() == learner.query().tolist()


@pytest.mark.parametrize("method", ["teach", "fit"])
def test_it_cannot_be_taught(method):
    """Where this fails, modAL works again: chapter 17 (its section, table and exercise 5) and this test are to be mended."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'force_all_finite'"):
        getattr(modal(), method)(DATA.X[:2], DATA.y[:2])
