"""Results on disk: tidy frames as CSV or Parquet, each run with the protocol it was made by, so that nothing is mixed.

A results file is whole at any moment, and a comparison that was killed goes on from it.
"""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from sklearn.base import BaseEstimator

from alkit.strategies.base import Strategy, described

RUN = ["dataset", "strategy", "seed"]  # what names a run
COLUMNS = [*RUN, "n_asked", "cost", "metric", "error", "protocol"]
TYPES = {"seed": int, "n_asked": int, "cost": float, "metric": float}
FIELDS = ("estimator", "budget", "batch size", "split", "metric", "oracle", "strategy")  # of a protocol, in this order

Task: TypeAlias = tuple[str, str, int]  # dataset, strategy, seed


class Point(NamedTuple):
    """A point of a learning curve, as it stands in the frame."""

    n_asked: int
    cost: float
    metric: float
    error: str
    protocol: str


Runs: TypeAlias = dict[Task, Sequence[Point]]


@dataclass(frozen=True)
class Protocol:
    """How runs are made; see :func:`alkit.experiment.comparison.compare` for the fields."""

    estimator: Any
    budget: int
    batch_size: int
    split: Callable[..., Any]
    metric: Callable[..., float]
    oracle: Callable[..., Any]

    def fields(self, strategy: Strategy | None) -> dict[str, str]:
        """Each field in words; functions go by their names."""
        return {name: _named(value) for name, value in zip(FIELDS, (*vars(self).values(), strategy))}

    def line(self, strategy: Strategy) -> str:
        """What a run with this strategy was made by, in one line.

        >>> Protocol(None, 20, 5, len, max, partial(min, noise=0.2)).line(sum)
        'estimator None; budget 20; batch size 5; split len; metric max; oracle min(noise=0.2); strategy sum'
        """
        return "; ".join(f"{name} {text}" for name, text in self.fields(strategy).items())


def _named(value: Any) -> str:
    if isinstance(value, partial):
        given = [*map(_named, value.args), *(f"{name}={_named(v)}" for name, v in value.keywords.items())]
        return f"{_named(value.func)}({', '.join(given)})"
    if isinstance(value, BaseEstimator):  # scikit-learn shortens what is long: two estimators could look the same
        return re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(value.__repr__(N_CHAR_MAX=10**6).split()))
    return described(value)


def as_frame(runs: Mapping[Task, Sequence[Point]]) -> pd.DataFrame:
    """The tidy frame of some runs, one row per point of a learning curve."""
    rows = [(*task, *point) for task, points in runs.items() for point in points]
    return pd.DataFrame(rows, columns=COLUMNS).astype(TYPES)


def save(results: pd.DataFrame, path: str | os.PathLike[str]) -> None:
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


def load(path: str | os.PathLike[str]) -> pd.DataFrame:
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
            results["metric"] = results["metric"].replace("", "nan")
        else:
            results = pd.read_parquet(path)
        return results[COLUMNS].astype(TYPES)
    except (ValueError, KeyError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise ValueError(f"{path} is no results file: expected the columns {', '.join(COLUMNS)}; {error}") from error


def resumed(path: str | os.PathLike[str] | None, protocol: Protocol, strategies: Mapping[str, Strategy]) -> Runs:
    """The runs that a file holds already, those of other strategies too; those that failed are left out, to be run again.

    Raises
    ------
    ValueError
        If the file holds runs of another protocol, or of another strategy under the same name.
    """
    if path is None or not _known(path).exists():
        return {}
    results = load(path)
    for name, before in results[["strategy", "protocol"]].drop_duplicates().itertuples(index=False, name=None):
        if said := _difference(name, before, protocol, strategies):
            raise ValueError(f"{path} holds results of another protocol: {said}. Choose another file.")
    runs = results[results["error"] == ""].groupby(RUN, sort=False)
    return {task: [Point(*row) for row in rows[COLUMNS[3:]].itertuples(index=False)] for task, rows in runs}


def _difference(name: str, before: str, protocol: Protocol, strategies: Mapping[str, Strategy]) -> str:
    """What differs between a line in the file and the protocol now, in words; empty where nothing does."""
    written = re.fullmatch("; ".join(f"{field} (.*)" for field in FIELDS), before)
    if written is None:
        return repr(before)
    for (field, new), old in zip(protocol.fields(strategies.get(name)).items(), written.groups()):
        if old != new and (field != "strategy" or name in strategies):
            return f"{f'strategy {name!r}' if field == 'strategy' else field} is {old} in the file, {new} now"
    return ""


def _known(path: str | os.PathLike[str]) -> pathlib.Path:
    path = pathlib.Path(path)
    if path.suffix not in (".csv", ".parquet"):
        raise ValueError(f"results are saved as .csv or .parquet, got {str(path)!r}")
    return path
