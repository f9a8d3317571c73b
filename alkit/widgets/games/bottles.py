"""Bottles of milk that one can click: find the day on which milk turns sour, beside somebody who tastes at random.

Each tasting is a label, and the thresholds that agree with all labels are the version space: it shrinks before one's eyes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alkit import plots
from alkit.widgets.controls import Button, Choice, Control, Switch
from alkit.widgets.explorer import ExplorerWidget, with_view
from alkit.widgets.games.tasting import Taster

SIZES = (7, 15, 31)  # one less than a power of two: 3, 4 or 5 bits
YOU, RANDOM = "you", "random"
FRESH, SOUR = 2, 4  # numbers of the colors
LOOKS = {YOU: plots.Look(0, 0), RANDOM: plots.looks([RANDOM])[0]}
DASHES = {YOU: "-", RANDOM: "--"}
MOST_SHOWN = 6  # tastings on the axis, if there are no more
BASE, TALL, WIDE = 0.42, 1.0, 0.62  # of a bottle on paper: its foot, its height, its width


class BottlesState:
    """A row of bottles, its hidden threshold, and two who taste: you, and somebody who tastes in random order.

    Parameters
    ----------
    n : number of bottles, one of ``SIZES``
    random_state : None, int or numpy.random.Generator

    Attributes
    ----------
    played : number of bottles -> how many you and the random taster tasted in each game that was played to its end

    Raises
    ------
    ValueError
        If there is no such row.

    Examples
    --------
    >>> game = BottlesState(random_state=1)
    >>> game.taste(4)
    >>> print(game.describe())
    Day 4 is sour. 4 of 8 thresholds are left, 2.00 bits. This answer gave 1.00 bits; expected were 1.00.
    """

    gestures = ("taste",)

    def __init__(self, n: int = 7, random_state: int | np.random.Generator | None = None):
        if n not in SIZES:
            raise ValueError(f"n must be one of {', '.join(map(str, SIZES))} bottles; got {n!r}")
        self.first, self._n, self.show_gains = n, n, False
        self.rng = np.random.default_rng(random_state)
        self.played: dict[int, list[tuple[int, int]]] = {}
        self.new_game()

    @property
    def n(self) -> int:
        """Number of bottles; another number begins a new game."""
        return self._n

    @n.setter
    def n(self, n: int) -> None:
        if n != self._n:
            self._n = n
            self.new_game()

    def new_game(self) -> None:
        """Hide another threshold, for both."""
        threshold = int(self.rng.integers(1, self.n + 2))
        order = (self.rng.permutation(self.n) + 1).tolist()
        self.you, self._whole_race = Taster(self.n, threshold), Taster(self.n, threshold).taste_in_order(order)
        self.gave, self.expected = 0.0, 0.0

    def reset(self) -> None:
        """Begin anew, as the widget began."""
        self._n, self.show_gains = self.first, False
        self.played.clear()
        self.new_game()

    def taste(self, day: int) -> None:
        """Taste a bottle; to taste it twice, or when all is known, changes nothing."""
        if self.you.is_done or day in self.you.tasted:
            return
        self.expected = self.you.gain(day)
        self.gave = self.you.taste(day)
        if self.you.is_done:
            both = len(self.you.tasted), len(self._whole_race.tasted)
            self.played.setdefault(self.n, []).append(both)

    @property
    def random(self) -> Taster:
        """The one who tastes at random, as far as you have come; once you know all labels, to the end."""
        race = self._whole_race
        return race if self.you.is_done else Taster(race.n, race.threshold, race.tasted[: len(self.you.tasted)])

    # ---- what is said and shown ----------------------------------------------------------------------

    @property
    def prompt(self) -> str:
        """What is said now: nothing that the labels do not tell."""
        if not self.you.tasted:
            return f"{self.n} bottles, the youngest first. Which one do you taste?"
        return f"Well tasted: {self._outcome()}." if self.you.is_done else self._answer()

    def describe(self) -> str:
        """The state of the game in a sentence or two."""
        if not self.you.tasted:
            return (
                f"{self.n} bottles, {self.n + 1} possible thresholds, {self.you.bits[0]:.2f} bits. Click a bottle to taste it, "
                "or choose one with the arrow keys and press Enter; somebody who tastes in random order has the same row."
            )
        if self.you.is_done:
            return f"{self.prompt} {self._news()} {self._score()}"
        low, high = self.you.limits()
        left = f"{high - low + 1} of {self.n + 1} thresholds are left, {self.you.bits[-1]:.2f} bits."
        return f"{self._answer()} {left} {self._news()}"

    def page(self) -> dict[str, Any]:
        """Both rows as far as they are known; the threshold stays in the kernel."""
        rows = [
            {"name": name, "n": self.n, "tasted": [*taster.tasted], "limits": [*taster.limits()], "bits": taster.bits}
            for name, taster in self.tasters.items()
        ]
        return {"prompt": self.prompt, "over": self.you.is_done, "rows": rows}

    @property
    def tasters(self) -> dict[str, Taster]:
        """Who tastes, by name."""
        return {YOU: self.you, RANDOM: self.random}

    def figure(self) -> Figure:
        """Both rows on the left; the bits that are left on the right."""
        axes = plots.new_axes((10.5, 5), ncols=2, gridspec_kw={"width_ratios": [2.1, 1]})
        with plots.style():
            _draw_rows(axes[0], self.tasters)
            _draw_bits(axes[1], self.tasters)
        return axes[0].figure

    def _answer(self) -> str:
        day = self.you.tasted[-1]
        return f"Day {day} is {'sour' if self.you.is_sour(day) else 'fresh'}."

    def _outcome(self) -> str:
        first = self.you.threshold
        if first in (1, self.n + 1):
            return "all are sour" if first == 1 else "none is sour yet"
        return f"sour from day {first} on"

    def _news(self) -> str:
        """What the last answer was worth."""
        if self.expected == 0:
            return "You could have known that: 0.00 bits."
        return f"This answer gave {self.gave:.2f} bits; expected were {self.expected:.2f}."

    def _score(self) -> str:
        games = self.played[self.n]
        you, random = games[-1]
        lucky = "A tie." if you == random else "Chance had luck; it happens."
        score = f"You tasted {you}, the random taster {random}. {f'You saved {random - you}.' if you < random else lucky}"
        if len(games) == 1:
            return score
        means = "you {:.1f} on average, the random taster {:.1f}".format(*np.mean(games, axis=0))
        return f"{score} In {len(games)} games with {self.n} bottles: {means}."


class BottlesWidget(ExplorerWidget):
    """The game of :func:`bottles`."""

    _esm = with_view(__file__)


def bottles(n: int = 7, random_state: int | np.random.Generator | None = None) -> BottlesWidget:
    """A row of bottles of milk, to be clicked: find out from which day on they are sour, beside a random taster.

    Parameters
    ----------
    n : 7, 15 or 31 bottles to begin with
    random_state : None, int or numpy.random.Generator
        Draws the threshold and the other's order.

    Returns
    -------
    BottlesWidget

    Raises
    ------
    ValueError
        If there is no such row.
    """
    return BottlesWidget(BottlesState(n, random_state), _controls, "Bottles")


def _controls(state: BottlesState) -> dict[str, Control]:
    return {
        "n": Choice("number of bottles", SIZES, kind="either", names=[f"{SIZES[0]} bottles", *map(str, SIZES[1:])]),
        "new": Button("New game", state.new_game, main=state.you.is_done),
        "show_gains": Switch("show the gains in bits"),
    }


# ---- pictures -----------------------------------------------------------------------------------


def _draw_rows(ax: Axes, tasters: dict[str, Taster]) -> None:
    """A row of bottles for each taster, and below it the thresholds that are still possible."""
    for row, (name, taster) in enumerate(reversed(tasters.items())):
        foot = 2.1 * row
        for day in range(1, taster.n + 1):
            _draw_bottle(ax, taster, day, foot + BASE)
        low, high = taster.limits()
        ax.plot(np.arange(low, high + 1) - 0.5, np.full(high - low + 1, foot + 0.2), "D", color="black", markersize=6)
        left = "all labels known" if low == high else f"{high - low + 1} of {taster.n + 1} thresholds possible (◆)"
        ax.text(0.5, foot + BASE + TALL + 0.12, f"{name}: {len(taster.tasted)} tasted, {left}", fontweight="bold")
    every = 1 + taster.n // 16
    ax.set(xlim=(0.3, taster.n + 0.7), ylim=(0, 4.1), yticks=[], xticks=range(1, taster.n + 1, every))
    ax.set_xlabel("bottle opened … days ago")
    ax.spines["left"].set_visible(False)


def _draw_bottle(ax: Axes, taster: Taster, day: int, foot: float) -> None:
    low, high = taster.limits()
    letter, j = ("F", FRESH) if day < low else ("S", SOUR) if day >= high else ("?", None)
    body, neck, shoulder = WIDE / 2, WIDE / 5, 0.62 * TALL
    x = day + np.array([-body, -body, -neck, -neck, neck, neck, body, body])
    y = foot + np.array([0, shoulder, 0.8 * TALL, TALL, TALL, 0.8 * TALL, shoulder, 0])
    is_tasted = day in taster.tasted
    ax.fill(x, y, facecolor="white" if j is None else f"C{j}", alpha=None if j is None or is_tasted else 0.3, linewidth=0)
    ax.fill(x, y, facecolor="none", edgecolor="black", linewidth=1.5)
    look: dict[str, Any] = {"color": "white", "fontweight": "bold"} if is_tasted else {"color": "0.2"}
    ax.text(day, foot + 0.3 * TALL, letter, ha="center", va="center", fontsize=16 if taster.n < 20 else 9, **look)


def _draw_bits(ax: Axes, tasters: dict[str, Taster]) -> None:
    """The bits that are left after each tasting."""
    longest = max(MOST_SHOWN, *(len(taster.tasted) for taster in tasters.values()))
    ends = []
    for name, taster in tasters.items():
        look, bits = LOOKS[name], taster.bits
        line: dict[str, Any] = {"color": f"C{look.color}", "marker": plots.MARKERS[look.marker], "linestyle": DASHES[name]}
        ax.plot(range(len(bits)), bits, drawstyle="steps-post", clip_on=False, **line)
        ends.append((len(bits) - 1, bits[-1], name, f"C{look.color}"))
    ax.set(xlim=(0, longest + 1.6), ylim=(-0.15, 5.3), xticks=range(0, longest + 1, 1 + longest // 8), yticks=range(6))
    ax.set(xlabel="bottles tasted", ylabel="bits left")
    apart = abs(ends[0][0] - ends[1][0]) > 2  # then no name is in the way of the other line
    for group in [[end] for end in ends] if apart else [ends]:
        plots.name_ends(ax, group)
