"""Agreement: worked examples of the literature, scikit-learn and statsmodels as references, and what missing answers do."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa as fleiss_of_counts

from alkit.labeling.agreement import cohen_kappa, fleiss_kappa, percent_agreement
from alkit.labeling.answers import votes

# Fourteen raters, ten subjects, five categories: the counts of a worked example, whose kappa is 0.210
COUNTS = np.array([
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
])  # fmt: skip


def some_answers(seed, n_samples=40, n_annotators=4, n_classes=3, missing=0.0):
    rng = np.random.default_rng(seed)
    truth = rng.integers(n_classes, size=(n_samples, 1))
    said = np.where(rng.random((n_samples, n_annotators)) < 0.7, truth, rng.integers(n_classes, size=(n_samples, n_annotators)))
    answers = np.array(list("abcdefgh"), dtype=object)[said]
    answers[rng.random(answers.shape) < missing] = None
    return answers


def test_kappa_has_the_values_of_the_worked_examples():
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohen_kappa(*zip(*pairs)) == pytest.approx(0.4)
    table = [[c for c, n in zip("abcde", row) for _ in range(n)] for row in COUNTS]
    assert fleiss_kappa(table) == pytest.approx(0.210, abs=5e-4)
    assert fleiss_kappa(table) == pytest.approx(fleiss_of_counts(COUNTS))


@pytest.mark.parametrize("seed", range(20))
def test_kappa_agrees_with_scikit_learn_and_statsmodels(seed):
    answers = some_answers(seed, n_annotators=2 + seed % 4, n_classes=2 + seed % 5)
    assert cohen_kappa(*answers.T[:2]) == pytest.approx(cohen_kappa_score(*answers.T[:2].astype(str)), abs=1e-12)
    assert fleiss_kappa(answers) == pytest.approx(fleiss_of_counts(votes(answers)[0].sum(axis=1)), abs=1e-12)


def test_one_is_full_agreement_zero_chance_and_less_is_contradiction():
    assert cohen_kappa("abab", "abab") == fleiss_kappa([["a", "a"], ["b", "b"]]) == 1
    assert cohen_kappa("aabb", "abab") == 0
    assert cohen_kappa("abab", "baba") == -1 == fleiss_kappa([["a", "b"], ["b", "a"]])
    assert np.isnan(cohen_kappa("aaa", "aaa")) and np.isnan(fleiss_kappa([["a", "a"]]))
    chance = np.random.default_rng(0).integers(3, size=(20_000, 3))
    assert abs(fleiss_kappa(chance)) < 0.02


def test_where_a_class_is_rare_kappa_falls_and_the_agreement_does_not():
    rare = [("ill", "ill"), ("ill", "well"), ("well", "ill")] + [("well", "well")] * 97
    even = [("ill", "ill")] * 49 + [("ill", "well"), ("well", "ill")] + [("well", "well")] * 49
    assert percent_agreement(rare) == percent_agreement(even) == 0.98
    assert cohen_kappa(*zip(*rare)) == pytest.approx(0.49, abs=0.005) and cohen_kappa(*zip(*even)) == pytest.approx(0.96)


@pytest.mark.parametrize("seed", range(5))
def test_missing_answers_are_left_out(seed):
    answers = some_answers(seed, missing=0.3)
    both = np.array([a is not None and b is not None for a, b in answers[:, :2]])
    assert cohen_kappa(*answers.T[:2]) == cohen_kappa(*answers[both].T[:2])
    several = [[a for a in row if a is not None] for row in answers]
    pairs = [np.mean([a == b for i, a in enumerate(row) for b in row[:i]]) for row in several if len(row) > 1]
    assert percent_agreement(answers) == pytest.approx(np.mean(pairs))
    shuffled = answers[np.random.default_rng(seed).permutation(len(answers))][:, ::-1]
    assert fleiss_kappa(shuffled) == pytest.approx(fleiss_kappa(answers))  # neither order matters


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], "must be a table"),
        ([[]], "must be a table"),
        ([["a", "b"], ["a"]], r"rows of lengths \[1, 2\]"),
        (["ab", "ba"], "a row of it is 'ab'"),
        ([["a", None], [None, "b"]], "at least two answers, got none"),
        ([[None, None]], "None where there is none; got"),
        ([["a", float("nan")]], "must not be NaN"),
        ([["a", 1]], "of one kind"),
    ],
)
def test_what_is_no_table_of_answers_is_said(answers, words):
    with pytest.raises(ValueError, match=words):
        fleiss_kappa(answers)


def test_kappa_of_two_says_what_is_wrong():
    with pytest.raises(ValueError, match="got 2 and 3 answers"):
        cohen_kappa("ab", "abc")
    with pytest.raises(ValueError, match="a sample that both have answered"):
        cohen_kappa(["a", None], [None, "a"])
