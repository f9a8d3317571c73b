"""What goes on beside a person: in a thread, and in a page, whose loop is here Python's own."""

import asyncio
import threading

import pytest

from alkit import datasets, open_session, stratified_split, threads
from alkit.labeling.trainer import Trainer
from tests.waiting import in_a_loop, wait_until


@pytest.fixture
def page(monkeypatch):
    """As in a browser: no thread can be started, and what is put off is done between two messages."""
    for name in ("threads", "labeling.trainer", "labeling.board", "models.epochs"):
        monkeypatch.setattr(f"alkit.{name}.IN_PAGE", True)
    start = threading.Thread.start
    refused = lambda self: pytest.fail("a thread was started") if self.name.startswith("alkit") else start(self)  # noqa: E731
    monkeypatch.setattr(threading.Thread, "start", refused)


async def messages(is_so, seconds=20.0):
    """Let the page's messages come in until something is so."""
    for _ in range(int(seconds / 0.01)):
        if is_so():
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"not so after {seconds} s")


def countdown(n, done):
    def step():
        done.append(threading.current_thread().name)
        return 0.0 if len(done) < n else None

    return step


def test_a_step_is_done_again_and_again_in_a_thread():
    done = []
    assert threads.keep_doing(countdown(3, done), "count")
    wait_until(lambda: len(done) == 3)
    assert set(done) == {"alkit-count"}


def test_where_no_thread_can_be_started_that_is_said(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert not threads.keep_doing(lambda: pytest.fail("done all the same"), "count")


def test_in_a_page_steps_are_done_between_its_messages(page):
    done = []

    async def visit():
        assert threads.keep_doing(countdown(3, done), "count")
        assert done == []  # the message under way comes first
        await messages(lambda: len(done) == 3)
        await asyncio.sleep(0.05)

    in_a_loop(visit)
    assert len(set(done)) == 1 and not done[0].startswith("alkit")


def test_in_a_page_a_quick_training_is_done_at_once_and_a_slow_one_later(page):
    async def visit():
        trainer, done = Trainer(patience=0.5), []
        trainer.later(lambda: done.append("rival"))
        trainer.learn(lambda: "model", lambda *_: done.append("model"))
        assert done == ["model"]  # the click waited for it, and not for the rival
        trainer._seconds = 1.0  # the last one took long
        trainer.learn(lambda: "slow", lambda *_: done.append("slow"))
        assert done == ["model"]
        await messages(lambda: len(done) == 3)
        assert done == ["model", "rival", "slow"]
        failing = trainer.later(lambda: 1 / 0)
        trainer.wait_while(lambda: not failing.done())
        assert isinstance(failing.exception(), ZeroDivisionError)
        trainer.later(lambda: done.append("too late"))
        trainer.close()
        await asyncio.sleep(0.05)
        assert "too late" not in done

    in_a_loop(visit)


@pytest.mark.slow
def test_a_session_in_a_page_is_that_of_a_thread(page, tmp_path):
    data = datasets.iris()
    truth = stratified_split(data).y_pool

    async def visit():
        session = open_session(data, budget=6, folder=tmp_path)
        session.trainer.patience = 30  # a busy machine trains for longer than a person waits
        seen = []
        session.on_change = lambda: seen.append(session.curve())
        for _ in range(6):
            session.answer(truth[session.current])
            await messages(lambda: not session.is_learning)
        await messages(lambda: session.compared()[1] is False)
        assert session.problem == "" and [n for n, _ in session.curve()] == list(range(7))
        assert len(session.rivals["random"].points) >= 7 and seen, "the page was told of what came by itself"
        assert session.compared()[0]
        return session.curve(), session.rivals["never wrong"].points

    curve, never_wrong = in_a_loop(visit)
    assert curve == never_wrong
