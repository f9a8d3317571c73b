"""Score a pool block by block and keep the best: for pools larger than the memory, on all cores or on a cluster.

What is chosen does not depend on how the pool is cut, nor on who scores which block.  Three things make that true: a score
is a matter of one candidate alone (tried at every query), chance gives each candidate a number of its own, and ties are broken
by a number that follows from the seed and the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import joblib
import numpy as np

from alkit.pool import BLOCK, blocks
from alkit.pool.stored import give_back, packed, unpacked
from alkit.strategies.base import (
    Batch,
    ParameterizedStrategy,
    PoolView,
    Strategy,
    as_scores,
    check_strategy,
    described,
    scores_of,
)
from alkit.strategies.committee import fitted_committee

TRIED = 32  # candidates scored twice, with others and without, to see whether these matter


@dataclass(frozen=True, eq=False, repr=False)
class Blockwise(ParameterizedStrategy):
    """Another strategy's best candidates, found block by block: no more than one block is in memory at a time.

    The strategy sees a view of one block after the other; of its scores only the best ``batch_size`` are kept.  The choice is
    the same for any ``block_size`` and ``n_jobs``.  (Where two scores differ by no more than a model's rounding, the order of
    its sums may decide between them, and that may change with the block.)

    Blocks go through joblib: inside ``with joblib.parallel_config("dask")`` they go to the workers of a Dask cluster.  A pool
    on disk, a memory map or a :class:`~alkit.pool.parquet.ParquetPool`, travels as its path, under which they must find it; any
    other is copied to them, and a copy may be lost with its worker.

    Parameters
    ----------
    strategy : strategy that scores each candidate by itself, with at most one random number for each
    block_size : int, at least 1
    n_jobs : number of processes, as in joblib; by default one, or what ``joblib.parallel_config`` says

    Raises
    ------
    ValueError
        If ``block_size`` is not at least 1; in use, if the strategy chooses whole batches, or a candidate's score depends
        on which others are there.

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from alkit.learner import ActiveLearner
    >>> from alkit.strategies.uncertainty import margin_sampling
    >>> X = np.linspace(0, 1, 1001)[:, None]
    >>> learner = ActiveLearner(GaussianNB(), X, Blockwise(margin_sampling, block_size=100), random_state=0)
    >>> learner.teach([0, 100, 900, 1000], ["low", "low", "high", "high"])
    >>> learner.query()
    array([500])
    """

    strategy: Strategy
    block_size: int = BLOCK
    n_jobs: int | None = field(default=None, repr=False)  # it changes nothing of what is chosen

    def __post_init__(self) -> None:
        check_strategy(self.strategy)
        if isinstance(self.block_size, bool) or not isinstance(self.block_size, (int, np.integer)) or self.block_size < 1:
            raise ValueError(f"block_size must be a whole number of at least 1, got {self.block_size!r}")

    def __call__(self, view: PoolView) -> Batch:
        scorer = _scorer(self.strategy, view)
        scorer.check(view)
        arrays = packed(view.X), packed(view.costs), packed(view.groups)
        calls = (joblib.delayed(scorer)(*arrays, start, rows) for start, rows in self._blocks(view.candidates))
        best = _Best.of_nobody()
        for found in joblib.Parallel(n_jobs=self.n_jobs, return_as="generator_unordered")(calls):
            best = _Best(*map(np.concatenate, zip(best, found))).first(view.batch_size)
        return Batch(best.places, best.scores)

    def _blocks(self, candidates: np.ndarray) -> Iterator[tuple[int, Rows]]:
        """Where each block begins among the candidates, and its rows."""
        for start, rows in zip(range(0, len(candidates), self.block_size), blocks(candidates, self.block_size)):
            yield start, Rows(rows)


class Rows:
    """Row numbers that pack light if they travel, and are as they are where the block is scored at home.

    No bare array, since that would be left with one worker by joblib's way to Dask, and lost with it.
    """

    __slots__ = ("numbers",)

    def __init__(self, numbers: np.ndarray):
        self.numbers = numbers

    def __reduce__(self) -> tuple[Any, ...]:
        """What travels."""
        return _arrived, light(self.numbers)


def _arrived(*packed_rows: Any) -> Rows:
    return Rows(unpacked_rows(*packed_rows))


def light(rows: np.ndarray) -> tuple[Any, ...]:
    """Row numbers for the way to a worker: a range, and the places in it that are missing.

    >>> light(np.array([3, 4, 6]))
    (range(3, 7), array([2]))
    """
    span, steps = range(int(rows[0]), int(rows[-1]) + 1), np.diff(rows)
    if not (steps > 0).all() or len(span) > 2 * len(rows):
        return (rows,)
    before = np.flatnonzero(steps > 1)  # what is missing follows these
    counts = steps[before] - 1
    firsts = rows[before] + 1 - span.start
    return span, np.arange(counts.sum()) + np.repeat(firsts - counts.cumsum() + counts, counts)


def unpacked_rows(span: range | np.ndarray, *missing: np.ndarray) -> np.ndarray:
    """What :func:`light` has packed."""
    return np.delete(np.arange(span.start, span.stop), *missing) if isinstance(span, range) else span


class _Best(NamedTuple):
    """Candidates: their places among all, their scores, and the numbers that break ties."""

    places: np.ndarray
    scores: np.ndarray
    ties: np.ndarray

    @classmethod
    def of_nobody(cls) -> _Best:
        return cls(np.zeros(0, dtype=int), np.zeros(0), np.zeros(0, dtype=np.uint64))

    def first(self, n: int) -> _Best:
        order = np.lexsort((self.places, self.ties, -self.scores))[:n]
        return _Best(*(values[order] for values in self))


@dataclass(frozen=True, eq=False)  # joblib's way to Dask wants to hash it
class _Scorer:
    """What all blocks of one query have in common; it travels to whoever scores one.

    Attributes
    ----------
    strategy : scores each candidate by itself
    frame : the view without the pool and without candidates
    state : of the random numbers of the query, at the first candidate
    salt : of the numbers that break ties
    """

    strategy: Strategy
    frame: PoolView
    state: Any
    salt: int

    def __call__(self, X: Any, costs: Any, groups: Any, start: int, block: Rows) -> _Best:
        X, rows = unpacked(X), block.numbers
        view = replace(self.frame, X=X, candidates=rows, costs=unpacked(costs), groups=unpacked(groups))
        scores = self.scores(view, start)
        give_back(X, rows)
        worst = np.partition(scores, -view.batch_size)[-view.batch_size] if len(rows) > view.batch_size else -np.inf
        reach = np.flatnonzero(scores >= worst)
        return _Best(start + reach, scores[reach], mixed(rows[reach], self.salt)).first(view.batch_size)

    def scores(self, view: PoolView, start: int) -> np.ndarray:
        """Scores of the candidates of this view, the first of which has the place ``start`` among all."""
        bits = self._bits_at(start)
        untouched = bits.state["state"]
        view = view.part(slice(None), rng=np.random.Generator(bits))
        scores = as_scores(scores_of(self.strategy, view), view)
        now = bits.state["state"]
        if now != untouched and now != self._bits_at(start + len(scores)).state["state"]:
            raise ValueError(
                f"{view.name}: {described(self.strategy)} must draw one random number per candidate, "
                "view.rng.random(len(view.candidates)), or none; with others its choice would depend on the blocks"
            )
        return scores

    def check(self, view: PoolView) -> None:
        """Raise if the score of a candidate depends on which others are there, as far as a few of them tell."""
        rows = view.candidates[: 2 * TRIED]
        few, half = replace(self.frame, X=view.X, costs=view.costs, groups=view.groups, candidates=rows), len(rows) // 2
        beside_others, alone = self.scores(few, 0)[half:], self.scores(few.part(slice(half, None)), half)
        if not np.allclose(beside_others, alone, rtol=1e-4, atol=1e-6):
            raise ValueError(
                f"{view.name} scores block by block, but what {described(self.strategy)} gives a candidate depends on which "
                "others are there; alkit.Subsampled shows it fewer of them instead"
            )

    def _bits_at(self, place: int) -> np.random.PCG64:
        bits = np.random.PCG64(0)
        bits.state = self.state
        return bits.advance(place)


def _scorer(strategy: Strategy, view: PoolView) -> _Scorer:
    if getattr(strategy, "committee", None) is not None and not view.is_cold_start:  # it learns once, not once a block
        view = replace(view, model=fitted_committee(view, strategy.committee))  # type: ignore[attr-defined]
        strategy = replace(strategy, committee=None)  # type: ignore[type-var]
    bits = view.rng.bit_generator
    if not isinstance(bits, np.random.PCG64):  # only this one can be set to any place
        bits = np.random.PCG64(view.rng.integers(2**31))
    salt = int(np.random.Generator(bits.jumped()).integers(2**63))
    frame = replace(view, X=None, candidates=view.candidates[:0], costs=None, groups=None, predict_proba=_unasked)
    return _Scorer(strategy, frame, bits.state, salt)


def _unasked() -> np.ndarray:
    raise AssertionError("each block has its own")


def mixed(rows: np.ndarray, salt: int) -> np.ndarray:
    """A number from 0 to 2^64 - 1 for each row number, as if drawn, and always the same: splitmix64.

    Source: G. L. Steele, D. Lea and C. H. Flood, Fast Splittable Pseudorandom Number Generators, 2014.

    >>> mixed(np.array([0, 1]), salt=0) == mixed(np.array([1, 0]), salt=0)[::-1]
    array([ True,  True])
    """
    z = (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
