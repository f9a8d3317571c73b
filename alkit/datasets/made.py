"""Generated sets for pictures, and near-copies of any other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from alkit.datasets.base import Dataset, about


def two_moons(n_samples: int = 400, noise: float = 0.2, random_state: int = 0) -> Dataset:
    """Two interleaved half circles in the plane, classes 0 and 1.

    Source: made by scikit-learn, so there is no licence to mind.

    >>> two_moons(100).X.shape
    (100, 2)
    """
    from sklearn.datasets import make_moons

    X, y = make_moons(n_samples, noise=noise, random_state=random_state)
    return Dataset("two moons", X, y, (0, 1), ("x1", "x2"), about=about(two_moons))


def blobs(n_samples: int = 400, n_classes: int = 4, spread: float = 1.5, random_state: int = 0) -> Dataset:
    """Round clouds in the plane, one per class, with standard deviation ``spread``.

    Source: made by scikit-learn, so there is no licence to mind.

    >>> blobs(n_classes=3).classes
    (0, 1, 2)
    """
    from sklearn.datasets import make_blobs

    X, y = make_blobs(n_samples, centers=n_classes, cluster_std=spread, random_state=random_state)
    return Dataset("blobs", X, y, tuple(range(n_classes)), ("x1", "x2"), about=about(blobs))


def repeated(data: Dataset, times: int = 3, noise: float = 0.1, random_state: int = 0) -> Dataset:
    """The same samples several times over, as a camera gives them: each once as it is, and then with a little noise.

    The ``groups`` of what is returned hold the row number of the original, so that :func:`~alkit.splits.group_split` keeps
    near-copies on one side, and one can count how often a strategy asks the same thing twice.

    Parameters
    ----------
    data : Dataset whose rows are numbers
    times : int, at least 1; the result has ``times * n_samples`` rows, the originals first
    noise : standard deviation of the noise, as a share of that of all values of X; at least 0
    random_state : int

    Raises
    ------
    ValueError
        If the rows are not numbers, or a parameter is out of its range.

    Source: A. Kirsch, J. van Amersfoort and Y. Gal, BatchBALD, 2019, section 4.2 (repeated MNIST).

    >>> from alkit.datasets import iris
    >>> twice = repeated(iris(), times=2)
    >>> twice.X.shape, twice.groups[[0, 149, 150, 299]].tolist()
    ((300, 4), [0, 149, 0, 149])
    """
    if times < 1 or not noise >= 0:
        raise ValueError(f"times must be at least 1, and noise at least 0; got {times!r} and {noise!r}")
    X = np.asarray(data.X)
    if X.ndim != 2 or X.dtype.kind not in "biuf":
        raise ValueError(f"repeated needs rows of numbers, which those of the data set {data.name!r} are not")
    around = np.random.default_rng(random_state).normal(scale=noise * X.std(), size=(times - 1, *X.shape))
    rows = np.concatenate([X, *(X + around)]) if times > 1 else X
    costs, groups = None if data.costs is None else np.tile(data.costs, times), np.tile(np.arange(len(X)), times)
    name = f"{data.name}, {times} times"
    return replace(data, name=name, X=rows, y=np.tile(data.y, times), costs=costs, groups=groups)


def confounded(data: Dataset, n_classes: int = 1, random_state: int = 0) -> Dataset:
    """Part of a data set as careless collecting gives it: of each group only the rows of some classes.

    As when one person was asked to say *yes* and another to say *no*: who speaks tells the answer, and a model may learn that
    instead.  A test set from the same collection does not notice; :func:`~alkit.splits.group_split` of the whole data does.

    Parameters
    ----------
    data : Dataset with groups
    n_classes : how many classes each group keeps; they are dealt in turn, in random order
    random_state : int

    Raises
    ------
    ValueError
        If the data have no groups, or ``n_classes`` is not within 1 and their number of classes.

    >>> own = Dataset("voices", [[0], [1], [2], [3]], ["no", "yes", "no", "yes"], groups=["Ann", "Ann", "Bob", "Bob"])
    >>> part = confounded(own)
    >>> sorted(part.groups.tolist()), sorted(part.y.tolist())
    (['Ann', 'Bob'], ['no', 'yes'])
    """
    if data.groups is None:
        raise ValueError(f"confounded needs a group for each row, but the data set {data.name!r} has none: Dataset(groups=...)")
    classes = np.array(data.classes)
    if not 1 <= n_classes <= len(classes):
        raise ValueError(f"n_classes must be 1 to {len(classes)}, got {n_classes!r}")
    rng, names = np.random.default_rng(random_state), np.unique(data.groups)
    hands = np.resize(rng.permutation(len(classes)), (len(names), n_classes))
    dealt = {name: classes[hand] for name, hand in zip(rng.permutation(names).tolist(), hands)}
    rows = np.flatnonzero([label in dealt[group] for label, group in zip(data.y.tolist(), data.groups.tolist())])
    costs = None if data.costs is None else data.costs[rows]
    kept = [data.X[row] for row in rows] if isinstance(data.X, list) else data.X[rows]
    return replace(data, name=f"{data.name}, confounded", X=kept, y=data.y[rows], costs=costs, groups=data.groups[rows])


def digit_strips(n: int = 500, random_state: int = 0) -> Dataset:
    """Pictures with two places, each with a handwritten digit from 0 to 4 or nothing: which digits are to be seen.

    Several labels may apply to a picture, or none: ``y`` has a column for each of the five digits.  No digit is used twice.

    Source: the digits of E. Alpaydin and C. Kaynak, UCI, 1998, with scikit-learn; put together here, at random.

    Licence: CC BY 4.0 at UCI.

    Parameters
    ----------
    n : pictures, at most 530
    random_state : int

    >>> strips = digit_strips(3)
    >>> strips.X.shape, strips.y.shape, strips.classes
    ((3, 128), (3, 5), (0, 1, 2, 3, 4))
    """
    from sklearn.datasets import load_digits

    digits, rng = load_digits(n_class=5), np.random.default_rng(random_state)
    order = rng.permutation(len(digits.target))
    shown = rng.random((n, 2)) < 5 / 6  # as often empty as each of the five
    if not 1 <= shown.sum() <= len(order):
        raise ValueError(f"digit_strips has {len(order)} digits, and two places a picture: ask for 1 to 530, got n={n!r}")
    X, y = np.zeros((n, 8, 2, 8)), np.zeros((n, 5), dtype=int)
    for (row, place), j in zip(np.argwhere(shown), order):
        X[row, :, place], y[row, digits.target[j]] = digits.images[j], 1
    return Dataset("digit strips", X.reshape(n, -1), y, (0, 1, 2, 3, 4), image_shape=(8, 16), about=about(digit_strips))
