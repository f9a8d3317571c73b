"""Anybody's own sound files: a folder a class."""

from __future__ import annotations

import os
import pathlib
import warnings
from importlib import import_module
from math import gcd

import numpy as np

from alkit.datasets.base import Dataset
from alkit.datasets.recording import Recording

WAVES = {".wav", ".wave"}  # which SciPy reads, too
SOUNDS = WAVES | {".aif", ".aiff", ".au", ".flac", ".mp3", ".oga", ".ogg", ".opus"}
MOST_NAMED = 5  # files that a warning names


def recordings(folder: str | os.PathLike[str], highest_rate: int | None = 16_000) -> Dataset:
    """Your own sound files, a folder a class: ``yes/001.wav``, ``yes/002.ogg``, ``no/anna/001.flac``.

    Several channels become their mean.  Files of other kinds, and files that lie in no folder, belong to no class and are not
    read.  Nobody knows who speaks, so ``groups`` is None: where the names of the files tell it, make them of the names of the
    recordings, ``dataclasses.replace(data, groups=[r.name.split("/")[1] for r in data.X])``, and use
    :func:`~alkit.splits.group_split`.  The files are yours: so are the rights that others have in them.

    Parameters
    ----------
    folder : where the folders are
    highest_rate : what has more samples a second than this is resampled to it; None: all stay as they are

    Returns
    -------
    Dataset
        X is a list of recordings, whose names are the paths within the folder; y are the names of the folders.

    Warns
    -----
    UserWarning
        If files cannot be read; they are left out, and named.

    Raises
    ------
    ValueError
        If there is no such folder, or no sound in it.
    ModuleNotFoundError
        If there are files other than WAV, and soundfile is not installed.
    """
    root = pathlib.Path(folder)
    if not root.is_dir():
        raise ValueError(f"recordings needs a folder that holds a folder per class; there is no folder {os.fspath(folder)!r}")
    found, broken = list[Recording](), dict[str, str]()
    for path in sorted(p for p in root.glob("*/**/*") if p.suffix.lower() in SOUNDS and p.is_file()):
        name = path.relative_to(root).as_posix()
        try:
            found.append(_read(path, name, highest_rate))
        except (ValueError, RuntimeError, OSError, EOFError) as error:
            broken[name] = str(error)
    _tell(broken, len(found))
    if not found:
        raise ValueError(
            f"there is no sound to be read in the folders of {os.fspath(folder)!r}; known are {' '.join(sorted(SOUNDS))}"
        )
    return Dataset(root.resolve().name, found, np.array([r.name.split("/")[0] for r in found]))


def _tell(broken: dict[str, str], n_read: int) -> None:
    if broken:
        named = "; ".join(f"{name} ({why})" for name, why in list(broken.items())[:MOST_NAMED])
        more = f"; and {len(broken) - MOST_NAMED} more" if len(broken) > MOST_NAMED else ""
        warnings.warn(
            f"{len(broken)} of {len(broken) + n_read} sound files cannot be read and are left out: {named}{more}", stacklevel=3
        )


def _read(path: pathlib.Path, name: str, highest_rate: int | None) -> Recording:
    samples, rate = _decoded(path)
    if not samples.size:
        raise ValueError("it is empty")
    if highest_rate and rate > highest_rate:
        from scipy.signal import resample_poly

        part = gcd(rate, highest_rate)
        samples, rate = resample_poly(samples, highest_rate // part, rate // part), highest_rate
    return Recording(np.clip(samples, -1, 1), rate, name)


def _decoded(path: pathlib.Path) -> tuple[np.ndarray, int]:
    """The samples of a file, (n_samples,), and their rate."""
    try:
        soundfile = import_module("soundfile")
    except ModuleNotFoundError as error:
        if path.suffix.lower() in WAVES:
            return _wave(path)
        raise ModuleNotFoundError(
            f"{path.name} is no WAV file, and soundfile, which reads it, is not installed: pip install alkit[data]"
        ) from error
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return samples.mean(axis=1), rate


def _wave(path: pathlib.Path) -> tuple[np.ndarray, int]:
    """A WAV file by SciPy, whose numbers are as the file has them: bytes round 128, or whole numbers of 16 or 32 bits."""
    from scipy.io import wavfile

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", wavfile.WavFileWarning)  # parts of the file that are no sound
        rate, samples = wavfile.read(path)
    if samples.dtype == np.uint8:
        samples = (samples - 128.0) / 128
    elif samples.dtype.kind == "i":
        samples = samples / float(-np.iinfo(samples.dtype).min)
    return samples.reshape(len(samples), -1).mean(axis=1), rate
