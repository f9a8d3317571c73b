"""Kill a labeling session with SIGKILL at a random moment, many times; see test_store.py.

Usage: kill_a_session.py FOLDER TIMES.  Each child process goes on with the session of the one killed before it, and
writes a line to a pipe for every answer that the session has acknowledged.  Prints the numbers of kills and of answers.
"""

import os
import random
import select
import signal
import sys
import time

import numpy as np
from sklearn.naive_bayes import GaussianNB

from alkit import ActiveLearner, LabelingSession, LabelLog, margin_sampling

X = np.random.default_rng(0).normal(size=(5000, 2))
READY = b"open\n"


def open_session(path):
    learner = ActiveLearner(GaussianNB(), X, margin_sampling, classes=["left", "right"], random_state=0)
    return LabelingSession(learner, LabelLog(path), "killed")


def label_for_ever(path, pipe):
    session = open_session(path)
    os.write(pipe, READY)
    while True:
        sample = session.current
        session.answer("right" if X[sample, 0] > 0 else "left")
        os.write(pipe, f"{sample}\n".encode())


def kill_one(path, wait, is_open):
    """Kill a child some seconds after it began, or after it has opened the session; what it has acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        label_for_ever(path, writer)
    os.close(writer)
    if is_open:
        select.select([reader], [], [])
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "the child ended by itself"
    with os.fdopen(reader) as lines:
        return [int(line) for line in lines.read().removeprefix(READY.decode()).splitlines()]


def main(folder, times):
    rng, acknowledged = random.Random(0), []
    path = os.path.join(folder, "labels.sqlite")
    for k in range(times):
        if len(acknowledged) > 60:  # a fresh file now and then, so that resuming stays short
            path, acknowledged = os.path.join(folder, f"labels{k}.sqlite"), []
        before = len(acknowledged)
        acknowledged += kill_one(
            path, rng.uniform(0.0, 0.15), is_open=k % 3
        )  # on a busy machine too, most are killed while they answer
        kept = list(LabelLog(path).labels("killed"))
        # all that was acknowledged is there, in order; at most the one in flight is there besides
        assert kept[: len(acknowledged)] == acknowledged, (acknowledged, kept)
        assert len(kept) <= len(acknowledged) + 1, (acknowledged, kept)
        acknowledged = kept
        total[0] += len(kept) - before
    print(times, total[0])


if __name__ == "__main__":
    total = [0]
    main(sys.argv[1], int(sys.argv[2]))
