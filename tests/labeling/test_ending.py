"""What a session has come to: held against runs made one by one, and against what must never be said."""

import dataclasses
import math
import threading

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from alkit import ActiveLearner, LabelingSession, LabelLog, budget, datasets, open_session, random_sampling, seed_set, simulated
from alkit.experiment.evaluation import labels_to_reach
from alkit.labeling import ending
from alkit.labeling.ending import FURTHEST, RUNS, WORKING, Comparison, Ending, Mistake
from alkit.labeling.rivals import random_rivals
from alkit.labeling.session import MORE

DATA = datasets.iris()
X_pool, X_test, y_pool, y_test = DATA.split()
SEED = seed_set(y_pool, random_state=0)
N = 6


def accuracy(model):
    return model.score(X_test, y_test)


def new_learner(strategy=random_sampling, random_state=0, metric=accuracy, X=X_pool, seed=SEED):
    learner = ActiveLearner(
        GaussianNB(var_smoothing=1e-3),
        X,
        strategy,
        classes=DATA.classes,
        metrics={"accuracy": metric},
        random_state=random_state,
    )
    if len(seed):
        learner.teach(seed, y_pool[seed])
    return learner


def new_runs():
    return random_rivals(new_learner, y_pool, 0, RUNS)


def worked_out(an_ending, point):
    while an_ending.is_wanting(point):
        an_ending.step(point)
    return an_ending.comparison(point)


@pytest.fixture
def opened(tmp_path):
    sessions = []

    def open_(*data, **options):
        quick = {"budget": N, "folder": tmp_path, "estimator": GaussianNB(var_smoothing=1e-3)}
        sessions.append(open_session(*(data or [DATA]), **{**quick, **options}))
        sessions[-1].trainer.patience = 30
        return sessions[-1]

    yield open_
    for session in sessions:
        session.close()


def label_to_the_end(session, wrong=()):
    k = 0
    while session.current is not None:
        truth = str(y_pool[session.current])
        session.answer(next(c for c in DATA.classes if c != truth) if k in wrong else truth)
        k += 1


# ---- the numbers --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def alone():
    """The same runs, one by one: accuracy after 0, 1, 2 ... answers."""
    runs = (new_learner(random_state=k).run(simulated(y_pool), stop=budget(FURTHEST * N)) for k in range(RUNS))
    return [run.curve("accuracy")[1] for run in runs]


@pytest.mark.slow
@pytest.mark.parametrize("reached", [0.0, 0.7, 0.85, 0.9, 0.95, 1.0])
def test_random_runs_are_those_made_one_by_one(alone, reached):
    found = worked_out(Ending(y_pool, new_runs), (N, reached))
    assert found.is_final and (found.metric, found.n_asked, found.reached) == ("accuracy", N, reached)
    assert found.by_then == tuple(run[N] for run in alone)
    assert found.furthest == FURTHEST * N and found.start == alone[0][0]
    there = labels_to_reach(as_results(alone), reached)  # the rule by which the evaluation counts
    assert found.needed == tuple(n if is_there else None for n, is_there in zip(there["n_asked"], there["reached"]))


def as_results(curves):
    return pd.concat(
        pd.DataFrame(
            {"dataset": "iris", "strategy": "random", "seed": k, "n_asked": range(len(run)), "metric": run, "error": ""}
        )
        for k, run in enumerate(curves)
    )


def test_a_run_that_was_above_once_by_luck_is_not_there(alone):
    reached = 0.9
    first = [next((n for n, value in enumerate(run) if value >= reached), None) for run in alone]
    found = worked_out(Ending(y_pool, new_runs), (N, reached))
    later = [a != b for a, b in zip(first, found.needed)]
    assert any(later) and not all(later)  # else these runs could not show it
    assert all(b is None or b >= a for a, b in zip(first, found.needed) if a is not None)


def test_the_result_is_known_before_all_have_got_as_far():
    an_ending, seen = Ending(y_pool, new_runs), []
    while an_ending.is_wanting((N, 0.95)):
        an_ending.step((N, 0.95))
        if an_ending.comparison((N, 0.95)) not in seen:
            seen.append(an_ending.comparison((N, 0.95)))
    assert [found and found.is_final for found in seen] == [None, False, True]
    assert seen[1].by_then == seen[2].by_then and "being worked out" in seen[1].sentences()[1]


def test_another_last_answer_is_compared_with_the_same_runs():
    an_ending = Ending(y_pool, new_runs)
    worked_out(an_ending, (N, 0.9))
    runs = an_ending.runs
    assert an_ending.comparison((N, 0.8)) is None and an_ending.beside((N, 0.8)) == [WORKING]
    assert worked_out(an_ending, (N, 0.8)).reached == 0.8 and an_ending.runs is runs


def test_a_pool_that_comes_to_its_end_ends_the_runs():
    rows = np.concatenate([SEED, [k for k in range(12) if k not in SEED][:7]])
    small = lambda strategy, k: new_learner(strategy, k, X=X_pool[rows], seed=[])  # noqa: E731
    found = worked_out(Ending(y_pool[rows], lambda: random_rivals(small, y_pool[rows], 0, 3)), (10, 1.1))
    assert found.is_final and found.furthest == 10 and found.needed == (None,) * 3 and len(set(found.by_then)) == 1


# ---- the words ----------------------------------------------------------------------------------------------

SAMPLE = Comparison("accuracy", 20, 0.81, 0.6, (0.7, 0.75, 0.78, 0.8), (24, 28, 32, 45), 60, True)


def said(**changes):
    return dataclasses.replace(SAMPLE, **changes).sentences()


def test_who_is_ahead_of_all_runs_hears_how_often_luck_does_that():
    first, saved, verdict = SAMPLE.sentences()
    assert first.startswith("You reached accuracy 0.81 with 20 answers. Random picking, with every answer right, reached 0.77 ")
    assert "(median of 4 runs; 0.70 to 0.80)" in first
    assert saved == "To get as far and stay there, random picking needed 30 answers (median; 24 to 45): 10 more than you."
    assert verdict == "All 4 runs were behind you; by luck alone that happens in 1 session of 5."


def test_random_picking_may_be_ahead_and_that_is_said():
    _, saved, verdict = said(reached=0.65, needed=(3, 5, 7, 9))
    assert saved == "To get as far and stay there, random picking needed 6 answers (median; 3 to 9): 14 fewer than you."
    assert verdict.startswith("Random picking was ahead, in all 4 runs")


@pytest.mark.parametrize(("reached", "n"), [(0.8, 1), (0.75, 3), (0.7, 4)])
def test_within_the_runs_nothing_can_be_told_apart(reached, n):
    assert said(reached=reached)[2].startswith(
        f"{n} of the 4 runs did as well or better: your session and random picking cannot"
    )


def test_nothing_is_said_of_what_was_not_measured():
    assert said(needed=(24, 28, 32, None))[1].endswith("needed 30 answers (median; 24 to more than 60): 10 more than you.")
    assert (
        said(needed=(24, 28, None, None))[1]
        == "To get as far and stay there, random picking needed more than 60 answers in 2 of the 4 runs."
    )
    assert said(start=0.82)[1] == "It was 0.82 before the first answer, so no answer was saved."
    assert said(start=0.81, needed=(0, 0, 0, 0))[1] == "It was 0.81 before the first answer, so no answer was saved."
    assert said(start=None)[1] == SAMPLE.sentences()[1]
    assert said(needed=(20, 20, 20, 20))[1].endswith("(median; 20 to 20): as many as you.")


def test_different_numbers_never_look_alike():
    assert (
        "0.809 with 20 answers. Random picking, with every answer right, reached 0.768"
        in said(reached=0.809, by_then=(0.768, 0.81, 0.7))[0]
    )
    assert "0.81 with 20 answers. Random picking, with every answer right, reached 0.81" in said(by_then=(0.81, 0.81))[0]


@pytest.mark.parametrize(
    ("truth", "labels", "n_asked", "words"),
    [
        (["a", "b", "c"], {}, 2, "You gave 2 answers, all of them “I don't know”."),
        (["a", "b", "c"], {0: "a"}, 1, "You gave 1 answer. It agrees with the truth. Well done."),
        (["a", "b", "c"], {0: "a", 1: "b"}, 3, "You gave 3 answers, 1 of them “I don't know”. All 2 labels agree with the truth. Well done."),
        (["a", "b", "c"], {0: "a", 1: "c"}, 2, "You gave 2 answers. 1 of your 2 labels is not what the data say."),
        (["a", "b", "c"], {0: "b", 1: "c"}, 2, "You gave 2 answers. 2 of your 2 labels are not what the data say."),
        (None, {0: "b"}, 1, "You gave 1 answer. Nobody else knows what these samples are: from now on, your labels are the truth."),
    ],
)  # fmt: skip
def test_what_was_answered_in_words(truth, labels, n_asked, words):
    assert " ".join(Ending(None if truth is None else np.array(truth)).words(labels, n_asked)) == words


def test_labels_that_are_not_the_true_ones_in_the_order_given():
    truth = np.array([3, 8, 3])
    assert Ending(truth).mistakes({2: 3, 1: 3, 0: 8}) == [Mistake(1, 3, 8), Mistake(0, 8, 3)]
    assert type(Ending(truth).mistakes({0: 8})[0].truth) is int  # as a page can be sent it
    assert Ending().mistakes({0: 1}) is None


# ---- with a session -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_session_is_compared_when_it_has_ended_and_not_before(opened):
    session = opened()
    session.wait()
    assert session.outcome is None and session.ending.runs is None
    label_to_the_end(session, wrong={1, 4})
    session.wait()
    (n, reached), found = session.outcome, session.ending.comparison(session.outcome)
    assert (n, reached) == session.curve()[-1] == (N, found.reached) and len(found.by_then) == RUNS and found.is_final
    sentences, is_waiting = session.compared()
    assert not is_waiting and sentences == [*found.sentences(), "The line “random” is the mean of 5 of these runs."]
    assert session.rivals["random"].points[-1] == (
        N,
        pytest.approx(np.mean(found.by_then[:5])),
    )  # one number, wherever it stands
    assert [m.sample for m in session.ending.mistakes(session.labels)] == [list(session.labels)[k] for k in (1, 4)]
    assert session.problem == ""


@pytest.mark.slow
def test_undo_after_the_end_takes_it_back_and_another_end_is_another(opened):
    session = opened()
    label_to_the_end(session)
    session.wait()
    before = session.compared()
    session.undo()
    session.wait()
    assert session.outcome is None and session.current is not None
    session.dont_know()
    session.wait()
    point = session.outcome
    assert point == (N, session.curve()[-2][1])  # nothing was learned
    assert session.ending.comparison(point).reached == point[1] and session.compared()[0][0] != before[0][0]


def test_without_test_set_or_truth_nothing_is_claimed(opened):
    session = opened(X_pool, y_pool, name="no test set")
    label_to_the_end(session, wrong={0})
    session.wait()
    assert session.compared() == ([], False) and len(session.ending.mistakes(session.labels)) == 1
    session = opened(X_pool, classes=DATA.classes, test=(X_test, y_test), name="no truth", budget=3)
    label_to_the_end(session)
    session.wait()
    assert session.compared() == ([], False) and session.ending.mistakes(session.labels) is None


@pytest.mark.slow
def test_a_session_that_had_ended_before_is_compared_when_it_is_opened_again(opened):
    first = opened()
    label_to_the_end(first)
    first.wait()
    again = opened()
    again.wait()
    assert again.compared() == first.compared() != ([], False)


def test_where_no_thread_can_be_started_the_runs_that_are_there_must_do(opened, monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", lambda _: (_ for _ in ()).throw(RuntimeError("can't start new thread")))
    session = opened()
    label_to_the_end(session)
    found = session.ending.comparison(session.outcome)
    assert session.trainer.in_place and len(found.by_then) == 5 and found.is_final and found.furthest == N
    assert session.ending.runs is session.rivals["random"] and session.ending.runs.n_asked == N


def test_runs_that_take_too_long_are_given_up_for_those_that_are_there(opened, monkeypatch):
    monkeypatch.setattr(ending, "SECONDS", 0.0)
    session = opened()
    label_to_the_end(session)
    session.wait()
    found = session.ending.comparison(session.outcome)
    assert len(found.by_then) == 5 and found.is_final and session.rivals["random"].n_asked == N


# ---- what fails -----------------------------------------------------------------------------------------------


def fails():
    raise RuntimeError("a fault")


def broken_runs(at):
    """Random runs of which one cannot be measured after so many answers."""
    calls = []

    def measured(model):
        calls.append(1)
        return fails() if len(calls) > at else accuracy(model)

    return lambda: random_rivals(lambda strategy, k: new_learner(strategy, k, measured), y_pool, 0, 3)


@pytest.mark.slow
@pytest.mark.parametrize(
    "new_runs",
    [fails, broken_runs(0), broken_runs(5), lambda: "no runs"],
    ids=["making", "seed set", "on the way", "nonsense"],
)
def test_a_comparison_that_fails_stops_nobody(opened, new_runs):
    session = opened()
    session.ending = Ending(y_pool, new_runs)
    label_to_the_end(session)
    session.wait()  # and not for ever
    sentences, is_waiting = session.compared()
    assert session.ending.problem and not is_waiting and not any("worked out" in words for words in sentences)
    assert session.problem == "" and len(session.labels) == N
    session.undo()
    label_to_the_end(session)
    session.label_more()
    label_to_the_end(session)
    session.wait()
    assert len(session.log.labels("iris")) == N + MORE


def test_what_fails_after_the_result_is_known_leaves_it(opened):
    an_ending = Ending(y_pool, broken_runs(3 * (N + 1) + 4))
    found = worked_out(an_ending, (N, 1.1))
    assert "a fault" in an_ending.problem and found.is_final and found.furthest == N + 1 and found.needed == (None,) * 3
    assert an_ending.beside((N, 1.1)) == found.sentences() and "more than 7 answers in 3 of the 3 runs" in found.sentences()[1]


def test_a_last_point_that_is_missing_is_said(opened):
    session = opened()
    for _ in range(N - 1):
        session.answer(y_pool[session.current])
    session.wait()
    session.learner.metrics["accuracy"] = lambda model: math.nan
    session.answer(y_pool[session.current])
    session.wait()
    assert session.compared() == (["The last point of your curve is missing, so there is nothing to compare."], False)


class Moody(LogisticRegression):
    """Does not learn from more than eight labels."""

    def fit(self, X, y):
        return super().fit(X, y) if len(y) <= 8 else fails()


def test_a_model_that_could_not_learn_last_is_not_waited_for(opened):
    session = opened(estimator=Moody(max_iter=1000))
    label_to_the_end(session)
    session.wait()
    sentences, is_waiting = session.compared()
    assert "could not learn" in session.problem and not is_waiting and "missing" in sentences[0]


# ---- label more -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_label_more_raises_the_budget_and_asks_on(opened):
    session = opened()
    row = session.current
    session.label_more()
    assert (session.budget, session.current) == (N, row)  # there is room: nothing is raised
    label_to_the_end(session)
    session.label_more()
    assert session.budget == N + MORE and session.current is not None and session.outcome is None
    label_to_the_end(session)
    session.wait()
    assert session.n_asked == N + MORE == session.ending.comparison(session.outcome).n_asked
    again = opened()  # a cell that says budget=6 has its budget; the labels are there
    assert again.current is None and again.labels == session.labels
    again.label_more(1)
    assert again.budget == N + MORE + 1 and again.current is not None


def test_label_more_where_nothing_is_left_or_the_session_is_closed(tmp_path):
    session = LabelingSession(new_learner(X=X_pool[:5], seed=[]), LabelLog(tmp_path / "labels.sqlite"), "few")
    label_to_the_end(session)
    session.label_more()
    assert session.current is None and session.budget is None and session.n_asked == 5
    session.close()
    with pytest.raises(ValueError, match="closed"):
        session.label_more()
