"""Data that work offline, with what is known of each row, and some that are fetched or made.  One file a source."""

from alkit.datasets.base import Dataset
from alkit.datasets.fetched import images
from alkit.datasets.games import animals, play_tennis
from alkit.datasets.made import blobs, confounded, repeated, two_moons
from alkit.datasets.recording import Recording
from alkit.datasets.small import breast_cancer, digits, iris, wine
from alkit.datasets.sounds import recordings
from alkit.datasets.vowels import VOWELS, spoken_vowels, vowel

__all__ = [
    "VOWELS", "Dataset", "Recording", "animals", "blobs", "breast_cancer", "confounded", "digits", "images", "iris",
    "play_tennis", "recordings", "repeated", "spoken_vowels", "two_moons", "vowel", "wine",
]  # fmt: skip
