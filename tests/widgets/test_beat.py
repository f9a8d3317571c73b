"""Beat the machine without a screen: all play the same game, every pick is on the disk, and no more is said than one game can say."""

import json
import sqlite3

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC

from alkit import Dataset, beat_the_machine, digits, margin_sampling, random_sampling, stratified_split, two_moons
from alkit.experiment.recorded import RecordedRun
from alkit.labeling.store import LabelLog
from alkit.widgets.games.beat_game import _kind_of_game
from alkit.widgets.games.beat_state import CHOOSING, PER_PAGE, BeatState
from alkit.widgets.games.game_log import GameLog, Result
from alkit.widgets.games.verdict import verdict
from tests.widgets.test_hostile_names import HOSTILE

MOONS = two_moons(120)


def game(folder, budget=5, name="Ann", data=MOONS, estimator=None, **more):
    return BeatState(data, budget, estimator or GaussianNB(), name, folder, n_random=4, **more)


def play(state, rows=None):
    """Play to the end, rows in order unless they are given."""
    while not state.is_over:
        state.pick(int(rows.pop(0) if rows else state.run.learner.candidates[0]))
    state.wait()
    return state


def events(folder):
    with sqlite3.connect(folder / "games.sqlite") as log:
        return log.execute("select session, kind, body from events order by rowid").fetchall()


# ---- who is compared -----------------------------------------------------------------------------------


def test_a_person_who_picks_as_margin_does_has_margins_curve(tmp_path):
    state = game(tmp_path)
    run = RecordedRun(stratified_split(MOONS, 0), GaussianNB(), margin_sampling)
    play(state, run.rows(5)[2:])
    assert state.curve() == run.curve(5)[1] == state.machines.curve("margin")
    assert state.machines.rows("margin") == run.rows(5)[2:]


def test_random_is_the_mean_of_runs_on_the_same_split(tmp_path):
    state = play(game(tmp_path))
    split = stratified_split(MOONS, 0)
    runs = [RecordedRun(split, GaussianNB(), random_sampling, random_state=k).curve(5)[1] for k in range(4)]
    np.testing.assert_allclose(state.curves()["random"], np.mean(runs, axis=0))
    np.testing.assert_allclose(state.machines.spread(5), np.column_stack([np.min(runs, axis=0), np.max(runs, axis=0)]))
    assert state.result().n_above == sum(run[-1] < state.curve()[-1] for run in runs)


def test_the_machines_are_seen_only_as_far_as_the_person_has_come(tmp_path):
    state = game(tmp_path)
    state.wait()
    assert {name: len(y) for name, y in state.curves().items()} == dict.fromkeys(["you", "random", "margin", "entropy"], 1)
    state.pick(int(state.run.learner.candidates[3]))
    assert {len(y) for y in state.curves().values()} == {2} and state.machines.n_done == 5, "they are computed once"
    machines = state.machines
    state.undo()
    assert state.machines is machines and {len(y) for y in state.curves().values()} == {1}


def test_a_machine_that_cannot_play_is_left_out(tmp_path):
    state = play(game(tmp_path, estimator=SVC()))
    assert list(state.curves()) == ["you", "random"] and "predict_proba" in state.machines.problems["margin"]
    assert state.result().margin is None and "margin" not in state.describe()


# ---- picking ---------------------------------------------------------------------------------------------


def test_undo_is_exact_and_is_not_forgotten(tmp_path):
    state, other = game(tmp_path / "a"), game(tmp_path / "b")
    first, second, third = map(int, state.run.learner.candidates[[3, 9, 20]])
    for row in (first, second):
        state.pick(row)
    state.undo()
    other.pick(first)
    assert state.curve() == other.curve() and state.picks == other.picks and second in state.run.learner.candidates
    for one in (state, other):
        one.pick(third)
    assert state.curve() == other.curve() and state.page()["labels"] == other.page()["labels"]
    play(state)
    assert state.result().n_undone == 1 and "You took back 1" in state.describe()
    before = state.picks[:]
    state.undo()
    assert state.picks == before, "a game that is over stays"


def test_what_cannot_be_asked_changes_nothing(tmp_path):
    state = game(tmp_path, budget=2)
    for row in (int(state.split.seed_rows[0]), -1, 10_000):
        state.pick(row)
    assert state.picks == []
    row = int(state.run.learner.candidates[0])
    for _ in range(3):
        state.pick(row)
    assert state.picks == [row]


def test_the_page_has_no_label_that_was_not_asked_for(tmp_path):
    data = Dataset("secret", MOONS.X, np.where(MOONS.y, "left hand", "right hand"))
    state = game(tmp_path, data=data)
    known = state.page()["labels"]
    assert [row for row, _ in known] == state.split.seed_rows.tolist() and state.page()["margin"] == []
    row = int(state.run.learner.candidates[5])
    state.pick(row)
    assert dict(state.page()["labels"])[row] == sorted(set(data.y)).index(state.split.y_pool[row])
    assert state.prompt.startswith(f"The answer: {state.split.y_pool[row]}.")


# ---- on the disk -----------------------------------------------------------------------------------------


def test_a_game_goes_on_after_a_restart_and_each_pick_is_on_the_disk_before_the_next(tmp_path):
    state = game(tmp_path)
    for k in range(3):
        state.pick(int(state.run.learner.candidates[k]))
        assert events(tmp_path)[-1][1:] == ("pick", json.dumps({"row": state.picks[-1]}))
    state.undo()
    again = game(tmp_path)
    assert again.picks == state.picks and again.curve() == state.curve() and again.standing.n_undone == 1
    again.new_split()
    again.pick(int(again.run.learner.candidates[0]))
    third = game(tmp_path)
    assert third.standing.split == 1 and third.picks == again.picks and third.curve() == again.curve()
    assert game(tmp_path, name="Bob").picks == [] == game(tmp_path, budget=6).picks, "another game"


def test_two_windows_lose_nothing(tmp_path):
    one, other = game(tmp_path), game(tmp_path)
    one.pick(int(one.run.learner.candidates[0]))
    other.pick(int(other.run.learner.candidates[8]))
    assert other.picks == one.picks and other.curve() == one.curve() and "another window" in other.describe()
    other.pick(int(other.run.learner.candidates[8]))
    assert len(other.picks) == 2 and "window" not in other.describe()


def test_what_is_not_saved_is_not_asked(tmp_path, monkeypatch):
    state = game(tmp_path)

    def full(*_, **__):
        raise ValueError("not saved: the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(LabelLog, "append", full)
        state.pick(int(state.run.learner.candidates[0]))
    assert state.picks == [] and len(state.curve()) == 1 and "the disk is full" in state.describe()
    state.pick(int(state.run.learner.candidates[0]))
    assert len(state.picks) == 1 and "disk" not in state.describe()


def test_a_damaged_log_costs_only_what_is_damaged(tmp_path):
    log = GameLog(tmp_path, "game", "Ann")
    for row in (3, "x", 3, True, None, 5):
        log.write("pick", row=row)
    log.write("nonsense", row=9)
    assert log.standing(0).picks == [3, 5]
    log._log.append(log._board, 0, "result", name="Bob", you="much")
    assert log.board() == []


# ---- the board -------------------------------------------------------------------------------------------


def result(name, split=0, you=0.9, random=0.8):
    return Result(name, split, you, random, 0.85, 3, 4, 0)


def test_the_board_takes_the_mean_over_all_games_and_the_first_result_on_a_split(tmp_path):
    ann, bob = (GameLog(tmp_path, "moons", name) for name in ("Ann", "Bob"))
    for one in (result("Ann"), result("Ann", 1, you=0.7), result("Ann", you=1.0)):
        ann.enter(one)
    bob.enter(result("Bob", you=0.88))
    lines = ann.board()
    assert [(line["name"], line["games"]) for line in lines] == [("Bob", 1), ("Ann", 2)] and lines == bob.board()
    assert [line["ahead"] for line in lines] == pytest.approx([0.08, 0.0]) and lines[1]["margin"] == pytest.approx(0.05)
    assert GameLog(tmp_path, "digits", "Ann").board() == []


def test_hostile_names_are_data(tmp_path):
    names = [name for name in HOSTILE if name.strip() and len(name) <= 60][::6]
    state = play(game(tmp_path, budget=1, name=names[0]))
    kind = _kind_of_game(MOONS, state.estimator, 1)
    for name in names[1:]:
        log = GameLog(tmp_path, kind, name)
        log.write("pick", row=7)
        log.enter(result(name))
        assert log.standing(0).picks == [7], "each has a game of its own"
    assert {line["name"] for line in state.log.board()} == set(names)
    assert [line["mine"] for line in state.page()["board"]].count(True) == 1
    json.dumps(state.page(), allow_nan=False)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, None])
def test_a_player_has_a_name(tmp_path, name):
    with pytest.raises(ValueError, match="name must be a text of 1 to 60 characters"):
        game(tmp_path, name=name)


# ---- what is said ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "you, above, words",
    [
        (0.95, 3, "above as many in up to 1 of 4 games"),
        (0.5, 0, "below as many in up to 1 of 4 games"),
        (0.8, 1, "That is where random picking is, too."),
    ],
)
def test_the_verdict_says_what_luck_does(you, above, words):
    runs = [[0.5, 0.7], [0.5, 0.8], [0.5, 0.9]]
    said = verdict(Result("Ann", 0, you, 0.8, None, above, 3, 0), {}, 1, runs)
    assert words in said and said.endswith("and the board adds them up.") and "0.70 to 0.90 in 3 runs" in said


def test_luck_is_what_the_words_say():
    """Among n + 1 alike players, the one is above k others in at most n + 1 - k of n + 1 games, ties or not."""
    rng = np.random.default_rng(0)
    scores = rng.integers(0, 8, (20_000, 5))
    above = (scores[:, 1:] < scores[:, :1]).sum(axis=1)
    for k in range(5):
        assert (above >= k).mean() <= (5 - k) / 5 + 0.01


def test_while_the_machines_are_behind_it_is_said(tmp_path):
    state = game(tmp_path)
    state._trainer.later = lambda task: None  # nobody works
    state.pick(int(state.run.learner.candidates[0]))
    assert CHOOSING in state.describe() and state.page()["sign"] == CHOOSING


# ---- pictures ------------------------------------------------------------------------------------------------


def test_pictures_come_a_page_at_a_time(tmp_path):
    few = Dataset("few", digits().X[:120], digits().y[:120], tuple(range(10)), image_shape=(8, 8))
    state = game(tmp_path, data=few, estimator=GaussianNB(var_smoothing=0.1))
    seen = []
    for _ in range(2):
        seen += [thumb["row"] for thumb in state.page()["thumbs"]]
        state.others()
    assert (
        len(seen) == len(set(seen)) == 90 - 10
        and state.page()["thumbs"][0]["row"] == seen[0]
        and len(state.page()["thumbs"]) == PER_PAGE
    )
    state.pick(seen[0])
    page = state.page()
    assert (
        page["thumbs"][0]["label"] == state.split.y_pool[seen[0]]
        and len(page["known"]) == 11
        and page["thumbs"][1]["label"] is None
    )
    assert page["thumbs"][0]["stamp"]["src"].startswith("data:image/png") and len(state.figure().axes) >= 2


def test_texts_can_be_asked_for_too(tmp_path):
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.pipeline import make_pipeline

    texts = [f"<b>{'good' if j % 2 else 'bad'}</b> number {j}" for j in range(40)]
    state = game(
        tmp_path,
        data=Dataset("reviews", texts, np.arange(40) % 2),
        estimator=make_pipeline(CountVectorizer(), LogisticRegression()),
    )
    assert "<b>" in state.page()["thumbs"][0]["stamp"]["text"]
    state.pick(state.page()["thumbs"][0]["row"])
    assert len(state.picks) == 1


# ---- the widget ------------------------------------------------------------------------------------------------


def test_the_widget_follows_and_offers_what_can_be_done(tmp_path):
    widget = beat_the_machine(MOONS, 2, estimator=GaussianNB(), folder=tmp_path)
    widget.state.wait()
    names = lambda: [spec["name"] for spec in widget.controls]  # noqa: E731
    assert names() == ["undo", "reset", "show_regions"] and "show_margin" not in names()
    for k in (0, 5):
        widget._heard(None, {"do": "pick", "with": {"row": int(widget.state.run.learner.candidates[k])}, "id": "x:1"}, [])
    assert widget.sentence.startswith("You reached ") and "show_margin" in names() and len(widget.data["board"]) == 1
    widget.choose(show_margin=True, show_regions=True)
    assert len(widget.data["margin"]) == 2 and len(widget.data["regions"]) > 6400 and not widget.problem
    json.dumps(widget.data, allow_nan=False)
    widget.press("reset")
    assert widget.state.standing.split == 1 and widget.state.picks == [] and "labels are known" in widget.sentence


@pytest.mark.parametrize("budget", [0, 2.5, True, 1000])
def test_the_budget_is_a_number_of_rows(tmp_path, budget):
    with pytest.raises(ValueError, match="budget must be a whole number from 1 to 88"):
        beat_the_machine(MOONS, budget, folder=tmp_path)
