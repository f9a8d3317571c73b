"""What goes on beside a person: in a thread, or in the page.

In a browser's page Python has no threads; there, work is done in small steps between two messages of the page, so that a click
waits for one step at most.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

IN_PAGE = sys.platform == "emscripten"
BREATH = 0.01  # seconds between two steps in the page, in which its messages come in


def keep_doing(step: Callable[[], float | None], name: str) -> bool:
    """Do a step again and again, beside everything else, until it returns None.

    Parameters
    ----------
    step : returns the seconds to wait before it is done again
    name : of the thread

    Returns
    -------
    bool
        Whether that has begun; no where there is no thread to be had: then the caller does it.
    """
    if IN_PAGE:
        return _soon(step)
    try:
        threading.Thread(target=_again_and_again, args=(step,), name=f"alkit-{name}", daemon=True).start()
    except RuntimeError:  # the machine refuses
        return False
    return True


def in_page(task: Callable[[], object], seconds: float = BREATH) -> None:
    """Do something in the page once its messages have come in."""
    asyncio.get_event_loop().call_later(seconds, task)


def one_thread() -> AbstractContextManager:
    """In here libraries compute in one thread, so that the last digit is the same everywhere; in the page there is no other."""
    if IN_PAGE:  # and to look for those libraries takes a second
        return nullcontext()
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def _again_and_again(step: Callable[[], float | None]) -> None:
    while (rest := step()) is not None:
        if rest:
            time.sleep(rest)


def _soon(step: Callable[[], float | None]) -> bool:
    def once() -> None:
        if (rest := step()) is not None:
            in_page(once, max(rest, BREATH))

    in_page(once)
    return True
