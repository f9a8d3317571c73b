"""The committee explorer's state: the committee, its disagreement, and the question put in its place by hand."""

import itertools

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from alkit import Dataset, disagreement
from alkit.widgets.explorers.committee import N_ROUNDS, CommitteeState, committee_explorer


def test_the_most_disputed_point_is_asked_next():
    state = CommitteeState(step=4)
    rest = np.setdiff1d(np.arange(len(state.plane.points)), state.run.rows(4))
    best = rest[state.disagreement(state.plane.split.X_pool[rest]).argmax()]
    ringed = state.figure().axes[0].collections[-1].get_offsets()
    np.testing.assert_allclose(ringed, state.plane.points[[best]])
    state.step = 5
    assert state.run.rows(5)[-1] == best


def test_disagreement_is_that_of_the_members():
    state = CommitteeState(members=5, step=2)
    X, committee = state.plane.split.X_pool, state.run.model(2)
    proba = np.stack([member.predict_proba(X) for member in committee.estimators_])
    assert len(proba) == 5
    np.testing.assert_allclose(state.disagreement(X), disagreement.bald(proba))
    assert f"{disagreement.bald(proba).mean():.3f}" in state.describe()


def test_labels_bring_agreement():
    state = CommitteeState(members=20, step=N_ROUNDS)
    assert state.mean_disagreement(N_ROUNDS) < state.mean_disagreement(5) < state.mean_disagreement(0)


def test_a_sample_is_asked_in_place_of_the_committee_s_choice_and_stepping_back_is_possible():
    state = CommitteeState(step=6)
    before = state.run.rows(6)
    state.step = 3
    row = 17 if 17 not in before else 18
    state.ask(row, 3)
    assert state.step == 4 and state.run.rows(4) == [*before[:5], row]
    state.step = 3
    assert state.run.rows(3) == before[:5]
    state.step = N_ROUNDS
    labeled = state.run.rows(N_ROUNDS)
    state.ask(int(state._candidates(N_ROUNDS)[0]), N_ROUNDS)  # the rounds are over: nothing happens
    assert state.step == N_ROUNDS and state.run.rows(N_ROUNDS) == labeled and labeled[5] == row
    state.step = 2
    state.ask(labeled[0], 2)  # its label is known: nothing happens
    assert state.step == 2
    state.reset()
    assert state.step == 6 and state.run.rows(6) == before


@pytest.mark.slow
def test_every_combination_can_be_drawn():
    menus = CommitteeState()
    for data in ("two moons", "two clouds", "three clouds", "digits"):
        for committee, measure in itertools.product(menus.committees, menus.measures):
            state = CommitteeState(data, committee, 3, measure, step=1)
            assert state.describe().startswith(f"{data}, 3 members, {committee}: 1 answers, mean {measure} of the pool ")
        assert len(state.figure().axes) == 2


def test_each_member_has_its_line_and_the_map_is_the_disagreement():
    state = CommitteeState(members=10, step=1)
    frame, heat = state.frame(1)
    assert len(frame["lines"]) == 10 == len(state.figure().axes[0].lines)
    committee, where = state.run.model(1), state.plane
    for line, member in zip(frame["lines"], committee.estimators_):
        assert member.predict_proba(np.array(line))[:, 0] == pytest.approx(0.5, abs=0.03)  # on its own boundary
    values = state.disagreement(where.grid())
    assert np.corrcoef(np.frombuffer(heat, np.uint8), values)[0, 1] > 0.999
    assert frame["next"] == [state.run.rounds(2)[-1].asked[0]] and frame["sentence"] == state.describe()


def test_without_a_plane_the_points_are_as_dark_as_the_members_disagree():
    state = CommitteeState("wine", "random trees", step=2)
    drawn = state.figure().axes[0].collections[0]
    values = state.disagreement(state.plane.split.X_pool)
    darkness = 1 - drawn.get_facecolors()[:, 0]
    assert darkness[values.argmax()] == darkness.max() and np.corrcoef(darkness, values)[0, 1] > 0.99


def test_controls_and_gestures_move_what_is_shown():
    explorer = committee_explorer()
    key = explorer.data["key"]
    row = explorer.state.frame(3)[0]["next"][0]
    explorer._heard(None, {"id": "a:1", "do": "ask", "with": {"row": row, "step": 3}}, [])
    assert explorer.data["key"] != key and explorer.values["step"] == 4 and "4 answers" in explorer.sentence
    for name, value in {"data": "three clouds", "committee": "bagging", "members": 5, "measure": "vote entropy"}.items():
        explorer.choose(**{name: value})
    assert explorer.sentence.startswith("three clouds, 5 members, bagging: 4 answers, mean vote entropy")


@pytest.mark.parametrize("bad", [{"data": "cats"}, {"committee": "experts"}, {"members": 1}, {"measure": "luck"}])
def test_bad_choices_are_said(bad):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be one of"):
        committee_explorer(**bad)


def spread(proba):
    return proba.std(axis=0).max(axis=1)


def test_a_student_s_own_committee_measure_and_data():
    mine = Dataset("mine", np.random.default_rng(0).normal(size=(60, 2)), np.arange(60) % 2)
    forests = {"forest": lambda n: RandomForestClassifier(n, max_depth=2), "four trees": RandomForestClassifier(4)}
    explorer = committee_explorer(forests, {"spread": spread}, {"mine": mine}, members=5, step=2)
    state = explorer.state
    assert explorer.error is None and explorer.sentence.startswith(
        "mine, 5 members, forest: 2 answers, mean spread of the pool"
    )
    proba = np.stack([tree.predict_proba(state.plane.split.X_pool) for tree in state.run.model(2).estimators_])
    assert state.mean_disagreement(2) == pytest.approx(spread(proba).mean())
    explorer.choose(committee="four trees")  # as it is, whatever the number of members
    assert explorer.sentence.startswith("mine, 4 members, four trees")


def test_what_fails_is_shown_gestures_included_and_the_widget_lives_on():
    explorer = committee_explorer(measures={"mine": lambda proba: proba[0, 0, 5]}, step=2)
    assert explorer.problem.startswith("This does not work: IndexError: ")
    explorer.choose(measure="vote entropy")
    assert explorer.error is None and not explorer.problem
    explorer.state.ask = lambda row, step: 1 / 0
    explorer._heard(None, {"id": "a:1", "do": "ask", "with": {"row": 1, "step": 2}}, [])
    assert explorer.problem == "This does not work: ZeroDivisionError: division by zero"
    explorer.choose(step=3)
    assert explorer.error is None and "3 answers" in explorer.sentence
