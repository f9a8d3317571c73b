"""What a sound is made of, piece by piece: spectra over time, the pitch of a voice, and features a model can learn from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.fft import dct
from sklearn.base import BaseEstimator, TransformerMixin

from alkit.datasets.recording import Recording

WINDOW, HOP = 0.025, 0.01  # seconds; so long a piece of speech changes little
LOWEST = 60.0  # Hz
LOUD = 35.0  # dB below the loudest piece, what is quieter is silence around the word
FAINT = 1e-10  # power of what nobody hears
VOICED = 0.8  # of the power: in a voice at least so much comes back a period later, in noise less


def power_spectra(recording: Recording, window: float = WINDOW, hop: float = HOP) -> tuple[np.ndarray, np.ndarray]:
    """The power at each frequency, in one short piece of the sound after the other.

    Parameters
    ----------
    recording : Recording
    window, hop : seconds from the begin of a piece to its end, and to the begin of the next

    Returns
    -------
    array of shape (n_pieces, n_frequencies); a sound shorter than a window is one piece
    array of shape (n_frequencies,), in Hz

    Examples
    --------
    >>> tone = Recording(0.5 * np.sin(np.arange(8000) * 2 * np.pi * 440 / 8000), 8000)
    >>> power, frequencies = power_spectra(tone)
    >>> power.shape, float(frequencies[power[0].argmax()])
    ((98, 129), 437.5)
    """
    pieces = _pieces(recording, window, hop)
    n_fft = 1 << (pieces.shape[1] - 1).bit_length()  # zeros up to a power of two: as many values, read off more closely
    return np.abs(np.fft.rfft(pieces, n_fft)) ** 2, np.fft.rfftfreq(n_fft, 1 / recording.rate)


def _pieces(recording: Recording, window: float, hop: float) -> np.ndarray:
    """Short pieces of a sound that fade in and out: (n_pieces, n_samples of one)."""
    n, step = max(int(window * recording.rate), 2), max(int(hop * recording.rate), 1)
    samples = np.pad(recording.samples.astype(float), (0, max(0, n - len(recording))))
    return sliding_window_view(samples, n)[::step] * np.hanning(n)


def pitch(recording: Recording, lowest: float = 70.0, highest: float = 450.0) -> np.ndarray:
    """How high the voice is, piece by piece: the lag at which the sound is most like itself.

    Parameters
    ----------
    recording : Recording
    lowest, highest : what a voice can have, in Hz

    Returns
    -------
    array of shape (n_pieces,), in Hz; NaN where there is no voice

    Examples
    --------
    >>> from alkit.datasets import vowel
    >>> float(np.nanmedian(pitch(vowel((730, 1090, 2440), pitch=200))).round(-1))
    200.0
    """
    pieces = _pieces(recording, 0.04, HOP)
    n = pieces.shape[1]
    power = np.abs(np.fft.rfft(pieces, 2 * n)) ** 2  # as long again in zeros: the end is not compared with the begin
    alike = np.fft.irfft(power) / np.fft.irfft(np.abs(np.fft.rfft(np.hanning(n), 2 * n)) ** 2 + FAINT)  # but for the fading
    lags = np.arange(int(recording.rate / highest), min(int(recording.rate / lowest), n // 2) + 1)
    share = alike[:, lags] / np.maximum(alike[:, :1], FAINT)
    is_peak = (share >= np.roll(share, 1, axis=1)) & (share >= np.roll(share, -1, axis=1))
    best = (is_peak & (share > 0.9 * share.max(axis=1, keepdims=True))).argmax(axis=1)  # the first: two periods are alike, too
    is_voice = (share.max(axis=1) > VOICED) & _is_loud(power)
    found = np.where(is_voice, recording.rate / lags[best], np.nan)
    if is_voice.any():  # half and double are the mistakes of this method; nobody jumps an octave within a word
        found[~(np.abs(np.log2(found / np.nanmedian(found))) < 0.6)] = np.nan
    return found


def _is_loud(power: np.ndarray) -> np.ndarray:
    """Which pieces are not silence: (n_pieces,)."""
    loudness = power.sum(axis=1)
    return loudness > max(loudness.max() * 10 ** (-LOUD / 10), FAINT)


def mel(frequency: Any) -> Any:
    """The pitch that one hears, in mel; 1,000 Hz are 1,000 of them.

    Source: D. O'Shaughnessy, Speech Communication, 1987.

    >>> float(np.round(mel(1000.0)))
    1000.0
    """
    return 2595 * np.log10(1 + np.asarray(frequency) / 700)


@lru_cache(maxsize=32)
def _bands(n_bands: int, highest: float, n_frequencies: int, top: float) -> np.ndarray:
    """Triangles of equal width in mel and of sum 1, each as far as the middles of its neighbors: (n_frequencies, n_bands)."""
    edges = np.linspace(mel(LOWEST), mel(highest), n_bands + 2)
    place = mel(np.linspace(0, top, n_frequencies))[:, None]
    rising = (place - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - place) / (edges[2:] - edges[1:-1])
    weights = np.clip(np.minimum(rising, falling), 0, None)
    return weights / np.maximum(weights.sum(axis=0), 1e-12)


class Cepstra(TransformerMixin, BaseEstimator):
    """Recordings as rows of numbers: the shape of the spectrum, as the ear has it, in a few stages of the sound.

    The power in bands that are equally wide to the ear, in dB; of these the first cosines (their cepstrum: how the spectrum
    rises and falls, without the single harmonics of the voice); the mean over each of ``n_stages`` equal parts of what is left
    when silence before and after is cut away.  The loudness of the recording as a whole does not count.  What has been computed
    of a recording is kept as long as the recording lives, as a model is fitted after every answer.

    Parameters
    ----------
    n_stages : parts of the sound, one after the other
    n_bands, n_cosines : int
    highest : in Hz; a telephone carries 4,000, and recordings of all rates from 8,000 Hz can be compared

    Source: S. Davis and P. Mermelstein, Comparison of Parametric Representations for Monosyllabic Word Recognition in
    Continuously Spoken Sentences, 1980.

    Examples
    --------
    >>> from alkit.datasets import vowel
    >>> Cepstra(n_stages=2).fit_transform([vowel((730, 1090, 2440)), vowel((270, 2290, 3010))]).shape
    (2, 26)
    """

    def __init__(self, n_stages: int = 3, n_bands: int = 32, n_cosines: int = 13, highest: float = 4000.0):
        self.n_stages, self.n_bands, self.n_cosines, self.highest = n_stages, n_bands, n_cosines, highest

    def fit(self, X: Sequence[Recording], y: Any = None) -> Cepstra:
        """Nothing is learned."""
        return self

    def transform(self, X: Sequence[Recording]) -> np.ndarray:
        """Rows of shape (n_samples, n_stages * n_cosines)."""
        how = (self.n_stages, self.n_bands, self.n_cosines, float(self.highest))
        return np.concatenate([_kept(recording, how) for recording in X]).reshape(len(X), -1)  # four times as fast as np.stack

    def __sklearn_is_fitted__(self) -> bool:
        return True


def _kept(recording: Recording, how: tuple[int, int, int, float]) -> np.ndarray:
    if (row := recording.kept.get(how)) is None:
        row = recording.kept[how] = _features(recording, *how)
    return row


def _features(recording: Recording, n_stages: int, n_bands: int, n_cosines: int, highest: float) -> np.ndarray:
    power, frequencies = power_spectra(recording)
    loud = np.flatnonzero(_is_loud(power))
    word = power[loud[0] : loud[-1] + 1] if loud.size else power
    decibels = 10 * np.log10(word @ _bands(n_bands, highest, len(frequencies), float(frequencies[-1])) + FAINT)
    cosines = dct(decibels, norm="ortho")[:, :n_cosines]
    parts = np.array_split(cosines, n_stages) if len(cosines) >= n_stages else [cosines] * n_stages
    stages = np.stack([part.mean(axis=0) for part in parts])
    stages[:, 0] -= stages[:, 0].mean()
    return stages.ravel()
