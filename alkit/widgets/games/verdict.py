"""What may be said of one game: where it stands beside random runs, and what luck alone would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from alkit.widgets.games.game_log import Result


def verdict(result: Result, others: Mapping[str, float], n_asked: int, runs: Sequence[Sequence[float]]) -> str:
    """A game that is over, in sentences.

    Parameters
    ----------
    result : of the game
    others : name -> accuracy of the other machines after as many answers
    n_asked : answers that everybody got
    runs : for each random run, its accuracy after 0, 1, 2 ... answers

    Examples
    --------
    >>> result = Result("Ann", 0, 0.93, 0.88, 0.95, n_above=2, n_runs=3, n_undone=0)
    >>> print(verdict(result, {"margin": 0.95}, 1, [[0.5, 0.80], [0.5, 0.90], [0.5, 0.94]]))
    You reached 0.93 with 1 answer, margin 0.95. Random picking: 0.88 on average, 0.80 to 0.94 in 3 runs; you are +0.05 from \
that mean, above 2 of the 3 and below 1. By luck alone, somebody who picks at random is above as many in up to 2 of 4 games. \
One game on one split: another split may turn out otherwise, and the board adds them up.
    """
    last = np.array([values[n_asked] for values in runs])
    below = int((last > result.you).sum())
    beside = "".join(f", {name} {value:.2f}" for name, value in others.items())
    answers = f"{n_asked} answer{'s' if n_asked > 1 else ''}"
    ahead = f"{result.you - result.random:+.2f}".replace("-", "\N{MINUS SIGN}")
    undone = f" You took back {result.n_undone} after seeing the answer." if result.n_undone else ""
    return (
        f"You reached {result.you:.2f} with {answers}{beside}. Random picking: {result.random:.2f} on average, "
        f"{last.min():.2f} to {last.max():.2f} in {len(last)} runs; you are {ahead} from that mean, "
        f"above {result.n_above} of the {len(last)} and below {below}. {_luck(result.n_above, below, len(last))}{undone} "
        "One game on one split: another split may turn out otherwise, and the board adds them up."
    )


def _luck(above: int, below: int, n: int) -> str:
    """How often a random player would be there: of n + 1 alike players, at most n + 1 - k are above k others."""
    if max(above, below) * 2 <= n:
        return "That is where random picking is, too."
    if above >= below:
        return f"By luck alone, somebody who picks at random is above as many in up to {n + 1 - above} of {n + 1} games."
    return f"By bad luck alone, somebody who picks at random is below as many in up to {n + 1 - below} of {n + 1} games."
