"""Measure the claims of the chapters, and write the page: python -m benchmarks.claims [name or chapter ...] [--jobs 2].

Interrupt it when you like: it goes on from what is saved.
"""

from __future__ import annotations

import argparse

from benchmarks.claims import measuring, page
from benchmarks.claims.ledger import ledger


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.claims", description=__doc__)
    parser.add_argument("names", nargs="*", help="names of claims, or their beginnings: 04, 04-batch; by default all")
    parser.add_argument("--jobs", type=int, default=-1, help="processes; by default one per core")
    given = parser.parse_args()
    wanted = [name for name in ledger() if not given.names or name.startswith(tuple(given.names))]
    measuring.measure(wanted, n_jobs=given.jobs)
    results = measuring.load()
    page.write(results)
    for name in wanted:
        print(f"{results[name]['verdict']:15} {page.numbers(results[name]['effect'])}  {name}")


if __name__ == "__main__":
    main()
