"""Chapter 02: who looks for the day on which milk turns sour, in a row of 63 bottles.  A seed draws the day and the order."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.claims.ledger import claim

N = 63
HALVES = 6  # tastings of the middle of what is open, whatever the threshold is: log2 of 64 thresholds

claimed = partial(claim, chapter_seeds=range(1), n_seeds=400, unit="tastings")


def n_tasted(seed: int, skips_known: bool) -> int:
    """Tastings in random order until all labels are known; the order is the same whether known bottles are skipped or not."""
    rng = np.random.default_rng(seed)
    threshold, low, high, n = rng.integers(1, N + 2), 1, N + 1, 0
    for day in rng.permutation(N) + 1:
        is_open = low <= day < high
        n += low < high and (is_open or not skips_known)
        if is_open:
            low, high = (low, day) if day >= threshold else (day + 1, high)
    return int(n)


@claimed("02-random-order", cause="who skips the bottles whose taste is known already")
def random_order_against_halves(seed, cause=True):
    """63 bottles: who tastes in random order tastes more of them than who halves what is open, because known ones are tasted, too."""
    return n_tasted(seed, skips_known=not cause) - HALVES


@claimed("02-random-open")
def random_open_against_halves(seed):
    """63 bottles: who tastes at random, but only what is still open, tastes more of them than who halves what is open."""
    return n_tasted(seed, skips_known=True) - HALVES
