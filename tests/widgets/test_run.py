"""The run explorer's model: it shows what the loop did, up to the chosen step and no further."""

import numpy as np
import pytest

from alkit import ActiveLearner, budget, margin_sampling, seed_set, simulated
from alkit.widgets.run import iris_run, run_explorer


@pytest.fixture(scope="module")
def run():
    return iris_run(n_labels=8)


def test_a_run_is_that_of_the_loop(run):
    from sklearn.ensemble import RandomForestClassifier

    from alkit import datasets

    X_pool, _, y_pool, _ = datasets.iris().split()
    learner = ActiveLearner(RandomForestClassifier(25, random_state=0), X_pool, margin_sampling, random_state=0)
    seed = seed_set(y_pool, random_state=0)
    learner.teach(seed, y_pool[seed])
    learner.run(simulated(y_pool), budget(8))
    assert [r.asked for r in run.history("margin")] == [r.asked for r in learner.history]


def test_the_future_stays_hidden(run):
    run.strategy, run.step = "entropy", 3
    labels, scores = run.curve("random")
    assert labels == [3, 4, 5, 6] and len(scores) == 4
    asked = run.history("entropy")[3].asked[0]
    assert f"asked row {asked}, answer {run.y[asked]}" in run.describe()
    ringed = run.figure().axes[0].collections[-1].get_offsets()
    np.testing.assert_allclose(ringed, run.points[[asked]])


def test_a_run_is_made_once_and_only_when_looked_at():
    made = []
    small = iris_run(n_labels=4)
    make = small._make
    small._make = lambda strategy: made.append(strategy) or make(strategy)
    small.history("random"), small.history("random")
    assert len(made) == 1


def test_controls_move_the_picture(run):
    run.strategy, run.step = "entropy", 0
    explorer = run_explorer(run)
    first = explorer.picture.png
    explorer.controls["step"].value = 5
    explorer.controls["strategy"].value = "random"
    assert (run.step, run.strategy) == (5, "random")
    assert explorer.picture.png != first
    assert explorer.picture.alt == explorer.caption.value == run.describe()
    assert run.describe().startswith("Step 5 of 5, random: 8 labels, accuracy ")
