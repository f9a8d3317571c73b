"""Chapter 06: one wrong label, to guess or to pass, asking twice, and how one plays against margin.

The seed makes another split; annotators are simulated.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

import alkit
from alkit import ActiveLearner, Annotator, AskEach, Repeating, budget, cost_budget, only_new, run_with_repeats
from alkit.datasets import Dataset
from alkit.experiment.recorded import RecordedRun
from alkit.modalities import modality_for
from alkit.widgets.games.beat_game import default_estimator
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import loaded_digits

claimed = partial(claim, chapter_seeds=range(10), unit="percentage points")


@cache
def scaled_digits() -> Dataset:
    data = loaded_digits()
    return Dataset("digits", data.X / 16, data.y, data.classes)


def taught(seed: int, oracle=None, stop=None, batch_size=1):
    """A reader of digits that knows one of each, and has asked by margin what it may."""
    split = alkit.stratified_split(scaled_digits(), seed)
    reader = LogisticRegression(tol=0.01, max_iter=500)
    learner = ActiveLearner(reader, split.X_pool, alkit.margin_sampling, classes=range(10), random_state=seed)
    learner.teach(split.seed_rows, split.y_pool[split.seed_rows])
    if oracle is not None:
        learner.run(oracle(split.y_pool, seed), stop, batch_size)
    return split, learner


def percent(split, model) -> float:
    return 100 * float(model.score(split.X_test, split.y_test))


# ---- one wrong label ------------------------------------------------------------------------------------------


@cache
def one_wrong(seed: int) -> np.ndarray:
    """What each of ten answers of a session costs at its end, were it the wrong one: shape (10,), in percentage points."""
    split, learner = taught(seed, lambda y, _: Annotator(y), budget(10))
    rows, y, wrong = learner.labeled, learner.y_labeled, np.random.default_rng(seed).integers(1, 10, 10)
    right, lost = percent(split, learner.model), []
    for k in range(10):
        other = y.copy()
        other[10 + k] = (y[10 + k] + wrong[k]) % 10
        lost.append(right - percent(split, clone(learner.estimator).fit(split.X_pool[rows], other)))
    return np.array(lost)


@claimed("06-one-wrong")
def one_wrong_answer_of_ten(seed):
    """Digits, one label of each and ten answers by margin: one wrong answer among the ten lowers the accuracy at the end, on the
    mean over the ten.
    """
    return one_wrong(seed).mean()


@claimed("06-first-or-last", between=(-3, 3))
def the_first_or_the_last_answer(seed):
    """The same: it makes less than three points of difference whether one of the first three answers was wrong, or of the last."""
    return one_wrong(seed)[:3].mean() - one_wrong(seed)[-3:].mean()


# ---- to guess or to pass -----------------------------------------------------------------------------------------


@cache
def in_doubt(seed: int, right: float, abstain: float) -> float:
    split, learner = taught(seed, lambda y, s: Annotator(y, right, abstain=abstain, random_state=s), budget(40), 5)
    return percent(split, learner.model)


@claimed("06-pass-or-blind", n_seeds=40)
def passing_against_guessing_blindly(seed):
    """Digits, 40 answers, five a round, in doubt at one in five: who says "I don't know" ends ahead of who names any of the ten digits."""
    return in_doubt(seed, 1.0, 0.2) - in_doubt(seed, 0.82, 0.0)


@claimed("06-pass-or-half", n_seeds=60, first_seed=9000)
def passing_against_guessing_half_right(seed):
    """The same: who passes ends ahead of who guesses, too, and is right in every second doubt."""
    return in_doubt(seed, 1.0, 0.2) - in_doubt(seed, 0.9, 0.0)


# ---- measuring oneself ----------------------------------------------------------------------------------------------


@cache
def asked(seed: int, times: int) -> float:
    """40 answers of somebody who is right in 85 of 100; each picture once or twice."""
    split, learner = taught(seed)
    choose = only_new if times == 1 else AskEach(times)
    run_with_repeats(learner, Annotator(split.y_pool, 0.85, random_state=seed), budget(40), choose, 5)
    return percent(split, learner.model)


@claimed("06-twice")
def each_picture_once_against_twice(seed):
    """Digits, 40 answers, five a round, right in 85 of 100, the first of two counts: to ask each picture once is ahead of asking each twice."""
    return asked(seed, 1) - asked(seed, 2)


@claimed("06-every-fifth", n_seeds=40, first_seed=9000)
def no_repeats_against_every_fifth(seed):
    """The same: to repeat nothing is ahead of repeating an earlier question after every fifth."""
    split, learner = taught(seed)
    annotator = Annotator(split.y_pool, 0.85, random_state=seed)
    learner.run(Repeating(annotator, every=5, random_state=seed), cost_budget(40), 5)
    return asked(seed, 1) - percent(split, learner.model)


# ---- the game ----------------------------------------------------------------------------------------------------------


def spread_then_margin(view):
    """The farthest from all labels, until six have one; then margin."""
    if len(view.labeled) >= 6:
        return alkit.margin_sampling(view)
    apart = view.X[view.candidates][:, None] - view.X[view.labeled]
    return np.linalg.norm(apart, axis=2).min(axis=1)


@cache
def played(strategy, seed: int, n: int) -> float:
    """Accuracy in the game on two moons after n answers."""
    data = alkit.two_moons()
    split, estimator = alkit.stratified_split(data, seed), default_estimator(modality_for(data.X, data.feature_names, None))
    run = RecordedRun(split, estimator, strategy, random_state=seed, keep_models=False)
    return 100 * float(run.curve(n)[1][n])


@claimed("06-spread-margin", n_seeds=40)
def spread_then_margin_against_margin(seed):
    """Two moons, the model of the game, 5 answers: who spreads the first four answers and then asks by margin is ahead of margin."""
    return played(spread_then_margin, seed, 5) - played(alkit.margin_sampling, seed, 5)
