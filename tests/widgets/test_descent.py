"""The descent explorer: the surfaces against finite differences and the library, the paths against the closed formula."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from alkit import descent_explorer
from alkit.widgets.explorers.descent import EDGE, MOST_STEPS, DescentState
from alkit.widgets.explorers.surfaces import BEYOND, LINE, SURFACES, UNIT

LIMIT = 2 / LINE.largest_curvature
VERDICTS = {0.005: "crawls", 0.05: "crawls", 0.2: "converges", 0.3: "converges", 0.36: "oscillates", 0.395: "oscillates", 0.4: "diverges", 0.8: "diverges"}  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_the_gradient_is_that_of_finite_differences(surface):
    h = 1e-6
    for a, b in np.random.default_rng(0).uniform(-EDGE, EDGE, (20, 2)).tolist():
        down = (surface.loss(a + h, b) - surface.loss(a - h, b)) / (2 * h)
        across = (surface.loss(a, b + h) - surface.loss(a, b - h)) / (2 * h)
        assert surface.gradient(a, b) == pytest.approx((down, across), abs=1e-6)


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_the_hessian_is_that_of_finite_differences_at_the_minimum(surface):
    (a, b), h = surface.minimum, 1e-5
    assert surface.gradient(a, b) == pytest.approx((0, 0), abs=1e-12) and abs(a) < EDGE > abs(b)
    rows = [
        (np.array(surface.gradient(a + h * i, b + h * j)) - surface.gradient(a - h * i, b - h * j)) / (2 * h)
        for i, j in ((1, 0), (0, 1))
    ]
    np.testing.assert_allclose(surface.hessian, rows, atol=1e-6)
    assert surface.largest_curvature == pytest.approx(np.linalg.norm(surface.hessian, 2))


def test_the_bottom_of_the_bowl_is_the_librarys_line():
    line = LinearRegression().fit(np.array(LINE.x)[:, None], LINE.y)
    assert LINE.minimum == pytest.approx((line.coef_[0], line.intercept_))


def test_both_minima_of_the_unit_are_alike_and_lie_across_a_saddle():
    (a, b), rng = UNIT.minimum, np.random.default_rng(0)
    assert UNIT.loss(a, b) == pytest.approx(0) == UNIT.loss(-a, -b) and UNIT.gradient(0, 0) == (0, 0)
    around = [float(UNIT.loss(*place)) for place in rng.normal(scale=0.1, size=(50, 2))]
    assert min(around) < UNIT.loss(0, 0) < max(around)


@pytest.mark.parametrize("size", [0.05, 0.3, LIMIT, 0.45])
def test_a_path_on_the_bowl_is_the_closed_formula(size):
    start, steps = np.array([-2.0, 2.5]), 12
    path = DescentState(step_size=size, start=tuple(start), steps=steps).path
    once = np.eye(2) - size * LINE.hessian
    expected = [LINE.minimum + np.linalg.matrix_power(once, k) @ (start - LINE.minimum) for k in range(steps + 1)]
    np.testing.assert_allclose(path, expected, atol=1e-9)


@pytest.mark.parametrize("size, verdict", VERDICTS.items())
def test_what_becomes_of_a_path_is_said(size, verdict):
    state = DescentState(step_size=size)
    assert state.verdict == verdict and f"It {verdict}" in state.describe()


@pytest.mark.parametrize("start", [(2.5, 2.5), (-3.0, -3.0), (0.0, 0.0)])
def test_where_the_path_starts_matters_little(start):
    found = [DescentState(step_size=size, start=start).verdict for size in (0.005, 0.2, 0.395, 0.4)]
    assert found == ["crawls", "converges", "oscillates", "diverges"]


def test_it_diverges_exactly_above_the_limit_and_the_losses_say_so_too():
    for size in np.arange(1, 160) * 0.005:
        state = DescentState(step_size=float(size), steps=MOST_STEPS)
        assert (state.verdict == "diverges") == (size > LIMIT)
        if abs(size - LIMIT) > 0.01:
            assert (state.losses[-1] > state.losses[0]) == (size > LIMIT)


def test_beyond_its_limit_the_unit_jumps_to_and_fro_without_end():
    assert DescentState(UNIT.name, step_size=0.3).verdict == "converges"
    state = DescentState(UNIT.name, step_size=0.6)
    assert state.step_size > 2 / UNIT.largest_curvature and "oscillates without end" in state.describe()


@pytest.mark.parametrize("name, start", [(UNIT.name, (0.0, 0.0)), (UNIT.name, UNIT.minimum), (LINE.name, LINE.minimum)])
def test_where_the_gradient_is_nothing_nothing_moves(name, start):
    state = DescentState(name, 0.3, start)
    assert state.verdict == "stands still" and state.path[-1] == pytest.approx(start)


def test_a_path_out_of_all_measure_ends_and_no_number_is_too_large():
    state = DescentState(step_size=0.8)
    path = state.path
    assert len(path) < MOST_STEPS and np.hypot(*path[-1]) > BEYOND > np.hypot(*path[-2])
    assert "about 10 to the 12" in state.describe()


def test_the_limit_is_not_told_before_it_is_asked_for():
    told = ("λmax", "0.397", "limit")
    hidden, shown = descent_explorer(step_size=0.3), descent_explorer(step_size=0.3, limit=True)
    assert not any(words in hidden.sentence + str(hidden.data) for words in told)
    assert shown.sentence == f"{hidden.sentence} With λmax = 5.03 the limit 2 / λmax is 0.397; step × λmax is 1.51."
    assert [len(widget.figure().axes) for widget in (hidden, shown)] == [2, 3]


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("size", [0.005, 0.39, 0.8])
def test_it_is_drawn_whatever_becomes_of_the_path(surface, size):
    for steps in (0, 1, MOST_STEPS):
        widget = descent_explorer(surface, step_size=size, steps=steps, limit=True)
        assert widget.problem == "" and widget.sentence == widget.state.describe()
        widget.figure().canvas.draw()


def heard(view, **values):
    """What the widget does when the page says so."""
    view._heard(view, {"id": "page:1", "do": "set", "values": values}, [])


def test_the_hand_of_the_page_moves_the_state():
    view = descent_explorer()
    heard(view, start=[1.5, -0.25], step_size=0.395, steps=7, surface=1)
    state = view.state
    assert (state.surface, state.start, state.step_size, state.steps) == (UNIT.name, (1.5, -0.25), 0.395, 7)
    for nonsense in ([1], [4, 0], "here", [float("nan"), 0], None):
        heard(view, start=nonsense)
        assert "start must" in view.problem and view.state.start == (1.5, -0.25)
    view.press("reset")
    assert view.problem == "" and view.state == DescentState()


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"surface": "moon"}, "one of linear regression, one hidden unit; got 'moon'"),
        ({"step_size": 0}, "step size must be from 0.005 to 0.8, got 0"),
        ({"steps": 41}, "steps must be from 0 to 40, got 41"),
        ({"start": (0, 4)}, "start must lie from -3 to 3"),
        ({"start": 1}, "start must be two weights"),
    ],
)
def test_what_cannot_be_is_said(wrong, words):
    with pytest.raises(ValueError, match=words):
        descent_explorer(**wrong)
