"""The comparison bench: choose strategies, run them on the same splits, and see what may be said of the difference."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import ipywidgets
from matplotlib.figure import Figure
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from alkit import datasets, evaluation, experiment, geometry, plots, strategies
from alkit.strategies.committee import query_by_committee
from alkit.scores.disagreement import bald
from alkit.gradients import badge_sampling
from alkit.widgets.explorer import Explorer, labelled

DATA: dict[str, Callable[[], datasets.Dataset]] = {
    "digits": datasets.digits,
    "wine": datasets.wine,
    "breast cancer": datasets.breast_cancer,
    "iris": datasets.iris,
    "two moons": datasets.two_moons,
    "four clouds": datasets.blobs,
}
MODELS: dict[str, Callable[[], Any]] = {
    "logistic regression": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
    "naive Bayes": lambda: GaussianNB(var_smoothing=1e-2),
    "random forest": lambda: RandomForestClassifier(10),
}
STRATEGIES: dict[str, strategies.Strategy] = {
    "margin": strategies.margin_sampling,
    "entropy": strategies.entropy_sampling,
    "least confidence": strategies.least_confidence_sampling,
    "density-weighted entropy": geometry.density_weighted(strategies.entropy_sampling),
    "core-set": geometry.core_set_sampling,
    "BADGE": badge_sampling,
    "BALD (forest only)": query_by_committee(bald),
}
BASELINE = "random"


@dataclass
class Bench:
    """What is chosen, and the runs made so far; a run once made is kept."""

    data: str = "digits"
    model: str = "logistic regression"
    chosen: tuple[str, ...] = ("margin", "entropy")
    seeds: int = 10
    budget: int = 60
    batch: int = 5
    runs: dict[tuple, list] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return [BASELINE, *self.chosen]

    def missing(self) -> list[tuple[str, int]]:
        """The runs still to be made, all strategies of a seed before the next seed."""
        return [(name, seed) for seed in range(self.seeds) for name in self.names if self._key(name, seed) not in self.runs]

    def steps(self) -> Iterator[int]:
        """Make the missing runs one by one; yields how many are left."""
        data, model, keys = DATA[self.data](), MODELS[self.model](), [(self._key(*task), *task) for task in self.missing()]
        budget, batch = self.budget, self.batch  # they may be changed while this runs
        for left, (key, name, seed) in zip(range(len(keys) - 1, -1, -1), keys):
            strategy = strategies.random_sampling if name == BASELINE else STRATEGIES[name]
            self.runs[key] = experiment.run_once(
                data, strategy, model, seed, budget, batch, experiment.score, experiment.stratified
            )
            yield left

    def results(self) -> Any:
        """The tidy frame of the seeds of which all strategies have run."""
        whole = [seed for seed in range(self.seeds) if all(self._key(name, seed) in self.runs for name in self.names)]
        return experiment.as_frame(
            {(self.data, name, seed): self.runs[self._key(name, seed)] for seed in whole for name in self.names}, ""
        )

    def figure(self) -> Figure:
        results = self.results()
        left, right = plots.new_axes((12, 5), ncols=2)
        if not len(results) or (failed := results[results["error"] != ""]).shape[0]:
            said = "Nothing has been measured yet.\n\nChoose, then press Run." if not len(results) else self._failure(failed)
            left.text(0.5, 0.5, said, ha="center", va="center", transform=left.transAxes, wrap=True)
            left.set_axis_off(), right.set_axis_off()
            return left.figure
        plots.mean_curves(evaluation.mean_curve(results), left)
        left.set_title(f"{self.data}, {self.model}: {results['seed'].nunique()} seeds")
        table = evaluation.paired_difference(results, BASELINE)
        if len(table):
            plots.differences(table, right)
            right.set_title("ahead of random, paired by seed")
        else:
            right.set_axis_off()
        return left.figure

    def describe(self) -> str:
        results = self.results()
        if not len(results):
            return "Nothing has been measured yet. Choose, then press Run."
        if (failed := results[results["error"] != ""]).shape[0]:
            return self._failure(failed)
        table = evaluation.paired_difference(results, BASELINE)
        said = [f"{r.strategy} {r.difference:+.3f} ({r.low:+.3f} to {r.high:+.3f}, p = {r.p:.3f})" for r in table.itertuples()]
        return f"{self.data}, {self.model}, {results['seed'].nunique()} seeds, mean accuracy against random: {'; '.join(said) or 'nothing beside it'}."

    def table(self) -> str:
        """What was measured as a table, in HTML; empty where there is nothing to show."""
        results = self.results()
        if not len(results) or (results["error"] != "").any():
            return ""
        areas, differences = evaluation.area_table(results), evaluation.paired_difference(results, BASELINE)
        at_end = results[(results["strategy"] == BASELINE) & (results["n_labeled"] == results["n_labeled"].max())][
            "score"
        ].mean()
        saved = evaluation.labels_saved(results, at_end, BASELINE)
        saved["saved"] = [f"{r.median_saved:.0f} ({r.n_reached} of {r.n_seeds} seeds)" for r in saved.itertuples()]
        whole = areas[["strategy", "area"]].merge(
            differences[["strategy", "difference", "low", "high", "p"]], on="strategy", how="left"
        )
        whole = whole.merge(saved[["strategy", "saved"]], on="strategy", how="left")
        whole.columns = [
            "strategy",
            "mean accuracy",
            "ahead of random",
            "from",
            "to",
            "p",
            f"labels saved at accuracy {at_end:.2f}",
        ]
        return whole.to_html(index=False, na_rep="", float_format="{:.3f}".format, border=0)

    def _failure(self, failed: Any) -> str:
        row = failed.iloc[0]
        return f"{row['strategy']}, seed {row['seed']}, failed: {row['error']}"

    def _key(self, name: str, seed: int) -> tuple:
        return (self.data, self.model, self.budget, self.batch, name, seed)


class BenchView(Explorer):
    """An explorer with a button that runs what is chosen in a thread, a bar that says how far it is, and a button that stops it."""

    def __init__(self, bench: Bench):
        self.start = ipywidgets.Button(description="Run", button_style="primary", icon="play")
        self.stop = ipywidgets.Button(description="Stop", icon="stop", disabled=True)
        self.bar = ipywidgets.IntProgress(layout={"width": "260px"})
        self.left = ipywidgets.Label()
        self.numbers = ipywidgets.HTML().add_class("alkit-numbers")
        self._stopped, self.thread = threading.Event(), None
        controls = {
            "data": labelled("data", ipywidgets.Dropdown(options=list(DATA), layout={"width": "max-content"})),
            "model": labelled("model", ipywidgets.Dropdown(options=list(MODELS), layout={"width": "max-content"})),
            "chosen": labelled("strategies", ipywidgets.SelectMultiple(options=list(STRATEGIES), rows=7)),
            "seeds": labelled("seeds", ipywidgets.IntSlider(min=2, max=30)),
            "budget": labelled("labels", ipywidgets.IntSlider(min=20, max=150, step=5)),
            "batch": labelled("batch", ipywidgets.Dropdown(options=[1, 5, 10], layout={"width": "max-content"})),
        }
        super().__init__(bench, controls)
        self.start.on_click(lambda _: self.run_in_background())
        self.stop.on_click(lambda _: self._stopped.set())
        row = ipywidgets.HBox([self.start, self.stop, self.bar, self.left], layout={"flex_flow": "row wrap"})
        self.children = (self.children[0], row, *self.children[1:], self.numbers)

    def redraw(self) -> None:
        super().redraw()
        self.numbers.value = self.model.table()

    def run_in_background(self) -> None:
        """Start a thread, unless one is at work; the page stays alive."""
        if self.thread is None or not self.thread.is_alive():
            self._stopped.clear()
            self.thread = threading.Thread(target=self.run, daemon=True)
            self.thread.start()

    def run(self) -> None:
        """Make the missing runs; redraw after each seed."""
        self.bar.max = max(len(self.model.missing()), 1)
        self._frozen(True)
        try:
            for left in self.model.steps():
                self.bar.value = self.bar.max - left
                self.left.value = f"{left} runs left"
                if left % len(self.model.names) == 0:
                    self.redraw()
                if self._stopped.is_set():
                    self.left.value = f"stopped; {left} runs left, Run goes on"
                    break
            else:
                self.left.value = "done"
        finally:
            self._frozen(False)
            self.redraw()

    def _frozen(self, running: bool) -> None:
        """What is being run must not change under way."""
        for control in [*self.controls.values(), self.start]:
            control.disabled = running
        self.stop.disabled = not running


def comparison_bench(run: bool = False, **chosen: Any) -> BenchView:
    """Choose data, model and strategies, press Run, and see curves with bands and differences with intervals.

    Parameters
    ----------
    run : whether to run at once, and return when it is done
    **chosen : data, model, chosen (names of strategies), seeds, budget or batch to begin with

    Returns
    -------
    BenchView

    Raises
    ------
    ValueError
        If there is no such data set, model or strategy.
    """
    bench = Bench(**chosen)
    for name, values, options in (
        ("data", [bench.data], DATA),
        ("model", [bench.model], MODELS),
        ("chosen", bench.chosen, STRATEGIES),
    ):
        if set(values) - set(options):
            raise ValueError(f"{name} must be of {list(options)}, got {list(values)}")
    bench.chosen = tuple(bench.chosen)
    view = BenchView(bench)
    if run:
        view.run()
    return view
