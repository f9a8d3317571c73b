"""Who learns while the person looks at the next sample: the only file of the package's sessions that knows threads.

In a browser's page, which has none, one task after the other is done between the page's messages; where a machine refuses,
everything is done in place.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from alkit.threads import IN_PAGE, in_page

PATIENCE = 0.06  # seconds to wait for a new model and its ranking, unless the last took longer: a click is answered at once
REST = 0.25  # seconds after a training in which somebody who labels fast clicks again


class Trainer:
    """Does one thing after the other, in a thread of its own if there can be one.

    Parameters
    ----------
    patience : seconds that :meth:`learn` waits for its end; a training that took longer the last time is not waited for

    Attributes
    ----------
    in_place : whether there is neither thread nor page: whoever asks for something waits until it is done
    lock : held while something changes; never while a model learns
    turn : held from a person's click to the next sample; a kernel may have several threads
    """

    def __init__(self, patience: float = PATIENCE):
        self.patience = patience
        self.lock, self.turn = threading.RLock(), threading.RLock()
        self.in_place, self._in_page = False, IN_PAGE
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="alkit-learning")  # which starts with its first task
        self._waiting: deque[tuple[Callable[[], object], Future]] = deque()  # what is to be done without a thread
        self._is_working = False
        self._seconds = 0.0  # of the last training and what followed from it
        self._quiet_from = 0.0  # on the clock of time.monotonic
        self._clicked = threading.Event()  # a training, or the end, was asked for and has not begun

    def learn(self, training: Callable[[], Any], done: Callable[[Any, str], object], patience: float | None = None) -> None:
        """Begin a training, and wait for it if it is likely to be done in a moment.

        Parameters
        ----------
        training : is called
        done : is called with what it returned and "", or with None and what went wrong
        patience : seconds to wait, however long the last training took; by default as for this trainer
        """
        self._clicked.set()
        if patience is None:
            patience = self.patience if self._seconds <= self.patience else 0
        if self._in_page and patience:  # where nobody else could do it meanwhile
            self._learn(training, done)
        elif (task := self.later(lambda: self._learn(training, done))) is not None and not self._in_page:
            wait([task], timeout=patience)

    def later(self, task: Callable[[], object]) -> Future | None:
        """Do something after all that was asked for before; None says that it has been done already, in place."""
        if not self.in_place and not self._in_page:
            try:
                return self._thread.submit(task)
            except RuntimeError:  # no thread can be started, or this trainer is closed
                self.in_place = True
        future: Future = Future()
        self._waiting.append((task, future))
        if not self.in_place:
            in_page(self._do_one)
            return future
        if not self._is_working:  # else this was asked for by a task, and follows it
            self._is_working = True
            try:
                while self._waiting:
                    self._waiting.popleft()[0]()
            finally:
                self._is_working = False
        return None

    def _do_one(self) -> None:
        """In the page: the next task, unless somebody has waited for it meanwhile."""
        if not self._waiting or self.in_place:
            return
        task, future = self._waiting.popleft()
        try:
            future.set_result(task())
        except BaseException as error:
            future.set_exception(error)
            if not isinstance(error, Exception):
                raise

    def rest(self) -> bool:
        """Called by a task that can wait: leave the machine to a person who clicks fast.  Whether they clicked again."""
        seconds = max(self._quiet_from - time.monotonic(), 0)
        if self._in_page:
            return seconds > 0  # it is asked for again: nothing can wait in here
        return not self.in_place and self._clicked.wait(seconds)

    def wait_while(self, is_busy: Callable[[], bool]) -> None:
        """Return once nothing is left to wait for."""
        while is_busy() and (last := self.later(lambda: None)) is not None:
            while self._in_page and self._waiting:
                self._do_one()
            if last.cancelled():
                return
            last.result()

    def close(self, wait: bool = True) -> None:
        """Stop the thread; what has not begun is dropped, and what is asked for later is done in place.

        Parameters
        ----------
        wait : whether to wait for the task that the thread is at
        """
        self.in_place = True
        self._clicked.set()
        while self._waiting:
            self._waiting.popleft()[1].cancel()
        self._thread.shutdown(wait=wait, cancel_futures=True)

    def _learn(self, training: Callable[[], Any], done: Callable[[Any, str], object]) -> None:
        """What follows from a training, a new ranking say, counts in its seconds: a click would wait for that, too."""
        started = time.monotonic()
        self._clicked.clear()
        done(*self._tried(training))
        now = time.monotonic()
        self._seconds, self._quiet_from = now - started, now + REST

    def _tried(self, training: Callable[[], Any]) -> tuple[Any, str]:
        try:
            trained = training()
        except BaseException as error:  # an estimator may be anybody's, and even exit: the person is told, and can go on
            if (self.in_place or self._in_page) and not isinstance(error, Exception):
                raise  # Ctrl-C, which reaches no other thread
            return None, str(error) or type(error).__name__
        return trained, ""
