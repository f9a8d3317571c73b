"""Many runs of the query loop: strategies x data sets x seeds, paired, in parallel, with nothing lost.

What came out is one tidy data frame, a row for each strategy, seed and number of labels; :mod:`alkit.experiment.evaluation` says
what it means.
"""

from __future__ import annotations

import os
import pathlib
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import joblib
import numpy as np
import pandas as pd
from sklearn.base import is_regressor
from sklearn.model_selection import train_test_split
from threadpoolctl import threadpool_limits
from tqdm.auto import tqdm

from alkit.datasets import Dataset
from alkit.learner import ActiveLearner
from alkit.oracles import seed_set
from alkit.strategies import Strategy

RUN = ["dataset", "strategy", "seed"]  # what names a run
COLUMNS = [*RUN, "n_labeled", "score", "error", "protocol"]
SHARE_OF_SAVING = 0.05  # of the time, at most, goes into saving


class Setup(NamedTuple):
    """What all strategies of one seed share: the split and the seed set."""

    X_pool: Any
    X_test: Any
    y_pool: np.ndarray
    y_test: np.ndarray
    seed_rows: np.ndarray


def stratified(data: Dataset, seed: int) -> Setup:
    """A quarter of the data as test set, each class in proportion; one row of each class as seed set."""
    X_pool, X_test, y_pool, y_test = data.split(random_state=seed)
    return Setup(X_pool, X_test, y_pool, y_test, seed_set(y_pool, random_state=seed))


def unstratified(data: Dataset, seed: int, n_first: int = 5) -> Setup:
    """A quarter of the data as test set, ``n_first`` rows as seed set, both at random: for regression."""
    X_pool, X_test, y_pool, y_test = train_test_split(data.X, data.y, test_size=0.25, random_state=seed)
    return Setup(X_pool, X_test, y_pool, y_test, np.random.default_rng(seed).permutation(len(y_pool))[:n_first])


def compare(
    strategies: Mapping[str, Strategy],
    dataset: Dataset | Sequence[Dataset],
    model: Any,
    n_seeds: int = 10,
    budget: int = 50,
    batch_size: int = 1,
    n_jobs: int | None = None,
    *,
    metric: Callable[[Any, Any, np.ndarray], float] | None = None,
    setup: Callable[[Dataset, int], Setup] | None = None,
    save_to: str | os.PathLike | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """Run every strategy on every data set with the same splits and seed sets.

    A run depends on its data set, strategy and seed alone, so that the numbers are the same whatever ``n_jobs`` is.  Runs go
    through joblib: inside ``with joblib.parallel_config("dask")`` they go to a Dask cluster.

    Interrupt it (Ctrl-C, the stop button), and what is done is returned.  With ``save_to``, what is done is on disk, and the
    same call goes on from there; a strategy and a data set are known by their names, so give a changed one a new name.  A run
    that fails does not stop the others: it has one row, with its error.

    Parameters
    ----------
    strategies : name -> strategy
    dataset : a Dataset, or several; your own data are ``Dataset("mine", X, y)``
    model : scikit-learn classifier or regressor
    n_seeds : seeds are 0 ... n_seeds - 1
    budget : number of labels at the end, the seed set included
    batch_size : number of labels a round
    n_jobs : number of processes, as in joblib
    metric : function of (model, X_test, y_test), higher is better; by default ``model.score``
    setup : function of (dataset, seed) that returns a Setup; by default :func:`stratified`, for a regressor :func:`unstratified`
    save_to : file that ends in .csv or .parquet
    progress : whether to show a bar

    Returns
    -------
    pandas.DataFrame with the columns dataset, strategy, seed, n_labeled, score, error, protocol
        One row a point of a learning curve; ``error`` is empty except in a failed run's only row, whose score is NaN.

    Raises
    ------
    ValueError
        If an argument is not usable, or ``save_to`` holds results of another protocol.
    """
    data = list(dataset) if isinstance(dataset, (list, tuple)) else [dataset]
    setup = setup or (unstratified if is_regressor(model) else stratified)
    metric = metric or score
    _check(strategies, data, setup, n_seeds, budget, batch_size)
    protocol = describe(model, budget, batch_size, setup, metric)
    sets = {d.name: d for d in data}
    tasks = [(name, strategy, seed) for name in sets for seed in range(n_seeds) for strategy in strategies]
    done = _resumed(save_to, protocol)
    missing = [task for task in tasks if task not in done]
    if save_to is not None and missing:
        save(as_frame(done, protocol), save_to)  # if this cannot be done, now is the time to hear of it
    calls = (
        joblib.delayed(_named)(task, sets[task[0]], strategies[task[1]], model, task[2], budget, batch_size, metric, setup)
        for task in missing
    )
    interrupted = False
    with tqdm(total=len(tasks), initial=len(tasks) - len(missing), disable=not progress, unit="run") as bar:
        try:
            with closing(_kept(_results(n_jobs, calls, len(missing)), done, save_to, protocol)) as kept:
                for task, rows in kept:
                    done[task] = rows
                    bar.update()
        except KeyboardInterrupt:
            interrupted = True
    results = as_frame({task: done[task] for task in tasks if task in done}, protocol)
    _report(results, len(tasks), interrupted)
    return results


def describe(model: Any, budget: int, batch_size: int, setup: Callable, metric: Callable) -> str:
    """One line that says what was run, kept beside the results so that a file says what it holds."""
    names = [getattr(f, "__name__", type(f).__name__) for f in (setup, metric)]
    return f"{' '.join(repr(model).split())}; budget {budget}, batch size {batch_size}, setup {names[0]}, metric {names[1]}"


def save(results: pd.DataFrame, path: str | os.PathLike) -> None:
    """Write results as CSV or Parquet, as the name ends.  The file is whole at any moment: it is replaced, never rewritten.

    Raises
    ------
    ValueError
        If the name ends in something else.
    """
    path = _known(path)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    if path.suffix == ".csv":
        results.to_csv(new, index=False)
    else:
        results.to_parquet(new, index=False)
    os.replace(new, path)


def load(path: str | os.PathLike) -> pd.DataFrame:
    """Read results that :func:`save` wrote; the same frame comes back, to the last digit.

    Raises
    ------
    ValueError
        If the file is no results file.
    """
    path = _known(path)
    try:
        if path.suffix == ".csv":
            # as text, because reading floats pandas' way may lose the last digit
            results = pd.read_csv(path, dtype=str, keep_default_na=False)
            results["score"] = results["score"].replace("", "nan")
        else:
            results = pd.read_parquet(path)
        return results[COLUMNS].astype({"seed": int, "n_labeled": int, "score": float})
    except (ValueError, KeyError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise ValueError(f"{path} is no results file: expected the columns {', '.join(COLUMNS)}; {error}") from error


# ---- one run -------------------------------------------------------------------------------------


def run_once(
    data: Dataset, strategy: Strategy, model: Any, seed: int, budget: int, batch_size: int, metric: Callable, setup: Callable
) -> list[tuple[int, float, str]]:
    """The learning curve of one run: n_labeled, score and error of each point; see :func:`compare` for the parameters.

    A run that fails has one point, with its error.  One thread only, so that the last digit is the same everywhere.
    """
    try:
        with threadpool_limits(1):
            X_pool, X_test, y_pool, y_test, first = setup(data, seed)
            classes = None if is_regressor(model) else np.unique(data.y)
            metrics = {"score": lambda fitted: metric(fitted, X_test, y_test)}
            learner = ActiveLearner(model, X_pool, strategy, classes=classes, metrics=metrics, random_state=seed)
            learner.teach(first, y_pool[first])
            while learner.n_labeled < budget and learner.candidates.size:
                asked = learner.query(min(batch_size, budget - learner.n_labeled))
                learner.teach(asked, y_pool[asked])
        curve = [(r.n_labeled, r.scores["score"], "") for r in learner.history]
        if unusable := [point for point in curve if not np.isfinite(point[1])]:
            raise ValueError(f"the metric returned {unusable[0][1]} with {unusable[0][0]} labels")
        return curve
    except Exception as error:  # whatever it is, the other runs go on, and the frame says what it was
        return [(0, float("nan"), " ".join(f"{type(error).__name__}: {error}".split()))]


def _named(task: tuple, *arguments: Any) -> tuple[tuple, list]:
    return task, run_once(*arguments)


def score(model: Any, X_test: Any, y_test: np.ndarray) -> float:
    """The model's own score: accuracy of a classifier, R squared of a regressor."""
    return model.score(X_test, y_test)


# ---- many runs -------------------------------------------------------------------------------------


def _results(n_jobs: int | None, calls: Iterator, n: int) -> Iterator[tuple]:
    """The results as they come."""
    if not n:
        return iter(())
    return joblib.Parallel(n_jobs=n_jobs, return_as="generator_unordered", batch_size=1)(calls)


def _kept(results: Iterator[tuple], done: dict, save_to: Any, protocol: str) -> Iterator[tuple]:
    """Pass the results on, and save now and then; and at the end, however that comes."""
    last, cost = time.monotonic(), 0.0
    try:
        for result in results:
            yield result
            if save_to is not None and time.monotonic() - last > cost / SHARE_OF_SAVING:
                start = time.monotonic()
                save(as_frame(done, protocol), save_to)
                last = time.monotonic()
                cost = last - start
    finally:
        if hasattr(results, "close"):
            results.close()
        if save_to is not None and done:
            save(as_frame(done, protocol), save_to)


def as_frame(done: Mapping[tuple, list], protocol: str) -> pd.DataFrame:
    """The tidy frame of some runs: (dataset, strategy, seed) -> what :func:`run_once` returned."""
    rows = [(*task, *row, protocol) for task, run in done.items() for row in run]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"seed": int, "n_labeled": int, "score": float})


def _resumed(save_to: Any, protocol: str) -> dict[tuple, list]:
    """The runs that a file holds already; those that failed are run again."""
    if save_to is None or not _known(save_to).exists():
        return {}
    results = load(save_to)
    others = set(results["protocol"]) - {protocol}
    if others:
        raise ValueError(
            f"{save_to} holds results of another protocol: {others.pop()!r}; this one is {protocol!r}. Choose another file."
        )
    runs = results[results["error"] == ""].groupby(RUN, sort=False)
    return {task: list(rows[["n_labeled", "score", "error"]].itertuples(index=False, name=None)) for task, rows in runs}


def _report(results: pd.DataFrame, n_tasks: int, interrupted: bool) -> None:
    n_done, failed = results.groupby(RUN).ngroups, results[results["error"] != ""]
    if interrupted:
        warnings.warn(f"interrupted: {n_done} of {n_tasks} runs are done, and returned", stacklevel=3)
    if len(failed):
        first = failed.iloc[0]
        where = f"{first['strategy']} on {first['dataset']}, seed {first['seed']}: {first['error']}"
        warnings.warn(f"{len(failed)} of {n_tasks} runs failed; the first is {where}", stacklevel=3)


def _check(strategies: Any, sets: list, setup: Callable, n_seeds: int, budget: int, batch_size: int) -> None:
    if not isinstance(strategies, Mapping) or not strategies or not all(map(callable, strategies.values())):
        raise ValueError(
            f"strategies must map names to strategies, {{'margin': alkit.margin_sampling}} say, got {strategies!r}"
        )
    if not sets or not all(isinstance(d, Dataset) for d in sets) or len({d.name for d in sets}) < len(sets):
        raise ValueError(f"dataset must be a Dataset or several with different names, got {sets!r}")
    for name, value in (("n_seeds", n_seeds), ("budget", budget), ("batch_size", batch_size)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
    for data in sets:
        n_first = len(setup(data, 0).seed_rows)
        if budget < n_first:
            raise ValueError(f"budget must be at least {n_first}, the size of the seed set on {data.name}, got {budget}")


def _known(path: str | os.PathLike) -> pathlib.Path:
    path = pathlib.Path(path)
    if path.suffix not in (".csv", ".parquet"):
        raise ValueError(f"results are saved as .csv or .parquet, got {str(path)!r}")
    return path
