"""docs/claims.md: each claim with its effect, its seeds and its verdict."""

from __future__ import annotations

from itertools import groupby

from benchmarks.claims.ledger import FOLDER, Claim, ledger
from benchmarks.claims.measuring import Results

PAGE = FOLDER.parents[1] / "docs" / "claims.md"
HEAD = """# What the chapters claim

Written by `make claims`; do not edit. Where a chapter says that something wins, loses, costs, saves or happens *because*, the cell has a tag, and a function in
[benchmarks/claims](../benchmarks/claims) measures it again, on seeds that the chapter does not show.

- *Effect*: the mean over the seeds, with Student's interval at 95 %. Two that are compared share pool, test set, seed set and oracle, so each seed gives one paired difference.
  Moons and clouds are drawn anew for each seed where the claim says *new*; all else is split anew.
- *The claim says*: where the mean effect lies. A claim **holds** if the whole interval lies there, **does not hold** if no part of it does, else it **cannot be told**.
- *Without the cause*: where the text names a cause, the same effect with that cause switched off. Such a claim holds only if the effect is also larger with the cause
  than without it, seed by seed, by an interval of its own.
- The number of seeds and the limits are fixed before measuring. Where one of them was changed after a look, the claim was measured anew at seeds from 2000 on, which nobody had looked at.
  Each interval stands for itself: of twenty true values, one is missed on average. Splits of one data set share rows, so an interval speaks of other splits of these data, not of other data.
"""
COLUMNS = "| claim | effect | the claim says | without the cause | seeds | verdict |\n|---|---|---|---|--:|---|\n"


def page(results: Results) -> str:
    """The page, as Markdown."""
    text = HEAD
    for chapter, claims in groupby(sorted(ledger().values(), key=lambda claim: claim.name), key=lambda claim: claim.chapter):
        text += f"\n## Chapter {chapter}\n\n{COLUMNS}" + "".join(row(claim, results.get(claim.name, {})) for claim in claims)
    return text


def row(claim: Claim, found: dict) -> str:
    """A claim's row of the table."""
    if not found.get("values"):
        return f"| {claim.says} `{claim.name}` | | {said(claim)} | | 0 | not measured |\n"
    without = f"{numbers(found['without the cause'])} ({claim.cause})" if claim.cause else ""
    effect = f"{numbers(found['effect'])} {claim.unit}"
    return f"| {claim.says} `{claim.name}` | {effect} | {said(claim)} | {without} | {found['n_seeds']} | {found['verdict']} |\n"


def said(claim: Claim) -> str:
    """Where the claim says that the effect lies.

    >>> from benchmarks.claims.ledger import ledger
    >>> said(ledger()["00-margin-beats-random"])
    'above 0'
    """
    low, high = claim.between
    return f"above {low:g}" if high == float("inf") else f"between {low:g} and {high:g}"


def numbers(interval: list[float]) -> str:
    """A mean and its interval.

    >>> numbers([0.0444, 0.037, 0.0514])
    '+0.044 [+0.037, +0.051]'
    """
    mean, low, high = interval
    return f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"


def write(results: Results) -> None:
    """Write the page."""
    PAGE.write_text(page(results), encoding="utf-8")
