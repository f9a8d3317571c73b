"""Chapter 12: who speaks and what is said, taken apart: vowels, voices with and without an illness, a microphone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
from scipy.signal import butter, sosfilt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import alkit
from alkit import ActiveLearner, Recording, budget, confounded, seed_set, simulated, spoken_vowels
from alkit.datasets import Dataset
from alkit.models.spectra import Cepstra
from benchmarks.claims.ledger import claim

claimed = partial(claim, chapter_seeds=range(20), n_seeds=24)
N_POOL, N_NEW, N_TAKES = 30, 15, 3


def hearing() -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))


@lru_cache(maxsize=4)
def crowd(seed: int) -> Dataset:
    """45 people who say all ten words three times, as rows of cepstra; the last fifteen are the new ones."""
    data = spoken_vowels(N_POOL + N_NEW, N_TAKES, seed)
    return replace(data, X=Cepstra().fit_transform(data.X))


def part(data: Dataset, rows: np.ndarray) -> Dataset:
    assert data.groups is not None
    return replace(data, X=data.X[rows], y=data.y[rows], groups=data.groups[rows])


def pool(seed: int, n: int = N_POOL, n_takes: int = N_TAKES) -> Dataset:
    """The first n people, the first takes of each."""
    data = crowd(seed)
    take = np.arange(len(data.y)) // 10 % N_TAKES
    return part(data, (data.groups < n) & (take < n_takes))


def new_people(seed: int) -> Dataset:
    return part(crowd(seed), crowd(seed).groups >= N_POOL)


def dealt(data: Dataset, n_each: int, seed: int) -> Dataset:
    """So many rows of each person, each another word, and each word as often: dealt in turn, like cards."""
    rng, rows = np.random.default_rng(seed), list[int]()
    assert data.groups is not None and data.classes is not None
    people = np.unique(data.groups)
    hands = np.resize(rng.permutation(data.classes), (len(people), n_each))
    for person, hand in zip(people, hands):
        rows.extend(int(rng.choice(np.flatnonzero((data.groups == person) & (data.y == word)))) for word in hand)
    return part(data, np.array(rows))


def centered(data: Dataset) -> Dataset:
    """Each person's mean row subtracted."""
    X = np.array(data.X)
    assert data.groups is not None
    for person in np.unique(data.groups):
        X[data.groups == person] -= X[data.groups == person].mean(axis=0)
    return replace(data, X=X)


def read(learned: Dataset, asked: Dataset) -> float:
    """Accuracy on some people of a model of others."""
    return hearing().fit(learned.X, learned.y).score(asked.X, asked.y)


def own_test(data: Dataset, seed: int) -> float:
    """Accuracy on random thirds of the same collection."""
    return float(cross_val_score(hearing(), data.X, data.y, cv=StratifiedKFold(3, shuffle=True, random_state=seed)).mean())


# ---- few speakers, one word a speaker -------------------------------------------------------------------------


@claimed("12-few", cause="thirty speakers")
def random_test_set_against_new_speakers(seed, cause=True):
    """Each speaker says all words: a random test set shows more accuracy than new speakers do, because the speakers are three."""
    data = pool(seed, 3 if cause else N_POOL)
    return own_test(data, seed) - read(data, new_people(seed))


@claimed("12-confounded", cause="words dealt to all")
def own_test_set_against_new_speakers(seed, cause=True):
    """Ten speakers, three recordings of each: a random test set shows more accuracy than new speakers do, because each says one word."""
    data = pool(seed, 10)
    data = confounded(data, random_state=seed) if cause else dealt(data, 3, seed)
    return own_test(data, seed) - read(data, new_people(seed))


@claimed("12-dealt")
def words_dealt_to_all(seed):
    """Thirty recordings of ten speakers: with the words dealt to all, more of new speakers' words are read than with a word a speaker."""
    data, new = pool(seed, 10), new_people(seed)
    return read(dealt(data, 3, seed), new) - read(confounded(data, random_state=seed), new)


@claimed("12-own-word", unit="of the answers")
def the_speakers_own_word(seed):
    """Each of ten speakers was recorded with one word: when he says another, the wrong answer is his own word more often than any one other."""
    data = pool(seed, 10)
    learned = confounded(data, random_state=seed)
    own = np.array([learned.y[learned.groups == person][0] for person in data.groups])
    is_other = own != data.y
    said = hearing().fit(learned.X, learned.y).predict(data.X)
    is_own, is_wrong = (said == own)[is_other].mean(), (said != data.y)[is_other].mean()
    return is_own - (is_wrong - is_own) / 8


@claimed("12-more-people")
def thirty_people_once_against_ten_three_times(seed):
    """A word a speaker, thirty recordings: of thirty speakers once, more of new speakers' words are read than of ten, three times each."""
    many, few = (confounded(pool(seed, n, n_takes), random_state=seed) for n, n_takes in ((30, 1), (10, 3)))
    return read(many, new_people(seed)) - read(few, new_people(seed))


# ---- an illness and the sex -----------------------------------------------------------------------------------


@cache
def clinic() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Measurements of voices but for the sex, who is ill, and who is a man."""
    data = alkit.parkinson_voices()
    return data.X[:, 1:], data.y == "Parkinson", data.X[:, 0] == 1


@claimed("12-ill", unit="of the voices", cause="as many men among the healthy as among the ill")
def healthy_men_are_called_ill(seed, cause=True):
    """41 ill voices and 41 healthy ones: healthy men are called ill more often than ill women, because the ill were men and the healthy women."""
    X, is_ill, is_man = clinic()
    rng = np.random.default_rng(seed)
    n_men = {True: 41, False: 0} if cause else {True: 12, False: 12}
    rows = np.concatenate([
        rng.permutation(np.flatnonzero((is_ill == ill) & (is_man == man)))[: n if man else 41 - n]
        for ill, n in n_men.items() for man in (True, False)
    ])  # fmt: skip
    rest = np.setdiff1d(np.arange(len(X)), rows)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01)).fit(X[rows], is_ill[rows])
    said = model.predict(X)
    return said[rest][~is_ill[rest] & is_man[rest]].mean() - said[rest][is_ill[rest] & ~is_man[rest]].mean()


# ---- the mean of a voice --------------------------------------------------------------------------------------


@cache
def through_phones(seed: int, is_poor: bool) -> tuple[float, float]:
    """Twelve speakers, and twelve new ones through another microphone or the same: accuracy, without and with the mean subtracted."""
    data = spoken_vowels(24, 2, seed)
    assert data.groups is not None
    is_new = data.groups >= 12
    sounds = [phone(sound) if new and is_poor else sound for sound, new in zip(data.X, is_new)]
    heard = replace(data, X=Cepstra().fit_transform(sounds))
    plain, minus = (read(part(one, ~is_new), part(one, is_new)) for one in (heard, centered(heard)))
    return plain, minus


def phone(sound: Recording) -> Recording:
    """The sound through a poor microphone: little below 800 Hz and above 3,500."""
    samples = sosfilt(butter(2, (800, 3500), "bandpass", fs=sound.rate, output="sos"), sound.samples)
    return Recording(0.7 * samples / np.abs(samples).max(), sound.rate, sound.name)


@claimed("12-microphone", cause="the same microphone")
def the_mean_takes_a_microphone_away(seed, cause=True):
    """New speakers: with each one's mean subtracted, more words are read, because the new ones have another microphone."""
    plain, minus = through_phones(seed, cause)
    return minus - plain


@claimed("12-mouth", between=(-0.03, 0.03))
def the_mean_leaves_the_mouth(seed):
    """New speakers at the same microphone: with each one's mean subtracted, accuracy changes by less than 0.03."""
    plain, minus = through_phones(seed, False)
    return minus - plain


@claimed("12-mean-confounded", between=(0.05, 0.15))
def the_mean_of_one_word_is_the_word(seed):
    """Ten speakers with a word each: with each one's mean subtracted, accuracy on new speakers is that of guessing, 0.1."""
    return read(centered(confounded(pool(seed, 10), random_state=seed)), centered(new_people(seed)))


# ---- whom to ask ----------------------------------------------------------------------------------------------


def each_once(view):
    """Whoever has been asked least comes first; within these, chance."""
    n_asked = np.array([np.sum(view.groups[view.labeled] == person) for person in view.groups[view.candidates]])
    return view.rng.random(len(n_asked)) - n_asked


def after(data: Dataset, strategy: Any, seed: int, n: int, batch_size: int = 5) -> tuple[float, int]:
    """A label of each word and n answers more: accuracy on new speakers, and how many speakers were asked."""
    learner = ActiveLearner(hearing(), data.X, strategy, groups=data.groups, classes=data.classes, random_state=seed)
    first, new = seed_set(data.y, random_state=seed), new_people(seed)
    learner.teach(first, data.y[first])
    learner.run(simulated(data.y), budget(n), batch_size)
    assert data.groups is not None
    return learner.model.score(new.X, new.y), len(set(data.groups[learner.labeled].tolist()))


@cache
def of_confounded(strategy: Any, seed: int, n_takes: int = N_TAKES) -> tuple[float, int]:
    return after(confounded(pool(seed, N_POOL, n_takes), random_state=seed), strategy, seed, 15, 1)


@claimed("12-each-once", first_seed=2000, cause="each speaker recorded once")
def each_speaker_once_against_random(seed, cause=True):
    """A word a speaker, 15 answers, one at a time: whoever asks each speaker once first is ahead of random picking, because there are three takes of each."""
    n_takes = N_TAKES if cause else 1
    return of_confounded(each_once, seed, n_takes)[0] - of_confounded(alkit.random_sampling, seed, n_takes)[0]


@claimed("12-margin-speakers", first_seed=2000, unit="speakers")
def margin_asks_more_speakers(seed):
    """A word a speaker, 15 answers, one at a time: margin asks more speakers than random picking does."""
    return of_confounded(alkit.margin_sampling, seed)[1] - of_confounded(alkit.random_sampling, seed)[1]


@claimed("12-margin")
def margin_ahead_on_new_speakers(seed):
    """Thirty speakers say all words, 80 answers: margin is ahead of random picking on new speakers."""
    return after(pool(seed), alkit.margin_sampling, seed, 80)[0] - after(pool(seed), alkit.random_sampling, seed, 80)[0]
