"""Data that work offline, with what is known of each row, and some that are fetched or made.  One file a source."""

from alkit.datasets.base import Dataset
from alkit.datasets.docstrings import docstrings
from alkit.datasets.fetched import images, twenty_newsgroups
from alkit.datasets.finance import bank_loans, card_defaults, mortgages
from alkit.datasets.games import animals, play_tennis
from alkit.datasets.large import LargePool, large_pool
from alkit.datasets.made import blobs, confounded, digit_strips, repeated, two_moons
from alkit.datasets.medicine import cell_images, diabetes, parkinson_voices
from alkit.datasets.pictures import pictures
from alkit.datasets.recording import Recording
from alkit.datasets.small import breast_cancer, diabetes_progression, digits, iris, wine
from alkit.datasets.sounds import recordings
from alkit.datasets.texts import food_reviews, pet_names, spam_emails
from alkit.datasets.vowels import VOWELS, spoken_vowels, vowel

__all__ = [
    "VOWELS", "Dataset", "LargePool", "Recording", "animals", "bank_loans", "blobs", "breast_cancer", "card_defaults",
    "cell_images", "confounded", "diabetes", "diabetes_progression", "digit_strips", "digits", "docstrings", "food_reviews",
    "images", "iris", "large_pool", "mortgages", "parkinson_voices", "pet_names", "pictures", "play_tennis", "recordings",
    "repeated", "spam_emails", "spoken_vowels", "twenty_newsgroups", "two_moons", "vowel", "wine",
]  # fmt: skip
