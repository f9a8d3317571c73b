"""Every exercise: wrong answers are answered each in its own way, several right ones pass, and nothing raises."""

import contextlib
import html.parser
import io
import pathlib
import re
import runpy

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import alkit
from alkit import check, progress
from alkit.exercises import registry
from alkit.exercises.checks import LOOKS, NOT_ATTEMPTED
from alkit.exercises.registry import exercises

NOTEBOOKS = pathlib.Path(__file__).parents[2] / "notebooks"
CHAPTERS = sorted(p.stem[-2:] for p in pathlib.Path(registry.__file__).parent.glob("chapter_[0-9][0-9].py"))
EXERCISES = {key: one for chapter in CHAPTERS for key, one in exercises(chapter).items()}
EACH = pytest.mark.parametrize("key", EXERCISES)


def said(key, answer):
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        check(key, answer)
    return text.getvalue().strip()


@pytest.fixture(autouse=True)
def anew(monkeypatch):
    monkeypatch.setattr(registry, "_SOLVED", {})


# ---- what students write ------------------------------------------------------------------------------

TENNIS = alkit.play_tennis()
PLAY, OUTLOOK = TENNIS.y, TENNIS.X[:, 0]


def surprises(log=np.log2):
    return [-log(np.mean(PLAY[y == OUTLOOK] == x)) for x, y in zip(PLAY, OUTLOOK)]


def column_by_column(table):
    left = 0
    for column in np.asarray(table).T:
        for p in column:
            if p > 0:
                left += p * np.log2(column.sum() / p)
    return left


def margin_of_lists(view):
    return [1 - (sorted(row)[-1] - sorted(row)[-2]) for row in view.proba.tolist()]


def margin_in_place(view):
    view.proba.sort(axis=1)
    return 1 - view.proba[:, -1] + view.proba[:, -2]


def rule_of(condition, reason="each class has enough"):
    return lambda n: lambda learner: reason if condition(learner, n) else ""


def rule_without_else(n):
    def rule(learner):
        for name in learner.classes:
            if list(learner.y_labeled).count(name) < n:
                return None
        return f"every class has {n}"

    return rule


RIGHT = {
    "02.1": [np.mean(surprises()), 0.694, np.float32(0.6935), [0.694], "0.694"],
    "02.2": [[[0.05, 0.01], [0.05, 0.89]], pd.DataFrame([[0.02, 0.9], [0.02, 0.06]]), np.array([[0.9, 0.03], [0.07 - 0.03, 0.03]])],
    "02.3": [1 - alkit.entropy([0.1, 0.9]), 0.531, "0.531"],
    "02.4": [["feature", "label", "feature", "label"], "F, L, f, l", ("Feature", "LABEL", " feature ", "labels"), np.array(list("flfl"))],
    "02.5": [alkit.conditional_entropy, column_by_column, lambda t: alkit.joint_entropy(t) - alkit.entropy(t.sum(axis=0)), lambda t: round(column_by_column(t), 3)],
    "03.1": [margin_of_lists, margin_in_place, lambda view: alkit.uncertainty.margin(view.proba), lambda view: np.round(margin_of_lists(view), 3)],
    "03.2": [rule_without_else, rule_of(lambda learner, n: min(sum(learner.y_labeled == c) for c in learner.classes) >= n), lambda n: lambda learner: "enough" if all((learner.y_labeled == c).sum() >= n for c in learner.classes) else False],
    "03.3": ["E", "e", "line E", "E.", ["E"], " 'e' "],
    "03.5": [[2, 5, 6, 8, 9, 12, 14], {2, 5, 6, 8, 10, 12, 14, 15}, np.array([2, 5, 6, 8, 9, 10, 12, 14, 15]), "2, 5, 6, 8, 9, 12, 14"],
    "03.4": [(20, 19), "20, 19", [20.0, 19.0], np.array([20, 19]), pd.Series([20, 19])],
}  # fmt: skip

WRONG = {  # the words in which each is answered
    "02.1": [(np.mean(surprises(np.log)), "nats"), (np.sum(surprises()), "weight 1/14"), (alkit.conditional_entropy(OUTLOOK, PLAY), "exchanged"),
             (0.94, "H(X)"), (0.69, "rounded too much"), (-0.694, "sign"), (np.sum(surprises()) / 13, "Divided by 13"),
             (-np.log2(np.mean(np.exp2(-np.array(surprises())))), "logarithm of a mean"), (surprises(), "you have ["), (np.nan, "not a number")],
    "02.2": [([[0.25, 0.25], [0.25, 0.25]], "+0.000 bits"), ([[0.5, 0.1], [0.5, 0.9]], "columns sums to 1"), ([[0.05, 0.05], [0.01, 0.89]], "exchanged"),
             ([[0.05, 0.01], [0.05, 0.9]], "sum to 1.01"), ([[0.09, 0.01], [0.09, 0.81]], "disease"), ([[0.1, 0], [0.1, 0.8]], "no zeros"),
             ([[5, 1], [5, 89]], "sum to 100"), ([0.05, 0.01, 0.05, 0.89], "two rows")],
    "02.3": [(alkit.entropy([0.1, 0.9]), "tells nothing about the milk"), (1, "never erred"), (0.9, "share"), (0.368, "nats"), (0.8, "ahead of a coin"), (2.469, "left about"), (0.53, "rounded too much")],
    "02.4": [(["label", "feature"] * 2, "throughout"), (["feature"] * 4, "2 of the four are right"), (["feature"] * 3 + ["label"], "wrong: b"),
             (["feature", "label"], "four questions"), (["row", "column"] * 2, "two words"), ({"feature", "label"}, "order of its own")],
    "02.5": [(lambda t: column_by_column(t.T), "rows and columns exchanged"), (lambda t: column_by_column(t) * np.log(2), "nats"), (lambda t: -column_by_column(t), "sign"),
             (lambda t: -np.sum(t * np.log2(t / t.sum(axis=0), where=t > 0, out=np.full(t.shape, np.nan))), "nan"), (lambda t: alkit.information_gain(t), "gain"),
             (lambda t: column_by_column(t) and None, "None"), (lambda t: t.undo(), "AttributeError")],
    "03.1": [(lambda v: 1 - v.proba.max(axis=1), "least confidence"), (lambda v: 1 - v.proba[:, 0] + v.proba[:, 1], "first two columns"),
             (lambda v: np.ptp(np.sort(v.proba)[:, -2:], axis=1), "largest score first"), (lambda v: alkit.entropy(v.proba), "entropy"),
             (lambda v: 1 - np.diff(np.sort(v.proba, axis=0)[-2:], axis=0)[0], "flower against flower"), (lambda v: int(np.argmax(margin_of_lists(v))), "choice"),
             (lambda v: np.array(margin_of_lists(v))[:, None], "shape (n,)"), (lambda v: 0, "gives 0")],
    "03.2": [(rule_of(lambda learner, n: min(np.unique(learner.y_labeled, return_counts=True)[1]) >= n), "overlooked"),
             (rule_of(lambda learner, n: rule_without_else(n)(learner), reason=True), "cannot say why"), (rule_of(lambda learner, n: len(learner.y_labeled) >= n), "together"),
             (rule_of(lambda learner, n: rule_without_else(n + 1)(learner)), "too many"), (rule_of(lambda learner, n: True), "always"), (lambda n: True, "TypeError"), (rule_of(lambda learner, n: len(set(learner.y_labeled)) >= n), "counts the classes"),
             (rule_of(lambda learner, n: not rule_without_else(n)(learner)), "wrong way round")],
    "03.3": [("A", "seed set"), ("b", "no label"), ("C", "entropy"), ("d", "what follows"), ("F", "A to E"), (5, "A to E"), (["A", "E"], "One line")],
    "03.5": [([2, 5, 6], "4 of the 8"), ([4, 5], "shares"), ([1, 2, 7], "2 such lines"), (range(1, 16), "nobody"), ([], "No line"), ([2, 16], "from 1 to 15"), (2, "from 1 to 15")],
    "03.4": [((23, 19), "seed set"), ((20, 23), "add to the labels"), ((19, 20), "exchanged"), ((20, 16), "before the first"), ((16, 19), "cost her"), ((24, 23), "spent"), (20, "two whole numbers")],
}  # fmt: skip

for path in sorted(pathlib.Path(__file__).parent.glob("answers_[0-9][0-9].py")):  # a chapter's answers in a file of its own
    own = runpy.run_path(str(path))
    RIGHT |= own["RIGHT"]
    WRONG |= own["WRONG"]


for path in sorted(pathlib.Path(__file__).parent.glob("test_chapter_[0-9][0-9].py")):  # chapters with a file of their own
    tables = runpy.run_path(str(path))
    RIGHT |= tables.get("RIGHT", {})
    WRONG |= tables.get("WRONG", {})


def test_the_tables_above_are_whole():
    assert set(RIGHT) == set(WRONG) == set(EXERCISES)
    assert all(3 <= len(exercises(chapter)) <= 5 for chapter in CHAPTERS)
    for key in EXERCISES:
        assert len(RIGHT[key]) >= 2 and len(WRONG[key]) >= 3


@EACH
def test_what_is_not_attempted_says_so(key):
    assert said(key, ...) == NOT_ATTEMPTED
    if EXERCISES[key].cases is not None:
        assert said(key, lambda *arguments: ...) == NOT_ATTEMPTED
        assert said(key, lambda *arguments: lambda learner: ...) != "Right."


@EACH
def test_several_right_answers_pass(key):
    assert [said(key, answer) for answer in RIGHT[key]] == ["Right."] * len(RIGHT[key])


@EACH
def test_each_wrong_answer_is_answered_in_its_own_way(key):
    answers = [said(key, answer) for answer, _ in WRONG[key]]
    for answer, (_, words) in zip(answers, WRONG[key]):
        assert answer.startswith("Not yet") and words in answer, (words, answer)
    assert len(set(answers)) == len(answers)


@EACH
def test_a_slip_is_wrong_and_is_told_by_its_own_sentence(key):
    for slip in EXERCISES[key].slips:
        if not callable(slip.gives) or EXERCISES[key].cases is not None:
            right, words = EXERCISES[key].judge(slip.gives)
            assert right is False and words == f"Not yet. {slip.says}"


@EACH
def test_no_sentence_gives_the_answer_away(key):
    exercise = EXERCISES[key]
    sentences = " ".join([exercise.hint, *(slip.says for slip in exercise.slips if isinstance(slip.says, str))])
    if isinstance(exercise.right, float):
        assert not {f"{abs(exercise.right):.{places}f}" for places in (2, 3, 4)} & set(re.findall(r"\d+\.\d+", sentences))
    assert not re.search(r"E is|line E|20 and 19|\b19\b|feature, label, feature", sentences)


# ---- nothing raises -------------------------------------------------------------------------------------


class Nasty:
    """Whatever is asked of it raises."""

    def _raise(self, *_, **__):
        raise RuntimeError("no")

    __eq__ = __array__ = __repr__ = __len__ = __iter__ = __float__ = __bool__ = __str__ = __getitem__ = __call__ = _raise
    __hash__ = None
    __class__ = property(_raise)


class UnspeakableError(Exception):
    def __str__(self):
        raise RuntimeError("no")


def raises(error):
    def function(*_):
        raise error

    return function


def box(value):
    array = np.empty(1, dtype=object)
    array[0] = value
    return array


HOSTILE = [Nasty(), Nasty, [Nasty()], box(Nasty()), "\ud800", raises(UnspeakableError()), raises(SystemExit(1)), raises(RecursionError()),
           lambda *_: Nasty(), lambda *_: Nasty, lambda: 1, 1e400, 10**400, -0.0, 1j, np.array([1j]), np.array("2020", dtype="M8"), b"E", type, range(4),
           (x for x in "xy"), iter(()), {"a": 1}, {1, 2}, np.ma.masked, pd.NaT, pd.NA, pd.DataFrame(), NotImplemented, np.zeros((2, 2, 2)), [[]], [[1], [2, 3]]]  # fmt: skip


@pytest.mark.slow
@EACH
def test_nothing_hostile_raises(key):
    for answer in HOSTILE:
        assert said(key, answer).startswith("Not yet"), type(answer)
    if EXERCISES[key].cases is not None:
        assert all(said(key, lambda *_, answer=answer: answer).startswith("Not yet") for answer in HOSTILE)


plain = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary() | st.just(Ellipsis)
)
hashable = st.none() | st.booleans() | st.integers() | st.text()
arrays_of_all = arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
anything = st.recursive(
    plain | arrays_of_all | st.sampled_from([object(), len, np.inf]),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(hashable, inner) | st.sets(hashable) | st.builds(lambda value: lambda *_: value, inner),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(EXERCISES)), anything)
@pytest.mark.slow
def test_whatever_is_given_is_answered(key, answer):
    assert re.match(r"Right\.|Not yet|Not attempted", said(key, answer))


@pytest.mark.parametrize("key", ["3.2", "03", "03.9", "99.1", "", None, 3.2, "../1", "02.1 "])
def test_a_key_that_is_none_is_an_error_of_the_notebook(key):
    with pytest.raises(ValueError, match="no exercise"):
        check(key, 1)


# ---- the progress ---------------------------------------------------------------------------------------


def test_progress_says_which_are_solved_and_a_solved_one_stays_solved():
    assert repr(progress()) == "Nothing was checked since this kernel was started."
    said("03.3", "e"), said("03.4", 1), said("03.3", "A")
    assert repr(progress()).splitlines() == [
        "Chapter 03, since this kernel was started: 1 of the 5 exercises of this chapter is solved.",
        "… 03.1 A strategy of your own: not attempted yet",
        "… 03.2 A stopping rule of your own: not attempted yet",
        "✓ 03.3 Find the bug: solved",
        "✗ 03.4 Count the answers: not yet",
        "… 03.5 The bug hunt: not attempted yet",
    ]
    assert "02.1" in repr(progress("02")) and "03.1" not in repr(progress("02"))
    for key in exercises("03"):
        said(key, RIGHT[key][0])
    assert "All 5 exercises of this chapter are solved." in repr(progress())


def test_progress_as_a_page_has_the_same_words_and_signs_that_can_be_read():
    said("03.3", "e")

    class Page(html.parser.HTMLParser):
        words = ""

        def handle_data(self, data):
            self.words += data

    page = Page()
    page.feed(progress()._repr_html_())
    assert page.words.replace("✓", "").replace("…", "") == re.sub(r"[✓✗…] |\n", "", repr(progress()))
    assert all(color in progress("03")._repr_html_() for sign, color, _ in (LOOKS[True], LOOKS[None]))
    assert "Nothing was checked" in registry.Progress([])._repr_html_()


@pytest.mark.parametrize("chapter", ["99", "3", 3, "../", "003"])
def test_progress_of_a_chapter_without_exercises_is_an_error(chapter):
    with pytest.raises(ValueError, match="chapter"):
        progress(chapter)


# ---- the notebooks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_checks_each_of_its_exercises_once_and_its_solutions_are_right(chapter):
    for path, words in (
        (NOTEBOOKS.glob(f"{chapter}_*"), NOT_ATTEMPTED),
        ((NOTEBOOKS / "solutions").glob(f"{chapter}_*"), "Right."),
    ):
        cells = [
            cell
            for cell in nbformat.read(next(path), as_version=4).cells
            if cell.cell_type == "code" and "check(" in cell.source
        ]
        assert sorted(re.findall(r'^check\("([\d.]+)", \w+\)$', cell.source, re.M) for cell in cells) == [
            [key] for key in exercises(chapter)
        ]
        assert all(cell.outputs[-1]["data"]["text/plain"] == words for cell in cells)
