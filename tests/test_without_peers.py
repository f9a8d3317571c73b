"""Chapter 17 without scikit-activeml and modAL: it says what is left out, and goes on."""

import os
import subprocess
import sys

import pytest

from tests.test_every_concept import CELLS, ROOT

ALONE = """
import sys
sys.modules |= {"skactiveml": None, "modAL": None}  # as if they were not installed
exec(sys.stdin.read(), {"__name__": "__main__"})
"""


@pytest.mark.slow
def test_without_its_peers_the_chapter_says_what_is_left_out_and_goes_on():
    end = next(n for n, cell in enumerate(CELLS) if "## Who else is there" in cell.source)
    code = "\n\n".join(cell.source for cell in CELLS[:end] if cell.cell_type == "code")
    run = subprocess.run(
        [sys.executable, "-c", ALONE],
        input=code + "\nprint(sorted(asked), sorted(by_forest), [len(rows) for rows in asked.values()])",
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT / "notebooks",
        env={**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert run.returncode == 0, run.stderr
    told = run.stdout.splitlines()
    assert told[-1] == "['alkit'] ['alkit'] [10]"
    assert sum(line == "Left out: needs scikit-activeml (pip install alkit[peers])" for line in told) == 5
