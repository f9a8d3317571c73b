"""Measure speed and memory and write the README's table: python -m benchmarks.run

Each ratio is of two things done in turn in this one process, on one thread, so that it means the same on a fast and on a slow
machine.  Page speed is in milliseconds, measured inside the page.
"""

import os

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
os.environ |= ONE_THREAD  # before NumPy is there

import json
import pathlib
import platform
import time
import tracemalloc

import numpy as np
from sklearn.linear_model import LogisticRegression

from alkit import ActiveLearner, acquisition, datasets, entropy_sampling, seed_set
from benchmarks.page_speed import click_to_next_sample

ROOT = pathlib.Path(__file__).parents[1]
START, END = "<!-- written by benchmarks/run.py -->\n", "<!-- end -->"


def ratio(work, reference, rounds=15):
    """Median time of ``work`` over median time of ``reference``, the two taken in turn."""
    times = []
    for _ in range(rounds):
        for function in (work, reference):
            start = time.perf_counter()
            function()
            times.append(time.perf_counter() - start)
    return float(np.median(times[0::2]) / np.median(times[1::2]))


def extra_megabytes(work):
    """Peak memory beyond what was there before and what is returned."""
    tracemalloc.start()
    result = work()
    peak = tracemalloc.get_traced_memory()[1] - result.nbytes
    tracemalloc.stop()
    return peak / 1e6


def scores():
    proba = np.random.default_rng(0).dirichlet(np.ones(10), size=1_000_000)
    for name in ("entropy", "margin"):
        function = getattr(acquisition, name)
        yield f"{name} score of 1,000,000 × 10, by the time of copying the array", ratio(lambda: function(proba), proba.copy), "≤ 2 ×"
        yield f"{name} score of 1,000,000 × 10, memory beyond input and output", extra_megabytes(lambda: function(proba)), "≤ 20 MB"


def loop():
    """100 queries on digits: alkit's loop, and the same fits and predictions bare."""
    X_pool, _, y_pool, _ = datasets.digits().split()
    model, seed = LogisticRegression(max_iter=2000), seed_set(y_pool, random_state=0)

    def alkit_loop():
        learner = ActiveLearner(model, X_pool, entropy_sampling, classes=range(10), random_state=0)
        learner.teach(seed, y_pool[seed])
        for _ in range(100):
            asked = learner.query()
            learner.teach(asked, y_pool[asked])
        return learner.labeled

    order = alkit_loop()

    def bare():
        for n in range(10, 110):
            rest = np.delete(np.arange(len(X_pool)), order[:n])
            LogisticRegression(max_iter=2000).fit(X_pool[order[:n]], y_pool[order[:n]]).predict_proba(X_pool[rest])
        LogisticRegression(max_iter=2000).fit(X_pool[order], y_pool[order])

    yield "query loop, digits, logistic regression, 100 queries, by the bare fits and predictions", ratio(alkit_loop, bare, 9), "≤ 1.05 ×"


def page():
    """As a learner has it: with as many threads as there are."""
    for name in ONE_THREAD:
        del os.environ[name]
    clicks = click_to_next_sample(n_clicks=30)
    if clicks:
        yield "click to next sample in the browser, digits, logistic regression, median of 30", float(np.median(clicks)), "≤ 100 ms"


def main():
    results = [list(line) for part in (scores(), loop(), page()) for line in part]
    machine = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}, one thread"
    (ROOT / "benchmarks" / "results.json").write_text(json.dumps({"machine": machine, "results": results}, indent=1) + "\n")
    lines = [f"| {what} | {value:.2f} {goal.split()[-1]} | {goal} |" for what, value, goal in results]
    table = "\n".join(["| work | measured | goal |", "|---|---|---|", *lines, "", f"Measured with {machine}.", ""])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    before, after = readme.split(START)[0], readme.split(END)[1]
    (ROOT / "README.md").write_text(before + START + table + END + after, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
