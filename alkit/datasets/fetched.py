"""Pictures that are fetched once, where there is a network."""

from __future__ import annotations

import numpy as np

from alkit.datasets.base import Dataset
from alkit.datasets.small import digits

OPENML = {"MNIST": "mnist_784", "Fashion-MNIST": "Fashion-MNIST"}


def images(name: str = "digits") -> Dataset:
    """Pictures of ten classes: the digits that are there, or 70,000 of 28 × 28 pixels that are fetched when first asked for.

    Source of the others: Y. LeCun, C. Cortes and C. Burges, MNIST, 1998; H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST,
    2017; both by OpenML (numbers 554 and 40996), kept on disk by scikit-learn.

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
    return Dataset(name, X.astype(np.uint8), y.astype(int), tuple(range(10)), image_shape=(28, 28))
