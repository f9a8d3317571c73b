"""A published table, reproduced with the learner of this package.

P.-Y. Lu, C.-L. Li and H.-T. Lin, Re-Benchmarking Pool-Based Active Learning for Binary Classification, 2023: a support vector
machine asks the sample nearest its decision boundary (US-C), or any (Uniform), until the pool is empty.  On scikit-learn's
breast cancer data, their *wdbc*, they report a mean area of .9652 and .9539 over the seeds 0 to 99.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import trapezoid
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from alkit.learner import ActiveLearner
from alkit.oracles import simulated
from alkit.scores import uncertainty
from alkit.stopping import no_candidates
from alkit.strategies.base import Batch, PoolView, Strategy

N_FIRST = 20  # rows in the seed set
TRAINING_SHARE = 0.6


def uniform(view: PoolView) -> Batch:
    """The candidates in the pool's order, which is a shuffled one."""
    return Batch(np.arange(view.batch_size), np.zeros(view.batch_size))


def closest_to_boundary(view: PoolView) -> Batch:
    """US-C: smallest ``|decision function|``; of equals, the first.  While there is one class only, as :func:`uniform`."""
    if view.is_cold_start:
        return uniform(view)
    scores = uncertainty.decision_margin(view.ask("decision_function"))
    best = np.argsort(-scores, kind="stable")[: view.batch_size]
    return Batch(best, scores[best])


def aubc(X: ArrayLike, y: ArrayLike, strategy: Strategy, random_state: int) -> float:
    """Area under the budget curve of one seed, after the paper's protocol.

    ``default_rng(random_state)`` shuffles the rows, the first 60 % are the training part; a fresh generator of the same seed
    shuffles these, and the first 20 are labeled.  Features are scaled by the whole training part.  One query a round, until
    the pool is empty; the area is the trapezoid over the test accuracies after each query, divided by the number of queries.
    The authors leave out a seed whose first 20 rows are of one class; here it begins by asking in the pool's order.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
    y : array of shape (n_samples,), two classes
    strategy : :func:`closest_to_boundary`, :func:`uniform`, or any strategy that needs no probabilities
    random_state : int, the paper's seed

    Returns
    -------
    float, at most 1

    Raises
    ------
    ValueError
        If there are not two classes, or too few rows.
    """
    return area(accuracies(X, y, strategy, random_state))


def area(accuracies: np.ndarray) -> float:
    """The trapezoid over the accuracies after each query, divided by the number of queries; the initial one is left out.

    >>> area(np.array([0.2, 0.5, 0.7]))
    0.3
    """
    return float(trapezoid(accuracies[1:]) / (len(accuracies) - 1))


def accuracies(X: ArrayLike, y: ArrayLike, strategy: Strategy, random_state: int) -> np.ndarray:
    """Test accuracy with the seed set, and after each query, shape (1 + n_queries,); see :func:`aubc`."""
    X_pool, X_test, y_pool, y_test = _parts(np.asarray(X, dtype=float), np.asarray(y), random_state)
    metrics = {"accuracy": lambda model: model.score(X_test, y_test)}
    learner = ActiveLearner(_machine(), X_pool, strategy, metrics=metrics, random_state=random_state)
    learner.teach(np.arange(N_FIRST), y_pool[:N_FIRST])
    history = learner.run(simulated(y_pool), no_candidates())
    return np.array([step.metrics["accuracy"] for step in history])


def _parts(X: np.ndarray, y: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Pool and test part; a first column with the row's number is put before the scaled features."""
    if X.ndim != 2 or y.shape != X.shape[:1] or len(np.unique(y)) != 2 or int(TRAINING_SHARE * len(y)) <= N_FIRST + 1:
        raise ValueError(
            f"aubc needs rows of numbers, two classes, at least 37 rows; got {X.shape}, {len(np.unique(y))} classes"
        )
    rows = np.random.default_rng(seed).permutation(len(y))
    train, test = np.split(rows, [int(TRAINING_SHARE * len(y))])
    train = train[np.random.default_rng(seed).permutation(len(train))]
    scaler = StandardScaler().fit(X[train])
    X_pool, X_test = (np.column_stack([np.arange(len(part)), scaler.transform(X[part])]) for part in (train, test))
    return X_pool, X_test, y[train], y[test]


def _machine() -> Pipeline:
    """The paper's machine, for rows with their number before the features."""
    return _InPoolOrder([("features", FunctionTransformer(_without_number)), ("svc", SVC(C=1, kernel="rbf", gamma="auto"))])


def _without_number(X: np.ndarray) -> np.ndarray:
    return X[:, 1:]


class _InPoolOrder(Pipeline):
    """The machine of the paper is fitted to the labeled rows in the pool's order; in the order of asking, its solution
    differs in the last digits, and now and then in a prediction.  The first column says where a row stands.
    """

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> _InPoolOrder:
        order = np.argsort(X[:, 0])
        return super().fit(X[order], None if y is None else y[order])
