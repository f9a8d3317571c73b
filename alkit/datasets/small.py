"""What comes with scikit-learn: digits, iris, wine and breast cancer."""

from __future__ import annotations

import numpy as np

from alkit.datasets.base import Dataset, about


def digits() -> Dataset:
    """1,797 handwritten digits, 8 × 8 pixels of 0 to 16, ten classes.

    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998; with scikit-learn.

    Licence: CC BY 4.0 at UCI.

    >>> digits().X.shape
    (1797, 64)
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    return Dataset("digits", data.data, data.target, tuple(range(10)), tuple(data.feature_names), (8, 8), about=about(digits))


def iris() -> Dataset:
    """150 flowers, four measurements in cm, three species by name.

    Source: R. A. Fisher, The Use of Multiple Measurements in Taxonomic Problems, 1936; with scikit-learn.

    Licence: CC BY 4.0 at UCI.

    >>> iris().classes
    ('setosa', 'versicolor', 'virginica')
    """
    from sklearn.datasets import load_iris

    data = load_iris()
    species = tuple(str(name) for name in data.target_names)
    return Dataset("iris", data.data, np.array(species)[data.target], species, tuple(data.feature_names), about=about(iris))


def wine() -> Dataset:
    """178 wines of three growers in one region of Italy, 13 chemical measurements of very different sizes: scale them.

    Source: M. Forina et al., PARVUS, 1988, by way of UCI; with scikit-learn.

    Licence: CC BY 4.0 at UCI.

    >>> wine().X.shape
    (178, 13)
    """
    from sklearn.datasets import load_wine

    data = load_wine()
    growers = ("grower 1", "grower 2", "grower 3")
    return Dataset("wine", data.data, np.array(growers)[data.target], growers, tuple(data.feature_names), about=about(wine))


def breast_cancer() -> Dataset:
    """569 tumors, 30 measurements of their cell nuclei, benign or malignant; scale them.

    Source: W. H. Wolberg, W. N. Street and O. L. Mangasarian, Wisconsin Diagnostic Breast Cancer, UCI, 1995; with scikit-learn.

    Licence: CC BY 4.0 at UCI.

    >>> breast_cancer().X.shape
    (569, 30)
    """
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    names = np.array(["malignant", "benign"])
    columns = tuple(map(str, data.feature_names))
    return Dataset("breast cancer", data.data, names[data.target], ("benign", "malignant"), columns, about=about(breast_cancer))
