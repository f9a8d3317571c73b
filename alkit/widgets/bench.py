"""The comparison bench: choose strategies, run them on the same splits, and see what may be said of the difference."""

from __future__ import annotations

import re
import textwrap
import threading
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import ipywidgets
import pandas as pd
from matplotlib.figure import Figure

from alkit import plots
from alkit.experiment import evaluation
from alkit.experiment.comparison import finished_runs, protocol_of
from alkit.experiment.storage import Point, as_frame
from alkit.widgets import menus
from alkit.widgets.base import ExplorerWidget, dropdown, labeled, named
from alkit.widgets.menus import BASELINE, Menu

NOTHING_YET = "Nothing has been measured yet. Choose, then press Run."


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

    @property
    def names(self) -> list[str]:
        """The strategies, the baseline first."""
        return list(dict.fromkeys([BASELINE, *self.chosen]))

    def missing(self) -> list[tuple[str, int]]:
        """The runs still to be made, all strategies of a seed before the next seed."""
        return [(name, seed) for seed in range(self.n_seeds) for name in self.names if self._key(name, seed) not in self.runs]

    def steps(self) -> Generator[int]:
        """Make the missing runs one by one; yields how many are left."""
        keys = {(self.data, *task): self._key(*task) for task in self.missing()}  # choices may change while this runs
        sets = {self.data: menus.dataset(self.datasets[self.data])}
        protocol = protocol_of(menus.made(self.models[self.model]), self.budget, self.batch_size)
        left = len(keys)
        with closing(finished_runs(list(keys), sets, self.strategies, protocol, n_jobs=1)) as runs:
            for task, points in runs:
                self.runs[keys[task]] = points
                left -= 1
                yield left

    def failures(self) -> dict[str, str]:
        """Strategies of which a run failed, and how the first of them did."""
        found: dict[str, str] = {}
        for name in self.names:
            for seed in range(self.n_seeds):
                points = self.runs.get(self._key(name, seed), [])
                if points and points[0].error:
                    found.setdefault(name, plots.shown(f"{plots.shown(name)}, seed {seed}, failed: {points[0].error}", 300))
        return found

    def results(self) -> pd.DataFrame:
        """The tidy frame of the strategies that did not fail, and of the seeds of which all of these have run."""
        failed = self.failures()
        names = [name for name in self.names if name not in failed] if BASELINE not in failed else []
        seeds = [seed for seed in range(self.n_seeds) if all(self._key(name, seed) in self.runs for name in names)]
        return as_frame(
            {(_text(self.data), _text(name), seed): self.runs[self._key(name, seed)] for seed in seeds for name in names}
        )

    def figure(self) -> Figure:
        results = self.results()
        left, right = plots.new_axes((12, 5), ncols=2)
        right.set_axis_off()
        if not len(results):
            said = list(self.failures().values())[:4] or NOTHING_YET.replace(". ", ".\n").splitlines()
            where = {"ha": "center", "va": "center", "transform": left.transAxes}
            words = "\n\n".join(textwrap.fill(line, 50) for line in said)  # wrap=True would parse mathematics
            left.text(0.5, 0.5, words, parse_math=False, **where).set_in_layout(False)
            left.set_axis_off()
            return left.figure
        plots.mean_curves(evaluation.mean_curve(results), left)
        left.set_title(f"{plots.shown(self.data, 24)}, {plots.shown(self.model, 24)}: {results['seed'].nunique()} seeds")
        table = evaluation.paired_difference(results, BASELINE)
        if len(table):
            right.set_axis_on()
            plots.differences(table, right)
            right.set_title(f"ahead of {BASELINE}, paired by seed")
        return left.figure

    def describe(self) -> str:
        results, failed = self.results(), "; ".join(self.failures().values())
        if not len(results):
            return failed or NOTHING_YET
        table = evaluation.paired_difference(results, BASELINE)
        said = [
            f"{plots.shown(r.strategy)} {r.difference:+.3f} ({r.low:+.3f} to {r.high:+.3f}, p = {r.p:.3f})"
            for r in table.itertuples()
        ]
        where = f"{plots.shown(self.data)}, {plots.shown(self.model)}"
        measured = f"{where}, {results['seed'].nunique()} seeds, mean accuracy against {BASELINE}: "
        return f"{measured}{'; '.join(said) or 'nothing beside it'}.{failed and f' {failed}.'}"

    def table(self) -> str:
        """What was measured as a table, in HTML; empty where there is nothing to show."""
        results = self.results()
        if not len(results):
            return ""
        baseline = results[results["strategy"] == BASELINE]
        at_end = baseline.loc[baseline["n_asked"] == baseline["n_asked"].max(), "metric"].mean()
        saved = evaluation.labels_saved(results, at_end, BASELINE)
        saved["saved"] = [f"{r.median_saved:.0f} ({r.n_reached} of {r.n_seeds} seeds)" for r in saved.itertuples()]
        whole = evaluation.area_table(results)[["strategy", "area"]]
        differences = evaluation.paired_difference(results, BASELINE)[["strategy", "difference", "low", "high", "p"]]
        for part in (differences, saved[["strategy", "saved"]]):
            whole = whole.merge(part, on="strategy", how="left")
        whole["strategy"] = whole["strategy"].map(plots.shown)
        saved_at = f"answers saved at accuracy {at_end:.2f}"
        whole.columns = ["strategy", "mean accuracy", f"ahead of {BASELINE}", "from", "to", "p", saved_at]
        return str(whole.to_html(index=False, na_rep="", float_format="{:.3f}".format, border=0))

    def _key(self, name: str, seed: int) -> tuple[Any, ...]:
        return (self.data, self.model, self.budget, self.batch_size, name, seed)


def _text(name: str) -> str:
    """A name that a frame can hold: no halves of surrogate pairs."""
    return re.sub("[\ud800-\udfff]", "\ufffd", name)


class BenchWidget(ExplorerWidget):
    """An explorer with a button that runs what is chosen in a thread, a bar that says how far it is, and one that stops it."""

    def __init__(self, bench: Bench):
        self.start = ipywidgets.Button(description="Run", button_style="primary", icon="play")
        self.stop = ipywidgets.Button(description="Stop", icon="stop", disabled=True)
        self.bar = ipywidgets.IntProgress(layout={"width": "260px"})
        self.left = ipywidgets.Label()
        self.numbers = ipywidgets.HTML().add_class("alkit-numbers")
        self._stopped = threading.Event()
        self.thread: threading.Thread | None = None
        rivals = [name for name in bench.strategies if name != BASELINE]
        controls = {
            "data": dropdown("data", bench.datasets),
            "model": dropdown("model", bench.models),
            "chosen": labeled("strategies", ipywidgets.SelectMultiple(options=named(rivals), rows=7)),
            "n_seeds": labeled("seeds", ipywidgets.IntSlider(min=2, max=30)),
            "budget": labeled("budget (answers)", ipywidgets.IntSlider(min=10, max=150, step=5)),
            "batch_size": dropdown("batch size", (1, 5, 10)),
        }
        super().__init__(bench, controls)
        self.start.on_click(lambda _: self.run_in_background())
        self.stop.on_click(lambda _: self._stopped.set())
        row = ipywidgets.HBox([self.start, self.stop, self.bar, self.left], layout={"flex_flow": "row wrap"})
        choices, *picture = self.children
        self.set_trait("children", (choices, row, *picture, self.numbers))

    def redraw(self) -> None:
        self.numbers.value = ""
        super().redraw()
        with self._failing_visibly():
            self.numbers.value = self.state.table()

    def run_in_background(self) -> None:
        """Start a thread, unless one is at work; the page stays alive."""
        if self.thread is None or not self.thread.is_alive():
            self._stopped.clear()
            self.thread = threading.Thread(target=self.run, daemon=True)
            self.thread.start()

    def run(self) -> None:
        """Make the missing runs; redraw after each seed."""
        self._frozen(True)
        try:
            with self._failing_visibly():
                self._run_missing()
                self.redraw()
        finally:
            self._frozen(False)

    def _run_missing(self) -> None:
        self.bar.max = max(len(self.state.missing()), 1)
        with closing(self.state.steps()) as steps:
            for left in steps:
                self.bar.value = self.bar.max - left
                self.left.value = f"{left} runs left"
                if left % len(self.state.names) == 0:
                    self.redraw()
                if self._stopped.is_set():
                    self.left.value = f"stopped; {left} runs left, Run goes on"
                    return
        self.left.value = "done"

    def _frozen(self, running: bool) -> None:
        """What is being run must not change under way."""
        for control in [*self.controls.values(), self.start]:
            control.disabled = running
        self.stop.disabled = not running


def comparison_bench(
    strategies: Mapping[str, Any] | None = None,
    models: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | str | None = None,
    *,
    run: bool = False,
    **chosen: Any,
) -> BenchWidget:
    """Choose data, model and strategies, press Run, and see curves with bands and differences with intervals.

    Your own come first in the menus, and the bench begins with them.  A strategy that fails is named, and the others keep
    their results.

    Parameters
    ----------
    strategies : name -> strategy, your own
    models : name -> estimator, or function that makes one
    data : name -> Dataset, or function that makes one; or the name of what to begin with
    run : whether to run at once, and return when it is done
    **chosen : model, chosen (names of strategies), n_seeds, budget or batch_size to begin with

    Returns
    -------
    BenchWidget

    Raises
    ------
    ValueError
        If there is no such data set, model or strategy.
    """
    begun = {"chosen": tuple(strategies or Bench.chosen), **chosen}
    bench = Bench(
        strategies=menus.strategies(strategies),
        models=menus.models(models),
        datasets=menus.data(data),
        **menus.chosen_first(begun, model=models, data=data),
    )
    bench.chosen = tuple(bench.chosen)
    menus.check_chosen(bench, {"data": bench.datasets, "model": bench.models})
    if unknown := set(bench.chosen) - set(bench.strategies):
        raise ValueError(f"chosen must be of {list(bench.strategies)}, got {sorted(unknown)}")
    widget = BenchWidget(bench)
    if run:
        widget.run()
    return widget
