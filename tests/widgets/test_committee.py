"""The committee explorer's model: the committee, its disagreement, and the question put in its place by a click."""

import itertools

import numpy as np
import pytest

from alkit import disagreement
from alkit.widgets.committee import COMMITTEES, DATA, MEASURES, N_ROUNDS, CommitteeExplorer, committee_explorer


def test_the_most_disputed_point_is_asked_next():
    explorer = CommitteeExplorer(step=4)
    free = np.setdiff1d(np.arange(len(explorer.scene.plane)), explorer._labeled())
    best = free[explorer.disagreement(explorer.scene.X_pool[free]).argmax()]
    ringed = explorer.figure().axes[0].collections[-1].get_offsets()
    np.testing.assert_allclose(ringed, explorer.scene.plane[[best]])
    explorer.step = 5
    assert explorer._labeled()[-1] == best


def test_disagreement_is_that_of_the_members():
    explorer = CommitteeExplorer(members=5, step=2)
    X, committee = explorer.scene.X_pool, explorer.course.models[2]
    proba = np.stack([member.predict_proba(X) for member in committee.estimators_])
    assert len(proba) == 5
    np.testing.assert_allclose(explorer.disagreement(X), disagreement.bald(proba))
    assert f"{disagreement.bald(proba).mean():.3f}" in explorer.describe()


def test_labels_bring_agreement():
    explorer = CommitteeExplorer(members=20)
    explorer.step = N_ROUNDS
    assert explorer._mean(N_ROUNDS) < explorer._mean(5) < explorer._mean(0)


def test_a_click_is_asked_in_place_of_the_committee_s_choice_and_stepping_back_is_possible():
    explorer = CommitteeExplorer(step=6)
    before = explorer._labeled()
    explorer.step = 3
    row = 17 if 17 not in before else 18
    explorer.click(*explorer.scene.plane[row])
    assert explorer.step == 4 and explorer._labeled() == [*before[:5], row]
    explorer.step = 3
    assert explorer._labeled() == before[:5]
    explorer.step = N_ROUNDS
    labeled = explorer._labeled()
    explorer.click(0, 0)  # the budget is spent: nothing happens
    assert explorer.step == N_ROUNDS and explorer._labeled() == labeled and labeled[5] == row


def test_every_combination_can_be_drawn():
    for data, committee, measure in itertools.product(DATA, COMMITTEES, MEASURES):
        explorer = CommitteeExplorer(data, committee, 3, measure, step=1)
        assert explorer.describe().startswith(f"{data}, 3 members, {committee}: ")
    assert len(explorer.figure().axes) == 2


def test_each_member_has_its_line():
    explorer = CommitteeExplorer(members=10, step=1)
    lines = [c for c in explorer.figure().axes[0].collections if type(c).__name__ == "QuadContourSet"]
    assert len(lines) == 10


def test_controls_and_clicks_move_the_picture():
    explorer = committee_explorer()
    before = explorer.picture.png
    explorer._clicked(None, {"x": 0.2, "y": 0.3}, None)
    assert explorer.picture.png != before and explorer.controls["step"].value == 4
    for name, value in {"data": "three clouds", "committee": "bagging", "members": 5, "measure": "vote entropy"}.items():
        explorer.controls[name].value = value
    assert explorer.caption.value.startswith("three clouds, 5 members, bagging: 7 labels, mean vote entropy")


@pytest.mark.parametrize("bad", [{"data": "cats"}, {"committee": "experts"}, {"members": 1}, {"measure": "luck"}])
def test_bad_choices_are_said(bad):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be one of"):
        committee_explorer(**bad)
