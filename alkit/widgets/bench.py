"""The comparison bench: choose strategies, run them on the same splits, and see what may be said of the difference."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Mapping
from contextlib import closing
from typing import Any

from alkit import plots
from alkit.threads import keep_doing
from alkit.widgets import menus
from alkit.widgets.bench_state import Bench
from alkit.widgets.controls import Button, Choice, Control, Many, Slider
from alkit.widgets.explorer import RESET, ExplorerWidget, with_view
from alkit.widgets.menus import BASELINE

OFTEN = 0.25  # seconds between two pictures while it runs
RUNS_PER_DRAWING = 4  # seconds of runs after each second that a picture takes


class BenchWidget(ExplorerWidget):
    """The explorer of :func:`comparison_bench`: what is chosen is run in a thread, and the page follows."""

    _esm = with_view(__file__)

    def __init__(self, bench: Bench):
        self._batches = sorted({1, 5, 10, bench.batch_size})
        self._most = {"n_seeds": max(30, bench.n_seeds), "budget": max(150, bench.budget)}
        super().__init__(bench, self._offers, "Comparison bench")

    def run(self) -> None:
        """Make the missing runs now; whatever ends it, those made are kept."""
        if self._begins():
            self._finish(self._work())

    def run_in_background(self) -> None:
        """Make them beside everything else, unless they are being made; the page stays alive."""
        if self._begins():
            work = self._work()
            if not keep_doing(lambda: next(work, None), "bench"):
                self._finish(work)

    def stop(self) -> None:
        """Stop after the run under way."""
        self.state.stopping = self.state.running

    def _begins(self) -> bool:
        with self._turn:
            if self.state.running or not self.state.missing():
                return False
            self.state.running, self.state.stopping = True, False
            self.redraw()
            return True

    @staticmethod
    def _finish(work: Generator[float]) -> None:
        with closing(work):
            for _ in work:
                pass

    def _work(self) -> Generator[float]:
        drawn, pause = time.monotonic(), OFTEN
        try:
            with closing(self.state.steps()) as steps:
                for _ in steps:
                    if self.state.stopping:
                        break
                    if (begins := time.monotonic()) > drawn + pause:
                        self.redraw()
                        drawn = time.monotonic()
                        pause = max(OFTEN, RUNS_PER_DRAWING * (drawn - begins))  # a long table takes seconds
                    yield 0.0
        finally:
            self.state.running = self.state.stopping = False
            self.redraw()

    def _offers(self, bench: Bench) -> dict[str, Control]:
        off = bench.running  # what is being run must not change under way
        rivals = [name for name in bench.strategies if name != BASELINE]
        reasons = [bench.why_not(name) for name in rivals]
        unfit = {j: f"Not with {plots.shown(bench.model)}: {why}" for j, why in enumerate(reasons) if why}
        return {
            "data": Choice("data", list(bench.datasets), off=off),
            "model": Choice("model", list(bench.models), off=off),
            "n_seeds": Slider("seeds", min(2, bench.n_seeds), self._most["n_seeds"], off=off),
            "budget": Slider("budget (answers)", min(10, bench.budget), self._most["budget"], 5, off=off),
            "batch_size": Choice("batch size", self._batches, off=off),
            "chosen": Many(f"strategies, beside {BASELINE}", rivals, unfit, off=off),
            **self._buttons(bench),
        }

    def _buttons(self, bench: Bench) -> dict[str, Control]:
        idle, done = not bench.running, not bench.missing()
        why = "It is running." if bench.running else "All of these runs are made."
        why_no_stop = "It stops after the run under way." if bench.stopping else "Nothing is running."
        return {
            "run": Button("Run", self.run_in_background, bench.running or done, why, main=True),
            "stop": Button("Stop", self.stop, idle or bench.stopping, why_no_stop),
            RESET: Button("Reset", bench.reset, bench.running, "First stop what is running."),
        }


def comparison_bench(
    strategies: Mapping[str, Any] | None = None,
    models: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | str | None = None,
    *,
    run: bool = False,
    **chosen: Any,
) -> BenchWidget:
    """Choose data, model and strategies, press Run, and see curves with bands and differences with intervals.

    Your own come first in the menus, and the bench begins with them.  A strategy that cannot work with the model is greyed out,
    with the reason, which is found by trying one query; one that fails later is named, and the others keep their results.

    Parameters
    ----------
    strategies : name -> strategy, your own
    models : name -> estimator, or function that makes one
    data : name -> Dataset, or function that makes one; or the name of what to begin with
    run : whether to run at once, and return when it is done, or when it is interrupted, with the runs made so far
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
    menus.check_chosen(bench, {"data": bench.datasets, "model": bench.models})
    if unknown := set(bench.chosen) - set(bench.strategies):
        raise ValueError(f"chosen must be of {list(bench.strategies)}, got {sorted(unknown)}")
    widget = BenchWidget(bench)
    if run:
        with contextlib.suppress(KeyboardInterrupt):
            widget.run()
    return widget
