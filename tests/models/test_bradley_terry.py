"""Which of two is better: against logistic regression on differences, and against a scale that is known."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from alkit import ActiveLearner, BradleyTerry, Pair, budget, digits, in_pairs, margin_sampling, simulated
from alkit.pool import fingerprint

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 3))
SCALE = X @ [2.0, -1.0, 0.5]
POOL = in_pairs(X, 300)
PLACE = {row.tobytes(): place for row, place in zip(X, SCALE)}
Y = np.array(["first" if PLACE[pair.first.tobytes()] > PLACE[pair.second.tobytes()] else "second" for pair in POOL])


def test_it_is_logistic_regression_on_differences():
    D = np.array([pair.first - pair.second for pair in POOL])
    reference = LogisticRegression(C=0.3, fit_intercept=False, max_iter=2000).fit(D, Y)
    model = BradleyTerry(C=0.3).fit(POOL, Y)
    np.testing.assert_allclose(model.predict_proba(POOL), reference.predict_proba(D), rtol=1e-9)
    assert (model.predict(POOL) == reference.predict(D)).all() and model.classes_.tolist() == ["first", "second"]


def test_the_other_way_round_gets_the_opposite_answer():
    model, turned = BradleyTerry().fit(POOL, Y), [Pair(pair.second, pair.first) for pair in POOL]
    np.testing.assert_allclose(model.predict_proba(turned), model.predict_proba(POOL)[:, ::-1], rtol=1e-9)


@pytest.mark.parametrize(
    ("words", "first"), [({"first": "left", "second": "right"}, None), ({"first": "右", "second": "ABC"}, "右")]
)
def test_places_have_the_order_of_the_scale_whatever_the_answers_are_called(words, first):
    model = BradleyTerry(first=first).fit(POOL, np.vectorize(words.get)(Y))
    assert spearmanr(model.place(X), SCALE)[0] > 0.98


def test_a_hundred_comparisons_chosen_by_the_loop_order_the_samples():
    learner = ActiveLearner(BradleyTerry(C=10.0), POOL, margin_sampling, classes=["first", "second"], random_state=0)
    learner.run(simulated(Y), stop=budget(100))
    assert spearmanr(learner.model.place(X), SCALE)[0] > 0.95


def test_texts_and_clones_work():
    words = in_pairs(["good", "good good", "bad", "so bad"], 6)
    y = ["first" if "good" in pair.first and "bad" in pair.second else "second" for pair in words]
    model = clone(BradleyTerry(TfidfVectorizer())).fit(words, y)
    assert model.place(["good"])[0] > model.place(["bad"])[0]


def test_pairs_are_made_once_each_and_alike_every_time():
    pool = in_pairs(digits(), 50, random_state=3)
    assert pool[0].first.shape == (8, 8) and fingerprint(np.array([p.first for p in pool])) == fingerprint(
        np.array([p.first for p in in_pairs(digits(), 50, random_state=3)])
    )
    letters = in_pairs(list("abcd"), 100)
    assert len(letters) == 6 == len({frozenset((pair.first, pair.second)) for pair in letters})
    assert all(pair.first != pair.second for pair in letters)


@pytest.mark.parametrize("wrong", [[], ["a"]])
def test_too_few_samples_are_refused(wrong):
    with pytest.raises(ValueError, match="at least two samples"):
        in_pairs(wrong)


def test_what_is_no_pair_or_no_choice_is_refused():
    with pytest.raises(ValueError, match="must hold Pair"):
        BradleyTerry().fit([[1.0], [2.0]], ["first", "second"])
    with pytest.raises(ValueError, match="two answers"):
        BradleyTerry().fit(POOL, ["first"] * len(POOL))
