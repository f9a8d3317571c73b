"""Waiting for what another thread does."""

import time


def wait_until(is_so, seconds=20.0):
    """Return once something is so, and fail if it takes too long."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, f"not so after {seconds} s"
        time.sleep(0.01)
