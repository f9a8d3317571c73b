"""Workers of a Dask cluster as processes of their own: dask_workers.py ADDRESS N prints their process numbers.

What they need is imported once, and then they are forked, which is much less work than starting each from nothing.
"""

import asyncio
import os
import sys

import distributed
import sklearn.linear_model  # noqa: F401

import alkit.experiment.comparison
import alkit.strategies.blockwise  # noqa: F401


async def work(address):
    async with distributed.Worker(address, nthreads=1, dashboard=False) as worker:
        await worker.finished()


if __name__ == "__main__":
    for _ in range(int(sys.argv[2])):
        if not (child := os.fork()):
            asyncio.run(work(sys.argv[1]))
            os._exit(0)
        print(child, flush=True)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
