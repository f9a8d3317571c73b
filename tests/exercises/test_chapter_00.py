"""The exercises of chapter 00: right and wrong answers, tried by test_registry.py."""

import numpy as np
import pandas as pd

SIX = ["oracle", "seed set", "budget", "test set", "query", "pool"]


def with_(*changes):
    words = list(SIX)
    for place, word in changes:
        words[place] = word
    return words


RIGHT = {
    "00.1": [SIX, "Oracle, seed set, budget, test set, query, pool", ("oracle", "Seed_Set", "the budget", "test", "queries", "pool."), np.array(SIX), dict(zip("abcdef", SIX))],
    "00.2": [12, 12.0, "12", np.int64(12), [12]],
    "00.3": [["gain", "luck", "loss"], "gain, luck, loss", ("Gain", " LUCK", "loss"), pd.Series(["gain", "luck", "loss"]), {"a": "gain", "b": "luck", "c": "loss"}],
}  # fmt: skip

WRONG = {
    "00.1": [(with_((3, "pool"), (5, "test set")), "may something be learned"), (with_((0, "query"), (4, "oracle")), "which of them asks"),
             (with_((1, "budget"), (2, "seed set")), "paid for"), (with_((1, "pool"), (5, "seed set")), "known to the program"), (SIX[:5], "six things"),
             (with_((0, "teacher")), "Only these six"), (with_((0, "query")), "there twice"), (with_((0, "pool"), (5, "budget"), (2, "oracle")), "3 of the six"), (set(SIX), "no order"), (5, "list of six")],
    "00.2": [(22, "How many fewer"), (-12, "round"), (11, "place in the list"), (1, "places in the list"), (32, "seed set"), (10, "too early"), (14, "too late"), (2.2, "times as many"), (0.762, "compare it with ten")],
    "00.3": [(["gain", "gain", "loss"], "sign of the mean"), (["luck", "luck", "loss"], "spread of single splits"), (["gain"], "three words"), (["gain", "tie", "loss"], "Only three words"),
             (["loss", "luck", "gain"], "1 of the three is"), ({"gain", "luck", "loss"}, "no order"), (1, "list of three")],
}  # fmt: skip
