"""Many people at once on one pool, and processes killed while they answer: nothing is lost, doubled, or asked too often.

The full size, forty people and 4,000 answers, is in benchmarks/together.py.
"""

import json
import os
import pathlib
import subprocess
import sys

import pytest

from tests.labeling import postgres


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_nothing_is_lost_or_doubled_when_many_label_and_some_are_killed(tmp_path, postgres_server, record_property):
    stores = {"sqlite": str(tmp_path / "labels.sqlite"), "postgresql": postgres.new_database(postgres_server, "together")}
    sizes = {
        "sqlite": {"n_people": 2, "n_answers": 12, "n_processes": 2, "n_kills": 1, "overlap": 1},
        "postgresql": {"n_people": 8, "n_answers": 48, "n_processes": 4, "n_kills": 3, "overlap": 2},
    }
    script = pathlib.Path(__file__).with_name("label_together.py")
    runs = [json.dumps({"store": stores[kind], **sizes[kind]}) for kind in stores]
    done = subprocess.run([sys.executable, script, *runs], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    # the rest was saved too, and its writer killed before it could say so
    assert all(run["acknowledged"] >= least for run, least in zip(found, (8, 30), strict=True))
    record_property("annotators' processes killed", sum(run["killed"] for run in found))
