"""What a large pool costs: memory, time and money of a run, from its rows, its columns, the cores and what is looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from alkit import plots
from alkit.pool import BLOCK
from alkit.widgets.controls import Choice, Control, Slider
from alkit.widgets.explorer import ExplorerWidget, with_view

VALUE, KEPT = 4, 9  # bytes: of a float32; of what the loop keeps of each row, its state and its number
ALL, QUERIES = "all rows", 100
COUNTS: dict[float, str] = {1e9: " billion", 1e6: " million", 1: ""}
SIZES: dict[float, str] = {1e15: " PB", 1e12: " TB", 1e9: " GB", 1e6: " MB", 1: " bytes"}
TIMES: dict[float, str] = {365 * 86400: " years", 86400: " days", 3600: " hours", 60: " minutes", 1: " seconds"}
PLAIN: dict[float, str] = {1: ""}
MEMORY, TIME, PRICE = "memory", f"time of {QUERIES} queries", f"price of {QUERIES} queries"
PANELS: dict[
    str, tuple[tuple[float, float], dict[str, float], dict[float, str]]
] = {  # limits, marks on the axis, and units of the numbers
    MEMORY: ((1e5, 1e15), {"1 MB": 1e6, "1 GB": 1e9, "1 TB": 1e12, "1 PB": 1e15}, SIZES),
    TIME: ((1e-2, 1e9), {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "year": 365 * 86400}, TIMES),
    PRICE: ((1e-4, 1e6), {"0.01": 1e-2, "1": 1, "100": 100, "10,000": 1e4}, PLAIN),
}


class Bar(NamedTuple):
    """One number of the picture; pale where it is not what counts."""

    panel: str
    name: str
    amount: float
    is_pale: bool


@dataclass
class ScaleState:
    """A run of 100 queries on a pool that lies on a disk.

    Attributes
    ----------
    power : of ten, the rows of the pool
    columns : numbers in a row
    cores : that score
    looked_at : how many candidates, drawn at random, a query looks at; or "all rows"
    memory : of the machine, in GB
    price : of an hour of one core
    speed : numbers that one core scores in a second, in millions
    disk : what the disk delivers in a second, in MB

    Examples
    --------
    >>> ScaleState(power=9).verdict
    'It fits only block by block. The disk sets the pace: more cores do not help.'
    """

    power: float = 7.0
    columns: int = 64
    cores: int = 1
    looked_at: Any = ALL
    memory: float = 16.0
    price: float = 0.05
    speed: float = 500.0
    disk: float = 500.0

    @property
    def bars(self) -> list[Bar]:
        """Bytes, seconds, money."""
        rows = 10**self.power
        looked = rows if self.looked_at == ALL else min(rows, self.looked_at)
        whole, kept = VALUE * rows * self.columns, VALUE * min(rows, BLOCK) * self.columns + KEPT * rows
        score = QUERIES * looked * self.columns / (1e6 * self.speed * self.cores)
        read = whole if whole <= 1e9 * self.memory else QUERIES * VALUE * looked * self.columns  # what fits is read once
        read /= 1e6 * self.disk
        paid = max(score, read) / 3600 * self.cores * self.price
        times = [Bar(TIME, "to score", score, score < read), Bar(TIME, "to read", read, score >= read)]
        sizes = [Bar(MEMORY, "all at once", whole, True), Bar(MEMORY, "in blocks", kept, False)]
        return [*sizes, *times, Bar(PRICE, "to pay", paid, False)]

    @property
    def verdict(self) -> str:
        """What breaks first."""
        whole, kept, score, read, _ = (bar.amount for bar in self.bars)
        if kept > 1e9 * self.memory:
            return "Even what is kept of each row does not fit."
        fits = "It fits at once" if whole <= 1e9 * self.memory else "It fits only block by block"
        return f"{fits}. {'The disk sets the pace: more cores do not help.' if read > score else 'The cores set the pace.'}"

    def page(self) -> dict[str, Any]:
        """The numbers from which the page computes every bar by itself."""
        fixed = {name: getattr(self, name) for name in ("memory", "price", "speed", "disk")}
        sizes = {"value": VALUE, "kept": KEPT, "block": BLOCK, "queries": QUERIES}
        panels = [[name, limits, list(marks.items()), list(units.items())] for name, (limits, marks, units) in PANELS.items()]
        return {**fixed, **sizes, "options": OPTIONS, "counts": list(COUNTS.items()), "panels": panels}

    def describe(self) -> str:
        """The bars in words, and what breaks first."""
        each = ", ".join(f"{said(bar.amount, PANELS[bar.panel][2])} {bar.name}" for bar in self.bars)
        looked = ALL if self.looked_at == ALL else f"{said(self.looked_at, COUNTS)} rows each"
        pool = f"{said(10**self.power, COUNTS)} rows × {self.columns}, {QUERIES} queries that look at {looked}"
        return f"{pool}, cores: {self.cores}. {each}. {self.verdict}"

    def figure(self) -> Figure:
        """The bars on three logarithmic scales."""
        axes = plots.new_axes((10, 5.4), nrows=3, height_ratios=[2, 2, 1])
        for ax, name in zip(axes, PANELS):
            _draw(ax, name, [bar for bar in self.bars if bar.panel == name])
        axes[0].axvline(1e9 * self.memory, color="C4", linewidth=3)
        axes[0].set_title(f"memory; the line: this machine, {said(1e9 * self.memory, SIZES)}")
        return axes[0].figure


OPTIONS: dict[str, list[Any]] = {
    "columns": [16, 64, 256, 1024, 4096],
    "cores": [1, 8, 64, 512],
    "looked_at": [ALL, 10**6, 10**4],
}
CONTROLS: dict[str, Control] = {
    "power": Slider("rows: a power of ten", 3, 10, 0.5),
    "columns": Choice("columns", OPTIONS["columns"]),
    "cores": Choice("cores", OPTIONS["cores"]),
    "looked_at": Choice("a query looks at", OPTIONS["looked_at"], names=[ALL, "1,000,000", "10,000"]),
}


def said(amount: float, units: dict[float, str]) -> str:
    """A number in the largest unit that it reaches, as the page rounds it.

    >>> said(2.56e9, SIZES), said(5400, TIMES), said(0.0031, PLAIN)
    ('2.6 GB', '1.5 hours', '0.003')
    """
    unit = next((unit for unit in units if amount >= unit), 1)
    fine = 1 if amount >= 10 * unit else 10 if amount >= unit else 1000
    return f"{math.floor(amount / unit * fine + 0.5) / fine:.12g}{units[unit]}"


def scale_explorer(
    rows: float = 1e7, *, memory: float = 16.0, price: float = 0.05, speed: float = 500.0, disk: float = 500.0
) -> ExplorerWidget:
    """Move the rows, columns and cores of a pool, and what a query looks at: memory, time and money on logarithmic scales.

    Parameters
    ----------
    rows : of the pool, from a thousand to ten billion
    memory : of the machine, in GB
    price : of an hour of one core, in your currency
    speed : numbers that one core scores in a second, in millions: rows a second, times their columns
    disk : what the disk delivers in a second, in MB

    Returns
    -------
    ExplorerWidget

    Raises
    ------
    ValueError
        If a number is not positive, or there are too few or too many rows.

    Examples
    --------
    >>> print(scale_explorer(1e9).sentence.split(". ")[1])
    256 GB all at once, 9 GB in blocks, 3.6 hours to score, 14 hours to read, 0.711 to pay
    """
    for name, value in {"memory": memory, "price": price, "speed": speed, "disk": disk}.items():
        if not 0 < value < math.inf:
            raise ValueError(f"{name} must be a positive number, got {value!r}")
    if not 1e3 <= rows <= 1e10:
        raise ValueError(f"rows must be from a thousand to ten billion, got {rows!r}")
    power = round(2 * math.log10(rows)) / 2
    return ScaleWidget(ScaleState(power, memory=memory, price=price, speed=speed, disk=disk), CONTROLS, "Scale explorer")


class ScaleWidget(ExplorerWidget):
    """The explorer of :func:`scale_explorer`."""

    _esm = with_view(__file__)


def _draw(ax: Axes, name: str, bars: list[Bar]) -> None:
    """The bars of one panel, each with its number."""
    (low, high), marks, units = PANELS[name]
    for row, bar in enumerate(bars):
        end = min(max(bar.amount, low), high)
        color = "0.75" if bar.is_pale else "C0"
        ax.barh(row, end - low, 0.7, left=low, color=color)
        ax.text(low * 0.7, row, bar.name, ha="right", va="center", fontsize=14)
        is_long = math.log(end / low) > 0.25 * math.log(high / low)  # then the number stands in it
        look: dict[str, Any] = {
            "color": "black" if bar.is_pale or not is_long else "white",
            "ha": "right" if is_long else "left",
        }
        halo = [withStroke(linewidth=5, foreground=color if is_long else "white")]  # over the line of the machine
        place = end * (0.75 if is_long else 1.3)
        ax.text(place, row, said(bar.amount, units), va="center", fontsize=17, fontweight="bold", path_effects=halo, **look)
    ax.set(xscale="log", xlim=(low, high), ylim=(len(bars) - 0.4, -0.6), yticks=[], title=name)
    ax.set_xticks(list(marks.values()), list(marks))
    ax.minorticks_off()
