"""Each kind of sample: which it knows, what the page gets, what paper gets, and a default that learns from it."""

import base64
import datetime as dt
import io
import json

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from matplotlib.figure import Figure
from PIL import Image as PILImage

from alkit import Pair, digits, iris, play_tennis, plots, two_moons
from alkit.modalities import Image, Point, Shown, Table, Text, Two, kind_of, modality_for
from alkit.modalities.image import Pixels, as_picture
from alkit.modalities.table import MOST_ROWS
from alkit.modalities.text import wrapped
from alkit.pool import n_rows, one_row, take_rows

rng = np.random.default_rng(0)
COLORS = np.array([[220, 30, 30], [30, 30, 220]], dtype=np.uint8)
SQUARES = [np.full((9, 6, 3), color) + rng.integers(0, 30, (9, 6, 3), dtype=np.uint8) for color in np.tile(COLORS, (5, 1))]
PHOTOS = [PILImage.fromarray(square).resize((6 + k, 9)) for k, square in enumerate(SQUARES)]
FRAME = pd.DataFrame({"length": [1.0, 5.0] * 5, "color": ["red", "blue"] * 5, "open": [True, False] * 5}, index=range(7, 17))
POOLS = {
    "RGB arrays": (SQUARES, Image),
    "RGBA floats": (np.dstack([np.stack(SQUARES)[:, :, :, j] / 255 for j in (0, 1, 2, 2)]).reshape(10, 9, 6, 4), Image),
    "4-D array": (np.stack(SQUARES), Image),
    "3-D array": (np.stack(SQUARES)[..., 0], Image),
    "one channel": (np.stack(SQUARES)[..., :1] / 255, Image),
    "PIL images of many sizes": (PHOTOS, Image),
    "texts": (["good $5 day", "bad day"] * 5, Text),
    "Series of texts": (pd.Series(["good day", "bad day"] * 5, index=range(3, 13)), Text),
    "array of texts": (np.array(["good day", "bad day"] * 5), Text),
    "objects of text": (np.array(["good day", "bad day"] * 5, dtype=object), Text),
    "points": (two_moons(10).X, Point),
    "lists of two numbers": (two_moons(10).X.tolist(), Point),
    "frame of two numbers": (pd.DataFrame(two_moons(10).X, columns=["a", "b"]), Point),
    "rows": (iris().X[::15], Table),
    "frame rows": (FRAME, Table),
    "dicts": ([{"length": 1.0, "color": "red"}, {"color": "blue", "seen": 3}] * 5, Table),
    "words": (play_tennis().X[:10], Table),
    "sparse rows": (sp.csr_matrix(np.tile(np.eye(2, 5), (5, 1))), Table),
    "sparse array": (sp.csr_array(np.tile(np.eye(2, 5), (5, 1))), Table),
    "pairs of pictures": ([Pair(*SQUARES[:2]), Pair(*SQUARES[1::-1])] * 5, Two),
    "pairs of texts": ([Pair("good", "bad $5"), Pair("bad $5", "good")] * 5, Two),
    "pairs of rows": ([Pair([1.0, 2.0, 0.0], [5.0, 1.0, 1.0]), Pair([5.0, 1.0, 1.0], [1.0, 2.0, 0.0])] * 5, Two),
}


@pytest.mark.parametrize(("X", "kind"), POOLS.values(), ids=POOLS.keys())
def test_a_pool_is_known_shown_drawn_and_learned_from(X, kind):
    modality = modality_for(X)
    assert type(modality) is kind
    for row in range(n_rows(X)):
        sample = one_row(X, row)
        live = modality.live(sample)
        assert live["kind"] == ("pair" if kind is Two else kind.__name__.lower())
        json.dumps([live, modality.thumbnail(sample), modality.backdrop()], allow_nan=False)
    ax = plots.new_axes()
    modality.paper(ax, one_row(X, 0))
    assert plots.png(ax.figure).startswith(b"\x89PNG")
    y = np.array(["a", "b"] * 5) if not isinstance(modality, Point) else np.where(np.asarray(X)[:, 1] > 0.2, "a", "b")
    model = modality.default_estimator().fit(take_rows(X, np.arange(8)), y[:8])
    if kind is not Table or np.shape(X) != (10, 4):  # the iris rows and the days of tennis are in another order
        assert (model.predict(take_rows(X, np.arange(10))) == y).all()


# ---- images ------------------------------------------------------------------------------------------


def pixels(source):
    """What the page will show, as an array."""
    with PILImage.open(io.BytesIO(base64.b64decode(source["src"].partition(",")[2]))) as picture:
        return np.asarray(picture)


def test_the_page_gets_the_very_pixels():
    assert np.array_equal(pixels(Image().live(SQUARES[0])), SQUARES[0])
    assert np.array_equal(pixels(Image().live(PILImage.fromarray(SQUARES[1]))), SQUARES[1])
    half = np.zeros((2, 2, 4), dtype=np.uint8) + 128
    assert np.array_equal(pixels(Image().live(half)), half)
    assert pixels(Image().live(np.full((2, 2, 3), 0.5)))[0, 0].tolist() == [128, 128, 128]


@pytest.mark.parametrize(
    ("grey", "expected"),
    [
        (np.array([[0, 255]], dtype=np.uint8), [0, 255]),  # photographs: 0 is black
        (np.array([[0.0, 1.0]]), [0, 255]),
        (np.array([[False, True]]), [0, 255]),
        (np.array([[0.0, 16.0]]), [255, 0]),  # ink on paper: 0 is white
        (np.array([[0, 4]]), [255, 0]),
        (np.zeros((1, 2), dtype=int), [255, 255]),  # an empty picture is white, not an error
    ],
)
def test_grey_numbers_are_a_photograph_or_ink(grey, expected):
    assert pixels(Image().live(grey))[0].tolist() == expected


def test_a_pool_of_drawings_is_ink_throughout():
    faint = np.array([[0.0, 1.0]])  # by itself it would be a photograph
    assert pixels(modality_for([faint * 16, faint]).live(faint))[0].tolist() == [255, 0]
    assert pixels(modality_for([faint, faint]).live(faint))[0].tolist() == [0, 255]
    shaped = modality_for(np.array([[0.0, 1.0, 0.5, 0.0]]), image_shape=(2, 2))
    assert pixels(shaped.live(np.array([0.0, 1.0, 0.5, 0.0]))).tolist() == [[255, 0], [128, 255]]


def test_the_rows_of_a_data_set_of_pictures_keep_their_plain_model():
    data = digits()
    modality = modality_for(data.X, data.feature_names, data.image_shape)
    assert type(modality.default_estimator()).__name__ == "LogisticRegression"
    assert modality.live(data.X[0])["alt"] == "an image, 8 pixels wide and 8 high"
    with pytest.raises(ValueError, match="reshape"):
        modality.live(data.X[0][:-1])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "HSV", "I", "F", "I;16"])
def test_every_mode_of_a_pil_image_shows(mode):
    picture = PILImage.new("L", (3, 2), 200).convert(mode) if mode != "I;16" else PILImage.new("I;16", (3, 2), 200)
    assert pixels(Image().live(picture)).shape[:2] == (2, 3)


def test_a_photo_is_turned_as_it_was_held_and_made_small_enough_to_send():
    photo = PILImage.new("RGB", (2000, 1000))
    exif = photo.getexif()
    exif[0x0112] = 6  # turned by a quarter
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", exif=exif)
    live = Image().live(PILImage.open(buffer))
    assert pixels(live).shape == (480, 240, 3) and live["alt"] == "an image, 1000 pixels wide and 2000 high"
    assert pixels(Image().thumbnail(PILImage.new("RGB", (2000, 1000)))).shape == (32, 64, 3)


@pytest.mark.parametrize("wrong", [np.full((2, 2, 3), 30.5), np.full((2, 2), np.nan), -np.ones((2, 2, 3))])
def test_numbers_that_are_no_picture_are_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        as_picture(wrong)


def test_pixels_are_those_of_the_picture():
    picture = COLORS[:1, None].repeat(2, 0).repeat(2, 1)
    assert np.allclose(Pixels(side=2).transform([picture])[0], np.tile(COLORS[0] / 255, 4))
    picture[:] = 0  # the same object, another content: what is kept is not of the object
    assert not Pixels(side=2).transform([picture]).any()
    assert Pixels(side=2).transform([PILImage.fromarray(picture + 255), picture]).tolist() == [[1] * 12, [0] * 12]


# ---- texts and tables --------------------------------------------------------------------------------


def drawn(modality, sample):
    ax = Figure().subplots()
    modality.paper(ax, sample)
    ax.figure.savefig(io.BytesIO())
    return ax.texts[0].get_text()


@pytest.mark.parametrize("words", ["from $5 to 10% of $20", "$\\frac{", "a_b^c $", "\\$x$", "{}$$"])
def test_a_dollar_is_a_dollar(words):
    assert drawn(Text(), words) == words
    assert drawn(Table(), {"price": words}) == f"price: {words}"
    point = modality_for(pd.DataFrame(two_moons(10).X, columns=[words, "b"]))
    ax = Figure().subplots()
    point.paper(ax, [0.0, 0.0])
    ax.figure.savefig(io.BytesIO())
    assert ax.get_xlabel() == words


def test_texts_are_data_also_with_what_cannot_be_printed():
    assert (
        Text().live("<script>alert(1)</script>\r\n\ud800\x00\x1b[31m")["text"]
        == "<script>alert(1)</script>\n\ufffd\ufffd\ufffd[31m"
    )
    assert len(Text().live("x" * 100_000)["text"]) < 20_010


def test_long_texts_are_broken_and_cut_on_paper():
    lines = drawn(Text(), "many words " * 1000).splitlines()
    assert max(map(len, lines)) <= 42 and len(lines) == 14 and lines[-1] == "…"
    assert wrapped("a\n\nb\tc") == "a\n\nb   c"
    assert wrapped("x" * 10_000_000, lines=2).count("\n") == 2  # in no time


def test_rows_of_tables():
    assert Table().live(pd.Series({"a": 1.25, "b": "x"}))["rows"] == [["a", "1.25"], ["b", "x"]]
    assert Table().live([1, 2.0, dt.date(2024, 5, 1)])["rows"] == [
        ["feature 0", "1"],
        ["feature 1", "2"],
        ["feature 2", "2024-05-01"],
    ]
    assert Table(("x", "y")).live(sp.csr_matrix([[0.0, 2.0]]))["rows"] == [
        ["y", "2"]
    ]  # of thousands of columns, those that say something
    many = Table().live(list(range(250)))["rows"]
    assert len(many) == MOST_ROWS + 1 and many[-1] == ["…", "150 more"]
    with pytest.raises(ValueError, match="got 2 names for 4 columns"):
        modality_for(iris().X, ["a", "b"])


# ---- points ------------------------------------------------------------------------------------------


def test_a_point_is_shown_among_at_most_500_others_sent_once():
    X = rng.normal(size=(20_000, 2))
    modality = modality_for(X, ("length", "width"))
    backdrop = modality.backdrop()
    assert len(backdrop["points"]) == 500 and backdrop["names"] == ["length", "width"]
    assert backdrop["limits"] == [[X[:, 0].min(), X[:, 0].max()], [X[:, 1].min(), X[:, 1].max()]]
    assert modality.live(X[7]) == {
        "kind": "point",
        "at": X[7].tolist(),
        "alt": f"a point at length {X[7, 0]:.3g}, width {X[7, 1]:.3g}",
    }
    assert len(json.dumps(backdrop)) < 20_000


@pytest.mark.parametrize(
    "X", [np.array([["a", "b"]] * 3), np.array([[1.0, np.nan], [0.0, 1.0]]), np.array([[True, False]] * 2)]
)
def test_two_columns_that_are_no_plane_are_a_table(X):
    assert isinstance(modality_for(X), Table)


# ---- unknown samples, and a show of one's own ----------------------------------------------------------


@pytest.mark.parametrize("X", [[object()], [None, None], [1.5, 2.5], [np.zeros((2, 2, 2, 2))], [np.zeros((3, 8, 8))], [{1, 2}]])
def test_a_sample_that_nobody_knows_is_refused_with_the_kinds_and_the_way_out(X):
    with pytest.raises(ValueError, match=r"(?s)do not know how to show .*an image.*a text.*a point.*a row of a table.*show="):
        modality_for(X)


def test_a_mixed_pool_is_refused():
    with pytest.raises(ValueError, match="samples of different kinds"):
        modality_for(["a text", SQUARES[0]])


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("words", "text"),
        (3.5, "text"),
        (np.int64(3), "text"),
        (SQUARES[0], "image"),
        (PHOTOS[0], "image"),
        ({"a": 1}, "table"),
        ([1, 2], "table"),
    ],
)
def test_a_show_of_one_s_own_returns_any_of_these(value, kind):
    shown = Shown(lambda sample: value)
    assert shown.live(object())["kind"] == kind
    assert (shown.thumbnail(object()) is not None) == (kind == "image")
    shown.paper(Figure().subplots(), object())
    with pytest.raises(ValueError, match="do not know how to show object"):
        Shown(lambda sample: object()).live(0)


def test_kinds_of_single_samples():
    assert isinstance(kind_of("a"), Text) and isinstance(kind_of(SQUARES[0]), Image) and isinstance(kind_of({"a": 1}), Table)
