"""The exercises of chapter 12: right and wrong answers, tried by test_registry.py; and that they agree with other people's code."""

import numpy as np
import pandas as pd
from scipy.signal import periodogram
from sklearn.metrics import mutual_info_score

import alkit
from alkit.exercises import chapter_12 as given


def power_in_loops(x):
    n = np.arange(len(x))
    turned = [sum(x * np.exp(-2j * np.pi * k * n / len(x))) for k in range(len(x) // 2 + 1)]
    return [one.real**2 + one.imag**2 for one in turned]


def power_by_scipy(x):
    density = periodogram(x, window="boxcar", detrend=False, scaling="spectrum")[1] * len(x) ** 2
    density[1:-1] /= 2  # SciPy counts the mirrored half, too
    return density


def with_pandas(X, speakers):
    frame = pd.DataFrame(X)
    return frame - frame.groupby(np.asarray(speakers)).transform("mean")


def in_loops(X, speakers):
    rows = [[own for own, one in zip(X, speakers) if one == speaker] for speaker in speakers]
    return [row - sum(own) / len(own) for row, own in zip(X, rows)]


def told_by_sklearn(words, speakers):
    return mutual_info_score(words, speakers) / mutual_info_score(words, words)


def told_by_hand(words, speakers):
    left = alkit.conditional_entropy(words, speakers)
    return 1 - left / alkit.entropy(pd.Series(words).value_counts(normalize=True))


def next_in_loops(speakers, labeled, candidates):
    n_asked = {c: sum(speakers[row] == speakers[c] for row in labeled) for c in candidates}
    return sorted(c for c in candidates if n_asked[c] == min(n_asked.values()))


def next_with_pandas(speakers, labeled, candidates):
    n_asked = pd.Series(speakers[labeled]).value_counts().reindex(speakers[candidates], fill_value=0).to_numpy()
    return candidates[n_asked == n_asked.min()]


def never_asked(speakers, labeled, candidates):
    return [c for c in candidates if speakers[c] not in speakers[labeled]]


RIGHT = {
    "12.1": [625, 625.0, "625", [625], np.fft.rfftfreq(512, 1 / 16_000)[20]],
    "12.2": [power_in_loops, power_by_scipy, lambda x: np.round(power_in_loops(x), 4)],
    "12.3": [with_pandas, in_loops, lambda X, speakers: np.round(with_pandas(X, speakers), 4)],
    "12.4": [told_by_sklearn, told_by_hand, lambda words, speakers: round(told_by_sklearn(words, speakers), 3)],
    "12.5": [next_in_loops, next_with_pandas, lambda s, labeled, c: tuple(float(row) for row in next_in_loops(s, labeled, c))],
}

WRONG = {  # the words in which each is answered
    "12.1": [(31.25, "Which row"), (20, "How long is the piece"), (0.64, "Upside down"), (312.5, "Half"), (1250, "Twice"), (0.625, "kHz"), (100, "row k turns")],
    "12.2": [(lambda x: abs(np.fft.rfft(x)), "square"), (lambda x: abs(np.fft.fft(x)) ** 2, "all N"), (lambda x: np.fft.rfft(x).real ** 2, "real part"),
             (lambda x: periodogram(x)[1], "absolute value"), (lambda x: np.fft.rfft(x), "complex"), ([1, 2], "function is wanted")],
    "12.3": [(lambda X, s: X - X.mean(0), "mean of all rows"), (lambda X, s: pd.DataFrame(X).groupby(s).transform("mean"), "These are the means"),
             (lambda X, s: pd.DataFrame(X).groupby(s).transform(lambda c: (c - c.mean()) / c.std(ddof=0)), "divide"), (lambda X, s: X, "take his rows")],
    "12.4": [(alkit.information_gain, "bits"), (alkit.conditional_entropy, "left open when"), (lambda w, s: 1 - told_by_hand(w, s), "share that is left"),
             (mutual_info_score, "nats"), (lambda w, s: 0.5, "divided by the entropy")],
    "12.5": [(never_asked, "nobody is left"), (lambda s, labeled, c: next_in_loops(s, labeled, c)[:1], "one of them"), (lambda s, labeled, c: c, "all candidates"),
             (lambda s, labeled, c: s[next_in_loops(s, labeled, c)], "Which rows"), (lambda s, labeled, c: labeled, "smallest count")],
}  # fmt: skip


def test_every_slip_is_told_apart_from_what_is_right():
    for exercise in given.EXERCISES:
        wrong = [slip.gives for slip in exercise.slips]
        assert not [slip for slip in wrong if exercise.judge(slip)[0]]


def test_one_word_a_speaker_tells_all_and_all_words_a_speaker_tell_nothing():
    data = alkit.spoken_vowels(10, 1)
    one = alkit.confounded(data)
    assert np.isclose(given.TOLD.right(one.y, one.groups), 1)
    assert np.isclose(given.TOLD.right(data.y, data.groups), 0)
