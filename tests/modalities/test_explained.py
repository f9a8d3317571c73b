"""What weighed most in a sample, where a value lies in the pool, and that the words of a pool are counted once."""

import json
import pickle
from collections import Counter

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

from alkit import bank_loans, iris, label
from alkit.modalities import Image, Shown, Table, Text, modality_for
from alkit.modalities.columns import Column, columns_of
from alkit.modalities.facts import Facts
from alkit.modalities.table import MOST_IN_ORDER
from alkit.modalities.text import marked_words
from alkit.modalities.words import PoolWords
from alkit.models.weights import heaviest
from alkit.pool import one_row, take_rows

TEXTS = ["good food and good service", "bad food", "not bad at all", "good and cheap", "bad, dear and cold", "cold food"]
GOOD = np.array(["+", "-", "+", "+", "-", "-"])


# ---- what weighed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_weights_of_all_features_and_the_intercept_are_the_decision(n_classes):
    data = iris()
    rows = np.flatnonzero(data.y != "virginica") if n_classes == 2 else np.arange(150)
    model = modality_for(data.X, data.feature_names).default_estimator().fit(data.X[rows], data.y[rows])
    for row in (0, 60, 99):
        decision = np.ravel(model.decision_function(data.X[[row]]))
        predicted = model.classes_.tolist().index(model.predict(data.X[[row]])[0])
        intercept = model[-1].intercept_
        expected = (
            decision[predicted] - intercept[predicted]
            if n_classes == 3
            else abs(decision[0]) - intercept[0] * (1 if predicted else -1)
        )
        weights = heaviest(model, data.X[[row]])
        assert sum(weight for _, weight in weights) == pytest.approx(expected)
        assert [abs(w) for _, w in weights] == sorted([abs(w) for _, w in weights], reverse=True)


def test_words_weigh_coefficient_times_value_for_the_class_predicted():
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(TEXTS, GOOD)
    coef = dict(zip(model[0].get_feature_names_out(), model[1].coef_[0]))  # above 0 for "-", the second class
    words = dict(heaviest(model, ["good good cold unheard"]))
    assert model.predict(["good good cold unheard"]) == ["+"]
    assert words == pytest.approx({"good": -2 * coef["good"], "cold": -coef["cold"]}) and words["good"] > 0 > words["cold"]
    assert len(heaviest(model, [" ".join(TEXTS)], most=3)) == 3


@pytest.mark.parametrize("last", [RandomForestClassifier(5), SVC(), GaussianNB(), SVC(kernel="linear")], ids=repr)
def test_of_models_that_are_not_linear_nothing_is_said(last):
    X, y = iris().X[::5], iris().y[::5]  # three classes: a linear SVC decides by pairs of them
    model = make_pipeline(clone(last)).fit(X, y)
    assert heaviest(model, X[:1]) == ()


def test_features_without_names_are_not_named():
    squares = [np.full((4, 4), k, dtype=np.uint8) for k in (0, 255)]
    model = Image().default_estimator().fit(squares, ["a", "b"])
    assert heaviest(model, squares[:1]) == () and Image().explained(squares[0], [("x1", 1.0)]) is None


def test_a_sparse_row_and_a_frame_are_explained_as_well():
    X = sp.csr_matrix(np.tile(np.eye(2, 5), (5, 1)))
    model = LogisticRegression().fit(X, ["a", "b"] * 5)
    assert [name for name, _ in heaviest(model, X[[0]])] == ["x0"]
    frame = pd.DataFrame(X.toarray(), columns=list("vwxyz"))
    assert [name for name, _ in heaviest(model.fit(frame, ["a", "b"] * 5), frame.iloc[[1]])] == ["w"]


# ---- texts -----------------------------------------------------------------------------------------------


def test_the_words_that_weighed_are_marked_where_they_stand():
    weights = {"good": 0.5, "not good": -2.0, "über": 1.0, "c": 0.1}
    pieces = marked_words("<b>GOOD</b>, goodness! not, good. Über c++ $c$", weights)
    assert "".join(piece for piece, _ in pieces) == "<b>GOOD</b>, goodness! not, good. Über c++ $c$"
    assert [piece for piece in pieces if piece[1]] == [
        ["GOOD", 0.5],
        ["not, good", -2.0],
        ["Über", 1.0],
        ["c", 0.1],
        ["c", 0.1],
    ]
    assert marked_words("a b", {}) == [["a b", 0]] and marked_words("", {"a": 1.0}) == []


def test_a_text_is_explained_by_its_words_and_pieces_of_words_explain_nothing():
    said = Text().explained("a good\x00 day", [("good", 0.25), ("absent", 0.1)])
    assert said == {"weights": [["good", 0.25], ["absent", 0.1]], "marked": [["a ", 0], ["good", 0.25], ["\ufffd day", 0]]}
    assert Text().explained("a good day", [("oo", 0.5), (" g", 0.2), ("truncatedsvd0", 0.1)]) is None
    assert Shown(str).explained("a good day", [("good", 0.5)])["marked"][1] == ["good", 0.5]


def test_the_words_of_a_pool_are_counted_once_and_are_those_of_tfidf():
    pool = [f"{text} {k}" for k, text in enumerate(TEXTS * 3)] + TEXTS * 2  # some twice
    words = PoolWords.of(pd.Series(pool)).fit(pool[:2], ["+", "-"])
    reference = TfidfVectorizer(sublinear_tf=True).fit(pool)
    for texts in (pool[3:9], np.array(pool[:2]), ["bad food unheard", pool[0], "bad food unheard", "new"], []):
        expected = reference.transform(list(texts)).toarray() if len(texts) else np.zeros((0, len(reference.vocabulary_)))
        np.testing.assert_allclose(words.transform(texts).toarray(), expected)
    assert words.get_feature_names_out().tolist() == reference.get_feature_names_out().tolist()
    asked = Counter()
    words._vectorizer.transform = lambda texts: asked.update(texts)
    words.transform([*pool, "new", "bad food unheard"])
    assert not asked, "all had been seen"


def test_a_clone_remembers_and_a_pipeline_prints_no_pool():
    model = Text(TEXTS).default_estimator()
    assert clone(model)[0] is model[0] and "food" not in repr(model.fit(TEXTS, GOOD))
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_allclose(again.predict_proba(TEXTS), model.predict_proba(TEXTS))


def test_names_are_told_apart_by_their_letters():
    names = ["anna", "hanna", "joanna", "otto", "ottokar", "lotto"] * 2
    model = modality_for(names).default_estimator().fit(names, ["a", "a", "a", "o", "o", "o"] * 2)
    assert model.predict(["marianna", "ottoto"]).tolist() == ["a", "o"]


# ---- tables ----------------------------------------------------------------------------------------------


def test_where_a_number_lies_is_known():
    column = Column.of([float(k) for k in range(101)])
    assert column.place(75.0) == {
        "at": pytest.approx(0.755, abs=0.01),
        "box": pytest.approx([0.245, 0.5, 0.755], abs=0.01),
        "words": "higher than 74 % of the pool",
    }
    assert column.place(-50)["at"] == 0 and column.place(-50)["words"] == "lower than 100 % of the pool"
    assert column.place(1e9)["at"] == 1 and column.place(100)["words"] == "higher than 99 % of the pool"
    assert column.rarity(50) == 0 and column.rarity(0) == column.rarity(100.0) == pytest.approx(100 / 101)
    for value in (0, 33, np.float64(99.5)):
        assert json.dumps(column.place(value), allow_nan=False)


def test_what_is_missing_and_words_say_how_many_are_the_same():
    column = Column.of([1.0, 2.0, 3.0, None, float("nan"), 3, pd.NA, np.nan])
    assert column.place(None) == {"share": 0.5, "words": "missing in 50 % of the pool"} and column.rarity(pd.NA) == 0.5
    assert column.place(3)["words"] == "higher than 50 % of the pool"
    words = Column.of(["red"] * 3 + ["blue"])
    assert words.place("red") == {"share": 0.75, "words": "the same in 75 % of the pool"} and words.place("green")["share"] == 0
    flags = Column.of([0, 1, 1, 1] * 300 + [2])
    assert Column.of([0, 1, 1, 1]).place(1.0)["words"] == "the same in 75 % of the pool" and flags.numbers is not None
    assert Column.of([True, False]).place(True)["share"] == 0.5 and Column.of([None]).place(None)["share"] == 1
    assert Column.of([0] * 999 + [5, 7]).place(7)["at"] == 1.0  # nearly all the same: no division by nothing


def test_columns_are_those_of_any_pool_of_rows():
    numbers = np.arange(30.0).reshape(10, 3)
    for X in (numbers, numbers.tolist(), pd.DataFrame(numbers)):
        assert [column.box[1] for column in columns_of(X)] == [13.5, 14.5, 15.5]
    assert columns_of(sp.csr_matrix(numbers)) is None and columns_of([{"a": 1}]) is None and columns_of([[1], [1, 2]]) is None


def test_a_row_tells_where_its_values_lie_in_the_order_of_the_columns():
    loans = bank_loans()
    modality = modality_for(loans.X, loans.feature_names)
    rows = modality.live(one_row(loans.X, 0))["rows"]
    assert [name for name, *_ in rows] == list(loans.feature_names)
    assert rows[0][:2] == ["Seniority", "9"] and rows[0][2]["words"].startswith("higher than ")
    unknown = int(np.flatnonzero(loans.X["Income"].isna())[0])
    assert modality.live(one_row(loans.X, unknown))["rows"][8][1] == "not known"


def test_of_many_columns_the_most_unusual_values_come_first():
    X = np.random.default_rng(0).normal(size=(500, MOST_IN_ORDER + 1))
    X[7, 13], X[7, 4] = 50.0, -40.0
    names = [f"c{j}" for j in range(X.shape[1])]
    rows = modality_for(X, names).live(X[7])["rows"]
    assert {name for name, *_ in rows[:2]} == {"c13", "c4"} and len(rows) == len(names)
    few = modality_for(X[:, :MOST_IN_ORDER], names[:-1]).live(X[7, :-1])["rows"]
    assert [name for name, *_ in few] == names[:-1]


def test_what_weighed_in_a_row_is_named_with_its_value():
    loans = bank_loans()
    modality = modality_for(loans.X, loans.feature_names)
    model = modality.default_estimator().fit(loans.X[:300], loans.y[:300])
    said = dict(modality.explained(one_row(loans.X, 0), heaviest(model, take_rows(loans.X, [0]), most=50))["weights"])
    assert {"Seniority 9", "Home rent", "Records no", "Income 129"} <= set(said)
    unknown = int(np.flatnonzero(loans.X["Income"].isna())[0])
    named = modality.explained(one_row(loans.X, unknown), heaviest(model, take_rows(loans.X, [unknown]), most=50))["weights"]
    assert "Income not known" in dict(named)
    assert Table(("a", "b")).explained([1.5, "<b>"], [("x0", 2.0), ("x1 = <b>", -1.0)])["weights"] == [
        ["a 1.5", 2.0],
        ["b <b>", -1.0],
    ]


# ---- on the page -----------------------------------------------------------------------------------------


def test_the_page_is_told_after_the_answer_and_of_the_model_before_it(tmp_path):
    view = label(TEXTS * 3, GOOD.tolist() * 3, budget=None, name="words", folder=tmp_path)
    expected = ()
    while not expected:  # a text of which the model knows no word
        view.session.wait()
        view.refresh()
        assert view.page["now"]["explained"] is None, "nothing leads who answers"
        row = view.session.current
        expected = heaviest(view.session.learner.model, [(TEXTS * 3)[row]])
        view.session.answer("+")
    view.session.wait()
    view.refresh()
    last = view.page["last"]
    assert [tuple(pair) for pair in last["explained"]["weights"]] == list(expected) and last["predicted"] in "+-"
    assert "".join(piece for piece, _ in last["explained"]["marked"]) == (TEXTS * 3)[row]
    view.session.close()


# ---- frames as numbers -----------------------------------------------------------------------------------


def test_the_facts_of_a_frame_are_those_of_scikit_learn():
    loans = bank_loans().X
    facts = Facts().fit(loans[:500])
    ours = pd.DataFrame(facts.transform(loans), columns=facts.get_feature_names_out())
    is_number = [dtype.kind in "if" for dtype in loans.dtypes]
    numbers, words = loans.loc[:, is_number], loans.loc[:, [not each for each in is_number]]
    scaled = StandardScaler().fit(numbers[:500]).transform(numbers)
    np.testing.assert_allclose(ours[list(numbers.columns)], np.nan_to_num(scaled), atol=1e-12)
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(words[:500])
    names = [f"{c} = {'not known' if v != v else v}" for c, values in zip(words, encoder.categories_) for v in values]
    np.testing.assert_array_equal(ours[names], encoder.transform(words))
    np.testing.assert_array_equal(ours["Income = not known"], loans["Income"].isna())
    assert set(ours.columns) - set(numbers.columns) - set(names) == {f"{c} = not known" for c in ("Income", "Assets", "Debt")}


def test_facts_of_every_type_of_column():
    days = pd.to_datetime(["2024-05-01", None, "2024-05-02"])
    frame = pd.DataFrame(
        {
            "flag": [True, False, True], "whole": pd.array([1, None, 3], dtype="Int64"), "kind": pd.Categorical(["a", "b", None]),
            "day": days, "mixed": [1, "one", None], "empty": [np.nan] * 3, "same": [2.0] * 3, 7: ["<b>"] * 3,
        }
    )  # fmt: skip
    facts = Facts().fit(frame)
    row = dict(zip(facts.get_feature_names_out(), facts.transform(frame[1:2])[0]))
    assert (
        row["flag = False"] == row["whole = not known"] == row["kind = b"] == row["day = not known"] == row["mixed = one"] == 1
    )
    assert row["whole"] == row["empty"] == row["same"] == row["kind = a"] == 0 and row["7 = <b>"] == 1
    other = frame.assign(kind=["z"] * 3, same=[None, 3.0, np.nan], flag=[None] * 3)
    assert np.isfinite(facts.transform(other)).all() and facts.transform(other).shape == facts.transform(frame).shape
