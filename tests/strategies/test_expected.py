"""Expected error reduction against loops that do what the formula says, and naive Bayes' short cut against fitting again."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from alkit import ActiveLearner, ExpectedErrorReduction, ExpectedInformationGain, datasets, information
from alkit.strategies import expected
from alkit.strategies.expected import log_loss, zero_one_loss

IRIS = datasets.iris()
X, Y = IRIS.X[::5], IRIS.y[::5]
SEED = [0, 1, 2, 11, 12, 13, 25, 26, 27]


def taught(estimator, strategy, **options):
    learner = ActiveLearner(estimator, X, strategy, random_state=0, **options)
    learner.teach(SEED, Y[SEED])
    return learner


def slow(learner, loss):
    """Roy and McCallum's formula, one candidate, one answer and one sample at a time."""
    now, rows = learner.model.predict_proba(X[learner.candidates]), learner.candidates
    scores = {}
    for x in rows:
        p = learner.model.predict_proba(X[[x]])[0]
        after = 0.0
        for answer, weight in zip(learner.model.classes_, p):
            model = type(learner.estimator)(**learner.estimator.get_params()).fit(X[[*SEED, x]], [*Y[SEED], answer])
            after += weight * np.mean([loss(q) for q in model.predict_proba(X[rows])])
        scores[x] = np.mean([loss(q) for q in now]) - after
    return scores


@pytest.mark.slow
@pytest.mark.parametrize("estimator", [GaussianNB(var_smoothing=1e-2), LogisticRegression(max_iter=2000)])
@pytest.mark.parametrize("loss, plain", [(log_loss, information.entropy), (zero_one_loss, lambda p: 1 - max(p))])
def test_the_formula(estimator, loss, plain):
    learner = taught(estimator, ExpectedErrorReduction(loss))
    ranking, by_hand = learner.rank(len(learner.candidates)), slow(learner, plain)
    np.testing.assert_allclose(ranking.scores, [by_hand[i] for i in ranking.indices], atol=1e-12)


def test_gain_is_error_reduction_by_log_loss():
    gain, reduction = (taught(GaussianNB(), s).rank(5) for s in (ExpectedInformationGain(), ExpectedErrorReduction(log_loss)))
    np.testing.assert_array_equal(gain.indices, reduction.indices)
    np.testing.assert_array_equal(gain.scores, reduction.scores)


@pytest.mark.parametrize("smoothing", [1e-9, 1e-3, 1.0])
@pytest.mark.parametrize("columns", [[0, 1, 2, 3], [2]])
def test_the_short_cut_for_naive_bayes_is_exact(smoothing, columns):
    learner = ActiveLearner(GaussianNB(var_smoothing=smoothing), X[:, columns], random_state=0)
    learner.teach(SEED, Y[SEED])
    view, target = learner._view(learner.candidates, 1), X[:, columns]
    fast, again = expected._gaussian_nb(view, view.candidates), expected._refitted(view, view.candidates)
    for one, other in zip(fast, again, strict=True):
        np.testing.assert_allclose(one(target), other(target), atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("estimator", [GaussianNB(var_smoothing=1e-2), LogisticRegression(max_iter=2000)])
def test_in_blocks_it_is_the_same(estimator, monkeypatch):
    whole = taught(estimator, ExpectedErrorReduction()).rank(21)
    monkeypatch.setattr(expected, "TABLE", 5 * 9)  # five samples of three answers and three classes
    in_blocks = taught(estimator, ExpectedErrorReduction()).rank(21)
    assert in_blocks.indices.tolist() == whole.indices.tolist() and in_blocks.scores == pytest.approx(whole.scores, abs=1e-12)


def test_what_the_short_cut_cannot_do_is_fitted_again(monkeypatch):
    monkeypatch.delattr(expected, "_gaussian_nb")
    for estimator in (GaussianNB(priors=[0.2, 0.3, 0.5]), make_pipeline(StandardScaler(), GaussianNB())):
        assert len(taught(estimator, ExpectedInformationGain()).query(2)) == 2


def test_some_candidates_only():
    learner = taught(GaussianNB(), ExpectedInformationGain(max_candidates=3))
    ranking = learner.rank(20)
    assert len(ranking.indices) == 20  # at least as many as were asked for
    scores = learner.strategy(learner._view(learner.candidates, 2))
    assert np.isfinite(scores).sum() == 3 and learner.query(2).tolist() == learner.query(2).tolist()
    with pytest.raises(ValueError, match="max_candidates must be at least 1, got 0"):
        ExpectedInformationGain(max_candidates=0)


def test_a_class_not_seen_yet_has_no_weight():
    learner = taught(GaussianNB(), ExpectedInformationGain(), classes=[*IRIS.classes, "unheard of"])
    np.testing.assert_allclose(learner.rank(4).scores, taught(GaussianNB(), ExpectedInformationGain()).rank(4).scores)


def test_the_loss_can_be_taken_elsewhere():
    at_one = taught(GaussianNB(var_smoothing=1e-2), ExpectedErrorReduction(X_target=X[[11]]))
    everywhere = taught(GaussianNB(var_smoothing=1e-2), ExpectedErrorReduction())
    assert not np.allclose(sorted(at_one.rank(21).scores), sorted(everywhere.rank(21).scores))
