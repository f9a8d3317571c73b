"""The board of a class as it is shown: in words, as data for the page, and on paper; whatever its students are called."""

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

import alkit
from alkit import class_board, join_session, plots
from alkit.labeling.board import Row, Seen
from alkit.labeling.store import LabelLog
from alkit.widgets.class_board import COUNTS, ORDERS, ClassBoardState, _ago
from tests.waiting import wait_until
from tests.widgets.test_hostile_names import HOSTILE, check_explorer

IRIS = alkit.iris()


@pytest.fixture
def board(tmp_path):
    """A board of a class whose thread stands still, and who labels; all is closed after the test."""
    opened = []

    def opens(*people, overlap=2, data=IRIS, **options):
        for by, n in people:
            session = join_session(data, by=by, folder=tmp_path, overlap=overlap, estimator=GaussianNB(), **options)
            session.rivals.clear()
            session.trainer.patience = 30  # which samples are asked does not depend on the machine's load
            for _ in range(n):
                session.answer(session.ending.truth[session.current])
            session.close()
        opened.append(class_board(data, folder=tmp_path, overlap=overlap, estimator=GaussianNB(), wait=True, **options))
        opened[-1].state.board.stop()
        return opened[-1]

    yield opens
    for widget in opened:
        widget.close()


def test_before_anybody_has_come_it_says_how_to_join(board, tmp_path):
    widget = board()
    line = f"join(data, by='your name', name='iris', store={str(tmp_path / 'labels.sqlite')!r})"
    assert widget.sentence == "Nobody has joined yet." and widget.data["line"] == line and widget.data["rows"] == []
    assert {line["name"]: len(line["curve"]) for line in widget.data["lines"]} == {"class": 1, "never wrong": 1, "random": 1}
    assert widget._repr_mimebundle_()[0]["text/plain"] == "Nobody has joined yet." and not widget.data["server"]


@pytest.mark.slow
def test_it_says_who_did_how_much_how_far_they_agree_and_what_was_learned(board):
    widget = board(("Ada", 6), ("Ben", 4))
    rows = {row["name"]: row for row in widget.data["rows"]}
    assert list(rows) == ["Ada", "Ben"] and rows["Ada"]["answers"] == 6 and rows["Ben"]["agrees"] == 1
    assert widget.sentence.startswith(
        "10 answers of 2 students, 4 of 109 samples done. Of 4 samples answered by several, 100 % of"
    )
    assert "Cohen's kappa 1.00" in widget.sentence or "only one class was named" in widget.sentence
    curves = widget.state.board.seen.curves
    assert (
        f"Accuracy now: class {curves['class'][-1][1]:.2f}; never wrong {curves['never wrong'][-1][1]:.2f}; random"
        in widget.sentence
    )
    assert widget.data["people"] == 2 and "majority" in widget.data["notes"] and "divided" in widget.data["notes"]
    widget.choose(count=COUNTS[1])
    assert widget.data["xName"] == COUNTS[1] and "divided" not in widget.data["notes"]
    widget.press("reset")
    assert widget.state.count == COUNTS[0]
    check_explorer(widget)


def test_the_rows_are_in_the_order_chosen(board):
    state = board().state
    rows = [
        Row("cem", 3, 0, 1.0, None, 0, ((0, 0.5),)),
        Row("Ada", 3, 0, None, None, 0, ((0, 0.9),)),
        Row("Ben", 7, 0, 1.0, None, 0, ()),
    ]
    state.board.seen = Seen(tuple(rows))
    orders = {}
    for state.order in ORDERS:
        orders[state.order] = [row.name for _, row in state.rows]
    assert orders == {"answers": ["Ben", "Ada", "cem"], "name": ["Ada", "Ben", "cem"], "accuracy": ["Ada", "cem", "Ben"]}


def test_without_truth_and_without_test_set_it_says_so(board):
    X = np.random.default_rng(0).normal(size=(30, 2))
    widget = board(data=X, classes=["left", "right"])
    assert "no test set" in widget.data["notes"] and len(widget.controls[1]["options"]) == 2 and widget.data["lines"] == []
    assert "classes=['left', 'right']" in widget.data["line"]
    check_explorer(widget)


def test_a_board_opened_anew_takes_the_place_of_the_old_one(board, tmp_path):
    old = board()
    old.state.board._is_stopped.clear()
    old.state.board.start()
    new = class_board(IRIS, folder=tmp_path, estimator=GaussianNB())
    assert old.state.is_over and "newer one" in old.sentence and new.state.board.is_alive
    new.close()
    wait_until(lambda: not new.state.board.is_alive)


@pytest.mark.slow
def test_the_students_may_be_called_anything(board, tmp_path):
    names = [
        name
        for name in HOSTILE
        if name.strip() and "/" not in name and len(name) < 190 and not set(name) & set("\0\ud800\udc80")
    ]
    widget = board()
    log, about = LabelLog(tmp_path / "labels.sqlite"), widget.state.board.room.pool.about
    free = [row for row in range(about["n_pool"]) if row not in about["seed_set"]]
    for k, name in enumerate(names):
        log.append(f"iris/{name}", 0, "start", **about)
        log.append(f"iris/{name}", 1, "answer", sample=free[k], label="setosa", seconds=1.0, by=name)
    widget.state.board._is_stopped.clear()
    widget.state.board.finish()
    widget.redraw()
    check_explorer(widget)
    assert [row["name"] for row in widget.data["rows"]] == [plots.shown(row.name) for _, row in widget.state.rows]
    assert {row["answers"] for row in widget.data["rows"]} == {1} and len(widget.data["rows"]) == len(names) > 30


def test_when_somebody_was_heard_of():
    assert [_ago(minutes) for minutes in (0, 1, 4, 59, 60, 200)] == ["now", "1 min", "4 min", "55 min", "over 1 h", "over 1 h"]


def test_a_state_draws_what_it_has(board):
    widget = board(("Ada", 3), ("Ben", 5))
    left, right = widget.figure().axes[:2]
    assert len(left.lines) == 2 + 3 and [bar.get_width() for bar in right.patches] == [5, 3]
    assert isinstance(widget.state, ClassBoardState) and [text.get_text() for text in right.get_yticklabels()] == ["Ben", "Ada"]
