"""Many runs of the query loop: strategies x data sets x seeds, paired, in parallel, with nothing lost.

What came out is one tidy data frame, a row for each strategy, seed and point of the learning curve;
:mod:`alkit.experiment.evaluation` says what it means, :mod:`alkit.experiment.storage` keeps it.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from typing import Any

import joblib
import numpy as np
import pandas as pd
from sklearn.base import is_regressor

from alkit import stopping
from alkit.datasets import Dataset
from alkit.experiment.recorded import Metric, RecordedRun, model_score
from alkit.experiment.storage import RUN, Point, Protocol, Runs, Task, add, as_frame, one_line, resumed
from alkit.models.fitting import check_estimator
from alkit.oracles import Oracle, simulated
from alkit.splits import Split, random_split, stratified_split
from alkit.strategies.base import Strategy, check_strategy
from alkit.threads import IN_PAGE, one_thread

if IN_PAGE:  # which tqdm takes for a terminal
    from tqdm.notebook import tqdm

    tqdm.monitor_interval = 0  # it would start a thread
else:
    from tqdm.auto import tqdm

SHARE_OF_SAVING = 0.05  # of the time, at most, goes into saving


def compare(
    strategies: Mapping[str, Strategy],
    dataset: Dataset | Sequence[Dataset],
    estimator: Any,
    n_seeds: int = 10,
    budget: int = 50,
    batch_size: int = 1,
    n_jobs: int | None = None,
    *,
    oracle: Callable[..., Oracle] | None = None,
    metric: Metric | None = None,
    split: Callable[[Dataset, int], Split] | None = None,
    save_to: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """Run every strategy on every data set with the same splits, seed sets and oracles.

    A run depends on its data set, strategy and seed alone, so that the numbers are the same whatever ``n_jobs`` is.  Runs go
    through joblib: inside ``with joblib.parallel_config("dask")`` they go to a Dask cluster.

    Interrupt it (Ctrl-C, the stop button), and what is done is returned.  With ``save_to``, what is done is on disk, and the
    same call goes on from there, with more seeds, strategies or data sets if wanted; several may add to one file at the same
    time, from other machines too.  Where the disk is full, what was computed is returned, with a warning.  A strategy is known
    by its name and its parameters, a function and a data set by the name alone, so give a changed one a new name.  A run that
    fails does not stop the others, even if its process dies: it has one row, with its error.

    Parameters
    ----------
    strategies : name -> strategy
    dataset : a Dataset, or several; your own data are ``Dataset("mine", X, y)``
    estimator : scikit-learn classifier or regressor
    n_seeds : seeds are 0 ... n_seeds - 1
    budget : answers asked of the oracle in each run; the seed set is not counted
    batch_size : answers a round
    n_jobs : number of processes, as in joblib
    oracle : function of (y_pool, random_state=seed) that returns an oracle; by default :func:`alkit.simulated`, which knows
        the truth, and ``partial(simulated, noise=0.2, abstain=0.1, cost=3.0)`` is one with human weaknesses
    metric : function of (model, X_test, y_test), higher is better; by default ``model.score``
    split : function of (dataset, random_state) that returns a Split; by default :func:`alkit.stratified_split`, for a
        regressor :func:`alkit.random_split`
    save_to : file that ends in .csv or .parquet
    progress : whether to show a bar

    Returns
    -------
    pandas.DataFrame with the columns dataset, strategy, seed, n_asked, cost, metric, error, protocol
        One row per point of a learning curve: ``n_asked`` answers, 0 at first, have cost ``cost`` so far.  ``error`` is empty
        except in a failed run's only row, whose metric is NaN.

    Raises
    ------
    ValueError
        If an argument is not usable, or ``save_to`` holds results of another protocol, or of another strategy under the
        same name.
    """
    data: list[Any] = list(dataset) if isinstance(dataset, (list, tuple)) else [dataset]
    _check(strategies, data, n_seeds=n_seeds, budget=budget, batch_size=batch_size)
    protocol = protocol_of(estimator, budget, batch_size, oracle, metric, split)
    _check_parts(data, protocol)
    strategies = _by_name("strategies", strategies.items())
    sets = _by_name("data sets", ((d.name, d) for d in data))
    tasks = [(name, strategy, seed) for name in sets for seed in range(n_seeds) for strategy in strategies]
    done = resumed(save_to, protocol, strategies)
    missing = [task for task in tasks if task not in done]
    file = partial(add, path=save_to, protocol=protocol, strategies=strategies) if save_to is not None and missing else None
    if file:
        file(done)  # if this cannot be done, now is the time to hear of it
    interrupted = False
    with tqdm(total=len(tasks), initial=len(tasks) - len(missing), disable=not progress, unit="run") as bar:
        try:
            with (
                closing(finished_runs(missing, sets, strategies, protocol, n_jobs)) as runs,
                closing(_saved(runs, done, file)) as saved,
            ):
                for task, points in saved:
                    done[task] = points
                    bar.update()
        except KeyboardInterrupt:
            interrupted = True
    results = as_frame({task: done[task] for task in tasks if task in done})
    _report(results, len(tasks), interrupted)
    return results


# ---- one run -------------------------------------------------------------------------------------


def protocol_of(
    estimator: Any,
    budget: int,
    batch_size: int,
    oracle: Callable[..., Oracle] | None = None,
    metric: Metric | None = None,
    split: Callable[[Dataset, int], Split] | None = None,
) -> Protocol:
    """The protocol of :func:`compare`, with its defaults where nothing is given."""
    check_estimator(estimator)
    usual = random_split if is_regressor(estimator) else stratified_split
    return Protocol(estimator, budget, batch_size, split or usual, metric or model_score, oracle or simulated)


def run_once(data: Dataset, strategy: Strategy, random_state: int, protocol: Protocol) -> list[Point]:
    """The learning curve of one run.

    A run that fails has one point, with its error.  One thread only, so that the last digit is the same everywhere.
    """
    line = protocol.line(strategy)
    try:
        with one_thread():
            split = protocol.split(data, random_state)
            run = RecordedRun(
                split,
                protocol.estimator,
                strategy,
                batch_size=protocol.batch_size,
                random_state=random_state,
                oracle=protocol.oracle(split.y_pool, random_state=random_state),
                metrics={"metric": protocol.metric},
                keep_models=False,
            ).until(stopping.budget(protocol.budget))
        costs = np.cumsum([step.cost for step in run.history]).tolist()
        points = [Point(r.n_asked, cost, r.metrics["metric"], "", line) for r, cost in zip(run.history, costs)]
        if unusable := [point for point in points if not np.isfinite(point.metric)]:
            raise ValueError(f"the metric returned {unusable[0].metric} after {unusable[0].n_asked} answers")
        return points
    except (Exception, SystemExit) as error:  # noqa: BLE001  # the other runs go on, and the frame says what it was
        return failure(error, line)


def failure(error: BaseException, line: str) -> list[Point]:
    """The one point of a run that failed, with its error."""
    return [Point(0, 0.0, float("nan"), one_line(f"{type(error).__name__}: {error}"), line)]


def _named(task: Task, *arguments: Any) -> tuple[Task, list[Point]]:
    return task, run_once(*arguments)


# ---- many runs -------------------------------------------------------------------------------------


def finished_runs(
    tasks: Sequence[Task],
    data: Mapping[str, Dataset],
    strategies: Mapping[str, Strategy],
    protocol: Protocol,
    n_jobs: int | None = None,
) -> Generator[tuple[Task, list[Point]]]:
    """Make runs, and yield each as soon as it is finished; with one process, in their order, each when it is asked for.

    Where a process dies, or something cannot be sent to it, nobody knows which of the runs that were on their way did it: each
    of them is made again, alone, and fails if that happens again.
    """
    lines = {name: protocol.line(strategies[name]) for name in {task[1] for task in tasks}}
    left = dict.fromkeys(tasks)
    while left:
        sent: list[Task] = []
        try:
            for task, points in _in_parallel(list(left), sent, data, strategies, protocol, n_jobs):
                del left[task]
                yield task, points
        except Exception:  # what fails in a run does not come this way
            if not sent:
                raise
            for task in [task for task in sent if task in left]:
                del left[task]
                try:
                    yield from _in_parallel([task], [], data, strategies, protocol, n_jobs)
                except Exception as error:  # noqa: BLE001  # whatever the pool of processes says
                    yield task, failure(error, lines[task[1]])


def _in_parallel(
    tasks: list[Task], sent: list[Task], data: Any, strategies: Any, protocol: Protocol, n_jobs: int | None
) -> Generator[tuple[Task, list[Point]]]:
    """Make runs; ``sent`` is told which of them are on their way."""

    def calls() -> Iterator[Any]:
        for task in tasks:
            sent.append(task)
            yield joblib.delayed(_named)(task, data[task[0]], strategies[task[1]], task[2], protocol)

    with closing(joblib.Parallel(n_jobs=n_jobs, return_as="generator_unordered", batch_size=1)(calls())) as results:
        yield from results


def _saved(
    runs: Iterator[tuple[Task, list[Point]]], done: Runs, file: Callable[[Runs], None] | None
) -> Generator[tuple[Task, list[Point]]]:
    """Pass the runs on, and save now and then; and at the end, however that comes."""
    last, cost = time.monotonic(), 0.0
    try:
        for run in runs:
            yield run
            if file and time.monotonic() - last > cost / SHARE_OF_SAVING:
                start = time.monotonic()
                with suppress(OSError, ValueError):  # there may be room again later; if not, the last time says it
                    file(done)
                last = time.monotonic()
                cost = last - start
    finally:
        if file and done:
            try:
                file(done)
            except (OSError, ValueError) as error:
                said = f"{type(error).__name__}: {error}"
                warnings.warn(f"what is returned here is not saved, all or in part: {said}", stacklevel=3)


def _report(results: pd.DataFrame, n_tasks: int, interrupted: bool) -> None:
    n_done, failed = results.groupby(RUN).ngroups, results[results["error"] != ""]
    if interrupted:
        warnings.warn(f"interrupted: {n_done} of {n_tasks} runs are done, and returned", stacklevel=3)
    if len(failed):
        first = failed.iloc[0]
        where = f"{first['strategy']} on {first['dataset']}, seed {first['seed']}: {first['error']}"
        warnings.warn(f"{len(failed)} of {n_tasks} runs failed; the first is {where}", stacklevel=3)


def _check(strategies: Any, sets: list[Any], **numbers: Any) -> None:
    if not isinstance(strategies, Mapping) or not strategies:
        raise ValueError(
            f"strategies must map names to strategies, {{'margin': alkit.margin_sampling}} say, got {strategies!r}"
        )
    for strategy in strategies.values():
        check_strategy(strategy)
    if not sets or not all(isinstance(d, Dataset) for d in sets) or len({d.name for d in sets}) < len(sets):
        raise ValueError(f"dataset must be a Dataset or several with different names, got {sets!r}")
    for name, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")


def _by_name(what: str, named: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Names as they stand in the file: texts of one line, and none twice."""
    found: dict[str, Any] = {}
    for given, value in named:
        name = str(given)
        if not name.strip() or one_line(name).replace(" ", "") != name.replace(" ", ""):
            raise ValueError(f"names of {what} must be one line of text, without control characters, got {name[:50]!r}")
        if name in found:
            raise ValueError(f"names of {what} must differ as texts, too: {name!r} is there twice")
        found[name] = value
    return found


def _check_parts(sets: list[Dataset], protocol: Protocol) -> None:
    """Try what makes splits and oracles, once per data set: what is wrong with it is better heard before the first run."""
    for data in sets:
        if not isinstance(made := protocol.split(data, 0), Split):
            raise ValueError(f"split must return an alkit.Split, got {type(made).__name__} for {data.name}")
        if not callable(oracle := protocol.oracle(made.y_pool, random_state=0)):
            raise ValueError(f"oracle must be a function of (y_pool, random_state) that returns an oracle, got {oracle!r}")
