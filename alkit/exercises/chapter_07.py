"""Chapter 07, neural networks: what is right, and which slips are typical."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from alkit.exercises.exercise import Exercise, Slip, numbers
from alkit.exercises.listing import Listing, hunt

# ---- 1: one step by hand ------------------------------------------------------------------------------------

TOWNS, ANSWERS, WEIGHT, STEP = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]), 1.0, 0.1
ERRORS = WEIGHT * TOWNS - ANSWERS
GRADIENT = float(np.mean(2 * ERRORS * TOWNS))
AFTER_ONE_STEP = WEIGHT - STEP * GRADIENT

BY_HAND = Exercise(
    "07.1",
    "One step by hand",
    right=AFTER_ONE_STEP,
    slips=[
        Slip(WEIGHT - STEP * GRADIENT * len(TOWNS), "Have you added up the three rows? The loss is their mean."),
        Slip(WEIGHT - STEP * GRADIENT / 2, "Is there a factor missing? Differentiate the square."),
        Slip(WEIGHT + STEP * GRADIENT, "That is a step uphill. Which way does the loss fall?"),
        Slip(GRADIENT, "That is the gradient. Where does one step lead?"),
        Slip(-GRADIENT, "That is the gradient, turned round. Where does one step lead?"),
        Slip(STEP * GRADIENT, "That is what is to be taken from the weight. What is left of the weight?"),
        Slip(-STEP * GRADIENT, "That is how far the weight moves. Where does it stand then?"),
        Slip(WEIGHT - GRADIENT, "You have taken the whole gradient off. How long is the step?"),
        Slip(WEIGHT - STEP * float(np.mean(2 * ERRORS)), "The chain rule: the error changes by x when w changes by one."),
        Slip(2, "That is the best weight, where the descent ends. Only one step is asked for."),
        Slip(float(np.mean(ERRORS**2)), "That is the loss before the step."),
    ],
    hint="work out the three errors, then the mean of 2 · error · x, then take the step times that from w",
)

# ---- 2: the largest step ------------------------------------------------------------------------------------


def tables() -> list[tuple[np.ndarray]]:
    """Two tables of features, neither of them centered."""
    return [(np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 5.0]]),), (np.array([[2.0, 1.0, 0.5], [0.0, 3.0, 1.0], [1.0, 1.0, -2.0], [4.0, 0.0, 1.0], [2.0, 2.0, 2.0]]),)]  # fmt: skip


def _curvatures(X: Any) -> np.ndarray:
    """Eigenvalues of the Hessian of the mean squared error, the smallest first."""
    return np.linalg.eigvalsh(2 * X.T @ X / len(X))


LARGEST_STEP = Exercise(
    "07.2",
    "The largest step",
    right=lambda X: 2 / _curvatures(X)[-1],
    cases=tables,
    read=numbers,
    slips=[
        Slip(lambda X: 2 / _curvatures(X)[-1] / len(X), "That is the limit for the summed loss. This one is a mean."),
        Slip(lambda X: 4 / _curvatures(X)[-1], "That is twice too much. The square has a derivative with a factor of its own."),
        Slip(lambda X: 1 / _curvatures(X)[-1], "That step reaches the floor of the steepest valley at once. How much longer may it be?"),
        Slip(lambda X: 2 / _curvatures(X)[0], "The smallest curvature allows that step. Which one forbids it?"),
        Slip(lambda X: _curvatures(X)[-1], "That is the largest curvature. Which step does it allow?"),
        Slip(lambda X: 2 / _curvatures(X).sum(), "You add up the curvatures. That step is safe, but a longer one is, too."),
        Slip(lambda X: 2 / _curvatures(X - X.mean(axis=0))[-1], "You have centered the columns. The loss does not."),
        Slip(lambda X: 2 / _curvatures(X), "There is one for each direction. The weights move in all of them at once."),
        Slip(lambda X: len(X) / np.linalg.svd(X, compute_uv=False)[0], "Is that a singular value of X? Those of the Hessian are its squares."),
    ],
    hint="write down the Hessian of the mean squared error, and take its largest eigenvalue",
)  # fmt: skip

# ---- 3: another activation -----------------------------------------------------------------------------------


def layers() -> list[tuple[np.ndarray, ...]]:
    """Rows, what the hidden units give, the weights behind them, and the pull on the output; some units are switched off."""
    found: list[tuple[np.ndarray, ...]] = []
    for seed, (n, n_features, n_hidden) in enumerate([(4, 2, 3), (5, 3, 2)]):
        rng = np.random.default_rng(seed)
        X, W2 = rng.normal(size=(n, n_features)).round(1), rng.normal(size=(n_hidden, 1)).round(1)
        h = np.maximum(0, X @ rng.normal(size=(n_features, n_hidden))).round(1)
        found.append((X, h, W2, rng.normal(size=(n, 1)).round(1) / n))
    return found


def _back(mask: Callable[[np.ndarray], Any]) -> Callable[..., np.ndarray]:
    return lambda X, h, W2, d: X.T @ ((d @ W2.T) * mask(h))


_RELU = _back(lambda h: h > 0)

ANOTHER_ACTIVATION = Exercise(
    "07.3",
    "Another activation",
    right=_RELU,
    cases=layers,
    read=numbers,
    slips=[
        Slip(_back(lambda h: 1.0), "You let the pull pass through every unit. What of those that are switched off?"),
        Slip(_back(lambda h: 1 - h**2), "That is the derivative of tanh. The units are others now."),
        Slip(_back(lambda h: h), "You multiply by what the unit gives. How fast does it change?"),
        Slip(_back(lambda h: h == 0), "It is the other way round: which units are switched off?"),
        Slip(lambda X, h, W2, d: _RELU(X, h, W2, d).T, "Rows and columns are exchanged: the gradient has the shape of the weights."),
        Slip(lambda X, h, W2, d: _RELU(X, h, W2, d) / len(X), "Divided by n once too often: d holds it already."),
        Slip(lambda X, h, W2, d: _RELU(X, h, W2, d) * len(X), "You have taken the mean out of it: d holds the division by n, and it must stay."),
        Slip(lambda X, h, W2, d: -_RELU(X, h, W2, d), "The size is right, the sign is not. The minus belongs to the step."),
        Slip(lambda X, h, W2, d: (d @ W2.T) * (h > 0), "That is the pull on each hidden unit, row by row. One step back is left, to the weights."),
        Slip(lambda X, h, W2, d: h.T @ d, "That is the gradient of W2, the weights behind the hidden units."),
    ],
    hint="send d back through W2, stop it at the units that are switched off, and multiply by what came in",
)  # fmt: skip

# ---- 4: the bug hunt -----------------------------------------------------------------------------------------

LISTING = Listing(
    """
    data = np.random.default_rng(353)
    X = data.normal(size=(100, 10))                             # 100 rows, ten features
    y = X @ data.normal(size=10) + data.normal(size=100)        # what the oracle would answer
    weights = np.zeros((10, 1))
    def train(weights, X, y, steps):
        for _ in range(steps):
            error = X @ weights - y
            gradient = 2 * X.T @ error                          # of the squared error
            weights -= 0.01 * gradient
    def uncertainty_sampling(predictions):
        distance = np.abs(predictions - predictions.mean())
        return np.argmax(distance)                              # the most uncertain row
    train(weights, X, y, 100)                                   # a first model
    asked = uncertainty_sampling(X @ weights)
    row, answer = X[asked : asked + 1], y[asked : asked + 1]    # ask the oracle
    train(weights, row, answer, 1000)                           # learn from the answer
    print("asked about row", asked)
    """,
    bugs={
        (
            3,
            4,
            7,
        ): "The answers are flat, (100,), and the predictions a column, (100, 1). Their difference is a table of 100 × 100.",
        (8, 9): "The gradient is a sum over all rows, not a mean. With that sum, a step of 0.01 is beyond the limit.",
        (11, 12): "This is the most extreme prediction. How sure the model is of it does not come in.",
        13: "The model learns from all hundred labels before the first question. There is nothing left to ask.",
        14: "The strategy is called once. Active learning is a loop: the next question follows from the last answer.",
        16: "A thousand steps on a single row: the model bends to it, and the other rows have no say.",
    },
    innocent={
        1: "Line 1 makes random numbers that come out the same each time.",
        2: "Line 2 makes a hundred rows of ten features.",
        5: "Line 5 only names the function.",
        6: "Line 6 repeats the step. How often is for the caller to say.",
        10: "Line 10 only names the function.",
        15: "Line 15 takes the chosen row and its answer, from arrays with one and the same numbering.",
        17: "Line 17 prints, and does no harm.",
    },
)
HUNT = hunt("07.4", "The bug hunt", LISTING)

# ---- 5: the repair --------------------------------------------------------------------------------------------


class PretendRegressor:
    """It predicts of row k what stands in its table, whose place the row names."""

    def __init__(self, table: Sequence[float]):
        self.table = np.array(table)

    def predict(self, X: Any) -> np.ndarray:
        return self.table[np.asarray(X)[:, 0].astype(int)]


class PretendEnsemble:
    """Members, and what they say on average."""

    def __init__(self, tables: Sequence[Sequence[float]]):
        self.estimators_ = [PretendRegressor(table) for table in tables]

    def predict(self, X: Any) -> np.ndarray:
        return np.mean([member.predict(X) for member in self.estimators_], axis=0)


class PretendView:
    """A pool view with a pool, its candidates and a fitted committee."""

    def __init__(self, tables: Sequence[Sequence[float]], candidates: Sequence[int]):
        self.X, self.candidates = np.arange(float(len(tables[0])))[:, None], np.array(candidates)
        self.model = PretendEnsemble(tables)

    def ask(self, method: str) -> np.ndarray:
        return np.asarray(getattr(self.model, method)(self.X[self.candidates]))

    def __repr__(self) -> str:
        return f"a view with {len(self.candidates)} candidates, {len(self.model.estimators_)} members"


def pools() -> list[tuple[PretendView]]:
    """In the first, the members agree about the extreme row; in the second, a labeled row is the most disputed."""
    first = PretendView([[9.0, 1.0, 2.0, 0.0], [9.2, 1.4, 0.5, 0.1], [9.1, 0.4, 3.5, 0.2]], [0, 1, 2, 3])
    second = PretendView([[0.0, 5.0, 1.0, 2.0, 4.0], [8.0, 5.5, 1.5, 2.0, 3.0]], [1, 2, 4])
    return [(first,), (second,)]


def _said(view: Any, candidates_only: bool = True) -> np.ndarray:
    """What the members predict, shape (n_members, n_candidates)."""
    rows = view.X[view.candidates] if candidates_only else view.X
    return np.array([member.predict(rows) for member in view.model.estimators_])


def _farthest(view: Any) -> np.ndarray:
    mean = _said(view).mean(axis=0)
    return np.abs(mean - mean.mean())


REPAIR = Exercise(
    "07.5",
    "Repair the strategy",
    right=lambda view: _said(view).var(axis=0),
    cases=pools,
    read=numbers,
    slips=[
        Slip(lambda view: _said(view).std(axis=0), "The order is right: it would ask the same. But that is a standard deviation, in the units of y."),
        Slip(_farthest, "That is the published rule again: far from the mean prediction. Compare the members with each other."),
        Slip(lambda view: _said(view).var(axis=1), "That is one number per member: how its predictions vary over the rows. Which axis holds the members?"),
        Slip(lambda view: _said(view, False).var(axis=0), "These are scores for all rows of the pool. Who may still be asked about?"),
        Slip(lambda view: _said(view).var(axis=0, ddof=1), "You divide by one less than the number of members. NumPy's own variance divides by their number."),
        Slip(lambda view: _said(view).mean(axis=0), "That is what the committee predicts. How far apart are its members?"),
        Slip(lambda view: np.ptp(_said(view), axis=0), "That is the distance between the two outermost members. All of them have a say in a variance."),
        Slip(lambda view: -_said(view).var(axis=0), "It asks where the members agree most. Higher means ask sooner."),
        Slip(lambda view: int(_said(view).var(axis=0).argmax()), "That is the choice. A strategy returns one score per candidate."),
        Slip(lambda view: float(_said(view).var(axis=0).mean()), "That is one number for all. A strategy returns one score per candidate."),
    ],
    hint="stack what each member predicts for the candidates, and take the variance over the members",
)  # fmt: skip

EXERCISES = [BY_HAND, LARGEST_STEP, ANOTHER_ACTIVATION, HUNT, REPAIR]
