"""The exercises of chapter 07: right and wrong answers, tried by test_registry.py; and that the listing has the faults it names."""

import numpy as np
import pytest

from alkit.exercises import chapter_07 as given


def by_power_iteration(X):
    hessian, v = 2 * X.T @ X / len(X), np.ones(X.shape[1])
    for _ in range(500):
        v = hessian @ v / np.linalg.norm(hessian @ v)
    return 2 / (v @ hessian @ v)


def by_loops(X, h, W2, d):
    found = np.zeros((X.shape[1], h.shape[1]))
    for i in range(len(X)):
        for unit in range(h.shape[1]):
            if h[i, unit] > 0:
                found[:, unit] += X[i] * d[i, 0] * W2[unit, 0]
    return found


def relu(mask):
    return lambda X, h, W2, d: X.T @ ((d @ W2.T) * mask(h))


def variance_in_loops(view):
    scores = []
    for i in view.candidates:
        said = [member.predict(view.X[[i]])[0] for member in view.model.estimators_]
        scores.append(sum((one - np.mean(said)) ** 2 for one in said) / len(said))
    return scores


def said(view):
    return np.array([member.predict(view.X[view.candidates]) for member in view.model.estimators_])


def hessian(X):
    return 2 * X.T @ X / len(X)


RIGHT = {
    "07.1": [1 + 0.1 * 28 / 3, 1.933, "1.9333", [1.9333]],
    "07.2": [by_power_iteration, lambda X: 2 / np.linalg.norm(hessian(X), 2), lambda X: len(X) / np.linalg.eigvalsh(X @ X.T).max(), lambda X: round(by_power_iteration(X), 4)],
    "07.3": [by_loops, relu(np.sign), lambda X, h, W2, d: (np.outer(d, W2) * (h > 0)).T.dot(X).T],
    "07.4": [[4, 8, 11, 13, 14, 16], {3, 4, 7, 8, 9, 11, 12, 13, 14, 16}, np.array([7, 9, 12, 13, 14, 16]), "3, 8, 11, 13, 14, 16"],
    "07.5": [variance_in_loops, lambda v: np.mean(said(v) ** 2, 0) - np.mean(said(v), 0) ** 2, lambda v: np.var(said(v), axis=0).tolist()],
}  # fmt: skip

WRONG = {  # the words in which each is answered
    "07.1": [(3.8, "their mean"), (1 + 1.4 / 3, "factor missing"), (1 - 2.8 / 3, "uphill"), (-28 / 3, "That is the gradient."), (28 / 3, "turned round"), (2.8 / 3, "how far the weight moves"),
             (1 + 28 / 3, "How long is the step"), (1.4, "changes by x"), (2, "Only one step"), (14 / 3, "the loss before"), (0.5, "three errors")],
    "07.2": [(lambda X: 1 / np.linalg.eigvalsh(X.T @ X).max(), "summed loss"), (lambda X: 2 * len(X) / np.linalg.eigvalsh(X.T @ X).max(), "twice too much"), (lambda X: by_power_iteration(X) / 2, "at once"),
             (lambda X: 2 / np.linalg.eigvalsh(hessian(X)).min(), "forbids"), (lambda X: np.linalg.eigvalsh(hessian(X)).max(), "largest curvature"), (lambda X: 2 / np.trace(hessian(X)), "add up"),
             (lambda X: 2 / np.linalg.eigvalsh(hessian(X)), "each direction"), (lambda X: 0.1, "write down"), (lambda X: X.undo(), "AttributeError")],
    "07.3": [(relu(np.ones_like), "switched off"), (relu(lambda h: 1 - h**2), "tanh"), (relu(lambda h: h), "How fast"), (lambda *a: by_loops(*a).T, "exchanged"), (lambda *a: by_loops(*a) / len(a[0]), "once too often"),
             (lambda *a: by_loops(*a) * len(a[0]), "must stay"), (lambda *a: -by_loops(*a), "sign"), (lambda X, h, W2, d: h.T @ d, "gradient of W2"), (lambda X, h, W2, d: 0, "send d back")],
    "07.4": [([4, 8, 11], "3 of the 6"), ([4, 5], "names the function"), ([1, 2, 8], "2 such lines"), (range(1, 18), "nobody"), ([], "No line"), ([2, 18], "from 1 to 17"), (2, "from 1 to 17")],
    "07.5": [(lambda v: said(v).std(axis=0), "standard deviation"), (lambda v: abs(v.ask("predict") - v.ask("predict").mean()), "published rule"), (lambda v: said(v).var(axis=1), "per member"),
             (lambda v: np.var([m.predict(v.X) for m in v.model.estimators_], axis=0), "all rows"), (lambda v: said(v).var(axis=0, ddof=1), "one less"), (lambda v: v.ask("predict"), "what the committee predicts"),
             (lambda v: int(said(v).var(axis=0).argmax()), "choice"), (lambda v: 1 / said(v).var(axis=0), "take the variance"), (lambda v: v.y_pool, "AttributeError")],
}  # fmt: skip


def test_the_extreme_row_is_not_the_disputed_one():
    for (view,) in given.pools():
        assert given._farthest(view).argmax() != said(view).var(axis=0).argmax()


def test_in_each_layer_some_units_are_switched_off_and_some_are_not():
    for X, h, W2, d in given.layers():
        assert 0 < (h == 0).mean() < 1 and X.shape[1] == given._RELU(X, h, W2, d).shape[0]


def run(code):
    variables = {"np": np}
    exec(compile(code, "listing", "exec"), variables)
    return variables


def test_the_listing_stops_at_the_shapes_and_then_diverges():
    with pytest.raises(ValueError, match=r"shape \(10,1\) doesn't match the broadcast shape \(10,100\)"):
        run(given.LISTING.text)
    mended = given.LISTING.text.replace("X @ weights - y\n", "X @ weights - y.reshape(-1, 1)\n")
    diverged, X = run(mended), run("\n".join(given.LISTING.lines[:2]))["X"]
    assert 3.6 < 0.01 * np.linalg.eigvalsh(2 * X.T @ X).max() < 3.8
    assert np.abs(diverged["weights"]).max() > 1e20
    averaged = run(mended.replace("2 * X.T @ error ", "2 * X.T @ error / len(X) "))
    assert np.abs(averaged["weights"]).max() < 10


def test_each_line_of_the_listing_is_guilty_or_has_a_sentence():
    assert given.LISTING.guilty | set(given.LISTING.innocent) == set(range(1, 18))
