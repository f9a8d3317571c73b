"""The labeling widget, driven by the messages that its page sends."""

import base64
import gc
import json
import os
import threading
import time
import weakref

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from alkit import DiverseSampling, HumanFeedback, datasets, entropy_sampling, label, margin_sampling
from alkit.modalities import Text


@pytest.fixture
def open_view(tmp_path):
    views = []

    def open_(*args, **options):
        views.append(label(*args, **{"folder": tmp_path, **options}))
        return views[-1]

    yield open_
    for view in views:
        view.session.close()


def send(view, do, **more):
    view._received(view, {"do": do, "token": view.page["token"], **more}, [])
    view.session.wait()


def test_a_click_labels_the_sample_that_was_shown(open_view):
    view = open_view(datasets.iris())
    row = view.session.current
    send(view, "answer", label=2)
    assert view.labels == {row: "virginica"}
    assert view.page["progress"] == [1, 20]
    assert view.describe() == "Labeling session 'iris': 1 of 20 answers given by you"


def test_remarks_are_offered_where_the_strategy_hears_them(open_view):
    assert open_view(datasets.iris()).page["remarks"] == []
    view = open_view(datasets.iris(), strategy=HumanFeedback(), name="heard")
    assert view.page["remarks"] == ["too easy", "ambiguous", "broken"]
    first = view.session.current
    send(view, "answer", label=2, remark="too easy")
    second = view.session.current
    send(view, "unknown", remark="broken")
    send(view, "answer", label=2, remark="dull")
    assert view.session.learner.history.remarks == {first: "too easy", second: "broken"} and len(view.session.steps) == 2
    assert "a remark must be one of too easy, ambiguous, broken" in view.page["status"]


def test_the_second_half_of_a_double_click_is_ignored(open_view):
    view = open_view(datasets.iris())
    message = {"do": "answer", "label": 0, "token": view.page["token"]}
    view._received(view, message, [])
    view._received(view, message, [])
    assert len(view.labels) == 1


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": None},
        {"do": "answer"},
        {"do": "answer", "label": 99},
        {"do": "answer", "label": "0"},
        {"do": "__class__"},
        {"do": []},
    ],
)
def test_nonsense_from_the_page_is_answered_and_changes_nothing(open_view, message):
    view = open_view(datasets.iris())
    before = view.session.current, view.labels, view.page["sent"]
    view._received(view, {**message, "token": view.page["token"]}, [])
    assert (view.session.current, view.labels) == before[:2]
    assert view.page["sent"] > before[2]  # the page hears something, and does not wait


def test_the_model_s_belief_is_that_of_before_the_answer(open_view):
    view = open_view(datasets.iris(), strategy=entropy_sampling)
    assert view.page["last"] is None
    before = view.page["now"]
    send(view, "answer", label=0)
    last = view.page["last"]
    assert last["proba"] == before["proba"] and last["score"] == before["score"] and last["answer"] == "setosa"
    assert before["rank"] == 1 and before["of"] == view.session.learner.n_pool - 3
    assert sum(p for _, p in before["proba"]) == pytest.approx(1)


def test_the_curves_of_the_others_never_run_ahead(open_view):
    view = open_view(datasets.iris())
    view.session.wait()
    view.refresh()
    assert {c["name"]: len(c["points"]) for c in view.page["curves"]} == {"you": 1, "never wrong": 1, "random": 1}
    send(view, "answer", label=1)
    view.refresh()
    assert {len(c["points"]) for c in view.page["curves"]} == {2}


@pytest.mark.slow
def test_a_person_who_is_never_wrong_walks_beside_the_never_wrong(open_view):
    data = datasets.iris()
    y_pool = data.split()[2]
    view = open_view(data, estimator=GaussianNB(var_smoothing=1e-3))
    view.session.trainer.patience = 30  # on a busy machine too, wait for the model
    while view.session.current is not None:
        send(view, "answer", label=data.classes.index(y_pool[view.session.current]))
    view.refresh()
    curves = {c["name"]: c["points"] for c in view.page["curves"]}
    assert curves["you"] == curves["never wrong"] and [n for n, _ in curves["you"]] == list(range(21))


def test_digits_answer_to_their_own_keys_and_names_to_numbers(open_view):
    assert open_view(datasets.digits()).page["classes"][7] == ["7", "7"]
    assert open_view(datasets.iris()).page["classes"] == [["setosa", "1"], ["versicolor", "2"], ["virginica", "3"]]


def test_texts_are_data_and_a_pool_without_labels_starts_cold(open_view):
    texts = ["<script>alert('no')</script>", "<b>bold</b>", "plain", "more <img src=x onerror=alert(1)>"]
    view = open_view(texts, classes=["good", "<i>bad</i>"], name="texts", budget=None)
    assert view.page["sample"] == {"kind": "text", "text": texts[view.session.current]}
    assert view.page["metric"] == "" and view.page["curves"] == [{"name": "you", "points": []}]
    for _ in range(4):
        send(view, "answer", label=view.session.n_asked % 2)
    assert view.page["sample"] is None and len(view.labels) == 4
    json.dumps(view.page)


def test_the_stored_picture_and_sentence(open_view):
    bundle, metadata = open_view(datasets.digits())._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["text/plain"] == "Labeling session 'digits': 0 of 20 answers given by you"
    assert metadata["image/png"]["alt"].startswith(bundle["text/plain"])
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_an_i_do_not_know_is_an_answer_and_a_skip_is_not(open_view):
    view = open_view(datasets.iris(), budget=3)
    for do in ("skip", "unknown", "skip", "unknown"):
        send(view, do)
    assert view.page["progress"] == [2, 3] and view.labels == {}
    assert (view.page["last"]["kind"], view.page["last"]["answer"]) == ("unknown", "I don't know")
    send(view, "answer", label=1)
    assert view.page["sample"] is None and view.describe() == "Labeling session 'iris': 3 of 3 answers given by you"
    view.refresh()
    assert {tuple(n for n, _ in c["points"]) for c in view.page["curves"]} == {(0, 1, 2, 3)}


def test_bad_input_is_said(open_view):
    open_view(datasets.iris(), name="one")
    with pytest.raises(ValueError, match="choose another name"):
        open_view(datasets.two_moons(), name="one")
    with pytest.raises(ValueError, match="do not know how to show object"):
        open_view([object()] * 4, classes=["a", "b"], estimator=LogisticRegression(), name="new")
    with pytest.raises(ZeroDivisionError):
        open_view(datasets.iris(), show=lambda row: 1 / 0, name="new")
    assert open_view(datasets.iris(), name="new").session.n_asked == 0  # what was refused has left no trace


def test_own_estimator_and_show(open_view):
    view = open_view(datasets.iris(), estimator=LogisticRegression(C=0.1, max_iter=500), show=lambda row: f"{row[2]:.1f} cm")
    assert view.session.learner.model.C == 0.1
    assert view.page["sample"]["text"].endswith(" cm")


def test_a_strategy_is_called_what_it_is(open_view):
    assert open_view(datasets.iris()).page["now"]["strategy"] == "margin sampling"
    assert (
        open_view(datasets.iris(), strategy=DiverseSampling(margin_sampling), name="2")
        .page["now"]["strategy"]
        .startswith("DiverseSampling(")
    )


# ---- the end -------------------------------------------------------------------------------------------------


def label_wrongly(view, n, y):
    """``n`` answers, none of them true."""
    view.session.trainer.patience = 30
    for _ in range(n):
        truth = view.classes.index(y[view.session.current])
        send(view, "answer", label=(truth + 1) % len(view.classes))
    view.refresh()


@pytest.mark.slow
def test_the_end_shows_what_was_answered_otherwise_and_random_picking(open_view):
    view = open_view(datasets.digits(), budget=2, name="end")
    y_pool = datasets.digits().split()[2]
    assert view.page["ending"] is None
    label_wrongly(view, 1, y_pool)
    assert view.page["ending"] is None
    send(view, "unknown")
    view.refresh()
    ending, (row,) = view.page["ending"], view.labels
    assert ending["words"] == ["You gave 2 answers, 1 of them “I don't know”.", "1 of your 1 label is not what the data say."]
    (mistake,) = ending["mistakes"]
    assert (mistake["said"], mistake["truth"]) == (f"you said {view.labels[row]}", f"it is {y_pool[row]}")
    assert mistake["sample"] == view.samples.thumbnail(row) and ending["n_more"] == 0
    assert ending["is_compared"] and not ending["is_waiting"] and len(ending["compared"]) == 4
    assert (ending["n_to_label"], ending["budget"]) == (10, 12)
    send(view, "more")
    assert view.page["ending"] is None and view.page["sample"]["kind"] == "image" and view.page["progress"] == [2, 12]
    json.dumps(view.page, allow_nan=False)


@pytest.mark.parametrize("kind", ["texts", "points", "frame rows"])
def test_samples_that_are_no_pictures_are_named_at_the_end(open_view, kind):
    X, _ = KINDS[kind]
    y = ["b" if k >= 5 else "a" for k in range(10)]
    view = open_view(X, y, budget=3, name="words")
    label_wrongly(view, 3, y)
    ending, rows = view.page["ending"], list(view.labels)
    stamps = [mistake["sample"]["text"] for mistake in ending["mistakes"]]
    words = {"texts": lambda row: X[row], "points": lambda row: f"a point at x1 {row}, x2 {row * row}"}
    said = words.get(kind, lambda row: f"size {row}, color {'rb'[row >= 5]}")
    assert stamps == [said(row) for row in rows] and len(ending["mistakes"]) == 3
    assert not ending["is_compared"] and ending["compared"] == []  # no test set: nothing is claimed


def test_of_many_mistakes_twelve_are_shown(open_view):
    texts, y = [f"text {k}" for k in range(20)], ["a", "b"] * 10
    view = open_view(texts, y, budget=None, name="many")
    label_wrongly(view, 18, y)  # the seed set has two
    ending = view.page["ending"]
    assert (len(ending["mistakes"]), ending["n_more"], ending["n_to_label"]) == (12, 6, 0)


def test_hostile_classes_at_the_end_are_data_and_short(open_view):
    classes = ["<b>no</b>" * 100, "\x00\ud800 $x$"]
    view = open_view(["one", "two", "three"], [classes[0], classes[1], classes[0]], budget=1, name="hostile")
    label_wrongly(view, 1, [classes[0], classes[1], classes[0]])
    (mistake,) = view.page["ending"]["mistakes"]
    assert all(len(mistake[key]) < 80 and "\x00" not in mistake[key] for key in ("said", "truth"))
    assert view._repr_mimebundle_()[0]["image/png"]


@pytest.mark.parametrize("part", ["mistakes", "words", "beside", "comparison"])
def test_an_end_that_cannot_be_worked_out_leaves_undo_and_label_more(open_view, monkeypatch, part):
    view = open_view(datasets.iris(), budget=1, name="end")
    monkeypatch.setattr(view.session.ending, part, lambda *_: 1 / 0)
    row = view.session.current
    view._received(view, {"do": "answer", "label": 0, "token": view.page["token"]}, [])
    assert (
        view.page["sample"] is None and view.page["can_undo"] and "could not be worked out" in view.page["ending"]["words"][0]
    )
    send_at_once(view, "undo")
    assert view.session.current == row
    send_at_once(view, "answer", label=0)
    send_at_once(view, "more")
    assert view.page["progress"] == [1, 11] and view.page["sample"]


def send_at_once(view, do, **more):
    view._received(view, {"do": do, "token": view.page["token"], **more}, [])


# ---- every kind of sample, ten of each, by a person who knows ---------------------------------------------

SQUARES = [
    np.full((12, 12, 3), color, dtype=np.uint8) for color in [(220, k, 30) for k in range(5)] + [(30, k, 220) for k in range(5)]
]
KINDS = {
    "RGB arrays": (SQUARES, "image"),
    "PIL images": ([Image.fromarray(square).resize((20 + k, 30)) for k, square in enumerate(SQUARES)], "image"),
    "points": (np.array([[k, k * k] for k in range(10)], dtype=float), "point"),
    "texts": (
        ["from $5 to 10% of $20", "$1", "buy $$$", "cheap", "pay $9", "see you", "at noon", "dear aunt", "lunch?", "lunch"],
        "text",
    ),
    "Series of texts": (pd.Series([f"ham {k}" for k in range(5)] + [f"spam {k}" for k in range(5)]), "text"),
    "frame rows": (pd.DataFrame({"size": range(10), "color": list("rrrrrbbbbb")}), "table"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("X", "kind"), KINDS.values(), ids=KINDS.keys())
def test_ten_of_each_kind_are_labeled_and_drawn(open_view, X, kind):
    view = open_view(X, classes=["cost $5", "or $10"], question="Is it $5 or $10?", budget=None)
    view.session.trainer.patience = 30
    assert bool(view.backdrop) == (kind == "point")
    while (row := view.session.current) is not None:
        assert view.page["sample"]["kind"] == kind
        assert view._repr_mimebundle_()[0]["image/png"]
        send(view, "answer", label=int(row >= 5))
        assert view.page["status"] == ""
    assert view.labels == {row: "or $10" if row >= 5 else "cost $5" for row in range(10)}
    assert (view.page["last"]["sample"] is not None) == (kind == "image")
    model, truth = view.session.learner.model, [view.labels[row] for row in range(10)]
    assert model.score(X, truth) > 0.9
    json.dumps(view.page, allow_nan=False)


def test_one_odd_sample_does_not_stop_the_others(open_view):
    images = [square.astype(float) / 255 for square in SQUARES]
    images[3][:] = np.nan
    view = open_view(images, classes=["red", "blue"], budget=None)
    while view.session.current != 3:
        send(view, "skip")
    assert view.page["sample"] == {
        "kind": "text",
        "text": "Row 3 of the pool cannot be shown: an image must hold finite numbers",
    }
    assert view._repr_mimebundle_()[0]["image/png"]
    send(view, "unknown")
    assert view.session.n_asked == 1 and view.page["sample"]["kind"] == "image"


def test_any_script_is_drawn_without_a_warning(open_view):
    view = open_view(["\U0001f600 猫", "犬", "\ud800"], classes=["猫", "犬"], question="猫?", by="\x1b[31mme", name="scripts")
    assert view._repr_mimebundle_()[0]["image/png"] and "\x1b" not in view.describe()


# ---- what fails, what is long, what is run again ------------------------------------------------------------


class Fragile(Text):
    """Texts that cannot be shown when it is told so."""

    fails: set = set()  # noqa: RUF012

    def live(self, sample):
        if "live" in self.fails:
            raise OSError("a fault")
        return super().live(sample)

    def paper(self, ax, sample):
        if "paper" in self.fails:
            raise OSError("a fault")
        super().paper(ax, sample)


@pytest.mark.parametrize("part", ["live", "paper", "figure", "send", "odd"])
def test_whatever_fails_in_showing_the_next_click_finds_its_sample(open_view, monkeypatch, part):
    view = open_view(["one", "two", "three", "four"], classes=["a", "b"], budget=None)
    view.samples.modality = Fragile()
    monkeypatch.setattr(Fragile, "fails", {part})
    if part == "figure":
        monkeypatch.setattr(view, "figure", lambda: 1 / 0)
    if part == "odd":
        monkeypatch.setattr(view.samples.modality.__class__, "live", lambda self, sample: {"kind": "text", "text": object()})
    if part == "send":
        calls = []
        monkeypatch.setattr(view, "_should_send_property", lambda *_: calls.append(1) or (1 / 0 if len(calls) == 1 else True))
    row = view.session.current
    send(view, "answer", label=1)
    assert view.labels == {row: "b"} and view.page["progress"][0] == 1
    assert view.page["sample"]["kind"] == "text" and view.page["token"] == view.session.token
    assert ("cannot be shown" in view.page["sample"]["text"]) == (part in ("live", "odd"))
    assert part != "send" or "Your answers are saved, but the page could not be refreshed" in view.page["status"]
    assert view._repr_mimebundle_()[0]["image/png"]
    send(view, "answer", label=0)
    assert len(view.labels) == 2


def test_an_interrupted_click_leaves_the_page_where_the_log_is(open_view, monkeypatch):
    view = open_view(datasets.iris())
    row, view.session.trainer.in_place = view.session.current, True
    monkeypatch.setattr(view.session.learner, "rank", interrupted)
    with pytest.raises(KeyboardInterrupt):
        view._received(view, {"do": "answer", "label": 0, "token": view.page["token"]}, [])
    monkeypatch.undo()
    assert view.labels == {row: "setosa"} and view.page["progress"][0] == 1 and not view.page["choosing"]
    send(view, "answer", label=0)
    assert len(view.labels) == 2


def interrupted(*_):
    raise KeyboardInterrupt


def test_long_names_and_questions_are_shortened_with_the_whole_in_a_tooltip(open_view):
    name, question = "n" * 1_000_000, "q " * 500_000
    view = open_view(["a b", "c d", "e f"], classes=[name, "b"], question=question, by="y" * 10_000, budget=None)
    (b, long) = view.page["classes"]
    assert b == ["b", "1"] and len(long[0]) == 60 and long[0].endswith("…") and 1000 < len(long[2]) <= 2000
    row = view.session.current
    send(view, "answer", label=1)
    send(view, "answer", label=0)
    assert view.labels[row] == name and len(json.dumps(view.page)) < 10_000 and len(view.describe()) < 300
    view._received(view, {"do": "answer", "label": 7, "token": view.page["token"]}, [])
    assert len(view.page["status"]) <= 600
    assert view._repr_mimebundle_()[0]["image/png"]


def test_more_classes_than_keys(open_view):
    view = open_view(["a b", "c d"], classes=[f"class {k:03}" for k in range(100)])
    keys = [key for _, key in view.page["classes"]]
    assert len(set(filter(None, keys))) == len(list(filter(None, keys))) < 100
    send(view, "answer", label=99)
    assert list(view.labels.values()) == ["class 099"]


class Patient(LogisticRegression):
    """Learns only when told that it may."""

    may_learn = threading.Event()

    def fit(self, X, y):
        assert Patient.may_learn.wait(20)
        return super().fit(X, y)


def test_a_resume_with_a_slow_model_waits_for_its_ranking_with_a_sign(open_view, monkeypatch):
    monkeypatch.setattr("alkit.labeling.session.FIRST_PATIENCE", 0.05)
    X = np.random.default_rng(0).normal(size=(60, 3))

    def open_(**options):
        return open_view(X, classes=["a", "b"], estimator=Patient(), budget=None, name="slow", **options)

    Patient.may_learn.set()
    first = open_()
    for k in range(4):
        send(first, "answer", label=k % 2)
    shown, expected = first.session.current, first.session.learner.query(2).tolist()
    Patient.may_learn.clear()
    again = open_()
    assert again.session.current == shown == expected[0]  # it was on the screen: no need to wait
    again._received(again, {"do": "skip", "token": again.page["token"]}, [])
    assert again.session.is_choosing and again.page["choosing"] and "Choosing the first sample" in again.page["sample"]["text"]
    before = again.labels
    again._received(again, {"do": "answer", "label": 0, "token": again.page["token"]}, [])
    assert again.labels == before and "still being chosen" in again.page["status"]
    Patient.may_learn.set()
    again.session.wait()
    again.refresh()
    twin = again.session.learner.query(1)[0]
    assert again.session.current == twin and not again.page["choosing"] and again.page["sample"]["kind"] == "table"


@pytest.mark.slow
def test_200_runs_of_the_cell_leave_the_threads_files_and_memory_of_one(open_view):
    X = np.zeros((50, 3))
    first = open_view(X, classes=["a", "b"], estimator=GaussianNB(), name="again")
    send(first, "answer", label=0)
    n_threads, n_files, sessions = threading.active_count(), len(os.listdir("/proc/self/fd")), weakref.WeakSet()
    folder = os.path.dirname(first.session.log.where)
    for _ in range(200):
        view = label(X, classes=["a", "b"], estimator=GaussianNB(), name="again", folder=folder)
        sessions.add(view.session)
    deadline = time.monotonic() + 20
    while threading.active_count() > n_threads + 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    gc.collect()
    assert threading.active_count() <= n_threads + 1 and len(os.listdir("/proc/self/fd")) <= n_files + 2
    assert len(sessions) <= 2
    row = first.session.current
    with pytest.raises(ValueError, match="not saved: this session is closed here; run its cell again"):
        first.session.answer("a")
    assert row not in view.session.log.labels("again")
    view.session.close()
