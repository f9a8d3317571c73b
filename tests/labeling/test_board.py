"""The board of a class, without a screen: three students who undo, come late and leave; what is read and worked out, and when."""

import threading
from collections import Counter

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.naive_bayes import GaussianNB

import alkit
from alkit import classroom, cohen_kappa, dawid_skene, fleiss_kappa, join_session, majority, percent_agreement
from alkit.labeling import board as boards
from alkit.labeling.address import to_share
from alkit.labeling.board import Board, agreeing, agreement
from alkit.labeling.class_curves import ClassCurves, Line, agreed, is_enough, stops, table_of
from alkit.labeling.joint import joint
from alkit.labeling.opening import Learners, material_of
from alkit.labeling.rivals import RANDOM_RUNS
from alkit.labeling.store import LabelLog
from tests.waiting import wait_until

DATA = material_of(alkit.iris())
LEARNERS = Learners(DATA, GaussianNB(), None, 0)
ONE_KIND = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
HOSTILE = "<img src=x onerror=alert(1)> $x$"


@pytest.fixture
def klass(store, monkeypatch):
    """A class: who joins, and a board that looks at them; its clock stands still, and it works as long as it likes."""
    monkeypatch.setattr(boards, "AT_ONCE", 1000.0)
    sessions, clock = [], [1e9]
    room = classroom(DATA, store=store, overlap=2)

    class Klass:
        def __init__(self):
            self.room, self.clock, self.store = room, clock, store
            self.board = Board(room, LEARNERS(alkit.random_sampling, 0), DATA.y, clock=lambda: clock[0])

        def joins(self, by):
            sessions.append(join_session(DATA, by=by, store=store, estimator=GaussianNB(), budget=None))
            sessions[-1].rivals.clear()
            return sessions[-1]

        def rows(self):
            return {row.name: row for row in self.board.seen.rows}

    yield Klass()
    for session in sessions:
        session.close()
        session.log.close()
    room.log.close()


def answer(session, n=1, wrong=()):
    for k in range(n):
        true = DATA.y[session.current]
        session.answer(next(c for c in DATA.classes if c != true) if k in wrong else true.item())
        session.wait()


def own_curve(session):
    """What somebody's model reaches, an independent reference: fitted again from the labels that stand."""
    seed = DATA_SEED
    points, labels = {}, [(s.asked[0], s.answers[0]) for s in session.steps if s.kind != "skip"]
    for n in stops(len(labels)) + [len(labels)]:
        known = {row: y for row, y in labels[:n] if y is not None}
        rows, y = [*seed, *known], [*DATA.y[seed], *known.values()]
        points[n] = LEARNERS(alkit.random_sampling, 0).estimator.fit(DATA.X[rows], y).score(*DATA.test)
    return tuple(sorted(points.items()))


DATA_SEED = LEARNERS(alkit.random_sampling, 0).labeled


# ---- three students ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_class_is_followed_with_undo_a_late_joiner_one_who_leaves_and_any_name(klass):
    board, clock = klass.board, klass.clock
    board.finish()
    assert board.seen.rows == () and board.seen.agreement is None and board.seen.n_answers == 0
    ada, ben = klass.joins("Ada"), klass.joins(HOSTILE)
    answer(ada, 5, wrong=[3])
    answer(ben, 3)
    ada.dont_know()
    ben.skip()
    board.finish()
    assert {name: (row.n_answers, row.n_unknown) for name, row in klass.rows().items()} == {"Ada": (6, 1), HOSTILE: (3, 0)}
    assert [(row.name, row.curve) for row in board.seen.rows] == [("Ada", own_curve(ada)), (HOSTILE, own_curve(ben))]
    ada.undo()  # "I don't know"
    ada.undo()
    ada.wait()
    cleo = klass.joins("Cleo")  # comes late
    clock[0] += 600  # and Ben has left
    answer(cleo, 2)
    answer(ada)
    board.finish()
    rows = klass.rows()
    assert {name: row.n_answers for name, row in rows.items()} == {"Ada": 5, HOSTILE: 3, "Cleo": 2}
    assert {name: row.away for name, row in rows.items()} == {"Ada": 0, HOSTILE: 10, "Cleo": 0}
    for name, session in [("Ada", ada), (HOSTILE, ben), ("Cleo", cleo)]:
        assert rows[name].curve == own_curve(session), name
        assert rows[name].seconds == pytest.approx(np.median([step.seconds for step in session.steps if step.kind != "skip"]))
    everything = joint(klass.room.log, klass.room.pool.name)
    assert board.seen.n_answers == len(everything.answers) == 10 and board.seen.n_done == klass.room.n_done
    again = Board(klass.room, LEARNERS(alkit.random_sampling, 0), DATA.y)
    again.finish()  # one that was opened later sees the same
    assert again.seen.curves == board.seen.curves and again.seen.agreement == board.seen.agreement


@ONE_KIND
def test_the_class_is_taught_what_it_agrees_on_in_the_order_of_time(klass):
    ada, ben = klass.joins("Ada"), klass.joins("Ben")
    for _ in range(4):
        answer(ada)
        answer(ben)
    klass.board.finish()
    curves, said = klass.board.seen.curves, sorted(joint(klass.room.log, "iris").answers, key=lambda a: a.at)
    assert list(curves) == ["class", "never wrong", "random"] and curves["class"] == curves["never wrong"], "nobody was wrong"
    rows = [*DATA_SEED, *dict.fromkeys(a.sample for a in said[:5])]
    model = LEARNERS(alkit.random_sampling, 0).estimator.fit(DATA.X[rows], DATA.y[rows])
    assert dict(curves["class"])[5] == model.score(*DATA.test)
    answer(ada, 1, wrong=[0])
    answer(ben, 1, wrong=[0])
    klass.board.finish()
    assert dict(klass.board.seen.curves["class"])[5] == model.score(*DATA.test)
    assert [n for n, _ in klass.board.seen.curves["random"]] == stops(10)


@ONE_KIND
def test_only_what_is_new_is_read_and_only_what_is_missing_is_fitted(klass, monkeypatch):
    ada = klass.joins("Ada")
    answer(ada, 4)
    klass.board.finish()
    reads, fits = [], []
    after, measured = LabelLog._after, ClassCurves._measured
    monkeypatch.setattr(LabelLog, "_after", lambda *a: reads.append(after(*a)) or reads[-1])
    monkeypatch.setattr(ClassCurves, "_measured", lambda self, line, n: fits.append(n) or measured(self, line, n))
    assert not klass.board.tick() and reads == [] and fits == [], "nothing new"
    number = ada.log.last("iris/Ada")
    answer(ada)
    assert klass.board.tick()
    assert [event.number for event in reads[0]] == list(range(number + 1, ada.log.last("iris/Ada") + 1)) and len(reads) == 1
    assert set(fits) == {5} and len(fits) == 3 + RANDOM_RUNS, "the student, the class, never wrong, random"
    fits.clear()
    ada.undo()
    klass.board.finish()
    assert fits == [], "the points of four answers are known"


@ONE_KIND
def test_while_answers_come_the_last_points_wait(klass):
    ada = klass.joins("Ada")
    answer(ada, 7)
    klass.board.tick()
    assert [n for n, _ in klass.rows()["Ada"].curve][-1] == [n for n, _ in klass.board.seen.curves["class"]][-1] == 6
    klass.board.tick()
    assert [n for n, _ in klass.rows()["Ada"].curve][-1] == [n for n, _ in klass.board.seen.curves["class"]][-1] == 7


@ONE_KIND
def test_a_store_that_is_away_is_said_and_what_was_seen_stays(klass, monkeypatch):
    ada = klass.joins("Ada")
    answer(ada, 2)
    klass.board.finish()

    def away(*_):
        raise ValueError("cannot read labels.sqlite: the disk has gone")

    with monkeypatch.context() as broken:
        broken.setattr(LabelLog, "news", away)
        klass.board.finish()
        assert "the disk has gone" in klass.board.seen.problem and klass.rows()["Ada"].n_answers == 2
    answer(ada)
    klass.board.finish()
    assert klass.board.seen.problem == "" and klass.rows()["Ada"].n_answers == 3


@ONE_KIND
def test_an_estimator_that_fails_costs_its_points_and_not_the_board(klass):
    class Failing(DummyClassifier):
        def fit(self, X, y):
            if len(y) > 4:
                raise RuntimeError("too many")
            return super().fit(X, y)

    answer(klass.joins("Ada"), 3)
    board = Board(klass.room, Learners(DATA, Failing(), None, 0)(alkit.random_sampling, 0), None)
    board.finish()
    assert [n for n, _ in board.seen.rows[0].curve] == [0, 1] and "too many" in board.seen.problem
    assert list(board.seen.curves) == ["class"], "nobody knows the truth"


@ONE_KIND
def test_without_a_test_set_there_are_no_curves(klass):
    material = material_of(DATA.X, classes=DATA.classes)
    board = Board(klass.room, Learners(material, GaussianNB(), None, 0)(alkit.random_sampling, 0), None)
    answer(klass.joins("Ada"))
    board.finish()
    assert board.seen.curves == {"class": ()} and board.seen.rows[0].n_answers == 1 and not board.seen.is_working


@ONE_KIND
def test_a_thread_follows_and_stops(klass, monkeypatch):
    monkeypatch.setattr(boards, "SOON", 0.01)
    board, changed = klass.board, threading.Event()
    board.on_change = lambda: (board.seen.n_answers == 2 and not board.seen.is_working and changed.set(), 1 / 0)
    board.start()
    board.start()
    answer(klass.joins("Ada"), 2)
    assert changed.wait(20), "a view that fails stops nothing"
    board.stop()
    wait_until(lambda: not board.is_alive)
    board.start()
    assert not board.is_alive


# ---- many at once ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_nothing_is_lost_while_thirty_write_and_the_board_reads(store, record_property):
    n_people, n_answers = 30, 3
    material = material_of(np.arange(200.0)[:, None], classes=["left", "right"])
    room = classroom(material, name="load", store=store, overlap=2)
    board = Board(room, Learners(material, DummyClassifier(), None, 0)(alkit.random_sampling, 0), None)
    seen, errors = [], []

    def label(k):
        while True:
            try:  # thirty who create a session in one moment: a server or a disk may be too busy
                session = join_session(
                    material,
                    by=f"person {k}",
                    name="load",
                    store=store,
                    estimator=DummyClassifier(),
                    strategy=alkit.random_sampling,
                    random_state=k,
                )
                break
            except ValueError as error:
                errors.append(str(error))
        while session.n_asked < n_answers:
            try:
                session.answer("left") if session.current is not None else session.look_again()
            except ValueError as error:
                errors.append(str(error))
        session.close()

    people = [threading.Thread(target=label, args=(k,)) for k in range(n_people)]
    for person in people:
        person.start()
    while any(person.is_alive() for person in people):
        board.look()
        seen.append(board.seen.n_answers)
    board.look()
    written = Counter(answer.annotator for answer in joint(room.log, "load").answers)
    assert (
        {row.name: row.n_answers for row in board.seen.rows} == written == {f"person {k}": n_answers for k in range(n_people)}
    )
    assert seen == sorted(seen) and board.seen.problem == "", errors[:3]
    record_property("students followed by a board", n_people)
    room.log.close()


# ---- small parts -------------------------------------------------------------------------------------------


def test_a_line_keeps_what_still_holds():
    line = Line(dict, has_end=True)
    line.follow("abcdefg")
    assert line.missing() == [7, 0, 4, 1, 2, 3, 5, 6]
    line.points = {n: n / 10 for n in line.missing()}
    line.follow("abcdefgh")
    assert sorted(line.points) == [0, 1, 2, 3, 4, 5, 6] and line.missing() == [8]
    line.follow("abcXefgh")  # another label for the fourth
    assert sorted(line.points) == [0, 1, 2, 3] and line.curve() == [(n, n / 10) for n in range(4)]
    line.points[3] = float("nan")
    assert line.missing()[0] == 8 and 3 not in dict(line.curve())


def test_consensus_and_agreement_are_those_of_the_rooms_beside():
    rng = np.random.default_rng(0)
    table = [[str(c) for c in rng.choice(["a", "b"], 4, p=[0.7, 0.3])] for _ in range(25)]
    said = [(row, f"p{k}", label) for row, labels in enumerate(table) for k, label in enumerate(labels)]
    assert is_enough(said, 2) and not is_enough(said[:60], 20) and not is_enough([], 2)
    assert list(agreed(said, ["a", "b"]).values()) == dawid_skene(table).labels.tolist()
    few = [one for one in said if one[1] in ("p0", "p1")]
    assert list(agreed(few, ["a", "b"]).values()) == majority([row[:2] for row in table], ["a", "b"], 0).labels.tolist()
    assert agreed([(1, "p0", None)], ["a", "b"]) == {}
    four, two = agreement(table_of(said)), agreement(table_of(few))
    assert four == (25, percent_agreement(table), fleiss_kappa(table), "Fleiss'")
    assert two[2:] == (cohen_kappa(*zip(*[row[:2] for row in table])), "Cohen's")
    assert np.mean(list(agreeing(table_of(said)).values())) == pytest.approx(percent_agreement(table))
    assert agreement(table_of([(1, "p0", "a"), (1, "p1", "a")])).kappa is None


def test_the_line_for_students_holds_no_password_and_joins(store, tmp_path):
    room = classroom([[0.0], [1.0]], classes=["a", "b"], name="it's", store=store, random_state=2)
    password = store.partition("teacher:")[2].partition("@")[0]
    assert "classes=['a', 'b'], random_state=2" in room.invitation and "***" not in room.invitation
    assert not password or (password not in room.invitation and "teacher@" in room.invitation)
    if not password:
        calls = []
        eval(room.invitation, {"join": lambda data, **given: calls.append(given), "data": None})
        assert calls == [{"by": "your name", "name": "it's", "store": store, "classes": ["a", "b"], "random_state": 2}]
    assert to_share("labels/x.sqlite").endswith("/labels/x.sqlite") and to_share("labels/x.sqlite").startswith("/")
    room.log.close()


def test_news_are_told_apart_by_the_whole_name_and_begin_anew(log):
    for session in ("our/Ada", "our/ada", "OUR/Ben", "o_r/Ben", "our/pool/Cem"):
        log.append(session, 0, "start", n=1)
    assert set(log.news({}, "our/")) == {"our/Ada", "our/ada", "our/pool/Cem"} and set(log.news({}, "o_r/")) == {"o_r/Ben"}
    log.append("our/Ada", 1, "answer", n=2)
    assert {name: [e.number for e in events] for name, events in log.news({"our/Ada": 0, "our/ada": 0}, "our/").items()} == {
        "our/Ada": [1],
        "our/pool/Cem": [0],
    }
    assert [e.number for e in log.news({"our/Ada": 7, "our/ada": 0}, "our/A")["our/Ada"]] == [0, 1], (
        "it was removed, and begins anew"
    )
