"""Vowels made by a model of the voice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from alkit.datasets.base import Dataset
from alkit.datasets.recording import Recording

RATE = 16_000  # Hz
BANDWIDTHS = (60, 90, 150, 200, 250)  # Hz, of the five formants
SHUT, WIDEST = 0.44, 0.84  # of a period: until when the vocal folds are shut, when they are widest apart; at its end they close
KINDS = ("man", "woman", "child")
# Formants 4 and 5 of each kind, in Hz: those of a neutral tube, shorter as the third formants of women and children say.
NEUTRAL = ((3500, 4500), (4080, 5250), (4790, 6160))

# The vowel of each word: IPA, and for men, women and children pitch, F1, F2, F3 in Hz.
# G. E. Peterson and H. L. Barney, Control Methods Used in a Study of the Vowels, JASA 24, 1952, table II: means of 33 men, 28
# women and 15 children.
VOWELS = {
    "heed": ("i", ((136, 270, 2290, 3010), (235, 310, 2790, 3310), (272, 370, 3200, 3730))),
    "hid": ("ɪ", ((135, 390, 1990, 2550), (232, 430, 2480, 3070), (269, 530, 2730, 3600))),
    "head": ("ɛ", ((130, 530, 1840, 2480), (223, 610, 2330, 2990), (260, 690, 2610, 3570))),
    "had": ("æ", ((127, 660, 1720, 2410), (210, 860, 2050, 2850), (251, 1010, 2320, 3320))),
    "hod": ("ɑ", ((124, 730, 1090, 2440), (212, 850, 1220, 2810), (256, 1030, 1370, 3170))),
    "hawed": ("ɔ", ((129, 570, 840, 2410), (216, 590, 920, 2710), (263, 680, 1060, 3180))),
    "hood": ("ʊ", ((137, 440, 1020, 2240), (232, 470, 1160, 2680), (276, 560, 1410, 3310))),
    "who'd": ("u", ((141, 300, 870, 2240), (231, 370, 950, 2670), (274, 430, 1170, 3260))),
    "hud": ("ʌ", ((130, 640, 1190, 2390), (221, 760, 1400, 2780), (261, 850, 1590, 3360))),
    "heard": ("ɝ", ((133, 490, 1350, 1690), (218, 500, 1640, 1960), (261, 560, 1820, 2160))),
}


class Speaker(NamedTuple):
    """What one voice has, whatever it says."""

    kind: int
    pitch: float  # times the mean pitch of its kind
    size: float  # times the mean formants of its kind: above 1 is a short vocal tract
    accent: np.ndarray  # of shape (n_vowels, 3), times the formants of each vowel
    breath: float
    jitter: float
    shimmer: float


def spoken_vowels(n_speakers: int = 30, n_takes: int = 2, random_state: int = 0) -> Dataset:
    """The ten vowels of American English, said by as many made-up people as you like: men, women and children in turn.

    The classes are words that hold the vowel (:data:`VOWELS` has the IPA); only the vowel is heard, 0.3 to 0.4 s of it.  The
    groups are the speakers, and speaker number 3 is the same person however many there are.  See :func:`vowel` for how a sound
    is made.  Mean pitch and formants: Peterson and Barney 1952.  The spread is ours: speakers differ in pitch by 12 % and in
    the length of the vocal tract by 5 % (standard deviations), in each formant of each vowel by 4 %, two takes by 2 %.

    Parameters
    ----------
    n_speakers : int, at least 1
    n_takes : how often each says each vowel, at least 1
    random_state : int, at least 0

    Returns
    -------
    Dataset
        X is a list of ``10 * n_speakers * n_takes`` recordings of 16,000 Hz.

    Raises
    ------
    ValueError
        If a number is below 1.

    Examples
    --------
    >>> data = spoken_vowels(n_speakers=3)
    >>> len(data.X), data.classes[:3], data.X[0].name
    (60, ('heed', 'hid', 'head'), 'speaker 0 (man), heed, take 0')
    """
    if n_speakers < 1 or n_takes < 1:
        raise ValueError(f"n_speakers and n_takes must be at least 1; got {n_speakers!r} and {n_takes!r}")
    X, y, groups = list[Recording](), [], []
    for number in range(n_speakers):
        rng = np.random.default_rng([random_state, number])
        speaker = _speaker(number % len(KINDS), rng)
        for take in range(n_takes):
            for j, word in enumerate(VOWELS):
                X.append(_said(speaker, j, f"speaker {number} ({KINDS[speaker.kind]}), {word}, take {take}", rng))
                y.append(word)
                groups.append(number)
    return Dataset("spoken vowels", X, np.array(y), tuple(VOWELS), groups=np.array(groups))


def _speaker(kind: int, rng: np.random.Generator) -> Speaker:
    pitch, size = np.exp(rng.normal(scale=(0.12, 0.05)))
    accent = np.exp(rng.normal(scale=0.04, size=(len(VOWELS), 3)))
    return Speaker(kind, pitch, size, accent, rng.uniform(0.01, 0.08), rng.uniform(0.004, 0.012), rng.uniform(0.02, 0.08))


def _said(speaker: Speaker, j: int, name: str, rng: np.random.Generator) -> Recording:
    """One take of vowel j."""
    pitch, *formants = [*VOWELS.values()][j][1][speaker.kind]
    take = np.exp(rng.normal(scale=0.02, size=4))
    tract = speaker.size * np.concatenate([np.array(formants) * speaker.accent[j] * take[1:], NEUTRAL[speaker.kind]])
    return vowel(
        tract, pitch * speaker.pitch * take[0], rng.uniform(0.3, 0.4), breath=speaker.breath, jitter=speaker.jitter,
        shimmer=speaker.shimmer, name=name, random_state=rng,
    )  # fmt: skip


def vowel(
    formants: Sequence[float] | np.ndarray,
    pitch: float = 120.0,
    seconds: float = 0.35,
    *,
    rate: int = RATE,
    breath: float = 0.03,
    jitter: float = 0.008,
    shimmer: float = 0.04,
    name: str = "",
    random_state: int | np.random.Generator | None = 0,
) -> Recording:
    """A vowel by a source and a filter: what the vocal folds give, through the resonances of the vocal tract.

    The source is a train of glottal pulses (Rosenberg 1971), differentiated as by the lips, with noise of the breath; the
    filter is a cascade of resonators, one per formant (Klatt 1980).

    Parameters
    ----------
    formants : up to five resonances, in Hz
    pitch : of the voice, in Hz; it falls by a tenth over the sound
    seconds : length
    rate : samples a second, in Hz
    breath : loudness of the noise beside the pulses; ``np.inf`` whispers
    jitter, shimmer : standard deviation of a period's length and of a pulse's loudness, as a share of them
    name : of the recording
    random_state : None, int or numpy.random.Generator

    Source: A. E. Rosenberg, Effect of Glottal Pulse Shape on the Quality of Natural Vowels, JASA 49, 1971; D. H. Klatt,
    Software for a Cascade/Parallel Formant Synthesizer, JASA 67, 1980.

    Examples
    --------
    >>> vowel((730, 1090, 2440), pitch=124, name="hod")
    Recording('hod', 0.35 s at 16000 Hz, ...)
    """
    from scipy.signal import sosfilt

    rng, n = np.random.default_rng(random_state), int(seconds * rate)
    noise = rng.normal(size=n)
    pulses = _pulses(n, pitch, rate, jitter, shimmer, rng)
    source = noise if np.isinf(breath) else pulses / max(float(pulses.std()), 1e-12) + breath * noise
    sound = sosfilt([_resonator(*each, rate) for each in zip(formants, BANDWIDTHS)], source) * _fade(n, rate)
    return Recording(0.7 * sound / max(float(np.abs(sound).max()), 1e-12), rate, name)


def _pulses(n: int, pitch: float, rate: int, jitter: float, shimmer: float, rng: np.random.Generator) -> np.ndarray:
    """What the vocal folds let through, differentiated: (n,).

    The folds close at instants between the samples, or else the sampling itself would be heard as jitter.
    """
    n_periods = int(n / rate * pitch * 1.2) + 3
    falling = pitch * np.linspace(1.05, 0.95, n_periods)
    periods = rate / falling * (1 + jitter * rng.normal(size=n_periods))
    closings = np.concatenate([[0.0], np.cumsum(np.maximum(periods, 2))])
    turns = np.interp(np.arange(n + 1), closings, np.arange(n_periods + 1))
    number, phase = np.divmod(turns, 1)
    opening = 0.5 - 0.5 * np.cos(np.pi * (phase - SHUT) / (WIDEST - SHUT))
    closing = np.cos(np.pi / 2 * (phase - WIDEST) / (1 - WIDEST))
    flow = np.where(phase < SHUT, 0.0, np.where(phase < WIDEST, opening, closing))
    loudness = 1 + shimmer * rng.normal(size=n_periods + 1)
    return np.diff(flow * loudness[number.astype(int)])


def _resonator(formant: float, bandwidth: float, rate: int) -> list[float]:
    """One formant as a section of second order, of gain 1 at 0 Hz."""
    radius = np.exp(-np.pi * bandwidth / rate)
    b, c = 2 * radius * np.cos(2 * np.pi * formant / rate), -(radius**2)
    return [1 - b - c, 0.0, 0.0, 1.0, -b, -c]


def _fade(n: int, rate: int) -> np.ndarray:
    """Loud within 30 ms, and gone within the last 80."""
    t = np.arange(n) / rate
    return np.clip(np.minimum(t / 0.03, (n / rate - t) / 0.08), 0, 1)
