"""Each notebook that nbval runs keeps its labels in a folder of its own, so that no run sees the answers of another."""

import os
import signal
from importlib.util import find_spec

# One thread a process: several test workers, each with kernels that use every core, stand in each other's way tenfold.
os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

os.environ.pop("JPY_SESSION_NAME", None)  # pytest may have been called from a notebook, whose checks are not to be counted

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as a shell has it for what it starts in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

import pytest

NEEDS = {
    "models/networks": ("torch", "skorch"),
    "models/keras_networks": ("keras", "torch"),
    "models/pretrained": ("torch",),
    "strategies/for_skactiveml": ("skactiveml",),
}  # their doctests, what is large
collect_ignore = [f"alkit/{file}.py" for file, engines in NEEDS.items() if not all(map(find_spec, engines))]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if item.path.suffix == ".ipynb":
        folders = item.config.stash.setdefault(FOLDERS, {})
        if item.path not in folders:
            folders[item.path] = str(item.config._tmp_path_factory.mktemp(item.path.stem))
        os.environ["ALKIT_LABELS"] = folders[item.path]


FOLDERS = pytest.StashKey()
