"""Measure speed and memory beside the peers, and write the README's tables: python -m benchmarks.run [speed] [deep] [page] [lite] [together] [scale] [published] [growth]

What is not named is taken from the last time it was measured; growth, which takes twenty minutes, is measured only if it is named.
Ratios of fastest rounds, measured in one process on one thread, so that they mean the same on a fast and on a slow machine.
Page speed is in milliseconds, measured inside the page; lite, the course without a server, takes ten minutes.  The published
table is computed anew for all its hundred seeds.
"""

from __future__ import annotations

import importlib.util
import json
import pathlib
import platform
import subprocess
import sys
import tempfile
from typing import Any

import joblib
import numpy as np
import sklearn

from alkit import datasets, published
from benchmarks import scale, scale_shown
from benchmarks.lite import lite_lines
from benchmarks.page_speed import (
    HANDS,
    WITH_NETWORK,
    click_to_next_sample,
    clicks_of_each_kind,
    hand_to_picture,
    pick_to_picture,
)
from benchmarks.together import together_lines

ROOT = pathlib.Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
START, END = "<!-- written by benchmarks/run.py -->\n", "<!-- end -->"
PEERS = ("np.log alone", "scikit-activeml", "modAL")
GOALS = {  # how often as long as the reference at most, or how many times faster than it at least
    "entropy score of 1,000,000 × 10": "≤ 2 × copying the array",
    "entropy score of 1,000,000 × 10, half of them zeros": "≤ 2.5 × copying the array",
    "entropy score of 1,000,000 × 10, float32": "≤ 1 × float64",
    "margin score of 1,000,000 × 10": "≤ 2 × copying the array",
    "margin score of 1,000,000 × 10, half of them zeros": "≤ 2 × copying the array",
    "least confidence of 1,000,000 × 10": "≤ 2 × copying the array",
    "BALD of 10 members × 100,000 × 10 classes": "≤ 2.5 × copying the array",
    "BALD of 10 members × 100,000 × 10 classes, half of them zeros": "≤ 2.5 × copying the array",
    "vote entropy of 10 members × 100,000 × 10 classes": "≤ 2 × copying the array",
    "vote entropy of 10 members × 100,000 × 10 classes, float32": "≤ 1 × float64",
    "variation ratio of 10 members × 100,000 × 10 classes": "≤ 2 × copying the array",
    "KL disagreement of 100,000 × 10 members × 10 classes": "≥ 4 × faster than scikit-activeml",
    "expected error reduction, iris, naive Bayes, 144 candidates": "≥ 10 × faster than scikit-activeml",
    "core-set, 50 of 20,000 × 64": "≥ 2 × faster than scikit-activeml",
    "BADGE, 50 of 20,000 × 64 × 10 classes": "≥ 15 × faster than scikit-activeml",
    "query loop, digits, logistic regression, 100 queries": "≤ 1.05 × bare fit and predict",
}
MEMORY_GOALS = {
    "entropy score of 1,000,000 × 10": "≤ 20 MB",
    "margin score of 1,000,000 × 10": "≤ 20 MB",
    "BALD of 10 members × 100,000 × 10 classes": "≤ 20 MB",
    "vote entropy of 10 members × 100,000 × 10 classes": "≤ 20 MB",
    "BADGE, 50 of 20,000 × 64 × 10 classes": "≤ 1/10 of scikit-activeml",
}
DEEP_GOALS = {
    "BALD of 20 members × 10,000 × 10 classes": "≤ 3 × copying the array",
    "BALD of 20 members × 10,000 × 10 classes, float32": "≤ 3 × copying the array",
    "BADGE, 50 of 20,000 embeddings of 512 × 10 classes": "≥ 15 × faster than scikit-activeml",
    "deep loop, digits, a small CNN, 5 rounds of 20": "≤ 1.05 × bare fit and predict",
}
DEEP_MEMORY_GOALS = {"BADGE, 50 of 20,000 embeddings of 512 × 10 classes": "≤ 1/10 of scikit-activeml"}
SLOWER = {
    "the same with a network behind it": "≤ 100 ms",
    "explorer: committee, other members": "≤ 150 ms",
    "beat the machine, a pick to its answer": "≤ 150 ms",
}
PUBLISHED = {"Uniform": (published.uniform, 0.9539), "US-C": (published.closest_to_boundary, 0.9652)}


Measured = dict[str, dict[str, tuple[float, dict[str, float]]]]


def measured(file: str) -> Measured:
    """group -> who -> (seconds of the fastest round, what was measured beside it), by pytest-benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "benchmark.json"
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore", f"--benchmark-json={path}"]
        subprocess.run([sys.executable, "-m", "pytest", f"benchmarks/{file}", *options], cwd=ROOT, check=True)
        found: Measured = {}
        for test in json.loads(path.read_text())["benchmarks"]:
            who = test["params"].get("who") or test["params"]["name"]
            found.setdefault(test["group"], {})[who] = test["stats"]["min"], test["extra_info"]
    return found


def speed_line(work, goal, times):
    """One row of the table: what we need, the goal, what the peers need, all by the reference."""
    reference = goal.split("× ")[1].removeprefix("faster than ")
    base = times[reference][0]

    def relative(who):
        return times[who][0] / times[who][1].get("reference", base)

    if goal.startswith("≥"):
        peers = [f"{who} {relative(who):.1f} × as long" for who in PEERS if who in times and who != reference]
        return work, f"{base / times['alkit'][0]:.1f} × faster", goal, "; ".join([f"{reference} {base:.2f} s", *peers])
    peers = [f"{who} {relative(who):.2f} ×" for who in PEERS if who in times]
    return work, f"{relative('alkit'):.2f} ×", goal, "; ".join(peers)


def memory_line(work, goal, times):
    peers = [f"{who} {times[who][1]['megabytes']:.0f} MB" for who in PEERS[1:] if who in times]
    return f"memory of the same: {work}", f"{times['alkit'][1]['megabytes']:.1f} MB", goal, "; ".join(peers)


def block_lines(found: Measured) -> list[tuple[str, str, str, str]]:
    """A row for each strategy on a million candidates: how much memory it takes beyond what was there before."""
    return [
        (f"extra memory of {strategy}: {work}", f"{beside['megabytes']:.0f} MB, {time:.0f} s", "≤ 100 MB", "")
        for work, times in found.items()
        for strategy, (time, beside) in times.items()
    ]


def speed():
    found = measured("test_speed.py")
    lines = [speed_line(work, goal, found[work]) for work, goal in GOALS.items()]
    lines += [memory_line(work, goal, found[work]) for work, goal in MEMORY_GOALS.items()]
    lines += block_lines(measured("test_blocks.py"))
    return lines


def deep():
    """Rows on networks; none where PyTorch is not installed."""
    if importlib.util.find_spec("torch") is None:
        return []
    found = measured("test_deep.py")
    lines = [speed_line(work, goal, found[work]) for work, goal in DEEP_GOALS.items()]
    return lines + [memory_line(work, goal, found[work]) for work, goal in DEEP_MEMORY_GOALS.items()]


def page_lines() -> list[tuple[str, str, str, str]]:
    """A row for each hand in the page; none where there is no browser."""
    times = {
        "labeling digits, a click to the next sample": click_to_next_sample(n_clicks=30),
        "the same with a network behind it": click_to_next_sample(n_clicks=30, code=WITH_NETWORK),
    }
    times |= {f"labeling {kind}, a click to the next sample": found for kind, found in clicks_of_each_kind().items()}
    times["beat the machine, a pick to its answer"] = pick_to_picture()
    times |= {f"explorer: {work}": hand_to_picture(hand) for work, hand in HANDS.items()}
    return [
        (
            f"{work}: hand to picture, median (95th percentile)",
            f"{np.median(t):.0f} ms ({np.quantile(t, 0.95):.0f} ms)",
            goal,
            "",
        )
        for work, t in times.items()
        if t and (goal := "≤ 100 ms" if work.startswith("labeling") else SLOWER.get(work, "≤ 50 ms (100 ms)"))
    ]


def published_table(n_seeds=100):
    data = datasets.breast_cancer()
    for name, (strategy, theirs) in PUBLISHED.items():
        jobs = (joblib.delayed(published.aubc)(data.X, data.y, strategy, seed) for seed in range(n_seeds))
        areas = joblib.Parallel(n_jobs=-1)(jobs)
        yield name, f"{np.mean(areas):.4f}", f"{theirs:.4f}", " ".join(f"{a:.5f}" for a in areas[:5])


def scale_lines():
    scale.goal()
    return scale_shown.goal_lines()


def growth_lines():
    scale.grow()
    scale_shown.draw()
    return scale_shown.growth_lines()


def markdown(head, lines):
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def measured_or_known(wanted: list[str]) -> dict[str, Any]:
    """The parts that were wanted, or all, measured now; the others as they were written last."""
    parts = {"speed": speed, "deep": deep, "page": page_lines, "lite": lite_lines, "together": together_lines}
    parts |= {"scale": scale_lines, "published": lambda: list(published_table()), "growth": growth_lines}
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known |= {
        "scale": scale_shown.goal_lines(),
        "growth": scale_shown.growth_lines(),
    }  # they keep what they measure, a piece at a time
    wanted = wanted or [name for name in parts if name != "growth"]
    measured_now = {name: measure() if name in wanted else known.get(name, []) for name, measure in parts.items()}
    return {"machine": machine() if "speed" in wanted else known["machine"], **measured_now}


def machine() -> str:
    """What the rounds of speed are run on."""
    found = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    wide = "with" if any("AVX512" in name for name in found) else "without"
    return f"Python {platform.python_version()}, NumPy {np.__version__}, scikit-learn {sklearn.__version__}, {platform.machine()} {wide} AVX-512, one thread"


def main(wanted: list[str]):
    parts = measured_or_known(wanted)
    RESULTS.write_text(json.dumps(parts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = markdown(
        ["work", "alkit", "goal", "peers, measured in the same run"],
        parts["speed"] + parts["deep"] + parts["page"] + parts["lite"] + parts["together"] + parts["scale"],
    )
    text += f"\nFastest rounds by pytest-benchmark, {parts['machine']}. NumPy's logarithm of float64 is several times slower where there is no\n"
    text += "AVX-512, and no entropy can be faster than its logarithms: *np.log alone* says how long these take.\n\n"
    text += "How the time of a query grows with the pool ([all curves](docs/scaling.png)), 64 features, batches of 10:\n\n"
    text += markdown(["strategy", "time", "10⁴ and 10⁶ candidates", "largest pool"], parts["growth"]) + "\n"
    text += "Lu, Li and Lin 2023, wdbc, mean area under the budget curve over the seeds 0 to 99:\n\n"
    text += markdown(["strategy", "alkit", "published", "alkit, seeds 0 to 4"], parts["published"])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    before, after = readme.split(START)[0], readme.split(END)[1]
    (ROOT / "README.md").write_text(before + START + text + END + after, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main(sys.argv[1:])
