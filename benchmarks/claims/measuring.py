"""Measure the claims, seed by seed, keep every number, and decide.

The interval is Student's, at 95 %.  A claim says between which two values the mean effect lies: it *holds* where the whole interval
does, it *does not hold* where no part of the interval does, and else it *cannot be told*.  Where a cause is named, the effect must
also be larger with it than without it, seed by seed.
"""

from __future__ import annotations

import json
import math
import os
import pathlib
import platform
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from importlib.metadata import version
from typing import Any, NamedTuple

import joblib
import numpy as np
from scipy import stats
from threadpoolctl import threadpool_limits
from tqdm.auto import tqdm

from benchmarks.claims.ledger import FOLDER, Claim, ledger

RESULTS = FOLDER / "results.json"
HOLDS, FAILS, OPEN = "holds", "does not hold", "cannot be told"
SECONDS = 5.0  # between two times that results are saved: at most so much is lost
MEASURED_WITH = ("numpy", "scikit-learn", "scipy")

Values = dict[str, list[float]]  # seed -> effect, and the effect with the cause switched off where a cause is named
Results = dict[str, dict[str, Any]]


class Interval(NamedTuple):
    """A mean and its interval."""

    mean: float
    low: float
    high: float


def student(values: Sequence[float], level: float = 0.95) -> Interval:
    """Mean with Student's interval; without bounds where there are fewer than two values."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return Interval(mean, -math.inf, math.inf)
    reach = float(stats.t.ppf((1 + level) / 2, len(values) - 1) * stats.sem(values))
    return Interval(mean, mean - reach, mean + reach)


def decided(found: Interval, between: tuple[float, float]) -> str:
    """Whether the mean lies between the two, as far as the interval can tell."""
    low, high = between
    if low < found.low and found.high < high:
        return HOLDS
    return FAILS if found.high <= low or high <= found.low else OPEN


def summary(claim: Claim, values: Values) -> dict[str, Any]:
    """What the values of a claim say: the effect, what the cause adds to it, the verdict."""
    table = np.array([values[str(seed)] for seed in claim.seeds if str(seed) in values])
    effect = student(table[:, 0])
    verdicts = [decided(effect, claim.between)]
    said: dict[str, Any] = {"effect": _rounded(effect)}
    if claim.cause:
        added = student(table[:, 0] - table[:, 1])
        verdicts.append(decided(added, (0, math.inf)))
        said |= {"without the cause": _rounded(student(table[:, 1])), "due to the cause": _rounded(added)}
    complete = len(table) == len(claim.seeds)
    verdict = next(v for v in (FAILS, OPEN, HOLDS) if v in verdicts)
    return {**said, "n_seeds": len(table), "verdict": verdict if complete else OPEN}


def _rounded(found: Interval) -> list[float]:
    return [round(value, 4) for value in found]


# ---- measuring --------------------------------------------------------------------------------------


def one(name: str, seed: int) -> tuple[str, int, list[float]]:
    """The effect of one claim at one seed, and without its cause where it names one.

    One thread only, so that the last digit is the same everywhere.
    """
    claim = ledger()[name]
    with threadpool_limits(1):
        effects = [claim.measure(seed)]
        if claim.cause:
            effects.append(claim.measure(seed, cause=False))
    return name, seed, [round(float(effect), 6) for effect in effects]


def measure(names: Iterable[str], path: pathlib.Path = RESULTS, n_jobs: int = -1, progress: bool = True) -> Results:
    """Measure what is missing of these claims; a call that was killed goes on from what is saved.

    What was measured with other code or at other seeds, or belongs to no claim any more, is thrown away.
    """
    claims = ledger()
    results = {name: kept for name, kept in load(path).items() if name in claims and kept["code"] == claims[name].code}
    for name, kept in results.items():
        kept["values"] = {seed: effects for seed, effects in kept["values"].items() if int(seed) in claims[name].seeds}
    for name in names:
        results.setdefault(name, {"code": claims[name].code, "values": {}})
    tasks = [(seed, name) for name in names for seed in claims[name].seeds if str(seed) not in results[name]["values"]]
    calls = (joblib.delayed(one)(name, seed) for seed, name in sorted(tasks, key=_by_chapter))
    saved = time.monotonic()
    with tqdm(total=len(tasks), unit="seed", disable=not progress) as bar:
        try:
            with closing(joblib.Parallel(n_jobs=n_jobs, return_as="generator_unordered")(calls)) as runs:
                for name, seed, effects in runs:
                    results[name]["values"][str(seed)] = effects
                    bar.update()
                    if time.monotonic() - saved > SECONDS:
                        save(results, path)
                        saved = time.monotonic()
        finally:
            save(results, path)
    return results


def _by_chapter(task: tuple[int, str]) -> tuple[str, int, str]:
    """Seed by seed within a chapter: claims that look at the same run follow each other, and it is made once."""
    seed, name = task
    return name[:2], seed, name


# ---- the file ---------------------------------------------------------------------------------------


def load(path: pathlib.Path = RESULTS) -> Results:
    """What was measured so far, by the name of the claim."""
    return json.loads(path.read_text(encoding="utf-8"))["claims"] if path.exists() else {}


def save(results: Results, path: pathlib.Path = RESULTS) -> None:
    """Write all results with their verdicts; the file is whole at any moment."""
    claims, table = ledger(), {}
    for name in sorted(results):
        kept = {"code": results[name]["code"], "values": results[name]["values"]}
        values: Values = {seed: kept["values"][seed] for seed in sorted(kept["values"], key=int)}
        table[name] = {"code": kept["code"], **(summary(claims[name], values) if values else {}), "values": values}
    text = json.dumps({"measured with": surroundings(), "claims": table}, indent=1, ensure_ascii=False)
    new = path.with_suffix(".tmp")
    new.write_text(_one_line_per_seed(text) + "\n", encoding="utf-8")
    os.replace(new, path)


def surroundings() -> dict[str, str]:
    """What the numbers may depend on beside the code."""
    return {name: version(name) for name in MEASURED_WITH} | {"system": f"{platform.system()} {platform.machine()}"}


def _one_line_per_seed(text: str) -> str:
    """Lists of numbers in one line, as a person would write them."""
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda found: "[" + " ".join(found[1].split()) + "]", text)
