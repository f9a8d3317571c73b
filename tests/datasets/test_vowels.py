"""The vowels have the formants of the table, the pitch that was asked for, and the voice of their speaker."""

import numpy as np
import pytest
from scipy.linalg import solve_toeplitz
from scipy.signal import find_peaks

from alkit import confounded, spoken_vowels, vowel
from alkit.datasets import Dataset
from alkit.datasets.vowels import NEUTRAL, VOWELS, _pulses


def resonances(recording, order=12):
    """The formants by linear prediction (Makhoul 1975), which knows nothing of how the sound was made."""
    x = np.diff(recording.samples.astype(float))
    x = x[len(x) // 5 : -len(x) // 5]
    x = x * np.hanning(len(x))
    r = np.correlate(x, x, "full")[len(x) - 1 : len(x) + order]
    poles = np.roots(np.concatenate([[1], -solve_toeplitz(r[:-1], r[1:])]))
    poles = poles[(poles.imag > 0) & (-np.log(np.abs(poles)) * recording.rate / np.pi < 500)]
    found = np.sort(np.angle(poles) * recording.rate / 2 / np.pi)
    return found[found > 150][:3]


def periods(jitter):
    """From one closing of the vocal folds, a sharp edge downwards, to the next: samples at 48 kHz, 480 on average."""
    pulses = _pulses(96_000, 100, 48_000, jitter, 0.0, np.random.default_rng(0))
    return np.diff(find_peaks(-pulses, distance=300, height=0.5 * -pulses.min())[0])


def repeats_after(recording):
    """The pitch by autocorrelation: Hz."""
    x = recording.samples.astype(float)[1000:-1500]
    r = np.correlate(x, x, "full")[len(x) - 1 :] / np.arange(len(x), 0, -1)
    lags = np.arange(recording.rate // 450, recording.rate // 60)
    peaks = [k for k in lags if r[k] >= max(r[k - 1], r[k + 1]) and r[k] > 0.8 * r[lags].max()]
    return recording.rate / peaks[0]


@pytest.mark.parametrize("kind", [0, 1, 2], ids=["men", "women", "children"])
@pytest.mark.parametrize("word", VOWELS)
def test_formants_lie_where_the_table_says(word, kind):
    formants = VOWELS[word][1][kind][1:]
    found = resonances(vowel([*formants, *NEUTRAL[kind]], pitch=100, seconds=0.5))
    np.testing.assert_allclose(found, formants, rtol=0.06)


def test_the_table_is_that_of_1952():
    """Sums over each column of table II, added up by hand, and the vowels that everybody cites."""
    table = np.array([numbers for _, numbers in VOWELS.values()])
    assert table.shape == (10, 3, 4)
    assert VOWELS["heed"] == ("i", ((136, 270, 2290, 3010), (235, 310, 2790, 3310), (272, 370, 3200, 3730)))
    assert VOWELS["heard"][1][0][3] == table[:, 0, 3].min() == 1690  # r: the third formant comes down
    assert (np.diff(table[:, :, 0], axis=1) > 0).all() and (
        np.diff(table[:, :, 1:], axis=1) > -11
    ).all()  # men, women, children
    assert (np.diff(table[:, :, 1:], axis=2) > 0).all()
    assert np.abs(np.array(NEUTRAL)[:, 0] / 3500 - table[:, :, 3].mean(axis=0) / table[:, 0, 3].mean()).max() < 0.01


@pytest.mark.parametrize("pitch", [90, 130, 220, 300])
def test_the_pitch_is_that_which_was_asked_for(pitch):
    assert repeats_after(vowel((730, 1090, 2440), pitch, jitter=0, shimmer=0, breath=0)) == pytest.approx(pitch, rel=0.04)


def test_jitter_makes_periods_uneven_and_shimmer_their_loudness():
    lengths = [periods(jitter) for jitter in (0, 0.01, 0.03)]
    assert all(abs(np.mean(each) / 480 - 1) < 0.02 for each in lengths)
    uneven = [np.std(np.diff(each)) / np.sqrt(2) / 480 for each in lengths]  # from one to the next, as the pitch falls slowly
    np.testing.assert_allclose(uneven, [0, 0.01, 0.03], atol=0.004)
    loud = [
        np.abs(vowel((730,), 100, 0.5, shimmer=s, jitter=0, breath=0).samples[1000:5960]).reshape(-1, 160).max(axis=1)
        for s in (0, 0.1)
    ]
    assert loud[1].std() > 2 * loud[0].std()


def test_breath_is_noise_and_a_whisper_has_no_pitch():
    voiced, breathy, whispered = (vowel((730, 1090, 2440), breath=b).samples for b in (0, 0.5, np.inf))
    again = vowel((730, 1090, 2440), breath=np.inf, random_state=1).samples
    assert abs(np.corrcoef(voiced, breathy)[0, 1]) > 0.8 > 0.2 > abs(np.corrcoef(whispered, again)[0, 1])


def test_the_same_seed_gives_the_same_sounds_and_another_others():
    data, again, other = spoken_vowels(3), spoken_vowels(3), spoken_vowels(3, random_state=1)
    assert data.X == again.X and not set(data.X) & set(other.X)
    assert data.X[:60] == spoken_vowels(4).X[:60], "speaker 2 is the same person, however many there are"
    assert len(set(data.X)) == 60 and all(0.29 < r.seconds < 0.41 and r.rate == 16_000 for r in data.X)
    assert np.unique(data.groups, return_counts=True)[1].tolist() == [20] * 3
    assert [data.X[k].name for k in (0, 20, 40)] == [
        f"speaker {k} ({kind}), heed, take 0" for k, kind in enumerate(("man", "woman", "child"))
    ]


def test_men_women_and_children_speak_as_high_as_they_do():
    data = spoken_vowels(30, 1)
    heard = np.array([repeats_after(r) for r in data.X])
    for kind, name in enumerate(("man", "woman", "child")):
        mean = np.mean([numbers[kind][0] for _, numbers in VOWELS.values()])
        assert np.median(heard[[f"({name})" in r.name for r in data.X]]) == pytest.approx(mean, rel=0.1)


def test_confounded_leaves_each_speaker_one_word_and_each_word_its_speakers():
    data = spoken_vowels(20)
    part = confounded(data, random_state=3)
    said = {g: set(part.y[part.groups == g]) for g in range(20)}
    assert all(len(words) == 1 for words in said.values()) and len(part.X) == 40
    assert sorted(w for words in said.values() for w in words) == sorted(data.classes * 2)
    assert all(r.name.startswith(f"speaker {g} ") and f" {w}," in r.name for r, g, w in zip(part.X, part.groups, part.y))
    assert {len(set(confounded(data, 4).y[confounded(data, 4).groups == g])) for g in range(20)} == {4}
    assert confounded(data, 10).X == data.X


def test_wrong_numbers_are_refused():
    with pytest.raises(ValueError, match="n_speakers and n_takes must be at least 1; got 0 and 2"):
        spoken_vowels(0)
    with pytest.raises(ValueError, match="n_classes must be 1 to 10, got 11"):
        confounded(spoken_vowels(1, 1), 11)
    with pytest.raises(ValueError, match="needs a group for each row"):
        confounded(Dataset("mine", np.eye(2), [0, 1]))
