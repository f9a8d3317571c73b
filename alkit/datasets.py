"""Real data that works offline, and two generated sets for pictures.

Digits, iris, wine and breast cancer come with scikit-learn; the play-tennis table is Quinlan's; the animals are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Dataset:
    """Samples, their labels, and what one needs to show them.  Your own data: ``Dataset("mine", X, y)``.

    Attributes
    ----------
    name : str
    X : array or sparse matrix of shape (n_samples, n_features), or a list of n_samples texts or other objects
    y : array of shape (n_samples,)
    classes : tuple of the possible labels; by default those in y
    feature_names : tuple of str, one per column; None where they have no names
    image_shape : (height, width) in pixels where a row is a picture, else None
    costs : array of shape (n_samples,), what an answer to each row costs, in any unit; None where all cost the same
    groups : array of shape (n_samples,), the group each row belongs to (a patient, a speaker); None where there are none

    Raises
    ------
    ValueError
        If y, costs or groups do not have one value per row of X.
    """

    name: str
    X: Any
    y: np.ndarray
    classes: tuple[Any, ...] | None = None
    feature_names: tuple[str, ...] | None = None
    image_shape: tuple[int, int] | None = None
    costs: np.ndarray | None = None
    groups: np.ndarray | None = None

    def __post_init__(self) -> None:
        n = int(self.X.shape[0]) if hasattr(self.X, "shape") else len(self.X)
        for name in ("y", "costs", "groups"):
            values = getattr(self, name)
            if values is not None or name == "y":
                object.__setattr__(self, name, np.asarray(values))
                if getattr(self, name).shape[:1] != (n,):
                    raise ValueError(
                        f"{name} must hold one value per row of X, {n} of them, got shape {getattr(self, name).shape}"
                    )
        if self.classes is None:
            object.__setattr__(self, "classes", tuple(np.unique(self.y).tolist()))

    def split(self, test_size: float = 0.25, random_state: int = 0) -> Any:
        """``X_pool, X_test, y_pool, y_test``, each class in both in the same proportion."""
        from sklearn.model_selection import train_test_split

        return train_test_split(self.X, self.y, test_size=test_size, random_state=random_state, stratify=self.y)


def digits() -> Dataset:
    """1,797 handwritten digits, 8 × 8 pixels of 0 to 16, ten classes.

    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998; with scikit-learn.

    >>> digits().X.shape
    (1797, 64)
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    return Dataset("digits", data.data, data.target, tuple(range(10)), tuple(data.feature_names), (8, 8))


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


def iris() -> Dataset:
    """150 flowers, four measurements in cm, three species by name.

    Source: R. A. Fisher, The Use of Multiple Measurements in Taxonomic Problems, 1936; with scikit-learn.

    >>> iris().classes
    ('setosa', 'versicolor', 'virginica')
    """
    from sklearn.datasets import load_iris

    data = load_iris()
    species = tuple(str(name) for name in data.target_names)
    return Dataset("iris", data.data, np.array(species)[data.target], species, tuple(data.feature_names))


def wine() -> Dataset:
    """178 wines of three growers in one region of Italy, 13 chemical measurements of very different sizes: scale them.

    Source: M. Forina et al., PARVUS, 1988, by way of UCI; with scikit-learn.

    >>> wine().X.shape
    (178, 13)
    """
    from sklearn.datasets import load_wine

    data = load_wine()
    growers = ("grower 1", "grower 2", "grower 3")
    return Dataset("wine", data.data, np.array(growers)[data.target], growers, tuple(data.feature_names))


def breast_cancer() -> Dataset:
    """569 tumors, 30 measurements of their cell nuclei, benign or malignant; scale them.

    Source: W. H. Wolberg, W. N. Street and O. L. Mangasarian, Wisconsin Diagnostic Breast Cancer, UCI, 1995; with scikit-learn.

    >>> breast_cancer().X.shape
    (569, 30)
    """
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    names = np.array(["malignant", "benign"])
    return Dataset("breast cancer", data.data, names[data.target], ("benign", "malignant"), tuple(map(str, data.feature_names)))


def two_moons(n_samples: int = 400, noise: float = 0.2, random_state: int = 0) -> Dataset:
    """Two interleaved half circles in the plane, classes 0 and 1.

    >>> two_moons(100).X.shape
    (100, 2)
    """
    from sklearn.datasets import make_moons

    X, y = make_moons(n_samples, noise=noise, random_state=random_state)
    return Dataset("two moons", X, y, (0, 1), ("x1", "x2"))


def blobs(n_samples: int = 400, n_classes: int = 4, spread: float = 1.5, random_state: int = 0) -> Dataset:
    """Round clouds in the plane, one per class, with standard deviation ``spread``.

    >>> blobs(n_classes=3).classes
    (0, 1, 2)
    """
    from sklearn.datasets import make_blobs

    X, y = make_blobs(n_samples, centers=n_classes, cluster_std=spread, random_state=random_state)
    return Dataset("blobs", X, y, tuple(range(n_classes)), ("x1", "x2"))


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


def play_tennis() -> Dataset:
    """Fourteen days, four features, and whether one played: the table on which information gain is taught.

    Source: J. R. Quinlan, Induction of Decision Trees, 1986, table 1, there of Saturday mornings and the classes P and N;
    as days on which somebody plays tennis: T. M. Mitchell, Machine Learning, 1997, table 3.2.

    >>> play_tennis().X[0].tolist()
    ['sunny', 'hot', 'high', 'weak']
    """
    days = [line.split() for line in _TENNIS.strip().splitlines()]
    table = np.array(days)
    return Dataset("play tennis", table[:, :4], table[:, 4], ("no", "yes"), ("outlook", "temperature", "humidity", "wind"))


def animals() -> Dataset:
    """32 animals and 16 yes-or-no questions about them: the pool for twenty questions.  X is boolean, y the names.

    >>> zoo = animals()
    >>> zoo.X.shape, bool(zoo.X[list(zoo.y).index("penguin"), zoo.feature_names.index("Can it fly?")])
    ((32, 16), False)
    """
    rows = [line.split() for line in _ANIMALS.strip().splitlines()]
    names = np.array([name for name, _ in rows])
    X = np.array([[bit == "1" for bit in bits] for _, bits in rows])
    return Dataset("animals", X, names, tuple(names.tolist()), _QUESTIONS)


_TENNIS = """
sunny hot high weak no
sunny hot high strong no
overcast hot high weak yes
rain mild high weak yes
rain cool normal weak yes
rain cool normal strong no
overcast cool normal strong yes
sunny mild high weak no
sunny cool normal weak yes
rain mild normal weak yes
sunny mild normal strong yes
overcast mild high strong yes
overcast hot normal weak yes
rain mild high strong no
"""

_QUESTIONS = (
    "Is it a mammal?",
    "Is it a bird?",
    "Can it fly?",
    "Does it spend much of its life in or on water?",
    "Does it hunt or catch other animals to eat?",
    "Is it bigger than a grown person?",
    "Does it stand on four legs?",
    "Does it lay eggs?",
    "Is it often kept at home or on a farm?",
    "Is it known for stripes, spots or another pattern?",
    "Does it have horns, or tusks that show?",
    "Is it one of the big animals of an African safari?",
    "Is it known as an animal of the night?",
    "Does it have more than four legs or arms?",
    "Does it hop or jump to get about?",
    "Does it have a very long neck, or a trunk?",
)

# One digit per question, in the order above.  Where nature is undecided (most sharks bear live young, some lay eggs; a
# grown pig is heavier than a person, but lower) we took the usual answer of a guessing game.
_ANIMALS = """
dog          1000101010000000
cat          1000101010001000
horse        1000011010000000
cow          1000011011100000
pig          1000001010000000
rabbit       1000001010000010
lion         1000111000010000
tiger        1000111001000000
zebra        1000011001010000
giraffe      1000011001110001
elephant     1000011000110001
hippopotamus 1001011000010000
kangaroo     1000000000000010
bat          1010100000001000
whale        1001110000000000
seal         1001100000000000
bear         1000111000000000
chicken      0100000110000000
duck         0111000110000000
eagle        0110100100000000
owl          0110100100001000
penguin      0101100100000000
ostrich      0100010100010001
crocodile    0001111100010000
frog         0001101100000010
snake        0000100101000000
goldfish     0001000110000000
shark        0001110000000000
bee          0010000111000100
butterfly    0010000101000100
spider       0000100100000100
octopus      0001100100000100
"""
