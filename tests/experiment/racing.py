"""What runs in processes of its own beside a test: the libraries are imported once, and each process is a copy of that."""

import multiprocessing
import os
import time
import warnings

from sklearn.naive_bayes import GaussianNB

from alkit import compare, datasets, margin_sampling, random_sampling

PROCESSES = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
PROCESSES.set_forkserver_preload([__name__])


def slowly(strategy):
    def slow(view):
        time.sleep(0.002)
        return strategy(view)

    slow.__name__ = strategy.__name__
    return slow


def one_of_two(said, path, name, n_seeds):
    """A comparison of one strategy; says when it begins."""
    strategy = {"random": random_sampling, "margin": margin_sampling}[name]
    said.send("begun")
    estimator = GaussianNB(var_smoothing=1e-3)
    compare({name: slowly(strategy)}, datasets.iris(), estimator, n_seeds, 9, n_jobs=1, save_to=path, progress=False)


def too_large(said, path):
    """A comparison whose file may not grow beyond 3000 bytes; says how many rows came back, and what it was warned of."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        results = compare(
            {"random": random_sampling}, datasets.iris(), GaussianNB(), 6, 9, n_jobs=1, save_to=path, progress=False
        )
    said.send((len(results), [str(w.message) for w in warned]))
