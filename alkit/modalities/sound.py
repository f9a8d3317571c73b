"""Sounds: recordings that are played, and seen as a waveform and a spectrogram."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from alkit.datasets.recording import Recording
from alkit.modalities.base import Modality
from alkit.models.spectra import Cepstra, pitch, power_spectra

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PLAYED = 16_000  # Hz sent to the page at most: enough for speech
STAMP = 8_000  # Hz of a small one
LONGEST, LONGEST_STAMP = 30.0, 1.5  # seconds sent
TOP = 6_000  # Hz, where a spectrogram ends: what tells vowels lies below
COLUMNS, ROWS = 96, 60  # of a spectrogram, at most
WIDE = 0.008  # seconds looked at for one column: so short that single harmonics melt into formants
RANGE = 50.0  # dB below the loudest, what is quieter is white
EMPTY = "This recording is empty: there is nothing to hear. You can skip it."


class Sound(Modality):
    """A recording: a player, its waveform and its spectrogram.

    Examples
    --------
    >>> from alkit.datasets import vowel
    >>> Sound().live(vowel((730, 1090, 2440), pitch=124))["alt"]
    'a sound of 0.35 seconds, pitch 121 to 129 Hz'
    """

    called = "a sound (an alkit.Recording)"

    @classmethod
    def fits(cls, sample: Any) -> bool:
        return isinstance(sample, Recording)

    def live(self, sample: Recording) -> dict[str, Any]:
        if not len(sample):
            return {"kind": "text", "text": EMPTY}
        grey, top = spectrogram(_cut(sample, LONGEST))
        picture = base64.b64encode(grey.tobytes()).decode()
        shape = {"columns": grey.shape[1], "top": top, "seconds": _cut(sample, LONGEST).seconds}
        return {"kind": "sound", "src": wave_source(sample, PLAYED, LONGEST), "grey": picture, "alt": about(sample)} | shape

    def thumbnail(self, sample: Recording) -> dict[str, Any] | None:
        if not len(sample):
            return None
        return {"kind": "sound", "src": wave_source(sample, STAMP, LONGEST_STAMP), "alt": about(sample)}

    def paper(self, ax: Axes, sample: Recording) -> None:
        if not len(sample):
            ax.axis("off")
            ax.text(0, 1, EMPTY.replace(": ", ":\n"), va="top", transform=ax.transAxes)
            return
        grey, top = spectrogram(sample)
        ax.imshow(
            grey,
            cmap="Greys",
            interpolation="bilinear",
            vmin=0,
            vmax=255,
            origin="lower",
            aspect="auto",
            extent=(0, sample.seconds, 0, top / 1000),
        )
        ax.set(xlabel="seconds", ylabel="kHz")
        wave = ax.inset_axes((0, 1.02, 1, 0.18))
        wave.plot(np.arange(len(sample)) / sample.rate, sample.samples, color="C0", linewidth=0.5)
        wave.set(xlim=(0, sample.seconds), ylim=(-1, 1))
        wave.axis("off")

    def default_estimator(self) -> Any:
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        # On few rows newton-cg takes a fifth of lbfgs's time: the person waits for it.
        return make_pipeline(Cepstra(), StandardScaler(), LogisticRegression(solver="newton-cg", max_iter=2000))


def about(sample: Recording) -> str:
    """A sound in words, for those who do not see it: how long and how high, and nothing of what it is."""
    length = f"a sound of {sample.seconds:.2f} seconds"
    if sample.seconds > LONGEST:
        length += f", of which the first {LONGEST:.0f} are played"
    heard = pitch(_cut(sample, LONGEST))
    if np.isfinite(heard).mean() < 0.1:
        return f"{length}, no clear pitch"
    low, high = np.round(np.nanpercentile(heard, [10, 90])).astype(int)
    return f"{length}, pitch {low} to {high} Hz"


def spectrogram(sample: Recording) -> tuple[np.ndarray, float]:
    """The loudness at each time and frequency as a picture.

    Returns
    -------
    array of shape (n_rows, n_columns) of uint8, from 0, white, to 255; the first row is the lowest frequency
    float, the frequency at which it ends, in Hz
    """
    hop = max(0.002, (sample.seconds - WIDE) / COLUMNS)
    power, frequencies = power_spectra(sample, WIDE, hop)
    top = min(TOP, sample.rate / 2)
    wanted = (np.arange(ROWS) + 0.5) * top / ROWS
    decibels = 10 * np.log10(np.maximum(power[:COLUMNS], 1e-10))
    rows = np.stack([np.interp(wanted, frequencies, column) for column in decibels + _lift(frequencies)], axis=1)
    loudness = 1 + (rows - rows.max()) / RANGE
    return np.round(255 * loudness.clip(0, 1)).astype(np.uint8), top


def _lift(frequencies: np.ndarray) -> np.ndarray:
    """What is added so that the upper formants are seen: 6 dB an octave from 500 Hz on, as phoneticians do."""
    return 20 * np.log10(np.maximum(frequencies, 500) / 500)


def wave_source(sample: Recording, rate: int, seconds: float) -> str:
    """The sound as a WAV file of 16 bits in a data URL, of this rate and length at most."""
    from scipy.io import wavfile

    sample = _cut(sample, seconds)
    samples, rate = _slower(sample, rate)
    buffer = io.BytesIO()
    wavfile.write(buffer, rate, np.round(32767 * samples.clip(-1, 1)).astype("<i2"))
    return "data:audio/wav;base64," + base64.b64encode(buffer.getvalue()).decode()


def _slower(sample: Recording, rate: int) -> tuple[np.ndarray, int]:
    from scipy.signal import resample_poly

    if sample.rate <= rate:
        return sample.samples, sample.rate
    part = int(np.gcd(sample.rate, rate))
    return resample_poly(sample.samples, rate // part, sample.rate // part), rate


def _cut(sample: Recording, seconds: float) -> Recording:
    return sample if sample.seconds <= seconds else Recording(sample.samples[: int(seconds * sample.rate)], sample.rate)
