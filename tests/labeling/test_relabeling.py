"""Asking again: the answers of a row together make its label; which rows are asked again; the budget counts each answer."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from alkit import ActiveLearner, budget, datasets, margin_sampling, simulated
from alkit.labeling.relabeling import AskEach, LeastSettled, most_frequent, only_new, run_with_repeats

DATA = datasets.iris()
SEED = [0, 1, 60, 61, 120, 121]


def learner_of(strategy=margin_sampling, **options):
    learner = ActiveLearner(GaussianNB(var_smoothing=1e-3), DATA.X, strategy, classes=DATA.classes, random_state=0, **options)
    learner.teach(SEED, DATA.y[SEED])
    return learner


def test_without_repeats_it_is_the_loop():
    plain, same = learner_of(), learner_of()
    plain.run(simulated(DATA.y, noise=0.2, random_state=0), budget(12), batch_size=3)
    book = run_with_repeats(same, simulated(DATA.y, noise=0.2, random_state=0), budget(12), only_new, batch_size=3)
    assert [(r.asked, r.answers, r.n_asked, r.cost) for r in same.history] == [
        (r.asked, r.answers, r.n_asked, r.cost) for r in plain.history
    ]
    assert all(len(answers) == 1 for answers in book.values()) and len(book) == 18


def test_each_row_is_asked_as_often_as_told_and_the_majority_is_taught():
    learner = learner_of()
    book = run_with_repeats(learner, simulated(DATA.y, noise=0.3, random_state=1), budget(30), AskEach(3), batch_size=1)
    asked = {row: answers for row, answers in book.items() if row not in SEED}
    assert {len(answers) for answers in asked.values()} == {3} and len(asked) == 10 and learner.n_asked == 30
    assert dict(zip(learner.labeled.tolist(), learner.y_labeled.tolist())) == {r: most_frequent(a) for r, a in book.items()}
    assert any(len(set(answers)) > 1 for answers in asked.values())


def test_a_better_oracle_may_have_the_last_word():
    learner = learner_of()
    wrong = [row for row in SEED if DATA.y[row] == "setosa"]
    learner.teach(wrong, ["virginica"] * 2, again=True)
    run_with_repeats(learner, simulated(DATA.y), budget(4), lambda *_: np.array(wrong), 2, settle=lambda answers: answers[-1])
    assert (learner.y_labeled == DATA.y[learner.labeled]).all()


def test_a_label_that_model_and_answers_contradict_is_asked_again():
    learner = ActiveLearner(LogisticRegression(max_iter=1000), DATA.X, classes=DATA.classes, random_state=0)
    rows = np.arange(0, 150, 5)
    learner.teach(rows, ["virginica", *DATA.y[rows[1:]]])  # row 0 is a setosa
    book = {row: [label] for row, label in zip(learner.labeled.tolist(), learner.y_labeled.tolist())}
    choose = LeastSettled(trust=0.7)
    assert choose(learner, book, 1).tolist() == [0]
    assert 0 not in choose(learner, {**book, 0: ["virginica"] * 9}, 60)  # nine answers are believed
    assert choose(learner, book, 7).tolist() == choose(learner, book, 40)[:7].tolist()
    with pytest.raises(ValueError, match="trust must lie between 0 and 1"):
        LeastSettled(trust=1.0)


def test_how_unsettled_a_label_is_follows_bayes_rule():
    rng = np.random.default_rng(0)
    proba, said, taught = rng.dirichlet(np.ones(4), size=30), rng.integers(3, size=(30, 4)), rng.integers(4, size=30)
    for p, n, t, found in zip(proba, said, taught, LeastSettled(trust=0.7).score(proba, said, taught)):
        weight = [p[c] * np.prod([(0.7 if a == c else 0.1) ** n[a] for a in range(4)]) for c in range(4)]
        assert found == pytest.approx(1 - weight[t] / sum(weight))
    assert LeastSettled(trust=0.7).score(np.array([[1.0, 0.0]]), np.array([[0, 3]]), np.array([1])) == pytest.approx(1)


@pytest.mark.slow
def test_repeats_mend_labels_once_nothing_new_is_left():
    first, last = [], []
    for seed in range(4):
        X, y = DATA.X[::3], DATA.y[::3]
        learner = ActiveLearner(LogisticRegression(max_iter=1000), X, classes=DATA.classes, random_state=seed)
        oracle = simulated(y, noise=0.3, random_state=seed)
        learner.teach(np.arange(50), oracle(np.arange(50)))
        first.append(np.mean(learner.y_labeled == y))
        run_with_repeats(learner, oracle, budget(100), LeastSettled(trust=0.7), batch_size=10)
        last.append(np.mean(learner.y_labeled == y))
    assert np.mean(last) > np.mean(first) + 0.1, (first, last)


@pytest.mark.parametrize(
    ("answers", "label"), [(["a", "b"], "a"), ([None, "b"], "b"), ([None], None), ([], None), ("abb", "b")]
)
def test_the_most_frequent_answer(answers, label):
    assert most_frequent(answers) == label
