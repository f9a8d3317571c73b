"""The recorded run: that of the loop, made no further than it is looked at; and the loop is written nowhere else."""

import pathlib
import re

import numpy as np
import pytest
from sklearn.base import is_regressor
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import alkit
from alkit import (
    ActiveLearner,
    Dataset,
    budget,
    iris,
    margin_sampling,
    no_candidates,
    random_split,
    simulated,
    stratified_split,
)
from alkit.experiment.recorded import RecordedRun, model_score

NB = GaussianNB(var_smoothing=1e-3)
SPLIT = stratified_split(iris(), 3)


def recorded(**changed):
    return RecordedRun(SPLIT, NB, margin_sampling, **{"batch_size": 4, "random_state": 3, **changed})


def test_it_is_that_of_the_loop_model_by_model():
    run = recorded()
    learner = ActiveLearner(NB, SPLIT.X_pool, margin_sampling, classes=iris().classes, random_state=3)
    learner.teach(SPLIT.seed_rows, SPLIT.y_pool[SPLIT.seed_rows])
    expected = [learner.model.score(SPLIT.X_test, SPLIT.y_test)]
    np.testing.assert_array_equal(run.model(0).theta_, learner.model.theta_)
    for step in range(1, 6):
        asked = learner.query(4)
        learner.teach(asked, SPLIT.y_pool[asked])
        expected.append(learner.model.score(SPLIT.X_test, SPLIT.y_test))
        np.testing.assert_array_equal(run.model(step).theta_, learner.model.theta_)
    assert [r.asked for r in run.history] == [r.asked for r in learner.history]
    assert run.curve(5) == ([0, 4, 8, 12, 16, 20], expected)


def test_nothing_is_asked_before_somebody_looks_and_nothing_twice():
    asked = []

    def oracle(rows):
        asked.extend(rows)
        return SPLIT.y_pool[rows].tolist()

    run = recorded(oracle=oracle)
    assert asked == [] and run.rows(0) == SPLIT.seed_rows.tolist()
    run.upto(2)
    assert len(asked) == 8 and len(run.models) == 3
    last = run.model(2)
    assert run.model(2) is last and len(run.rounds(1)) == 2 and len(asked) == 8
    run.curve(5)
    assert len(asked) == len(set(asked)) == 20 and run.model(2) is last


@pytest.mark.parametrize("step", [0, 2, 5])
def test_another_question_replaces_what_came_after(step):
    run, untouched = recorded(), recorded()
    run.upto(5)
    before = [r.asked for r in untouched.rounds(step)]
    row = next(i for i in range(100) if i not in untouched.rows(6))
    run.ask_instead(step, row)
    assert [r.asked for r in run.history] == [*before, (row,)] and len(run.models) == step + 2
    assert run.history[-1].n_asked == 4 * step + 1 and run.history[-1].by == "simulated"
    known = untouched.rows(step) + [row]
    np.testing.assert_array_equal(run.model(step + 1).theta_, NB.fit(SPLIT.X_pool[known], SPLIT.y_pool[known]).theta_)
    run.upto(step + 2)  # and the strategy goes on from there
    assert len(run.history) == step + 3 and run.history[-1].n_asked == 4 * step + 5


def test_a_question_asked_already_is_refused_and_the_run_lives():
    run = recorded()
    known = run.rows(2)
    with pytest.raises(ValueError, match=f"row {known[-1]} has been answered already"):
        run.ask_instead(2, known[-1])
    assert run.rows(4) == recorded().rows(4)


def test_costs_noise_and_abstention_come_from_the_oracle():
    run = recorded(oracle=simulated(SPLIT.y_pool, abstain=1.0, cost=2.0))
    run.upto(2)
    assert run.history.cost == 16 and run.learner.n_labeled == 3 and run.curve(2)[0] == [0, 4, 8]
    run.ask_instead(1, 50 if 50 not in run.rows(1) else 51)
    assert run.history.cost == 10


def test_it_ends_where_the_pool_ends():
    run = recorded(batch_size=100)
    assert run.curve(7)[0] == [0, 100, 109] and len(run.rows(7)) == 112 and run.model(7) is run.models[2]


def test_a_rule_may_stop_it_and_a_budget_is_kept_to_the_answer():
    run = recorded(keep_models=False).until(budget(10))
    assert [r.n_asked for r in run.history] == [0, 4, 8, 10] and run.models == []
    assert recorded(batch_size=50).until(no_candidates()).learner.candidates.size == 0


def test_prices_and_groups_of_the_rows_reach_the_strategy():
    data = Dataset("d", iris().X, iris().y, costs=np.arange(150.0), groups=np.arange(150) % 7)
    split, seen = random_split(data), []

    def spy(view):
        seen.append((view.costs, view.groups))
        return view.uniform_scores

    run = RecordedRun(split, NB, spy).upto(1)
    assert (seen[0][0] == split.costs).all() and (seen[0][1] == split.groups).all()
    assert run.history[1].cost == split.costs[run.history[1].asked[0]]


def test_the_loop_is_written_once():
    package = pathlib.Path(alkit.__file__).parent
    sources = {path.relative_to(package).as_posix(): path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    code = {name: re.sub(r'""".*?"""', "", text, flags=re.DOTALL) for name, text in sources.items()}
    # skactiveml asks a strategy of scikit-activeml, whose method is called query too; trials asks once, to see whether it can;
    # relabeling asks old rows again, which the loop never does; reasons explains a query that nobody answers
    once = ["labeling/reasons.py", "labeling/relabeling.py", "learner.py", "strategies/skactiveml.py", "widgets/trials.py"]
    assert sorted(name for name, text in code.items() if ".query(" in text) == once


@pytest.mark.parametrize(
    "estimator",
    [
        GaussianNB(),
        make_pipeline(StandardScaler(), LogisticRegression()),
        make_pipeline(PCA(2), LinearRegression()),
        GridSearchCV(GaussianNB(), {"var_smoothing": [1e-9, 0.1]}, scoring="neg_log_loss"),
        make_pipeline(StandardScaler(), GridSearchCV(GaussianNB(), {"var_smoothing": [0.1]}, scoring="neg_log_loss")),
    ],
    ids=lambda estimator: type(estimator).__name__,
)
def test_the_score_is_the_models_own_to_the_last_digit(estimator):
    data = alkit.iris()
    y = data.X[:, 0] if is_regressor(estimator) else data.y
    model = estimator.fit(data.X[::2], y[::2])
    assert model_score(model, data.X[1::2], y[1::2]) == model.score(data.X[1::2], y[1::2])
