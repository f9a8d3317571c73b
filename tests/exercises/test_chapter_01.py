"""The exercises of chapter 01: right and wrong answers, tried by test_registry.py; and the chapter's own numbers."""

import numpy as np

import alkit
from alkit.exercises import chapter_01 as given


def share_in_a_loop(p):
    bits = 0.0
    for x in p:
        if x > 0:
            bits += x * np.log2(1 / x)
    return bits / np.log2(len(p))


def naive(p):
    with np.errstate(all="ignore"):
        return -(np.array(p) * np.log2(p)).sum() / np.log2(len(p))


def divided_by(most):
    return lambda p: alkit.entropy(p) / most(p)


P, Q = np.array([0.75, 0.25]), np.array([0.95, 0.05])

RIGHT = {
    "01.1": [share_in_a_loop, lambda p: alkit.entropy(p, base=len(p)), lambda p: 1 - alkit.kl_divergence(p, np.full(len(p), 1 / len(p))) / np.log2(len(p)),
             lambda p: round(share_in_a_loop(p), 3), lambda p: [share_in_a_loop(p)]],
    "01.2": [0.11, 0.89, "0.11", np.float32(0.1105), [0.89, 0.11], [0.11]],
    "01.3": [[0.5, 0.4, 0.1], (0.5, 0.5, 0), np.array([[0.05, 0.45, 0.5]]), ["0.5", "0.35", "0.15"]],
    "01.4": [int(given._line()[:20].sum()), float(given._line()[:20].sum()), [given._line()[:20].sum()], str(given._line()[:20].sum())],
    "01.5": [P @ np.log2(P / Q), 0.325, "0.325", np.float32(0.3247), [0.325]],
}  # fmt: skip

WRONG = {  # the words in which each is answered
    "01.1": [(alkit.entropy, "in bits"), (lambda p: alkit.entropy(p, base=np.e), "in nats"), (naive, "not a number"),
             (divided_by(lambda p: max(1, np.log2(np.count_nonzero(p)))), "zeros are outcomes too"), (divided_by(len), "number of outcomes"),
             (divided_by(lambda p: np.log(len(p))), "one logarithm"), (lambda p: 1 - share_in_a_loop(p), "certainty"), (lambda p: 1 - max(p), "divided by the most"),
             (lambda p: print(end=""), "None"), (lambda: 0.5, "TypeError"), (0.5, "a function is wanted")],
    "01.2": [(0.5, "fair coin"), (0.25, "flat"), (0.1, "Close"), (0.3, "too fair"), (0.01, "too certain"), (1.5, "between 0 and 1"), (np.sqrt(0.5), "other side"),
             ([0.11, 0.5], "one number"), ("heads", "probability of heads")],
    "01.3": [([0.5, 0.2, 0.3], "same three"), ([0.5, 0.4, 0.2], "sum to 1.1"), ([0.6, 0.3, 0.1], "highest"), ([0.5, 0.25, 0.25], "lead over the second"),
             ([0.5, 0.6, -0.1], "never negative"), ([0.5, 0.5], "list of three")],
    "01.4": [(20 - int(given._line()[:20].sum()), "reads wrongly"), (given._line()[:20].mean(), "share"), (20, "order"), (given._line().sum(), "among all"),
             (given._line()[:20], "How many of them"), (3, "not rows of the pool"), (0, "None?")],
    "01.5": [(P @ np.log2(1 / Q), "all she pays"), (alkit.entropy(P), "if she were honest"), (alkit.kl_divergence(Q, P), "exchanged"), (-0.325, "sign"),
             (0.225, "nats"), (0.32, "rounded too much"), (2.32, "dry day"), (0.2, "exaggerates"), (7, "average them")],
}  # fmt: skip


def test_the_coins_of_half_a_bit_are_two():
    heads = np.linspace(0, 1, 100_001)
    right = [given.HALF_BIT.judge(float(p))[0] for p in heads[::100]]
    assert np.count_nonzero(np.diff(right)) == 4 and right[110] and right[890]


def test_some_but_not_all_of_the_most_uncertain_are_right():
    assert 0 < given._line()[:20].sum() < 20 and given._line()[-20:].all()
