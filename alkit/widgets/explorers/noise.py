"""Several annotators who err: what counting heads makes of their answers, and what learning whose answer is worth how much."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from alkit import plots
from alkit.labeling.agreement import fleiss_kappa
from alkit.labeling.consensus import dawid_skene, majority
from alkit.widgets.controls import Button, Control, Held, Slider, Switch
from alkit.widgets.explorer import ExplorerWidget, with_view

NAMES = "ABCDEFG"
WRONG = (10, 15, 50, 60, 60, 60, 60)  # percent, to begin with
MOST_WRONG, N_CLASSES = 95, 3
FIRST_TO_SHARE = 2  # A and B always err by themselves
FEWEST_SAMPLES, MOST_SAMPLES = 20, 500
RIVALS = {"best alone": "0.45", "majority": "C1", "Dawid–Skene": "C0"}


class Found(NamedTuple):
    """What came of one draw.

    Attributes
    ----------
    right : of each annotator, the share of right answers
    believed : of each annotator, what Dawid–Skene takes this share for
    rivals : best alone, majority and Dawid–Skene -> the share of right labels
    kappa : Fleiss' kappa; nan where only one class was used
    """

    right: list[float]
    believed: list[float]
    rivals: dict[str, float]
    kappa: float


class NoiseState:
    """Annotators who answer the same questions, three classes each; and the labels that are made of their answers.

    Attributes
    ----------
    people : how many answer
    wrong : of all seven, how often they are wrong, in percent
    shared : whether all but the first two err on the same samples, and in the same way; each is wrong as often as without
    samples : how many they answer
    draw : number of the draw, from which all chances follow: whatever is changed, the chances stay

    Examples
    --------
    >>> state = NoiseState()
    >>> state.people = 3
    >>> state.found.rivals["best alone"]
    0.9067
    """

    def __init__(self) -> None:
        self.people, self.wrong, self.shared, self.samples, self.draw = 5, list(WRONG), False, 300, 0

    @property
    def found(self) -> Found:
        """What comes of the present values."""
        return _found(self.people, tuple(self.wrong), self.shared, self.samples, self.draw)

    def draw_again(self) -> None:
        """Other samples, other chances."""
        self.draw += 1

    def page(self) -> dict[str, Any]:
        """What the people are believed to be, and how the three ways compare."""
        found = self.found
        return {
            "names": list(NAMES),
            "first": FIRST_TO_SHARE,
            "most": MOST_WRONG,
            "believed": found.believed,
            "rivals": found.rivals,
        }

    def describe(self) -> str:
        """The shares in numbers."""
        found, those = self.found, ", ".join(f"{w}" for w in self.wrong[: self.people])
        alone = ", ".join(f"{name} {share:.2f}" for name, share in found.rivals.items())
        believed = ", ".join(f"{b:.2f}" for b in found.believed)
        how = "all but A and B share their mistakes" if self.shares else "each by themselves"
        return (
            f"{self.people} annotators, wrong in {those} % of {self.samples} samples, {how}. Fleiss' kappa {found.kappa:.2f}. "
            f"Right labels: {alone}. Dawid–Skene believes them to be right in {believed}."
        )

    @property
    def shares(self) -> bool:
        """Whether there are people who share their mistakes."""
        return self.shared and self.people > FIRST_TO_SHARE + 1

    def figure(self) -> Figure:
        """The people, with what is believed of them; beside them the three ways to a label."""
        left, right = plots.new_axes((10.5, 4.4), ncols=2, width_ratios=[1.25, 1])
        _draw_people(left, self)
        _draw_rivals(right, self.found.rivals)
        return left.figure


def noise_explorer(people: int = 5, wrong: Sequence[int] = WRONG, shared: bool = False, samples: int = 300) -> ExplorerWidget:
    """Annotators who err: drag how often each is wrong, and watch the majority, Dawid–Skene and the best of them alone.

    Parameters
    ----------
    people : how many answer, 2 to 7
    wrong : of each, how often they are wrong, in percent, 0 to 95; up to seven whole numbers
    shared : whether all but the first two make the same mistakes
    samples : how many are labeled, 20 to 500

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If a value is outside its limits.

    Examples
    --------
    >>> noise_explorer(3, [20, 20, 20]).sentence.split(".")[0]
    '3 annotators, wrong in 20, 20, 20 % of 300 samples, each by themselves'
    """
    state = NoiseState()
    given = {"people": people, "wrong": wrong, "shared": shared, "samples": samples}
    for name, control in _settable().items():
        setattr(state, name, control.from_page(given[name]))
    return NoiseWidget(state, _controls, "Noise explorer")


class NoiseWidget(ExplorerWidget):
    """The explorer of :func:`noise_explorer`."""

    _esm = with_view(__file__)


def checked(wrong: Any) -> list[int]:
    """How often each of seven is wrong, in percent; those not named are as at the beginning."""
    given = list(wrong) if isinstance(wrong, (Sequence, np.ndarray)) and not isinstance(wrong, str) else []
    if not 0 < len(given) <= len(NAMES) or not all(w in range(MOST_WRONG + 1) for w in given):
        raise ValueError(f"wrong must hold up to {len(NAMES)} whole numbers from 0 to {MOST_WRONG}, in percent; got {wrong!r}")
    return [*map(int, given), *WRONG[len(given) :]]


def _settable() -> dict[str, Slider | Switch | Held]:
    return {
        "people": Slider("annotators", 2, len(NAMES)),
        "samples": Slider("samples", FEWEST_SAMPLES, MOST_SAMPLES, 20),
        "shared": Switch("all but A and B make the same mistakes"),
        "wrong": Held("wrong answers", checked),
    }


def _controls(state: NoiseState) -> dict[str, Control]:
    return {**_settable(), "draw_again": Button("Other samples", state.draw_again)}


@lru_cache(maxsize=64)
def _found(people: int, wrong: tuple[int, ...], shared: bool, samples: int, draw: int) -> Found:
    truth_N, said_NJ = answers(people, wrong, shared, samples, draw)
    known, classes = dawid_skene(said_NJ, range(N_CLASSES)), np.arange(N_CLASSES)
    right = (said_NJ == truth_N[:, None]).mean(axis=0)
    counted = majority(said_NJ, range(N_CLASSES), random_state=0).labels
    believed = known.confusion[:, classes, classes] @ known.prior
    rivals = (right.max(), np.mean(counted == truth_N), np.mean(known.labels == truth_N))
    shares = dict(zip(RIVALS, (round(float(share), 4) for share in rivals)))
    return Found(right.round(4).tolist(), believed.round(4).tolist(), shares, fleiss_kappa(said_NJ))


def answers(people: int, wrong: Sequence[int], shared: bool, samples: int, draw: int) -> tuple[np.ndarray, np.ndarray]:
    """The truth, shape (samples,), and who says what, shape (samples, people)."""
    rng = np.random.default_rng(draw)
    truth_N = rng.integers(N_CLASSES, size=MOST_SAMPLES)
    chance_NJ, turn_NJ = rng.random((MOST_SAMPLES, len(NAMES))), rng.integers(1, N_CLASSES, (MOST_SAMPLES, len(NAMES)))
    if shared:  # one chance and one wrong answer for all of them: how often each is wrong does not change
        for drawn in (chance_NJ, turn_NJ):
            drawn[:, FIRST_TO_SHARE:] = drawn[:, [FIRST_TO_SHARE]]
    said_NJ = (truth_N[:, None] + turn_NJ * (chance_NJ < np.array(checked(wrong)) / 100)) % N_CLASSES
    return truth_N[:samples], said_NJ[:samples, :people]


# ---- pictures -----------------------------------------------------------------------------------


def _draw_people(ax: Axes, state: NoiseState) -> None:
    """A bar for each, how often they are right; the ring is what Dawid–Skene believes."""
    for j, believed in enumerate(state.found.believed):
        is_one_of_them = state.shares and j >= FIRST_TO_SHARE
        ax.bar(j, 1 - state.wrong[j] / 100, 0.7, color="C3" if is_one_of_them else "0.72")
        ax.plot(j, believed, "o", markersize=15, markerfacecolor="none", markeredgecolor="C0", markeredgewidth=3)
    if state.shares:
        middle = (FIRST_TO_SHARE + state.people - 1) / 2
        halo = [withStroke(linewidth=4, foreground="white")]
        ax.text(middle, 0.05, "same mistakes", ha="center", fontweight="bold", path_effects=halo)
    ax.text(state.people - 0.5, 1.15, "ring: what Dawid–Skene believes", color="C0", ha="right", va="center", fontsize=14)
    ax.set(ylim=(0, 1.22), ylabel="share right", title="how often each is right", yticks=np.linspace(0, 1, 6))
    ax.set_xticks(range(state.people), list(NAMES[: state.people]))


def _draw_rivals(ax: Axes, rivals: dict[str, float]) -> None:
    for row, (name, share) in enumerate(rivals.items()):
        ax.barh(row, share, 0.7, color=RIVALS[name])
        ax.text(share - 0.02, row, f"{share:.2f}", ha="right", va="center", color="white", fontsize=22, fontweight="bold")
        ax.text(-0.02, row, name, ha="right", va="center", fontsize=14)
    ax.set(xlim=(0, 1), ylim=(2.6, -0.6), yticks=[], xlabel="share of right labels", title="the labels that come of it")
