"""Spectra, pitch and cepstra: known tones, an independent reference, and what must not matter."""

import gc
import weakref

import numpy as np
import pytest
from scipy.signal import ShortTimeFFT
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from alkit import Recording, group_split, spoken_vowels, vowel
from alkit.models import spectra
from alkit.models.spectra import Cepstra, mel, pitch, power_spectra

DATA = spoken_vowels(9, 1)


def tone(frequency, rate=16_000, loud=0.5):
    return Recording(loud * np.sin(np.arange(rate // 2) * 2 * np.pi * frequency / rate), rate)


@pytest.mark.parametrize("rate", [8000, 11_025, 44_100])
def test_spectra_are_those_of_scipy(rate):
    one = Recording(np.random.default_rng(0).uniform(-1, 1, rate), rate)
    power, frequencies = power_spectra(one)
    n, hop = int(0.025 * rate), int(0.01 * rate)
    reference = ShortTimeFFT(np.hanning(n), hop, rate, mfft=2 * (len(frequencies) - 1), phase_shift=None)
    np.testing.assert_allclose(frequencies, reference.f)
    np.testing.assert_allclose(
        power[0], np.abs(reference.stft(one.samples[:n].astype(float), p0=0, p1=1, k_offset=n // 2)[:, 0]) ** 2
    )
    for k in (3, 50):
        piece = one.samples[k * hop : k * hop + n].astype(float)
        np.testing.assert_allclose(power[k], power_spectra(Recording(piece, rate))[0][0])


@pytest.mark.parametrize("rate", [8000, 12_800, 16_000, 44_100])
@pytest.mark.parametrize("frequency", [85, 140, 260, 400])
def test_the_pitch_of_voices(frequency, rate):
    found = pitch(vowel((730, 1090, 2440), frequency, 0.5, rate=rate))
    assert np.nanmedian(found) == pytest.approx(frequency, rel=0.05)
    assert np.nanmax(found) < 1.2 * frequency and np.nanmin(found) > 0.8 * frequency, "no octave too high or too low"


@pytest.mark.parametrize(
    "sound",
    [
        vowel((730, 1090, 2440), breath=np.inf),
        Recording(np.zeros(8000), 8000),
        Recording([0.1, 0.2], 8000),
        Recording([], 8000),
    ],
    ids=["whisper", "silence", "two samples", "nothing"],
)
def test_where_there_is_no_voice_there_is_no_pitch(sound):
    assert np.isnan(pitch(sound)).mean() > 0.8
    assert np.isfinite(Cepstra().transform([sound])).all()


def test_mel_and_its_bands():
    assert mel(0) == 0 and mel(1000) == pytest.approx(1000, abs=0.1)
    bands = spectra._bands(20, 4000.0, 513, 8000.0)
    np.testing.assert_allclose(bands.sum(axis=0), 1)
    middles = np.linspace(0, 8000, 513) @ bands
    assert (np.diff(middles) > 0).all() and 60 < middles[0] < middles[-1] < 4000
    assert np.ptp(np.diff(mel(middles))) < 0.25 * np.diff(mel(middles)).mean()  # equally far apart to the ear


def test_loudness_and_silence_round_the_word_do_not_count():
    word = vowel((730, 1090, 2440), breath=0)
    quiet = Recording(word.samples / 4, word.rate)
    late = Recording(np.concatenate([np.zeros(1600), word.samples, np.zeros(3200)]), word.rate)
    one, soft, waited = Cepstra().transform([word, quiet, late])
    np.testing.assert_allclose(soft, one, atol=0.05)
    np.testing.assert_allclose(
        np.delete(waited, [0, 13, 26]), np.delete(one, [0, 13, 26]), atol=1
    )  # dB; the edges move a little


def test_the_pitch_counts_little_and_the_rate_not_at_all():
    low, high, other = Cepstra(1).transform(
        [vowel((530, 1840, 2480), 110), vowel((530, 1840, 2480), 150), vowel((300, 870, 2240), 110)]
    )
    assert np.linalg.norm(low - high) < 0.4 * np.linalg.norm(low - other)
    slow, fast = (Cepstra(1).transform([vowel((530, 1840, 2480), 110, rate=r, breath=0)])[0] for r in (16_000, 32_000))
    assert np.linalg.norm(slow - fast) < 0.15 * np.linalg.norm(low - other)


def test_a_row_does_not_depend_on_its_neighbors_and_is_computed_once(monkeypatch):
    computed = []
    original = spectra._features
    monkeypatch.setattr(spectra, "_features", lambda *how: (computed.append(how), original(*how))[1])
    pool = [Recording(r.samples / 2, r.rate) for r in DATA.X[:5]]
    rows = Cepstra().fit_transform(pool)
    assert rows.shape == (5, 39) and len(computed) == 5
    np.testing.assert_array_equal(clone(Cepstra()).transform(pool[3:] + pool[:1]), rows[[3, 4, 0]])
    assert len(computed) == 5
    Cepstra(n_stages=1).transform(pool)
    assert len(computed) == 10
    kept = weakref.ref(pool[0])
    computed.clear()
    del pool
    gc.collect()
    assert kept() is None, "what nobody holds is forgotten"


def test_vowels_of_new_speakers_are_told_apart():
    split = group_split(DATA, test_size=1 / 3, random_state=0)
    model = make_pipeline(Cepstra(), StandardScaler(), LogisticRegression(max_iter=2000)).fit(split.X_pool, split.y_pool)
    assert model.score(split.X_test, split.y_test) > 0.6  # of ten
