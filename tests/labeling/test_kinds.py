"""What a question asks for: answers of each kind read, kept, learned from and measured; and sessions that ask for numbers."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.naive_bayes import GaussianNB

from alkit import (
    Dataset,
    Number,
    OneClass,
    SeveralClasses,
    dawid_skene,
    diabetes_progression,
    digits,
    export_answers,
    fleiss_kappa,
    import_answers,
    in_pairs,
    iris,
    join_session,
    joint,
    majority,
    margin_sampling,
    open_session,
)
from alkit.labeling.ending import Comparison, Ending, _for_good
from alkit.labeling.exchange import label_studio
from alkit.labeling.kinds import kind_for, kind_of
from alkit.labeling.past import past_of
from alkit.labeling.store import LabelLog

X = np.arange(20.0)[:, None]
LENGTH = Number(0, 20, unit="cm")


@pytest.fixture
def opened(tmp_path):
    sessions = []

    def open_(*args, **options):
        sessions.append(open_session(*args, **{"folder": tmp_path, **options}))
        sessions[-1].trainer.patience = 30  # what is asked and said does not depend on the machine's load
        return sessions[-1]

    yield open_
    for session in sessions:
        session.close()


# ---- the kinds ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer", ["nonsense", "", "nan", float("nan"), float("inf"), "1e999", -0.1, 20.5, None, True, "1,5", [3], {}, 10**400]
)
def test_what_is_no_number_of_the_range_is_refused_in_one_sentence(answer):
    with pytest.raises(ValueError, match=r"an answer must be a number from 0 to 20 cm, got .+") as refused:
        LENGTH.read(answer)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 130


@pytest.mark.parametrize(
    "answer, kept", [("12", 12.0), (" 0.5 ", 0.5), (np.float32(2.5), 2.5), (np.int64(7), 7.0), (0, 0.0), (20, 20.0)]
)
def test_what_is_one_is_kept_as_a_float(answer, kept):
    assert LENGTH.read(answer) == kept and type(LENGTH.read(answer)) is float
    assert LENGTH.reread(LENGTH.written(kept)) == kept


@pytest.mark.parametrize(
    "message, why", [("abc", "no number such as 12"), ("", "no number"), ("-1", "less than that"), ("99", "more than that")]
)
def test_a_page_is_told_kindly(message, why):
    with pytest.raises(ValueError, match=f"^Not saved: please give a number from 0 to 20 cm; .*{why}"):
        LENGTH.heard(message)


@pytest.mark.parametrize(
    "options, why",
    [
        ({"low": 1, "high": 1}, "low below high"),
        ({"low": "a", "high": 1}, "low of Number must be a finite"),
        ({"low": 0, "high": np.inf}, "high of Number must be a finite"),
        ({"low": 0, "high": 1, "step": 0}, "step of Number must lie"),
        ({"low": 0, "high": 1, "step": 2}, "step of Number must lie"),
        ({"low": 0, "high": 1, "unit": 3}, "unit of Number must be a text"),
    ],
)
def test_a_range_that_is_none_is_refused(options, why):
    with pytest.raises(ValueError, match=why):
        Number(**options)


@pytest.mark.parametrize(
    "y, low, high, stride",
    [
        ([25, 346], 20, 360, 2),
        ([0.0, 1.0], 0, 1, 0.01),
        ([3.3], 3.2, 3.4, 0.002),
        ([-5, 7], -5, 7, 0.1),
        ([0, 0], -0.1, 0.1, 0.002),
    ],
)
def test_a_range_that_is_not_given_holds_all_numbers(y, low, high, stride):
    found = Number.of(y)
    assert (found.low, found.high) == pytest.approx((low, high)) and found.stride == pytest.approx(stride)
    assert found.low <= min(y) <= max(y) <= found.high


def test_kinds_come_back_from_what_the_log_says():
    for kind in (LENGTH, Number(-1, 1, 0.5), OneClass((0, 1)), OneClass(("a", "b"))):
        assert kind_of(kind.about()) == kind
    assert kind_of({"classes": ["a", "b"], "n_pool": 3}) == OneClass(("a", "b"))  # all logs there were before numbers
    with pytest.raises(ValueError, match="does not know: 'poem'"):
        kind_of({"classes": [], "answer": {"kind": "poem"}})


def test_what_is_asked_is_told_from_labels_and_estimator():
    assert kind_for([0.5, 1.0], None, None, None) == Number.of([0.5, 1.0])
    assert kind_for([0, 1], None, None, None) == OneClass((0, 1)) and kind_for(None, ["b", "a"], None, None) == OneClass(
        ("a", "b")
    )
    assert isinstance(kind_for([0, 1], None, None, Ridge()), Number) and kind_for(None, None, LENGTH, None) is LENGTH
    for wrong, why in [((None, None, "number", None), "answer must say"), ((None, None, None, Ridge()), "answer=Number")]:
        with pytest.raises(ValueError, match=why):
            kind_for(*wrong)


# ---- a session that asks for numbers -----------------------------------------------------------------------------


def test_numbers_are_asked_learned_from_measured_undone_and_kept(opened):
    session = opened(X[::2], X[::2].ravel() + 0.5, test=(X[1::2], X[1::2].ravel() + 0.5), estimator=Ridge(0.1), budget=None)
    assert str(session.asks) == "a number from 0 to 19" and session.learner.n_labeled == 5
    before, first = session.curve(), session.current
    expected = Ridge(0.1).fit(session.learner.X[session.learner.labeled], session.learner.y_labeled)
    assert before == [(0, mean_absolute_error(X[1::2] + 0.5, expected.predict(X[1::2])))]
    assert session.card().predicted == pytest.approx(expected.predict(X[::2][[first]])[0]) and session.card().proba == ()
    session.answer("3.25")
    session.wait()
    assert session.labels == {first: 3.25} and session.last.answer == 3.25 and len(session.curve()) == 2
    for nonsense in ("x", float("nan"), 99):
        with pytest.raises(ValueError, match="a number from 0 to 19"):
            session.answer(nonsense)
    assert session.labels == {first: 3.25} and session.log.labels(session.name) == {first: 3.25}
    session.undo()
    session.wait()
    assert session.labels == {} and session.curve() == before and session.current == first and session.problem == ""


@pytest.mark.parametrize("strategy", [None, margin_sampling], ids=["default", "for classes"])
def test_any_pool_is_labeled_to_its_end_from_the_first_number_on(opened, strategy):
    session = opened(X[:8], answer=LENGTH, budget=None, strategy=strategy)
    assert session.learner.n_labeled == 0
    for k in range(8):
        session.answer(session.current)
        session.wait()
        assert ("margin_sampling needs class probabilities" in session.problem) == (strategy is not None and k < 7)
    assert session.labels == {row: float(row) for row in range(8)} and session.current is None
    assert session.learner.predict_pool([7])[0] == pytest.approx(7, abs=1)


POOLS = {
    "texts": [f"{'good ' * (j % 4)}day {j}" for j in range(8)],
    "rows of words": [{"color": color, "size": j} for j, color in enumerate(["red", "blue"] * 4)],
    "images": list(np.random.default_rng(0).integers(0, 255, (8, 4, 4, 3)).astype(np.uint8)),
}


@pytest.mark.parametrize("answer, said", [(LENGTH, 7.5), (SeveralClasses(("a", "b")), ["b"])], ids=["number", "several"])
@pytest.mark.parametrize("pool", POOLS.values(), ids=POOLS)
def test_any_kind_of_sample_is_answered_so_from_the_first_one_on(opened, pool, answer, said):
    session = opened(pool, answer=answer)
    for k in range(4):
        session.answer(said if k % 2 else answer.known([1, 1] if answer.classes else 3))
        session.wait()
        assert session.problem == "" and (session.card().predicted is not None or len(session.card().proba) == 2)


def test_a_session_of_one_kind_is_not_opened_as_another(opened):
    y = np.arange(20) % 2
    opened(X, answer=LENGTH).answer(3)
    for options, why in [
        ({"answer": Number(0, 21)}, "asks for a number from 0 to 20 cm, and not for a number from 0 to 21"),
        ({"classes": [0, 1]}, r"asks for a number from 0 to 20 cm, and not for one of the classes \[0, 1\]"),
        ({"y": y, "estimator": GaussianNB()}, "and not for one of the classes"),
    ]:
        with pytest.raises(ValueError, match=why):
            opened(X, **options)
    opened(X, y, name="classes").answer(1)
    with pytest.raises(ValueError, match=r"asks for one of the classes \[0, 1\], and not for a number from 0 to 20 cm"):
        opened(X, answer=LENGTH, name="classes")
    assert opened(X, answer=LENGTH).n_asked == 1


@pytest.mark.parametrize(
    "data, options, why",
    [
        (X, {"answer": LENGTH, "estimator": GaussianNB()}, "estimator must be a regressor, got GaussianNB"),
        (X, {"estimator": Ridge()}, r"answer=Number\(low, high\)"),
        (X, {"answer": LENGTH, "y": np.full(20, 21.0)}, r"y must hold a number from 0 to 20 cm per row, got \[21.0"),
        (X, {"answer": LENGTH, "y": ["a"] * 20}, "y must hold one number per row"),
        (X, {"answer": LENGTH, "y": [np.nan] * 20}, "one finite number per row"),
        (X, {"answer": "number"}, "answer must say what is asked for"),
        (X, {"y": [[1]] * 20, "classes": [0, 1]}, "one true label per row"),
        (in_pairs(["a", "b", "c"]), {"answer": LENGTH}, "give estimator=, a regressor"),
        (iris(), {"answer": LENGTH}, "one number per row"),
    ],
)
def test_what_cannot_be_asked_is_said_before_anything_is_written(opened, tmp_path, data, options, why):
    with pytest.raises(ValueError, match=why):
        opened(data, **options)
    assert not (tmp_path / "labels.sqlite").exists() or LabelLog(tmp_path / "labels.sqlite").sessions() == []


def test_a_data_set_of_numbers_asks_for_a_number(opened):
    session = opened(diabetes_progression())
    assert str(session.asks) == "a number from 20 to 360" and session.learner.n_labeled == 5
    assert session.learner.n_pool == 331 and list(session.rivals) == ["never wrong", "random"]
    assert next(iter(session.learner.metrics)) == "mean absolute error"
    assert isinstance(opened(Dataset("halves", X, X.ravel() / 2)).asks, Number)
    assert isinstance(opened(digits(), name="as numbers", estimator=Ridge()).asks, Number)


# ---- at the end, and afterwards -----------------------------------------------------------------------------------


def test_the_end_reads_lower_as_better():
    assert _for_good({0: 9.0, 1: 3.0, 2: 5.0, 3: 4.0, 4: 2.0}, 4.0, lower_is_better=True) == 3
    found = Comparison("mean absolute error", 20, 4.0, 9.0, (5.0, 6.0, 3.0), (25, 30, 10), 60, True, lower_is_better=True)
    assert found.n_behind == 2 and found.n_ahead == 1
    assert found.sentences()[0].startswith("You reached mean absolute error 4.00 with 20 answers (lower is better).")
    assert "1 of the 3 runs did as well or better" in found.sentences()[2]
    worse = Comparison("mean absolute error", 20, 4.0, 3.0, (5.0,), (25,), 60, True, lower_is_better=True)
    assert worse.sentences()[1] == "It was 3.00 before the first answer, so no answer was saved."


def test_the_end_says_how_far_off_and_names_the_worst_first():
    ending = Ending(np.array([1.0, 5.0, 9.0]), kind=LENGTH)
    assert [(m.sample, m.said, m.truth) for m in ending.mistakes({0: 2.0, 1: 5.0, 2: 4.0})] == [(2, 4.0, 9.0), (0, 2.0, 1.0)]
    assert (
        ending.words({0: 2.0, 1: 5.0, 2: 4.0}, 3)[1]
        == "Your 3 numbers are 2 cm off from what the data say on average, 5 cm at most."
    )
    assert ending.words({0: 1.0, 1: 5.0}, 2)[1] == "All 2 numbers are what the data say. Well done."


@pytest.mark.slow
def test_a_session_of_numbers_is_walked_along_and_one_answer_is_another(opened):
    y = X.ravel() + 0.5
    session = opened(X[::2], y[::2], test=(X[1::2], y[1::2]), budget=4)
    while session.current is not None:
        session.answer(y[::2][session.current])
    session.wait()
    past = past_of(session)
    assert [past.belief(k) for k in range(4)] == [
        [pytest.approx(past.told.models[k].predict(X[::2][[past.row(k)]])[0])] for k in range(4)
    ]
    assert past.true_label(0) == past.steps[0].body["label"]
    branch = past.what_if(0, 0.0).upto(4)
    assert branch.learner.history[1].answers == (0.0,) and branch.points[4] != past.told.upto(4).points[4]
    with pytest.raises(ValueError, match="another label must be a number from 0 to 19"):
        past.what_if(0, "high")


# ---- with others ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    store = tmp_path_factory.mktemp("team") / "labels.sqlite"
    for by, number in (("Ada", 2.5), ("Ben", 1 / 3)):
        session = join_session(X, by=by, store=store, name="lengths", overlap=2, answer=LENGTH)
        session.answer(number)
        session.dont_know()
        session.close()
    return joint(store, "lengths")


@pytest.mark.parametrize("layout", ["csv", "label studio", "argilla"])
def test_numbers_go_out_into_a_file_and_come_back_bit_for_bit(team, tmp_path, layout):
    path, taken = tmp_path / "answers", {"layout": layout, "name": "lengths", "store": tmp_path / "new.sqlite", "overlap": 2}
    export_answers(team, path, X, layout)
    assert import_answers(path, X, answer=LENGTH, **taken) == 4
    assert joint(taken["store"], "lengths").answers == team.answers
    with pytest.raises(ValueError, match="labels that are not a number from 0 to 1: '2.5'"):
        import_answers(path, X, answer=Number(0, 1), **(taken | {"store": tmp_path / "other.sqlite"}))


def test_label_studio_is_told_that_it_is_a_number(team):
    assert '<Number name="label" toName="sample" min="0" max="20"/>' in label_studio.config(team)


def test_what_needs_classes_says_so_of_numbers(team):
    with pytest.raises(ValueError, match="one class each, but 'lengths' asks for a number from 0 to 20 cm"):
        team.to_codes()
    for measure in (fleiss_kappa, dawid_skene, majority):
        with pytest.raises(ValueError, match=r"need one class per answer, got numbers such as"):
            measure(team.to_array()[[row for row in range(20) if team.to_array()[row, 0] is not None]])
