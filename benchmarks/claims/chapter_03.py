"""Chapter 03: iris, a forest of 25 trees, a seed set of one flower per species, then one answer at a time."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.naive_bayes import GaussianNB

import alkit
from alkit import ActiveLearner, entropy_sampling, random_sampling
from alkit.history import Round
from benchmarks.claims.ledger import claim
from benchmarks.claims.shared import recorded

claimed = partial(claim, chapter_seeds=range(10), n_seeds=60)


@cache
def iris(seed: int):
    """The same flowers for each seed; the split is another one."""
    return alkit.iris()


def forest(n_trees: int = 25) -> RandomForestClassifier:
    return RandomForestClassifier(n_trees, random_state=0)


# ---- what was learned, and what is new ----------------------------------------------------------------


@claimed("03-taught-and-new")
def taught_against_new(seed):
    """Iris, a forest of 100 trees that learned from 40 flowers: its accuracy on these 40 is above that on others."""
    X_pool, X_test, y_pool, y_test = iris(seed).split(random_state=seed)
    rows = np.random.default_rng(seed).choice(len(X_pool), 40, replace=False)
    model = forest(100).fit(X_pool[rows], y_pool[rows])
    return model.score(X_pool[rows], y_pool[rows]) - model.score(X_test, y_test)


# ---- entropy and random -------------------------------------------------------------------------------


@cache
def rounds(strategy, seed: int) -> tuple[Round, ...]:
    """The seed set, and twenty answers."""
    return tuple(recorded(iris, forest, strategy, seed).until(alkit.budget(20)).history)


def n_setosas(strategy, seed: int) -> int:
    return sum(one.answers[0] == "setosa" for one in rounds(strategy, seed)[1:13])


@claimed("03-falls", unit="answers", between=(1, 10))
def answers_after_which_it_falls(seed):
    """Iris, entropy: of the first ten answers, more than one is followed by a lower accuracy than before."""
    accuracy = [one.metrics["accuracy"] for one in rounds(entropy_sampling, seed)[:11]]
    return int((np.diff(accuracy) < 0).sum())


@claimed("03-setosas", unit="setosas")
def setosas_of_chance_against_entropy(seed):
    """Iris, the first twelve questions: random asks about more setosas than entropy does."""
    return n_setosas(random_sampling, seed) - n_setosas(entropy_sampling, seed)


# Sixty seeds from 1000 on were looked at before this was fixed, after five, ten and twenty answers: +0.024 ± 0.029, +0.019 ± 0.018
# and +0.016 ± 0.016.  These are others.
@claim("03-entropy-on-the-way", chapter_seeds=[*range(10), *range(1000, 1060)], n_seeds=80)
def entropy_against_random(seed):
    """Iris, the mean on the way to twenty answers: entropy is ahead of random."""
    ours, chance = (
        np.mean([one.metrics["accuracy"] for one in rounds(strategy, seed)]) for strategy in (entropy_sampling, random_sampling)
    )
    return ours - chance


# ---- stopping -----------------------------------------------------------------------------------------


@claimed("03-watched-flowers", cause="a budget of ten instead of the target")
def watched_against_fresh(seed, cause=True):
    """Iris, entropy: where a run stops at 0.95 on watched flowers (or after 40 answers), its accuracy on these is above that on as
    many others, because they decide when it stops.
    """
    X_pool, X_rest, y_pool, y_rest = iris(seed).split(test_size=0.5, random_state=seed)
    watched = {"accuracy": lambda model: model.score(X_rest[:37], y_rest[:37])}
    learner = ActiveLearner(forest(), X_pool, entropy_sampling, random_state=seed, metrics=watched)
    rows = alkit.seed_set(y_pool, random_state=seed)
    learner.teach(rows, y_pool[rows])
    target = alkit.any_of(alkit.target_reached("accuracy", 0.95), alkit.budget(40))
    learner.run(alkit.simulated(y_pool), target if cause else alkit.budget(10))
    return learner.history[-1].metrics["accuracy"] - learner.model.score(X_rest[37:], y_rest[37:])


@cache
def sure(seed: int, smoothing: float) -> tuple[int, float, float]:
    """Answers, mean confidence and accuracy where naive Bayes is at least 80 % sure of every flower left."""
    X_pool, X_test, y_pool, y_test = iris(seed).split(random_state=seed)
    learner = ActiveLearner(GaussianNB(var_smoothing=smoothing), X_pool, entropy_sampling, random_state=seed)
    rows = alkit.seed_set(y_pool, random_state=seed)
    learner.teach(rows, y_pool[rows])
    learner.run(alkit.simulated(y_pool), alkit.confidence_reached(0.8))
    confidence = learner.candidate_proba().max(axis=1).mean()
    return learner.n_asked, float(confidence), learner.model.score(X_test, y_test)


BOLD, CAREFUL = 1e-9, 0.1  # var_smoothing: scikit-learn's, and a tenth of the largest variance


@claimed("03-sure-at-once", unit="answers", between=(-1, 1))
def answers_until_sure(seed):
    """Iris, naive Bayes: it is 80 % sure of every flower left after less than one answer, in the mean."""
    return sure(seed, BOLD)[0]


@claimed("03-sure-and-wrong", cause="var_smoothing 0.1: a tenth of the largest variance is added to each")
def confidence_against_accuracy(seed, cause=True):
    """Iris, naive Bayes, stopped when 80 % sure of every flower left: its mean confidence is above its accuracy, because it takes
    the spread of a species for next to nothing.
    """
    _, confidence, accuracy = sure(seed, BOLD if cause else CAREFUL)
    return confidence - accuracy
