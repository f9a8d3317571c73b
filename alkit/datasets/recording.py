"""What a sound is: its samples, how many of them a second has, and where it comes from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False, repr=False)
class Recording:
    """One sound.  A list of them is a pool.

    Two are equal if they sound alike; the name does not count, so that a file may be moved and its label stays its label.

    Attributes
    ----------
    samples : float32 array of shape (n_samples,), within -1 and 1, read-only
    rate : samples a second, in Hz
    name : where it comes from, a file say

    Raises
    ------
    ValueError
        If the samples are not one row of finite numbers within -1 and 1, or the rate is not above 0.

    Examples
    --------
    >>> tone = Recording([0.0, 0.5, 0.0, -0.5] * 1000, 8000, "a tone")
    >>> tone
    Recording('a tone', 0.50 s at 8000 Hz, 90ef23)
    >>> tone.seconds, len(tone), tone == Recording(tone.samples, 8000)
    (0.5, 4000, True)
    """

    samples: np.ndarray
    rate: int
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        samples = np.array(self.samples, dtype=np.float32)  # a copy: nobody changes it afterwards
        if samples.ndim != 1 or not self.rate > 0:
            raise ValueError(
                "a recording is one row of samples and their rate in Hz (several channels: their mean); "
                f"got samples of shape {samples.shape} and rate {self.rate!r}"
            )
        if not np.isfinite(samples).all() or (samples.size and np.abs(samples).max() > 1):
            raise ValueError(
                "the samples of a recording must be finite and within -1 and 1; divide whole numbers of 16 bits by 32768"
            )
        samples.setflags(write=False)
        object.__setattr__(self, "samples", samples)
        object.__setattr__(self, "rate", int(self.rate))

    def __len__(self) -> int:  # no __getitem__: to NumPy it is one thing, and no sequence
        return len(self.samples)

    def __bool__(self) -> bool:
        return True  # an empty one is a recording, too

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self) / self.rate

    @cached_property
    def _digest(self) -> str:
        return hashlib.blake2b(f"{self.rate}:".encode() + self.samples.tobytes(), digest_size=16).hexdigest()

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What others have worked out of it and will want again: a model is fitted after every answer."""
        return {}

    def __eq__(self, other: object) -> bool:
        return self._digest == other._digest if isinstance(other, Recording) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return f"Recording({self.name!r}, {self.seconds:.2f} s at {self.rate} Hz, {self._digest[:6]})"
