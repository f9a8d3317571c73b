"""Answers out of a store and into another: nothing is lost, nothing is doubled, and what is strange is refused whole."""

import csv
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier

from alkit.history import REMARKS
from alkit.labeling.exchange import argilla, label_studio, table
from alkit.labeling.exchange.files import export_answers, import_answers
from alkit.labeling.exchange.given import Given
from alkit.labeling.joint import joint
from alkit.labeling.opening import open_session
from alkit.labeling.store import LabelLog
from alkit.labeling.team import join_session

TEXTS = ["good", 'bad, "very"\r\nbad', "=1+1", "<b>so</b>", "猫", ""]
CLASSES = ["no, never", "yes"]
LAYOUTS = ["csv", "label studio", "argilla"]


def joined(store, by, **options):
    given = {"classes": CLASSES, "estimator": DummyClassifier(), "name": "reviews", "overlap": 2, "budget": None}
    return join_session(TEXTS, by=by, store=store, **(given | options))


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """A store in which two people have answered, in all ways that there are."""
    store = tmp_path_factory.mktemp("answered") / "labels.sqlite"
    for by, labels in {"Ada": ["yes", "no, never", None, "yes"], "Ben, Jr.": ["yes", "yes"]}.items():
        session = joined(store, by)
        for k, label in enumerate(labels):
            if label is None:
                session.dont_know("ambiguous")
            else:
                session.answer(label, "broken" if k == 1 else None)
        session.skip()
        session.close()
    return joint(store, "reviews")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_brings_every_answer_back_into_an_empty_store(answered, tmp_path, layout):
    path, store = tmp_path / "answers", tmp_path / "new.sqlite"
    export_answers(answered, path, TEXTS, layout)
    taken = {"layout": layout, "name": "reviews", "store": store, "classes": CLASSES, "overlap": 2}
    assert import_answers(path, TEXTS, **taken) == 6
    back = joint(store, "reviews")
    assert back.answers == answered.answers and back.annotators == answered.annotators
    assert import_answers(path, TEXTS, **taken) == 0  # a second time: nothing new
    assert joint(store, "reviews").answers == answered.answers
    export_answers(back, tmp_path / "again", TEXTS, layout)
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_people_go_on_from_what_was_taken_in_and_are_not_asked_it_again(answered, tmp_path):
    path, store = tmp_path / "answers.csv", tmp_path / "new.sqlite"
    export_answers(answered, path, TEXTS)
    import_answers(path, TEXTS, name="reviews", store=store, classes=CLASSES, overlap=2)
    ada, cleo = joined(store, "Ada"), joined(store, "Cleo")
    assert ada.n_asked == 4 and ada.problem == ""
    said = [a.sample for a in answered.answers]
    asked = []
    while cleo.current is not None:
        asked.append(cleo.current)
        cleo.answer("yes")
    assert not set(asked) & {row for row in said if said.count(row) == 2}
    ada.undo()
    assert ada.n_asked == 3
    ada.close(), cleo.close()


def test_ones_own_session_is_exported_too(tmp_path):
    options = {"classes": [0, 1], "estimator": DummyClassifier(), "store": tmp_path / "labels.sqlite", "by": "Ada"}
    session = open_session([[0.0], [1.0], [2.0]], name="mine", **options)
    session.answer(1)
    session.close()
    export_answers(joint(session.log, "mine"), tmp_path / "mine.csv", [[0.0], [1.0], [2.0]])
    target = {"name": "ours", "store": tmp_path / "labels.sqlite", "classes": [0, 1]}
    assert import_answers(tmp_path / "mine.csv", [[0.0], [1.0], [2.0]], **target) == 1
    assert joint(session.log, "ours").to_array()[:, 0].tolist().count(1) == 1  # the number, not the text


def edited(path, column, value):
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    lines.sort(key=lambda line: line["label"] != "")  # in which order samples were asked depends on how fast the models were
    lines[-1] |= {column: value}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, lines[0].keys() | {column})
        writer.writeheader()
        writer.writerows(lines)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("mood", "fine", r"unknown columns 'mood'; known are sample, hash, annotator"),
        ("label", "maybe", r"labels that are none of the classes \['no, never', 'yes'\]: 'maybe'"),
        ("hash", "0123456789abcdef", r"rows of another pool: \d"),
        ("sample", "6", "rows of another pool: 6"),
        ("sample", "six", "line 7 cannot be read"),
        ("remark", "odd", "remarks that are none of"),
        ("annotator", "a/b", "by must be your name"),
    ],
)
def test_what_is_strange_is_refused_whole(answered, tmp_path, column, value, said):
    path, store = tmp_path / "answers.csv", tmp_path / "new.sqlite"
    export_answers(answered, path, TEXTS)
    edited(path, column, value)
    with pytest.raises(ValueError, match=said):
        import_answers(path, TEXTS, name="reviews", store=store, classes=CLASSES)
    assert not store.exists() or LabelLog(store).sessions() == []


def test_an_answer_in_the_store_is_never_overwritten(answered, tmp_path):
    path, store = tmp_path / "answers.csv", tmp_path / "new.sqlite"
    export_answers(answered, path, TEXTS)
    ada = joined(store, "Ada")
    while ada.current is not None:
        ada.answer("yes")
    ada.close()
    before = [(e.number, e.body) for name in ada.log.sessions() for e in ada.log.events(name)]
    with pytest.raises(ValueError, match="'Ada' has given other answers to rows"):
        import_answers(path, TEXTS, name="reviews", store=store, classes=CLASSES)
    assert [(e.number, e.body) for name in ada.log.sessions() for e in ada.log.events(name)] == before
    with pytest.raises(ValueError, match="is there already, and nothing is overwritten"):
        export_answers(answered, path, TEXTS)
    with pytest.raises(ValueError, match="about a pool of 6 rows, got one of 5"):
        export_answers(answered, tmp_path / "other.csv", TEXTS[1:])
    with pytest.raises(ValueError, match="what the rows hold differs"):
        export_answers(answered, tmp_path / "other.csv", TEXTS[::-1])
    with pytest.raises(ValueError, match="layout must be one of csv, label studio, argilla"):
        export_answers(answered, tmp_path / "other.csv", TEXTS, "xml")


def test_an_import_that_fails_at_its_last_write_leaves_nothing(answered, tmp_path, monkeypatch):
    path, store = tmp_path / "answers.csv", tmp_path / "new.sqlite"
    export_answers(answered, path, TEXTS)

    def full(*_):
        raise ValueError("the disk is full")

    monkeypatch.setattr("alkit.labeling.leases.Leases.keep_given", full)
    with pytest.raises(ValueError, match="the disk is full"):
        import_answers(path, TEXTS, name="reviews", store=store, classes=CLASSES)
    assert joint(store, "reviews").answers == ()


def test_the_tasks_are_those_of_label_studio(answered):
    given = [Given(1, "aa", "Ada", "yes", 1.5, "2026-01-01T00:00:00Z", "broken"), Given(1, "aa", "Ben", None)]
    (task,) = json.loads(label_studio.dumps(answered, given, TEXTS))
    assert task["data"] == {"row": 1, "hash": "aa", "pool": "reviews", "text": TEXTS[1]}
    first, second = task["annotations"]
    assert first["completed_by"] == {"email": "Ada"} and first["lead_time"] == 1.5 and not first["was_cancelled"]
    assert first["result"][0] == {
        "from_name": "label", "to_name": "sample", "type": "choices", "value": {"choices": ["yes"]},
    }  # fmt: skip
    assert second["was_cancelled"] and second["result"] == []
    assert 'value="no, never"' in label_studio.config(answered)
    exported = [task | {"project": 1, "drafts": []}]  # as a server adds its own
    exported[0]["annotations"][0] |= {"completed_by": 7, "id": 3}
    assert label_studio.loads(json.dumps(exported))[0] == given[0]._replace(annotator="7")
    exported[0]["annotations"][0]["result"][0]["from_name"] = "mood"
    with pytest.raises(ValueError, match="unknown results 'mood'"):
        label_studio.loads(json.dumps(exported))


def test_the_records_are_those_of_argilla(answered):
    given = [Given(1, "aa", "Ada", "yes", 1.5, "2026-01-01T00:00:00Z"), Given(1, "aa", "Ben", None)]
    (record,) = json.loads(argilla.dumps(answered, given, TEXTS))
    assert set(record) == {"id", "fields", "metadata", "suggestions", "responses", "vectors", "_server_id"}
    assert [r["value"] for r in record["responses"]["label"]] == ["yes"]
    ada, ben = record["responses"]["annotator"]
    assert ada["user_id"] != ben["user_id"] and (ada["status"], ben["status"]) == ("submitted", "discarded")
    for responses in record["responses"].values():
        for response in responses:
            del response["status"]  # as Argilla writes it
    assert argilla.loads(json.dumps([record]))[0] == given[0]
    record["responses"]["mood"] = []
    with pytest.raises(ValueError, match="unknown questions 'mood'"):
        argilla.loads(json.dumps([record]))


@pytest.mark.parametrize("layout", [label_studio, argilla])
@pytest.mark.parametrize("text", ["", "[1]", "{}", '[{"data": {}}]', "null"])
def test_another_file_is_refused(layout, text):
    with pytest.raises(ValueError, match="nothing was taken in"):
        assert layout.loads(text) is None


texts = st.text(max_size=8)
answers = st.builds(
    Given,
    sample=st.integers(0, len(TEXTS) - 1),
    hash=st.text("0123456789abcdef", min_size=16, max_size=16),
    annotator=st.text(min_size=1, max_size=8),
    label=st.none() | texts,
    seconds=st.floats(0, 1e6),
    at=st.datetimes().map(lambda when: when.isoformat()),
    remark=st.none() | st.sampled_from(REMARKS),
)


@settings(max_examples=25, deadline=None)
@given(given=st.lists(answers, max_size=5, unique_by=(lambda g: g.annotator, lambda g: g.sample)))
@pytest.mark.parametrize("layout", [table, label_studio, argilla])
def test_what_is_written_is_read(answered, layout, given):
    assert sorted(layout.loads(layout.dumps(answered, given, TEXTS))) == sorted(given)
