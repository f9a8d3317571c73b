"""Waiting for what another thread does."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def in_a_loop(visit):
    """What an asynchronous function returns; in a thread of its own, as a browser may have a loop in this one."""
    with ThreadPoolExecutor(1, thread_name_prefix="loop") as thread:
        return thread.submit(asyncio.run, visit()).result()


def wait_until(is_so, seconds=20.0):
    """Return once something is so, and fail if it takes too long."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"not so after {seconds} s"
        time.sleep(0.01)
