"""The oracle's view, driven by the messages that its page sends."""

import base64
import json

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from alkit import datasets, entropy_sampling, label
from alkit.widgets import media


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
    assert view.describe() == "Labeling session 'iris': 1 of 20 labels given by you"


def test_the_second_half_of_a_double_click_is_let_pass(open_view):
    view = open_view(datasets.iris())
    message = {"do": "answer", "label": 0, "token": view.page["token"]}
    view._received(view, message, [])
    view._received(view, message, [])
    assert len(view.labels) == 1


@pytest.mark.parametrize(
    "message",
    [{}, {"do": None}, {"do": "answer"}, {"do": "answer", "label": 99}, {"do": "answer", "label": "0"}, {"do": "__class__"}, {"do": []}],
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


def test_a_person_who_is_never_wrong_walks_beside_the_never_wrong(open_view):
    data = datasets.iris()
    y_pool = data.split()[2]
    view = open_view(data)
    view.session.patience = 30  # on a busy machine too, wait for the model
    while view.session.current is not None:
        send(view, "answer", label=data.classes.index(y_pool[view.session.current]))
    view.refresh()
    curves = {c["name"]: c["points"] for c in view.page["curves"]}
    assert curves["you"] == curves["never wrong"] and len(curves["you"]) == 21


def test_digits_answer_to_their_own_keys_and_names_to_numbers(open_view):
    assert open_view(datasets.digits()).page["classes"][7] == ["7", "7"]
    assert open_view(datasets.iris()).page["classes"] == [["setosa", "1"], ["versicolor", "2"], ["virginica", "3"]]


def test_texts_are_data_and_a_pool_without_labels_starts_cold(open_view):
    texts = ["<script>alert('no')</script>", "<b>bold</b>", "plain", "more <img src=x onerror=alert(1)>"]
    view = open_view(texts, classes=["good", "<i>bad</i>"], name="texts", budget=None)
    assert view.page["sample"] == {"kind": "text", "text": texts[view.session.current]}
    assert view.page["metric"] == "" and view.page["curves"] == [{"name": "you", "points": []}]
    for _ in range(4):
        send(view, "answer", label=view.session.n_answers % 2)
    assert view.page["sample"] is None and len(view.labels) == 4
    json.dumps(view.page)


def test_the_stored_picture_and_sentence(open_view):
    bundle = open_view(datasets.digits())._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["text/plain"] == "Labeling session 'digits': 0 of 20 labels given by you"
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_bad_input_is_said(open_view):
    with pytest.raises(ValueError, match="classes="):
        open_view(np.zeros((5, 2)))
    with pytest.raises(ValueError, match="true labels"):
        open_view(np.zeros((5, 2)), classes=[0, 1], seed_rows=[0])
    open_view(datasets.iris(), name="one")
    with pytest.raises(ValueError, match="choose another name"):
        open_view(datasets.two_moons(), name="one")


def test_own_model_and_show(open_view):
    view = open_view(datasets.iris(), model=LogisticRegression(C=0.1, max_iter=500), show=lambda row: media.text(f"{row[2]:.1f} cm"))
    assert view.session.learner.model.C == 0.1
    assert view.page["sample"]["text"].endswith(" cm")


def test_media_show_what_a_sample_is():
    import pandas as pd

    assert media.guess("word")["kind"] == "text"
    assert media.guess(np.eye(3))["kind"] == "image"
    assert media.guess(np.arange(4.0), image_shape=(2, 2))["alt"] == "an image of 2 by 2 pixels"
    assert media.guess(np.array([1.5]), ["length"])["rows"] == [["length", "1.5"]]
    assert media.guess(pd.Series({"a": 1.25, "b": "x"}))["rows"] == [["a", "1.25"], ["b", "x"]]
    assert len(media.text("x" * 10_000)["text"]) < 6000
    assert media.image(np.zeros((2, 2)))["kind"] == "image"  # an empty picture is white, not an error
