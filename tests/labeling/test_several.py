"""Sessions in which several classes may apply at once, or none; and what learns that."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier

from alkit import (
    ActiveLearner,
    Dataset,
    LabelUncertainty,
    SeveralClasses,
    digit_strips,
    export_answers,
    fleiss_kappa,
    import_answers,
    join_session,
    joint,
    open_session,
    replay_session,
    simulated,
)
from alkit.labeling.exchange import label_studio
from alkit.labeling.kinds import kind_of
from alkit.labeling.past import past_of
from alkit.models.several import fitted_to_rows
from alkit.stopping import budget

TOPICS = SeveralClasses(("war", "art", "law"))  # the order stays
X = np.random.default_rng(0).normal(size=(24, 3))
Y = (X > 0.3).astype(int)


@pytest.fixture
def opened(tmp_path):
    sessions = []

    def open_(*args, **options):
        sessions.append(open_session(*args, **{"folder": tmp_path, **options}))
        return sessions[-1]

    yield open_
    for session in sessions:
        session.close()


# ---- the kind, the models, the strategy ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer, kept", [([], []), (("law", "war"), ["war", "law"]), ({"art"}, ["art"]), (np.array(["art", "art"]), ["art"])]
)
def test_an_answer_is_kept_as_a_list_in_the_order_of_the_classes(answer, kept):
    assert TOPICS.read(answer) == kept and TOPICS.reread(TOPICS.written(kept)) == kept
    assert TOPICS.known(TOPICS.taught(kept)) == kept and kind_of(TOPICS.about()) == TOPICS


@pytest.mark.parametrize("answer", ["art", None, ["tulip"], [["art"]], {"art": 1}, 3, [None]])
def test_what_is_none_is_refused(answer):
    with pytest.raises(ValueError, match=r"an answer must be a list of any of the classes \['war', 'art', 'law'\]"):
        TOPICS.read(answer)


FOREST = RandomForestClassifier(5, random_state=0)
MANY = [OneVsRestClassifier(LogisticRegression()), MultiOutputClassifier(LogisticRegression()), FOREST, KNeighborsClassifier(3)]


@pytest.mark.parametrize("estimator", MANY, ids=lambda e: type(e).__name__)
@pytest.mark.parametrize("columns", [[0, 1, 2], [0, 1], [1], []], ids=str)
def test_labels_with_one_value_so_far_stand_still_and_the_others_are_learned(estimator, columns):
    y = np.tile([1, 0, 1], (24, 1))
    y[:, columns] = Y[:, columns]
    model = fitted_to_rows(estimator, X, y)
    said, proba = model.predict(X), model.predict_proba(X)
    assert said.shape == proba.shape == (24, 3) and ((proba >= 0) & (proba <= 1)).all()
    still = [j for j in range(3) if j not in columns]
    assert (said[:, still] == y[:, still]).all() and (proba[:, still] == y[:, still]).all()
    for j in columns:
        alone = MultiOutputClassifier(LogisticRegression()).fit(X, Y[:, [j]]).predict_proba(X)[0][:, 1]
        assert np.corrcoef(proba[:, j], alone)[0, 1] > 0.7
        if "LogisticRegression" in str(estimator):
            np.testing.assert_allclose(proba[:, j], alone)


def test_the_strategy_has_its_known_values():
    proba = np.array([[0.5, 0.5], [0.5, 1.0], [0.0, 1.0], [0.25, 0.0]])
    np.testing.assert_allclose(LabelUncertainty.score(proba), [1, 0.5, 0, 0.8112781245 / 2])
    np.testing.assert_allclose(LabelUncertainty.score(proba, largest=True), [1, 1, 0, 0.8112781245])


@pytest.mark.parametrize("strategy", [LabelUncertainty(), LabelUncertainty(largest=True)], ids=repr)
def test_a_learner_learns_rows_asks_what_is_unsure_and_undoes(strategy):
    learner = ActiveLearner(MANY[0], X, strategy, classes=["b", "a", "c"], several=True, random_state=0)
    learner.teach([0, 1, 2], Y[:3])
    assert learner.classes.tolist() == ["b", "a", "c"] and learner.y_labeled.tolist() == Y[:3].tolist()
    expected = strategy.score(learner.predict_proba_pool(learner.candidates), strategy.largest)
    assert learner.query()[0] == learner.candidates[expected.argmax()]
    before = learner.query(5).tolist()
    learner.run(simulated(Y), budget(4))
    assert learner.n_labeled == 7 and f1_score(Y, learner.predict_pool(np.arange(24)), average="micro") > 0.5
    for _ in range(4):
        learner.undo()
    assert learner.query(5).tolist() == before
    for wrong in ([[1, 0]], [[0, 1, 2]], ["a"]):
        with pytest.raises(ValueError, match="a row of 3 numbers, 0 or 1 for each class"):
            learner.teach([9], wrong)
    with pytest.raises(ValueError, match="say which there are"):
        ActiveLearner(MANY[0], X, several=True)


# ---- a session -----------------------------------------------------------------------------------------------------


def test_several_are_asked_learned_from_measured_undone_and_kept(opened):
    session = opened(X[::2], Y[::2], test=(X[1::2], Y[1::2]), classes=["war", "art", "law"], estimator=MANY[0], budget=None)
    assert session.asks == TOPICS and session.learner.n_labeled == 5
    model = fitted_to_rows(MANY[0], X[::2][session.learner.labeled], session.learner.y_labeled)
    before, first = session.curve(), session.current
    assert before == [(0, f1_score(Y[1::2], model.predict(X[1::2]), average="micro"))]
    np.testing.assert_allclose(session.card().proba, model.predict_proba(X[::2][[first]])[0])
    session.answer({"law", "war"})
    session.wait()
    assert session.labels == session.log.labels(session.name) == {first: ["war", "law"]} and len(session.curve()) == 2
    assert session.learner.history[-1].answers == ((1, 0, 1),)
    session.answer([])
    session.undo()
    session.undo()
    session.wait()
    assert session.labels == {} and session.curve() == before and session.current == first and session.problem == ""


@pytest.mark.slow
def test_from_nothing_at_all_to_the_last_sample(opened):
    session = opened(X[:9], answer=TOPICS, budget=None)
    for _ in range(9):
        session.answer(TOPICS.known(Y[session.current]))
        session.wait()
        assert session.problem == ""
    assert session.current is None and session.labels == {row: TOPICS.known(y) for row, y in enumerate(Y[:9])}
    again = opened(X[:9], answer=TOPICS, budget=None)
    assert again.labels == session.labels
    with pytest.raises(ValueError, match="asks for any of the classes .* and not for one of the classes"):
        opened(X[:9], classes=["art", "law", "war"])


def test_the_digits_in_a_strip_come_with_their_classes_and_end_in_words(opened):
    strips = digit_strips(60)
    assert strips.X.shape == (60, 128) and set(strips.y.sum(axis=1)) == {0, 1, 2} and strips.image_shape == (8, 16)
    for blank, row in zip(strips.X.reshape(60, 8, 2, 8).sum(axis=(1, 3)) == 0, strips.y):
        assert blank.all() == (row.sum() == 0) and row.sum() <= (~blank).sum()
    session = opened(strips, budget=2, estimator=KNeighborsClassifier(1))
    truth = session.asks.known(session.ending.truth[session.current])
    session.answer([c for c in session.asks.classes if c not in truth])
    session.answer(session.asks.known(session.ending.truth[session.current]))
    assert (
        session.ending.words(session.labels, 2)[1]
        == "1 of your 2 answers is not what the data say: 5 classes too many or missing."
    )
    with pytest.raises(ValueError, match="ask for 1 to 530, got n=900"):
        digit_strips(900)


@pytest.mark.parametrize(
    "y, options, why",
    [
        (Y, {"classes": ["a", "b"]}, r"one of the 2 classes|each of the 2 classes"),
        (2 * Y, {"answer": TOPICS}, "a row of 0 and 1"),
        ([["art"], ["tulip"], *[[]] * 22], {"answer": TOPICS}, "tulip"),
        (None, {"answer": SeveralClasses(("a",))}, "two classes or more"),
        (None, {"answer": TOPICS, "estimator": OneVsRestClassifier}, "must be a scikit-learn classifier"),
    ],
)
def test_what_cannot_be_asked_is_said(opened, y, options, why):
    with pytest.raises(ValueError, match=why):
        opened(X, y, **options)


def test_labels_may_be_given_by_name(opened):
    named = [TOPICS.known(y) for y in Y]
    assert np.array_equal(opened(X, named, answer=TOPICS, estimator=MANY[3]).ending.truth, Y)
    assert Dataset("mine", X, Y).classes == (0, 1, 2)


@pytest.mark.slow
def test_a_session_is_walked_along_with_another_answer(opened):
    session = opened(X[::2], Y[::2], test=(X[1::2], Y[1::2]), answer=TOPICS, estimator=MANY[3], budget=3)
    while session.current is not None:
        session.answer(TOPICS.known(Y[::2][session.current]))
    session.wait()
    past = past_of(session)
    assert past.true_label(1) == past.steps[1].body["label"] and len(past.belief(1)) == 3
    widget = replay_session(session)
    given = widget.state.past.steps[0].body["label"]
    other = tuple(c for c in TOPICS.classes if c not in given)
    assert widget.state.instead == tuple(given) and "the model would have said" in widget.state.describe()
    widget.choose(instead=[TOPICS.classes.index(c) for c in other])
    widget.state.wait()
    assert widget.state.branch.learner.history[1].answers == (TOPICS.taught([*other]),)
    assert f"With {TOPICS.said([*other])} instead of {TOPICS.said(given)} at step 1" in widget.state.describe()


# ---- with others ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    store = tmp_path_factory.mktemp("team") / "labels.sqlite"
    for by, said in (("Ada", ["war", "law"]), ("Ben", [])):
        session = join_session(X, by=by, store=store, name="topics", overlap=2, answer=TOPICS)
        session.answer(said)
        session.dont_know()
        session.close()
    return joint(store, "topics")


@pytest.mark.parametrize("layout", ["csv", "label studio", "argilla"])
def test_sets_go_out_into_a_file_and_come_back(team, tmp_path, layout):
    path, taken = tmp_path / "answers", {"layout": layout, "name": "topics", "store": tmp_path / "new.sqlite", "overlap": 2}
    export_answers(team, path, X, layout)
    assert import_answers(path, X, answer=TOPICS, **taken) == 4
    assert joint(taken["store"], "topics").answers == team.answers
    with pytest.raises(ValueError, match="labels that are none of the classes"):
        import_answers(path, X, answer=SeveralClasses(("a", "b")), **(taken | {"store": tmp_path / "other.sqlite"}))


def test_label_studio_is_told_that_there_may_be_several(team):
    assert '<Choices name="labels" toName="sample" choice="multiple">' in label_studio.config(team)


def test_what_needs_one_class_says_so(team):
    with pytest.raises(ValueError, match="one class each, but 'topics' asks for any of the classes"):
        team.to_codes()
    table = team.to_array()
    with pytest.raises(ValueError, match=r"need one class per answer, got several at once such as \["):
        fleiss_kappa(table[[row for row in range(24) if table[row, 0] is not None]])
