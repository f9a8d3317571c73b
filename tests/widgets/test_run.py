"""The run explorer's state: it shows what the loop did, up to the chosen step and no further."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.naive_bayes import GaussianNB

from alkit import ActiveLearner, Dataset, budget, datasets, margin_sampling, seed_set, simulated
from alkit.widgets.explorers.run import RunState, run_explorer


@pytest.fixture(scope="module")
def state():
    return RunState()


@pytest.mark.slow
def test_a_run_is_that_of_the_loop(state):
    X_pool, _, y_pool, _ = datasets.iris().split()
    learner = ActiveLearner(RandomForestClassifier(25, random_state=0), X_pool, margin_sampling, random_state=0)
    seed = seed_set(y_pool, random_state=0)
    learner.teach(seed, y_pool[seed])
    learner.run(simulated(y_pool), budget(20))
    assert [r.asked for r in state.history("margin")] == [r.asked for r in learner.history]


def test_the_future_stays_hidden(state):
    state.strategy, state.step = "entropy", 3
    state.history("entropy")
    asked = state.history("entropy")[3].asked[0]
    assert f"asked row {asked}, answer {state.plane.split.y_pool[asked]}" in state.describe()
    left, right = state.figure().axes
    np.testing.assert_allclose(left.collections[-1].get_offsets(), state.plane.points[[asked]])
    assert [line.get_xdata().tolist() for line in right.lines] == [[0, 1, 2, 3]] * 2
    assert sorted(t.get_text() for t in left.texts) == ["1", "2", "3"]


def test_a_run_is_made_only_as_far_as_it_is_looked_at():
    asked = []

    def spy(view):
        asked.append(len(view.labeled))
        return view.uniform_scores

    explorer = run_explorer({"spy": spy})
    assert explorer.state.strategy == "spy" and asked == []
    explorer.choose(step=3)
    explorer.choose(step=2)
    assert asked == [3, 4, 5]


def test_controls_move_the_picture():
    explorer = run_explorer()
    assert [control["name"] for control in explorer.controls] == ["strategy", "step", "reset"]
    explorer.choose(step=5)
    explorer.choose(strategy="random")
    assert (explorer.state.step, explorer.state.strategy) == (5, "random")
    assert explorer.sentence == explorer.state.describe() == explorer.state.frame(5)[0]["sentence"]
    assert explorer.sentence.startswith("Step 5 of 20, random: 5 answers, accuracy ")


def test_a_student_s_own_strategy_model_and_data_have_their_menus():
    mine = Dataset("mine", np.random.default_rng(0).normal(size=(60, 5)), np.arange(60) % 3)
    explorer = run_explorer({"own": margin_sampling}, {"bayes": GaussianNB()}, {"mine": mine}, step=2)
    assert [control["options"][0] for control in explorer.controls[:3]] == ["own", "bayes", "mine"]
    assert explorer.error is None and explorer.state.run("own").learner.X.shape == (45, 5)
    explorer.choose(model="forest of 25 trees")
    explorer.choose(data="iris")
    assert explorer.sentence.startswith("Step 2 of 20, own: 2 answers")


def test_an_own_strategy_that_raises_is_shown():
    explorer = run_explorer({"mine": lambda view: 1 / 0})
    assert explorer.error is None  # nothing has been asked yet
    explorer.choose(step=1)
    assert explorer.sentence == "This does not work: ZeroDivisionError: division by zero"
    explorer.choose(strategy="entropy")
    assert explorer.error is None and explorer.sentence.startswith("Step 1 of 20, entropy")
