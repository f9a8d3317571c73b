"""Several people on one pool: who is asked what, what each may see of the other, what is refused; on SQLite and PostgreSQL."""

import json
import sys
import threading

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from alkit import join, random_sampling
from alkit.labeling.address import shown, without_secrets
from alkit.labeling.classroom import classroom
from alkit.labeling.joint import joint
from alkit.labeling.opening import open_session
from alkit.labeling.store import LabelLog
from alkit.labeling.team import join_session, members

X = np.random.default_rng(0).normal(size=(12, 2))
ONE_KIND = pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # what has nothing to do with the kind of database
LEFT, RIGHT = CLASSES = ["left", "right"]


def truth(row):
    return RIGHT if X[row, 0] > 0 else LEFT


@pytest.fixture
def team(store):
    sessions = []

    def joins(by, **options):
        given = {"classes": CLASSES, "estimator": GaussianNB(), "name": "our/pool", "budget": None, "store": store}
        sessions.append(join_session(options.pop("X", X), by=by, **(given | options)))
        return sessions[-1]

    yield joins
    for session in sessions:
        session.close()
        session.log.close()


def answer(session, n=1):
    rows = []
    for _ in range(n):
        rows.append(session.current)
        session.answer(truth(session.current))
    return rows


def test_nobody_is_asked_what_another_is_asked_or_has_answered(team):
    ada, ben, cleo = (team(by) for by in ("Ada", "Ben", "Cleo"))
    asked = [row for _ in range(4) for person in (ada, ben, cleo) for row in answer(person)]
    assert sorted(asked) == list(range(12))
    for person in (ada, ben, cleo):
        assert person.current is None and person.is_over and person.problem == ""
    assert members(ada.log, "our/pool") == ["Ada", "Ben", "Cleo"]
    together = joint(ada.log, "our/pool")
    assert together.to_array().shape == (12, 3)
    assert [(together.to_codes()[row] >= 0).sum() for row in range(12)] == [1] * 12


@ONE_KIND
def test_with_overlap_two_each_sample_is_asked_of_two(team):
    people = [team(by, overlap=2) for by in ("Ada", "Ben", "Cleo")]
    while not all(person.is_over for person in people):
        for person in people:
            if not person.is_over:
                answer(person)
    table = joint(people[0].log, "our/pool").to_array()
    assert [sum(label is not None for label in row) for row in table] == [2] * 12
    assert all(label in (None, truth(row)) for row in range(12) for label in table[row])


@ONE_KIND
def test_one_learns_from_ones_own_answers_only(team):
    ada, ben = team("Ada"), team("Ben")
    answer(ada, 3)
    ben.wait()
    assert ben.learner.n_labeled == 0 and ben.n_asked == 0
    assert set(ada.labels) == set(ada.learner.labeled.tolist())


@ONE_KIND
def test_a_person_goes_on_where_they_stopped_and_still_has_the_sample(team):
    ada, ben = team("Ada"), team("Ben")
    answer(ada, 2)
    again = team("Ada")
    assert (again.current, again.labels) == (ada.current, ada.labels)
    assert ben.current != again.current
    answer(again)
    with pytest.raises(ValueError, match="not saved: the session has gone on"):
        answer(ada)
    assert ada.current == again.current and len(again.labels) == 3


def test_undo_takes_the_sample_back_and_frees_what_was_on_the_screen(team):
    ada, ben = team("Ada"), team("Ben")
    (first,) = answer(ada)
    second = ada.current
    ada.undo()
    assert ada.current == first and ada.log.leases.held() == [first]
    others = answer(ben, 11)
    assert second in others and first not in others and ben.is_over
    answer(ada)
    assert ada.is_over


@ONE_KIND
def test_what_is_skipped_is_free_for_others_and_comes_back_when_it_still_is(team):
    ada, ben = team("Ada"), team("Ben")
    skipped = ada.current
    ada.skip()
    assert ada.current != skipped
    ada.undo()
    assert ada.current == skipped
    ada.skip()
    while skipped not in ben.labels:
        answer(ben)
    ada.undo()  # somebody else has answered it: another one comes
    assert ada.steps == [] and ada.current not in (None, skipped)
    ada.dont_know()
    assert not ada.labels and ada.n_asked == 1
    assert joint(ada.log, "our/pool").to_frame()["label"].isna().sum() == 1


def test_the_lease_of_somebody_who_left_runs_out(team):
    ada, ben = team("Ada", lease=0.2), team("Ben")
    left = ada.current
    asked = answer(ben, 11)
    while ben.current is None:  # a moment later
        ben.look_again()
    assert ben.current == left and left not in asked
    with pytest.raises(ValueError, match="not saved"):
        ada.answer(LEFT)
    assert ada.current is None and ada.labels == {}
    answer(ben)
    assert ben.labels.keys() == set(range(12))


@ONE_KIND
def test_an_answer_that_comes_late_is_taken_where_nobody_else_was_asked(team):
    ada = team("Ada", lease=0.001)
    row = ada.current
    assert answer(ada) == [row] and row in ada.labels


def test_an_answer_is_refused_where_the_lease_is_taken_while_it_is_written(team, monkeypatch):
    ada, ben = team("Ada", lease=0.001), team("Ben")
    row = ada.current
    monkeypatch.setattr(ada._chooser, "holds", lambda sample: True)  # as it was when it was looked at
    assert ben.log.leases.take(row)
    with pytest.raises(ValueError, match=r"not saved: you had this sample for more than 0.001 seconds"):
        ada.answer(LEFT)
    assert ada.labels == {} and joint(ada.log, "our/pool").answers == ()


def test_all_who_join_at_once_find_one_pool(team):
    people, errors = [], []

    def joins(by):
        try:
            people.append(team(by))
        except ValueError as error:
            errors.append(error)

    threads = [threading.Thread(target=joins, args=(f"person {k}",)) for k in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and len({person.current for person in people}) == 5


@ONE_KIND
def test_what_differs_is_refused(team):
    ada = team("Ada", overlap=2)
    answer(ada, 2)
    with pytest.raises(ValueError, match="has overlap=2, got 1: the first to join decides"):
        team("Ben", overlap=1)
    with pytest.raises(ValueError, match="other classes or another seed set"):
        team("Ben", classes=["right", "wrong"])
    other = X.copy()
    other[ada.labels.keys().__iter__().__next__()] += 1
    with pytest.raises(ValueError, match=r"about another pool \(12 rows\): row \d+ of the pool differs from what was shown"):
        team("Ben", X=other)
    with pytest.raises(ValueError, match="another pool"):
        team("Ben", X=X[:7])
    for by in ("", "a/b", "\n", None):
        with pytest.raises(ValueError, match="by must be your name"):
            team(by)
    for options in ({"overlap": 0}, {"overlap": True}, {"lease": 0}):
        with pytest.raises(ValueError, match="must be"):
            team("Ben", **options)
    with pytest.raises(ValueError, match="neither a shared pool nor a session called 'nobody'; it has \\['our/pool'"):
        joint(ada.log, "nobody")
    assert members(ada.log, "our/pool") == ["Ada"]


@ONE_KIND
def test_a_teacher_sees_who_has_labeled_how_much(team, store):
    room = classroom(X, classes=CLASSES, name="our/pool", store=store, overlap=2)
    assert repr(room) == "Classroom 'our/pool': 0 answers of 0 people, 0 of 12 samples done" and room.progress().empty
    ada, ben = team("Ada"), team("Ben")
    answer(ada, 4)
    ada.dont_know()
    while ben.current not in ada.labels:  # both begin with the same samples
        ben.skip()
    answer(ben)
    seen = room.progress().set_index("annotator")
    assert seen["answers"].to_dict() == {"Ada": 5, "Ben": 1} and seen["unknown"].to_dict() == {"Ada": 1, "Ben": 0}
    assert seen["asked"].to_dict() == {"Ada": ada.current, "Ben": ben.current}
    assert room.n_done == 1 and list(seen["last"]) == sorted(seen["last"])
    assert next(a for a in room.answers().answers if a.annotator == "Ben").label == truth(next(iter(ben.labels)))
    with pytest.raises(ValueError, match="has overlap=2, got 3"):
        classroom(X, classes=CLASSES, name="our/pool", store=store, overlap=3)


def test_a_session_by_oneself_works_on_either_store(store):
    session = open_session(
        X, classes=CLASSES, estimator=GaussianNB(), strategy=random_sampling, store=store, name="mine", by="Ada"
    )
    answer(session, 3)
    session.undo()
    again = open_session(X, classes=CLASSES, estimator=GaussianNB(), strategy=random_sampling, store=store, name="mine")
    assert (again.current, again.labels) == (session.current, session.labels)
    table = joint(session.log, "mine")
    assert table.annotators == ("Ada",) and {a.sample: a.label for a in table.answers} == session.labels
    for each in (session, again):
        each.close()
        each.log.close()


def test_the_place_of_the_store_is_said_in_one_way(tmp_path):
    with pytest.raises(ValueError, match="not both"):
        open_session(X, classes=CLASSES, folder=tmp_path, store="labels.sqlite")
    with pytest.raises(ValueError, match="store="):
        open_session(X, classes=CLASSES, folder="postgresql://db.example.org/labels")


def test_a_password_is_never_shown(postgres_server):
    wrong = postgres_server.replace("teacher:", "teacher:wr0ng-")
    password = wrong.partition("teacher:")[2].partition("@")[0]
    with pytest.raises(ValueError, match="password authentication failed") as refused:
        LabelLog(wrong)
    log = LabelLog(postgres_server)
    assert password not in str(refused.value) and password.removeprefix("wr0ng-") not in log.where
    assert log.where.startswith("postgresql://teacher:***@")
    log.close()
    for address in ("postgresql://ada:se%cret@[host", "postgres://ada:secret@host:port/db", "nosuchdb://ada:secret@host/db"):
        with pytest.raises(ValueError) as refused:
            LabelLog(address)
        assert "secret" not in str(refused.value) and "se%cret" not in str(refused.value)
    assert shown("postgresql://host/db?password=secret&sslmode=require") == "postgresql://host/db?sslmode=require"
    assert without_secrets(ValueError("no user secret"), "postgresql://ada:secret@host/db") == "no user ***"


def test_a_widget_shows_no_password(postgres_server):
    password = postgres_server.partition("teacher:")[2].partition("@")[0]
    widget = join(X, by="Ada", name="seen", classes=CLASSES, estimator=GaussianNB(), store=postgres_server)
    widget.refresh(f"What went wrong: {widget.session.log.where}")
    seen = json.dumps([widget.page, widget.describe(), *(data for data in widget._repr_mimebundle_()[0].values())], default=str)
    assert password not in seen and "seen/Ada" in seen
    widget.session.close()
    widget.session.log.close()
    widget.close()


@ONE_KIND
def test_a_server_that_is_away_is_said_and_comes_back(team, monkeypatch):
    import sqlalchemy as sa

    ada = team("Ada")

    def gone(*_):
        raise sa.exc.OperationalError("select", {}, Exception("the server has gone"))

    with monkeypatch.context() as away:
        away.setattr(ada.log.leases, "full", gone)
        away.setattr(ada.log.leases, "held", gone)
        (row,) = answer(ada)  # its lease is kept with it
        assert ada.current is None and "the server has gone" in ada.problem and row in ada.labels
    assert not ada.look_again()
    assert ada.current is not None and ada.problem == ""


def test_a_missing_driver_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ValueError, match=r"labels in postgresql://host/db need psycopg.*pip install alkit\[shared\]"):
        LabelLog("postgresql://host/db")
