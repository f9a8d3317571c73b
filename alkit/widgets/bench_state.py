"""A comparison on the bench: the choices, the runs, and what they say.  All of it can be used without a screen."""

from __future__ import annotations

import contextlib
import re
import statistics
import textwrap
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from alkit import plots
from alkit.datasets import Dataset
from alkit.experiment import comparison
from alkit.experiment.storage import Point, as_frame
from alkit.widgets import menus
from alkit.widgets.bench_measured import EMPTY, Measured
from alkit.widgets.menus import BASELINE, Menu
from alkit.widgets.trials import Trial, described

NOTHING_YET = "Nothing has been measured yet. Choose, then press Run."
CHOICES = ("data", "model", "n_seeds", "budget", "batch_size", "chosen")
LONGEST = 300  # characters of a reason


@dataclass
class Bench:
    """What is chosen, what there is to choose, and the runs made so far; a run once made is kept."""

    data: str = "digits"
    model: str = "logistic regression"
    chosen: tuple[str, ...] = ("margin", "entropy")
    n_seeds: int = 10
    budget: int = 50
    batch_size: int = 5
    strategies: Menu = field(default_factory=menus.strategies, repr=False)
    models: Menu = field(default_factory=menus.models, repr=False)
    datasets: Menu = field(default_factory=menus.data, repr=False)
    runs: dict[tuple[Any, ...], list[Point]] = field(default_factory=dict, repr=False)
    seconds: dict[tuple[Any, ...], list[float]] = field(default_factory=dict, repr=False)
    running: bool = field(default=False, repr=False)
    stopping: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        self.chosen = tuple(dict.fromkeys(name for name in self.chosen if name != BASELINE))
        self._begun = {name: getattr(self, name) for name in CHOICES}
        self._sets: dict[str, Dataset] = {}
        self._trials: dict[tuple[str, str], Trial | None] = {}
        self._reasons: dict[tuple[str, str, str], str] = {}
        self._broken: dict[tuple[str, str], str] = {}  # data and model that failed before the first run
        self._measured: tuple[Any, Measured | None] = ((), None)

    def reset(self) -> None:
        """Choose as at the start; the runs stay."""
        vars(self).update(self._begun)

    # ---- what is to be run -----------------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """What is run: the baseline first, and of the chosen strategies those that can work with the model."""
        return [BASELINE, *(name for name in self.chosen if not self.why_not(name))]

    def why_not(self, name: str) -> str:
        """Why a strategy cannot work with the model; empty where it can, or where nobody can tell."""
        key = (self.data, self.model, name)
        if name != BASELINE and key not in self._reasons:
            trial = self._trial()
            self._reasons[key] = plots.shown(trial.why_not(self.strategies[name]), LONGEST) if trial else ""
        return self._reasons.get(key, "")

    def missing(self) -> list[tuple[str, int]]:
        """The runs still to be made, all strategies of a seed before the next seed.  What failed once is not run again."""
        every = [(name, seed) for seed in range(self.n_seeds) for name in self._sound()]
        return [(name, seed) for name, seed in every if self._key(name, seed) not in self.runs]

    def steps(self) -> Generator[int]:
        """Make the missing runs one by one; yields how many are left.  It ends where another choice is made meanwhile."""
        setting = self._setting
        self._broken.pop(setting[:2], None)
        try:
            data, estimator = self._dataset(), menus.made(self.models[self.model])
            protocol = comparison.protocol_of(estimator, self.budget, self.batch_size)
        except Exception as error:  # noqa: BLE001  # it may be a student's own data or model
            self._broken[setting[:2]] = plots.shown(described(error), LONGEST)
            return
        while self._setting == setting and (left := self.missing()):
            (name, seed), start = left[0], time.perf_counter()
            self.runs[*setting, name, seed] = comparison.run_once(data, self.strategies[name], seed, protocol)
            self.seconds.setdefault((*setting, name), []).append(time.perf_counter() - start)
            yield len(self.missing())

    # ---- how far it is -----------------------------------------------------------------------------------

    def progress(self) -> tuple[int, int]:
        """How many runs of this choice are made, and of how many."""
        of = len(self._sound()) * self.n_seeds
        return of - len(self.missing()), of

    def status(self) -> str:
        """The progress in words, and the time that the rest will take."""
        made, of = self.progress()
        left = f"{of - made} run{'s' * (of - made != 1)}"
        if self.running:
            return f"{'Stopping after this run: ' * self.stopping}{left} left{self._time_left()}"
        if not of or self._is_broken:
            return "These runs cannot be made."
        if made == of:
            return f"Done: all {of} runs are made."
        if made:
            return f"{made} of {of} runs are made; Run makes the others{self._time_left()}."
        return f"{left} to make{self._time_left()}."

    def _time_left(self) -> str:
        """As the runs made so far let one expect; empty while there are none to go by."""
        spent = {name: self.seconds.get((*self._setting, name)) for name in self.names}
        known = {name: statistics.median(seconds) for name, seconds in spent.items() if seconds}
        if not known:
            return ""
        usual = statistics.fmean(known.values())
        seconds = sum(known.get(name, usual) for name, _ in self.missing())
        return f", about {max(round(seconds), 1)} s" if seconds < 90 else f", about {seconds / 60:.0f} min"

    # ---- what was measured -------------------------------------------------------------------------------

    def failures(self) -> dict[str, str]:
        """Strategies of which a run failed, and how the first of them did."""
        found: dict[str, str] = {}
        for name in self.names:
            for seed in range(self.n_seeds):
                points = self.runs.get(self._key(name, seed), [])
                if points and points[0].error:
                    found.setdefault(name, f"failed with seed {seed}: {plots.shown(points[0].error, LONGEST).rstrip('.')}")
        return found

    def n_made(self, name: str) -> int:
        """How many runs of a strategy there are."""
        return sum(self._key(name, seed) in self.runs for seed in range(self.n_seeds))

    def results(self) -> pd.DataFrame:
        """The tidy frame of the strategies that keep pace with the others, with the seeds that all of these have.

        One that failed is not in it.  One that was added later joins when it has caught up, up to the run under way: what was
        measured before is not hidden.
        """
        made = {name: n for name in self._sound() if (n := self.n_made(name))}
        level = [name for name, n in made.items() if n >= max(made.values()) - 1]
        shared = [seed for seed in range(self.n_seeds) if all(self._key(name, seed) in self.runs for name in level)]
        runs = {(name, seed): self.runs[self._key(name, seed)] for seed in shared for name in level}
        return as_frame({(_text(self.data), _text(name), seed): points for (name, seed), points in runs.items()})

    def measured(self) -> Measured | None:
        """What the results say; None where there are none.  Worked out anew only when there are others."""
        results = self.results()
        key = (*self._setting, len(results), *results["strategy"].unique())
        if self._measured[0] != key:
            self._measured = (key, Measured.of(results) if len(results) else None)
        return self._measured[1]

    # ---- what is shown -----------------------------------------------------------------------------------

    def describe(self) -> str:
        if self.running:
            return f"{len(self.names)} strategies are run with {_seeds(self.n_seeds)}: {self._where()}."
        if measured := self.measured():
            said = [f"{self._where()}, {_seeds(measured.n_seeds)}, {measured.sentence()}."]
        else:
            said = [NOTHING_YET] if self.missing() and not self._is_broken else []
        return " ".join(said + self.notes())

    def notes(self) -> list[str]:
        """What was left out, and why, a sentence each."""
        if self._is_broken:
            broken = self._broken[self.data, self.model]
            return [f"{plots.shown(self.data)} with {plots.shown(self.model)} does not work: {broken}. Choose something else."]
        failed = self.failures()
        if BASELINE in failed:
            return [f"{BASELINE}, with which all are compared, {failed[BASELINE]}. Choose another model or other data."]
        where, unfit = plots.shown(self.model), {name: why for name in self.chosen if (why := self.why_not(name))}
        return [
            *(f"{plots.shown(name)} cannot work with {where} and is left out: {why}." for name, why in unfit.items()),
            *(f"{plots.shown(name)} is left out, because it {why}." for name, why in failed.items()),
        ]

    def page(self) -> dict[str, Any]:
        found, (made, of) = self.measured(), self.progress()
        names = [BASELINE, *self.chosen]
        return {
            "made": made,
            "of": of,
            "status": self.status(),
            "title": f"{self._where()}: {_seeds(found.n_seeds)}" if found else self._where(),
            "waiting": (waiting := "" if found else self._waiting()),
            "said": waiting == self.describe(),  # the same words need not stand below the pictures
            "budget": self.budget,
            "n_seeds": found.n_seeds if found else 0,
            "columns": found.columns() if found else EMPTY,
            "rows": [self._row(*each, found) for each in zip(names, plots.looks(names))],
        }

    def _waiting(self) -> str:
        if self.running:
            return "The first results come soon."
        return NOTHING_YET if self.missing() and not self._is_broken else "There is nothing to show."

    def _row(self, name: str, look: plots.Look, found: Measured | None) -> dict[str, Any]:
        """What the page shows of a strategy: a line, a difference and cells of the table; or a note in place of them."""
        row: dict[str, Any] = {"name": plots.shown(name), "look": look, "note": "", "curve": [], "difference": [], "cells": []}
        if name not in self._sound():
            return row | {"note": "left out" if name in self.failures() or self.why_not(name) else ""}
        if found and _text(name) in set(found.areas["strategy"]):
            return row | {part: getattr(found, part)(_text(name)) for part in ("curve", "difference", "cells")}
        return row | {"note": f"{self.n_made(name)} of {_seeds(self.n_seeds)} so far" if found else ""}

    def figure(self) -> Figure:
        left, right = plots.new_axes((12, 5), ncols=2)
        right.set_axis_off()
        if (found := self.measured()) is None:
            where = {"ha": "center", "va": "center", "transform": left.transAxes}
            lines = plots.shown(self.describe(), 600).replace(". ", ".\n").splitlines()
            words = "\n".join(textwrap.fill(line, 50) for line in lines)  # wrap=True would parse mathematics
            left.text(0.5, 0.5, words, parse_math=False, **where).set_in_layout(False)
            left.set_axis_off()
            return left.figure
        plots.mean_curves(found.curves, left)
        left.set_title(f"{plots.shown(self.data, 24)}, {plots.shown(self.model, 24)}: {_seeds(found.n_seeds)}")
        if len(found.differences):
            right.set_axis_on()
            plots.differences(found.differences, right)
            right.set_title(f"ahead of {BASELINE}, paired by seed")
        return left.figure

    # ---- small parts ---------------------------------------------------------------------------------------

    @property
    def _setting(self) -> tuple[Any, ...]:
        return (self.data, self.model, self.budget, self.batch_size)

    @property
    def _is_broken(self) -> bool:
        return (self.data, self.model) in self._broken

    def _key(self, name: str, seed: int) -> tuple[Any, ...]:
        return (*self._setting, name, seed)

    def _sound(self) -> list[str]:
        """The names of which no run failed; none where the baseline did, for there is nothing to compare with."""
        failed = self.failures()
        return [] if BASELINE in failed else [name for name in self.names if name not in failed]

    def _where(self) -> str:
        return f"{plots.shown(self.data)}, {plots.shown(self.model)}"

    def _dataset(self) -> Dataset:
        if self.data not in self._sets:
            self._sets[self.data] = menus.dataset(self.datasets[self.data])
        return self._sets[self.data]

    def _trial(self) -> Trial | None:
        """None where the data or the model fail already; that is said when they are run."""
        key = (self.data, self.model)
        if key not in self._trials:
            self._trials[key] = None
            with contextlib.suppress(Exception):
                self._trials[key] = Trial(menus.made(self.models[self.model]), self._dataset())
        return self._trials[key]


def _text(name: str) -> str:
    """A name that a frame can hold: no halves of surrogate pairs."""
    return re.sub("[\ud800-\udfff]", "\ufffd", name)


def _seeds(n: int) -> str:
    return f"{n} seed{'s' * (n != 1)}"
