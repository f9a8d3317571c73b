"""The replay of a session without a screen: what is shown of a step, and one label that was another one."""

import json

import pytest

from alkit import iris, label, open_session, replay_session
from alkit.widgets.explorers.replay import LEARNING
from tests.labeling.test_past import FAST, labeled


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay")
    labeled(folder).close()
    return folder


@pytest.fixture
def widget(folder):
    return replay_session(iris(), estimator=FAST, folder=folder)


def wrong_step(state):
    return next(k + 1 for k, step in enumerate(state.past.steps) if step.body["label"] not in (None, state.past.true_label(k)))


def test_each_step_says_what_was_said_and_believed(widget):
    state = widget.state
    for step in range(1, state.n + 1):
        widget.choose(step=step)
        (frame, _), kind = state.frame(step), state.past.steps[step - 1].kind
        assert widget.sentence.startswith(f"Step {step} of {state.n}: you said ") and frame["sentence"] == widget.sentence
        assert ("I don't know" in frame["head"]) == (kind == "unknown") and ("skipped" in frame["head"]) == (kind == "skip")
        assert sum(p for _, p, *_ in frame["bars"]) == pytest.approx(1) and len(frame["points"]) == step + 1
        json.dumps(frame, allow_nan=False)
    widget.choose(step=wrong_step(state))
    assert f"The data say {state.past.true_label(state.step - 1)}." in widget.sentence
    assert widget.figure() is not None and not widget.problem


def test_it_says_who_gave_the_labels(tmp_path):
    with_name = open_session(iris(), estimator=FAST, folder=tmp_path, by="Ann <b>")
    with_name.answer(with_name.learner.classes[0])
    with_name.close()
    widget = replay_session(iris(), estimator=FAST, folder=tmp_path)
    assert widget.sentence.startswith("Step 1 of 1: Ann <b> said ") and widget.data["who"] == "Ann <b>"


def test_another_label_is_learned_in_the_background_and_shown_beside(widget):
    state = widget.state
    step = wrong_step(state)
    truth = state.past.true_label(step - 1)
    widget.choose(step=step)
    widget.choose(instead=truth)
    state.wait()
    widget.redraw()
    branch = state.past.what_if(step - 1, truth).upto(state.n)
    assert widget.data["other"]["points"] == [list(branch.points[n]) for n in range(step - 1, state.n + 1)]
    assert (
        f"With {truth} instead of " in widget.sentence and f"is {branch.points[state.n][1]:.2f} in place of" in widget.sentence
    )
    assert widget.data["other"]["sign"] == "" and widget.figure() is not None
    widget.choose(step=1)
    assert state.instead is None and widget.data["other"] is not None, "the other curve stays while one looks around"
    widget.choose(step=step, instead=None)
    assert widget.data["other"] is None


def test_only_the_newest_question_is_answered(widget):
    state, tasks = widget.state, []
    state._trainer.later = tasks.append
    for classes in (["setosa", "versicolor"], ["virginica", "setosa"]):
        state.instead = next(c for c in classes if c != state.past.steps[0].body["label"])
        assert state.describe().endswith(LEARNING)
    assert len(tasks) == 1, "nothing queues"
    while tasks:
        tasks.pop()()
    assert not state.is_learning and state.branch.learner.y_labeled.tolist()[3] == state.flipped[1]
    widget.press("reset")
    assert state.flipped is None and state.step == 1


def test_a_log_with_gaps_is_worked_out(widget):
    state = widget.state
    state.past.measured.clear()  # as where somebody answered faster than the model learned
    widget.redraw()
    assert widget.data["whole"] == []
    widget.choose(instead=next(c for c in state.classes if c != state.past.steps[0].body["label"]))
    state.wait()
    widget.redraw()
    end = state.past.told.points[state.n]
    assert widget.sentence.endswith(f"in place of {end[1]:.2f}.") and widget.data["whole"][-1] == list(end)


def test_the_label_that_was_given_changes_nothing_and_a_skip_has_none(widget):
    state = widget.state
    state.instead = state.past.steps[0].body["label"]
    assert state.flipped is None
    widget.choose(step=1 + [step.kind for step in state.past.steps].index("skip"))
    spec = next(spec for spec in widget.controls if spec["name"] == "instead")
    assert spec["off"] and widget.data["other"] is None


def test_the_bench_itself_can_be_replayed(tmp_path):
    bench = label(iris(), estimator=FAST, folder=tmp_path, budget=None)
    with pytest.raises(ValueError, match="nothing has been answered"):
        replay_session(bench)
    for _ in range(2):
        bench.session.answer("setosa")
    widget = replay_session(bench)
    assert widget.state.n == 2 and widget.title == "Replay of iris" and len(widget.state.frame(2)[0]["bars"]) == 3
    bench.session.close()
    session = open_session(iris(), estimator=FAST, folder=tmp_path, budget=None)
    assert replay_session(session).state.describe() == widget.state.describe()
    session.close()
