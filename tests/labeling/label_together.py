"""Many people label one shared pool at once, in processes of which some are killed with SIGKILL; see test_together.py.

Usage: label_together.py RUN ..., each a JSON object: store, n_people, n_answers, n_processes, n_kills, overlap.  Each process
writes a line to a pipe for every answer that a session has acknowledged; who is killed comes back, but for one process whose
people have left for good.  Prints what was counted as JSON, a line a run; an answer that is lost, doubled, or one too many is an
error.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter

import numpy as np
from sklearn.dummy import DummyClassifier

from alkit import random_sampling
from alkit.labeling.joint import joint
from alkit.labeling.leases import Leases
from alkit.labeling.store import LabelLog
from alkit.labeling.team import TeamLog, join_session

CLASSES = ["left", "right"]
LEASE = 3.0  # seconds; so that those who left hold nothing up


def pool_of(n_rows):
    return np.random.default_rng(0).normal(size=(n_rows, 2))


def joined(store, X, person, overlap):
    """A person's session; while many join at once, a server may have to be asked again."""
    while True:
        try:
            return join_session(
                X, by=f"person {person}", store=store, name="load", classes=CLASSES, estimator=DummyClassifier(), budget=None,
                strategy=random_sampling, overlap=overlap, lease=LEASE, random_state=person,
            )  # fmt: skip
        except ValueError as error:
            if "another" in str(error):
                raise
            time.sleep(0.1)


def label(store, X, person, overlap, pipe):
    """Answer until nothing is left in the pool, and say so for each answer that was acknowledged."""
    session = joined(store, X, person, overlap)
    while not (session.current is None and is_done(session.log.leases, len(X))):
        sample, begun = session.current, time.perf_counter()
        try:
            if sample is None:
                time.sleep(0.1)
                session.look_again()
                continue
            session.answer(CLASSES[int(X[sample, 0] > 0)])
        except ValueError:  # not saved: it is tried again, or another sample has come
            continue
        os.write(pipe, f"{person} {sample} {time.perf_counter() - begun:.4f}\n".encode())
    session.close()


def is_done(leases, n_rows):
    done = Counter(lease.sample for lease in leases.all() if lease.until is None)
    return len(done) == n_rows and min(done.values()) >= leases.overlap


def start(store, X, people, overlap):
    """A process for some people; its number, and where it says what was acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        threads = [threading.Thread(target=label, args=(store, X, person, overlap, writer)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        os._exit(0)
    os.close(writer)
    os.set_blocking(reader, False)
    return child, reader


def read(reader):
    """What has been acknowledged since: person, sample and seconds of each."""
    text = b""
    while True:
        try:
            more = os.read(reader, 65536)
        except BlockingIOError:
            more = b""
        if not more:
            return [(int(p), int(s), float(t)) for p, s, t in map(bytes.split, text.splitlines())]
        text += more


def run(store, n_people, n_answers, n_processes, n_kills, overlap, seed=0):
    """Label, kill, and go on until all is answered; what was acknowledged, and how many were killed."""
    X, rng = pool_of(n_answers // overlap), random.Random(seed)
    groups = [list(range(n_people))[k::n_processes] for k in range(n_processes)]
    running = {k: start(store, X, people, overlap) for k, people in enumerate(groups)}
    acknowledged, killed = [], 0
    kill_at = sorted(rng.uniform(0.1, 0.9) * n_answers for _ in range(n_kills))
    while running:
        for k, (child, reader) in list(running.items()):
            ended = os.waitpid(child, os.WNOHANG)[0]
            acknowledged += read(reader)
            if ended:
                os.close(running.pop(k)[1])
        if kill_at and len(acknowledged) >= kill_at[0] and running:
            kill_at.pop(0)
            k = rng.choice(sorted(running))
            child, reader = running.pop(k)
            os.kill(child, signal.SIGKILL)
            if os.WIFSIGNALED(os.waitpid(child, 0)[1]):  # else it had just ended
                killed += 1
            acknowledged += read(reader)
            os.close(reader)
            if killed != 1 or n_processes == 1:  # the people of the first never come back
                running[k] = start(store, X, groups[k], overlap)
        time.sleep(0.01)
    return acknowledged, killed


def check(store, acknowledged, n_answers, overlap, n_in_flight):
    """Compare what the store has with what was acknowledged."""
    log = LabelLog(store)
    kept = Counter((int(a.annotator.removeprefix("person ")), a.sample) for a in joint(log, "load").answers)
    written = Counter((name, e.body["sample"]) for name in log.sessions() for e in log.events(name) if e.kind == "answer")
    said = Counter((person, sample) for person, sample, _ in acknowledged)
    assert not said - kept, f"lost: {said - kept}"
    assert max(written.values()) == 1 and sum(written.values()) == sum(kept.values()), "doubled"
    assert set(Counter(sample for _, sample in kept).values()) == {overlap}, "asked too often, or never"
    assert sum(kept.values()) == n_answers and len(kept - said) <= n_in_flight, kept - said
    log.close()


def lease_of_one_more(store, n_people, n_rows, n_times=20):
    """Seconds that one more person waits for a sample, while the others hold theirs: n times."""
    log, times = TeamLog(store), []
    people = [Leases(log._engine, "one more", f"person {k}") for k in range(n_people + 1)]
    with log._engine.begin() as connection:
        people[0].keep_given(connection, list(range(n_people + n_times, n_rows)))  # the rest is answered
    assert all(person.take(sample) for sample, person in enumerate(people[:-1]))
    for k in range(n_times):
        begun = time.perf_counter()
        assert set(range(n_people)) <= set(people[-1].full())
        assert people[-1].take(n_people + k)
        times.append(time.perf_counter() - begun)
    log.close()
    return times


def measured(store, n_people, n_answers, n_processes, n_kills, overlap):
    """Let them label, check what is in the store, and say how often, how long, and how long one more waits for a sample."""
    begun = time.perf_counter()
    acknowledged, killed = run(store, n_people, n_answers, n_processes, n_kills, overlap)
    seconds = time.perf_counter() - begun
    check(store, acknowledged, n_answers, overlap, n_in_flight=killed * -(-n_people // n_processes))
    clicks, leases = [t for _, _, t in acknowledged], lease_of_one_more(store, n_people, n_answers)
    return {
        "acknowledged": len(acknowledged),
        "killed": killed,
        "seconds": seconds,
        "click": [float(np.median(clicks)), float(np.quantile(clicks, 0.95))],
        "lease": [float(np.median(leases)), max(leases)],
    }


if __name__ == "__main__":
    for options in sys.argv[1:]:
        print(json.dumps(measured(**json.loads(options))), flush=True)
