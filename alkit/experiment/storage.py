"""Results on disk: tidy frames as CSV or Parquet, each run with the protocol it was made by, so that nothing is mixed.

A results file is whole at any moment, a comparison that was killed goes on from it, and several may add to it at once, on one
machine or, in a network folder, on many.  In the file each row says of how many its run has, ``n_points``: what is cut is seen.
"""

from __future__ import annotations

import io
import os
import pathlib
import re
import uuid
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from sklearn.base import BaseEstimator

from alkit.experiment.locks import beside, locked
from alkit.interrupts import uninterrupted
from alkit.modalities.text import plain
from alkit.strategies.base import Strategy, described

RUN = ["dataset", "strategy", "seed"]  # what names a run
COLUMNS = [*RUN, "n_asked", "cost", "metric", "error", "protocol"]
TYPES = {"seed": int, "n_asked": int, "cost": float, "metric": float}
LONGEST = 2000  # characters of a name or an error
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


def one_line(words: Any) -> str:
    """What a line of the file can hold: no line breaks, no control characters, and not more than is read.

    >>> one_line("out of  luck")
    'out of luck'
    """
    line = " ".join(plain(words).split())
    return line if len(line) <= LONGEST else line[:LONGEST] + " …"


def _named(value: Any) -> str:
    if isinstance(value, partial):
        given = [*map(_named, value.args), *(f"{name}={_named(v)}" for name, v in value.keywords.items())]
        return f"{_named(value.func)}({', '.join(given)})"
    if isinstance(value, BaseEstimator):  # scikit-learn shortens what is long: two estimators could look the same
        return re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(value.__repr__(N_CHAR_MAX=10**6).split()))
    return " ".join(plain(described(value)).split())


def as_frame(runs: Mapping[Task, Sequence[Point]]) -> pd.DataFrame:
    """The tidy frame of some runs, one row per point of a learning curve."""
    rows = [(*task, *point) for task, points in runs.items() for point in points]
    return pd.DataFrame(rows, columns=COLUMNS).astype(TYPES)


def save(results: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write results as CSV or Parquet, as the name ends, in place of what is there.

    The file is whole at any moment: it is replaced, never rewritten.

    Raises
    ------
    ValueError
        If the name ends in something else.
    """
    path = _known(path)
    with locked(path), uninterrupted():
        _replace(results, path)


def load(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read results that :func:`save` or :func:`add` wrote; the same frame comes back, to the last digit.

    Of a file that was cut, by a full disk or a broken copy, the whole runs come back, with a warning.

    Raises
    ------
    ValueError
        If the file is no results file.
    """
    return as_frame(_told(_known(path)))


def resumed(path: str | os.PathLike[str] | None, protocol: Protocol, strategies: Mapping[str, Strategy]) -> Runs:
    """The runs that a file holds already, those of other strategies too; those that failed are left out, to be run again.

    Raises
    ------
    ValueError
        If the file holds runs of another protocol, or of another strategy under the same name.
    """
    if path is None or not _known(path).exists():
        return {}
    runs = _told(_known(path))
    _check_protocol(path, runs, protocol, strategies)
    return _finished(runs)


def add(runs: Runs, path: str | os.PathLike[str], protocol: Protocol, strategies: Mapping[str, Strategy]) -> None:
    """Add runs to a file, which others may be doing at the same time: what is there stays.

    A finished run comes before one that failed; of the same run twice, one is kept.

    Raises
    ------
    ValueError
        As :func:`resumed`.
    OSError
        If the file cannot be written.
    """
    path = _known(path)
    with locked(path), uninterrupted():  # pandas would make an error of reading of it, and go on
        there = _read(path)[0] if path.exists() else {}
        _check_protocol(path, there, protocol, strategies)
        _replace(as_frame({**there, **runs, **_finished(there), **_finished(runs)}), path)


# ---- the file ------------------------------------------------------------------------------------


def _replace(results: pd.DataFrame, path: pathlib.Path) -> None:
    """Write beside the file, and put it in its place once it is on the disk; for whoever holds the lock."""
    new = beside(path, f"{uuid.uuid4().hex}.tmp")
    for other in path.parent.iterdir():
        if other.name.startswith(beside(path, "").name) and other.suffix == ".tmp":
            other.unlink(missing_ok=True)  # left behind by a process that was killed
    table = results.assign(n_points=results.groupby(RUN)["seed"].transform("size"))
    try:
        if path.suffix == ".csv":
            table.to_csv(new, index=False)
        else:
            table.to_parquet(new, index=False)
        _sync(new)
        os.replace(new, path)
    finally:
        new.unlink(missing_ok=True)
    if os.name != "nt":  # Windows does not sync folders
        _sync(path.parent)


def _sync(path: pathlib.Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: pathlib.Path) -> tuple[Runs, int]:
    """The whole runs of a file, and how many it holds in parts: each row says how many there are of its run."""
    try:
        table, is_cut = _csv(path.read_bytes()) if path.suffix == ".csv" else (pd.read_parquet(path), False)
        if "n_points" not in table:  # a file of an older version, which cannot tell
            table["n_points"] = table.groupby(RUN)["seed"].transform("size")
        table = table[[*COLUMNS, "n_points"]].astype({**TYPES, "n_points": int})
    except (ValueError, KeyError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        cut = ".  If it was one, it is cut, and nothing of it can be read: remove it" if path.suffix == ".parquet" else ""
        raise ValueError(f"{path} is no results file: expected the columns {', '.join(COLUMNS)}; {error}{cut}") from error
    runs: dict[Task, list[Point]] = {}
    sizes: dict[Task, set[int]] = {}
    for dataset, strategy, seed, *point, size in table.itertuples(index=False, name=None):
        runs.setdefault((dataset, strategy, seed), []).append(Point(*point))
        sizes.setdefault((dataset, strategy, seed), set()).add(size)
    whole: Runs = {task: points for task, points in runs.items() if sizes[task] == {len(points)}}
    return whole, max(len(runs) - len(whole), int(is_cut))


def _csv(text: bytes) -> tuple[pd.DataFrame, bool]:
    """The lines that have their ends, and whether there is a last one without."""
    whole, end, rest = text.rpartition(b"\n")
    header = ",".join([*COLUMNS, "n_points"])
    if not end and header.startswith(rest.decode(errors="replace").rstrip("\r")):
        return pd.DataFrame(columns=header.split(",")), True
    # as text, because reading floats pandas' way may lose the last digit
    table = pd.read_csv(io.BytesIO(whole + end), dtype=str, keep_default_na=False)
    table["metric"] = table["metric"].replace("", "nan")
    return table, bool(rest)


def _told(path: pathlib.Path) -> Runs:
    runs, n_cut = _read(path)
    if n_cut:
        warnings.warn(
            f"{path} is cut: {len(runs)} runs in it are whole; {n_cut} not, and left out, so that compare makes {n_cut} again",
            stacklevel=4,
        )
    return runs


def _finished(runs: Runs) -> Runs:
    return {task: points for task, points in runs.items() if not points[0].error}


def _check_protocol(path: Any, runs: Runs, protocol: Protocol, strategies: Mapping[str, Strategy]) -> None:
    for name, before in dict.fromkeys((task[1], points[0].protocol) for task, points in runs.items()):
        if said := _difference(name, before, protocol, strategies):
            raise ValueError(f"{path} holds results of another protocol: {said}. Choose another file.")


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
