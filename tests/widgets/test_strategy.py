"""The strategy explorer's state: its runs are those of the loop, made only as far as they are looked at."""

import itertools
from functools import partial

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

import alkit
from alkit import ActiveLearner, Dataset, datasets, margin_sampling, random_sampling, seed_set, stratified_split
from alkit.experiment.recorded import RecordedRun
from alkit.strategies.density import rbf_density
from alkit.widgets.explorers.strategy import N_ROUNDS, StrategyState, strategy_explorer


def test_a_run_is_that_of_the_loop():
    state = StrategyState(batch_size=5, random_state=3, step=4)
    X_pool, X_test, y_pool, y_test = datasets.two_moons().split(random_state=3)
    estimator = state.models["logistic regression"]()
    learner = ActiveLearner(estimator, X_pool, margin_sampling, classes=(0, 1), random_state=3)
    learner.teach(seed := seed_set(y_pool, random_state=3), y_pool[seed])
    for _ in range(4):
        asked = learner.query(5)
        learner.teach(asked, y_pool[asked])
    n_asked, accuracies = state.run("margin").curve(4)
    assert n_asked == [0, 5, 10, 15, 20] and accuracies[-1] == learner.model.score(X_test, y_test)
    assert f"20 answers, accuracy {accuracies[-1]:.2f} (random" in state.describe()


def test_runs_go_no_further_than_the_step_and_are_kept():
    state = StrategyState(step=2)
    run = state.run("margin")
    assert len(run.models) == 3
    state.step = 5
    assert state.run("margin") is run and len(run.models) == 6
    state.step = 1
    assert state.run("margin").curve(1)[0] == [0, 1] and len(run.models) == 6


def test_all_strategies_have_the_same_seed_set_and_split():
    state = StrategyState(data="four clouds", step=0)
    first = [state.run(name).history[0] for name in state.strategies]
    assert len(first) >= 19 and len({r.asked for r in first}) == 1 and len({r.metrics["accuracy"] for r in first}) == 1


COMMITTEES = ("BALD (committee)", "EPIG (committee)", "BatchBALD (committee)")
NO_PROBA = ("random", "core-set", "closest to the boundary", "TypiClust", "ProbCover")


def works(model, strategy):
    if strategy in COMMITTEES:
        return model == "random forest"
    if strategy == "closest to the boundary":
        return model in ("logistic regression", "support vector machine")
    if strategy in ("BADGE", "expected gradient length"):
        return model == "logistic regression"  # whose gradient is known
    return strategy in NO_PROBA or model != "support vector machine"


@pytest.mark.slow
@pytest.mark.parametrize("data", ["two moons", "four clouds", "digits"])
def test_every_combination_answers_with_a_picture_or_a_reason(data):
    explorer = strategy_explorer(data=data, step=1)
    names = (
        [name for name in explorer.state.strategies if not name.startswith("expected")]
        if data == "digits"
        else explorer.state.strategies
    )
    for model, strategy in itertools.product(explorer.state.models, names):
        explorer.state.model, explorer.state.strategy = model, strategy
        explorer.redraw()
        if not explorer.error:
            explorer.state.frame(1)
        assert (explorer.error is None) == works(model, strategy), (model, strategy, explorer.sentence)
        assert explorer.error is None or isinstance(explorer.error, ValueError)


def test_what_was_asked_is_numbered_by_round():
    state = StrategyState(batch_size=5, step=3)
    texts = [t.get_text() for t in state.figure().axes[0].texts]
    assert sorted(texts) == sorted("123" * 5)
    state.step = 12  # too many: the last round only
    assert [t.get_text() for t in state.figure().axes[0].texts] == ["12"] * 5


def test_axes_do_not_jump_while_it_plays():
    state = StrategyState(step=1)
    limits = []
    for state.step in (1, 7, N_ROUNDS):
        left, right = state.figure().axes
        limits.append((left.get_xlim(), left.get_ylim(), right.get_xlim(), right.get_ylim()))
    assert limits[0] == limits[1] == limits[2]


def test_controls_move_what_is_shown():
    explorer = strategy_explorer(step=2)
    key = explorer.data["key"]
    explorer.choose(strategy="core-set")
    assert explorer.data["key"] != key and "core-set" in explorer.sentence
    names = ["data", "model", "strategy", "batch size", "random state", "kernel width", "smoothing", "round", "Reset"]
    assert [control["text"] for control in explorer.controls] == names
    for name, value in {"data": "four clouds", "model": "naive Bayes", "batch_size": 10, "random_state": 4, "step": 3}.items():
        explorer.choose(**{name: value})
        assert getattr(explorer.state, name) == value
    assert explorer.sentence.startswith("four clouds, naive Bayes, core-set: 30 answers")


def shown_sliders(explorer):
    return [c["text"] for c in explorer.controls if c["kind"] == "slider" and not c["hidden"]]


def test_the_sliders_of_strategy_and_model_are_there_only_where_they_do_something():
    explorer = strategy_explorer(step=1)
    assert shown_sliders(explorer) == ["round"]
    explorer.choose(strategy="density-weighted entropy")
    assert shown_sliders(explorer) == ["kernel width", "round"] and explorer.sentence.endswith("rounds of 1, kernel width 1.")
    explorer.choose(model="naive Bayes")
    assert shown_sliders(explorer) == ["kernel width", "smoothing", "round"] and "smoothing 0.01." in explorer.sentence
    explorer.choose(strategy="no such one")
    explorer.choose(strategy="margin")
    assert shown_sliders(explorer) == ["smoothing", "round"] and explorer.error is None
    own = alkit.DensityWeighted(alkit.entropy_sampling, lambda X: np.ones(len(X)))
    assert shown_sliders(strategy_explorer({"own density": own}, step=1)) == ["round"]


@pytest.mark.parametrize("width", [1.0, 0.25])
def test_the_kernel_width_is_that_of_the_strategy(width):
    state = StrategyState(strategy="density-weighted entropy", width=width, step=6)
    density = partial(rbf_density, width=width)
    strategy = alkit.DensityWeighted(alkit.entropy_sampling, density)
    split = stratified_split(datasets.two_moons(), 0)
    run = RecordedRun(split, state.models["logistic regression"](), strategy, random_state=0).upto(6)
    assert state.run("density-weighted entropy").rows(6) == run.rows(6)


def test_the_smoothing_is_that_of_the_model_and_random_has_it_too():
    state = StrategyState(data="four clouds", model="naive Bayes", smoothing=0.3, step=3)
    assert {state.run(name).model(3).var_smoothing for name in ("margin", "random")} == {0.3}
    before = state.page()["key"], state.describe()
    state.smoothing = 0.01
    assert (state.page()["key"], state.describe()) != before and state.run("margin").model(3).var_smoothing == 0.01
    own = GaussianNB(var_smoothing=0.2)
    assert strategy_explorer(models={"mine": own}, step=1).state.run("margin").model(1).var_smoothing == 0.2


def test_a_width_that_nothing_sees_changes_no_run():
    state = StrategyState(step=2)
    run = state.run("margin")
    state.width, state.smoothing = 0.3, 0.2
    assert state.run("margin") is run


@pytest.mark.parametrize("bad", [{"width": 0}, {"width": 3}, {"smoothing": 1}, {"smoothing": "much"}])
def test_what_lies_beyond_the_ends_of_a_slider_is_said(bad):
    with pytest.raises(ValueError, match="must be from"):
        strategy_explorer(**bad)


# ---- what the page has of a step ---------------------------------------------------------------------------


def test_a_frame_is_what_the_run_says():
    state = StrategyState(batch_size=5, step=3)
    frame, regions = state.frame(3)
    run, where = state.run("margin"), state.plane
    assert frame["rounds"] == [list(r.asked) for r in run.rounds(3)] and len(frame["rounds"]) == 4
    assert [curve["name"] for curve in frame["curves"]] == ["random", "margin"]
    assert frame["curves"][1]["y"] == run.curve(3)[1] and frame["sentence"] == state.describe()
    said = where.classes[np.frombuffer(regions, np.uint8)]
    assert (said == run.model(3).predict(where.grid())).all()


def test_the_darkest_samples_are_those_asked_next():
    state = StrategyState(step=4)
    shades, asked = np.array(state.frame(4)[0]["scores"]), state.run("margin").rounds(5)[-1].asked
    assert (shades[list(asked)] == 255).all() and (shades[state.run("margin").rows(4)] == 0).all()
    assert StrategyState(strategy="random", step=4).frame(4)[0]["scores"] is None  # all tie
    assert StrategyState(strategy="BADGE", step=4).frame(4)[0]["scores"] is None  # it chooses whole batches


def test_frames_of_all_steps_may_be_made_in_any_order():
    state, other = StrategyState(step=0), StrategyState(step=0)
    there, back = [state.frame(k) for k in range(6)], [other.frame(k) for k in reversed(range(6))]
    assert there == back[::-1]


def test_a_moved_point_teaches_the_model_anew_and_the_questions_stay():
    state = StrategyState(step=5)
    before, rows = state.frame(5), state.run("margin").rows(5)
    ((live, regions),) = state.move(rows[-1], 2.0, -1.0)
    assert live["rounds"] == before[0]["rounds"] and regions != before[1] and live["step"] == 5
    assert state.frame(5) == before, "nothing has been put down yet"
    key = state.page()["key"]
    state.drop(rows[-1], 2.0, -1.0)
    assert state.page()["points"][rows[-1]] == [2.0, -1.0] and state.page()["key"] != key
    dropped = state.frame(5)
    assert dropped[1] == regions and dropped[0]["rounds"] == live["rounds"]
    assert state.run("margin").learner.X[rows[-1]].tolist() == [2.0, -1.0]
    state.reset()
    assert state.step == 5 and state.frame(5) == before and state.page()["key"] == key


def test_moved_points_belong_to_their_data():
    state = StrategyState(step=2)
    state.drop(3, 0.5, 0.5)
    state.drop(4, 0.25, 0.25)
    state.drop(3, 0.75, 0.75)
    assert state.page()["points"][3:5] == [[0.75, 0.75], [0.25, 0.25]]
    state.data = "four clouds"
    assert state.page()["points"] == StrategyState(data="four clouds").page()["points"]
    state.data = "two moons"
    assert state.page()["points"][3] == [0.75, 0.75]


def test_only_where_the_plane_is_all_there_is_can_points_be_moved():
    assert StrategyState("digits", step=1).page().get("gesture") is None and StrategyState(step=1).page()["gesture"] == "move"


def test_a_step_that_fails_later_is_no_failure_now(monkeypatch):
    monkeypatch.setattr("alkit.widgets.explorer.SOME", 60)
    explorer = strategy_explorer({"mine": lambda view: leftmost(view) if len(view.labeled) < 4 else 1 / 0}, step=1)
    frames = [frame for frame, _ in explorer._made([1, 2, 3])]
    assert "problem" not in frames[0] and "problem" not in frames[1]
    assert frames[2] == {"step": 3, "problem": "This does not work: ZeroDivisionError: division by zero"}
    assert explorer.error is None and not explorer.problem


@pytest.mark.parametrize(
    "bad", [{"data": "cats"}, {"model": "oracle"}, {"strategy": "luck"}, {"batch_size": 3}, {"step": 21}, {"step": -1}]
)
def test_bad_choices_are_said(bad):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be one of"):
        strategy_explorer(**bad)


def test_digits_are_drawn_in_two_components_and_learned_from_all_pixels():
    state = StrategyState("digits", step=1)
    run = state.run("margin")
    assert run.learner.X.shape[1] == 64
    drawn = state.figure().axes[0].collections[0]
    assert len(drawn.get_offsets()) == run.learner.n_pool and len(np.unique(drawn.get_facecolors(), axis=0)) > 5


# ---- a student's own ----------------------------------------------------------------------------------------


def leftmost(view):
    return [-view.X[i][0] for i in view.candidates]


def test_a_student_s_own_strategy_model_and_data_come_first_and_are_used():
    line = Dataset("a line", np.arange(40.0)[:, None], np.arange(40) // 20)
    explorer = strategy_explorer({"mine": leftmost}, {"weak": LogisticRegression(C=1e-3)}, {"line": lambda: line}, step=4)
    state = explorer.state
    assert (state.strategy, state.model, state.data) == ("mine", "weak", "line") and explorer.error is None
    for name, own in {"strategy": "mine", "model": "weak", "data": "line"}.items():
        options = next(control["options"] for control in explorer.controls if control["name"] == name)
        assert options[0] == own and len(options) > 4
    run = state.run("mine")
    assert run.learner.estimator.C == 1e-3
    asked = run.learner.X[run.rows(4)[2:]].ravel()
    assert asked.tolist() == sorted(set(run.learner.X.ravel()) - set(run.learner.X[run.rows(0)].ravel()))[:4]
    assert explorer.sentence.startswith("line, weak, mine: 4 answers")
    assert state.run("random").learner.strategy is random_sampling
    explorer.choose(step=N_ROUNDS)
    explorer.choose(batch_size=10)  # the pool of 30 rows ends before the rounds do
    assert explorer.error is None and "28 answers" in explorer.sentence
    assert strategy_explorer({"mine": leftmost}, strategy="margin").state.strategy == "margin"


def raises(view):
    raise RuntimeError("out of\nluck")


def a_string_of_scores(view):
    return "high"


@pytest.mark.parametrize(
    "own, said",
    [
        ({"strategies": {"mine": raises}}, "RuntimeError: out of luck"),
        ({"strategies": {"mine": lambda view: [1.0]}}, r"must return one score per candidate"),
        ({"strategies": {"mine": a_string_of_scores}}, "could not convert string"),
        ({"strategies": {"mine": StrategyState}}, "strategy StrategyState is a class: make one first"),
        ({"models": {"mine": "a forest"}}, "estimator must be a scikit-learn classifier"),
        ({"models": {"mine": lambda: 1 / 0}}, "ZeroDivisionError: division by zero"),
        ({"data": {"mine": np.eye(3)}}, "data must be an alkit.Dataset, or a function that makes one, got ndarray"),
        ({"data": {"mine": Dataset("texts", ["a b", "c d"] * 20, [0, 1] * 20)}}, "samples of texts are not rows of numbers"),
        ({"data": {"mine": Dataset("numbers", np.eye(30), np.arange(30.0))}}, "least populated class"),
    ],
)
def test_what_fails_in_it_is_shown_and_the_widget_lives_on(own, said):
    explorer = strategy_explorer(**own, step=1)
    assert explorer.sentence.startswith("This does not work: ")
    with pytest.raises(type(explorer.error), match=said.split(": ", 1)[-1].replace("out of luck", "out of\nluck")):
        raise explorer.error
    kind = next(iter(own))
    name = {"strategies": "strategy", "models": "model", "data": "data"}[kind]
    explorer.choose(**{name: {"strategies": "margin", "models": "naive Bayes", "data": "two moons"}[kind]})
    assert explorer.error is None and "accuracy" in explorer.sentence
    explorer.choose(**{name: "mine"})
    assert explorer.sentence.startswith("This does not work: ")


def test_it_works_again_once_the_strategy_is_mended():
    luck = []
    explorer = strategy_explorer({"mine": lambda view: leftmost(view) if luck else 1 / 0}, step=2)
    assert "ZeroDivisionError" in explorer.sentence
    luck.append(1)
    explorer.choose(step=3)
    assert "mine: 3 answers" in explorer.sentence


@pytest.mark.parametrize(
    "own, said",
    [
        ({"random": leftmost}, "'random' is what everything is compared with"),
        ([leftmost], "strategies must map names to strategies"),
    ],
)
def test_what_cannot_be_a_menu_is_said_at_once(own, said):
    with pytest.raises(ValueError, match=said):
        strategy_explorer(own)
