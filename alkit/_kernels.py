"""The sums of the scores, in blocks that stay in the cache; only the scores and :mod:`alkit.information` come here.

``-(p * log(p)).sum(axis=1)`` over a million rows writes and reads three arrays as large as the input, from memory.  Here
each step is over a few thousand rows that are still in the cache, and what it needs beside them is made once.

Names carry their axes: M members, N samples, C classes.  Entropies are in bits unless another unit is given.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from alkit._checks import check_rows, tolerance

BLOCK = 80_000  # numbers worked on at a time: few enough to stay in the cache, many enough that calling NumPy costs little
BIT = float(np.log(2))


def rows_per_block(n_classes: int) -> int:
    return max(1, BLOCK // n_classes)


def blocks(n: int, n_classes: int) -> Iterator[slice]:
    """The rows of each block."""
    step = rows_per_block(n_classes)
    return (slice(i, min(i + step, n)) for i in range(0, n, step))


# ---- entropies ----------------------------------------------------------------------------------


def minus_sum_p_log_p(p_N_C: np.ndarray, unit: float = BIT) -> np.ndarray:
    """``-sum_c p_c log p_c`` of each row, with 0 log 0 = 0, or an error that names the first row that is no distribution."""
    n, k = p_N_C.shape
    out_N, entropies = np.empty(n), Entropies(n, k, p_N_C.dtype, unit)
    for rows in blocks(n, k):
        out_N[rows] = entropies(p_N_C[rows], rows.start)
    return out_N


class Entropies:
    """Entropies of one block after another; it keeps the buffers, and whether a zero has been seen.

    Of float32 the logarithms are float32, too, which takes half the time; products and sums are float64.  That loses no more
    than what rounding to float32 has lost before.
    """

    def __init__(self, n_rows: int, n_classes: int, dtype: np.dtype, unit: float = BIT):
        self.floats, self.terms = np.empty((2, min(n_rows, rows_per_block(n_classes)), n_classes))
        self.logs = np.empty_like(self.terms, dtype=np.float32) if dtype == np.float32 else self.terms
        unit = float(self.logs.dtype.type(unit))  # rounded as the logarithms are, so that 1/2 is one bit
        self.minus_units, self.ones = np.full(n_classes, -1 / unit), np.ones(n_classes)
        self.tolerance, self.shift = tolerance(dtype), 0.0

    @np.errstate(divide="ignore", invalid="ignore")
    def __call__(self, p_N_C: np.ndarray, start: int = 0) -> np.ndarray:
        p_N_C = self.as_floats(p_N_C)
        h_N = self._sums(p_N_C)
        if not h_N.dot(h_N) < np.inf and not self.shift:  # 0 log 0, or a number that float32 takes for 0.  Where there is one
            # zero there are more, and its logarithm is slow, so from here on the smallest float is added inside the logarithm
            self.shift = float(np.finfo(self.logs.dtype).tiny)
            h_N = self._sums(p_N_C)
        np.maximum(h_N, 0.0, out=h_N)  # rounding can leave -1e-17, and -0.0 reads badly
        error_N = p_N_C.dot(self.ones)
        error_N -= 1
        if not error_N.dot(error_N) <= self.tolerance**2 or not h_N.dot(h_N) >= 0:  # cheap, and false for every good block
            check_rows(p_N_C, start, self.tolerance)
        return h_N

    def _sums(self, p_N_C: np.ndarray) -> np.ndarray:
        terms, logs, of_N_C = self.terms[: len(p_N_C)], self.logs[: len(p_N_C)], p_N_C
        if is_single := logs.dtype == np.float32:
            np.copyto(logs, p_N_C, casting="same_kind")
            of_N_C = logs
        # a logarithm is slow enough to hide the wait for memory, so it comes first wherever nothing need be added
        np.log(np.add(of_N_C, self.shift, out=logs) if self.shift else of_N_C, out=logs)
        if is_single:
            np.copyto(terms, logs)
        np.multiply(terms, p_N_C, out=terms)
        return terms.dot(self.minus_units)  # sums over so few columns are quickest as a matrix product

    def as_floats(self, p_N_C: np.ndarray) -> np.ndarray:
        """The block as contiguous float64; copied into a buffer only where it is something else."""
        if p_N_C.dtype == float and p_N_C.flags.c_contiguous:
            return p_N_C
        floats = self.floats[: len(p_N_C)]
        np.copyto(floats, p_N_C)
        return floats


# ---- committees ---------------------------------------------------------------------------------


def committee_blocks(shape: tuple[int, int, int]) -> Iterator[tuple[slice, list[slice]]]:
    """The samples of each block, and the members to be taken at once: one, or several where the samples are few."""
    n_members, n, k = shape
    at_once = max(1, rows_per_block(k) // n)
    members = [slice(m, min(m + at_once, n_members)) for m in range(0, n_members, at_once)]
    return ((rows, members) for rows in blocks(n, k))


def consensus_entropies(proba_M_N_C: np.ndarray, of_members: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """``H(mean_m p_m)`` and ``mean_m H(p_m)``, shape (n_samples,) each; the second is 0 unless it is asked for."""
    n_members, n, k = proba_M_N_C.shape
    entropies, mean = Entropies(n_members * n, k, proba_M_N_C.dtype), np.empty((min(n, rows_per_block(k)), k))
    of_mean_N, mean_of_N = np.empty(n), np.zeros(n)
    for rows, members in committee_blocks(proba_M_N_C.shape):
        mean_N_C = mean[: rows.stop - rows.start]
        mean_N_C.fill(0)
        for some in members:
            p_MN_C = entropies.as_floats(proba_M_N_C[some, rows].reshape(-1, k))
            if of_members:  # before the mean: the logarithm hides the wait for memory
                h_MN = entropies(p_MN_C, some.start * n + rows.start)
                mean_of_N[rows] += h_MN.reshape(-1, len(mean_N_C)).sum(axis=0)
            for p_N_C in p_MN_C.reshape(-1, *mean_N_C.shape):
                mean_N_C += p_N_C
        mean_N_C /= n_members
        of_mean_N[rows] = entropies(mean_N_C, rows.start)
    mean_of_N /= n_members
    return of_mean_N, mean_of_N


def vote_counts(proba_M_N_C: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """The samples of each block, and how many members vote for each class, shape (n_classes, n_rows); ties go to the first."""
    n_members, n, k = proba_M_N_C.shape
    rank_C = np.arange(k, 0, -1, dtype=np.min_scalar_type(max(k, n_members)))  # the first class ranks highest
    columns = Columns(n_members * n, k, proba_M_N_C.dtype)
    for rows, members in committee_blocks(proba_M_N_C.shape):
        counts_C_N = np.zeros((k, rows.stop - rows.start), dtype=rank_C.dtype)
        for some in members:
            votes_C_MN = _votes(columns(proba_M_N_C[some, rows].reshape(-1, k)), rank_C)
            for votes_C_N in votes_C_MN.reshape(k, -1, counts_C_N.shape[1]).swapaxes(0, 1):
                counts_C_N += votes_C_N
        yield rows, counts_C_N


def _votes(p_C_N: np.ndarray, rank_C: np.ndarray) -> np.ndarray:
    """1 where a class is the first of the largest, 0 elsewhere."""
    largest_N = p_C_N.max(axis=0)
    if np.isnan(largest_N.max()):
        raise ValueError("proba must not hold NaN")
    rank_C_N = (p_C_N == largest_N).view(np.uint8) * rank_C[:, None]
    return (rank_C_N == rank_C_N.max(axis=0)).view(np.uint8)


# ---- the largest probabilities ------------------------------------------------------------------


class Columns:
    """One block after another with its columns as rows, in one buffer: a step over all rows is then a step over neighbors."""

    def __init__(self, n_rows: int, n_classes: int, dtype: np.dtype):
        # float32 is compared as it is, which is exact and half the work
        self.buffer = np.empty(n_classes * min(n_rows, rows_per_block(n_classes)), np.float32 if dtype == np.float32 else float)

    def __call__(self, p_N_C: np.ndarray) -> np.ndarray:
        p_C_N = self.buffer[: p_N_C.size].reshape(p_N_C.shape[::-1])
        step = max(1, BLOCK // 5 // len(p_C_N))  # each column reads every cache line again, so fewer rows at a time
        for i in range(0, len(p_N_C), step):
            np.copyto(p_C_N[:, i : i + step], p_N_C[i : i + step].T)
        return p_C_N


def largest(p_N_C: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """The rows of each block and the largest number of each."""
    columns = Columns(len(p_N_C), p_N_C.shape[1], p_N_C.dtype)
    for rows in blocks(len(p_N_C), p_N_C.shape[1]):
        yield rows, columns(p_N_C[rows]).max(axis=0)


def two_largest(p_N_C: np.ndarray) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """The rows of each block and the largest and second largest number of each; the second of one column is 0.

    By a running maximum over the columns: sorting costs twenty times as much, because each row is a sort of its own.
    """
    columns = Columns(len(p_N_C), p_N_C.shape[1], p_N_C.dtype)
    for rows in blocks(len(p_N_C), p_N_C.shape[1]):
        first_N, *others = columns(p_N_C[rows])
        second_N, lower_N = np.zeros_like(first_N), np.empty_like(first_N)
        for p_N in others:
            np.minimum(first_N, p_N, out=lower_N)
            np.maximum(second_N, lower_N, out=second_N)
            np.maximum(first_N, p_N, out=first_N)
        yield rows, first_N, second_N
