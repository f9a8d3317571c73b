"""The exercises of chapter 14: right and wrong answers, tried by test_registry.py; and that what they rest on is so."""

import heapq

import numpy as np

from alkit.exercises import chapter_14 as given


def with_a_heap(blocks, n):
    heap, row = [], 0
    for block in blocks:
        for score in block:
            heapq.heappush(heap, (score, row))
            row += 1
            if len(heap) > n:
                heapq.heappop(heap)
    return [row for _, row in sorted(heap, reverse=True)]


def block_by_block(blocks, n):
    rows, scores, start = np.array([], int), np.array([]), 0
    for block in blocks:
        rows, scores = np.append(rows, start + np.arange(len(block))), np.append(scores, block)
        keep = np.argsort(-scores)[:n]
        rows, scores, start = rows[keep], scores[keep], start + len(block)
    return rows


def forgets_the_start(blocks, n):
    rows, scores = np.array([], int), np.array([])
    for block in blocks:
        rows, scores = np.append(rows, np.arange(len(block))), np.append(scores, block)
        keep = np.argsort(-scores)[:n]
        rows, scores = rows[keep], scores[keep]
    return rows


RIGHT = {
    "14.1": [26.8, "26.8", np.float64(50e6 * (128 * 4 + 3 * 8) / 1e9)],
    "14.2": [with_a_heap, block_by_block, lambda blocks, n: np.argsort(np.concatenate(blocks))[::-1][:n].tolist()],
    "14.3": [2995, 2995.0, "2995", next(m for m in range(1, 10_000) if 1 - 0.999**m >= 0.95)],
    "14.4": [0.2 * 1000**2 / 3600, 55.556, 500 / 9],
    "14.5": [256, 256.0, "256"],
}

WRONG = {  # the words in which each is answered
    "14.1": [(25.6, "of each row"), (1.2, "And the features"), (52.4, "32 bits"), (26.2, "float64"), (6.55, "how many numbers"), (26_800, "MB"), (24.9594, "GiB"), (3, "then add")],
    "14.2": [(lambda blocks, n: np.argsort(np.concatenate(blocks))[:n], "lowest"), (lambda blocks, n: np.argsort(np.concatenate(blocks))[-n:], "worst of them first"),
             (lambda blocks, n: sorted(block_by_block(blocks, n)), "order of the pool"), (lambda blocks, n: -np.sort(-np.concatenate(blocks))[:n], "These are scores"),
             (lambda blocks, n: np.argsort(-blocks[-1])[:n], "last block"), (forgets_the_start, "within a block"), (lambda blocks, n: list(range(n)), "keep the best n")],
    "14.3": [(1000, "on average"), (950, "drawn together"), (2994, "Round up"), (np.log(0.05) / np.log(0.999), "whole"), (52, "*none*"), (299, "top percent"), (1e6, "of the pool"), (7, "all miss it")],
    "14.4": [(200_000, "seconds"), (200_000 / 60, "minutes"), (200 / 3600, "in proportion"), (800 / 3600, "Would the first line"), (2, "exponent"), (2e8 / 3600, "third power"), (1, "which exponent")],
    "14.5": [(31.25, "feed them"), (287.25, "take turns"), (16, "how many disks"), (500, "one core"), (64, "bytes"), (256 / 60, "minutes"), (512, "32 bits"), (1, "waited for")],
}  # fmt: skip


def test_so_many_candidates_are_enough_and_one_fewer_is_not():
    miss = np.float64(1 - given.TOP)
    assert miss**given.NEEDED <= 1 - given.SURE < miss ** (given.NEEDED - 1)


def test_drawn_at_random_so_many_meet_the_top_as_often_as_is_said():
    """From a pool of 100,000, without replacement: its 100 best are its top."""
    rng = np.random.default_rng(0)
    met = [(rng.choice(100_000, int(given.NEEDED), replace=False) < 100).any() for _ in range(400)]
    assert abs(np.mean(met) - given.SURE) < 0.04


def test_the_two_times_follow_the_square_of_the_rows():
    assert np.isclose(given.EXPONENT, 2)
