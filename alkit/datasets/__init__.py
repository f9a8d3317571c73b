"""Data that work offline, with what is known of each row, and some that are fetched or made.  One file a source."""

from alkit.datasets.base import Dataset
from alkit.datasets.fetched import images
from alkit.datasets.games import animals, play_tennis
from alkit.datasets.made import blobs, repeated, two_moons
from alkit.datasets.small import breast_cancer, digits, iris, wine

__all__ = [
    "Dataset", "animals", "blobs", "breast_cancer", "digits", "images", "iris", "play_tennis", "repeated", "two_moons", "wine",
]  # fmt: skip
