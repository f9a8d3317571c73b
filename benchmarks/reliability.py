"""Try to lose something, and write into the README how often it was tried: python -m benchmarks.reliability [report.xml]

The tests count what they do (``record_property``), and fail if anything is lost; this adds their counts up.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile
from collections import Counter
from xml.etree import ElementTree as ET

ROOT = pathlib.Path(__file__).parents[1]
START, END = "<!-- written by benchmarks/reliability.py -->\n", "<!-- end of reliability -->"
WHERE = ["tests/labeling", "tests/experiment", "tests/widgets", "tests/modalities", "tests/browser"]
FIGURES = {  # what a test counts -> what was tried
    "sessions killed": "labeling sessions killed by SIGKILL at a random moment, and gone on with",
    "answers acknowledged": "answers acknowledged in these sessions",
    "annotators' processes killed": "processes killed by SIGKILL while many people answered in one shared pool",
    "students followed by a board": "students who answered at the same moment, followed by the board of their class",
    "faults": "faults injected between a click and the next sample, each followed by going on and by a resume",
    "interrupts": "interrupts (Ctrl-C), on each line between a click and the next sample",
    "damaged logs": "damaged logs opened",
    "comparisons killed": "comparisons killed by SIGKILL, two processes at a time on one file",
    "files cut": "results files cut at any byte, and gone on with",
    "strings shown": "hostile strings shown: in each place where a name, a sample or an error appears, live and on paper",
}


def run_tests(report: pathlib.Path) -> None:
    """Run the tests that count; an error if one of them fails."""
    options = ["-q", "-n", "2", "--dist", "loadfile", f"--junitxml={report}"]
    subprocess.run([sys.executable, "-m", "pytest", *options, *WHERE], cwd=ROOT, check=True)


def counted(report: pathlib.Path) -> Counter[str]:
    """What the tests have counted, from a report in which none of them has failed."""
    tree = ET.parse(report)
    if failed := [case.get("name") for case in tree.iter("testcase") if {"failure", "error"} & {part.tag for part in case}]:
        raise SystemExit(f"tests failed: {', '.join(map(str, failed))}")
    found: Counter[str] = Counter()
    for entry in tree.iter("property"):
        found[entry.get("name", "")] += int(entry.get("value", 0))
    return found


def main(report: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(report or f"{folder}/report.xml")
        if report is None:
            run_tests(path)
        found = counted(path)
    if missing := set(FIGURES) - set(found):
        raise SystemExit(f"no test has counted: {', '.join(sorted(missing))}")
    rows = [("what was tried", "times", "lost"), ("---", "--:", "--:")]
    rows += [(said, f"{found[name]:,}", "0") for name, said in FIGURES.items()]
    text = "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    before, after = readme.split(START)[0], readme.split(END)[1]
    (ROOT / "README.md").write_text(before + START + text + END + after, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
