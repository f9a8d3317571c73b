"""What comes with scikit-learn: digits, iris, wine and breast cancer, and the progression of diabetes, a number."""

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


def diabetes_progression() -> Dataset:
    """442 patients with diabetes, ten measurements, and how far the disease is a year later: a number from 25 to 346.

    ``classes`` is empty: what is asked for is a number.  ``diabetes`` is another data set, with two classes.

    Source: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least Angle Regression, 2004; with scikit-learn.

    Licence: none is stated; the authors offer it for download, and scikit-learn, BSD, brings it.

    >>> diabetes_progression().X.shape, diabetes_progression().y.max()
    ((442, 10), np.float64(346.0))
    """
    from sklearn.datasets import load_diabetes

    data, blood = load_diabetes(scaled=False), {"s1": "cholesterol", "s2": "LDL", "s3": "HDL", "s4": "cholesterol / HDL"}
    named = blood | {"s5": "log triglycerides", "s6": "blood sugar", "bp": "blood pressure", "bmi": "body mass index"}
    columns = tuple(named.get(name, name) for name in data.feature_names)
    return Dataset("diabetes progression", data.data, data.target, (), columns, about=about(diabetes_progression))
