"""A class at once on one store: forty people, 4,000 answers, processes killed meanwhile; and the lease of the forty-first.

The forty answer as fast as a machine can, in ten processes, so that one answer takes longer here than in any class.  PostgreSQL
runs as installed, and waits for its disk.  An answer that is lost, doubled or asked too often stops the benchmark.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from tests.labeling import postgres

SCRIPT = pathlib.Path(__file__).parents[1] / "tests" / "labeling" / "label_together.py"
SIZES: dict[str, dict[str, int]] = {
    "PostgreSQL": {"n_people": 40, "n_answers": 4000, "n_processes": 10, "n_kills": 20, "overlap": 2},
    "SQLite": {"n_people": 40, "n_answers": 400, "n_processes": 10, "n_kills": 5, "overlap": 2},
}


def together_lines() -> list[tuple[str, str, str, str]]:
    """Two rows for each kind of store; none for PostgreSQL where it is not installed, none where a process cannot be forked."""
    kinds = [kind for kind in SIZES if hasattr(os, "fork") and (kind == "SQLite" or postgres.programs() is not None)]
    return [line for kind in kinds for line in _lines(kind, _measured(kind))]


def _measured(kind: str) -> dict[str, Any]:
    with _store(kind) as store:
        run = json.dumps({"store": store, **SIZES[kind]})
        done = subprocess.run([sys.executable, SCRIPT, run], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def _lines(kind: str, found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    size, (median, worst) = SIZES[kind], found["lease"]
    work = f"{size['n_people']} people at once on {kind}, {size['n_answers']:,} answers, each sample twice, {found['killed']} processes killed"
    speed = f"{found['acknowledged'] / found['seconds']:.0f} answers a second"
    return [
        (f"{work}: lost, doubled, asked too often", "0, 0, 0", "0, 0, 0", speed),
        (
            f"a sample for one more of {size['n_people']} people on {kind}: median (longest of 20)",
            f"{1000 * median:.0f} ms ({1000 * worst:.0f} ms)",
            "≤ 50 ms",
            "",
        ),
    ]


@contextlib.contextmanager
def _store(kind: str) -> Iterator[str]:
    if kind == "PostgreSQL":
        with postgres.server() as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield str(pathlib.Path(folder) / "labels.sqlite")
