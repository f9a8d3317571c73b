"""Annotators err, tire, abstain and take their time as told; machines answer what stands in their file; repeats and routing."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from alkit import ActiveLearner, budget, cost_budget, datasets, margin_sampling, simulated
from alkit.labeling.agreement import cohen_kappa
from alkit.oracles import Annotator, KnownAnswers, Repeating, SecondOpinion, contradicts, recorded, weak_oracle

TRUE = np.repeat(["ape", "bee", "cow"], 1500)
ALL = np.arange(len(TRUE))


def test_an_annotator_errs_as_their_matrix_says():
    matrix = np.array([[0.7, 0.3, 0.0], [0.0, 1.0, 0.0], [0.2, 0.2, 0.6]])
    said = np.array(Annotator(TRUE, matrix, random_state=0)(ALL))
    found = [[np.mean(said[t == TRUE] == a) for a in ("ape", "bee", "cow")] for t in ("ape", "bee", "cow")]
    assert np.allclose(found, matrix, atol=0.04) and (np.array(found)[matrix == 0] == 0).all()
    assert np.mean(np.array(Annotator(TRUE, 0.8, random_state=1)(ALL)) == TRUE) == pytest.approx(0.8, abs=0.03)
    assert Annotator(TRUE)(ALL[::250]) == TRUE[::250].tolist() and Annotator(["a", "a"], 0.5)([0, 1]) == ["a", "a"]


def test_the_answer_depends_on_the_row_and_on_how_often_it_was_asked_only():
    forward, backward = (Annotator(TRUE, 0.5, spread=1, abstain=0.1, random_state=3) for _ in range(2))
    assert forward(ALL[:200]) == backward(ALL[:200][::-1])[::-1]
    assert forward.cost(ALL[:200]) == pytest.approx(backward.cost(ALL[:200]))
    assert forward(ALL[:200]) != backward(ALL[200:400])
    assert Annotator(TRUE, 0.5, random_state=4)(ALL[:200]) != Annotator(TRUE, 0.5, random_state=5)(ALL[:200])


def test_attention_wanes_towards_guessing():
    tired = Annotator(np.tile(["a", "b"], 5000), drift=0.001, random_state=0)
    right = np.array(tired(np.arange(10_000))) == np.tile(["a", "b"], 5000)
    expected = 1 - (1 - (1 - 0.001) ** np.arange(10_000)) / 2  # half of the guesses are right
    for part in (slice(0, 500), slice(700, 1400), slice(8000, None)):
        assert right[part].mean() == pytest.approx(expected[part].mean(), abs=0.04)


def test_abstentions_and_seconds():
    slow = Annotator(TRUE, abstain=0.2, seconds=[1, 2, 8], spread=0.5, random_state=0)
    assert np.mean([a is None for a in slow(ALL)]) == pytest.approx(0.2, abs=0.03)
    times = np.array([slow.cost([row]) for row in ALL])
    assert [np.median(times[t == TRUE]) for t in ("ape", "bee", "cow")] == pytest.approx([1, 2, 8], rel=0.08)
    assert np.log(times[:1500]).std() == pytest.approx(0.5, rel=0.05)
    with pytest.raises(ValueError, match="annotator has not answered row 1"):
        Annotator(["a", "b"]).cost([1])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"confusion": 1.2}, "confusion must be a probability"),
        ({"confusion": [[1, 0]]}, r"shape \(2, 2\) with rows that sum to 1"),
        ({"confusion": [[0.5, 0.4], [0, 1]]}, "rows that sum to 1"),
        ({"drift": -0.1}, "drift must be a probability"),
        ({"abstain": 2}, "abstain must be a probability"),
        ({"seconds": [1, 2, 3]}, r"one per class, shape \(2,\)"),
        ({"seconds": -1}, "a time of at least 0"),
        ({"spread": -1}, "spread must be at least 0"),
        ({"classes": ["a"]}, r"nothing but the classes \['a'\]"),
    ],
)
def test_what_no_annotator_can_be_is_said(wrong, words):
    with pytest.raises(ValueError, match=words):
        Annotator(["a", "b"], **wrong)


def written(tmp_path, text):
    file = tmp_path / "answers.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_recorded_answers_are_read_by_row_or_by_id(tmp_path):
    oracle = recorded(written(tmp_path, "\ufeffrow,answer,seconds\n2,7,0.5\n0,,1.5\n"), classes=np.array([3, 7]))
    assert oracle([0, 1, 2]) == [None, None, 7] and oracle.cost([0, 1, 2]) == 2.0
    named = written(tmp_path, 'answer,id,why\n"great, really",b,said so\n')
    assert recorded(named, ids=["a", "b"])([0, 1]) == [None, "great, really"]
    assert recorded(named, ids=["a", "b"]).cost([1]) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected the columns row and answer, got an empty file"),
        ("row,label\n0,a\n", "got row, label"),
        ("row,answer\n0,a\nx,b\n", "line 3: row must be a row number of the pool, got 'x'"),
        ("row,answer\n0,a\n0,b\n", "line 3: 0 is answered a second time"),
        ("row,answer\n0,c\n", r"line 2: the answer must be one of \['a', 'b'\], or empty, got 'c'"),
        ("row,answer,cost\n0,a,cheap\n", "line 2: the price must be a number of at least 0, got 'cheap'"),
        ("row,answer,cost\n0,a\n", "line 2: the price must be a number of at least 0, got None"),
    ],
)
def test_a_bad_file_is_said_with_its_line(tmp_path, text, words):
    with pytest.raises(ValueError, match=words):
        recorded(written(tmp_path, text), classes=["a", "b"])


def test_an_unknown_id_is_said(tmp_path):
    with pytest.raises(ValueError, match="no row of the pool has the id 'z'"):
        recorded(written(tmp_path, "id,answer\nz,a\n"), ids=["a"])


def iris_learner(**options):
    data = datasets.iris()
    learner = ActiveLearner(
        LogisticRegression(max_iter=1000), data.X, margin_sampling, classes=data.classes, random_state=0, **options
    )
    learner.teach([0, 60, 120], data.y[[0, 60, 120]])
    return learner, data


def test_a_weak_model_answers_what_it_predicts_each_time():
    data = datasets.iris()
    model = GaussianNB().fit(data.X[::10, :1], data.y[::10])
    oracle = weak_oracle(model, data.X[:, :1], seconds=0.5)
    rows = np.arange(150)
    assert oracle(rows) == oracle(rows) == model.predict(data.X[:, :1]).tolist() and oracle.cost(rows) == 75


def test_the_dear_one_is_asked_where_the_cheap_one_is_doubted_or_silent():
    cheap, dear = KnownAnswers({0: "a", 1: "a"}, {0: 1, 1: 1, 2: 1}), simulated(["a", "b", "b"], cost=10)
    both = SecondOpinion(cheap, dear, lambda rows, answers: [row == 1 for row in rows])
    assert both(np.array([2, 0, 1])) == ["b", "a", "b"] and both.cost([2, 0, 1]) == 23 and both.doubted == [2, 1]
    never = SecondOpinion(simulated(["a"]), simulated(["a"]), lambda rows, answers: [False])
    assert never([0]) == ["a"] and never.cost([0]) == 1  # without a price of its own, an answer costs 1


def test_routing_pays_both_and_a_budget_in_seconds_stops_the_loop():
    learner, data = iris_learner()
    wrong = np.where(np.arange(150) % 3 == 0, "versicolor", data.y)
    asker = SecondOpinion(KnownAnswers(dict(enumerate(wrong.tolist())), dict.fromkeys(range(150), 1.0)),
                          simulated(data.y, cost=10), contradicts(learner, below=0.5))  # fmt: skip
    learner.run(asker, cost_budget(200))
    assert 200 <= learner.history.cost < 211 and cost_budget(200)(learner)
    assert learner.history.cost == learner.n_asked + 10 * len(asker.doubted) and 0 < len(asker.doubted) < learner.n_asked


def test_before_there_is_a_model_and_of_a_class_it_does_not_know_every_answer_is_doubted():
    data = datasets.iris()
    learner = ActiveLearner(GaussianNB(), data.X, random_state=0)
    assert contradicts(learner)(np.array([0, 1]), ["setosa", "setosa"]) == [True, True]
    learner.teach([0, 60], data.y[[0, 60]])
    assert contradicts(learner, below=0.0)(np.array([1, 61]), ["setosa", "rose"]) == [False, True]


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_repeats_measure_how_far_somebody_agrees_with_themselves(noise):
    y = np.arange(2400) % 2
    asker = Repeating(simulated(y, noise=noise, random_state=0), every=3, random_state=0)
    answers = asker(np.arange(2400))
    assert len(asker.repeated) == len(set(asker.repeated)) == 800 and asker.cost([0]) == 3200
    assert answers == simulated(y, noise=noise, random_state=0)(np.arange(2400))  # the repeats change no first answer
    assert cohen_kappa(*asker.pairs) == pytest.approx((1 - 2 * noise) ** 2, abs=0.1)


def test_the_last_question_is_not_repeated_at_once_and_every_is_checked():
    asker = Repeating(simulated(["a", "b"]), every=1, random_state=0)
    asker([0])
    assert asker.repeated == []
    asker([1])
    assert asker.repeated == [0]
    with pytest.raises(ValueError, match="every must be at least 1"):
        Repeating(simulated(["a"]), every=0)


def test_annotators_and_repeats_work_in_the_loop():
    learner, data = iris_learner()
    asker = Repeating(Annotator(data.y, 0.9, seconds=4, random_state=0, name="Ann"), every=5, random_state=0)
    learner.run(asker, budget(20), batch_size=5)
    assert learner.history.cost == pytest.approx(4 * 24) and learner.history[-1].by == "Ann" and len(asker.repeated) == 4
