"""The scientific stack's own words: docstrings of what is installed, by subject."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from alkit.datasets.base import Dataset, about

SUBJECTS = {  # subject -> modules; "a: b c" are a.b and a.c
    "arrays": ["numpy", "numpy: random fft ma polynomial.polynomial"],
    "linear algebra": ["numpy: linalg", "scipy: linalg sparse sparse.linalg sparse.csgraph"],
    "machine learning": [
        "sklearn: cluster covariance datasets decomposition ensemble feature_selection impute linear_model manifold metrics",
        "sklearn: metrics.pairwise mixture naive_bayes neighbors neural_network preprocessing semi_supervised svm tree",
    ],
    "plots": ["matplotlib: axes figure patches colors ticker lines text"],
    "signals and images": ["scipy: signal ndimage fft interpolate"],
    "special functions": ["scipy: special"],
    "statistics": ["scipy: stats stats.qmc stats.mstats"],
    "tables": ["pandas"],
}
FEWEST_WORDS, MOST_CHARACTERS = 8, 1_500
_GIVEAWAY = re.compile(r"\S*(?:numpy|scipy|scikit|sklearn|pandas|matplotlib)\S*|\b(?:np|pd|plt)\.", re.IGNORECASE)
_SECTION = re.compile(
    r"^(?:.+\n *-{3,}|\.\. \w+::.*|>>> .*)$", re.MULTILINE
)  # Parameters, Returns, Examples; a directive; code


def docstrings() -> Dataset:
    """What functions and classes of NumPy, SciPy, scikit-learn, pandas and Matplotlib say of themselves: eight subjects.

    Only the words before the parameters, without the names of the packages, each text once.  They are those of the versions
    that are installed, so another machine has other ones: for exploring; where numbers are to stay, take
    :func:`~alkit.datasets.food_reviews`.

    Source: the packages on this machine, read as they are imported, which takes a few seconds the first time.

    Licence: NumPy, SciPy, scikit-learn and pandas BSD-3-Clause, Matplotlib its own (like that of Python).

    Examples
    --------
    >>> docstrings().classes[:3]
    ('arrays', 'linear algebra', 'machine learning')
    """
    found: dict[str, str] = {}
    for subject, lines in SUBJECTS.items():
        for module in _modules(lines):
            for text in _texts(module):
                found.setdefault(text, subject)  # what two packages share is the first one's
    return Dataset("docstrings", list(found), np.array(list(found.values())), tuple(SUBJECTS), about=about(docstrings))


def _modules(lines: list[str]) -> Iterator[Any]:
    for line in lines:
        package, _, parts = line.partition(": ")
        yield from (import_module(f"{package}.{part}") for part in parts.split()) if parts else [import_module(package)]


def _texts(module: Any) -> Iterator[str]:
    """The texts of all that a module offers, in the order of their names; of classes the methods, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # for looking at what will go some day
        for thing in _offered(module, getattr(module, "__all__", None) or dir(module)):
            methods = _offered(thing, vars(thing)) if inspect.isclass(thing) else []
            texts = (_prose(inspect.getdoc(each) or "") for each in [thing, *methods])
            yield from (text for text in texts if len(text.split()) >= FEWEST_WORDS)


def _offered(home: Any, names: Any) -> list[Any]:
    things = []
    for name in sorted(names):
        try:
            things.append(None if name.startswith("_") else getattr(home, name))
        except (AttributeError, ImportError):  # offered on request only
            continue
    return [thing for thing in things if callable(thing)]


def _prose(text: str) -> str:
    """The words before the first section, without a signature, markup and the packages' names."""
    section = _SECTION.search(text)
    words = re.sub(r"^\w+\(.*\)\n", "", text[: section.start()] if section else text)
    words = re.sub(r":[\w:]+:`~?([^`]*)`", r"\1", words).replace("`", "")
    return re.sub(r"[ \t]*\n[ \t]*", "\n", _GIVEAWAY.sub("", words)).strip()[:MOST_CHARACTERS]
