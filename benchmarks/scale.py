"""What a query costs when the pool grows: memory and throughput on ten million rows, and time against size for each strategy.

python -m benchmarks.scale goal [ROWS]                 a query by margin on ROWS (10,000,000) × 64, beside bare predict_proba
python -m benchmarks.scale growth [SECONDS] [NAME ...] each strategy of the catalog on 10^3 … 10^7 rows, up to SECONDS (20) a query

What is measured is kept in benchmarks/scaling.json, a strategy at a time; what is not named stays as it was.  How it
is shown is in scale_shown.py.  Each measurement
is a process of its own, on one thread.  Seconds are CPU seconds; memory is the process's most resident memory (VmHWM), which
counts the pages of the memory map, too.
"""

from __future__ import annotations

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")  # before NumPy is there

import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np

ROOT = pathlib.Path(__file__).parents[1]
KEPT = ROOT / "benchmarks" / "scaling.json"
SIZES = [round(10 ** (k / 2)) for k in range(6, 15)]
SECONDS, MEMORY, BATCH_SIZE, N_LABELED = 20.0, 6e9, 10, 60
ENOUGH = 0.1  # seconds that are measured at least
ALTERNATING = 9  # times that the query and the bare predictions are measured, of which the medians count
LEAST = 0.02  # seconds: below, a query is mostly calls of functions, and says little of how it grows


# ---- in a process of its own ------------------------------------------------------------------------


def memory_and_throughput(path: str) -> dict[str, float]:
    """A query by margin on a pool on disk, and the bare predictions for the same blocks, alternating."""
    from sklearn.linear_model import LogisticRegression

    from alkit import ActiveLearner, Blockwise, margin_sampling
    from alkit.pool import BLOCK

    X, y = np.load(path, mmap_mode="r"), np.load(path + ".y")
    learner = ActiveLearner(LogisticRegression(max_iter=1000), X, Blockwise(margin_sampling), random_state=0)
    rows = np.random.default_rng(0).choice(len(X), 100, replace=False)  # they lie scattered: most blocks have gaps
    learner.teach(rows, y[rows])
    before = resident("VmHWM")
    learner.query(BATCH_SIZE)
    found: dict[str, Any] = {"rows": len(X), "before": before, "megabytes": resident("VmHWM")}
    asked, bare = [], []
    for _ in range(ALTERNATING):
        asked.append(seconds(lambda: learner.query(BATCH_SIZE)))
        bare.append(seconds(lambda: [learner.model.predict_proba(X[i : i + BLOCK]) for i in range(0, len(X), BLOCK)]))
    return found | {"query": float(np.median(asked)), "bare": float(np.median(bare))}


def seconds(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def resident(what: str) -> float:
    """A line of this process's status, VmHWM say, in MB; NaN where the system is not Linux."""
    status = pathlib.Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith(what)), float("nan"))


def growth(name: str, path: str, most: float) -> None:
    """Print, size by size, what a query of one strategy takes; stop before one that would take too long."""
    limit("RLIMIT_DATA", MEMORY)
    X, y = np.load(path, mmap_mode="r"), np.load(path + ".y")
    measured: list[tuple[int, float]] = []
    for n in SIZES:
        if n > len(X):
            return
        if measured and predicted(measured, n) > most:
            print(json.dumps({"rows": n, "stopped": f"over {most:g} s"}), flush=True)
            return
        limit("RLIMIT_CPU", time.process_time() + 5 * most + 20)  # one that misjudged its time is ended here
        try:
            learner = taught(name, X[:n], y[:n])
            measured.append((n, one_query(learner)))
        except MemoryError:
            print(json.dumps({"rows": n, "stopped": f"over {MEMORY / 1e9:g} GB"}), flush=True)
            return
        print(json.dumps({"rows": n, "seconds": measured[-1][1]}), flush=True)


def one_query(learner: Any) -> float:
    """Seconds of a query; of a fast one the mean of several, as the clock may tick slowly."""
    start, n = time.process_time(), 0
    while not n or time.process_time() - start < ENOUGH:
        learner.withhold([])  # forgets what the model said of the pool
        learner.query(BATCH_SIZE)
        n += 1
    return (time.process_time() - start) / n


def limit(what: str, most: float) -> None:
    """Let a strategy that wants too much fail, and not the machine."""
    try:
        import resource
    except ImportError:  # Windows has no limits
        return
    resource.setrlimit(getattr(resource, what), (int(most), resource.getrlimit(getattr(resource, what))[1]))


def predicted(measured: list[tuple[int, float]], n: int) -> float:
    """The time at the next size, if it grows as it did last, and at least in proportion."""
    n0, last = measured[-1]
    slope = max(1.0, exponent(measured[-2:], 2) or 1.0)
    return last * (n / n0) ** slope


def exponent(measured: list[tuple[int, float]], fewest: int = 3) -> float | None:
    """Least-squares slope of log seconds against log rows, over the last four sizes where a query takes LEAST or more.

    None where there are fewer than ``fewest`` such sizes: two tell a jump from a slope as little as one does.
    """
    rows, seconds = np.log([(n, t) for n, t in measured if t >= LEAST][-4:] or [(1, 1)]).T
    return float(np.polyfit(rows, seconds, 1)[0]) if len(rows) >= fewest else None


def taught(name: str, X: Any, y: np.ndarray) -> Any:
    """A learner that can ask by this strategy: of the models tried, the first that the strategy can work with."""
    from sklearn.ensemble import BaggingRegressor
    from sklearn.linear_model import LogisticRegression, Ridge

    from alkit import ActiveLearner, PosteriorSamples

    strategy, task = strategies()[name]
    models = [LogisticRegression(max_iter=1000), PosteriorSamples(10)] if task == "classes" else [BaggingRegressor(Ridge(), 10)]
    few, rows = X[:1000], np.arange(N_LABELED)
    for model in models:
        learner = ActiveLearner(model, few, strategy, random_state=0)
        learner.teach(rows, y[rows] if task == "classes" else X[rows, 0] + y[rows])
        try:
            learner.query()
        except ValueError:
            continue
        learner = ActiveLearner(model, X, strategy, random_state=0)
        learner.teach(rows, y[rows] if task == "classes" else X[rows, 0] + y[rows])
        return learner
    raise AssertionError(f"no model suits {name}")


def strategies() -> dict[str, tuple[Any, str]]:
    """Name -> strategy as the menus make it, and its task; those for large pools with blocks and samples of the usual size."""
    import alkit
    from alkit import catalog

    large = {name: getattr(alkit, name)(alkit.margin_sampling) for name in ("Blockwise", "Subsampled", "Preselected")}
    return {entry.name: (large.get(entry.name) or entry.get(), entry.task) for entry in catalog.STRATEGIES}


# ---- from outside ----------------------------------------------------------------------------------------


def goal(n_rows: int = SIZES[-1]) -> dict[str, Any]:
    """Measure the goal on a pool made for it, and keep it."""
    with tempfile.TemporaryDirectory() as folder:
        found = json.loads(_child("memory", make_pool(folder, n_rows)).stdout)
    keep("goal", found)
    return found


def grow(most: float = SECONDS, names: list[str] | None = None, path: str = "") -> None:
    """Measure how some strategies grow, by default all, on the pool at ``path`` or one made for it, and keep it."""
    with tempfile.TemporaryDirectory() as folder:
        path = path or make_pool(folder, SIZES[-1])
        for name in names or list(strategies()):
            lines = _child("one", name, path, str(most)).stdout.splitlines()
            found = [json.loads(line) for line in lines if line.startswith("{")]
            points = [(point["rows"], point["seconds"]) for point in found if "seconds" in point]
            stopped = next((point["stopped"] for point in found if "stopped" in point), "")
            keep(name, {"points": points, "stopped": stopped}, "growth")
            print(name, points[-1:], exponent(points), stopped, flush=True)


def make_pool(folder: str, n_rows: int) -> str:
    from alkit import large_pool

    data = large_pool(f"{folder}/pool.npy", n_rows)
    with open(f"{folder}/pool.npy.y", "wb") as file:
        np.save(file, data.y)
    return data.path


def _child(*arguments: str) -> subprocess.CompletedProcess[str]:
    """This file in a process of its own; of one that was ended because it took too long, what it has printed counts."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.scale", *arguments]
    done = subprocess.run(command, check=False, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, -getattr(signal, "SIGXCPU", 0)):
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}")
    return done


def known() -> dict[str, Any]:
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {"goal": {}, "growth": {}}


def keep(name: str, found: Any, part: str = "") -> None:
    """Write one result beside the others, at once: the next may take minutes."""
    everything = known()
    (everything[part] if part else everything)[name] = found
    KEPT.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


def main(words: list[str]) -> None:
    what, *rest = words or ["help"]
    if what == "memory":
        print(json.dumps(memory_and_throughput(*rest)))
    elif what == "one":
        growth(rest[0], rest[1], float(rest[2]))
    elif what == "goal":
        print(goal(*map(int, rest)))
    elif what == "growth":
        grow(float(rest[0]) if rest else SECONDS, rest[1:])
    else:
        print(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
