"""Data that work offline, with what is known of each row, and some that are fetched or made.  One file a source."""

from alkit.datasets.base import Dataset
from alkit.datasets.fetched import images
from alkit.datasets.finance import bank_loans, card_defaults, mortgages
from alkit.datasets.games import animals, play_tennis
from alkit.datasets.made import blobs, repeated, two_moons
from alkit.datasets.medicine import cell_images, diabetes, parkinson_voices
from alkit.datasets.small import breast_cancer, digits, iris, wine
from alkit.datasets.texts import food_reviews, pet_names, spam_emails

__all__ = [
    "Dataset", "animals", "bank_loans", "blobs", "breast_cancer", "card_defaults", "cell_images", "diabetes", "digits",
    "food_reviews", "images", "iris", "mortgages", "parkinson_voices", "pet_names", "play_tennis", "repeated", "spam_emails",
    "two_moons", "wine",
]  # fmt: skip
