"""The batch explorer: what is a near-copy, what each strategy asked, and that whatever fails is said in its row."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import pairwise_distances
from sklearn.naive_bayes import GaussianNB

from alkit import Dataset, batch_explorer, digits, iris, margin_sampling, random_sampling, repeated
from alkit.widgets.explorers.batch import BatchState, few_digits
from alkit.widgets.explorers.copies import NearCopies, copies

CHEAP = {"estimator": GaussianNB(var_smoothing=0.1), "strategies": ["random", "margin"], "batch_size": 5}


def some(n=300, **more):
    return Dataset("some", digits().X[:n], digits().y[:n], tuple(range(10)), image_shape=(8, 8), **more)


# ---- near-copies ------------------------------------------------------------------------------------


def test_a_way_of_any_length_makes_copies():
    near = np.zeros((9, 9), dtype=bool)
    for i, j in ((8, 6), (6, 4), (4, 2), (2, 0), (1, 7)):
        near[i, j] = True
    assert copies(near).tolist() == [0, 1, 0, 2, 0, 3, 0, 1, 0]
    assert NearCopies(np.eye(3)).among([]).tolist() == []


def test_rows_of_a_group_are_copies_however_far_apart():
    pool = NearCopies(np.array([[0.0], [100.0], [0.0]]), np.array(["a", "a", "b"]))
    assert pool.among([0, 1, 2]).tolist() == [0, 0, 1] and pool.describe() == "Near-copies: rows of the same group."


@pytest.mark.slow
def test_without_groups_a_quantile_of_the_nearest_neighbor_distances_decides():
    X = digits().X[:400]
    between = pairwise_distances(X)
    np.fill_diagonal(between, np.inf)
    for share in (0.01, 0.2):
        pool = NearCopies(X, np.arange(400), share)
        assert pool.distance == pytest.approx(np.quantile(between.min(axis=0), share))
        found, rows = pool.among(np.arange(400)), np.argwhere(between <= pool.distance)
        assert all(found[i] == found[j] for i, j in rows) and len(set(found)) < 400
        assert np.isin(np.unique(rows), np.arange(400)).all() and abs(len(np.unique(rows)) / 400 - share) < 0.005


def test_exact_copies_are_copies_even_where_no_distance_is_smaller():
    pool = NearCopies(np.ones((5, 3)))
    assert pool.distance == 0 and pool.among([0, 3]).tolist() == [0, 0]


@pytest.mark.parametrize("near", [-0.1, 1.5])
def test_a_share_is_a_share(near):
    with pytest.raises(ValueError, match="share of the pool from 0 to 1"):
        NearCopies(np.eye(3), None, near)


# ---- the state -------------------------------------------------------------------------------------


def test_what_is_shown_is_what_was_asked():
    state = batch_explorer(some(), **CHEAP, step=3).state
    for name in ("random", "margin"):
        seen = [row for step in range(4) for row in state.batch(name, step)["rows"]]
        assert len(seen) == len(set(seen)) == 10 + 15 and state.run(name).rows(3) == seen
        batch = state.batch(name, 3)
        assert batch["labels"] == state.split.y_pool[batch["rows"]].tolist() and batch["n_classes"] == len(set(batch["labels"]))
        assert (batch["x"], batch["y"]) == state.run(name).curve(3)
    assert state.batch("random", 0)["rows"] == state.batch("margin", 0)["rows"] == state.split.seed_rows.tolist()


def test_near_copies_are_counted_in_each_batch_and_so_far():
    data = repeated(some(60), times=5, noise=0.05)
    state = batch_explorer(data, **CHEAP | {"strategies": ["margin"], "batch_size": 20}).state
    groups, total = state.split.groups, 0
    for step in range(1, 5):
        batch = state.batch("margin", step)
        of = groups[batch["rows"]]
        total += 20 - len(set(of.tolist()))
        assert (batch["n_repeated"], batch["n_repeated_so_far"]) == (20 - len(set(of.tolist())), total)
        assert all((of[i] == of[j]) == (batch["copies"][i] == batch["copies"][j]) for i in range(20) for j in range(20))
    assert total > 0
    assert set(groups).isdisjoint(groups_of_test(state)), "near-copies are not in the test set"


def test_a_class_that_is_watched_gets_stars_and_is_counted():
    state = batch_explorer(some(), **CHEAP, watch=9, step=4).state
    rows = state.run("margin").rows(4)[10:]
    batch, row = state.batch("margin", 4), state.frame(4)[0]["rows"][1]
    assert batch["n_watched"] == (state.split.y_pool[rows] == 9).sum() > 0
    assert [p["label"] for p in row["pictures"]] == [f"{'★' if label == 9 else ''}{label}" for label in batch["labels"]]
    assert row["said"].endswith(f"★{batch['n_watched']}") and "★: 9." in state.page()["about"]
    assert state.describe().endswith(f"{batch['n_repeated']}, {batch['y'][-1]:.2f}, {batch['n_watched']}.")
    shown = [text.get_text() for text in state.figure().axes[0].texts]
    assert shown.count("★") == sum(state.batch(name, 4)["labels"].count(9) for name in state.strategies)
    assert "★" not in repr(batch_explorer(some(), **CHEAP).state.frame(1))
    with pytest.raises(ValueError, match="watch must be one of the classes"):
        batch_explorer(some(), **CHEAP, watch=10)


def groups_of_test(state):
    pool = {tuple(row) for row in state.split.X_pool}
    return {group for row, group in zip(state.dataset.X, state.dataset.groups) if tuple(row) not in pool}


@pytest.mark.slow
def test_bald_asks_the_same_digit_again_and_batchbald_less_so():
    names = ["BALD (committee)", "BatchBALD (committee)"]
    state = batch_explorer(strategies=names).state
    bald, batch_bald = (state.batch(name, 4)["n_repeated_so_far"] for name in names)
    assert bald > 2 * batch_bald


def test_a_frame_has_a_row_of_pictures_for_each_strategy():
    state = batch_explorer(repeated(some(60), times=5), **CHEAP | {"batch_size": 20}).state
    frame, content = state.frame(2)
    assert (frame["step"], content, [row["name"] for row in frame["rows"]]) == (2, b"", ["random", "margin"])
    for name, row in zip(("random", "margin"), frame["rows"]):
        batch = state.batch(name, 2)
        assert len(row["pictures"]) == 20 and all(p["src"].startswith("data:image/png;base64,") for p in row["pictures"])
        assert [p["label"] for p in row["pictures"]] == [str(label) for label in batch["labels"]]
        marked = [p["mark"] for p in row["pictures"]]
        assert [mark != "" for mark in marked] == [batch["copies"].count(number) > 1 for number in batch["copies"]]
        assert (
            f"{name} {batch['n_repeated']}, {batch['y'][-1]:.2f}" in state._sentence(2)
            and f"{batch['n_repeated']} repeated" in row["said"]
        )


def test_a_pool_that_is_used_up_says_so():
    state = batch_explorer(some(120), **CHEAP | {"batch_size": 20, "n_rounds": 8}).state
    assert len(state.run("random").rows(8)) == 90
    assert state.batch("random", 8)["rows"] == [] and "nothing left to ask" in state.frame(8)[0]["rows"][0]["said"]
    state.step = 8
    state.figure().canvas.draw()
    assert state.frame(8)[0]["rows"][0]["pictures"] == []


def test_what_fails_is_said_in_its_row_and_the_others_are_shown():
    def broken(view):
        raise RuntimeError("out of $5 <b>ideas</b>")

    view = batch_explorer(some(), {"mine": broken, "margin": margin_sampling, "BALD": "no strategy"}, CHEAP["estimator"])
    mine, margin, bald = view.state.frame(1)[0]["rows"]
    assert mine["problem"] == "This does not work: out of $5 <b>ideas</b>" and "problem" in bald
    assert len(margin["pictures"]) == 10 and view.problem == "" and "mine does not work (out of $5" in view.sentence
    view.figure().canvas.draw()


@pytest.mark.parametrize("kind", ["sparse", "three colors", "floats"])
def test_any_pictures_will_do(kind):
    y, rng = np.arange(80) % 2, np.random.default_rng(0)
    X = {"sparse": csr_matrix(digits().X[:80]), "three colors": rng.integers(0, 255, (80, 48)), "floats": rng.random((80, 16))}
    shape = {"sparse": (8, 8), "three colors": (4, 4, 3), "floats": (4, 4)}[kind]
    data = Dataset("own", X[kind], y, image_shape=shape)
    view = batch_explorer(data, {"chance": random_sampling}, LogisticRegression(max_iter=5000))
    assert view.problem == "" and all(p["src"] for p in view.state.frame(1)[0]["rows"][0]["pictures"])
    view.figure().canvas.draw()
    assert view.error is None


# ---- the widget ------------------------------------------------------------------------------------


def heard(view, **message):
    """What the widget does when the page says so, and the frames it sends."""
    sent = []
    view.send = lambda content, buffers=None: sent.append(content)
    view._heard(view, {"id": "page:1", **message}, [])
    return sent[-1]["frames"]


def test_the_page_gets_each_round_once_and_all_of_them_anew_with_another_batch_size():
    view = batch_explorer(some(), **CHEAP)
    key = view.data["key"]
    assert view.data["steps"] == 9 and [frame["step"] for frame in heard(view, do="more", key=key, steps=[1])] == [1]
    frames = heard(view, do="set", values={"batch_size": 1})
    assert (view.state.batch_size, view.data["key"] != key, [f["step"] for f in frames]) == (10, True, [1])
    assert len(frames[0]["rows"][0]["pictures"]) == 10
    assert heard(view, do="set", values={"step": 3}) == [], "a round is fetched by itself"
    view.press("reset")
    assert (view.state.batch_size, view.state.step) == (5, 1)


def test_by_default_it_shows_digits_eight_times_each():
    data = few_digits()
    assert data.X.shape == (1200, 64) and np.unique(data.groups, return_counts=True)[1].tolist() == [8] * 150
    assert data.image_shape == (8, 8) and set(np.unique(data.y)) == set(range(10))


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"data": iris()}, "shows pictures; the data set 'iris'"),
        ({"strategies": ["best"]}, "there is no strategy .'best'. in the menu"),
        ({"strategies": []}, "at least one strategy"),
        ({"batch_size": 0}, "batch_size and n_rounds must be at least 1"),
        ({"step": 9}, "step must be from 0 to 8, got 9"),
        ({"near": 2.0}, "share of the pool"),
    ],
)
def test_what_cannot_be_is_said(wrong, words):
    with pytest.raises(ValueError, match=words):
        batch_explorer(**{"data": some(), **CHEAP, **wrong})


def test_the_state_is_an_object_without_a_screen():
    state = BatchState(some(), GaussianNB(var_smoothing=0.1), {"random": random_sampling}, batch_size=5)
    assert (
        state.describe().startswith("Round 1 of 8, batches of 5; repeated, accuracy: random 0, ")
        and len(state.figure().axes) == 1
    )


def test_names_are_data_and_nothing_else():
    names = np.array(["$x_{$", "<b>bold</b>", "\x1b[31m", "two\nlines"])
    data = Dataset("<i>$5", digits().X[:120], names[digits().y[:120] % 4], image_shape=(8, 8))
    view = batch_explorer(data, {"$\\frac{": random_sampling, "<script>": margin_sampling}, CHEAP["estimator"])
    row = view.state.frame(1)[0]["rows"][1]
    assert view.problem == "" and row["name"] == "<script>"
    assert {p["label"] for p in row["pictures"]} <= {"$x_{$", "<b>bold</b>", "\ufffd[31m", "two lines"}
    view.figure().canvas.draw()
    assert view.error is None
