"""The strategy explorer's model: its runs are those of the loop, made only as far as they are looked at."""

import itertools

import numpy as np
import pytest

from alkit import ActiveLearner, datasets, margin_sampling, seed_set
from alkit.widgets.strategy import DATA, MODELS, N_ROUNDS, STRATEGIES, StrategyExplorer, strategy_explorer


def test_a_run_is_that_of_the_loop():
    explorer = StrategyExplorer(batch=5, seed=3, step=4)
    X_pool, X_test, y_pool, y_test = datasets.two_moons().split(random_state=3)
    learner = ActiveLearner(MODELS["logistic regression"](), X_pool, margin_sampling, classes=(0, 1), random_state=3)
    learner.teach(seed := seed_set(y_pool, random_state=3), y_pool[seed])
    for _ in range(4):
        asked = learner.query(5)
        learner.teach(asked, y_pool[asked])
    labels, scores = explorer.course("margin").curve(4)
    assert labels == [2, 7, 12, 17, 22] and scores[-1] == learner.model.score(X_test, y_test)
    assert f"22 labels, accuracy {scores[-1]:.2f} (random" in explorer.describe()


def test_runs_go_no_further_than_the_step_and_are_kept():
    explorer = StrategyExplorer(step=2)
    course = explorer.course("margin")
    assert len(course.models) == 3
    explorer.step = 5
    assert explorer.course("margin") is course and len(course.models) == 6
    explorer.step = 1
    labels, _ = explorer.course("margin").curve(1)
    assert labels == [2, 3] and len(course.models) == 6


def test_all_strategies_have_the_same_seed_set_and_split():
    explorer = StrategyExplorer(data="four clouds", step=0)
    first = [explorer.course(name).learner.history[0] for name in STRATEGIES]
    assert len({r.asked for r in first}) == 1 and len({r.scores["accuracy"] for r in first}) == 1


def works(model, strategy):
    needs_proba = strategy not in ("random", "core-set", "closest to the boundary")
    if strategy == "closest to the boundary":
        return model in ("logistic regression", "support vector machine")
    return not (needs_proba and model == "support vector machine")


@pytest.mark.parametrize("data", DATA)
def test_every_combination_answers_with_a_picture_or_a_reason(data):
    for model, strategy in itertools.product(MODELS, STRATEGIES):
        explorer = StrategyExplorer(data, model, strategy, step=1)
        assert explorer.describe().startswith("This does not work: ") != works(model, strategy), (model, strategy)
    assert explorer.figure().axes[1].get_title() == f"{data}, {model}"
    problem = StrategyExplorer(data, "support vector machine", "entropy").figure()
    assert "This does not work" in problem.axes[0].texts[0].get_text() and len(problem.axes[1].lines) == 1


def test_what_was_asked_is_numbered_by_round():
    explorer = StrategyExplorer(batch=5, step=3)
    texts = [t.get_text() for t in explorer.figure().axes[0].texts]
    assert sorted(texts) == sorted("123" * 5)
    explorer.step = 12  # too many: the last round only
    assert [t.get_text() for t in explorer.figure().axes[0].texts] == ["12"] * 5


def test_axes_do_not_jump_while_it_plays():
    explorer = StrategyExplorer(step=1)
    limits = []
    for explorer.step in (1, 7, N_ROUNDS):
        left, right = explorer.figure().axes
        limits.append((left.get_xlim(), left.get_ylim(), right.get_xlim(), right.get_ylim()))
    assert limits[0] == limits[1] == limits[2]


def test_controls_move_the_picture_and_say_when_they_work():
    explorer = strategy_explorer(step=2)
    busy = []
    explorer.picture.observe(lambda change: busy.append(change["new"]), "busy")
    before = explorer.picture.png
    explorer.controls["strategy"].value = "core-set"
    assert explorer.picture.png != before and "core-set" in explorer.caption.value and busy == [True, False]
    for name, value in {"data": "four clouds", "model": "naive Bayes", "batch": 10, "seed": 4, "step": 3}.items():
        explorer.controls[name].value = value
        assert getattr(explorer.model, name) == value
    assert explorer.caption.value.startswith("four clouds, naive Bayes, core-set: 34 labels")


def test_the_sign_goes_even_after_an_error():
    explorer = strategy_explorer(step=0)
    explorer.model.figure = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        explorer.controls["seed"].value = 1
    assert not explorer.picture.busy


@pytest.mark.parametrize("bad", [{"data": "cats"}, {"model": "oracle"}, {"strategy": "luck"}, {"batch": 3}])
def test_bad_choices_are_said(bad):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be one of"):
        strategy_explorer(**bad)


def test_digits_are_drawn_in_two_components_and_learned_from_all_pixels():
    explorer = StrategyExplorer("digits", step=1)
    course = explorer.course("margin")
    assert course.learner.X.shape[1] == 64
    drawn = explorer.figure().axes[0].collections[0]
    assert len(drawn.get_offsets()) == course.learner.n_pool and len(np.unique(drawn.get_facecolors(), axis=0)) > 5
