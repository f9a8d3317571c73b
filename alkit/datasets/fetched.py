"""Pictures and texts that are fetched once, where there is a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alkit.datasets.base import Dataset, about
from alkit.datasets.small import digits

OPENML = {"MNIST": "mnist_784", "Fashion-MNIST": "Fashion-MNIST"}


def images(name: str = "digits") -> Dataset:
    """Pictures of ten classes: the digits that are there, or 70,000 of 28 × 28 pixels that are fetched when first asked for.

    Source of the others: Y. LeCun, C. Cortes and C. Burges, MNIST, 1998; H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST,
    2017; both by OpenML (numbers 554 and 40996), kept on disk by scikit-learn.

    Licence: MNIST CC BY-SA 3.0, Fashion-MNIST MIT; the digits CC BY 4.0.

    Parameters
    ----------
    name : "digits", "MNIST" or "Fashion-MNIST"

    Raises
    ------
    ValueError
        If there is no data set of that name.
    ConnectionError
        If OpenML cannot be reached, and the data are not on disk.

    Examples
    --------
    >>> images().image_shape
    (8, 8)
    """
    if name == "digits":
        return digits()
    if name not in OPENML:
        raise ValueError(f"images has {', '.join(['digits', *OPENML])}, got {name!r}")
    from sklearn.datasets import fetch_openml

    try:
        X, y = fetch_openml(OPENML[name], version=1, return_X_y=True, as_frame=False, n_retries=0)
    except OSError as error:
        reached = f"{name} is fetched from OpenML, which cannot be reached ({error})"
        raise ConnectionError(f"{reached}; without a network use digits()") from error
    return Dataset(name, X.astype(np.uint8), y.astype(int), tuple(range(10)), image_shape=(28, 28), about=about(images))


def twenty_newsgroups(groups: Sequence[str] | None = None) -> Dataset:
    """18,846 messages to twenty newsgroups of 1993, without what gives the group away: headers, signatures, quotes.

    Some are empty after that, and are left out.

    Source: K. Lang, NewsWeeder: Learning to Filter Netnews, 1995; fetched and kept on disk by scikit-learn.

    Licence: none is named; the messages are their writers'.

    Parameters
    ----------
    groups : names of some groups, ``["sci.space", "rec.autos"]``; None for all

    Raises
    ------
    ConnectionError
        If they cannot be reached, and are not on disk.
    """
    from sklearn.datasets import fetch_20newsgroups

    try:
        found = fetch_20newsgroups(
            subset="all", categories=groups, remove=("headers", "footers", "quotes"), shuffle=False, n_retries=0
        )
    except OSError as error:
        reached = f"the newsgroups are fetched from the network, which cannot be reached ({error})"
        raise ConnectionError(f"{reached}; without one use food_reviews() or docstrings()") from error
    kept = [j for j, text in enumerate(found.data) if text.strip()]
    y = np.array([found.target_names[group] for group in found.target[kept]])
    return Dataset("newsgroups", [found.data[j] for j in kept], y, tuple(found.target_names), about=about(twenty_newsgroups))
