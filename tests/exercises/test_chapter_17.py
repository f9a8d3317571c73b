"""The exercises of chapter 17: right and wrong answers, tried by test_registry.py; and that what they rest on is so."""

import json

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier

import alkit
from alkit.exercises import chapter_17 as given
from alkit.widgets.explorers.guide import Guide


def one_by_one(n, rows, labels):
    known = dict(zip(rows, labels))
    return [known.get(row, float("nan")) for row in range(n)]


def sorted_and_counted(scores):
    return sorted(scores).count(max(scores))


def read(tasks, cancelled=False, of=lambda t: t["data"]["row"]):
    out = {}
    for task in tasks:
        for annotation in task["annotations"]:
            if not annotation["was_cancelled"]:
                out[of(task)] = annotation["result"][0]["value"]["choices"][0]
            elif cancelled:
                out[of(task)] = None
    return out


RIGHT = {
    "17.1": [one_by_one, lambda n, rows, y: np.array([dict(zip(rows, y)).get(k) for k in range(n)], dtype=float)],
    "17.2": [sorted_and_counted, lambda s: (s.max() == s).sum(), lambda s: len(np.flatnonzero(s >= s.max()))],
    "17.3": [read, lambda tasks: {np.int64(row): np.str_(label) for row, label in read(tasks).items()}],
    "17.4": ["CDBA", "cdba", ["c", "D", "b", "a"], "C, D, B, A"],
    "17.5": ["ACE", {"A", "C", "E"}, ["e", "c", "a"], "a, c and e".replace("and", ","), np.array(list("ACE"))],
}

WRONG = {  # the words in which each is answered
    "17.1": [(lambda n, rows, y: [dict(zip(rows, y)).get(k, 0) for k in range(n)], "class of its own"), (lambda n, rows, y: [dict(zip(rows, y)).get(k, -1) for k in range(n)], "semi-supervised"),
             (lambda n, rows, y: y, "labels alone"), (lambda n, rows, y: given._with_gaps(n, sorted(rows), y), "Whose label is the first"), (lambda n, rows, y: np.zeros(n), "a gap in each"), (lambda n, rows, y: None, "None")],
    "17.2": [(lambda s: 1, "argmax"), (np.argmax, "first of them stands"), (np.max, "highest score"), (lambda s: len(set(s)), "different scores"), (len, "all candidates"), (lambda s: 2, "count")],
    "17.3": [(lambda tasks: read(tasks, cancelled=True), "did not know"), (lambda tasks: read(tasks, of=lambda t: t["id"]), "number of the task"), (lambda tasks: dict(enumerate(read(tasks).values())), "row -> label"),
             (lambda tasks: {row: [label] for row, label in read(tasks).items()}, "Take the one in it"), (lambda tasks: {}, "Nothing was found"), (lambda tasks: list(read(tasks)), "a dictionary is wanted")],
    "17.4": [("ADBA", "1: margin needs"), ("CABA", "2: margin asks"), ("CDAA", "3: how naive Bayes"), ("CDBE", "4: ten classes"), ("CD", "four situations"), ("CDBF", "A to E"), ({"A", "B"}, "no order"), ("DCBA", "2 of the four are right")],
    "17.5": [("BDF", "are right. Which are wrong"), ("A", "1 of the 3 wrong ones, and 0"), ("ACDE", "D is so"), ("ABC", "B is so"), ("AF", "F is so"), (5, "out of A to F")],
}  # fmt: skip


def test_the_guide_says_the_same_of_the_four_situations():
    named = {"A": "alkit.margin_sampling", "B": "alkit.core_set_sampling", "C": "alkit.typiclust_sampling"}
    named["D"] = "alkit.EpsilonGreedy(most_probable, 0.2)"
    four = [Guide(labels="none"), Guide(goal="find the rare ones"), Guide(model="naive Bayes"), Guide(classes="many")]
    assert [guide.begin.code for guide in four] == [named[letter] for letter in given.BEST]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.UndefinedMetricWarning")
def test_the_tasks_of_the_exercise_look_like_those_that_are_exported(tmp_path):
    texts = ["good", "bad", "so so"]
    session = alkit.join_session(texts, by="Ada", store=tmp_path / "s.sqlite", name="t", classes=["praise", "complaint"],
                                 estimator=DummyClassifier(), budget=None)  # fmt: skip
    session.answer("praise")
    session.dont_know()
    session.close()
    alkit.export_answers(alkit.joint(tmp_path / "s.sqlite", "t"), tmp_path / "t.json", texts, "label studio")
    tasks = json.loads((tmp_path / "t.json").read_text())
    assert set(given.exports()[0][0][0]) <= set(tasks[0])
    assert set(given._task(0, "Ada", None)["annotations"][0]) <= set(tasks[0]["annotations"][0])
    assert given._by_row(tasks) == read(tasks) and set(read(tasks).values()) == {"praise"}
