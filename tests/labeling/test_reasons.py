"""Why a sample is asked: classes, features and neighbors, held against the model itself."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from alkit import ActiveLearner, explain_query, iris, margin_sampling, random_sampling
from alkit.modalities import modality_for
from alkit.models.weights import heaviest

DATA, FIRST = iris(), [0, 1, 60, 61, 120, 121]


def taught(estimator=None, X=DATA.X, strategy=margin_sampling):
    model = make_pipeline(StandardScaler(), LogisticRegression()) if estimator is None else estimator
    learner = ActiveLearner(model, X, strategy, random_state=0)
    learner.teach(FIRST, DATA.y[FIRST])
    return learner


def test_it_explains_what_is_asked_next_by_the_two_most_probable_classes():
    learner = taught()
    reasons = explain_query(learner)
    assert reasons.row == learner.query()[0] and (reasons.rank, reasons.n_candidates) == (1, 144)
    proba = dict(zip(learner.classes, learner.predict_proba_pool([reasons.row])[0]))
    (first, p), (second, q) = reasons.classes
    assert p == proba[first] >= q == proba[second] >= min(proba.values())
    assert f"classes: {first} {p:.2f} or {second} {q:.2f}" in str(reasons) and "1 − (" in reasons.score


@pytest.mark.parametrize("row", [3, 77, 110, 140])
def test_the_weights_and_the_intercepts_are_the_difference_of_the_two_decisions(row):
    model = taught().model
    names = model.classes_.tolist()
    decision = model.decision_function(DATA.X[[row]])[0]
    first, *others = np.argsort(-decision)
    for other in others:
        weights = heaviest(model, DATA.X[[row]], against=names[other])
        intercepts = model[-1].intercept_[first] - model[-1].intercept_[other]
        assert sum(weight for _, weight in weights) + intercepts == pytest.approx(decision[first] - decision[other])


def test_the_nearest_labeled_rows_are_those_that_the_model_sees_near():
    learner = taught()
    scaled = learner.model[0].transform(DATA.X)
    distances = np.linalg.norm(scaled[FIRST] - scaled[100], axis=1)
    near = explain_query(learner, 100, most=3).neighbors
    assert [row for row, _, _ in near] == [FIRST[j] for j in np.argsort(distances)[:3]]
    assert [distance for *_, distance in near] == pytest.approx(sorted(distances)[:3])
    assert all(label == DATA.y[row] for row, label, _ in near)


def test_features_are_named_with_their_values_and_no_more_than_wanted_for_each_class():
    reasons = explain_query(taught(), 77, most=1, feature_names=DATA.feature_names)
    assert sum(weight > 0 for _, weight in reasons.features) <= 1 and "petal width (cm) 1.7" in str(reasons)
    frame = pd.DataFrame({"size": DATA.X[:, 2], "kind": np.where(DATA.X[:, 0] > 6, "<b>long</b>", "short")})
    told = str(explain_query(taught(modality_for(frame).default_estimator(), frame), 77))
    assert "size 5" in told and "kind <b>long</b>" in told  # data, as they are


def test_where_features_say_nothing_they_are_left_out():
    forest = explain_query(taught(RandomForestClassifier(10)))
    assert forest.features == () and "nearest labeled" in str(forest) and "for " not in str(forest).splitlines()[3]


def test_texts_are_explained_by_their_words():
    texts = ["good food", "good day", "bad food", "bad day", "good and bad", "food"]
    learner = ActiveLearner(make_pipeline(TfidfVectorizer(), LogisticRegression()), texts, random_state=0)
    learner.teach([0, 1, 2, 3], ["+", "+", "-", "-"])
    reasons = explain_query(learner, 4)
    weights = dict(reasons.features)
    assert weights["good"] * weights["bad"] < 0
    assert f"for {reasons.classes[weights['good'] < 0][0]}: good" in str(reasons)


def test_a_row_that_is_labeled_or_far_from_being_asked_has_no_place():
    learner = taught()
    last = learner.rank(144).indices[-1]
    assert explain_query(learner, int(last)).rank is None and explain_query(learner, 0).rank is None


def test_what_cannot_be_explained_is_said():
    with pytest.raises(ValueError, match="there is none yet: teach the learner first"):
        explain_query(ActiveLearner(LogisticRegression(), DATA.X))
    with pytest.raises(ValueError, match="row must be from 0 to 149, got 150"):
        explain_query(taught(), 150)
    with pytest.raises(ValueError, match="explain_query needs class probabilities, but LinearSVC"):
        explain_query(taught(LinearSVC(), strategy=random_sampling), 3)
